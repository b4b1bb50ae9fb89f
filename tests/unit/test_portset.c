#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/portset.h"

static struct gl_arena arena;

static int teardown(void **state)
{
    (void)state;
    gl_arena_free(&arena);
    return 0;
}

enum { NONE = -99 }; /* a port that is not written */

static enum gl_err read_rule(const char *protocol, int64_t from, int64_t to, struct gl_portset *set,
                             const char **note)
{
    struct gl_port_rule rule = {gl_str_of(protocol), from == NONE ? NULL : &from, to == NONE ? NULL : &to};

    return gl_portset_of_rule(&arena, &rule, set, note);
}

static struct gl_portset rule(const char *protocol, int64_t from, int64_t to)
{
    struct gl_portset set = {0};
    const char *note = NULL;

    if (read_rule(protocol, from, to, &set, &note))
        fail_msg("%s %d-%d: %s", protocol, (int)from, (int)to, note);
    return set;
}

static void assert_prints_most(struct gl_portset set, size_t most, const char *text)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_portset_print(&out, set, most);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, text);
    gl_buf_free(&out);
}

static void assert_prints(struct gl_portset set, const char *text)
{
    assert_prints_most(set, 100, text);
}

static void assert_note(const char *protocol, int64_t from, int64_t to, enum gl_err expected,
                        const char *note)
{
    struct gl_portset set = {0};
    const char *told = NULL;

    assert_int_equal(read_rule(protocol, from, to, &set, &told), expected);
    if (!note) {
        assert_null(told);
        return;
    }
    assert_non_null(told);
    assert_string_equal(told, note);
}

static void test_rules_are_read_as_ec2_reads_them(void **state)
{
    (void)state;
    assert_prints(rule("tcp", 443, 443), "TCP 443");
    assert_prints(rule("TCP", 20, 30), "TCP 20-30");
    assert_prints(rule("6", 443, 443), "TCP 443");
    assert_prints(rule("17", 53, 53), "UDP 53");
    assert_prints(rule("-1", 22, 22), "all traffic");
    assert_prints(rule("-1", NONE, NONE), "all traffic");
    assert_prints(rule("all", NONE, NONE), "all traffic");
    assert_prints(rule("tcp", -1, -1), "all TCP");
    assert_prints(rule("tcp", 0, 65535), "all TCP");
    assert_prints(rule("tcp", 0, 0), "TCP 0");
    assert_prints(rule("esp", 443, 443), "all ESP");
    assert_prints(rule("50", NONE, NONE), "all ESP");
    assert_prints(rule("sctp", 1, 2), "all SCTP");
    assert_prints(rule("253", 1, 2), "all of protocol 253");
    assert_prints(rule("icmp", 8, -1), "ICMP type 8");
    assert_prints(rule("icmp", 8, 0), "ICMP type 8 code 0");
    assert_prints(rule("icmp", -1, -1), "all ICMP");
    assert_prints(rule("58", NONE, NONE), "all ICMPv6");
    assert_prints(rule("icmpv6", 128, 0), "ICMPv6 type 128 code 0");
}

static void test_what_ec2_would_refuse_is_told(void **state)
{
    (void)state;
    assert_note("tcp", 0, 65536, GL_OK, "the highest port is 65535");
    assert_prints(rule("tcp", 1024, 65536), "TCP 1024-65535");
    assert_note("tcp", NONE, NONE, GL_OK, "tcp and udp need FromPort and ToPort");
    assert_prints(rule("tcp", NONE, NONE), "all TCP");
    assert_note("tcp", 30, 20, GL_ERR_SYNTAX, "FromPort is greater than ToPort");
    assert_note("tcp", 65536, 65536, GL_ERR_SYNTAX,
                "a port is 0 to 65535, or -1 in both FromPort and ToPort");
    assert_note("tcp", -1, 443, GL_ERR_SYNTAX, "a port is 0 to 65535, or -1 in both FromPort and ToPort");
    assert_note("tcp", -2, -2, GL_ERR_SYNTAX, "a port is 0 to 65535, or -1 in both FromPort and ToPort");
    assert_note("icmp", 256, 0, GL_ERR_SYNTAX, "an ICMP type is -1 or 0 to 255");
    assert_note("icmp", 3, 300, GL_ERR_SYNTAX, "an ICMP code is -1 or 0 to 255");
    assert_note("icmp", -1, 3, GL_OK, "an ICMP code without a type is not accepted");
    assert_note("icmp", NONE, NONE, GL_OK, "icmp needs FromPort (the type) and ToPort (the code)");
    assert_note("tcpp", 1, 1, GL_ERR_SYNTAX, "the protocol is no name or number that EC2 knows");
    assert_note("256", 1, 1, GL_ERR_SYNTAX, "the protocol is no name or number that EC2 knows");
    assert_note("-2", 1, 1, GL_ERR_SYNTAX, "the protocol is no name or number that EC2 knows");
    assert_note("udp", 53, 53, GL_OK, NULL);
}

static void test_all_traffic_holds_every_port(void **state)
{
    struct gl_portset all = rule("-1", 0, 0);

    (void)state;
    assert_true(gl_portset_is_all(all));
    assert_true(gl_portset_has(all, GL_PROTO_TCP, 5432));
    assert_true(gl_portset_contains(all, rule("icmp", 8, -1)));
    assert_int_equal(gl_portset_size(all), 1 << 24);
    assert_true(gl_portset_is_empty(gl_portset_complement(&arena, all)));
}

static void test_ranges_hold_the_ports_inside(void **state)
{
    struct gl_portset range = rule("tcp", 5000, 6000);

    (void)state;
    assert_true(gl_portset_overlaps(range, gl_portset_of_tcp(&arena, 5432)));
    assert_true(gl_portset_contains(range, gl_portset_of_tcp(&arena, 5432)));
    assert_false(gl_portset_overlaps(range, rule("udp", 5432, 5432)));
    assert_false(gl_portset_has(range, GL_PROTO_TCP, 6001));
    assert_int_equal(gl_portset_size(range), 1001);
}

static void test_sets_are_combined(void **state)
{
    struct gl_portset web = gl_portset_union(&arena, rule("tcp", 443, 443), rule("tcp", 80, 80));
    struct gl_portset dns = gl_portset_union(&arena, rule("udp", 53, 53), rule("tcp", 53, 53));
    struct gl_portset many[] = {rule("tcp", 3, 3), rule("udp", 1, 1), rule("tcp", 1, 1), rule("tcp", 2, 2)};

    (void)state;
    assert_prints(web, "TCP 80,443");
    assert_prints(dns, "TCP 53; UDP 53");
    assert_prints(gl_portset_union(&arena, web, dns), "TCP 53,80,443; UDP 53");
    assert_prints(gl_portset_union_all(&arena, many, 4), "TCP 1-3; UDP 1");
    assert_prints(gl_portset_union_all(&arena, many, 0), "no traffic");
    assert_prints(gl_portset_intersection(&arena, rule("tcp", 0, 100), web), "TCP 80");
    assert_prints(gl_portset_difference(&arena, rule("tcp", 79, 81), web), "TCP 79,81");
    assert_true(gl_portset_equal(gl_portset_complement(&arena, gl_portset_complement(&arena, dns)), dns));
}

static void test_ranges_over_protocols_are_printed_by_protocol(void **state)
{
    (void)state;
    assert_prints(gl_portset_complement(&arena, rule("tcp", 22, 22)),
                  "all of protocols 0-5; TCP 0-21,23-65535; all of protocols 7-255");
    assert_prints(gl_portset_difference(&arena, rule("icmp", -1, -1), rule("icmp", 3, 4)),
                  "ICMP type 0-2,type 3 code 0-3,type 3 code 5-255,type 4-255");
    assert_prints_most(gl_portset_complement(&arena, rule("tcp", 22, 22)), 2,
                       "all of protocols 0-5; TCP 0-21 and 2 more");
    assert_prints(gl_portset_of_range(&arena, GL_PROTO_SCTP, 3868, 3868), "SCTP 3868");
}

static void test_icmp_codes_of_every_type(void **state)
{
    struct gl_portset code = gl_portset_of_icmp(&arena, GL_PROTO_ICMP, GL_PORT_ANY, 1);

    (void)state;
    assert_int_equal(gl_portset_size(code), 256);
    assert_true(gl_portset_has(code, GL_PROTO_ICMP, 3 * 256 + 1));
    assert_false(gl_portset_has(code, GL_PROTO_ICMP, 3 * 256));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_are_read_as_ec2_reads_them),
        cmocka_unit_test(test_what_ec2_would_refuse_is_told),
        cmocka_unit_test(test_all_traffic_holds_every_port),
        cmocka_unit_test(test_ranges_hold_the_ports_inside),
        cmocka_unit_test(test_sets_are_combined),
        cmocka_unit_test(test_ranges_over_protocols_are_printed_by_protocol),
        cmocka_unit_test(test_icmp_codes_of_every_type),
    };

    return cmocka_run_group_tests(tests, NULL, teardown);
}
