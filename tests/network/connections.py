"""Who reaches whom, as np-guard's texts say it, made of answers to single packets.

np-guard reads no route tables and no public addresses: a subnet is public where its VPC has an internet gateway and it
gives public addresses at launch. Here those subnets get a route to the gateway, so that packets find the way that
np-guard assumes. Source and destination ports and outside addresses are cut wherever a rule begins or ends; one
packet stands for each piece, so what is said of the pieces holds for all of them.
"""
import copy, ipaddress, itertools, re

OUTSIDE = "Public Internet"
RESERVED = [ipaddress.ip_network(b) for b in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                                              "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")]
ICMP = ([8, 0], [0, 0], [3, 1], [13, 0])
STAR = "TCP connections for which response is not permitted are marked with * "


def checked(answers):
    if isinstance(answers, str):
        raise SystemExit(f"glacis: {answers}\n0 passed, 1 failed")
    return answers


def name_of(item, key):
    return next((tag["Value"] for tag in item.get("Tags") or [] if tag["Key"] == "Name"), item[key])


def runs(pieces):
    """(low, high) pieces beside each other become one: "1-1024,5001-65535"."""
    joined = []
    for low, high in sorted(pieces):
        if joined and joined[-1][1] + 1 == low:
            joined[-1][1] = high
        else:
            joined.append([low, high])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in joined)


class Connection:
    """What passes from one to another: (source port piece, destination port piece) by protocol."""

    def __init__(self, all_pairs):
        self.all_pairs = all_pairs
        self.passed = {"TCP": set(), "UDP": set()}
        self.answered = set()
        self.icmp = set()
        self.by, self.hops = set(), None

    def key(self):
        return (frozenset(self.passed["TCP"]), frozenset(self.passed["UDP"]), frozenset(self.answered),
                frozenset(self.icmp))

    def is_empty(self):
        return not (self.passed["TCP"] or self.passed["UDP"] or self.icmp)

    def ports(self, pairs):
        """" src-ports: ... dst-ports: ...", each only where it is not all; one product."""
        sources, targets = {p[0] for p in pairs}, {p[1] for p in pairs}
        assert len(pairs) == len(sources) * len(targets), "no product of source and destination ports"
        text = ""
        if sources != {p[0] for p in self.all_pairs}:
            text += f" src-ports: {runs(sources)}"
        if targets != {p[1] for p in self.all_pairs}:
            text += f" dst-ports: {runs(targets)}"
        return text

    def text(self, tcp):
        if tcp == self.passed["UDP"] == self.all_pairs and len(self.icmp) == len(ICMP):
            return "All Connections"
        parts = [f"protocol: {name}{self.ports(pairs)}" for name, pairs in (("TCP", tcp), ("UDP", self.passed["UDP"]))
                 if pairs]
        if self.icmp:
            parts.append("protocol: ICMP")
        return "; ".join(parts)

    def lines(self):
        """[(text, answered?)]: what TCP sends that is not answered stands apart."""
        blocked = self.passed["TCP"] - self.answered
        if not blocked:
            return [(self.text(self.passed["TCP"]), True)]
        lines = [(f"protocol: TCP{self.ports(blocked)}", False)]
        rest = self.text(self.answered)
        return lines + ([(rest, True)] if rest else [])


class Connections:
    def __init__(self, lists, answer_of):
        self.lists, self.answer_of = copy.deepcopy(lists), answer_of
        self.vpcs = {v["VpcId"]: v for v in self.lists["vpcs"]}
        self.subnets = {s["SubnetId"]: s for s in self.lists["subnets"]}
        self.instances = sorted(self.lists["instances"], key=lambda i: name_of(i, "InstanceId"))
        self.gateways = {a["VpcId"]: g for g in self.lists["internet_gateways"] for a in g["Attachments"]}
        self.add_tables()
        self.cut()

    def is_public(self, subnet):
        return subnet["VpcId"] in self.gateways and subnet["MapPublicIpOnLaunch"]

    def add_tables(self):
        tables = []
        for subnet in self.lists["subnets"]:
            local = self.vpcs[subnet["VpcId"]]["CidrBlock"]
            routes = [{"DestinationCidrBlock": local, "GatewayId": "local", "Origin": "CreateRouteTable",
                       "State": "active"}]
            if self.is_public(subnet):
                routes.append({"DestinationCidrBlock": "0.0.0.0/0", "Origin": "CreateRoute", "State": "active",
                               "GatewayId": self.gateways[subnet["VpcId"]]["InternetGatewayId"]})
            table = f"rtb-of-{subnet['SubnetId']}"
            tables.append({"RouteTableId": table, "VpcId": subnet["VpcId"], "PropagatingVgws": [], "Routes": routes,
                           "Associations": [{"RouteTableAssociationId": f"rtbassoc-of-{subnet['SubnetId']}",
                                             "RouteTableId": table, "SubnetId": subnet["SubnetId"], "Main": False,
                                             "AssociationState": {"State": "associated"}}]})
        self.lists["RouteTables"] = tables

    def cut(self):
        ports, blocks = {1, 65536}, set()
        for acl in self.lists["network_acls"]:
            for entry in acl["Entries"]:
                blocks.add(ipaddress.ip_network(entry["CidrBlock"]))
                if entry.get("PortRange"):
                    ports.update((entry["PortRange"]["From"], entry["PortRange"]["To"] + 1))
        for group in self.lists["security_groups"]:
            for rule in group["IpPermissions"] + group["IpPermissionsEgress"]:
                blocks.update(ipaddress.ip_network(r["CidrIp"]) for r in rule["IpRanges"])
                if rule.get("FromPort") is not None and rule["IpProtocol"] in ("tcp", "udp"):
                    ports.update((rule["FromPort"], rule["ToPort"] + 1))
        edges = sorted(p for p in ports if p >= 1)
        self.port_pieces = [(low, high - 1) for low, high in zip(edges, edges[1:])]
        edges = {0, 2 ** 32}
        for block in list(blocks) + RESERVED:
            edges.update((int(block.network_address), int(block.broadcast_address) + 1))
        edges = sorted(edges)
        self.outside = [(low, high - 1) for low, high in zip(edges, edges[1:])
                        if not any(ipaddress.ip_address(low) in block for block in RESERVED)]
        self.all_pairs = set(itertools.product(self.port_pieces, self.port_pieces))

    def connections(self, lists, asked):
        """Of each of `asked`, a question without protocol and ports, the Connection."""
        questions, places = [], []
        for number, base in enumerate(asked):
            for protocol in ("tcp", "udp"):
                for pair in sorted(self.all_pairs):
                    questions.append({**base, "protocol": protocol, "sport": pair[0][0], "dport": pair[1][0]})
                    places.append((number, protocol.upper(), pair))
            for icmp in ICMP:
                questions.append({**base, "protocol": "icmp", "icmp": icmp})
                places.append((number, "ICMP", icmp))
        for number, question in enumerate(questions):
            question["id"] = number
        found = [Connection(self.all_pairs) for _ in asked]
        for (number, protocol, what), answer in zip(places, self.answer_of(lists, questions)):
            connection = found[number]
            if answer["disposition"] not in ("delivered", "exits"):
                connection.by.add(answer["by"])
                if connection.hops is None:
                    connection.hops = answer["hops"]
                continue
            connection.hops = answer["hops"]
            connection.by.discard(None)
            if protocol == "ICMP":
                connection.icmp.add(tuple(what))
                continue
            connection.passed[protocol].add(what)
            if protocol == "TCP" and answer["reply"] == "delivered":
                connection.answered.add(what)
        return found

    def outside_name(self, pieces):
        if len(pieces) == len(self.outside):
            return f"{OUTSIDE} (all ranges)"
        blocks = [b for low, high in pieces for b in ipaddress.summarize_address_range(
            ipaddress.ip_address(low), ipaddress.ip_address(high))]
        return f"{OUTSIDE} {','.join(str(b) for b in ipaddress.collapse_addresses(blocks))}"

    def label(self, instance):
        return f"{name_of(instance, 'InstanceId')}[{instance['PrivateIpAddress']}]"

    def with_outside(self, lists, sender, receiver, label, is_inbound):
        """[(from, to, Connection)] between a thing inside and the outside, alike pieces together."""
        asked = []
        for low, _ in self.outside:
            address = str(ipaddress.ip_address(low))
            asked.append({"from": "internet", "src": address, "dst": receiver} if is_inbound else
                         {**sender, "dst": address})
        alike = {}
        for piece, connection in zip(self.outside, self.connections(lists, asked)):
            alike.setdefault(connection.key(), (connection, []))[1].append(piece)
        told = []
        for connection, pieces in alike.values():
            if not connection.is_empty():
                outside = self.outside_name(pieces)
                told.append((outside, label, connection) if is_inbound else (label, outside, connection))
        return told

    def endpoints(self, vpc):
        mine = [i for i in self.instances if i["VpcId"] == vpc["VpcId"]]
        pairs = [(a, b) for a in mine for b in mine if a is not b]
        found = self.connections(self.lists, [{"from": a["InstanceId"], "dst": b["PrivateIpAddress"]}
                                              for a, b in pairs])
        told = [(self.label(a), self.label(b), connection) for (a, b), connection in zip(pairs, found)
                if not connection.is_empty()]
        for instance in mine:
            told += self.with_outside(self.lists, {"from": instance["InstanceId"]}, None, self.label(instance), False)
            for nic in instance["NetworkInterfaces"]:
                for row in nic["PrivateIpAddresses"]:
                    if row.get("Association"):
                        told += self.with_outside(self.lists, None, row["Association"]["PublicIp"],
                                                  self.label(instance), True)
        return told

    def subnet_connections(self, vpc):
        """A probe in every subnet that every group admits: only the network ACLs are left."""
        lists = copy.deepcopy(self.lists)
        lists["instances"], lists["security_groups"] = [], []
        for number, subnet in enumerate(lists["subnets"]):
            rule = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [],
                    "UserIdGroupPairs": []}
            group, nic = f"sg-{number}", f"eni-{number}"
            lists["security_groups"].append({"GroupId": group, "GroupName": group, "VpcId": subnet["VpcId"],
                                             "Description": "", "OwnerId": "1", "IpPermissions": [rule],
                                             "IpPermissionsEgress": [copy.deepcopy(rule)]})
            address = str(ipaddress.ip_network(subnet["CidrBlock"])[10])
            row = {"Primary": True, "PrivateIpAddress": address, "Association": {"PublicIp": f"52.0.0.{number + 1}"}}
            interface = {"NetworkInterfaceId": nic, "SubnetId": subnet["SubnetId"], "VpcId": subnet["VpcId"],
                         "PrivateIpAddress": address, "PrivateIpAddresses": [row], "Ipv6Addresses": [],
                         "Groups": [{"GroupId": group, "GroupName": group}], "InterfaceType": "interface"}
            lists["instances"].append({"InstanceId": f"i-{number}", "SubnetId": subnet["SubnetId"], "State":
                                       {"Name": "running"}, "VpcId": subnet["VpcId"], "PrivateIpAddress": address,
                                       "NetworkInterfaces": [interface], "SecurityGroups": interface["Groups"]})
            subnet["probe"] = (f"i-{number}", address)
        mine = [s for s in lists["subnets"] if s["VpcId"] == vpc["VpcId"]]
        probes = {s["SubnetId"]: s.pop("probe") for s in lists["subnets"]}
        pairs = [(a, b) for a in mine for b in mine if a is not b]
        found = self.connections(lists, [{"from": probes[a["SubnetId"]][0], "dst": probes[b["SubnetId"]][1]}
                                         for a, b in pairs])
        told = [(name_of(a, "SubnetId"), name_of(b, "SubnetId"), connection)
                for (a, b), connection in zip(pairs, found) if not connection.is_empty()]
        for subnet in mine:
            told += self.with_outside(lists, {"from": probes[subnet["SubnetId"]][0]}, None,
                                      name_of(subnet, "SubnetId"), False)
        return told

    def text(self, title, found_of):
        parts, is_starred = [], False
        for vpc in sorted(self.lists["vpcs"], key=lambda v: name_of(v, "VpcId")):
            lines = []
            for sender, receiver, connection in found_of(vpc):
                for text, is_answered in connection.lines():
                    lines.append(f"{sender} => {receiver} : {text}" + ("" if is_answered else " * "))
                    is_starred = is_starred or not is_answered
            parts.append("\n".join([f"{title} for VPC {name_of(vpc, 'VpcId')}"] +
                                   (sorted(lines) or ["<nothing to report>"])))
        return "\n\n".join(parts) + "\n" + (f"\n{STAR}\n" if is_starred else "")

    def endpoints_text(self):
        return self.text("Endpoint connectivity", self.endpoints)

    def subnets_text(self):
        return self.text("Subnet connectivity", self.subnet_connections)

    # one question

    def ends(self, text):
        """The instances that an address or a subnet's name means; None: the outside."""
        for subnet in self.lists["subnets"]:
            if name_of(subnet, "SubnetId") == text:
                return [i for i in self.instances if i["SubnetId"] == subnet["SubnetId"]]
        mine = [i for i in self.instances if i["PrivateIpAddress"] == text]
        return mine or None

    def told_path(self, block):
        """Of the Path paragraph of the expected text the things that a packet passes, without filters."""
        match = re.search(r"\nPath:\n((?:\t.*\n)+)", block)
        if not match:
            return None
        words = [w.strip() for w in match.group(1).replace("\n", " ").replace("\t", " ").split("->")]
        words = [w for w in words if w and not w.strip("| ").startswith(("network ACL", "security group"))]
        return [w.removeprefix("subnet ").removeprefix("InternetGateway ") for w in words]

    def path(self, connection, sender, receiver):
        names = {s["SubnetId"]: name_of(s, "SubnetId") for s in self.lists["subnets"]}
        names.update({i["InstanceId"]: self.label(i) for i in self.instances})
        names.update({g["InternetGatewayId"]: name_of(g, "InternetGatewayId")
                      for g in self.lists["internet_gateways"]})
        names["internet"] = sender if sender.startswith(OUTSIDE) else receiver
        return [names[hop] for hop in connection.hops if hop not in self.vpcs]

    def explain(self, sender, receiver, expected):
        """[(field, told, ours)] of an expected text: connections, what blocks, the path."""
        blocks = {}
        for block in re.split(r"\n-{20,}\n", expected):
            match = re.search(r"^(Connections|No connectivity) from (.*?) to (.*?)[;:](.*)$", block, re.M)
            if match:
                blocks[(match.group(2), match.group(3))] = (match, block)
        told, seen = [], set()
        for a in self.ends(sender) or [None]:
            for b in self.ends(receiver) or [None]:
                if a is None:
                    block = ipaddress.ip_network(sender)
                    public = next(r["Association"]["PublicIp"] for n in b["NetworkInterfaces"]
                                  for r in n["PrivateIpAddresses"] if r.get("Association"))
                    pair = (f"{OUTSIDE} {block}", self.label(b))
                    asked = {"from": "internet", "src": str(block[1]), "dst": public}
                else:
                    pair = (self.label(a), self.label(b))
                    asked = {"from": a["InstanceId"], "dst": b["PrivateIpAddress"]}
                connection = self.connections(self.lists, [asked])[0]
                seen.add(pair)
                told += self.explain_pair(pair, blocks.get(pair), connection)
        return told + [("pairs", sorted(blocks), sorted(seen))]

    def explain_pair(self, pair, found, connection):
        label = f"{pair[0]} to {pair[1]}"
        if found is None:
            return [(label, "nothing said", "asked")]
        match, block = found
        if match.group(1) == "Connections":
            blocked = connection.passed["TCP"] - connection.answered
            response = re.search(r"However, TCP response is blocked for:(.*)", block)
            return [(f"{label}: connections", match.group(4).strip(), connection.text(connection.passed["TCP"])),
                    (f"{label}: response blocked", response.group(1) if response else "",
                     connection.ports(blocked) if blocked else ""),
                    (f"{label}: path", self.told_path(block), self.path(connection, *pair))]
        told = [(f"{label}: connections", "", "" if connection.is_empty() else connection.text(connection.passed["TCP"]))]
        if "are disjoint" in block:
            # Egress lets some pass, ingress others: packets end at both, none gets through.
            return told + [(f"{label}: blockers", ["group-egress", "group-ingress"], sorted(connection.by))]
        blockers = []
        for way in ("Egress", "Ingress"):
            line = re.search(rf"^{way}: (.*)$", block, re.M).group(1)
            for part in line.split("; "):
                if part.endswith("blocks connection"):
                    blockers.append(("acl-" if part.startswith("network ACL") else "group-") + way.lower())
        return told + [(f"{label}: blockers", sorted(blockers), sorted(connection.by)),
                       (f"{label}: path", self.told_path(block), self.path(connection, *pair))]

    # lint

    def lint_text(self):
        rows = []
        for vpc in sorted(self.lists["vpcs"], key=lambda v: name_of(v, "VpcId")):
            prefix = f"{name_of(vpc, 'VpcId')}/"
            for sender, receiver, connection in self.endpoints(vpc):
                blocked = connection.passed["TCP"] - connection.answered
                if blocked:
                    ends = [end if end.startswith(OUTSIDE) else prefix + end for end in (sender, receiver)]
                    rows.append(f'In the connection from "{ends[0]}" to "{ends[1]}" TCP{connection.ports(blocked)} '
                                "response is blocked")
        acls = sorted(self.lists["network_acls"], key=lambda a: (name_of(self.vpcs[a["VpcId"]], "VpcId"),
                                                                 name_of(a, "NetworkAclId")))
        loose = [f'In VPC "{self.vpc_name(a)}", network ACL "{name_of(a, "NetworkAclId")}" has no resources attached to it'
                 for a in acls if not a["Associations"]]
        shadowed = [text for acl in acls for text in self.shadowed(acl)]
        used = {g["GroupId"] for i in self.instances for n in i["NetworkInterfaces"] for g in n["Groups"]}
        idle = sorted(f'In VPC "{self.vpc_name(g)}", security group "{name_of(g, "GroupId")}" has no resources attached to it'
                      for g in self.lists["security_groups"] if g["GroupId"] not in used)
        line = "_" * 200
        parts = [self.issue("Blocked TCP response", sorted(rows), "\n"),
                 self.issue("Network ACL not applied to any resources", loose, "\n").rstrip("\n"),
                 self.issue("Network ACL rules shadowed by higher priority rules", shadowed, "\n\n"),
                 self.issue("SG not applied to any resources", idle, "\n").rstrip("\n")]
        return f"\n{line}\n\n".join(parts)

    def vpc_name(self, item):
        return name_of(self.vpcs[item["VpcId"]], "VpcId")

    def issue(self, title, rows, between):
        head = f'"{title}" issues:\n'
        head += "~" * (len(head) - 1) + "\n"
        shown = rows[:3]
        if len(rows) > 3:
            shown.append(f"... ({len(rows) - 3} more)")
        return head + between.join(shown) + "\n"

    def shadowed(self, acl):
        """Entries that no packet comes to, and the one before them that takes all of theirs."""
        found = []
        for is_egress in (False, True):
            entries = sorted((e for e in acl["Entries"] if e["Egress"] == is_egress), key=lambda e: e["RuleNumber"])
            for place, entry in enumerate(entries):
                over = next((e for e in entries[:place] if ipaddress.ip_network(entry["CidrBlock"]).subnet_of(
                    ipaddress.ip_network(e["CidrBlock"])) and e["Protocol"] == "-1"), None)
                if over:
                    found.append(f'In VPC "{self.vpc_name(acl)}", network ACL "{name_of(acl, "NetworkAclId")}" rule is '
                                 f"shadowed by a higher priority rule\n\tRule details: {rule_text(entry)}\n"
                                 f"\t\tShadowing rule: {rule_text(over)}")
        return found


def rule_text(entry):
    return f"ruleNumber: {entry['RuleNumber']}, action: {entry['RuleAction']}, direction: " \
           f"{'outbound' if entry['Egress'] else 'inbound'}, cidr: {entry['CidrBlock']}, protocol: " + \
           {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp"}[entry["Protocol"]]
