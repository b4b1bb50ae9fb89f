/* AWS::Serverless::Function. */
#include "front/cloudformation/sam.h"

static const char *const same[] = {"FunctionName",
                                   "Handler",
                                   "Runtime",
                                   "Description",
                                   "MemorySize",
                                   "Timeout",
                                   "Environment",
                                   "VpcConfig",
                                   "KmsKeyArn",
                                   "Layers",
                                   "ReservedConcurrentExecutions",
                                   "Architectures",
                                   "EphemeralStorage",
                                   "FileSystemConfigs",
                                   "ImageConfig",
                                   "SnapStart",
                                   "CodeSigningConfigArn",
                                   "LoggingConfig",
                                   "RuntimeManagementConfig",
                                   "RecursiveLoop",
                                   "PackageType",
                                   NULL};

static void put_code(struct gl_cfn_sam *sam, struct gl_cfn_members *function)
{
    const struct gl_value *uri = gl_sam_property(sam, "CodeUri");
    struct gl_cfn_members code = {0};

    if (gl_sam_copy(sam, &code, &sam->properties, "InlineCode", "ZipFile") ||
        gl_sam_copy(sam, &code, &sam->properties, "ImageUri", NULL)) {
        gl_sam_put(sam, function, "Code", gl_sam_map(sam, &code));
    } else if (gl_value_is(uri, GL_MAP) && gl_value_get(uri, GL_STR("Bucket"))) {
        gl_sam_copy(sam, &code, uri, "Bucket", "S3Bucket");
        gl_sam_copy(sam, &code, uri, "Key", "S3Key");
        gl_sam_copy(sam, &code, uri, "Version", "S3ObjectVersion");
        gl_sam_put(sam, function, "Code", gl_sam_map(sam, &code));
    } else {
        gl_sam_put(sam, function, "Code", gl_sam_unknown(sam, "code that `sam package` uploads"));
    }
}

static void put_function(struct gl_cfn_sam *sam, bool has_role)
{
    const struct gl_value *tracing = gl_sam_property(sam, "Tracing");
    const struct gl_value *dead_letters = gl_sam_property(sam, "DeadLetterQueue");
    struct gl_cfn_members function = {0}, part = {0};

    put_code(sam, &function);
    gl_sam_copy_all(sam, &function, &sam->properties, same);
    if (!has_role)
        gl_sam_put(sam, &function, "Role", gl_sam_get_att(sam, gl_sam_name(sam, "Role"), "Arn"));
    else
        gl_sam_copy(sam, &function, &sam->properties, "Role", NULL);
    if (tracing) {
        gl_sam_copy(sam, &part, &sam->properties, "Tracing", "Mode");
        gl_sam_put(sam, &function, "TracingConfig", gl_sam_map(sam, &part));
        function.items[function.len - 1].value.span = tracing->span;
    }
    if (gl_value_is(dead_letters, GL_MAP)) {
        part = (struct gl_cfn_members){0};
        gl_sam_copy(sam, &part, dead_letters, "TargetArn", NULL);
        gl_sam_put(sam, &function, "DeadLetterConfig", gl_sam_map(sam, &part));
        function.items[function.len - 1].value.span = dead_letters->span;
    }
    gl_sam_put_tags(sam, &function, "lambda:createdBy");
    gl_sam_emit(sam, sam->source->key, "AWS::Lambda::Function", &function, true);
}

static void put_alias(struct gl_cfn_sam *sam)
{
    const struct gl_value *name = gl_sam_property(sam, "AutoPublishAlias");
    struct gl_cfn_members version = {0}, alias = {0};
    struct gl_str text, id = gl_sam_name(sam, "Version");

    if (!name)
        return;
    gl_sam_put(sam, &version, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_copy(sam, &version, &sam->properties, "VersionDescription", "Description");
    gl_sam_emit(sam, id, "AWS::Lambda::Version", &version, false);
    gl_sam_copy(sam, &alias, &sam->properties, "AutoPublishAlias", "Name");
    gl_sam_put(sam, &alias, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &alias, "FunctionVersion", gl_sam_get_att(sam, id, "Version"));
    gl_sam_copy(sam, &alias, &sam->properties, "ProvisionedConcurrencyConfig", NULL);
    if (!gl_value_text(name, &text))
        text = GL_STR("");
    gl_sam_emit(
        sam,
        gl_arena_printf(sam->eval->arena, "%.*sAlias%.*s", GL_STR_ARG(sam->source->key), GL_STR_ARG(text)),
        "AWS::Lambda::Alias", &alias, false);
}

static void put_url(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {"AuthType", "Cors", "InvokeMode", NULL};
    const struct gl_value *config = gl_sam_property(sam, "FunctionUrlConfig");
    struct gl_cfn_members url = {0}, permission = {0};

    if (!gl_value_is(config, GL_MAP))
        return;
    gl_sam_copy_all(sam, &url, config, names);
    gl_sam_put(sam, &url, "TargetFunctionArn", gl_sam_ref(sam, sam->source->key));
    gl_sam_emit(sam, gl_sam_name(sam, "Url"), "AWS::Lambda::Url", &url, false);
    if (!gl_value_text_is(gl_value_get(config, GL_STR("AuthType")), "NONE"))
        return;
    gl_sam_put(sam, &permission, "Action", gl_sam_text(sam, GL_STR("lambda:InvokeFunctionUrl")));
    gl_sam_put(sam, &permission, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &permission, "Principal", gl_sam_text(sam, GL_STR("*")));
    gl_sam_copy(sam, &permission, config, "AuthType", "FunctionUrlAuthType");
    gl_sam_emit(sam, gl_sam_name(sam, "UrlPublicPermissions"), "AWS::Lambda::Permission", &permission, false);
    permission = (struct gl_cfn_members){0};
    gl_sam_put(sam, &permission, "Action", gl_sam_text(sam, GL_STR("lambda:InvokeFunction")));
    gl_sam_put(sam, &permission, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &permission, "Principal", gl_sam_text(sam, GL_STR("*")));
    gl_sam_put(sam, &permission, "InvokedViaFunctionUrl", gl_value_bool(true, sam->source->key_span));
    gl_sam_emit(sam, gl_sam_name(sam, "URLInvokeAllowPublicAccess"), "AWS::Lambda::Permission", &permission,
                false);
}

static void put_invoke_config(struct gl_cfn_sam *sam)
{
    static const char *const names[] = {"MaximumEventAgeInSeconds", "MaximumRetryAttempts",
                                        "DestinationConfig", NULL};
    const struct gl_value *config = gl_sam_property(sam, "EventInvokeConfig");
    struct gl_cfn_members invoke = {0};

    if (!gl_value_is(config, GL_MAP))
        return;
    gl_sam_copy_all(sam, &invoke, config, names);
    gl_sam_put(sam, &invoke, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &invoke, "Qualifier", gl_sam_text(sam, GL_STR("$LATEST")));
    gl_sam_emit(sam, gl_sam_name(sam, "EventInvokeConfig"), "AWS::Lambda::EventInvokeConfig", &invoke, false);
}

/* Managed policies that an event source needs: the polling of queues and streams. */
static const char *event_policy(struct gl_str type)
{
    static const struct {
        struct gl_str type;
        const char *policy;
    } policies[] = {
        {GL_STR_INIT("SQS"), "service-role/AWSLambdaSQSQueueExecutionRole"},
        {GL_STR_INIT("Kinesis"), "service-role/AWSLambdaKinesisExecutionRole"},
        {GL_STR_INIT("DynamoDB"), "service-role/AWSLambdaDynamoDBExecutionRole"},
        {GL_STR_INIT("MSK"), "service-role/AWSLambdaMSKExecutionRole"},
    };

    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        if (gl_str_eq(type, policies[i].type))
            return policies[i].policy;
    }
    return NULL;
}

enum { MAX_MANAGED = 16 };

static void put_role(struct gl_cfn_sam *sam)
{
    const char *managed[MAX_MANAGED] = {"service-role/AWSLambdaBasicExecutionRole"};
    const struct gl_value *events = gl_sam_property(sam, "Events");
    size_t len = 1;
    struct gl_str type;

    if (gl_value_text_is(gl_sam_property(sam, "Tracing"), "Active"))
        managed[len++] = "AWSXrayWriteOnlyAccess";
    if (gl_sam_property(sam, "VpcConfig"))
        managed[len++] = "service-role/AWSLambdaVPCAccessExecutionRole";
    for (size_t i = 0; gl_value_is(events, GL_MAP) && i < events->u.map.len; i++) {
        const char *policy = NULL;

        if (gl_value_text(gl_value_get(&events->u.map.members[i].value, GL_STR("Type")), &type))
            policy = event_policy(type);
        for (size_t j = 0; policy && j < len; j++) {
            if (managed[j] == policy)
                policy = NULL;
        }
        if (policy && len + 1 < MAX_MANAGED)
            managed[len++] = policy;
    }
    gl_sam_role(sam, "lambda.amazonaws.com", managed);
}

void gl_sam_function(struct gl_cfn_sam *sam)
{
    bool has_role = gl_sam_property(sam, "Role") != NULL;

    put_function(sam, has_role);
    if (!has_role)
        put_role(sam);
    put_alias(sam);
    put_url(sam);
    put_invoke_config(sam);
    gl_sam_events(sam, true);
}
