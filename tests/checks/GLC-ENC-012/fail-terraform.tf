resource "kubernetes_storage_class_v1" "plain" {
  metadata {
    name = "plain"
  }
  storage_provisioner = "ebs.csi.aws.com"
  parameters = {
    type      = "gp3"
    encrypted = "false" # expect: fail
  }
}
