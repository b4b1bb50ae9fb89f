/* GLC-NP-006: no NetworkPolicy admits the whole internet by ipBlock, however it is cut into blocks. */
#include "checks/natives.h"
#include "checks/netpol.h"

/* The peer that alone covers the internet, else the first ipBlock; NULL: there is none. */
static const struct gl_value *block_of(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule), *first = NULL;
    struct gl_ipset set;
    struct gl_str text;
    const char *why;

    for (size_t i = 0; i < gl_value_len(peers); i++) {
        const struct gl_value *cidr = gl_netpol_block(ctx, peers, i);

        if (!cidr)
            continue;
        first = first ? first : cidr;
        if (gl_value_text(cidr, &text) && gl_ipset_parse(ctx->scratch, text, &set, &why) == GL_OK &&
            gl_ipset_is_internet(set))
            return cidr;
    }
    return first;
}

static enum gl_truth admits_internet(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                     struct gl_netpol_fault *fault)
{
    struct gl_str who, ports;
    bool is_sure = gl_ipset_is_internet(rule->addresses);

    if (!is_sure && !(rule->is_open && block_of(ctx, rule)))
        return GL_FALSE;
    who = gl_netpol_selected(ctx, gl_netpol_policy(ctx));
    ports = gl_netpol_rule_ports(ctx, rule);
    fault->at = block_of(ctx, rule);
    fault->property = "spec.ingress.from.ipBlock.cidr";
    fault->wanted = "blocks of the clients";
    fault->message = gl_arena_printf(ctx->scratch,
                                     "%s the whole internet: any address that routes to them "
                                     "reaches %.*s on %.*s",
                                     is_sure ? "admits" : "may admit", GL_STR_ARG(who), GL_STR_ARG(ports));
    if (!is_sure)
        gl_netpol_blame(ctx, rule->value);
    return is_sure ? GL_TRUE : GL_MAYBE;
}

/* Blocks of several rules that only together are the internet. */
static enum gl_verdict judge_together(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy)
{
    const struct gl_pods_rule *last = NULL;
    struct gl_ipset_builder builder;
    struct gl_finding *finding;

    gl_ipset_builder_init(&builder, ctx->scratch);
    for (size_t i = 0; i < policy->rule_len[GL_PODS_INGRESS]; i++) {
        if (gl_ipset_is_empty(policy->rules[GL_PODS_INGRESS][i].addresses))
            continue;
        last = &policy->rules[GL_PODS_INGRESS][i];
        gl_ipset_builder_add_set(&builder, last->addresses);
    }
    if (!last || policy->affects[GL_PODS_INGRESS] != GL_MATCH_YES ||
        !gl_ipset_is_internet(gl_ipset_builder_finish(&builder)))
        return GL_PASS;
    finding =
        gl_report(ctx, GL_FAIL, block_of(ctx, last),
                  "%.*s: the blocks of its ingress rules together are the whole internet: any address that "
                  "routes to them reaches %.*s",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)),
                  GL_STR_ARG(gl_netpol_selected(ctx, policy)));
    gl_finding_property(finding, GL_STR("spec.ingress.from.ipBlock.cidr"));
    gl_finding_wanted(finding, GL_STR("blocks of the clients"));
    gl_netpol_say_hollow(ctx, finding);
    return GL_FAIL;
}

enum gl_verdict gl_check_ingress_internet_block(struct gl_check_ctx *ctx)
{
    const struct gl_pods_policy *policy = gl_netpol_policy(ctx);
    enum gl_verdict verdict;

    if (!policy || gl_netpol_is_exempt(ctx, policy, "edge"))
        return GL_NOT_APPLICABLE;
    verdict = gl_netpol_judge_rules(ctx, GL_PODS_INGRESS, admits_internet);
    return verdict == GL_PASS ? judge_together(ctx, policy) : verdict;
}
