"""Does one packet pass? The rules of the Kubernetes API documents, one after the other, without any set or cleverness.

This is what tests/reach/run.py holds `glacis reach --pods` against, and it shares nothing with it. Sources: the Kubernetes
documentation, "Network Policies"; the API reference of NetworkPolicy v1; the API reference of AdminNetworkPolicy and
BaselineAdminNetworkPolicy v1alpha1 (sig-network). Addresses of pods are not known, so no block of addresses names a pod.
What a NetworkPolicy means to pods of the host's network is undefined; here, as in netpol-analyzer, they are pods like others
(the first of the two ways that the documentation allows). Admin policies never mean them.
An end is a Pod or an IPv4 address as a number.
"""
import functools, ipaddress

WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"}
PROTOCOLS = ("TCP", "UDP", "SCTP")
INGRESS, EGRESS = "Ingress", "Egress"


class Pod:
    def __init__(self, namespace, name, kind, labels, spec):
        self.namespace, self.name, self.kind, self.labels = namespace, name, kind, labels
        self.is_host_network = bool(spec.get("hostNetwork"))
        self.address, self.is_on_chosen_node = None, False  # what one supposes of the node of a host-network pod
        self.ports = [(port.get("name"), port.get("protocol") or "TCP", port["containerPort"])
                      for container in spec.get("containers") or [] for port in container.get("ports") or []]

    def __str__(self):
        return f"{self.namespace}/{self.name}[{self.kind}]"


def namespace_of(thing):
    return thing["metadata"].get("namespace") or "default"


def pod_of(thing):
    """The pod of a workload (or the one that stands for its pods), as its owner is named."""
    kind, metadata, spec = thing["kind"], thing["metadata"], thing.get("spec") or {}
    if kind == "Pod":
        owner = (metadata.get("ownerReferences") or [{}])[0]
        return Pod(namespace_of(thing), owner.get("name") or metadata["name"], owner.get("kind") or "Pod",
                   metadata.get("labels") or {}, spec)
    if kind == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    template = spec["template"]
    labels = (template.get("metadata") or {}).get("labels") or {}
    return Pod(namespace_of(thing), metadata["name"], kind, labels, template["spec"])


def holds(expression, labels):
    key, operator, values = expression["key"], expression["operator"], expression.get("values") or []
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return key not in labels or labels[key] not in values
    if operator == "Exists":
        return key in labels
    assert operator == "DoesNotExist", operator
    return key not in labels


def selects(selector, labels):
    """An empty selector selects everything."""
    selector = selector or {}
    return all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items()) and \
        all(holds(expression, labels) for expression in selector.get("matchExpressions") or [])


@functools.cache
def is_in(address, block):
    return ipaddress.ip_address(address) in ipaddress.ip_network(block, strict=False)


class Cluster:
    def __init__(self, things):
        self.pods = [pod_of(thing) for thing in things if thing["kind"] == "Pod" or thing["kind"] in WORKLOADS]
        self.namespaces = {pod.namespace: {} for pod in self.pods}
        for thing in things:
            if thing["kind"] == "Namespace":
                self.namespaces[thing["metadata"]["name"]] = dict(thing["metadata"].get("labels") or {})
        for name, labels in self.namespaces.items():
            labels["kubernetes.io/metadata.name"] = name
        policies = [thing for thing in things if thing["kind"] == "NetworkPolicy"]
        admin = sorted((thing for thing in things if thing["kind"] == "AdminNetworkPolicy"),
                       key=lambda thing: thing["spec"]["priority"])
        baseline = [thing for thing in things if thing["kind"] == "BaselineAdminNetworkPolicy"]
        named = numbers([policy["spec"] for policy in admin + baseline], {"networks", "nodes"}, set(), is_any=True)
        self.node_addresses = addresses_at_borders(admin + baseline) if named else []
        sides = [(direction, pod) for direction in (INGRESS, EGRESS) for pod in self.pods]
        self.isolating = {side: [policy for policy in policies if self.isolates(policy, *side)] for side in sides}
        self.admin = {side: self.rules_for(admin, *side) for side in sides}
        self.baseline = {side: self.rules_for(baseline, *side) for side in sides}

    def passes(self, source, target, protocol, port):
        """A pod always reaches itself; any other packet must be let out by its source and in by its target."""
        if source is target:
            return True
        return self.lets(EGRESS, source, target, target, protocol, port) and \
            self.lets(INGRESS, target, source, target, protocol, port)

    def possible(self, source, target, protocol, port):
        """The answers of `passes`: one, but for pods on the host's network that admin rules may name by the node's address or
        labels, which nobody knows here; then those for each node that can make a difference."""
        if not isinstance(target, Pod) or not target.is_host_network or not self.node_addresses:
            return {self.passes(source, target, protocol, port)}
        answers = set()
        for target.address in self.node_addresses:
            for target.is_on_chosen_node in (False, True):
                answers.add(self.passes(source, target, protocol, port))
        target.address, target.is_on_chosen_node = None, False
        return answers

    def lets(self, direction, subject, peer, target, protocol, port):
        """Is the packet allowed in this direction of `subject`, whose other end is `peer`?"""
        if not isinstance(subject, Pod):
            return True  # policies select pods
        action = self.first_action(self.admin[direction, subject], direction, peer, target, protocol, port)
        if action in ("Allow", "Deny"):
            return action == "Allow"
        isolating = self.isolating[direction, subject]
        if isolating:
            return any(self.has_rule_for(policy, direction, peer, target, protocol, port) for policy in isolating)
        return self.first_action(self.baseline[direction, subject], direction, peer, target, protocol, port) != "Deny"

    # ---- NetworkPolicy ----

    def isolates(self, policy, direction, pod):
        spec = policy.get("spec") or {}
        if namespace_of(policy) != pod.namespace or not selects(spec.get("podSelector"), pod.labels):
            return False
        types = spec.get("policyTypes")
        if not types:  # the server's default: Ingress always, Egress where there are egress rules
            types = [INGRESS, EGRESS] if spec.get("egress") else [INGRESS]
        return direction in types

    def has_rule_for(self, policy, direction, peer, target, protocol, port):
        peers = "from" if direction == INGRESS else "to"
        for rule in (policy.get("spec") or {}).get(direction.lower()) or []:
            named = rule.get(peers)
            if named and not any(self.is_peer(policy, item, peer) for item in named):
                continue
            if not rule.get("ports") or any(self.is_port(item, target, protocol, port) for item in rule["ports"]):
                return True
        return False

    def is_peer(self, policy, item, peer):
        if item.get("ipBlock") is not None:
            block = item["ipBlock"]
            return not isinstance(peer, Pod) and is_in(peer, block["cidr"]) and \
                not any(is_in(peer, hole) for hole in block.get("except") or [])
        if not isinstance(peer, Pod):
            return False
        if item.get("namespaceSelector") is None:
            is_there = peer.namespace == namespace_of(policy)
        else:
            is_there = selects(item["namespaceSelector"], self.namespaces[peer.namespace])
        return is_there and selects(item.get("podSelector"), peer.labels)

    def is_port(self, item, target, protocol, port):
        if (item.get("protocol") or "TCP") != protocol:
            return False
        wanted = item.get("port")
        if wanted is None:
            return True
        if isinstance(wanted, str):
            return isinstance(target, Pod) and (wanted, protocol, port) in target.ports
        return wanted <= port <= (item.get("endPort") or wanted)

    # ---- AdminNetworkPolicy, BaselineAdminNetworkPolicy ----

    def rules_for(self, policies, direction, subject):
        """The rules that have the pod as subject, in the order in which they count."""
        return [rule for policy in policies if self.is_chosen(policy["spec"]["subject"], subject)
                for rule in policy["spec"].get(direction.lower()) or []]

    def first_action(self, rules, direction, peer, target, protocol, port):
        peers = "from" if direction == INGRESS else "to"
        for rule in rules:
            if any(self.is_admin_peer(item, peer) for item in rule[peers]) and (
                    rule.get("ports") is None or
                    any(self.is_admin_port(item, target, protocol, port) for item in rule["ports"])):
                return rule["action"]
        return None

    def is_chosen(self, choice, pod):
        """Of pods in namespaces, as subjects and peers say it; pods of the host's network are not meant."""
        if pod.is_host_network:
            return False
        labels = self.namespaces[pod.namespace]
        if choice.get("namespaces") is not None:
            return selects(choice["namespaces"], labels)
        pods = choice["pods"]
        return selects(pods.get("namespaceSelector"), labels) and selects(pods.get("podSelector"), pod.labels)

    def is_admin_peer(self, item, peer):
        if item.get("networks") is not None:
            address = peer.address if isinstance(peer, Pod) else peer
            return address is not None and any(is_in(address, block) for block in item["networks"])
        if item.get("nodes") is not None:
            return isinstance(peer, Pod) and peer.is_on_chosen_node
        return isinstance(peer, Pod) and self.is_chosen(item, peer)

    def is_admin_port(self, item, target, protocol, port):
        if item.get("portNumber") is not None:
            number = item["portNumber"]
            return (number.get("protocol") or "TCP") == protocol and number["port"] == port
        if item.get("portRange") is not None:
            ports = item["portRange"]
            return (ports.get("protocol") or "TCP") == protocol and ports["start"] <= port <= ports["end"]
        return isinstance(target, Pod) and (item["namedPort"], protocol, port) in target.ports


# ---- the packets that can make a difference ----

def numbers(value, names, found, is_any=False):
    """Every number (or text of a list) that stands in a member of one of these names, anywhere in the value."""
    for key, inner in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        if key in names and is_any:
            found.add(key)
        elif key in names:
            found.update(item for item in (inner if isinstance(inner, list) else [inner]) if isinstance(item, (int, str)))
        if isinstance(inner, (dict, list)):
            numbers(inner, names, found, is_any)
    return found


def ports_at_borders(things):
    written = numbers(things, {"port", "endPort", "containerPort", "start", "end"}, set())
    near = {number + step for number in written if isinstance(number, int) for step in (-1, 0, 1)}
    return sorted(number for number in near | {1, 65535} if 1 <= number <= 65535)


def addresses_at_borders(things):
    found = {0, 2 ** 32 - 1}
    for block in numbers(things, {"cidr", "except", "networks"}, set()):
        network = ipaddress.ip_network(block, strict=False)
        if network.version == 4:
            first, last = int(network.network_address), int(network.broadcast_address)
            found |= {first - 1, first, last, last + 1}
    return sorted(number for number in found if 0 <= number < 2 ** 32)
