variable "password" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "managed" {
  engine                      = "postgres"
  username                    = "orders"
  manage_master_user_password = true
}

resource "aws_db_instance" "given" {
  engine   = "postgres"
  username = "orders"
  password = var.password
}

resource "random_password" "orders" {
  length = 32
}

resource "aws_db_instance" "random" {
  engine   = "postgres"
  username = "orders"
  password = random_password.orders.result
}
