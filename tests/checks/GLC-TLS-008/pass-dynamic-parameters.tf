locals {
  parameters = {
    "rds.force_ssl" = 1
    "work_mem"      = 4096
  }
}

resource "aws_db_parameter_group" "tls" {
  family = "postgres14"

  dynamic "parameter" {
    for_each = local.parameters
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

resource "aws_db_instance" "tls" {
  engine               = "postgres"
  parameter_group_name = aws_db_parameter_group.tls.name
}
