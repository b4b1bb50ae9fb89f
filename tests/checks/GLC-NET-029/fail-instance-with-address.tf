resource "aws_instance" "web" {
  ami                         = "ami-12345678"
  subnet_id                   = "subnet-12345678"
  associate_public_ip_address = true # expect: fail
}

resource "aws_launch_template" "web" {
  network_interfaces {
    associate_public_ip_address = "true" # expect: fail
  }
}
