/* VPCs and subnets: those of the scan, and those that somebody is in without our knowing which. */
#include "graph/snapshot.h"
#include "network/build.h"

/* What the resources of one unit are in where nothing says it. */
struct gl_nw_unit {
    const struct gl_unit *unit;
    uint32_t vpc;
};

static void add_block(struct gl_nw_build *build, struct gl_ipset *blocks, const struct gl_cidr *block)
{
    *blocks = gl_ipset_union(build->arena, *blocks, gl_ipset_of_cidr(build->arena, block));
}

static uint32_t new_vpc(struct gl_nw_build *build, const struct gl_resource *resource, struct gl_str name)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_VPCS);

    build->nw->vpcs[at] = (struct gl_nw_vpc){
        .resource = resource,
        .name = name,
        .is_known = resource != NULL,
        .main_table = GL_NW_NONE,
        .default_acl = GL_NW_NONE,
        .internet_gateway = GL_NW_NONE,
        .private_gateway = GL_NW_NONE,
        .unknown_subnet = GL_NW_NONE,
        .has_default_acl_known = resource != NULL,
        .has_internet_gateway = resource && gl_snapshot_has(resource->unit, GL_STR("InternetGateways"))
                                    ? GL_MATCH_NO
                                    : GL_MATCH_MAY,
    };
    return at;
}

static void read_vpc_block(struct gl_nw_build *build, uint32_t vpc, const struct gl_resource *resource,
                           const char *path)
{
    struct gl_nw_values found = gl_nw_values(build, resource, path);

    for (size_t i = 0; i < found.len; i++) {
        struct gl_cidr block;

        if (gl_nw_block(found.items[i].value, &block) && found.items[i].exists == GL_MATCH_YES)
            add_block(build, &build->nw->vpcs[vpc].blocks, &block);
        else
            build->nw->vpcs[vpc].unknown_block = found.items[i].value;
    }
}

static void add_further_blocks(struct gl_nw_build *build)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPCCidrBlock"));

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named, *amazon;
        const struct gl_resource *vpc = gl_nw_target_at(build, list.items[i], "VpcId", &named);
        uint32_t at = vpc ? build->nw->vpc_of[vpc->id] : GL_NW_NONE;

        if (at == GL_NW_NONE)
            continue;
        if (gl_nw_exists(list.items[i]) == GL_MATCH_YES) {
            read_vpc_block(build, at, list.items[i], "CidrBlock");
            read_vpc_block(build, at, list.items[i], "Ipv6CidrBlock");
        }
        if (gl_nw_flag(build, list.items[i], "AmazonProvidedIpv6CidrBlock", GL_MATCH_NO, &amazon) !=
                GL_MATCH_NO ||
            gl_nw_exists(list.items[i]) != GL_MATCH_YES)
            build->nw->vpcs[at].unknown_block =
                gl_nw_unknown(build, list.items[i], "the block of %.*s", GL_STR_ARG(list.items[i]->name));
    }
}

static uint32_t unknown_vpc(struct gl_nw_build *build, const struct gl_resource *by)
{
    struct gl_nw_unit *unit;

    for (size_t i = build->unit_len; i-- > 0;) { /* resources come unit by unit: the last one mostly */
        if (build->units[i].unit == by->unit)
            return build->units[i].vpc;
    }
    unit = GL_PUSH(build->arena, build->units, build->unit_len, build->unit_capacity);
    unit->unit = by->unit;
    unit->vpc = new_vpc(build, NULL, GL_STR("a VPC that is not in the scan"));
    return unit->vpc;
}

uint32_t gl_nw_vpc_named(struct gl_nw_build *build, const struct gl_resource *by, const char *path)
{
    const struct gl_value *named;
    const struct gl_resource *vpc = gl_nw_target_at(build, by, path, &named);

    if (vpc && build->nw->vpc_of[vpc->id] != GL_NW_NONE)
        return build->nw->vpc_of[vpc->id];
    return unknown_vpc(build, by);
}

static uint32_t new_subnet(struct gl_nw_build *build, const struct gl_resource *resource, struct gl_str name,
                           uint32_t vpc)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_SUBNETS);

    build->nw->subnets[at] = (struct gl_nw_subnet){
        .resource = resource,
        .name = name,
        .vpc = vpc,
        .is_known = resource != NULL,
        .table = GL_NW_NONE,
        .acl = GL_NW_NONE,
        .is_acl_known = resource != NULL,
    };
    return at;
}

static void read_subnet(struct gl_nw_build *build, const struct gl_resource *resource)
{
    static const char *const paths[] = {"CidrBlock", "Ipv6CidrBlock"};
    uint32_t at = new_subnet(build, resource, resource->name, gl_nw_vpc_named(build, resource, "VpcId"));
    struct gl_nw_subnet *subnet = &build->nw->subnets[at];

    subnet->is_block_known = true;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct gl_nw_values found = gl_nw_values(build, resource, paths[i]);
        struct gl_cidr block;

        if (found.len == 0 && i == 0)
            subnet->is_block_known = false;
        if (found.len && gl_nw_block(found.items[0].value, &block) && found.items[0].exists == GL_MATCH_YES)
            add_block(build, &subnet->blocks, &block);
        else if (found.len)
            subnet->is_block_known = false;
    }
    build->nw->subnet_of[resource->id] = at;
}

void gl_nw_build_vpcs(struct gl_nw_build *build)
{
    struct gl_resource_list vpcs = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::VPC"));
    struct gl_resource_list subnets = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::Subnet"));

    for (size_t i = 0; i < vpcs.len; i++) {
        uint32_t at = new_vpc(build, vpcs.items[i], vpcs.items[i]->name);

        build->nw->vpc_of[vpcs.items[i]->id] = at;
        read_vpc_block(build, at, vpcs.items[i], "CidrBlock");
    }
    add_further_blocks(build);
    for (size_t i = 0; i < subnets.len; i++)
        read_subnet(build, subnets.items[i]);
}

uint32_t gl_nw_subnet_unknown(struct gl_nw_build *build, const struct gl_resource *by, uint32_t vpc)
{
    uint32_t in = vpc == GL_NW_NONE ? unknown_vpc(build, by) : vpc;

    if (build->nw->vpcs[in].unknown_subnet == GL_NW_NONE) {
        uint32_t at = new_subnet(build, NULL, GL_STR("a subnet that is not in the scan"), in);

        build->nw->vpcs[in].unknown_subnet = at;
    }
    return build->nw->vpcs[in].unknown_subnet;
}

uint32_t gl_nw_subnet_named(struct gl_nw_build *build, const struct gl_nw_value *value)
{
    const struct gl_resource *subnet = gl_nw_target(build, value->owner, value->value);

    if (subnet && build->nw->subnet_of[subnet->id] != GL_NW_NONE)
        return build->nw->subnet_of[subnet->id];
    if (subnet &&
        build->nw->vpc_of[subnet->id] != GL_NW_NONE) /* an attribute of the VPC: some subnet of it */
        return gl_nw_subnet_unknown(build, value->owner, build->nw->vpc_of[subnet->id]);
    return gl_nw_subnet_unknown(build, value->owner, GL_NW_NONE);
}
