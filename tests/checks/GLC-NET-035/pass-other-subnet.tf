resource "aws_vpc" "dev" {
  cidr_block = "10.0.0.0/16"
  tags       = { Environment = "dev" }
}
resource "aws_vpc" "prod" {
  cidr_block = "10.1.0.0/16"
  tags       = { Environment = "prod" }
}
resource "aws_subnet" "data" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.1.1.0/24"
}
resource "aws_db_subnet_group" "orders" {
  subnet_ids = [aws_subnet.data.id]
}
resource "aws_db_instance" "orders" {
  engine               = "postgres"
  db_subnet_group_name = aws_db_subnet_group.orders.name
}
resource "aws_vpc_peering_connection" "both" {
  vpc_id      = aws_vpc.dev.id
  peer_vpc_id = aws_vpc.prod.id
  auto_accept = true
}
resource "aws_route_table" "dev" { vpc_id = aws_vpc.dev.id }
resource "aws_route" "to_prod" {
  route_table_id            = aws_route_table.dev.id
  destination_cidr_block    = "10.1.9.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection.both.id
}
