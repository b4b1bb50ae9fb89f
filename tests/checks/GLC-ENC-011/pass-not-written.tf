# The provider switches it on when nothing is written.
resource "aws_ebs_encryption_by_default" "this" {}
