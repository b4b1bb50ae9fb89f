# The provider sends 0 days where CloudFormation leaves the API's default of 1.
resource "aws_db_instance" "orders" { # expect: fail
  engine         = "postgres"
  instance_class = "db.t4g.small"
}

resource "aws_rds_cluster" "orders" {
  engine                  = "aurora-postgresql"
  backup_retention_period = 1 # expect: fail
}
