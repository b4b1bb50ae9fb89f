resource "aws_db_parameter_group" "off" {
  name   = "off"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "0" # expect: fail
  }
}

resource "aws_db_parameter_group" "old" { # expect: fail
  family = "postgres14"
}

resource "aws_db_instance" "off" {
  engine               = "postgres"
  parameter_group_name = aws_db_parameter_group.off.name
}
