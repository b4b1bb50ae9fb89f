/* The role that SAM makes for a function or state machine. */
#include "front/cloudformation/sam.h"

struct policies {
    struct gl_cfn_sam *sam;
    struct gl_value *managed, *written;
    size_t managed_len, managed_capacity, written_len, written_capacity;
};

static void add_managed(struct policies *policies, struct gl_value arn)
{
    *GL_PUSH(policies->sam->eval->arena, policies->managed, policies->managed_len,
             policies->managed_capacity) = arn;
}

static struct gl_value managed_arn(const struct gl_cfn_sam *sam, struct gl_str name)
{
    return gl_sam_sub(sam, gl_arena_printf(sam->eval->arena, "arn:${AWS::Partition}:iam::aws:policy/%.*s",
                                           GL_STR_ARG(name)));
}

static void add_document(struct policies *policies, struct gl_value document, struct gl_span span)
{
    const struct gl_cfn_sam *sam = policies->sam;
    struct gl_cfn_members members = {0};
    struct gl_value made;
    struct gl_str name = gl_arena_printf(sam->eval->arena, "%.*sRolePolicy%zu", GL_STR_ARG(sam->source->key),
                                         policies->written_len);

    gl_sam_put(sam, &members, "PolicyName", gl_sam_text(sam, name));
    gl_sam_put(sam, &members, "PolicyDocument", document);
    made = gl_sam_map(sam, &members);
    made.span = span;
    *GL_PUSH(sam->eval->arena, policies->written, policies->written_len, policies->written_capacity) = made;
}

/* A managed policy by name or ARN, a document, or a policy template of SAM ({S3ReadPolicy: {...}}). */
static void add_policy(struct policies *policies, const struct gl_value *policy)
{
    const struct gl_cfn_sam *sam = policies->sam;
    struct gl_value argument, unknown;
    enum gl_tag function;

    if (gl_cfn_call_of(policy, &function, &argument)) {
        add_managed(policies, *policy);
    } else if (policy->type == GL_STRING) {
        bool is_arn = gl_str_starts_with(policy->u.str, GL_STR("arn:"));
        struct gl_value arn = is_arn ? *policy : managed_arn(sam, policy->u.str);

        arn.span = policy->span;
        add_managed(policies, arn);
    } else if (gl_value_get(policy, GL_STR("Statement"))) {
        add_document(policies, *policy, policy->span);
    } else if (policy->type == GL_MAP && policy->u.map.len == 1) {
        unknown = gl_cfn_unknown(sam->eval, GL_WHY_UNSUPPORTED,
                                 gl_arena_printf(sam->eval->arena, "SAM policy template %.*s",
                                                 GL_STR_ARG(policy->u.map.members[0].key)),
                                 policy->span);
        add_document(policies, unknown, policy->span);
    }
}

struct gl_value gl_sam_trust(const struct gl_cfn_sam *sam, const char *service)
{
    struct gl_cfn_members principal = {0}, statement = {0}, document = {0};
    struct gl_value items[1] = {gl_sam_text(sam, gl_str_of(service))};

    gl_sam_put(sam, &principal, "Service", gl_sam_list(sam, items, 1));
    items[0] = gl_sam_text(sam, GL_STR("sts:AssumeRole"));
    gl_sam_put(sam, &statement, "Effect", gl_sam_text(sam, GL_STR("Allow")));
    gl_sam_put(sam, &statement, "Principal", gl_sam_map(sam, &principal));
    gl_sam_put(sam, &statement, "Action", gl_sam_list(sam, items, 1));
    items[0] = gl_sam_map(sam, &statement);
    gl_sam_put(sam, &document, "Version", gl_sam_text(sam, GL_STR("2012-10-17")));
    gl_sam_put(sam, &document, "Statement", gl_sam_list(sam, items, 1));
    return gl_sam_map(sam, &document);
}

void gl_sam_role(struct gl_cfn_sam *sam, const char *service, const char *const *managed)
{
    const struct gl_value *written = gl_sam_property(sam, "Policies");
    struct policies policies = {.sam = sam};
    struct gl_cfn_members role = {0};

    for (; *managed; managed++)
        add_managed(&policies, managed_arn(sam, gl_str_of(*managed)));
    if (gl_value_is(written, GL_LIST) && !written->tag) {
        for (size_t i = 0; i < written->u.list.len; i++)
            add_policy(&policies, &written->u.list.items[i]);
    } else if (written) {
        add_policy(&policies, written);
    }
    if (!gl_sam_copy(sam, &role, &sam->properties, "AssumeRolePolicyDocument", NULL))
        gl_sam_put(sam, &role, "AssumeRolePolicyDocument", gl_sam_trust(sam, service));
    if (policies.managed_len)
        gl_sam_put(sam, &role, "ManagedPolicyArns", gl_sam_list(sam, policies.managed, policies.managed_len));
    if (policies.written_len)
        gl_sam_put(sam, &role, "Policies", gl_sam_list(sam, policies.written, policies.written_len));
    gl_sam_copy(sam, &role, &sam->properties, "PermissionsBoundary", NULL);
    gl_sam_copy(sam, &role, &sam->properties, "RolePath", "Path");
    gl_sam_put_tags(sam, &role, "lambda:createdBy");
    gl_sam_emit(sam, gl_sam_name(sam, "Role"), "AWS::IAM::Role", &role, false);
}
