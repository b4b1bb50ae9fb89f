resource "aws_db_instance" "literal" {
  engine   = "postgres"
  username = "orders"
  password = "correct-horse-battery" # expect: fail
}

variable "password" {
  default = "correct-horse-battery"
}

resource "aws_rds_cluster" "default" {
  engine          = "aurora-postgresql"
  master_username = "orders"
  master_password = var.password # expect: fail
}
