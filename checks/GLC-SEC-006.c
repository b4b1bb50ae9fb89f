/* Sensitive SSM parameters are SecureString. CloudFormation can only make String and StringList. */
#include "checks/natives.h"
#include "checks/secrets.h"

/* The last known words of the name; a part that is not known counts as another word. */
static struct gl_str name_of(struct gl_check_ctx *ctx, const struct gl_value *name)
{
    struct gl_str text = {0};

    if (gl_value_text(name, &text))
        return text;
    if (gl_value_is(name, GL_CONCAT)) {
        for (size_t i = 0; i < name->u.list.len; i++) {
            struct gl_str part = GL_STR("-");

            gl_value_text(&name->u.list.items[i], &part);
            text = gl_arena_printf(ctx->scratch, "%.*s%.*s", GL_STR_ARG(text), GL_STR_ARG(part));
        }
    }
    return text;
}

/* The name or ARN of a secret is no secret. */
static bool is_pointer(const struct gl_value *value)
{
    const struct gl_resource *target = gl_value_target(value);
    struct gl_str text;

    if (target)
        return true;
    return gl_value_text(value, &text) && !gl_secret_is_literal(text) && text.len > 0;
}

static struct gl_str resource_of(struct gl_check_ctx *ctx)
{
    return gl_describe_resource(ctx->arena, ctx->subject);
}

enum gl_verdict gl_check_sensitive_parameter(struct gl_check_ctx *ctx)
{
    const struct gl_value *type = gl_property(ctx->subject, "Type"),
                          *value = gl_property(ctx->subject, "Value");
    const struct gl_value *name = gl_property(ctx->subject, "Name");
    struct gl_secret_place place;
    struct gl_str called = name ? name_of(ctx, name) : ctx->subject->name;

    if (gl_value_text_is(type, "SecureString"))
        return GL_PASS;
    if (gl_secret_is_looked_up(value)) {
        gl_report(ctx, GL_FAIL, value,
                  "%.*s copies a secret into a parameter that is stored and shown in clear text",
                  GL_STR_ARG(resource_of(ctx)));
        return GL_FAIL;
    }
    if (gl_secret_in_variable(ctx, GL_STR(""), value, &place)) {
        struct gl_str what = gl_secret_describe(ctx, &place.hit);

        gl_report(ctx, GL_FAIL, place.at,
                  "%.*s holds %.*s in clear text: a String parameter is shown to whoever may read it",
                  GL_STR_ARG(resource_of(ctx)), GL_STR_ARG(what));
        return GL_FAIL;
    }
    if (gl_secret_is_name(called) && !is_pointer(value)) {
        gl_report(ctx, GL_FAIL, name ? name : value,
                  "%.*s is called a secret but is stored in clear text: Type is not SecureString",
                  GL_STR_ARG(resource_of(ctx)));
        return GL_FAIL;
    }
    return GL_PASS;
}
