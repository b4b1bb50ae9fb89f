"""What `glacis reach --pods -f txt` prints, read back."""
import bisect, ipaddress, re, subprocess

LINE = re.compile(r"^(?P<source>\S.*?) => (?P<target>\S.*?) : (?P<ports>.+)$")
ALL = [(protocol, 1, 65535) for protocol in ("SCTP", "TCP", "UDP")]


class Listing:
    """`pods`: {(source, target): ports}; `outside`: {(pod, "Ingress"|"Egress"): [(first, last, ports)], ascending}; `open`:
    those ports of two pods that pass only if something unknown turns out so."""

    def __init__(self, text):
        self.text, self.pods, self.outside, self.open, self.problems = text, {}, {}, {}, []
        for line in text.splitlines():
            match = LINE.match(line)
            if not match:
                self.problems.append(f"not a line of a list: {line}")
                continue
            ports, _, open_ports = match["ports"].removesuffix(")").partition(" (may: ")
            self.add(match["source"], match["target"], read_ports(ports), line)
            if open_ports:
                self.open[match["source"], match["target"]] = read_ports(open_ports)
        if text.splitlines() != sorted(set(text.splitlines())):
            self.problems.append("lines are not sorted, or twice there")
        for key, ranges in self.outside.items():
            ranges.sort(key=lambda item: item[:2])
            if any(one[1] >= other[0] for one, other in zip(ranges, ranges[1:])):
                self.problems.append(f"ranges of {key} overlap")

    def add(self, source, target, ports, line):
        if ports != canonical(ports):
            self.problems.append(f"ports are not in their shortest form: {line}")
        if source.endswith("[External]"):
            self.outside.setdefault((target, "Ingress"), []).append((*read_range(source), ports))
        elif target.endswith("[External]"):
            self.outside.setdefault((source, "Egress"), []).append((*read_range(target), ports))
        else:
            self.pods[source, target] = ports

    def between(self, source, target):
        """The ports from one end to another; ends are texts or addresses."""
        if isinstance(source, str) and isinstance(target, str):
            return self.pods.get((source, target), [])
        key, address = ((target, "Ingress"), source) if isinstance(target, str) else ((source, "Egress"), target)
        ranges = self.outside.get(key, [])
        at = bisect.bisect_right(ranges, address, key=lambda item: item[0]) - 1
        return ranges[at][2] if at >= 0 and ranges[at][1] >= address else []


def read_ports(text):
    """[(protocol, first, last)] of `SCTP 1-65535,TCP 80,443`"""
    if text == "All Connections":
        return ALL
    if not re.fullmatch(r"[A-Z0-9, -]+", text):
        raise ValueError(f"no ports: {text}")
    ports, protocol = [], None
    for part in text.split(","):
        words = part.split()
        if len(words) == 2:
            protocol = words[0]
        first, _, last = words[-1].partition("-")
        ports.append((protocol, int(first), int(last or first)))
    return ports


def canonical(ports):
    joined = []
    for protocol, first, last in sorted(ports):
        if joined and joined[-1][0] == protocol and joined[-1][2] >= first - 1:
            joined[-1] = (protocol, joined[-1][1], max(last, joined[-1][2]))
        else:
            joined.append((protocol, first, last))
    return joined


def read_range(text):
    first, last = text.removesuffix("[External]").split("-")
    return int(ipaddress.IPv4Address(first)), int(ipaddress.IPv4Address(last))


def run(words, codes):
    """(what a run prints, its exit code); another exit code than these raises."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60)
    if done.returncode not in codes:
        raise RuntimeError(f"exit {done.returncode} of {' '.join(map(str, words))}: {done.stderr[-600:]}")
    return done.stdout, done.returncode


def reach(glacis, folder, *options):
    """The list of all connections, as text unless the options say otherwise."""
    form = [] if "-f" in options else ["-f", "txt"]
    return run([glacis, "reach", folder, "--pods", "-q", *form, *options], {0})[0]
