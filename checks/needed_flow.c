/* GLC-NET-040: a flow that the baseline needs (`needed: true`) is blocked.
 *
 * The subject is the data store that nobody reaches. One client that gets through is enough; where there is
 * no client in its VPC at all, nothing is asked. What stops the first client is told, every layer of it
 * (network/stops.h). */
#include "checks/natives.h"
#include "engine/baseline.h"
#include "network/stops.h"

enum { MOST_TRIED = 64 }; /* pairs of different interfaces that are tried for one store */

struct search {
    const struct gl_flow *flow;
    const struct gl_nw_endpoint *store;
    struct gl_portset ports;
    struct gl_nw_ends ends; /* of the first client that was tried */
    struct gl_nw_flow stopped;
    size_t tried;
    enum gl_truth best;
};

static bool is_in_tier(struct gl_check_ctx *ctx, size_t tier, const struct gl_resource *resource)
{
    size_t noted = ctx->culprit_len;
    bool is_in = gl_tier_holds(ctx, &ctx->baseline->tiers[tier], resource) == GL_TRUE;

    ctx->culprit_len = noted;
    return is_in;
}

/* One interface of a client to one of the store's. */
static void try_pair(struct gl_check_ctx *ctx, struct search *search, uint32_t from, uint32_t to)
{
    struct gl_nw_ends ends = {.from = {GL_NW_NIC, from}, .to = to, .ports = search->ports};
    struct gl_nw_flows flows = gl_nw_flow_of(ctx->nw_cache, ctx->scratch, &ends);
    struct gl_portset may, sure;

    gl_nw_flow_works(&flows, ctx->scratch, &may, &sure);
    if (!gl_portset_is_empty(sure) && ctx->nw->nics[from].exists == GL_MATCH_YES)
        search->best = GL_TRUE;
    else if (!gl_portset_is_empty(may) || flows.is_cut)
        search->best = search->best == GL_TRUE ? GL_TRUE : GL_MAYBE;
    for (size_t i = 0; i < flows.len; i++) {
        if (flows.items[i].culprit && search->best == GL_MAYBE)
            gl_culprit(ctx, flows.items[i].culprit);
    }
    if (search->tried++ == 0 && flows.len) {
        search->ends = ends;
        search->stopped = flows.items[0];
    }
}

static void try_client(struct gl_check_ctx *ctx, struct search *search, const struct gl_nw_endpoint *client)
{
    const struct gl_nw *nw = ctx->nw;

    for (uint32_t i = client->first_nic; i < client->first_nic + client->nic_len; i++) {
        for (uint32_t k = search->store->first_nic; k < search->store->first_nic + search->store->nic_len;
             k++) {
            if (nw->subnets[nw->nics[i].subnet].vpc != nw->subnets[nw->nics[k].subnet].vpc)
                continue;
            if (search->best == GL_TRUE || search->tried == MOST_TRIED)
                return;
            try_pair(ctx, search, i, k);
        }
    }
}

/* Everybody whose first interface is in the VPC of the store's. */
static void search_clients(struct gl_check_ctx *ctx, struct search *search)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_nw_members *all = &nw->endpoints_in;
    uint32_t vpc =
        search->store->nic_len ? nw->subnets[nw->nics[search->store->first_nic].subnet].vpc : GL_NW_NONE;

    if (vpc == GL_NW_NONE)
        return;
    for (uint32_t i = all->start[vpc]; i < all->start[vpc + 1]; i++) {
        const struct gl_nw_endpoint *client = &nw->endpoints[all->items[i]];

        if (search->best == GL_TRUE || search->tried == MOST_TRIED)
            return;
        if (client == search->store || (client->role != GL_NW_ROLE_HOST && client->role != GL_NW_ROLE_POD))
            continue;
        if (client->role == GL_NW_ROLE_POD || is_in_tier(ctx, search->flow->from, client->resource))
            try_client(ctx, search, client);
    }
}

static void report(struct gl_check_ctx *ctx, const struct search *search)
{
    struct gl_nw_stops stops =
        gl_nw_stops_of(ctx->nw_cache, ctx->scratch, &search->ends, &search->stopped, search->ports);
    struct gl_str tier = ctx->baseline->tiers[search->flow->from].name;
    struct gl_str why = stops.len ? stops.items[0].sentence : GL_STR("nothing lets it pass");
    struct gl_finding *finding = gl_report(
        ctx, GL_FAIL, NULL, "%.*s: nobody of tier %.*s reaches it, though the baseline needs that: %.*s",
        GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)), GL_STR_ARG(tier), GL_STR_ARG(why));

    gl_finding_wanted(finding, GL_STR("a rule, a route and network ACLs that let the clients in"));
    for (size_t i = 0; i < stops.len; i++)
        gl_relate(ctx, finding, stops.items[i].resource, stops.items[i].span, "%.*s",
                  GL_STR_ARG(stops.items[i].sentence));
}

static enum gl_verdict judge_flow(struct gl_check_ctx *ctx, const struct gl_flow *flow,
                                  const struct gl_nw_endpoint *store)
{
    struct search search = {.flow = flow,
                            .store = store,
                            .ports = flow->is_service_port ? store->ports
                                     : flow->is_any_port   ? gl_portset_all()
                                                           : flow->ports};

    search_clients(ctx, &search);
    if (search.tried == 0)
        return GL_NOT_APPLICABLE;
    if (search.best == GL_TRUE)
        return GL_PASS;
    if (search.best == GL_MAYBE || search.tried == MOST_TRIED) {
        gl_report(ctx, GL_OPEN, NULL, "%.*s: cannot tell whether anybody of tier %.*s reaches it",
                  GL_STR_ARG(gl_describe_resource(ctx->scratch, ctx->subject)),
                  GL_STR_ARG(ctx->baseline->tiers[flow->from].name));
        return GL_OPEN;
    }
    report(ctx, &search);
    return GL_FAIL;
}

enum gl_verdict gl_check_needed_flow(struct gl_check_ctx *ctx)
{
    uint32_t at = ctx->nw->endpoint_of[ctx->subject->id];
    enum gl_verdict verdict = GL_NOT_APPLICABLE;

    for (size_t i = 0; at != GL_NW_NONE && i < ctx->baseline->flow_len; i++) {
        const struct gl_flow *flow = &ctx->baseline->flows[i];
        enum gl_verdict here;

        if (!flow->is_needed || !is_in_tier(ctx, flow->to, ctx->subject))
            continue;
        here = judge_flow(ctx, flow, &ctx->nw->endpoints[at]);
        verdict = here > verdict ? here : verdict;
    }
    return verdict;
}
