# Both groups have one name; the instances mean the one that they refer to.
resource "aws_db_parameter_group" "tls" {
  name   = "group"
  family = "postgres13"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_parameter_group" "plain" {
  name   = "group"
  family = "postgres13"
  parameter {
    name  = "rds.force_ssl"
    value = "0" # expect: fail
  }
}

resource "aws_db_instance" "tls" {
  engine               = "postgres"
  parameter_group_name = aws_db_parameter_group.tls.name
}

resource "aws_db_instance" "plain" {
  engine               = "postgres"
  parameter_group_name = aws_db_parameter_group.plain.name
}
