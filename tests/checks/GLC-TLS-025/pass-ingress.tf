variable "value" { type = string }

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
    annotations = {
      "alb.ingress.kubernetes.io/listen-ports" = jsonencode([{ HTTPS = 443 }, { HTTP = 80 }])
      "alb.ingress.kubernetes.io/ssl-redirect" = "443"
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
