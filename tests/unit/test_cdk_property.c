#include "cdk_fixture.h"

#include <stdio.h>

/* One resource R of the stack, made by the program's first line at column `column`. */
static void add_one(struct app *app, const char *type, const char *properties, const char *column,
                    const char *program)
{
    app_init(app);
    app_add_shop(app,
                 gl_arena_printf(&app->arena,
                                 "'R': {'Type': '%s', 'Metadata': {'aws:cdk:path': 'Shop/It/Resource'}, "
                                 "'Properties': {%s}}",
                                 type, properties)
                     .ptr,
                 gl_arena_printf(&app->arena,
                                 "'/Shop/It/Resource': [{'type': 'aws:cdk:creationStack', 'data': "
                                 "['new Shop (/w/lib/shop.ts:1:%s)']}]",
                                 column)
                     .ptr);
    app_add(app, "shop/lib/shop.ts", program);
}

static void assert_property(const char *type, const char *property, const char *program, const char *wanted)
{
    struct app app;

    add_one(&app, type, "", "1", program);
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", property, NULL), wanted);
    app_free(&app);
}

static void test_the_key_of_the_property_is_found_whatever_its_case(void **state)
{
    (void)state;
    assert_property("AWS::ElasticLoadBalancingV2::Listener", "SslPolicy",
                    "lb.addListener('It', {\n  port: 443, // sslPolicy: 'a'\n  sslPolicy: x,\n});",
                    "shop/lib/shop.ts:3:3 sslPolicy is set here\n");
    assert_property("AWS::RDS::DBInstance", "MultiAZ", "new Db(this, 'It', { multiAz: false });",
                    "shop/lib/shop.ts:1:22 multiAz is set here\n");
    assert_property("AWS::RDS::DBInstance", "MultiAZ", "new Db(this, 'It', { multiAz });",
                    "shop/lib/shop.ts:1:22 multiAz is set here\n");
}

static void test_what_the_library_calls_a_property_is_known(void **state)
{
    (void)state;
    assert_property("AWS::RDS::DBInstance", "KmsKeyId",
                    "new Db(this, 'It', { storageEncrypted: true, storageEncryptionKey: key });",
                    "shop/lib/shop.ts:1:46 storageEncryptionKey is set here\n");
    assert_property("AWS::RDS::DBInstance", "KmsKeyId",
                    "new Db(this, 'It', { storageEncrypted: true, encryptionKey: key });",
                    "shop/lib/shop.ts:1:22 storageEncrypted is set here\n");
    assert_property("AWS::RDS::DBInstance", "BackupRetentionPeriod",
                    "new Db(this, 'It', { backupRetention: Duration.days(1) });",
                    "shop/lib/shop.ts:1:22 backupRetention is set here\n");
    assert_property("AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess",
                    "new Cluster(this, 'It', { endpointAccess: X.PUBLIC });",
                    "shop/lib/shop.ts:1:27 endpointAccess is set here\n");
    assert_property("AWS::S3::Bucket", "VersioningConfiguration.Status",
                    "new Bucket(this, 'It', { versioned: false });",
                    "shop/lib/shop.ts:1:26 versioned is set here\n");
    assert_property("AWS::S3::Bucket", "@DeletionPolicy",
                    "new Bucket(this, 'It', { removalPolicy: RemovalPolicy.DESTROY });",
                    "shop/lib/shop.ts:1:26 removalPolicy is set here\n");
}

static void test_nested_keys_must_fit_the_path(void **state)
{
    static const char program[] = "new CfnCluster(this, 'It', {\n"
                                  "  encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS' } },\n"
                                  "  clientAuthentication: {\n"
                                  "    sasl: { scram: { enabled: true } },\n"
                                  "    unauthenticated: { enabled: true },\n"
                                  "  },\n"
                                  "});";

    (void)state;
    assert_property("AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker", program,
                    "shop/lib/shop.ts:2:44 clientBroker is set here\n");
    assert_property("AWS::MSK::Cluster", "ClientAuthentication.Unauthenticated.Enabled", program,
                    "shop/lib/shop.ts:5:24 enabled is set here\n");
    /* absent: the closest part of the path that is there */
    assert_property("AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.InCluster", program,
                    "shop/lib/shop.ts:2:21 encryptionInTransit is set here\n");
    assert_property("AWS::MSK::Cluster", "ClientAuthentication.Tls.Enabled", program,
                    "shop/lib/shop.ts:3:3 clientAuthentication is set here\n");
    assert_property("AWS::MSK::Cluster", "LoggingInfo.BrokerLogs.S3.Enabled", program, "");
}

static void test_a_key_of_another_object_is_not_the_property(void **state)
{
    (void)state;
    /* the secret's key, not the database's */
    assert_property("AWS::SecretsManager::Secret", "KmsKeyId",
                    "new Secret(this, 'It', { other: make({ encryptionKey: key }) });", "");
    assert_property("AWS::RDS::DBInstance", "MultiAZ",
                    "new Db(this, 'It', { a: 1 });\nnew Db(this, 'Next', { multiAz: true });", "");
}

static void test_a_key_deep_inside_a_call_is_found_by_its_exact_name(void **state)
{
    (void)state;
    assert_property(
        "AWS::EC2::LaunchTemplate", "LaunchTemplateData.BlockDeviceMappings.Ebs.Encrypted",
        "new LaunchTemplate(this, 'It', {\n  blockDevices: [{\n"
        "    volume: ec2.BlockDeviceVolume.ebs(100, {\n      encrypted: false,\n    }),\n  }],\n});",
        "shop/lib/shop.ts:4:7 encrypted is set here\n");
}

static void test_quoted_keys_with_dots_are_one_segment(void **state)
{
    (void)state;
    assert_property("AWS::RDS::DBParameterGroup", "Parameters{rds.force_ssl}",
                    "new ParameterGroup(this, 'It', { parameters: { 'rds.force_ssl': '0' } });",
                    "shop/lib/shop.ts:1:48 rds.force_ssl is set here\n");
}

static void test_attributes_of_key_and_value_are_found_by_their_key(void **state)
{
    struct app app;

    (void)state;
    add_one(&app, "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "'LoadBalancerAttributes': [{'Key': 'deletion_protection.enabled', 'Value': 'false'}]", "1",
            "new Alb(this, 'It', {\n  deletionProtection: false,\n});");
    app_run(&app);
    assert_string_equal(
        app_property(&app, "Shop/R", "LoadBalancerAttributes.Value", "LoadBalancerAttributes.0.Value"),
        "shop/lib/shop.ts:2:3 deletionProtection is set here\n");
    app_free(&app);
}

static void test_of_two_keys_the_one_with_the_value_of_the_template_is_meant(void **state)
{
    struct app app;

    (void)state;
    add_one(&app, "AWS::EC2::Instance",
            "'BlockDeviceMappings': [{'Ebs': {'Encrypted': true}}, {'Ebs': {'Encrypted': false}}]", "1",
            "new Instance(this, 'It', { blockDevices: [\n  { volume: ebs(1, { encrypted: true }) },\n"
            "  { volume: ebs(2, { encrypted: false }) },\n] });");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "BlockDeviceMappings.Ebs.Encrypted",
                                     "BlockDeviceMappings.1.Ebs.Encrypted"),
                        "shop/lib/shop.ts:3:22 encrypted is set here\n");
    app_free(&app);
}

/* The places of a rule {port, cidr, description} of a group that the program's first line makes. */
static void assert_rule(const char *rule, const char *program, const char *wanted)
{
    struct app app;

    char properties[512];

    snprintf(properties, sizeof properties, "'SecurityGroupIngress': [{'IpProtocol': 'tcp', %s}]", rule);
    add_one(&app, "AWS::EC2::SecurityGroup", properties, "11", program);
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "SecurityGroupIngress.CidrIp", "SecurityGroupIngress.0"),
                        wanted);
    app_free(&app);
}

static void test_a_rule_is_placed_at_the_call_that_adds_it(void **state)
{
    static const char program[] =
        "this.sg = new SecurityGroup(this, 'It', { vpc });\n"
        "this.sg.addIngressRule(Peer.anyIpv4(), Port.tcp(443), 'web');\n"
        "this.sg.addIngressRule(Peer.anyIpv4(), Port.tcp(22));\n"
        "this.sg.addIngressRule(Peer.ipv4('10.0.0.0/8'), Port.tcpRange(6000, 7000));\n"
        "this.sg.connections.allowFrom(other, Port.POSTGRES);\n"
        "for (const port of [1, 2])\n"
        "  this.sg.addIngressRule(nodes, Port.tcp(port), `Kafka ${port} from nodes`);\n"
        "elsewhere.addIngressRule(Peer.anyIpv4(), Port.tcp(22));\n";

    (void)state;
    assert_rule("'CidrIp': '0.0.0.0/0', 'FromPort': 443, 'ToPort': 443, 'Description': 'web'", program,
                "shop/lib/shop.ts:2:1 the rule is added here\n");
    assert_rule("'CidrIp': '0.0.0.0/0', 'FromPort': 22, 'ToPort': 22, 'Description': 'from 0.0.0.0/0:22'",
                program, "shop/lib/shop.ts:3:1 the rule is added here\n");
    assert_rule("'CidrIp': '10.0.0.0/8', 'FromPort': 6000, 'ToPort': 7000", program,
                "shop/lib/shop.ts:4:1 the rule is added here\n");
    assert_rule("'SourceSecurityGroupId': 'sg-1', 'FromPort': 5432, 'ToPort': 5432", program,
                "shop/lib/shop.ts:5:1 the rule is added here\n");
    assert_rule(
        "'SourceSecurityGroupId': 'sg-1', 'FromPort': 2, 'ToPort': 2, 'Description': 'Kafka 2 from nodes'",
        program, "shop/lib/shop.ts:7:3 the rule is added here\n");
    assert_rule("'CidrIp': '192.168.0.0/16', 'FromPort': 80, 'ToPort': 80", program, "");
}

static void test_an_inline_rule_of_the_plain_construct_is_a_key(void **state)
{
    assert_rule("'CidrIp': '0.0.0.0/0', 'FromPort': 22, 'ToPort': 22",
                "const sg = new CfnSecurityGroup(this, 'It', {\n  securityGroupIngress: [{ ipProtocol: 'tcp' "
                "}],\n});",
                "shop/lib/shop.ts:2:3 securityGroupIngress is set here\n");
    (void)state;
}

static void test_an_override_counts_when_it_is_about_the_construct(void **state)
{
    struct app app;

    (void)state;
    add_one(&app, "AWS::S3::Bucket", "", "11",
            "const b = new Bucket(this, 'It');\nconst child = b.node.defaultChild as CfnBucket;\n"
            "child.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "VersioningConfiguration.Status", NULL),
                        "shop/lib/shop.ts:3:1 VersioningConfiguration.Status is overridden here\n");
    app_free(&app);
    assert_property("AWS::S3::Bucket", "VersioningConfiguration.Status",
                    "new Bucket(this, 'It', { versioned: false });\n"
                    "other.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');",
                    "shop/lib/shop.ts:1:26 versioned is set here\n");
}

static void test_a_value_from_another_file_is_followed_when_only_one_fits(void **state)
{
    struct app app;

    (void)state;
    add_one(&app, "AWS::RDS::DBInstance", "'BackupRetentionPeriod': 1", "1",
            "new Db(this, 'It', { backupRetention: Duration.days(config.database.backupDays) });");
    app_add(&app, "shop/lib/config.ts",
            "interface Config { readonly database: { readonly backupDays: number } }\n"
            "export const all = [\n"
            "  { name: 'development', database: { backupDays: 7 } },\n"
            "  { name: 'production', database: { backupDays: 1 }, cache: { backupDays: 1 } },\n"
            "];\n");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "BackupRetentionPeriod", "BackupRetentionPeriod"),
                        "shop/lib/shop.ts:1:22 backupRetention is set here\nshop/lib/config.ts:4:37 "
                        "backupDays is defined here\n");
    app_free(&app);

    add_one(&app, "AWS::RDS::DBInstance", "'BackupRetentionPeriod': 7", "1",
            "new Db(this, 'It', { backupRetention: Duration.days(config.backupDays) });");
    app_add(&app, "shop/lib/config.ts", "export const all = [{ backupDays: 7 }, { backupDays: 7 }];\n");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "BackupRetentionPeriod", "BackupRetentionPeriod"),
                        "shop/lib/shop.ts:1:22 backupRetention is set here\n");
    app_free(&app);
}

static void test_assignments_of_a_traced_synthesis_are_places(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, "'R': {'Type': 'AWS::S3::Bucket', 'Metadata': {'aws:cdk:path': 'Shop/It/Resource'}}",
                 "'/Shop/It/Resource': [{'type': 'aws:cdk:creationStack', 'data': "
                 "['new Shop (/w/lib/shop.ts:1:5)']}, {'type': 'aws:cdk:propertyAssignment', 'data': "
                 "{'propertyName': 'objectLockEnabled', 'stackTrace': ['new Shop (/w/lib/shop.ts:2:3)']}}]");
    app_add(&app, "shop/lib/shop.ts", "b = new CfnBucket(this, 'It');\nb.objectLockEnabled = true;\n");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "ObjectLockEnabled", NULL),
                        "shop/lib/shop.ts:2:1 objectLockEnabled is assigned here\n");
    app_free(&app);
}

static void test_the_span_of_a_finding_tells_the_property_when_nothing_else_does(void **state)
{
    struct app app;

    (void)state;
    add_one(&app, "AWS::RDS::DBInstance", "'PubliclyAccessible': true", "1",
            "new Db(this, 'It', {\n  publiclyAccessible: true });");
    app_run(&app);
    assert_string_equal(app_property(&app, "Shop/R", "", "PubliclyAccessible"),
                        "shop/lib/shop.ts:2:3 publiclyAccessible is set here\n");
    assert_string_equal(app_property(&app, "Shop/R", "", NULL), "");
    app_free(&app);
}

static void test_a_finding_at_another_resource_is_placed_there(void **state)
{
    struct app app;
    const struct gl_resource *group, *rule;
    struct gl_place places[GL_CDK_PROPERTY_PLACES];

    (void)state;
    app_init(&app);
    app_add_shop(&app,
                 "'G': {'Type': 'AWS::EC2::SecurityGroup', 'Metadata': {'aws:cdk:path': 'Shop/G/Resource'}},"
                 "'I': {'Type': 'AWS::EC2::SecurityGroupIngress', 'Metadata': {'aws:cdk:path': "
                 "'Shop/G/from all:22'}, 'Properties': {'GroupId': {'Fn::GetAtt': ['G', 'GroupId']}, "
                 "'CidrIp': '0.0.0.0/0'}}",
                 "'/Shop/G/Resource': [{'type': 'aws:cdk:creationStack', 'data': "
                 "['new Shop (/w/lib/shop.ts:1:5)']}], '/Shop/G/from all:22': [{'type': "
                 "'aws:cdk:creationStack', 'data': ['new Shop (/w/lib/shop.ts:2:3)']}]");
    app_add(&app, "shop/lib/shop.ts", "g = new SecurityGroup(this, 'G');\ng.addIngressRule(all, ssh);\n");
    app_run(&app);
    group = app_resource(&app, "Shop/G");
    rule = app_resource(&app, "Shop/I");
    assert_int_equal(gl_cdk_place_property(app.cdk, group, GL_STR("SecurityGroupIngress"),
                                           gl_value_get(&rule->properties, GL_STR("CidrIp"))->span, places),
                     1);
    app.text.len = 0;
    app_print_place(&app, &places[0]);
    assert_string_equal(app_text(&app), "shop/lib/shop.ts:2:1 the rule is made here\n");
    app_free(&app);
}

static void test_properties_of_other_languages_are_found(void **state)
{
    static const struct {
        const char *file, *program, *wanted;
    } rows[] = {
        {"shop/shop.py", "Key(\n    self, \"It\",\n    enable_key_rotation=False,\n)",
         "shop/shop.py:3:5 enable_key_rotation is set here\n"},
        {"shop/Shop.java", "Key.Builder.create(this, \"It\")\n    .enableKeyRotation(false)\n    .build();",
         "shop/Shop.java:2:6 enableKeyRotation is set here\n"},
        {"shop/Shop.cs", "new Key(this, \"It\", new KeyProps {\n    EnableKeyRotation = false,\n});",
         "shop/Shop.cs:2:5 EnableKeyRotation is set here\n"},
        {"shop/shop.go",
         "awskms.NewKey(stack, jsii.String(\"It\"), &awskms.KeyProps{\n"
         "\tEnableKeyRotation: jsii.Bool(false),\n})",
         "shop/shop.go:2:2 EnableKeyRotation is set here\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct app app;

        app_init(&app);
        app_add_shop(&app, "'R': {'Type': 'AWS::KMS::Key', 'Metadata': {'aws:cdk:path': 'Shop/It/Resource'}}",
                     "");
        app_add(&app, rows[i].file, rows[i].program);
        app_run(&app);
        assert_string_equal(app_property(&app, "Shop/R", "EnableKeyRotation", NULL), rows[i].wanted);
        app_free(&app);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_key_of_the_property_is_found_whatever_its_case),
        cmocka_unit_test(test_what_the_library_calls_a_property_is_known),
        cmocka_unit_test(test_nested_keys_must_fit_the_path),
        cmocka_unit_test(test_a_key_of_another_object_is_not_the_property),
        cmocka_unit_test(test_a_key_deep_inside_a_call_is_found_by_its_exact_name),
        cmocka_unit_test(test_quoted_keys_with_dots_are_one_segment),
        cmocka_unit_test(test_attributes_of_key_and_value_are_found_by_their_key),
        cmocka_unit_test(test_of_two_keys_the_one_with_the_value_of_the_template_is_meant),
        cmocka_unit_test(test_a_rule_is_placed_at_the_call_that_adds_it),
        cmocka_unit_test(test_an_inline_rule_of_the_plain_construct_is_a_key),
        cmocka_unit_test(test_an_override_counts_when_it_is_about_the_construct),
        cmocka_unit_test(test_a_value_from_another_file_is_followed_when_only_one_fits),
        cmocka_unit_test(test_assignments_of_a_traced_synthesis_are_places),
        cmocka_unit_test(test_the_span_of_a_finding_tells_the_property_when_nothing_else_does),
        cmocka_unit_test(test_a_finding_at_another_resource_is_placed_there),
        cmocka_unit_test(test_properties_of_other_languages_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
