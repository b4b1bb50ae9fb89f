#include "base/ipset.h"

/* Counts above this are told as a power of two: nobody reads twenty digits. */
#define LARGEST_TOLD ((gl_u128)1 << 40)

static void print_count(struct gl_buf *out, uint64_t count)
{
    char digits[32];
    size_t at = sizeof digits;

    for (unsigned written = 0; count || written == 0; written++) {
        if (written && written % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + count % 10);
        count /= 10;
    }
    gl_buf_add(out, (struct gl_str){digits + at, sizeof digits - at});
}

static void print_family_size(struct gl_buf *out, gl_u128 size, const char *noun)
{
    unsigned power = 0;

    if (size < LARGEST_TOLD) {
        print_count(out, (uint64_t)size);
    } else {
        while (size >> power > 1)
            power++;
        gl_buf_printf(out, size == (gl_u128)1 << power ? "2^%u" : "more than 2^%u", power);
    }
    gl_buf_printf(out, " %s%s", noun, size == 1 ? "" : "es");
}

void gl_ipset_print_size(struct gl_buf *out, struct gl_ipset a)
{
    gl_u128 size = 0;

    if (a.v4.len || !a.v6.len)
        print_family_size(out, gl_ipset_size_v4(a), a.v6.len ? "IPv4 address" : "address");
    if (!a.v6.len)
        return;
    if (a.v4.len)
        gl_buf_add(out, GL_STR(" and "));
    if (gl_ipset_size_v6(a, &size))
        print_family_size(out, size, "IPv6 address");
    else
        gl_buf_add(out, GL_STR("2^128 IPv6 addresses"));
}

/* A list that stops after `most` items and counts the rest. */
struct list {
    struct gl_buf *out;
    size_t most, len;
};

static void list_add(struct list *list, enum gl_ip_family family, gl_u128 first, gl_u128 last)
{
    if (list->len++ >= list->most)
        return;
    if (list->len > 1)
        gl_buf_add(list->out, GL_STR(", "));
    gl_ip_print_range(list->out, family, first, last);
    /* "::" and "0.0.0.0" alone read as a placeholder, so an address of all zeros keeps its prefix length */
    if (first == 0 && last == 0)
        gl_buf_printf(list->out, "/%u", gl_ip_bits(family));
}

static void list_end(struct list *list)
{
    if (list->len == 0)
        gl_buf_add(list->out, GL_STR("no address"));
    else if (list->len > list->most)
        gl_buf_printf(list->out, "%s%zu more", list->most ? " and " : "", list->len - list->most);
}

void gl_ipset_print(struct gl_buf *out, struct gl_ipset a, size_t most)
{
    struct list list = {.out = out, .most = most};

    for (size_t i = 0; i < a.v4.len; i++)
        list_add(&list, GL_IPV4, a.v4.items[i].first, a.v4.items[i].last);
    for (size_t i = 0; i < a.v6.len; i++)
        list_add(&list, GL_IPV6, a.v6.items[i].first, a.v6.items[i].last);
    list_end(&list);
}

static void list_blocks(struct list *list, enum gl_ip_family family, struct gl_range range)
{
    for (;;) {
        unsigned prefix = gl_ip_block_prefix(family, range.first, range.last);
        unsigned free_bits = gl_ip_bits(family) - prefix;
        gl_u128 last =
            range.first | (free_bits == GL_IPV6_BITS ? GL_IPV6_MAX : ((gl_u128)1 << free_bits) - 1);

        list_add(list, family, range.first, last);
        if (last == range.last)
            return;
        range.first = last + 1;
    }
}

void gl_ipset_print_cidrs(struct gl_buf *out, struct gl_ipset a, size_t most)
{
    struct list list = {.out = out, .most = most};

    for (size_t i = 0; i < a.v4.len; i++)
        list_blocks(&list, GL_IPV4, a.v4.items[i]);
    for (size_t i = 0; i < a.v6.len; i++)
        list_blocks(&list, GL_IPV6, a.v6.items[i]);
    list_end(&list);
}
