#include "reach/pods.h"

enum { FIRST_PORT = 1 };

/* in the order in which they are printed, which is that of their names */
static const struct protocol {
    const char *name;
    unsigned number;
} protocols[] = {{"SCTP", GL_PROTO_SCTP}, {"TCP", GL_PROTO_TCP}, {"UDP", GL_PROTO_UDP}};

static gl_u128 key_of(unsigned protocol, unsigned port)
{
    return (gl_u128)protocol * (GL_PORT_MAX + 1u) + port;
}

#define WHOLE(protocol)                                                                                      \
    {                                                                                                        \
        (gl_u128)(protocol) * (GL_PORT_MAX + 1u) + FIRST_PORT,                                               \
            (gl_u128)(protocol) * (GL_PORT_MAX + 1u) + GL_PORT_MAX                                           \
    }

struct gl_portset gl_pods_all_ports(void)
{
    static const struct gl_range all[] = {WHOLE(GL_PROTO_TCP), WHOLE(GL_PROTO_UDP), WHOLE(GL_PROTO_SCTP)};

    return (struct gl_portset){{all, sizeof all / sizeof *all}};
}

static void print_protocol(struct gl_buf *out, struct gl_portset ports, const struct protocol *protocol,
                           bool *is_first)
{
    gl_u128 first = key_of(protocol->number, 0), last = key_of(protocol->number, GL_PORT_MAX);
    bool is_begun = false;

    for (size_t i = 0; i < ports.keys.len; i++) {
        struct gl_range range = ports.keys.items[i];
        unsigned from, to;

        if (range.last < first || range.first > last)
            continue;
        from = range.first < first ? 0 : (unsigned)(range.first - first);
        to = range.last > last ? GL_PORT_MAX : (unsigned)(range.last - first);
        if (is_begun)
            gl_buf_add_char(out, ',');
        else
            gl_buf_printf(out, "%s%s ", *is_first ? "" : ",", protocol->name);
        gl_buf_add_u64(out, from);
        if (to != from) {
            gl_buf_add_char(out, '-');
            gl_buf_add_u64(out, to);
        }
        is_begun = true;
        *is_first = false;
    }
}

void gl_pods_print_ports(struct gl_buf *out, struct gl_portset ports)
{
    bool is_first = true;

    if (gl_portset_contains(ports, gl_pods_all_ports())) {
        gl_buf_add(out, GL_STR("All Connections"));
        return;
    }
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
        print_protocol(out, ports, &protocols[i], &is_first);
    if (is_first)
        gl_buf_add(out, GL_STR("No Connections"));
}
