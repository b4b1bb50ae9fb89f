/* The public endpoint of an EKS cluster's API: in a network of AWS's own, before it a list of blocks.
 *
 * Source: Amazon EKS user guide, "Cluster API server endpoint": public access is on unless it is switched
 * off, and open to 0.0.0.0/0 unless publicAccessCidrs say otherwise. */
#include "network/build.h"

/* Its addresses are not known and of no use: the dummy address of RFC 7600 stands for them. */
static const struct gl_range dummy = {0xc0000008u, 0xc0000008u}; /* 192.0.0.8 */

static uint32_t add_network(struct gl_nw_build *build, const struct gl_resource *cluster)
{
    struct gl_nw *nw = build->nw;
    uint32_t vpc = gl_nw_add(build, GL_NW_LIST_VPCS), gateway = gl_nw_add(build, GL_NW_LIST_GATEWAYS);
    struct gl_str name = GL_STR("the network of Amazon EKS");

    nw->vpcs[vpc] = (struct gl_nw_vpc){
        .resource = cluster,
        .name = name,
        .is_known = true,
        .blocks = gl_ipset_of_range(build->arena, GL_IPV4, dummy.first, dummy.last),
        .main_table = GL_NW_NONE,
        .default_acl = GL_NW_NONE,
        .internet_gateway = gateway,
        .has_internet_gateway = GL_MATCH_YES,
        .private_gateway = GL_NW_NONE,
        .unknown_subnet = GL_NW_NONE,
        .has_default_acl_known = true,
    };
    nw->gateways[gateway] = (struct gl_nw_gateway){.kind = GL_NW_IGW,
                                                   .resource = cluster,
                                                   .name = GL_STR("the internet gateway of Amazon EKS"),
                                                   .vpc = vpc,
                                                   .peer = GL_NW_NONE,
                                                   .nic = GL_NW_NONE,
                                                   .edge_table = GL_NW_NONE,
                                                   .is_active = GL_MATCH_YES};
    return vpc;
}

static uint32_t add_subnet(struct gl_nw_build *build, const struct gl_resource *cluster)
{
    struct gl_nw *nw = build->nw;
    uint32_t vpc = add_network(build, cluster), subnet = gl_nw_add(build, GL_NW_LIST_SUBNETS),
             table = gl_nw_add(build, GL_NW_LIST_TABLES);
    struct gl_nw_route *routes = GL_NEW_ARRAY(build->arena, struct gl_nw_route, 2);

    routes[0] = (struct gl_nw_route){.to = nw->vpcs[vpc].blocks,
                                     .prefix = GL_IPV4_BITS,
                                     .is_local = true,
                                     .exists = GL_MATCH_YES,
                                     .gateway = GL_NW_NONE,
                                     .attachment = GL_NW_NONE};
    routes[1] = (struct gl_nw_route){.to = gl_ipset_all(GL_IPV4),
                                     .exists = GL_MATCH_YES,
                                     .gateway = nw->vpcs[vpc].internet_gateway,
                                     .attachment = GL_NW_NONE};
    nw->tables[table] = (struct gl_nw_table){
        .name = GL_STR("the route table of Amazon EKS"), .vpc = vpc, .routes = routes, .len = 2};
    nw->subnets[subnet] = (struct gl_nw_subnet){.resource = cluster,
                                                .name = nw->vpcs[vpc].name,
                                                .vpc = vpc,
                                                .is_known = true,
                                                .blocks = nw->vpcs[vpc].blocks,
                                                .is_block_known = true,
                                                .table = table,
                                                .acl = GL_NW_NONE,
                                                .is_acl_known = true};
    return subnet;
}

void gl_nw_add_api(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *cluster)
{
    const struct gl_value *flag;
    enum gl_match is_public =
        gl_nw_flag(build, cluster, "ResourcesVpcConfig.EndpointPublicAccess", GL_MATCH_YES, &flag);
    struct gl_nw_made_group made = {
        .object = cluster,
        .name = gl_arena_printf(build->arena, "the access list of the public endpoint of %.*s",
                                GL_STR_ARG(cluster->name)),
        .ports = gl_portset_of_tcp(build->arena, 443),
        .sources = gl_value_path(&cluster->properties, "ResourcesVpcConfig.PublicAccessCidrs"),
    };
    uint32_t guard, subnet, at;

    if (is_public == GL_MATCH_NO)
        return;
    guard = gl_nw_guard_made(build, &made);
    subnet = add_subnet(build, cluster);
    at = gl_nw_add(build, GL_NW_LIST_NICS);
    build->nw->nics[at] = (struct gl_nw_nic){.endpoint = endpoint,
                                             .subnet = subnet,
                                             .guard = guard,
                                             .resource = cluster,
                                             .addresses = build->nw->subnets[subnet].blocks,
                                             .is_public = is_public,
                                             .public_by = flag,
                                             .only_receives = true,
                                             .exists = gl_nw_exists(cluster)};
    build->nw->endpoints[endpoint].nic_len++;
}
