resource "aws_secretsmanager_secret_rotation" "orders" {
  secret_id = "orders"

  rotation_rules {
    automatically_after_days = 120 # expect: fail
  }
}

resource "aws_secretsmanager_secret" "inline" {
  rotation_rules {
    automatically_after_days = 100 # expect: fail
  }
}
