/* Gateways of VPCs and what attaches them. */
#include "network/build.h"

static uint32_t new_gateway(struct gl_nw_build *build, const struct gl_resource *resource,
                            enum gl_nw_gateway_kind kind)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_GATEWAYS);

    build->nw->gateways[at] = (struct gl_nw_gateway){.kind = kind,
                                                     .resource = resource,
                                                     .name = resource->name,
                                                     .vpc = GL_NW_NONE,
                                                     .peer = GL_NW_NONE,
                                                     .nic = GL_NW_NONE,
                                                     .edge_table = GL_NW_NONE,
                                                     .is_active = gl_nw_exists(resource)};
    build->nw->gateway_of[resource->id] = at;
    return at;
}

/* "available", "active", or nothing (a template): it works. */
static enum gl_match state_of(struct gl_nw_build *build, const struct gl_resource *resource,
                              const char *const *working, size_t len)
{
    struct gl_str state = gl_nw_text(build, resource, "State");

    if (state.len == 0) /* not written, or not known */
        return gl_nw_values(build, resource, "State").len ? GL_MATCH_MAY : gl_nw_exists(resource);
    return gl_str_is_one_of(state, working, len) ? gl_nw_exists(resource) : GL_MATCH_NO;
}

static void read_simple(struct gl_nw_build *build, const char *kind, enum gl_nw_gateway_kind as)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, gl_str_of(kind));

    for (size_t i = 0; i < list.len; i++) {
        uint32_t at = new_gateway(build, list.items[i], as);

        if (as == GL_NW_EIGW)
            build->nw->gateways[at].vpc = gl_nw_vpc_named(build, list.items[i], "VpcId");
    }
}

static void attach(struct gl_nw_build *build, const struct gl_resource *by, const char *path)
{
    const struct gl_value *named;
    const struct gl_resource *target = gl_nw_target_at(build, by, path, &named);
    uint32_t at = target ? build->nw->gateway_of[target->id] : GL_NW_NONE, vpc;
    struct gl_nw_vpc *of;

    if (!named)
        return;
    vpc = gl_nw_vpc_named(build, by, "VpcId");
    of = &build->nw->vpcs[vpc];
    if (at == GL_NW_NONE) { /* some gateway that is not in the scan */
        of->has_internet_gateway = gl_match_either(of->has_internet_gateway, GL_MATCH_MAY);
        return;
    }
    build->nw->gateways[at].vpc = vpc;
    build->nw->gateways[at].attached_by = by;
    if (build->nw->gateways[at].kind == GL_NW_IGW) {
        of->internet_gateway = at;
        of->has_internet_gateway = gl_match_both(gl_nw_exists(by), gl_nw_exists(target));
    } else {
        of->private_gateway = at;
    }
}

static void read_attachments(struct gl_nw_build *build)
{
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPCGatewayAttachment"));

    for (size_t i = 0; i < list.len; i++) {
        attach(build, list.items[i], "InternetGatewayId");
        attach(build, list.items[i], "VpnGatewayId");
    }
}

/* A default VPC has an internet gateway that no code makes. */
static void attach_default(struct gl_nw_build *build)
{
    for (uint32_t i = 0; i < build->nw->vpc_len; i++) {
        const struct gl_resource *resource = build->nw->vpcs[i].resource;
        uint32_t at;

        if (!resource || gl_nw_is_snapshot(resource) || build->nw->vpcs[i].internet_gateway != GL_NW_NONE ||
            gl_nw_flag(build, resource, "IsDefault", GL_MATCH_NO, NULL) != GL_MATCH_YES)
            continue;
        at = new_gateway(build, resource, GL_NW_IGW);
        build->nw->gateway_of[resource->id] = GL_NW_NONE; /* nobody names it */
        build->nw->gateways[at].name =
            gl_arena_printf(build->arena, "the internet gateway of %.*s", GL_STR_ARG(resource->name));
        build->nw->gateways[at].vpc = i;
        build->nw->vpcs[i].internet_gateway = at;
        build->nw->vpcs[i].has_internet_gateway = GL_MATCH_YES;
    }
}

/* Where an attachment of the stack names a VPC that is not known, it may be this one. */
static void doubt_attachments(struct gl_nw_build *build)
{
    for (uint32_t i = 0; i < build->nw->vpc_len; i++) {
        struct gl_nw_vpc *vpc = &build->nw->vpcs[i];

        if (vpc->resource && vpc->has_internet_gateway == GL_MATCH_NO && !gl_nw_is_snapshot(vpc->resource) &&
            gl_graph_loose_end(build->nw->graph, GL_STR("AWS::EC2::VPCGatewayAttachment"), GL_STR("VpcId"),
                               vpc->resource))
            vpc->has_internet_gateway = GL_MATCH_MAY;
    }
}

static void read_nats(struct gl_nw_build *build)
{
    static const char *const working[] = {"available"};
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::NatGateway"));

    for (size_t i = 0; i < list.len; i++) {
        struct gl_nw_values subnets = gl_nw_values(build, list.items[i], "SubnetId");
        uint32_t at = new_gateway(build, list.items[i], GL_NW_NAT);
        struct gl_nw_gateway *gateway;
        uint32_t subnet = subnets.len ? gl_nw_subnet_named(build, &subnets.items[0])
                                      : gl_nw_subnet_unknown(build, list.items[i], GL_NW_NONE);

        gateway = &build->nw->gateways[at];
        gateway->vpc = build->nw->subnets[subnet].vpc;
        gateway->is_active = state_of(build, list.items[i], working, 1);
        gateway->is_private =
            gl_str_eq_nocase(gl_nw_text(build, list.items[i], "ConnectivityType"), GL_STR("private"));
    }
}

/* CloudFormation waits until the other side has accepted, Terraform's State says whether anybody does. */
static enum gl_match is_accepted(struct gl_nw_build *build, const struct gl_resource *resource)
{
    static const char *const working[] = {"active", "provisioning"};

    return state_of(build, resource, working, sizeof working / sizeof *working);
}

static bool is_of_other_region(struct gl_nw_build *build, const struct gl_resource *peering)
{
    struct gl_str own = gl_nw_text(build, peering, "VpcRegion"),
                  other = gl_nw_text(build, peering, "PeerRegion");

    if (own.len == 0 && peering->unit)
        own = peering->unit->region;
    return own.len && other.len && !gl_str_eq(own, other);
}

static void read_peerings(struct gl_nw_build *build)
{
    struct gl_resource_list list =
        gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPCPeeringConnection"));

    for (size_t i = 0; i < list.len; i++) {
        uint32_t at = new_gateway(build, list.items[i], GL_NW_PEERING);
        uint32_t vpc = gl_nw_vpc_named(build, list.items[i], "VpcId");
        uint32_t peer = gl_nw_vpc_named(build, list.items[i], "PeerVpcId");

        build->nw->gateways[at].vpc = vpc;
        build->nw->gateways[at].peer = peer;
        build->nw->gateways[at].is_active = is_accepted(build, list.items[i]);
        build->nw->gateways[at].is_other_region = is_of_other_region(build, list.items[i]);
    }
}

static void read_endpoints(struct gl_nw_build *build)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPCEndpoint"));

    for (size_t i = 0; i < list.len; i++) {
        struct gl_str type = gl_nw_text(build, list.items[i], "VpcEndpointType");
        bool is_gateway = type.len == 0 || gl_str_eq_nocase(type, GL_STR("Gateway"));
        uint32_t at, vpc;

        if (gl_str_eq_nocase(type, GL_STR("Interface")))
            continue; /* has interfaces: endpoint.c */
        vpc = gl_nw_vpc_named(build, list.items[i], "VpcId");
        at = new_gateway(build, list.items[i], is_gateway ? GL_NW_GATEWAY_ENDPOINT : GL_NW_ELSEWHERE);
        build->nw->gateways[at].vpc = vpc;
    }
}

/* What lies behind a virtual private gateway, where static routes of its VPNs say so. */
static void read_outside(struct gl_nw_build *build)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPNConnectionRoute"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *vpn = gl_nw_target_at(build, list.items[i], "VpnConnectionId", &named);
        const struct gl_resource *vgw = vpn ? gl_nw_target_at(build, vpn, "VpnGatewayId", &named) : NULL;
        uint32_t at = vgw ? build->nw->gateway_of[vgw->id] : GL_NW_NONE;
        struct gl_nw_values blocks = gl_nw_values(build, list.items[i], "DestinationCidrBlock");
        struct gl_cidr block;

        if (at == GL_NW_NONE || blocks.len != 1 || !gl_nw_block(blocks.items[0].value, &block))
            continue;
        build->nw->gateways[at].outside = gl_ipset_union(build->arena, build->nw->gateways[at].outside,
                                                         gl_ipset_of_cidr(build->arena, &block));
    }
}

void gl_nw_build_gateways(struct gl_nw_build *build)
{
    read_simple(build, "AWS::EC2::InternetGateway", GL_NW_IGW);
    read_simple(build, "AWS::EC2::EgressOnlyInternetGateway", GL_NW_EIGW);
    read_simple(build, "AWS::EC2::VPNGateway", GL_NW_VGW);
    read_simple(build, "AWS::EC2::TransitGateway", GL_NW_TGW); /* its attachments: transit.c */
    read_attachments(build);
    attach_default(build);
    doubt_attachments(build);
    read_nats(build);
    read_peerings(build);
    read_endpoints(build);
    read_outside(build);
}
