# The provider and the service take TLS where nothing is written.
resource "aws_msk_cluster" "without" {
  cluster_name = "without"
}

resource "aws_msk_cluster" "key_only" {
  cluster_name = "key-only"
  encryption_info {
    encryption_at_rest_kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/1"
  }
}
