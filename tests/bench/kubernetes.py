"""Kubernetes for the bench: clusters, the same bytes every time, and what is measured of them.

    kubernetes.py objects|policies NUMBER FOLDER

objects: NUMBER objects, ten a namespace (a Namespace, four Deployments, two Services, three NetworkPolicies), one file each.
policies: NUMBER Deployments, ten a namespace, each namespace with a default deny and ten NetworkPolicies.
"""
import pathlib, statistics, subprocess, sys

OBJECTS, WORKLOADS = [100, 1000, 10000], [100, 800, 3000, 10000]
MIB = 1024 * 1024
PARSE_RATIO, OBJECTS_RSS = 3.5, 150 * MIB
REACH_CPU, REACH_RSS = {800: 0.15, 10000: 2.0}, {10000: 300 * MIB}
GROWTH = 1.25  # of the cost of one more workload, over the sizes
KUBE_LINTER_RATIO = 25

NAMESPACE = """apiVersion: v1
kind: Namespace
metadata:
  name: {namespace}
  labels:
    name: {namespace}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
        tier: t{tier}
    spec:
      containers:
        - name: main
          image: internal.example.com/{name}:1.{digit}
          ports:
            - containerPort: {port}
          securityContext:
            privileged: {privileged}
            runAsNonRoot: {not_root}
"""
SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    app: {name}
  ports:
    - port: {port}
      targetPort: {port}
"""
DENY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: {namespace}
spec:
  podSelector: {{}}
  policyTypes:
    - Ingress
    - Egress
"""
ALLOW = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-{name}
  namespace: {namespace}
spec:
  podSelector:
    matchLabels:
      app: {name}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: {source}
        - namespaceSelector:
            matchLabels:
              name: {other}
      ports:
        - protocol: TCP
          port: {port}
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              name: {other}
    - to:
        - ipBlock:
            cidr: 10.{byte}.0.0/16
            except:
              - 10.{byte}.5.0/24
      ports:
        - protocol: TCP
          port: 443
"""


def deployment(namespace, name, port, is_bad):
    return DEPLOYMENT.format(namespace=namespace, name=name, port=port, tier=port % 4, digit=port % 10,
                             privileged="true" if is_bad else "false", not_root="false" if is_bad else "true")


def allow(namespace, name, source, other, port):
    return ALLOW.format(namespace=namespace, name=name, source=source, other=other, port=port, byte=port % 256)


def write(folder, size, documents_of):
    """A file for each namespace: what documents_of(number, namespace, the next namespace) lists."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    count = size // 10
    for at in range(count):
        documents = documents_of(at, f"ns-{at:04}", f"ns-{(at + 1) % count:04}")
        (folder / f"ns-{at:04}.yaml").write_text("---\n".join(documents))


def objects(size, folder):
    write(folder, size, lambda at, namespace, other: [
        NAMESPACE.format(namespace=namespace),
        *(deployment(namespace, f"app{i}", 8000 + at + i, (at + i) % 5 == 0) for i in range(4)),
        *(SERVICE.format(namespace=namespace, name=f"app{i}", port=8000 + at + i) for i in range(2)),
        DENY.format(namespace=namespace),
        *(allow(namespace, f"app{i}", f"app{i + 1}", other, 8000 + at + i) for i in range(2))])


def policies(size, folder):
    write(folder, size, lambda at, namespace, other: [
        NAMESPACE.format(namespace=namespace), DENY.format(namespace=namespace),
        *(document for i in range(10) for document in (
            deployment(namespace, f"app{i}", 8000 + i, False),
            allow(namespace, f"app{i}", f"app{(i + 1) % 10}", other, 8000 + i)))])


# ---- what is measured ----

def scans(bench, call, report):
    """Objects scanned, against the bare parser of the same files."""
    for size in OBJECTS:
        folder = bench.folder / f"objects-{size}"
        if not folder.exists():
            objects(size, folder)
        parses, runs = [], []
        for _ in range(bench.runs):
            parses.append(call(bench.limit, "yaml", folder))
            runs.append(call(bench.limit, "run", bench.glacis, "scan", "--fail-on", "never", "-f", report, folder))
        row = medians(runs, {0})
        parse = statistics.median(parse["cpu"] for parse in parses)
        is_largest = size == OBJECTS[-1]
        over = [name for name, is_over in (("CPU", row["cpu"] > PARSE_RATIO * parse), ("memory", row["rss"] > OBJECTS_RSS))
                if is_over and is_largest]
        bench.add(f"{size:,} objects k8s, {report}", row, bytes=parses[0]["bytes"], parse_cpu=parse, ratio=row["cpu"] / parse,
                  over=over, budget=f"{PARSE_RATIO:g} x libyaml events, 150 MiB" if is_largest else "")


def reach(bench, call):
    """All connections of clusters of four sizes; one more workload should not cost more where there are more."""
    measured, lines = {}, {}
    for size in WORKLOADS:
        folder = bench.folder / f"policies-{size}"
        if not folder.exists():
            policies(size, folder)
        words = [bench.glacis, "reach", folder, "--pods", "-f", "txt"]
        row = medians([call(bench.limit, "run", *words) for _ in range(bench.runs)], {0})
        lines[size] = subprocess.run(words, capture_output=True, text=True, check=True).stdout.count("\n")
        cpu, rss = REACH_CPU.get(size, float("inf")), REACH_RSS.get(size, float("inf"))
        over = [name for name, is_over in (("CPU", row["cpu"] > cpu), ("memory", row["rss"] > rss)) if is_over]
        budget = ", ".join(([f"{cpu * 1e3:.0f} ms"] if size in REACH_CPU else []) +
                           ([f"{rss // MIB} MiB"] if size in REACH_RSS else []))
        bench.add(f"{size:,} workloads reach", row, budget=budget, over=over)
        measured[size] = row["cpu"]
    steps = [(measured[large] - measured[small]) / (large - small) for small, large in zip(WORKLOADS, WORKLOADS[1:])]
    factor = steps[-1] / steps[0] if steps[0] > 0 else float("inf")
    answers = ", ".join(f"{lines[size] / size:.1f}" for size in WORKLOADS)
    bench.notes.append({"what": "growth reach", "us_a_workload": [step * 1e6 for step in steps], "factor": factor,
                        "over": factor > GROWTH, "text": f"growth reach: {', '.join(f'{step * 1e6:.1f}' for step in steps)} us "
                        f"for one more workload between 100, 800, 3,000 and 10,000 ({answers} lines a workload): "
                        f"factor {factor:.2f}, budget {GROWTH}"})


def medians(runs, codes):
    ends = {run["exit"] for run in runs}
    if ends != codes:
        sys.exit(f"bench: a run ends with {sorted(ends)}")
    return {key: statistics.median(run[key] for run in runs) for key in ("cpu", "wall", "rss")}


def peers(bench, call, kube_linter, netpol, largest):
    """kube-linter and netpol-analyzer on the same files, once a size."""
    for size in OBJECTS if kube_linter else []:
        compare(bench, call, f"kube-linter, {size:,} objects k8s", f"{size:,} objects k8s",
                [kube_linter, "lint", "--format", "sarif", bench.folder / f"objects-{size}"],
                KUBE_LINTER_RATIO if size == OBJECTS[-1] else None)
    for size in WORKLOADS if netpol else []:
        if size <= largest:
            compare(bench, call, f"netpol-analyzer, {size:,} workloads", f"{size:,} workloads reach",
                    [netpol, "list", "-q", "--dirpath", bench.folder / f"policies-{size}"], None)


def compare(bench, call, what, mine, words, least):
    row = call(bench.limit, "run", *words)
    ratio = row["cpu"] / next(r for r in bench.rows if r["what"].startswith(mine))["cpu"]
    bench.add(what, {key: row[key] for key in ("cpu", "wall", "rss")}, times_glacis=ratio,
              budget=f"glacis {least} x less" if least else "", over=["CPU"] if least and ratio < least else [])


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("objects", "policies"):
        sys.exit(__doc__)
    (objects if sys.argv[1] == "objects" else policies)(int(sys.argv[2]), sys.argv[3])
