#include "front/terraform/function/library.h"

/* The functions of hashicorp/aws. Those of other providers are unknown: what they do is their own business.
 */
struct provider_function {
    const char *name;
    gl_tf_function *run;
    size_t len; /* of the arguments, all strings */
};

static const char *const arn_parts[] = {"arn", "partition", "service", "region", "account_id", "resource"};

enum { ARN_PARTS = 5 };

/* arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE; the resource may hold colons. */
static bool split_arn(struct gl_str arn, struct gl_str parts[ARN_PARTS])
{
    if (!gl_str_starts_with(arn, GL_STR("arn:")))
        return false;
    arn = gl_str_from(arn, 4);
    for (size_t i = 0; i < ARN_PARTS - 1; i++) {
        size_t colon = gl_str_find_char(arn, ':');

        if (colon == GL_STR_NONE)
            return false;
        parts[i] = gl_str_slice(arn, 0, colon);
        arn = gl_str_from(arn, colon + 1);
    }
    parts[ARN_PARTS - 1] = arn;
    return true;
}

static bool arn_parse(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(call->eval->arena, struct gl_tf_member, ARN_PARTS);
    struct gl_str parts[ARN_PARTS];

    if (!split_arn(gl_tf_argument_text(call, 0), parts))
        return gl_tf_fail_function(call, "parsing ARN: arn: invalid prefix or not enough sections");
    for (size_t i = 0; i < ARN_PARTS; i++)
        members[i] = (struct gl_tf_member){.key = gl_str_of(arn_parts[i + 1]),
                                           .value = gl_tf_text_value(call, parts[i])};
    *ret_value = gl_tf_make_map(NULL, members, ARN_PARTS, call->span);
    return true;
}

static bool arn_build(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str whole = GL_STR("arn");

    for (size_t i = 0; i < ARN_PARTS; i++)
        whole = gl_arena_printf(call->eval->arena, "%.*s:%.*s", GL_STR_ARG(whole),
                                GL_STR_ARG(gl_tf_argument_text(call, i)));
    return gl_tf_return_text(call, whole, ret_value);
}

/* role/PATH/NAME becomes role/NAME. */
static bool trim_iam_role_path(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str arn = gl_tf_argument_text(call, 0), parts[ARN_PARTS], resource, name;
    size_t slash;

    if (!split_arn(arn, parts))
        return gl_tf_fail_function(call, "parsing ARN: arn: invalid prefix or not enough sections");
    resource = parts[ARN_PARTS - 1];
    if (!gl_str_eq(parts[1], GL_STR("iam")))
        return gl_tf_fail_function(call, "service must be \"iam\", got \"%.*s\"", GL_STR_ARG(parts[1]));
    if (!gl_str_starts_with(resource, GL_STR("role/")))
        return gl_tf_fail_function(call, "resource must start with \"role/\"");
    slash = gl_str_find_last_char(resource, '/');
    name = gl_str_from(resource, slash + 1);
    return gl_tf_return_text(call,
                             gl_arena_printf(call->eval->arena, "%.*srole/%.*s",
                                             GL_STR_ARG(gl_str_slice(arn, 0, arn.len - resource.len)),
                                             GL_STR_ARG(name)),
                             ret_value);
}

static const struct provider_function functions[] = {
    {"provider::aws::arn_parse", arn_parse, 1},
    {"provider::aws::arn_build", arn_build, ARN_PARTS},
    {"provider::aws::trim_iam_role_path", trim_iam_role_path, 1},
};

static const struct provider_function *find(struct gl_str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (gl_str_eq(name, gl_str_of(functions[i].name)))
            return &functions[i];
    }
    return NULL;
}

static bool convert_texts(struct gl_tf_call *call, bool *ret_is_known)
{
    struct gl_tf_value *values = gl_tf_new_values(call, call->len);

    *ret_is_known = true;
    for (size_t i = 0; i < call->len; i++) {
        struct gl_tf_problem problem = {0};

        if (!gl_tf_convert(call->eval->arena, &call->args[i], &gl_tf_string, &values[i], &problem))
            return gl_tf_fail_argument(call, i, "string required");
        if (gl_tf_is_null(&values[i]))
            return gl_tf_fail_argument(call, i, "argument must not be null");
        *ret_is_known &= gl_tf_is_known(&values[i]);
    }
    call->args = values;
    return true;
}

static bool call_known(struct gl_tf_call *call, const struct provider_function *function,
                       struct gl_tf_value *ret_value)
{
    bool is_known = false;

    if (call->len != function->len)
        return gl_tf_fail(
            call->eval, call->span,
            call->len < function->len ? "Not enough function arguments" : "Too many function arguments",
            "Function \"%.*s\" expects %zu argument(s).", GL_STR_ARG(call->name), function->len);
    if (!convert_texts(call, &is_known))
        return false;
    if (!is_known)
        return gl_tf_return_unknown(call, function->run == arn_parse ? &gl_tf_any : &gl_tf_string, ret_value);
    return function->run(call, ret_value);
}

bool gl_tf_call_provider(struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct provider_function *function = find(call->name);

    for (size_t i = 0; i < call->len; i++)
        call->is_sensitive |= (call->args[i].flags & GL_TF_HAS_SENSITIVE) != 0;
    if (!function)
        gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    else if (!call_known(call, function, ret_value))
        return false;
    if (call->is_sensitive)
        *ret_value = gl_tf_mark_sensitive(*ret_value);
    return true;
}
