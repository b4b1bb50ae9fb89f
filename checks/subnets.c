/* Which subnets lead to the internet. Names and tags prove nothing: the table in force does.
 * Source: Amazon VPC user guide, "Enable internet access for a VPC using internet gateways", "Subnet route
 * tables". */
#include "checks/subnets.h"

#include <stdarg.h>

#include "base/buf.h"

void gl_culprit_text(struct gl_check_ctx *ctx, struct gl_span span, const char *format, ...)
{
    struct gl_value *unknown = GL_NEW(ctx->arena, struct gl_value);
    struct gl_buf text;
    va_list args;

    gl_buf_init(&text);
    va_start(args, format);
    gl_buf_vprintf(&text, format, args);
    va_end(args);
    *unknown =
        gl_value_unknown(ctx->arena, GL_WHY_ATTRIBUTE, gl_arena_copy(ctx->arena, gl_buf_str(&text)), span);
    gl_buf_free(&text);
    gl_culprit(ctx, unknown);
}

/* The property that names the target of a route, and its word for people. */
static const struct target_word {
    const char *property, *word;
    enum gl_truth is_out[2]; /* by enum gl_exit, where the target is not in the scan */
} target_words[] = {
    {"GatewayId", "gateway", {GL_MAYBE, GL_MAYBE}},
    {"NatGatewayId", "NAT gateway", {GL_FALSE, GL_TRUE}},
    {"EgressOnlyInternetGatewayId", "egress-only internet gateway", {GL_FALSE, GL_TRUE}},
    {"TransitGatewayId", "transit gateway", {GL_FALSE, GL_MAYBE}},
    {"VpcPeeringConnectionId", "peering connection", {GL_FALSE, GL_FALSE}},
    {"NetworkInterfaceId", "network interface", {GL_FALSE, GL_MAYBE}},
    {"InstanceId", "instance", {GL_FALSE, GL_MAYBE}},
    {"VpcEndpointId", "endpoint", {GL_FALSE, GL_MAYBE}},
    {"CarrierGatewayId", "carrier gateway", {GL_FALSE, GL_MAYBE}},
    {"LocalGatewayId", "local gateway", {GL_FALSE, GL_MAYBE}},
    {"CoreNetworkArn", "core network", {GL_FALSE, GL_MAYBE}},
};

static const struct target_word *target_of(const struct gl_nw_route *route, const struct gl_value **ret_value)
{
    for (size_t i = 0; route->resource && i < sizeof target_words / sizeof *target_words; i++) {
        *ret_value = gl_property(route->resource, target_words[i].property);
        if (*ret_value)
            return &target_words[i];
    }
    *ret_value = NULL;
    return NULL;
}

/* The target is not in the scan: what its property or the beginning of its id tells. */
static enum gl_truth foreign_leads_out(struct gl_check_ctx *ctx, const struct gl_nw_route *route,
                                       enum gl_exit exit)
{
    const struct gl_value *value;
    const struct target_word *target = target_of(route, &value);
    enum gl_truth truth = target ? target->is_out[exit] : GL_MAYBE;
    struct gl_str text;

    if (target == target_words && gl_value_text(gl_pick(ctx, value), &text)) {
        if (gl_str_starts_with(text, GL_STR("igw-")))
            return GL_TRUE;
        if (gl_str_starts_with(text, GL_STR("vgw-")) || gl_str_starts_with(text, GL_STR("vpce-")))
            return exit == GL_EXIT_ANY && gl_str_starts_with(text, GL_STR("vgw-")) ? GL_MAYBE : GL_FALSE;
    }
    if (truth == GL_MAYBE && value)
        gl_culprit(ctx, value);
    return truth;
}

static enum gl_truth gateway_leads_out(const struct gl_nw_gateway *gateway, enum gl_exit exit)
{
    switch (gateway->kind) {
    case GL_NW_IGW:
        return GL_TRUE;
    case GL_NW_EIGW:
        return gl_truth_of(exit == GL_EXIT_ANY);
    case GL_NW_NAT:
        if (exit == GL_EXIT_PUBLIC)
            return GL_FALSE;
        return gateway->is_private ? GL_MAYBE : GL_TRUE;
    case GL_NW_PEERING: /* not transitive: no gateway of the other side */
    case GL_NW_GATEWAY_ENDPOINT:
        return GL_FALSE;
    case GL_NW_TGW:
    case GL_NW_VGW:
    case GL_NW_ELSEWHERE:
        return exit == GL_EXIT_ANY ? GL_MAYBE : GL_FALSE;
    }
    return GL_MAYBE;
}

enum gl_truth gl_route_leads_out(struct gl_check_ctx *ctx, const struct gl_nw_route *route, enum gl_exit exit)
{
    enum gl_truth truth;

    if (route->is_local || route->is_dropped || !gl_ipset_has_public(route->to))
        return GL_FALSE;
    truth = route->gateway != GL_NW_NONE ? gateway_leads_out(&ctx->nw->gateways[route->gateway], exit)
                                         : foreign_leads_out(ctx, route, exit);
    if (truth == GL_FALSE)
        return truth;
    if (truth == GL_MAYBE && route->gateway != GL_NW_NONE)
        gl_culprit_text(ctx, route->resource ? route->resource->span : (struct gl_span){0},
                        "where %.*s leads", GL_STR_ARG(gl_route_target_text(ctx, route)));
    if (route->is_unknown_destination && route->value)
        truth = gl_maybe(ctx, route->value);
    if (route->exists != GL_MATCH_YES && route->resource) {
        if (route->resource->condition)
            gl_culprit_choice(ctx, route->resource->condition);
        truth = GL_MAYBE;
    }
    return truth;
}

static enum gl_truth covers(enum gl_exit exit, struct gl_ipset set)
{
    return gl_truth_of(exit == GL_EXIT_ANY ? gl_ipset_has_public(set) : gl_ipset_is_internet(set));
}

enum gl_truth gl_subnet_leads_out(struct gl_check_ctx *ctx, uint32_t subnet, enum gl_exit exit,
                                  struct gl_subnet_exit *ret_exit)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_nw_subnet *of = &nw->subnets[subnet];
    const struct gl_nw_table *table = of->table == GL_NW_NONE ? NULL : &nw->tables[of->table];
    struct gl_ipset sure = {0}, may = {0};
    size_t noted = ctx->culprit_len;
    enum gl_truth best = GL_FALSE;

    *ret_exit = (struct gl_subnet_exit){.table = table};
    if (!table) {
        gl_culprit_text(ctx, of->resource ? of->resource->span : (struct gl_span){0},
                        "the route table of %.*s", GL_STR_ARG(of->name));
        return GL_MAYBE;
    }
    for (size_t i = 0; i < table->len; i++) {
        enum gl_truth truth = gl_route_leads_out(ctx, &table->routes[i], exit);

        if (truth == GL_FALSE)
            continue;
        if (truth == GL_TRUE)
            sure = gl_ipset_union(ctx->scratch, sure, table->routes[i].to);
        may = gl_ipset_union(ctx->scratch, may, table->routes[i].to);
        if (truth > best) {
            best = truth;
            ret_exit->route = &table->routes[i];
        }
    }
    if (covers(exit, sure) == GL_TRUE) {
        ctx->culprit_len = noted;
        return GL_TRUE;
    }
    if (table->unknown)
        return gl_maybe(ctx, table->unknown);
    if (covers(exit, may) == GL_TRUE)
        return GL_MAYBE;
    ctx->culprit_len = noted;
    return GL_FALSE;
}

struct gl_str gl_route_target_text(struct gl_check_ctx *ctx, const struct gl_nw_route *route)
{
    const struct gl_value *value;
    const struct target_word *target = target_of(route, &value);
    const struct gl_nw_gateway *gateway;
    struct gl_str text, word = gl_str_of(target ? target->word : "a target");

    if (route->gateway == GL_NW_NONE)
        return gl_value_text(value, &text)
                   ? gl_arena_printf(ctx->scratch, "%.*s %.*s", GL_STR_ARG(word), GL_STR_ARG(text))
                   : gl_arena_printf(ctx->scratch, "%.*s that is not known", GL_STR_ARG(word));
    gateway = &ctx->nw->gateways[route->gateway];
    if (gateway->kind == GL_NW_IGW)
        word = GL_STR("internet gateway");
    else if (gateway->kind == GL_NW_VGW)
        word = GL_STR("virtual private gateway");
    return gl_arena_printf(ctx->scratch, "%.*s %.*s", GL_STR_ARG(word), GL_STR_ARG(gateway->name));
}

struct gl_str gl_route_destination_text(struct gl_check_ctx *ctx, const struct gl_nw_route *route)
{
    struct gl_str text;
    struct gl_buf buf;

    if (route->is_unknown_destination)
        return GL_STR("a destination that is not known");
    gl_buf_init(&buf);
    gl_ipset_print_cidrs(&buf, route->to, 3);
    text = gl_arena_copy(ctx->scratch, gl_buf_str(&buf));
    gl_buf_free(&buf);
    return text;
}

static struct gl_span span_of(const struct gl_resource *resource)
{
    return resource ? resource->span : (struct gl_span){0};
}

void gl_add_exit_steps(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *who,
                       uint32_t subnet, const struct gl_value *named, const struct gl_subnet_exit *exit)
{
    const struct gl_nw *nw = ctx->nw;
    const struct gl_nw_subnet *of = &nw->subnets[subnet];
    const struct gl_nw_route *route = exit->route;
    struct gl_str destination, target;
    struct gl_step *step;

    if (!finding || !exit->table || !route)
        return;
    gl_add_step(ctx, finding, GL_STEP_ORIGIN, who, named ? named->span : who->span, "%.*s %s subnet %.*s",
                GL_STR_ARG(who->name), gl_str_ends_with(who->kind, GL_STR("SubnetGroup")) ? "lists" : "is in",
                GL_STR_ARG(of->name));
    step = gl_add_step(ctx, finding, GL_STEP_ROUTE, of->table_by ? of->table_by : of->resource,
                       span_of(of->table_by ? of->table_by : of->resource), "%.*s has route table %.*s",
                       GL_STR_ARG(of->name), GL_STR_ARG(exit->table->name));
    if (step && !of->table_by)
        step->weight = GL_STEP_PLAIN;
    destination = gl_route_destination_text(ctx, route);
    target = gl_route_target_text(ctx, route);
    step = gl_add_step(ctx, finding, GL_STEP_ROUTE, route->resource,
                       route->value ? route->value->span : span_of(route->resource),
                       "route %.*s leads to %.*s", GL_STR_ARG(destination), GL_STR_ARG(target));
    if (step)
        step->weight = GL_STEP_OPENS;
    if (route->gateway != GL_NW_NONE) {
        const struct gl_nw_gateway *gateway = &nw->gateways[route->gateway];

        gl_add_step(ctx, finding, GL_STEP_GATEWAY, gateway->resource, span_of(gateway->resource),
                    "%.*s leads to the internet", GL_STR_ARG(target));
    }
    step = gl_add_step(ctx, finding, GL_STEP_DESTINATION, NULL, (struct gl_span){0}, "the internet");
    if (step)
        step->node = GL_STR("internet");
}
