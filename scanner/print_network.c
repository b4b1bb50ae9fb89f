/* The AWS network in lines: see the header. */
#include "print_network.h"

static const char *const words_of_match[] = {"no", "may", "yes"};

static void add_set(struct gl_buf *out, const char *word, struct gl_ipset set)
{
    if (gl_ipset_is_empty(set))
        return;
    gl_buf_printf(out, " %s ", word);
    gl_ipset_print_cidrs(out, set, 8);
}

static void add_named(struct gl_buf *out, const char *word, struct gl_str name)
{
    gl_buf_printf(out, " %s ", word);
    gl_buf_quote(out, name);
}

static void print_vpc(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_vpc *vpc)
{
    add_named(out, "vpc", vpc->name);
    add_set(out, "blocks", vpc->blocks);
    if (vpc->unknown_block)
        gl_buf_add(out, GL_STR(" and unknown blocks"));
    if (vpc->internet_gateway != GL_NW_NONE)
        add_named(out, "igw", nw->gateways[vpc->internet_gateway].name);
    gl_buf_printf(out, " internet %s\n", words_of_match[vpc->has_internet_gateway]);
}

static void print_subnet(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_subnet *subnet)
{
    add_named(out, "subnet", subnet->name);
    add_named(out, "of", nw->vpcs[subnet->vpc].name);
    add_set(out, "blocks", subnet->blocks);
    add_named(out, "table", subnet->table == GL_NW_NONE ? GL_STR("?") : nw->tables[subnet->table].name);
    add_named(out, "acl",
              subnet->acl != GL_NW_NONE ? nw->acls[subnet->acl].name
                                        : gl_str_of(subnet->is_acl_known ? "open" : "?"));
    gl_buf_add_char(out, '\n');
}

static void print_table(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_table *table)
{
    add_named(out, "table", table->name);
    gl_buf_add(out, gl_str_of(table->unknown ? " and unknown routes\n" : "\n"));
    for (size_t i = 0; i < table->len; i++) {
        const struct gl_nw_route *route = &table->routes[i];

        gl_buf_add(out, GL_STR("   "));
        add_set(out, route->is_unknown_destination ? "some of" : "to", route->to);
        if (route->gateway != GL_NW_NONE)
            add_named(out, "by", nw->gateways[route->gateway].name);
        if (route->attachment != GL_NW_NONE)
            gl_buf_printf(out, " attachment %u", route->attachment);
        gl_buf_printf(out, "%s%s%s%s%s\n", route->is_local ? " local" : "",
                      route->is_propagated ? " propagated" : "", route->is_dropped ? " blackhole" : "",
                      route->is_elsewhere ? " elsewhere" : "", route->exists == GL_MATCH_MAY ? " may" : "");
    }
}

static void print_acl(struct gl_buf *out, const struct gl_nw_acl *acl)
{
    add_named(out, "acl", acl->name);
    gl_buf_add(out, gl_str_of(acl->unknown ? " and unknown entries\n" : "\n"));
    for (int direction = GL_INGRESS; direction <= GL_EGRESS; direction++) {
        for (size_t i = 0; i < acl->len[direction]; i++) {
            const struct gl_nw_acl_entry *entry = &acl->entries[direction][i];

            gl_buf_printf(out, "    %s %u %s ", direction == GL_INGRESS ? "in" : "out", entry->number,
                          entry->is_allow ? "allow" : "deny");
            gl_portset_print(out, entry->ports, 4);
            add_set(out, "peers", entry->addresses);
            gl_buf_add(out, gl_str_of(entry->culprit ? " not wholly known\n" : "\n"));
        }
    }
}

static void print_guard(struct gl_buf *out, const struct gl_nw_guard *guard)
{
    if (guard->is_absent)
        gl_buf_add(out, GL_STR(" without groups"));
    for (size_t i = 0; i < guard->len; i++)
        add_named(out, guard->is_certain[i] ? "group" : "maybe group", guard->groups[i]->name);
    if (guard->unknown)
        gl_buf_add(out, GL_STR(" and unknown groups"));
}

static void print_endpoint(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_endpoint *endpoint)
{
    add_named(out, "endpoint", endpoint->name);
    gl_buf_add_char(out, ' ');
    gl_buf_add(out, endpoint->resource->kind);
    gl_buf_add(out, GL_STR(" listens "));
    gl_portset_print(out, endpoint->ports, 4);
    gl_buf_add_char(out, '\n');
    for (uint32_t i = 0; i < endpoint->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[endpoint->first_nic + i];

        gl_buf_add(out, GL_STR("   "));
        add_named(out, "in", nw->subnets[nic->subnet].name);
        add_set(out, nic->is_address_known ? "is" : "one of", nic->addresses);
        gl_buf_printf(out, " public %s", words_of_match[nic->is_public]);
        add_set(out, "as", nic->public_addresses);
        print_guard(out, &nw->guards[nic->guard]);
        gl_buf_add(out, gl_str_of(nic->exists == GL_MATCH_YES ? "\n" : " may exist\n"));
    }
}

static void print_gateway(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_gateway *gateway)
{
    add_named(out, "gateway", gateway->name);
    if (gateway->vpc != GL_NW_NONE)
        add_named(out, "of", nw->vpcs[gateway->vpc].name);
    if (gateway->peer != GL_NW_NONE)
        add_named(out, "and", nw->vpcs[gateway->peer].name);
    gl_buf_printf(out, " works %s\n", words_of_match[gateway->is_active]);
    for (size_t i = 0; i < gateway->attachment_len; i++) {
        const struct gl_nw_attachment *attachment = &gateway->attachments[i];

        gl_buf_printf(out, "    %zu", i);
        add_named(out, "attachment", attachment->resource->name);
        if (attachment->vpc != GL_NW_NONE)
            add_named(out, "of", nw->vpcs[attachment->vpc].name);
        add_named(out, "table",
                  attachment->table == GL_NW_NONE ? gl_str_of(attachment->is_table_known ? "none" : "?")
                                                  : nw->tables[attachment->table].name);
        gl_buf_add_char(out, '\n');
    }
}

static void print_target(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_target *target)
{
    gl_buf_add(out, GL_STR("        to"));
    switch (target->kind) {
    case GL_NW_TARGET_NIC:
        add_named(out, "interface of", nw->endpoints[nw->nics[target->index].endpoint].name);
        break;
    case GL_NW_TARGET_ENDPOINT:
        add_named(out, "endpoint", nw->endpoints[target->index].name);
        break;
    case GL_NW_TARGET_BALANCER:
        add_named(out, "balancer", nw->balancers[target->index].name);
        break;
    case GL_NW_TARGET_ADDRESS:
        add_set(out, "address", target->address);
        break;
    }
    gl_buf_add_char(out, ' ');
    gl_portset_print(out, target->ports, 4);
    gl_buf_add_char(out, '\n');
}

static void print_balancer(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_balancer *balancer)
{
    add_named(out, "balancer", balancer->name);
    gl_buf_add_char(out, '\n');
    for (size_t i = 0; i < balancer->len; i++) {
        const struct gl_nw_listener *listener = &balancer->listeners[i];

        gl_buf_add(out, GL_STR("    listens "));
        gl_portset_print(out, listener->ports, 4);
        gl_buf_add(out, gl_str_of(listener->keeps_client ? " keeps the client" : ""));
        gl_buf_add(out, gl_str_of(listener->unknown ? " and unknown targets\n" : "\n"));
        for (size_t k = 0; k < listener->target_len; k++)
            print_target(out, nw, &listener->targets[k]);
    }
}

void gl_print_network(struct gl_buf *out, const struct gl_nw *nw)
{
    for (uint32_t i = 0; i < nw->vpc_len; i++)
        print_vpc(out, nw, &nw->vpcs[i]);
    for (uint32_t i = 0; i < nw->subnet_len; i++)
        print_subnet(out, nw, &nw->subnets[i]);
    for (uint32_t i = 0; i < nw->table_len; i++)
        print_table(out, nw, &nw->tables[i]);
    for (uint32_t i = 0; i < nw->acl_len; i++)
        print_acl(out, &nw->acls[i]);
    for (uint32_t i = 0; i < nw->gateway_len; i++)
        print_gateway(out, nw, &nw->gateways[i]);
    for (uint32_t i = 0; i < nw->endpoint_len; i++)
        print_endpoint(out, nw, &nw->endpoints[i]);
    for (uint32_t i = 0; i < nw->balancer_len; i++)
        print_balancer(out, nw, &nw->balancers[i]);
}
