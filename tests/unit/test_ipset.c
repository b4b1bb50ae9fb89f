#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/ipset.h"

static struct gl_arena arena;

static struct gl_ipset set_of(const char *list)
{
    struct gl_ipset_builder builder;
    struct gl_str rest = gl_str_of(list), part;

    gl_ipset_builder_init(&builder, &arena);
    while (gl_str_cut(&rest, ' ', &part)) {
        struct gl_ipset set;
        const char *why = NULL;

        if (gl_ipset_parse(&arena, part, &set, &why))
            fail_msg("%s: %s", list, why);
        gl_ipset_builder_add_set(&builder, set);
    }
    return gl_ipset_builder_finish(&builder);
}

static struct gl_str printed(struct gl_ipset set, void print(struct gl_buf *, struct gl_ipset, size_t),
                             size_t most)
{
    struct gl_buf out;
    struct gl_str copy;

    gl_buf_init(&out);
    print(&out, set, most);
    copy = gl_arena_copy(&arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return copy;
}

static void assert_prints(struct gl_ipset set, const char *text)
{
    assert_string_equal(printed(set, gl_ipset_print, 100).ptr, text);
}

static void assert_cidr(const char *text, const char *expected)
{
    struct gl_cidr cidr;
    const char *why = NULL;

    if (gl_cidr_parse(gl_str_of(text), &cidr, &why))
        fail_msg("%s: %s", text, why);
    assert_prints(gl_ipset_of_cidr(&arena, &cidr), expected);
}

static void assert_refused(const char *text, const char *expected)
{
    struct gl_cidr cidr;
    const char *why = NULL;

    assert_int_equal(gl_cidr_parse(gl_str_of(text), &cidr, &why), GL_ERR_SYNTAX);
    assert_string_equal(why, expected);
}

static int teardown(void **state)
{
    (void)state;
    gl_arena_free(&arena);
    return 0;
}

static void test_blocks_parse_in_every_form_that_aws_accepts(void **state)
{
    (void)state;
    assert_cidr("10.0.0.0/8", "10.0.0.0/8");
    assert_cidr(" 192.0.2.1/32\n", "192.0.2.1");
    assert_cidr("192.0.2.1", "192.0.2.1");
    assert_cidr("0.0.0.0/0", "0.0.0.0/0");
    assert_cidr("::/0", "::/0");
    assert_cidr("::0/0", "::/0");
    assert_cidr("0:0:0:0:0:0:0:0/0", "::/0");
    assert_cidr("2001:DB8::/32", "2001:db8::/32");
    assert_cidr("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1");
    assert_cidr("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    assert_cidr("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
    assert_cidr("::ffff:192.0.2.1", "::ffff:192.0.2.1");
    assert_cidr("64:ff9b::192.0.2.33/128", "64:ff9b::c000:221");
    assert_cidr("::1", "::1");
    assert_cidr("fe80::/10", "fe80::/10");
}

static void test_host_bits_are_cut_and_told(void **state)
{
    struct gl_cidr cidr;
    const char *why;

    (void)state;
    assert_cidr("10.1.2.3/8", "10.0.0.0/8");
    assert_cidr("2001:db8::1/64", "2001:db8::/64");
    assert_int_equal(gl_cidr_parse(GL_STR("10.1.2.3/8"), &cidr, &why), GL_OK);
    assert_true(cidr.has_host_bits);
    assert_int_equal(gl_cidr_parse(GL_STR("10.0.0.0/8"), &cidr, &why), GL_OK);
    assert_false(cidr.has_host_bits);
    assert_false(cidr.is_address);
    assert_int_equal(gl_cidr_parse(GL_STR("10.0.0.1"), &cidr, &why), GL_OK);
    assert_true(cidr.is_address);
    assert_int_equal(cidr.prefix, 32);
}

static void test_what_is_no_block_is_refused_with_its_reason(void **state)
{
    (void)state;
    assert_refused("", "it is empty");
    assert_refused("10.0.0.0/33", "the prefix length is longer than 32");
    assert_refused("::/129", "the prefix length is longer than 128");
    assert_refused("10.0.0.0/4294967296", "the prefix length is longer than 32");
    assert_refused("10.0.0.0/", "the prefix length after / is missing");
    assert_refused("10.0.0.0/255.0.0.0", "the prefix length after / is not a decimal number");
    assert_refused("10.0.0.0/-1", "the prefix length after / is not a decimal number");
    assert_refused("10.0.0.0/08", "the prefix length has a leading zero");
    assert_refused("010.0.0.1", "an octet has a leading zero");
    assert_refused("256.0.0.1", "an octet is larger than 255");
    assert_refused("1000.0.0.1", "an octet is larger than 255");
    assert_refused("1.2.3", "an IPv4 address has four decimal octets");
    assert_refused("1.2.3.4.5", "an IPv4 address has four decimal octets");
    assert_refused("1.2..4", "an octet is missing");
    assert_refused("sg-0123", "an IPv4 address has four decimal octets");
    assert_refused("10.0.0.0 /8", "an IPv4 address has four decimal octets");
    assert_refused("1:2:3", "an IPv6 address has eight groups");
    assert_refused("1:2:3:4:5:6:7:8:9", "an IPv6 address has eight groups");
    assert_refused("1:2:3:4:5:6:7:8::",
                   "an IPv6 address has eight groups, of which :: stands for at least one");
    assert_refused("1::2::3", "a group of an IPv6 address is empty");
    assert_refused(":1:2", "a group of an IPv6 address is empty");
    assert_refused("12345::", "a group of an IPv6 address has more than four digits");
    assert_refused("g::", "an IPv6 address has groups of hexadecimal digits");
    assert_refused("1.2.3.4::", "an IPv6 address has groups of hexadecimal digits");
    assert_refused("fe80::1%eth0", "a zone (%) has no meaning in an address block");
}

static void test_union_joins_overlapping_and_adjacent_blocks(void **state)
{
    (void)state;
    assert_prints(set_of("10.0.1.0/24 10.0.0.0/24 10.0.0.128/25"), "10.0.0.0/23");
    assert_prints(set_of("0.0.0.0/1 128.0.0.0/1"), "0.0.0.0/0");
    assert_prints(set_of("192.0.0.0/2 0.0.0.0/2 128.0.0.0/2 64.0.0.0/2"), "0.0.0.0/0");
    assert_prints(set_of("::/1 8000::/1"), "::/0");
    assert_prints(gl_ipset_union(&arena, set_of("10.0.0.0/25 10.0.1.0/24"), set_of("10.0.0.128/25 ::1")),
                  "10.0.0.0/23, ::1");
    assert_prints(set_of("10.0.0.1 10.0.0.3"), "10.0.0.1, 10.0.0.3");
    assert_prints(set_of("255.255.255.255 0.0.0.0"), "0.0.0.0/32, 255.255.255.255");
}

static void test_difference_and_intersection_cut_ranges(void **state)
{
    (void)state;
    assert_prints(gl_ipset_difference(&arena, set_of("10.0.0.0/8"), set_of("10.0.0.0/9")), "10.128.0.0/9");
    assert_prints(gl_ipset_difference(&arena, set_of("10.0.0.0/24"), set_of("10.0.0.5 10.0.0.7")),
                  "10.0.0.0-10.0.0.4, 10.0.0.6, 10.0.0.8-10.0.0.255");
    assert_prints(
        gl_ipset_difference(&arena, set_of("10.0.0.0/24 10.0.2.0/24"), set_of("10.0.0.128-10.0.2.127")),
        "10.0.0.0/25, 10.0.2.128/25");
    assert_prints(gl_ipset_intersection(&arena, set_of("10.0.0.0/8 ::/0"), set_of("10.1.0.0/16 11.0.0.0/8")),
                  "10.1.0.0/16");
    assert_prints(gl_ipset_intersection(&arena, set_of("10.0.0.0/8"), set_of("11.0.0.0/8")), "no address");
    assert_prints(gl_ipset_intersection(&arena, set_of("10.0.0.0-10.0.0.9 10.0.0.20-10.0.0.29"),
                                        set_of("10.0.0.5-10.0.0.25")),
                  "10.0.0.5-10.0.0.9, 10.0.0.20-10.0.0.25");
}

static void test_complement_is_taken_in_each_family(void **state)
{
    struct gl_ipset half = set_of("0.0.0.0/1 8000::/1");

    (void)state;
    assert_prints(gl_ipset_complement(&arena, half), "128.0.0.0/1, ::/1");
    assert_true(gl_ipset_equal(gl_ipset_complement(&arena, gl_ipset_complement(&arena, half)), half));
    assert_prints(gl_ipset_complement(&arena, (struct gl_ipset){0}), "0.0.0.0/0, ::/0");
    assert_true(gl_ipset_is_empty(gl_ipset_complement(&arena, gl_ipset_everything())));
    assert_prints(gl_ipset_complement(&arena, set_of("0.0.0.1-255.255.255.255 ::/0")), "0.0.0.0/32");
}

static void test_containment_and_overlap(void **state)
{
    struct gl_ipset vpc = set_of("10.0.0.0/16 10.2.0.0/16 2600:1f00::/56");

    (void)state;
    assert_true(gl_ipset_contains(vpc, set_of("10.0.3.0/24 10.2.0.0/17 2600:1f00::1")));
    assert_false(gl_ipset_contains(vpc, set_of("10.0.3.0/24 10.1.0.0/24")));
    assert_true(gl_ipset_contains(vpc, (struct gl_ipset){0}));
    assert_false(gl_ipset_contains((struct gl_ipset){0}, vpc));
    assert_true(gl_ipset_overlaps(vpc, set_of("10.0.0.0/8")));
    assert_false(gl_ipset_overlaps(vpc, set_of("10.1.0.0/16 2600:1f01::/56")));
    assert_true(gl_ipset_has(vpc, GL_IPV4, 0x0a020000));
    assert_false(gl_ipset_has(vpc, GL_IPV4, 0x0a010000));
    assert_false(gl_ipset_has(vpc, GL_IPV6, 0x0a020000));
}

static void test_the_internet_is_recognised_however_it_is_written(void **state)
{
    (void)state;
    assert_true(gl_ipset_is_any(set_of("0.0.0.0/0"), GL_IPV4));
    assert_true(gl_ipset_is_any(set_of("0.0.0.0/1 128.0.0.0/1"), GL_IPV4));
    assert_true(gl_ipset_is_any(set_of("0.0.0.0-126.255.255.255 128.0.0.0/2 192.0.0.0/3"), GL_IPV4));
    assert_false(gl_ipset_is_any(set_of("0.0.0.0/1 128.0.0.0/2"), GL_IPV4));
    assert_false(gl_ipset_is_any(set_of("::/0"), GL_IPV4));
    assert_true(gl_ipset_is_any(set_of("::0/0"), GL_IPV6));
    assert_true(gl_ipset_is_any(set_of("::/1 8000::/1"), GL_IPV6));
    assert_true(gl_ipset_is_any(set_of("2000::/3"), GL_IPV6));
    assert_false(gl_ipset_is_any(set_of("2000::/4"), GL_IPV6));
    assert_true(gl_ipset_is_internet(set_of("10.0.0.0/8 2000::/3")));
    assert_false(gl_ipset_is_internet(set_of("10.0.0.0/8")));
    assert_true(gl_ipset_is_any(
        gl_ipset_difference(&arena, set_of("0.0.0.0/0"), set_of("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16")),
        GL_IPV4));
}

static void test_public_space_is_what_the_special_purpose_blocks_leave(void **state)
{
    struct gl_ipset special =
        set_of("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
               "192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
               "224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20");
    struct gl_ipset world = set_of("0.0.0.0/0 2000::/3");

    (void)state;
    assert_true(gl_ipset_equal(gl_ipset_public_part(&arena, gl_ipset_everything()),
                               gl_ipset_difference(&arena, world, special)));
    assert_false(gl_ipset_has_public(special));
    assert_false(gl_ipset_has_public(set_of("fc00::/7 fe80::/10 ::1 ff00::/8 64:ff9b::/96 ::ffff:8.8.8.8")));
    assert_true(gl_ipset_has_public(set_of("10.0.0.0/7")));
    assert_prints(gl_ipset_public_part(&arena, set_of("10.0.0.0/7 8.8.8.8")), "8.8.8.8, 11.0.0.0/8");
}

static void test_the_widest_public_block_joins_its_parts(void **state)
{
    struct gl_cidr block;

    (void)state;
    assert_false(gl_ipset_widest_public(&arena, set_of("10.0.0.0/8 fc00::/7"), GL_IPV4, &block));
    assert_true(gl_ipset_widest_public(&arena, set_of("8.8.8.0/24 9.0.0.0/16 9.1.0.0/16"), GL_IPV4, &block));
    assert_int_equal(block.prefix, 15);
    assert_true(gl_ipset_widest_public(&arena, set_of("172.0.0.0/8"), GL_IPV4, &block));
    assert_int_equal(block.prefix, 9);
    assert_prints(gl_ipset_of_cidr(&arena, &block), "172.128.0.0/9");
    assert_true(gl_ipset_widest_public(&arena, set_of("0.0.0.0/0"), GL_IPV4, &block));
    assert_int_equal(block.prefix, 3);
    assert_true(gl_ipset_widest_public(&arena, set_of("9.0.128.0-9.1.127.255"), GL_IPV4, &block));
    assert_int_equal(block.prefix, 17);
    assert_true(gl_ipset_widest_public(&arena, set_of("8.8.8.8"), GL_IPV4, &block));
    assert_int_equal(block.prefix, 32);
    assert_true(gl_ipset_widest_public(&arena, set_of("2600::/28"), GL_IPV6, &block));
    assert_int_equal(block.prefix, 28);
}

static const char *space_of(const char *text)
{
    struct gl_cidr cidr;
    const char *why;

    assert_int_equal(gl_cidr_parse(gl_str_of(text), &cidr, &why), GL_OK);
    return gl_ip_space_name(&cidr);
}

static void test_special_purpose_blocks_have_names(void **state)
{
    (void)state;
    assert_string_equal(space_of("10.3.0.0/16"), "private (RFC 1918)");
    assert_string_equal(space_of("100.64.0.0/10"), "shared by carriers (RFC 6598)");
    assert_string_equal(space_of("fd00::/8"), "unique local (RFC 4193)");
    assert_string_equal(space_of("::1"), "loopback (RFC 4291)");
    assert_null(space_of("8.8.8.8"));
    assert_null(space_of("10.0.0.0/7"));
}

static void assert_size(const char *set, const char *expected)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_ipset_print_size(&out, set_of(set));
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    gl_buf_free(&out);
}

static void test_sizes_are_exact_and_readable(void **state)
{
    gl_u128 size;

    (void)state;
    assert_int_equal(gl_ipset_size_v4(set_of("0.0.0.0/0")), UINT64_C(1) << 32);
    assert_int_equal(gl_ipset_size_v4(set_of("10.0.0.0/30 10.0.0.2/31 10.0.0.9")), 5);
    assert_false(gl_ipset_size_v6(set_of("::/0"), &size));
    assert_true(gl_ipset_size_v6(set_of("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &size));
    assert_true(size == GL_U128_MAX);
    assert_size("10.0.0.0/16", "65,536 addresses");
    assert_size("10.0.0.1", "1 address");
    assert_size("0.0.0.0/0", "4,294,967,296 addresses");
    assert_size("2001:db8::/32", "2^96 IPv6 addresses");
    assert_size("2001:db8::/32 ::1", "more than 2^96 IPv6 addresses");
    assert_size("::/0", "2^128 IPv6 addresses");
    assert_size("10.0.0.0/24 ::1", "256 IPv4 addresses and 1 IPv6 address");
    assert_size("::/112", "65,536 IPv6 addresses");
}

static void test_long_sets_are_printed_in_part(void **state)
{
    struct gl_ipset set = set_of("10.0.0.1-10.0.0.6 10.0.0.9 10.0.0.11 ::2");

    (void)state;
    assert_string_equal(printed(set, gl_ipset_print, 2).ptr, "10.0.0.1-10.0.0.6, 10.0.0.9 and 2 more");
    assert_string_equal(printed(set, gl_ipset_print_cidrs, 9).ptr,
                        "10.0.0.1, 10.0.0.2/31, 10.0.0.4/31, 10.0.0.6, 10.0.0.9, 10.0.0.11, ::2");
    assert_string_equal(printed(gl_ipset_everything(), gl_ipset_print_cidrs, 9).ptr, "0.0.0.0/0, ::/0");
}

static void test_a_range_needs_two_addresses_in_order(void **state)
{
    struct gl_ipset set;
    const char *why = NULL;

    (void)state;
    assert_int_equal(gl_ipset_parse(&arena, GL_STR("10.0.0.9-10.0.0.1"), &set, &why), GL_ERR_SYNTAX);
    assert_int_equal(gl_ipset_parse(&arena, GL_STR("10.0.0.9-::1"), &set, &why), GL_ERR_SYNTAX);
    assert_int_equal(gl_ipset_parse(&arena, GL_STR("10.0.0.0/8-11.0.0.0"), &set, &why), GL_ERR_SYNTAX);
    assert_int_equal(gl_ipset_parse(&arena, GL_STR("10.0.0.9-"), &set, &why), GL_ERR_SYNTAX);
}

static void test_many_blocks_make_one_set(void **state)
{
    enum { BLOCKS = 20000 };
    struct gl_ipset_builder builder;
    struct gl_ipset set;

    (void)state;
    gl_ipset_builder_init(&builder, &arena);
    for (unsigned i = 0; i < BLOCKS; i++) {
        gl_u128 first = (gl_u128)(i * 7919u % BLOCKS) * 4;

        gl_ipset_builder_add(&builder, &(struct gl_cidr){.first = first, .last = first + (i % 2 ? 1 : 3)});
    }
    set = gl_ipset_builder_finish(&builder);
    assert_int_equal(gl_ipset_size_v4(set), BLOCKS * 3);
    assert_true(gl_ipset_has(set, GL_IPV4, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_parse_in_every_form_that_aws_accepts),
        cmocka_unit_test(test_host_bits_are_cut_and_told),
        cmocka_unit_test(test_what_is_no_block_is_refused_with_its_reason),
        cmocka_unit_test(test_union_joins_overlapping_and_adjacent_blocks),
        cmocka_unit_test(test_difference_and_intersection_cut_ranges),
        cmocka_unit_test(test_complement_is_taken_in_each_family),
        cmocka_unit_test(test_containment_and_overlap),
        cmocka_unit_test(test_the_internet_is_recognised_however_it_is_written),
        cmocka_unit_test(test_public_space_is_what_the_special_purpose_blocks_leave),
        cmocka_unit_test(test_the_widest_public_block_joins_its_parts),
        cmocka_unit_test(test_special_purpose_blocks_have_names),
        cmocka_unit_test(test_sizes_are_exact_and_readable),
        cmocka_unit_test(test_long_sets_are_printed_in_part),
        cmocka_unit_test(test_a_range_needs_two_addresses_in_order),
        cmocka_unit_test(test_many_blocks_make_one_set),
    };

    return cmocka_run_group_tests(tests, NULL, teardown);
}
