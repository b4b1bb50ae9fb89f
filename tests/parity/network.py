#!/usr/bin/env python3
"""One network in CloudFormation and as Terraform's sources, plan and state gives one graph: network.py --glacis G

Resources are compared by kind and properties, a reference by the name of what it leads to (CloudFormation's logical id in
snake_case is Terraform's name). What the dialects say in different forms, such as a route inside of its table, must not show.
"""
import argparse, copy, json, pathlib, re, subprocess, tempfile
from common import Tally, difference


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def acl_entry(acl, number, egress, protocol, cidr, **more):
    return ("AWS::EC2::NetworkAclEntry", {"NetworkAclId": ref(acl), "RuleNumber": number, "Egress": egress, "Protocol": protocol,
                                          "RuleAction": "allow", "CidrBlock": cidr, **more})


def route(table, target, **destination):
    return "AWS::EC2::Route", {"RouteTableId": ref(table), **target, **destination}


CLOUDFORMATION = {
    "Main": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
    "Second": ("AWS::EC2::VPCCidrBlock", {"VpcId": ref("Main"), "CidrBlock": "10.1.0.0/16"}),
    "Six": ("AWS::EC2::VPCCidrBlock", {"VpcId": ref("Main"), "AmazonProvidedIpv6CidrBlock": True}),
    "Other": ("AWS::EC2::VPC", {"CidrBlock": "10.9.0.0/16"}),
    "Edge": ("AWS::EC2::Subnet", {"VpcId": ref("Main"), "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": True}),
    "App": ("AWS::EC2::Subnet", {"VpcId": ref("Main"), "CidrBlock": "10.0.2.0/24"}),
    "Data": ("AWS::EC2::Subnet", {"VpcId": ref("Main"), "CidrBlock": "10.0.3.0/24"}),
    "Far": ("AWS::EC2::Subnet", {"VpcId": ref("Other"), "CidrBlock": "10.9.1.0/24"}),
    "Gate": ("AWS::EC2::InternetGateway", {}),
    "GateAttachment": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": ref("Main"), "InternetGatewayId": ref("Gate")}),
    "Out": ("AWS::EC2::EgressOnlyInternetGateway", {"VpcId": ref("Main")}),
    "Address": ("AWS::EC2::EIP", {"Domain": "vpc"}),
    "Nat": ("AWS::EC2::NatGateway", {"SubnetId": ref("Edge"), "AllocationId": att("Address", "AllocationId")}),
    "InnerNat": ("AWS::EC2::NatGateway", {"SubnetId": ref("App"), "ConnectivityType": "private"}),
    "EdgeTable": ("AWS::EC2::RouteTable", {"VpcId": ref("Main")}),
    "EdgeDefault": route("EdgeTable", {"GatewayId": ref("Gate")}, DestinationCidrBlock="0.0.0.0/0"),
    "EdgeSix": route("EdgeTable", {"EgressOnlyInternetGatewayId": ref("Out")}, DestinationIpv6CidrBlock="::/0"),
    "AppTable": ("AWS::EC2::RouteTable", {"VpcId": ref("Main")}),
    "AppDefault": route("AppTable", {"NatGatewayId": ref("Nat")}, DestinationCidrBlock="0.0.0.0/0"),
    "AppPeer": route("AppTable", {"VpcPeeringConnectionId": ref("Peering")}, DestinationCidrBlock="10.9.0.0/16"),
    "AppHub": route("AppTable", {"TransitGatewayId": ref("Hub")}, DestinationPrefixListId=ref("Offices")),
    "AppBox": route("AppTable", {"NetworkInterfaceId": ref("Card")}, DestinationCidrBlock="192.0.2.0/24"),
    "GateTable": ("AWS::EC2::RouteTable", {"VpcId": ref("Main")}),
    "EdgeUses": ("AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": ref("Edge"), "RouteTableId": ref("EdgeTable")}),
    "AppUses": ("AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": ref("App"), "RouteTableId": ref("AppTable")}),
    "GateUses": ("AWS::EC2::GatewayRouteTableAssociation", {"GatewayId": ref("Gate"), "RouteTableId": ref("GateTable")}),
    "Offices": ("AWS::EC2::PrefixList", {"PrefixListName": "offices", "AddressFamily": "IPv4", "MaxEntries": 4,
                                         "Entries": [{"Cidr": "203.0.113.0/24", "Description": "one"},
                                                     {"Cidr": "198.51.100.0/24"}]}),
    "Guard": ("AWS::EC2::NetworkAcl", {"VpcId": ref("Main")}),
    "GuardIn": acl_entry("Guard", 100, False, 6, "10.0.0.0/16", PortRange={"From": 5432, "To": 5432}),
    "GuardPing": acl_entry("Guard", 110, False, 1, "10.0.0.0/16", Icmp={"Type": 8, "Code": -1}),
    "GuardOut": acl_entry("Guard", 100, True, 6, "10.0.0.0/16", PortRange={"From": 1024, "To": 65535}),
    "GuardMore": acl_entry("Guard", 200, True, -1, "10.0.3.0/24"),
    "GuardData": ("AWS::EC2::SubnetNetworkAclAssociation", {"SubnetId": ref("Data"), "NetworkAclId": ref("Guard")}),
    "GuardApp": ("AWS::EC2::SubnetNetworkAclAssociation", {"SubnetId": ref("App"), "NetworkAclId": ref("Guard")}),
    "WebGroup": ("AWS::EC2::SecurityGroup", {
        "GroupDescription": "web", "VpcId": ref("Main"),
        "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}],
        "SecurityGroupEgress": [{"IpProtocol": "-1", "FromPort": 0, "ToPort": 0, "CidrIp": "0.0.0.0/0"}]}),
    "DataGroup": ("AWS::EC2::SecurityGroup", {"GroupDescription": "data", "VpcId": ref("Main")}),
    "DataFromWeb": ("AWS::EC2::SecurityGroupIngress", {"GroupId": att("DataGroup", "GroupId"), "IpProtocol": "tcp",
                                                       "FromPort": 5432, "ToPort": 5432,
                                                       "SourceSecurityGroupId": att("WebGroup", "GroupId")}),
    "Card": ("AWS::EC2::NetworkInterface", {"SubnetId": ref("App"), "GroupSet": [att("WebGroup", "GroupId")],
                                            "SourceDestCheck": False, "PrivateIpAddresses": [
                                                {"PrivateIpAddress": "10.0.2.10"}, {"PrivateIpAddress": "10.0.2.11"}]}),
    "CardUse": ("AWS::EC2::NetworkInterfaceAttachment", {"NetworkInterfaceId": ref("Card"), "InstanceId": ref("Machine"),
                                                         "DeviceIndex": 1}),
    "Machine": ("AWS::EC2::Instance", {"ImageId": "ami-1", "InstanceType": "t3.micro", "SubnetId": ref("App"),
                                       "PrivateIpAddress": "10.0.2.5", "SourceDestCheck": False,
                                       "SecurityGroupIds": [att("WebGroup", "GroupId")]}),
    "CardAddress": ("AWS::EC2::EIP", {"Domain": "vpc"}),
    "CardHasAddress": ("AWS::EC2::EIPAssociation", {"AllocationId": att("CardAddress", "AllocationId"),
                                                    "NetworkInterfaceId": ref("Card"), "PrivateIpAddress": "10.0.2.10"}),
    "MachineAddress": ("AWS::EC2::EIP", {"Domain": "vpc", "InstanceId": ref("Machine")}),
    "Peering": ("AWS::EC2::VPCPeeringConnection", {"VpcId": ref("Main"), "PeerVpcId": ref("Other")}),
    "Hub": ("AWS::EC2::TransitGateway", {"DefaultRouteTableAssociation": "disable",
                                         "DefaultRouteTablePropagation": "disable"}),
    "HubMain": ("AWS::EC2::TransitGatewayVpcAttachment", {"TransitGatewayId": ref("Hub"), "VpcId": ref("Main"),
                                                          "SubnetIds": [ref("App"), ref("Data")]}),
    "HubOther": ("AWS::EC2::TransitGatewayVpcAttachment", {"TransitGatewayId": ref("Hub"), "VpcId": ref("Other"),
                                                           "SubnetIds": [ref("Far")]}),
    "HubTable": ("AWS::EC2::TransitGatewayRouteTable", {"TransitGatewayId": ref("Hub")}),
    "HubUses": ("AWS::EC2::TransitGatewayRouteTableAssociation", {"TransitGatewayAttachmentId": ref("HubMain"),
                                                                  "TransitGatewayRouteTableId": ref("HubTable")}),
    "HubKnows": ("AWS::EC2::TransitGatewayRouteTablePropagation", {"TransitGatewayAttachmentId": ref("HubOther"),
                                                                   "TransitGatewayRouteTableId": ref("HubTable")}),
    "HubRoute": ("AWS::EC2::TransitGatewayRoute", {"DestinationCidrBlock": "10.9.0.0/16",
                                                   "TransitGatewayAttachmentId": ref("HubOther"),
                                                   "TransitGatewayRouteTableId": ref("HubTable")}),
    "HubHole": ("AWS::EC2::TransitGatewayRoute", {"DestinationCidrBlock": "10.8.0.0/16", "Blackhole": True,
                                                  "TransitGatewayRouteTableId": ref("HubTable")}),
    "Private": ("AWS::EC2::VPNGateway", {"Type": "ipsec.1"}),
    "PrivateAttachment": ("AWS::EC2::VPCGatewayAttachment", {"VpcId": ref("Main"), "VpnGatewayId": ref("Private")}),
    "Office": ("AWS::EC2::CustomerGateway", {"Type": "ipsec.1", "BgpAsn": 65000, "IpAddress": "203.0.113.7"}),
    "Tunnel": ("AWS::EC2::VPNConnection", {"Type": "ipsec.1", "CustomerGatewayId": ref("Office"),
                                           "VpnGatewayId": ref("Private"), "StaticRoutesOnly": True}),
    "TunnelRoute": ("AWS::EC2::VPNConnectionRoute", {"VpnConnectionId": ref("Tunnel"),
                                                     "DestinationCidrBlock": "172.20.0.0/16"}),
    "Learned": ("AWS::EC2::VPNGatewayRoutePropagation", {"RouteTableIds": [ref("AppTable")], "VpnGatewayId": ref("Private")}),
    "Buckets": ("AWS::EC2::VPCEndpoint", {"VpcId": ref("Main"), "ServiceName": "com.amazonaws.eu-west-1.s3",
                                          "VpcEndpointType": "Gateway", "RouteTableIds": [ref("AppTable")]}),
    "Secrets": ("AWS::EC2::VPCEndpoint", {"VpcId": ref("Main"), "ServiceName": "com.amazonaws.eu-west-1.secretsmanager",
                                          "VpcEndpointType": "Interface", "SubnetIds": [ref("App")],
                                          "SecurityGroupIds": [att("WebGroup", "GroupId")]}),
    "Balancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {
        "Scheme": "internet-facing", "Type": "application", "Subnets": [ref("Edge"), ref("App")],
        "SecurityGroups": [att("WebGroup", "GroupId")]}),
    "Https": ("AWS::ElasticLoadBalancingV2::Listener", {
        "LoadBalancerArn": ref("Balancer"), "Port": 443, "Protocol": "HTTPS",
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": ref("Machines")}]}),
    "Orders": ("AWS::ElasticLoadBalancingV2::ListenerRule", {
        "ListenerArn": ref("Https"), "Priority": 10, "Actions": [{"Type": "forward", "TargetGroupArn": ref("Machines")}],
        "Conditions": [{"PathPatternConfig": {"Values": ["/orders/*"]}}]}),
    "Machines": ("AWS::ElasticLoadBalancingV2::TargetGroup", {
        "Port": 8443, "Protocol": "HTTPS", "TargetType": "instance", "VpcId": ref("Main"),
        "HealthCheckIntervalSeconds": 30, "Targets": [{"Id": ref("Machine"), "Port": 8443}]}),
    "Databases": ("AWS::RDS::DBSubnetGroup", {"DBSubnetGroupDescription": "data", "SubnetIds": [ref("Data"), ref("App")]}),
    "Store": ("AWS::RDS::DBInstance", {"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20,
                                       "DBSubnetGroupName": ref("Databases"), "PubliclyAccessible": False,
                                       "VPCSecurityGroups": [att("DataGroup", "GroupId")]}),
    "Door": ("AWS::ApiGateway::VpcLink", {"Name": "door", "TargetArns": [ref("Balancer")]}),
    "Origin": ("AWS::CloudFront::VpcOrigin", {"VpcOriginEndpointConfig": {
        "Name": "origin", "Arn": ref("Balancer"), "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}),
}


def at(name, attribute="id"):
    return f"${{{name}.{attribute}}}"


def rule(number, action, protocol, cidr, low, high, **more):
    return {"rule_no": number, "action": action, "protocol": protocol, "cidr_block": cidr, "from_port": low, "to_port": high,
            **more}


MAIN, HUB_TABLE = at("aws_vpc.main"), at("aws_ec2_transit_gateway_route_table.hub_table")
TERRAFORM = {
    "aws_vpc.main": {"cidr_block": "10.0.0.0/16", "assign_generated_ipv6_cidr_block": True},
    "aws_vpc_ipv4_cidr_block_association.second": {"vpc_id": MAIN, "cidr_block": "10.1.0.0/16"},
    "aws_vpc.other": {"cidr_block": "10.9.0.0/16"},
    "aws_subnet.edge": {"vpc_id": MAIN, "cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": True},
    "aws_subnet.app": {"vpc_id": MAIN, "cidr_block": "10.0.2.0/24"},
    "aws_subnet.data": {"vpc_id": MAIN, "cidr_block": "10.0.3.0/24"},
    "aws_subnet.far": {"vpc_id": at("aws_vpc.other"), "cidr_block": "10.9.1.0/24"},
    "aws_internet_gateway.gate": {"vpc_id": MAIN},
    "aws_egress_only_internet_gateway.out": {"vpc_id": MAIN},
    "aws_eip.address": {"domain": "vpc"},
    "aws_nat_gateway.nat": {"subnet_id": at("aws_subnet.edge"), "allocation_id": at("aws_eip.address", "allocation_id")},
    "aws_nat_gateway.inner_nat": {"subnet_id": at("aws_subnet.app"), "connectivity_type": "private"},
    "aws_route_table.edge_table": {"vpc_id": MAIN, "route": [
        {"cidr_block": "0.0.0.0/0", "gateway_id": at("aws_internet_gateway.gate")},
        {"ipv6_cidr_block": "::/0", "egress_only_gateway_id": at("aws_egress_only_internet_gateway.out")}]},
    "aws_route_table.app_table": {"vpc_id": MAIN, "propagating_vgws": [at("aws_vpn_gateway.private")], "route": [
        {"cidr_block": "0.0.0.0/0", "nat_gateway_id": at("aws_nat_gateway.nat")},
        {"cidr_block": "10.9.0.0/16", "vpc_peering_connection_id": at("aws_vpc_peering_connection.peering")}]},
    "aws_route.app_hub": {"route_table_id": at("aws_route_table.app_table"),
                          "destination_prefix_list_id": at("aws_ec2_managed_prefix_list.offices"),
                          "transit_gateway_id": at("aws_ec2_transit_gateway.hub")},
    "aws_route.app_box": {"route_table_id": at("aws_route_table.app_table"), "destination_cidr_block": "192.0.2.0/24",
                          "network_interface_id": at("aws_network_interface.card")},
    "aws_route_table.gate_table": {"vpc_id": MAIN},
    "aws_route_table_association.edge_uses": {"subnet_id": at("aws_subnet.edge"),
                                              "route_table_id": at("aws_route_table.edge_table")},
    "aws_route_table_association.app_uses": {"subnet_id": at("aws_subnet.app"),
                                             "route_table_id": at("aws_route_table.app_table")},
    "aws_route_table_association.gate_uses": {"gateway_id": at("aws_internet_gateway.gate"),
                                              "route_table_id": at("aws_route_table.gate_table")},
    "aws_ec2_managed_prefix_list.offices": {
        "name": "offices", "address_family": "IPv4", "max_entries": 4,
        "entry": [{"cidr": "203.0.113.0/24", "description": "one"}]},
    "aws_ec2_managed_prefix_list_entry.more": {"prefix_list_id": at("aws_ec2_managed_prefix_list.offices"),
                                               "cidr": "198.51.100.0/24"},
    "aws_network_acl.guard": {
        "vpc_id": MAIN, "subnet_ids": [at("aws_subnet.data"), at("aws_subnet.app")],
        "ingress": [rule(100, "allow", "tcp", "10.0.0.0/16", 5432, 5432),
                    rule(110, "allow", "icmp", "10.0.0.0/16", 0, 0, icmp_type=8, icmp_code=-1)],
        "egress": [rule(100, "allow", "tcp", "10.0.0.0/16", 1024, 65535)]},
    "aws_network_acl_rule.guard_more": {"network_acl_id": at("aws_network_acl.guard"), "egress": True, "rule_number": 200,
                                        "protocol": "-1", "rule_action": "allow", "cidr_block": "10.0.3.0/24"},
    "aws_security_group.web_group": {
        "description": "web", "vpc_id": MAIN,
        "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}],
        "egress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]},
    "aws_security_group.data_group": {"description": "data", "vpc_id": MAIN},
    "aws_vpc_security_group_ingress_rule.data_from_web": {
        "security_group_id": at("aws_security_group.data_group"), "ip_protocol": "tcp", "from_port": 5432, "to_port": 5432,
        "referenced_security_group_id": at("aws_security_group.web_group")},
    "aws_network_interface.card": {
        "subnet_id": at("aws_subnet.app"), "security_groups": [at("aws_security_group.web_group")],
        "source_dest_check": False, "private_ips": ["10.0.2.10", "10.0.2.11"],
        "attachment": [{"instance": at("aws_instance.machine"), "device_index": 1}]},
    "aws_instance.machine": {"ami": "ami-1", "instance_type": "t3.micro", "subnet_id": at("aws_subnet.app"),
                             "private_ip": "10.0.2.5", "source_dest_check": False,
                             "vpc_security_group_ids": [at("aws_security_group.web_group")]},
    "aws_eip.card_address": {"domain": "vpc", "network_interface": at("aws_network_interface.card"),
                             "associate_with_private_ip": "10.0.2.10"},
    "aws_eip.machine_address": {"domain": "vpc", "instance": at("aws_instance.machine")},
    "aws_vpc_peering_connection.peering": {"vpc_id": MAIN, "peer_vpc_id": at("aws_vpc.other"), "auto_accept": True},
    "aws_ec2_transit_gateway.hub": {"default_route_table_association": "disable",
                                    "default_route_table_propagation": "disable"},
    "aws_ec2_transit_gateway_vpc_attachment.hub_main": {
        "transit_gateway_id": at("aws_ec2_transit_gateway.hub"), "vpc_id": MAIN,
        "subnet_ids": [at("aws_subnet.app"), at("aws_subnet.data")]},
    "aws_ec2_transit_gateway_vpc_attachment.hub_other": {
        "transit_gateway_id": at("aws_ec2_transit_gateway.hub"), "vpc_id": at("aws_vpc.other"),
        "subnet_ids": [at("aws_subnet.far")]},
    "aws_ec2_transit_gateway_route_table.hub_table": {"transit_gateway_id": at("aws_ec2_transit_gateway.hub")},
    "aws_ec2_transit_gateway_route_table_association.hub_uses": {
        "transit_gateway_attachment_id": at("aws_ec2_transit_gateway_vpc_attachment.hub_main"),
        "transit_gateway_route_table_id": HUB_TABLE},
    "aws_ec2_transit_gateway_route_table_propagation.hub_knows": {
        "transit_gateway_attachment_id": at("aws_ec2_transit_gateway_vpc_attachment.hub_other"),
        "transit_gateway_route_table_id": HUB_TABLE},
    "aws_ec2_transit_gateway_route.hub_route": {
        "destination_cidr_block": "10.9.0.0/16", "transit_gateway_route_table_id": HUB_TABLE,
        "transit_gateway_attachment_id": at("aws_ec2_transit_gateway_vpc_attachment.hub_other")},
    "aws_ec2_transit_gateway_route.hub_hole": {"destination_cidr_block": "10.8.0.0/16", "blackhole": True,
                                               "transit_gateway_route_table_id": HUB_TABLE},
    "aws_vpn_gateway.private": {"vpc_id": MAIN},
    "aws_customer_gateway.office": {"type": "ipsec.1", "bgp_asn": 65000, "ip_address": "203.0.113.7"},
    "aws_vpn_connection.tunnel": {"type": "ipsec.1", "customer_gateway_id": at("aws_customer_gateway.office"),
                                  "vpn_gateway_id": at("aws_vpn_gateway.private"), "static_routes_only": True},
    "aws_vpn_connection_route.tunnel_route": {"vpn_connection_id": at("aws_vpn_connection.tunnel"),
                                              "destination_cidr_block": "172.20.0.0/16"},
    "aws_vpc_endpoint.buckets": {"vpc_id": MAIN, "service_name": "com.amazonaws.eu-west-1.s3",
                                 "vpc_endpoint_type": "Gateway", "route_table_ids": [at("aws_route_table.app_table")]},
    "aws_vpc_endpoint.secrets": {"vpc_id": MAIN, "service_name": "com.amazonaws.eu-west-1.secretsmanager",
                                 "vpc_endpoint_type": "Interface", "subnet_ids": [at("aws_subnet.app")],
                                 "security_group_ids": [at("aws_security_group.web_group")]},
    "aws_lb.balancer": {"internal": False, "load_balancer_type": "application",
                        "subnets": [at("aws_subnet.edge"), at("aws_subnet.app")],
                        "security_groups": [at("aws_security_group.web_group")]},
    "aws_lb_listener.https": {
        "load_balancer_arn": at("aws_lb.balancer", "arn"), "port": 443, "protocol": "HTTPS",
        "default_action": [{"type": "forward", "target_group_arn": at("aws_lb_target_group.machines", "arn")}]},
    "aws_lb_listener_rule.orders": {
        "listener_arn": at("aws_lb_listener.https", "arn"), "priority": 10,
        "action": [{"type": "forward", "target_group_arn": at("aws_lb_target_group.machines", "arn")}],
        "condition": [{"path_pattern": [{"values": ["/orders/*"]}]}]},
    "aws_lb_target_group.machines": {"port": 8443, "protocol": "HTTPS", "target_type": "instance", "vpc_id": MAIN},
    "aws_lb_target_group_attachment.machine_of": {"target_group_arn": at("aws_lb_target_group.machines", "arn"),
                                                  "target_id": at("aws_instance.machine"), "port": 8443},
    "aws_db_subnet_group.databases": {"description": "data", "subnet_ids": [at("aws_subnet.data"), at("aws_subnet.app")]},
    "aws_db_instance.store": {"engine": "postgres", "instance_class": "db.t3.micro", "allocated_storage": 20,
                              "db_subnet_group_name": at("aws_db_subnet_group.databases", "name"),
                              "publicly_accessible": False,
                              "vpc_security_group_ids": [at("aws_security_group.data_group")]},
    "aws_api_gateway_vpc_link.door": {"name": "door", "target_arns": [at("aws_lb.balancer", "arn")]},
    "aws_cloudfront_vpc_origin.origin": {"vpc_origin_endpoint_config": [{
        "name": "origin", "arn": at("aws_lb.balancer", "arn"), "http_port": 80, "https_port": 443,
        "origin_protocol_policy": "https-only"}]},
}


# --- writing the dialects ---------------------------------------------------------------------------------

def is_block(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def hcl_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl_value, value)) + "]"
    if isinstance(value, str) and value.startswith("${"):
        return value[2:-1]
    return json.dumps(value)


def hcl_body(body, pad):
    for name, value in body.items():
        if is_block(value):
            for block in value:
                yield f"{pad}{name} {{"
                yield from hcl_body(block, pad + "  ")
                yield f"{pad}}}"
        else:
            yield f"{pad}{name} = {hcl_value(value)}"


def sources():
    for address, body in TERRAFORM.items():
        kind, name = address.split(".")
        yield "\n".join([f'resource "{kind}" "{name}" {{', *hcl_body(body, "  "), "}", ""])


def references(value):
    """What an expression of a plan's configuration names."""
    found = re.findall(r"\$\{([^}]*)\}", json.dumps(value))
    return [part for reference in found for part in (reference, reference.rsplit(".", 1)[0])]


def expressions(body):
    made = {}
    for name, value in body.items():
        if is_block(value):
            made[name] = [expressions(block) for block in value]
        else:
            made[name] = {"references": references(value)} if references(value) else {"constant_value": value}
    return made


def known(body):
    return {name: [known(block) for block in value] if is_block(value) else value
            for name, value in body.items() if is_block(value) or not references(value)}


def unknown(body):
    """As a plan marks what it does not know, with attributes that only the service fills in."""
    made = {name: [unknown(block) for block in value] if is_block(value) else True
            for name, value in body.items() if is_block(value) or references(value)}
    return made


COMPUTED = ["id", "arn", "state", "public_ip", "instance", "network_interface", "vpc_id", "private_ip", "accept_status",
            "ipv6_cidr_block", "default_route_table_id", "network_interface_ids", "association_default_route_table_id"]


def plan():
    planned, changes, configured = [], [], []
    for address, body in TERRAFORM.items():
        kind, name = address.split(".")
        head = {"address": address, "mode": "managed", "type": kind, "name": name,
                "provider_name": "example.com/hashicorp/aws"}
        after_unknown = {name: True for name in COMPUTED if name not in body} | unknown(body)
        planned.append({**head, "schema_version": 0, "values": known(body)})
        changes.append({**head, "change": {"actions": ["create"], "before": None, "after": known(body),
                                           "after_unknown": after_unknown}})
        configured.append({**head, "provider_config_key": "aws", "schema_version": 0, "expressions": expressions(body)})
    return {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": planned}},
            "resource_changes": changes, "configuration": {"root_module": {"resources": configured}}}


def settled(value, made):
    """References as the texts that the service gave."""
    if isinstance(value, dict):
        return {name: settled(item, made) for name, item in value.items()}
    if isinstance(value, list):
        return [settled(item, made) for item in value]
    found = re.fullmatch(r"\$\{(.*)\.(\w+)\}", value) if isinstance(value, str) else None
    if not found:
        return value
    return made[found[1]]["arn" if found[2] == "arn" else "id"]


def state():
    made = {address: {"id": f"{address.split('.')[0].removeprefix('aws_')}-{number:08x}",
                      "arn": f"arn:aws:x:eu-west-1:111111111111:{address}"}
            for number, address in enumerate(TERRAFORM)}
    resources = []
    for address, body in TERRAFORM.items():
        kind, name = address.split(".")
        values = {**settled(body, made), **made[address]}
        if kind == "aws_vpc":
            values |= {"assign_generated_ipv6_cidr_block": body.get("assign_generated_ipv6_cidr_block", False),
                       "ipv6_cidr_block": ""}
        if kind == "aws_db_subnet_group":
            values["name"] = values["id"]
        resources.append({"address": address, "mode": "managed", "type": kind, "name": name, "schema_version": 0,
                          "provider_name": "example.com/hashicorp/aws", "values": values})
    return {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": resources}}}


def template():
    return {"AWSTemplateFormatVersion": "2010-09-09",
            "Resources": {name: {"Type": kind, "Properties": properties}
                          for name, (kind, properties) in CLOUDFORMATION.items()}}


# --- reading the graphs -----------------------------------------------------------------------------------

def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def name_of(address):
    """"net/aws_vpc.main.Arn" and "net/Main" are main."""
    rest = address.split("/", 1)[1].split(".")
    return rest[1] if rest[0].startswith("aws_") else snake(rest[0])


def tidy(value):
    if isinstance(value, dict):
        return {key: tidy(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return tidy(value[0]) if len(value) == 1 else sorted((tidy(item) for item in value), key=json.dumps)
    return str(value).lower() if isinstance(value, bool) else str(value)


def canonical(kind, properties):
    """What the dialects need not say alike: names and tags, ports of "all protocols", ICMP of TCP."""
    for name in ("Tags", "GroupName", "Domain", "BackupRetentionPeriod", *(name for name in properties if name[0] == "@"),
                 *(["DBSubnetGroupName"] if kind.endswith("SubnetGroup") else [])):
        properties.pop(name, None)
    if kind == "AWS::EC2::NetworkAclEntry":
        protocol = str(properties.get("Protocol"))
        if protocol not in ("1", "58"):
            properties.pop("Icmp", None)
        if protocol not in ("6", "17"):
            properties.pop("PortRange", None)
    if kind == "AWS::EC2::VPCPeeringConnection":
        properties.setdefault("State", "active")  # CloudFormation waits until it is
    return json.dumps([kind, tidy(properties)])


def graph(glacis, path):
    """Sorted resources, each as one text."""
    done = subprocess.run([str(glacis), "debug", "canonical", path.name], capture_output=True, text=True, cwd=path.parent,
                          timeout=60)
    if done.returncode:
        raise SystemExit(f"{path}: exit {done.returncode}: {done.stderr[-800:]}")
    resources, properties = [], None
    for line in done.stdout.splitlines():
        if not line.startswith("  "):
            properties = {}
            resources.append((line.split(" ")[1], properties))
        else:
            key, value = line.strip().split(": ", 1)
            value = re.sub(r"@([^\s,\]}]+)", lambda found: json.dumps("@" + name_of(found[1])), value)
            properties[key] = value if value.startswith("?") else json.loads(value)
    return sorted(canonical(kind, copy.deepcopy(properties)) for kind, properties in resources)


def model(glacis, path):
    """What the network is made of it, sorted, with the names of the template."""
    done = subprocess.run([str(glacis), "debug", "network", path.name], capture_output=True, text=True, cwd=path.parent,
                          timeout=60)
    if done.returncode:
        raise SystemExit(f"{path}: exit {done.returncode}: {done.stderr[-800:]}")
    whole = re.sub(r"\n {4,}", " | ", done.stdout)  # a thing with what is in it
    names = {name: snake(name) for name in CLOUDFORMATION} | {name: name.split(".")[1] for name in TERRAFORM}
    names = re.sub(r"(?<![\w.])([A-Za-z][\w.]*)", lambda found: names.get(found[1], found[1]), whole)
    return sorted(" | ".join(sorted(line.strip().split(" | "))) for line in names.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--glacis", required=True)
    glacis = pathlib.Path(parser.parse_args().glacis).resolve()
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        base = pathlib.Path(scratch)
        files = {"cloudformation/net.json": json.dumps(template()), "sources/net/main.tf": "\n".join(sources()),
                 "plan/net.json": json.dumps(plan()), "state/net.json": json.dumps(state())}
        for name, text in files.items():
            path = base / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
        want = graph(glacis, base / "cloudformation/net.json")
        tally.check("there is a resource for each of the template", [] if len(want) == len(CLOUDFORMATION) else [len(want)])
        for name, path in (("sources", "sources/net"), ("plan", "plan/net.json"), ("state", "state/net.json")):
            tally.check(f"the graph of Terraform's {name} is CloudFormation's", difference(want, graph(glacis, base / path)))
        network = model(glacis, base / "cloudformation/net.json")
        tally.check("an instance has its own interface and the one that is attached",
                    [line for line in network if line.startswith("endpoint machine ") and line.count("| in app is") != 2])
        for name, path in (("sources", "sources/net"), ("plan", "plan/net.json"), ("state", "state/net.json")):
            tally.check(f"the network of Terraform's {name} is CloudFormation's",
                        difference(network, model(glacis, base / path)))
    return tally.finish()


if __name__ == "__main__":
    raise SystemExit(main())
