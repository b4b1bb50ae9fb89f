resource "aws_db_instance" "orders" {
  engine                    = "postgres"
  instance_class            = "db.t4g.small"
  deletion_protection       = true
  final_snapshot_identifier = "orders-last"
}
