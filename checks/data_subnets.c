/* GLC-NET-039: subnets of the data tiers have no route to the internet, inwards or outwards.
 *
 * The subject is the route table, as one route of it concerns all its subnets; a subnet is one of its own
 * where its table is not known. */
#include "checks/natives.h"
#include "checks/network.h"
#include "checks/subnets.h"

enum { MOST_TIERS = 16 };

struct tiers {
    size_t items[MOST_TIERS], len;
};

/* Who of the data tiers is placed by this resource: itself, or those that name it as their subnet group. */
struct store {
    const struct gl_resource *resource;
    enum gl_truth truth;
};

static void look_at(struct gl_check_ctx *ctx, const struct tiers *tiers, const struct gl_resource *resource,
                    struct store *best)
{
    uint32_t endpoint = ctx->nw->endpoint_of[resource->id];
    enum gl_truth here = GL_FALSE;

    if (endpoint == GL_NW_NONE || ctx->nw->endpoints[endpoint].role != GL_NW_ROLE_STORE)
        return;
    for (size_t t = 0; t < tiers->len && here != GL_TRUE; t++)
        here = gl_truth_or(
            here, (enum gl_truth)gl_tier_holds(ctx, &ctx->baseline->tiers[tiers->items[t]], resource));
    if (here > best->truth)
        *best = (struct store){resource, here};
}

static void find_store(struct gl_check_ctx *ctx, const struct tiers *tiers, const struct gl_resource *subnet,
                       struct store *best)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, subnet);

    for (size_t i = 0; i < edges.len && best->truth != GL_TRUE; i++) {
        const struct gl_resource *by = ctx->graph->resources[edges.items[i].from];
        struct gl_edge_list inner;

        look_at(ctx, tiers, by, best);
        if (!gl_str_ends_with(by->kind, GL_STR("SubnetGroup")))
            continue;
        inner = gl_graph_referrers(ctx->graph, by);
        for (size_t k = 0; k < inner.len && best->truth != GL_TRUE; k++)
            look_at(ctx, tiers, ctx->graph->resources[inner.items[k].from], best);
    }
}

/* The first subnet of the table with a data store. */
static uint32_t subnet_of_table(struct gl_check_ctx *ctx, const struct tiers *tiers, struct store *best)
{
    const struct gl_nw *nw = ctx->nw;
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, ctx->subject);
    uint32_t found = GL_NW_NONE;

    for (size_t i = 0; i < edges.len && best->truth != GL_TRUE; i++) {
        struct gl_edge_list ends =
            gl_graph_references(ctx->graph, ctx->graph->resources[edges.items[i].from]);

        for (size_t k = 0; k < ends.len && best->truth != GL_TRUE; k++) {
            const struct gl_resource *subnet = ctx->graph->resources[ends.items[k].to];
            uint32_t at = nw->subnet_of[subnet->id];
            enum gl_truth before = best->truth;

            if (at == GL_NW_NONE || nw->subnets[at].table == GL_NW_NONE ||
                nw->tables[nw->subnets[at].table].resource != ctx->subject)
                continue;
            find_store(ctx, tiers, subnet, best);
            if (best->truth > before)
                found = at;
        }
    }
    return found;
}

static const struct gl_resource *vpc_of(struct gl_check_ctx *ctx)
{
    const struct gl_value *named = gl_property(ctx->subject, "VpcId");

    return named ? gl_value_target(named) : NULL;
}

/* Subnets that no association names have the main table of their VPC. */
static uint32_t subnet_of_main(struct gl_check_ctx *ctx, const struct tiers *tiers, struct store *best)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_resource *vpc = vpc_of(ctx);
    struct gl_edge_list edges = {0};
    uint32_t found = GL_NW_NONE, main_table;

    if (!vpc || nw->vpc_of[vpc->id] == GL_NW_NONE)
        return found;
    main_table = nw->vpcs[nw->vpc_of[vpc->id]].main_table;
    if (main_table == GL_NW_NONE || nw->tables[main_table].resource != ctx->subject)
        return found;
    edges = gl_graph_referrers(ctx->graph, vpc);
    for (size_t i = 0; i < edges.len && best->truth != GL_TRUE; i++) {
        const struct gl_resource *subnet = ctx->graph->resources[edges.items[i].from];
        uint32_t at = nw->subnet_of[subnet->id];
        enum gl_truth before = best->truth;

        if (at == GL_NW_NONE || nw->subnets[at].table != main_table)
            continue;
        find_store(ctx, tiers, subnet, best);
        if (best->truth > before)
            found = at;
    }
    return found;
}

static enum gl_verdict tell(struct gl_check_ctx *ctx, const struct gl_subnet_exit *exit, uint32_t subnet,
                            const struct store *store, enum gl_truth truth)
{
    const struct gl_nw_route *route = exit->route;
    const struct gl_value *at = route->value;
    struct gl_str destination = gl_route_destination_text(ctx, route);
    struct gl_str target = gl_route_target_text(ctx, route);
    struct gl_str who = gl_describe_resource(ctx->scratch, store->resource);
    enum gl_verdict verdict = truth == GL_TRUE ? GL_FAIL : GL_OPEN;
    struct gl_str table = gl_describe_resource(ctx->scratch, ctx->subject);
    struct gl_finding *finding = gl_report(
        ctx, verdict, at,
        verdict == GL_FAIL ? "%.*s, the route table of %.*s, where %.*s is, sends %.*s to %.*s"
                           : "cannot tell whether %.*s, the route table of %.*s, where %.*s is, leads to the "
                             "internet when it sends %.*s to %.*s",
        GL_STR_ARG(table), GL_STR_ARG(ctx->nw->subnets[subnet].name), GL_STR_ARG(who),
        GL_STR_ARG(destination), GL_STR_ARG(target));

    if (!finding)
        return verdict;
    if (route->resource && route->resource->unit->dialect == GL_DIALECT_TERRAFORM)
        gl_finding_move(ctx, finding, route->resource, at);
    gl_finding_wanted(finding, GL_STR("no route from data-tier subnets to the internet"));
    gl_relate(ctx, finding, store->resource, store->resource->span, "%.*s is in %.*s", GL_STR_ARG(who),
              GL_STR_ARG(ctx->nw->subnets[subnet].name));
    gl_add_exit_steps(ctx, finding, store->resource, subnet, NULL, exit);
    return verdict;
}

static enum gl_verdict judge_table(struct gl_check_ctx *ctx, uint32_t subnet, const struct store *store)
{
    const struct gl_nw_table *table = &ctx->nw->tables[ctx->nw->subnets[subnet].table];
    enum gl_verdict worst = GL_PASS;

    for (size_t i = 0; i < table->len; i++) {
        struct gl_subnet_exit exit = {table, &table->routes[i]};
        enum gl_verdict verdict;
        enum gl_truth truth;

        ctx->culprit_len = 0;
        truth = gl_route_leads_out(ctx, &table->routes[i], GL_EXIT_ANY);
        if (truth == GL_FALSE)
            continue;
        verdict = tell(ctx, &exit, subnet, store, gl_truth_and(truth, store->truth));
        worst = verdict > worst ? verdict : worst;
    }
    ctx->culprit_len = 0;
    if (worst != GL_PASS || !table->unknown)
        return worst;
    gl_culprit(ctx, table->unknown);
    gl_report(ctx, GL_OPEN, table->unknown, "cannot tell whether %.*s leads to the internet",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)));
    return GL_OPEN;
}

static enum gl_verdict judge_subnet(struct gl_check_ctx *ctx, const struct tiers *tiers)
{
    uint32_t subnet = ctx->nw->subnet_of[ctx->subject->id];
    struct store store = {0};

    if (subnet == GL_NW_NONE || ctx->nw->subnets[subnet].table != GL_NW_NONE)
        return GL_NOT_APPLICABLE;
    find_store(ctx, tiers, ctx->subject, &store);
    if (store.truth == GL_FALSE)
        return GL_NOT_APPLICABLE;
    ctx->culprit_len = 0;
    gl_culprit_text(ctx, ctx->subject->span, "the route table of %.*s", GL_STR_ARG(ctx->subject->name));
    gl_report(ctx, GL_OPEN, NULL, "cannot tell whether %.*s, where %.*s is, leads to the internet",
              GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(store.resource->name));
    return GL_OPEN;
}

enum gl_verdict gl_check_data_subnets(struct gl_check_ctx *ctx)
{
    struct tiers tiers;
    struct store store = {0};
    uint32_t subnet;

    tiers.len = gl_net_tiers_parameter(ctx, "tiers", tiers.items, MOST_TIERS);
    if (gl_str_eq(ctx->subject->kind, GL_STR("AWS::EC2::Subnet")))
        return judge_subnet(ctx, &tiers);
    subnet = subnet_of_table(ctx, &tiers, &store);
    if (subnet == GL_NW_NONE)
        subnet = subnet_of_main(ctx, &tiers, &store);
    return subnet == GL_NW_NONE ? GL_NOT_APPLICABLE : judge_table(ctx, subnet, &store);
}
