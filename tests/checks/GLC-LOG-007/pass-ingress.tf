variable "value" { type = string }

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
    annotations = {
      "alb.ingress.kubernetes.io/load-balancer-attributes" = "access_logs.s3.enabled=true,access_logs.s3.bucket=${var.value}"
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
