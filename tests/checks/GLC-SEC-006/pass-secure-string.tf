resource "aws_ssm_parameter" "password" {
  name     = "/orders/password"
  type     = "SecureString"
  value_wo = "from the pipeline"
}
