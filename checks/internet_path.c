/* GLC-NET-007: no packet gets from the internet to a data store but through a load balancer.
 *
 * It needs a public address, a route to an internet gateway for the answers, network ACLs that let both ways
 * pass and a rule of a security group. The subject is the group, as its rule is what somebody wrote to let
 * packets in; a store is one of its own where its groups are not known. */
#include "checks/natives.h"
#include "checks/network.h"
#include "checks/packet_path.h"
#include "checks/subnets.h"

enum { MOST_TIERS = 16, MOST_GROUPS = 512 };

struct path {
    size_t tiers[MOST_TIERS], tier_len;
    /* of the rule that was judged last */
    const struct gl_nw_nic *nic;
    size_t tier;
    struct gl_nw_ends ends;
    struct gl_nw_flow flow; /* the one that shows it best */
    enum gl_truth truth;
};

static enum gl_truth tier_of(struct gl_check_ctx *ctx, const struct path *path,
                             const struct gl_resource *resource, size_t *ret_tier)
{
    enum gl_truth best = GL_FALSE;

    for (size_t i = 0; i < path->tier_len && best != GL_TRUE; i++) {
        enum gl_truth here =
            (enum gl_truth)gl_tier_holds(ctx, &ctx->baseline->tiers[path->tiers[i]], resource);

        if (here > best) {
            best = here;
            *ret_tier = path->tiers[i];
        }
    }
    return best;
}

static void note_flow(struct gl_check_ctx *ctx, const struct gl_nw_flows *flows, const struct gl_nw_nic *nic)
{
    const struct gl_nw_subnet *subnet = &ctx->nw->subnets[nic->subnet];

    for (size_t i = 0; i < flows->len; i++) {
        if (!gl_portset_is_empty(flows->items[i].works_may) && flows->items[i].culprit) {
            gl_culprit(ctx, flows->items[i].culprit);
            return;
        }
    }
    if (nic->is_public == GL_MATCH_MAY)
        gl_culprit_text(ctx, nic->resource->span, "whether %.*s has a public address",
                        GL_STR_ARG(nic->resource->name));
    else if (!subnet->is_known || subnet->table == GL_NW_NONE)
        gl_culprit_text(ctx, nic->placed_by ? nic->placed_by->span : nic->resource->span,
                        subnet->is_known ? "the route table of %.*s" : "the subnet of %.*s",
                        GL_STR_ARG(subnet->is_known ? subnet->name : nic->resource->name));
}

/* Does the internet reach the interface from these addresses at these ports? Keeps what shows it best. */
static enum gl_truth reaches(struct gl_check_ctx *ctx, struct path *path, const struct gl_nw_nic *nic,
                             struct gl_ipset source, struct gl_portset ports)
{
    struct gl_nw_ends ends = {.from = {.kind = GL_NW_INTERNET},
                              .source = source,
                              .to = (uint32_t)(nic - ctx->nw->nics),
                              .ports = ports};
    struct gl_nw_flows flows = gl_nw_flow_of(ctx->nw_cache, ctx->scratch, &ends);
    enum gl_truth best = flows.is_cut ? GL_MAYBE : GL_FALSE;

    for (size_t i = 0; i < flows.len; i++) {
        enum gl_truth here = !gl_portset_is_empty(flows.items[i].works_sure)  ? GL_TRUE
                             : !gl_portset_is_empty(flows.items[i].works_may) ? GL_MAYBE
                                                                              : GL_FALSE;

        if (here > best || (here == best && here == GL_TRUE && !path->nic)) {
            best = here;
            path->ends = ends;
            path->flow = flows.items[i];
        }
    }
    if (best == GL_TRUE && nic->exists != GL_MATCH_YES)
        best = GL_MAYBE;
    if (best == GL_MAYBE)
        note_flow(ctx, &flows, nic);
    return best;
}

static bool has_group(const struct gl_nw *nw, const struct gl_nw_nic *nic, const struct gl_group *group)
{
    const struct gl_nw_guard *guard = nic->guard == GL_NW_NONE ? NULL : &nw->guards[nic->guard];

    for (size_t i = 0; guard && i < guard->len; i++) {
        if (guard->groups[i] == group)
            return true;
    }
    return false;
}

/* One store that has the group. */
static enum gl_truth reaches_store(struct gl_check_ctx *ctx, struct path *path,
                                   const struct gl_group_use *use, const struct gl_group_rule *rule,
                                   struct gl_ipset source)
{
    const struct gl_nw *nw = ctx->nw;
    uint32_t at = nw->endpoint_of[use->resource->id];
    const struct gl_nw_endpoint *endpoint = at == GL_NW_NONE ? NULL : &nw->endpoints[at];
    enum gl_truth best = GL_FALSE, in_tier;
    struct gl_portset ports;
    size_t tier = 0;

    if (use->is_definition || !endpoint || endpoint->role != GL_NW_ROLE_STORE)
        return GL_FALSE;
    in_tier = tier_of(ctx, path, use->resource, &tier);
    ports = gl_portset_intersection(ctx->scratch, rule->ports, endpoint->ports);
    if (in_tier == GL_FALSE || gl_portset_is_empty(ports))
        return GL_FALSE;
    for (uint32_t i = 0; i < endpoint->nic_len && best != GL_TRUE; i++) {
        const struct gl_nw_nic *nic = &nw->nics[endpoint->first_nic + i];
        enum gl_truth here =
            has_group(nw, nic, use->group) ? reaches(ctx, path, nic, source, ports) : GL_FALSE;

        if (here > best) {
            best = here;
            path->nic = nic;
            path->tier = tier;
        }
    }
    if (best == GL_TRUE && endpoint->ports_culprit)
        best = gl_maybe(ctx, endpoint->ports_culprit);
    return gl_truth_and(best, use->is_certain ? in_tier : GL_MAYBE);
}

static enum gl_truth opens_path(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct path *path = argument;
    enum gl_truth is_public = gl_rule_is_public(rule), best = GL_FALSE;
    struct gl_ipset source;

    if (is_public == GL_FALSE)
        return GL_FALSE;
    path->nic = NULL;
    source = gl_ipset_public_part(ctx->scratch, rule->addresses);
    for (const struct gl_group_use *use = group->uses; use && best != GL_TRUE; use = use->next_of_group) {
        struct path here = *path;
        enum gl_truth truth = reaches_store(ctx, &here, use, rule, source);

        if (truth > best) {
            best = truth;
            *path = here;
        }
    }
    path->truth = best;
    return gl_truth_and(best, is_public);
}

static struct gl_str opened_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, void *argument)
{
    const struct path *path = argument;
    struct gl_str group = gl_group_text(ctx, gl_net_subject(ctx)), peer = gl_rule_peer_text(ctx, rule);
    struct gl_str ports = gl_rule_ports_text(ctx, rule->ports);
    struct gl_str store = gl_describe_resource(ctx->scratch, path->nic->resource);
    struct gl_witness witness;

    if (path->truth == GL_TRUE && gl_witness_of(ctx, &path->ends, &path->flow, &witness))
        return gl_arena_printf(ctx->scratch,
                               "%.*s admits %.*s from %.*s: a packet from %.*s to %.*s%s%.*s reaches %.*s "
                               "past the load balancers",
                               GL_STR_ARG(group), GL_STR_ARG(ports), GL_STR_ARG(peer),
                               GL_STR_ARG(gl_witness_sender(ctx, &witness)), GL_STR_ARG(witness.to),
                               witness.to.len ? " " : "", GL_STR_ARG(gl_witness_service(ctx, &witness)),
                               GL_STR_ARG(store));
    return gl_arena_printf(ctx->scratch, "%sthe internet reaches %.*s by %.*s from %.*s in %.*s",
                           rule->peer == GL_PEER_UNKNOWN ? "cannot tell whether " : "", GL_STR_ARG(store),
                           GL_STR_ARG(ports), GL_STR_ARG(peer), GL_STR_ARG(group));
}

/* A group of a tier that the matrix lets in, which the rule could name instead of addresses. */
static const struct gl_group *narrower(struct gl_check_ctx *ctx, size_t tier, const struct gl_unit *unit)
{
    const struct gl_baseline *baseline = ctx->baseline;
    const struct gl_group *found = NULL;
    size_t looked_at = 0;

    for (const struct gl_group *group = ctx->network->groups; group && looked_at < MOST_GROUPS;
         group = group->next, looked_at++) {
        if (group->kind != GL_GROUP_DECLARED || !group->uses || (found && group->resource->unit != unit))
            continue;
        for (size_t i = 0; i < baseline->flow_len; i++) {
            const struct gl_group_use *use = NULL;

            if (baseline->flows[i].to != tier || baseline->tiers[baseline->flows[i].from].is_internet ||
                baseline->flows[i].from == tier ||
                gl_group_in_tier(ctx, group, baseline->flows[i].from, &use) != GL_TRUE)
                continue;
            if (group->resource->unit == unit)
                return group;
            found = group;
        }
    }
    return found;
}

static void prove(struct gl_check_ctx *ctx, struct gl_finding *finding,
                  const struct gl_group_statement *statement, const struct gl_group_rule *rule,
                  void *argument)
{
    const struct path *path = argument;
    const struct gl_group *group = narrower(ctx, path->tier, path->nic->resource->unit);
    struct gl_str service, store = path->nic->resource->name, source = GL_STR("the group of its clients");
    struct gl_witness witness;

    if (!gl_witness_of(ctx, &path->ends, &path->flow, &witness))
        return;
    service = gl_witness_service(ctx, &witness);
    if (group)
        source = gl_arena_printf(ctx->scratch, "security group %.*s", GL_STR_ARG(group->name));
    gl_finding_wanted(
        finding, gl_arena_printf(ctx->arena, "in %.*s, %.*s from %.*s alone; and no public address for %.*s",
                                 GL_STR_ARG(statement->stated_by->name), GL_STR_ARG(service),
                                 GL_STR_ARG(source), GL_STR_ARG(store)));
    if (path->nic->public_by)
        gl_relate(ctx, finding, path->nic->resource, path->nic->public_by->span, "%.*s has a public address",
                  GL_STR_ARG(store));
    gl_add_packet_steps(ctx, finding, &path->ends, &path->flow, &witness, rule);
}

/* ---- a store whose groups are not known ---- */

static bool is_unknown_guard(const struct gl_nw *nw, const struct gl_nw_nic *nic)
{
    const struct gl_nw_guard *guard = nic->guard == GL_NW_NONE ? NULL : &nw->guards[nic->guard];

    if (!guard || guard->unknown)
        return true;
    for (size_t i = 0; i < guard->len; i++) {
        if (guard->groups[i]->kind == GL_GROUP_OUTSIDE)
            return true;
    }
    return false;
}

static enum gl_verdict judge_store(struct gl_check_ctx *ctx, struct path *path)
{
    const struct gl_nw *nw = ctx->nw;
    uint32_t at = nw->endpoint_of[ctx->subject->id];
    const struct gl_nw_endpoint *endpoint = at == GL_NW_NONE ? NULL : &nw->endpoints[at];
    enum gl_verdict verdict = GL_NOT_APPLICABLE;
    size_t tier;

    if (!endpoint || tier_of(ctx, path, ctx->subject, &tier) == GL_FALSE)
        return GL_NOT_APPLICABLE;
    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[endpoint->first_nic + i];

        if (!is_unknown_guard(nw, nic))
            continue;
        verdict = GL_PASS;
        ctx->culprit_len = 0;
        if (reaches(ctx, path, nic, (struct gl_ipset){0}, endpoint->ports) == GL_FALSE)
            continue;
        if (nw->guards[nic->guard].unknown)
            gl_culprit(ctx, nw->guards[nic->guard].unknown);
        gl_report(ctx, GL_OPEN, nic->public_by, "cannot tell whether the internet reaches %.*s",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
        return GL_OPEN;
    }
    return verdict;
}

static bool has_store(struct gl_check_ctx *ctx, const struct path *path, const struct gl_group *group)
{
    for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
        size_t tier;

        if (!use->is_definition && tier_of(ctx, path, use->resource, &tier) != GL_FALSE)
            return true;
    }
    return false;
}

enum gl_verdict gl_check_internet_path(struct gl_check_ctx *ctx)
{
    const struct gl_group *group = gl_net_subject(ctx);
    struct path path = {0};
    struct gl_rule_check check = {.direction = GL_INGRESS,
                                  .test = opens_path,
                                  .text = opened_text,
                                  .argument = &path,
                                  .wanted = GL_STR("no way from the internet to a data store"),
                                  .prove = prove};

    path.tier_len = gl_net_tiers_parameter(ctx, "tiers", path.tiers, MOST_TIERS);
    if (!gl_str_starts_with(ctx->subject->kind, GL_STR("AWS::EC2::SecurityGroup")))
        return judge_store(ctx, &path);
    if (!group || !has_store(ctx, &path, group))
        return GL_NOT_APPLICABLE;
    return gl_net_judge(ctx, &check);
}
