variable "subnets" { type = list(string) }
resource "aws_db_subnet_group" "orders" {
  subnet_ids = var.subnets
}
resource "aws_db_instance" "orders" {
  engine                 = "postgres"
  publicly_accessible    = true
  db_subnet_group_name   = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
resource "aws_security_group" "db" {
  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"] # expect: open
  }
}
