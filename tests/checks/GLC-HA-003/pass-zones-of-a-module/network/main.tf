data "aws_availability_zones" "all" {}

locals {
  zones = slice(data.aws_availability_zones.all.names, 0, 3)
}

resource "aws_subnet" "data" {
  count             = 3
  availability_zone = local.zones[count.index]
}

output "subnets" {
  value = aws_subnet.data[*].id
}
