variable "office" {
  type    = list(string)
  default = ["10.0.0.0/8", "0.0.0.0/0"]
}

resource "aws_security_group" "inline" {
  description = "inline rules"

  ingress {
    description = "SSH"
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"] # expect: fail
  }
}

resource "aws_security_group" "split" {
  description = "rules of their own"
}

resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = aws_security_group.split.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  ipv6_cidr_blocks  = ["::/0"] # expect: fail
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each          = toset(var.office)
  security_group_id = aws_security_group.split.id
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 1024
  cidr_ipv4         = each.value # expect: fail
}
