#!/usr/bin/env python3
"""The same objects as YAML, as JSON, as Terraform's kubernetes_* resources in both syntaxes, as kubernetes_manifest and inside
CDK's KubernetesManifest give the same verdicts and the same list of connections: kubernetes.py --glacis GLACIS
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile
import yaml
from common import Tally, difference, results, scan, subject

SINGULAR = {"containers": "container", "initContainers": "init_container", "volumes": "volume", "volumeMounts": "volume_mount",
            "rules": "rule", "subjects": "subject", "paths": "path", "metrics": "metric"}
MAPS = {"labels", "matchLabels", "annotations", "data", "requests", "hard", "default", "defaultRequest"}
OBJECTS = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a, "pod-security.kubernetes.io/enforce": privileged}}
---
apiVersion: v1
kind: Namespace
metadata: {name: edge, labels: {team: b}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      hostNetwork: true
      hostPID: true
      serviceAccountName: orders
      containers:
        - name: main
          image: "orders:latest"
          ports: [{containerPort: 8080, name: http, protocol: TCP}, {containerPort: 53, name: dns, protocol: UDP}]
          securityContext: {privileged: true, allowPrivilegeEscalation: true, runAsUser: 0,
                            capabilities: {add: [NET_ADMIN, SYS_ADMIN]}}
          volumeMounts: [{name: root, mountPath: /host}]
      volumes: [{name: root, hostPath: {path: /}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: edge}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: main
          image: web:1.2.3
          ports: [{containerPort: 8443, name: https, protocol: TCP}]
          securityContext: {privileged: false, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,
                            capabilities: {drop: [ALL]}}
          resources: {limits: {cpu: 100m, memory: 64Mi}, requests: {cpu: 100m, memory: 64Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: edge}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 443, targetPort: 8443, protocol: TCP}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: orders, namespace: shop}
spec:
  podSelector: {matchLabels: {app: orders}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchExpressions: [
        {key: tier, operator: In, values: [front, middle]}]}}]
      ports: [{port: http, protocol: TCP}, {port: 9000, endPort: 9100, protocol: TCP}]
    - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
  egress:
    - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
      ports: [{port: 443, protocol: TCP}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: edge}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nobody, namespace: edge}
spec: {podSelector: {matchLabels: {app: nobody}}, policyTypes: [Ingress], ingress: [{}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: everything}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: everybody, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: Group, name: "system:authenticated", apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: orders, namespace: shop}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cache, namespace: shop}
spec:
  serviceName: cache
  replicas: 1
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      initContainers: [{name: prepare, image: "prepare:1", securityContext: {runAsUser: 0}}]
      containers:
        - name: main
          image: cache
          env: [{name: REDIS_URL, value: "redis://cache.example.com:6379"}, {name: API_PASSWORD, value: hunter2hunter2}]
          ports: [{containerPort: 6379}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata: {labels: {app: report}}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "report:3", securityContext: {capabilities: {add: [SYS_ADMIN]}}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: edge
  annotations: {alb.ingress.kubernetes.io/scheme: internet-facing, alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'}
spec:
  ingressClassName: alb
  rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {
    number: 443}}}}]}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: orders, namespace: shop}
spec: {minAvailable: 2, selector: {matchLabels: {app: orders}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: edge}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 3
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
"""


def objects():
    return {f"o{number}": thing for number, thing in enumerate(yaml.safe_load_all(OBJECTS))}


# ---- Terraform's words ----

def snake(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def attributes(value, around=""):
    """[(name, value)] of a block: a list of maps is repeated, a map is a block, ("=", map) an attribute."""
    for key, inner in value.items():
        is_policy_port = key == "ports" and around in ("ingress", "egress")
        name = "port" if key == "ports" and not is_policy_port else SINGULAR.get(key, snake(key)) \
            if isinstance(inner, list) and inner and isinstance(inner[0], dict) else snake(key)
        if key in MAPS or (key == "selector" and "matchLabels" not in inner) or around == "resources":
            yield name, ("=", inner)
        elif isinstance(inner, list) and (not inner or isinstance(inner[0], dict)):
            yield name, [list(attributes(item, snake(key))) for item in inner]
        elif isinstance(inner, dict):
            yield name, [list(attributes(inner, snake(key)))]
        else:
            yield name, str(inner) if key == "port" and around == "ports" else inner


def body(thing):
    return list(attributes({key: value for key, value in thing.items() if key not in ("apiVersion", "kind")}))


def is_block(value):
    return isinstance(value, list) and (not value or isinstance(value[0], list))


def hcl(pairs, indent=2):
    pad = " " * indent
    for name, value in pairs:
        if is_block(value):
            for block in value:
                yield f"{pad}{name} {{\n" + "".join(hcl(block, indent + 2)) + f"{pad}}}\n"
        else:
            yield f"{pad}{name} = {json.dumps(value[1] if isinstance(value, tuple) else value)}\n"


def in_json(pairs):
    return {name: [in_json(block) for block in value] if is_block(value) else
            value[1] if isinstance(value, tuple) else value for name, value in pairs}


def terraform_type(thing):
    return f"kubernetes_{snake(thing['kind'])}_{'v2' if thing['kind'] == 'HorizontalPodAutoscaler' else 'v1'}"


# ---- the forms: each writes a folder ----

def write_yaml(folder, things):
    (folder / "all.yaml").write_text(yaml.safe_dump_all(things.values(), sort_keys=False))


def write_json(folder, things):
    for label, thing in things.items():
        (folder / f"{label}.json").write_text(json.dumps(thing, indent=1))


def write_list(folder, things):
    (folder / "all.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(things.values())}))


def write_terraform(folder, things):
    (folder / "main.tf").write_text("\n".join(
        f'resource "{terraform_type(thing)}" "{label}" {{\n{"".join(hcl(body(thing)))}}}\n' for label, thing in things.items()))


def write_terraform_json(folder, things):
    made = {}
    for label, thing in things.items():
        made.setdefault(terraform_type(thing), {})[label] = in_json(body(thing))
    (folder / "main.tf.json").write_text(json.dumps({"resource": made}, indent=1))


def write_manifest(folder, things):
    (folder / "main.tf").write_text("\n".join(
        f'resource "kubernetes_manifest" "{label}" {{\n  manifest = {json.dumps(thing)}\n}}\n'
        for label, thing in things.items()))


def write_decoded(folder, things):
    write_list(folder, things)
    (folder / "all.json").rename(folder / "all.txt")
    (folder / "main.tf").write_text("".join(
        f'resource "kubernetes_manifest" "{label}" {{\n'
        f'  manifest = jsondecode(file("${{path.module}}/all.txt")).items[{number}]\n}}\n'
        for number, label in enumerate(things)))


def write_cdk(folder, things):
    resources = {label: {"Type": "Custom::AWSCDK-EKS-KubernetesResource", "Properties": {
        "ServiceToken": "arn:aws:lambda:eu-central-1:111122223333:function:kubectl", "ClusterName": "shop",
        "RoleArn": "arn:aws:iam::111122223333:role/kubectl", "Manifest": json.dumps([thing])}}
        for label, thing in things.items()}
    (folder / "shop.template.json").write_text(json.dumps({"Resources": resources}, indent=1))


FORMS = {"JSON": write_json, "a List": write_list, "kubernetes_* in HCL": write_terraform,
         "kubernetes_* in JSON": write_terraform_json, "kubernetes_manifest": write_manifest,
         "kubernetes_manifest of a decoded file": write_decoded, "CDK KubernetesManifest": write_cdk}


def said(glacis, folder, things):
    """Sorted (check, label, outcome) of the objects."""
    label_of = {f"{thing['kind']} {'/'.join(filter(None, (thing['metadata'].get('namespace'), thing['metadata']['name'])))}":
                label for label, thing in things.items()}
    found = []
    for result in results(scan(glacis, folder, "--include", "pass,open", "--baseline", "all")):
        logical = subject(result)
        label = label_of.get(f"{logical.get('kind')} {logical.get('name')}")
        address = re.split(r"[./]", logical.get("fullyQualifiedName", ""))[-1]
        found.append((result["ruleId"], label or address, result.get("kind", "fail")))
    return sorted(found)


def reach(glacis, folder):
    done = subprocess.run([glacis, "reach", folder, "--pods", "-f", "txt", "-q"], capture_output=True, text=True, timeout=60)
    return done.stdout.splitlines() if done.returncode in (0, 3) else [f"exit {done.returncode}: {done.stderr[-300:]}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    glacis, tally, things = pathlib.Path(parser.parse_args().glacis).resolve(), Tally(), objects()
    with tempfile.TemporaryDirectory() as scratch:
        original = pathlib.Path(scratch) / "original"
        original.mkdir()
        write_yaml(original, things)
        wanted, lines = said(glacis, original, things), reach(glacis, original)
        failing = {label for _, label, kind in wanted if kind == "fail"}
        tally.check("the objects have findings and connections", [] if len(failing) > 3 and len(lines) > 5 else [failing, lines])
        for number, (name, write) in enumerate(FORMS.items()):
            folder = pathlib.Path(scratch) / str(number)
            folder.mkdir()
            write(folder, things)
            tally.check(f"{name}: verdicts", difference(wanted, said(glacis, folder, things)))
            tally.check(f"{name}: connections", difference(lines, reach(glacis, folder)))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
