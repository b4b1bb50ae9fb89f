/* Route tables and network ACLs: their routes, entries and associations are resources of their own. */
#include "front/snapshot/shape.h"

static struct gl_str below(struct gl_snap_making *making, const struct gl_snap_part *part, struct gl_str text)
{
    return gl_arena_printf(making->arena, "%.*s/%.*s", GL_STR_ARG(part->made->resource->name),
                           GL_STR_ARG(text));
}

/* ---- route tables ---- */

static void derive_route(struct gl_snap_making *making, struct gl_snap_part *part,
                         const struct gl_value *route)
{
    static const char *const destinations[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                               "DestinationPrefixListId"};
    static const char *const targets[] = {"NatGatewayId",
                                          "TransitGatewayId",
                                          "VpcPeeringConnectionId",
                                          "NetworkInterfaceId",
                                          "InstanceId",
                                          "VpcEndpointId",
                                          "EgressOnlyInternetGatewayId",
                                          "CarrierGatewayId",
                                          "LocalGatewayId",
                                          "GatewayId",
                                          "CoreNetworkArn"};
    static const struct gl_str words[] = {GL_STR_INIT("State"), GL_STR_INIT("Origin")};
    const struct gl_value *to = NULL;
    struct gl_tf_node *node;
    struct gl_str text;

    for (size_t i = 0; gl_value_is_nothing(to) && i < sizeof destinations / sizeof *destinations; i++)
        to = gl_value_get(route, gl_str_of(destinations[i]));
    if (!gl_value_text(to, &text))
        return;
    node = gl_snap_derive(making, part, GL_STR("AWS::EC2::Route"), below(making, part, text), route);
    gl_snap_set_self(making, node, GL_STR("RouteTableId"), part);
    for (size_t i = 0; i < sizeof destinations / sizeof *destinations; i++)
        gl_snap_set_ref(making, node, gl_str_of(destinations[i]),
                        gl_value_get(route, gl_str_of(destinations[i])));
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        gl_snap_set_ref(making, node, gl_str_of(targets[i]), gl_value_get(route, gl_str_of(targets[i])));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        gl_snap_set(making, node, words[i], gl_value_get(route, words[i]));
}

/* Subnets and gateways whose packets the table routes; the main table is that of all other subnets. */
static void derive_association(struct gl_snap_making *making, struct gl_snap_part *part,
                               const struct gl_value *association)
{
    const struct gl_value *subnet = gl_value_get(association, GL_STR("SubnetId"));
    const struct gl_value *gateway = gl_value_get(association, GL_STR("GatewayId"));
    const struct gl_value *with = gl_value_is_nothing(subnet) ? gateway : subnet;
    const struct gl_value *state = gl_value_path(association, "AssociationState.State");
    struct gl_tf_node *node;
    struct gl_str name;

    if (gl_value_text_is(state, "disassociated") || gl_value_text_is(state, "failed") ||
        !gl_value_text(with, &name))
        return;
    if (!gl_value_text(gl_value_get(association, GL_STR("RouteTableAssociationId")), &name))
        name = below(making, part, name);
    node = gl_snap_derive(making, part,
                          with == subnet ? GL_STR("AWS::EC2::SubnetRouteTableAssociation")
                                         : GL_STR("AWS::EC2::GatewayRouteTableAssociation"),
                          name, association);
    gl_snap_set_self(making, node, GL_STR("RouteTableId"), part);
    gl_snap_set_ref(making, node, with == subnet ? GL_STR("SubnetId") : GL_STR("GatewayId"), with);
}

static void derive_propagations(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *gateways = gl_value_get(part->item, GL_STR("PropagatingVgws"));

    for (size_t i = 0; i < gl_value_len(gateways); i++) {
        const struct gl_value *gateway = gl_value_get(gl_value_at(gateways, i), GL_STR("GatewayId"));
        struct gl_tf_node *node, *tables;
        struct gl_str text;

        if (!gl_value_text(gateway, &text))
            continue;
        node = gl_snap_derive(making, part, GL_STR("AWS::EC2::VPNGatewayRoutePropagation"),
                              below(making, part, text), gl_value_at(gateways, i));
        tables = gl_tf_node_member(making->arena, node, GL_STR("RouteTableIds"));
        gl_snap_set_self(making, gl_tf_node_element(making->arena, tables, (struct gl_tf_element){0}),
                         (struct gl_str){0}, part);
        gl_snap_set_ref(making, node, GL_STR("VpnGatewayId"), gateway);
    }
}

void gl_snap_shape_route_table(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *routes = gl_snap_held_list(making, part, GL_STR("Routes"));
    const struct gl_value *associations = gl_snap_held_list(making, part, GL_STR("Associations"));
    const struct gl_value *main = NULL;
    bool is_main;

    for (size_t i = 0; i < gl_value_len(associations) && !main; i++) {
        const struct gl_value *value = gl_value_get(gl_value_at(associations, i), GL_STR("Main"));

        if (gl_scalar_as_bool(value, GL_DIALECT_SNAPSHOT, &is_main) && is_main)
            main = value;
    }
    if (!associations)
        gl_snap_set_unknown(making, &part->made->node, GL_STR("IsMain"), part->item);
    else
        gl_snap_set_bool(making, &part->made->node, GL_STR("IsMain"), main != NULL,
                         main ? main : associations);
    for (size_t i = 0; i < gl_value_len(routes); i++)
        derive_route(making, part, gl_value_at(routes, i));
    for (size_t i = 0; i < gl_value_len(associations); i++)
        derive_association(making, part, gl_value_at(associations, i));
    derive_propagations(making, part);
}

/* ---- network ACLs ---- */

/* The entry behind all others, which denies; it cannot be changed. */
static const int64_t last_rule = 32767;

static void derive_entry(struct gl_snap_making *making, struct gl_snap_part *part,
                         const struct gl_value *entry)
{
    static const struct gl_str members[] = {GL_STR_INIT("RuleNumber"), GL_STR_INIT("Protocol"),
                                            GL_STR_INIT("RuleAction"), GL_STR_INIT("Egress"),
                                            GL_STR_INIT("CidrBlock"),  GL_STR_INIT("Ipv6CidrBlock"),
                                            GL_STR_INIT("PortRange")};
    const struct gl_value *number = gl_value_get(entry, GL_STR("RuleNumber"));
    bool is_egress = false;
    int64_t rule;
    struct gl_tf_node *node;
    struct gl_str text;

    if (!gl_value_text(number, &text))
        text = GL_STR("?");
    if (gl_scalar_as_i64(number, GL_DIALECT_SNAPSHOT, &rule) && rule >= last_rule)
        return;
    (void)gl_scalar_as_bool(gl_value_get(entry, GL_STR("Egress")), GL_DIALECT_SNAPSHOT, &is_egress);
    text = gl_arena_printf(making->arena, "%s/%.*s", is_egress ? "egress" : "ingress", GL_STR_ARG(text));
    node =
        gl_snap_derive(making, part, GL_STR("AWS::EC2::NetworkAclEntry"), below(making, part, text), entry);
    gl_snap_set_self(making, node, GL_STR("NetworkAclId"), part);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        gl_snap_set(making, node, members[i], gl_value_get(entry, members[i]));
    gl_snap_set(making, node, GL_STR("Icmp"), gl_value_get(entry, GL_STR("IcmpTypeCode")));
}

void gl_snap_shape_network_acl(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *entries = gl_snap_held_list(making, part, GL_STR("Entries"));
    const struct gl_value *associations = gl_snap_held_list(making, part, GL_STR("Associations"));

    for (size_t i = 0; i < gl_value_len(entries); i++)
        derive_entry(making, part, gl_value_at(entries, i));
    for (size_t i = 0; i < gl_value_len(associations); i++) {
        const struct gl_value *association = gl_value_at(associations, i);
        const struct gl_value *subnet = gl_value_get(association, GL_STR("SubnetId"));
        struct gl_tf_node *node;
        struct gl_str name;

        if (!gl_value_text(subnet, &name))
            continue;
        if (!gl_value_text(gl_value_get(association, GL_STR("NetworkAclAssociationId")), &name))
            name = below(making, part, name);
        node =
            gl_snap_derive(making, part, GL_STR("AWS::EC2::SubnetNetworkAclAssociation"), name, association);
        gl_snap_set_ref(making, node, GL_STR("SubnetId"), subnet);
        gl_snap_set_self(making, node, GL_STR("NetworkAclId"), part);
    }
}
