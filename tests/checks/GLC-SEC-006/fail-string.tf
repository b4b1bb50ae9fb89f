resource "aws_ssm_parameter" "password" {
  name  = "/orders/password" # expect: fail
  type  = "String"
  value = "change me"
}
