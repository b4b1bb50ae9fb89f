resource "aws_kms_key" "kafka" {}

resource "aws_secretsmanager_secret" "reader" {
  name       = "AmazonMSK_reader"
  kms_key_id = aws_kms_key.kafka.key_id
}

resource "aws_msk_cluster" "events" {
  cluster_name = "events"
  client_authentication {
    sasl {
      scram = true
    }
  }
}

resource "aws_msk_single_scram_secret_association" "reader" {
  cluster_arn = aws_msk_cluster.events.arn
  secret_arn  = aws_secretsmanager_secret.reader.arn
}
