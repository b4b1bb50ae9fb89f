#include "network/depth_way.h"

#include "base/limits.h"

/* A table or ACL that is not known is told apart by its subnet. */
static uint32_t unknown_of(uint32_t subnet)
{
    return subnet | 0x80000000u;
}

unsigned gl_nw_depth_protocol(const struct gl_nw_endpoint *endpoint)
{
    static const unsigned preferred[] = {GL_PROTO_TCP, GL_PROTO_UDP};

    for (size_t i = 0; i < sizeof preferred / sizeof *preferred; i++) {
        const struct gl_range keys = {preferred[i] << 16, (preferred[i] << 16) + GL_PORT_MAX};

        if (gl_ranges_overlap(endpoint->ports.keys, (struct gl_ranges){&keys, 1}))
            return preferred[i];
    }
    return endpoint->ports.keys.len ? (unsigned)(endpoint->ports.keys.items[0].first >> 16) : GL_PROTO_TCP;
}

static size_t split(struct gl_nw_depth_walk *walk, struct gl_nw_depth_end end, enum gl_ip_family family,
                    struct gl_ranges addresses, struct gl_nw_depth_end *ends)
{
    size_t len = 0;

    for (size_t i = 0; i < addresses.len; i++) {
        for (gl_u128 at = addresses.items[i].first; at <= addresses.items[i].last; at++) {
            if (len == GL_NW_END_ADDRESSES) {
                walk->is_cut = true;
                return len;
            }
            ends[len] = end;
            ends[len].is_known = true;
            ends[len++].address = gl_ipset_of_range(walk->arena, family, at, at);
        }
    }
    return len;
}

size_t gl_nw_depth_ends(struct gl_nw_depth_walk *walk, uint32_t nic, enum gl_ip_family family,
                        struct gl_nw_depth_end ends[static GL_NW_END_ADDRESSES])
{
    const struct gl_nw_nic *of = &walk->nw->nics[nic];
    struct gl_ranges addresses = family == GL_IPV4 ? of->addresses.v4 : of->addresses.v6;
    struct gl_nw_depth_end end = {.nic = nic, .subnet = of->subnet};

    if (of->is_address_known)
        return split(walk, end, family, addresses, ends);
    if (family == GL_IPV6)
        return 0; /* whether it gets one is not known: gl_nw_ask tells that apart */
    end.address.v4 = addresses;
    ends[0] = end;
    return 1;
}

void gl_nw_depth_add_way(struct gl_nw_depth_walk *walk, const struct gl_nw_route_in *way)
{
    gl_nw_sets_add(&walk->may, walk->arena, way, false);
    gl_nw_sets_add(&walk->sure, walk->arena, way, true);
}

/* ---- filters ---- */

static enum gl_match covers(const struct gl_nw_admitted *admitted, const struct gl_nw_depth_far *far)
{
    if (gl_ipset_is_empty(far->addresses))
        return gl_ipset_is_empty(admitted->may) ? GL_MATCH_NO : GL_MATCH_MAY;
    if (gl_ipset_contains(admitted->sure, far->addresses))
        return GL_MATCH_YES;
    if (far->is_known ? gl_ipset_contains(admitted->may, far->addresses)
                      : gl_ipset_overlaps(admitted->may, far->addresses))
        return GL_MATCH_MAY;
    return GL_MATCH_NO;
}

static void set_filter(struct gl_nw_condition *condition, const struct gl_nw_route_in *way,
                       const struct gl_nw_admitted *admitted, const struct gl_nw_depth_far *far)
{
    condition->culprit = admitted->culprit;
    if (!far->is_origin) {
        gl_nw_condition_set(condition, way, covers(admitted, far));
        return;
    }
    condition->may = admitted->may;
    condition->sure = admitted->sure;
}

static struct gl_span span_of(const struct gl_resource *resource)
{
    return resource ? resource->span : (struct gl_span){0};
}

static struct gl_str subnet_part(struct gl_nw_depth_walk *walk, const char *what, uint32_t subnet)
{
    return gl_arena_printf(walk->arena, "the %s of subnet %.*s", what,
                           GL_STR_ARG(walk->nw->subnets[subnet].name));
}

void gl_nw_depth_acl(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t subnet,
                     enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t acl = nw->subnets[subnet].acl;
    struct gl_nw_admitted admitted = gl_nw_acl_admits(nw, walk->arena, subnet, direction, ports);
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ACL);
    const struct gl_resource *resource = acl == GL_NW_NONE ? NULL : nw->acls[acl].resource;
    struct gl_str name = acl == GL_NW_NONE ? subnet_part(walk, "network ACL", subnet) : nw->acls[acl].name;
    struct gl_nw_change *change;

    set_filter(condition, way, &admitted, &far);
    condition->resource = resource;
    condition->span = span_of(resource);
    condition->text = gl_arena_printf(walk->arena, "%s%.*s, %s", acl == GL_NW_NONE ? "" : "network ACL ",
                                      GL_STR_ARG(name), direction == GL_INGRESS ? "inbound" : "outbound");
    if (acl == GL_NW_NONE && nw->subnets[subnet].is_acl_known)
        return; /* as AWS makes it: everything passes */
    change = gl_nw_condition_option(
        walk->arena, condition, direction == GL_INGRESS ? GL_NW_CHANGE_ACL_INGRESS : GL_NW_CHANGE_ACL_EGRESS,
        acl == GL_NW_NONE ? unknown_of(subnet) : acl);
    change->resource = resource;
    change->span = condition->span;
    change->name = name;
    change->peers = far.addresses;
    change->ports = ports;
}

static struct gl_str group_names(struct gl_nw_depth_walk *walk, const struct gl_nw_guard *guard, uint32_t nic)
{
    struct gl_buf text;
    struct gl_str copy;

    if (guard->len == 0)
        return gl_arena_printf(walk->arena, "the security groups of %.*s",
                               GL_STR_ARG(walk->nw->endpoints[walk->nw->nics[nic].endpoint].name));
    gl_buf_init(&text);
    gl_buf_add(&text, guard->len == 1 ? GL_STR("security group ") : GL_STR("security groups "));
    for (size_t i = 0; i < guard->len; i++) {
        if (i)
            gl_buf_add(&text, GL_STR(", "));
        gl_buf_add(&text, guard->groups[i]->name);
    }
    copy = gl_arena_copy(walk->arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return copy;
}

static struct gl_nw_change *group_option(struct gl_nw_depth_walk *walk, struct gl_nw_condition *condition,
                                         enum gl_direction direction, const struct gl_group *group,
                                         uint32_t subject)
{
    struct gl_nw_change *change = gl_nw_condition_option(
        walk->arena, condition,
        direction == GL_INGRESS ? GL_NW_CHANGE_GROUP_INGRESS : GL_NW_CHANGE_GROUP_EGRESS, subject);

    change->group = group;
    change->resource = group ? group->resource : NULL;
    change->span = span_of(change->resource);
    if (group)
        change->name = group->name;
    return change;
}

void gl_nw_depth_group(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t nic,
                       enum gl_direction direction, struct gl_portset ports, struct gl_nw_depth_far far)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t guard_number = nw->nics[nic].guard;
    const struct gl_nw_guard *guard = &nw->guards[guard_number];
    struct gl_nw_admitted admitted = gl_nw_guard_admits(nw, walk->arena, nic, direction, ports,
                                                        (struct gl_nw_peer){far.nic, far.names_groups});
    struct gl_nw_condition *condition;

    gl_nw_depth_policy(walk, way, nic, direction, ports, far);
    if (guard->is_absent)
        return;
    condition = gl_nw_way_add(way, GL_NW_LAYER_GROUP);
    set_filter(condition, way, &admitted, &far);
    condition->text = gl_arena_printf(walk->arena, "%.*s, %s", GL_STR_ARG(group_names(walk, guard, nic)),
                                      direction == GL_INGRESS ? "inbound" : "outbound");
    for (size_t i = 0; i < guard->len; i++)
        group_option(walk, condition, direction, guard->groups[i], guard->groups[i]->resource->id);
    if (guard->len == 0)
        group_option(walk, condition, direction, NULL, unknown_of(guard_number))->name =
            group_names(walk, guard, nic);
    for (size_t i = 0; i < condition->len; i++) {
        condition->options[i].peers = far.addresses;
        condition->options[i].ports = ports;
    }
    condition->resource = condition->options[0].resource;
    condition->span = condition->options[0].span;
}

void gl_nw_depth_route(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t subnet,
                       uint32_t gateway, struct gl_nw_depth_far far)
{
    const struct gl_nw *nw = walk->nw;
    uint32_t table = nw->subnets[subnet].table;
    struct gl_nw_admitted admitted = gl_nw_table_admits(nw, walk->arena, table, gateway, GL_NW_NONE);
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    struct gl_nw_change *change;
    struct gl_str name =
        table == GL_NW_NONE ? subnet_part(walk, "route table", subnet) : nw->tables[table].name;

    set_filter(condition, way, &admitted, &far);
    condition->resource = table == GL_NW_NONE ? nw->subnets[subnet].resource : nw->tables[table].resource;
    condition->span = span_of(condition->resource);
    condition->text =
        gl_arena_printf(walk->arena, "%s%.*s", table == GL_NW_NONE ? "" : "route table ", GL_STR_ARG(name));
    change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_ROUTE,
                                    table == GL_NW_NONE ? unknown_of(subnet) : table);
    change->other = gateway;
    change->resource = condition->resource;
    change->span = condition->span;
    change->name = name;
    change->peers = far.addresses;
}

/* ---- from the internet ---- */

/* What a user can give a public address to. Caches, functions and the like never have one (endpoint.def). */
static bool may_be_public(const struct gl_resource *resource)
{
    static const char *const kinds[] = {
        "AWS::EC2::Instance",
        "AWS::EC2::NetworkInterface",
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::EKS::Nodegroup",
        "AWS::ECS::Service",
        "AWS::ECS::TaskSet",
        "AWS::Batch::ComputeEnvironment",
        "AWS::DMS::ReplicationInstance",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBCluster",
        "AWS::MSK::Cluster",
        "AWS::Redshift::Cluster",
        "AWS::RedshiftServerless::Workgroup",
        "AWS::AmazonMQ::Broker",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancing::LoadBalancer",
    };

    return GL_STR_IS_ONE_OF(resource->kind, kinds);
}

static void need_gateway(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t vpc)
{
    const struct gl_nw_vpc *of = &walk->nw->vpcs[vpc];
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_ROUTING);
    struct gl_nw_change *change;

    gl_nw_condition_set(condition, way, of->has_internet_gateway);
    condition->resource = of->resource;
    condition->span = span_of(of->resource);
    condition->text = gl_arena_printf(walk->arena, "internet gateway of VPC %.*s", GL_STR_ARG(of->name));
    change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_ATTACH, vpc);
    change->other = of->internet_gateway;
    change->resource = of->resource;
    change->span = condition->span;
    change->name = of->name;
}

static void need_public_address(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way, uint32_t nic)
{
    const struct gl_nw_nic *of = &walk->nw->nics[nic];
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[of->endpoint];
    struct gl_nw_condition *condition = gl_nw_way_add(way, GL_NW_LAYER_PUBLIC);
    bool is_single = endpoint->role == GL_NW_ROLE_HOST && endpoint->nic_len > 1;
    struct gl_nw_change *change;

    gl_nw_condition_set(condition, way, of->is_public);
    condition->resource = is_single ? of->resource : endpoint->resource;
    condition->span = of->public_by ? of->public_by->span : span_of(condition->resource);
    condition->culprit = of->is_public == GL_MATCH_MAY ? of->public_by : NULL;
    condition->text = gl_arena_printf(walk->arena, "public address of %.*s", GL_STR_ARG(endpoint->name));
    if (!may_be_public(endpoint->resource))
        return;
    change = gl_nw_condition_option(walk->arena, condition, GL_NW_CHANGE_PUBLIC,
                                    is_single ? nic : unknown_of(of->endpoint));
    change->resource = condition->resource;
    change->span = condition->span;
    change->name = is_single ? of->resource->name : endpoint->name;
}

void gl_nw_depth_from_internet(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                               const struct gl_nw_depth_end *to, struct gl_portset ports,
                               struct gl_portset reply)
{
    const struct gl_nw *nw = walk->nw;
    const struct gl_nw_depth_far outside = {
        .addresses = gl_ipset_all(to->address.v6.len ? GL_IPV6 : GL_IPV4),
        .is_origin = true,
        .nic = GL_NW_NONE,
    };
    uint32_t vpc = nw->subnets[to->subnet].vpc;
    bool is_answered = !gl_portset_is_empty(reply);

    need_gateway(walk, way, vpc);
    if (to->address.v4.len)
        need_public_address(walk, way, to->nic);
    if (is_answered)
        gl_nw_depth_route(walk, way, to->subnet, nw->vpcs[vpc].internet_gateway, outside);
    gl_nw_depth_acl(walk, way, to->subnet, GL_INGRESS, ports, outside);
    if (is_answered)
        gl_nw_depth_acl(walk, way, to->subnet, GL_EGRESS, reply, outside);
    gl_nw_depth_group(walk, way, to->nic, GL_INGRESS, ports, outside);
}

/* The ports of an interface that its rules tell apart, and of whoever speaks to it from outside. */
static struct gl_portset *ports_of(struct gl_nw_depth_walk *walk, const struct gl_nw_depth_end *to,
                                   size_t *ret_len)
{
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[walk->nw->nics[to->nic].endpoint];
    struct gl_nw_port_classes classes = {.nw = walk->nw,
                                         .arena = walk->arena,
                                         .within = endpoint->ports,
                                         .protocol = gl_nw_depth_protocol(endpoint)};
    struct gl_portset *sets;

    gl_nw_classes_add_acl(&classes, to->subnet, GL_INGRESS);
    gl_nw_classes_add_guard(&classes, to->nic, GL_INGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

static struct gl_portset *replies_of(struct gl_nw_depth_walk *walk, const struct gl_nw_depth_end *to,
                                     size_t *ret_len)
{
    struct gl_nw_port_classes classes = {.nw = walk->nw,
                                         .arena = walk->arena,
                                         .within = gl_portset_of_protocol(walk->arena, GL_PROTO_TCP),
                                         .protocol = GL_PROTO_TCP};
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[walk->nw->nics[to->nic].endpoint];
    struct gl_portset *sets;

    if (gl_nw_depth_protocol(endpoint) != GL_PROTO_TCP) {
        *ret_len = 1;
        return GL_NEW(walk->arena, struct gl_portset); /* empty: no answer is needed */
    }
    gl_nw_classes_add_acl(&classes, to->subnet, GL_EGRESS);
    sets = gl_nw_classes_finish(&classes, ret_len);
    walk->is_cut |= classes.is_cut;
    return sets;
}

/* The ways from outside through a gateway of the VPC, for each port that makes a difference. */
static void
for_ports(struct gl_nw_depth_walk *walk, const struct gl_nw_route_in *like, const struct gl_nw_depth_end *to,
          void (*fill)(struct gl_nw_depth_walk *walk, struct gl_nw_route_in *way,
                       const struct gl_nw_depth_end *to, struct gl_portset ports, struct gl_portset reply))
{
    size_t port_len, reply_len;
    struct gl_portset *ports = ports_of(walk, to, &port_len), *replies = replies_of(walk, to, &reply_len);

    for (size_t p = 0; p < port_len; p++) {
        for (size_t r = 0; r < reply_len; r++) {
            struct gl_nw_route_in way = *like;

            way.ports = ports[p];
            fill(walk, &way, to, ports[p], replies[r]);
            gl_nw_depth_add_way(walk, &way);
        }
    }
}

void gl_nw_depth_internet(struct gl_nw_depth_walk *walk)
{
    const struct gl_nw_endpoint *endpoint = &walk->nw->endpoints[walk->endpoint];

    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        for (int family = GL_IPV4; family <= GL_IPV6; family++) {
            struct gl_nw_depth_end ends[GL_NW_END_ADDRESSES];
            size_t len = gl_nw_depth_ends(walk, endpoint->first_nic + i, (enum gl_ip_family)family, ends);
            struct gl_nw_route_in way = {.name = GL_STR("directly"), .reach = GL_NW_WIDE};

            way.origin = gl_ipset_public_part(walk->arena, gl_ipset_all((enum gl_ip_family)family));
            if (len) /* its rules do not see which of its addresses is meant */
                for_ports(walk, &way, &ends[0], gl_nw_depth_from_internet);
        }
    }
    gl_nw_depth_balancers(walk);
}
