import { CfnOutput, Duration, NestedStack, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Guarded } from './guarded';

export interface StoreProps extends StackProps {
  readonly days: number;
}

/* Regular expressions, comments with "quotes' and `backticks` must not confuse a reader. */
const SAFE = /[^a-z"'`(\/]+/g;

class Inner extends NestedStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new s3.Bucket(this, 'Deep', {
      versioned: false, // 'äöü' 😀
    });
  }
}

export class StoreStack extends Stack {
  private readonly sg: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: StoreProps) {
    super(scope, id, props);
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    this.sg = new ec2.SecurityGroup(this, 'Access', { vpc, allowAllOutbound: true });
    this.sg.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
    this.sg.connections.allowFromAnyIpv4(ec2.Port.tcp(443), 'web');
    this.sg.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcpRange(6000, 7000));
    /* 😀 before the call */ const db = new rds.DatabaseInstance(this, 'Db', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_15 }),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.sg],
      multiAz: false,
      backupRetention: Duration.days(props.days),
      storageEncrypted: false,
    });
    const bucket = new s3.Bucket(this, `Data-${id.replace(SAFE, '')}`, { removalPolicy: RemovalPolicy.DESTROY });
    (bucket.node.defaultChild as s3.CfnBucket).addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
    (bucket.node.defaultChild as s3.CfnBucket).objectLockEnabled = true;
    new Guarded(this, 'Guarded');
    new Inner(this, 'Inner');
    new CfnOutput(this, 'Endpoint', { value: db.instanceEndpoint.hostname });
  }
}
