/* Template parameters and outputs do not carry secrets. */
#include "checks/natives.h"
#include "checks/secrets.h"

static struct gl_str resource_of(struct gl_check_ctx *ctx)
{
    return gl_describe_resource(ctx->arena, ctx->subject);
}

/* "DBPasswordParameter" is the password, "DBPasswordLength" is not. */
static bool is_secret_name(struct gl_str name)
{
    if (gl_str_ends_with(name, GL_STR("Parameter")))
        name = gl_str_slice(name, 0, name.len - 9);
    else if (gl_str_ends_with(name, GL_STR("Param")))
        name = gl_str_slice(name, 0, name.len - 5);
    return gl_secret_is_name(name);
}

/* Text of any content; not a number, a list, a name that AWS checks, or one of a few words. */
static bool is_free_text(struct gl_check_ctx *ctx)
{
    const struct gl_value *type = gl_property(ctx->subject, "Type");

    return gl_value_text_is(type, "String") && !gl_property(ctx->subject, "AllowedValues");
}

/* Terraform's variables are judged as parameters are; they are named as people write them, var.NAME. */
static bool is_variable(const struct gl_check_ctx *ctx)
{
    return ctx->subject->unit && ctx->subject->unit->dialect == GL_DIALECT_TERRAFORM;
}

static const char *word(const struct gl_check_ctx *ctx)
{
    return is_variable(ctx) ? "variable" : "parameter";
}

static void report_shown(struct gl_check_ctx *ctx)
{
    struct gl_str name = ctx->subject->name;

    if (is_variable(ctx))
        gl_report(ctx, GL_FAIL, NULL,
                  "variable %.*s is a secret that is not marked sensitive: plans and logs show its value",
                  GL_STR_ARG(name));
    else
        gl_report(
            ctx, GL_FAIL, gl_property(ctx->subject, "NoEcho"),
            "parameter %.*s is a secret without NoEcho: its value is shown to whoever may describe the stack",
            GL_STR_ARG(name));
}

static enum gl_verdict judge_parameter(struct gl_check_ctx *ctx)
{
    const struct gl_value *fallback = gl_property(ctx->subject, "Default");
    bool is_secret = is_free_text(ctx) && is_secret_name(ctx->subject->name);
    struct gl_secret_place place;
    struct gl_str text;

    if (gl_secret_in_variable(ctx, GL_STR(""), fallback, &place)) {
        struct gl_str what = gl_secret_describe(ctx, &place.hit);

        gl_report(ctx, GL_FAIL, place.at, "%s %.*s has %.*s as its default", word(ctx),
                  GL_STR_ARG(ctx->subject->name), GL_STR_ARG(what));
        return GL_FAIL;
    }
    if (!is_secret)
        return GL_NOT_APPLICABLE;
    if (gl_property_bool(ctx, ctx->subject, "NoEcho", GL_FALSE) == GL_FALSE) {
        report_shown(ctx);
        return GL_FAIL;
    }
    if (gl_value_text(fallback, &text) && gl_secret_is_literal(text)) { /* "none" is none */
        gl_report(ctx, GL_FAIL, fallback,
                  "%s %.*s is a secret with a default: the default is in the code for all to read", word(ctx),
                  GL_STR_ARG(ctx->subject->name));
        return GL_FAIL;
    }
    return GL_PASS;
}

static enum gl_verdict judge_output(struct gl_check_ctx *ctx)
{
    const struct gl_value *value = gl_property(ctx->subject, "Value");
    struct gl_secret_place place;

    if (gl_secret_is_looked_up(value)) {
        gl_report(ctx, GL_FAIL, value, "output %.*s shows a secret to whoever may describe the stack",
                  GL_STR_ARG(ctx->subject->name));
        return GL_FAIL;
    }
    if (gl_secret_in_variable(ctx, ctx->subject->name, value, &place)) {
        gl_report(ctx, GL_FAIL, place.at, "output %.*s has a secret written in it",
                  GL_STR_ARG(ctx->subject->name));
        return GL_FAIL;
    }
    return GL_PASS;
}

static enum gl_verdict judge_stack(struct gl_check_ctx *ctx)
{
    const struct gl_value *parameters = gl_property(ctx->subject, "Parameters");
    enum gl_verdict verdict = GL_PASS;

    if (!gl_value_is(parameters, GL_MAP))
        return GL_NOT_APPLICABLE;
    for (size_t i = 0; i < parameters->u.map.len; i++) {
        const struct gl_member *member = &parameters->u.map.members[i];
        struct gl_secret_place place;

        if (!gl_secret_in_variable(ctx, member->key, &member->value, &place))
            continue;
        gl_report(ctx, GL_FAIL, place.at,
                  "%.*s passes a secret that is written in the template as parameter %.*s",
                  GL_STR_ARG(resource_of(ctx)), GL_STR_ARG(member->key));
        verdict = GL_FAIL;
    }
    return verdict;
}

enum gl_verdict gl_check_template_secrets(struct gl_check_ctx *ctx)
{
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::CloudFormation::Template.Parameter")))
        return judge_parameter(ctx);
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::CloudFormation::Template.Output")))
        return judge_output(ctx);
    return judge_stack(ctx);
}
