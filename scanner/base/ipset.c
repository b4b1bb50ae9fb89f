#include "base/ipset.h"

static const struct gl_range every_v4[] = {{0, GL_IPV4_MAX}};
static const struct gl_range every_v6[] = {{0, GL_IPV6_MAX}};

struct gl_ipset gl_ipset_all(enum gl_ip_family family)
{
    if (family == GL_IPV4)
        return (struct gl_ipset){.v4 = {every_v4, 1}};
    return (struct gl_ipset){.v6 = {every_v6, 1}};
}

struct gl_ipset gl_ipset_everything(void)
{
    return (struct gl_ipset){.v4 = {every_v4, 1}, .v6 = {every_v6, 1}};
}

struct gl_ipset gl_ipset_of_range(struct gl_arena *arena, enum gl_ip_family family, gl_u128 first,
                                  gl_u128 last)
{
    if (first == 0 && last == gl_ip_max(family))
        return gl_ipset_all(family);
    if (family == GL_IPV4)
        return (struct gl_ipset){.v4 = gl_ranges_one(arena, first, last)};
    return (struct gl_ipset){.v6 = gl_ranges_one(arena, first, last)};
}

struct gl_ipset gl_ipset_of_cidr(struct gl_arena *arena, const struct gl_cidr *cidr)
{
    return gl_ipset_of_range(arena, cidr->family, cidr->first, cidr->last);
}

enum gl_err gl_ipset_parse(struct gl_arena *arena, struct gl_str text, struct gl_ipset *ret_set,
                           const char **reterr_why)
{
    size_t dash = gl_str_find_char(text, '-');
    struct gl_cidr first, last;
    enum gl_err err = gl_cidr_parse(gl_str_slice(text, 0, dash), &first, reterr_why);

    if (err)
        return err;
    if (dash == GL_STR_NONE) {
        *ret_set = gl_ipset_of_cidr(arena, &first);
        return GL_OK;
    }
    err = gl_cidr_parse(gl_str_from(text, dash + 1), &last, reterr_why);
    if (err)
        return err;
    if (!first.is_address || !last.is_address || first.family != last.family || first.first > last.first) {
        *reterr_why = "a range has two addresses of one family, the smaller first";
        return GL_ERR_SYNTAX;
    }
    *ret_set = gl_ipset_of_range(arena, first.family, first.first, last.last);
    return GL_OK;
}

void gl_ipset_builder_init(struct gl_ipset_builder *builder, struct gl_arena *arena)
{
    *builder = (struct gl_ipset_builder){.arena = arena};
}

static void push_range(struct gl_ipset_builder *builder, enum gl_ip_family family, struct gl_range range)
{
    *GL_PUSH(builder->arena, builder->family[family].items, builder->family[family].len,
             builder->family[family].capacity) = range;
}

void gl_ipset_builder_add(struct gl_ipset_builder *builder, const struct gl_cidr *cidr)
{
    push_range(builder, cidr->family, (struct gl_range){cidr->first, cidr->last});
}

void gl_ipset_builder_add_set(struct gl_ipset_builder *builder, struct gl_ipset set)
{
    for (size_t i = 0; i < set.v4.len; i++)
        push_range(builder, GL_IPV4, set.v4.items[i]);
    for (size_t i = 0; i < set.v6.len; i++)
        push_range(builder, GL_IPV6, set.v6.items[i]);
}

struct gl_ipset gl_ipset_builder_finish(struct gl_ipset_builder *builder)
{
    struct gl_ipset set = {
        .v4 = gl_ranges_of(builder->family[GL_IPV4].items, builder->family[GL_IPV4].len),
        .v6 = gl_ranges_of(builder->family[GL_IPV6].items, builder->family[GL_IPV6].len),
    };

    gl_ipset_builder_init(builder, builder->arena);
    return set;
}

struct gl_ipset gl_ipset_union(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b)
{
    return (struct gl_ipset){gl_ranges_union(arena, a.v4, b.v4), gl_ranges_union(arena, a.v6, b.v6)};
}

struct gl_ipset gl_ipset_intersection(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b)
{
    return (struct gl_ipset){gl_ranges_intersection(arena, a.v4, b.v4),
                             gl_ranges_intersection(arena, a.v6, b.v6)};
}

struct gl_ipset gl_ipset_difference(struct gl_arena *arena, struct gl_ipset a, struct gl_ipset b)
{
    return (struct gl_ipset){gl_ranges_difference(arena, a.v4, b.v4),
                             gl_ranges_difference(arena, a.v6, b.v6)};
}

struct gl_ipset gl_ipset_complement(struct gl_arena *arena, struct gl_ipset a)
{
    return (struct gl_ipset){gl_ranges_complement(arena, a.v4, GL_IPV4_MAX),
                             gl_ranges_complement(arena, a.v6, GL_IPV6_MAX)};
}

bool gl_ipset_has(struct gl_ipset a, enum gl_ip_family family, gl_u128 address)
{
    return gl_ranges_has(family == GL_IPV4 ? a.v4 : a.v6, address);
}

bool gl_ipset_contains(struct gl_ipset a, struct gl_ipset b)
{
    return gl_ranges_contains(a.v4, b.v4) && gl_ranges_contains(a.v6, b.v6);
}

bool gl_ipset_overlaps(struct gl_ipset a, struct gl_ipset b)
{
    return gl_ranges_overlap(a.v4, b.v4) || gl_ranges_overlap(a.v6, b.v6);
}

bool gl_ipset_equal(struct gl_ipset a, struct gl_ipset b)
{
    return gl_ranges_equal(a.v4, b.v4) && gl_ranges_equal(a.v6, b.v6);
}

bool gl_ipset_is_empty(struct gl_ipset a)
{
    return a.v4.len == 0 && a.v6.len == 0;
}

uint64_t gl_ipset_size_v4(struct gl_ipset a)
{
    gl_u128 size = 0;
    bool fits = gl_ranges_size(a.v4, &size);

    gl_assert(fits);
    return (uint64_t)size;
}

bool gl_ipset_size_v6(struct gl_ipset a, gl_u128 *ret_size)
{
    return gl_ranges_size(a.v6, ret_size);
}
