variable "value" { type = string }

resource "kubernetes_deployment_v1" "web" {     # expect: open
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    replicas = 3
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

resource "kubernetes_resource_quota_v1" "shop" {
  metadata {
    name      = "shop"
    namespace = "shop"
  }
  spec {
    hard = var.hard
  }
}

variable "hard" { type = map(string) }
