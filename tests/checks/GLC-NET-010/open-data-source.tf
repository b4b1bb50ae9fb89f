data "aws_subnets" "private" {}
resource "aws_db_subnet_group" "orders" {
  subnet_ids = data.aws_subnets.private.ids # expect: open
}
