#include "evaluated.h"

#include "graph/security_group.h"
#include "graph/service_port.h"

static void print_rule(struct gl_buf *out, const struct gl_group_rule *rule)
{
    static const char *const direction[] = {"in", "out"};

    gl_buf_printf(out, "  %s ", direction[rule->direction]);
    gl_portset_print(out, rule->ports, 9);
    if (!gl_portset_equal(rule->ports, rule->sure_ports))
        gl_buf_add_char(out, '?');
    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_UNKNOWN:
        gl_buf_add(out, GL_STR(" unknown"));
        if (!gl_ipset_equal(rule->addresses, gl_ipset_everything())) {
            gl_buf_add(out, GL_STR(" in "));
            gl_ipset_print(out, rule->addresses, 9);
        }
        if (rule->prefix != GL_PREFIX_UNKNOWN)
            gl_buf_printf(out, " of length %u", rule->prefix);
        if (rule->is_vpc_block)
            gl_buf_add(out, GL_STR(" of the VPC"));
        break;
    case GL_PEER_ADDRESSES:
        gl_buf_add_char(out, ' ');
        gl_ipset_print(out, rule->addresses, 9);
        break;
    case GL_PEER_GROUP:
        gl_buf_add(out, GL_STR(" members of "));
        gl_buf_add(out, rule->group ? rule->group->name : GL_STR("?"));
        break;
    case GL_PEER_CLOUDFRONT:
        gl_buf_add(out, GL_STR(" CloudFront"));
        break;
    }
    if (rule->culprit && rule->culprit->type == GL_UNKNOWN)
        gl_buf_printf(out, " (%.*s)", GL_STR_ARG(rule->culprit->u.unknown->name));
    gl_buf_add_char(out, '\n');
}

static void print_statement(struct gl_buf *out, const struct gl_group *group,
                            const struct gl_group_statement *statement)
{
    const struct gl_group_rule *rule = statement->rules;

    if (statement->stated_by != group->resource)
        gl_buf_printf(out, "  by %.*s\n", GL_STR_ARG(statement->stated_by->name));
    for (uint32_t i = 0; i < statement->alternative_len; i++) {
        if (i > 0)
            gl_buf_printf(out, "  or (%.*s)\n", GL_STR_ARG(statement->cause->what));
        for (; rule && rule->alternative == i; rule = rule->next)
            print_rule(out, rule);
    }
}

static void print_network(struct gl_buf *out, const struct gl_network *network)
{
    for (const struct gl_group *group = network->groups; group; group = group->next) {
        gl_buf_printf(out, "%.*s\n", GL_STR_ARG(group->name));
        for (const struct gl_group_statement *s = group->statements; s; s = s->next)
            print_statement(out, group, s);
        for (const struct gl_group_use *use = group->uses; use; use = use->next_of_group) {
            gl_buf_printf(out, "  has %.*s", GL_STR_ARG(use->resource->name));
            if (use->through)
                gl_buf_printf(out, " through %.*s", GL_STR_ARG(use->through->name));
            gl_buf_printf(out, "%s%s\n", use->is_certain ? "" : " maybe",
                          use->is_definition ? " (template)" : "");
        }
    }
}

/* The groups of one template, or of two stacks. */
static void assert_stacks(const char *a, const char *b, const char *expected)
{
    struct evaluated e;
    struct gl_graph graph;
    struct gl_buf out;

    evaluated_init(&e);
    evaluated_add(&e, "a.yaml", a);
    if (b)
        evaluated_add(&e, "b.yaml", b);
    evaluated_run(&e);
    gl_graph_init(&graph, &e.arena);
    for (size_t i = 0; i < e.output.len; i++)
        gl_graph_add(&graph, e.output.resources[i]);
    gl_graph_link(&graph);
    gl_buf_init(&out);
    print_network(&out, gl_network_build(&e.arena, &graph, &e.diags));
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    gl_buf_free(&out);
    evaluated_free(&e);
}

#define G(body)                                                                                              \
    "Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n" body
#define CLOSED "      SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 127.0.0.1/32}]\n"
#define IN "      SecurityGroupIngress:\n"
#define RULE(name, body)                                                                                     \
    "  " name ":\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: {GroupId: !GetAtt G.GroupId, "   \
    "IpProtocol: tcp, FromPort: 1, ToPort: 1, " body "}\n"

static void test_a_group_without_egress_rules_lets_everything_out(void **state)
{
    (void)state;
    assert_stacks(G(""), NULL, "G\n  out all traffic 0.0.0.0/0, ::/0\n");
    assert_stacks(G("      SecurityGroupEgress: []\n"), NULL, "G\n  out all traffic 0.0.0.0/0, ::/0\n");
    assert_stacks(G("      SecurityGroupEgress: [!Ref AWS::NoValue]\n"), NULL,
                  "G\n  out all traffic 0.0.0.0/0, ::/0\n");
}

static void test_a_stated_egress_rule_replaces_the_default(void **state)
{
    (void)state;
    assert_stacks(G(CLOSED), NULL, "G\n");
    assert_stacks(G("      SecurityGroupEgress: [{IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: "
                    "255.255.255.255/32}]\n"),
                  NULL, "G\n");
    assert_stacks(G("") "  E:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties: {GroupId: !Ref G, "
                        "IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}\n",
                  NULL, "G\n  by E\n  out TCP 443 10.0.0.0/8\n");
}

static void test_inline_and_separate_rules_are_one_list(void **state)
{
    (void)state;
    assert_stacks(G(CLOSED IN
                    "        - {IpProtocol: tcp, FromPort: 20, ToPort: 30, CidrIp: 0.0.0.0/0, CidrIpv6: "
                    "'::0/0'}\n") RULE("R", "CidrIp: 10.0.0.0/8"),
                  NULL, "G\n  in TCP 20-30 0.0.0.0/0\n  in TCP 20-30 ::/0\n  by R\n  in TCP 1 10.0.0.0/8\n");
}

static void test_a_self_reference_names_the_own_group(void **state)
{
    (void)state;
    assert_stacks(G(CLOSED) RULE("Self", "SourceSecurityGroupId: !GetAtt G.GroupId")
                      RULE("Open", "CidrIp: 0.0.0.0/0"),
                  NULL, "G\n  by Self\n  in TCP 1 members of G\n  by Open\n  in TCP 1 0.0.0.0/0\n");
}

static void test_groups_are_found_across_stacks_and_by_name(void **state)
{
    (void)state;
    assert_stacks(
        G(CLOSED "      GroupName: app\n") "Outputs:\n  Id:\n    Value: !GetAtt G.GroupId\n    Export: "
                                           "{Name: app-id}\n",
        "Resources:\n  R:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
        "      GroupId: !ImportValue app-id\n      IpProtocol: udp\n      FromPort: 53\n"
        "      ToPort: 53\n      SourceSecurityGroupName: app\n",
        "G\n  by R\n  in UDP 53 members of G\n");
}

static void test_rules_of_a_group_outside_the_scan_stay_together(void **state)
{
    (void)state;
    assert_stacks(
        "Resources:\n"
        "  A:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: {GroupId: sg-1, IpProtocol: '6', "
        "FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/1}\n"
        "  B:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: {GroupId: sg-1, IpProtocol: tcp, "
        "FromPort: 22, ToPort: 22, CidrIp: 128.0.0.0/1}\n",
        NULL, "sg-1\n  in TCP 22 0.0.0.0/1\n  by B\n  in TCP 22 128.0.0.0/1\n");
}

static void test_the_block_of_a_vpc_is_looked_up(void **state)
{
    (void)state;
    assert_stacks(
        "Parameters:\n  C: {Type: String}\n" G(
            CLOSED IN
            "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !GetAtt "
            "V.CidrBlock}\n        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !GetAtt "
            "P.CidrBlock}\n") "  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.30.0.0/16}}\n"
                              "  P: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref C}}\n",
        NULL, "G\n  in TCP 1 10.30.0.0/16\n  in TCP 1 unknown (C)\n");
}

static void test_a_condition_gives_alternatives_that_belong_together(void **state)
{
    (void)state;
    assert_stacks("Parameters:\n  E: {Type: String}\nConditions:\n  Prod: !Equals [!Ref E, prod]\n" G(
                      CLOSED IN
                      "        - IpProtocol: tcp\n          FromPort: !If [Prod, 443, 80]\n"
                      "          ToPort: !If [Prod, 443, 80]\n          CidrIp: !If [Prod, 0.0.0.0/0, "
                      "10.0.0.0/8]\n        - !If [Prod, !Ref AWS::NoValue, {IpProtocol: '-1', CidrIp: "
                      "'::/0'}]\n"),
                  NULL,
                  "G\n  in TCP 443 0.0.0.0/0\n  or (condition Prod)\n  in TCP 80 10.0.0.0/8\n"
                  "  or (condition Prod)\n  in all traffic ::/0\n");
}

static void test_a_decided_condition_gives_one_rule(void **state)
{
    (void)state;
    assert_stacks("Conditions:\n  Yes: !Equals [a, a]\n" G(
                      CLOSED IN
                      "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !If [Yes, 0.0.0.0/0, "
                      "10.0.0.0/8]}\n"),
                  NULL, "G\n  in TCP 1 0.0.0.0/0\n");
}

static void test_partly_known_blocks_are_bounded(void **state)
{
    (void)state;
    assert_stacks("Parameters:\n  X: {Type: String}\n" G(
                      CLOSED IN
                      "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !Sub '${X}/32'}\n"
                      "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !Sub "
                      "'10.20.${X}.0/24'}\n"
                      "        - {IpProtocol: tcp, FromPort: !Ref X, ToPort: 90, CidrIp: 10.0.0.0/8}\n"),
                  NULL,
                  "G\n  in TCP 1 unknown of length 32 (X)\n"
                  "  in TCP 1 unknown in 10.20.0.0/16 of length 24 (X)\n"
                  "  in TCP 0-90? 10.0.0.0/8 (X)\n");
}

static void test_what_is_wrong_is_not_known(void **state)
{
    (void)state;
    assert_stacks(G(CLOSED IN "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/33}\n"
                              "        - {IpProtocol: tcp, FromPort: 9, ToPort: 1, CidrIp: 10.0.0.0/8}\n"
                              "        - {IpProtocol: tcp, FromPort: 0, ToPort: 65536, CidrIp: 10.0.0.0/8}\n"
                              "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1}\n"),
                  NULL,
                  "G\n  in TCP 1 unknown (10.0.0.0/33 (the prefix length is longer than 32))\n"
                  "  in all TCP? 10.0.0.0/8 (9 (FromPort is greater than ToPort))\n  in all TCP 10.0.0.0/8\n"
                  "  in TCP 1 unknown (the rule without source or destination)\n");
}

static void test_prefix_lists_are_read_where_they_are_known(void **state)
{
    (void)state;
    assert_stacks(
        G(CLOSED IN "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, SourcePrefixListId: !Ref L}\n"
                    "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, SourcePrefixListId: pl-3b927c52}\n"
                    "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, SourcePrefixListId: pl-1}\n"
                    "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, SourcePrefixListId: !GetAtt "
                    "C.Id}\n") "  L:\n    Type: AWS::EC2::PrefixList\n    Properties:\n      Entries: "
                               "[{Cidr: 0.0.0.0/1}, {Cidr: "
                               "128.0.0.0/1}]\n"
                               "  C:\n    Type: Custom::Lookup\n    Properties: {Name: "
                               "com.amazonaws.global.cloudfront.origin-facing}\n",
        NULL,
        "G\n  in TCP 1 0.0.0.0/0\n  in TCP 1 CloudFront\n  in TCP 1 unknown (entries of prefix list pl-1)\n"
        "  in TCP 1 CloudFront\n");
}

static void test_users_are_found_through_templates_and_primaries(void **state)
{
    (void)state;
    assert_stacks(
        G(CLOSED) "  T:\n    Type: AWS::EC2::LaunchTemplate\n    Properties: {LaunchTemplateData: "
                  "{SecurityGroupIds: [!Ref G]}}\n"
                  "  N:\n    Type: AWS::EKS::Nodegroup\n    Properties: {LaunchTemplate: {Id: !Ref T}}\n"
                  "  P:\n    Type: AWS::RDS::DBInstance\n    Properties: {VPCSecurityGroups: [!GetAtt "
                  "G.GroupId]}\n"
                  "  R:\n    Type: AWS::RDS::DBInstance\n    Properties: {SourceDBInstanceIdentifier: "
                  "!Ref P}\n",
        NULL, "G\n  has T (template)\n  has P\n  has N through T\n  has R through P\n");
}

static void test_the_groups_that_aws_makes_admit_their_members(void **state)
{
    (void)state;
    assert_stacks(
        G(CLOSED IN "        - {IpProtocol: tcp, FromPort: 1, ToPort: 1, SourceSecurityGroupId: !GetAtt "
                    "K.ClusterSecurityGroupId}\n"
                    "        - {IpProtocol: tcp, FromPort: 2, ToPort: 2, SourceSecurityGroupId: !GetAtt "
                    "V.DefaultSecurityGroup}\n") "  K: {Type: 'AWS::EKS::Cluster', Properties: {Name: k}}\n"
                                                 "  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: "
                                                 "10.0.0.0/16}}\n"
                                                 "  N: {Type: 'AWS::EKS::Nodegroup', Properties: "
                                                 "{ClusterName: !Ref K}}\n",
        NULL,
        "G\n  in TCP 1 members of the cluster security group of K\n"
        "  in TCP 2 members of the default group of V\n"
        "the cluster security group of K\n  in all traffic members of the cluster security group of K\n"
        "  out all traffic 0.0.0.0/0, ::/0\n  has K\n  has N\n"
        "the default group of V\n  in all traffic members of the default group of V\n"
        "  out all traffic 0.0.0.0/0, ::/0\n");
}

static void test_a_default_group_that_is_emptied_admits_nobody(void **state)
{
    (void)state;
    assert_stacks(G(CLOSED IN "        - {IpProtocol: tcp, FromPort: 2, ToPort: 2, SourceSecurityGroupId: "
                              "!GetAtt V.DefaultSecurityGroup}\n") "  V: {Type: 'AWS::EC2::VPC', Properties: "
                                                                   "{CidrBlock: 10.0.0.0/16}}\n"
                                                                   "  E: {Type: "
                                                                   "'Custom::VpcRestrictDefaultSG', "
                                                                   "Properties: {DefaultSecurityGroupId: "
                                                                   "!GetAtt V.DefaultSecurityGroup}}\n",
                  NULL, "G\n  in TCP 2 members of the default group of V\nthe default group of V\n");
}

static void test_a_text_around_a_reference_is_no_group(void **state)
{
    (void)state;
    assert_stacks(
        G(CLOSED) "  K: {Type: 'AWS::EKS::Cluster', Properties: {Name: k}}\n" RULE(
            "R", "SourceSecurityGroupId: !Sub 'sg-${K.ClusterSecurityGroupId}'"),
        NULL,
        "G\n  by R\n  in TCP 1 members of ?\n"
        "the cluster security group of K\n  in all traffic members of the cluster security group of K\n"
        "  out all traffic 0.0.0.0/0, ::/0\n  has K\n");
}

static void test_a_property_that_a_parameter_gives_is_not_known(void **state)
{
    (void)state;
    assert_stacks("Parameters:\n  S: {Type: 'List<AWS::EC2::SecurityGroup::Id>'}\n  R: {Type: String}\n" G(
                      CLOSED "      SecurityGroupIngress: !Ref R\n"),
                  NULL, "G\n  in all traffic? unknown (R)\n");
}

static void assert_ports(const char *kind, const char *properties, const char *expected)
{
    struct evaluated e;
    struct gl_buf text, out;
    struct gl_portset ports;
    const struct gl_value *culprit;

    evaluated_init(&e);
    gl_buf_init(&text);
    gl_buf_init(&out);
    gl_buf_printf(&text,
                  "Parameters:\n  P: {Type: Number}\nResources:\n  R:\n    Type: %s\n    Properties: %s\n%c",
                  kind, properties, 0);
    evaluated_add(&e, "t.yaml", text.ptr);
    evaluated_run(&e);
    assert_true(gl_service_ports(&e.arena, e.output.resources[0], &ports, &culprit));
    gl_portset_print(&out, ports, 9);
    gl_buf_printf(&out, "%s%c", culprit ? "?" : "", 0);
    assert_string_equal(out.ptr, expected);
    gl_buf_free(&out);
    gl_buf_free(&text);
    evaluated_free(&e);
}

static void test_services_listen_where_their_engine_or_port_says(void **state)
{
    (void)state;
    assert_ports("AWS::RDS::DBInstance", "{Engine: postgres}", "TCP 5432");
    assert_ports("AWS::RDS::DBInstance", "{Engine: mysql}", "TCP 3306");
    assert_ports("AWS::RDS::DBInstance", "{Engine: postgres, Port: '5433'}", "TCP 5433");
    assert_ports("AWS::RDS::DBInstance", "{Engine: postgres, Port: !Ref P}", "all TCP?");
    assert_ports("AWS::RDS::DBCluster", "{Engine: aurora-postgresql}", "TCP 5432");
    assert_ports("AWS::ElastiCache::ServerlessCache", "{Engine: redis}", "TCP 6379-6380");
    assert_ports("AWS::MSK::Cluster", "{ClusterName: k}",
                 "TCP 9092,9094,9096,9098,9194,9196,9198,14001-14100,20092 and 3 more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_group_without_egress_rules_lets_everything_out),
        cmocka_unit_test(test_a_stated_egress_rule_replaces_the_default),
        cmocka_unit_test(test_inline_and_separate_rules_are_one_list),
        cmocka_unit_test(test_a_self_reference_names_the_own_group),
        cmocka_unit_test(test_groups_are_found_across_stacks_and_by_name),
        cmocka_unit_test(test_rules_of_a_group_outside_the_scan_stay_together),
        cmocka_unit_test(test_the_block_of_a_vpc_is_looked_up),
        cmocka_unit_test(test_a_condition_gives_alternatives_that_belong_together),
        cmocka_unit_test(test_a_decided_condition_gives_one_rule),
        cmocka_unit_test(test_partly_known_blocks_are_bounded),
        cmocka_unit_test(test_what_is_wrong_is_not_known),
        cmocka_unit_test(test_prefix_lists_are_read_where_they_are_known),
        cmocka_unit_test(test_users_are_found_through_templates_and_primaries),
        cmocka_unit_test(test_the_groups_that_aws_makes_admit_their_members),
        cmocka_unit_test(test_a_default_group_that_is_emptied_admits_nobody),
        cmocka_unit_test(test_a_text_around_a_reference_is_no_group),
        cmocka_unit_test(test_a_property_that_a_parameter_gives_is_not_known),
        cmocka_unit_test(test_services_listen_where_their_engine_or_port_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
