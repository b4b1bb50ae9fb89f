variable "labels" { type = map(string) }
resource "kubernetes_network_policy" "deny" {
  metadata {
    name      = "deny"
    namespace = "shop"
  }
  spec {
    pod_selector {
      match_labels = var.labels
    }
    policy_types = ["Ingress"]
  }
}
resource "kubernetes_deployment" "api" { # expect: open
  metadata {
    name      = "api"
    namespace = "shop"
  }
  spec {
    selector {
      match_labels = { app = "api" }
    }
    template {
      metadata {
        labels = { app = "api" }
      }
      spec {
        container {
          name  = "main"
          image = "registry.test/main:1"
        }
      }
    }
  }
}
