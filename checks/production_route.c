/* GLC-NET-035: networks of development and staging have no route to production's data stores.
 *
 * The subject is what joins networks: a peering connection, a transit gateway. A finding is the route of the
 * other environment's table that uses it; groups and network ACLs are not looked at, as they are a layer of
 * their own. Source: Amazon VPC peering guide (peering is not transitive), transit gateways guide (longest
 * prefix wins). */
#include "checks/natives.h"
#include "checks/network.h"
#include "checks/subnets.h"

enum env { ENV_UNKNOWN = 0, ENV_OTHER, ENV_NONPROD, ENV_PROD };

/* The value of a tag that names environments; empty: it has none. */
static struct gl_str tagged(struct gl_check_ctx *ctx, const struct gl_resource *resource)
{
    const struct gl_value *keys = gl_parameter(ctx, "tags");
    const struct gl_value *tags = resource ? gl_pick(ctx, gl_property(resource, "Tags")) : NULL;
    struct gl_str key, value;

    for (size_t i = 0; i < gl_value_len(tags); i++) {
        const struct gl_value *tag = gl_pick(ctx, gl_value_at(tags, i));

        if (gl_value_text(gl_pick(ctx, gl_value_get(tag, GL_STR("Key"))), &key) &&
            gl_matches_any(keys, key) &&
            gl_value_text(gl_pick(ctx, gl_value_get(tag, GL_STR("Value"))), &value))
            return value;
    }
    return (struct gl_str){0};
}

/* Of a resource in a VPC: its own tag, the tag of the VPC, what its stack is for. */
static struct gl_str environment_text(struct gl_check_ctx *ctx, const struct gl_resource *resource,
                                      const struct gl_resource *vpc)
{
    struct gl_str text = tagged(ctx, resource);

    if (text.len == 0)
        text = tagged(ctx, vpc);
    return text.len == 0 && resource && resource->unit ? resource->unit->environment : text;
}

static enum env environment_of(struct gl_check_ctx *ctx, const struct gl_resource *resource,
                               const struct gl_resource *vpc)
{
    struct gl_str text = environment_text(ctx, resource, vpc);

    if (text.len == 0)
        return ENV_UNKNOWN;
    if (gl_matches_any(gl_parameter(ctx, "production"), text))
        return ENV_PROD;
    return gl_matches_any(gl_parameter(ctx, "others"), text) ? ENV_NONPROD : ENV_OTHER;
}

/* A data store that is, or may be, production's. */
struct store {
    const struct gl_nw_nic *nic;
    struct gl_ipset addresses; /* of one family, the older first */
    enum gl_truth truth;
    uint32_t next; /* of its VPC, or NONE */
};

/* What one subject needs of all VPCs, read once. */
struct sides {
    struct store *stores;
    size_t store_len, store_capacity;
    uint32_t *first_store, *first_table; /* by VPC */
    uint32_t *next_table;
};

struct joint { /* what joins `from`, of another environment, and `to` */
    const struct sides *sides;
    uint32_t gateway, from, to, attachment; /* `to` is the attachment of a transit gateway */
};

static bool is_data_store(struct gl_check_ctx *ctx, const struct gl_nw_endpoint *endpoint)
{
    enum { MOST_TIERS = 16 };
    size_t tiers[MOST_TIERS], len;

    if (endpoint->role != GL_NW_ROLE_STORE)
        return false;
    len = gl_net_tiers_parameter(ctx, "tiers", tiers, MOST_TIERS);
    for (size_t i = 0; i < len; i++) {
        if (gl_tier_holds(ctx, &ctx->baseline->tiers[tiers[i]], endpoint->resource) != GL_FALSE)
            return true;
    }
    return false;
}

static enum gl_truth is_production(struct gl_check_ctx *ctx, const struct gl_resource *store, uint32_t vpc)
{
    enum env env = environment_of(ctx, store, ctx->nw->vpcs[vpc].resource);

    return env == ENV_UNKNOWN ? GL_MAYBE : gl_truth_of(env == ENV_PROD);
}

static void add_store(struct gl_check_ctx *ctx, struct sides *sides, const struct gl_nw_nic *nic)
{
    uint32_t vpc = ctx->nw->subnets[nic->subnet].vpc;
    const struct gl_nw_endpoint *endpoint = &ctx->nw->endpoints[nic->endpoint];
    enum gl_truth truth = is_production(ctx, endpoint->resource, vpc);
    struct store *store;

    if (truth == GL_TRUE && nic->exists != GL_MATCH_YES)
        truth = GL_MAYBE;
    if (truth == GL_FALSE)
        return;
    store = GL_PUSH(ctx->scratch, sides->stores, sides->store_len, sides->store_capacity);
    *store = (struct store){.nic = nic, .truth = truth, .next = sides->first_store[vpc]};
    if (nic->addresses.v4.len)
        store->addresses.v4 = nic->addresses.v4;
    else
        store->addresses.v6 = nic->addresses.v6;
    sides->first_store[vpc] = (uint32_t)(sides->store_len - 1);
}

static void read_sides(struct gl_check_ctx *ctx, struct sides *sides)
{
    const struct gl_nw *nw = ctx->nw;

    *sides = (struct sides){.first_store = GL_NEW_ARRAY(ctx->scratch, uint32_t, nw->vpc_len + 1),
                            .first_table = GL_NEW_ARRAY(ctx->scratch, uint32_t, nw->vpc_len + 1),
                            .next_table = GL_NEW_ARRAY(ctx->scratch, uint32_t, nw->table_len + 1)};
    for (uint32_t i = 0; i < nw->vpc_len; i++)
        sides->first_store[i] = sides->first_table[i] = GL_NW_NONE;
    for (uint32_t i = nw->nic_len; i-- > 0;) {
        if (is_data_store(ctx, &nw->endpoints[nw->nics[i].endpoint]))
            add_store(ctx, sides, &nw->nics[i]);
    }
    for (uint32_t t = nw->table_len; t-- > 0;) {
        uint32_t vpc = nw->tables[t].vpc;

        if (vpc == GL_NW_NONE)
            continue;
        sides->next_table[t] = sides->first_table[vpc];
        sides->first_table[vpc] = t;
    }
    ctx->culprit_len = 0;
}

/* What of `wanted` the table sends where `leads` says; rows stand with the longest prefix first. */
typedef enum gl_truth gl_leads_fn(const struct joint *joint, const struct gl_nw_route *route,
                                  const struct gl_nw_table *table);

static const struct gl_nw_route *find_row(struct gl_check_ctx *ctx, const struct gl_nw_table *table,
                                          struct gl_ipset wanted, const struct joint *joint,
                                          gl_leads_fn *leads, enum gl_truth *ret_truth)
{
    const struct gl_nw_route *best = NULL;

    *ret_truth = GL_FALSE;
    for (size_t i = 0; i < table->len && !gl_ipset_is_empty(wanted); i++) {
        const struct gl_nw_route *route = &table->routes[i];
        enum gl_truth truth;

        if (!gl_ipset_overlaps(route->to, wanted))
            continue;
        truth = route->is_dropped ? GL_FALSE : leads(joint, route, table);
        if (truth == GL_TRUE && (route->is_unknown_destination || route->exists != GL_MATCH_YES ||
                                 !gl_ipset_contains(route->to, wanted)))
            truth = GL_MAYBE;
        if (truth > *ret_truth) {
            *ret_truth = truth;
            best = route;
        }
        if (!route->is_unknown_destination && route->exists == GL_MATCH_YES)
            wanted = gl_ipset_difference(ctx->scratch, wanted, route->to);
    }
    return best;
}

static enum gl_truth leads_to_gateway(const struct joint *joint, const struct gl_nw_route *route,
                                      const struct gl_nw_table *table)
{
    (void)table;
    return gl_truth_of(!route->is_local && route->gateway == joint->gateway);
}

static enum gl_truth leads_to_vpc(const struct joint *joint, const struct gl_nw_route *route,
                                  const struct gl_nw_table *table)
{
    (void)table;
    return gl_truth_of(joint->attachment == route->attachment);
}

static struct gl_str gateway_text(struct gl_check_ctx *ctx, const struct joint *joint)
{
    const struct gl_nw_gateway *gateway = &ctx->nw->gateways[joint->gateway];

    return gl_arena_printf(ctx->scratch, "%s %.*s",
                           gateway->kind == GL_NW_PEERING ? "peering connection" : "transit gateway",
                           GL_STR_ARG(gateway->name));
}

struct way {
    const struct joint *joint;
    const struct gl_nw_table *table;
    const struct gl_nw_route *route;
    const struct gl_nw_route *row; /* of the transit gateway; NULL: none */
    uint32_t vpc;                  /* the store's */
    const struct gl_nw_nic *nic;
    const struct gl_nw_attachment *attachment; /* of the one side; NULL: a peering connection */
};

static void add_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct way *way)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_resource *from = nw->vpcs[way->joint->from].resource;
    const struct gl_resource *store = nw->endpoints[way->nic->endpoint].resource;
    const struct gl_resource *by = way->route->resource;
    struct gl_str destination = gl_route_destination_text(ctx, way->route);
    struct gl_str gateway = gateway_text(ctx, way->joint);
    struct gl_step *step;

    gl_add_step(ctx, finding, GL_STEP_ORIGIN, from, from ? from->span : (struct gl_span){0},
                "%.*s is of %.*s", GL_STR_ARG(nw->vpcs[way->joint->from].name),
                GL_STR_ARG(environment_text(ctx, from, NULL)));
    step = gl_add_step(ctx, finding, GL_STEP_ROUTE, by,
                       way->route->value ? way->route->value->span
                       : by              ? by->span
                                         : (struct gl_span){0},
                       "route table %.*s sends %.*s to %.*s", GL_STR_ARG(way->table->name),
                       GL_STR_ARG(destination), GL_STR_ARG(gateway));
    if (step)
        step->weight = GL_STEP_OPENS;
    gl_add_step(ctx, finding, GL_STEP_GATEWAY, ctx->subject, ctx->subject->span, "%.*s joins %.*s and %.*s",
                GL_STR_ARG(gateway), GL_STR_ARG(nw->vpcs[way->joint->from].name),
                GL_STR_ARG(nw->vpcs[way->vpc].name));
    if (way->row)
        gl_add_step(ctx, finding, GL_STEP_ROUTE, way->row->resource,
                    way->row->resource ? way->row->resource->span : (struct gl_span){0},
                    "it sends %.*s to %.*s", GL_STR_ARG(gl_route_destination_text(ctx, way->row)),
                    GL_STR_ARG(nw->vpcs[way->vpc].name));
    gl_add_step(ctx, finding, GL_STEP_DESTINATION, store, store->span, "%.*s is in %.*s",
                GL_STR_ARG(gl_describe_resource(ctx->scratch, store)),
                GL_STR_ARG(nw->subnets[way->nic->subnet].name));
}

static enum gl_verdict tell(struct gl_check_ctx *ctx, const struct way *way, enum gl_truth truth)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_resource *store = nw->endpoints[way->nic->endpoint].resource;
    struct gl_str destination = gl_route_destination_text(ctx, way->route);
    struct gl_finding *finding;

    if (truth != GL_TRUE) {
        if (ctx->culprit_len == 0)
            gl_culprit_text(ctx, store->span, "whether packets for production's data get to %.*s",
                            GL_STR_ARG(gl_describe_resource(ctx->scratch, store)));
        gl_report(ctx, GL_OPEN, NULL,
                  "cannot tell whether %.*s leads from %.*s to a data store of production",
                  GL_STR_ARG(gateway_text(ctx, way->joint)), GL_STR_ARG(nw->vpcs[way->joint->from].name));
        return GL_OPEN;
    }
    finding =
        gl_report(ctx, GL_FAIL, way->route->value,
                  "route table %.*s of %.*s (%.*s) sends %.*s over %.*s to %.*s, where %.*s is",
                  GL_STR_ARG(way->table->name), GL_STR_ARG(nw->vpcs[way->joint->from].name),
                  GL_STR_ARG(environment_text(ctx, nw->vpcs[way->joint->from].resource, NULL)),
                  GL_STR_ARG(destination), GL_STR_ARG(gateway_text(ctx, way->joint)),
                  GL_STR_ARG(nw->vpcs[way->vpc].name), GL_STR_ARG(gl_describe_resource(ctx->scratch, store)));
    if (!finding)
        return GL_FAIL;
    if (way->route->resource)
        gl_finding_move(ctx, finding, way->route->resource, way->route->value);
    gl_finding_wanted(finding, GL_STR("no route from development and staging to production's data stores"));
    gl_relate(ctx, finding, ctx->subject, ctx->subject->span, "what joins the two networks");
    gl_relate(ctx, finding, store, store->span, "the data store that is reached");
    add_steps(ctx, finding, way);
    return GL_FAIL;
}

/* What the transit gateway does with packets of the one side for a store of the other. */
static enum gl_truth through_transit(struct gl_check_ctx *ctx, struct way *way, const struct store *store)
{
    const struct gl_nw_gateway *gateway = &ctx->nw->gateways[way->joint->gateway];
    const struct gl_nw_attachment *to, *from = way->attachment;
    enum gl_truth truth = GL_MAYBE;

    if (!from)
        return gateway->is_active == GL_MATCH_YES ? GL_TRUE : GL_MAYBE;
    to = &gateway->attachments[way->joint->attachment];
    if (from->table != GL_NW_NONE)
        way->row =
            find_row(ctx, &ctx->nw->tables[from->table], store->addresses, way->joint, leads_to_vpc, &truth);
    if (to->exists != GL_MATCH_YES || from->exists != GL_MATCH_YES)
        truth = gl_truth_and(truth, GL_MAYBE);
    return truth;
}

/* The store of the other side that the table surely reaches, else one that it may reach. */
static enum gl_truth find_way(struct gl_check_ctx *ctx, struct way *way)
{
    const struct sides *sides = way->joint->sides;
    enum gl_truth best = GL_FALSE;
    struct way found = *way;

    if (!sides->stores)
        return GL_FALSE;
    for (uint32_t i = sides->first_store[way->vpc]; i != GL_NW_NONE && best != GL_TRUE;
         i = sides->stores[i].next) {
        const struct store *store = &sides->stores[i];
        enum gl_truth here;

        way->row = NULL;
        way->nic = store->nic;
        way->route = find_row(ctx, way->table, store->addresses, way->joint, leads_to_gateway, &here);
        if (here != GL_FALSE)
            here = gl_truth_and(here, gl_truth_and(store->truth, through_transit(ctx, way, store)));
        if (here > best) {
            best = here;
            found = *way;
        }
    }
    *way = found;
    return best;
}

/* Each table of the one side with a way is a finding. */
static enum gl_verdict judge_tables(struct gl_check_ctx *ctx, struct way *way)
{
    const struct sides *sides = way->joint->sides;
    enum gl_verdict worst = GL_PASS;

    for (uint32_t t = sides->first_table[way->joint->from]; t != GL_NW_NONE; t = sides->next_table[t]) {
        enum gl_verdict verdict;
        enum gl_truth truth;

        way->table = &ctx->nw->tables[t];
        truth = find_way(ctx, way);
        if (truth == GL_FALSE)
            continue;
        verdict = tell(ctx, way, truth);
        worst = verdict > worst ? verdict : worst;
    }
    return worst;
}

/* Is any route of the VPC's tables for this gateway? */
static bool uses_gateway(struct gl_check_ctx *ctx, const struct sides *sides, uint32_t vpc, uint32_t gateway)
{
    for (uint32_t t = sides->first_table[vpc]; t != GL_NW_NONE; t = sides->next_table[t]) {
        const struct gl_nw_table *table = &ctx->nw->tables[t];

        for (size_t i = 0; i < table->len; i++) {
            if (table->routes[i].gateway == gateway && !table->routes[i].is_dropped)
                return true;
        }
    }
    return false;
}

static enum gl_verdict open_outside(struct gl_check_ctx *ctx, const struct joint *joint)
{
    gl_culprit_text(ctx, ctx->subject->span, "what is behind %.*s", GL_STR_ARG(gateway_text(ctx, joint)));
    gl_report(ctx, GL_OPEN, NULL, "cannot tell whether %.*s leads from %.*s to a data store of production",
              GL_STR_ARG(gateway_text(ctx, joint)), GL_STR_ARG(ctx->nw->vpcs[joint->from].name));
    return GL_OPEN;
}

/* One direction of a peering connection. */
static enum gl_verdict judge_peering(struct gl_check_ctx *ctx, const struct sides *sides, uint32_t gateway,
                                     uint32_t from, uint32_t to)
{
    const struct gl_nw *nw = ctx->nw;
    struct joint joint = {
        .sides = sides, .gateway = gateway, .from = from, .to = to, .attachment = GL_NW_NONE};
    struct way way = {.joint = &joint, .vpc = to};

    if (from == GL_NW_NONE || from == to || environment_of(ctx, nw->vpcs[from].resource, NULL) != ENV_NONPROD)
        return GL_NOT_APPLICABLE;
    if (nw->gateways[gateway].is_active == GL_MATCH_NO || !uses_gateway(ctx, sides, from, gateway))
        return GL_PASS;
    if (to == GL_NW_NONE || !nw->vpcs[to].is_known)
        return open_outside(ctx, &joint);
    return judge_tables(ctx, &way);
}

/* The side of one attachment of a transit gateway, against all others. */
static enum gl_verdict judge_attachment(struct gl_check_ctx *ctx, const struct sides *sides, uint32_t gateway,
                                        const struct gl_nw_attachment *attachment)
{
    const struct gl_nw_gateway *of = &ctx->nw->gateways[gateway];
    enum gl_verdict worst = GL_PASS;

    if (attachment->vpc == GL_NW_NONE ||
        environment_of(ctx, ctx->nw->vpcs[attachment->vpc].resource, NULL) != ENV_NONPROD)
        return GL_NOT_APPLICABLE;
    if (attachment->exists == GL_MATCH_NO || !uses_gateway(ctx, sides, attachment->vpc, gateway))
        return GL_PASS;
    for (uint32_t i = 0; i < of->attachment_len; i++) {
        const struct gl_nw_attachment *other = &of->attachments[i];
        struct joint joint = {
            .sides = sides, .gateway = gateway, .from = attachment->vpc, .to = other->vpc, .attachment = i};
        struct way way = {.joint = &joint, .vpc = other->vpc, .attachment = attachment};
        enum gl_verdict verdict;

        if (other == attachment || other->vpc == GL_NW_NONE || other->vpc == attachment->vpc ||
            other->exists == GL_MATCH_NO || sides->first_store[other->vpc] == GL_NW_NONE)
            continue;
        verdict = judge_tables(ctx, &way);
        worst = verdict > worst ? verdict : worst;
    }
    return worst;
}

enum gl_verdict gl_check_production_route(struct gl_check_ctx *ctx)
{
    uint32_t at = ctx->nw->gateway_of[ctx->subject->id];
    const struct gl_nw_gateway *gateway = at == GL_NW_NONE ? NULL : &ctx->nw->gateways[at];
    enum gl_verdict worst = GL_NOT_APPLICABLE, verdict;
    struct sides sides;

    if (!gateway)
        return GL_NOT_APPLICABLE;
    read_sides(ctx, &sides);
    if (gateway->kind == GL_NW_PEERING) {
        worst = judge_peering(ctx, &sides, at, gateway->vpc, gateway->peer);
        ctx->culprit_len = 0;
        verdict = judge_peering(ctx, &sides, at, gateway->peer, gateway->vpc);
        return verdict > worst ? verdict : worst;
    }
    for (size_t i = 0; i < gateway->attachment_len; i++) {
        ctx->culprit_len = 0;
        verdict = judge_attachment(ctx, &sides, at, &gateway->attachments[i]);
        worst = verdict > worst ? verdict : worst;
    }
    return worst;
}
