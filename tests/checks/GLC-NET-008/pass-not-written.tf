# The provider sends false; CloudFormation would leave it to the subnet group.
resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t4g.small"
}

resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier = "orders"
  engine             = "aurora-postgresql"
  instance_class     = "db.r7g.large"
}
