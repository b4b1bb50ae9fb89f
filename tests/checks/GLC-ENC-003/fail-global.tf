resource "aws_rds_global_cluster" "plain" { # expect: fail
  global_cluster_identifier = "plain"
  engine                    = "aurora-postgresql"
}
