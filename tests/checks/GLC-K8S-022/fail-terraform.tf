resource "kubernetes_role_v1" "reads" {
  metadata {
    name      = "reads-secrets"
    namespace = "shop"
  }
  rule { # expect: fail
    api_groups = [""]
    resources  = ["secrets"]
    verbs      = ["get", "list"]
  }
}
