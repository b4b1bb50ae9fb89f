resource "aws_default_vpc" "default" {} # expect: fail

resource "aws_instance" "web" { # expect: fail
  ami           = "ami-12345678"
  instance_type = "t3.small"
}
