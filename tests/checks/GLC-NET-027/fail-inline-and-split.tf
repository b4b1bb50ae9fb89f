resource "aws_network_acl" "inline" {
  vpc_id = "vpc-12345678"

  ingress {
    rule_no    = 100
    action     = "allow" # expect: fail
    protocol   = "tcp"
    from_port  = 20
    to_port    = 30
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "split" {
  vpc_id = "vpc-12345678"
}

resource "aws_network_acl_rule" "rdp" {
  network_acl_id = aws_network_acl.split.id
  rule_number    = 100
  rule_action    = "allow" # expect: fail
  protocol       = "tcp"
  from_port      = 3389
  to_port        = 3389
  cidr_block     = "0.0.0.0/0"
}
