"""Networks for the bench: estates of services, the same bytes every time, and what is measured of them.

    network.py snapshot|tf|cloudformation SERVICES FOLDER [CHANGED]

A service is a public load balancer in two subnets, three instances and a database, each tier with a group of its own: six
network interfaces, three groups, ten rules. Three hundred services share a VPC (nine subnets, a NAT gateway, network ACLs of
the data subnets); the VPCs are joined by a transit gateway. Some rules are mistakes: every 31st load balancer may send
anywhere, every 43rd database takes connections from 10.0.0.0/8, every 61st instance SSH from the internet. CHANGED is the
number of a service whose database is opened to 10.0.0.0/8 too: what a pull request changes.
"""
import json, pathlib, resource as limits, statistics, sys

RULES_A_SERVICE, INTERFACES_A_SERVICE, GROUPS_A_SERVICE, SERVICES_A_VPC = 10, 6, 3, 300
RULES = [1000, 10000, 100000]
LARGE = 1667  # services: 10,002 network interfaces with 5,001 groups
MAPPED = 100  # services whose flows are listed, which are nearly all pairs
MIB = 1024 * 1024
LARGE_WALL, LARGE_RSS, CHANGE_WALL, GROWTH, MOST_MEMORY = 2.0, 500 * MIB, 2.0, 1.25, 4096 * MIB
TIERS = ["edge", "app", "data"]
ZONES = ["a", "b", "c"]
ACCOUNT, REGION = "111122223333", "eu-west-1"


def vpc_of(service):
    return service // SERVICES_A_VPC


def vpc_block(vpc):
    return f"10.{vpc}.0.0/16"


def subnets():
    """(tier, zone, number of its /20) of a VPC."""
    return [(tier, zone, 3 * t + z) for t, tier in enumerate(TIERS) for z, zone in enumerate(ZONES)]


def subnet_block(vpc, number):
    return f"10.{vpc}.{number * 16}.0/20"


def address(service, tier, zone, at):
    """Of the interface `at` of a service in that subnet: three of a service at most."""
    number = 3 * TIERS.index(tier) + ZONES.index(zone)
    host = (service % SERVICES_A_VPC) * 3 + at + 10
    return f"10.{vpc_of(service)}.{number * 16 + host // 250}.{host % 250 + 4}"


def zone_of(service, at=0):
    return ZONES[(service + at) % len(ZONES)]


def neighbours(service, services):
    """Two services of the same VPC that call this one."""
    first = vpc_of(service) * SERVICES_A_VPC
    length = min(SERVICES_A_VPC, services - first)
    return [first + (service - first + step) % length for step in (1, 7)]


def rules(service, services, changed=None):
    """(tier, "in" or "out", low port, high port, block or (service, tier) whose group it is)."""
    one, two = neighbours(service, services)
    is_open = service % 43 == 5 or service == changed
    return [("edge", "in", 443, 443, "0.0.0.0/0"),
            ("edge", "out", 0, 65535, "0.0.0.0/0") if service % 31 == 7 else ("edge", "out", 8443, 8443, (service, "app")),
            ("app", "in", 8443, 8443, (service, "edge")),
            ("app", "in", 8443, 8443, (one, "app")),
            ("app", "in", 22, 22, "0.0.0.0/0") if service % 61 == 11 else ("app", "in", 8443, 8443, (two, "app")),
            ("app", "in", 9000, 9100, vpc_block(vpc_of(service))),
            ("app", "out", 0, 65535, "0.0.0.0/0"),
            ("data", "in", 5432, 5432, (service, "app")),
            ("data", "in", 5432, 5432, "10.0.0.0/8") if is_open else ("data", "in", 5432, 5432, (one, "app")),
            ("data", "in", 5432, 5432, (service, "data"))]


# --- a snapshot -----------------------------------------------------------------------------------------

def named(prefix, *numbers):
    return prefix + "-" + "".join(f"{number:08x}" for number in numbers)


def group_id(service, tier):
    return named("sg", service, TIERS.index(tier))


def subnet_id(vpc, tier, zone):
    return named("subnet", vpc, 3 * TIERS.index(tier) + ZONES.index(zone))


def arn(kind, rest):
    return f"arn:aws:{kind}:{REGION}:{ACCOUNT}:{rest}"


def permission(low, high, peer):
    made = {"IpProtocol": "tcp", "FromPort": low, "ToPort": high, "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [],
            "UserIdGroupPairs": []}
    if isinstance(peer, str):
        made["IpRanges"] = [{"CidrIp": peer}]
    else:
        made["UserIdGroupPairs"] = [{"GroupId": group_id(*peer), "UserId": ACCOUNT}]
    return made


def interface(service, tier, zone, at, **more):
    return {"NetworkInterfaceId": named("eni", service, TIERS.index(tier), at), "VpcId": named("vpc", vpc_of(service)),
            "SubnetId": subnet_id(vpc_of(service), tier, zone), "AvailabilityZone": REGION + zone, "OwnerId": ACCOUNT,
            "PrivateIpAddress": address(service, tier, zone, at), "Status": "in-use", "InterfaceType": "interface",
            "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address(service, tier, zone, at)}],
            "Groups": [{"GroupId": group_id(service, tier), "GroupName": f"{tier}-group-{service}"}], "Ipv6Addresses": [],
            "SourceDestCheck": True, **more}


def vpc_lists(lists, vpc):
    name, gateway, nat = named("vpc", vpc), named("igw", vpc), named("nat", vpc)
    main, inner = named("rtb", vpc, 0), named("rtb", vpc, 1)
    acl, guard = named("acl", vpc, 0), named("acl", vpc, 1)
    ids = {(tier, zone): subnet_id(vpc, tier, zone) for tier, zone, _ in subnets()}
    lists["Vpcs"].append({"VpcId": name, "CidrBlock": vpc_block(vpc), "IsDefault": False, "State": "available",
                          "OwnerId": ACCOUNT, "CidrBlockAssociationSet": [
                              {"CidrBlock": vpc_block(vpc), "CidrBlockState": {"State": "associated"}}]})
    lists["Subnets"] += [{"SubnetId": ids[tier, zone], "VpcId": name, "CidrBlock": subnet_block(vpc, number),
                          "AvailabilityZone": REGION + zone, "MapPublicIpOnLaunch": False, "OwnerId": ACCOUNT,
                          "State": "available"} for tier, zone, number in subnets()]
    lists["InternetGateways"].append({"InternetGatewayId": gateway, "Attachments": [{"State": "available", "VpcId": name}]})
    lists["NatGateways"].append({
        "NatGatewayId": nat, "VpcId": name, "SubnetId": ids["edge", "a"], "State": "available",
        "ConnectivityType": "public", "NatGatewayAddresses": [{
            "AllocationId": named("eipalloc", vpc), "PrivateIp": f"10.{vpc}.0.4", "PublicIp": f"198.51.100.{vpc % 250 + 1}",
            "NetworkInterfaceId": named("eni", 0xffff, vpc)}]})
    local = {"DestinationCidrBlock": vpc_block(vpc), "GatewayId": "local", "State": "active", "Origin": "CreateRouteTable"}
    hub = {"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": "tgw-00000001", "State": "active",
           "Origin": "CreateRoute"}
    out = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", "Origin": "CreateRoute"}
    lists["RouteTables"] += [
        {"RouteTableId": main, "VpcId": name, "Routes": [local, {**out, "GatewayId": gateway}], "PropagatingVgws": [],
         "Associations": [{"Main": True, "RouteTableId": main}]},
        {"RouteTableId": inner, "VpcId": name, "Routes": [local, hub, {**out, "NatGatewayId": nat}], "PropagatingVgws": [],
         "Associations": [{"Main": False, "RouteTableId": inner, "SubnetId": ids[tier, zone]}
                          for tier, zone, _ in subnets() if tier != "edge"]}]
    every = {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    lists["NetworkAcls"] += [
        {"NetworkAclId": acl, "VpcId": name, "IsDefault": True,
         "Entries": [{**every, "Egress": False}, {**every, "Egress": True}],
         "Associations": [{"NetworkAclId": acl, "SubnetId": ids[tier, zone]} for tier, zone, _ in subnets() if tier != "data"]},
        {"NetworkAclId": guard, "VpcId": name, "IsDefault": False,
         "Entries": [{"RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "CidrBlock": "10.0.0.0/8", "Egress": False,
                      "PortRange": {"From": 5432, "To": 5432}},
                     {"RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "CidrBlock": "10.0.0.0/8", "Egress": True,
                      "PortRange": {"From": 1024, "To": 65535}}],
         "Associations": [{"NetworkAclId": guard, "SubnetId": ids[tier, zone]} for tier, zone, _ in subnets()
                          if tier == "data"]}]
    lists["TransitGatewayVpcAttachments"].append({
        "TransitGatewayAttachmentId": named("tgw-attach", vpc), "TransitGatewayId": "tgw-00000001", "VpcId": name,
        "SubnetIds": [ids["app", zone] for zone in ZONES], "State": "available"})
    lists["DBSubnetGroups"].append({"DBSubnetGroupName": f"data-{vpc}", "DBSubnetGroupDescription": "data", "VpcId": name,
                                    "Subnets": [{"SubnetIdentifier": ids["data", zone]} for zone in ZONES]})


def service_lists(lists, service, services, changed):
    own = rules(service, services, changed)
    for tier in TIERS:
        lists["SecurityGroups"].append({
            "GroupId": group_id(service, tier), "GroupName": f"{tier}-group-{service}", "Description": tier, "OwnerId": ACCOUNT,
            "VpcId": named("vpc", vpc_of(service)),
            "IpPermissions": [permission(*rest) for of, way, *rest in own if (of, way) == (tier, "in")],
            "IpPermissionsEgress": [permission(*rest) for of, way, *rest in own if (of, way) == (tier, "out")]})
    balancer = f"loadbalancer/app/edge-{service}/{service:016x}"
    for at in (0, 1):
        lists["NetworkInterfaces"].append(interface(
            service, "edge", zone_of(service, at), at, RequesterId="amazon-elb", RequesterManaged=True,
            Description=f"ELB app/edge-{service}/{service:016x}",
            Association={"PublicIp": f"203.{service % 200 + 1}.{service // 200 % 250}.{at + 1}", "IpOwnerId": "amazon-elb"}))
    for at in range(3):
        card, machine = interface(service, "app", zone_of(service, at), at), named("i", service, at)
        card["Attachment"] = {"InstanceId": machine, "DeviceIndex": 0, "Status": "attached"}
        lists["NetworkInterfaces"].append(card)
        lists["Reservations"].append({"ReservationId": named("r", service, at), "Instances": [{
            "InstanceId": machine, "ImageId": "ami-00000001", "InstanceType": "m7g.large", "State": {"Name": "running"},
            "SubnetId": card["SubnetId"], "VpcId": card["VpcId"], "PrivateIpAddress": card["PrivateIpAddress"],
            "SourceDestCheck": True, "SecurityGroups": card["Groups"], "NetworkInterfaces": [{
                "NetworkInterfaceId": card["NetworkInterfaceId"], "Attachment": {"DeviceIndex": 0}}]}]})
    lists["NetworkInterfaces"].append(interface(service, "data", zone_of(service), 0, RequesterId="amazon-rds",
                                                RequesterManaged=True, Description="RDSNetworkInterface"))
    lists["DBInstances"].append({
        "DBInstanceIdentifier": f"data-{service}", "DBInstanceArn": arn("rds", f"db:data-{service}"), "Engine": "postgres",
        "DBInstanceClass": "db.r6g.large", "DBInstanceStatus": "available", "PubliclyAccessible": False,
        "StorageEncrypted": True, "MultiAZ": False, "AvailabilityZone": REGION + zone_of(service),
        "Endpoint": {"Address": f"data-{service}.example.com", "Port": 5432},
        "DBSubnetGroup": {"DBSubnetGroupName": f"data-{vpc_of(service)}"},
        "VpcSecurityGroups": [{"VpcSecurityGroupId": group_id(service, "data"), "Status": "active"}]})
    lists["LoadBalancers"].append({
        "LoadBalancerName": f"edge-{service}", "LoadBalancerArn": arn("elasticloadbalancing", balancer), "Type": "application",
        "Scheme": "internet-facing", "VpcId": named("vpc", vpc_of(service)), "State": {"Code": "active"},
        "SecurityGroups": [group_id(service, "edge")], "IpAddressType": "ipv4",
        "AvailabilityZones": [{"ZoneName": REGION + zone_of(service, at),
                               "SubnetId": subnet_id(vpc_of(service), "edge", zone_of(service, at))} for at in (0, 1)]})
    targets = arn("elasticloadbalancing", f"targetgroup/app-{service}/{service:016x}")
    lists["TargetGroups"].append({"TargetGroupName": f"app-{service}", "TargetGroupArn": targets, "Protocol": "HTTPS",
                                  "Port": 8443, "TargetType": "instance", "VpcId": named("vpc", vpc_of(service)),
                                  "LoadBalancerArns": [arn("elasticloadbalancing", balancer)]})
    lists["LoadBalancerTargetHealth"].append({"TargetGroupArn": targets, "TargetHealthDescriptions": [
        {"Target": {"Id": named("i", service, at), "Port": 8443}, "TargetHealth": {"State": "healthy"}} for at in range(3)]})
    lists["Listeners"].append({
        "ListenerArn": arn("elasticloadbalancing", f"listener/app/edge-{service}/{service:016x}/1"), "Port": 443,
        "LoadBalancerArn": arn("elasticloadbalancing", balancer), "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": targets}]})


def snapshot(services, folder, changed=None):
    """A file for each call, as `aws ... describe-...` answers."""
    names = ["Vpcs", "Subnets", "InternetGateways", "NatGateways", "RouteTables", "NetworkAcls", "SecurityGroups",
             "NetworkInterfaces", "Reservations", "TransitGatewayVpcAttachments", "DBSubnetGroups", "DBInstances",
             "LoadBalancers", "TargetGroups", "LoadBalancerTargetHealth", "Listeners"]
    lists = {name: [] for name in names}
    vpcs = vpc_of(services - 1) + 1
    for vpc in range(vpcs):
        vpc_lists(lists, vpc)
    for service in range(services):
        service_lists(lists, service, services, changed)
    table = "tgw-rtb-00000001"
    lists["TransitGateways"] = [{"TransitGatewayId": "tgw-00000001", "State": "available", "OwnerId": ACCOUNT, "Options": {
        "DefaultRouteTableAssociation": "enable", "AssociationDefaultRouteTableId": table,
        "DefaultRouteTablePropagation": "enable", "PropagationDefaultRouteTableId": table}}]
    lists["TransitGatewayRouteTables"] = [{"TransitGatewayRouteTableId": table, "TransitGatewayId": "tgw-00000001",
                                           "State": "available", "DefaultAssociationRouteTable": True,
                                           "DefaultPropagationRouteTable": True}]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in lists.items():
        (folder / f"{name}.json").write_text(json.dumps({name: items}, indent=1) + "\n")


# --- Terraform ------------------------------------------------------------------------------------------

def block(head, *lines):
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}", ""])


def tf_vpc(vpc):
    yield block('resource "aws_vpc" "this"', f'cidr_block = "{vpc_block(vpc)}"')
    yield block('resource "aws_internet_gateway" "this"', "vpc_id = aws_vpc.this.id")
    for tier, zone, number in subnets():
        name = f"{tier}_{zone}"
        yield block(f'resource "aws_subnet" "{name}"', "vpc_id            = aws_vpc.this.id",
                    f'cidr_block        = "{subnet_block(vpc, number)}"', f'availability_zone = "{REGION}{zone}"')
        yield block(f'resource "aws_route_table_association" "{name}"', f"subnet_id      = aws_subnet.{name}.id",
                    f"route_table_id = aws_route_table.{'edge' if tier == 'edge' else 'inner'}.id")
    yield block('resource "aws_eip" "nat"', 'domain = "vpc"')
    yield block('resource "aws_nat_gateway" "this"', "subnet_id     = aws_subnet.edge_a.id",
                "allocation_id = aws_eip.nat.allocation_id")
    yield block('resource "aws_route_table" "edge"', "vpc_id = aws_vpc.this.id", "", "route {",
                '  cidr_block = "0.0.0.0/0"', "  gateway_id = aws_internet_gateway.this.id", "}")
    yield block('resource "aws_route_table" "inner"', "vpc_id = aws_vpc.this.id", "", "route {",
                '  cidr_block     = "0.0.0.0/0"', "  nat_gateway_id = aws_nat_gateway.this.id", "}")
    yield block('resource "aws_network_acl" "data"', "vpc_id     = aws_vpc.this.id",
                f"subnet_ids = [{', '.join(f'aws_subnet.data_{zone}.id' for zone in ZONES)}]",
                *(line for way, low, high in (("ingress", 5432, 5432), ("egress", 1024, 65535)) for line in (
                    "", f"{way} {{", "  rule_no    = 100", '  action     = "allow"', '  protocol   = "tcp"',
                    '  cidr_block = "10.0.0.0/8"', f"  from_port  = {low}", f"  to_port    = {high}", "}")))
    yield block('resource "aws_db_subnet_group" "data"', 'name       = "data"',
                f"subnet_ids = [{', '.join(f'aws_subnet.data_{zone}.id' for zone in ZONES)}]")


def tf_rule(service, number, rule):
    tier, way, low, high, peer = rule
    far = f'  cidr_ipv4         = "{peer}"' if isinstance(peer, str) else \
        f"  referenced_security_group_id = aws_security_group.{peer[1]}_{peer[0]}.id"
    return block(f'resource "aws_vpc_security_group_{"ingress" if way == "in" else "egress"}_rule" "r{service}_{number}"',
                 f"security_group_id = aws_security_group.{tier}_{service}.id", 'ip_protocol       = "tcp"',
                 f"from_port         = {low}", f"to_port           = {high}", far.strip())


def tf_service(service, services, changed):
    for tier in TIERS:
        yield block(f'resource "aws_security_group" "{tier}_{service}"', f'name        = "{tier}-group-{service}"',
                    f'description = "{tier}"', "vpc_id      = aws_vpc.this.id")
    for number, rule in enumerate(rules(service, services, changed)):
        yield tf_rule(service, number, rule)
    yield block(f'resource "aws_instance" "app_{service}"', "count                  = 3",
                'ami                    = "ami-00000001"', 'instance_type          = "m7g.large"',
                f"subnet_id              = aws_subnet.app_{zone_of(service)}.id",
                f"vpc_security_group_ids = [aws_security_group.app_{service}.id]")
    yield block(f'resource "aws_db_instance" "data_{service}"', f'identifier             = "data-{service}"',
                'engine                 = "postgres"', 'instance_class         = "db.r6g.large"',
                "storage_encrypted      = true", "db_subnet_group_name   = aws_db_subnet_group.data.name",
                f"vpc_security_group_ids = [aws_security_group.data_{service}.id]")
    yield block(f'resource "aws_lb" "edge_{service}"', f'name               = "edge-{service}"',
                "internal           = false", 'load_balancer_type = "application"',
                f"security_groups    = [aws_security_group.edge_{service}.id]",
                f"subnets            = [aws_subnet.edge_{zone_of(service)}.id, aws_subnet.edge_{zone_of(service, 1)}.id]")
    yield block(f'resource "aws_lb_target_group" "app_{service}"', 'protocol    = "HTTPS"', "port        = 8443",
                'target_type = "instance"', "vpc_id      = aws_vpc.this.id")
    yield block(f'resource "aws_lb_target_group_attachment" "app_{service}"', "count            = 3",
                f"target_group_arn = aws_lb_target_group.app_{service}.arn",
                f"target_id        = aws_instance.app_{service}[count.index].id")
    yield block(f'resource "aws_lb_listener" "edge_{service}"', f"load_balancer_arn = aws_lb.edge_{service}.arn",
                "port              = 443", 'protocol          = "HTTPS"',
                'ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"', "", "default_action {",
                '  type             = "forward"', f"  target_group_arn = aws_lb_target_group.app_{service}.arn", "}")


def terraform(services, folder, changed=None):
    """A root module for each VPC, a file for each ten services."""
    for vpc in range(vpc_of(services - 1) + 1):
        root = pathlib.Path(folder) / f"vpc-{vpc:03}"
        root.mkdir(parents=True, exist_ok=True)
        (root / "network.tf").write_text("\n".join(tf_vpc(vpc)))
        last = min(services, (vpc + 1) * SERVICES_A_VPC)
        for first in range(vpc * SERVICES_A_VPC, last, 10):
            parts = [part for service in range(first, min(first + 10, last)) for part in tf_service(service, services, changed)]
            (root / f"services-{first:05}.tf").write_text("\n".join(parts))


# --- CloudFormation -------------------------------------------------------------------------------------

def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


def ref(name):
    return {"Ref": name}


def shared(vpc, name):
    return {"Fn::ImportValue": f"vpc-{vpc}-{name}"}


def cf_vpc(vpc):
    made = {"Vpc": resource("AWS::EC2::VPC", CidrBlock=vpc_block(vpc)), "Gateway": resource("AWS::EC2::InternetGateway"),
            "Attached": resource("AWS::EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
            "Address": resource("AWS::EC2::EIP", Domain="vpc"),
            "Nat": resource("AWS::EC2::NatGateway", SubnetId=ref("Edgea"),
                            AllocationId={"Fn::GetAtt": ["Address", "AllocationId"]}),
            "EdgeTable": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
            "InnerTable": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
            "EdgeOut": resource("AWS::EC2::Route", RouteTableId=ref("EdgeTable"), DestinationCidrBlock="0.0.0.0/0",
                                GatewayId=ref("Gateway")),
            "InnerOut": resource("AWS::EC2::Route", RouteTableId=ref("InnerTable"), DestinationCidrBlock="0.0.0.0/0",
                                 NatGatewayId=ref("Nat")),
            "Guard": resource("AWS::EC2::NetworkAcl", VpcId=ref("Vpc")),
            "Databases": resource("AWS::RDS::DBSubnetGroup", DBSubnetGroupDescription="data",
                                  SubnetIds=[ref(f"Data{zone}") for zone in ZONES])}
    for name, is_egress, low, high in (("In", False, 5432, 5432), ("Out", True, 1024, 65535)):
        made[f"Guard{name}"] = resource("AWS::EC2::NetworkAclEntry", NetworkAclId=ref("Guard"), RuleNumber=100,
                                        Egress=is_egress, Protocol=6, RuleAction="allow", CidrBlock="10.0.0.0/8",
                                        PortRange={"From": low, "To": high})
    for tier, zone, number in subnets():
        name = f"{tier.capitalize()}{zone}"
        made[name] = resource("AWS::EC2::Subnet", VpcId=ref("Vpc"), CidrBlock=subnet_block(vpc, number),
                              AvailabilityZone=REGION + zone)
        made[f"{name}Table"] = resource("AWS::EC2::SubnetRouteTableAssociation", SubnetId=ref(name),
                                        RouteTableId=ref("EdgeTable" if tier == "edge" else "InnerTable"))
        if tier == "data":
            made[f"{name}Acl"] = resource("AWS::EC2::SubnetNetworkAclAssociation", SubnetId=ref(name),
                                          NetworkAclId=ref("Guard"))
    names = ["Vpc", "Databases", *(f"{tier.capitalize()}{zone}" for tier, zone, _ in subnets())]
    return {"Resources": made, "Outputs": {name: {"Value": ref(name), "Export": {"Name": f"vpc-{vpc}-{name}"}}
                                           for name in names}}


def cf_rule(number, rule):
    """A rule of a group; a group of another stack is imported."""
    tier, way, low, high, peer = rule
    side = "SecurityGroupIngress" if way == "in" else "SecurityGroupEgress"
    properties = {"GroupId": shared_group(number, (number, tier)), "IpProtocol": "tcp", "FromPort": low, "ToPort": high}
    if isinstance(peer, str):
        properties["CidrIp"] = peer
    else:
        properties[("Source" if way == "in" else "Destination") + "SecurityGroupId"] = shared_group(number, peer)
    return resource(f"AWS::EC2::{side}", **properties)


def shared_group(service, peer):
    if peer[0] // 10 == service // 10:
        return {"Fn::GetAtt": [f"{peer[1].capitalize()}{peer[0]}", "GroupId"]}
    return {"Fn::ImportValue": f"group-{peer[1]}-{peer[0]}"}


def cf_service(service, services, changed):
    vpc, made = vpc_of(service), {}
    for tier in TIERS:
        made[f"{tier.capitalize()}{service}"] = resource(
            "AWS::EC2::SecurityGroup", GroupDescription=tier, VpcId=shared(vpc, "Vpc"),
            **({"SecurityGroupEgress": []} if tier == "data" else {}))
    for number, rule in enumerate(rules(service, services, changed)):
        made[f"Rule{service}x{number}"] = cf_rule(service, rule)
    for at in range(3):
        made[f"Machine{service}x{at}"] = resource(
            "AWS::EC2::Instance", ImageId="ami-00000001", InstanceType="m7g.large",
            SubnetId=shared(vpc, f"App{zone_of(service, at)}"), SecurityGroupIds=[shared_group(service, (service, "app"))])
    made[f"Store{service}"] = resource(
        "AWS::RDS::DBInstance", Engine="postgres", DBInstanceClass="db.r6g.large", StorageEncrypted=True,
        DBSubnetGroupName=shared(vpc, "Databases"), VPCSecurityGroups=[shared_group(service, (service, "data"))])
    made[f"Balancer{service}"] = resource(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", Scheme="internet-facing", Type="application",
        SecurityGroups=[shared_group(service, (service, "edge"))],
        Subnets=[shared(vpc, f"Edge{zone_of(service, at)}") for at in (0, 1)])
    made[f"Targets{service}"] = resource(
        "AWS::ElasticLoadBalancingV2::TargetGroup", Protocol="HTTPS", Port=8443, TargetType="instance",
        VpcId=shared(vpc, "Vpc"), Targets=[{"Id": ref(f"Machine{service}x{at}"), "Port": 8443} for at in range(3)])
    made[f"Listener{service}"] = resource(
        "AWS::ElasticLoadBalancingV2::Listener", LoadBalancerArn=ref(f"Balancer{service}"), Port=443, Protocol="HTTPS",
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        DefaultActions=[{"Type": "forward", "TargetGroupArn": ref(f"Targets{service}")}])
    return made


def cloudformation(services, folder, changed=None):
    """A stack for each VPC and for each ten services."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, made):
        (folder / f"{name}.json").write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **made}, indent=1) + "\n")

    for vpc in range(vpc_of(services - 1) + 1):
        write(f"vpc-{vpc:03}", cf_vpc(vpc))
    for first in range(0, services, 10):
        own = range(first, min(first + 10, services))
        outputs = {f"{tier.capitalize()}Group{service}": {
            "Value": {"Fn::GetAtt": [f"{tier.capitalize()}{service}", "GroupId"]},
            "Export": {"Name": f"group-{tier}-{service}"}} for service in own for tier in TIERS}
        made = {name: body for service in own for name, body in cf_service(service, services, changed).items()}
        write(f"services-{first:05}", {"Resources": made, "Outputs": outputs})


WRITERS = {"snapshot": snapshot, "tf": terraform, "cloudformation": cloudformation}


# --- what is measured -----------------------------------------------------------------------------------

def made(bench, dialect, services, changed=None):
    folder = bench.folder / f"network-{dialect}-{services}{'-changed' if changed is not None else ''}"
    if not folder.exists():
        WRITERS[dialect](services, folder, changed)
    return folder


def timed(bench, call, what, words, **more):
    """Adds the medians as a row, which is given back. A question may be answered no (0), yes (1) or not at all (3)."""
    runs = [call(bench.limit, "run", bench.glacis, *words) for _ in range(bench.runs)]
    ends = {run["exit"] for run in runs}
    if not ends <= {0, 1, 3}:
        text = f"{what} ends with {sorted(ends)}"
        bench.notes.append({"what": what, "text": text, "over": True})
        return None
    row = {key: statistics.median(run[key] for run in runs) for key in ("cpu", "wall", "rss")}
    over = [name for name, most in more.get("most", {}).items() if row[{"memory": "rss"}.get(name, name)] > most]
    bench.add(what, row, budget=more.get("budget", ""), over=over)
    return row


def growth(bench, what, measured):
    """Cost of one more rule, which leaves the start of the process out."""
    sizes = sorted(measured)
    steps = [(measured[large] - measured[small]) / (large - small) for small, large in zip(sizes, sizes[1:])]
    factor = steps[-1] / steps[0] if steps[0] > 0 else float("inf")
    bench.notes.append({"what": f"growth {what}", "us_a_rule": [step * 1e6 for step in steps], "factor": factor,
                        "over": factor > GROWTH, "text": f"growth {what}: {', '.join(f'{step * 1e6:.1f}' for step in steps)} "
                        f"us for one more rule between {', '.join(f'{size:,}' for size in sizes)}: factor {factor:.2f}, "
                        f"budget {GROWTH}"})


def by_rules(bench, call):
    for dialect in WRITERS:
        measured = {}
        for size in RULES:
            words = ["scan", "--fail-on", "never", "-f", "sarif", made(bench, dialect, size // RULES_A_SERVICE)]
            row = timed(bench, call, f"{size:,} group rules {dialect}, sarif", words)
            if row:
                measured[size] = row["cpu"]
        if len(measured) > 2:
            growth(bench, f"scan {dialect}", measured)


def large(bench, call):
    """10,000 interfaces with 5,000 groups: everything against the matrix, then asked, and with one rule changed."""
    folder = made(bench, "snapshot", LARGE)
    scan, interfaces = ["scan", "--fail-on", "never", "-f", "sarif"], f"{LARGE * INTERFACES_A_SERVICE:,} interfaces"
    timed(bench, call, f"{interfaces} against the matrix", [*scan, folder], budget="2 s, 500 MiB",
          most={"wall": LARGE_WALL, "memory": LARGE_RSS})
    for dialect in WRITERS:
        timed(bench, call, f"{interfaces}, one rule changed, {dialect}", [*scan, made(bench, dialect, LARGE, changed=7)],
              budget="2 s", most={"wall": CHANGE_WALL})
    store, machine = "data-12", named("i", 13, 0)
    for what, words in {"reach, internet to a database": ["reach", "--from", "internet", "--to", store],
                        "reach, an instance to a database": ["reach", "--from", machine, "--to", store]}.items():
        timed(bench, call, f"{interfaces}, {what}", [*words, folder])


def mapped(bench, call):
    """What is worked out for every pair, or every store with every set of changes."""
    folder, interfaces = made(bench, "snapshot", MAPPED), f"{MAPPED * INTERFACES_A_SERVICE:,} interfaces"
    timed(bench, call, f"{interfaces}, map of all flows", ["reach", "-f", "txt", folder])
    timed(bench, call, f"{interfaces}, depth of all", ["depth", folder])


def measure(bench, call):
    """What grows without bound must not take the machine with it."""
    limits.setrlimit(limits.RLIMIT_AS, (MOST_MEMORY, limits.getrlimit(limits.RLIMIT_AS)[1]))
    by_rules(bench, call)
    large(bench, call)
    mapped(bench, call)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in WRITERS:
        sys.exit(__doc__)
    WRITERS[sys.argv[1]](int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
