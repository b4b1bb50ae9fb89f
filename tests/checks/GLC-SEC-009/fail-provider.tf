provider "aws" {
  region     = "eu-west-1"
  access_key = "AKIA2E0A8F3B244C9986" # expect: fail
  secret_key = "7CE556A3BC234CC1FF9E8A5C324C0BB70AA21B6D" # expect: fail
}
