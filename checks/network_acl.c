/* GLC-NET-027: an entry of a network ACL that admits SSH or RDP from the internet.
 *
 * Entries are tried in ascending RuleNumber and the first that matches decides, so a broad allow behind a
 * deny admits nothing. Protocol -1 is every protocol and ignores PortRange. Source: Amazon VPC User Guide,
 * "Network ACL rules". */
#include "base/limits.h"
#include "checks/natives.h"

struct service {
    int64_t port;
    const char *name;
};

static const struct service services[] = {{22, "SSH"}, {3389, "RDP"}};

/* A number of the entry; false when it is absent or not known, then `*ret_truth` is what to answer. */
static bool number_of(struct gl_check_ctx *ctx, const struct gl_resource *entry, const char *path,
                      int64_t *ret_number, enum gl_truth *ret_truth)
{
    const struct gl_value *value = gl_pick(ctx, gl_property(entry, path));

    *ret_truth = GL_FALSE;
    if (!value)
        return false;
    if (gl_scalar_as_i64(value, GL_DIALECT_CLOUDFORMATION, ret_number))
        return true;
    gl_culprit(ctx, value);
    *ret_truth = GL_MAYBE;
    return false;
}

static enum gl_truth is_text(struct gl_check_ctx *ctx, const struct gl_resource *entry, const char *path,
                             const char *wanted)
{
    const struct gl_value *value = gl_pick(ctx, gl_property(entry, path));
    struct gl_str text;

    if (!value)
        return GL_FALSE;
    if (gl_value_text(value, &text))
        return gl_truth_of(gl_str_eq_nocase(text, gl_str_of(wanted)));
    gl_culprit(ctx, value);
    return GL_MAYBE;
}

static enum gl_truth is_everywhere(struct gl_check_ctx *ctx, const struct gl_resource *entry)
{
    return gl_truth_or(is_text(ctx, entry, "CidrBlock", "0.0.0.0/0"),
                       is_text(ctx, entry, "Ipv6CidrBlock", "::/0"));
}

static enum gl_truth covers_port(struct gl_check_ctx *ctx, const struct gl_resource *entry, int64_t port)
{
    int64_t protocol, from, to;
    enum gl_truth truth;

    if (!number_of(ctx, entry, "Protocol", &protocol, &truth))
        return truth;
    if (protocol == -1)
        return GL_TRUE;
    if (protocol != 6)
        return GL_FALSE;
    if (!gl_property(entry, "PortRange"))
        return GL_TRUE;
    if (!number_of(ctx, entry, "PortRange.From", &from, &truth) ||
        !number_of(ctx, entry, "PortRange.To", &to, &truth))
        return truth;
    return gl_truth_of(from <= port && port <= to);
}

static enum gl_truth matches(struct gl_check_ctx *ctx, const struct gl_resource *entry, const char *action,
                             int64_t port)
{
    enum gl_truth answer = gl_truth_not(gl_property_bool(ctx, entry, "Egress", GL_FALSE));

    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, is_text(ctx, entry, "RuleAction", action));
    if (answer != GL_FALSE)
        answer = gl_truth_and(answer, is_everywhere(ctx, entry));
    return answer == GL_FALSE ? GL_FALSE : gl_truth_and(answer, covers_port(ctx, entry, port));
}

static bool same_list(const struct gl_resource *a, const struct gl_resource *b)
{
    const struct gl_value *x = gl_property(a, "NetworkAclId"), *y = gl_property(b, "NetworkAclId");
    struct gl_str s, t;

    if (gl_value_target(x))
        return gl_value_target(x) == gl_value_target(y);
    return gl_value_text(x, &s) && gl_value_text(y, &t) && gl_str_eq(s, t);
}

/* Does an earlier entry of the same list refuse the port to everybody? */
static enum gl_truth is_refused_before(struct gl_check_ctx *ctx, int64_t port)
{
    struct gl_resource_list entries = gl_graph_of_kind(ctx->graph, GL_STR("AWS::EC2::NetworkAclEntry"));
    enum gl_truth answer = GL_FALSE, known;
    int64_t ours, theirs;

    if (entries.len > GL_MAX_PARTNERS)
        return GL_MAYBE;
    if (!number_of(ctx, ctx->subject, "RuleNumber", &ours, &known))
        return known;
    for (size_t i = 0; i < entries.len && answer != GL_TRUE; i++) {
        const struct gl_resource *other = entries.items[i];

        if (other == ctx->subject || !same_list(other, ctx->subject) ||
            !number_of(ctx, other, "RuleNumber", &theirs, &known) || theirs >= ours)
            continue;
        answer = gl_truth_or(answer, matches(ctx, other, "deny", port));
    }
    return answer;
}

static enum gl_verdict judge_service(struct gl_check_ctx *ctx, const struct service *service)
{
    struct gl_str resource = gl_describe_resource(ctx->scratch, ctx->subject);
    enum gl_truth open = matches(ctx, ctx->subject, "allow", service->port);
    struct gl_finding *finding;

    if (open != GL_FALSE)
        open = gl_truth_and(open, gl_truth_not(is_refused_before(ctx, service->port)));
    if (open == GL_FALSE)
        return GL_PASS;
    finding = gl_report(ctx, open == GL_TRUE ? GL_FAIL : GL_OPEN, gl_property(ctx->subject, "RuleAction"),
                        open == GL_TRUE
                            ? "%.*s admits %s (port %d) from the whole internet"
                            : "%.*s: cannot tell whether it admits %s (port %d) from the whole internet",
                        GL_STR_ARG(resource), service->name, (int)service->port);
    gl_finding_property(finding, GL_STR("RuleAction"));
    gl_finding_wanted(finding, GL_STR("no entry that allows 22 or 3389 from 0.0.0.0/0 or ::/0"));
    return open == GL_TRUE ? GL_FAIL : GL_OPEN;
}

enum gl_verdict gl_check_network_acl(struct gl_check_ctx *ctx)
{
    enum gl_verdict verdict = GL_PASS;

    if (gl_property_bool(ctx, ctx->subject, "Egress", GL_FALSE) == GL_TRUE ||
        is_text(ctx, ctx->subject, "RuleAction", "deny") == GL_TRUE)
        return GL_NOT_APPLICABLE;
    ctx->culprit_len = 0;
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        enum gl_verdict here = judge_service(ctx, &services[i]);

        verdict = here > verdict ? here : verdict;
    }
    return verdict;
}
