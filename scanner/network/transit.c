/* Transit gateways: attachments, and tables that say which attachment gets what.
 *
 * Source: Amazon VPC transit gateways guide, "How transit gateways work": an attachment is associated with
 * one table; VPC attachments propagate the blocks of their VPC; static routes win over propagated ones of the
 * same prefix. Unless switched off, attachments are associated with and propagated to the default table. */
#include "network/build.h"

/* While one gateway is built. */
struct transit {
    struct gl_nw_build *build;
    uint32_t gateway;
    struct gl_nw_attachment *attachments;
    size_t len, capacity;
    uint32_t default_table; /* NONE until somebody needs it */
};

static struct gl_nw_attachment *add_attachment(struct transit *transit, const struct gl_resource *resource)
{
    struct gl_nw_attachment *attachment =
        GL_PUSH(transit->build->arena, transit->attachments, transit->len, transit->capacity);

    *attachment = (struct gl_nw_attachment){.resource = resource,
                                            .vpc = GL_NW_NONE,
                                            .table = GL_NW_NONE,
                                            .is_table_known = true,
                                            .exists = gl_nw_exists(resource)};
    return attachment;
}

static bool is_of_gateway(struct transit *transit, const struct gl_resource *resource)
{
    const struct gl_value *named;
    const struct gl_resource *gateway = gl_nw_target_at(transit->build, resource, "TransitGatewayId", &named);

    return gateway && transit->build->nw->gateway_of[gateway->id] == transit->gateway;
}

static void read_vpc_attachments(struct transit *transit, const char *kind)
{
    static const char *const working[] = {"available", "modifying", "pendingAcceptance"};
    struct gl_nw_build *build = transit->build;
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, gl_str_of(kind));

    for (size_t i = 0; i < list.len; i++) {
        struct gl_str type, state;
        struct gl_nw_attachment *attachment;
        struct gl_nw_values subnets;

        if (!is_of_gateway(transit, list.items[i]))
            continue;
        type = gl_nw_text(build, list.items[i], "ResourceType");
        state = gl_nw_text(build, list.items[i], "State");
        if (state.len && !GL_STR_IS_ONE_OF(state, working))
            continue; /* deleted, failed, rejected */
        attachment = add_attachment(transit, list.items[i]);
        if (state.len && gl_str_eq(state, GL_STR("pendingAcceptance")))
            attachment->exists = GL_MATCH_NO;
        attachment->is_onprem =
            gl_str_eq(type, GL_STR("vpn")) || gl_str_starts_with(type, GL_STR("direct-connect"));
        attachment->is_elsewhere = type.len && !attachment->is_onprem && !gl_str_eq(type, GL_STR("vpc"));
        if (attachment->is_onprem || attachment->is_elsewhere)
            continue;
        attachment->vpc = gl_nw_vpc_named(build, list.items[i], "VpcId");
        subnets = gl_nw_values(build, list.items[i], "SubnetIds[]");
        attachment->subnets = GL_NEW_ARRAY(build->arena, uint32_t, subnets.len);
        for (size_t k = 0; k < subnets.len; k++)
            attachment->subnets[attachment->subnet_len++] = gl_nw_subnet_named(build, &subnets.items[k]);
    }
}

/* Has its attachment been told already, as answers of describe calls do? */
static bool is_attached(struct transit *transit, const struct gl_resource *resource)
{
    for (size_t i = 0; i < transit->len; i++) {
        const struct gl_value *named;

        if (gl_nw_target_at(transit->build, transit->attachments[i].resource, "ResourceId", &named) ==
            resource)
            return true;
    }
    return false;
}

/* VPNs, Direct Connect, other gateways. */
static void read_other_attachments(struct transit *transit)
{
    static const struct {
        const char *kind;
        bool is_onprem;
    } kinds[] = {
        {"AWS::EC2::VPNConnection", true},
        {"AWS::EC2::TransitGatewayPeeringAttachment", false},
        {"AWS::EC2::TransitGatewayConnect", false},
    };

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct gl_resource_list list = gl_graph_of_kind(transit->build->nw->graph, gl_str_of(kinds[k].kind));

        for (size_t i = 0; i < list.len; i++) {
            struct gl_nw_attachment *attachment;

            if (!is_of_gateway(transit, list.items[i]) || is_attached(transit, list.items[i]))
                continue;
            attachment = add_attachment(transit, list.items[i]);
            attachment->is_onprem = kinds[k].is_onprem;
            attachment->is_elsewhere = !kinds[k].is_onprem;
        }
    }
}

static uint32_t attachment_named(struct transit *transit, const struct gl_resource *by)
{
    const struct gl_value *named;
    const struct gl_resource *target =
        gl_nw_target_at(transit->build, by, "TransitGatewayAttachmentId", &named);

    for (size_t i = 0; target && i < transit->len; i++) {
        if (transit->attachments[i].resource == target)
            return (uint32_t)i;
    }
    return GL_NW_NONE;
}

static uint32_t new_table(struct transit *transit, const struct gl_resource *resource, struct gl_str name)
{
    uint32_t at = gl_nw_add(transit->build, GL_NW_LIST_TABLES);

    transit->build->nw->tables[at] =
        (struct gl_nw_table){.resource = resource, .name = name, .vpc = GL_NW_NONE};
    return at;
}

static void read_tables(struct transit *transit, uint32_t *table_of)
{
    struct gl_nw_build *build = transit->build;
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::TransitGatewayRouteTable"));

    for (size_t i = 0; i < list.len; i++) {
        if (!is_of_gateway(transit, list.items[i]))
            continue;
        table_of[list.items[i]->id] = new_table(transit, list.items[i], list.items[i]->name);
        if (gl_nw_flag(build, list.items[i], "DefaultAssociationRouteTable", GL_MATCH_NO, NULL) ==
            GL_MATCH_YES)
            transit->default_table = table_of[list.items[i]->id];
    }
}

static uint32_t default_table(struct transit *transit)
{
    if (transit->default_table == GL_NW_NONE)
        transit->default_table =
            new_table(transit, NULL,
                      gl_arena_printf(transit->build->arena, "the default route table of %.*s",
                                      GL_STR_ARG(transit->build->nw->gateways[transit->gateway].name)));
    return transit->default_table;
}

static uint32_t table_named(struct transit *transit, const struct gl_resource *by, const uint32_t *table_of)
{
    const struct gl_value *named;
    const struct gl_resource *table =
        gl_nw_target_at(transit->build, by, "TransitGatewayRouteTableId", &named);

    if (table && transit->build->nw->gateway_of[table->id] == transit->gateway)
        return default_table(transit); /* by an attribute of the gateway */
    return table ? table_of[table->id] : GL_NW_NONE;
}
/* "enable" (the default), "disable"; a snapshot states every association itself. */
static enum gl_match is_default(struct transit *transit, const char *property)
{
    const struct gl_resource *resource = transit->build->nw->gateways[transit->gateway].resource;
    struct gl_str text = gl_nw_text(transit->build, resource, property);

    if (gl_nw_is_snapshot(resource) || gl_str_eq_nocase(text, GL_STR("disable")))
        return GL_MATCH_NO;
    return text.len || !gl_nw_values(transit->build, resource, property).len ? GL_MATCH_YES : GL_MATCH_MAY;
}

static void associate(struct transit *transit, const uint32_t *table_of)
{
    struct gl_nw_build *build = transit->build;
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::TransitGatewayRouteTableAssociation"));
    enum gl_match by_default = is_default(transit, "DefaultRouteTableAssociation");

    for (size_t i = 0; i < list.len; i++) {
        uint32_t at = attachment_named(transit, list.items[i]);

        if (at == GL_NW_NONE)
            continue;
        transit->attachments[at].table = table_named(transit, list.items[i], table_of);
        transit->attachments[at].is_table_known = transit->attachments[at].table != GL_NW_NONE;
    }
    for (size_t i = 0; i < transit->len; i++) {
        if (transit->attachments[i].table != GL_NW_NONE || !transit->attachments[i].is_table_known ||
            gl_nw_flag(build, transit->attachments[i].resource, "TransitGatewayDefaultRouteTableAssociation",
                       GL_MATCH_YES, NULL) == GL_MATCH_NO)
            continue;
        if (by_default == GL_MATCH_YES)
            transit->attachments[i].table = default_table(transit);
        else if (by_default == GL_MATCH_MAY)
            transit->attachments[i].is_table_known = false;
    }
}

struct rows {
    struct gl_nw_route *items;
    size_t len, capacity;
};

static struct gl_nw_route *add_row(struct transit *transit, struct rows *rows, const struct gl_resource *by,
                                   uint32_t attachment)
{
    struct gl_nw_route *row = GL_PUSH(transit->build->arena, rows->items, rows->len, rows->capacity);

    row->gateway = transit->gateway;
    row->attachment = attachment;
    row->exists = GL_MATCH_YES;
    row->resource = by;
    return row;
}

static void propagate_block(struct transit *transit, struct rows *rows, const struct gl_resource *by,
                            uint32_t attachment, enum gl_ip_family family, struct gl_range block)
{
    struct gl_nw_route *row = add_row(transit, rows, by, attachment);

    row->to = gl_ipset_of_range(transit->build->arena, family, block.first, block.last);
    row->prefix = (uint8_t)gl_ip_block_prefix(family, block.first, block.last);
    row->family = family;
    row->is_propagated = true;
}

static void propagate_unknown(struct transit *transit, struct rows *rows, const struct gl_resource *by,
                              uint32_t attachment)
{
    static const struct gl_range private_blocks[] = {
        {0x0a000000u, 0x0affffffu}, {0xac100000u, 0xac1fffffu}, {0xc0a80000u, 0xc0a8ffffu}};

    for (size_t i = 0; i < sizeof private_blocks / sizeof *private_blocks; i++) {
        propagate_block(transit, rows, by, attachment, GL_IPV4, private_blocks[i]);
        rows->items[rows->len - 1].is_unknown_destination = true;
    }
}

static void propagate(struct transit *transit, struct rows *rows, const struct gl_resource *by, uint32_t at)
{
    const struct gl_nw_attachment *attachment = &transit->attachments[at];
    const struct gl_nw_vpc *vpc =
        attachment->vpc == GL_NW_NONE ? NULL : &transit->build->nw->vpcs[attachment->vpc];

    if (!vpc || !vpc->is_known || vpc->unknown_block)
        propagate_unknown(transit, rows, by, at);
    for (size_t i = 0; vpc && i < vpc->blocks.v4.len; i++)
        propagate_block(transit, rows, by, at, GL_IPV4, vpc->blocks.v4.items[i]);
    for (size_t i = 0; vpc && i < vpc->blocks.v6.len; i++)
        propagate_block(transit, rows, by, at, GL_IPV6, vpc->blocks.v6.items[i]);
}

/* The rows of the tables of one gateway. */
struct table_rows {
    struct rows *tables;
    uint32_t first, len; /* numbers of the tables */
};

static struct rows *rows_of(const struct table_rows *all, uint32_t table)
{
    return table >= all->first && table - all->first < all->len ? &all->tables[table - all->first] : NULL;
}

static void read_propagations(struct transit *transit, const struct table_rows *all, const uint32_t *table_of)
{
    struct gl_nw_build *build = transit->build;
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::TransitGatewayRouteTablePropagation"));
    struct rows *by_default = rows_of(all, transit->default_table);

    for (size_t i = 0; i < list.len; i++) {
        uint32_t at = attachment_named(transit, list.items[i]);
        struct rows *rows =
            at == GL_NW_NONE ? NULL : rows_of(all, table_named(transit, list.items[i], table_of));

        if (rows)
            propagate(transit, rows, list.items[i], at);
    }
    if (!by_default || is_default(transit, "DefaultRouteTablePropagation") == GL_MATCH_NO)
        return;
    for (size_t i = 0; i < transit->len; i++) {
        if (gl_nw_flag(build, transit->attachments[i].resource, "TransitGatewayDefaultRouteTablePropagation",
                       GL_MATCH_YES, NULL) != GL_MATCH_NO)
            propagate(transit, by_default, transit->attachments[i].resource, (uint32_t)i);
    }
}

/* Where a static row leads: a block, the entries of a prefix list, or (nothing known) any address. */
static struct gl_nw_values destinations_of(struct gl_nw_build *build, const struct gl_resource *resource)
{
    static const char *const paths[] = {"DestinationCidrBlock", "DestinationPrefixListId>Entries[].Cidr",
                                        "PrefixListId>Entries[].Cidr"};
    struct gl_nw_values found = {0};

    for (size_t i = 0; i < sizeof paths / sizeof *paths && found.len == 0; i++)
        found = gl_nw_values(build, resource, paths[i]);
    return found;
}

static void read_static_routes(struct transit *transit, const struct table_rows *all,
                               const uint32_t *table_of)
{
    struct gl_nw_build *build = transit->build;
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::TransitGatewayRoute"));

    for (size_t i = 0; i < list.len; i++) {
        struct rows *rows = rows_of(all, table_named(transit, list.items[i], table_of));
        struct gl_nw_values to = {0};
        uint32_t attachment;

        if (!rows)
            continue;
        to = destinations_of(build, list.items[i]);
        attachment = attachment_named(transit, list.items[i]);
        for (size_t k = 0; k < to.len; k++) {
            struct gl_cidr block = {.last = GL_IPV4_MAX};
            struct gl_nw_route *row = add_row(transit, rows, list.items[i], attachment);

            row->is_unknown_destination = !gl_nw_block(to.items[k].value, &block);
            row->to = gl_ipset_of_cidr(build->arena, &block);
            row->prefix = block.prefix;
            row->family = block.family;
            row->value = to.items[k].value;
            row->exists = gl_match_both(gl_nw_exists(list.items[i]), to.items[k].exists);
            row->is_dropped =
                gl_nw_flag(build, list.items[i], "Blackhole", GL_MATCH_NO, NULL) == GL_MATCH_YES;
            row->is_elsewhere = !row->is_dropped && row->attachment == GL_NW_NONE;
        }
    }
}

static void build_one(struct transit *transit, uint32_t *table_of)
{
    struct gl_nw *nw = transit->build->nw;
    struct table_rows all = {.first = nw->table_len};

    read_vpc_attachments(transit, "AWS::EC2::TransitGatewayAttachment");
    read_vpc_attachments(transit, "AWS::EC2::TransitGatewayVpcAttachment");
    read_other_attachments(transit);
    read_tables(transit, table_of);
    associate(transit, table_of);
    all.len = nw->table_len - all.first;
    all.tables = GL_NEW_ARRAY(transit->build->arena, struct rows, all.len);
    read_propagations(transit, &all, table_of);
    read_static_routes(transit, &all, table_of);
    for (uint32_t t = 0; t < all.len; t++) {
        nw->tables[all.first + t].routes = all.tables[t].items;
        nw->tables[all.first + t].len = all.tables[t].len;
        gl_nw_table_sort(&nw->tables[all.first + t]);
    }
    nw->gateways[transit->gateway].attachments = transit->attachments;
    nw->gateways[transit->gateway].attachment_len = transit->len;
}

void gl_nw_build_transit(struct gl_nw_build *build)
{
    struct gl_nw *nw = build->nw;
    uint32_t *table_of = GL_NEW_ARRAY(build->arena, uint32_t, nw->graph->len + 1), gateways = nw->gateway_len;

    for (size_t i = 0; i < nw->graph->len; i++)
        table_of[i] = GL_NW_NONE;
    for (uint32_t i = 0; i < gateways; i++) {
        struct transit transit = {.build = build, .gateway = i, .default_table = GL_NW_NONE};
        struct gl_str support;

        if (nw->gateways[i].kind != GL_NW_TGW)
            continue;
        build_one(&transit, table_of);
        support = gl_nw_text(build, nw->gateways[i].resource, "SecurityGroupReferencingSupport");
        nw->gateways[i].refers_groups = gl_str_eq_nocase(support, GL_STR("enable"));
        nw->gateways[i].is_refers_known =
            support.len ||
            !gl_nw_values(build, nw->gateways[i].resource, "SecurityGroupReferencingSupport").len;
    }
}
