resource "aws_elasticache_replication_group" "current" {
  replication_group_id    = "current"
  description             = "three shards"
  num_node_groups         = 3
  replicas_per_node_group = 1
}

# The form of provider v3 and v4.
resource "aws_elasticache_replication_group" "former" {
  replication_group_id          = "former"
  replication_group_description = "three shards"
  cluster_mode {
    num_node_groups         = 3
    replicas_per_node_group = 1
  }
}
