module "network" {
  source = "./network"
}

resource "aws_db_subnet_group" "orders" {
  subnet_ids = module.network.subnets
}
