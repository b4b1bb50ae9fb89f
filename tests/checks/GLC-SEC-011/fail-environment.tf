resource "kubernetes_deployment_v1" "orders" {
  metadata {
    name = "orders"
  }
  spec {
    template {
      spec {
        container {
          name = "orders"
          env {
            name = "PASSWORD"
            value_from {
              secret_key_ref { # expect: fail
                name = "orders"
                key  = "password"
              }
            }
          }
        }
        init_container {
          name = "migrate"
          env_from {
            secret_ref { # expect: fail
              name = "orders"
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_cron_job_v1" "report" {
  metadata {
    name = "report"
  }
  spec {
    schedule = "0 3 * * *"
    job_template {
      spec {
        template {
          spec {
            container {
              name = "report"
              env_from {
                secret_ref { # expect: fail
                  name = "report"
                }
              }
            }
          }
        }
      }
    }
  }
}
