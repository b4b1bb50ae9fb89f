resource "aws_waf_web_acl" "site" { # expect: fail
  name        = "site"
  metric_name = "site"

  default_action {
    type = "ALLOW"
  }
}
