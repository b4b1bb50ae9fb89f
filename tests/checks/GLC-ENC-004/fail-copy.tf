resource "aws_db_instance" "plain" {
  engine                  = "postgres"
  instance_class          = "db.t4g.small"
  backup_retention_period = 7 # expect: fail
}

resource "aws_db_snapshot" "plain" {
  db_instance_identifier = aws_db_instance.plain.identifier # expect: fail
  db_snapshot_identifier = "plain"
}

resource "aws_db_snapshot_copy" "copy" {
  source_db_snapshot_identifier = aws_db_snapshot.plain.db_snapshot_arn # expect: fail
  target_db_snapshot_identifier = "copy"
}
