/* Mapped services: what rows alone do not show. */
#include "tf_mapped.h"

static void test_a_bucket_takes_what_its_split_resources_say(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_s3_bucket.b\":{\"bucket\":\"logs\"},"
            "\"aws_s3_bucket_versioning.b\":{\"bucket\":\"$aws_s3_bucket.b.id\","
            "\"versioning_configuration\":[{\"status\":\"Enabled\"}]},"
            "\"aws_s3_bucket_public_access_block.b\":{\"bucket\":\"logs\",\"block_public_acls\":true}}");
    assert_int_equal(m.output.len, 1);
    assert_properties(&m, "AWS::S3::Bucket",
                      "{\"BucketName\":\"logs\",\"VersioningConfiguration\":{\"Status\":\"Enabled\""
                      "},\"PublicAccessBlockConfiguration\":{\"BlockPublicAcls\":true,\"BlockPublic"
                      "Policy\":false,\"IgnorePublicAcls\":false,\"RestrictPublicBuckets\":false}}");
    done(&m);
}

static void test_an_inline_policy_is_a_bucket_policy(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_s3_bucket.b\":{\"bucket\":\"logs\",\"policy\":\"{}\",\"acl\":\"public-read\"}}");
    assert_int_equal(m.output.len, 2);
    assert_properties(&m, "AWS::S3::Bucket", "{\"BucketName\":\"logs\",\"AccessControl\":\"PublicRead\"}");
    assert_properties(&m, "AWS::S3::BucketPolicy", "{\"Bucket\":{\"ref\":\"\"},\"PolicyDocument\":\"{}\"}");
    done(&m);
    map(&m, "{\"aws_s3_bucket.b\":{\"bucket\":\"logs\",\"policy\":\"\"}}");
    assert_int_equal(m.output.len, 1);
    done(&m);
}

static void test_parameters_of_a_group_are_a_map(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"aws_db_parameter_group.g\":{\"family\":\"postgres14\",\"parameter\":[{\"name\":\"rds.force_ssl\","
        "\"value\":\"1\"},{\"name\":\"work_mem\",\"value\":\"?size\"}]},"
        "\"aws_db_instance.d\":{\"parameter_group_name\":\"$aws_db_parameter_group.g.name\","
        "\"skip_final_snapshot\":true}}");
    assert_properties(&m, "AWS::RDS::DBParameterGroup",
                      "{\"Family\":\"postgres14\",\"Parameters\":{\"rds.force_ssl\":\"1\",\"work_me"
                      "m\":{\"?\":\"parameter without a value\",\"name\":\"size\"}}}");
    assert_properties(
        &m, "AWS::RDS::DBInstance",
        "{\"BackupRetentionPeriod\":0,\"PubliclyAccessible\":false,\"DBParameterGroupName\":{\"ref\":\"\"}}");
    done(&m);
}

static void test_a_key_that_is_not_in_the_scan_is_still_a_key(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_cloudwatch_log_group.g\":{\"kms_key_id\":\"!aws_kms_key.k.arn\"}}");
    assert_properties(&m, "AWS::Logs::LogGroup",
                      "{\"KmsKeyId\":{\"concat\":[\"arn:\",{\"?\":\"invalid "
                      "construct\",\"name\":\"aws_kms_key.k.arn\"},\":key/\",{\"?\":\"invalid "
                      "construct\",\"name\":\"aws_kms_key.k.arn\"}]}}");
    done(&m);
}

static void test_a_deployment_is_the_object_of_the_kubernetes_api(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"kubernetes_deployment_v1.d\":{\"metadata\":[{\"name\":\"web\",\"labels\":{\"a_b\":\"c\"}}],"
        "\"wait_for_rollout\":false,\"spec\":[{\"replicas\":2,\"template\":[{\"spec\":[{\"host_pid\":true,"
        "\"container\":[{\"name\":\"web\",\"image\":\"web:1\",\"env\":[{\"name\":\"A\",\"value\":\"b\"}],"
        "\"port\":[{\"container_port\":80}],\"security_context\":[{\"run_as_non_root\":true}],"
        "\"volume_mount\":[]}]}]}]}]}}");
    assert_properties(&m, "Deployment",
                      "{\"metadata\":{\"labels\":{\"a_b\":\"c\"},\"name\":\"web\"},\"spec\":{\"repl"
                      "icas\":2,\"template\":{\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\","
                      "\"value\":\"b\"}],\"image\":\"web:1\",\"name\":\"web\",\"ports\":[{\"contain"
                      "erPort\":80}],\"securityContext\":{\"runAsNonRoot\":true}}],\"hostPID\":true"
                      "}}},\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"}");
    done(&m);
}

static void test_rules_of_a_network_policy_stay_lists_even_when_empty(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"kubernetes_network_policy.p\":{\"spec\":[{\"pod_selector\":[{}],\"policy_types\":[\"Ingress\"],"
        "\"ingress\":[{\"from\":[{\"ip_block\":[{\"cidr\":\"10.0.0.0/8\"}]}],\"ports\":[{\"port\":\"80\"}]}],"
        "\"egress\":[{}]}]}}");
    assert_properties(&m, "NetworkPolicy",
                      "{\"spec\":{\"egress\":[{}],\"ingress\":[{\"from\":[{\"ipBlock\":{\"cidr\":\""
                      "10.0.0.0/8\"}}],\"ports\":[{\"port\":\"80\"}]}],\"podSelector\":{},\"policyT"
                      "ypes\":[\"Ingress\"]},\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Net"
                      "workPolicy\"}");
    done(&m);
}

static void test_data_of_a_secret_is_hidden(void **state)
{
    struct mapped m;
    const struct gl_value *data;

    (void)state;
    map(&m, "{\"kubernetes_secret.s\":{\"metadata\":[{\"name\":\"s\"}],\"data\":{\"password\":\"x\"}}}");
    data = gl_value_get(&resource_of(&m, "Secret")->properties, GL_STR("stringData"));
    assert_non_null(data);
    assert_true(gl_value_get(data, GL_STR("password"))->flags & GL_VALUE_SECRET);
    done(&m);
}

static void test_a_manifest_is_taken_as_it_is(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"kubernetes_manifest.m\":{\"manifest\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
            "\"metadata\":{\"name\":\"m\"}}}}");
    assert_properties(&m, "ConfigMap",
                      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}");
    done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bucket_takes_what_its_split_resources_say),
        cmocka_unit_test(test_an_inline_policy_is_a_bucket_policy),
        cmocka_unit_test(test_parameters_of_a_group_are_a_map),
        cmocka_unit_test(test_a_key_that_is_not_in_the_scan_is_still_a_key),
        cmocka_unit_test(test_a_deployment_is_the_object_of_the_kubernetes_api),
        cmocka_unit_test(test_rules_of_a_network_policy_stay_lists_even_when_empty),
        cmocka_unit_test(test_data_of_a_secret_is_hidden),
        cmocka_unit_test(test_a_manifest_is_taken_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
