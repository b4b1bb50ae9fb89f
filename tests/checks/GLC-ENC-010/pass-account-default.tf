resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_launch_template" "nodes" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 50
    }
  }
}
