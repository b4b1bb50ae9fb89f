#!/usr/bin/env python3
"""Random AWS networks as describe answers, and random packets that matter.

    generate.py SEED NUMBER [--packets N]     prints one network and N questions

network(seed, number) -> (lists, questions). Networks with different `number % SPACE` share no address and no id,
so that many fit into one snapshot.
"""
import argparse, ipaddress, json, random
import build

SPACE = 200
PORTS = (22, 53, 80, 443, 1023, 1024, 3306, 5432, 8080, 9080, 32767, 32768, 49151, 49152, 60999, 61000, 65535)
INTERNET = ("8.8.8.8", "93.184.216.34", "1.1.1.255", "147.235.1.9")
INTERNET6 = ("2001:4860:4860::8888", "2a00:1450::1")
ZONES = ("eu-central-1a", "eu-central-1b")


class Network:
    def __init__(self, seed, number):
        self.random = random.Random(f"{seed}:{number}")
        self.number, self.space = number, number % SPACE
        self.lists, self.count, self.publics = {name: [] for name in build.LISTS}, 0, 0
        self.vpcs, self.nics, self.addresses = [], [], {}  # address: interface id
        self.blocks, self.ports = [], set()                # that rules name: their edges are asked for
        self.icmp = {(8, 0), (0, 0), (3, 1)}

    # small things

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(list(items))

    def some(self, items, most):
        items = list(items)
        return self.random.sample(items, min(len(items), self.random.randint(0, most)))

    def id(self, kind):
        self.count += 1
        return f"{kind}-{self.number:06x}{self.count:04x}"

    def add(self, name, item):
        self.lists.setdefault(name, []).append(item)
        return item

    def public(self):
        self.publics += 1
        return f"52.{self.space}.{self.publics // 250}.{self.publics % 250 + 1}"

    # VPCs and subnets

    def make_vpcs(self):
        for place in range(self.random.randint(1, 4)):
            # A /18 of its own for each VPC: a /20 first, further blocks behind it.
            base = int(ipaddress.ip_address(f"10.{self.space}.{place * 64}.0"))
            blocks = [ipaddress.ip_network((base, 20))]
            if self.chance(0.4):
                blocks.append(ipaddress.ip_network((base + 32 * 256, self.pick((22, 24)))))
            if self.chance(0.15):
                blocks.append(ipaddress.ip_network((base + 48 * 256, 24)))
            is_v6 = self.chance(0.35)
            block6 = f"2600:1f00:{self.space:x}:{place:x}00::/56"
            vpc = self.add("Vpcs", {
                "VpcId": self.id("vpc"), "CidrBlock": str(blocks[0]), "IsDefault": False, "State": "available",
                "OwnerId": "123456789012",
                "CidrBlockAssociationSet": [{"CidrBlock": str(b), "CidrBlockState": {"State": "associated"}}
                                            for b in blocks],
                "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": block6, "Ipv6CidrBlockState":
                                                 {"State": "associated"}}] if is_v6 else []})
            self.vpcs.append({"id": vpc["VpcId"], "blocks": blocks, "place": place, "is_v6": is_v6, "block6": block6,
                              "subnets": [], "groups": [], "nics": [], "igw": None, "targets": []})
            self.blocks += [str(b) for b in blocks] + ([block6] if is_v6 else [])
            self.make_subnets(self.vpcs[-1])

    def make_subnets(self, vpc):
        for place in range(self.random.randint(1, 4)):
            block = self.pick(vpc["blocks"])
            size = self.pick((26, 27, 28))
            first = int(block.network_address) + 64 * (place + (4 if self.chance(0.3) and block.prefixlen < 24 else 0))
            subnet = ipaddress.ip_network((first, size))
            if any(subnet.overlaps(other["block"]) for other in vpc["subnets"]):
                continue
            zone = self.pick(ZONES) if self.chance(0.4) else ZONES[0]
            block6 = f"2600:1f00:{self.space:x}:{vpc['place']:x}{place:02x}::/64"
            is_v6 = vpc["is_v6"] and self.chance(0.8)
            item = self.add("Subnets", {
                "SubnetId": self.id("subnet"), "VpcId": vpc["id"], "CidrBlock": str(subnet), "AvailabilityZone": zone,
                "MapPublicIpOnLaunch": self.chance(0.5), "State": "available", "OwnerId": "123456789012",
                "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": block6, "Ipv6CidrBlockState":
                                                 {"State": "associated"}}] if is_v6 else []})
            vpc["subnets"].append({"id": item["SubnetId"], "block": subnet, "zone": zone, "vpc": vpc, "used": 0,
                                   "block6": block6 if is_v6 else None})
            self.blocks.append(str(subnet))

    def address(self, subnet):
        """The first address an interface may have, then the last, then the second, ..."""
        place, subnet["used"] = subnet["used"], subnet["used"] + 1
        offset = 4 + place // 2 if place % 2 == 0 else subnet["block"].num_addresses - 2 - place // 2
        return str(subnet["block"].network_address + offset)

    # prefix lists, groups, interfaces

    def make_prefix_lists(self):
        self.prefix_lists = []
        for _ in range(self.random.randint(0, 2)):
            blocks = [self.block() for _ in range(self.random.randint(1, 3))]
            version = ipaddress.ip_network(blocks[0]).version
            blocks = [b for b in blocks if ipaddress.ip_network(b).version == version]
            blocks = [str(b) for b in ipaddress.collapse_addresses(ipaddress.ip_network(b) for b in blocks)]
            item = self.add("ManagedPrefixLists", {
                "PrefixListId": self.id("pl"), "PrefixListName": f"list{self.count}", "AddressFamily": f"IPv{version}",
                "State": "create-complete", "MaxEntries": 10, "OwnerId": "123456789012",
                "Entries": [{"Cidr": b} for b in blocks]})
            self.prefix_lists.append({"id": item["PrefixListId"], "version": version, "blocks": blocks})

    def block(self, version=None):
        """A block for a rule: everything, a known block, a half or a neighbour of one, one address."""
        if version is None:
            version = 6 if any(v["is_v6"] for v in self.vpcs) and self.chance(0.2) else 4
        roll = self.random.random()
        if roll < 0.3:
            return "0.0.0.0/0" if version == 4 else "::/0"
        known = [ipaddress.ip_network(b) for b in self.blocks]
        known = [b for b in known if b.version == version]
        if version == 4:
            known += [ipaddress.ip_network(b) for b in ("147.235.0.0/16", "8.8.8.0/24", self.onprem)]
        if not known:
            return "::/0"
        block = self.pick(known)
        if roll < 0.6:
            return str(block)
        if roll < 0.75 and block.prefixlen < block.max_prefixlen:
            return str(self.pick(block.subnets()))
        addresses = [a for a in self.addresses if ipaddress.ip_address(a).version == version]
        if roll < 0.95 and addresses:
            return f"{self.pick(addresses)}/{block.max_prefixlen}"
        return str(block.supernet()) if block.prefixlen > 8 else str(block)

    def port_range(self):
        roll = self.random.random()
        if roll < 0.25:
            return 0, 65535
        low = self.pick(PORTS)
        high = low if roll < 0.6 else self.pick([p for p in PORTS if p >= low])
        if roll > 0.85:
            low, high = 1024, 65535
        self.ports.update((low, high))
        return low, high

    def icmp_pair(self):
        pair = self.pick(((8, -1), (8, 0), (-1, -1), (0, -1), (0, 0), (3, 4), (3, -1), (128, -1), (129, 0)))
        if -1 not in pair:
            self.icmp.add(pair)
        elif pair[0] != -1:
            self.icmp.add((pair[0], 0))
        return pair

    def permission(self, vpc, is_egress):
        """One element of IpPermissions."""
        protocol = self.pick(("-1", "tcp", "tcp", "tcp", "udp", "icmp", "icmpv6", "50"))
        rule = {"IpProtocol": protocol, "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
        if protocol in ("tcp", "udp"):
            rule["FromPort"], rule["ToPort"] = self.port_range()
        elif protocol.startswith("icmp"):
            rule["FromPort"], rule["ToPort"] = self.icmp_pair()
        for _ in range(self.random.randint(1, 2)):
            roll = self.random.random()
            if roll < 0.55 or not vpc["groups"]:
                block = self.block()
                if ":" in block:
                    rule["Ipv6Ranges"].append({"CidrIpv6": block})
                else:
                    rule["IpRanges"].append({"CidrIp": block})
            elif roll < 0.65 and self.prefix_lists:
                rule["PrefixListIds"].append({"PrefixListId": self.pick(self.prefix_lists)["id"]})
            else:
                self.add_pair(rule, vpc, is_egress)
        return rule

    def add_pair(self, rule, vpc, is_egress):
        peers = [(other, pcx) for one, other, pcx in self.pairs if one is vpc] if self.chance(0.4) else []
        if self.is_transit:
            # Over a transit gateway groups count inbound only; with a peering beside it outbound is not documented.
            peers = [] if is_egress else [(v, None) for v in self.vpcs if v is not vpc and self.chance(0.5)]
        if peers:
            other, pcx = self.pick(peers)
            if other["groups"]:
                pair = {"GroupId": self.pick(other["groups"]), "UserId": "123456789012", "VpcId": other["id"]}
                if pcx:
                    pair.update(VpcPeeringConnectionId=pcx, PeeringStatus="active")
                rule["UserIdGroupPairs"].append(pair)
                return
        rule["UserIdGroupPairs"].append({"GroupId": self.pick(vpc["groups"]), "UserId": "123456789012"})

    def open_permission(self):
        return {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "PrefixListIds": [], "UserIdGroupPairs": [],
                "Ipv6Ranges": [{"CidrIpv6": "::/0"}] if self.chance(0.7) else []}

    def make_groups(self):
        for vpc in self.vpcs:
            vpc["groups"] = [self.id("sg") for _ in range(self.random.randint(1, 4))]
        for vpc in self.vpcs:
            for place, group in enumerate(vpc["groups"]):
                ingress = [self.permission(vpc, False) for _ in range(self.random.randint(0, 3))]
                if self.chance(0.35):
                    ingress.append(self.open_permission())
                egress = [self.permission(vpc, True) for _ in range(self.random.randint(0, 3))]
                if self.chance(0.65):
                    egress.append(self.open_permission())
                self.add("SecurityGroups", {
                    "GroupId": group, "GroupName": "default" if place == 0 else f"group{place}", "VpcId": vpc["id"],
                    "Description": "of a test", "OwnerId": "123456789012", "IpPermissions": ingress,
                    "IpPermissionsEgress": egress})

    def make_interfaces(self):
        for vpc in self.vpcs:
            for subnet in vpc["subnets"]:
                for _ in range(self.random.randint(0, 3)):
                    self.make_interface(vpc, subnet)

    def make_interface(self, vpc, subnet):
        nic = {"NetworkInterfaceId": self.id("eni"), "SubnetId": subnet["id"], "VpcId": vpc["id"],
               "AvailabilityZone": subnet["zone"], "InterfaceType": "interface", "SourceDestCheck": True,
               "Status": "in-use", "OwnerId": "123456789012", "PrivateIpAddresses": [], "Ipv6Addresses": [],
               "Description": ""}
        for place in range(2 if self.chance(0.2) else 1):
            address = self.address(subnet)
            row = {"Primary": place == 0, "PrivateIpAddress": address}
            if self.chance(0.45):
                public = self.public()
                row["Association"] = {"PublicIp": public, "IpOwnerId": "amazon"}
                if self.chance(0.5):
                    allocation = self.id("eipalloc")
                    row["Association"].update(AllocationId=allocation, IpOwnerId="123456789012")
                    self.add("Addresses", {"AllocationId": allocation, "AssociationId": self.id("eipassoc"),
                                           "Domain": "vpc", "NetworkInterfaceId": nic["NetworkInterfaceId"],
                                           "PrivateIpAddress": address, "PublicIp": public})
            nic["PrivateIpAddresses"].append(row)
            self.addresses[address] = nic["NetworkInterfaceId"]
        nic["PrivateIpAddress"] = nic["PrivateIpAddresses"][0]["PrivateIpAddress"]
        if nic["PrivateIpAddresses"][0].get("Association"):
            nic["Association"] = nic["PrivateIpAddresses"][0]["Association"]
        if subnet["block6"] and self.chance(0.7):
            address = str(ipaddress.ip_network(subnet["block6"]).network_address + 16 + subnet["used"])
            nic["Ipv6Addresses"].append({"Ipv6Address": address})
            self.addresses[address] = nic["NetworkInterfaceId"]
        chosen = self.random.sample(vpc["groups"], self.random.randint(1, min(3, len(vpc["groups"]))))
        nic["Groups"] = [{"GroupId": g, "GroupName": g} for g in chosen]
        self.nics.append(self.add("NetworkInterfaces", nic))
        vpc["nics"].append(nic)

    def make_instances(self):
        for vpc in self.vpcs:
            free = list(vpc["nics"])
            while free:
                mine = [free.pop()]
                if not self.chance(0.75):
                    continue  # an interface of something else
                if free and self.chance(0.15):
                    mine.append(free.pop())
                instance = self.id("i")
                for place, nic in enumerate(mine):
                    nic["Attachment"] = {"InstanceId": instance, "DeviceIndex": place, "Status": "attached",
                                         "AttachmentId": self.id("eni-attach"), "InstanceOwnerId": "123456789012"}
                first = mine[0]
                item = {"InstanceId": instance, "State": {"Code": 16, "Name": "running"}, "SubnetId": first["SubnetId"],
                        "VpcId": vpc["id"], "PrivateIpAddress": first["PrivateIpAddress"],
                        "SecurityGroups": first["Groups"], "NetworkInterfaces": [dict(n) for n in mine],
                        "ImageId": "ami-1", "InstanceType": "t3.nano", "SourceDestCheck": True}
                if first.get("Association"):
                    item["PublicIpAddress"] = first["Association"]["PublicIp"]
                self.add("Reservations", {"ReservationId": self.id("r"), "OwnerId": "123456789012", "Groups": [],
                                          "Instances": [item]})

    # gateways

    def make_gateways(self):
        for vpc in self.vpcs:
            if self.chance(0.75):
                gateway = self.id("igw")
                is_attached = self.chance(0.9)
                self.add("InternetGateways", {"InternetGatewayId": gateway, "OwnerId": "123456789012", "Attachments":
                                              [{"State": "available", "VpcId": vpc["id"]}] if is_attached else []})
                vpc["targets"].append(("GatewayId", gateway, is_attached))
            if vpc["is_v6"] and self.chance(0.5):
                gateway = self.id("eigw")
                self.add("EgressOnlyInternetGateways", {"EgressOnlyInternetGatewayId": gateway, "Attachments":
                                                        [{"State": "attached", "VpcId": vpc["id"]}]})
                vpc["eigw"] = gateway
            if vpc["subnets"] and self.chance(0.5):
                self.make_nat(vpc)
        if self.chance(0.3):
            vpc, gateway = self.pick(self.vpcs), self.id("vgw")
            is_attached = self.chance(0.9)
            self.add("VpnGateways", {"VpnGatewayId": gateway, "State": "available", "Type": "ipsec.1", "VpcAttachments":
                                     [{"State": "attached", "VpcId": vpc["id"]}] if is_attached else []})
            customer = self.id("cgw")
            self.add("CustomerGateways", {"CustomerGatewayId": customer, "IpAddress": "203.0.113.9", "State":
                                          "available", "Type": "ipsec.1", "BgpAsn": "65000"})
            self.add("VpnConnections", {"VpnConnectionId": self.id("vpn"), "VpnGatewayId": gateway, "State":
                                        "available", "CustomerGatewayId": customer, "Type": "ipsec.1",
                                        "Options": {"StaticRoutesOnly": False}, "Routes": []})
            vpc["targets"].append(("GatewayId", gateway, is_attached))
            vpc["vgw"] = gateway

    def make_endpoints(self):
        """A gateway endpoint with the prefix list of its service; an appliance that a route may name."""
        if self.chance(0.2):
            vpc = self.pick(self.vpcs)
            item = self.add("PrefixLists", {"PrefixListId": self.id("pl"), "Cidrs": ["52.216.0.0/15", "54.231.0.0/17"],
                                            "PrefixListName": "com.amazonaws.eu-central-1.s3"})
            endpoint = self.id("vpce")
            self.add("VpcEndpoints", {"VpcEndpointId": endpoint, "VpcEndpointType": "Gateway", "VpcId": vpc["id"],
                                      "ServiceName": "com.amazonaws.eu-central-1.s3", "State": "available",
                                      "RouteTableIds": [], "SubnetIds": [], "Groups": [], "NetworkInterfaceIds": []})
            vpc["service"] = (item["PrefixListId"], endpoint)
            self.prefix_lists.append({"id": item["PrefixListId"], "version": 4, "blocks": [], "is_service": True})
            self.blocks += ["52.216.0.0/15", "54.231.0.0/17"]
        if self.nics and self.chance(0.1):
            nic = self.pick(self.nics)
            vpc = next(v for v in self.vpcs if v["id"] == nic["VpcId"])
            vpc["targets"].append(("NetworkInterfaceId", nic["NetworkInterfaceId"], True))

    def make_nat(self, vpc):
        subnet = self.pick(vpc["subnets"])
        is_public, is_available = self.chance(0.75), self.chance(0.92)
        address = self.address(subnet)
        nat, nic = self.id("nat"), self.id("eni")
        row = {"NetworkInterfaceId": nic, "PrivateIp": address, "IsPrimary": True}
        association = None
        if is_public:
            row["PublicIp"], row["AllocationId"] = self.public(), self.id("eipalloc")
            association = {"PublicIp": row["PublicIp"], "AllocationId": row["AllocationId"],
                           "IpOwnerId": "123456789012"}
        self.add("NatGateways", {"NatGatewayId": nat, "SubnetId": subnet["id"], "VpcId": vpc["id"], "ConnectivityType":
                                 "public" if is_public else "private", "NatGatewayAddresses": [row],
                                 "State": "available" if is_available else "failed"})
        item = {"NetworkInterfaceId": nic, "SubnetId": subnet["id"], "VpcId": vpc["id"], "PrivateIpAddress": address,
                "InterfaceType": "nat_gateway", "SourceDestCheck": False, "Groups": [], "Ipv6Addresses": [],
                "Description": f"Interface for NAT Gateway {nat}", "Status": "in-use", "RequesterManaged": True,
                "OwnerId": "123456789012", "AvailabilityZone": subnet["zone"],
                "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}]}
        if association:
            item["Association"] = item["PrivateIpAddresses"][0]["Association"] = association
        if is_available:
            self.add("NetworkInterfaces", item)
        vpc["targets"].append(("NatGatewayId", nat, is_available))
        vpc["nat_address"] = address
        vpc.setdefault("nats", []).append((nat, subnet))

    def make_peerings(self):
        self.pairs = []  # (VPC, the other, connection): active ones, for groups
        self.linked = set()
        for place, one in enumerate(self.vpcs):
            for other in self.vpcs[place + 1:]:
                if not self.chance(0.35):
                    continue
                pcx, is_active = self.id("pcx"), self.chance(0.8)
                region = "eu-central-1" if self.chance(0.85) else "eu-west-1"
                self.add("VpcPeeringConnections", {
                    "VpcPeeringConnectionId": pcx, "Status": {"Code": "active" if is_active else "pending-acceptance"},
                    "RequesterVpcInfo": {"VpcId": one["id"], "OwnerId": "123456789012", "Region": "eu-central-1"},
                    "AccepterVpcInfo": {"VpcId": other["id"], "OwnerId": "123456789012", "Region": region}})
                for a, b in ((one, other), (other, one)):
                    a["targets"].append(("VpcPeeringConnectionId", pcx, is_active))
                    if is_active:
                        self.pairs.append((a, b, pcx))
                    for _ in range(2):
                        a.setdefault("wishes", []).append((str(self.pick(b["blocks"])),
                                                           ("VpcPeeringConnectionId", pcx, is_active)))
                self.linked.add((one["id"], other["id"]))

    def make_transit(self):
        if not self.is_transit:
            return
        gateway = self.id("tgw")
        tables = [self.id("tgw-rtb") for _ in range(self.random.randint(1, 3))]
        is_referencing = self.chance(0.5)
        word = "enable" if is_referencing else "disable"
        self.add("TransitGateways", {"TransitGatewayId": gateway, "State": "available", "OwnerId": "123456789012",
                                     "Options": {"AssociationDefaultRouteTableId": tables[0],
                                                 "PropagationDefaultRouteTableId": tables[0],
                                                 "DefaultRouteTableAssociation": "enable",
                                                 "DefaultRouteTablePropagation": "enable",
                                                 "SecurityGroupReferencingSupport": word}})
        for place, table in enumerate(tables):
            self.add("TransitGatewayRouteTables", {
                "TransitGatewayRouteTableId": table, "TransitGatewayId": gateway, "State": "available",
                "DefaultAssociationRouteTable": place == 0, "DefaultPropagationRouteTable": place == 0})
        attachments = []
        for vpc in self.vpcs:
            if not vpc["subnets"] or not self.chance(0.9):
                continue
            zones, subnets = set(), []
            for subnet in self.random.sample(vpc["subnets"], len(vpc["subnets"])):
                if subnet["zone"] not in zones and (not subnets or self.chance(0.7)):
                    zones.add(subnet["zone"])
                    subnets.append(subnet["id"])
            attachment = {"TransitGatewayAttachmentId": self.id("tgw-attach"), "TransitGatewayId": gateway,
                          "State": "available", "ResourceType": "vpc", "ResourceId": vpc["id"],
                          "ResourceOwnerId": "123456789012"}
            if self.chance(0.93):
                attachment["Association"] = {"State": "associated", "TransitGatewayRouteTableId": self.pick(tables)}
            self.add("TransitGatewayAttachments", attachment)
            self.add("TransitGatewayVpcAttachments", {
                "TransitGatewayAttachmentId": attachment["TransitGatewayAttachmentId"], "TransitGatewayId": gateway,
                "VpcId": vpc["id"], "VpcOwnerId": "123456789012", "State": "available", "SubnetIds": subnets,
                "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport":
                            word if self.chance(0.8) else "disable"}})
            attachments.append((attachment, vpc))
            vpc["targets"].append(("TransitGatewayId", gateway, True))
            for other in self.vpcs:
                if other is not vpc:
                    vpc.setdefault("wishes", []).append((str(self.pick(other["blocks"])),
                                                         ("TransitGatewayId", gateway, True)))
        if self.chance(0.35):
            connection, customer = self.id("vpn"), self.id("cgw")
            attachment = {"TransitGatewayAttachmentId": self.id("tgw-attach"), "TransitGatewayId": gateway,
                          "State": "available", "ResourceType": "vpn", "ResourceId": connection,
                          "ResourceOwnerId": "123456789012",
                          "Association": {"State": "associated", "TransitGatewayRouteTableId": self.pick(tables)}}
            self.add("TransitGatewayAttachments", attachment)
            self.add("CustomerGateways", {"CustomerGatewayId": customer, "IpAddress": "203.0.113.10",
                                          "State": "available", "Type": "ipsec.1", "BgpAsn": "65000"})
            self.add("VpnConnections", {"VpnConnectionId": connection, "TransitGatewayId": gateway, "State":
                                        "available", "CustomerGatewayId": customer, "Type": "ipsec.1",
                                        "Options": {"StaticRoutesOnly": True}, "Routes": []})
            attachments.append((attachment, None))
            self.vpn_attachment = attachment
        for table in tables:
            self.make_transit_routes(table, attachments)

    def make_transit_routes(self, table, attachments):
        self.add("TransitGatewayPropagations", {"TransitGatewayRouteTableId": table,
                 "TransitGatewayRouteTablePropagations": [
                     {"TransitGatewayAttachmentId": a["TransitGatewayAttachmentId"], "ResourceId": a["ResourceId"],
                      "ResourceType": a["ResourceType"], "State": "enabled"}
                     for a, vpc in attachments if vpc and self.chance(0.7)]})
        routes, seen = [], set()
        vpn = getattr(self, "vpn_attachment", None)
        for _ in range(self.random.randint(0, 3)):
            block = self.pick([self.block(4), self.onprem, "0.0.0.0/0"])
            if not attachments:
                continue
            attachment, vpc = self.pick(attachments)
            if vpn and vpn["Association"]["TransitGatewayRouteTableId"] == table:
                # What comes from on premises finds its gateway by the destination: only what is of this VPC.
                if attachment is vpn:
                    continue
                block = str(self.pick(vpc["blocks"] + [s["block"] for s in vpc["subnets"]]))
            if block in seen:
                continue
            seen.add(block)
            if self.chance(0.25):
                routes.append({"DestinationCidrBlock": block, "TransitGatewayAttachments": [], "Type": "static",
                               "State": "blackhole"})
                continue
            routes.append({"DestinationCidrBlock": block, "Type": "static", "State": "active",
                           "TransitGatewayAttachments": [{k: attachment[k] for k in
                                                          ("TransitGatewayAttachmentId", "ResourceId", "ResourceType")}]})
        if vpn and self.onprem not in seen and self.chance(0.6) and \
                vpn["Association"]["TransitGatewayRouteTableId"] != table:
            routes.append({"DestinationCidrBlock": self.onprem, "Type": "static", "State": "active",
                           "TransitGatewayAttachments": [{k: vpn[k] for k in ("TransitGatewayAttachmentId",
                                                                              "ResourceId", "ResourceType")}]})
        self.add("TransitGatewayStaticRoutes", {"TransitGatewayRouteTableId": table, "Routes": routes,
                                                "AdditionalRoutesAvailable": False})

    # route tables and ACLs

    def make_tables(self):
        for vpc in self.vpcs:
            self.make_edge_table(vpc)
            free = list(vpc["subnets"])
            for place in range(self.random.randint(1, 3)):
                mine = [s for s in free if place and self.chance(0.5)]
                free = [s for s in free if s not in mine]
                associations = [{"Main": True, "RouteTableAssociationId": self.id("rtbassoc"),
                                 "AssociationState": {"State": "associated"}}] if place == 0 else []
                associations += [{"Main": False, "SubnetId": s["id"], "RouteTableAssociationId": self.id("rtbassoc"),
                                  "AssociationState": {"State": "associated"}} for s in mine]
                table = self.id("rtb")
                for association in associations:
                    association["RouteTableId"] = table
                self.add("RouteTables", {"RouteTableId": table, "VpcId": vpc["id"], "Associations": associations,
                                         "OwnerId": "123456789012", "PropagatingVgws": [],
                                         "Routes": self.routes(vpc, mine or free)})

    def make_edge_table(self, vpc):
        """A table of an internet gateway: an appliance sees what comes in."""
        igws = [t[1] for t in vpc["targets"] if t[1].startswith("igw-") and t[2]]
        if igws and vpc["nics"] and self.chance(0.05):
            table, nic = self.id("rtb"), self.pick(vpc["nics"])
            routes = [self.route(str(b), ("GatewayId", "local", True), "CreateRouteTable") for b in vpc["blocks"]]
            if self.chance(0.6):
                routes.append(self.route(str(self.pick(vpc["subnets"])["block"]),
                                         ("NetworkInterfaceId", nic["NetworkInterfaceId"], True), "CreateRoute"))
            self.add("RouteTables", {
                "RouteTableId": table, "VpcId": vpc["id"], "OwnerId": "123456789012", "PropagatingVgws": [],
                "Associations": [{"Main": False, "GatewayId": igws[0], "RouteTableId": table,
                                  "RouteTableAssociationId": self.id("rtbassoc"),
                                  "AssociationState": {"State": "associated"}}],
                "Routes": routes})

    def routes(self, vpc, subnets):
        local = [str(b) for b in vpc["blocks"]] + ([vpc["block6"]] if vpc["is_v6"] else [])
        rows = [self.route(b, ("GatewayId", "local", True), "CreateRouteTable") for b in local]
        static, propagated = set(local), set()
        wishes = [(w, t) for w, t in vpc.get("wishes", []) if self.chance(0.6)]
        for _ in range(self.random.randint(0, 4)):
            if not vpc["targets"]:
                break
            block = "0.0.0.0/0" if self.chance(0.55) else self.pick((self.onprem, self.block(4), "147.235.0.0/16"))
            target = self.pick(vpc["targets"])
            if target[1] in [nat for nat, subnet in vpc.get("nats", []) if subnet in subnets] and self.chance(0.85):
                target = self.pick(vpc["targets"])  # else its own table leads back into it
            wishes.append((block, target))
        for block, target in wishes:
            inside = any(ipaddress.ip_network(block).subnet_of(b) for b in vpc["blocks"])
            # More specific than local: only the whole block of a subnet, to a NAT gateway ("Route tables").
            if inside and (target[0] != "NatGatewayId" or block not in [str(s["block"]) for s in vpc["subnets"]]):
                continue
            if block not in static:
                static.add(block)
                rows.append(self.route(block, target, "CreateRoute"))
        if vpc["is_v6"]:
            igws = [t for t in vpc["targets"] if t[1].startswith("igw-")]
            choices = igws + ([("EgressOnlyInternetGatewayId", vpc["eigw"], True)] if vpc.get("eigw") else [])
            if choices and self.chance(0.7):
                rows.append(self.route("::/0", self.pick(choices), "CreateRoute"))
        if vpc.get("vgw") and self.chance(0.6):
            for block in {self.onprem, self.pick(self.blocks), self.block(4), self.block(4)}:
                if block not in propagated and ":" not in block:
                    propagated.add(block)
                    state = [t[2] for t in vpc["targets"] if t[1] == vpc["vgw"]][0]
                    rows.append(self.route(block, ("GatewayId", vpc["vgw"], state), "EnableVgwRoutePropagation"))
        lists = [p for p in self.prefix_lists if p["version"] == 4]
        inside = [p for p in lists for b in p["blocks"] if any(
            ipaddress.ip_network(b).subnet_of(v) for v in vpc["blocks"])]
        lists = [p for p in lists if p not in inside and not p.get("is_service")]
        if lists and vpc["targets"] and self.chance(0.5):
            row = self.route("0.0.0.0/0", self.pick(vpc["targets"]), "CreateRoute")
            del row["DestinationCidrBlock"]
            row["DestinationPrefixListId"] = self.pick(lists)["id"]
            rows.append(row)
        if vpc.get("service") and self.chance(0.7):
            rows.append({"DestinationPrefixListId": vpc["service"][0], "GatewayId": vpc["service"][1],
                         "Origin": "CreateRoute", "State": "active"})
        return rows

    def route(self, block, target, origin):
        key, name, is_usable = target
        row = {"DestinationIpv6CidrBlock" if ":" in block else "DestinationCidrBlock": block, key: name,
               "Origin": origin, "State": "active" if is_usable else "blackhole"}
        if name != "local" and self.chance(0.04):
            row["State"] = "blackhole"
        return row

    def make_acls(self):
        for vpc in self.vpcs:
            free = list(vpc["subnets"])
            for place in range(self.random.randint(1, 3)):
                mine = free if place == 0 and self.chance(0.4) else [s for s in free if self.chance(0.5)]
                free = [s for s in free if s not in mine]
                acl = self.id("acl")
                entries = self.entries(False, place == 0) + self.entries(True, place == 0)
                self.random.shuffle(entries)
                self.add("NetworkAcls", {
                    "NetworkAclId": acl, "VpcId": vpc["id"], "IsDefault": place == 0, "OwnerId": "123456789012",
                    "Associations": [{"NetworkAclId": acl, "NetworkAclAssociationId": self.id("aclassoc"),
                                      "SubnetId": s["id"]} for s in mine], "Entries": entries})
                if place == 0:
                    default = self.lists["NetworkAcls"][-1]
            for subnet in free:  # describe-network-acls names every subnet
                default["Associations"].append({"NetworkAclId": default["NetworkAclId"], "SubnetId": subnet["id"],
                                                "NetworkAclAssociationId": self.id("aclassoc")})

    def entries(self, is_egress, is_default):
        numbers = self.random.sample(range(1, 200), 6)
        entries = []
        if is_default and self.chance(0.75):
            entries += [self.entry(100, is_egress, "-1", "0.0.0.0/0", "allow"),
                        self.entry(101, is_egress, "-1", "::/0", "allow")]
            numbers = [n for n in numbers if n not in (100, 101)]
        for number in numbers[:self.random.randint(0, 4)]:
            protocol = self.pick(("-1", "6", "6", "6", "17", "1", "58"))
            entries.append(self.entry(number, is_egress, protocol, self.block(),
                                      "allow" if self.chance(0.6) else "deny"))
        if self.chance(0.7):
            entries.append(self.entry(300, is_egress, "-1", "0.0.0.0/0", "allow"))
        if self.chance(0.4):
            entries.append(self.entry(301, is_egress, "-1", "::/0", "allow"))
        return entries + [self.entry(32767, is_egress, "-1", "0.0.0.0/0", "deny"),
                          self.entry(32768, is_egress, "-1", "::/0", "deny")]

    def entry(self, number, is_egress, protocol, block, action):
        entry = {"RuleNumber": number, "Egress": is_egress, "Protocol": protocol, "RuleAction": action,
                 "Ipv6CidrBlock" if ":" in block else "CidrBlock": block}
        if protocol in ("6", "17"):
            low, high = self.port_range()
            entry["PortRange"] = {"From": low, "To": high}
        elif protocol in ("1", "58"):
            type_, code = self.icmp_pair()
            entry["IcmpTypeCode"] = {"Type": type_, "Code": code}
        return entry

    def make(self):
        self.onprem = f"192.168.{self.space}.0/24"
        self.make_vpcs()
        self.is_transit = len(self.vpcs) > 1 and self.chance(0.45)
        self.make_prefix_lists()
        self.make_peerings()
        self.make_groups()
        self.make_interfaces()
        self.make_instances()
        self.make_gateways()
        self.make_endpoints()
        self.make_transit()
        self.make_tables()
        self.make_acls()
        return self

    # packets

    def edges(self, text):
        block = ipaddress.ip_network(text)
        first, last = int(block.network_address), int(block.broadcast_address)
        kind = ipaddress.IPv4Address if block.version == 4 else ipaddress.IPv6Address
        return [str(kind(n)) for n in (first, last, first - 1, last + 1) if 0 < n < 2 ** block.max_prefixlen - 1]

    def destination(self, vpc):
        """An address to speak to, more often one of the same VPC or of one that a route knows."""
        roll = self.random.random()
        if roll < 0.3 and vpc and vpc["nics"]:
            return self.pick([r["PrivateIpAddress"] for r in self.pick(vpc["nics"])["PrivateIpAddresses"]])
        if roll < 0.62 and self.addresses:
            return self.pick(self.addresses)
        if roll < 0.72:
            return self.pick(INTERNET)
        if roll < 0.77:
            return self.pick(INTERNET6)
        if roll < 0.83:
            return str(ipaddress.ip_network(self.onprem)[self.pick((0, 1, 255))])
        if roll < 0.87:
            nats = [v["nat_address"] for v in self.vpcs if v.get("nat_address")]
            if nats:
                return self.pick(nats)
        blocks = [b for b in self.blocks if b not in ("0.0.0.0/0", "::/0")]
        return self.pick(self.edges(self.pick(blocks)))

    def port(self, least=0):
        ports = {p + d for p in self.ports for d in (-1, 0, 0, 1)} | set(PORTS)
        return self.pick(sorted(p for p in ports if least <= p <= 65535))

    def port_of(self, address):
        """A port that a group of whoever has the address names, or one beside it."""
        nics = [n for n in self.nics if n["NetworkInterfaceId"] == self.addresses.get(address)]
        named = {g["GroupId"] for n in nics for g in n["Groups"]}
        rules = [r for g in self.lists["SecurityGroups"] if g["GroupId"] in named for r in g["IpPermissions"]]
        ports = [p + d for r in rules if r["IpProtocol"] in ("tcp", "udp") for p in (r["FromPort"], r["ToPort"])
                 for d in (-1, 0, 0, 0, 1)]
        ports = [p for p in ports if 0 <= p <= 65535]
        return self.pick(ports) if ports else self.port()

    def question(self):
        """One packet, or None where the choice makes none."""
        roll = self.random.random()
        question = {}
        if roll < 0.14:
            publics = [r["Association"]["PublicIp"] for n in self.lists.get("NetworkInterfaces", [])
                       for r in n["PrivateIpAddresses"] if r.get("Association")]
            publics += [a for a in self.addresses if ":" in a]
            publics += [f"52.{self.space}.200.1"]
            question = {"from": "internet", "dst": self.pick(publics)}
            question["src"] = self.pick(INTERNET6 if ":" in question["dst"] else INTERNET)
        elif roll < 0.2:
            reached = [v for v in self.vpcs if v.get("vgw")] or self.vpcs
            question = {"from": "onprem", "dst": self.destination(self.pick(reached)),
                        "src": str(ipaddress.ip_network(self.onprem)[self.pick((1, 254))])}
            if not question["dst"].startswith(f"10.{self.space}."):
                return None
        elif roll < 0.25 and self.vpcs[0]["subnets"]:
            subnet = self.pick(self.vpcs[0]["subnets"])
            question = {"from": subnet["id"], "dst": self.destination(self.vpcs[0]), "src": self.pick(
                [str(subnet["block"].network_address + 9)] + [a for a in self.addresses if ":" not in a][:3])}
            if ":" in question["dst"] or question["dst"] == question["src"]:
                return None
        else:
            if not self.nics:
                return None
            nic = self.pick(self.nics)
            mine = [r["PrivateIpAddress"] for r in nic["PrivateIpAddresses"]]
            mine += [a["Ipv6Address"] for a in nic["Ipv6Addresses"]]
            instance = (nic.get("Attachment") or {}).get("InstanceId")
            dst = self.destination(next(v for v in self.vpcs if v["id"] == nic["VpcId"]))
            sources = [a for a in mine if (":" in a) == (":" in dst)]
            holder = [n for n in self.nics if n["NetworkInterfaceId"] == self.addresses.get(dst)]
            if not sources or dst in mine or (holder and instance and
                                              (holder[0].get("Attachment") or {}).get("InstanceId") == instance):
                return None
            question = {"from": instance or nic["NetworkInterfaceId"], "dst": dst, "src": self.pick(sources)}
        is_v6 = ":" in question["dst"]
        protocol = self.pick(("tcp", "tcp", "tcp", "tcp", "tcp", "udp", "icmp", 50))
        if protocol == "icmp":
            question["protocol"] = 58 if is_v6 else "icmp"
            type_, code = self.pick(sorted(pair for pair in self.icmp if (pair[0] >= 128) <= is_v6))
            question["icmp"] = [128 if is_v6 and type_ == 8 else type_, code]
        else:
            question["protocol"] = protocol
            if protocol != 50:
                question["dport"] = self.port_of(question["dst"]) if self.chance(0.5) else self.port()
                question["sport"] = self.port(1024) if self.chance(0.5) else 49152
        return question

    def questions(self, count):
        made = []
        for _ in range(count * 3):
            question = self.question()
            if question is not None:
                made.append({"id": f"{self.number}/{len(made)}", **question})
            if len(made) == count:
                break
        return made


def network(seed, number, packets):
    made = Network(seed, number).make()
    return made.lists, made.questions(packets)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("number", type=int)
    parser.add_argument("--packets", type=int, default=20)
    arguments = parser.parse_args()
    lists, questions = network(arguments.seed, arguments.number, arguments.packets)
    print(json.dumps(lists, indent=1))
    for question in questions:
        print(json.dumps(question))


if __name__ == "__main__":
    main()
