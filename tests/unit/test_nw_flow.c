/* Packets through networks that are made by hand: two subnets of one VPC, gateways as the test needs them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network/address.h"
#include "network/filter.h"
#include "network/flow.h"

enum { MOST = 8 };

struct fixture {
    struct gl_arena arena;
    struct gl_nw nw;
    struct gl_nw_vpc vpcs[MOST];
    struct gl_nw_subnet subnets[MOST];
    struct gl_nw_table tables[MOST];
    struct gl_nw_acl acls[MOST];
    struct gl_nw_guard guards[MOST];
    struct gl_nw_endpoint endpoints[MOST];
    struct gl_nw_nic nics[MOST];
    struct gl_nw_gateway gateways[MOST];
    struct gl_nw_cache cache;
};

static struct gl_ipset addresses(struct fixture *f, const char *text)
{
    struct gl_ipset set;
    const char *why;

    assert_int_equal(gl_ipset_parse(&f->arena, gl_str_of(text), &set, &why), GL_OK);
    return set;
}

static struct gl_portset tcp(struct fixture *f, unsigned first, unsigned last)
{
    return gl_portset_of_range(&f->arena, GL_PROTO_TCP, first, last);
}

static uint32_t add_subnet(struct fixture *f, uint32_t vpc, const char *block)
{
    uint32_t at = f->nw.subnet_len++;

    f->subnets[at] = (struct gl_nw_subnet){.vpc = vpc,
                                           .is_known = true,
                                           .blocks = addresses(f, block),
                                           .is_block_known = true,
                                           .table = vpc,
                                           .acl = GL_NW_NONE,
                                           .is_acl_known = true};
    return at;
}

static uint32_t add_nic(struct fixture *f, uint32_t subnet, const char *text, bool is_known)
{
    uint32_t at = f->nw.nic_len++;

    f->endpoints[at] = (struct gl_nw_endpoint){.first_nic = at, .nic_len = 1};
    f->nw.endpoint_len++;
    f->nics[at] = (struct gl_nw_nic){.endpoint = at,
                                     .subnet = subnet,
                                     .guard = 0,
                                     .addresses = addresses(f, text),
                                     .is_address_known = is_known,
                                     .exists = GL_MATCH_YES};
    return at;
}

static void add_route(struct fixture *f, uint32_t table, const char *to, unsigned prefix, uint32_t gateway)
{
    struct gl_nw_table *of = &f->tables[table];
    struct gl_nw_route *routes = GL_NEW_ARRAY(&f->arena, struct gl_nw_route, of->len + 1);

    for (size_t i = 0; i < of->len; i++)
        routes[i] = of->routes[i];
    routes[of->len++] = (struct gl_nw_route){.to = addresses(f, to),
                                             .prefix = (uint8_t)prefix,
                                             .is_local = gateway == GL_NW_NONE,
                                             .exists = GL_MATCH_YES,
                                             .gateway = gateway,
                                             .attachment = GL_NW_NONE};
    of->routes = routes;
}

static uint32_t add_gateway(struct fixture *f, enum gl_nw_gateway_kind kind, uint32_t vpc)
{
    uint32_t at = f->nw.gateway_len++;

    f->gateways[at] = (struct gl_nw_gateway){.kind = kind,
                                             .vpc = vpc,
                                             .peer = GL_NW_NONE,
                                             .nic = GL_NW_NONE,
                                             .edge_table = GL_NW_NONE,
                                             .is_active = GL_MATCH_YES};
    return at;
}

static uint32_t add_vpc(struct fixture *f, const char *block, unsigned prefix)
{
    uint32_t at = f->nw.vpc_len++;

    f->vpcs[at] = (struct gl_nw_vpc){.is_known = true,
                                     .blocks = addresses(f, block),
                                     .main_table = at,
                                     .default_acl = GL_NW_NONE,
                                     .internet_gateway = GL_NW_NONE,
                                     .private_gateway = GL_NW_NONE,
                                     .has_default_acl_known = true};
    f->tables[at].vpc = at;
    f->nw.table_len++;
    add_route(f, at, block, prefix, GL_NW_NONE);
    return at;
}

/* 10.0.0.0/16 with subnets 10.0.1.0/24 and 10.0.2.0/24, an interface in each; everything may pass. */
static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    gl_arena_init(&f->arena);
    f->nw.vpcs = f->vpcs;
    f->nw.subnets = f->subnets;
    f->nw.tables = f->tables;
    f->nw.acls = f->acls;
    f->nw.guards = f->guards;
    f->nw.endpoints = f->endpoints;
    f->nw.nics = f->nics;
    f->nw.gateways = f->gateways;
    f->nw.guard_len = 2;
    f->guards[0].is_absent = true;
    (void)add_vpc(f, "10.0.0.0/16", 16);
    (void)add_nic(f, add_subnet(f, 0, "10.0.1.0/24"), "10.0.1.5", true);
    (void)add_nic(f, add_subnet(f, 0, "10.0.2.0/24"), "10.0.2.5", true);
}

static struct gl_nw_flows ask(struct fixture *f, struct gl_nw_ends ends)
{
    f->nw.index = gl_nw_index_build(&f->arena, &f->nw);
    gl_nw_cache_init(&f->cache, &f->arena, &f->nw);
    return gl_nw_flow_of(&f->cache, &f->arena, &ends);
}

static struct gl_nw_flows ask_between(struct fixture *f, uint32_t from, uint32_t to)
{
    return ask(f, (struct gl_nw_ends){.from = {GL_NW_NIC, from}, .to = to});
}

static struct gl_nw_flows ask_address(struct fixture *f, uint32_t from, const char *to)
{
    return ask(f, (struct gl_nw_ends){
                      .from = {GL_NW_NIC, from}, .to = GL_NW_NONE, .destinations = addresses(f, to)});
}

static void end(struct fixture *f)
{
    gl_nw_cache_free(&f->cache);
    gl_arena_free(&f->arena);
}

static struct gl_nw_acl_entry entry_of(struct gl_ipset peers, struct gl_portset ports, bool is_allow)
{
    return (struct gl_nw_acl_entry){.number = 100,
                                    .is_allow = is_allow,
                                    .addresses = peers,
                                    .ports = ports,
                                    .sure_ports = ports,
                                    .exists = GL_MATCH_YES};
}

/* An ACL that lets these in and everything out. */
static void guard_subnet(struct fixture *f, uint32_t subnet, const char *peers, struct gl_portset ports)
{
    struct gl_nw_acl *acl = &f->acls[f->nw.acl_len];
    struct gl_nw_acl_entry *entries = GL_NEW_ARRAY(&f->arena, struct gl_nw_acl_entry, 2);

    entries[0] = entry_of(addresses(f, peers), ports, true);
    entries[1] = entry_of(gl_ipset_everything(), gl_portset_all(), true);
    acl->entries[GL_INGRESS] = &entries[0];
    acl->entries[GL_EGRESS] = &entries[1];
    acl->len[GL_INGRESS] = acl->len[GL_EGRESS] = 1;
    f->subnets[subnet].acl = f->nw.acl_len++;
}

static void test_an_answer_needs_the_acl_of_the_senders_subnet(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    guard_subnet(&f, 0, "10.0.2.0/24", tcp(&f, 1024, 2047));
    flows = ask_between(&f, 0, 1);
    assert_int_equal(flows.len, 1);
    assert_true(gl_portset_is_all(flows.items[0].sure));
    assert_true(gl_portset_equal(flows.items[0].reply_sure, tcp(&f, 1024, 2047)));
    assert_true(gl_portset_has(flows.items[0].works_sure, GL_PROTO_TCP, 443));
    end(&f);
}

static void test_without_answer_tcp_does_not_work_and_udp_does(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    guard_subnet(&f, 0, "10.0.9.0/24", gl_portset_all());
    flows = ask_between(&f, 0, 1);
    assert_int_equal(flows.items[0].reply_stopped, GL_NW_BY_ACL_INGRESS);
    assert_false(gl_portset_has(flows.items[0].works_may, GL_PROTO_TCP, 443));
    assert_true(gl_portset_has(flows.items[0].works_sure, GL_PROTO_UDP, 53));
    end(&f);
}

static void test_neighbours_in_a_subnet_meet_no_acl(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    guard_subnet(&f, 0, "10.0.9.0/24", tcp(&f, 1, 1));
    flows = ask_between(&f, 0, add_nic(&f, 0, "10.0.1.6", true));
    assert_int_equal(flows.len, 1);
    assert_int_equal(flows.items[0].journey->len, 2);
    assert_true(gl_portset_is_all(flows.items[0].works_sure));
    end(&f);
}

static void test_an_address_that_is_not_known_makes_a_part_of_its_block_a_may(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;
    uint32_t somewhere;

    (void)state;
    begin(&f);
    guard_subnet(&f, 1, "10.0.1.128/25", tcp(&f, 80, 80));
    somewhere = add_nic(&f, 0, "10.0.1.0/24", false);
    flows = ask_between(&f, somewhere, 1);
    assert_int_equal(flows.len, 1);
    assert_true(gl_portset_equal(flows.items[0].may, tcp(&f, 80, 80)));
    assert_true(gl_portset_is_empty(flows.items[0].sure));
    end(&f);
}

static void test_addresses_that_all_exist_are_told_apart(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    guard_subnet(&f, 1, "10.0.1.128/25", tcp(&f, 80, 80));
    flows =
        ask(&f, (struct gl_nw_ends){.from = {GL_NW_NIC, 0}, .source = addresses(&f, "10.0.1.0/24"), .to = 1});
    assert_int_equal(flows.len, 2);
    assert_int_equal(flows.items[0].stopped, GL_NW_BY_ACL_INGRESS);
    assert_true(gl_portset_equal(flows.items[1].sure, tcp(&f, 80, 80)));
    assert_true(gl_ipset_equal(flows.items[1].source, addresses(&f, "10.0.1.128/25")));
    end(&f);
}

static void test_the_longest_prefix_decides(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;
    uint32_t igw, vgw;

    (void)state;
    begin(&f);
    igw = add_gateway(&f, GL_NW_IGW, 0);
    vgw = add_gateway(&f, GL_NW_VGW, 0);
    f.vpcs[0].internet_gateway = igw;
    f.vpcs[0].has_internet_gateway = GL_MATCH_YES;
    f.nics[0].is_public = GL_MATCH_YES;
    f.tables[0].len = 0;
    add_route(&f, 0, "8.8.0.0/16", 16, vgw);
    add_route(&f, 0, "10.0.0.0/16", 16, GL_NW_NONE);
    add_route(&f, 0, "0.0.0.0/0", 0, igw);
    flows = ask_address(&f, 0, "8.0.0.0/8");
    assert_int_equal(flows.len, 2);
    for (size_t i = 0; i < flows.len; i++) {
        const struct gl_nw_journey *journey = flows.items[i].journey;
        bool is_inside = gl_ipset_contains(addresses(&f, "8.8.0.0/16"), flows.items[i].destinations);

        assert_int_equal(journey->end, GL_NW_EXITS);
        assert_int_equal(journey->hops[journey->len - 1].node.kind,
                         is_inside ? GL_NW_ONPREM : GL_NW_INTERNET);
    }
    end(&f);
}

/* Subnet 0 goes out by a NAT gateway in subnet 1, whose table leads to the internet gateway. */
static void add_nat(struct fixture *f)
{
    uint32_t igw = add_gateway(f, GL_NW_IGW, 0), nat = add_gateway(f, GL_NW_NAT, 0);

    f->vpcs[0].internet_gateway = igw;
    f->vpcs[0].has_internet_gateway = GL_MATCH_YES;
    f->gateways[nat].nic = add_nic(f, 1, "10.0.2.9", true);
    f->endpoints[f->gateways[nat].nic].role = GL_NW_ROLE_NAT;
    f->tables[1].vpc = 0;
    f->nw.table_len = 2;
    add_route(f, 1, "10.0.0.0/16", 16, GL_NW_NONE);
    add_route(f, 1, "0.0.0.0/0", 0, igw);
    f->subnets[1].table = 1;
    add_route(f, 0, "0.0.0.0/0", 0, nat);
}

static void test_behind_a_nat_gateway_every_port_that_it_may_choose_has_to_come_back(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    add_nat(&f);
    guard_subnet(&f, 1, "0.0.0.0/0", tcp(&f, 443, 2000));
    flows = ask_address(&f, 0, "8.8.8.8");
    assert_int_equal(flows.len, 1);
    assert_true(gl_portset_equal(flows.items[0].sure, tcp(&f, 443, 2000)));
    assert_true(gl_portset_is_empty(flows.items[0].reply_sure));
    assert_true(gl_portset_equal(flows.items[0].reply_may, tcp(&f, 0, GL_PORT_MAX)));
    end(&f);
}

static void test_nobody_opens_a_connection_to_a_nat_gateway(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    add_nat(&f);
    flows = ask_address(&f, 0, "10.0.2.9");
    assert_int_equal(flows.items[0].stopped, GL_NW_BY_NAT);
    assert_true(gl_portset_is_empty(flows.items[0].may));
    end(&f);
}

static void test_a_nat_gateway_that_is_its_own_way_out_is_a_loop(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;

    (void)state;
    begin(&f);
    add_nat(&f);
    f.subnets[1].table = 0;
    flows = ask_address(&f, 0, "8.8.8.8");
    assert_int_equal(flows.len, 1);
    assert_int_equal(flows.items[0].stopped, GL_NW_BY_LOOP);
    end(&f);
}

static void test_a_row_that_may_be_there_makes_both_ways_a_may(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;
    uint32_t vgw;

    (void)state;
    begin(&f);
    vgw = add_gateway(&f, GL_NW_VGW, 0);
    add_route(&f, 0, "8.8.0.0/16", 16, vgw);
    f.tables[0].routes[1].exists = GL_MATCH_MAY;
    flows = ask_address(&f, 0, "8.8.8.8");
    assert_int_equal(flows.len, 2);
    for (size_t i = 0; i < flows.len; i++) {
        assert_int_equal(flows.items[i].journey->truth, GL_MATCH_MAY);
        assert_true(gl_portset_is_empty(flows.items[i].sure));
    }
    end(&f);
}

static void test_peering_carries_only_what_the_other_vpc_has(void **state)
{
    struct fixture f;
    struct gl_nw_flows flows;
    uint32_t pcx, other;

    (void)state;
    begin(&f);
    (void)add_vpc(&f, "10.1.0.0/16", 16);
    pcx = add_gateway(&f, GL_NW_PEERING, 0);
    f.gateways[pcx].peer = 1;
    other = add_nic(&f, add_subnet(&f, 1, "10.1.1.0/24"), "10.1.1.5", true);
    add_route(&f, 0, "10.0.0.0/8", 8, pcx);
    flows = ask_between(&f, 0, other);
    assert_int_equal(flows.len, 1);
    assert_true(gl_portset_is_all(flows.items[0].sure));
    assert_int_equal(flows.items[0].reply_stopped, GL_NW_BY_ROUTE);
    assert_false(gl_portset_has(flows.items[0].works_may, GL_PROTO_TCP, 443));
    gl_nw_cache_free(&f.cache);
    flows = ask_address(&f, 0, "10.2.0.1");
    assert_int_equal(flows.items[0].stopped, GL_NW_BY_PEERING);
    end(&f);
}

static void test_a_hundred_thousand_routes_are_looked_up(void **state)
{
    enum { ROUTES = 100000 };
    struct fixture f;
    struct gl_nw_flows flows;
    struct gl_nw_route *routes;
    uint32_t vgw;

    (void)state;
    begin(&f);
    vgw = add_gateway(&f, GL_NW_VGW, 0);
    routes = GL_NEW_ARRAY(&f.arena, struct gl_nw_route, ROUTES);
    for (uint32_t i = 0; i < ROUTES; i++) {
        gl_u128 first = ((gl_u128)20 << 24) + ((gl_u128)i << 8);

        routes[i] = (struct gl_nw_route){.to = gl_ipset_of_range(&f.arena, GL_IPV4, first, first + 255),
                                         .prefix = 24,
                                         .exists = GL_MATCH_YES,
                                         .gateway = vgw,
                                         .attachment = GL_NW_NONE,
                                         .is_dropped = i % 2 == 1};
    }
    f.tables[0].routes = routes;
    f.tables[0].len = ROUTES;
    flows = ask_address(&f, 0, "20.0.0.0/8");
    assert_int_equal(flows.len, 2); /* what goes on, and what falls into the blackholes */
    end(&f);
}

static void test_ten_thousand_nested_rules_are_one_map(void **state)
{
    enum { RULES = 10000 };
    struct fixture f;
    struct gl_nw_item *items;
    struct gl_nw_filter filter = {0};
    struct gl_nw_passes passes;

    (void)state;
    begin(&f);
    gl_nw_cache_init(&f.cache, &f.arena, &f.nw);
    items = GL_NEW_ARRAY(&f.arena, struct gl_nw_item, RULES);
    for (uint32_t i = 0; i < RULES; i++) {
        uint32_t ports = gl_port_pool_add(&f.cache.pool, tcp(&f, 1000 + i % 50, 1000 + i % 50));

        items[i] = (struct gl_nw_item){gl_ipset_of_range(&f.arena, GL_IPV4, i, (gl_u128)4 * RULES - i), ports,
                                       ports, NULL};
    }
    gl_nw_filter_sweep(&f.cache, items, RULES, &filter);
    passes = gl_nw_filter_asked(&f.cache, &filter, addresses(&f, "0.0.0.3"));
    assert_true(gl_portset_equal(gl_port_pool_get(&f.cache.pool, passes.sure), tcp(&f, 1000, 1003)));
    assert_true(filter.len[GL_IPV4] <= 2 * RULES + 1);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_needs_the_acl_of_the_senders_subnet),
        cmocka_unit_test(test_without_answer_tcp_does_not_work_and_udp_does),
        cmocka_unit_test(test_neighbours_in_a_subnet_meet_no_acl),
        cmocka_unit_test(test_an_address_that_is_not_known_makes_a_part_of_its_block_a_may),
        cmocka_unit_test(test_addresses_that_all_exist_are_told_apart),
        cmocka_unit_test(test_the_longest_prefix_decides),
        cmocka_unit_test(test_behind_a_nat_gateway_every_port_that_it_may_choose_has_to_come_back),
        cmocka_unit_test(test_nobody_opens_a_connection_to_a_nat_gateway),
        cmocka_unit_test(test_a_nat_gateway_that_is_its_own_way_out_is_a_loop),
        cmocka_unit_test(test_a_row_that_may_be_there_makes_both_ways_a_may),
        cmocka_unit_test(test_peering_carries_only_what_the_other_vpc_has),
        cmocka_unit_test(test_a_hundred_thousand_routes_are_looked_up),
        cmocka_unit_test(test_ten_thousand_nested_rules_are_one_map),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
