/* How tables, folding, blocks, places and conditions work; services are tested in test_tf_map_services.c. */
#include "tf_mapped.h"

#include "graph/security_group.h"

static const struct gl_network *network_of(struct mapped *m)
{
    struct gl_graph *graph = GL_NEW(&m->arena, struct gl_graph);

    gl_graph_init(graph, &m->arena);
    for (size_t i = 0; i < m->output.len; i++)
        gl_graph_add(graph, m->output.resources[i]);
    gl_graph_link(graph);
    return gl_network_build(&m->arena, graph, &m->diags);
}

static size_t count_rules(const struct gl_group *group, enum gl_direction direction)
{
    size_t count = 0;

    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        for (const struct gl_group_rule *rule = s->rules; rule && s->direction == direction;
             rule = rule->next)
            count++;
    }
    return count;
}

static void use_unit(struct mapped *m)
{
    struct gl_unit *unit = GL_NEW(&m->arena, struct gl_unit);

    unit->name = GL_STR("infra");
    unit->dialect = GL_DIALECT_TERRAFORM;
    for (size_t i = 0; i < m->output.len; i++)
        m->output.resources[i]->unit = unit;
}

static void test_rules_of_three_generations_are_folded_into_one_group(void **state)
{
    const struct gl_network *network;
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_security_group.g\":{\"name\":\"g\",\"ingress\":[{\"protocol\":\"tcp\",\"from_port\":443,"
            "\"to_port\":443,\"cidr_blocks\":[\"10.0.0.0/8\",\"192.168.0.0/16\"],\"self\":true,"
            "\"security_groups\":[\"sg-1\"],\"ipv6_cidr_blocks\":[],\"prefix_list_ids\":null}]},"
            "\"aws_security_group_rule.a\":{\"type\":\"ingress\",\"security_group_id\":\"$aws_security_group."
            "g.id\","
            "\"protocol\":\"-1\",\"from_port\":0,\"to_port\":0,\"cidr_blocks\":[\"0.0.0.0/0\"]},"
            "\"aws_security_group_rule.e\":{\"type\":\"egress\",\"security_group_id\":\"$aws_security_group."
            "g.id\","
            "\"protocol\":\"tcp\",\"from_port\":1,\"to_port\":2,\"self\":true},"
            "\"aws_vpc_security_group_ingress_rule.v\":{\"security_group_id\":\"$aws_security_group.g.id\","
            "\"ip_protocol\":\"tcp\",\"from_port\":22,\"to_port\":22,\"cidr_ipv4\":\"0.0.0.0/0\"}}");
    use_unit(&m);
    network = network_of(&m);
    assert_non_null(network->groups);
    assert_null(network->groups->next);
    assert_int_equal(count_rules(network->groups, GL_INGRESS), 6);
    assert_int_equal(count_rules(network->groups, GL_EGRESS), 1);
    assert_true(gl_str_eq(resource_of(&m, "AWS::EC2::SecurityGroupEgress")->name,
                          gl_str_of("aws_security_group_rule.e")));
    done(&m);
}

static void test_a_group_without_egress_lets_nothing_out(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_security_group.g\":{\"name\":\"g\"}}");
    use_unit(&m);
    assert_int_equal(count_rules(network_of(&m)->groups, GL_EGRESS), 0);
    assert_properties(&m, "AWS::EC2::SecurityGroup",
                      "{\"GroupName\":\"g\",\"GroupDescription\":\"Managed by Terraform\"}");
    done(&m);
}

static void test_routes_inside_a_table_are_resources(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_internet_gateway.i\":{},\"aws_route_table.t\":{\"route\":[{\"cidr_block\":\"0.0.0.0/0\","
            "\"gateway_id\":\"$aws_internet_gateway.i.id\"}]}}");
    assert_int_equal(m.output.len, 3);
    assert_properties(&m, "AWS::EC2::Route",
                      "{\"RouteTableId\":{\"ref\":\"\"},\"DestinationCidrBlock\":\"0.0.0.0/0\","
                      "\"GatewayId\":{\"ref\":\"\"}}");
    assert_true(gl_str_eq(resource_of(&m, "AWS::EC2::Route")->name, gl_str_of("aws_route_table.t")));
    done(&m);
}

static void test_what_configures_a_resource_outside_of_the_scan_is_partial(void **state)
{
    const struct gl_resource *resource;
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_iam_role_policy_attachment.a\":{\"role\":\"elsewhere\",\"policy_arn\":\"arn:x\"}}");
    resource = resource_of(&m, "AWS::IAM::Role");
    assert_true(resource->is_partial);
    assert_non_null(gl_value_get(&resource->properties, GL_STR("Fn::Transform")));
    assert_non_null(gl_value_get(&resource->properties, GL_STR("ManagedPolicyArns")));
    done(&m);
}

static void test_attachments_add_to_the_list_of_the_role_that_is_named(void **state)
{
    const struct gl_resource *resource;
    struct mapped m;

    (void)state;
    map(&m,
        "{\"aws_iam_role.r\":{\"name\":\"r\",\"managed_policy_arns\":[\"arn:a\"]},"
        "\"aws_iam_role_policy_attachment.b\":{\"role\":\"r\",\"policy_arn\":\"arn:b\"},"
        "\"aws_iam_role_policy_attachment.c\":{\"role\":\"$aws_iam_role.r.id\",\"policy_arn\":\"arn:c\"}}");
    assert_int_equal(m.output.len, 1);
    assert_properties(&m, "AWS::IAM::Role",
                      "{\"RoleName\":\"r\",\"ManagedPolicyArns\":[\"arn:a\",\"arn:b\",\"arn:c\"]}");
    resource = resource_of(&m, "AWS::IAM::Role");
    assert_int_equal(resource->part_len, 2);
    assert_true(gl_str_eq(resource->parts[0]->name, gl_str_of("aws_iam_role_policy_attachment.b")));
    done(&m);
}

static void test_a_literal_name_is_a_reference_where_the_table_says_so(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_eks_cluster.c\":{\"name\":\"shop\",\"vpc_config\":[{\"endpoint_public_access\":false}]},"
            "\"aws_eks_node_group.n\":{\"cluster_name\":\"shop\",\"subnet_ids\":[]}}");
    assert_properties(&m, "AWS::EKS::Nodegroup", "{\"ClusterName\":{\"ref\":\"\"},\"Subnets\":[]}");
    assert_properties(&m, "AWS::EKS::Cluster",
                      "{\"Name\":\"shop\",\"ResourcesVpcConfig\":{\"EndpointPublicAccess\":false}}");
    done(&m);
}

static void test_references_have_canonical_names(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc.v\":{},\"aws_security_group.g\":{\"vpc_id\":\"$aws_vpc.v.id\","
            "\"description\":\"$aws_vpc.v.arn\",\"name\":\"$aws_vpc.v.default_security_group_id\"}}");
    assert_properties(
        &m, "AWS::EC2::SecurityGroup",
        "{\"GroupName\":{\"ref\":\"DefaultSecurityGroup\"},\"GroupDescription\":{\"ref\":\"Arn\"},"
        "\"VpcId\":{\"ref\":\"\"}}");
    done(&m);
}

static void test_statements_of_a_web_acl_are_spelled_as_the_api_does(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_wafv2_web_acl.w\":{\"default_action\":[{\"allow\":[{}]}],\"rule\":[{\"name\":\"a\","
            "\"override_action\":[{\"none\":[{}]}],\"statement\":[{\"and_statement\":[{\"statement\":["
            "{\"geo_match_statement\":[{\"country_codes\":[\"DE\"]}]},{\"ip_set_reference_statement\":["
            "{\"arn\":\"x\"}]}]}]}]}]}}");
    assert_properties(
        &m, "AWS::WAFv2::WebACL",
        "{\"DefaultAction\":{\"Allow\":{}},\"Rules\":[{\"Name\":\"a\",\"OverrideAction\":{\"None\":{}},"
        "\"Statement\":{\"AndStatement\":{\"Statements\":[{\"GeoMatchStatement\":{\"CountryCodes\":"
        "[\"DE\"]}},{\"IPSetReferenceStatement\":{\"Arn\":\"x\"}}]}}}]}");
    done(&m);
}

static void test_what_is_not_known_on_the_way_makes_the_list_unknown(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_security_group.g\":{\"name\":\"g\",\"description\":\"d\",\"ingress\":\"?rules\"},"
            "\"aws_lb_listener.l\":{\"default_action\":[{\"type\":\"redirect\",\"redirect\":\"?r\"}]}}");
    assert_properties(&m, "AWS::EC2::SecurityGroup",
                      "{\"GroupName\":\"g\",\"GroupDescription\":\"d\",\"SecurityGroupIngress\":"
                      "{\"?\":\"parameter without a value\",\"name\":\"rules\"}}");
    assert_properties(&m, "AWS::ElasticLoadBalancingV2::Listener",
                      "{\"DefaultActions\":[{\"Type\":\"redirect\",\"RedirectConfig\":"
                      "{\"?\":\"parameter without a value\",\"name\":\"r\"}}]}");
    done(&m);
}

/* What a dynamic block over something unknown comes to. */
static struct gl_tf_value perhaps(struct mapped *m, const struct gl_tf_value *block)
{
    struct gl_tf_value *parts = GL_NEW_ARRAY(&m->arena, struct gl_tf_value, 2);
    struct gl_tf_unknown *unknown = GL_NEW(&m->arena, struct gl_tf_unknown);

    parts[0] = *block;
    parts[1] = gl_tf_make_null(&gl_tf_any, (struct gl_span){0});
    *unknown = (struct gl_tf_unknown){
        .shape = GL_TF_ARMS, .type = &gl_tf_any, .name = GL_STR("var.more"), .parts = parts, .part_len = 2};
    return gl_tf_make_unknown_as(unknown, (struct gl_span){0});
}

static void test_a_block_that_may_be_left_out_is_a_choice(void **state)
{
    struct gl_tf_member blocks[2] = {{.key = GL_STR("ingress")}, {.key = GL_STR("name")}}, inner[1];
    struct gl_tf_value object, item;
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_security_group.g\":{\"description\":\"d\"}}");
    m.output = (struct gl_front_output){0};
    inner[0] = (struct gl_tf_member){.key = GL_STR("protocol"),
                                     .value = gl_tf_make_string(GL_STR("tcp"), (struct gl_span){0})};
    object = gl_tf_make_map(NULL, inner, 1, (struct gl_span){0});
    item = perhaps(&m, &object);
    blocks[0].value = gl_tf_make_list(GL_TF_TUPLE, NULL, &item, 1, (struct gl_span){0});
    blocks[0].value.flags |= GL_TF_BLOCKS;
    blocks[1].value = gl_tf_make_string(GL_STR("g"), (struct gl_span){0});
    m.instance[0].values = gl_tf_make_map(NULL, blocks, 2, (struct gl_span){0});
    gl_tf_map(&m.arena, &m.instances, &m.output, &m.diags);
    assert_properties(&m, "AWS::EC2::SecurityGroup",
                      "{\"GroupName\":\"g\",\"GroupDescription\":\"Managed by Terraform\","
                      "\"SecurityGroupIngress\":[{\"one-of\":[{\"IpProtocol\":\"tcp\"},null]}]}");
    done(&m);
}

static void test_the_place_is_the_expression_and_the_text_elsewhere_its_origin(void **state)
{
    struct gl_tf_member member = {
        .key = GL_STR("cidr_block"), .key_span = {1, 10, 20}, .expr_span = {1, 23, 31}};
    struct gl_tf_instance instance = {.type = GL_STR("aws_vpc"), .address = GL_STR("aws_vpc.v")};
    struct gl_tf_instance *items[] = {&instance};
    struct gl_tf_instances instances = {.items = items, .len = 1};
    struct gl_front_output output = {0};
    const struct gl_member *property;
    struct gl_arena arena = {0};
    struct gl_diags diags;

    (void)state;
    gl_arena_init(&arena);
    gl_diags_init(&diags, &arena);
    member.value = gl_tf_make_string(GL_STR("10.0.0.0/8"), (struct gl_span){2, 5, 17});
    instance.values = gl_tf_make_map(NULL, &member, 1, (struct gl_span){1, 0, 40});
    gl_tf_map(&arena, &instances, &output, &diags);
    assert_int_equal(output.len, 1);
    property = gl_value_member(&output.resources[0]->properties, GL_STR("CidrBlock"));
    assert_int_equal(property->key_span.begin, 10);
    assert_int_equal(property->value.span.source, 1);
    assert_int_equal(property->value.span.begin, 23);
    assert_int_equal(output.resources[0]->origin_len, 1);
    assert_int_equal(output.resources[0]->origins[0].at.begin, 23);
    assert_int_equal(output.resources[0]->origins[0].span.source, 2);
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_of_three_generations_are_folded_into_one_group),
        cmocka_unit_test(test_a_group_without_egress_lets_nothing_out),
        cmocka_unit_test(test_routes_inside_a_table_are_resources),
        cmocka_unit_test(test_what_configures_a_resource_outside_of_the_scan_is_partial),
        cmocka_unit_test(test_attachments_add_to_the_list_of_the_role_that_is_named),
        cmocka_unit_test(test_a_literal_name_is_a_reference_where_the_table_says_so),
        cmocka_unit_test(test_references_have_canonical_names),
        cmocka_unit_test(test_statements_of_a_web_acl_are_spelled_as_the_api_does),
        cmocka_unit_test(test_what_is_not_known_on_the_way_makes_the_list_unknown),
        cmocka_unit_test(test_a_block_that_may_be_left_out_is_a_choice),
        cmocka_unit_test(test_the_place_is_the_expression_and_the_text_elsewhere_its_origin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
