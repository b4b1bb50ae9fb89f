/* Which addresses are public: the special-purpose registries of IANA as data.
 *
 * IPv4: https://www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890, RFC 8190), entries that are
 * not globally reachable, and multicast (RFC 5771). IPv6: everything outside 2000::/3 is not allocated as
 * global unicast (RFC 4291, IANA's IPv6 address space registry); inside it the entries listed here. */
#include "base/ipset.h"

struct space {
    gl_u128 first, last;
    const char *name;
};

#define V4(a, b, c, d) ((gl_u128)((a)*0x1000000u + (b)*0x10000u + (c)*0x100u + (d)))
#define V6(high, low) ((gl_u128)UINT64_C(high) << 64 | UINT64_C(low))
#define ONES 0xffffffffffffffff

/* Sorted, disjoint. */
static const struct space special_v4[] = {
    {V4(0, 0, 0, 0), V4(0, 255, 255, 255), "this network (RFC 791)"},
    {V4(10, 0, 0, 0), V4(10, 255, 255, 255), "private (RFC 1918)"},
    {V4(100, 64, 0, 0), V4(100, 127, 255, 255), "shared by carriers (RFC 6598)"},
    {V4(127, 0, 0, 0), V4(127, 255, 255, 255), "loopback (RFC 1122)"},
    {V4(169, 254, 0, 0), V4(169, 254, 255, 255), "link local (RFC 3927)"},
    {V4(172, 16, 0, 0), V4(172, 31, 255, 255), "private (RFC 1918)"},
    {V4(192, 0, 0, 0), V4(192, 0, 0, 255), "protocol assignments (RFC 6890)"},
    {V4(192, 0, 2, 0), V4(192, 0, 2, 255), "documentation (RFC 5737)"},
    {V4(192, 88, 99, 0), V4(192, 88, 99, 255), "former 6to4 relay (RFC 7526)"},
    {V4(192, 168, 0, 0), V4(192, 168, 255, 255), "private (RFC 1918)"},
    {V4(198, 18, 0, 0), V4(198, 19, 255, 255), "benchmarking (RFC 2544)"},
    {V4(198, 51, 100, 0), V4(198, 51, 100, 255), "documentation (RFC 5737)"},
    {V4(203, 0, 113, 0), V4(203, 0, 113, 255), "documentation (RFC 5737)"},
    {V4(224, 0, 0, 0), V4(239, 255, 255, 255), "multicast (RFC 5771)"},
    {V4(240, 0, 0, 0), V4(255, 255, 255, 255), "reserved (RFC 1112)"},
};

static const struct space special_v6[] = {
    {V6(0, 1), V6(0, 1), "loopback (RFC 4291)"},
    {V6(0, 0xffff00000000), V6(0, 0xffffffffffff), "IPv4-mapped (RFC 4291)"},
    {V6(0x0064ff9b00000000, 0), V6(0x0064ff9b00000000, 0xffffffff), "IPv4 translation (RFC 6052)"},
    {V6(0x0064ff9b00010000, 0), V6(0x0064ff9b0001ffff, ONES), "local IPv4 translation (RFC 8215)"},
    {V6(0x0100000000000000, 0), V6(0x0100000000000000, ONES), "discard only (RFC 6666)"},
    {V6(0x2001000000000000, 0), V6(0x200101ffffffffff, ONES), "protocol assignments (RFC 2928)"},
    {V6(0x20010db800000000, 0), V6(0x20010db8ffffffff, ONES), "documentation (RFC 3849)"},
    {V6(0x3fff000000000000, 0), V6(0x3fff0fffffffffff, ONES), "documentation (RFC 9637)"},
    {V6(0x5f00000000000000, 0), V6(0x5f00ffffffffffff, ONES), "segment routing (RFC 9602)"},
    {V6(0xfc00000000000000, 0), V6(0xfdffffffffffffff, ONES), "unique local (RFC 4193)"},
    {V6(0xfe80000000000000, 0), V6(0xfebfffffffffffff, ONES), "link local (RFC 4291)"},
    {V6(0xff00000000000000, 0), V6(0xffffffffffffffff, ONES), "multicast (RFC 4291)"},
};

/* What the tables above leave of IPv4, and of 2000::/3; a test derives the same from the tables. */
static const struct gl_range public_v4[] = {
    {V4(1, 0, 0, 0), V4(9, 255, 255, 255)},        {V4(11, 0, 0, 0), V4(100, 63, 255, 255)},
    {V4(100, 128, 0, 0), V4(126, 255, 255, 255)},  {V4(128, 0, 0, 0), V4(169, 253, 255, 255)},
    {V4(169, 255, 0, 0), V4(172, 15, 255, 255)},   {V4(172, 32, 0, 0), V4(191, 255, 255, 255)},
    {V4(192, 0, 1, 0), V4(192, 0, 1, 255)},        {V4(192, 0, 3, 0), V4(192, 88, 98, 255)},
    {V4(192, 88, 100, 0), V4(192, 167, 255, 255)}, {V4(192, 169, 0, 0), V4(198, 17, 255, 255)},
    {V4(198, 20, 0, 0), V4(198, 51, 99, 255)},     {V4(198, 51, 101, 0), V4(203, 0, 112, 255)},
    {V4(203, 0, 114, 0), V4(223, 255, 255, 255)},
};
static const struct gl_range public_v6[] = {
    {V6(0x2000000000000000, 0), V6(0x2000ffffffffffff, ONES)},
    {V6(0x2001020000000000, 0), V6(0x20010db7ffffffff, ONES)},
    {V6(0x20010db900000000, 0), V6(0x3ffeffffffffffff, ONES)},
    {V6(0x3fff100000000000, 0), V6(0x3fffffffffffffff, ONES)},
};

enum { V4_LEN = sizeof public_v4 / sizeof *public_v4, V6_LEN = sizeof public_v6 / sizeof *public_v6 };

static const struct gl_ipset public_space = {{public_v4, V4_LEN}, {public_v6, V6_LEN}};

bool gl_ipset_is_any(struct gl_ipset a, enum gl_ip_family family)
{
    return family == GL_IPV4 ? gl_ranges_contains(a.v4, public_space.v4)
                             : gl_ranges_contains(a.v6, public_space.v6);
}

bool gl_ipset_is_internet(struct gl_ipset a)
{
    return gl_ipset_is_any(a, GL_IPV4) || gl_ipset_is_any(a, GL_IPV6);
}

struct gl_ipset gl_ipset_public_part(struct gl_arena *arena, struct gl_ipset a)
{
    return gl_ipset_intersection(arena, a, public_space);
}

bool gl_ipset_has_public(struct gl_ipset a)
{
    return gl_ipset_overlaps(a, public_space);
}

/* The most free bits that a block of at most `size` addresses can have; size 0 stands for 2 to the 128. */
static unsigned most_free_bits(gl_u128 size)
{
    if (size == 0)
        return GL_IPV6_BITS;
    return size >> 64 ? 127 - (unsigned)__builtin_clzll((uint64_t)(size >> 64))
                      : 63 - (unsigned)__builtin_clzll((uint64_t)size);
}

/* The block of the shortest prefix inside a range: the first boundary of that size at or after `first`. */
static struct gl_cidr widest_block(enum gl_ip_family family, struct gl_range range)
{
    unsigned bits = gl_ip_bits(family);

    for (unsigned prefix = bits - most_free_bits(range.last - range.first + 1); prefix < bits; prefix++) {
        unsigned free_bits = bits - prefix;
        gl_u128 mask = free_bits == GL_IPV6_BITS ? GL_IPV6_MAX : ((gl_u128)1 << free_bits) - 1;
        gl_u128 first;

        if (__builtin_add_overflow(range.first, mask, &first))
            continue;
        first &= ~mask;
        if (first <= range.last && mask <= range.last - first)
            return (struct gl_cidr){
                .family = family, .prefix = (uint8_t)prefix, .first = first, .last = first | mask};
    }
    return (struct gl_cidr){
        .family = family, .prefix = (uint8_t)bits, .first = range.first, .last = range.first};
}

bool gl_ipset_widest_public(struct gl_arena *scratch, struct gl_ipset a, enum gl_ip_family family,
                            struct gl_cidr *ret_block)
{
    struct gl_ipset open = gl_ipset_public_part(scratch, a);
    struct gl_ranges ranges = family == GL_IPV4 ? open.v4 : open.v6;

    if (ranges.len == 0)
        return false;
    *ret_block = widest_block(family, ranges.items[0]);
    for (size_t i = 1; i < ranges.len; i++) {
        struct gl_cidr block = widest_block(family, ranges.items[i]);

        if (block.prefix < ret_block->prefix)
            *ret_block = block;
    }
    return true;
}

const char *gl_ip_space_name(const struct gl_cidr *cidr)
{
    const struct space *spaces = cidr->family == GL_IPV4 ? special_v4 : special_v6;
    size_t len = cidr->family == GL_IPV4 ? sizeof special_v4 / sizeof *special_v4
                                         : sizeof special_v6 / sizeof *special_v6;

    for (size_t i = 0; i < len; i++) {
        if (cidr->first >= spaces[i].first && cidr->last <= spaces[i].last)
            return spaces[i].name;
    }
    return NULL;
}
