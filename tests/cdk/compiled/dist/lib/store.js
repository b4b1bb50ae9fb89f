"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.StoreStack = void 0;
const aws_cdk_lib_1 = require("aws-cdk-lib");
const ec2 = __importStar(require("aws-cdk-lib/aws-ec2"));
const kms = __importStar(require("aws-cdk-lib/aws-kms"));
const s3 = __importStar(require("aws-cdk-lib/aws-s3"));
const guarded_1 = require("./guarded");
// Neither "quotes' nor `backticks` in comments, nor those in /["'`(]/ matter.
const UNSAFE = /[^A-Za-z"'`(\/]+/g;
class Archive extends aws_cdk_lib_1.NestedStack {
    constructor(scope, id) {
        super(scope, id);
        new s3.Bucket(this, 'Old', {
            versioned: false,
        });
    }
}
class StoreStack extends aws_cdk_lib_1.Stack {
    access;
    constructor(scope, id, props) {
        super(scope, id, props);
        const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
        this.access = new ec2.SecurityGroup(this, 'Access', { vpc, allowAllOutbound: true });
        this.access.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
        this.access.connections.allowFromAnyIpv4(ec2.Port.tcp(443), 'web');
        this.access.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcpRange(6000, 7000));
        /* ü 😀 */ new kms.Key(this, 'Key', {
            enableKeyRotation: false,
            pendingWindow: aws_cdk_lib_1.Duration.days(props.window),
        });
        const bucket = new s3.Bucket(this, `${id.replace(UNSAFE, '')}Data`);
        const child = bucket.node.defaultChild;
        child.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
        child.objectLockEnabled = true;
        new guarded_1.Guarded(this, 'Guarded');
        new Archive(this, 'Archive');
        new aws_cdk_lib_1.CfnResource(this, 'Wait', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    }
}
exports.StoreStack = StoreStack;
//# sourceMappingURL=store.js.map