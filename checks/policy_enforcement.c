/* GLC-NP-014: the network plugin of the cluster enforces NetworkPolicies; without that every policy is
 * hollow.
 *
 * The VPC CNI does so from 1.14, where its switch is on; it is off by default. Source: EKS User Guide, "Limit
 * Pod traffic with Kubernetes network policies". */
#include "checks/natives.h"
#include "checks/netpol.h"

enum { MAX_ADDONS = 16, PLACES = 5 };

struct enforcement {
    enum gl_truth is_enforced;
    const struct gl_resource *by; /* what tells so; NULL: nothing does */
    const struct gl_value *at;
    const char *property;
    struct gl_str why; /* of FALSE and MAYBE: "does not set enableNetworkPolicy, which is off by default" */
};

/* ---- the add-on ---- */

/* "true" at the key of a YAML text that is one flat or nested mapping: its own lines tell. */
static bool yaml_switch(struct gl_str text, enum gl_truth *ret_truth)
{
    struct gl_str line, key = GL_STR("enableNetworkPolicy:");

    while (gl_str_cut(&text, '\n', &line)) {
        if (!gl_str_starts_with(line, key))
            continue;
        line = gl_str_trim(gl_str_from(line, key.len));
        if (line.len > 1 && (line.ptr[0] == '"' || line.ptr[0] == '\''))
            line = gl_str_slice(line, 1, line.len - 1);
        *ret_truth = gl_truth_of(gl_str_eq(line, GL_STR("true")));
        return true;
    }
    return false;
}

static enum gl_truth configured(struct gl_check_ctx *ctx, const struct gl_value *values)
{
    const struct gl_value *parsed, *found;
    enum gl_truth truth = GL_FALSE;
    struct gl_str text;

    if (!values || values->type == GL_NULL)
        return GL_FALSE;
    parsed = gl_value_is(values, GL_MAP) ? values : gl_parse_text(ctx, values);
    if (!parsed) {
        if (gl_value_text(values, &text))
            return yaml_switch(text, &truth) ? truth : GL_FALSE;
        gl_netpol_blame(ctx, values);
        return GL_MAYBE;
    }
    found = gl_value_get(parsed, GL_STR("enableNetworkPolicy"));
    if (!found)
        return GL_FALSE;
    if (gl_value_text(found, &text))
        return gl_truth_of(gl_str_eq(text, GL_STR("true")));
    gl_netpol_blame(ctx, found);
    return GL_MAYBE;
}

/* v1.13.4-eksbuild.1 has no such switch. */
static bool is_too_old(struct gl_str version)
{
    struct gl_str part;
    int64_t major, minor;

    if (gl_str_starts_with(version, GL_STR("v")))
        version = gl_str_from(version, 1);
    return gl_str_cut(&version, '.', &part) && gl_str_to_i64(part, &major) &&
           gl_str_cut(&version, '.', &part) && gl_str_to_i64(part, &minor) && major == 1 && minor < 14;
}

static bool is_vpc_cni(struct gl_check_ctx *ctx, const struct gl_resource *addon)
{
    return gl_value_text_is(gl_pick(ctx, gl_property(addon, "AddonName")), "vpc-cni");
}

static struct enforcement of_addon(struct gl_check_ctx *ctx, const struct gl_resource *addon)
{
    const struct gl_value *values = gl_pick(ctx, gl_property(addon, "ConfigurationValues"));
    const struct gl_value *version = gl_pick(ctx, gl_property(addon, "AddonVersion"));
    struct enforcement made = {configured(ctx, values), addon, values, values ? "ConfigurationValues" : NULL,
                               GL_STR("does not switch enableNetworkPolicy on, which is off by default")};
    struct gl_str text;

    if (made.is_enforced == GL_MAYBE)
        made.why = GL_STR("may not switch enableNetworkPolicy on");
    if (gl_value_text(version, &text) && is_too_old(text)) {
        made = (struct enforcement){GL_FALSE, addon, version, "AddonVersion", {0}};
        made.why = gl_arena_printf(ctx->scratch, "is of version %.*s; only 1.14 and later enforce policies",
                                   GL_STR_ARG(text));
    }
    return made;
}

/* ---- the agent in the cluster ---- */

static enum gl_truth argument_of(struct gl_check_ctx *ctx, const struct gl_value *container,
                                 const struct gl_value **ret_at)
{
    struct gl_str text, option = GL_STR("--enable-network-policy=");
    const struct gl_value *args = gl_pick(ctx, gl_value_get(container, GL_STR("args")));

    for (size_t i = 0; i < gl_value_len(args); i++) {
        const struct gl_value *arg = gl_value_at(args, i);

        if (!gl_value_text(arg, &text) || !gl_str_starts_with(text, option))
            continue;
        *ret_at = arg;
        return gl_truth_of(gl_str_eq(gl_str_from(text, option.len), GL_STR("true")));
    }
    return GL_FALSE;
}

/* The controller that hands policies to the nodes: the ConfigMap may switch it off. */
static bool is_controller_off(const struct gl_cluster *cluster, struct enforcement *into)
{
    const struct gl_resource *map =
        gl_cluster_find(cluster, GL_STR("ConfigMap"), GL_STR("kube-system"), GL_STR("amazon-vpc-cni"));
    const struct gl_value *value =
        map ? gl_value_get(gl_property(map, "data"), GL_STR("enable-network-policy-controller")) : NULL;

    if (!value || gl_value_text_is(value, "true"))
        return false;
    *into = (struct enforcement){GL_FALSE, map, value, "data.enable-network-policy-controller",
                                 GL_STR("switches the network policy controller off")};
    return true;
}

static struct enforcement of_agent(struct gl_check_ctx *ctx, const struct gl_resource *agent)
{
    const struct gl_value *containers = gl_value_path(agent->object->pod, "spec.containers");
    struct enforcement made = {
        GL_FALSE, agent, NULL, NULL,
        GL_STR("runs no agent with --enable-network-policy=true, which is off by default")};

    if (strcmp(gl_reach_agent(agent), GL_REACH_VPC_CNI) != 0) {
        made.is_enforced = GL_TRUE;
        return made;
    }
    if (containers && containers->type != GL_LIST) {
        gl_netpol_blame(ctx, containers);
        made.is_enforced = GL_MAYBE;
        return made;
    }
    for (size_t i = 0; i < gl_value_len(containers) && made.is_enforced != GL_TRUE; i++)
        made.is_enforced = argument_of(ctx, gl_value_at(containers, i), &made.at);
    made.property = made.at ? "spec.template.spec.containers.args" : NULL;
    if (made.is_enforced == GL_TRUE)
        (void)is_controller_off(gl_cluster_of(ctx->graph, agent), &made);
    return made;
}

/* ---- of one cluster ---- */

/* What the EKS clusters of the same environment say, if they all say the same. */
static struct enforcement of_estate(struct gl_check_ctx *ctx, const struct gl_cluster *cluster)
{
    struct gl_resource_list addons = gl_graph_of_kind(ctx->graph, GL_STR("AWS::EKS::Addon"));
    struct enforcement made = {.is_enforced = GL_MAYBE};
    size_t seen = 0;

    for (size_t i = 0; i < addons.len; i++) {
        struct enforcement one;

        if (!gl_netpol_may_be_one(addons.items[i]->unit, cluster->unit) || !is_vpc_cni(ctx, addons.items[i]))
            continue;
        if (++seen > MAX_ADDONS)
            return (struct enforcement){.is_enforced = GL_MAYBE};
        one = of_addon(ctx, addons.items[i]);
        if (seen > 1 && one.is_enforced != made.is_enforced)
            return (struct enforcement){.is_enforced = GL_MAYBE};
        made = seen == 1 ? one : made;
    }
    return made;
}

static struct enforcement of_cluster(struct gl_check_ctx *ctx, const struct gl_cluster *cluster)
{
    const struct gl_reach_cluster *reach = &ctx->reach->clusters[cluster->index];
    struct enforcement made = {.is_enforced = GL_MAYBE};

    if (reach->agent_len == 0)
        return of_estate(ctx, cluster);
    for (size_t i = 0; i < reach->agent_len && i < MAX_ADDONS; i++) {
        struct enforcement one = of_agent(ctx, reach->agents[i]);

        if (!made.by || one.is_enforced > made.is_enforced)
            made = one;
    }
    return made;
}

void gl_netpol_say_hollow(struct gl_check_ctx *ctx, struct gl_finding *finding)
{
    const struct gl_cluster *cluster = ctx->reach ? gl_cluster_of(ctx->graph, ctx->subject) : NULL;
    size_t culprits = ctx->culprit_len;
    struct enforcement made;

    if (!finding || !cluster)
        return;
    made = of_cluster(ctx, cluster);
    ctx->culprit_len = culprits;
    if (made.by && made.is_enforced == GL_FALSE)
        gl_relate(ctx, finding, made.by, made.at ? made.at->span : made.by->span,
                  "%.*s %.*s: nothing enforces NetworkPolicies in this cluster (GLC-NP-014)",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, made.by)), GL_STR_ARG(made.why));
}

/* ---- verdict ---- */

/* Clusters of Kubernetes objects that may be this EKS cluster's. */
static void relate_policies(struct gl_check_ctx *ctx, struct gl_finding *finding)
{
    for (size_t i = 0; ctx->reach && finding && i < ctx->graph->cluster_len && i < PLACES; i++) {
        const struct gl_cluster *cluster = ctx->graph->clusters[i];
        const struct gl_resource *policy = ctx->reach->clusters[cluster->index].first_policy;

        if (policy && gl_netpol_may_be_one(cluster->unit, ctx->subject->unit))
            gl_relate(ctx, finding, policy, policy->span, "%.*s, as every policy beside it, is hollow",
                      GL_STR_ARG(gl_describe_resource(ctx->scratch, policy)));
    }
}

static enum gl_verdict tell(struct gl_check_ctx *ctx, const struct enforcement *made)
{
    enum gl_verdict verdict = gl_netpol_verdict(gl_truth_not(made->is_enforced));
    struct gl_finding *finding;

    if (verdict == GL_PASS)
        return GL_PASS;
    finding = gl_report(ctx, verdict, made->at,
                        "%.*s %.*s: the cluster accepts NetworkPolicies and ignores them, so "
                        "every pod reaches every pod",
                        GL_STR_ARG(gl_describe_resource(ctx->scratch, made->by)), GL_STR_ARG(made->why));
    if (made->by != ctx->subject)
        gl_finding_move(ctx, finding, made->by, made->at);
    gl_finding_property(finding, made->property ? gl_str_of(made->property) : (struct gl_str){0});
    gl_finding_wanted(finding, GL_STR("enableNetworkPolicy true"));
    relate_policies(ctx, finding);
    return verdict;
}

static enum gl_truth is_auto_mode(struct gl_check_ctx *ctx, const struct gl_resource *cluster)
{
    return gl_property_bool(ctx, cluster, "ComputeConfig.Enabled", GL_FALSE);
}

/* An EKS cluster answers for itself where no add-on does. */
static enum gl_verdict judge_eks(struct gl_check_ctx *ctx)
{
    struct gl_edge_list referrers = gl_graph_referrers(ctx->graph, ctx->subject);

    for (size_t i = 0; i < referrers.len; i++) {
        const struct gl_resource *addon = ctx->graph->resources[referrers.items[i].from];

        if (gl_str_eq(addon->kind, GL_STR("AWS::EKS::Addon")) && is_vpc_cni(ctx, addon))
            return GL_NOT_APPLICABLE;
    }
    if (is_auto_mode(ctx, ctx->subject) == GL_TRUE)
        return GL_PASS;
    for (size_t i = 0; ctx->reach && i < ctx->graph->cluster_len; i++) {
        if (ctx->reach->clusters[i].agent_len &&
            gl_netpol_may_be_one(ctx->graph->clusters[i]->unit, ctx->subject->unit))
            return GL_NOT_APPLICABLE;
    }
    ctx->culprit_len = 0;
    gl_report(ctx, GL_OPEN, NULL,
              "cannot tell whether anything enforces the NetworkPolicies of %.*s: the scan has neither "
              "add-on nor DaemonSet of its network plugin",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
    return GL_OPEN;
}

/* The first policy of a cluster of which nothing is known asks for all of them. */
static enum gl_verdict judge_policy(struct gl_check_ctx *ctx)
{
    const struct gl_cluster *cluster = ctx->reach ? gl_cluster_of(ctx->graph, ctx->subject) : NULL;

    if (!cluster || ctx->reach->clusters[cluster->index].first_policy != ctx->subject ||
        ctx->reach->clusters[cluster->index].agent_len || of_estate(ctx, cluster).by)
        return GL_NOT_APPLICABLE;
    ctx->culprit_len = 0;
    gl_report(ctx, GL_OPEN, NULL,
              "cannot tell whether anything enforces %.*s and the policies beside it: the scan has neither "
              "add-on nor DaemonSet of a network plugin",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
    return GL_OPEN;
}

enum gl_verdict gl_check_policy_enforcement(struct gl_check_ctx *ctx)
{
    struct gl_str kind = ctx->subject->kind;
    struct enforcement made;

    if (gl_str_eq(kind, GL_STR("AWS::EKS::Cluster")))
        return judge_eks(ctx);
    if (gl_str_eq(kind, GL_STR("NetworkPolicy")))
        return judge_policy(ctx);
    if (gl_str_eq(kind, GL_STR("AWS::EKS::Addon"))) {
        if (!is_vpc_cni(ctx, ctx->subject))
            return GL_NOT_APPLICABLE;
        made = of_addon(ctx, ctx->subject);
        return tell(ctx, &made);
    }
    if (!ctx->subject->object || !gl_reach_agent(ctx->subject))
        return GL_NOT_APPLICABLE;
    made = of_agent(ctx, ctx->subject);
    return tell(ctx, &made);
}
