resource "aws_security_group" "spare" { # expect: fail
  name = "spare"
}
resource "aws_security_group" "used" {
  name = "used"
}
resource "aws_instance" "host" {
  vpc_security_group_ids = [aws_security_group.used.id]
}
