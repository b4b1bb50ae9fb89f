variable "value" { type = string }

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
    annotations = {
      "alb.ingress.kubernetes.io/scheme" = var.value
      "alb.ingress.kubernetes.io/listen-ports" = jsonencode([{ HTTPS = 8443 }])     # expect: open
    }
  }
  spec {
    ingress_class_name = "alb"
    rule {
      host = "shop.example.com"
      http {
        path {
          path = "/"
          backend {
            service {
              name = "web"
              port { number = 443 }
            }
          }
        }
      }
    }
  }
}
