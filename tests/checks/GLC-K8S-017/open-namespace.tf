variable "ns" { type = string }

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

resource "kubernetes_resource_quota_v1" "quota" {
  metadata {
    name      = "quota"
    namespace = var.ns
  }
  spec {
    hard = { "requests.cpu" = 4, "requests.memory" = "4Gi", pods = 10 }
  }
}
