"""Random small clusters, the same for one seed every time: lists of Kubernetes objects, and files that say them."""
import ipaddress, json, random
import yaml

KEYS = {"app": ["x", "y", "z"], "tier": ["1", "true", "web"], "env": [""]}
PORTS = [1, 2, 53, 80, 81, 443, 8080, 9000, 65534, 65535]
NAMES = ["http", "dns", "metrics"]
BLOCKS = ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/16", "10.1.2.0/24", "10.1.2.3/32",
          "169.254.169.254/32", "255.255.255.255/32", "0.0.0.0/32", "192.168.0.0/31"]
PROTOCOLS = ["TCP", "UDP", "SCTP"]
NOTHING = object()


class Generator:
    def __init__(self, seed, admin=True):
        self.random, self.has_admin = random.Random(seed), admin

    def chance(self, share):
        return self.random.random() < share

    def some(self, items, least, most):
        return self.random.sample(items, min(len(items), self.random.randint(least, most)))

    def one(self, *items):
        return self.random.choice(items)

    def cluster(self):
        self.namespaces = self.some(["a", "b", "default", "a-b"], 1, 3)
        things = [self.namespace(name) for name in self.namespaces if self.chance(0.8)]
        things += [self.workload(number) for number in range(self.random.randint(2, 5))]
        things += [self.policy(number) for number in range(self.one(0, 1, 1, 2, 2, 3, 4))]
        if self.has_admin and self.chance(0.5):
            priorities = self.some([0, 1, 2, 10, 99, 500, 1000], 0, 3)
            things += [self.admin_policy(number, priority) for number, priority in enumerate(priorities)]
            things += [self.baseline()] if self.chance(0.5) else []
        return things

    # ---- labels and selectors ----

    def labels(self):
        return {key: self.random.choice(KEYS[key]) for key in self.some(list(KEYS), 0, 3)}

    def expression(self):
        key, operator = self.random.choice(list(KEYS)), self.one("In", "NotIn", "Exists", "DoesNotExist")
        if operator in ("Exists", "DoesNotExist"):
            return {"key": key, "operator": operator, **({"values": []} if self.chance(0.1) else {})}
        return {"key": key, "operator": operator, "values": self.some([*KEYS[key], "other"], 1, 2)}

    def selector(self):
        shape = self.random.random()
        if shape < 0.2:
            return self.one({}, {"matchLabels": {}}, {"matchExpressions": []}, {"matchLabels": None})
        made = {}
        if shape < 0.8:
            made["matchLabels"] = {key: self.random.choice(KEYS[key]) for key in self.some(list(KEYS), 1, 2)}
        if shape > 0.7:
            made["matchExpressions"] = [self.expression() for _ in range(self.random.randint(1, 2))]
        return made

    def namespace_selector(self):
        if self.chance(0.3):
            name = self.one("a", "b", "default", "elsewhere")
            return self.one({"matchLabels": {"kubernetes.io/metadata.name": name}},
                            {"matchExpressions": [{"key": "kubernetes.io/metadata.name",
                                                   "operator": self.one("In", "NotIn"), "values": [name]}]})
        return self.selector()

    # ---- things that talk ----

    def namespace(self, name):
        metadata = {"name": name}
        if self.chance(0.9):
            metadata["labels"] = self.labels()
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}

    def in_namespace(self, name):
        namespace = self.random.choice(self.namespaces)
        if namespace == "default" and self.chance(0.5):
            return {"name": name}
        return {"name": name, "namespace": namespace}

    def pod_spec(self):
        names, containers = self.some(NAMES, 0, 3), []
        for number in range(self.one(1, 1, 2)):
            ports = []
            for _ in range(self.random.randint(0, 2)):
                port = {"containerPort": self.random.choice(PORTS)}
                if names and self.chance(0.8):
                    port["name"] = names.pop()
                if self.chance(0.5):
                    port["protocol"] = self.random.choice(PROTOCOLS)
                ports.append(port)
            containers.append({"name": f"c{number}", "image": "app:1",
                               **({"ports": ports} if ports or self.chance(0.5) else {})})
        return {"containers": containers, **({"hostNetwork": self.chance(0.7)} if self.chance(0.15) else {})}

    def workload(self, number):
        kind, metadata, labels = self.one("Pod", "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job",
                                          "CronJob"), self.in_namespace(f"w{number}"), self.labels()
        spec = self.pod_spec()
        if kind == "Pod":
            return {"apiVersion": "v1", "kind": kind, "metadata": {**metadata, "labels": labels}, "spec": spec}
        if kind in ("Job", "CronJob"):
            template = {"metadata": {"labels": labels} if labels else {}, "spec": {**spec, "restartPolicy": "Never"}}
        else:
            labels["id"] = metadata["name"]
            template = {"metadata": {"labels": labels}, "spec": spec}
        if kind == "Job":
            body = {"template": template}
        elif kind == "CronJob":
            body = {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": template}}}
        else:
            body = {"selector": {"matchLabels": labels}, "template": template}
        return {"apiVersion": "batch/v1" if kind in ("Job", "CronJob") else "apps/v1", "kind": kind,
                "metadata": {**metadata, "labels": self.labels()}, "spec": body}

    # ---- NetworkPolicy ----

    def policy(self, number):
        spec = {}
        for member, value in (("podSelector", self.absent_or(0.05, self.selector)),
                              ("policyTypes", self.one(NOTHING, NOTHING, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"],
                                                       ["Egress", "Ingress"])),
                              ("ingress", self.rules("from")), ("egress", self.rules("to"))):
            if value is not NOTHING:
                spec[member] = value
        return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": self.in_namespace(f"p{number}"),
                "spec": spec}

    def absent_or(self, share, make):
        return NOTHING if self.chance(share) else make()

    def rules(self, peers):
        shape = self.random.random()
        if shape < 0.4:
            return self.one(NOTHING, NOTHING, [], None)
        return [self.rule(peers) for _ in range(self.random.randint(1, 3))]

    def rule(self, peers):
        made = {}
        for member, make in ((peers, self.peer), ("ports", self.port)):
            value = self.one(NOTHING, [], None) if self.chance(0.3) else [make() for _ in range(self.random.randint(1, 3))]
            if value is not NOTHING:
                made[member] = value
        return made

    def peer(self):
        shape = self.random.random()
        if shape < 0.35:
            block = self.random.choice(BLOCKS)
            holes = [hole for hole in BLOCKS if within(hole, block)] if self.chance(0.5) else []
            return {"ipBlock": {"cidr": block, **({"except": self.some(holes, 1, 3)} if holes else {})}}
        made = {}
        if shape < 0.7:
            made["podSelector"] = self.selector()
        if shape > 0.6:
            made["namespaceSelector"] = self.namespace_selector()
        return made

    def port(self):
        made = {} if self.chance(0.3) else {"protocol": self.random.choice(PROTOCOLS)}
        shape = self.random.random()
        if shape < 0.25:
            made["port"] = self.random.choice([*NAMES, "unheard"])
        elif shape < 0.9:
            made["port"] = self.random.choice(PORTS)
            if self.chance(0.4):
                made["endPort"] = self.random.choice([port for port in PORTS if port >= made["port"]])
        return made

    # ---- AdminNetworkPolicy, BaselineAdminNetworkPolicy ----

    def choice(self):
        if self.chance(0.5):
            return {"namespaces": self.namespace_selector()}
        return {"pods": {"namespaceSelector": self.namespace_selector(), "podSelector": self.selector()}}

    def admin_rules(self, direction, actions):
        rules = []
        for number in range(self.random.randint(0, 3)):
            rule = {"action": self.random.choice(actions), **({"name": f"r{number}"} if self.chance(0.5) else {})}
            peers = [self.choice() for _ in range(self.random.randint(1, 2))]
            has_networks = direction == "egress" and self.chance(0.5)
            if has_networks:
                peers[0] = {"networks": self.some(BLOCKS[:6] + BLOCKS[6:], 1, 3)}
            if direction == "egress" and self.chance(0.05):
                peers.append({"nodes": {"matchLabels": {"app": "x"}}})
            rule["from" if direction == "ingress" else "to"] = peers
            if self.chance(0.7):
                can_name = not any("networks" in peer or "nodes" in peer for peer in peers)
                rule["ports"] = [self.admin_port(can_name) for _ in range(self.random.randint(1, 3))]
            rules.append(rule)
        return rules

    def admin_port(self, can_name):
        shape = self.random.random()
        protocol = {} if self.chance(0.2) else {"protocol": self.random.choice(PROTOCOLS)}
        if shape < 0.3 and can_name:
            return {"namedPort": self.random.choice([*NAMES, "unheard"])}
        if shape < 0.65:
            return {"portNumber": {**protocol, "port": self.random.choice(PORTS)}}
        first, last = sorted(self.random.sample(PORTS, 2))
        return {"portRange": {**protocol, "start": first, "end": last}}

    def admin_spec(self, actions):
        spec = {"subject": self.choice()}
        for direction in ("ingress", "egress"):
            rules = self.admin_rules(direction, actions)
            if rules or self.chance(0.5):
                spec[direction] = rules
        return spec

    def admin_policy(self, number, priority):
        return {"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "AdminNetworkPolicy",
                "metadata": {"name": f"admin{number}"},
                "spec": {"priority": priority, **self.admin_spec(["Allow", "Deny", "Pass"])}}

    def baseline(self):
        return {"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "BaselineAdminNetworkPolicy",
                "metadata": {"name": "default"}, "spec": self.admin_spec(["Allow", "Deny"])}


def within(hole, block):
    inner, outer = (ipaddress.ip_network(text, strict=False) for text in (hole, block))
    return inner != outer and inner.subnet_of(outer)


# ---- files ----

def as_json(things, random_):
    if random_.random() < 0.5:
        return json.dumps({"apiVersion": "v1", "kind": "List", "items": things}), "json"
    return "\n".join("---\n" + json.dumps(thing, indent=random_.choice([None, 2])) for thing in things) + "\n", "yaml"


def as_yaml(things, random_):
    return yaml.dump_all(things, Dumper=yaml.CSafeDumper, sort_keys=False, explicit_start=True,
                         default_flow_style=random_.choice([None, False, False])), "yaml"


def write(folder, things, random_, form=None):
    """One file, one file each, or folders; JSON or YAML."""
    form = form or random_.choice([as_json, as_json, as_json, as_yaml])
    layout = random_.random()
    groups = [things] if layout < 0.6 else [[thing] for thing in things] if layout < 0.8 else [things[::2], things[1::2]]
    for number, group in enumerate(group for group in groups if group):
        inner = folder / "deeper" if layout > 0.9 and number else folder
        inner.mkdir(parents=True, exist_ok=True)
        text, suffix = form(group, random_)
        (inner / f"f{number}.{suffix}").write_text(text)
