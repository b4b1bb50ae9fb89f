variable "value" { type = string }

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {     # expect: open
    replicas = var.value
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "registry.test/web:1"
        }
      }
    }
  }
}
