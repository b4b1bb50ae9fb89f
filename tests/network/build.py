"""Describe answers from a compact text, so that a hand-written case fits on a page.

A network is a map; its members, all optional:
  "vpcs":     {"vpc-a": "10.0.0.0/16 2600:1f00::/56"}
  "subnets":  {"subnet-a": "vpc-a 10.0.1.0/24 [zone]"}
  "nics":     {"eni-a": {"in": "subnet-a", "ip": "10.0.1.5", "public": "52.0.0.1", "more": [...], "groups": [...],
               "instance": "i-a", "ip6": "2600:1f00::5", "kind": "interface"}}    (VPC and zone are the subnet's)
  "groups":   {"sg-a": ["vpc-a", "in tcp 443 0.0.0.0/0", "out all 0.0.0.0/0", "in tcp 22-23 sg-b", "in icmp 8/0 ..."]}
  "acls":     {"acl-a": ["vpc-a subnet-a ...", "100 in allow tcp 1024-65535 0.0.0.0/0", ...]}   ("default" for IsDefault)
  "tables":   {"rtb-a": ["vpc-a main subnet-a igw-a ...", "0.0.0.0/0 igw-a", "10.9.0.0/16 pcx-a blackhole",
               "10.8.0.0/16 vgw-a propagated", "pl-a vpce-a"]}                     (local rows are added)
  "igws", "vgws", "eigws": {"igw-a": "vpc-a"}, a virtual private gateway with a VPN connection behind it
  "nats":     {"nat-a": "subnet-a 10.0.1.9 [52.0.0.9]"}
  "peerings": {"pcx-a": "vpc-a vpc-b [pending-acceptance] [eu-west-1]"}            (state; region of the second)
  "lists":    {"pl-a": ["52.216.0.0/15"]}
  "endpoints": {"vpce-a": "vpc-a com.amazonaws.eu-central-1.s3"}
  "transit":  {"tgw-a": {"attach": {"att-a": "vpc-a rtb-1 subnet-a ...", "att-v": "vpn rtb-1", "att-p": "tgw-b rtb-1"},
               "propagate": {"rtb-1": ["att-a"]}, "routes": {"rtb-1": ["10.0.0.0/8 att-a", "0.0.0.0/0 blackhole"]},
               "referencing": false}}
"""
OWNER = "123456789012"
LISTS = ("Vpcs", "Subnets", "RouteTables", "NetworkAcls", "SecurityGroups", "NetworkInterfaces", "Reservations",
         "InternetGateways", "EgressOnlyInternetGateways", "NatGateways", "Addresses", "VpcPeeringConnections",
         "TransitGateways", "TransitGatewayAttachments", "TransitGatewayVpcAttachments", "TransitGatewayRouteTables",
         "TransitGatewayPropagations", "TransitGatewayStaticRoutes", "VpnGateways", "VpnConnections",
         "CustomerGateways", "VpcEndpoints", "ManagedPrefixLists", "PrefixLists")
KEYS = {"nat": "NatGatewayId", "tgw": "TransitGatewayId", "pcx": "VpcPeeringConnectionId",
        "eigw": "EgressOnlyInternetGatewayId", "eni": "NetworkInterfaceId", "i": "InstanceId"}
PROTOCOLS = {"all": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}


def network(given):
    lists = {name: [] for name in LISTS}  # a list that no call answered would not be known

    def add(name, item):
        lists.setdefault(name, []).append(item)
        return item

    for name, blocks in given.get("vpcs", {}).items():
        v4, v6 = [b for b in blocks.split() if ":" not in b], [b for b in blocks.split() if ":" in b]
        add("Vpcs", {"VpcId": name, "CidrBlock": v4[0], "State": "available", "OwnerId": OWNER, "IsDefault": False,
                     "CidrBlockAssociationSet": [{"CidrBlock": b, "CidrBlockState": {"State": "associated"}} for b in v4],
                     "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": b, "Ipv6CidrBlockState": {"State": "associated"}}
                                                     for b in v6]})
    blocks_of = {v["VpcId"]: given["vpcs"][v["VpcId"]].split() for v in lists.get("Vpcs", [])}
    subnets = {}
    for name, text in given.get("subnets", {}).items():
        vpc, *rest = text.split()
        blocks = [w for w in rest if "/" in w]
        zones = [w for w in rest if "/" not in w]
        subnets[name] = (vpc, zones[0] if zones else "eu-central-1a")
        add("Subnets", {"SubnetId": name, "VpcId": vpc, "CidrBlock": blocks[0], "AvailabilityZone": subnets[name][1],
                        "State": "available", "OwnerId": OWNER, "MapPublicIpOnLaunch": False,
                        "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": b, "Ipv6CidrBlockState":
                                                         {"State": "associated"}} for b in blocks[1:]]})
    for name, nic in given.get("nics", {}).items():
        add_interface(add, name, nic, subnets)
    for name, lines in given.get("groups", {}).items():
        group = add("SecurityGroups", {"GroupId": name, "GroupName": name, "VpcId": lines[0], "OwnerId": OWNER,
                                       "Description": "of a test", "IpPermissions": [], "IpPermissionsEgress": []})
        for line in lines[1:]:
            way, rule = permission(line)
            group["IpPermissions" if way == "in" else "IpPermissionsEgress"].append(rule)
    for name, lines in given.get("acls", {}).items():
        vpc, *inside = lines[0].split()
        add("NetworkAcls", {"NetworkAclId": name, "VpcId": vpc, "IsDefault": "default" in inside, "OwnerId": OWNER,
                            "Associations": [{"NetworkAclId": name, "SubnetId": s, "NetworkAclAssociationId":
                                              f"aclassoc-{s}"} for s in inside if s != "default"],
                            "Entries": [entry(line) for line in lines[1:]] +
                            [entry(f"32767 {way} deny all {block}") for way in ("in", "out")
                             for block in ("0.0.0.0/0", "::/0")]})
    for vpc in given.get("vpcs", {}):  # AWS makes one that lets everything pass
        if not any(acl["VpcId"] == vpc and acl["IsDefault"] for acl in lists.get("NetworkAcls", [])):
            add("NetworkAcls", {"NetworkAclId": f"acl-of-{vpc}", "VpcId": vpc, "IsDefault": True, "OwnerId": OWNER,
                                "Associations": [], "Entries": [
                                    entry(f"{number} {way} allow all {block}") for way in ("in", "out")
                                    for number, block in ((100, "0.0.0.0/0"), (101, "::/0"))]})
    for name, lines in given.get("tables", {}).items():
        add_table(add, name, lines, blocks_of)
    add_gateways(add, given, subnets)
    for name, entries in given.get("lists", {}).items():
        add("ManagedPrefixLists", {"PrefixListId": name, "PrefixListName": name, "State": "create-complete",
                                   "AddressFamily": "IPv4", "MaxEntries": 9, "OwnerId": OWNER,
                                   "Entries": [{"Cidr": e} for e in entries]})
    for name, transit in given.get("transit", {}).items():
        add_transit(add, name, transit)
    return lists


def add_interface(add, name, nic, subnets):
    vpc, zone = subnets[nic["in"]]
    association = {"PublicIp": nic["public"], "IpOwnerId": "amazon"} if nic.get("public") else None
    rows = [{"Primary": True, "PrivateIpAddress": nic["ip"]}]
    if association:
        rows[0]["Association"] = association
    rows += [{"Primary": False, "PrivateIpAddress": a} for a in nic.get("more", [])]
    item = {"NetworkInterfaceId": name, "SubnetId": nic["in"], "VpcId": vpc, "AvailabilityZone": zone,
            "InterfaceType": nic.get("kind", "interface"), "PrivateIpAddress": nic["ip"], "PrivateIpAddresses": rows,
            "Ipv6Addresses": [{"Ipv6Address": nic["ip6"]}] if nic.get("ip6") else [], "SourceDestCheck": True,
            "Groups": [{"GroupId": g, "GroupName": g} for g in nic.get("groups", [])], "Status": "in-use",
            "OwnerId": OWNER, "Description": ""}
    if association:
        item["Association"] = association
    if nic.get("instance"):
        item["Attachment"] = {"AttachmentId": f"eni-attach-{name}", "InstanceId": nic["instance"], "DeviceIndex": 0,
                              "Status": "attached", "InstanceOwnerId": OWNER}
        instance = {"InstanceId": nic["instance"], "State": {"Code": 16, "Name": "running"}, "SubnetId": nic["in"],
                    "VpcId": vpc, "PrivateIpAddress": nic["ip"], "SecurityGroups": item["Groups"],
                    "NetworkInterfaces": [dict(item)], "ImageId": "ami-1", "InstanceType": "t3.nano"}
        if association:
            instance["PublicIpAddress"] = nic["public"]
        add("Reservations", {"ReservationId": f"r-{name}", "OwnerId": OWNER, "Groups": [], "Instances": [instance]})
    add("NetworkInterfaces", item)


def permission(line):
    """"in tcp 443-444 sg-b" or "out icmp 8/0 10.0.0.0/8" or "in all pl-a"."""
    way, protocol, *rest = line.split()
    peer = rest[-1]
    rule = {"IpProtocol": "-1" if protocol == "all" else protocol, "IpRanges": [], "Ipv6Ranges": [],
            "PrefixListIds": [], "UserIdGroupPairs": []}
    if len(rest) > 1 and protocol.startswith("icmp"):
        rule["FromPort"], rule["ToPort"] = (int(n) for n in rest[0].split("/"))
    elif len(rest) > 1:
        low, _, high = rest[0].partition("-")
        rule["FromPort"], rule["ToPort"] = int(low), int(high or low)
    if peer.startswith("sg-"):
        rule["UserIdGroupPairs"].append({"GroupId": peer, "UserId": OWNER})
    elif peer.startswith("pl-"):
        rule["PrefixListIds"].append({"PrefixListId": peer})
    elif ":" in peer:
        rule["Ipv6Ranges"].append({"CidrIpv6": peer})
    else:
        rule["IpRanges"].append({"CidrIp": peer})
    return way, rule


def entry(line):
    """"100 in allow tcp 1024-65535 0.0.0.0/0" or "110 out deny icmp 8/-1 10.0.0.0/8"."""
    number, way, action, protocol, *rest = line.split()
    item = {"RuleNumber": int(number), "Egress": way == "out", "RuleAction": action,
            "Protocol": PROTOCOLS.get(protocol, protocol), "Ipv6CidrBlock" if ":" in rest[-1] else "CidrBlock": rest[-1]}
    if len(rest) > 1 and protocol.startswith("icmp"):
        item["IcmpTypeCode"] = dict(zip(("Type", "Code"), (int(n) for n in rest[0].split("/"))))
    elif len(rest) > 1:
        low, _, high = rest[0].partition("-")
        item["PortRange"] = {"From": int(low), "To": int(high or low)}
    return item


def add_table(add, name, lines, blocks_of):
    vpc, *inside = lines[0].split()
    associations = []
    for word in inside:
        key = "SubnetId" if word.startswith("subnet") else "GatewayId"
        association = {"RouteTableId": name, "RouteTableAssociationId": f"rtbassoc-{name}-{word}",
                       "Main": word == "main", "AssociationState": {"State": "associated"}}
        if word != "main":
            association[key] = word
        associations.append(association)
    routes = [f"{block} local" for block in blocks_of[vpc]] + lines[1:]
    rows = []
    for place, line in enumerate(routes):
        destination, target, *rest = line.split()
        key = "DestinationPrefixListId" if destination.startswith("pl-") else \
            "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
        rows.append({key: destination, KEYS.get(target.split("-")[0], "GatewayId"): target,
                     "Origin": "CreateRouteTable" if place < len(blocks_of[vpc]) else "EnableVgwRoutePropagation"
                     if "propagated" in rest else "CreateRoute",
                     "State": "blackhole" if "blackhole" in rest else "active"})
    add("RouteTables", {"RouteTableId": name, "VpcId": vpc, "OwnerId": OWNER, "Associations": associations,
                        "PropagatingVgws": [], "Routes": rows})


def add_gateways(add, given, subnets):
    for name, vpc in given.get("igws", {}).items():
        add("InternetGateways", {"InternetGatewayId": name, "OwnerId": OWNER,
                                 "Attachments": [{"State": "available", "VpcId": vpc}] if vpc else []})
    for name, vpc in given.get("eigws", {}).items():
        add("EgressOnlyInternetGateways", {"EgressOnlyInternetGatewayId": name,
                                           "Attachments": [{"State": "attached", "VpcId": vpc}]})
    for name, vpc in given.get("vgws", {}).items():
        add("VpnGateways", {"VpnGatewayId": name, "State": "available", "Type": "ipsec.1",
                            "VpcAttachments": [{"State": "attached", "VpcId": vpc}] if vpc else []})
        add("CustomerGateways", {"CustomerGatewayId": f"cgw-{name}", "IpAddress": "203.0.113.9", "State": "available",
                                 "Type": "ipsec.1", "BgpAsn": "65000"})
        add("VpnConnections", {"VpnConnectionId": f"vpn-{name}", "VpnGatewayId": name, "State": "available",
                               "CustomerGatewayId": f"cgw-{name}", "Type": "ipsec.1", "Routes": [],
                               "Options": {"StaticRoutesOnly": False}})
    for name, text in given.get("nats", {}).items():
        subnet, private, *public = text.split()
        row = {"PrivateIp": private, "NetworkInterfaceId": f"eni-{name}", "IsPrimary": True}
        if public:
            row.update(PublicIp=public[0], AllocationId=f"eipalloc-{name}")
        add("NatGateways", {"NatGatewayId": name, "SubnetId": subnet, "VpcId": subnets[subnet][0], "State": "available",
                            "ConnectivityType": "public" if public else "private", "NatGatewayAddresses": [row]})
    for name, text in given.get("peerings", {}).items():
        one, other, *rest = text.split()
        region = next((w for w in rest if w.startswith("eu-")), "eu-central-1")
        state = next((w for w in rest if not w.startswith("eu-")), "active")
        add("VpcPeeringConnections", {"VpcPeeringConnectionId": name, "Status": {"Code": state},
                                      "RequesterVpcInfo": {"VpcId": one, "OwnerId": OWNER, "Region": "eu-central-1"},
                                      "AccepterVpcInfo": {"VpcId": other, "OwnerId": OWNER, "Region": region}})
    for name, text in given.get("endpoints", {}).items():
        vpc, service = text.split()
        add("VpcEndpoints", {"VpcEndpointId": name, "VpcEndpointType": "Gateway", "VpcId": vpc, "ServiceName": service,
                             "State": "available", "RouteTableIds": [], "SubnetIds": [], "Groups": [],
                             "NetworkInterfaceIds": []})


def add_transit(add, name, transit):
    word = "enable" if transit.get("referencing") else "disable"
    add("TransitGateways", {"TransitGatewayId": name, "State": "available", "OwnerId": OWNER, "Options":
                            {"SecurityGroupReferencingSupport": word, "DefaultRouteTableAssociation": "disable",
                             "DefaultRouteTablePropagation": "disable"}})
    known = {}
    for attachment, text in transit["attach"].items():
        what, *rest = text.split()
        table = rest[0] if rest and rest[0] != "-" else None
        kind = "vpc" if what.startswith("vpc-") else "peering" if what.startswith("tgw-") else "vpn"
        known[attachment] = {"TransitGatewayAttachmentId": attachment, "ResourceType": kind, "ResourceId":
                             f"vpn-{attachment}" if kind == "vpn" else what}
        item = {"TransitGatewayId": name, "State": "available", "ResourceOwnerId": OWNER, **known[attachment]}
        if table:
            item["Association"] = {"State": "associated", "TransitGatewayRouteTableId": table}
        add("TransitGatewayAttachments", item)
        if kind == "vpc":
            add("TransitGatewayVpcAttachments", {
                "TransitGatewayAttachmentId": attachment, "TransitGatewayId": name, "VpcId": what, "VpcOwnerId": OWNER,
                "State": "available", "SubnetIds": rest[1:], "Options": {"SecurityGroupReferencingSupport": word}})
        if kind == "vpn":
            add("CustomerGateways", {"CustomerGatewayId": f"cgw-{attachment}", "IpAddress": "203.0.113.10",
                                     "State": "available", "Type": "ipsec.1", "BgpAsn": "65000"})
            add("VpnConnections", {"VpnConnectionId": f"vpn-{attachment}", "TransitGatewayId": name, "State":
                                   "available", "CustomerGatewayId": f"cgw-{attachment}", "Type": "ipsec.1",
                                   "Routes": [], "Options": {"StaticRoutesOnly": True}})
    tables = {text.split()[1] for text in transit["attach"].values() if text.split()[1:2] not in ([], ["-"])}
    for table in sorted(tables | set(transit.get("routes", {})) | set(transit.get("propagate", {}))):
        add("TransitGatewayRouteTables", {"TransitGatewayRouteTableId": table, "TransitGatewayId": name, "State":
                                          "available", "DefaultAssociationRouteTable": False,
                                          "DefaultPropagationRouteTable": False})
        add("TransitGatewayPropagations", {"TransitGatewayRouteTableId": table, "TransitGatewayRouteTablePropagations":
                                           [{**known[a], "State": "enabled"}
                                            for a in transit.get("propagate", {}).get(table, [])]})
        routes = []
        for line in transit.get("routes", {}).get(table, []):
            block, target = line.split()
            routes.append({"DestinationCidrBlock": block, "Type": "static",
                           "State": "blackhole" if target == "blackhole" else "active",
                           "TransitGatewayAttachments": [] if target == "blackhole" else [known[target]]})
        add("TransitGatewayStaticRoutes", {"TransitGatewayRouteTableId": table, "Routes": routes,
                                           "AdditionalRoutesAvailable": False})
