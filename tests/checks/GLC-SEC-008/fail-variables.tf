variable "db_password" { # expect: fail
  type = string
}

variable "api_token" {
  type      = string
  sensitive = true
  default   = "s3cr3t-and-in-the-code" # expect: fail
}

variable "password_length" {
  type    = number
  default = 32
}
