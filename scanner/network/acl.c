/* Network ACLs with their entries by number.
 *
 * Sources: Amazon VPC user guide, "Network ACL rules" and "Default network ACL"; EC2 API reference,
 * NetworkAclEntry. */
#include <stdlib.h>

#include "network/build.h"

struct loose_entry {
    uint32_t acl, next;
    struct gl_nw_acl_entry entry;
};

struct collecting {
    struct gl_nw_build *build;
    struct loose_entry *entries;
    size_t len, capacity;
    uint32_t *first[2]; /* by ACL */
};

static struct gl_portset ports_of(struct gl_nw_build *build, unsigned protocol, int64_t from, int64_t to)
{
    if (from < 0)
        from = 0;
    if (to > GL_PORT_MAX)
        to = GL_PORT_MAX;
    if (from > to)
        return (struct gl_portset){0};
    return gl_portset_of_range(build->arena, protocol, (unsigned)from, (unsigned)to);
}

/* PortRange of TCP and UDP; without one, all ports. */
static void read_port_range(struct gl_nw_build *build, struct gl_nw_acl_entry *entry, unsigned protocol)
{
    const struct gl_value *first, *last;
    int64_t from = 0, to = GL_PORT_MAX;
    bool has_from = gl_nw_number(build, entry->resource, "PortRange.From", &from, &first);
    bool has_to = gl_nw_number(build, entry->resource, "PortRange.To", &to, &last);

    if ((first && !has_from) || (last && !has_to)) {
        entry->culprit = first && !has_from ? first : last;
        entry->ports = gl_portset_of_protocol(build->arena, protocol);
        return;
    }
    entry->ports = entry->sure_ports = ports_of(build, protocol, from, to);
}

static void read_icmp(struct gl_nw_build *build, struct gl_nw_acl_entry *entry, unsigned protocol)
{
    const struct gl_value *type_value, *code_value;
    int64_t type = GL_PORT_ANY, code = GL_PORT_ANY;
    bool has_type = gl_nw_number(build, entry->resource, "Icmp.Type", &type, &type_value);
    bool has_code = gl_nw_number(build, entry->resource, "Icmp.Code", &code, &code_value);

    if ((type_value && !has_type) || (code_value && !has_code) || type > 255 || code > 255) {
        entry->culprit = type_value ? type_value : code_value;
        entry->ports = gl_portset_of_protocol(build->arena, protocol);
        return;
    }
    entry->ports = entry->sure_ports =
        gl_portset_of_icmp(build->arena, protocol, type < 0 ? GL_PORT_ANY : (int)type,
                           code < 0 || type < 0 ? GL_PORT_ANY : (int)code);
}

static void read_ports(struct gl_nw_build *build, struct gl_nw_acl_entry *entry)
{
    struct gl_nw_values found = gl_nw_values(build, entry->resource, "Protocol");
    struct gl_str text;
    int protocol;

    if (found.len != 1 || found.items[0].exists != GL_MATCH_YES ||
        !gl_value_text(gl_value_resolve(found.items[0].value), &text) ||
        !gl_protocol_parse(text, &protocol)) {
        entry->ports = gl_portset_all();
        entry->culprit = found.len ? found.items[0].value
                                   : gl_nw_unknown(build, entry->resource, "the protocol of %.*s",
                                                   GL_STR_ARG(entry->resource->name));
        return;
    }
    if (protocol == GL_PROTO_ALL)
        entry->ports = entry->sure_ports = gl_portset_all();
    else if (protocol == GL_PROTO_TCP || protocol == GL_PROTO_UDP)
        read_port_range(build, entry, (unsigned)protocol);
    else if (gl_protocol_is_icmp((unsigned)protocol))
        read_icmp(build, entry, (unsigned)protocol);
    else
        entry->ports = entry->sure_ports = gl_portset_of_protocol(build->arena, (unsigned)protocol);
}

static void read_addresses(struct gl_nw_build *build, struct gl_nw_acl_entry *entry)
{
    static const char *const paths[] = {"CidrBlock", "Ipv6CidrBlock"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct gl_nw_values found = gl_nw_values(build, entry->resource, paths[i]);

        for (size_t k = 0; k < found.len; k++) {
            struct gl_cidr block;
            struct gl_ipset set;

            if (gl_nw_block(found.items[k].value, &block)) {
                set = gl_ipset_of_cidr(build->arena, &block);
            } else {
                set = gl_ipset_all((enum gl_ip_family)i);
                entry->culprit = found.items[k].value;
            }
            if (found.items[k].exists != GL_MATCH_YES)
                entry->culprit = found.items[k].value;
            entry->addresses = gl_ipset_union(build->arena, entry->addresses, set);
        }
    }
}

static void read_entry(struct collecting *all, const struct gl_resource *resource, uint32_t acl)
{
    struct gl_nw_build *build = all->build;
    const struct gl_value *number, *egress;
    struct gl_nw_acl_entry entry = {.resource = resource, .exists = gl_nw_exists(resource)};
    enum gl_match is_egress = gl_nw_flag(build, resource, "Egress", GL_MATCH_NO, &egress);
    struct gl_str action = gl_nw_text(build, resource, "RuleAction");
    int64_t rule = 0;

    read_ports(build, &entry);
    read_addresses(build, &entry);
    if (!gl_nw_number(build, resource, "RuleNumber", &rule, &number) || rule < 0 || rule > GL_PORT_MAX ||
        action.len == 0 || is_egress == GL_MATCH_MAY) {
        /* not known where it stands or what it does */
        const struct gl_value *why =
            gl_nw_unknown(build, resource, "what %.*s lets pass", GL_STR_ARG(resource->name));

        build->nw->acls[acl].unknown = why;
        return;
    }
    entry.number = (uint32_t)rule;
    entry.is_allow = gl_str_eq_nocase(action, GL_STR("allow"));
    entry.is_egress = is_egress == GL_MATCH_YES;
    {
        enum gl_direction direction = entry.is_egress ? GL_EGRESS : GL_INGRESS;
        struct loose_entry *loose = GL_PUSH(build->arena, all->entries, all->len, all->capacity);

        *loose = (struct loose_entry){acl, all->first[direction][acl], entry};
        all->first[direction][acl] = (uint32_t)(all->len - 1);
    }
}

static int compare_entries(const void *a, const void *b)
{
    const struct gl_nw_acl_entry *x = a, *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->resource->id > y->resource->id) - (x->resource->id < y->resource->id);
}

static void hand_out(struct collecting *all)
{
    struct gl_nw *nw = all->build->nw;

    for (uint32_t a = 0; all->entries && a < nw->acl_len; a++) {
        for (int direction = GL_INGRESS; direction <= GL_EGRESS; direction++) {
            struct gl_nw_acl *acl = &nw->acls[a];
            size_t len = 0;

            for (uint32_t i = all->first[direction][a]; i != GL_NW_NONE; i = all->entries[i].next)
                len++;
            acl->entries[direction] = GL_NEW_ARRAY(all->build->arena, struct gl_nw_acl_entry, len);
            for (uint32_t i = all->first[direction][a]; i != GL_NW_NONE; i = all->entries[i].next)
                acl->entries[direction][acl->len[direction]++] = all->entries[i].entry;
            if (len)
                qsort(acl->entries[direction], len, sizeof(struct gl_nw_acl_entry), compare_entries);
        }
    }
}

static void read_acls(struct gl_nw_build *build, uint32_t *acl_of)
{
    struct gl_resource_list list = gl_graph_of_kind(build->nw->graph, GL_STR("AWS::EC2::NetworkAcl"));

    for (size_t i = 0; i < list.len; i++) {
        uint32_t vpc = gl_nw_vpc_named(build, list.items[i], "VpcId"), at = gl_nw_add(build, GL_NW_LIST_ACLS);

        build->nw->acls[at] =
            (struct gl_nw_acl){.resource = list.items[i], .name = list.items[i]->name, .vpc = vpc};
        acl_of[list.items[i]->id] = at;
        if (gl_nw_flag(build, list.items[i], "IsDefault", GL_MATCH_NO, NULL) == GL_MATCH_YES)
            build->nw->vpcs[vpc].default_acl = at;
        if (!gl_nw_is_snapshot(list.items[i]))
            build->nw->acls[at].unknown = gl_graph_loose_end(
                build->nw->graph, GL_STR("AWS::EC2::NetworkAclEntry"), GL_STR("NetworkAclId"), list.items[i]);
    }
}

static void associate(struct gl_nw_build *build, const uint32_t *acl_of)
{
    struct gl_nw *nw = build->nw;
    struct gl_resource_list list =
        gl_graph_of_kind(nw->graph, GL_STR("AWS::EC2::SubnetNetworkAclAssociation"));

    for (uint32_t i = 0; i < nw->subnet_len; i++) {
        struct gl_nw_subnet *subnet = &nw->subnets[i];

        if (!gl_nw_is_of_scan(nw, i))
            continue;
        subnet->acl = nw->vpcs[subnet->vpc].default_acl;
        subnet->is_acl_known =
            gl_nw_is_snapshot(subnet->resource)
                ? subnet->acl != GL_NW_NONE
                : !gl_graph_loose_end(nw->graph, GL_STR("AWS::EC2::SubnetNetworkAclAssociation"),
                                      GL_STR("SubnetId"), subnet->resource);
    }
    for (size_t i = 0; i < list.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *subnet = gl_nw_target_at(build, list.items[i], "SubnetId", &named);
        const struct gl_resource *acl = gl_nw_target_at(build, list.items[i], "NetworkAclId", &named);
        uint32_t at = subnet ? nw->subnet_of[subnet->id] : GL_NW_NONE;

        if (at == GL_NW_NONE)
            continue;
        if (acl && nw->vpc_of[acl->id] != GL_NW_NONE) { /* by the attribute DefaultNetworkAcl */
            nw->subnets[at].acl = nw->vpcs[nw->vpc_of[acl->id]].default_acl;
            nw->subnets[at].is_acl_known = gl_nw_exists(list.items[i]) == GL_MATCH_YES;
            continue;
        }
        nw->subnets[at].acl = acl ? acl_of[acl->id] : GL_NW_NONE;
        nw->subnets[at].is_acl_known =
            nw->subnets[at].acl != GL_NW_NONE && gl_nw_exists(list.items[i]) == GL_MATCH_YES;
        nw->subnets[at].acl_by = list.items[i];
    }
}

void gl_nw_build_acls(struct gl_nw_build *build)
{
    struct gl_nw *nw = build->nw;
    uint32_t *acl_of = GL_NEW_ARRAY(build->arena, uint32_t, nw->graph->len + 1);
    struct gl_resource_list entries = gl_graph_of_kind(nw->graph, GL_STR("AWS::EC2::NetworkAclEntry"));
    struct collecting all = {.build = build};

    for (size_t i = 0; i < nw->graph->len; i++)
        acl_of[i] = GL_NW_NONE;
    read_acls(build, acl_of);
    for (int direction = GL_INGRESS; direction <= GL_EGRESS; direction++) {
        all.first[direction] = GL_NEW_ARRAY(build->arena, uint32_t, nw->acl_len + 1);
        for (uint32_t i = 0; i < nw->acl_len; i++)
            all.first[direction][i] = GL_NW_NONE;
    }
    for (size_t i = 0; i < entries.len; i++) {
        const struct gl_value *named;
        const struct gl_resource *acl = gl_nw_target_at(build, entries.items[i], "NetworkAclId", &named);

        uint32_t at = !acl                                ? GL_NW_NONE
                      : nw->vpc_of[acl->id] != GL_NW_NONE ? nw->vpcs[nw->vpc_of[acl->id]].default_acl
                                                          : acl_of[acl->id];

        if (at != GL_NW_NONE)
            read_entry(&all, entries.items[i], at);
    }
    hand_out(&all);
    associate(build, acl_of);
}
