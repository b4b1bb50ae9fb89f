resource "aws_eks_cluster" "shop" {
  name = "shop"

  vpc_config { # expect: fail
    subnet_ids = ["subnet-1", "subnet-2"]
  }
}
