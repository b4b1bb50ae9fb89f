/* Route tables: their routes in the order in which AWS prefers them, and the subnets that have them.
 *
 * Source: Amazon VPC user guide, "Route priority": the longest prefix wins; of equal ones local, then static
 * before prefix lists before propagated. */
#include <stdlib.h>

#include "network/build.h"

struct target_path {
    const char *path;
    bool is_modelled;
};

/* Where a route may lead. Kinds of gateways are known by what they name. */
static const struct target_path target_paths[] = {
    {"GatewayId", true},
    {"NatGatewayId", true},
    {"TransitGatewayId", true},
    {"VpcPeeringConnectionId", true},
    {"EgressOnlyInternetGatewayId", true},
    {"NetworkInterfaceId", true},
    {"InstanceId", true},
    {"VpcEndpointId", true},
    {"CarrierGatewayId", false},
    {"LocalGatewayId", false},
    {"CoreNetworkArn", false},
    {"OdbNetworkArn", false},
};

/* Routes of all tables, each with its table, until they are handed out. */
struct loose_route {
    uint32_t table, next; /* the next of the table, or NONE */
    struct gl_nw_route route;
};

struct collecting {
    struct gl_nw_build *build;
    struct loose_route *routes;
    size_t len, capacity;
    uint32_t *first; /* by table */
    size_t first_len;
};

static struct gl_nw_route *add_route(struct collecting *all, uint32_t table)
{
    struct loose_route *route = GL_PUSH(all->build->arena, all->routes, all->len, all->capacity);

    route->table = table;
    route->next = all->first[table];
    all->first[table] = (uint32_t)(all->len - 1);
    route->route.gateway = GL_NW_NONE;
    route->route.attachment = GL_NW_NONE;
    route->route.exists = GL_MATCH_YES;
    return &route->route;
}

static void set_destination(struct gl_nw_build *build, struct gl_nw_route *route, const struct gl_cidr *block)
{
    route->to = gl_ipset_of_cidr(build->arena, block);
    route->prefix = block->prefix;
    route->family = block->family;
}

static void set_target(struct gl_nw_build *build, struct gl_nw_route *route,
                       const struct gl_resource *resource)
{
    static const char *const local[] = {"local"};

    for (size_t i = 0; i < sizeof target_paths / sizeof *target_paths; i++) {
        struct gl_nw_values found = gl_nw_values(build, resource, target_paths[i].path);
        const struct gl_resource *target;
        struct gl_str text;

        if (found.len == 0)
            continue;
        if (found.len == 1 && gl_value_text(found.items[0].value, &text) && GL_STR_IS_ONE_OF(text, local)) {
            route->is_local = true;
            return;
        }
        target = found.len == 1 && target_paths[i].is_modelled
                     ? gl_nw_target(build, found.items[0].owner, found.items[0].value)
                     : NULL;
        if (found.len == 1 && found.items[0].exists != GL_MATCH_YES)
            route->exists = GL_MATCH_MAY;
        if (target && build->nw->gateway_of[target->id] != GL_NW_NONE)
            route->gateway = build->nw->gateway_of[target->id];
        else /* interfaces and instances as appliances, and what is not in the scan */
            route->is_elsewhere = true;
        return;
    }
    route->is_elsewhere = true;
}

static void read_one_route(struct collecting *all, uint32_t table, const struct gl_resource *resource,
                           const struct gl_value *destination, const struct gl_cidr *block)
{
    struct gl_nw_build *build = all->build;
    struct gl_nw_route *route = add_route(all, table);
    struct gl_str state = gl_nw_text(build, resource, "State");

    route->resource = resource;
    route->value = destination;
    route->exists = gl_nw_exists(resource);
    set_destination(build, route, block);
    set_target(build, route, resource);
    route->is_dropped = gl_str_eq_nocase(state, GL_STR("blackhole"));
    route->is_propagated =
        gl_str_eq(gl_nw_text(build, resource, "Origin"), GL_STR("EnableVgwRoutePropagation"));
}

/* A destination that is not known: any part of a family. */
static void read_unknown_route(struct collecting *all, uint32_t table, const struct gl_resource *resource,
                               const struct gl_value *destination, enum gl_ip_family family)
{
    struct gl_cidr all_of_it = {.family = family, .last = gl_ip_max(family)};

    read_one_route(all, table, resource, destination, &all_of_it);
    all->routes[all->len - 1].route.is_unknown_destination = true;
}

static void read_prefix_list_route(struct collecting *all, uint32_t table, const struct gl_resource *resource,
                                   const struct gl_nw_value *list)
{
    struct gl_nw_build *build = all->build;
    const struct gl_resource *target = gl_nw_target(build, list->owner, list->value);
    struct gl_nw_values entries = {0};
    uint32_t gateway;

    if (target && gl_str_eq(target->kind, GL_STR("AWS::EC2::PrefixList")))
        entries = gl_nw_values(build, target, "Entries[].Cidr");
    for (size_t i = 0; i < entries.len; i++) {
        struct gl_cidr block;

        if (gl_nw_block(entries.items[i].value, &block))
            read_one_route(all, table, resource, list->value, &block);
        else
            read_unknown_route(all, table, resource, list->value, GL_IPV4);
        all->routes[all->len - 1].route.is_of_list = true;
    }
    if (entries.len)
        return;
    read_unknown_route(all, table, resource, list->value, GL_IPV4);
    gateway = all->routes[all->len - 1].route.gateway;
    if (gateway != GL_NW_NONE && build->nw->gateways[gateway].kind == GL_NW_GATEWAY_ENDPOINT)
        all->routes[all->len - 1].route.to = (struct gl_ipset){0}; /* addresses of the service alone */
}

static void read_route(struct collecting *all, const struct gl_resource *resource, uint32_t table)
{
    static const char *const paths[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock"};
    struct gl_nw_values lists = gl_nw_values(all->build, resource, "DestinationPrefixListId");

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct gl_nw_values found = gl_nw_values(all->build, resource, paths[i]);

        for (size_t k = 0; k < found.len; k++) {
            struct gl_cidr block;

            if (gl_nw_block(found.items[k].value, &block))
                read_one_route(all, table, resource, found.items[k].value, &block);
            else
                read_unknown_route(all, table, resource, found.items[k].value, (enum gl_ip_family)i);
            all->routes[all->len - 1].route.exists =
                gl_match_both(all->routes[all->len - 1].route.exists, found.items[k].exists);
        }
    }
    for (size_t i = 0; i < lists.len; i++)
        read_prefix_list_route(all, table, resource, &lists.items[i]);
}

/* The table that a value names, by itself or as the main one of a VPC (attribute DefaultRouteTable). */
static uint32_t table_named(struct gl_nw_build *build, const uint32_t *table_of, const struct gl_resource *by)
{
    const struct gl_value *named;
    const struct gl_resource *target = gl_nw_target_at(build, by, "RouteTableId", &named);

    if (target && build->nw->vpc_of[target->id] != GL_NW_NONE)
        return build->nw->vpcs[build->nw->vpc_of[target->id]].main_table;
    return target ? table_of[target->id] : GL_NW_NONE;
}

static void read_routes(struct collecting *all, const uint32_t *table_of)
{
    struct gl_resource_list list = gl_graph_of_kind(all->build->nw->graph, GL_STR("AWS::EC2::Route"));

    for (size_t i = 0; i < list.len; i++) {
        uint32_t table = table_named(all->build, table_of, list.items[i]);

        if (table != GL_NW_NONE)
            read_route(all, list.items[i], table);
    }
}

/* AWS adds a route for each block of the VPC, where a snapshot does not list it. */
static void add_local(struct collecting *all, uint32_t table, const struct gl_nw_vpc *vpc)
{
    for (int family = GL_IPV4; family <= GL_IPV6; family++) {
        struct gl_ranges blocks = family == GL_IPV4 ? vpc->blocks.v4 : vpc->blocks.v6;

        for (size_t i = 0; i < blocks.len; i++) {
            struct gl_nw_route *route = add_route(all, table);

            route->to = gl_ipset_of_range(all->build->arena, (enum gl_ip_family)family, blocks.items[i].first,
                                          blocks.items[i].last);
            route->prefix = (uint8_t)gl_ip_block_prefix((enum gl_ip_family)family, blocks.items[i].first,
                                                        blocks.items[i].last);
            route->family = (enum gl_ip_family)family;
            route->is_local = true;
        }
    }
}

/* Routes that a virtual private gateway propagates: those of its VPNs; over BGP any private ones. */
static void add_propagated(struct collecting *all, uint32_t table, const struct gl_resource *by,
                           uint32_t gateway)
{
    static const char *const private_blocks[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"};
    struct gl_ipset known = all->build->nw->gateways[gateway].outside;
    struct gl_cidr block;
    const char *why;

    for (size_t i = 0; i < known.v4.len; i++) {
        struct gl_nw_route *route = add_route(all, table);

        route->to =
            gl_ipset_of_range(all->build->arena, GL_IPV4, known.v4.items[i].first, known.v4.items[i].last);
        route->prefix = (uint8_t)gl_ip_block_prefix(GL_IPV4, known.v4.items[i].first, known.v4.items[i].last);
        route->resource = by;
        route->gateway = gateway;
        route->is_propagated = true;
    }
    for (size_t i = 0; known.v4.len == 0 && i < sizeof private_blocks / sizeof *private_blocks; i++) {
        struct gl_nw_route *route = add_route(all, table);

        if (gl_cidr_parse(gl_str_of(private_blocks[i]), &block, &why) == GL_OK)
            set_destination(all->build, route, &block);
        route->is_unknown_destination = true;
        route->resource = by;
        route->gateway = gateway;
        route->is_propagated = true;
    }
}

static void read_propagations(struct collecting *all, const uint32_t *table_of)
{
    struct gl_nw_build *build = all->build;
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPNGatewayRoutePropagation"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *vgw = gl_nw_target_at(build, list.items[i], "VpnGatewayId", &named);
        struct gl_nw_values tables = gl_nw_values(build, list.items[i], "RouteTableIds[]");

        if (gl_nw_is_snapshot(list.items[i]))
            continue; /* the answer lists the propagated routes themselves */
        for (size_t k = 0; vgw && build->nw->gateway_of[vgw->id] != GL_NW_NONE && k < tables.len; k++) {
            const struct gl_resource *table =
                gl_nw_target(build, tables.items[k].owner, tables.items[k].value);

            if (table && table_of[table->id] != GL_NW_NONE)
                add_propagated(all, table_of[table->id], list.items[i], build->nw->gateway_of[vgw->id]);
        }
    }
}

static int rank(const struct gl_nw_route *route)
{
    if (route->is_local)
        return 0;
    return route->is_propagated ? 3 : route->is_of_list ? 2 : 1;
}

static int compare_routes(const void *a, const void *b)
{
    const struct gl_nw_route *x = a, *y = b;
    uint32_t first = x->resource ? x->resource->id : 0, second = y->resource ? y->resource->id : 0;

    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    if (x->prefix != y->prefix)
        return x->prefix > y->prefix ? -1 : 1;
    if (rank(x) != rank(y))
        return rank(x) - rank(y);
    return (first > second) - (first < second);
}

void gl_nw_table_sort(struct gl_nw_table *table)
{
    if (table->len)
        qsort(table->routes, table->len, sizeof *table->routes, compare_routes);
}

static bool is_repeated_local(const struct gl_nw_route *routes, size_t len, const struct gl_nw_route *route)
{
    for (size_t i = 0; i < len; i++) {
        if (routes[i].is_local && routes[i].resource && gl_ipset_equal(routes[i].to, route->to))
            return true;
    }
    return false;
}

/* Gives each table its routes: written ones first, so that a local route that is listed keeps its place. */
static void hand_out(struct collecting *all)
{
    struct gl_nw *nw = all->build->nw;

    for (uint32_t t = 0; t < all->first_len; t++) {
        struct gl_nw_table *table = &nw->tables[t];
        size_t capacity = 0, listed = 0;

        if (table->len)
            continue; /* made with its rows (eks.c) */
        for (uint32_t i = all->first[t]; i != GL_NW_NONE; i = all->routes[i].next)
            capacity++;
        table->routes = GL_NEW_ARRAY(all->build->arena, struct gl_nw_route, capacity);
        for (int pass = 0; pass < 2; pass++) {
            for (uint32_t i = all->first[t]; i != GL_NW_NONE; i = all->routes[i].next) {
                const struct gl_nw_route *route = &all->routes[i].route;
                bool is_added = route->is_local && !route->resource;

                if (is_added != (pass == 1) || (pass == 1 && is_repeated_local(table->routes, listed, route)))
                    continue;
                table->routes[table->len++] = *route;
            }
            listed = table->len;
        }
        gl_nw_table_sort(table);
    }
}

static uint32_t new_table(struct gl_nw_build *build, const struct gl_resource *resource, struct gl_str name,
                          uint32_t vpc)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_TABLES);

    build->nw->tables[at] = (struct gl_nw_table){.resource = resource, .name = name, .vpc = vpc};
    return at;
}

/* A route whose table is not known may be of any table of its stack. */
static void doubt_routes(struct gl_nw_build *build)
{
    for (uint32_t t = 0; t < build->nw->table_len; t++) {
        struct gl_nw_table *table = &build->nw->tables[t];
        const struct gl_resource *beside = table->resource            ? table->resource
                                           : table->vpc != GL_NW_NONE ? build->nw->vpcs[table->vpc].resource
                                                                      : NULL;

        if (beside && !gl_nw_is_snapshot(beside) &&
            (table->resource || build->nw->vpc_of[beside->id] == table->vpc))
            table->unknown = gl_graph_loose_end(build->nw->graph, GL_STR("AWS::EC2::Route"),
                                                GL_STR("RouteTableId"), beside);
    }
}

/* The main table that AWS makes with a VPC, where nothing of the scan is it. */
static void add_main_tables(struct gl_nw_build *build)
{
    for (uint32_t i = 0; i < build->nw->vpc_len; i++) {
        const struct gl_resource *resource = build->nw->vpcs[i].resource;
        uint32_t at;

        if (!resource || gl_nw_is_snapshot(resource) || build->nw->vpc_of[resource->id] != i ||
            build->nw->vpcs[i].main_table != GL_NW_NONE)
            continue;
        at = new_table(
            build, NULL,
            gl_arena_printf(build->arena, "the main route table of %.*s", GL_STR_ARG(resource->name)), i);
        build->nw->vpcs[i].main_table = at;
    }
}

/* The main table of a default VPC leads to its internet gateway. */
static void add_default_routes(struct collecting *all)
{
    const struct gl_nw *nw = all->build->nw;

    for (uint32_t i = 0; i < nw->vpc_len; i++) {
        const struct gl_nw_vpc *vpc = &nw->vpcs[i];
        struct gl_nw_route *route;

        if (vpc->main_table == GL_NW_NONE || nw->tables[vpc->main_table].resource ||
            vpc->internet_gateway == GL_NW_NONE ||
            nw->gateways[vpc->internet_gateway].resource != vpc->resource)
            continue;
        route = add_route(all, vpc->main_table);
        route->to = gl_ipset_all(GL_IPV4);
        route->gateway = vpc->internet_gateway;
    }
}

static void read_tables(struct gl_nw_build *build, uint32_t *table_of)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::RouteTable"));

    for (size_t i = 0; i < list.len; i++) {
        uint32_t vpc = gl_nw_vpc_named(build, list.items[i], "VpcId");
        uint32_t at = new_table(build, list.items[i], list.items[i]->name, vpc);

        table_of[list.items[i]->id] = at;
        if (gl_nw_flag(build, list.items[i], "IsMain", GL_MATCH_NO, NULL) == GL_MATCH_NO)
            continue;
        /* the table that came with the VPC yields to one that was made the main one */
        if (build->nw->vpcs[vpc].main_table == GL_NW_NONE ||
            !gl_nw_values(build, list.items[i], "DefaultRouteTableId").len)
            build->nw->vpcs[vpc].main_table = at;
    }
}

static void associate(struct gl_nw_build *build, const uint32_t *table_of)
{
    struct gl_nw *nw = build->nw;
    struct gl_resource_list list =
        gl_graph_of_kind(nw->graph, GL_STR("AWS::EC2::SubnetRouteTableAssociation"));

    for (uint32_t i = 0; i < nw->subnet_len; i++) {
        struct gl_nw_subnet *subnet = &nw->subnets[i];

        /* an association whose subnet is not known may be this one's */
        if (gl_nw_is_of_scan(nw, i) &&
            (gl_nw_is_snapshot(subnet->resource) ||
             !gl_graph_loose_end(nw->graph, GL_STR("AWS::EC2::SubnetRouteTableAssociation"),
                                 GL_STR("SubnetId"), subnet->resource)))
            subnet->table = nw->vpcs[subnet->vpc].main_table;
    }
    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *subnet = gl_nw_target_at(build, list.items[i], "SubnetId", &named);
        uint32_t table = table_named(build, table_of, list.items[i]);
        uint32_t at = subnet ? nw->subnet_of[subnet->id] : GL_NW_NONE;

        if (at == GL_NW_NONE)
            continue;
        nw->subnets[at].table = gl_nw_exists(list.items[i]) == GL_MATCH_YES ? table : GL_NW_NONE;
        nw->subnets[at].table_by = list.items[i];
    }
}

/* A table for what comes in by a gateway: it may lead to an appliance first. */
static void associate_edges(struct gl_nw_build *build, const uint32_t *table_of)
{
    struct gl_nw *nw = build->nw;
    struct gl_resource_list list =
        gl_graph_of_kind(nw->graph, GL_STR("AWS::EC2::GatewayRouteTableAssociation"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *gateway = gl_nw_target_at(build, list.items[i], "GatewayId", &named);

        if (gateway && nw->gateway_of[gateway->id] != GL_NW_NONE)
            nw->gateways[nw->gateway_of[gateway->id]].edge_table =
                table_named(build, table_of, list.items[i]);
    }
}

void gl_nw_build_tables(struct gl_nw_build *build)
{
    struct gl_nw *nw = build->nw;
    uint32_t *table_of = GL_NEW_ARRAY(build->arena, uint32_t, nw->graph->len + 1);
    struct collecting all = {.build = build};

    for (size_t i = 0; i < nw->graph->len; i++)
        table_of[i] = GL_NW_NONE;
    read_tables(build, table_of);
    add_main_tables(build);
    all.first_len = nw->table_len;
    all.first = GL_NEW_ARRAY(build->arena, uint32_t, all.first_len + 1);
    for (size_t i = 0; i < all.first_len; i++) {
        all.first[i] = GL_NW_NONE;
    }
    for (uint32_t t = 0; t < nw->table_len; t++)
        add_local(&all, t, &nw->vpcs[nw->tables[t].vpc]);
    add_default_routes(&all);
    read_routes(&all, table_of);
    read_propagations(&all, table_of);
    hand_out(&all);
    doubt_routes(build);
    associate(build, table_of);
    associate_edges(build, table_of);
}
