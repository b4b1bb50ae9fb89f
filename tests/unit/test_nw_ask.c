/* Questions about the AWS network: directly, through load balancers, and everything that stops. */
#include "engine_fixture.h"

#include "network/ask.h"
#include "network/stops.h"

struct network {
    struct engine_fixture f;
    const struct gl_nw *nw;
    struct gl_nw_cache cache;
};

static void begin(struct network *n)
{
    fixture_init(&n->f);
    n->f.unit.dialect = GL_DIALECT_SNAPSHOT;
}

/* Two subnets in a VPC: `front` leads to an internet gateway, `back` nowhere. */
static void add_vpc(struct network *n)
{
    struct engine_fixture *f = &n->f;

    fixture_add(f, "AWS::EC2::VPC", "vpc-1", "{CidrBlock: 10.0.0.0/16}");
    fixture_add(f, "AWS::EC2::InternetGateway", "igw-1", "{}");
    fixture_add(f, "AWS::EC2::VPCGatewayAttachment", "att-1", "{VpcId: vpc-1, InternetGatewayId: igw-1}");
    fixture_add(f, "AWS::EC2::Subnet", "front", "{VpcId: vpc-1, CidrBlock: 10.0.1.0/24}");
    fixture_add(f, "AWS::EC2::Subnet", "back", "{VpcId: vpc-1, CidrBlock: 10.0.2.0/24}");
    fixture_add(f, "AWS::EC2::RouteTable", "rtb-front", "{VpcId: vpc-1}");
    fixture_add(f, "AWS::EC2::RouteTable", "rtb-back", "{VpcId: vpc-1, IsMain: true}");
    fixture_add(f, "AWS::EC2::Route", "r-1",
                "{RouteTableId: rtb-front, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1}");
    fixture_add(f, "AWS::EC2::SubnetRouteTableAssociation", "ass-1",
                "{SubnetId: front, RouteTableId: rtb-front}");
    fixture_add(f, "AWS::EC2::NetworkAcl", "acl-1", "{VpcId: vpc-1, IsDefault: true}");
    fixture_add(f, "AWS::EC2::NetworkAclEntry", "acl-1-in",
                "{NetworkAclId: acl-1, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: false, "
                "CidrBlock: 0.0.0.0/0}");
    fixture_add(f, "AWS::EC2::NetworkAclEntry", "acl-1-out",
                "{NetworkAclId: acl-1, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: true, "
                "CidrBlock: 0.0.0.0/0}");
}

static void add_group(struct network *n, const char *name, const char *ingress)
{
    struct gl_str properties =
        gl_arena_printf(&n->f.arena,
                        "{GroupName: %s, VpcId: vpc-1, SecurityGroupIngress: [%s], SecurityGroupEgress: "
                        "[{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]}",
                        name, ingress);

    fixture_add(&n->f, "AWS::EC2::SecurityGroup", name, properties.ptr);
}

static void add_instance(struct network *n, const char *name, const char *subnet, const char *address,
                         const char *group)
{
    struct gl_str properties = gl_arena_printf(
        &n->f.arena, "{SubnetId: %s, PrivateIpAddress: %s, SecurityGroupIds: [%s]}", subnet, address, group);

    fixture_add(&n->f, "AWS::EC2::Instance", name, properties.ptr);
}

static void add_balancer(struct network *n, const char *type, const char *groups, const char *target)
{
    struct engine_fixture *f = &n->f;
    struct gl_str balancer = gl_arena_printf(
        &f->arena, "{Type: %s, Scheme: internet-facing, Subnets: [front], SecurityGroups: [%s]}", type,
        groups);
    struct gl_str group = gl_arena_printf(&f->arena,
                                          "{Port: 8080, Protocol: TCP, TargetType: instance, VpcId: vpc-1, "
                                          "Targets: [{Id: %s, Port: 8080}]}",
                                          target);

    fixture_add(f, "AWS::ElasticLoadBalancingV2::LoadBalancer", "lb-1", balancer.ptr);
    fixture_add(f, "AWS::ElasticLoadBalancingV2::TargetGroup", "tg-1", group.ptr);
    fixture_add(f, "AWS::ElasticLoadBalancingV2::Listener", "listener-1",
                "{LoadBalancerArn: lb-1, Port: 443, Protocol: TCP, DefaultActions: [{Type: forward, "
                "TargetGroupArn: tg-1}]}");
}

static void finish(struct network *n)
{
    const struct gl_network *groups;

    gl_graph_link(&n->f.graph);
    groups = gl_network_build(&n->f.arena, &n->f.graph, &n->f.diags);
    n->nw = gl_nw_build(&n->f.arena, &n->f.graph, groups, NULL, &n->f.diags);
    gl_nw_cache_init(&n->cache, &n->f.arena, n->nw);
}

static void release(struct network *n)
{
    gl_nw_cache_free(&n->cache);
    fixture_free(&n->f);
}

/* The interfaces of one resource. */
static struct gl_nw_party party(struct network *n, const char *name)
{
    struct gl_nw_party party = {0};
    uint32_t *nics = GL_NEW_ARRAY(&n->f.arena, uint32_t, n->nw->nic_len);

    for (uint32_t i = 0; i < n->nw->nic_len; i++) {
        const struct gl_nw_endpoint *endpoint = &n->nw->endpoints[n->nw->nics[i].endpoint];

        if (gl_str_eq(endpoint->name, gl_str_of(name)))
            nics[party.nic_len++] = i;
    }
    party.nics = nics;
    assert_true(party.nic_len > 0);
    return party;
}

static struct gl_nw_answer ask(struct network *n, const struct gl_nw_party *from,
                               const struct gl_nw_party *to, unsigned port)
{
    return gl_nw_ask(&n->cache, &n->f.arena, from, to, gl_portset_of_tcp(&n->f.arena, port), 8);
}

static const struct gl_nw_party internet = {.is_internet = true};

static void test_an_instance_reaches_another_where_the_group_names_its_group(void **state)
{
    struct network n;
    struct gl_nw_party web, db;
    struct gl_nw_answer answer;

    (void)state;
    begin(&n);
    add_vpc(&n);
    add_group(&n, "sg-web", "");
    add_group(&n, "sg-db", "{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: sg-web}");
    add_instance(&n, "i-web", "front", "10.0.1.5", "sg-web");
    add_instance(&n, "i-db", "back", "10.0.2.5", "sg-db");
    finish(&n);
    web = party(&n, "i-web");
    db = party(&n, "i-db");
    answer = ask(&n, &web, &db, 5432);
    assert_int_equal(answer.verdict, GL_MATCH_YES);
    assert_int_equal(answer.reply, GL_MATCH_YES);
    assert_int_equal(answer.len, 1);
    assert_int_equal(answer.ways[0].len, 1);
    assert_int_equal(ask(&n, &web, &db, 22).verdict, GL_MATCH_NO);
    assert_int_equal(ask(&n, &db, &web, 5432).verdict, GL_MATCH_NO);
    release(&n);
}

static bool stops_by(const struct gl_nw_stops *stops, enum gl_nw_why why)
{
    for (size_t i = 0; i < stops->len; i++) {
        if (stops->items[i].by == why)
            return true;
    }
    return false;
}

static void test_every_layer_that_keeps_the_internet_out_is_told(void **state)
{
    struct network n;
    struct gl_nw_party db;
    struct gl_nw_answer answer;
    struct gl_nw_stops stops;

    (void)state;
    begin(&n);
    add_vpc(&n);
    add_group(&n, "sg-db", "{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16}");
    add_instance(&n, "i-db", "back", "10.0.2.5", "sg-db");
    finish(&n);
    db = party(&n, "i-db");
    answer = ask(&n, &internet, &db, 5432);
    assert_int_equal(answer.verdict, GL_MATCH_NO);
    assert_int_equal(answer.len, 1);
    stops = gl_nw_stops_of(&n.cache, &n.f.arena, &answer.ways[0].legs[0].ends, &answer.ways[0].legs[0].flow,
                           gl_portset_of_tcp(&n.f.arena, 5432));
    assert_int_equal(stops.len, 3);
    assert_true(stops_by(&stops, GL_NW_BY_PUBLIC));
    assert_true(stops_by(&stops, GL_NW_BY_GROUP_INGRESS));
    assert_true(stops_by(&stops, GL_NW_BY_ROUTE));
    release(&n);
}

static void test_a_load_balancer_opens_a_second_connection_to_its_target(void **state)
{
    struct network n;
    struct gl_nw_party app;
    struct gl_nw_answer answer;

    (void)state;
    begin(&n);
    add_vpc(&n);
    add_group(&n, "sg-lb", "{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}");
    add_group(&n, "sg-app", "{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: sg-lb}");
    add_instance(&n, "i-app", "back", "10.0.2.5", "sg-app");
    add_balancer(&n, "application", "sg-lb", "i-app");
    finish(&n);
    app = party(&n, "i-app");
    answer = ask(&n, &internet, &app, 8080);
    assert_int_equal(answer.verdict, GL_MATCH_YES);
    assert_int_equal(answer.ways[0].len, 2);
    assert_true(answer.ways[0].legs[1].balancer == &n.nw->balancers[0]);
    assert_true(gl_portset_has(answer.ways[0].sure, GL_PROTO_TCP, 443));
    assert_int_equal(ask(&n, &internet, &app, 22).verdict, GL_MATCH_NO);
    release(&n);
}

static void test_a_target_of_a_network_load_balancer_sees_the_client(void **state)
{
    static const char *const from_clients =
        "{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0}";
    static const char *const from_vpc =
        "{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16}";

    (void)state;
    for (int is_open = 0; is_open < 2; is_open++) {
        struct network n;
        struct gl_nw_party app;
        struct gl_nw_answer answer;

        begin(&n);
        add_vpc(&n);
        add_group(&n, "sg-app", is_open ? from_clients : from_vpc);
        add_instance(&n, "i-app", "back", "10.0.2.5", "sg-app");
        add_balancer(&n, "network", "", "i-app");
        finish(&n);
        app = party(&n, "i-app");
        answer = ask(&n, &internet, &app, 8080);
        assert_int_equal(answer.verdict, is_open ? GL_MATCH_YES : GL_MATCH_NO);
        release(&n);
    }
}

static void test_what_stops_behind_the_balancer_is_told_of_the_second_connection(void **state)
{
    struct network n;
    struct gl_nw_party app;
    struct gl_nw_answer answer;

    (void)state;
    begin(&n);
    add_vpc(&n);
    add_group(&n, "sg-lb", "{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}");
    add_group(&n, "sg-app", "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/16}");
    add_instance(&n, "i-app", "back", "10.0.2.5", "sg-app");
    add_balancer(&n, "application", "sg-lb", "i-app");
    finish(&n);
    app = party(&n, "i-app");
    answer = ask(&n, &internet, &app, 8080);
    assert_int_equal(answer.verdict, GL_MATCH_NO);
    assert_int_equal(answer.len, 2);
    assert_int_equal(answer.ways[1].len, 2);
    assert_int_equal(answer.ways[1].stopped_leg, 1);
    assert_int_equal(answer.ways[1].legs[1].flow.stopped, GL_NW_BY_GROUP_INGRESS);
    release(&n);
}

static void test_an_address_that_nobody_has_sends_from_its_subnet(void **state)
{
    struct network n;
    struct gl_nw_party stranger = {0}, db;
    const char *why;

    (void)state;
    begin(&n);
    add_vpc(&n);
    add_group(&n, "sg-db", "{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.1.0/24}");
    add_instance(&n, "i-db", "back", "10.0.2.5", "sg-db");
    finish(&n);
    db = party(&n, "i-db");
    assert_int_equal(gl_ipset_parse(&n.f.arena, GL_STR("10.0.1.77"), &stranger.addresses, &why), GL_OK);
    assert_int_equal(ask(&n, &stranger, &db, 5432).verdict, GL_MATCH_YES);
    assert_int_equal(gl_ipset_parse(&n.f.arena, GL_STR("10.0.2.77"), &stranger.addresses, &why), GL_OK);
    assert_int_equal(ask(&n, &stranger, &db, 5432).verdict, GL_MATCH_NO);
    release(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_instance_reaches_another_where_the_group_names_its_group),
        cmocka_unit_test(test_every_layer_that_keeps_the_internet_out_is_told),
        cmocka_unit_test(test_a_load_balancer_opens_a_second_connection_to_its_target),
        cmocka_unit_test(test_a_target_of_a_network_load_balancer_sees_the_client),
        cmocka_unit_test(test_what_stops_behind_the_balancer_is_told_of_the_second_connection),
        cmocka_unit_test(test_an_address_that_nobody_has_sends_from_its_subnet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
