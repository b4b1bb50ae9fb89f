#include "front/cdk/names.h"

#include "front/cdk/program.h"

/* Names of props of aws-cdk-lib that are not the property's own name, best first. `kind` empty: any; `path`:
 * the last segments of the property's path. Source: the API reference of aws-cdk-lib 2. */
static const struct row {
    struct gl_str kind, path, names;
} rows[] = {
#define ROW(kind, path, names)                                                                               \
    {                                                                                                        \
        GL_STR_INIT(kind), GL_STR_INIT(path), GL_STR_INIT(names)                                             \
    }
    ROW("AWS::RDS::DBInstance", "KmsKeyId", "storageEncryptionKey storageEncrypted"),
    ROW("AWS::RDS::DBCluster", "KmsKeyId", "storageEncryptionKey storageEncrypted"),
    ROW("AWS::RDS::DBInstance", "StorageEncrypted", "storageEncryptionKey"),
    ROW("AWS::RDS::DBCluster", "StorageEncrypted", "storageEncryptionKey"),
    ROW("AWS::RDS::DBCluster", "BackupRetentionPeriod", "backup"),
    ROW("AWS::RDS::DBInstance", "EnableIAMDatabaseAuthentication", "iamAuthentication"),
    ROW("AWS::RDS::DBCluster", "EnableIAMDatabaseAuthentication", "iamAuthentication"),
    ROW("AWS::RDS::DBInstance", "VPCSecurityGroups", "securityGroups"),
    ROW("AWS::RDS::DBCluster", "VpcSecurityGroupIds", "securityGroups"),
    ROW("AWS::RDS::DBInstance", "DBSubnetGroupName", "subnetGroup vpcSubnets"),
    ROW("AWS::RDS::DBInstance", "DBParameterGroupName", "parameterGroup"),
    ROW("AWS::RDS::DBCluster", "DBClusterParameterGroupName", "parameterGroup"),
    ROW("AWS::RDS::DBInstance", "MasterUserPassword", "credentials"),
    ROW("AWS::RDS::DBCluster", "MasterUserPassword", "credentials"),
    ROW("AWS::RDS::DBInstance", "CACertificateIdentifier", "caCertificate"),
    ROW("", "EnableCloudwatchLogsExports", "cloudwatchLogsExports"),
    ROW("AWS::RDS::DBInstance", "PerformanceInsightsKMSKeyId", "performanceInsightEncryptionKey"),
    ROW("AWS::RDS::DBInstance", "DBInstanceClass", "instanceType"),
    ROW("AWS::RDS::DBParameterGroup", "Family", "engine"),
    ROW("AWS::RDS::DBClusterParameterGroup", "Family", "engine"),
    ROW("AWS::RDS::DBSubnetGroup", "SubnetIds", "vpcSubnets vpc"),
    ROW("AWS::DocDB::DBCluster", "BackupRetentionPeriod", "backup"),
    ROW("AWS::DocDB::DBCluster", "MasterUserPassword", "masterUser"),
    ROW("AWS::DocDB::DBInstance", "DBInstanceClass", "instanceType"),
    ROW("AWS::Redshift::Cluster", "KmsKeyId", "encryptionKey encrypted"),
    ROW("AWS::EC2::LaunchTemplate", "LaunchTemplateData.BlockDeviceMappings", "blockDevices"),
    ROW("AWS::EC2::Instance", "BlockDeviceMappings", "blockDevices"),
    ROW("AWS::AutoScaling::LaunchConfiguration", "BlockDeviceMappings", "blockDevices"),
    ROW("AWS::EC2::LaunchTemplate", "MetadataOptions.HttpTokens", "httpTokens requireImdsv2"),
    ROW("AWS::EC2::LaunchTemplate", "NetworkInterfaces.AssociatePublicIpAddress", "associatePublicIpAddress"),
    ROW("AWS::EC2::LaunchTemplate", "SecurityGroupIds", "securityGroup securityGroups"),
    ROW("AWS::EC2::Instance", "SecurityGroupIds", "securityGroup"),
    ROW("AWS::EC2::Instance", "Monitoring", "detailedMonitoring"),
    ROW("AWS::EC2::Volume", "KmsKeyId", "encryptionKey"),
    ROW("AWS::EC2::VPC", "CidrBlock", "ipAddresses cidr"),
    ROW("AWS::EC2::Subnet", "MapPublicIpOnLaunch", "subnetConfiguration"),
    ROW("AWS::EC2::SecurityGroup", "SecurityGroupEgress", "allowAllOutbound"),
    ROW("AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess", "endpointAccess"),
    ROW("AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPrivateAccess", "endpointAccess"),
    ROW("AWS::EKS::Cluster", "ResourcesVpcConfig.PublicAccessCidrs", "endpointAccess"),
    ROW("AWS::EKS::Cluster", "ResourcesVpcConfig.SecurityGroupIds", "securityGroup"),
    ROW("AWS::EKS::Cluster", "ResourcesVpcConfig.SubnetIds", "vpcSubnets"),
    ROW("AWS::EKS::Cluster", "EncryptionConfig", "secretsEncryptionKey"),
    ROW("AWS::EKS::Cluster", "Logging", "clusterLogging"),
    ROW("AWS::EKS::Nodegroup", "RemoteAccess", "remoteAccess"),
    ROW("AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "internetFacing"),
    ROW("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups", "securityGroup"),
    ROW("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets", "vpcSubnets"),
    ROW("AWS::ElasticLoadBalancingV2::Listener", "DefaultActions", "defaultAction defaultTargetGroups"),
    ROW("AWS::ElasticLoadBalancingV2::Listener", "Certificates", "certificates"),
    ROW("AWS::S3::Bucket", "VersioningConfiguration", "versioned"),
    ROW("AWS::S3::Bucket", "PublicAccessBlockConfiguration", "blockPublicAccess publicReadAccess"),
    ROW("AWS::S3::Bucket", "BucketEncryption", "encryption encryptionKey"),
    ROW("AWS::S3::Bucket", "KMSMasterKeyID", "encryptionKey"),
    ROW("AWS::S3::Bucket", "LoggingConfiguration", "serverAccessLogsBucket"),
    ROW("AWS::S3::Bucket", "OwnershipControls", "objectOwnership"),
    ROW("AWS::S3::Bucket", "LifecycleConfiguration", "lifecycleRules"),
    ROW("AWS::S3::BucketPolicy", "PolicyDocument", "enforceSSL"),
    ROW("AWS::KMS::Key", "EnableKeyRotation", "rotationPeriod"),
    ROW("AWS::KMS::Key", "KeyPolicy", "policy admins"),
    ROW("AWS::KMS::Key", "PendingWindowInDays", "pendingWindow"),
    ROW("AWS::SecretsManager::Secret", "KmsKeyId", "encryptionKey"),
    ROW("AWS::SecretsManager::RotationSchedule", "AutomaticallyAfterDays", "automaticallyAfter"),
    ROW("AWS::SecretsManager::RotationSchedule", "ScheduleExpression", "automaticallyAfter"),
    ROW("AWS::CloudTrail::Trail", "KMSKeyId", "encryptionKey"),
    ROW("AWS::CloudTrail::Trail", "S3BucketName", "bucket"),
    ROW("AWS::CloudTrail::Trail", "EnableLogFileValidation", "enableFileValidation"),
    ROW("AWS::Logs::LogGroup", "KmsKeyId", "encryptionKey"),
    ROW("AWS::Logs::LogGroup", "RetentionInDays", "retention"),
    ROW("AWS::Lambda::Function", "KmsKeyArn", "environmentEncryption"),
    ROW("AWS::Lambda::Function", "VpcConfig.SecurityGroupIds", "securityGroups"),
    ROW("AWS::Lambda::Function", "VpcConfig.SubnetIds", "vpcSubnets"),
    ROW("AWS::Lambda::Function", "Environment.Variables", "environment"),
    ROW("AWS::Lambda::Function", "TracingConfig.Mode", "tracing"),
    ROW("AWS::SNS::Topic", "KmsMasterKeyId", "masterKey"),
    ROW("AWS::SQS::Queue", "KmsMasterKeyId", "encryptionMasterKey encryption"),
    ROW("AWS::SQS::Queue", "SqsManagedSseEnabled", "encryption"),
    ROW("AWS::DynamoDB::Table", "KMSMasterKeyId", "encryptionKey"),
    ROW("AWS::DynamoDB::Table", "SSESpecification", "encryption encryptionKey"),
    ROW("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification", "pointInTimeRecovery"),
    ROW("AWS::DynamoDB::GlobalTable", "SSESpecification", "encryption"),
    ROW("AWS::EFS::FileSystem", "KmsKeyId", "kmsKey encrypted"),
    ROW("AWS::EFS::FileSystem", "BackupPolicy", "enableAutomaticBackups"),
    ROW("AWS::ECR::Repository", "ScanOnPush", "imageScanOnPush"),
    ROW("AWS::ECR::Repository", "ImageTagMutability", "imageTagMutability"),
    ROW("AWS::Kinesis::Stream", "StreamEncryption.KeyId", "encryptionKey"),
    ROW("AWS::Kinesis::Stream", "StreamEncryption", "encryption encryptionKey"),
    ROW("AWS::OpenSearchService::Domain", "EncryptionAtRestOptions", "encryptionAtRest"),
    ROW("AWS::OpenSearchService::Domain", "NodeToNodeEncryptionOptions", "nodeToNodeEncryption"),
    ROW("AWS::OpenSearchService::Domain", "DomainEndpointOptions.EnforceHTTPS", "enforceHttps"),
    ROW("AWS::OpenSearchService::Domain", "DomainEndpointOptions.TLSSecurityPolicy", "tlsSecurityPolicy"),
    ROW("AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker", "clientBroker"),
    ROW("AWS::MSK::Cluster", "BrokerNodeGroupInfo.SecurityGroups", "securityGroups"),
    ROW("AWS::CloudFront::Distribution", "ViewerCertificate.MinimumProtocolVersion",
        "minimumProtocolVersion"),
    ROW("AWS::CloudFront::Distribution", "DistributionConfig.WebACLId", "webAclId"),
    ROW("AWS::CloudFront::Distribution", "DistributionConfig.Aliases", "domainNames"),
    ROW("AWS::CloudFront::Distribution", "ViewerCertificate.AcmCertificateArn", "certificate"),
    ROW("AWS::CloudFront::Distribution", "CustomOriginConfig.OriginProtocolPolicy", "protocolPolicy"),
    ROW("AWS::CloudFront::Distribution", "CustomOriginConfig.OriginSSLProtocols", "originSslProtocols"),
    ROW("AWS::CloudFront::Distribution", "DistributionConfig.Logging", "logBucket enableLogging"),
    ROW("AWS::CertificateManager::Certificate", "ValidationMethod", "validation"),
    ROW("", "DeletionPolicy", "removalPolicy"),
    ROW("", "UpdateReplacePolicy", "removalPolicy"),
    ROW("", "EngineVersion", "engine version"),
#undef ROW
};

static void add_segment(struct gl_property_path *path, struct gl_str segment)
{
    if (segment.len == 0)
        return;
    if (segment.ptr[0] == '@' || segment.ptr[0] == '^')
        segment = gl_str_from(segment, 1);
    if (segment.len && path->len < GL_MAX_SEGMENTS)
        path->segments[path->len++] = segment;
}

void gl_property_path_parse(struct gl_property_path *path, struct gl_str text)
{
    size_t begin = 0;

    *path = (struct gl_property_path){0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char closing = (char)(c == '[' ? ']' : c == '{' ? '}' : '\0');
        size_t end;

        if (c != '.' && !closing)
            continue;
        add_segment(path, gl_str_slice(text, begin, i));
        if (closing) {
            end = gl_str_find_char(gl_str_from(text, i), closing);
            end = end == GL_STR_NONE ? text.len : i + end;
            if (c == '{')
                add_segment(path, gl_str_slice(text, i + 1, end));
            i = end;
        }
        begin = i + 1;
    }
    add_segment(path, gl_str_from(text, begin));
}

/* Whether the segments up to and with `index` end with the row's path. */
static bool ends_with(const struct gl_property_path *path, size_t index, struct gl_str suffix)
{
    for (size_t i = index + 1; i-- > 0;) {
        struct gl_str segment = path->segments[i];

        if (gl_str_eq_nocase(suffix, segment))
            return true;
        if (suffix.len <= segment.len + 1 || suffix.ptr[suffix.len - segment.len - 1] != '.' ||
            !gl_str_eq_nocase(gl_str_from(suffix, suffix.len - segment.len), segment))
            return false;
        suffix = gl_str_slice(suffix, 0, suffix.len - segment.len - 1);
    }
    return false;
}

/* The first name of a row is worth most. */
static unsigned table_score(struct gl_str kind, const struct gl_property_path *path, size_t index,
                            struct gl_str key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gl_str names = rows[i].names, name;
        unsigned score = GL_NAME_TABLE;

        if ((rows[i].kind.len && !gl_str_eq(rows[i].kind, kind)) || !ends_with(path, index, rows[i].path))
            continue;
        for (; gl_str_cut(&names, ' ', &name); score--) {
            if (gl_program_same_name(name, key))
                return score;
        }
    }
    return 0;
}

/* Ends that say what a value is, not what it is for: the library takes an object or a Duration instead. */
static struct gl_str stem_of(struct gl_str name)
{
    static const struct gl_str ends[] = {
        GL_STR_INIT("Arn"),     GL_STR_INIT("Id"),        GL_STR_INIT("Name"),    GL_STR_INIT("Identifier"),
        GL_STR_INIT("Period"),  GL_STR_INIT("InDays"),    GL_STR_INIT("Seconds"), GL_STR_INIT("InSeconds"),
        GL_STR_INIT("Enabled"), GL_STR_INIT("InMinutes"),
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (name.len > ends[i].len + 3 && gl_str_ends_with(name, ends[i]))
            return gl_str_slice(name, 0, name.len - ends[i].len);
    }
    return name;
}

unsigned gl_property_name_score(struct gl_str kind, const struct gl_property_path *path, size_t index,
                                struct gl_str key)
{
    struct gl_str segment = path->segments[index];
    unsigned score;

    if (gl_program_same_name(segment, key))
        return GL_NAME_EXACT;
    score = table_score(kind, path, index, key);
    if (score == 0 && gl_program_same_name(stem_of(segment), key))
        score = GL_NAME_CLOSE;
    return score;
}
