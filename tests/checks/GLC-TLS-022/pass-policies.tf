locals {
  statement = {
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }
}

resource "aws_s3_bucket" "encoded" {
  bucket = "encoded"
}

resource "aws_s3_bucket_policy" "encoded" {
  bucket = aws_s3_bucket.encoded.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.statement, { Resource = [aws_s3_bucket.encoded.arn, "${aws_s3_bucket.encoded.arn}/*"] })]
  })
}

# The form of provider v3: the policy inside of the bucket.
resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.statement, { Resource = ["arn:aws:s3:::inline", "arn:aws:s3:::inline/*"] })]
  })
}

data "aws_iam_policy_document" "document" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.document.arn, "${aws_s3_bucket.document.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket" "document" {
  bucket = "document"
}

resource "aws_s3_bucket_policy" "document" {
  bucket = aws_s3_bucket.document.bucket
  policy = data.aws_iam_policy_document.document.json
}
