resource "aws_launch_template" "node" {
  metadata_options {
    http_tokens                 = "optional" # expect: fail
    http_put_response_hop_limit = 2          # expect: fail
  }
}
