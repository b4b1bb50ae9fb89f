variable "tag" {
  type = string
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "pinned"
          image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.2.3"
        }
        container {
          name  = "given"
          image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:${var.tag}" # expect: open
        }
      }
    }
  }
}
