data "aws_availability_zones" "all" {}

locals {
  zones = slice(data.aws_availability_zones.all.names, 0, 3)
}

resource "aws_subnet" "direct" {
  count             = 3
  availability_zone = data.aws_availability_zones.all.names[count.index]
}

resource "aws_subnet" "sliced" {
  for_each          = { a = 0, b = 1, c = 2 }
  availability_zone = local.zones[each.value]
}

resource "aws_subnet" "element" {
  count             = 3
  availability_zone = element(data.aws_availability_zones.all.names, count.index)
}

resource "aws_db_subnet_group" "direct" {
  subnet_ids = aws_subnet.direct[*].id
}

resource "aws_db_subnet_group" "sliced" {
  subnet_ids = [for key, subnet in aws_subnet.sliced : subnet.id]
}

resource "aws_elasticache_subnet_group" "element" {
  name       = "element"
  subnet_ids = aws_subnet.element.*.id
}
