#!/usr/bin/env python3
"""`glacis reach` on the bundled estate (examples/estate): what holds in the good one, with every layer that stops, and the
way that each violation of the bad one opens.

    reach.py --glacis BIN [--regen]

Verdicts, layers and nodes of JSON answers are compared with the table below; whole texts of some with tests/golden/reach-*.
"""
import argparse, json, os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ESTATE = ROOT / "examples" / "estate"
CODES = {"yes": 1, "no": 0, "may": 3}
ALL = ["cdk", "terraform", "kubernetes"]
DB = "Prod-Data/OrdersDatabaseB5D7E4E2"
TF_DB = "examples/estate/terraform/{}/module.database.aws_db_instance.primary"
CONTROL = "AWS::EKS::Cluster/Prod-Compute/ClusterEB0386A7"
PODS = ["cdk", "kubernetes"]
ORDERS = "Deployment/orders/order-service"
OUTSIDE = {"public address", "security group", "route"}

# (dialects, variant, from, to, port, verdict, layers that stop it directly / nodes that the way passes)
CASES = [
    (["cdk"], "good", "internet", DB, 5432, "no", OUTSIDE),
    (["terraform"], "good", "internet", TF_DB.format("good"), 5432, "no", OUTSIDE | {"network ACL"}),
    (ALL, "good", "internet", "AWS::RDS::DBInstance/orders", 5432, "no", {"public address", "security group"}),
    (ALL, "good", "internet", "postgres", 5432, "no", {"public address", "security group"}),
    (ALL, "good", "internet", "redis", 6379, "no", {"public address", "security group"}),
    (ALL, "good", "internet", "kafka", 9092, "no", {"public address", "security group"}),
    (ALL, "good", "internet", "edge", 443, "yes", ["internet"]),
    (ALL, "good", "internet", "edge", 80, "no", {"security group"}),
    (["cdk"], "good", "compute", "postgres", 5432, "yes", []),
    (["cdk"], "good", "postgres", "internet", None, "no", {"security group", "route"}),
    (["cdk"], "good", "compute", "internet", 443, "yes", ["internet"]),
    (["cdk"], "good", CONTROL, DB, 5432, "no", {"security group"}),
    (["cdk"], "good", "onprem", DB, 5432, "no", {"security group", "route"}),
    (["cdk"], "bad", "internet", "edge", 80, "yes", ["internet", "Dev-Edge/LoadBalancerBE9EEC3A"]),
    (["terraform"], "bad", "internet", "edge", 80, "yes", ["internet"]),
    (["cdk"], "bad", "internet", DB, 5432, "no", OUTSIDE),
    (["cdk"], "bad", "internet", "compute", 22, "no", {"public address", "route"}),
    (["cdk"], "bad", CONTROL, "compute", 22, "yes", ["Prod-Compute/ClusterEB0386A7"]),
    (["cdk"], "bad", CONTROL, DB, 5432, "yes", ["Prod-Compute/ClusterEB0386A7", DB]),
    (["cdk"], "bad", CONTROL, "Prod-Data/SessionCache", 6379, "yes", ["Prod-Data/SessionCache"]),
    (["cdk"], "bad", CONTROL, "Prod-Streaming/EventBus", 9092, "yes", ["Prod-Streaming/EventBus"]),
    (["cdk"], "bad", "internet", "Prod-Streaming/EventBus", 9092, "no", {"public address", "route"}),
    (["terraform"], "bad", "edge", "redis", 6379, "no", {"security group"}),
    (["cdk"], "good", "internet", CONTROL, 443, "no", {"public address", "security group", "route"}),
    (["cdk"], "bad", "internet", CONTROL, 443, "yes", ["internet", "Prod-Compute/ClusterEB0386A7"]),
    (PODS, "good", ORDERS, "kafka", 9092, "no", {"network policy"}),
    (PODS, "good", ORDERS, "kafka", 9096, "yes", ["apps/Deployment/orders/order-service"]),
    (PODS, "good", ORDERS, "postgres", 5432, "yes", ["apps/Deployment/orders/order-service"]),
    (PODS, "good", "internet", ORDERS, 8443, "may", []),  # the group of the ALB is named, and not in the scan
    (PODS, "bad", ORDERS, "kafka", 9092, "yes", ["apps/Deployment/orders/order-service"]),
    (PODS, "bad", "internet", "Deployment/payments/payment-service", 8443, "may",
     ["core/Service/payments/payment-service", "apps/Deployment/payments/payment-service"]),
]
TEXTS = [
    ("estate-no", ["cdk", "good", "internet", DB, 5432, []]),
    ("estate-yes", ["cdk", "bad", CONTROL, DB, 5432, ["--explain"]]),
    ("estate-balancer", ["cdk", "good", "internet", "Prod-Compute/ClusterNodegroupGeneral1F80DAA9", 8443, []]),
    ("estate-blocked", ["terraform", "bad", "edge", "redis", 6379, []]),
]


def ask(glacis, dialects, variant, sender, receiver, port, more):
    command = [glacis, "reach", *(f"examples/estate/{dialect}/{variant}" for dialect in dialects),
               "--from", sender, "--to", receiver, *(["--port", str(port)] if port else []), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def judge(glacis, case):
    dialects, variant, sender, receiver, port, verdict, wanted = case
    done = ask(glacis, dialects, variant, sender, receiver, port, ["-f", "json"])
    if done.returncode not in (0, 1, 3) or not done.stdout:
        return f"exit {done.returncode}: {done.stderr.strip()}"
    answer = json.loads(done.stdout)
    if answer["verdict"] != verdict or done.returncode != CODES[verdict]:
        return f"{answer['verdict']} (exit {done.returncode}), not {verdict}"
    if verdict == "no":
        missing = set(wanted) - {blocker["layer"] for blocker in answer["blockers"]}
        return f"not told: {', '.join(sorted(missing))}" if missing else None
    nodes = [step["node"] for step in answer["path"]]
    missing = [node for node in wanted if node not in nodes]
    return f"not on the way: {missing}; it is {nodes}" if missing or not nodes else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--regen", action="store_true", default=bool(os.environ.get("GLACIS_REGEN")))
    arguments = parser.parse_args()
    passed = failed = 0
    for case in CASES:
        wrong = judge(arguments.glacis, case)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print(f"{'+'.join(case[0])} {case[1]}: {case[2]} => {case[3]} : {case[4]}: {wrong}")
    for name, (dialect, variant, sender, receiver, port, more) in TEXTS:
        golden = ROOT / "tests" / "golden" / f"{name}.txt"
        text = ask(arguments.glacis, [dialect], variant, sender, receiver, port, more).stdout
        if arguments.regen:
            golden.write_text(text, encoding="utf-8")
        right = golden.exists() and golden.read_text(encoding="utf-8") == text
        passed, failed = passed + right, failed + (not right)
        if not right:
            print(f"{golden.name} differs from what glacis says now")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
