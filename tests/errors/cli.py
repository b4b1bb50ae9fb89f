#!/usr/bin/env python3
"""The command line from outside: what is wrong is said in one sentence on standard error, with exit 2 and nothing
scanned; reports reach their files whole or not at all.

    cli.py --glacis GLACIS
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile

TEMPLATE = """Resources:
  OpenDoor:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: administration
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
# words of the command line, what standard error must match
REFUSED = [
    (["scna"], r"^glacis: unknown command 'scna'; did you mean scan\?$"),
    (["scan", "--basline", "x"], r"^glacis: unknown option '--basline'; did you mean --baseline\?$"),
    (["scan", "-f", "sarf"], r"^glacis: this build writes no format 'sarf'; .*did you mean sarif\?$"),
    (["scan", "--fail-on", "severe"], r"--fail-on takes critical, high, medium, low or never"),
    (["scan", "-f", "text", "-f", "sarif"], r"would go to standard output"),
    (["live"], r"^glacis: this build does not have the command live yet"),
    (["reach", "--from", "internet", "."], r"^glacis: --from needs --to$"),
    (["reach", "--focus", "web", "."], r"^glacis: the --focus options, --exposure and --ipv6 are for the connections "),
    (["reach", "-f", "csv", "."], r"^glacis: reach writes no format 'csv'; it writes txt, json, dot, svg and html"),
    (["diff", ".", "."], r"^glacis: this build compares the connections of pods only"),
    (["diff", "--pods", "."], r"^glacis: diff needs two paths"),
    (["reach", "--pods", "--focus-conn", "tcp8080"], r"--focus-conn takes a protocol and a port, such as tcp-8080"),
    (["reach", "--pods", "--from", "web"], r"^glacis: --from needs --to$"),
    (["reach", "--pods", "-f", "sarif"], r"^glacis: reach and diff write no format 'sarif'; they write txt, "),
    (["scan", "--focus", "web"], r"^glacis: --focus is an option of glacis reach$"),
    (["explain"], r"explain needs a check"),
    (["explain", "GLC-NET-0001"], r"^glacis: there is no check 'GLC-NET-0001'; did you mean GLC-NET-0\d\d\?$"),
    (["explain", "no-such-check-at-all-anywhere"], r"^glacis: there is no check 'no-such-check-at-all-anywhere'$"),
    (["baseline", "chek", "x"], r"did you mean check\?$"),
    (["baseline", "check", "missing.yaml"], r"missing\.yaml: No such file"),
    (["baseline", "check", "wrong.yaml"], r"(?s)wrong\.yaml:3:3: .*GLC-TLS-0001.*did you mean"),
    (["baseline", "check", "key.yaml"], r"(?s)key\.yaml:2:1: .*titel.*title"),
    (["scan", "--baseline", "key.yaml", "."], r"key\.yaml:2:1: "),
    (["scan", "--baseline", "defence", "."], r"defen[cs]e"),
    (["scan", "--parameters", "missing.json", "."], r"missing\.json: No such file"),
    (["scan", "\x1b[2J"], None),
]
FILES = {
    "net.yaml": TEMPLATE,
    "wrong.yaml": "name: ours\nrequire:\n  GLC-TLS-0001: {}\n",
    "key.yaml": "name: ours\ntitel: ours\n",
    "right.yaml": "name: ours\ntitle: Ours\nfail_on: high\nrequire:\n  GLC-TLS-001: {}\n",
}


class Tests:
    def __init__(self, glacis, folder):
        self.glacis, self.folder, self.passed, self.failed = glacis, folder, 0, 0

    def run(self, *words):
        return subprocess.run([self.glacis, *words], cwd=self.folder, capture_output=True, text=True, timeout=60)

    def check(self, name, *problems):
        problems = [p for p in problems if p]
        self.passed, self.failed = self.passed + (not problems), self.failed + bool(problems)
        for problem in problems:
            print(f"{name}: {problem}")


def refused(t):
    for words, pattern in REFUSED:
        done = t.run(*words)
        if pattern is None:  # a path of control characters: told, and never as they are
            t.check("glacis " + ascii(" ".join(words)), done.returncode != 3 and f"exit {done.returncode}",
                    "\x1b" in done.stdout + done.stderr and "an escape sequence reached the terminal")
            continue
        t.check("glacis " + " ".join(words), done.returncode != 2 and f"exit {done.returncode}, not 2",
                done.stdout and f"standard output: {done.stdout[:80]!r}",
                not re.search(pattern, done.stderr.rstrip("\n"), re.M) and f"says {done.stderr!r}")


def pages(t):
    for words in (["--help"], ["help"], ["scan", "--help"], ["explain", "-h"], ["baseline", "--help"],
                  ["help", "scan"], ["reach", "--help"], ["help", "diff"], []):
        done = t.run(*words)
        wide = [line for line in done.stdout.splitlines() if len(line) > 100]
        t.check("glacis " + " ".join(words), done.returncode and f"exit {done.returncode}", done.stderr,
                "Usage: glacis" not in done.stdout and "no usage", wide and f"wider than 100 columns: {wide[0]}")
    done = t.run("--version")
    t.check("--version", not re.fullmatch(r"glacis \d+\.\d+\.\d+\n", done.stdout) and f"says {done.stdout!r}")
    done = t.run("explain", "GLC-TLS-001")
    name = re.search(r"^  name +(\S+)$", done.stdout, re.M)
    t.check("explain by id", done.returncode and f"exit {done.returncode}", not name and "no name in it",
            "How to fix" not in done.stdout and "no remedy", "asked by" not in done.stdout and "no baseline")
    if name:
        t.check("explain by name", t.run("explain", name.group(1)).stdout != done.stdout and "another page")
    done = t.run("baseline", "list")
    t.check("baseline list", done.returncode and f"exit {done.returncode}",
            *[f"{n} is missing" for n in ("all", "audit", "defense-in-depth") if not re.search(f"^{n} ", done.stdout, re.M)])
    done = t.run("baseline", "show")
    t.check("baseline show", done.returncode and f"exit {done.returncode}",
            *[f"no {n}" for n in ("Tiers", "Allowed flows", "Checks", "postgres", "GLC-TLS-001") if n not in done.stdout])
    done = t.run("baseline", "check", "right.yaml")
    t.check("baseline check", done.returncode and f"exit {done.returncode}: {done.stderr}",
            "right.yaml: right: 1 check" not in done.stdout and f"says {done.stdout!r}")


def outputs(t):
    done = t.run("scan", "net.yaml", "--baseline", "all", "-f", "text", "-f", "sarif", "-o", "a.sarif", "-f", "json",
                 "-o", "a.json", "-o", "b.sarif", "--fail-on", "never")
    problems = [done.returncode and f"exit {done.returncode}: {done.stderr}", "GLC-" not in done.stdout and "no text report"]
    for name in ("a.sarif", "b.sarif", "a.json"):
        path = t.folder / name
        problems.append(not path.exists() and f"{name} was not written")
        if path.exists():
            json.loads(path.read_text())
    t.check("one scan, many reports", *problems)
    left = [p.name for p in t.folder.iterdir() if p.name.endswith(".tmp")]
    t.check("no temporary file stays", left and f"{left}")
    done = t.run("scan", "net.yaml", "-f", "sarif", "-o", "no/such/folder/a.sarif", "--fail-on", "never")
    t.check("a report that cannot be written", done.returncode != 2 and f"exit {done.returncode}",
            "no/such/folder/a.sarif" not in done.stderr and f"says {done.stderr!r}")
    (t.folder / "folder.sarif").mkdir()
    done = t.run("scan", "net.yaml", "-f", "sarif", "-o", "folder.sarif", "--fail-on", "never")
    t.check("a report onto a folder", done.returncode != 2 and f"exit {done.returncode}", not done.stderr and "says nothing")
    first, second = (t.run("scan", "net.yaml", "-f", "sarif", "-q", "--fail-on", "never") for _ in range(2))
    both = [json.loads(d.stdout) for d in (first, second)]
    for log in both:
        log["runs"][0].pop("invocations")
    t.check("two scans differ in their invocations only", both[0] != both[1] and "they differ elsewhere",
            first.stderr and f"standard error: {first.stderr!r}")


MOVED = """# a comment above
Resources:

  OpenDoor: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: administration,
    SecurityGroupIngress: [{CidrIp: "0.0.0.0/0", IpProtocol: tcp,
                            FromPort: 22, ToPort: 22}]}}
"""


def identity(t):
    """glacis/v1 survives moved lines, another layout and another name of the file."""
    (t.folder / "before").mkdir()
    (t.folder / "before" / "net.yaml").write_text(TEMPLATE)
    (t.folder / "after").mkdir()
    (t.folder / "after" / "perimeter.yml").write_text(MOVED)
    marks = []
    for name in ("before", "after"):
        done = t.run("scan", name, "--baseline", "all", "--fail-on", "never", "-f", "sarif")
        results = json.loads(done.stdout)["runs"][0]["results"]
        marks.append(sorted((r["ruleId"], r["partialFingerprints"]["glacis/v1"]) for r in results))
    t.check("fingerprints of a moved template", not marks[0] and "no results",
            marks[0] != marks[1] and f"{marks[0]} is not {marks[1]}")
    t.check("fingerprints of one scan differ", len(set(marks[0])) != len(marks[0]) and f"{marks[0]}")


def exits(t):
    for words, wanted in ((["--fail-on", "never"], 0), (["--fail-on", "low"], 1), (["--fail-on=low", "--fail-on", "never"], 0)):
        done = t.run("scan", "net.yaml", "--baseline", "all", *words)
        t.check(f"scan {' '.join(words)}", done.returncode != wanted and f"exit {done.returncode}, not {wanted}")
    (t.folder / "empty").mkdir()
    done = t.run("scan", "empty")
    t.check("an empty folder", done.returncode and f"exit {done.returncode}",
            done.stdout.count("\n") != 1 and f"not one line: {done.stdout!r}")
    done = t.run("scan", "missing")
    t.check("a path that does not exist", done.returncode != 3 and f"exit {done.returncode}",
            "missing" not in done.stdout + done.stderr and "does not name it")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    glacis = str(pathlib.Path(parser.parse_args().glacis).resolve())
    with tempfile.TemporaryDirectory() as folder:
        t = Tests(glacis, pathlib.Path(folder))
        for name, text in FILES.items():
            (t.folder / name).write_text(text)
        for part in (refused, pages, outputs, identity, exits):
            part(t)
    print(f"{t.passed} passed, {t.failed} failed")
    return 1 if t.failed else 0


if __name__ == "__main__":
    sys.exit(main())
