resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.t4g.small"
  deletion_protection = true
  skip_final_snapshot = true # expect: fail, fail
}
