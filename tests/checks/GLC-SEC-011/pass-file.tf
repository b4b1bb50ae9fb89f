resource "kubernetes_pod" "orders" {
  metadata {
    name = "orders"
  }
  spec {
    container {
      name = "orders"
      env {
        name  = "PASSWORD_FILE"
        value = "/secrets/password"
      }
      env_from {
        config_map_ref {
          name = "orders"
        }
      }
      volume_mount {
        name       = "secrets"
        mount_path = "/secrets"
      }
    }
    volume {
      name = "secrets"
      secret {
        secret_name = "orders"
      }
    }
  }
}
