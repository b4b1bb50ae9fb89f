/* VPCs, subnets, prefix lists, gateways that are attached to VPCs, and addresses. */
#include "front/snapshot/shape.h"

/* A block of an association set that is (still) in use; NULL: none. */
static const struct gl_value *block_in_use(const struct gl_value *association, struct gl_str property,
                                           struct gl_str state_member)
{
    const struct gl_value *state = gl_value_get(gl_value_get(association, state_member), GL_STR("State"));

    if (!gl_value_is_nothing(state) && !gl_value_text_is(state, "associated") &&
        !gl_value_text_is(state, "associating"))
        return NULL;
    return gl_value_get(association, property);
}

static void derive_block(struct gl_snap_making *making, struct gl_snap_part *part,
                         const struct gl_value *association, struct gl_str property,
                         const struct gl_value *block)
{
    struct gl_str name, text;
    struct gl_tf_node *node;

    if (!gl_value_text(block, &text))
        return;
    if (!gl_value_text(gl_value_get(association, GL_STR("AssociationId")), &name))
        name = gl_arena_printf(making->arena, "%.*s/%.*s", GL_STR_ARG(part->made->resource->name),
                               GL_STR_ARG(text));
    node = gl_snap_derive(making, part, GL_STR("AWS::EC2::VPCCidrBlock"), name, association);
    gl_snap_set_self(making, node, GL_STR("VpcId"), part);
    gl_snap_set(making, node, property, block);
}

void gl_snap_shape_vpc(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *set = gl_value_get(part->item, GL_STR("CidrBlockAssociationSet"));
    struct gl_str first = gl_value_text_at(part->item, "CidrBlock"), text;

    for (size_t i = 0; i < gl_value_len(set); i++) {
        const struct gl_value *association = gl_value_at(set, i);
        const struct gl_value *block =
            block_in_use(association, GL_STR("CidrBlock"), GL_STR("CidrBlockState"));

        if (gl_value_text(block, &text) && !gl_str_eq(text, first))
            derive_block(making, part, association, GL_STR("CidrBlock"), block);
    }
    set = gl_value_get(part->item, GL_STR("Ipv6CidrBlockAssociationSet"));
    for (size_t i = 0; i < gl_value_len(set); i++) {
        const struct gl_value *association = gl_value_at(set, i);

        derive_block(making, part, association, GL_STR("Ipv6CidrBlock"),
                     block_in_use(association, GL_STR("Ipv6CidrBlock"), GL_STR("Ipv6CidrBlockState")));
    }
}

void gl_snap_shape_subnet(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *set = gl_value_get(part->item, GL_STR("Ipv6CidrBlockAssociationSet"));

    for (size_t i = 0; i < gl_value_len(set); i++)
        gl_snap_set(making, &part->made->node, GL_STR("Ipv6CidrBlock"),
                    block_in_use(gl_value_at(set, i), GL_STR("Ipv6CidrBlock"), GL_STR("Ipv6CidrBlockState")));
}

/* Attachments of an internet or a virtual private gateway. */
static void derive_attachments(struct gl_snap_making *making, struct gl_snap_part *part, struct gl_str member,
                               struct gl_str property)
{
    const struct gl_value *list = gl_value_get(part->item, member);
    struct gl_str name = part->made->resource->name, vpc;

    for (size_t i = 0; i < gl_value_len(list); i++) {
        const struct gl_value *attachment = gl_value_at(list, i);
        const struct gl_value *state = gl_value_get(attachment, GL_STR("State"));
        struct gl_tf_node *node;

        if (gl_value_text_is(state, "detached") || gl_value_text_is(state, "detaching") ||
            !gl_value_text(gl_value_get(attachment, GL_STR("VpcId")), &vpc))
            continue;
        node = gl_snap_derive(making, part, GL_STR("AWS::EC2::VPCGatewayAttachment"),
                              gl_arena_printf(making->arena, "%.*s/%.*s", GL_STR_ARG(name), GL_STR_ARG(vpc)),
                              attachment);
        gl_snap_set_ref(making, node, GL_STR("VpcId"), gl_value_get(attachment, GL_STR("VpcId")));
        gl_snap_set_self(making, node, property, part);
    }
}

void gl_snap_shape_internet_gateway(struct gl_snap_making *making, struct gl_snap_part *part)
{
    derive_attachments(making, part, GL_STR("Attachments"), GL_STR("InternetGatewayId"));
}

void gl_snap_shape_vpn_gateway(struct gl_snap_making *making, struct gl_snap_part *part)
{
    derive_attachments(making, part, GL_STR("VpcAttachments"), GL_STR("VpnGatewayId"));
}

void gl_snap_shape_vpn_connection(struct gl_snap_making *making, struct gl_snap_part *part)
{
    static const struct gl_snap_row tunnels = {.property = GL_STR_INIT("OutsideIpAddresses[]"),
                                               .path =
                                                   GL_STR_INIT("Options.TunnelOptions[].OutsideIpAddress")};
    const struct gl_value *routes = gl_value_get(part->item, GL_STR("Routes"));
    struct gl_str to;

    if (!gl_value_len(gl_value_get(part->item, GL_STR("VgwTelemetry"))))
        gl_snap_apply_row(making, &part->made->node, &tunnels, part);
    for (size_t i = 0; i < gl_value_len(routes); i++) {
        const struct gl_value *route = gl_value_at(routes, i);
        const struct gl_value *block = gl_value_get(route, GL_STR("DestinationCidrBlock"));
        struct gl_tf_node *node;

        if (gl_value_text_is(gl_value_get(route, GL_STR("State")), "deleted") || !gl_value_text(block, &to))
            continue;
        node = gl_snap_derive(making, part, GL_STR("AWS::EC2::VPNConnectionRoute"),
                              gl_arena_printf(making->arena, "%.*s/%.*s",
                                              GL_STR_ARG(part->made->resource->name), GL_STR_ARG(to)),
                              route);
        gl_snap_set_self(making, node, GL_STR("VpnConnectionId"), part);
        gl_snap_set(making, node, GL_STR("DestinationCidrBlock"), block);
    }
}

void gl_snap_shape_address(struct gl_snap_making *making, struct gl_snap_part *part)
{
    const struct gl_value *id = gl_value_get(part->item, GL_STR("AssociationId"));
    struct gl_tf_node *node;
    struct gl_str name;

    if (!gl_value_text(id, &name))
        return;
    node = gl_snap_derive(making, part, GL_STR("AWS::EC2::EIPAssociation"), name, id);
    gl_snap_set_self(making, node, GL_STR("AllocationId"), part);
    gl_snap_set_ref(making, node, GL_STR("InstanceId"), gl_value_get(part->item, GL_STR("InstanceId")));
    gl_snap_set_ref(making, node, GL_STR("NetworkInterfaceId"),
                    gl_value_get(part->item, GL_STR("NetworkInterfaceId")));
    gl_snap_set(making, node, GL_STR("PrivateIpAddress"),
                gl_value_get(part->item, GL_STR("PrivateIpAddress")));
}
