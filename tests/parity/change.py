#!/usr/bin/env python3
"""What must change verdicts in one direction only, on random security groups: change.py --glacis G [--seed N]

Fewer or narrower rules never turn pass into fail; more or wider ones never turn fail into pass; another way of writing
the same rules changes nothing. All variants of all groups are scanned in one go.
"""
import argparse, copy, ipaddress, json, pathlib, random, sys, tempfile
from common import Tally, scan, verdicts

GROUP = "AWS::EC2::SecurityGroup"
PORTS = [(22, 22), (80, 80), (443, 443), (5432, 5432), (6379, 6379), (9092, 9098), (0, 65535), (5000, 6000), (3389, 3389)]
CIDRS = ["0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.2.0/24", "192.0.2.7/32", "128.0.0.0/1", "0.0.0.0/1", "203.0.113.0/24",
         "fd00::/8", "2001:db8::/32"]


def rule(random_):
    cidr = random_.choice(CIDRS)
    low, high = random_.choice(PORTS)
    made = {"IpProtocol": random_.choice(["tcp", "tcp", "tcp", "udp", "-1", "6"])}
    if made["IpProtocol"] != "-1":
        made.update(FromPort=low, ToPort=high)
    made["CidrIpv6" if ":" in cidr else "CidrIp"] = cidr
    return made


def platform(random_):
    """Three groups: of a public load balancer, of a database, of nothing."""
    def group(count):
        return {"Type": GROUP, "Properties": {"GroupDescription": "a", "VpcId": "vpc-0a1b2c3d",
                                              "SecurityGroupIngress": [rule(random_) for _ in range(count)]}}

    def id_of(name):
        return {"Fn::GetAtt": [name, "GroupId"]}

    made = {"EdgeSg": group(random_.randrange(1, 4)), "DbSg": group(random_.randrange(1, 4)), "FreeSg": group(2)}
    made["Edge"] = {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
        "Scheme": "internet-facing", "Type": "application", "SecurityGroups": [id_of("EdgeSg")]}}
    made["Db"] = {"Type": "AWS::RDS::DBInstance", "Properties": {
        "Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": "20", "Port": "5432",
        "VPCSecurityGroups": [id_of("DbSg")]}}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": made}


def rules_of(template):
    return [(name, resource["Properties"]["SecurityGroupIngress"])
            for name, resource in template["Resources"].items() if resource["Type"] == GROUP]


# --- changes: each gives a new template or None where there is nothing to change ---------------------------


def remove_one(template, random_):
    _, rules = random_.choice(rules_of(template))
    rules.pop(random_.randrange(len(rules)))


def add_one(template, random_):
    random_.choice(rules_of(template))[1].append(rule(random_))


def widen(template, random_):
    _, rules = random_.choice(rules_of(template))
    one = random_.choice(rules)
    key = "CidrIp" if "CidrIp" in one else "CidrIpv6"
    network = ipaddress.ip_network(one[key])
    one[key] = str(network.supernet(prefixlen_diff=random_.randrange(network.prefixlen + 1)))


def widen_ports(template, random_):
    _, rules = random_.choice(rules_of(template))
    one = random_.choice(rules)
    if "FromPort" in one:
        one.update(FromPort=random_.randrange(one["FromPort"] + 1), ToPort=random_.randrange(one["ToPort"], 65536))


def all_protocols(template, random_):
    one = random_.choice(random_.choice(rules_of(template))[1])
    one["IpProtocol"] = "-1"
    one.pop("FromPort", None)
    one.pop("ToPort", None)


def split_in_halves(template, _):
    for _, rules in rules_of(template):
        for one in list(rules):
            key = "CidrIp" if "CidrIp" in one else "CidrIpv6"
            network = ipaddress.ip_network(one[key])
            if network.prefixlen < network.max_prefixlen:
                halves = [str(half) for half in network.subnets()]
                one[key] = halves[0]
                rules.append({**one, key: halves[1]})


def separate_resources(template, _):
    for name, rules in rules_of(template):
        for number, one in enumerate(rules):
            template["Resources"][f"{name}Rule{number}"] = {
                "Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {"GroupId": {"Fn::GetAtt": [name, "GroupId"]}, **one}}
        del template["Resources"][name]["Properties"]["SecurityGroupIngress"]


def reverse(template, _):
    for _, rules in rules_of(template):
        rules.reverse()


def repeat(template, _):
    for _, rules in rules_of(template):
        rules.extend(copy.deepcopy(rules))


def by_parameter(template, _):
    template["Parameters"] = {}
    for name, rules in rules_of(template):
        for number, one in enumerate(rules):
            for key in ("CidrIp", "CidrIpv6", "FromPort"):
                if key in one:
                    parameter = f"{name}{number}{key}"
                    template["Parameters"][parameter] = {"Type": "String", "Default": str(one[key])}
                    one[key] = {"Ref": parameter}


def by_condition(template, _):
    template["Parameters"] = {"Env": {"Type": "String", "Default": "prod"}}
    template["Conditions"] = {"IsProd": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}}
    for _, rules in rules_of(template):
        rules[:] = [{"Fn::If": ["IsProd", one, {"Ref": "AWS::NoValue"}]} for one in rules]


def by_mapping(template, _):
    template["Mappings"] = {"Nets": {}}
    for name, rules in rules_of(template):
        for number, one in enumerate(rules):
            key = "CidrIp" if "CidrIp" in one else "CidrIpv6"
            template["Mappings"]["Nets"][f"{name}{number}"] = {"cidr": one[key]}
            one[key] = {"Fn::FindInMap": ["Nets", f"{name}{number}", "cidr"]}


def by_join(template, _):
    for _, rules in rules_of(template):
        for one in rules:
            key = "CidrIp" if "CidrIp" in one else "CidrIpv6"
            address, length = one[key].split("/")
            one[key] = {"Fn::Sub": ["${A}/" + length, {"A": {"Fn::Join": ["", list(address)]}}]}


NARROWER, WIDER, SAME = {remove_one}, {add_one, widen, widen_ports, all_protocols}, {
    split_in_halves, separate_resources, reverse, repeat, by_parameter, by_condition, by_mapping, by_join}
# Not judged: 025 asks for a description of each rule, which is in another place when the rule is a resource; 032 asks
# that a public load balancer serves the public; 040 asks that needed flows pass, 041 that no rule is said twice.
NOT_MONOTONE = {"GLC-NET-025", "GLC-NET-032", "GLC-NET-040", "GLC-NET-041"}


def is_judged(key):
    return key[0].startswith("GLC-NET-") and key[0] not in NOT_MONOTONE and key[2] in ("EdgeSg", "DbSg", "FreeSg", "Db",
                                                                                         "Edge")


def compare(direction, before, after):
    for key in sorted(k for k in before if is_judged(k)):
        was, now = before[key], after.get((key[0], "after", key[2]))
        if direction == "same" and was != now:
            yield f"{key[0]} on {key[2]}: {was}, then {now}"
        if direction == "narrower" and was == "pass" and now == "fail":
            yield f"{key[0]} on {key[2]}: pass, then fail"
        if direction == "wider" and was == "fail" and now != "fail":
            yield f"{key[0]} on {key[2]}: fail, then {now}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    args = parser.parse_args()
    tally, pairs, found = Tally(), [], {}
    glacis = pathlib.Path(args.glacis).resolve()
    for seed in range(args.seed, args.seed + args.count):
        with tempfile.TemporaryDirectory() as folder:  # a scan each: SARIF keeps 25,000 results
            base = pathlib.Path(folder)
            template = platform(random.Random(seed))
            (base / f"s{seed}x.json").write_text(json.dumps(template))
            for direction, changes in (("narrower", NARROWER), ("wider", WIDER), ("same", SAME)):
                for change in sorted(changes, key=lambda c: c.__name__):
                    changed = copy.deepcopy(template)
                    change(changed, random.Random(seed))
                    name = f"s{seed}x{change.__name__}"
                    (base / f"{name}.json").write_text(json.dumps(changed))
                    pairs.append((direction, f"s{seed}x", name))
            sarif = scan(glacis, base, "--include", "pass,open,not-applicable", "--baseline", "all")
            for (check, stack, resource), kind in verdicts(sarif).items():
                found.setdefault(stack, {})[check, stack, resource] = kind
    judged = {key[0] for stack in found.values() for key, kind in stack.items() if is_judged(key) and kind == "fail"}
    tally.check("some network checks fail somewhere", [] if len(judged) >= 3 else [f"only {sorted(judged)}"])
    for direction, before, after in pairs:
        renamed = {(check, "after", resource): kind for (check, _, resource), kind in found.get(after, {}).items()}
        tally.check(f"{after} is {direction}", compare(direction, found.get(before, {}), renamed))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
