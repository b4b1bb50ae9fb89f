/* Events of functions and state machines: what invokes them, and the permission to do so. */
#include "front/cloudformation/sam.h"

struct event {
    struct gl_cfn_sam *sam;
    const struct gl_member *member;
    const struct gl_value *properties; /* may be NULL */
    bool is_function;
};

static struct gl_str event_name(const struct event *event, const char *suffix)
{
    return gl_arena_printf(event->sam->eval->arena, "%.*s%.*s%s", GL_STR_ARG(event->sam->source->key),
                           GL_STR_ARG(event->member->key), suffix);
}

static void put_permission(const struct event *event, struct gl_str name, const char *principal,
                           const struct gl_value *source, bool is_account)
{
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members permission = {0};

    gl_sam_put(sam, &permission, "Action", gl_sam_text(sam, GL_STR("lambda:InvokeFunction")));
    gl_sam_put(sam, &permission, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &permission, "Principal", gl_sam_text(sam, gl_str_of(principal)));
    if (source)
        gl_sam_put(sam, &permission, "SourceArn", *source);
    if (is_account)
        gl_sam_put(sam, &permission, "SourceAccount", gl_sam_ref(sam, GL_STR("AWS::AccountId")));
    gl_sam_emit(sam, name, "AWS::Lambda::Permission", &permission, false);
}

/* The logical id that `value` refers to, or empty. */
static struct gl_str referenced(const struct gl_value *value)
{
    struct gl_value argument;
    enum gl_tag function;

    if (value && gl_cfn_call_of(value, &function, &argument) && function == GL_TAG_REF &&
        argument.type == GL_STRING)
        return argument.u.str;
    return (struct gl_str){0};
}

static struct gl_value api_arn(const struct event *event, struct gl_str api)
{
    struct gl_cfn_sam *sam = event->sam;
    struct gl_str path = GL_STR("/*");

    gl_value_text(gl_value_get(event->properties, GL_STR("Path")), &path);
    if (!api.len)
        return gl_sam_sub(sam,
                          GL_STR("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*"));
    return gl_sam_sub(
        sam,
        gl_arena_printf(sam->eval->arena,
                        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%.*s}/*/*%.*s",
                        GL_STR_ARG(api), GL_STR_ARG(path)));
}

/* The stage's name ends the permission's: Prod for the implicit API, else what the API says, if it says it.
 */
static struct gl_str stage_suffix(const struct event *event, struct gl_str api)
{
    const struct gl_value *resources = gl_value_get(event->sam->eval->root, GL_STR("Resources"));
    const struct gl_value *stage = gl_value_path(gl_value_get(resources, api), "Properties.StageName");
    struct gl_str text = GL_STR("Stage");

    if (!api.len)
        return GL_STR("Prod");
    if (gl_value_is(stage, GL_STRING) && !(stage->flags & GL_VALUE_HAS_CALLS))
        gl_value_text(stage, &text);
    return text;
}

static void api_event(const struct event *event)
{
    struct gl_cfn_sam *sam = event->sam;
    const struct gl_value *written = gl_value_get(event->properties, GL_STR("RestApiId"));
    struct gl_str api = referenced(written), stage = stage_suffix(event, api);
    struct gl_value arn;

    if (!written) {
        if (!sam->has_rest_api)
            sam->first_rest_event = sam->source;
        sam->has_rest_api = true;
        api = GL_STR("ServerlessRestApi");
    }
    arn = api_arn(event, api);
    put_permission(event,
                   gl_arena_printf(sam->eval->arena, "%.*s%.*sPermission%.*s", GL_STR_ARG(sam->source->key),
                                   GL_STR_ARG(event->member->key), GL_STR_ARG(stage)),
                   "apigateway.amazonaws.com", &arn, false);
}

static void http_api_event(const struct event *event)
{
    struct gl_cfn_sam *sam = event->sam;
    const struct gl_value *written = gl_value_get(event->properties, GL_STR("ApiId"));
    struct gl_str api = referenced(written);
    struct gl_value arn;

    if (!written) {
        if (!sam->has_http_api)
            sam->first_http_event = sam->source;
        sam->has_http_api = true;
        api = GL_STR("ServerlessHttpApi");
    }
    arn = api_arn(event, api);
    put_permission(event, event_name(event, "Permission"), "apigateway.amazonaws.com", &arn, false);
}

/* The role with which a rule, schedule or API starts the function or state machine. */
static void role_event(const struct event *event, const char *service)
{
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members role = {0}, statement = {0}, document = {0}, policy = {0};
    struct gl_value items[1];

    gl_sam_put(sam, &statement, "Effect", gl_sam_text(sam, GL_STR("Allow")));
    gl_sam_put(sam, &statement, "Action",
               gl_sam_text(sam, event->is_function ? GL_STR("lambda:InvokeFunction")
                                                   : GL_STR("states:StartExecution")));
    gl_sam_put(sam, &statement, "Resource",
               event->is_function ? gl_sam_get_att(sam, sam->source->key, "Arn")
                                  : gl_sam_ref(sam, sam->source->key));
    items[0] = gl_sam_map(sam, &statement);
    gl_sam_put(sam, &document, "Statement", gl_sam_list(sam, items, 1));
    gl_sam_put(
        sam, &policy, "PolicyName",
        gl_sam_text(sam, event_name(event, event->is_function ? "LambdaPolicy" : "StartExecutionPolicy")));
    gl_sam_put(sam, &policy, "PolicyDocument", gl_sam_map(sam, &document));
    items[0] = gl_sam_map(sam, &policy);
    gl_sam_put(sam, &role, "AssumeRolePolicyDocument", gl_sam_trust(sam, service));
    gl_sam_put(sam, &role, "Policies", gl_sam_list(sam, items, 1));
    gl_sam_emit(sam, event_name(event, "Role"), "AWS::IAM::Role", &role, false);
}

static void rule_event(const struct event *event, bool is_schedule)
{
    static const char *const names[] = {"Description", "State", "EventBusName", NULL};
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members rule = {0}, target = {0};
    struct gl_value arn, targets[1];

    if (is_schedule)
        gl_sam_copy(sam, &rule, event->properties, "Schedule", "ScheduleExpression");
    else
        gl_sam_copy(sam, &rule, event->properties, "Pattern", "EventPattern");
    gl_sam_copy(sam, &rule, event->properties, is_schedule ? "Name" : "RuleName", "Name");
    gl_sam_copy_all(sam, &rule, event->properties, names);
    gl_sam_put(sam, &target, "Arn", gl_sam_get_att(sam, sam->source->key, "Arn"));
    gl_sam_put(sam, &target, "Id", gl_sam_text(sam, event_name(event, "LambdaTarget")));
    gl_sam_copy(sam, &target, event->properties, "DeadLetterConfig", NULL);
    gl_sam_copy(sam, &target, event->properties, "RetryPolicy", NULL);
    if (!event->is_function)
        gl_sam_put(sam, &target, "RoleArn", gl_sam_get_att(sam, event_name(event, "Role"), "Arn"));
    targets[0] = gl_sam_map(sam, &target);
    gl_sam_put(sam, &rule, "Targets", gl_sam_list(sam, targets, 1));
    gl_sam_emit(sam, event_name(event, ""), "AWS::Events::Rule", &rule, false);
    arn = gl_sam_get_att(sam, event_name(event, ""), "Arn");
    if (event->is_function)
        put_permission(event, event_name(event, "Permission"), "events.amazonaws.com", &arn, false);
    else
        role_event(event, "events.amazonaws.com");
}

static void scheduler_event(const struct event *event)
{
    static const char *const names[] = {"ScheduleExpression",
                                        "ScheduleExpressionTimezone",
                                        "FlexibleTimeWindow",
                                        "GroupName",
                                        "KmsKeyArn",
                                        "State",
                                        NULL};
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members schedule = {0}, target = {0};

    gl_sam_copy_all(sam, &schedule, event->properties, names);
    gl_sam_put(sam, &target, "Arn", gl_sam_get_att(sam, sam->source->key, "Arn"));
    gl_sam_put(sam, &target, "RoleArn", gl_sam_get_att(sam, event_name(event, "Role"), "Arn"));
    gl_sam_put(sam, &schedule, "Target", gl_sam_map(sam, &target));
    gl_sam_emit(sam, event_name(event, ""), "AWS::Scheduler::Schedule", &schedule, false);
    role_event(event, "scheduler.amazonaws.com");
}

static void s3_event(const struct event *event)
{
    put_permission(event, event_name(event, "Permission"), "s3.amazonaws.com", NULL, true);
}

static void sns_event(const struct event *event)
{
    static const char *const names[] = {"FilterPolicy", "FilterPolicyScope", "Region", "RedrivePolicy", NULL};
    struct gl_cfn_sam *sam = event->sam;
    const struct gl_value *topic = gl_value_get(event->properties, GL_STR("Topic"));
    struct gl_cfn_members subscription = {0};

    gl_sam_put(sam, &subscription, "Endpoint", gl_sam_get_att(sam, sam->source->key, "Arn"));
    gl_sam_put(sam, &subscription, "Protocol", gl_sam_text(sam, GL_STR("lambda")));
    gl_sam_copy(sam, &subscription, event->properties, "Topic", "TopicArn");
    gl_sam_copy_all(sam, &subscription, event->properties, names);
    gl_sam_emit(sam, event_name(event, ""), "AWS::SNS::Subscription", &subscription, false);
    put_permission(event, event_name(event, "Permission"), "sns.amazonaws.com", topic, false);
}

static void logs_event(const struct event *event)
{
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members filter = {0};
    struct gl_str group;
    struct gl_value arn = gl_sam_unknown(sam, "the ARN of a log group");

    if (gl_value_text(gl_value_get(event->properties, GL_STR("LogGroupName")), &group))
        arn = gl_sam_sub(sam, gl_arena_printf(sam->eval->arena,
                                              "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:"
                                              "log-group:%.*s:*",
                                              GL_STR_ARG(group)));
    gl_sam_copy(sam, &filter, event->properties, "LogGroupName", NULL);
    gl_sam_copy(sam, &filter, event->properties, "FilterPattern", NULL);
    gl_sam_put(sam, &filter, "DestinationArn", gl_sam_get_att(sam, sam->source->key, "Arn"));
    gl_sam_emit(sam, event_name(event, ""), "AWS::Logs::SubscriptionFilter", &filter, false);
    put_permission(event, event_name(event, "Permission"), "logs.amazonaws.com", &arn, false);
}

static void iot_event(const struct event *event)
{
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members rule = {0}, payload = {0};
    struct gl_value arn = gl_sam_sub(
        sam, gl_arena_printf(sam->eval->arena,
                             "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${%.*s}",
                             GL_STR_ARG(event_name(event, ""))));

    gl_sam_copy(sam, &payload, event->properties, "Sql", NULL);
    gl_sam_copy(sam, &payload, event->properties, "AwsIotSqlVersion", NULL);
    gl_sam_put(sam, &rule, "TopicRulePayload", gl_sam_map(sam, &payload));
    gl_sam_emit(sam, event_name(event, ""), "AWS::IoT::TopicRule", &rule, false);
    put_permission(event, event_name(event, "Permission"), "iot.amazonaws.com", &arn, true);
}

/* Queues and streams that Lambda polls. */
static void mapping_event(const struct event *event)
{
    static const char *const names[] = {"AmazonManagedKafkaEventSourceConfig",
                                        "BatchSize",
                                        "BisectBatchOnFunctionError",
                                        "DestinationConfig",
                                        "DocumentDBEventSourceConfig",
                                        "Enabled",
                                        "FilterCriteria",
                                        "FunctionResponseTypes",
                                        "KmsKeyArn",
                                        "MaximumBatchingWindowInSeconds",
                                        "MaximumRecordAgeInSeconds",
                                        "MaximumRetryAttempts",
                                        "ParallelizationFactor",
                                        "Queues",
                                        "ScalingConfig",
                                        "SourceAccessConfigurations",
                                        "StartingPosition",
                                        "StartingPositionTimestamp",
                                        "Topics",
                                        "TumblingWindowInSeconds",
                                        NULL};
    static const char *const sources[] = {"Queue", "Stream", "Broker", "Cluster", NULL};
    struct gl_cfn_sam *sam = event->sam;
    struct gl_cfn_members mapping = {0};

    for (const char *const *source = sources; *source; source++)
        gl_sam_copy(sam, &mapping, event->properties, *source, "EventSourceArn");
    gl_sam_put(sam, &mapping, "FunctionName", gl_sam_ref(sam, sam->source->key));
    gl_sam_copy_all(sam, &mapping, event->properties, names);
    gl_sam_emit(sam, event_name(event, ""), "AWS::Lambda::EventSourceMapping", &mapping, false);
}

static void cognito_event(const struct event *event)
{
    struct gl_str alias = {0}, name = gl_sam_name(event->sam, "CognitoPermission");
    struct gl_str pool = referenced(gl_value_get(event->properties, GL_STR("UserPool")));
    struct gl_value arn;

    if (gl_value_text(gl_sam_property(event->sam, "AutoPublishAlias"), &alias))
        name = gl_arena_printf(event->sam->eval->arena, "%.*sAlias%.*sCognitoPermission",
                               GL_STR_ARG(event->sam->source->key), GL_STR_ARG(alias));
    if (pool.len)
        arn = gl_sam_get_att(event->sam, pool, "Arn");
    put_permission(event, name, "cognito-idp.amazonaws.com", pool.len ? &arn : NULL, false);
}

static void alexa_event(const struct event *event)
{
    put_permission(event, event_name(event, "Permission"), "alexa-appkit.amazon.com", NULL, false);
}

static void expand_event(const struct event *event, struct gl_str type)
{
    static const char *const polled[] = {"SQS", "Kinesis",          "DynamoDB",  "MSK",
                                         "MQ",  "SelfManagedKafka", "DocumentDB"};
    static const struct {
        const char *type;
        void (*expand)(const struct event *event);
    } others[] = {
        {"ScheduleV2", scheduler_event},
        {"S3", s3_event},
        {"SNS", sns_event},
        {"CloudWatchLogs", logs_event},
        {"IoTRule", iot_event},
        {"Cognito", cognito_event},
        {"AlexaSkill", alexa_event},
        {"HttpApi", http_api_event},
        {"Api", api_event},
    };

    if (gl_str_eq(type, GL_STR("Schedule")) || gl_str_eq(type, GL_STR("EventBridgeRule")) ||
        gl_str_eq(type, GL_STR("CloudWatchEvent"))) {
        rule_event(event, gl_str_eq(type, GL_STR("Schedule")));
        return;
    }
    if (GL_STR_IS_ONE_OF(type, polled))
        mapping_event(event);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (gl_str_eq(type, gl_str_of(others[i].type)))
            others[i].expand(event);
    }
}

void gl_sam_events(struct gl_cfn_sam *sam, bool is_function)
{
    const struct gl_value *events = gl_sam_property(sam, "Events");
    struct gl_str type;

    for (size_t i = 0; gl_value_is(events, GL_MAP) && i < events->u.map.len; i++) {
        const struct gl_member *member = &events->u.map.members[i];
        struct event event = {.sam = sam,
                              .member = member,
                              .properties = gl_value_get(&member->value, GL_STR("Properties")),
                              .is_function = is_function};

        if (!gl_value_text(gl_value_get(&member->value, GL_STR("Type")), &type))
            continue;
        if (is_function || (!gl_str_eq(type, GL_STR("Api")) && !gl_str_eq(type, GL_STR("HttpApi"))))
            expand_event(&event, type);
        else
            role_event(&event, "apigateway.amazonaws.com");
    }
}
