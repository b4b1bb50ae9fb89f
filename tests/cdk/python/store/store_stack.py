from aws_cdk import Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3
from constructs import Construct


class StoreStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, *, window: int, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        vpc = ec2.Vpc.from_vpc_attributes(self, "Vpc", vpc_id="vpc-1", availability_zones=["eu-west-1a"])
        self.access = ec2.SecurityGroup(self, "Access", vpc=vpc)
        self.access.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(22), "from home")
        kms.Key(
            self,
            "Key",
            enable_key_rotation=False,
            pending_window=Duration.days(window),
        )
        for name in ("a", "b"):
            s3.Bucket(self, f"Data-{name}", versioned=False)
