# Without a word the provider sends a retention of 0 days; with skip_final_snapshot nothing is left at all.
resource "aws_db_instance" "scratch" {
  engine              = "postgres"
  instance_class      = "db.t4g.small"
  skip_final_snapshot = true
}
