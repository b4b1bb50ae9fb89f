/* Parsing of address blocks, and the laws of the set algebra against a membership test.
 *
 * The input is a list of blocks and ranges, one a line; a line "/" ends the first set and begins the second.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ipset.h"
#include "base/portset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BLOCKS = 200 };

/* What the sets were made of, to ask about membership without the algebra. */
struct blocks {
    struct gl_cidr items[MOST_BLOCKS];
    size_t len;
};

static bool is_listed(const struct blocks *blocks, enum gl_ip_family family, gl_u128 address)
{
    for (size_t i = 0; i < blocks->len; i++) {
        if (blocks->items[i].family == family && blocks->items[i].first <= address &&
            address <= blocks->items[i].last)
            return true;
    }
    return false;
}

static void check_print(struct gl_arena *arena, const struct gl_cidr *cidr)
{
    struct gl_ipset set = gl_ipset_of_cidr(arena, cidr), again;
    const char *why;
    struct gl_buf out;

    gl_buf_init(&out);
    gl_ipset_print_cidrs(&out, set, 1);
    gl_assert(gl_ipset_parse(arena, gl_buf_str(&out), &again, &why) == GL_OK);
    gl_assert(gl_ipset_equal(set, again));
    gl_buf_free(&out);
}

static void read_blocks(struct gl_arena *arena, struct gl_str text, struct blocks *a, struct blocks *b)
{
    struct blocks *into = a;
    struct gl_str line;

    while (gl_str_cut(&text, '\n', &line)) {
        struct gl_cidr cidr;
        const char *why = NULL;

        if (gl_str_eq(line, GL_STR("/"))) {
            into = b;
        } else if (gl_cidr_parse(line, &cidr, &why) == GL_OK) {
            gl_assert(cidr.first <= cidr.last && cidr.last <= gl_ip_max(cidr.family));
            check_print(arena, &cidr);
            if (into->len < MOST_BLOCKS)
                into->items[into->len++] = cidr;
        } else {
            gl_assert(why != NULL);
        }
    }
}

static struct gl_ipset set_of(struct gl_arena *arena, const struct blocks *blocks)
{
    struct gl_ipset_builder builder;

    gl_ipset_builder_init(&builder, arena);
    for (size_t i = 0; i < blocks->len; i++)
        gl_ipset_builder_add(&builder, &blocks->items[i]);
    return gl_ipset_builder_finish(&builder);
}

/* One by one instead of sorted: the other way to the same set. */
static struct gl_ipset union_of(struct gl_arena *arena, const struct blocks *blocks)
{
    struct gl_ipset set = {0};

    for (size_t i = 0; i < blocks->len; i++)
        set = gl_ipset_union(arena, set, gl_ipset_of_cidr(arena, &blocks->items[i]));
    return set;
}

static void check_is_normal(struct gl_ranges ranges)
{
    for (size_t i = 0; i < ranges.len; i++) {
        gl_assert(ranges.items[i].first <= ranges.items[i].last);
        gl_assert(i == 0 || (ranges.items[i].first > ranges.items[i - 1].last &&
                             ranges.items[i].first - ranges.items[i - 1].last > 1));
    }
}

struct both {
    struct gl_ipset a, b, sum, common, rest, outside;
};

static void check_members(const struct both *sets, const struct blocks *a, const struct blocks *b,
                          enum gl_ip_family family, gl_u128 address)
{
    bool in_a = is_listed(a, family, address), in_b = is_listed(b, family, address);

    gl_assert(gl_ipset_has(sets->a, family, address) == in_a);
    gl_assert(gl_ipset_has(sets->b, family, address) == in_b);
    gl_assert(gl_ipset_has(sets->sum, family, address) == (in_a || in_b));
    gl_assert(gl_ipset_has(sets->common, family, address) == (in_a && in_b));
    gl_assert(gl_ipset_has(sets->rest, family, address) == (in_a && !in_b));
    gl_assert(gl_ipset_has(sets->outside, family, address) == !in_a);
}

static void check_around(const struct both *sets, const struct blocks *a, const struct blocks *b,
                         const struct blocks *edges)
{
    for (size_t i = 0; i < edges->len; i++) {
        const struct gl_cidr *edge = &edges->items[i];

        check_members(sets, a, b, edge->family, edge->first);
        check_members(sets, a, b, edge->family, edge->last);
        if (edge->first > 0)
            check_members(sets, a, b, edge->family, edge->first - 1);
        if (edge->last < gl_ip_max(edge->family))
            check_members(sets, a, b, edge->family, edge->last + 1);
    }
}

static void check_laws(struct gl_arena *arena, const struct both *s)
{
    struct gl_ipset de_morgan = gl_ipset_intersection(arena, s->outside, gl_ipset_complement(arena, s->b));

    gl_assert(gl_ipset_equal(gl_ipset_complement(arena, s->outside), s->a));
    gl_assert(gl_ipset_equal(gl_ipset_complement(arena, s->sum), de_morgan));
    gl_assert(gl_ipset_equal(gl_ipset_union(arena, s->rest, s->common), s->a));
    gl_assert(gl_ipset_contains(s->sum, s->a) && gl_ipset_contains(s->a, s->common));
    gl_assert(gl_ipset_overlaps(s->a, s->b) == !gl_ipset_is_empty(s->common));
    gl_assert(gl_ipset_contains(s->b, s->a) == gl_ipset_is_empty(s->rest));
    gl_assert(gl_ipset_size_v4(s->sum) + gl_ipset_size_v4(s->common) ==
              gl_ipset_size_v4(s->a) + gl_ipset_size_v4(s->b));
    gl_assert(gl_ipset_has_public(s->a) == !gl_ipset_is_empty(gl_ipset_public_part(arena, s->a)));
}

static void check_ports(struct gl_arena *arena, struct gl_str text)
{
    struct gl_str protocol = gl_str_slice(text, 0, gl_str_find_char(text, '\n'));
    int64_t from = text.len > 2 ? (int64_t)(unsigned char)text.ptr[text.len - 1] * 300 : 0;
    int64_t to = text.len > 2 ? (int64_t)(unsigned char)text.ptr[text.len - 2] * 300 : 0;
    struct gl_port_rule rule = {protocol, &from, &to};
    struct gl_portset set;
    const char *note;
    struct gl_buf out;

    if (gl_portset_of_rule(arena, &rule, &set, &note) != GL_OK)
        return;
    gl_assert(!gl_portset_is_empty(set));
    gl_assert(gl_portset_equal(gl_portset_complement(arena, gl_portset_complement(arena, set)), set));
    gl_buf_init(&out);
    gl_portset_print(&out, gl_portset_complement(arena, set), 20);
    gl_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gl_arena arena = {0};
    struct blocks *lists = GL_NEW_ARRAY(&arena, struct blocks, 2);
    struct both sets;

    read_blocks(&arena, (struct gl_str){(const char *)data, size}, &lists[0], &lists[1]);
    sets.a = set_of(&arena, &lists[0]);
    sets.b = set_of(&arena, &lists[1]);
    sets.sum = gl_ipset_union(&arena, sets.a, sets.b);
    sets.common = gl_ipset_intersection(&arena, sets.a, sets.b);
    sets.rest = gl_ipset_difference(&arena, sets.a, sets.b);
    sets.outside = gl_ipset_complement(&arena, sets.a);
    gl_assert(gl_ipset_equal(union_of(&arena, &lists[0]), sets.a));
    check_is_normal(sets.a.v4);
    check_is_normal(sets.sum.v4);
    check_is_normal(sets.sum.v6);
    check_is_normal(sets.rest.v6);
    check_is_normal(sets.common.v6);
    check_around(&sets, &lists[0], &lists[1], &lists[0]);
    check_around(&sets, &lists[0], &lists[1], &lists[1]);
    check_laws(&arena, &sets);
    check_ports(&arena, (struct gl_str){(const char *)data, size});
    gl_arena_free(&arena);
    return 0;
}
