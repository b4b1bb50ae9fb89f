data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}
resource "aws_cloudfront_distribution" "shop" {
  enabled = true
  origin {
    origin_id   = "shop"
    domain_name = aws_lb.shop.dns_name
  }
}
resource "aws_lb" "shop" {
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.edge.id]
}
resource "aws_security_group" "edge" {
  name = "edge"
}
resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = aws_security_group.edge.id
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "403"
    }
  }
}
resource "aws_lb_listener_rule" "known" {
  listener_arn = aws_lb_listener.https.arn
  condition {
    http_header {
      http_header_name = "X-Origin"
      values           = ["only-ours"]
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop.arn
  }
}
resource "aws_lb_target_group" "shop" {
  port     = 8080
  protocol = "HTTP"
}
