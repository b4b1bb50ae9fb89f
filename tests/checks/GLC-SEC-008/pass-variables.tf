variable "db_password" {
  type      = string
  sensitive = true
}

variable "db_password_secret_arn" {
  type = string
}
