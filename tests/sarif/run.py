#!/usr/bin/env python3
"""Microsoft's SARIF validator, with its rules for GitHub code scanning, has nothing to say about our SARIF.

    run.py --glacis GLACIS [--validator PROGRAM]     (./dev test sarif installs the validator)
"""
import argparse, json, os, pathlib, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VALIDATOR = ROOT / "build-tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
TEMPLATE = """Resources:
  Größe:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: "käse 🧀"
      SecurityGroupIngress:
        - {IpProtocol: "-1", CidrIp: 0.0.0.0/0}
  Logs:
    Type: AWS::S3::Bucket
    Properties: {BucketName: !Ref Name}
Parameters:
  Name: {Type: String}
"""
MANIFESTS = """apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Namespace, metadata: {name: größe}}
  - apiVersion: v1
    kind: Pod
    metadata: {name: "p", labels: {"käse": "🧀"}}
    spec: {hostNetwork: true, containers: [{name: c, image: "a:latest", securityContext: {privileged: true}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: default}
spec: {podSelector: {matchLabels: {app: nobody}}, ingress: [{}], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}
"""
EXCEPTIONS = """name: ours
title: Ours
extends: defense-in-depth
exceptions:
  - {check: "*", scope: "*/Gr*", owner: team, reason: the wall is being built, expires: 2999-12-31}
  - {check: GLC-TLS-001, scope: "*", owner: team, reason: nothing uses this, expires: 2999-12-31}
"""


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org", *words], check=True,
                   capture_output=True)


def inputs(work):
    """(name, path to scan, more options)"""
    yield "bad estate", ROOT / "examples/estate/cdk/bad", []
    yield "bad estate, every outcome", ROOT / "examples/estate/cdk/bad", ["--include", "pass,open,not-applicable"]
    yield "good estate", ROOT / "examples/estate/cdk/good", ["--include", "pass,open"]
    yield "Kubernetes estate, every outcome", ROOT / "examples/estate/kubernetes/bad", \
        ["--include", "pass,open,not-applicable", "--baseline", "all"]
    (work / "manifests").mkdir()
    (work / "manifests" / "many.yaml").write_text(MANIFESTS)
    yield "manifests", work / "manifests", ["--baseline", "all"]
    yield "paths of packets", ROOT / "tests/checks/GLC-NET-007/fail-acl-lets-answers.yaml", ["--baseline", "all"]
    (work / "empty").mkdir()
    yield "empty folder", work / "empty", []
    (work / "broken").mkdir()
    (work / "broken" / "cut off.json").write_text('{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A"')
    (work / "broken" / "net #1%.yaml").write_text(TEMPLATE)
    yield "broken file", work / "broken", []
    yield "one file", work / "broken" / "net #1%.yaml", []
    (work / "exceptions.yaml").write_text(EXCEPTIONS)
    yield "accepted findings, baseline elsewhere", work / "broken" / "net #1%.yaml", \
        ["--baseline", str(work / "exceptions.yaml")]
    if shutil.which("git"):
        (work / "repo" / "infra").mkdir(parents=True)
        (work / "repo" / "infra" / "net.yaml").write_text(TEMPLATE)
        git(work / "repo", "init", "-q")
        git(work / "repo", "add", "-A")
        git(work / "repo", "commit", "-qm", "network")
        git(work / "repo", "remote", "add", "origin", "https://user:hunter2@git.example.org/team/repo.git")
        yield "git tree", work / "repo" / "infra", []


def validate(validator, sarif):
    report = sarif.with_suffix(".validation")
    done = subprocess.run([str(validator), "validate", str(sarif), "--rule-kind", "Sarif;Ghas", "--output", str(report),
                           "--log", "ForceOverwrite", "--quiet"], capture_output=True, text=True,
                          env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    if not report.exists():
        return [f"the validator gave no report: exit {done.returncode}: {(done.stdout + done.stderr)[-500:]}"]
    run = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]
    rules = {r["id"]: r for r in run["tool"]["driver"].get("rules", [])}
    problems = []
    for result in run.get("results", []):
        message, rule = result["message"], rules.get(result["ruleId"], {})
        pattern = rule.get("messageStrings", {}).get(message.get("id"), {}).get("text", message.get("text", ""))
        for number, argument in enumerate(message.get("arguments", [])):
            pattern = pattern.replace("{%d}" % number, argument)
        region = result["locations"][0]["physicalLocation"].get("region", {}) if result.get("locations") else {}
        problems.append(f"{result['ruleId']} {result.get('level', 'warning')} at line {region.get('startLine')}: {pattern}")
    for invocation in run.get("invocations", []):
        for note in invocation.get("toolExecutionNotifications") or []:
            if note.get("level") == "error":
                problems.append(f"the validator failed: {note['message'].get('text')}")
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--validator", default=VALIDATOR)
    args = parser.parse_args()
    passed = failed = 0
    if not pathlib.Path(args.validator).exists():
        print("the SARIF validator is not installed: run ./dev test sarif\n0 passed, 1 failed")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for name, path, options in inputs(work):
            sarif = work / (name.replace(" ", "-").replace(",", "") + ".sarif")
            done = subprocess.run([args.glacis, "scan", str(path), "-f", "sarif", "-o", str(sarif), "--fail-on", "never",
                                   *options], capture_output=True, text=True, errors="replace", timeout=120)
            problems = validate(args.validator, sarif) if sarif.exists() else ["no SARIF was written"]
            wanted = 3 if name in ("broken file",) else 0
            if done.returncode != wanted:
                problems.append(f"exit {done.returncode}, {wanted} expected: {done.stderr[-500:]}")
            if sarif.exists() and "hunter2" in sarif.read_text():
                problems.append("the password in the remote's URL is in the SARIF")
            passed, failed = passed + (not problems), failed + bool(problems)
            print(f"{'ok  ' if not problems else 'FAIL'} {name}: {len(problems)} problems")
            for problem in problems[:12]:
                print(f"     {problem}")
        path = work / "path.sarif"
        path.write_bytes((ROOT / "tests/golden/report.sarif").read_bytes())  # one of its findings has a path
        problems = validate(args.validator, path)
        passed, failed = passed + (not problems), failed + bool(problems)
        print("\n     ".join([f"{'ok  ' if not problems else 'FAIL'} a finding with a path", *problems[:12]]))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
