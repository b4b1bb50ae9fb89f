resource "aws_db_instance" "replica" {
  replicate_source_db = "orders"
  instance_class      = "db.t4g.small"
}
