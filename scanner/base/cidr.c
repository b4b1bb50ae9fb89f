#include "base/cidr.h"

enum { OCTETS = 4, GROUPS = 8, GROUP_BITS = 16, HEX_DIGITS = 4, OCTET_DIGITS = 3 };

unsigned gl_ip_bits(enum gl_ip_family family)
{
    return family == GL_IPV4 ? GL_IPV4_BITS : GL_IPV6_BITS;
}

gl_u128 gl_ip_max(enum gl_ip_family family)
{
    return family == GL_IPV4 ? GL_IPV4_MAX : GL_IPV6_MAX;
}

/* Low bits that a block of this prefix length leaves free. */
static gl_u128 host_mask(enum gl_ip_family family, unsigned prefix)
{
    unsigned free_bits = gl_ip_bits(family) - prefix;

    return free_bits == GL_IPV6_BITS ? GL_IPV6_MAX : ((gl_u128)1 << free_bits) - 1;
}

static const char *parse_octet(struct gl_str text, uint32_t *address)
{
    uint32_t value = 0;

    if (text.len == 0)
        return "an octet is missing";
    for (size_t i = 0; i < text.len; i++) {
        if (!gl_is_digit(text.ptr[i]))
            return "an IPv4 address has four decimal octets";
        if (i < OCTET_DIGITS)
            value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    if (text.len > 1 && text.ptr[0] == '0')
        return "an octet has a leading zero";
    if (text.len > OCTET_DIGITS || value > UINT8_MAX)
        return "an octet is larger than 255";
    *address = *address << 8 | value;
    return NULL;
}

static const char *parse_v4(struct gl_str text, gl_u128 *ret_address)
{
    struct gl_str rest = text, part;
    uint32_t address = 0;
    unsigned count = 0;

    while (gl_str_cut(&rest, '.', &part)) {
        const char *why;

        if (++count > OCTETS)
            return "an IPv4 address has four decimal octets";
        why = parse_octet(part, &address);
        if (why)
            return why;
    }
    if (count != OCTETS)
        return "an IPv4 address has four decimal octets";
    *ret_address = address;
    return NULL;
}

/* One side of "::", or the whole address without it. */
struct half {
    gl_u128 bits;
    unsigned groups;
};

static const char *parse_group(struct gl_str text, bool is_last, struct half *half)
{
    gl_u128 group = 0;

    if (is_last && gl_str_find_char(text, '.') != GL_STR_NONE) {
        const char *why = parse_v4(text, &group);

        half->bits = half->bits << GL_IPV4_BITS | group;
        half->groups += 2;
        return why;
    }
    if (text.len == 0)
        return "a group of an IPv6 address is empty";
    for (size_t i = 0; i < text.len; i++) {
        int digit = gl_hex_value(text.ptr[i]);

        if (digit < 0)
            return "an IPv6 address has groups of hexadecimal digits";
        group = group << 4 | (unsigned)digit;
    }
    if (text.len > HEX_DIGITS)
        return "a group of an IPv6 address has more than four digits";
    half->bits = half->bits << GROUP_BITS | group;
    half->groups++;
    return NULL;
}

static const char *parse_half(struct gl_str text, bool is_end, struct half *ret_half)
{
    struct gl_str rest = text, part;

    *ret_half = (struct half){0};
    if (text.len == 0)
        return NULL;
    while (gl_str_cut(&rest, ':', &part)) {
        const char *why;

        if (ret_half->groups >= GROUPS)
            return "an IPv6 address has eight groups";
        why = parse_group(part, is_end && !rest.ptr, ret_half);
        if (why)
            return why;
    }
    return NULL;
}

static const char *parse_v6(struct gl_str text, gl_u128 *ret_address)
{
    size_t gap = gl_str_find(text, GL_STR("::"));
    struct half head, tail = {0};
    const char *why;
    unsigned tail_bits;

    if (gl_str_find_char(text, '%') != GL_STR_NONE)
        return "a zone (%) has no meaning in an address block";
    if (gap == GL_STR_NONE) {
        why = parse_half(text, true, &head);
        if (!why && head.groups != GROUPS)
            return "an IPv6 address has eight groups";
        *ret_address = head.bits;
        return why;
    }
    why = parse_half(gl_str_slice(text, 0, gap), false, &head);
    if (!why)
        why = parse_half(gl_str_from(text, gap + 2), true, &tail);
    if (why)
        return why;
    if (head.groups + tail.groups >= GROUPS)
        return "an IPv6 address has eight groups, of which :: stands for at least one";
    tail_bits = (GROUPS - head.groups) * GROUP_BITS;
    *ret_address = (tail_bits < GL_IPV6_BITS ? head.bits << tail_bits : 0) | tail.bits;
    return NULL;
}

static const char *parse_prefix(struct gl_str text, enum gl_ip_family family, unsigned *ret_prefix)
{
    unsigned value = 0;

    if (text.len == 0)
        return "the prefix length after / is missing";
    for (size_t i = 0; i < text.len; i++) {
        if (!gl_is_digit(text.ptr[i]))
            return "the prefix length after / is not a decimal number";
        if (i < OCTET_DIGITS)
            value = value * 10 + (unsigned)(text.ptr[i] - '0');
    }
    if (text.len > 1 && text.ptr[0] == '0')
        return "the prefix length has a leading zero";
    if (text.len > OCTET_DIGITS || value > gl_ip_bits(family))
        return family == GL_IPV4 ? "the prefix length is longer than 32"
                                 : "the prefix length is longer than 128";
    *ret_prefix = value;
    return NULL;
}

enum gl_err gl_cidr_parse(struct gl_str text, struct gl_cidr *ret_cidr, const char **reterr_why)
{
    struct gl_str trimmed = gl_str_trim(text);
    size_t slash = gl_str_find_char(trimmed, '/');
    struct gl_str host = gl_str_slice(trimmed, 0, slash);
    bool is_v6 = gl_str_find_char(host, ':') != GL_STR_NONE;
    struct gl_cidr cidr = {.family = is_v6 ? GL_IPV6 : GL_IPV4, .is_address = slash == GL_STR_NONE};
    unsigned prefix = gl_ip_bits(cidr.family);
    gl_u128 address = 0, mask;
    const char *why;

    if (trimmed.len == 0)
        why = "it is empty";
    else
        why = is_v6 ? parse_v6(host, &address) : parse_v4(host, &address);
    if (!why && !cidr.is_address)
        why = parse_prefix(gl_str_from(trimmed, slash + 1), cidr.family, &prefix);
    if (why) {
        *reterr_why = why;
        return GL_ERR_SYNTAX;
    }
    mask = host_mask(cidr.family, prefix);
    cidr.prefix = (uint8_t)prefix;
    cidr.has_host_bits = (address & mask) != 0;
    cidr.first = address & ~mask;
    cidr.last = address | mask;
    *ret_cidr = cidr;
    return GL_OK;
}

unsigned gl_ip_block_prefix(enum gl_ip_family family, gl_u128 first, gl_u128 last)
{
    unsigned prefix = gl_ip_bits(family);

    while (prefix > 0) {
        gl_u128 mask = host_mask(family, prefix - 1);

        if ((first & mask) != 0 || mask > last - first)
            break;
        prefix--;
    }
    return prefix;
}

static unsigned group_of(gl_u128 address, unsigned index)
{
    return (unsigned)(address >> ((GROUPS - 1 - index) * GROUP_BITS)) & 0xffffu;
}

/* RFC 5952 section 4.2: the longest run of zero groups, at least two, the first of equals. */
static void longest_zero_run(gl_u128 address, unsigned *ret_from, unsigned *ret_len)
{
    unsigned from = GROUPS, len = 1;

    for (unsigned i = 0; i < GROUPS;) {
        unsigned end = i;

        while (end < GROUPS && group_of(address, end) == 0)
            end++;
        if (end - i > len) {
            from = i;
            len = end - i;
        }
        i = end + 1;
    }
    *ret_from = from;
    *ret_len = len;
}

static void print_v4(struct gl_buf *out, gl_u128 address)
{
    unsigned a = (unsigned)address;

    for (unsigned shift = 24;; shift -= 8) {
        gl_buf_add_u64(out, a >> shift & 0xff);
        if (shift == 0)
            return;
        gl_buf_add_char(out, '.');
    }
}

static void print_v6(struct gl_buf *out, gl_u128 address)
{
    unsigned from, len;

    if (address >> GL_IPV4_BITS == 0xffff) { /* IPv4-mapped, RFC 5952 section 5 */
        gl_buf_add(out, GL_STR("::ffff:"));
        print_v4(out, address & GL_IPV4_MAX);
        return;
    }
    longest_zero_run(address, &from, &len);
    for (unsigned i = 0; i < GROUPS;) {
        if (i == from) {
            gl_buf_add(out, GL_STR("::"));
            i += len;
            continue;
        }
        gl_buf_printf(out, "%x", group_of(address, i));
        i++;
        if (i < GROUPS && i != from)
            gl_buf_add_char(out, ':');
    }
}

void gl_ip_print(struct gl_buf *out, enum gl_ip_family family, gl_u128 address)
{
    if (family == GL_IPV4)
        print_v4(out, address);
    else
        print_v6(out, address);
}

void gl_ip_print_range(struct gl_buf *out, enum gl_ip_family family, gl_u128 first, gl_u128 last)
{
    gl_u128 mask = last - first;
    unsigned free_bits =
        (unsigned)(__builtin_popcountll((uint64_t)mask) + __builtin_popcountll((uint64_t)(mask >> 64)));

    gl_ip_print(out, family, first);
    if (first == last)
        return;
    if ((mask & (mask + 1)) == 0 && (first & mask) == 0) {
        gl_buf_add_char(out, '/');
        gl_buf_add_u64(out, gl_ip_bits(family) - free_bits);
        return;
    }
    gl_buf_add_char(out, '-');
    gl_ip_print(out, family, last);
}
