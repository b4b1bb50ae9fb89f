resource "aws_s3_bucket" "data" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule { # expect: fail
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
