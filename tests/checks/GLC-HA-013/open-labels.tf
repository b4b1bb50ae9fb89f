# scan: --environment prod --baseline defense-in-depth
variable "value" { type = string }

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    replicas = 3
    template {
      metadata {
        labels = { app = var.value }
      }
      spec {
        # expect@+1: open
        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "topology.kubernetes.io/zone"
          when_unsatisfiable = "DoNotSchedule"
          label_selector {
            match_labels = { app = "web" }
          }
        }
        container {
          name  = "web"
          image = "registry.test/web:1"
        }
      }
    }
  }
}
