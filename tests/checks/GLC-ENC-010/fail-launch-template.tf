locals {
  encrypted = false
}

resource "aws_launch_template" "node" {
  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted = local.encrypted # expect: fail
    }
  }
}

resource "aws_instance" "web" {
  ami = "ami-12345678"

  root_block_device {
    encrypted = false # expect: fail
  }
}
