/* No credentials are hard-coded in user data, inline code, environment variables, arguments and ConfigMaps.
 */
#include "checks/natives.h"
#include "checks/secrets.h"
#include "graph/kubernetes.h"

static enum gl_verdict worse(enum gl_verdict a, enum gl_verdict b)
{
    return a > b ? a : b;
}

static enum gl_verdict report(struct gl_check_ctx *ctx, const struct gl_secret_place *place,
                              const char *where)
{
    struct gl_str resource = gl_describe_resource(ctx->arena, ctx->subject);
    struct gl_str what = gl_secret_describe(ctx, &place->hit);

    gl_report(ctx, GL_FAIL, place->at, "%.*s has %.*s in its %s: whoever can read the %s has it",
              GL_STR_ARG(resource), GL_STR_ARG(what), where,
              ctx->subject->object ? "manifest or get the object" : "template or describe the resource");
    return GL_FAIL;
}

static enum gl_verdict judge_code(struct gl_check_ctx *ctx, const char *path, const char *where)
{
    const struct gl_value *code = gl_property(ctx->subject, path);
    struct gl_secret_place place;

    if (!code)
        return GL_NOT_APPLICABLE;
    if (gl_secret_in_code(ctx, code, &place))
        return report(ctx, &place, where);
    if (code->type == GL_UNKNOWN) {
        gl_culprit(ctx, code);
        gl_report(ctx, GL_OPEN, code, "%.*s: the %s is not known",
                  GL_STR_ARG(gl_describe_resource(ctx->arena, ctx->subject)), where);
        return GL_OPEN;
    }
    return GL_PASS;
}

/* Code that is uploaded apart is no part of the template. */
static enum gl_verdict judge_inline_code(struct gl_check_ctx *ctx)
{
    if (!gl_value_is(gl_property(ctx->subject, "Code"), GL_MAP))
        return GL_NOT_APPLICABLE;
    return judge_code(ctx, "Code.ZipFile", "inline code");
}

/* A map NAME: value. */
static enum gl_verdict judge_map(struct gl_check_ctx *ctx, const struct gl_value *map)
{
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    if (!gl_value_is(map, GL_MAP))
        return map ? GL_PASS : GL_NOT_APPLICABLE;
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];
        struct gl_secret_place place;

        verdict = worse(verdict, GL_PASS);
        if (gl_secret_in_variable(ctx, member->key, &member->value, &place))
            verdict = report(ctx, &place, "environment");
    }
    return verdict;
}

/* The arguments of a provider of Terraform. A file is not what is in it. */
static enum gl_verdict judge_provider(struct gl_check_ctx *ctx)
{
    const struct gl_value *arguments = &ctx->subject->properties;
    enum gl_verdict verdict = GL_PASS;

    for (size_t i = 0; gl_value_is(arguments, GL_MAP) && i < arguments->u.map.len; i++) {
        const struct gl_member *member = &arguments->u.map.members[i];
        struct gl_secret_place place;

        if (gl_str_contains(member->key, GL_STR("file")) || gl_str_contains(member->key, GL_STR("path")))
            continue;
        if (gl_secret_in_variable(ctx, member->key, &member->value, &place))
            verdict = report(ctx, &place, "arguments");
    }
    return verdict;
}

/* A list of {Name, Value}; entries of another Type than PLAINTEXT name a secret. */
static enum gl_verdict judge_list(struct gl_check_ctx *ctx, const struct gl_value *list)
{
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    if (!gl_value_is(list, GL_LIST))
        return list ? GL_PASS : GL_NOT_APPLICABLE;
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *entry = gl_value_resolve(&list->u.list.items[i]);
        const struct gl_value *type = gl_value_get(entry, GL_STR("Type"));
        struct gl_secret_place place;
        struct gl_str name = {0};

        verdict = worse(verdict, GL_PASS);
        if (type && !gl_value_text_is(type, "PLAINTEXT"))
            continue;
        gl_value_text(gl_value_get(entry, GL_STR("Name")), &name);
        if (gl_secret_in_variable(ctx, name, gl_value_get(entry, GL_STR("Value")), &place))
            verdict = report(ctx, &place, "environment");
    }
    return verdict;
}

static enum gl_verdict judge_containers(struct gl_check_ctx *ctx)
{
    const struct gl_value *containers = gl_property(ctx->subject, "ContainerDefinitions");
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    if (!gl_value_is(containers, GL_LIST))
        return GL_NOT_APPLICABLE;
    for (size_t i = 0; i < containers->u.list.len; i++) {
        const struct gl_value *container = gl_value_resolve(&containers->u.list.items[i]);

        verdict = worse(verdict, judge_list(ctx, gl_value_get(container, GL_STR("Environment"))));
    }
    return verdict;
}

/* ---- Kubernetes ---- */

/* A list of {name, value}; what comes from elsewhere has no value. */
static enum gl_verdict judge_variables(struct gl_check_ctx *ctx, const struct gl_value *list)
{
    enum gl_verdict verdict = GL_PASS;

    for (size_t i = 0; i < gl_value_len(list); i++) {
        const struct gl_value *entry = gl_value_resolve(gl_value_at(list, i));
        struct gl_secret_place place;
        struct gl_str name = {0};

        gl_value_text(gl_value_get(entry, GL_STR("name")), &name);
        if (gl_secret_in_variable(ctx, name, gl_value_get(entry, GL_STR("value")), &place))
            verdict = report(ctx, &place, "environment");
    }
    return verdict;
}

/* "--db-password" without its value: the next word is that. */
static bool is_option(const struct gl_value *word, struct gl_str *ret_name)
{
    return gl_value_text(word, ret_name) && gl_str_starts_with(*ret_name, GL_STR("-")) &&
           gl_str_find_char(*ret_name, '=') == GL_STR_NONE && gl_str_find_char(*ret_name, ' ') == GL_STR_NONE;
}

/* The words of a command. */
static enum gl_verdict judge_words(struct gl_check_ctx *ctx, const struct gl_value *words)
{
    enum gl_verdict verdict = GL_PASS;

    for (size_t i = 0; i < gl_value_len(words); i++) {
        const struct gl_value *word = gl_value_at(words, i);
        struct gl_secret_place place;
        struct gl_str option = {0};

        if (i > 0 && !is_option(gl_value_at(words, i - 1), &option))
            option.len = 0;
        if (gl_secret_in_variable(ctx, option, word, &place))
            verdict = report(ctx, &place, "arguments");
    }
    return verdict;
}

static enum gl_verdict judge_pod(struct gl_check_ctx *ctx)
{
    const struct gl_value *containers = gl_value_get(&ctx->subject->attributes, GL_STR("containers"));
    enum gl_verdict verdict = GL_PASS;

    for (size_t i = 0; i < gl_value_len(containers); i++) {
        const struct gl_value *container = gl_value_resolve(gl_value_at(containers, i));

        verdict = worse(verdict, judge_variables(ctx, gl_value_get(container, GL_STR("env"))));
        verdict = worse(verdict, judge_words(ctx, gl_value_get(container, GL_STR("command"))));
        verdict = worse(verdict, judge_words(ctx, gl_value_get(container, GL_STR("args"))));
    }
    return verdict;
}

static enum gl_verdict judge_data(struct gl_check_ctx *ctx, const struct gl_value *data)
{
    enum gl_verdict verdict = GL_PASS;

    for (size_t i = 0; gl_value_is(data, GL_MAP) && i < data->u.map.len; i++) {
        const struct gl_member *member = &data->u.map.members[i];
        struct gl_secret_place place;

        if (gl_secret_in_variable(ctx, member->key, &member->value, &place))
            verdict = report(ctx, &place, "data");
    }
    return verdict;
}

static bool is_kind(const struct gl_check_ctx *ctx, const char *kind)
{
    return gl_str_eq(ctx->subject->kind, gl_str_of(kind));
}

enum gl_verdict gl_check_hard_coded_credentials(struct gl_check_ctx *ctx)
{
    if (gl_k8s_is_workload_kind(ctx->subject->kind))
        return judge_pod(ctx);
    if (is_kind(ctx, "ConfigMap"))
        return judge_data(ctx, gl_property(ctx->subject, "data"));
    if (is_kind(ctx, GL_KIND_TEMPLATE_PROVIDER))
        return judge_provider(ctx);
    if (is_kind(ctx, "AWS::EC2::LaunchTemplate"))
        return worse(GL_PASS, judge_code(ctx, "LaunchTemplateData.UserData", "user data"));
    if (is_kind(ctx, "AWS::Lambda::Function"))
        return worse(worse(GL_PASS, judge_map(ctx, gl_property(ctx->subject, "Environment.Variables"))),
                     judge_inline_code(ctx));
    if (is_kind(ctx, "AWS::ECS::TaskDefinition"))
        return worse(GL_PASS, judge_containers(ctx));
    if (is_kind(ctx, "AWS::CodeBuild::Project"))
        return worse(
            worse(GL_PASS, judge_list(ctx, gl_property(ctx->subject, "Environment.EnvironmentVariables"))),
            judge_code(ctx, "Source.BuildSpec", "build specification"));
    return worse(GL_PASS, judge_code(ctx, "UserData", "user data"));
}
