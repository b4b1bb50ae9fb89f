#include "base/portset.h"

enum { PORTS = 65536, CODES = 256, KEY_MAX = 256 * PORTS - 1 };

static const struct gl_range every_key[] = {{0, KEY_MAX}};

static struct gl_portset keys(struct gl_arena *arena, unsigned protocol, unsigned first, unsigned last)
{
    gl_assert(protocol <= GL_PROTO_MAX && first <= last && last <= GL_PORT_MAX);
    return (struct gl_portset){gl_ranges_one(arena, protocol * PORTS + first, protocol * PORTS + last)};
}

struct gl_portset gl_portset_all(void)
{
    return (struct gl_portset){{every_key, 1}};
}

struct gl_portset gl_portset_of_protocol(struct gl_arena *arena, unsigned protocol)
{
    return keys(arena, protocol, 0, GL_PORT_MAX);
}

struct gl_portset gl_portset_of_range(struct gl_arena *arena, unsigned protocol, unsigned first,
                                      unsigned last)
{
    return keys(arena, protocol, first, last);
}

struct gl_portset gl_portset_of_tcp(struct gl_arena *arena, unsigned port)
{
    return keys(arena, GL_PROTO_TCP, port, port);
}

struct gl_portset gl_portset_of_icmp(struct gl_arena *arena, unsigned protocol, int type, int code)
{
    struct gl_range *items;

    gl_assert(gl_protocol_is_icmp(protocol) && type < CODES && code < CODES);
    if (type >= 0 && code >= 0)
        return keys(arena, protocol, (unsigned)(type * CODES + code), (unsigned)(type * CODES + code));
    if (type >= 0)
        return keys(arena, protocol, (unsigned)type * CODES, (unsigned)type * CODES + CODES - 1);
    if (code < 0)
        return gl_portset_of_protocol(arena, protocol);
    items = GL_NEW_ARRAY(arena, struct gl_range, CODES);
    for (unsigned i = 0; i < CODES; i++)
        items[i].first = items[i].last = protocol * PORTS + i * CODES + (unsigned)code;
    return (struct gl_portset){{items, CODES}};
}

static enum gl_err icmp_rule(struct gl_arena *arena, unsigned protocol, const struct gl_port_rule *rule,
                             struct gl_portset *ret_set, const char **ret_note)
{
    int64_t type = rule->from ? *rule->from : GL_PORT_ANY;
    int64_t code = rule->to ? *rule->to : GL_PORT_ANY;

    if (type < GL_PORT_ANY || type >= CODES) {
        *ret_note = "an ICMP type is -1 or 0 to 255";
        return GL_ERR_SYNTAX;
    }
    if (code < GL_PORT_ANY || code >= CODES) {
        *ret_note = "an ICMP code is -1 or 0 to 255";
        return GL_ERR_SYNTAX;
    }
    if (type == GL_PORT_ANY && code != GL_PORT_ANY) {
        *ret_note = "an ICMP code without a type is not accepted";
        code = GL_PORT_ANY;
    } else if (!rule->from && protocol == GL_PROTO_ICMP) {
        *ret_note = "icmp needs FromPort (the type) and ToPort (the code)";
    }
    *ret_set = gl_portset_of_icmp(arena, protocol, (int)type, (int)code);
    return GL_OK;
}

static enum gl_err port_rule(struct gl_arena *arena, unsigned protocol, const struct gl_port_rule *rule,
                             struct gl_portset *ret_set, const char **ret_note)
{
    int64_t from = rule->from ? *rule->from : 0;
    int64_t to = rule->to ? *rule->to : GL_PORT_MAX;

    if (!rule->from || !rule->to)
        *ret_note = "tcp and udp need FromPort and ToPort";
    if (from == GL_PORT_ANY && (to == GL_PORT_ANY || to >= GL_PORT_MAX)) {
        from = 0;
        to = GL_PORT_MAX;
    }
    if (from > GL_PORT_MAX || to > GL_PORT_MAX) {
        *ret_note = "the highest port is 65535";
        to = GL_PORT_MAX;
    }
    if (from < 0 || to < 0 || from > GL_PORT_MAX) {
        *ret_note = "a port is 0 to 65535, or -1 in both FromPort and ToPort";
        return GL_ERR_SYNTAX;
    }
    if (from > to) {
        *ret_note = "FromPort is greater than ToPort";
        return GL_ERR_SYNTAX;
    }
    *ret_set = keys(arena, protocol, (unsigned)from, (unsigned)to);
    return GL_OK;
}

enum gl_err gl_portset_of_rule(struct gl_arena *arena, const struct gl_port_rule *rule,
                               struct gl_portset *ret_set, const char **ret_note)
{
    int protocol;

    *ret_note = NULL;
    if (!gl_protocol_parse(rule->protocol, &protocol)) {
        *ret_note = "the protocol is no name or number that EC2 knows";
        return GL_ERR_SYNTAX;
    }
    if (protocol == GL_PROTO_ALL) {
        *ret_set = gl_portset_all();
        return GL_OK;
    }
    if (gl_protocol_is_icmp((unsigned)protocol))
        return icmp_rule(arena, (unsigned)protocol, rule, ret_set, ret_note);
    if (protocol == GL_PROTO_TCP || protocol == GL_PROTO_UDP)
        return port_rule(arena, (unsigned)protocol, rule, ret_set, ret_note);
    *ret_set = gl_portset_of_protocol(arena, (unsigned)protocol);
    return GL_OK;
}

bool gl_portset_parse(struct gl_arena *arena, struct gl_str text, struct gl_portset *ret_set)
{
    size_t slash = gl_str_find_char(text, '/');
    struct gl_port_rule rule = {.protocol = GL_STR("tcp")};
    struct gl_str rest = text, first, last;
    int64_t from, to;
    const char *note = NULL;

    if (slash != GL_STR_NONE) {
        rule.protocol = gl_str_slice(text, 0, slash);
        rest = gl_str_from(text, slash + 1);
    }
    if (!gl_str_cut(&rest, '-', &first))
        return false;
    last = rest.ptr ? rest : first;
    if (!gl_str_to_i64(gl_str_trim(first), &from) || !gl_str_to_i64(gl_str_trim(last), &to))
        return false;
    rule.from = &from;
    rule.to = &to;
    return gl_portset_of_rule(arena, &rule, ret_set, &note) == GL_OK && !note;
}

struct gl_portset gl_portset_union(struct gl_arena *arena, struct gl_portset a, struct gl_portset b)
{
    return (struct gl_portset){gl_ranges_union(arena, a.keys, b.keys)};
}

struct gl_portset gl_portset_union_all(struct gl_arena *arena, const struct gl_portset *sets, size_t len)
{
    struct gl_range *items;
    size_t total = 0, at = 0;

    for (size_t i = 0; i < len; i++)
        total += sets[i].keys.len;
    items = GL_NEW_ARRAY(arena, struct gl_range, total);
    for (size_t i = 0; i < len; i++) {
        for (size_t j = 0; j < sets[i].keys.len; j++)
            items[at++] = sets[i].keys.items[j];
    }
    return (struct gl_portset){gl_ranges_of(items, total)};
}

struct gl_portset gl_portset_intersection(struct gl_arena *arena, struct gl_portset a, struct gl_portset b)
{
    return (struct gl_portset){gl_ranges_intersection(arena, a.keys, b.keys)};
}

struct gl_portset gl_portset_difference(struct gl_arena *arena, struct gl_portset a, struct gl_portset b)
{
    return (struct gl_portset){gl_ranges_difference(arena, a.keys, b.keys)};
}

struct gl_portset gl_portset_complement(struct gl_arena *arena, struct gl_portset a)
{
    return (struct gl_portset){gl_ranges_complement(arena, a.keys, KEY_MAX)};
}

bool gl_portset_has(struct gl_portset a, unsigned protocol, unsigned port)
{
    return gl_ranges_has(a.keys, protocol * PORTS + port);
}

bool gl_portset_contains(struct gl_portset a, struct gl_portset b)
{
    return gl_ranges_contains(a.keys, b.keys);
}

bool gl_portset_overlaps(struct gl_portset a, struct gl_portset b)
{
    return gl_ranges_overlap(a.keys, b.keys);
}

bool gl_portset_equal(struct gl_portset a, struct gl_portset b)
{
    return gl_ranges_equal(a.keys, b.keys);
}

bool gl_portset_is_empty(struct gl_portset a)
{
    return a.keys.len == 0;
}

bool gl_portset_is_all(struct gl_portset a)
{
    return gl_portset_size(a) == KEY_MAX + 1u;
}

uint32_t gl_portset_size(struct gl_portset a)
{
    gl_u128 size = 0;
    bool fits = gl_ranges_size(a.keys, &size);

    gl_assert(fits);
    return (uint32_t)size;
}

/* Prints range after range; `protocol` is the one whose ports are being listed, -1 before the first. */
struct printer {
    struct gl_buf *out;
    size_t most, len;
    int protocol;
};

/* Begins an item: false when no more are wanted. Ports of one protocol share its name. */
static bool begin(struct printer *printer, unsigned protocol)
{
    bool is_same = printer->protocol == (int)protocol;
    const char *name = gl_protocol_name(protocol);

    if (printer->len++ >= printer->most)
        return false;
    if (printer->len > 1)
        gl_buf_add(printer->out, is_same ? GL_STR(",") : GL_STR("; "));
    printer->protocol = (int)protocol;
    if (is_same)
        return true;
    if (name)
        gl_buf_printf(printer->out, "%s ", name);
    else
        gl_buf_printf(printer->out, "protocol %u ", protocol);
    return true;
}

static void print_numbers(struct gl_buf *out, unsigned first, unsigned last)
{
    gl_buf_printf(out, first == last ? "%u" : "%u-%u", first, last);
}

static void print_ports(struct printer *printer, unsigned protocol, unsigned first, unsigned last)
{
    if (begin(printer, protocol))
        print_numbers(printer->out, first, last);
}

/* Types and codes first to last: whole types together, the codes of a broken type by themselves. */
static void print_icmp(struct printer *printer, unsigned protocol, unsigned first, unsigned last)
{
    while (first <= last) {
        unsigned type = first / CODES, end = last / CODES;
        bool is_whole = first % CODES == 0 && last >= first + CODES - 1;

        if (is_whole && last % CODES != CODES - 1)
            end--;
        if (!is_whole)
            end = type;
        if (begin(printer, protocol)) {
            gl_buf_add(printer->out, GL_STR("type "));
            print_numbers(printer->out, type, end);
            if (!is_whole) {
                gl_buf_add(printer->out, GL_STR(" code "));
                print_numbers(printer->out, first % CODES, last / CODES > type ? CODES - 1 : last % CODES);
            }
        }
        first = (end + 1) * CODES;
    }
}

static void print_whole(struct printer *printer, unsigned first, unsigned last)
{
    const char *name = gl_protocol_name(first);

    printer->protocol = -1;
    if (printer->len++ >= printer->most)
        return;
    if (printer->len > 1)
        gl_buf_add(printer->out, GL_STR("; "));
    gl_buf_add(printer->out, GL_STR("all "));
    if (first == last && name)
        gl_buf_add(printer->out, gl_str_of(name));
    else
        gl_buf_printf(printer->out, first == last ? "of protocol %u" : "of protocols %u-%u", first, last);
}

static void print_range(struct printer *printer, unsigned first, unsigned last)
{
    while (first <= last) {
        unsigned protocol = first / PORTS;
        unsigned end = protocol * PORTS + GL_PORT_MAX;

        if (first % PORTS == 0 && last >= end) {
            unsigned whole_end = (last + 1) / PORTS - 1;

            print_whole(printer, protocol, whole_end);
            first = (whole_end + 1) * PORTS;
            continue;
        }
        if (end > last)
            end = last;
        if (gl_protocol_is_icmp(protocol))
            print_icmp(printer, protocol, first % PORTS, end % PORTS);
        else
            print_ports(printer, protocol, first % PORTS, end % PORTS);
        first = end + 1;
    }
}

void gl_portset_print(struct gl_buf *out, struct gl_portset a, size_t most)
{
    struct printer printer = {.out = out, .most = most, .protocol = -1};

    if (gl_portset_is_empty(a) || gl_portset_is_all(a)) {
        gl_buf_add(out, a.keys.len ? GL_STR("all traffic") : GL_STR("no traffic"));
        return;
    }
    for (size_t i = 0; i < a.keys.len; i++)
        print_range(&printer, (unsigned)a.keys.items[i].first, (unsigned)a.keys.items[i].last);
    if (printer.len > most)
        gl_buf_printf(out, "%s%zu more", most ? " and " : "", printer.len - most);
}
