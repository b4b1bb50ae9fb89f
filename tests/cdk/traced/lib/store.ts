import { CfnResource, Duration, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Guarded } from './guarded';

export interface StoreProps extends StackProps {
  readonly window: number;
}

// Neither "quotes' nor `backticks` in comments, nor those in /["'`(]/ matter.
const UNSAFE = /[^A-Za-z"'`(\/]+/g;

class Archive extends NestedStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new s3.Bucket(this, 'Old', {
      versioned: false,
    });
  }
}

export class StoreStack extends Stack {
  private readonly access: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: StoreProps) {
    super(scope, id, props);
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
    this.access = new ec2.SecurityGroup(this, 'Access', { vpc, allowAllOutbound: true });
    this.access.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
    this.access.connections.allowFromAnyIpv4(ec2.Port.tcp(443), 'web');
    this.access.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcpRange(6000, 7000));
    /* ü 😀 */ new kms.Key(this, 'Key', {
      enableKeyRotation: false,
      pendingWindow: Duration.days(props.window),
    });
    const bucket = new s3.Bucket(this, `${id.replace(UNSAFE, '')}Data`);
    const child = bucket.node.defaultChild as s3.CfnBucket;
    child.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
    child.objectLockEnabled = true;
    new Guarded(this, 'Guarded');
    new Archive(this, 'Archive');
    new CfnResource(this, 'Wait', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
}
