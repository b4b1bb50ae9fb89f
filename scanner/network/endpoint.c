/* Everything that has interfaces in subnets: endpoint.def over all resources, network interfaces as such. */
#include "graph/service_port.h"
#include "network/build.h"

enum public_rule {
    NEVER = 0,
    FLAG,
    FLAG_OR_VPC,
    SUBNET,
    TEXT_ENABLED,
    TEXT_SERVICE_PROVIDED_EIPS,
    TEXT_INTERNET_FACING,
};

struct kind_row {
    struct gl_str kind;
    const char *subnets, *public_path;
    enum gl_nw_role role;
    enum public_rule rule;
};

static const struct kind_row rows[] = {
#define ENDPOINT(kind, role, subnets, public, rule)                                                          \
    {GL_STR_INIT(kind), subnets, public, GL_NW_ROLE_##role, rule},
#include "network/endpoint.def"
#undef ENDPOINT
};

enum { ROWS = sizeof rows / sizeof *rows };

static enum gl_match is_text(struct gl_nw_build *build, const struct gl_resource *resource, const char *path,
                             const char *word, enum gl_match otherwise, const struct gl_value **ret_value)
{
    struct gl_nw_values found = gl_nw_values(build, resource, path);
    struct gl_str text;

    *ret_value = found.len ? found.items[0].value : NULL;
    if (found.len == 0)
        return otherwise;
    if (found.len > 1 || found.items[0].exists != GL_MATCH_YES ||
        !gl_value_text(gl_value_resolve(found.items[0].value), &text))
        return GL_MATCH_MAY;
    return gl_str_eq_nocase(text, gl_str_of(word)) ? GL_MATCH_YES : GL_MATCH_NO;
}

/* The launch template's word for instances that it makes, else the subnet's. */
static enum gl_match by_subnet(struct gl_nw_build *build, const struct gl_resource *resource,
                               const char *path, const struct gl_nw_subnet *subnet,
                               const struct gl_value **ret_value)
{
    static const char *const paths[] = {
        "AssociatePublicIpAddress",
        "LaunchTemplate.LaunchTemplateId>LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",
        "LaunchTemplate.LaunchTemplateName>LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",
        "LaunchTemplate.Id>LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",
        "LaunchConfigurationName>AssociatePublicIpAddress",
    };

    if (path[0] && gl_nw_values(build, resource, path).len)
        return gl_nw_flag(build, resource, path, GL_MATCH_NO, ret_value);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (gl_nw_values(build, resource, paths[i]).len)
            return gl_nw_flag(build, resource, paths[i], GL_MATCH_NO, ret_value);
    }
    *ret_value = NULL;
    if (gl_nw_is_snapshot(resource))
        return GL_MATCH_NO; /* the answer has the addresses that there are */
    if (!subnet->resource)
        return GL_MATCH_MAY;
    return gl_nw_flag(build, subnet->resource, "MapPublicIpOnLaunch", GL_MATCH_NO, ret_value);
}

static enum gl_match is_public(struct gl_nw_build *build, const struct gl_resource *resource,
                               const struct kind_row *row, const struct gl_nw_subnet *subnet,
                               const struct gl_value **ret_value)
{
    enum gl_match flag;

    *ret_value = NULL;
    switch (row->rule) {
    case NEVER:
        break;
    case FLAG:
        return gl_nw_flag(build, resource, row->public_path, GL_MATCH_NO, ret_value);
    case FLAG_OR_VPC: /* nothing written and no subnet group: the default VPC, where it gets one */
        flag = gl_nw_flag(build, resource, row->public_path, GL_MATCH_NO, ret_value);
        return !*ret_value && !subnet->resource && !gl_nw_is_snapshot(resource) ? GL_MATCH_MAY : flag;
    case SUBNET:
        return by_subnet(build, resource, row->public_path, subnet, ret_value);
    case TEXT_ENABLED:
        return is_text(build, resource, row->public_path, "ENABLED", GL_MATCH_NO, ret_value);
    case TEXT_SERVICE_PROVIDED_EIPS:
        return is_text(build, resource, row->public_path, "SERVICE_PROVIDED_EIPS", GL_MATCH_NO, ret_value);
    case TEXT_INTERNET_FACING:
        return is_text(build, resource, row->public_path, "internet-facing", GL_MATCH_YES, ret_value);
    }
    return GL_MATCH_NO;
}

static void add_address(struct gl_nw_build *build, struct gl_ipset *set, const struct gl_value *value)
{
    struct gl_cidr block;

    if (gl_nw_block(value, &block) && block.first == block.last)
        *set = gl_ipset_union(build->arena, *set, gl_ipset_of_cidr(build->arena, &block));
}

static void add_addresses(struct gl_nw_build *build, struct gl_ipset *set, const struct gl_resource *resource,
                          const char *path)
{
    struct gl_nw_values found = gl_nw_values(build, resource, path);

    for (size_t i = 0; i < found.len; i++)
        add_address(build, set, found.items[i].value);
}

/* A public address belongs to one private address: its own in a list, else the primary one. */
static void read_translated(struct gl_nw_build *build, struct gl_nw_nic *nic,
                            const struct gl_resource *resource)
{
    struct gl_nw_values listed = gl_nw_values(build, resource, "PrivateIpAddresses[]");

    for (size_t i = 0; i < listed.len; i++) {
        if (gl_value_get(listed.items[i].value, GL_STR("PublicIpAddress")))
            add_address(build, &nic->translated,
                        gl_value_get(listed.items[i].value, GL_STR("PrivateIpAddress")));
    }
    if (gl_value_get(&resource->properties, GL_STR("PublicIpAddress")))
        add_addresses(build, &nic->translated, resource, "PrivateIpAddress");
}

/* What an interface, an instance or a NAT gateway says of its addresses. */
static void read_addresses(struct gl_nw_build *build, struct gl_nw_nic *nic,
                           const struct gl_resource *resource)
{
    static const char *const private_paths[] = {"PrivateIpAddress", "PrivateIpAddresses[].PrivateIpAddress",
                                                "Ipv6Addresses[].Ipv6Address",
                                                "NetworkInterfaces[].PrivateIpAddress"};
    static const char *const public_paths[] = {"PublicIpAddress", "PrivateIpAddresses[].PublicIpAddress"};

    for (size_t i = 0; i < sizeof private_paths / sizeof *private_paths; i++)
        add_addresses(build, &nic->addresses, resource, private_paths[i]);
    for (size_t i = 0; i < sizeof public_paths / sizeof *public_paths; i++)
        add_addresses(build, &nic->public_addresses, resource, public_paths[i]);
    read_translated(build, nic, resource);
    nic->is_address_known = nic->addresses.v4.len > 0;
    if (nic->public_addresses.v4.len)
        nic->is_public = GL_MATCH_YES;
}

/* Does it get an IPv6 address where its subnet has a block? NO where nothing says so. */
static bool takes_ipv6(struct gl_nw_build *build, const struct gl_nw_nic *nic)
{
    static const char *const paths[] = {"NetworkType", "IpAddressType"};
    const struct gl_nw_subnet *subnet = &build->nw->subnets[nic->subnet];

    if (build->nw->endpoints[nic->endpoint].role == GL_NW_ROLE_HOST)
        return subnet->resource && gl_nw_flag(build, subnet->resource, "AssignIpv6AddressOnCreation",
                                              GL_MATCH_NO, NULL) != GL_MATCH_NO;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct gl_nw_values found = gl_nw_values(build, nic->resource, paths[i]);
        struct gl_str text = gl_nw_text(build, nic->resource, paths[i]);

        if (found.len)
            return text.len == 0 || gl_str_contains_nocase(text, GL_STR("dual"));
    }
    return false;
}

/* An address that is not known is one of its subnet's. */
static void place_somewhere(struct gl_nw_build *build, struct gl_nw_nic *nic)
{
    const struct gl_nw_subnet *subnet = &build->nw->subnets[nic->subnet];
    const struct gl_nw_vpc *vpc = &build->nw->vpcs[subnet->vpc];

    if (!nic->is_address_known) {
        nic->addresses = subnet->is_block_known ? subnet->blocks : vpc->blocks;
        if (!subnet->is_block_known && (vpc->unknown_block || !vpc->is_known || vpc->blocks.v4.len == 0))
            nic->addresses = gl_ipset_all(GL_IPV4);
        if (!takes_ipv6(build, nic))
            nic->addresses.v6 = (struct gl_ranges){0};
    }
    nic->is_public_ipv6 = gl_ipset_has_public((struct gl_ipset){.v6 = nic->addresses.v6});
}

static struct gl_nw_nic *add_nic(struct gl_nw_build *build, uint32_t endpoint,
                                 const struct gl_resource *resource, const struct gl_nw_value *placed)
{
    uint32_t subnet =
        placed ? gl_nw_subnet_named(build, placed) : gl_nw_subnet_unknown(build, resource, GL_NW_NONE);
    uint32_t at = gl_nw_add(build, GL_NW_LIST_NICS);
    struct gl_nw_nic *nic = &build->nw->nics[at];

    *nic = (struct gl_nw_nic){
        .endpoint = endpoint,
        .subnet = subnet,
        .resource = resource,
        .placed_by = placed ? placed->value : NULL,
        .exists = gl_match_both(placed ? placed->exists : GL_MATCH_YES, gl_nw_exists(resource))};
    build->nw->endpoints[endpoint].nic_len++;
    return nic;
}

/* A Network Load Balancer may have no groups at all; then nothing filters. */
static uint32_t guard_for(struct gl_nw_build *build, const struct gl_resource *resource, enum gl_nw_role role)
{
    const struct gl_network *network = build->nw->network;
    bool has_any = gl_network_uses(network, resource) || network->unknown_uses[resource->id];

    if (role == GL_NW_ROLE_NAT)
        return gl_nw_guard_absent(build);
    /* of transit gateways, gateway load balancers and the like: the answer would list groups */
    if (!has_any && gl_nw_is_snapshot(resource) &&
        gl_value_is(gl_value_get(&resource->properties, GL_STR("GroupSet")), GL_LIST))
        return gl_nw_guard_absent(build);
    if (role == GL_NW_ROLE_BALANCER && !has_any) {
        struct gl_str type = gl_nw_text(build, resource, "Type");

        if (gl_str_eq_nocase(type, GL_STR("network")) || gl_str_eq_nocase(type, GL_STR("gateway")))
            return gl_nw_guard_absent(build);
    }
    return gl_nw_guard_of(build, resource);
}

static uint32_t add_endpoint(struct gl_nw_build *build, const struct gl_resource *resource,
                             enum gl_nw_role role)
{
    uint32_t at = gl_nw_add(build, GL_NW_LIST_ENDPOINTS);
    struct gl_nw_endpoint *endpoint = &build->nw->endpoints[at];

    *endpoint = (struct gl_nw_endpoint){.resource = resource,
                                        .name = resource->name,
                                        .role = role,
                                        .first_nic = build->nw->nic_len,
                                        .pod_end = GL_NW_NONE};
    if (role != GL_NW_ROLE_STORE ||
        !gl_service_ports(build->arena, resource, &endpoint->ports, &endpoint->ports_culprit))
        endpoint->ports = gl_portset_all();
    build->nw->endpoint_of[resource->id] = at;
    return at;
}

/* Network interfaces of an instance, where they are resources. */
static struct gl_nw_values interfaces_of(struct gl_nw_build *build, const struct gl_resource *instance)
{
    struct gl_nw_values named = gl_nw_values(build, instance, "NetworkInterfaces[].NetworkInterfaceId");
    struct gl_edge_list edges = gl_graph_referrers(build->nw->graph, instance);

    for (size_t i = 0; i < edges.len; i++) {
        const struct gl_resource *by = build->nw->graph->resources[edges.items[i].from];
        struct gl_nw_values found;

        if (!gl_str_eq(by->kind, GL_STR("AWS::EC2::NetworkInterfaceAttachment")))
            continue;
        found = gl_nw_values(build, by, "NetworkInterfaceId");
        for (size_t k = 0; k < found.len; k++)
            *GL_PUSH(build->arena, named.items, named.len, named.capacity) = found.items[k];
    }
    return named;
}

static void add_interface(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *resource)
{
    struct gl_nw_values subnets = gl_nw_values(build, resource, "SubnetId");
    struct gl_nw_nic *nic = add_nic(build, endpoint, resource, subnets.len ? &subnets.items[0] : NULL);
    uint32_t at = (uint32_t)(nic - build->nw->nics), guard;

    read_addresses(build, nic, resource);
    place_somewhere(build, nic);
    nic->is_forwarding = gl_nw_flag(build, resource, "SourceDestCheck", GL_MATCH_YES, NULL) == GL_MATCH_NO;
    guard = guard_for(build, resource, build->nw->endpoints[endpoint].role);
    build->nw->nics[at].guard = guard;
    build->nw->endpoint_of[resource->id] = endpoint;
}

/* The interfaces of an instance that are resources themselves. */
static void add_interfaces(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *resource)
{
    struct gl_nw_values named = interfaces_of(build, resource);

    for (size_t i = 0; i < named.len; i++) {
        const struct gl_resource *interface = gl_nw_target(build, named.items[i].owner, named.items[i].value);

        if (!interface || !gl_str_eq(interface->kind, GL_STR("AWS::EC2::NetworkInterface")) ||
            build->nw->endpoint_of[interface->id] != GL_NW_NONE)
            continue;
        add_interface(build, endpoint, interface);
    }
}

/* A NAT gateway's interface is listed among the interfaces too: it is the gateway's. */
static void take_interface(struct gl_nw_build *build, uint32_t endpoint, struct gl_nw_nic *nic,
                           const struct gl_resource *gateway)
{
    const struct gl_value *named;
    const struct gl_resource *interface = gl_nw_target_at(build, gateway, "NetworkInterfaceId", &named);

    if (!interface)
        return;
    build->nw->endpoint_of[interface->id] = endpoint;
    read_addresses(build, nic, interface);
}

static void add_placed(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *resource,
                       const struct kind_row *row, const struct gl_nw_value *placed)
{
    struct gl_nw_nic *nic = add_nic(build, endpoint, resource, placed);
    uint32_t at = (uint32_t)(nic - build->nw->nics), guard;

    nic->is_public = is_public(build, resource, row, &build->nw->subnets[nic->subnet], &nic->public_by);
    if (row->role == GL_NW_ROLE_NAT || gl_str_eq(row->kind, GL_STR("AWS::EC2::Instance")))
        read_addresses(build, nic, resource);
    if (row->role == GL_NW_ROLE_NAT &&
        !gl_str_eq_nocase(gl_nw_text(build, resource, "ConnectivityType"), GL_STR("private")))
        nic->is_public = GL_MATCH_YES;
    if (row->role == GL_NW_ROLE_NAT)
        take_interface(build, endpoint, nic, resource);
    place_somewhere(build, nic);
    nic->is_forwarding = gl_nw_flag(build, resource, "SourceDestCheck", GL_MATCH_YES, NULL) == GL_MATCH_NO;
    guard = guard_for(build, resource, row->role);
    build->nw->nics[at].guard = guard;
}

static void add_all_placed(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *resource,
                           const struct kind_row *row, const struct gl_nw_values *subnets)
{
    for (size_t i = 0; i < subnets->len; i++)
        add_placed(build, endpoint, resource, row, &subnets->items[i]);
    if (subnets->len == 0)
        add_placed(build, endpoint, resource, row, NULL);
}

/* The primary interface is a resource where the instance lists interfaces; what is attached to a running
 * instance is never it. A snapshot has them all. */
static void add_instance(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *resource,
                         const struct kind_row *row, const struct gl_nw_values *subnets)
{
    bool is_listed = gl_nw_values(build, resource, "NetworkInterfaces[].NetworkInterfaceId").len > 0;

    if (!is_listed && !gl_nw_is_snapshot(resource))
        add_all_placed(build, endpoint, resource, row, subnets);
    add_interfaces(build, endpoint, resource);
    if (build->nw->endpoints[endpoint].nic_len == 0)
        add_all_placed(build, endpoint, resource, row, subnets);
}

/* Is it in a VPC at all? A function without VpcConfig is not, a gateway endpoint has no interfaces. */
static bool is_placed_elsewhere(struct gl_nw_build *build, const struct gl_resource *resource,
                                const struct kind_row *row)
{
    static const char *const outside[] = {
        "AWS::Lambda::Function",           "AWS::CodeBuild::Project", "AWS::OpenSearchService::Domain",
        "AWS::Elasticsearch::Domain",      "AWS::ECS::Service",       "AWS::ECS::TaskSet",
        "AWS::SageMaker::NotebookInstance"};

    if (row->role == GL_NW_ROLE_SERVICE)
        return !gl_str_eq_nocase(gl_nw_text(build, resource, "VpcEndpointType"), GL_STR("Interface"));
    return GL_STR_IS_ONE_OF(resource->kind, outside);
}

static void read_endpoint(struct gl_nw_build *build, const struct gl_resource *resource,
                          const struct kind_row *first)
{
    const struct kind_row *row = first;
    struct gl_nw_values subnets = gl_nw_values(build, resource, row->subnets);
    uint32_t endpoint;

    if (build->nw->endpoint_of[resource->id] != GL_NW_NONE)
        return; /* an interface that its instance has taken */
    while (subnets.len == 0 && row + 1 < rows + ROWS && gl_str_eq(row[1].kind, first->kind)) {
        row++;
        subnets = gl_nw_values(build, resource, row->subnets);
    }
    if (subnets.len == 0 && is_placed_elsewhere(build, resource, row))
        return;
    endpoint = add_endpoint(build, resource, row->role);
    if (gl_str_eq(row->kind, GL_STR("AWS::EC2::Instance"))) {
        add_instance(build, endpoint, resource, row, &subnets);
        return;
    }
    if (gl_str_eq(row->kind, GL_STR("AWS::EC2::NetworkInterface"))) {
        add_interface(build, endpoint, resource);
        return;
    }
    add_all_placed(build, endpoint, resource, row, &subnets);
    if (row->role == GL_NW_ROLE_CONTROL)
        gl_nw_add_api(build, endpoint, resource);
}

/* The gateway of a NAT knows its interface. */
static void tell_nats(struct gl_nw_build *build)
{
    struct gl_nw *nw = build->nw;

    for (uint32_t i = 0; i < nw->gateway_len; i++) {
        struct gl_nw_gateway *gateway = &nw->gateways[i];
        uint32_t endpoint;

        if (gateway->kind != GL_NW_NAT)
            continue;
        endpoint = nw->endpoint_of[gateway->resource->id];
        if (endpoint != GL_NW_NONE && nw->endpoints[endpoint].nic_len)
            gateway->nic = nw->endpoints[endpoint].first_nic;
    }
}

void gl_nw_build_endpoints(struct gl_nw_build *build)
{
    for (size_t r = 0; r < ROWS; r++) {
        struct gl_resource_list list;

        if (r && gl_str_eq(rows[r].kind, rows[r - 1].kind))
            continue;
        if (gl_str_eq(rows[r].kind, GL_STR("AWS::EC2::NetworkInterface")))
            continue; /* last, as instances take theirs */
        list = gl_graph_of_kind(build->nw->graph, rows[r].kind);
        for (size_t i = 0; i < list.len; i++)
            read_endpoint(build, list.items[i], &rows[r]);
    }
    for (size_t r = 0; r < ROWS; r++) {
        struct gl_resource_list list;

        if (!gl_str_eq(rows[r].kind, GL_STR("AWS::EC2::NetworkInterface")))
            continue;
        list = gl_graph_of_kind(build->nw->graph, rows[r].kind);
        for (size_t i = 0; i < list.len; i++)
            read_endpoint(build, list.items[i], &rows[r]);
    }
    tell_nats(build);
}
