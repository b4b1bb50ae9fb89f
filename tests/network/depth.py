#!/usr/bin/env python3
"""`glacis depth` held to its word on random estates.

    depth.py --glacis BIN [--estates 100] [--seed 6] [-j 2] [--keep FOLDER]

For each instance and each origin (internet, peer VPC, onprem) of an estate: every set that glacis reports is made in
the describe answers by the code below, and the independent packet simulator is asked whether a path exists then; and
every set of up to three changes of the catalogue of all single changes of the estate is made and asked: those after
which a path exists, and of which none can be left out, are exactly the reported ones.
"""
import argparse, concurrent.futures, copy, itertools, json, math, pathlib, random, subprocess, sys, tempfile, time
import build, simulator, world

BUNDLE = 20
MOST = 3           # changes of a reported set
BRUTE = 400        # sets that are simply all tried; where there are more, branching leaves out what cannot be smallest
ANY_PORT = (443, 5432, 9, 40000)  # one of each class that rules of an estate can tell apart
REPLY_PORTS = (40000, 443, 5432, 9)
INTERNET = ("8.8.8.8", "130.1.2.3")  # below and above 128.0.0.0
ONPREM = ("192.168.7.7", "10.250.1.1")
ONPREM_BLOCKS = ["192.168.0.0/16", "10.240.0.0/12"]


# --- an estate ------------------------------------------------------------------------------------------

class Estate:
    """VPCs with a subnet or two, some of what is between them and the outside open and some not."""

    def __init__(self, seed, number):
        self.random = random.Random(f"{seed}:{number}")
        self.number, self.given = number, {}
        # one way in from outside: of several, and of several zones of one, AWS's documents do not say which is taken
        self.outside = self.random.choice(("vgw", "vgw", "vpn", None, None, None))
        self.vpcs = [self.name("vpc", n) for n in range(self.random.choice((1, 2, 2)))]
        self.net = {vpc: f"10.{number % 100}.{place * 64}" for place, vpc in enumerate(self.vpcs)}
        for place, vpc in enumerate(self.vpcs):
            self.given.setdefault("vpcs", {})[vpc] = f"{self.net[vpc]}.0/20"
            self.add_vpc(place, vpc)
        self.add_links()
        self.add_tables()

    def name(self, kind, text):
        return f"{kind}-{self.number:05x}{text}"

    def chance(self, share):
        return self.random.random() < share

    def add_vpc(self, place, vpc):
        given, net = self.given, self.net[vpc].rsplit(".", 1)
        subnets = [self.name("subnet", f"{place}{n}") for n in range(self.random.choice((1, 1, 2)))]
        groups = [self.name("sg", f"{place}{n}") for n in range(self.random.choice((1, 2)))]
        for n, subnet in enumerate(subnets):
            zone = self.random.choice(("eu-central-1a", "eu-central-1a", "eu-central-1b"))
            given.setdefault("subnets", {})[subnet] = f"{vpc} {net[0]}.{place * 64 + n}.0/24 {zone}"
        for n in range(self.random.choice((1, 1, 2))):
            subnet = self.random.choice(subnets)
            at = subnets.index(subnet)
            nic = {"in": subnet, "ip": f"{net[0]}.{place * 64 + at}.{n + 5}", "instance": self.name("i", f"{place}{n}"),
                   "groups": self.random.sample(groups, self.random.randint(1, len(groups)))}
            if self.chance(0.4):
                nic["public"] = f"52.{self.number % 250}.{place}.{n + 1}"
            given.setdefault("nics", {})[self.name("eni", f"{place}{n}")] = nic
        for group in groups:
            given.setdefault("groups", {})[group] = [vpc] + [
                self.rule(way, group) for way in ("in", "out") for _ in range(self.random.choice((0, 1, 1)))]
        self.add_acls(place, vpc, subnets)
        if self.chance(0.7):
            given.setdefault("igws", {})[self.name("igw", place)] = vpc
        if self.outside == "vgw" and self.chance(0.5):
            given.setdefault("vgws", {})[self.name("vgw", place)] = vpc

    def rule(self, way, group):
        what = self.random.choice(("all", "tcp 443", "tcp 5432", "tcp 0-65535", "udp 443"))
        known = [f"{net}.0/20" for net in self.net.values()]
        groups = [group] + list(self.given.get("groups", {}))
        peer = self.random.choice(["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "192.168.0.0/16",
                                   "9.9.9.0/24", self.random.choice(known), self.random.choice(groups)])
        return f"{way} {what} {peer}"

    def entry(self, number, way):
        what = self.random.choice(("all", "all", "tcp 443-443", "tcp 1024-65535", "tcp 5432-5432"))
        action = "allow" if self.chance(0.7) else "deny"
        known = [f"{net}.0/20" for net in self.net.values()]
        peer = self.random.choice(["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", self.random.choice(known)])
        return f"{number} {way} {action} {what} {peer}"

    def add_acls(self, place, vpc, subnets):
        acls, rest = self.given.setdefault("acls", {}), list(subnets)
        for n in range(self.random.choice((1, 1, len(subnets)))):
            mine, rest = (rest, []) if n + 1 == len(subnets) or len(rest) == 1 else (rest[:1], rest[1:])
            lines = [f"{vpc} " + ("default " if n == 0 else "") + " ".join(mine)]
            for way in ("in", "out"):
                if self.chance(0.6):
                    lines.append(f"100 {way} allow all 0.0.0.0/0")
                else:
                    lines += [self.entry(number, way) for number in range(100, 100 + self.random.randint(0, 3))]
            acls[self.name("acl", f"{place}{n}")] = lines

    def add_links(self):
        if len(self.vpcs) > 1 and self.chance(0.7):
            state = "" if self.chance(0.6) else " pending-acceptance"
            self.given["peerings"] = {self.name("pcx", 0): " ".join(self.vpcs) + state}
        if self.outside == "vpn" or len(self.vpcs) > 1 and self.chance(0.4):
            tables = [self.name("tgw-rtb", n) for n in range(self.random.choice((1, 2)))]
            attach = {self.name("tgw-attach", n): f"{vpc} {self.table(tables)} " + self.doors(vpc)
                      for n, vpc in enumerate(self.vpcs)}
            if self.outside == "vpn":
                attach[self.name("tgw-attach", 9)] = f"vpn {self.table(tables)}"
            routes = {t: [] for t in tables}
            if self.chance(0.2):
                routes[tables[0]].append(f"{self.net[self.vpcs[0]]}.0/20 blackhole")
            if self.chance(0.2):
                routes[tables[-1]].append(f"192.168.0.0/16 {list(attach)[-1]}")
            inside = [a for a, text in attach.items() if text.startswith("vpc")]
            propagate = {t: [a for a in inside if self.chance(0.6)] for t in tables}
            self.given["transit"] = {self.name("tgw", 0): {"attach": attach, "propagate": propagate, "routes": routes,
                                                           "referencing": self.chance(0.5)}}

    def table(self, tables):
        return self.random.choice(tables) if self.chance(0.9) else "-"

    def doors(self, vpc):
        """Subnets of an attachment: at most one in each zone."""
        zones = {}
        for subnet, text in self.given["subnets"].items():
            if text.startswith(vpc + " "):
                zones.setdefault(text.split()[-1], subnet)
        return " ".join(self.random.sample(
            list(zones.values()), 1 if self.outside == "vpn" else self.random.randint(1, len(zones))))

    def targets(self, vpc):
        """(destination, target) of routes that a table of the VPC may have."""
        other = [v for v in self.vpcs if v != vpc]
        known = [("0.0.0.0/0", igw) for igw, at in self.given.get("igws", {}).items() if at == vpc]
        known += [("192.168.0.0/16", vgw) for vgw, at in self.given.get("vgws", {}).items() if at == vpc]
        for kind in ("peerings", "transit") if other else ():
            known += [(f"{self.net[other[0]]}.0/20", name) for name in self.given.get(kind, {})]
        known += [("192.168.0.0/16", name) for name, transit in self.given.get("transit", {}).items()
                  if any(text.startswith("vpn") for text in transit["attach"].values())]
        return known

    def add_tables(self):
        for place, vpc in enumerate(self.vpcs):
            subnets = [s for s, text in self.given["subnets"].items() if text.startswith(vpc + " ")]
            for n in range(self.random.choice((1, 1, len(subnets)))):
                rows = [vpc + (" main" if n == 0 else f" {subnets[n]}")]
                taken = set()
                for destination, target in self.targets(vpc):
                    if self.chance(0.6) and destination not in taken:
                        taken.add(destination)
                        rows.append(f"{destination} {target}")
                self.given.setdefault("tables", {})[self.name("rtb", f"{place}{n}")] = rows


# --- changes of describe answers --------------------------------------------------------------------------

EVERYWHERE = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [],
              "UserIdGroupPairs": []}


def find(lists, name, key, value):
    return next(item for item in lists[name] if item[key] == value)


def blocks_of(lists, vpc):
    return [b["CidrBlock"] for b in find(lists, "Vpcs", "VpcId", vpc)["CidrBlockAssociationSet"]]


def internet_gateway(lists, vpc):
    for gateway in lists.get("InternetGateways", []):
        if any(a["VpcId"] == vpc for a in gateway["Attachments"]):
            return gateway["InternetGatewayId"]
    return f"igw-new-{vpc}"


def other_end(lists, vpc, gateway):
    """Blocks that lie behind a gateway, seen from a VPC."""
    if gateway.startswith("igw"):
        return ["0.0.0.0/0"]
    if gateway.startswith("vgw") or gateway.endswith(" to onprem"):
        return list(ONPREM_BLOCKS)
    return [b for v in lists["Vpcs"] if v["VpcId"] != vpc for b in blocks_of(lists, v["VpcId"])]


def set_route(lists, table, gateway):
    item = find(lists, "RouteTables", "RouteTableId", table)
    wanted = other_end(lists, item["VpcId"], gateway)
    item["Routes"] = [r for r in item["Routes"] if r.get("DestinationCidrBlock") not in wanted]
    gateway = gateway.split()[0]
    key = build.KEYS.get(gateway.split("-")[0], "GatewayId")
    item["Routes"] += [{"DestinationCidrBlock": b, key: gateway, "State": "active", "Origin": "CreateRoute"}
                       for b in wanted]


def behind(lists, attachment):
    """Blocks that an attachment of a transit gateway leads to."""
    item = find(lists, "TransitGatewayAttachments", "TransitGatewayAttachmentId", attachment)
    return blocks_of(lists, item["ResourceId"]) if item["ResourceType"] == "vpc" else list(ONPREM_BLOCKS)


def set_transit_route(lists, table, attachment):
    rows = find(lists, "TransitGatewayStaticRoutes", "TransitGatewayRouteTableId", table)["Routes"]
    wanted = behind(lists, attachment)
    rows[:] = [r for r in rows if r["DestinationCidrBlock"] not in wanted]
    rows += [{"DestinationCidrBlock": b, "Type": "static", "State": "active", "TransitGatewayAttachments":
              [{"TransitGatewayAttachmentId": attachment}]} for b in wanted]


def set_transit_table(lists, attachment, target):
    """A new table that leads there, for an attachment that has none."""
    item = find(lists, "TransitGatewayAttachments", "TransitGatewayAttachmentId", attachment)
    table = f"tgw-rtb-new-{attachment}"
    item["Association"] = {"State": "associated", "TransitGatewayRouteTableId": table}
    if all(t["TransitGatewayRouteTableId"] != table for t in lists["TransitGatewayRouteTables"]):
        lists["TransitGatewayRouteTables"].append({"TransitGatewayRouteTableId": table, "State": "available",
                                                   "TransitGatewayId": item["TransitGatewayId"]})
        lists["TransitGatewayStaticRoutes"].append({"TransitGatewayRouteTableId": table, "Routes": []})
    set_transit_route(lists, table, target)


def give_public(lists, instance):
    for place, nic in enumerate(lists["NetworkInterfaces"]):
        if (nic.get("Attachment") or {}).get("InstanceId") == instance:
            association = {"PublicIp": f"54.1.1.{place + 1}", "IpOwnerId": "amazon"}
            nic["Association"] = nic["PrivateIpAddresses"][0]["Association"] = association


def make(lists, change):
    kind, name, target = change
    if kind in ("group-ingress", "group-egress"):
        key = "IpPermissions" if kind == "group-ingress" else "IpPermissionsEgress"
        find(lists, "SecurityGroups", "GroupId", name)[key].append(copy.deepcopy(EVERYWHERE))
    elif kind in ("acl-ingress", "acl-egress"):
        find(lists, "NetworkAcls", "NetworkAclId", name)["Entries"].insert(0, {
            "RuleNumber": 1, "Protocol": "-1", "RuleAction": "allow", "Egress": kind == "acl-egress",
            "CidrBlock": "0.0.0.0/0"})
    elif kind == "route":
        set_route(lists, name, target)
    elif kind == "transit-route":
        set_transit_route(lists, name, target)
    elif kind == "transit-table":
        set_transit_table(lists, name, target)
    elif kind == "attach-gateway":
        lists.setdefault("InternetGateways", []).append({
            "InternetGatewayId": f"igw-new-{name}", "Attachments": [{"State": "available", "VpcId": name}]})
    elif kind == "accept":
        find(lists, "VpcPeeringConnections", "VpcPeeringConnectionId", name)["Status"]["Code"] = "active"
    elif kind == "public-address":
        give_public(lists, name)
    else:
        raise KeyError(f"no code here makes a change {kind}")


def catalogue(lists):
    """All single changes of an estate."""
    changes = [(f"group-{way}", g["GroupId"], None) for g in lists["SecurityGroups"] for way in ("ingress", "egress")]
    changes += [(f"acl-{way}", a["NetworkAclId"], None) for a in lists["NetworkAcls"] for way in ("ingress", "egress")]
    for table in lists["RouteTables"]:
        vpc = table["VpcId"]
        gateways = [internet_gateway(lists, vpc)]
        gateways += [g["VpnGatewayId"] for g in lists.get("VpnGateways", [])
                     if any(a["VpcId"] == vpc for a in g["VpcAttachments"])]
        gateways += [p["VpcPeeringConnectionId"] for p in lists.get("VpcPeeringConnections", [])]
        changes += [("route", table["RouteTableId"], gateway) for gateway in gateways]
        changes += [("route", table["RouteTableId"], f"{t['TransitGatewayId']} to {where}")
                    for t in lists.get("TransitGateways", []) for where in ("peers", "onprem")]
    changes += [("attach-gateway", v["VpcId"], None) for v in lists["Vpcs"]
                if internet_gateway(lists, v["VpcId"]).startswith("igw-new")]
    changes += [("accept", p["VpcPeeringConnectionId"], None) for p in lists.get("VpcPeeringConnections", [])
                if p["Status"]["Code"] != "active"]
    changes += [("public-address", n["Attachment"]["InstanceId"], None) for n in lists["NetworkInterfaces"]
                if not n.get("Association")]
    attachments = lists.get("TransitGatewayAttachments", [])
    changes += [("transit-route", t["TransitGatewayRouteTableId"], a["TransitGatewayAttachmentId"])
                for t in lists.get("TransitGatewayRouteTables", []) for a in attachments]
    changes += [("transit-table", a["TransitGatewayAttachmentId"], b["TransitGatewayAttachmentId"])
                for a in attachments for b in attachments if a is not b and "Association" not in a]
    return changes


# --- is there a path? -----------------------------------------------------------------------------------------

def senders(there, lists, origin, receiver):
    """(node, addresses) of an origin; the receiver's addresses as they are seen from it."""
    nic = there.by_instance[receiver][0]
    if origin[0] == "internet":
        return [("internet", INTERNET)], [str(a) for a in nic.public.values()]
    private = [str(a) for a in nic.addresses]
    if origin[0] == "onprem":
        return [("onprem", ONPREM)], private
    inside = [n for n in there.interfaces.values() if n.vpc == origin[1]]
    return [(n.name, [str(a) for a in n.addresses]) for n in inside], private


def is_open(lists, origin, receiver):
    there = world.World(copy.deepcopy(lists))
    froms, addresses = senders(there, lists, origin, receiver)
    for (node, sources), dst, dport in itertools.product(froms, addresses, ANY_PORT):
        for src in sources:
            for sport in REPLY_PORTS:
                answer = simulator.ask(there, {"from": node, "src": src, "dst": dst, "protocol": "tcp",
                                               "dport": dport, "sport": sport})
                if answer["disposition"] != "delivered" or answer["hops"][-1] != receiver:
                    break  # rules see the port that is spoken to: no other source port helps
                if answer["reply"] == "delivered":
                    return True
    return False


class Oracle:
    """Remembers what it was asked."""

    def __init__(self, lists, origin, receiver):
        self.lists, self.origin, self.receiver, self.known = lists, origin, receiver, {}

    def opens(self, changes):
        key = frozenset(changes)
        if key not in self.known:
            changed = copy.deepcopy(self.lists)
            for change in sorted(key, key=lambda c: (c[0] != "attach-gateway", c[0], c[1], c[2] or "")):
                make(changed, change)
            self.known[key] = is_open(changed, self.origin, self.receiver)
        return self.known[key]

    def conflict(self, change):
        """Routes of one table to the same destinations: the last one wins."""
        if change[0] == "transit-route":
            return change[1], tuple(behind(self.lists, change[2]))
        if change[0] != "route":
            return change
        vpc = find(self.lists, "RouteTables", "RouteTableId", change[1])["VpcId"]
        return change[1], tuple(other_end(self.lists, vpc, change[2]))

    def largest(self, changes):
        """All changes at once, in each way in which they do not undo each other."""
        groups = {}
        for change in changes:
            groups.setdefault(self.conflict(change), []).append(change)
        return [frozenset(some) for some in itertools.product(*groups.values())]

    def needed(self, changes):
        """None where nothing opens; else the changes that every opening set holds: one more change never closes
        what is open, so what is closed with all others made needs the one that is left out."""
        opening = [some for some in self.largest(changes) if self.opens(some)]
        if not opening:
            return None
        return [c for c in changes if all(c in some and not self.opens(some - {c}) for some in opening)]

    def smallest(self, changes, most, with_these):
        found = []
        for size in range(most + 1):
            for some in itertools.combinations(changes, size):
                some = with_these | set(some)
                if any(small <= some for small in found):
                    continue
                if self.opens(some):
                    found.append(some)
        return found


    def branching(self, chosen, rest):
        """The same, by halving: of any smallest set that opens, others lack one of its changes."""
        found, todo = set(), [(chosen, rest)]
        while todo:
            chosen, rest = todo.pop()
            if len(chosen) > MOST:
                continue
            opening = next((some for some in self.largest(sorted(chosen | rest, key=str)) if chosen <= some
                            and self.opens(some)), None)
            if opening is None:
                continue
            for change in sorted(opening - chosen, key=str):
                if self.opens(opening - {change}):
                    opening = opening - {change}
            found.add(opening)
            extra = sorted(opening - chosen, key=str)
            todo += [(chosen | set(extra[:i]), rest - set(extra[:i + 1])) for i in range(len(extra))]
        return [some for some in found if len(some) <= MOST and not any(other < some for other in found)]


# --- against glacis -------------------------------------------------------------------------------------------

def reported(glacis, estates):
    """(receiver, origin) -> what glacis says of it."""
    lists = {}
    for estate in estates:
        for key, value in estate.items():
            lists.setdefault(key, []).extend(value)
    with tempfile.TemporaryDirectory() as folder:
        snapshot = pathlib.Path(folder) / "snapshot.json"
        snapshot.write_text(json.dumps(lists), encoding="utf-8")
        done = subprocess.run([glacis, "depth", "-f", "json", str(snapshot)], capture_output=True, text=True)
    if done.returncode not in (0, 3) or not done.stdout:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr[-2000:]}")
    told = {}
    for receiver in json.loads(done.stdout)["receivers"]:
        for origin in receiver["origins"]:
            where = (origin["origin"], origin["name"] if origin["origin"] == "peer-vpc" else None)
            told[receiver["name"], where] = origin
    return told


def change_of(lists, origin, told):
    kind, name, target = told["kind"], told["name"], told.get("target")
    if kind == "route" and target and target.startswith("tgw"):
        target += " to onprem" if origin[0] == "onprem" else " to peers"
    if kind == "route" and not target:  # the gateway is still to be attached
        table = find(lists, "RouteTables", "RouteTableId", name)
        target = internet_gateway(lists, table["VpcId"])
    return kind, name, None if kind == "attach-gateway" else target


def show(changes):
    return "{" + ", ".join(sorted(f"{k} {n}" + (f" -> {t}" if t else "") for k, n, t in changes)) + "}"


def judge(lists, receiver, origin, told):
    """Sentences about what is wrong."""
    oracle, changes = Oracle(lists, origin, receiver), catalogue(lists)
    mine = {frozenset(change_of(lists, origin, c) for c in s["changes"]) for s in told["sets"]}
    wrong = []
    if told["least"] != told["most"] or not told["complete"]:
        wrong.append(f"nothing is unknown here, but glacis says {told['least']} to {told['most']}")
    for some in sorted(mine, key=show):
        if not oracle.opens(some):
            wrong.append(f"reported, but opens nothing: {show(some)}")
    # what every opening set has to hold is made first: the rest of the search is as exhaustive, and shorter
    needed = oracle.needed(changes)
    found = []
    if needed is not None and len(needed) <= MOST:
        rest = [c for c in changes if c not in needed]
        if sum(math.comb(len(rest), size) for size in range(MOST - len(needed) + 1)) <= BRUTE:
            found = oracle.smallest(rest, MOST - len(needed), frozenset(needed))
        else:
            found = oracle.branching(frozenset(needed), frozenset(rest))
    for some in sorted(set(found) - mine, key=show):
        wrong.append(f"opens, but is not reported: {show(some)}")
    for some in sorted(mine - set(found), key=show):
        wrong.append(f"reported, but is not a smallest one: {show(some)}")
    least = min((len(s) for s in found), default=None)
    if least is None and told["least"] <= MOST or least is not None and told["least"] != least:
        wrong.append(f"the least number is {least or 'more than 3'}, glacis says {told['least']}")
    return wrong, len(oracle.known)


def work(job):
    glacis, seed, numbers = job
    estates = [build.network(Estate(seed, number).given) for number in numbers]
    told, wrong, asked, pairs, depths = reported(glacis, estates), [], 0, 0, {}
    for number, lists in zip(numbers, estates):
        for (receiver, origin), says in sorted(told.items(), key=lambda item: (item[0][0], str(item[0][1]))):
            if not receiver.startswith(f"i-{number:05x}"):
                continue
            sentences, count = judge(lists, receiver, origin, says)
            pairs, asked = pairs + 1, asked + count
            depths[min(says["least"], MOST + 1)] = depths.get(min(says["least"], MOST + 1), 0) + 1
            wrong += [(number, f"estate {number}: {receiver} from {' '.join(filter(None, origin))}: {s}")
                      for s in sentences]
    return wrong, pairs, asked, depths


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--estates", type=int, default=100)
    parser.add_argument("--seed", default="6")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--keep", type=pathlib.Path, help="where an estate that fails is written")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.estates)
    jobs = [(options.glacis, options.seed, list(numbers[at:at + BUNDLE])) for at in range(0, len(numbers), BUNDLE)]
    begin, wrong, pairs, asked, depths = time.monotonic(), [], 0, 0, {}
    with concurrent.futures.ProcessPoolExecutor(options.j) as pool:
        for some, count, sets, seen in pool.map(work, jobs):
            wrong, pairs, asked = wrong + some, pairs + count, asked + sets
            for depth, number in seen.items():
                depths[depth] = depths.get(depth, 0) + number
    for number, sentence in wrong[:20]:
        print(sentence)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"estate-{number}.json").write_text(
                json.dumps(build.network(Estate(options.seed, number).given), indent=1), encoding="utf-8")
    spread = ", ".join(f"{n} of depth {'more than 3' if d > MOST else d}" for d, n in sorted(depths.items()))
    print(f"{options.estates} estates, {pairs} pairs ({spread}), {asked} sets of changes made and asked, "
          f"{len(wrong)} disagreements, {time.monotonic() - begin:.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
