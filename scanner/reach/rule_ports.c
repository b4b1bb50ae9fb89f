/* Ports of rules, as NetworkPolicyPort and AdminNetworkPolicyPort write them. */
#include "reach/build.h"

/* What is collected of the ports of one rule. */
struct collected {
    struct gl_pods_draft *draft;
    struct gl_pods_ports ports;
    size_t capacity;
};

static uint32_t enter(struct gl_pods_build *build, struct gl_pods_ports ports)
{
    struct gl_pods_tables *tables = build->tables;

    *GL_PUSH(build->arena, tables->ports, tables->ports_len, tables->ports_capacity) = ports;
    return (uint32_t)tables->ports_len - 1;
}

uint32_t gl_pods_unknown_ports(struct gl_pods_build *build)
{
    return enter(build, (struct gl_pods_ports){.sure = GL_PORTS_NONE, .upper = GL_PORTS_ALL});
}

static struct gl_port_pool *pool_of(const struct collected *collected)
{
    return &collected->draft->build->tables->pool;
}

static void add_upper(struct collected *collected, uint32_t set)
{
    collected->ports.upper = gl_port_pool_union(pool_of(collected), collected->ports.upper, set);
}

static void add_sure(struct collected *collected, uint32_t set)
{
    add_upper(collected, set);
    collected->ports.sure = gl_port_pool_union(pool_of(collected), collected->ports.sure, set);
}

static uint32_t set_of(const struct collected *collected, unsigned protocol, unsigned first, unsigned last)
{
    struct gl_arena *arena = collected->draft->build->arena;

    return gl_port_pool_add(pool_of(collected), gl_portset_of_range(arena, protocol, first, last));
}

static void add_name(struct collected *collected, struct gl_str name, int protocol)
{
    *GL_PUSH(collected->draft->build->arena, collected->ports.names, collected->ports.name_len,
             collected->capacity) = (struct gl_pods_named){name, protocol};
}

/* Is it text that is known, or a number? An unknown value is neither, and no mistake. */
static bool is_known(const struct gl_value *value)
{
    struct gl_str text;

    return gl_value_text(value, &text);
}

/* TCP, UDP or SCTP; absent: TCP. False: not known, or refused. */
static bool read_protocol(struct gl_pods_draft *draft, const struct gl_value *value, unsigned *ret_protocol)
{
    struct gl_str text = GL_STR("TCP");

    if (value && !gl_value_text(value, &text))
        return false;
    if (gl_str_eq(text, GL_STR("TCP")))
        *ret_protocol = GL_PROTO_TCP;
    else if (gl_str_eq(text, GL_STR("UDP")))
        *ret_protocol = GL_PROTO_UDP;
    else if (gl_str_eq(text, GL_STR("SCTP")))
        *ret_protocol = GL_PROTO_SCTP;
    else {
        gl_pods_refuse(draft, value ? value->span : draft->resource->span, "write TCP, UDP or SCTP",
                       "protocol %.*s is none that policies know", GL_STR_ARG(text));
        return false;
    }
    return true;
}

/* A port number; false: not known, or refused. */
static bool read_number(struct gl_pods_draft *draft, const struct gl_value *value, unsigned *ret_number)
{
    int64_t number;

    if (!value || !is_known(value))
        return false;
    if (!gl_scalar_as_i64(value, draft->dialect, &number) || number < 1 || number > GL_PORT_MAX) {
        gl_pods_refuse(draft, value->span, "write a number from 1 to 65535", "this is no port number");
        return false;
    }
    *ret_number = (unsigned)number;
    return true;
}

static bool is_number(const struct gl_pods_draft *draft, const struct gl_value *value)
{
    int64_t number;

    return gl_scalar_as_i64(value, draft->dialect, &number);
}

/* From `first` to `last` of a protocol, where all three are written. */
static void read_range(struct collected *collected, unsigned protocol, const struct gl_value *first,
                       const struct gl_value *last)
{
    unsigned from, to;

    if (!read_number(collected->draft, first, &from) || !read_number(collected->draft, last, &to)) {
        add_upper(collected, set_of(collected, protocol, 1, GL_PORT_MAX));
        return;
    }
    if (to < from) {
        gl_pods_refuse(collected->draft, last->span, "write the smaller port first",
                       "the range of ports ends at %u, before it begins at %u", to, from);
        return;
    }
    add_sure(collected, set_of(collected, protocol, from, to));
}

/* Without a list, or with an empty one, every port. */
static uint32_t read_list(struct gl_pods_draft *draft, const struct gl_value *ports,
                          void (*read)(struct collected *collected, const struct gl_value *entry))
{
    struct collected collected = {.draft = draft};

    if (gl_pods_is_absent(ports) || (ports->type == GL_LIST && ports->u.list.len == 0))
        return enter(draft->build, (struct gl_pods_ports){.sure = GL_PORTS_ALL, .upper = GL_PORTS_ALL});
    if (ports->type != GL_LIST)
        return gl_pods_unknown_ports(draft->build);
    for (size_t i = 0; i < ports->u.list.len; i++)
        read(&collected, &ports->u.list.items[i]);
    return enter(draft->build, collected.ports);
}

/* ---- NetworkPolicy ---- */

static void read_port(struct collected *collected, const struct gl_value *entry)
{
    const struct gl_value *port = gl_pods_member_of(entry, GL_STR("port"));
    const struct gl_value *last = gl_pods_member_of(entry, GL_STR("endPort"));
    struct gl_str name;
    unsigned protocol;

    if (entry->type != GL_MAP ||
        !read_protocol(collected->draft, gl_pods_member_of(entry, GL_STR("protocol")), &protocol)) {
        add_upper(collected, GL_PORTS_ALL);
        return;
    }
    if (!port && !last)
        add_sure(collected, set_of(collected, protocol, 1, GL_PORT_MAX));
    else if (!port)
        gl_pods_refuse(collected->draft, last->span, "write the first port too, as `port`",
                       "endPort stands without port");
    else if (is_number(collected->draft, port) || !gl_value_text(port, &name))
        read_range(collected, protocol, port, last ? last : port);
    else if (last)
        gl_pods_refuse(collected->draft, last->span, "write the first port as a number, or leave endPort out",
                       "endPort cannot stand beside the named port %.*s", GL_STR_ARG(name));
    else
        add_name(collected, name, (int)protocol);
}

uint32_t gl_pods_read_ports(struct gl_pods_draft *draft, const struct gl_value *ports)
{
    return read_list(draft, ports, read_port);
}

/* ---- AdminNetworkPolicy ---- */

static void read_admin_port(struct collected *collected, const struct gl_value *entry)
{
    const struct gl_value *number = gl_pods_member_of(entry, GL_STR("portNumber"));
    const struct gl_value *name = gl_pods_member_of(entry, GL_STR("namedPort"));
    const struct gl_value *range = gl_pods_member_of(entry, GL_STR("portRange"));
    const struct gl_value *one = number ? number : range;
    struct gl_str text;
    unsigned protocol;

    if (entry->type != GL_MAP) {
        add_upper(collected, GL_PORTS_ALL);
        return;
    }
    if ((number != NULL) + (name != NULL) + (range != NULL) != 1) {
        gl_pods_refuse(collected->draft, entry->span, "write one of portNumber, namedPort and portRange",
                       "a port of an admin policy says exactly one thing");
        return;
    }
    if (name && gl_value_text(name, &text)) {
        add_name(collected, text, GL_PROTO_ALL);
        return;
    }
    if (!one || one->type != GL_MAP ||
        !read_protocol(collected->draft, gl_pods_member_of(one, GL_STR("protocol")), &protocol))
        add_upper(collected, GL_PORTS_ALL);
    else if (number)
        read_range(collected, protocol, gl_pods_member_of(number, GL_STR("port")),
                   gl_pods_member_of(number, GL_STR("port")));
    else
        read_range(collected, protocol, gl_pods_member_of(range, GL_STR("start")),
                   gl_pods_member_of(range, GL_STR("end")));
}

uint32_t gl_pods_read_admin_ports(struct gl_pods_draft *draft, const struct gl_value *ports)
{
    return read_list(draft, ports, read_admin_port);
}
