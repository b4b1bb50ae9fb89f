variable "sources" {
  type = list(string)
}

resource "aws_security_group" "admin" {
  description = "administrators"

  dynamic "ingress" {
    for_each = var.sources
    content {
      protocol    = "tcp"
      from_port   = 22
      to_port     = 22
      cidr_blocks = [ingress.value] # expect: open
    }
  }
}
