resource "aws_kms_key" "open" {}

resource "aws_kms_key_policy" "open" {
  key_id = aws_kms_key.open.id
  policy = jsonencode({ # expect: fail
    Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]
  })
}
