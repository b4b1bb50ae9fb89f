#include "connections.h"

struct printing {
    struct gl_nw_cache *cache;
    struct gl_arena arena; /* of one pair */
    struct gl_buf *out;
};

static void add_end(struct printing *printing, struct gl_nw_node node)
{
    enum { MOST_SHOWN = 4 };

    gl_buf_quote(printing->out, gl_nw_node_name(printing->cache->nw, node));
    if (node.kind != GL_NW_NIC)
        return;
    gl_buf_add_char(printing->out, '[');
    gl_ipset_print(printing->out, printing->cache->nw->nics[node.index].addresses, MOST_SHOWN);
    gl_buf_add_char(printing->out, ']');
}

static void add_line(struct printing *printing, struct gl_nw_node from, struct gl_nw_node to,
                     struct gl_portset ports, const char *before, const char *after)
{
    enum { MOST_PORTS = 20 };

    if (gl_portset_is_empty(ports))
        return;
    add_end(printing, from);
    gl_buf_add(printing->out, GL_STR(" => "));
    add_end(printing, to);
    gl_buf_printf(printing->out, " : %s", before);
    gl_portset_print(printing->out, ports, MOST_PORTS);
    gl_buf_printf(printing->out, "%s\n", after);
}

/* What works surely, what may work, and TCP that arrives without an answer. */
static void print_pair(struct printing *printing, struct gl_nw_node from, struct gl_nw_node to)
{
    struct gl_nw_ends ends = {.from = from, .to = to.kind == GL_NW_NIC ? to.index : GL_NW_NONE};
    struct gl_portset may = {0}, sure = {0}, arrives = {0};
    struct gl_nw_flows flows;

    gl_arena_reset(&printing->arena);
    if (to.kind != GL_NW_NIC)
        ends.destinations = gl_ipset_public_part(&printing->arena, gl_ipset_everything());
    flows = gl_nw_flow_of(printing->cache, &printing->arena, &ends);
    gl_nw_flow_works(&flows, &printing->arena, &may, &sure);
    for (size_t i = 0; i < flows.len; i++)
        arrives = gl_portset_union(&printing->arena, arrives, flows.items[i].may);
    add_line(printing, from, to, sure, "", "");
    add_line(printing, from, to, gl_portset_difference(&printing->arena, may, sure), "may ", "");
    add_line(printing, from, to, gl_portset_difference(&printing->arena, arrives, may), "", " *");
}

void gl_print_connections(struct gl_nw_cache *cache, struct gl_buf *out)
{
    struct printing printing = {.cache = cache, .out = out};
    struct gl_nw_node internet = {GL_NW_INTERNET, 0};

    gl_arena_init(&printing.arena);
    for (uint32_t i = 0; i < cache->nw->nic_len; i++) {
        struct gl_nw_node from = {GL_NW_NIC, i};

        print_pair(&printing, internet, from);
        print_pair(&printing, from, internet);
        for (uint32_t k = 0; k < cache->nw->nic_len; k++) {
            if (k != i)
                print_pair(&printing, from, (struct gl_nw_node){GL_NW_NIC, k});
        }
    }
    gl_arena_free(&printing.arena);
}
