resource "aws_alb_listener" "https" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/1"
  port              = 443
  protocol          = "HTTPS" # expect: fail
}
