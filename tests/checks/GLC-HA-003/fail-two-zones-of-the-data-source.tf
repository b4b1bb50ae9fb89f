data "aws_availability_zones" "all" {}

resource "aws_subnet" "first" {
  availability_zone = data.aws_availability_zones.all.names[1]
}

resource "aws_subnet" "second" {
  availability_zone = slice(data.aws_availability_zones.all.names, 1, 3)[0]
}

resource "aws_subnet" "third" {
  availability_zone = element(data.aws_availability_zones.all.names, 2)
}

resource "aws_db_subnet_group" "two" {
  subnet_ids = [aws_subnet.first.id, aws_subnet.second.id, aws_subnet.third.id] # expect: fail
}
