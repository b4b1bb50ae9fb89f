/* What Services open: GLC-NET-031 and GLC-NET-032. */
#include "checks/cluster_edge.h"
#include "graph/kubernetes.h"

#define ANNOTATION "service.beta.kubernetes.io/aws-load-balancer-"

static bool is_of_type(struct gl_check_ctx *ctx, const char *type, const struct gl_value **ret_type)
{
    *ret_type = gl_pick(ctx, gl_property(ctx->subject, "spec.type"));
    return gl_value_text_is(*ret_type, type);
}

/* Reports an open verdict whose reason is `what`. */
static enum gl_verdict report_open(struct gl_check_ctx *ctx, const struct gl_value *at, const char *text,
                                   const char *what)
{
    struct gl_value *reason = GL_NEW(ctx->arena, struct gl_value);
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);

    *reason = gl_value_unknown(ctx->arena, GL_WHY_ATTRIBUTE, gl_str_of(what), ctx->subject->span);
    gl_culprit(ctx, reason);
    gl_report(ctx, GL_OPEN, at, "%.*s %s", GL_STR_ARG(who), text);
    return GL_OPEN;
}

/* The port is open on every node; who may reach it is for the groups of the nodes to say. */
enum gl_verdict gl_judge_node_ports(struct gl_check_ctx *ctx)
{
    const struct gl_value *type;

    if (is_of_type(ctx, "NodePort", &type))
        return report_open(
            ctx, type, "answers on a port of every node (NodePort), past the load balancer and its web ACL",
            "what the security groups of the nodes admit at 30000-32767");
    if (type && !gl_value_is(type, GL_STRING)) {
        gl_culprit(ctx, type);
        gl_report(ctx, GL_OPEN, type, "%.*s may answer on a port of every node",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
        return GL_OPEN;
    }
    return GL_PASS;
}

enum scheme { INTERNAL, PUBLIC, UNDECIDED, NOT_STATED };

static const struct gl_value *annotation(struct gl_check_ctx *ctx, const char *name)
{
    struct gl_str key = gl_arena_printf(ctx->scratch, ANNOTATION "%s", name);
    const struct gl_value *all = gl_pick(ctx, ctx->subject->object->annotations);

    if (all && !gl_value_is(all, GL_MAP) && !gl_value_is(all, GL_NULL))
        return all;
    all = gl_pick(ctx, gl_value_get(all, key));
    return gl_value_is(all, GL_NULL) ? NULL : all;
}

/* What the annotations say; `*ret_at` is the one that does. */
static enum scheme stated_scheme(struct gl_check_ctx *ctx, const struct gl_value **ret_at)
{
    struct gl_str text;

    *ret_at = annotation(ctx, "scheme");
    if (*ret_at) {
        if (!gl_value_text(*ret_at, &text))
            return UNDECIDED;
        return gl_str_eq(text, GL_STR("internet-facing")) ? PUBLIC : INTERNAL;
    }
    *ret_at = annotation(ctx, "internal");
    if (*ret_at) {
        if (!gl_value_text(*ret_at, &text))
            return UNDECIDED;
        return gl_str_eq(text, GL_STR("false")) || !text.len ? PUBLIC : INTERNAL;
    }
    return NOT_STATED;
}

/* The AWS Load Balancer Controller makes internal ones unless it is told otherwise. */
static bool is_of_controller(struct gl_check_ctx *ctx)
{
    struct gl_str text;

    if (gl_value_text(gl_property(ctx->subject, "spec.loadBalancerClass"), &text))
        return true;
    return gl_value_text(annotation(ctx, "type"), &text) &&
           (gl_str_eq(text, GL_STR("external")) || gl_str_eq(text, GL_STR("nlb-ip")));
}

/* Does AWS make the load balancer? Other clouds and controllers have their own annotations and classes. */
static bool is_of_aws(struct gl_check_ctx *ctx)
{
    static const char *const others[] = {"cloud.google.com/", "networking.gke.io/",
                                         "service.beta.kubernetes.io/azure-",
                                         "service.beta.kubernetes.io/oci-", "metallb."};
    const struct gl_value *all = ctx->subject->object->annotations;
    struct gl_str class;

    if (gl_value_text(gl_property(ctx->subject, "spec.loadBalancerClass"), &class))
        return gl_str_eq(class, GL_STR("service.k8s.aws/nlb")) ||
               gl_str_eq(class, GL_STR("eks.amazonaws.com/nlb"));
    for (size_t i = 0; gl_value_is(all, GL_MAP) && i < all->u.map.len; i++) {
        for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
            if (gl_str_starts_with(all->u.map.members[i].key, gl_str_of(others[k])))
                return false;
        }
    }
    return true;
}

enum gl_verdict gl_judge_service_scheme(struct gl_check_ctx *ctx, enum gl_truth tier)
{
    const struct gl_value *type, *at;
    struct gl_str who = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding;
    enum scheme scheme;

    if (!is_of_type(ctx, "LoadBalancer", &type) || !is_of_aws(ctx))
        return GL_NOT_APPLICABLE;
    scheme = stated_scheme(ctx, &at);
    if (scheme == INTERNAL || (scheme == NOT_STATED && is_of_controller(ctx)) || tier == GL_TRUE)
        return GL_PASS;
    if (scheme == UNDECIDED) {
        gl_culprit(ctx, at);
        gl_report(ctx, GL_OPEN, at, "%.*s may make an internet-facing load balancer", GL_STR_ARG(who));
        return GL_OPEN;
    }
    if (scheme == NOT_STATED)
        return report_open(
            ctx, type,
            "names no scheme: the in-tree controller makes an internet-facing load balancer, the "
            "AWS Load Balancer Controller an internal one",
            "which controller answers for it");
    finding =
        gl_report(ctx, GL_FAIL, type,
                  "%.*s makes an internet-facing load balancer of its own, past the ALB and its web ACL",
                  GL_STR_ARG(who));
    gl_relate(ctx, finding, NULL, at->span, "it is made internet-facing here");
    gl_finding_property(finding, GL_STR("spec.type"));
    gl_finding_wanted(finding, GL_STR("type ClusterIP behind an Ingress, or scheme internal"));
    return GL_FAIL;
}
