#include "evaluated.h"

#define SAM "Transform: AWS::Serverless-2016-10-31\n"

static const struct gl_resource *resource(const struct evaluated *e, const char *name)
{
    for (size_t i = 0; i < e->output.len; i++) {
        if (gl_str_eq(e->output.resources[i]->name, gl_str_of(name)))
            return e->output.resources[i];
    }
    fail_msg("no resource %s", name);
    return NULL;
}

static void run(struct evaluated *e, const char *text)
{
    evaluated_init(e);
    evaluated_add(e, "t.yaml", text);
    evaluated_run(e);
    assert_string_equal(e->told.ptr, "");
}

static void assert_property(const struct evaluated *e, const char *name, const char *property,
                            const char *expected)
{
    const struct gl_value *value = gl_value_get(&resource(e, name)->properties, gl_str_of(property));
    struct gl_buf out;

    gl_buf_init(&out);
    assert_non_null(value);
    gl_front_dump_value(&out, value);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    gl_buf_free(&out);
}

static void test_a_table_keeps_its_encryption(void **state)
{
    (void)state;
    assert_evaluates(SAM "Resources:\n  T:\n    Type: AWS::Serverless::SimpleTable\n    Properties:\n"
                         "      SSESpecification: {SSEEnabled: true}\n      Tags: {Team: x}\n",
                     "t/T AWS::DynamoDB::Table\n"
                     "  AttributeDefinitions: [{\"AttributeName\": \"id\", \"AttributeType\": \"S\"}]\n"
                     "  KeySchema: [{\"AttributeName\": \"id\", \"KeyType\": \"HASH\"}]\n"
                     "  BillingMode: \"PAY_PER_REQUEST\"\n  SSESpecification: {\"SSEEnabled\": \"true\"}\n"
                     "  Tags: [{\"Key\": \"Team\", \"Value\": \"x\"}]\n");
}

static void test_globals_lie_under_the_function(void **state)
{
    struct evaluated e;

    (void)state;
    run(&e, SAM
        "Globals:\n  Function:\n    Timeout: 3\n    MemorySize: 128\n"
        "    VpcConfig: {SecurityGroupIds: [sg-1]}\n    Environment: {Variables: {A: 1}}\n"
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    IgnoreGlobals: [MemorySize]\n"
        "    Properties:\n      Timeout: 9\n      KmsKeyArn: k\n      VpcConfig: {SecurityGroupIds: [sg-2]}\n"
        "      Environment: {Variables: {B: !Ref AWS::Region}}\n");
    assert_property(&e, "F", "Timeout", "\"9\"");
    assert_property(&e, "F", "KmsKeyArn", "\"k\"");
    assert_property(&e, "F", "VpcConfig", "{\"SecurityGroupIds\": [\"sg-1\", \"sg-2\"]}");
    assert_property(
        &e, "F", "Environment",
        "{\"Variables\": {\"B\": ?(pseudo parameter without a value: AWS::Region), \"A\": \"1\"}}");
    assert_null(gl_value_get(&resource(&e, "F")->properties, GL_STR("MemorySize")));
    assert_property(&e, "F", "Role", "@t/FRole.Arn");
    evaluated_free(&e);
}

static void test_properties_keep_their_places(void **state)
{
    struct evaluated e;
    const struct gl_member *member;

    (void)state;
    run(&e, SAM
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Tracing: Active\n");
    member = gl_value_member(&resource(&e, "F")->properties, GL_STR("TracingConfig"));
    assert_int_equal(gl_source_position(e.items[0].source, member->value.span.begin).line, 6);
    assert_int_equal(gl_source_position(e.items[0].source, resource(&e, "F")->span.begin).line, 3);
    evaluated_free(&e);
}

static void test_policies_go_into_the_role(void **state)
{
    struct evaluated e;

    (void)state;
    run(&e, SAM "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n"
                "        - arn:aws:iam::aws:policy/AdministratorAccess\n"
                "        - Statement: [{Effect: Allow, Action: '*', Resource: '*'}]\n"
                "        - S3ReadPolicy: {BucketName: b}\n");
    assert_property(&e, "FRole", "ManagedPolicyArns",
                    "[\"arn:\"+?(pseudo parameter without a value: AWS::Partition)+"
                    "\":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\", "
                    "\"arn:aws:iam::aws:policy/AdministratorAccess\"]");
    assert_property(
        &e, "FRole", "Policies",
        "[{\"PolicyName\": \"FRolePolicy0\", \"PolicyDocument\": {\"Statement\": [{\"Effect\": "
        "\"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}}, {\"PolicyName\": \"FRolePolicy1\", "
        "\"PolicyDocument\": ?(construct that glacis does not evaluate: SAM policy template "
        "S3ReadPolicy)}]");
    evaluated_free(&e);
}

static void test_an_event_without_an_api_makes_the_implicit_one(void **state)
{
    struct evaluated e;

    (void)state;
    run(&e, SAM "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n"
                "        E: {Type: Api, Properties: {Path: /, Method: get}}\n"
                "Outputs:\n  Url: {Value: !Sub 'https://${ServerlessRestApi}.execute-api'}\n");
    assert_true(gl_str_eq(resource(&e, "ServerlessRestApi")->kind, GL_STR("AWS::ApiGateway::RestApi")));
    assert_property(&e, "ServerlessRestApiProdStage", "StageName", "\"Prod\"");
    assert_property(&e, "FEPermissionProd", "Principal", "\"apigateway.amazonaws.com\"");
    evaluated_free(&e);
}

static void test_an_api_has_stage_and_domain(void **state)
{
    struct evaluated e;

    (void)state;
    run(&e, SAM "Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: v1\n"
                "      TracingEnabled: true\n      Domain: {DomainName: d, CertificateArn: c, "
                "SecurityPolicy: TLS_1_0}\n"
                "  R:\n    Type: A::B::C\n    Properties: {P: !Ref A.Stage}\n");
    assert_property(&e, "Av1Stage", "TracingEnabled", "\"true\"");
    assert_property(&e, "Av1Stage", "RestApiId", "@t/A");
    assert_property(&e, "ApiGatewayDomainName", "SecurityPolicy", "\"TLS_1_0\"");
    assert_property(&e, "R", "P", "@t/Av1Stage");
    evaluated_free(&e);
}

static void test_a_public_function_url_lets_everybody_in(void **state)
{
    struct evaluated e;

    (void)state;
    run(&e,
        SAM "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Condition: C\n    Properties:\n"
            "      FunctionUrlConfig: {AuthType: NONE}\nConditions:\n  C: !Equals [!Ref AWS::Region, x]\n");
    assert_property(&e, "FUrlPublicPermissions", "Principal", "\"*\"");
    assert_property(&e, "FUrl", "AuthType", "\"NONE\"");
    assert_non_null(resource(&e, "FUrl")->condition);
    evaluated_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_keeps_its_encryption),
        cmocka_unit_test(test_globals_lie_under_the_function),
        cmocka_unit_test(test_properties_keep_their_places),
        cmocka_unit_test(test_policies_go_into_the_role),
        cmocka_unit_test(test_an_event_without_an_api_makes_the_implicit_one),
        cmocka_unit_test(test_an_api_has_stage_and_domain),
        cmocka_unit_test(test_a_public_function_url_lets_everybody_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
