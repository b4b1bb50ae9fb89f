/* Describe answers to units and resources. */
#include "read_fixture.h"

#include "front/snapshot/snapshot.h"
#include "graph/graph.h"
#include "graph/security_group.h"
#include "graph/snapshot.h"

enum { MOST_FILES = 6 };

struct file {
    const char *path, *text;
};

struct world {
    struct gl_sources sources;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_input items[MOST_FILES];
    struct gl_inputs inputs;
    struct gl_front_options options;
    struct gl_front_output output;
    struct gl_graph graph;
};

/* Files are given sorted by path. */
static void load(struct world *w, const struct file *files, size_t len)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};

    *w = (struct world){0};
    gl_sources_init(&w->sources);
    gl_diags_init(&w->diags, &w->arena);
    w->inputs = (struct gl_inputs){w->items, len};
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input = &w->items[i];

        input->source = gl_sources_add_text(&w->sources, gl_str_of(files[i].path), gl_str_of(files[i].text));
        input->source->path = input->source->uri;
        assert_int_equal(gl_read(input->source, &w->arena, &options, &input->documents, &w->diags), GL_OK);
        if (gl_snap_is_answer(&input->documents.items[0].root))
            input->kind = GL_INPUT_SNAPSHOT;
    }
    gl_snap_load(&w->arena, &w->inputs, &w->options, &w->output, &w->diags);
    gl_graph_init(&w->graph, &w->arena);
    for (size_t i = 0; i < w->output.len; i++)
        gl_graph_add(&w->graph, w->output.resources[i]);
    gl_graph_link(&w->graph);
}

static void load_text(struct world *w, const char *text)
{
    load(w, (struct file[]){{"snapshot/answer.json", text}}, 1);
}

static void unload(struct world *w)
{
    gl_arena_free(&w->arena);
    gl_sources_free(&w->sources);
}

static const struct gl_resource *named(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->output.len; i++) {
        if (gl_str_eq(w->output.resources[i]->name, gl_str_of(name)))
            return w->output.resources[i];
    }
    fail_msg("no resource is called %s", name);
    return NULL;
}

/* The property as `glacis debug` prints it; references by the name of what they mean. */
static void assert_property(const struct world *w, const char *name, const char *property, const char *want)
{
    const struct gl_value *value = gl_value_path(&named(w, name)->properties, property);
    struct gl_buf text;

    gl_buf_init(&text);
    if (gl_value_is(value, GL_REF))
        gl_buf_printf(&text, "@%.*s", GL_STR_ARG(value->u.ref->target->name));
    else if (value)
        gl_value_print(&text, value);
    gl_buf_add_char(&text, '\0');
    assert_string_equal(text.ptr, want);
    gl_buf_free(&text);
}

static bool is_answer(const char *text)
{
    struct world w = {0};
    struct gl_input *input = &w.items[0];
    bool is;

    gl_sources_init(&w.sources);
    gl_diags_init(&w.diags, &w.arena);
    input->source = gl_sources_add_text(&w.sources, GL_STR("a.json"), gl_str_of(text));
    assert_int_equal(
        gl_read(input->source, &w.arena, &(struct gl_read_options){0}, &input->documents, &w.diags), GL_OK);
    is = gl_snap_is_answer(&input->documents.items[0].root);
    unload(&w);
    return is;
}

static void test_answers_are_told_from_other_documents(void **state)
{
    (void)state;
    assert_true(is_answer("{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}"));
    assert_true(is_answer("{\"NatGateways\": [], \"NextToken\": \"x\"}"));
    assert_true(is_answer("{\"provider\": \"aws\", \"subnets\": [{\"SubnetId\": \"subnet-1\"}]}"));
    assert_true(is_answer("{\"Reservations\": [{\"Instances\": [{\"InstanceId\": \"i-1\"}]}]}"));
    assert_true(is_answer("{\"LoadBalancerListeners\": []}"));
    assert_true(is_answer(
        "{\"cluster\": {\"name\": \"shop\", \"arn\": \"arn:aws:eks:eu-central-1:1:cluster/shop\"}}"));
    assert_false(
        is_answer("{\"clusters\": [{\"name\": \"shop\", \"cluster\": {\"server\": \"https://a\"}}]}"));
    assert_false(
        is_answer("{\"Rules\": [{\"Name\": \"nightly\", \"Arn\": \"arn:aws:events:a:1:rule/nightly\"}]}"));
    assert_false(is_answer("{\"Resources\": {\"Vpcs\": {\"Type\": \"AWS::EC2::VPC\"}}}"));
    assert_false(is_answer("{\"subnets\": []}"));
    assert_false(is_answer("{\"Subnets\": [\"subnet-1\"]}"));
    assert_false(is_answer("{\"Subnets\": [], \"name\": \"a module\"}"));
    assert_false(is_answer("{\"Subnets\": {\"SubnetId\": \"subnet-1\"}}"));
    assert_false(is_answer("{\"name\": \"shop\", \"dependencies\": {}}"));
    assert_false(is_answer("[{\"VpcId\": \"vpc-1\"}]"));
}

static void test_files_of_a_folder_are_one_unit_with_references(void **state)
{
    struct world w;

    (void)state;
    load(&w,
         (struct file[]){{"prod/aws/Subnets.json",
                          "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": "
                          "\"10.0.1.0/24\","
                          " \"OwnerId\": \"123456789012\", \"AvailabilityZone\": \"eu-central-1a\"}]}"},
                         {"prod/aws/Vpcs.json",
                          "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"OwnerId\": \"123456789012\","
                          " \"CidrBlock\": \"10.0.0.0/16\"}]}"}},
         2);
    assert_int_equal(w.output.unit_len, 1);
    assert_property(&w, "subnet-1", "VpcId", "@vpc-1");
    assert_true(
        gl_str_eq(named(&w, "vpc-1")->address, GL_STR("arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1")));
    assert_true(gl_str_eq(named(&w, "vpc-1")->unit->environment, GL_STR("prod")));
    assert_int_equal(gl_graph_referrers(&w.graph, named(&w, "vpc-1")).len, 1);
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_objects_that_hold_the_same_lists_are_snapshots_of_their_own(void **state)
{
    static const char text[] =
        "{\"vpcs\": [{\"VpcId\": \"vpc-1\"}], \"subnets\": [{\"SubnetId\": \"subnet-1\","
        " \"VpcId\": \"vpc-1\"}]}";
    struct world w;

    (void)state;
    load(&w, (struct file[]){{"in/a.json", text}, {"in/b.json", text}}, 2);
    assert_int_equal(w.output.unit_len, 2);
    assert_int_equal(w.output.len, 4);
    assert_ptr_equal(gl_value_target(gl_value_get(&w.output.resources[3]->properties, GL_STR("VpcId"))),
                     w.output.resources[2]);
    unload(&w);
}

static void test_a_list_that_no_file_holds_is_not_known(void **state)
{
    struct world w;
    const struct gl_unit *unit;

    (void)state;
    load(&w,
         (struct file[]){
             {"aws/Subnets.json", "{\"Subnets\": [{\"SubnetId\": \"subnet-1\"}], \"NextToken\": \"x\"}"},
             {"aws/Vpcs.json", "{\"Vpcs\": []}"}},
         2);
    unit = named(&w, "subnet-1")->unit;
    assert_true(gl_snapshot_has(unit, GL_STR("Vpcs")));
    assert_false(gl_snapshot_has(unit, GL_STR("Subnets")));
    assert_false(gl_snapshot_has(unit, GL_STR("RouteTables")));
    assert_true(gl_snapshot_has(&(struct gl_unit){0}, GL_STR("RouteTables")));
    assert_true(gl_diags_has(&w.diags, GL_DIAG_INCOMPLETE));
    unload(&w);
}

static void test_folders_of_collectors_tell_account_and_region(void **state)
{
    struct world w;

    (void)state;
    load(&w,
         (struct file[]){{"in/123456789012/us-west-1/a.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}],"
                                                              " \"DhcpOptions\": []}"},
                         {"in/123456789012/us-west-1/b.json", "{\"KeyPairs\": [{\"KeyName\": \"a\"}]}"},
                         {"in/keys.json", "{\"KeyPairs\": [{\"KeyName\": \"a\"}]}"}},
         3);
    assert_true(
        gl_str_eq(named(&w, "vpc-1")->address, GL_STR("arn:aws:ec2:us-west-1:123456789012:vpc/vpc-1")));
    assert_int_equal(w.diags.len, 2); /* not of the one where no snapshot is */
    assert_false(gl_diags_has(&w.diags, GL_DIAG_INCOMPLETE));
    unload(&w);
}

static void test_ids_lead_to_other_snapshots_where_one_only_has_them(void **state)
{
    struct world w;

    (void)state;
    load(&w,
         (struct file[]){{"a/Peerings.json",
                          "{\"VpcPeeringConnections\": [{\"VpcPeeringConnectionId\": \"pcx-1\","
                          " \"RequesterVpcInfo\": {\"VpcId\": \"vpc-1\"},"
                          " \"AccepterVpcInfo\": {\"VpcId\": \"vpc-2\"}}]}"},
                         {"b/Vpcs.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}, {\"VpcId\": \"vpc-2\"}]}"},
                         {"c/Vpcs.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-2\"}]}"}},
         3);
    assert_property(&w, "pcx-1", "VpcId", "@vpc-1");
    assert_property(&w, "pcx-1", "PeerVpcId", "\"vpc-2\"");
    unload(&w);
}

static void test_what_an_answer_does_not_carry_is_not_known(void **state)
{
    struct world w;

    (void)state;
    load_text(&w, "{\"DBInstances\": [{\"DBInstanceIdentifier\": \"a\", \"StorageEncrypted\": false},"
                  " {\"DBInstanceIdentifier\": \"b\"}]}");
    assert_property(&w, "a", "StorageEncrypted", "false");
    assert_int_equal(gl_value_get(&named(&w, "b")->properties, GL_STR("StorageEncrypted"))->type, GL_UNKNOWN);
    assert_null(
        gl_value_get(&named(&w, "b")->properties, GL_STR("KmsKeyId"))); /* left out where there is none */
    assert_true(gl_snapshot_tells(named(&w, "b")->unit, GL_STR("AWS::RDS::DBInstance")));
    assert_false(gl_snapshot_tells(named(&w, "b")->unit, GL_STR("AWS::WAFv2::WebACLAssociation")));
    unload(&w);
}

static void test_the_group_of_a_cluster_is_the_one_that_its_answer_names(void **state)
{
    const struct gl_network *network;
    struct world w;

    (void)state;
    load_text(
        &w,
        "{\"cluster\": {\"name\": \"shop\", \"arn\": \"arn:aws:eks:eu-central-1:123456789012:cluster/shop\","
        " \"resourcesVpcConfig\": {\"clusterSecurityGroupId\": \"sg-1\"}},"
        " \"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"IpPermissions\": [],"
        " \"IpPermissionsEgress\": []}]}");
    network = gl_network_build(&w.arena, &w.graph, &w.diags);
    assert_ptr_equal(gl_network_uses(network, named(&w, "shop"))->group,
                     gl_network_group(network, named(&w, "sg-1")));
    assert_null(network->groups->next); /* no second one was made */
    unload(&w);
}

static void test_route_tables_hold_routes_and_associations(void **state)
{
    struct world w;

    (void)state;
    load_text(&w,
              "{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\","
              " \"Associations\": [{\"Main\": true, \"RouteTableAssociationId\": \"rtbassoc-1\"},"
              "  {\"Main\": false, \"RouteTableAssociationId\": \"rtbassoc-2\", \"SubnetId\": \"subnet-1\"},"
              "  {\"Main\": false, \"RouteTableAssociationId\": \"rtbassoc-3\", \"GatewayId\": \"igw-1\"}],"
              " \"PropagatingVgws\": [{\"GatewayId\": \"vgw-1\"}],"
              " \"Routes\": [{\"DestinationCidrBlock\": \"0.0.0.0/0\", \"GatewayId\": \"igw-1\","
              "   \"State\": \"blackhole\", \"Origin\": \"CreateRoute\"},"
              "  {\"DestinationPrefixListId\": \"pl-1\", \"NatGatewayId\": \"nat-1\"}]}],"
              " \"Subnets\": [{\"SubnetId\": \"subnet-1\"}],"
              " \"InternetGateways\": [{\"InternetGatewayId\": \"igw-1\","
              "   \"Attachments\": [{\"State\": \"available\", \"VpcId\": \"vpc-1\"}]}]}");
    assert_property(&w, "rtb-1", "IsMain", "true");
    assert_property(&w, "rtb-1/0.0.0.0/0", "GatewayId", "@igw-1");
    assert_property(&w, "rtb-1/0.0.0.0/0", "RouteTableId", "@rtb-1");
    assert_property(&w, "rtb-1/0.0.0.0/0", "State", "\"blackhole\"");
    assert_property(&w, "rtb-1/pl-1", "NatGatewayId", "\"nat-1\"");
    assert_property(&w, "rtbassoc-2", "SubnetId", "@subnet-1");
    assert_property(&w, "rtbassoc-3", "GatewayId", "@igw-1");
    assert_property(&w, "rtb-1/vgw-1", "RouteTableIds.0", "@rtb-1");
    assert_property(&w, "igw-1/vpc-1", "InternetGatewayId", "@igw-1");
    unload(&w);
}

static void test_the_last_entry_of_a_network_acl_is_left_out(void **state)
{
    struct world w;

    (void)state;
    load_text(
        &w, "{\"NetworkAcls\": [{\"NetworkAclId\": \"acl-1\", \"IsDefault\": true, \"Associations\": ["
            "{\"NetworkAclAssociationId\": \"aclassoc-1\", \"SubnetId\": \"subnet-1\"}], \"Entries\": ["
            "{\"RuleNumber\": 100, \"Egress\": false, \"Protocol\": \"1\", \"RuleAction\": \"allow\","
            " \"CidrBlock\": \"0.0.0.0/0\", \"IcmpTypeCode\": {\"Type\": -1, \"Code\": -1}},"
            "{\"RuleNumber\": 32767, \"Egress\": false, \"Protocol\": \"-1\", \"RuleAction\": \"deny\"}]}]}");
    assert_int_equal(w.output.len, 3);
    assert_property(&w, "acl-1/ingress/100", "Icmp.Type", "-1");
    assert_property(&w, "aclassoc-1", "NetworkAclId", "@acl-1");
    unload(&w);
}

static void test_a_permission_becomes_one_rule_for_each_peer(void **state)
{
    const struct gl_network *network;
    const struct gl_group *group;
    struct world w;
    size_t len = 0;

    (void)state;
    load_text(&w,
              "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"GroupName\": \"default\","
              " \"IpPermissions\": [{\"IpProtocol\": \"tcp\", \"FromPort\": 443, \"ToPort\": 443,"
              "  \"IpRanges\": [{\"CidrIp\": \"10.0.0.0/8\"}], \"Ipv6Ranges\": [{\"CidrIpv6\": \"::/0\"}],"
              "  \"PrefixListIds\": [{\"PrefixListId\": \"pl-1\"}],"
              "  \"UserIdGroupPairs\": [{\"GroupId\": \"sg-1\", \"UserId\": \"123456789012\"},"
              "   {\"GroupId\": \"sg-9\", \"UserId\": \"210987654321\"}]}],"
              " \"IpPermissionsEgress\": []}]}");
    network = gl_network_build(&w.arena, &w.graph, &w.diags);
    group = gl_network_group(network, named(&w, "sg-1"));
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        assert_int_equal(s->direction, GL_INGRESS); /* nothing may leave */
        len++;
    }
    assert_int_equal(len, 5);
    assert_property(&w, "sg-1", "SecurityGroupIngress.0.CidrIp", "\"10.0.0.0/8\"");
    assert_property(&w, "sg-1", "SecurityGroupIngress.3.SourceSecurityGroupId", "@sg-1");
    assert_property(&w, "sg-1", "SecurityGroupIngress.4.SourceSecurityGroupId", "\"sg-9\"");
    assert_property(&w, "sg-1", "SecurityGroupEgress", "[]");
    unload(&w);
}

static void test_a_group_without_its_egress_list_may_let_everything_out(void **state)
{
    struct world w;

    (void)state;
    load_text(&w, "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"IpPermissions\": []}]}");
    assert_int_equal(gl_value_get(&named(&w, "sg-1")->properties, GL_STR("SecurityGroupEgress"))->type,
                     GL_UNKNOWN);
    unload(&w);
}

static void test_instances_bring_the_interfaces_that_no_list_holds(void **state)
{
    struct world w;

    (void)state;
    load_text(&w,
              "{\"Reservations\": [{\"OwnerId\": \"123456789012\", \"Instances\": [{\"InstanceId\": \"i-1\","
              " \"State\": {\"Name\": \"running\"}, \"SecurityGroups\": [{\"GroupId\": \"sg-1\"}],"
              " \"NetworkInterfaces\": [{\"NetworkInterfaceId\": \"eni-1\","
              "   \"Attachment\": {\"AttachmentId\": \"eni-attach-1\", \"DeviceIndex\": 0}}]}]},"
              " {\"Instances\": [{\"InstanceId\": \"i-2\", \"State\": {\"Name\": \"terminated\"}}]}],"
              " \"SecurityGroups\": [{\"GroupId\": \"sg-1\"}]}");
    assert_property(&w, "i-1", "SecurityGroupIds.0", "@sg-1");
    assert_property(&w, "i-1", "NetworkInterfaces.0.NetworkInterfaceId", "@eni-1");
    assert_property(&w, "eni-attach-1", "InstanceId", "@i-1");
    assert_int_equal(w.output.len, 4); /* what was terminated is gone */
    unload(&w);
}

static void test_two_lists_tell_of_one_attachment(void **state)
{
    struct world w;

    (void)state;
    load(
        &w,
        (struct file[]){
            {"a/TransitGatewayAttachments.json",
             "{\"TransitGatewayAttachments\": [{\"TransitGatewayAttachmentId\": \"tgw-attach-1\","
             " \"TransitGatewayId\": \"tgw-1\", \"ResourceType\": \"vpc\", \"ResourceId\": \"vpc-1\","
             " \"State\": \"available\", \"Association\": {\"State\": \"associated\","
             " \"TransitGatewayRouteTableId\": \"tgw-rtb-1\"}}]}"},
            {"a/TransitGatewayPropagations.json",
             "{\"TransitGatewayPropagations\": [{\"TransitGatewayRouteTableId\": \"tgw-rtb-1\","
             " \"TransitGatewayRouteTablePropagations\": [{\"TransitGatewayAttachmentId\": "
             "\"tgw-attach-1\"}]}]}"},
            {"a/TransitGatewayStaticRoutes.json",
             "{\"TransitGatewayStaticRoutes\": [{\"TransitGatewayRouteTableId\": \"tgw-rtb-1\", \"Routes\": ["
             "{\"DestinationCidrBlock\": \"10.9.0.0/16\", \"State\": \"blackhole\", \"Type\": "
             "\"static\"}]}]}"},
            {"a/TransitGatewayVpcAttachments.json",
             "{\"TransitGatewayVpcAttachments\": [{\"TransitGatewayAttachmentId\": \"tgw-attach-1\","
             " \"VpcId\": \"vpc-1\", \"SubnetIds\": [\"subnet-1\"]}]}"}},
        4);
    assert_int_equal(w.output.len, 4);
    assert_property(&w, "tgw-attach-1", "SubnetIds", "[\"subnet-1\"]");
    assert_property(&w, "tgw-attach-1", "ResourceType", "\"vpc\"");
    assert_property(&w, "tgw-rtb-1/tgw-attach-1", "TransitGatewayAttachmentId", "@tgw-attach-1");
    assert_property(&w, "tgw-rtb-1/10.9.0.0/16", "Blackhole", "true");
    unload(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_told_from_other_documents),
        cmocka_unit_test(test_files_of_a_folder_are_one_unit_with_references),
        cmocka_unit_test(test_objects_that_hold_the_same_lists_are_snapshots_of_their_own),
        cmocka_unit_test(test_a_list_that_no_file_holds_is_not_known),
        cmocka_unit_test(test_folders_of_collectors_tell_account_and_region),
        cmocka_unit_test(test_ids_lead_to_other_snapshots_where_one_only_has_them),
        cmocka_unit_test(test_what_an_answer_does_not_carry_is_not_known),
        cmocka_unit_test(test_the_group_of_a_cluster_is_the_one_that_its_answer_names),
        cmocka_unit_test(test_route_tables_hold_routes_and_associations),
        cmocka_unit_test(test_the_last_entry_of_a_network_acl_is_left_out),
        cmocka_unit_test(test_a_permission_becomes_one_rule_for_each_peer),
        cmocka_unit_test(test_a_group_without_its_egress_list_may_let_everything_out),
        cmocka_unit_test(test_instances_bring_the_interfaces_that_no_list_holds),
        cmocka_unit_test(test_two_lists_tell_of_one_attachment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
