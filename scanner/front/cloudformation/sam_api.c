/* AWS::Serverless::Api and AWS::Serverless::HttpApi, written and implicit. */
#include "front/cloudformation/sam.h"

static void put_endpoint(struct gl_cfn_sam *sam, struct gl_cfn_members *api)
{
    const struct gl_value *endpoint = gl_sam_property(sam, "EndpointConfiguration");
    struct gl_cfn_members configuration = {0};
    struct gl_value types[1];

    if (!endpoint)
        return;
    if (gl_value_is(endpoint, GL_MAP) && gl_value_get(endpoint, GL_STR("Type"))) {
        types[0] = *gl_value_get(endpoint, GL_STR("Type"));
        gl_sam_copy(sam, &configuration, endpoint, "VPCEndpointIds", "VpcEndpointIds");
    } else {
        types[0] = *endpoint;
    }
    gl_sam_put(sam, &configuration, "Types", gl_sam_list(sam, types, 1));
    gl_sam_put(sam, api, "EndpointConfiguration", gl_sam_map(sam, &configuration));
    api->items[api->len - 1].value.span = endpoint->span;
}

/* The transform names a domain by a hash of itself; here the first has no suffix, others have their API's. */
static struct gl_str domain_id(struct gl_cfn_sam *sam, const char *name)
{
    for (size_t i = 0; i < sam->made.len; i++) {
        if (gl_str_eq(sam->made.items[i].key, gl_str_of(name)))
            return gl_arena_printf(sam->eval->arena, "%s%.*s", name, GL_STR_ARG(sam->source->key));
    }
    return gl_str_of(name);
}

static void put_mapping(struct gl_cfn_sam *sam, struct gl_str domain, bool is_http, struct gl_str stage)
{
    struct gl_cfn_members mapping = {0};

    gl_sam_put(sam, &mapping, "DomainName", gl_sam_ref(sam, domain));
    gl_sam_put(sam, &mapping, is_http ? "ApiId" : "RestApiId", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &mapping, "Stage", gl_sam_ref(sam, stage));
    gl_sam_emit(sam, gl_sam_name(sam, is_http ? "ApiMapping" : "BasePathMapping"),
                is_http ? "AWS::ApiGatewayV2::ApiMapping" : "AWS::ApiGateway::BasePathMapping", &mapping,
                false);
}

/* A custom domain: its security policy and certificate are what TLS checks look at. */
static void put_domain(struct gl_cfn_sam *sam, bool is_http, struct gl_str stage)
{
    static const char *const names[] = {"SecurityPolicy", "MutualTlsAuthentication",
                                        "OwnershipVerificationCertificateArn", NULL};
    const struct gl_value *domain = gl_sam_property(sam, "Domain"), *endpoint;
    struct gl_cfn_members made = {0}, configuration = {0};
    struct gl_value items[1];
    struct gl_str id;
    bool is_edge;

    if (!gl_value_is(domain, GL_MAP))
        return;
    endpoint = gl_value_get(domain, GL_STR("EndpointConfiguration"));
    is_edge = gl_value_text_is(endpoint, "EDGE");
    gl_sam_copy(sam, &made, domain, "DomainName", NULL);
    if (is_http) {
        gl_sam_copy(sam, &configuration, domain, "CertificateArn", NULL);
        gl_sam_copy(sam, &configuration, domain, "SecurityPolicy", NULL);
        gl_sam_put(sam, &configuration, "EndpointType", gl_sam_text(sam, GL_STR("REGIONAL")));
        items[0] = gl_sam_map(sam, &configuration);
        gl_sam_put(sam, &made, "DomainNameConfigurations", gl_sam_list(sam, items, 1));
        gl_sam_copy(sam, &made, domain, "MutualTlsAuthentication", NULL);
        id = domain_id(sam, "ApiGatewayDomainNameV2");
        gl_sam_emit(sam, id, "AWS::ApiGatewayV2::DomainName", &made, false);
        put_mapping(sam, id, true, stage);
        return;
    }
    gl_sam_copy(sam, &made, domain, "CertificateArn", is_edge ? "CertificateArn" : "RegionalCertificateArn");
    items[0] = endpoint ? *endpoint : gl_sam_text(sam, GL_STR("REGIONAL"));
    gl_sam_put(sam, &configuration, "Types", gl_sam_list(sam, items, 1));
    gl_sam_put(sam, &made, "EndpointConfiguration", gl_sam_map(sam, &configuration));
    gl_sam_copy_all(sam, &made, domain, names);
    id = domain_id(sam, "ApiGatewayDomainName");
    gl_sam_emit(sam, id, "AWS::ApiGateway::DomainName", &made, false);
    put_mapping(sam, id, false, stage);
}

static void put_body(struct gl_cfn_sam *sam, struct gl_cfn_members *api)
{
    const struct gl_value *uri = gl_sam_property(sam, "DefinitionUri");
    struct gl_cfn_members location = {0};

    if (gl_sam_copy(sam, api, &sam->properties, "DefinitionBody", "Body"))
        return;
    if (gl_value_is(uri, GL_MAP)) {
        gl_sam_copy_all(sam, &location, uri, (const char *const[]){"Bucket", "Key", "Version", NULL});
        gl_sam_put(sam, api, "BodyS3Location", gl_sam_map(sam, &location));
        return;
    }
    gl_sam_put(sam, api, "Body",
               gl_sam_unknown(sam, uri ? "an OpenAPI document in a file of its own"
                                       : "the OpenAPI document that SAM writes"));
}

static struct gl_str stage_id(struct gl_cfn_sam *sam)
{
    const struct gl_value *stage = gl_sam_property(sam, "StageName");
    struct gl_str text = GL_STR("");

    if (gl_value_is(stage, GL_STRING) && !(stage->flags & GL_VALUE_HAS_CALLS))
        gl_value_text(stage, &text);
    return gl_arena_printf(sam->eval->arena, "%.*s%.*sStage", GL_STR_ARG(sam->source->key), GL_STR_ARG(text));
}

void gl_sam_api(struct gl_cfn_sam *sam)
{
    static const char *const of_api[] = {"Name",           "Description",      "BinaryMediaTypes",
                                         "FailOnWarnings", "ApiKeySourceType", "DisableExecuteApiEndpoint",
                                         "Mode",           "Policy",           NULL};
    static const char *const of_stage[] = {"StageName",        "Variables",      "CacheClusterEnabled",
                                           "CacheClusterSize", "MethodSettings", "TracingEnabled",
                                           "AccessLogSetting", "CanarySetting",  NULL};
    struct gl_cfn_members api = {0}, deployment = {0}, stage = {0};
    const struct gl_value *policy = gl_value_path(gl_sam_property(sam, "Auth"), "ResourcePolicy");

    put_body(sam, &api);
    gl_sam_copy_all(sam, &api, &sam->properties, of_api);
    gl_sam_copy(sam, &api, &sam->properties, "MinimumCompressionSize", NULL);
    put_endpoint(sam, &api);
    if (policy)
        gl_sam_put(sam, &api, "Policy", gl_sam_unknown(sam, "the resource policy that SAM writes"));
    if (gl_sam_property(sam, "Tags"))
        gl_sam_put_tags(sam, &api, NULL);
    gl_sam_emit(sam, sam->source->key, "AWS::ApiGateway::RestApi", &api, true);
    gl_sam_put(sam, &deployment, "RestApiId", gl_sam_ref(sam, sam->source->key));
    gl_sam_emit(sam, gl_sam_name(sam, "Deployment"), "AWS::ApiGateway::Deployment", &deployment, false);
    gl_sam_put(sam, &stage, "RestApiId", gl_sam_ref(sam, sam->source->key));
    gl_sam_put(sam, &stage, "DeploymentId", gl_sam_ref(sam, gl_sam_name(sam, "Deployment")));
    gl_sam_copy_all(sam, &stage, &sam->properties, of_stage);
    if (gl_sam_property(sam, "Tags"))
        gl_sam_put_tags(sam, &stage, NULL);
    gl_sam_emit(sam, stage_id(sam), "AWS::ApiGateway::Stage", &stage, false);
    put_domain(sam, false, stage_id(sam));
}

static struct gl_str http_stage_id(struct gl_cfn_sam *sam)
{
    const struct gl_value *stage = gl_sam_property(sam, "StageName");

    if (!stage || gl_value_text_is(stage, "$default"))
        return gl_sam_name(sam, "ApiGatewayDefaultStage");
    return stage_id(sam);
}

void gl_sam_http_api(struct gl_cfn_sam *sam)
{
    static const char *const of_api[] = {"Name", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings",
                                         NULL};
    struct gl_cfn_members api = {0}, stage = {0};

    put_body(sam, &api);
    gl_sam_copy_all(sam, &api, &sam->properties, of_api);
    gl_sam_copy(sam, &api, &sam->properties, "CorsConfiguration", NULL);
    gl_sam_emit(sam, sam->source->key, "AWS::ApiGatewayV2::Api", &api, true);
    gl_sam_put(sam, &stage, "ApiId", gl_sam_ref(sam, sam->source->key));
    if (!gl_sam_copy(sam, &stage, &sam->properties, "StageName", NULL))
        gl_sam_put(sam, &stage, "StageName", gl_sam_text(sam, GL_STR("$default")));
    gl_sam_copy(sam, &stage, &sam->properties, "AccessLogSettings", NULL);
    gl_sam_copy(sam, &stage, &sam->properties, "DefaultRouteSettings", NULL);
    gl_sam_copy(sam, &stage, &sam->properties, "RouteSettings", NULL);
    gl_sam_copy(sam, &stage, &sam->properties, "StageVariables", NULL);
    gl_sam_put(sam, &stage, "AutoDeploy", gl_value_bool(true, sam->source->key_span));
    gl_sam_emit(sam, http_stage_id(sam), "AWS::ApiGatewayV2::Stage", &stage, false);
    put_domain(sam, true, http_stage_id(sam));
}

static void expand_implicit(struct gl_cfn_sam *sam, const struct gl_member *event_owner, const char *name,
                            const char *globals, const char *stage, void (*expand)(struct gl_cfn_sam *sam))
{
    struct gl_member source = {.key = gl_str_of(name), .key_span = event_owner->key_span};
    struct gl_cfn_members none = {0};
    const struct gl_value *shared = NULL;

    sam->source = &source; /* cppcheck-suppress autoVariables ; until this function returns */
    source.value = gl_sam_map(sam, &none);
    if (stage)
        gl_sam_put(sam, &none, "StageName", gl_sam_text(sam, gl_str_of(stage)));
    sam->properties = gl_sam_map(sam, &none);
    if (sam->globals)
        shared = gl_value_get(&sam->globals->value, gl_str_of(globals));
    if (gl_value_is(shared, GL_MAP))
        sam->properties = gl_sam_merge(sam->eval, shared, &sam->properties);
    expand(sam);
}

void gl_sam_implicit_apis(struct gl_cfn_sam *sam)
{
    if (sam->has_rest_api)
        expand_implicit(sam, sam->first_rest_event, "ServerlessRestApi", "Api", "Prod", gl_sam_api);
    if (sam->has_http_api)
        expand_implicit(sam, sam->first_http_event, "ServerlessHttpApi", "HttpApi", NULL, gl_sam_http_api);
}
