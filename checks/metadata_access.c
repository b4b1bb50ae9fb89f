/* GLC-NP-007: pods cannot reach the metadata service of their node, 169.254.169.254 and fd00:ec2::254 at TCP
 * 80, which hands out the node's credentials.
 *
 * A hop limit of 1 keeps its answers on the node, but only where sessions are required: the limit is on the
 * answer to the PUT that opens one. Pods on the host network are one hop away. Source: EC2 User Guide, "Use
 * the Instance Metadata Service". */
#include "checks/egress_open.h"
#include "checks/natives.h"

struct address {
    const char *text;
    enum gl_ip_family family;
};

static const struct address services[] = {{"169.254.169.254", GL_IPV4}, {"fd00:ec2::254", GL_IPV6}};

/* ---- the nodes ---- */

static bool is_shielded(struct gl_check_ctx *ctx, const struct gl_resource *launch_template)
{
    const struct gl_value *options = gl_property(launch_template, "LaunchTemplateData.MetadataOptions");
    int64_t hops;

    if (gl_value_text_is(gl_pick(ctx, gl_value_get(options, GL_STR("HttpEndpoint"))), "disabled"))
        return true;
    return gl_value_text_is(gl_pick(ctx, gl_value_get(options, GL_STR("HttpTokens"))), "required") &&
           gl_scalar_as_i64(gl_pick(ctx, gl_value_get(options, GL_STR("HttpPutResponseHopLimit"))),
                            GL_DIALECT_TERRAFORM, &hops) &&
           hops == 1;
}

/* Do the launch templates of the environment keep the answers on the nodes? */
static bool are_nodes_shielded(struct gl_check_ctx *ctx, const struct gl_pods *pods)
{
    struct gl_resource_list list = gl_graph_of_kind(ctx->graph, GL_STR("AWS::EC2::LaunchTemplate"));
    size_t seen = 0;

    for (size_t i = 0; i < list.len; i++) {
        if (!gl_netpol_may_be_one(list.items[i]->unit, pods->cluster->unit))
            continue;
        if (!is_shielded(ctx, list.items[i]))
            return false;
        seen++;
    }
    return seen > 0;
}

/* An administrator may deny just these addresses. */
static enum gl_truth is_open(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end)
{
    enum gl_truth any = GL_FALSE;

    if (are_nodes_shielded(ctx, pods))
        return GL_FALSE;
    for (size_t i = 0; i < sizeof services / sizeof *services && any != GL_TRUE; i++) {
        struct gl_pods_question question = {
            .from = end, .to = GL_PODS_NONE, .protocol = GL_PROTO_TCP, .port = 80};
        const char *why;

        if (gl_cidr_parse(gl_str_of(services[i].text), &question.to_address, &why) == GL_OK)
            any = gl_truth_or(any, gl_netpol_truth(gl_pods_answer(ctx->scratch, pods, &question)));
    }
    return any;
}

/* ---- rules ---- */

/* Whether any pod that the policy selects gets there: an administrator may deny it all the same. */
static enum gl_truth some_pod_reaches(struct gl_check_ctx *ctx, const struct gl_cidr *address)
{
    const struct gl_pods *pods = gl_netpol_place(ctx).pods;
    struct gl_pods_question question = {
        .to = GL_PODS_NONE, .to_address = *address, .protocol = GL_PROTO_TCP, .port = 80};
    enum gl_truth any = GL_FALSE;
    const uint32_t *ends;
    size_t len = gl_pods_policy_subjects(pods, gl_netpol_policy(ctx), &ends);

    for (size_t i = 0; i < len && any != GL_TRUE; i++) {
        question.from = ends[i];
        any = gl_truth_or(any, gl_netpol_truth(gl_pods_answer(ctx->scratch, pods, &question)));
    }
    return len ? any : GL_TRUE;
}

/* The ipBlock that holds the address; NULL: the rule names no peer. */
static const struct gl_value *block_with(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                         const struct gl_cidr *address)
{
    const struct gl_value *peers = gl_netpol_peers(ctx, rule);
    struct gl_ipset set;
    struct gl_str text;
    const char *why;

    for (size_t i = 0; i < gl_value_len(peers); i++) {
        const struct gl_value *cidr = gl_netpol_block(ctx, peers, i);

        if (gl_value_text(cidr, &text) && gl_ipset_parse(ctx->scratch, text, &set, &why) == GL_OK &&
            gl_ipset_has(set, address->family, address->first))
            return cidr;
    }
    return NULL;
}

static void fill(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule, const struct address *service,
                 const struct gl_cidr *address, struct gl_netpol_fault *fault)
{
    struct gl_str who = gl_netpol_selected(ctx, gl_netpol_policy(ctx)), block = {0};

    fault->at = block_with(ctx, rule, address);
    fault->property = fault->at ? "spec.egress.to.ipBlock.cidr" : NULL;
    fault->wanted = service->family == GL_IPV4 ? "an `except` with 169.254.169.254/32"
                                               : "an `except` with fd00:ec2::254/128";
    if (gl_value_text(fault->at, &block))
        fault->message = gl_arena_printf(
            ctx->scratch,
            "allows %.*s: %.*s may ask the instance metadata service at %s for the node's credentials",
            GL_STR_ARG(block), GL_STR_ARG(who), service->text);
    else
        fault->message = gl_arena_printf(
            ctx->scratch,
            "names no destination: %.*s may ask the instance metadata service at %s for the node's "
            "credentials",
            GL_STR_ARG(who), service->text);
}

static enum gl_truth allows_metadata(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                     struct gl_netpol_fault *fault)
{
    const struct gl_portset http = gl_portset_of_tcp(ctx->scratch, 80);

    if (!gl_netpol_rule_has(ctx, rule, http) || are_nodes_shielded(ctx, gl_netpol_place(ctx).pods))
        return GL_FALSE;
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        struct gl_cidr address;
        enum gl_truth reaches;
        const char *why;

        if (gl_cidr_parse(gl_str_of(services[i].text), &address, &why) != GL_OK ||
            !(rule->is_every_peer || gl_ipset_has(rule->addresses, address.family, address.first)))
            continue;
        reaches = some_pod_reaches(ctx, &address);
        if (reaches == GL_FALSE)
            continue;
        fill(ctx, rule, &services[i], &address, fault);
        if (reaches == GL_MAYBE)
            gl_netpol_blame_policy(ctx, gl_netpol_policy(ctx));
        return reaches;
    }
    return GL_FALSE;
}

enum gl_verdict gl_check_metadata_access(struct gl_check_ctx *ctx)
{
    static const struct gl_egress_check check = {
        allows_metadata, is_open,
        GL_STR_INIT("the instance metadata service at 169.254.169.254 and fd00:ec2::254"),
        "a default deny for egress, and no rule that allows 169.254.169.254", true};

    return gl_egress_judge(ctx, &check);
}
