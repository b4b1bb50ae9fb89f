/* What Terraform says of networks in one place, the canonical model in another. */
#include "tf_mapped.h"

static size_t count_of(struct mapped *m, const char *kind)
{
    size_t count = 0;

    for (size_t i = 0; i < m->output.len; i++)
        count += gl_str_eq(m->output.resources[i]->kind, gl_str_of(kind));
    return count;
}

static void test_each_subnet_of_an_acl_is_an_association(void **state)
{
    struct mapped m;

    (void)state;
    map(&m,
        "{\"aws_subnet.a\":{},\"aws_network_acl.n\":{\"subnet_ids\":[\"$aws_subnet.a.id\",\"subnet-1\"]}}");
    assert_int_equal(count_of(&m, "AWS::EC2::SubnetNetworkAclAssociation"), 2);
    assert_properties(&m, "AWS::EC2::SubnetNetworkAclAssociation",
                      "{\"NetworkAclId\":{\"ref\":\"\"},\"SubnetId\":{\"ref\":\"\"}}");
    done(&m);
}

static void test_subnets_that_are_not_known_are_one_association_with_an_unknown_subnet(void **state)
{
    const struct gl_resource *resource;
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_network_acl.n\":{\"subnet_ids\":\"?var.subnets\"}}");
    assert_int_equal(count_of(&m, "AWS::EC2::SubnetNetworkAclAssociation"), 1);
    resource = resource_of(&m, "AWS::EC2::SubnetNetworkAclAssociation");
    assert_true(gl_value_is(gl_value_get(&resource->properties, GL_STR("NetworkAclId")), GL_REF));
    assert_true(gl_value_is(gl_value_get(&resource->properties, GL_STR("SubnetId")), GL_UNKNOWN));
    done(&m);
}

static void test_a_text_where_blocks_belong_is_no_block(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_route_table.t\":{\"route\":\"0.0.0.0/0 to somewhere that is no block at all\"}}");
    assert_int_equal(m.output.len, 1);
    done(&m);
}

static void test_the_default_table_of_a_vpc_is_its_main_one(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc.v\":{},\"aws_default_route_table.d\":{\"default_route_table_id\":"
            "\"$aws_vpc.v.default_route_table_id\"}}");
    assert_properties(&m, "AWS::EC2::RouteTable",
                      "{\"IsMain\":true,\"VpcId\":{\"ref\":\"\"},\"DefaultRouteTableId\":{\"ref\":"
                      "\"DefaultRouteTable\"}}");
    done(&m);
}

static void test_a_default_acl_that_is_named_by_its_id_tells_no_vpc(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_default_network_acl.d\":{\"default_network_acl_id\":\"acl-1\"}}");
    assert_properties(&m, "AWS::EC2::NetworkAcl", "{\"IsDefault\":true,\"DefaultNetworkAclId\":\"acl-1\"}");
    done(&m);
}

static void test_a_main_association_makes_a_table_the_main_one(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc.v\":{},\"aws_route_table.r\":{\"vpc_id\":\"$aws_vpc.v.id\"},"
            "\"aws_main_route_table_association.m\":{\"vpc_id\":\"$aws_vpc.v.id\",\"route_table_id\":"
            "\"$aws_route_table.r.id\"}}");
    assert_int_equal(m.output.len, 2);
    assert_properties(&m, "AWS::EC2::RouteTable", "{\"VpcId\":{\"ref\":\"\"},\"IsMain\":true}");
    done(&m);
}

static void test_a_table_of_a_gateway_is_not_one_of_a_subnet(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_route_table_association.g\":{\"gateway_id\":\"igw-1\",\"route_table_id\":\"rtb-1\"},"
            "\"aws_route_table_association.s\":{\"gateway_id\":\"\",\"subnet_id\":\"subnet-1\"}}");
    assert_int_equal(count_of(&m, "AWS::EC2::GatewayRouteTableAssociation"), 1);
    assert_int_equal(count_of(&m, "AWS::EC2::SubnetRouteTableAssociation"), 1);
    done(&m);
}

static void test_a_gateway_that_names_its_vpc_is_attached_to_it(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc.v\":{},\"aws_internet_gateway.i\":{\"vpc_id\":\"$aws_vpc.v.id\"},"
            "\"aws_internet_gateway.j\":{}}");
    assert_int_equal(count_of(&m, "AWS::EC2::InternetGateway"), 2);
    assert_int_equal(count_of(&m, "AWS::EC2::VPCGatewayAttachment"), 1);
    assert_properties(&m, "AWS::EC2::VPCGatewayAttachment",
                      "{\"InternetGatewayId\":{\"ref\":\"\"},\"VpcId\":{\"ref\":\"\"}}");
    done(&m);
}

static void test_a_block_of_ipv6_addresses_that_nobody_asks_for_is_none(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc.v\":{\"assign_generated_ipv6_cidr_block\":false,\"ipv6_cidr_block\":\"\"},"
            "\"aws_vpc.w\":{\"assign_generated_ipv6_cidr_block\":true}}");
    assert_int_equal(count_of(&m, "AWS::EC2::VPCCidrBlock"), 1);
    assert_properties(&m, "AWS::EC2::VPCCidrBlock",
                      "{\"VpcId\":{\"ref\":\"\"},\"AmazonProvidedIpv6CidrBlock\":true}");
    done(&m);
}

static void test_a_peering_is_active_where_somebody_accepts_it(void **state)
{
    const struct gl_value *value;
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_vpc_peering_connection.p\":{\"auto_accept\":false}}");
    value = gl_value_get(&resource_of(&m, "AWS::EC2::VPCPeeringConnection")->properties, GL_STR("State"));
    assert_true(gl_value_is(value, GL_UNKNOWN));
    done(&m);
    map(&m, "{\"aws_vpc_peering_connection.p\":{\"auto_accept\":true}}");
    assert_properties(&m, "AWS::EC2::VPCPeeringConnection", "{\"State\":\"active\"}");
    done(&m);
    map(&m, "{\"aws_vpc_peering_connection.p\":{},\"aws_vpc_peering_connection_accepter.a\":"
            "{\"vpc_peering_connection_id\":\"$aws_vpc_peering_connection.p.id\",\"auto_accept\":true}}");
    assert_properties(&m, "AWS::EC2::VPCPeeringConnection", "{\"State\":\"active\"}");
    done(&m);
    map(&m, "{\"aws_vpc_peering_connection.p\":{\"auto_accept\":false,\"accept_status\":\"active\"}}");
    assert_properties(&m, "AWS::EC2::VPCPeeringConnection", "{\"State\":\"active\"}");
    done(&m);
}

static void test_a_group_attached_to_the_primary_interface_is_one_of_the_instance(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_instance.i\":{\"vpc_security_group_ids\":[\"sg-1\"]},\"aws_network_interface.n\":{},"
            "\"aws_network_interface_sg_attachment.a\":{\"security_group_id\":\"sg-2\","
            "\"network_interface_id\":\"$aws_instance.i.primary_network_interface_id\"},"
            "\"aws_network_interface_sg_attachment.b\":{\"security_group_id\":\"sg-3\","
            "\"network_interface_id\":\"$aws_network_interface.n.id\"}}");
    assert_int_equal(m.output.len, 2);
    assert_properties(&m, "AWS::EC2::Instance", "{\"SecurityGroupIds\":[\"sg-1\",\"sg-2\"]}");
    assert_properties(&m, "AWS::EC2::NetworkInterface", "{\"GroupSet\":[\"sg-3\"]}");
    done(&m);
}

static void test_addresses_of_an_interface_are_objects(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_network_interface.n\":{\"private_ips\":[\"10.0.0.4\",\"10.0.0.5\"],\"attachment\":"
            "[{\"instance\":\"i-1\",\"device_index\":1}]}}");
    assert_properties(&m, "AWS::EC2::NetworkInterface",
                      "{\"PrivateIpAddresses\":[{\"PrivateIpAddress\":\"10.0.0.4\"},"
                      "{\"PrivateIpAddress\":\"10.0.0.5\"}]}");
    assert_properties(&m, "AWS::EC2::NetworkInterfaceAttachment",
                      "{\"NetworkInterfaceId\":{\"ref\":\"\"},\"InstanceId\":\"i-1\",\"DeviceIndex\":1}");
    done(&m);
}

static void test_an_integration_belongs_to_its_method(void **state)
{
    struct mapped m;

    (void)state;
    map(&m, "{\"aws_api_gateway_method.g\":{\"resource_id\":\"r\",\"http_method\":\"GET\"},"
            "\"aws_api_gateway_integration.g\":{\"resource_id\":\"r\",\"http_method\":\"GET\","
            "\"type\":\"HTTP_PROXY\",\"connection_id\":\"link\"}}");
    assert_int_equal(m.output.len, 1);
    assert_properties(&m, "AWS::ApiGateway::Method",
                      "{\"ResourceId\":\"r\",\"HttpMethod\":\"GET\",\"Integration\":"
                      "{\"Type\":\"HTTP_PROXY\",\"ConnectionId\":\"link\"}}");
    done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_subnet_of_an_acl_is_an_association),
        cmocka_unit_test(test_subnets_that_are_not_known_are_one_association_with_an_unknown_subnet),
        cmocka_unit_test(test_a_text_where_blocks_belong_is_no_block),
        cmocka_unit_test(test_the_default_table_of_a_vpc_is_its_main_one),
        cmocka_unit_test(test_a_default_acl_that_is_named_by_its_id_tells_no_vpc),
        cmocka_unit_test(test_a_main_association_makes_a_table_the_main_one),
        cmocka_unit_test(test_a_table_of_a_gateway_is_not_one_of_a_subnet),
        cmocka_unit_test(test_a_gateway_that_names_its_vpc_is_attached_to_it),
        cmocka_unit_test(test_a_block_of_ipv6_addresses_that_nobody_asks_for_is_none),
        cmocka_unit_test(test_a_peering_is_active_where_somebody_accepts_it),
        cmocka_unit_test(test_a_group_attached_to_the_primary_interface_is_one_of_the_instance),
        cmocka_unit_test(test_addresses_of_an_interface_are_objects),
        cmocka_unit_test(test_an_integration_belongs_to_its_method),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
