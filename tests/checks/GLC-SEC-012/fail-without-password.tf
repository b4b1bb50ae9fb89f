resource "aws_elasticache_user" "open" {
  user_id              = "open"
  user_name            = "open"
  access_string        = "on ~* +@all"
  engine               = "REDIS"
  no_password_required = true # expect: fail
}

resource "aws_elasticache_user_group" "group" {
  engine        = "REDIS"
  user_group_id = "group"
  user_ids      = ["admin"] # expect: fail
}

resource "aws_elasticache_user_group_association" "default" {
  user_group_id = aws_elasticache_user_group.group.user_group_id
  user_id       = "default"
}
