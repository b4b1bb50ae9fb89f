/* Tables, state machines, layers, applications, GraphQL APIs. */
#include "front/cloudformation/sam.h"

static const char *attribute_type(const struct gl_value *type)
{
    if (gl_value_text_is(type, "Number"))
        return "N";
    return gl_value_text_is(type, "Binary") ? "B" : "S";
}

static void put_key(struct gl_cfn_sam *sam, struct gl_cfn_members *table)
{
    const struct gl_value *key = gl_sam_property(sam, "PrimaryKey");
    struct gl_cfn_members schema = {0}, definition = {0};
    struct gl_value items[1];

    if (!gl_sam_copy(sam, &schema, key, "Name", "AttributeName"))
        gl_sam_put(sam, &schema, "AttributeName", gl_sam_text(sam, GL_STR("id")));
    gl_sam_put(sam, &schema, "KeyType", gl_sam_text(sam, GL_STR("HASH")));
    definition = (struct gl_cfn_members){0};
    gl_sam_put(sam, &definition, "AttributeName", schema.items[0].value);
    gl_sam_put(sam, &definition, "AttributeType",
               gl_sam_text(sam, gl_str_of(attribute_type(gl_value_get(key, GL_STR("Type"))))));
    items[0] = gl_sam_map(sam, &definition);
    gl_sam_put(sam, table, "AttributeDefinitions", gl_sam_list(sam, items, 1));
    items[0] = gl_sam_map(sam, &schema);
    gl_sam_put(sam, table, "KeySchema", gl_sam_list(sam, items, 1));
}

void gl_sam_simple_table(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {"TableName", "SSESpecification", "PointInTimeRecoverySpecification",
                                        NULL};
    struct gl_cfn_members table = {0};

    put_key(sam, &table);
    if (!gl_sam_copy(sam, &table, &sam->properties, "ProvisionedThroughput", NULL))
        gl_sam_put(sam, &table, "BillingMode", gl_sam_text(sam, GL_STR("PAY_PER_REQUEST")));
    gl_sam_copy_all(sam, &table, &sam->properties, names);
    if (gl_sam_property(sam, "Tags"))
        gl_sam_put_tags(sam, &table, NULL);
    gl_sam_emit(sam, sam->source->key, "AWS::DynamoDB::Table", &table, true);
}

void gl_sam_state_machine(struct gl_cfn_sam *sam)
{
    static const char *const none[] = {NULL}, *const traced[] = {"AWSXrayWriteOnlyAccess", NULL};
    const struct gl_value *tracing = gl_sam_property(sam, "Tracing");
    struct gl_cfn_members machine = {0};
    bool has_role = gl_sam_copy(sam, &machine, &sam->properties, "Role", "RoleArn");

    if (!gl_sam_copy(sam, &machine, &sam->properties, "Definition", NULL))
        gl_sam_put(sam, &machine, "DefinitionString",
                   gl_sam_unknown(sam, "a definition in a file of its own"));
    gl_sam_copy(sam, &machine, &sam->properties, "Name", "StateMachineName");
    gl_sam_copy(sam, &machine, &sam->properties, "Type", "StateMachineType");
    gl_sam_copy(sam, &machine, &sam->properties, "Logging", "LoggingConfiguration");
    gl_sam_copy(sam, &machine, &sam->properties, "Tracing", "TracingConfiguration");
    gl_sam_copy(sam, &machine, &sam->properties, "EncryptionConfiguration", NULL);
    if (!has_role)
        gl_sam_put(sam, &machine, "RoleArn", gl_sam_get_att(sam, gl_sam_name(sam, "Role"), "Arn"));
    gl_sam_put_tags(sam, &machine, "stateMachine:createdBy");
    gl_sam_emit(sam, sam->source->key, "AWS::StepFunctions::StateMachine", &machine, true);
    if (!has_role)
        gl_sam_role(sam, "states.amazonaws.com",
                    gl_sam_is_true(gl_value_get(tracing, GL_STR("Enabled"))) ? traced : none);
    gl_sam_events(sam, false);
}

void gl_sam_layer(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {
        "LayerName", "Description", "CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo", NULL};
    struct gl_cfn_members layer = {0};

    if (!gl_value_is(gl_sam_property(sam, "ContentUri"), GL_MAP))
        gl_sam_put(sam, &layer, "Content", gl_sam_unknown(sam, "content that `sam package` uploads"));
    else
        gl_sam_copy(sam, &layer, &sam->properties, "ContentUri", "Content");
    gl_sam_copy_all(sam, &layer, &sam->properties, names);
    gl_sam_emit(sam, sam->source->key, "AWS::Lambda::LayerVersion", &layer, true);
}

void gl_sam_application(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {"Parameters", "NotificationARNs", "TimeoutInMinutes", NULL};
    struct gl_cfn_members stack = {0};

    if (!gl_value_is(gl_sam_property(sam, "Location"), GL_MAP) ||
        gl_sam_property(sam, "Location")->flags & GL_VALUE_HAS_CALLS)
        gl_sam_copy(sam, &stack, &sam->properties, "Location", "TemplateURL");
    else
        gl_sam_put(sam, &stack, "TemplateURL",
                   gl_sam_unknown(sam, "an application of the Serverless Application Repository"));
    gl_sam_copy_all(sam, &stack, &sam->properties, names);
    gl_sam_put_tags(sam, &stack, "lambda:createdBy");
    gl_sam_emit(sam, sam->source->key, "AWS::CloudFormation::Stack", &stack, true);
}

void gl_sam_graphql_api(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {"Name",
                                        "XrayEnabled",
                                        "OwnerContact",
                                        "Visibility",
                                        "IntrospectionConfig",
                                        "QueryDepthLimit",
                                        "ResolverCountLimit",
                                        "EnvironmentVariables",
                                        NULL};
    const struct gl_value *auth = gl_sam_property(sam, "Auth");
    struct gl_cfn_members api = {0};

    gl_sam_copy(sam, &api, auth, "Type", "AuthenticationType");
    gl_sam_copy(sam, &api, auth, "UserPool", "UserPoolConfig");
    gl_sam_copy(sam, &api, auth, "OpenIDConnect", "OpenIDConnectConfig");
    gl_sam_copy(sam, &api, auth, "LambdaAuthorizer", "LambdaAuthorizerConfig");
    gl_sam_copy(sam, &api, &sam->properties, "Logging", "LogConfig");
    gl_sam_copy_all(sam, &api, &sam->properties, names);
    gl_sam_put_tags(sam, &api, NULL);
    gl_sam_emit(sam, sam->source->key, "AWS::AppSync::GraphQLApi", &api, true);
}
