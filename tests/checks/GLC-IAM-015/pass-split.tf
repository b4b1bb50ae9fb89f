resource "aws_s3_bucket" "closed" {
  bucket = "closed"
}

# By the literal name of the bucket.
resource "aws_s3_bucket_public_access_block" "closed" {
  bucket                  = "closed"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
