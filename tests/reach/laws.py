"""Changes of a cluster of which one knows, without any evaluation, what they do to its list of connections.

Each law takes (objects, random) and gives the changed objects, or None where there is nothing to change. SAME: the list keeps
its relation; FEWER: nothing is added to it; MORE: nothing is taken away.
"""
import copy, ipaddress

SAME, FEWER, MORE = "same", "fewer", "more"
ALL_PORTS = [{"portRange": {"protocol": protocol, "start": 1, "end": 65535}} for protocol in ("TCP", "UDP", "SCTP")]
PEERS = {"ingress": "from", "egress": "to"}
# lists whose order says nothing; the rules of admin policies are not among them
UNORDERED = {"from", "to", "ports", "policyTypes", "matchExpressions", "values", "except", "networks", "containers"}


def of_kind(things, *kinds):
    return [thing for thing in things if thing["kind"] in kinds]


def maps_in(value):
    """Every map inside a value, itself too."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from maps_in(inner)


def rules_of(things, *kinds):
    """(the list it is in, its place there, the name of its peers) of every rule."""
    for thing in of_kind(things, *kinds):
        for direction, peers in PEERS.items():
            rules = (thing.get("spec") or {}).get(direction) or []
            for at in range(len(rules)):
                yield rules, at, peers


def changed(law):
    """The law gets a copy to change, and answers whether there was anything to change."""
    def run(things, random_):
        things = copy.deepcopy(things)
        return things if law(things, random_) is not False else None
    run.__name__ = law.__name__
    return run


# ---- nothing changes ----

@changed
def objects_in_another_order(things, random_):
    random_.shuffle(things)


@changed
def lists_in_another_order(things, random_):
    for inner in maps_in(things):
        for key, value in inner.items():
            if isinstance(value, list) and key in UNORDERED:
                random_.shuffle(value)
    for policy in of_kind(things, "NetworkPolicy"):
        for direction in PEERS:
            random_.shuffle(policy["spec"].get(direction) or [])


@changed
def labels_as_expressions(things, _):
    for inner in maps_in(of_kind(things, "NetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy")):
        if inner.get("matchLabels"):
            asked = [{"key": key, "operator": "In", "values": [value]} for key, value in inner.pop("matchLabels").items()]
            inner["matchExpressions"] = asked + (inner.get("matchExpressions") or [])


@changed
def rules_split_in_two(things, random_):
    """By their peers or their ports; the parts of a rule stay side by side."""
    splits = [(rules, at, member) for rules, at, peers in rules_of(things, "NetworkPolicy", "AdminNetworkPolicy",
                                                                   "BaselineAdminNetworkPolicy")
              for member in (peers, "ports") if len(rules[at].get(member) or []) > 1]
    if not splits:
        return False
    rules, at, member = random_.choice(splits)
    rest = copy.deepcopy(rules[at])
    rest[member] = rest[member][1:]
    rules[at][member] = rules[at][member][:1]
    rules.insert(at + 1, rest)


@changed
def policies_split_by_direction(things, random_):
    policies = of_kind(things, "NetworkPolicy")
    if not policies:
        return False
    policy = random_.choice(policies)
    spec = policy["spec"]
    types = spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
    things.remove(policy)
    for direction in types:
        one = copy.deepcopy(policy)
        one["metadata"]["name"] += "-" + direction.lower()
        one["spec"]["policyTypes"] = [direction]
        one["spec"].pop("egress" if direction == "Ingress" else "ingress", None)
        things.append(one)


@changed
def blocks_and_ranges_halved(things, _):
    found = False
    for rules, at, peers in rules_of(things, "NetworkPolicy"):
        for member, halve in ((peers, halved_block), ("ports", halved_range)):
            if rules[at].get(member):
                halves = [half for item in rules[at][member] for half in halve(item)]
                found = found or len(halves) > len(rules[at][member])
                rules[at][member] = halves
    return found


def halved_block(peer):
    block = ipaddress.ip_network((peer.get("ipBlock") or {}).get("cidr", "0.0.0.0/32"), strict=False)
    if block.prefixlen == block.max_prefixlen:
        return [peer]
    halves = []
    for half in block.subnets():
        holes = [hole for hole in peer["ipBlock"].get("except") or [] if ipaddress.ip_network(hole, strict=False).overlaps(half)]
        if str(half) in holes:
            continue
        halves.append({"ipBlock": {"cidr": str(half), **({"except": holes} if holes else {})}})
    return halves if halves else [peer]


def halved_range(port):
    if port.get("endPort", 0) <= port.get("port", 0) if isinstance(port.get("port"), int) else True:
        return [port]
    middle = (port["port"] + port["endPort"]) // 2
    return [{**port, "endPort": middle}, {**port, "port": middle + 1}]


@changed
def a_policy_for_nobody(things, random_):
    things.append(network_policy("nobody", random_.choice(["a", "b", "default"]),
                                 {"podSelector": {"matchLabels": {"app": "nobody"}}, "policyTypes": ["Ingress", "Egress"]}))


# ---- nothing is added ----

def network_policy(name, namespace, spec):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": namespace}, "spec": spec}


@changed
def a_default_deny(things, random_):
    namespace = random_.choice([thing["metadata"].get("namespace") or "default" for thing in things
                                if thing["kind"] not in ("Namespace", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy")])
    things.append(network_policy("nothing", namespace, {
        "podSelector": random_.choice([{}, {"matchExpressions": [{"key": "app", "operator": "Exists"}]}]),
        "policyTypes": random_.choice([["Ingress"], ["Egress"], ["Ingress", "Egress"]])}))


@changed
def an_admin_rule_that_denies(things, random_):
    policies = of_kind(things, "AdminNetworkPolicy", "BaselineAdminNetworkPolicy")
    if not policies:
        return False
    direction = random_.choice(list(PEERS))
    rules = random_.choice(policies)["spec"].setdefault(direction, [])
    ports = random_.choice([{}, {"ports": [{"portRange": {"protocol": "TCP", "start": 80, "end": 8080}}]}])
    rules.insert(random_.randint(0, len(rules)), {
        "action": "Deny", PEERS[direction]: [{"namespaces": random_.choice([{}, {"matchLabels": {"app": "x"}}])}], **ports})


@changed
def a_rule_less(things, random_):
    rules = [rule for rule in rules_of(things, "NetworkPolicy") if len(rule[0]) > 1]  # a last one may make its direction
    if not rules:
        return False
    inner, at, _ = random_.choice(rules)
    del inner[at]


@changed
def a_hole_more(things, _):
    peers = [inner["ipBlock"] for inner in maps_in(of_kind(things, "NetworkPolicy")) if inner.get("ipBlock")]
    for block in peers:
        network = ipaddress.ip_network(block["cidr"], strict=False)
        if network.prefixlen < 32:
            block.setdefault("except", []).append(str(next(network.subnets())))
    return bool(peers)


# ---- nothing is taken away ----

@changed
def blocks_and_ports_widened(things, random_):
    found = False
    for inner in list(maps_in(of_kind(things, "NetworkPolicy"))):
        block = inner.get("ipBlock")
        if block and random_.random() < 0.7:
            found = True
            network = ipaddress.ip_network(block["cidr"], strict=False)
            block["cidr"] = str(network.supernet() if network.prefixlen else network)
            if random_.random() < 0.5:
                block.pop("except", None)
        if isinstance(inner.get("port"), int) and random_.random() < 0.5:
            found = True
            inner["endPort"] = min(65535, inner.get("endPort", inner["port"]) + random_.choice([1, 100, 65535]))
    return found


@changed
def peers_and_ports_added(things, random_):
    rules = list(rules_of(things, "NetworkPolicy"))
    if not rules:
        return False
    for inner, at, peers in rules:
        if inner[at].get(peers):
            inner[at][peers].append(random_.choice([{"namespaceSelector": {}}, {"podSelector": {}},
                                                    {"ipBlock": {"cidr": "11.0.0.0/8"}}]))
        if inner[at].get("ports"):
            inner[at]["ports"].append({"protocol": random_.choice(["TCP", "UDP", "SCTP"])})


@changed
def rules_that_name_everything(things, random_):
    rules = list(rules_of(things, "NetworkPolicy"))
    if not rules:
        return False
    inner, at, _ = random_.choice(rules)
    inner[at] = {}


@changed
def no_policies(things, _):
    things[:] = [thing for thing in things if not thing["kind"].endswith("NetworkPolicy")]


LAWS = {
    objects_in_another_order: SAME, lists_in_another_order: SAME, labels_as_expressions: SAME, rules_split_in_two: SAME,
    policies_split_by_direction: SAME, blocks_and_ranges_halved: SAME, a_policy_for_nobody: SAME,
    a_default_deny: FEWER, an_admin_rule_that_denies: FEWER, a_rule_less: FEWER, a_hole_more: FEWER,
    blocks_and_ports_widened: MORE, peers_and_ports_added: MORE, rules_that_name_everything: MORE, no_policies: MORE,
}


# ---- names ----

def renamed(things):
    """(objects with other names of namespaces, workloads and policies, how a text of the list reads then)"""
    def name(text):
        return f"z-{text[::-1]}"

    things = copy.deepcopy(things)
    for thing in things:
        metadata = thing["metadata"]
        if thing["kind"] not in ("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "Namespace"):
            metadata["namespace"] = name(metadata.get("namespace") or "default")
        if thing["kind"] != "BaselineAdminNetworkPolicy":
            metadata["name"] = name(metadata["name"])
    for inner in maps_in(things):
        labels = inner.get("matchLabels") or {}
        if "kubernetes.io/metadata.name" in labels:
            labels["kubernetes.io/metadata.name"] = name(labels["kubernetes.io/metadata.name"])
        if inner.get("key") == "kubernetes.io/metadata.name":
            inner["values"] = [name(value) for value in inner["values"]]

    def read(end):
        if "/" not in end:
            return end
        namespace, rest = end.split("/")
        own, kind = rest.split("[")
        return f"{name(namespace)}/{name(own)}[{kind}"
    return things, read
