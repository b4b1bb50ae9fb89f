from aws_cdk import Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_rds as rds, aws_s3 as s3
from constructs import Construct


class StoreStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, backup_days: int, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        vpc = ec2.Vpc(self, "Vpc", max_azs=2, nat_gateways=0)
        self.sg = ec2.SecurityGroup(self, "Access", vpc=vpc)
        self.sg.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(22), "from home")
        kms.Key(
            self,
            "Key",
            enable_key_rotation=False,
        )
        rds.DatabaseInstance(
            self,
            "Db",
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_15),
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            multi_az=False,
            backup_retention=Duration.days(backup_days),
            storage_encrypted=False,
        )
        for name in ("a", "b"):
            s3.Bucket(self, f"Data-{name}", versioned=False)
