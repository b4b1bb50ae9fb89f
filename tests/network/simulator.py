#!/usr/bin/env python3
"""Follows one packet through an AWS network, hop by hop, as the AWS documents say it goes.

    simulator.py SNAPSHOT QUESTIONS.jsonl       one answer a line, as `glacis debug packets` gives them

A question: {"id", "from", "src", "dst", "protocol", "sport", "dport", "icmp"}; an answer: {"id", "disposition",
"at", "by", "hops", "reply", "reply_hops"}. Slow and plain on purpose: it is what glacis is held against, and
shares nothing with it. Each rule names the document it comes from.
"""
import ipaddress, json, sys
import world as snapshot

NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58}
ANSWERED_BY = {(1, 8): 0, (58, 128): 129}  # echo request: echo reply (RFC 792, RFC 4443)
OUTSIDE = {4: ipaddress.ip_address("8.8.8.8"), 6: ipaddress.ip_address("2001:4860:4860::8888")}


class Stop(Exception):
    """The packet goes no further than the last hop."""

    def __init__(self, disposition, by):
        super().__init__(by)
        self.disposition, self.by = disposition, by


class Packet:
    def __init__(self, src, dst, protocol, sport=None, dport=None, icmp=None):
        self.src, self.dst, self.protocol = src, dst, protocol
        self.sport, self.dport, self.icmp = sport, dport, icmp

    def answer(self, src, dst):
        icmp = self.icmp
        if icmp and (self.protocol, icmp[0]) in ANSWERED_BY:
            icmp = [ANSWERED_BY[(self.protocol, icmp[0])], 0]
        return Packet(src, dst, self.protocol, self.dport, self.sport, icmp)


# --- rules ----------------------------------------------------------------------------------------------

def number_of(protocol):
    """"tcp", "6" and 6 are one; None: every protocol ("-1")."""
    text = str(protocol).lower()
    number = NUMBERS.get(text)
    if number is None:
        number = int(text)
    return None if number == -1 else number


def in_range(low, high, value):
    return value is not None and (low in (None, -1) or low <= value) and (high in (None, -1) or value <= high)


def icmp_matches(type_, code, packet):
    """Type -1: every type; code -1: every code (EC2 API, IcmpTypeCode and IpPermission)."""
    if type_ in (None, -1):
        return True
    return packet.icmp is not None and packet.icmp[0] == type_ and (code in (None, -1) or packet.icmp[1] == code)


def acl_allows(subnet, packet, is_egress):
    """VPC user guide, "Network ACL basics": in order of the rule numbers; the first that matches decides, the
    last one, "*", denies. Inbound rules look at the source, outbound rules at the destination, both at the
    port that is spoken to."""
    if subnet.acl is None:
        return True
    address = packet.dst if is_egress else packet.src
    for entry in subnet.acl.entries:
        if bool(entry["Egress"]) != is_egress or address not in entry["block"]:
            continue
        protocol = number_of(entry["Protocol"])
        if protocol is not None and protocol != packet.protocol:
            continue
        if protocol in (6, 17) and entry.get("PortRange") and \
                not in_range(entry["PortRange"].get("From"), entry["PortRange"].get("To"), packet.dport):
            continue
        if protocol in (1, 58) and entry.get("IcmpTypeCode") and \
                not icmp_matches(entry["IcmpTypeCode"].get("Type"), entry["IcmpTypeCode"].get("Code"), packet):
            continue
        return entry["RuleAction"] == "allow"
    return False


def rule_matches_traffic(rule, packet):
    """VPC user guide, "Security group rules": protocol, and port range or ICMP type and code."""
    protocol = number_of(rule["IpProtocol"])
    if protocol is None:
        return True
    if protocol != packet.protocol:
        return False
    if protocol in (6, 17):
        return in_range(rule.get("FromPort"), rule.get("ToPort"), packet.dport)
    if protocol in (1, 58):
        return icmp_matches(rule.get("FromPort"), rule.get("ToPort"), packet)
    return True


# --- one way ----------------------------------------------------------------------------------------------

class Fork:
    """Where the documents leave several ways open, each is tried: run again with the next `number` until `count`."""

    def __init__(self, number):
        self.left, self.count = number, 1

    def pick(self, ways):
        self.count *= len(ways)
        self.left, place = divmod(self.left, len(ways))
        return ways[place]


class Trip:
    """A packet on its way. `hops` grows; Stop ends it anywhere, `end` says where it came to."""

    def __init__(self, world, packet, fork, is_reply=False, sessions=(), home=None):
        self.world, self.packet, self.fork, self.is_reply = world, packet, fork, is_reply
        self.home = home                # the interface that a reply is for
        self.is_filtered = True         # False: only its route is of interest
        self.hops, self.end, self.gateway = [], None, None
        self.sessions = list(sessions)  # of NAT gateways passed: (gateway, sender, its source port)
        self.seen = set()
        self.sender = None              # the interface that sent it
        self.sender_keeps_address = True
        self.path = "vpc"               # or "pcx", "tgw", "outside": how it got to the receiver

    def acl_allows(self, subnet, is_egress):
        return not self.is_filtered or acl_allows(subnet, self.packet, is_egress)

    def stop(self, disposition, by):
        raise Stop(disposition, by)

    # groups: VPC user guide, "Security groups": rules of all groups of an interface add up; there are only
    # allow rules; what answers an allowed packet is not looked at.

    def groups_allow(self, nic, is_egress):
        if self.is_reply or not nic.groups:
            return True
        key = "IpPermissionsEgress" if is_egress else "IpPermissions"
        address = self.packet.dst if is_egress else self.packet.src
        for group in nic.groups:
            for rule in self.world.groups.get(group, {}).get(key) or []:
                if not rule_matches_traffic(rule, self.packet):
                    continue
                if any(address in block for block in rule["blocks"]):
                    return True
                for pair in rule.get("UserIdGroupPairs") or []:
                    if self.is_member(pair["GroupId"], nic, address, is_egress):
                        return True
        return False

    def is_member(self, group, nic, address, is_egress):
        """VPC user guide, "Security group referencing": the private addresses of the interfaces that have the
        group; in this VPC, in an actively peered one (peering guide, "Update your security groups to reference
        peer security groups"), or behind a transit gateway with security group referencing, inbound only."""
        named = self.world.groups.get(group)
        if named is None:
            return False
        if not is_egress and not self.sender_keeps_address:
            return False
        if named["VpcId"] == nic.vpc:
            other = nic.vpc
        elif self.is_peered(nic.vpc, named["VpcId"]) and \
                (self.goes_by_peering(nic, named["VpcId"]) if is_egress else self.path == "pcx"):
            other = named["VpcId"]
        elif not is_egress and self.path == "tgw" and self.is_referencing():
            other = named["VpcId"]
        else:
            return False
        if not is_egress and (self.sender is None or self.sender.vpc != other):
            return False
        holder = self.world.vpcs[other].holders.get(address)
        return isinstance(holder, snapshot.Interface) and group in holder.groups

    def goes_by_peering(self, nic, other):
        """Outbound: the packet is about to take a peering with that VPC."""
        subnet = self.world.subnets[nic.subnet]
        row = self.choose(subnet.table or [], self.world.vpcs[nic.vpc])
        return row is not None and row.kind == "pcx" and not row.is_blackhole and \
            other in self.world.peerings.get(row.target, ([],))[0]

    def is_peered(self, one, other):
        """Peering guide: active, and in one region: groups of another region cannot be named."""
        return any(is_active and is_one_region and {one, other} == set(ends)
                   for ends, is_active, is_one_region in self.world.peerings.values())

    def is_referencing(self):
        """Transit gateway guide, "Security group referencing": enabled on the gateway and on both attachments."""
        on = "SecurityGroupReferencingSupport"
        return all((options or {}).get(on) == "enable" for options in self.referencing)

    # leaving

    def leave_interface(self, nic):
        self.sender = self.sender or nic
        self.hops.append(nic.name)
        if not self.groups_allow(nic, True):
            self.stop("denied", "group-egress")
        subnet = self.world.subnets[nic.subnet]
        if subnet.has(self.packet.dst):
            self.deliver_in_subnet(subnet)
        else:
            self.leave_subnet(subnet)

    def deliver_in_subnet(self, subnet):
        """VPC user guide, "Network ACL basics": looked at when traffic enters or leaves the subnet, not as it is
        routed within it. "Route tables": nor do routes apply to that."""
        holder = self.world.vpcs[subnet.vpc].holders.get(self.packet.dst)
        if holder is None or holder.subnet != subnet.id:
            self.stop("no-route", "address")
        self.arrive(holder)

    def choose(self, rows, vpc):
        """VPC user guide, "Route priority": longest prefix; then static routes before prefix lists before
        propagated ones. Site-to-Site VPN guide, "Route tables and VPN route priority": propagated routes never
        win over the local route, even when they are more specific."""
        dst = self.packet.dst
        fitting = [row for row in rows if dst in row.block]
        if vpc.has(dst):
            fitting = [row for row in fitting if row.order != snapshot.BY_PROPAGATION]
        if not fitting:
            return None
        best = max(fitting, key=lambda row: (row.block.prefixlen, -row.order))
        alike = [row for row in fitting if (row.block.prefixlen, row.order) == (best.block.prefixlen, best.order)]
        if len({row.target for row in alike}) > 1:
            return self.fork.pick(alike)  # two prefix lists: "we randomly choose which route takes priority"
        return best

    def check_usable(self, row, subnet):
        """VPC user guide: a route whose target is gone or not attached is a blackhole. Peering guide: traffic
        flows while the connection is active."""
        vpc = self.world.vpcs[subnet.vpc]
        if row.is_blackhole:
            self.stop("no-route", "blackhole")
        if row.kind == "gone":
            self.stop("no-route", "attachment")
        if row.kind == "igw" and vpc.igw != row.target or row.kind == "vgw" and vpc.vgw != row.target:
            self.stop("no-route", "attachment")
        if row.kind == "eigw" and row.target not in vpc.eigws:
            self.stop("no-route", "attachment")
        if row.kind == "nat":
            nat = self.world.nats.get(row.target)
            if nat is None or not nat.is_available:
                self.stop("no-route", "attachment")
        if row.kind == "pcx":
            ends, is_active, _ = self.world.peerings.get(row.target, ([], False, True))
            if not is_active or subnet.vpc not in ends:
                self.stop("no-route", "peering")
        if row.kind == "tgw":
            attachment = self.attachment_of(row.target, subnet.vpc)
            if attachment is None or self.subnet_in_zone(attachment, subnet.zone) is None:
                # TGW guide, "Availability Zones": resources in zones without an attachment cannot reach it.
                self.stop("no-route", "attachment")

    def leave_subnet(self, subnet, is_hop=True):
        if is_hop:
            self.hops.append(subnet.id)
        vpc = self.world.vpcs[subnet.vpc]
        if subnet.table is None:
            self.stop("unknown", "unknown")
        row = self.choose(subnet.table, vpc)
        if row is None:
            self.stop("no-route", "route")
        self.check_usable(row, subnet)
        if row.kind == "nat" and self.world.nats[row.target].subnet == subnet.id:
            self.enter_nat(self.world.nats[row.target], is_same_subnet=True)
            return
        if not self.acl_allows(subnet, True):
            self.stop("denied", "acl-egress")
        self.hops.append(vpc.id)
        self.follow(row, vpc, subnet)

    def follow(self, row, vpc, subnet):
        """From the VPC's router to the target of a route. `subnet`: where the packet comes from."""
        if row.kind == "local":
            self.deliver_local(vpc)
        elif row.kind == "igw":
            self.leave_by_internet_gateway(row.target)
        elif row.kind == "eigw":
            self.hops += [row.target, "internet"]
            self.gateway = ("eigw", row.target, vpc.id)
            self.end = "internet"
        elif row.kind == "nat":
            self.enter_nat(self.world.nats[row.target])
        elif row.kind == "vgw":
            self.hops += [row.target, "onprem"]
            self.gateway = ("vgw", row.target, vpc.id)
            self.end = "onprem"
        elif row.kind == "pcx":
            self.cross_peering(row.target, vpc)
        elif row.kind == "tgw":
            self.enter_transit(row.target, vpc, subnet)
        elif row.kind == "vpce":
            # PrivateLink guide, "Gateway endpoints": the service behind it answers through it.
            self.hops.append(row.target)
            self.gateway = ("vpce", row.target, vpc.id)
            self.end = "service"
        else:
            self.stop("unknown", "unknown")

    def leave_by_internet_gateway(self, gateway):
        """VPC user guide, "Internet gateways": translates one to one for addresses that have a public IPv4
        address; others are dropped. IPv6 addresses are public."""
        self.hops.append(gateway)
        src = self.packet.src
        if src.version == 4:
            holder = self.world.vpcs[self.world.igws[gateway]].holders.get(src)
            public = holder.public.get(src) if holder else None
            if isinstance(holder, snapshot.Nat) and not holder.is_public:
                public = None  # "NAT gateways": private one: the internet gateway drops the traffic
            if public is None:
                self.stop("denied", "public")
            self.packet.src = public
        if not self.packet.dst.is_global:
            self.stop("no-route", "address")  # IANA special-purpose addresses: not routed out there
        self.gateway = ("igw", gateway, self.world.igws[gateway])
        self.hops.append("internet")
        self.end = "internet"

    # NAT gateways

    def enter_nat(self, nat, is_same_subnet=False):
        """VPC user guide, "NAT gateways": TCP, UDP and ICMP; takes the sender's place; no groups; ACLs of its
        subnet count."""
        self.hops.append(nat.id)
        subnet = self.world.subnets[nat.subnet]
        if not is_same_subnet and not self.acl_allows(subnet, False):
            self.stop("denied", "acl-ingress")
        if nat.id in self.seen:
            self.stop("no-route", "loop")
        self.seen.add(nat.id)
        if self.is_reply:
            self.stop("denied", "nat")  # an answer that a NAT gateway rewrites belongs to no connection
        if self.packet.protocol not in (1, 6, 17) or self.packet.src.version == 6:
            self.stop("denied", "nat")
        self.sessions.append((nat, self.packet.src, self.packet.sport))
        self.packet.src = nat.addresses[0]
        self.sender_keeps_address = False
        self.leave_nat(nat)

    def leave_nat(self, nat):
        """Hops as Batfish names them: on the inner side of a NAT gateway its subnet is not told."""
        subnet = self.world.subnets[nat.subnet]
        if subnet.has(self.packet.dst):
            self.deliver_in_subnet(subnet)
            return
        row = self.choose(subnet.table, self.world.vpcs[subnet.vpc]) if subnet.table else None
        if row is not None and not row.is_blackhole and row.kind == "nat" and row.target == nat.id:
            self.stop("no-route", "loop")  # its own table leads back into it
        self.leave_subnet(subnet, not self.is_reply)

    # arriving

    def deliver_local(self, vpc, came_by=None):
        """To whoever has the address in this VPC. `came_by`: the subnet of a transit gateway's attachment."""
        holder = vpc.holders.get(self.packet.dst)
        # TGW guide, "How network ACLs work with transit gateways": other subnet: outbound rules of the
        # attachment's subnet by the destination, inbound rules of the receiver's; same subnet: none.
        is_same = came_by is not None and came_by.has(self.packet.dst)
        if came_by is not None and not is_same and not self.acl_allows(came_by, True):
            self.stop("denied", "acl-egress")
        if holder is None or self.is_astray(holder):
            if is_same:
                self.hops.append(came_by.id)
            self.stop("no-route", "address")
        subnet = self.world.subnets[holder.subnet]
        self.hops.append(subnet.id)
        if not is_same and not self.acl_allows(subnet, False):
            self.stop("denied", "acl-ingress")
        self.arrive(holder)

    def is_astray(self, holder):
        """A reply that somebody else would get, who has the same address in another VPC."""
        expected = self.sessions[-1][0] if self.sessions else self.home
        return self.is_reply and expected is not None and holder is not expected

    def arrive(self, holder):
        self.hops.append(holder.name)
        if isinstance(holder, snapshot.Nat):
            self.arrive_at_nat(holder)
            return
        if holder.kind in ("transit_gateway", "nat_gateway"):
            self.stop("denied", "nat")
        if not self.groups_allow(holder, False):
            self.stop("denied", "group-ingress")
        self.end = holder

    def arrive_at_nat(self, nat):
        """"NAT gateways": nobody outside can begin a connection with it; answers are translated back."""
        if not self.is_reply or not self.sessions or self.sessions[-1][0] is not nat:
            self.stop("denied", "nat")
        _, before, port = self.sessions.pop()
        self.packet.dst, self.packet.dport = before, port
        self.leave_nat(nat)

    def cross_peering(self, peering, vpc):
        """Peering guide, "VPC peering limitations": not transitive, no edge to edge routing: only what is in the
        blocks of the peer gets there."""
        ends, _, _ = self.world.peerings[peering]
        self.hops.append(peering)
        peer = self.world.vpcs.get(ends[1] if ends[0] == vpc.id else ends[0])
        if peer is None:
            self.stop("unknown", "unknown")
        self.hops.append(peer.id)
        if not peer.has(self.packet.dst):
            self.stop("no-route", "peering")
        self.path = "pcx"
        self.deliver_local(peer)

    # transit gateways

    def attachment_of(self, gateway, vpc):
        for attachment in self.world.attachments.values():
            if attachment.tgw == gateway and attachment.resource == vpc and attachment.is_available:
                return attachment
        return None

    def subnet_in_zone(self, attachment, zone):
        for subnet in attachment.subnets:
            if subnet in self.world.subnets and self.world.subnets[subnet].zone == zone:
                return self.world.subnets[subnet]
        return None

    def enter_transit(self, gateway, vpc, subnet):
        attachment = self.attachment_of(gateway, vpc.id)
        by = self.subnet_in_zone(attachment, subnet.zone)
        # TGW guide, "How network ACLs work with transit gateways": to the gateway the inbound rules of the
        # attachment's subnet are evaluated by the source, also when it is the sender's own subnet.
        if not self.acl_allows(by, False):
            self.stop("denied", "acl-ingress")
        self.hops.append(gateway)
        self.referencing = [self.world.transit[gateway].get("Options"), attachment.options]
        self.cross_transit(gateway, attachment, subnet.zone)

    def cross_transit(self, gateway, attachment, zone):
        """TGW guide, "Route evaluation order": most specific; static before propagated."""
        if (gateway, attachment.id) in self.seen:
            self.stop("no-route", "loop")
        self.seen.add((gateway, attachment.id))
        rows = [row for row in self.world.transit_rows.get(attachment.table, []) if self.packet.dst in row[0]]
        if not rows:
            self.stop("no-route", "route")
        best = max(rows, key=lambda row: (row[0].prefixlen, -row[1]))
        best = self.fork.pick([row for row in rows if (row[0], row[1]) == (best[0], best[1])])
        if best[3]:
            self.stop("no-route", "blackhole")
        target = self.world.attachments.get((gateway, best[2]))
        if target is None or not target.is_available:
            self.stop("no-route", "attachment")
        if target.kind == "vpc":
            self.leave_transit(target, zone)
        elif target.kind == "peering":
            # TGW guide, "Transit gateway peering attachments": the other gateway's table for it decides.
            self.hops.append(target.resource)
            other = self.world.attachments.get((target.resource, target.id))
            if other is None:
                self.stop("unknown", "unknown")
            self.cross_transit(target.resource, other, zone)
        elif target.kind == "vpn" or target.kind == "direct-connect-gateway":
            self.hops.append("onprem")
            self.gateway = ("tgw", gateway, target.id)
            self.end = "onprem"
        else:
            self.stop("unknown", "unknown")

    def leave_transit(self, attachment, zone):
        vpc = self.world.vpcs.get(attachment.resource)
        if vpc is None:
            self.stop("unknown", "unknown")
        self.hops.append(vpc.id)
        by = self.subnet_in_zone(attachment, zone)
        if by is None:  # no attachment in the sender's zone: one of the others
            others = [self.world.subnets[s] for s in attachment.subnets if s in self.world.subnets]
            if not others:
                self.stop("unknown", "unknown")
            by = self.fork.pick(others)
        self.path = "tgw"
        self.referencing.append(attachment.options)
        if by.has(self.packet.dst):  # within the attachment's own subnet no route is asked
            self.deliver_local(vpc, by)
            return
        if by.table is None:
            self.stop("unknown", "unknown")
        row = self.choose(by.table, vpc)
        if row is None:
            self.stop("no-route", "route")
        self.check_usable(row, by)
        if row.kind == "local":
            self.deliver_local(vpc, by)
            return
        # TGW guide, "Centralized exit to the internet": a NAT gateway of the VPC may take it on; of other
        # targets the documents do not say.
        if row.kind not in ("nat", "igw"):
            self.stop("unknown", "unknown")
        is_same = row.kind == "nat" and self.world.nats[row.target].subnet == by.id
        if not is_same and not self.acl_allows(by, True):
            self.stop("denied", "acl-egress")
        if row.kind == "nat":
            self.enter_nat(self.world.nats[row.target], is_same)
        else:
            self.follow(row, vpc, by)

    # from outside

    def come_from_internet(self, gateway=None):
        """VPC user guide, "Internet gateways": the public address is replaced by the private one; whether the
        subnet has a route to the gateway matters to the answer only."""
        self.hops.append("internet")
        self.path, self.sender_keeps_address = "outside", False
        dst = self.packet.dst
        if dst in self.world.outside and not self.is_reply:
            self.hops.append(self.world.outside[dst])  # a VPN gateway answers on its tunnel address
            self.end = "tunnel"
            return
        holder = None
        if dst.version == 4 and dst in self.world.public:
            holder, self.packet.dst = self.world.public[dst]
        elif dst.version == 6:
            holder = next((v.holders[dst] for v in self.world.vpcs.values() if dst in v.holders), None)
        if holder is None or holder.vpc not in self.world.vpcs:
            self.stop("no-route", "address")
        vpc = self.world.vpcs[holder.vpc]
        by = gateway or vpc.igw
        if by is None:
            self.stop("no-route", "address")
        self.check_edge(by, vpc)
        self.hops += [by, vpc.id]
        self.deliver_local(vpc)

    def check_edge(self, gateway, vpc):
        """VPC user guide, "Gateway route tables": rows other than local lead through an appliance."""
        row = self.choose(self.world.edges.get(gateway, []), vpc)
        if row is not None and row.kind != "local":
            self.stop("unknown", "unknown")

    def come_from_onprem(self, gateway=None):
        """Site-to-Site VPN guide: a virtual private gateway leads into its VPC, a transit gateway wherever the
        table of its VPN attachment says."""
        self.hops.append("onprem")
        self.path, self.sender_keeps_address = "outside", False
        ways = [gateway] if gateway else self.ways_in()
        if not ways:
            self.stop("no-route", "address")
        kind, name, where = self.fork.pick(ways)
        self.hops.append(name)
        if kind == "vgw":
            vpc = self.world.vpcs[where]
            self.check_edge(name, vpc)
            self.hops.append(vpc.id)
            if not vpc.has(self.packet.dst):
                self.stop("no-route", "address")
            self.deliver_local(vpc)
            return
        self.referencing = [{}]
        self.cross_transit(name, self.world.attachments[(name, where)], None)

    def ways_in(self):
        dst, ways = self.packet.dst, []
        for gateway, vpc in self.world.vgws.items():
            if vpc and gateway in self.world.connected and self.world.vpcs[vpc].has(dst):
                ways.append(("vgw", gateway, vpc))
        for attachment in self.world.attachments.values():
            if attachment.kind in ("vpn", "direct-connect-gateway") and attachment.is_available and \
                    self.is_routed(attachment.table, dst):
                ways.append(("tgw", attachment.tgw, attachment.id))
        return ways

    def is_routed(self, table, dst):
        rows = [row for row in self.world.transit_rows.get(table, []) if dst in row[0]]
        return bool(rows) and not max(rows, key=lambda row: (row[0].prefixlen, -row[1]))[3]

    def come_from_service(self, gateway):
        self.hops += [gateway[1], gateway[2]]
        self.deliver_local(self.world.vpcs[gateway[2]])


# --- a question -------------------------------------------------------------------------------------------

def sender_of(world, question, dst):
    """(kind, thing, address) of the question's sender."""
    name, src = question["from"], question.get("src")
    src = ipaddress.ip_address(src) if src else None
    if name in ("internet", "onprem"):
        return name, None, src or OUTSIDE[dst.version]
    nics = world.by_instance.get(name) or ([world.interfaces[name]] if name in world.interfaces else [])
    for nic in nics:
        for address in nic.addresses:
            if address == src or src is None and address.version == dst.version:
                return "interface", nic, address
    if name in world.subnets:
        return "subnet", world.subnets[name], src
    if name in world.vpcs:
        return "vpc", world.vpcs[name], src
    raise KeyError(f"nobody is called {name} and has the address {src}")


def packet_of(question, src, dst):
    protocol = number_of(question["protocol"])
    has_ports, is_icmp = protocol in (6, 17), protocol in (1, 58)
    icmp = question.get("icmp") or [8 if protocol == 1 else 128, 0]
    return Packet(src, dst, protocol, question.get("sport", 49152) if has_ports else None,
                  question.get("dport") if has_ports else None, icmp if is_icmp else None)


def run(trip, start):
    """(disposition, by) of a trip."""
    try:
        start()
    except Stop as stop:
        return stop.disposition, stop.by
    if isinstance(trip.end, snapshot.Interface) or trip.end == "tunnel":
        return "delivered", None
    return "exits", None


def reply_to(world, trip, kind, sender, first):
    """The way of the answer: (disposition, by, hops). VPC user guide, "NAT gateways": they use ports 1024-65535;
    which one is not said, so the answer to a translated packet is tried at every port where a rule begins."""
    if not trip.sessions or trip.packet.protocol not in (6, 17):
        return reply_at(world, trip, trip.packet.sport, kind, sender, first)
    tried = [reply_at(world, trip, port, kind, sender, first) for port in nat_ports(world)]
    came = [one for one in tried if one[0] == "delivered"]
    if came and len(came) < len(tried):
        return "unknown", "unknown", came[0][2]
    return tried[0]


def nat_ports(world):
    ports = {1024}
    for acl in world.items("NetworkAcls"):
        for entry in acl["Entries"]:
            if entry.get("PortRange"):
                ports.update((entry["PortRange"]["From"], entry["PortRange"]["To"] + 1))
    return sorted(port for port in ports if 1024 <= port <= 65535)


def reply_at(world, trip, port, kind, sender, first):
    """First where routes lead the answer: no way home is told as that. Else it goes as any packet."""
    disposition, by, hops = reply_on(world, trip, port, kind, sender, first, False)
    if disposition not in ("delivered", "denied"):
        return disposition, by, hops
    return reply_on(world, trip, port, kind, sender, first, True)


def reply_on(world, trip, port, kind, sender, first, is_filtered):
    packet = trip.packet.answer(trip.packet.dst, trip.packet.src)
    packet.dport = port
    back = Trip(world, packet, trip.fork, True, trip.sessions, sender if kind == "interface" else None)
    back.is_filtered = is_filtered
    if trip.end == "internet":
        gateway = trip.gateway[1] if trip.gateway[0] == "eigw" else None
        start = lambda: back.come_from_internet(gateway)
    elif trip.end == "onprem":
        start = lambda: back.come_from_onprem(trip.gateway)
    elif trip.end == "service":
        start = lambda: back.come_from_service(trip.gateway)
    else:
        start = lambda: back.leave_interface(trip.end)
    disposition, by = run(back, start)
    if disposition not in ("delivered", "exits"):
        return disposition, by, back.hops
    if kind == "interface":
        is_home = back.end is sender and not back.sessions
    else:
        is_home = back.end == kind
    if is_home and kind == "internet":
        if back.gateway[0] == "eigw":
            return "unknown", "unknown", back.hops  # the documents do not say whether it lets an answer out
        is_home = back.packet.src == first
    return ("delivered", None, back.hops) if is_home else ("no-route", "route", back.hops)


def ask(world, question):
    """The answer; where AWS may do one thing or another and that matters, "unknown"."""
    answer, count = ask_once(world, question, 0)
    answer["ways"] = count
    each = [ask_once(world, question, number)[0] for number in range(min(count, 16))]
    for one in each:
        one["ways"] = 1
    for other in each[1:]:
        if {other["disposition"], answer["disposition"]} == {"denied", "no-route"}:
            answer["is_stopped"] = True  # one way or the other
            continue
        if other["disposition"] != answer["disposition"]:
            return {**answer, "disposition": "unknown", "by": "unknown", "reply": None, "reply_hops": [], "each": each}
        if other["hops"] != answer["hops"] or other["by"] != answer["by"]:
            answer["is_open"] = True
        if (other["reply"], other["reply_hops"]) != (answer["reply"], answer["reply_hops"]):
            answer["reply"] = "unknown"
    return answer


def ask_once(world, question, number):
    """(answer, how many ways there are)"""
    fork = Fork(number)
    dst = ipaddress.ip_address(question["dst"])
    kind, thing, src = sender_of(world, question, dst)
    trip = Trip(world, packet_of(question, src, dst), fork)
    if kind == "interface":
        start = lambda: trip.leave_interface(thing)
    elif kind == "subnet":
        start = lambda: put_in_subnet(trip, thing)
    elif kind == "vpc":
        start = lambda: put_in_vpc(trip, thing)
    else:
        start = trip.come_from_internet if kind == "internet" else trip.come_from_onprem
    disposition, by = run(trip, start)
    answer = {"id": question.get("id"), "disposition": disposition, "at": trip.hops[-1], "by": by,
              "hops": trip.hops, "reply": None, "reply_hops": []}
    if disposition in ("delivered", "exits") and kind not in ("subnet", "vpc") and trip.end != "tunnel":
        answer["reply"], answer["reply_by"], answer["reply_hops"] = reply_to(world, trip, kind, thing, dst)
    return answer, fork.count


def put_in_subnet(trip, subnet):
    trip.sender_keeps_address = False
    if subnet.has(trip.packet.dst):
        trip.hops.append(subnet.id)
        trip.deliver_in_subnet(subnet)
    else:
        trip.leave_subnet(subnet)


def put_in_vpc(trip, vpc):
    trip.sender_keeps_address = False
    trip.hops.append(vpc.id)
    if not vpc.has(trip.packet.dst):
        trip.stop("no-route", "route")
    trip.deliver_local(vpc)


def main():
    world = snapshot.load(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as questions:
        for line in questions:
            if line.strip():
                print(json.dumps(ask(world, json.loads(line))))


if __name__ == "__main__":
    main()
