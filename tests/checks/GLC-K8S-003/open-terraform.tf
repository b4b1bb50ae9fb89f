variable "user" {
  type = number
}

resource "kubernetes_pod_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    container {
      name  = "web"
      image = "registry.test/web:1"
      security_context {
        run_as_user = var.user # expect: open
      }
    }
  }
}
