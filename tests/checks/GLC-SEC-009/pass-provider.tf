variable "token" {
  type      = string
  sensitive = true
}

provider "aws" {
  alias                    = "logs"
  region                   = "eu-west-1"
  profile                  = "logs"
  shared_credentials_files = ["~/.aws/credentials"]
  token                    = var.token
}
