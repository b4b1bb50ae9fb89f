variable "password" {
  type      = string
  sensitive = true
}

resource "kubernetes_secret_v1" "written" {
  metadata {
    name      = "written"
    namespace = "shop"
  }
  data = {
    password = "tr0ub4dor" # expect: fail
  }
}

resource "kubernetes_secret_v1" "given" {
  metadata {
    name      = "given"
    namespace = "shop"
  }
  data = {
    password = var.password
  }
}
