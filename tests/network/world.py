"""What a snapshot of `aws ec2 describe-*` answers says: the pieces of an AWS network, by id.

    load(path) -> World      path: one JSON object of lists, or a folder of such files

Only reads and sorts; what a packet does is in simulator.py. Nothing here comes from glacis.
"""
import ipaddress, json, pathlib

LOWER = {"instances": "Instances", "internet_gateways": "InternetGateways", "network_acls": "NetworkAcls",
         "security_groups": "SecurityGroups", "subnets": "Subnets", "vpcs": "Vpcs"}
# key of a route: what its target is; a GatewayId is looked up
TARGETS = {"NatGatewayId": "nat", "TransitGatewayId": "tgw", "VpcPeeringConnectionId": "pcx",
           "EgressOnlyInternetGatewayId": "eigw"}
# targets that this simulator does not follow: an appliance, a local or carrier gateway, a core network
OPAQUE = ("NetworkInterfaceId", "InstanceId", "VpcEndpointId", "CarrierGatewayId", "LocalGatewayId",
          "CoreNetworkArn", "OdbNetworkArn")
# describe-route-tables: a row that AWS put there because a virtual private gateway announced it
PROPAGATED = "EnableVgwRoutePropagation"
STATIC, PREFIX_LIST, BY_PROPAGATION = 0, 1, 2


def network(text):
    """AWS stores a block in its canonical form: 100.68.0.18/18 is 100.68.0.0/18 (network ACL guide)."""
    return ipaddress.ip_network(text, strict=False)


class Row:
    """One destination of a route table."""

    def __init__(self, block, order, kind, target, is_blackhole):
        self.block, self.order, self.kind, self.target = block, order, kind, target
        self.is_blackhole = is_blackhole


class Vpc:
    def __init__(self, vpc):
        self.id = vpc["VpcId"]
        blocks = [b["CidrBlock"] for b in vpc.get("CidrBlockAssociationSet") or []
                  if (b.get("CidrBlockState") or {}).get("State", "associated") == "associated"]
        blocks6 = [b["Ipv6CidrBlock"] for b in vpc.get("Ipv6CidrBlockAssociationSet") or []
                   if (b.get("Ipv6CidrBlockState") or {}).get("State", "associated") == "associated"]
        if vpc.get("CidrBlock") and vpc["CidrBlock"] not in blocks:
            blocks.insert(0, vpc["CidrBlock"])
        self.blocks = [network(b) for b in blocks + blocks6]
        self.main_table = self.default_acl = self.igw = self.vgw = None
        self.eigws = set()
        self.holders = {}  # private address: the Interface or Nat that has it

    def has(self, address):
        return any(address in block for block in self.blocks)


class Subnet:
    def __init__(self, subnet):
        self.id, self.vpc = subnet["SubnetId"], subnet["VpcId"]
        self.zone = subnet.get("AvailabilityZone") or subnet.get("AvailabilityZoneId")
        self.blocks = [network(subnet["CidrBlock"])] if subnet.get("CidrBlock") else []
        self.blocks += [network(b["Ipv6CidrBlock"]) for b in subnet.get("Ipv6CidrBlockAssociationSet") or []]
        self.table = self.acl = None

    def has(self, address):
        return any(address in block for block in self.blocks)


class Interface:
    """A network interface: private addresses with the public one that belongs to each, groups."""

    def __init__(self, nic):
        self.id, self.subnet, self.vpc = nic["NetworkInterfaceId"], nic["SubnetId"], nic["VpcId"]
        self.instance = (nic.get("Attachment") or {}).get("InstanceId")
        self.kind = nic.get("InterfaceType") or "interface"
        self.groups = [g["GroupId"] for g in nic.get("Groups") or []]
        self.public = {}  # private: public
        self.addresses = []
        rows = nic.get("PrivateIpAddresses") or [{"PrivateIpAddress": nic["PrivateIpAddress"],
                                                  "Association": nic.get("Association")}]
        for row in rows:
            private = ipaddress.ip_address(row["PrivateIpAddress"])
            self.addresses.append(private)
            public = (row.get("Association") or {}).get("PublicIp")
            if public:
                self.public[private] = ipaddress.ip_address(public)
        self.addresses += [ipaddress.ip_address(a["Ipv6Address"]) for a in nic.get("Ipv6Addresses") or []]

    @property
    def name(self):
        return self.instance or self.id


class Nat:
    def __init__(self, nat):
        self.id = self.name = nat["NatGatewayId"]
        self.subnet, self.vpc = nat["SubnetId"], nat.get("VpcId")
        self.is_public = nat.get("ConnectivityType", "public") == "public"
        self.is_available = nat.get("State", "available") == "available"
        rows = nat.get("NatGatewayAddresses") or []
        rows.sort(key=lambda a: not a.get("IsPrimary", True))
        self.addresses = [ipaddress.ip_address(a["PrivateIp"]) for a in rows if a.get("PrivateIp")]
        self.public = {ipaddress.ip_address(a["PrivateIp"]): ipaddress.ip_address(a["PublicIp"])
                       for a in rows if a.get("PrivateIp") and a.get("PublicIp")}


class Acl:
    def __init__(self, acl):
        self.id = acl["NetworkAclId"]
        self.entries = sorted(acl["Entries"], key=lambda e: e["RuleNumber"])
        for entry in self.entries:
            entry["block"] = network(entry.get("CidrBlock") or entry["Ipv6CidrBlock"])


class Attachment:
    """Of a transit gateway."""

    def __init__(self, item):
        self.id, self.tgw = item["TransitGatewayAttachmentId"], item["TransitGatewayId"]
        self.kind, self.resource = item.get("ResourceType", "vpc"), item.get("ResourceId") or item.get("VpcId")
        self.is_available = item.get("State", "available") == "available"
        association = item.get("Association") or {}
        self.table = association.get("TransitGatewayRouteTableId")
        if association.get("State", "associated") != "associated":
            self.table = None
        self.subnets, self.options = [], {}


class World:
    def __init__(self, lists):
        self.lists = {LOWER.get(key, key): value for key, value in lists.items()}
        self.read_vpcs()
        self.read_gateways()
        self.read_tables()
        self.read_acls()
        self.read_groups()
        self.read_interfaces()
        self.read_transit()

    def items(self, name):
        return self.lists.get(name) or []

    def read_vpcs(self):
        self.vpcs = {v["VpcId"]: Vpc(v) for v in self.items("Vpcs")}
        self.subnets = {s["SubnetId"]: Subnet(s) for s in self.items("Subnets")}

    def read_gateways(self):
        self.igws, self.vgws, self.eigws = {}, {}, {}
        for gateway in self.items("InternetGateways"):
            self.igws[gateway["InternetGatewayId"]] = None
            for attachment in gateway.get("Attachments") or []:
                vpc = self.vpcs.get(attachment.get("VpcId"))
                if vpc and attachment.get("State", "available") in ("available", "attached"):
                    vpc.igw = gateway["InternetGatewayId"]
                    self.igws[gateway["InternetGatewayId"]] = vpc.id
        for gateway in self.items("VpnGateways"):
            self.vgws[gateway["VpnGatewayId"]] = None
            for attachment in gateway.get("VpcAttachments") or []:
                vpc = self.vpcs.get(attachment.get("VpcId"))
                if vpc and attachment.get("State", "attached") == "attached" \
                        and gateway.get("State", "available") == "available":
                    vpc.vgw = gateway["VpnGatewayId"]
                    self.vgws[gateway["VpnGatewayId"]] = vpc.id
        for gateway in self.items("EgressOnlyInternetGateways"):
            for attachment in gateway.get("Attachments") or []:
                vpc = self.vpcs.get(attachment.get("VpcId"))
                if vpc and attachment.get("State", "attached") in ("attached", "available"):
                    vpc.eigws.add(gateway["EgressOnlyInternetGatewayId"])
        self.connected = set()  # virtual private gateways with somebody behind them
        self.outside = {}       # tunnel address of AWS's side: the gateway
        for connection in self.items("VpnConnections"):
            if connection.get("State", "available") == "available" and connection.get("VpnGatewayId"):
                self.connected.add(connection["VpnGatewayId"])
                for tunnel in connection.get("VgwTelemetry") or []:
                    self.outside[ipaddress.ip_address(tunnel["OutsideIpAddress"])] = connection["VpnGatewayId"]
        for interface in self.items("VirtualInterfaces"):
            if interface.get("VirtualGatewayId") and interface.get("VirtualInterfaceState", "available") == "available":
                self.connected.add(interface["VirtualGatewayId"])
        self.peerings = {}
        for peering in self.items("VpcPeeringConnections"):
            ends = [(peering.get(side) or {}).get("VpcId") for side in ("RequesterVpcInfo", "AccepterVpcInfo")]
            regions = {(peering.get(side) or {}).get("Region") for side in ("RequesterVpcInfo", "AccepterVpcInfo")}
            state = (peering.get("Status") or {}).get("Code", "active")
            self.peerings[peering["VpcPeeringConnectionId"]] = (ends, state == "active", len(regions - {None}) < 2)
        self.endpoints = {e["VpcEndpointId"]: e for e in self.items("VpcEndpoints")}
        self.prefix_lists = {}
        for item in self.items("ManagedPrefixLists"):
            self.prefix_lists[item["PrefixListId"]] = [network(e["Cidr"]) for e in item.get("Entries") or []]
        for item in self.items("PrefixLists"):
            self.prefix_lists[item["PrefixListId"]] = [network(c) for c in item.get("Cidrs") or []]

    def target_of(self, route):
        for key, kind in TARGETS.items():
            if route.get(key):
                return kind, route[key]
        for key in OPAQUE:
            if route.get(key):
                return "opaque", route[key]
        gateway = route.get("GatewayId")
        if gateway == "local":
            return "local", gateway
        for kind, known in (("igw", self.igws), ("vgw", self.vgws), ("vpce", self.endpoints)):
            if gateway in known:
                return kind, gateway
        return "gone", gateway

    def rows_of(self, route):
        kind, target = self.target_of(route)
        is_blackhole = route.get("State", "active") == "blackhole"
        if route.get("DestinationPrefixListId"):
            blocks, order = self.prefix_lists.get(route["DestinationPrefixListId"], []), PREFIX_LIST
        else:
            blocks = [network(route.get("DestinationCidrBlock") or route["DestinationIpv6CidrBlock"])]
            order = BY_PROPAGATION if route.get("Origin") == PROPAGATED else STATIC
        return [Row(block, order, kind, target, is_blackhole) for block in blocks]

    def read_tables(self):
        self.edges = {}  # gateway: the rows of its own route table
        for table in self.items("RouteTables"):
            rows = [row for route in table.get("Routes") or [] for row in self.rows_of(route)]
            # VPC user guide, "Route tables": every table has a local route for each block of the VPC.
            vpc = self.vpcs.get(table["VpcId"])
            for block in vpc.blocks if vpc else []:
                if not any(row.block == block for row in rows):
                    rows.append(Row(block, STATIC, "local", "local", False))
            for association in table.get("Associations") or []:
                if (association.get("AssociationState") or {}).get("State", "associated") != "associated":
                    continue
                if association.get("GatewayId"):
                    self.edges[association["GatewayId"]] = rows
                elif association.get("SubnetId") in self.subnets:
                    self.subnets[association["SubnetId"]].table = rows
                elif association.get("Main") and vpc:
                    vpc.main_table = rows
        for subnet in self.subnets.values():
            if subnet.table is None and subnet.vpc in self.vpcs:
                subnet.table = self.vpcs[subnet.vpc].main_table

    def read_acls(self):
        for item in self.items("NetworkAcls"):
            acl = Acl(item)
            if item.get("IsDefault") and item["VpcId"] in self.vpcs:
                self.vpcs[item["VpcId"]].default_acl = acl
            for association in item.get("Associations") or []:
                if association.get("SubnetId") in self.subnets:
                    self.subnets[association["SubnetId"]].acl = acl
        for subnet in self.subnets.values():
            if subnet.acl is None and subnet.vpc in self.vpcs:
                subnet.acl = self.vpcs[subnet.vpc].default_acl

    def read_groups(self):
        self.groups = {}
        for group in self.items("SecurityGroups"):
            for rule in (group.get("IpPermissions") or []) + (group.get("IpPermissionsEgress") or []):
                rule["blocks"] = [network(r["CidrIp"]) for r in rule.get("IpRanges") or []]
                rule["blocks"] += [network(r["CidrIpv6"]) for r in rule.get("Ipv6Ranges") or []]
                for entry in rule.get("PrefixListIds") or []:
                    rule["blocks"] += self.prefix_lists.get(entry["PrefixListId"], [])
            self.groups[group["GroupId"]] = group

    def read_interfaces(self):
        self.interfaces, self.nats = {}, {n["NatGatewayId"]: Nat(n) for n in self.items("NatGateways")}
        self.by_instance, self.public = {}, {}
        for nic in self.items("NetworkInterfaces"):
            self.interfaces[nic["NetworkInterfaceId"]] = Interface(nic)
        instances = [i for r in self.items("Reservations") for i in r.get("Instances") or []]
        for instance in instances + self.items("Instances"):
            for nic in instance.get("NetworkInterfaces") or []:
                known = self.interfaces.setdefault(nic["NetworkInterfaceId"], Interface(nic))
                known.instance = instance["InstanceId"]
        for elastic in self.items("Addresses"):
            nic = self.interfaces.get(elastic.get("NetworkInterfaceId"))
            if nic and elastic.get("PrivateIpAddress"):
                nic.public[ipaddress.ip_address(elastic["PrivateIpAddress"])] = \
                    ipaddress.ip_address(elastic["PublicIp"])
        for nat in self.nats.values():
            nat.vpc = nat.vpc or self.subnets[nat.subnet].vpc
        nats = [nat for nat in self.nats.values() if nat.is_available]
        for holder in list(self.interfaces.values()) + nats:  # a NAT gateway's interface is the NAT gateway
            if holder.vpc in self.vpcs:
                for address in holder.addresses:
                    self.vpcs[holder.vpc].holders[address] = holder
            for private, public in holder.public.items():
                self.public[public] = (holder, private)
        for nic in self.interfaces.values():
            if nic.instance:
                self.by_instance.setdefault(nic.instance, []).append(nic)

    def read_transit(self):
        self.transit = {t["TransitGatewayId"]: t for t in self.items("TransitGateways")}
        self.attachments = {}  # (gateway, attachment): a peering has one on each side
        for name in ("TransitGatewayAttachments", "TransitGatewayVpcAttachments"):
            for item in self.items(name):
                key = (item["TransitGatewayId"], item["TransitGatewayAttachmentId"])
                attachment = self.attachments.setdefault(key, Attachment(item))
                attachment.subnets = item.get("SubnetIds") or attachment.subnets
                attachment.options = item.get("Options") or attachment.options
        self.transit_rows = {}  # table: [(block, static?, attachment id, blackhole?)]
        for item in self.items("TransitGatewayStaticRoutes"):
            rows = self.transit_rows.setdefault(item["TransitGatewayRouteTableId"], [])
            for route in item.get("Routes") or []:
                ids = [a["TransitGatewayAttachmentId"] for a in route.get("TransitGatewayAttachments") or []]
                rows.append((network(route["DestinationCidrBlock"]), 0, ids[0] if ids else None,
                             route.get("State", "active") == "blackhole" or not ids))
        for item in self.items("TransitGatewayPropagations"):
            rows = self.transit_rows.setdefault(item["TransitGatewayRouteTableId"], [])
            for entry in item.get("TransitGatewayRouteTablePropagations") or []:
                # TGW guide, "Route propagation": of a VPC its blocks.
                vpc = self.vpcs.get(entry.get("ResourceId"))
                if entry.get("State", "enabled") == "enabled" and vpc:
                    rows += [(block, 1, entry["TransitGatewayAttachmentId"], False) for block in vpc.blocks]


def load(path):
    path = pathlib.Path(path)
    lists = {}
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        for key, value in json.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(value, list):
                lists.setdefault(key, []).extend(value)
    return World(lists)
