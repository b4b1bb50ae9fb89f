resource "aws_db_instance" "encrypted" {
  engine                  = "postgres"
  instance_class          = "db.t4g.small"
  storage_encrypted       = true
  backup_retention_period = 7
}

resource "aws_db_snapshot" "encrypted" {
  db_instance_identifier = aws_db_instance.encrypted.identifier
  db_snapshot_identifier = "encrypted"
}

resource "aws_db_snapshot_copy" "copy" {
  source_db_snapshot_identifier = aws_db_snapshot.encrypted.db_snapshot_arn
  target_db_snapshot_identifier = "copy"
}
