#!/usr/bin/env python3
"""The command line and the ends of the program: exit codes, what is said, where. command.py --glacis GLACIS"""
import argparse, json, os, pathlib, re, stat, subprocess, sys, tempfile
from harness import WITNESS

BASELINE = """name: ours
title: Ours
description: what we ask
fail_on: high
require:
  GLC-NET-016: {}
"""
CUT = '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": {'


POD = """apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: %s, labels: {app: %s}}
spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}
---
"""
POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: %s}}}]
      ports: [{port: 5432}]
    - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
"""


UNKNOWN = """variable "app" {}
resource "kubernetes_manifest" "web" {
  manifest = {apiVersion = "v1", kind = "Pod", metadata = {name = "web", namespace = "shop", labels = {app = "web"}},
              spec = {containers = [{name = "c", image = "i"}]}}
}
resource "kubernetes_manifest" "db" {
  manifest = {apiVersion = "v1", kind = "Pod", metadata = {name = "db", namespace = "data", labels = {app = "db"}},
              spec = {containers = [{name = "c", image = "i"}]}}
}
resource "kubernetes_manifest" "policy" {
  manifest = {apiVersion = "networking.k8s.io/v1", kind = "NetworkPolicy", metadata = {name = "db", namespace = "data"},
              spec = {podSelector = {}, policyTypes = ["Ingress"], ingress = [{ports = [{port = 5432}],
                from = [{namespaceSelector = {}, podSelector = {matchLabels = {app = var.app}}}]}]}}
}
"""


class Checks:
    def __init__(self, glacis, folder):
        self.glacis, self.folder, self.passed, self.failed = glacis, folder, 0, 0

    def run(self, *words, stdout=None, **more):
        done = subprocess.run([self.glacis, *words], cwd=self.folder, stdout=stdout or subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, **more)
        out = (done.stdout or b"").decode("utf-8", "backslashreplace")
        return done.returncode, out, done.stderr.decode("utf-8", "backslashreplace")

    def expect(self, name, code, words, out=None, err=None, **more):
        """One command: its exit code and regular expressions that its outputs must match ("" for an empty one)."""
        got, said, told = self.run(*words, **more)
        problems = [] if got == code else [f"exit {got}, expected {code}"]
        for label, pattern, text in (("standard output", out, said), ("standard error", err, told)):
            if pattern == "" and text:
                problems.append(f"{label} is not empty: {text[:200]!r}")
            elif pattern and not re.search(pattern, text, re.M):
                problems.append(f"{label} does not match /{pattern}/: {text[:300]!r}")
        if "Sanitizer" in told or "runtime error" in told:
            problems.append(f"a sanitizer spoke: {told[:1500]}")
        self.passed, self.failed = self.passed + (not problems), self.failed + bool(problems)
        if problems:
            print(f"FAIL {name}: glacis {' '.join(words)}")
            for problem in problems:
                print(f"     {problem}")


def usage(c):
    c.expect("no command", 0, [], "Usage", "")
    c.expect("an unknown command", 2, ["scna", "."], "", r"scna.*scan")
    c.expect("a command of a later version", 2, ["live"], "", "live")
    c.expect("an unknown option", 2, ["scan", "--fail-no", "high"], "", r"--fail-no.*--fail-on")
    c.expect("an option without its value", 2, ["scan", "--fail-on"], "", "--fail-on")
    c.expect("a severity that does not exist", 2, ["scan", "--fail-on", "hihg"], "", "high.*hihg")
    c.expect("a format that does not exist", 2, ["scan", "-f", "sarf"], "", "sarf.*sarif")
    c.expect("threads that are no number", 2, ["scan", "-j", "many"], "", "many")
    c.expect("no threads", 2, ["scan", "-j", "0"], "", "-j|jobs|0")
    c.expect("two reports on standard output", 2, ["scan", "-f", "sarif", "-f", "json"], "", "output")
    c.expect("a variable without a value", 2, ["scan", "--var", "Name"], "", "Name")
    c.expect("help", 0, ["--help"], "Usage", "")
    c.expect("help of a command", 0, ["scan", "--help"], "--fail-on", "")
    c.expect("the version", 0, ["--version"], r"^glacis \d+\.\d+\.\d+", "")
    c.expect("a check that does not exist", 2, ["explain", "GLC-NET-0001"], "", "GLC-NET-0001")
    c.expect("a check by its name", 0, ["explain", "postgres-admits-only-compute"], "GLC-NET-002", "")


def exits(c):
    (c.folder / "one").mkdir()
    (c.folder / "one" / "net.yaml").write_text(WITNESS)
    (c.folder / "empty").mkdir()
    (c.folder / "cut.json").write_text(CUT)
    everything = ["--baseline", "all"]
    c.expect("findings", 1, ["scan", "one", *everything, "--fail-on", "low"], "OpenDoor", "")
    c.expect("findings below the severity", 0, ["scan", "one", *everything, "--fail-on", "critical"], "OpenDoor", "")
    c.expect("findings that never fail", 0, ["scan", "one", *everything, "--fail-on", "never"], "OpenDoor", "")
    c.expect("a variable that nothing has", 0, ["scan", "one", *everything, "--fail-on", "never", "--var", "Nope=1"],
             r"--var Nope: nothing that was scanned has")
    c.expect("a file of variables that is not there", 2, ["scan", "one", "--var-file", "no.tfvars"], "", r"^no\.tfvars: ")
    c.expect("nothing to scan", 0, ["scan", "empty"], "0 files", "")
    c.expect("nothing to scan, as SARIF", 0, ["scan", "empty", "-f", "sarif"], r'"results": ?\[\s*\]', "")
    c.expect("an incomplete scan", 3, ["scan", "cut.json"], r"cut\.json:1:\d+: ")
    c.expect("an incomplete scan, quiet", 3, ["scan", "-q", "cut.json"], "", r"^cut\.json:1:\d+: ")
    c.expect("an incomplete scan, as SARIF", 3, ["scan", "-f", "sarif", "cut.json"], "notification", r"^cut\.json:1:\d+: ")
    c.expect("findings win", 1, ["scan", "one", "cut.json", *everything, "--fail-on", "low"], "OpenDoor")
    c.expect("a folder named twice", 0, ["scan", "one", "one/net.yaml", "./one", *everything, "--fail-on", "never"],
             "1 resource", "")


def ends(c):
    with open("/dev/full", "wb") as full:
        c.expect("a full disk behind standard output", 2, ["scan", "one"], err="space|written", stdout=full)
    c.expect("a file that cannot be made", 2, ["scan", "one", "-f", "sarif", "-o", "no/such/folder/x.sarif"],
             err=r"no/such/folder")
    c.expect("a folder in place of a file", 2, ["scan", "one", "-f", "sarif", "-o", "empty"], err="empty")
    (c.folder / "old.sarif").write_text("old")
    c.expect("a report replaces an old one", 0, ["scan", "empty", "-f", "sarif", "-o", "old.sarif"], "", "")
    got = json.loads((c.folder / "old.sarif").read_text())
    c.expect("it is whole", 0 if got["version"] == "2.1.0" else 1, ["--version"])
    left = [p.name for p in c.folder.iterdir() if "old.sarif" in p.name and p.name != "old.sarif"]
    c.expect("no temporary file is left", 0 if not left else 1, ["--version"])
    (c.folder / "link.sarif").symlink_to("old.sarif")
    c.expect("a link in place of a file", 0, ["scan", "one", "-f", "sarif", "-o", "link.sarif", "--fail-on", "never"], "", "")
    stays = (c.folder / "link.sarif").is_symlink() and "OpenDoor" in (c.folder / "old.sarif").read_text()
    c.expect("the link stays, its target is new", 0 if stays else 1, ["--version"])
    os.mkfifo(c.folder / "pipe.sarif")
    with open(c.folder / "read.sarif", "wb") as copy:
        reader = subprocess.Popen(["cat", "pipe.sarif"], cwd=c.folder, stdout=copy)
    c.expect("a pipe in place of a file", 0, ["scan", "empty", "-f", "sarif", "-o", "pipe.sarif"], "", "")
    reader.wait(30)
    got = json.loads((c.folder / "read.sarif").read_text())
    stays = stat.S_ISFIFO((c.folder / "pipe.sarif").stat().st_mode) and got["version"] == "2.1.0"
    c.expect("the pipe stays and has the report", 0 if stays else 1, ["--version"])
    read, write = os.pipe()
    os.close(read)
    got = subprocess.run([c.glacis, "scan", "one"], cwd=c.folder, stdout=write, stderr=subprocess.PIPE).returncode
    os.close(write)
    c.expect("nobody reads standard output", 0 if got in (2, -13) else 1, ["--version"])


def baselines(c):
    def write(name, text):
        (c.folder / name).write_text(text)
        return name

    run = lambda name, text: ["scan", "one", "--baseline", write(name, text)]
    c.expect("a baseline of one's own", 1, run("ours.yaml", BASELINE), "GLC-NET-016", "")
    c.expect("a baseline that is not there", 2, ["scan", "one", "--baseline", "defense-in-dept"], "", "defense-in-depth")
    c.expect("an unknown key", 2, run("a.yaml", BASELINE + "requires: {}\n"), "", r"^a\.yaml:7:1: .*require")
    c.expect("an unknown check", 2, run("b.yaml", BASELINE + "  GLC-NET-0016: {}\n"), "",
             r"^b\.yaml:7:3: .*GLC-NET-0016.*did you mean")
    c.expect("a wrong severity", 2, run("c.yaml", BASELINE.replace("{}", "{severity: hihg}")), "", r"^c\.yaml:6:\d+: ")
    c.expect("a broken file", 2, run("d.yaml", BASELINE + "  [\n"), "", r"^d\.yaml:\d+:\d+: ")
    c.expect("a duplicate key", 2, run("e.yaml", BASELINE + "name: twice\n"), "", r"^e\.yaml:7:1: duplicate key")
    c.expect("a flow of an unknown tier", 2, run("f.yaml", BASELINE + "flows:\n  - {from: internet, to: egde}\n"), "",
             r"^f\.yaml:8:\d+: ")
    c.expect("a baseline that extends itself", 2, run("g.yaml", BASELINE + "extends: g.yaml\n"), "", r"g\.yaml")
    c.expect("a folder of checks that is not there", 2, run("h.yaml", BASELINE + "checks: [./none]\n"), "",
             r"^h\.yaml:7:\d+: ")
    c.expect("an exception that never ends", 2, run("i.yaml", BASELINE + "exceptions:\n  - {check: GLC-NET-016, scope: '*'}\n"),
             "", r"^i\.yaml:8:\d+: ")
    accepted = (BASELINE + "exceptions:\n  - {check: GLC-NET-016, scope: '*/OpenDoor', owner: net, reason: old, "
                "expires: %s}\n")
    c.expect("an exception that holds", 0, run("j.yaml", accepted % "2999-12-31"), None, "")
    c.expect("an exception that has expired", 1, run("k.yaml", accepted % "2020-01-31"), "expired")
    c.expect("a right file", 0, ["baseline", "check", "ours.yaml"])
    c.expect("a wrong file", 2, ["baseline", "check", "a.yaml"], "", r"^a\.yaml:7:1: ")
    c.expect("the built-in ones", 0, ["baseline", "list"], "^defense-in-depth", "")
    c.expect("one of them", 0, ["baseline", "show", "defense-in-depth"], "internet", "")
    c.expect("parameters that are no file", 2, ["scan", "one", "--parameters", "none.json"], "", "none.json")


def reach(c):
    pods = POD % ("web", "shop", "web") + POD % ("api", "shop", "api") + POD % ("db", "data", "db")
    for name, sender in (("before", "web"), ("after", "api")):
        (c.folder / name).mkdir()
        (c.folder / name / "all.yaml").write_text(pods + POLICY % sender)
    (c.folder / "after" / "more.yaml").write_text(POD % ("cron", "shop", "cron"))
    pods = ["reach", "--pods", "before"]
    ask = lambda a, b, *more: [*pods, "--from", a, "--to", b, *more]
    row = r"^shop/web\[Pod\] => data/db\[Pod\] : TCP 5432$"
    c.expect("a list", 0, pods, row, "")
    c.expect("a list of one workload", 0,
             [*pods, "--focus", "data/db", "--focus-direction", "ingress", "--focus-peer", "web"],
             r"\Ashop/web\[Pod\] => data/db\[Pod\] : TCP 5432\n\Z", "")
    c.expect("a list of one port", 0, [*pods, "--focus", "db", "--focus-conn", "tcp-5432"],
             r"\APermitted connections on TCP 5432:\n(.* => .*\]\n)+\Z", "")
    c.expect("reasons with their places", 0, [*pods, "--focus", "db", "--explain"],
             r"ingress  NetworkPolicy data/db, ingress rule 1: allows it +before/all\.yaml:\d+:7$", "")
    c.expect("a workload that is not there", 3, [*pods, "--focus", "data/bd"], "", r"data/bd.*did you mean data/db")
    c.expect("ranges of addresses", 0, [*pods, "--focus", "db", "-f", "csv"],
             r"^10\.2\.0\.0-10\.255\.255\.255\[External\],data/db\[Pod\],All Connections$", "")
    c.expect("yes", 1, ask("shop/web", "data/db", "--port", "5432"), r"\Ayes: .*\n.*\n.*\n.*all\.yaml:\d+", "")
    c.expect("no", 0, ask("api", "data/db", "--port", "5432"),
             r"\Ano: .*\n   denied   TCP 5432\n(.*\n)*.*no ingress rule names shop/api", "")
    c.expect("no, by another protocol", 0, ask("web", "db", "--port", "5432", "--protocol", "udp"), r"\Ano: ", "")
    c.expect("a port of any", 1, ask("web", "db"), r"\Ayes: .* : any port", "")
    c.expect("an address that is let in", 1, ask("10.200.0.1", "Pod/db"), r"\Ayes: ", "")
    c.expect("an address that is left out", 0, ask("10.1.2.3", "pod/data/db"), r"\Ano: ", "")
    c.expect("a block of both", 1, ask("10.0.0.0/14", "db"), r"only 10\.0\.0\.0/16, 10\.2\.0\.0/15$", "")
    c.expect("the internet", 0, ask("internet", "db"), r"\Ano: ", "")
    c.expect("the internet from a pod", 1, ask("db", "internet", "--port", "443"), r"\Ayes: ", "")
    c.expect("an answer as JSON", 1, ask("web", "db", "--port", "5432", "-f", "json"),
             r'"verdict": "yes"(.|\n)*"startLine"', "")
    c.expect("an end that is not there", 2, ask("wbe", "db"), "", r"called wbe; did you mean web\?")
    c.expect("two addresses", 2, ask("10.0.0.1", "10.0.0.2"), "", "no network policy stands between")
    c.expect("no workload", 3, ["reach", "--pods", "empty"], "", "no Kubernetes workload")
    c.expect("no workload to ask about", 3, ["reach", "--pods", "empty", "--from", "a", "--to", "b"], "",
             "no Kubernetes workload")
    c.expect("a path that is not there", 3, ["reach", "--pods", "nowhere"], "", "nowhere")
    (c.folder / "open").mkdir()
    (c.folder / "open" / "main.tf").write_text(UNKNOWN)
    pods[2] = "open"
    c.expect("a label that is not known", 3, ask("web", "db", "--port", "5432"), r"\Amay: ", "")
    c.expect("a label that is given", 1, ask("web", "db", "--port", "5432", "--var", "app=web"), r"\Ayes: ", "")
    c.expect("what is not sure is told", 0, pods, r"=> data/db\[Pod\] : TCP 5432 \(may: TCP 5432\)$", "")
    c.expect("a list into files", 0, [*pods, "-f", "svg", "-o", "map.svg", "-o", "map.dot"], "", "")
    written = (c.folder / "map.svg").read_text().startswith("<svg")
    c.expect("the picture is one", 0 if written else 1, ["--version"])
    c.expect("differences", 0, ["diff", "--pods", "before", "after"],
             r"^diff-type: removed, source: shop/web\[Pod\], destination: data/db\[Pod\], ref1: TCP 5432, "
             r"ref2: No Connections$", "")
    c.expect("a workload that is new", 0, ["diff", "--pods", "before", "after", "-f", "csv"],
             r"^added,shop/cron\[Pod\],shop/web\[Pod\],No Connections,All Connections,workload shop/cron\[Pod\] added$", "")
    c.expect("no difference", 0, ["diff", "--pods", "before", "before"], r"\A\Z", "")
    c.expect("nothing to compare with", 3, ["diff", "--pods", "before", "empty", "-f", "json"],
             '"workload data/db\\[Pod\\] removed"', "empty: no Kubernetes workload")


def secrets(c):
    """No command prints the values of a Secret, those that exist for tests included."""
    secret = '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"word": "hunter2-is-secret"}}'
    (c.folder / "secrets.json").write_text('{"apiVersion": "v1", "kind": "List", "items": [%s]}' % secret)
    for action, shows in (("tree", r"\(secret\)"), ("objects", r'"word":"\(secret\)"'), ("resources", r"\(secret\)")):
        c.expect(f"debug {action} of a Secret", 0, ["debug", action, "secrets.json"], shows, "")
        said = c.run("debug", action, "secrets.json")[1]
        c.expect(f"debug {action} hides its value", 1 if "hunter2" in said else 0, ["--version"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(str(pathlib.Path(args.glacis).resolve()), pathlib.Path(folder))
        usage(checks)
        exits(checks)
        ends(checks)
        baselines(checks)
        reach(checks)
        secrets(checks)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
