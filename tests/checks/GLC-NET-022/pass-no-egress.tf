resource "aws_security_group" "database" {
  description = "PostgreSQL"
}

resource "aws_db_instance" "main" {
  engine                 = "postgres"
  vpc_security_group_ids = [aws_security_group.database.id]
}
