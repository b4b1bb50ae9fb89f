# References differ in what the service takes without the block.
resource "aws_msk_cluster" "events" { # expect: open
  cluster_name = "events"
}
