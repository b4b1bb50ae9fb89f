resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "kubernetes_storage_class_v1" "gp3" {
  metadata {
    name = "gp3"
  }
  storage_provisioner = "ebs.csi.aws.com"
  parameters          = { type = "gp3" }
}
