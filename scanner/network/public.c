/* Elastic addresses: which interfaces have a public address through them. */
#include "network/build.h"

/* To the private address that is named, else the primary one. */
static void translate(struct gl_nw_build *build, struct gl_nw_nic *nic, const struct gl_resource *by)
{
    const struct gl_value *value = gl_value_get(&by->properties, GL_STR("PrivateIpAddress"));
    struct gl_cidr block;

    if (!value && nic->resource)
        value = gl_value_get(&nic->resource->properties, GL_STR("PrivateIpAddress"));
    if (nic->is_address_known && gl_nw_block(value, &block) && block.first == block.last)
        nic->translated =
            gl_ipset_union(build->arena, nic->translated, gl_ipset_of_cidr(build->arena, &block));
}

static void give(struct gl_nw_build *build, uint32_t nic, const struct gl_resource *by,
                 const struct gl_resource *eip)
{
    struct gl_nw_nic *of = &build->nw->nics[nic];
    struct gl_nw_values found = eip ? gl_nw_values(build, eip, "PublicIp") : (struct gl_nw_values){0};
    struct gl_cidr block;

    of->is_public = gl_match_either(of->is_public, gl_nw_exists(by));
    of->public_resource = by;
    translate(build, of, by);
    if (found.len == 1 && gl_nw_block(found.items[0].value, &block))
        of->public_addresses =
            gl_ipset_union(build->arena, of->public_addresses, gl_ipset_of_cidr(build->arena, &block));
}

/* To the interface itself, or the first one of an instance. */
static void associate(struct gl_nw_build *build, const struct gl_resource *by, const struct gl_resource *eip)
{
    static const char *const paths[] = {"NetworkInterfaceId", "InstanceId"};
    const struct gl_nw *nw = build->nw;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct gl_value *named;
        const struct gl_resource *target = gl_nw_target_at(build, by, paths[i], &named);
        uint32_t at = target ? nw->endpoint_of[target->id] : GL_NW_NONE;

        if (at == GL_NW_NONE || nw->endpoints[at].nic_len == 0)
            continue;
        for (uint32_t k = 0; k < nw->endpoints[at].nic_len; k++) {
            uint32_t nic = nw->endpoints[at].first_nic + k;

            if (i == 1 || nw->nics[nic].resource == target) {
                give(build, nic, by, eip);
                return;
            }
        }
    }
}

void gl_nw_build_public(struct gl_nw_build *build)
{
    struct gl_resource_list addresses = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::EIP"));
    struct gl_resource_list links = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::EIPAssociation"));

    for (size_t i = 0; i < addresses.len; i++)
        associate(build, addresses.items[i], addresses.items[i]);
    for (size_t i = 0; i < links.len; i++) {
        const struct gl_value *named;

        associate(build, links.items[i], gl_nw_target_at(build, links.items[i], "AllocationId", &named));
    }
}
