resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "data" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_elasticache_subnet_group" "sessions" {
  name       = "sessions"
  subnet_ids = [aws_subnet.data.id]
}
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions"
  subnet_group_name    = aws_elasticache_subnet_group.sessions.name
}
resource "aws_egress_only_internet_gateway" "out" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "data" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "out" {
  route_table_id              = aws_route_table.data.id
  destination_ipv6_cidr_block = "::/0" # expect: fail
  egress_only_gateway_id      = aws_egress_only_internet_gateway.out.id
}
resource "aws_route_table_association" "data" {
  subnet_id      = aws_subnet.data.id
  route_table_id = aws_route_table.data.id
}
