/* Ingresses of the AWS Load Balancer Controller that redirect with an action written as an annotation, as was
 * done before ssl-redirect: the first path of every host is everything, and its backend is that action.
 * Source: AWS Load Balancer Controller v2, "alb.ingress.kubernetes.io/actions.${action-name}". */
#include "checks/natives.h"
#include "graph/kubernetes.h"

/* The controller takes Type and type. */
static const struct gl_value *member(struct gl_check_ctx *ctx, const struct gl_value *map, const char *upper,
                                     const char *lower)
{
    const struct gl_value *found = gl_value_get(map, gl_str_of(upper));

    return gl_pick(ctx, found ? found : gl_value_get(map, gl_str_of(lower)));
}

static enum gl_truth is_text(struct gl_check_ctx *ctx, const struct gl_value *value, struct gl_str wanted)
{
    struct gl_str text;

    if (gl_value_text(value, &text))
        return gl_truth_of(gl_str_eq_nocase(text, wanted));
    if (!value || value->type == GL_NULL)
        return GL_FALSE;
    gl_culprit(ctx, value);
    return GL_MAYBE;
}

static enum gl_truth action_redirects(struct gl_check_ctx *ctx, struct gl_str name)
{
    struct gl_str key =
        gl_arena_printf(ctx->scratch, "alb.ingress.kubernetes.io/actions.%.*s", GL_STR_ARG(name));
    const struct gl_value *written = gl_pick(ctx, gl_value_get(ctx->subject->object->annotations, key));
    const struct gl_value *action = written ? gl_parse_text(ctx, written) : NULL, *redirect;

    if (!action) {
        if (!written || gl_value_is(written, GL_STRING))
            return GL_FALSE;
        gl_culprit(ctx, written);
        return GL_MAYBE;
    }
    redirect = member(ctx, action, "RedirectConfig", "redirectConfig");
    return gl_truth_and(is_text(ctx, member(ctx, action, "Type", "type"), GL_STR("redirect")),
                        is_text(ctx, member(ctx, redirect, "Protocol", "protocol"), GL_STR("HTTPS")));
}

static enum gl_truth backend_redirects(struct gl_check_ctx *ctx, const struct gl_value *backend)
{
    const struct gl_value *name = gl_value_path(backend, "service.name"),
                          *port = gl_value_path(backend, "service.port.name");
    struct gl_str text;

    if (!name) {
        name = gl_value_get(backend, GL_STR("serviceName"));
        port = gl_value_get(backend, GL_STR("servicePort"));
    }
    if (!gl_value_text_is(port, "use-annotation") || !gl_value_text(name, &text))
        return GL_FALSE;
    return action_redirects(ctx, text);
}

static bool is_everything(const struct gl_value *path)
{
    const struct gl_value *type = gl_value_get(path, GL_STR("pathType"));
    struct gl_str text = {0};

    gl_value_text(gl_value_get(path, GL_STR("path")), &text);
    if (gl_value_text_is(type, "Prefix"))
        return text.len == 0 || gl_str_eq(text, GL_STR("/"));
    return !gl_value_text_is(type, "Exact") && (text.len == 0 || gl_str_eq(text, GL_STR("/*")));
}

/* `value` is the spec of an Ingress. */
enum gl_truth gl_ingress_redirects_all(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       const struct gl_value *argument)
{
    const struct gl_value *rules = gl_pick(ctx, gl_value_get(value, GL_STR("rules"))),
                          *backend = gl_value_get(value, GL_STR("defaultBackend"));
    size_t len = gl_value_len(rules);
    enum gl_truth all = len || backend ? GL_TRUE : GL_FALSE;

    (void)argument;
    if (!ctx->subject->object)
        return GL_FALSE;
    if (rules && !gl_value_is(rules, GL_LIST) && !gl_value_is(rules, GL_NULL)) {
        gl_culprit(ctx, rules);
        return GL_MAYBE;
    }
    for (size_t i = 0; i < len && all != GL_FALSE; i++) {
        const struct gl_value *first = gl_value_path(gl_value_at(rules, i), "http.paths.0");

        all = gl_truth_and(all, is_everything(first)
                                    ? backend_redirects(ctx, gl_value_get(first, GL_STR("backend")))
                                    : GL_FALSE);
    }
    if (backend && all != GL_FALSE)
        all = gl_truth_and(all, backend_redirects(ctx, backend));
    return all;
}
