resource "aws_eks_addon" "cni" {
  cluster_name         = "shop"
  addon_name           = "vpc-cni"
  configuration_values = jsonencode({ env = { ENABLE_PREFIX_DELEGATION = "true" } }) # expect: fail
}
