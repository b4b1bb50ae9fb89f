import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class Guarded extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: false,
    });
  }
}
