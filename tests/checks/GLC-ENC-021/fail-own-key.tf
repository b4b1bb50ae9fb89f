resource "aws_dynamodb_table" "locks" {
  name     = "locks"
  hash_key = "LockID"

  server_side_encryption { # expect: fail
    enabled = true
  }
}
