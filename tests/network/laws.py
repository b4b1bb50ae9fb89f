#!/usr/bin/env python3
"""Laws that hold of any network, whoever answers: the simulator, and glacis where it is given.

    laws.py [--glacis BIN] [--networks 60] [--packets 40] [--seed 11]

A denying ACL entry more never adds a packet that gets through; a wider block of an allowing rule never closes; names
mean nothing; a rule split in two halves (of its block, of its ports) is the rule; the order of lists means nothing.
"""
import argparse, copy, ipaddress, json, random, sys
import generate, run

NOT_SHUFFLED = ("PrivateIpAddresses", "NatGatewayAddresses", "Ipv6Addresses", "NetworkInterfaces", "SubnetIds")


def deny_more(lists, rng):
    """An entry that denies, first, last or between, in some ACLs."""
    for acl in lists.get("NetworkAcls", []):
        if rng.random() < 0.6:
            used = {(e["RuleNumber"], e["Egress"]) for e in acl["Entries"]}
            is_egress = rng.random() < 0.5
            number = rng.choice([n for n in range(1, 320) if (n, is_egress) not in used])
            other = rng.choice(acl["Entries"])
            entry = {key: other[key] for key in ("CidrBlock", "Ipv6CidrBlock", "Protocol", "PortRange", "IcmpTypeCode")
                     if key in other}
            acl["Entries"].append({**entry, "RuleNumber": number, "Egress": is_egress, "RuleAction": "deny"})


def wider(block, rng):
    block = ipaddress.ip_network(block, strict=False)
    return str(block.supernet(new_prefix=rng.randint(0, block.prefixlen)))


def allow_wider(lists, rng):
    for acl in lists.get("NetworkAcls", []):
        for entry in acl["Entries"]:
            for key in ("CidrBlock", "Ipv6CidrBlock"):
                if key in entry and entry["RuleAction"] == "allow" and rng.random() < 0.4:
                    entry[key] = wider(entry[key], rng)
    for group in lists.get("SecurityGroups", []):
        for rule in group["IpPermissions"] + group["IpPermissionsEgress"]:
            for name, key in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
                for item in rule[name]:
                    if rng.random() < 0.4:
                        item[key] = wider(item[key], rng)


def shuffle(value, rng, name=""):
    if isinstance(value, dict):
        items = list(value.items())
        rng.shuffle(items)
        return {key: shuffle(inner, rng, key) for key, inner in items}
    if isinstance(value, list):
        inner = [shuffle(item, rng) for item in value]
        if name not in NOT_SHUFFLED:
            rng.shuffle(inner)
        return inner
    return value


def halves(block):
    block = ipaddress.ip_network(block, strict=False)
    return [str(half) for half in block.subnets()] if block.prefixlen < block.max_prefixlen else [str(block)]


def split(lists, rng):
    """Every rule that can be is split, by its block or by its ports."""
    for acl in lists.get("NetworkAcls", []):
        made = []
        for entry in acl["Entries"]:
            if entry["RuleNumber"] >= 32766:
                made.append(entry)
                continue
            entry["RuleNumber"] *= 2
            key = "CidrBlock" if "CidrBlock" in entry else "Ipv6CidrBlock"
            ports = entry.get("PortRange")
            if ports and ports["From"] < ports["To"] and rng.random() < 0.5:
                middle = rng.randint(ports["From"], ports["To"] - 1)
                parts = [{**entry, "PortRange": {"From": ports["From"], "To": middle}},
                         {**entry, "PortRange": {"From": middle + 1, "To": ports["To"]}}]
            else:
                parts = [{**entry, key: half} for half in halves(entry[key])]
            made += [{**part, "RuleNumber": entry["RuleNumber"] + place} for place, part in enumerate(parts)]
        acl["Entries"] = made
    for group in lists.get("SecurityGroups", []):
        for key in ("IpPermissions", "IpPermissionsEgress"):
            group[key] = [part for rule in group[key] for part in split_rule(rule, rng)]


def split_rule(rule, rng):
    if rule["IpProtocol"] in ("tcp", "udp") and rule["FromPort"] < rule["ToPort"] and rng.random() < 0.5:
        middle = rng.randint(rule["FromPort"], rule["ToPort"] - 1)
        return [{**copy.deepcopy(rule), "ToPort": middle}, {**copy.deepcopy(rule), "FromPort": middle + 1}]
    rule["IpRanges"] = [{"CidrIp": half} for item in rule["IpRanges"] for half in halves(item["CidrIp"])]
    rule["Ipv6Ranges"] = [{"CidrIpv6": half} for item in rule["Ipv6Ranges"] for half in halves(item["CidrIpv6"])]
    return [rule]


def names_of(value, found):
    """Every id: what stands behind a key that ends in Id, and transit attachments' resources."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key.endswith("Id") or key == "ResourceId") and "-" in inner:
                found.add(inner)
            names_of(inner, found)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str) and "-" in inner and inner.startswith("subnet-"):
                found.add(inner)
            names_of(inner, found)


def rename(lists, questions, rng):
    found = set()
    names_of(lists, found)
    order = sorted(found)
    fresh = list(range(len(order)))
    rng.shuffle(fresh)
    names = {old: f"{old.rpartition('-')[0]}-0f{place:08x}" for old, place in zip(order, fresh)}

    def walk(value):
        if isinstance(value, dict):
            return {key: walk(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        return names.get(value, value) if isinstance(value, str) else value

    return walk(lists), walk(questions), walk


def got_through(answers):
    forward = {a["id"] for a in answers if a["disposition"] in ("delivered", "exits")}
    return forward, {a["id"] for a in answers if a["reply"] == "delivered"}


def plain(answer):
    if answer["disposition"] == "unknown":
        return {"disposition": "unknown"}
    return {field: answer.get(field) for field in run.FIELDS}


def laws(answer_of, lists, questions, seed):
    """[(law, number held, [sentence of what did not])]"""
    def copied(change):
        changed = copy.deepcopy(lists)
        change(changed, random.Random(seed))
        return answer_of(changed, questions)

    base = answer_of(lists, questions)
    told = []
    for law, change, is_more in (("a denying entry adds nothing", deny_more, False),
                                 ("a wider allowing block closes nothing", allow_wider, True)):
        for before, after in zip(got_through(base), got_through(copied(change))):
            small, large = (before, after) if is_more else (after, before)
            # An answer may only be lost together with the packet that it answers, or be stopped itself.
            told.append((law, len(questions), [f"{law}: packet {one}" for one in sorted(small - large)]))
    same = [("a rule split in two is the rule", copied(split), lambda x: x)]
    changed, asked, walk = rename(lists, questions, random.Random(seed))
    same.append(("names mean nothing", answer_of(changed, asked), walk))
    same.append(("the order of lists means nothing", answer_of(shuffle(lists, random.Random(seed)), questions),
                 lambda x: x))
    for law, answers, walk in same:
        wrong = [f"{law}: {json.dumps(q)}: {json.dumps(plain(a))} became {json.dumps(plain(b))}"
                 for q, a, b in zip(questions, base, answers) if walk(plain(a)) != plain(b)]
        told.append((law, len(questions), wrong))
    return told


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis")
    parser.add_argument("--networks", type=int, default=60)
    parser.add_argument("--packets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()

    def by_glacis(lists, questions):
        answers = run.ask_glacis(arguments.glacis, lists, questions)
        if isinstance(answers, str):
            sys.exit(f"glacis: {answers}\n0 passed, 1 failed")
        return answers

    who = [("simulator", run.simulate)] + ([("glacis", by_glacis)] if arguments.glacis else [])
    passed = failed = 0
    for begin in range(0, arguments.networks, 20):
        made = [generate.network(arguments.seed, number, arguments.packets)
                for number in range(begin, min(begin + 20, arguments.networks))]
        lists, questions = run.merge([m[0] for m in made]), [q for m in made for q in m[1]]
        for name, answer_of in who:
            for law, count, wrong in laws(answer_of, lists, questions, arguments.seed + begin):
                passed += count - len(wrong)
                failed += len(wrong)
                for sentence in wrong[:3]:
                    print(f"{name}: {sentence}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
