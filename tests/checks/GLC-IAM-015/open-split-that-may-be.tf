variable "block" {
  type = bool
}

resource "aws_s3_bucket" "data" { # expect: open
  bucket = "data"
}

resource "aws_s3_bucket_public_access_block" "data" {
  count                   = var.block ? 1 : 0
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# What exists under the same condition is judged together.
resource "aws_s3_bucket" "both" {
  count  = var.block ? 1 : 0
  bucket = "both"
}

resource "aws_s3_bucket_public_access_block" "both" {
  count                   = var.block ? 1 : 0
  bucket                  = aws_s3_bucket.both[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
