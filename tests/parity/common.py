"""What the parity tests share: scanning a folder of templates and the verdicts of the result."""
import json, pathlib, subprocess


def scan(glacis, path, *options, cwd=None):
    """The SARIF of a scan with every check on."""
    command = [str(glacis), "scan", str(path), "--fail-on", "never", "-f", "sarif", "-q", *options]
    done = subprocess.run(command, capture_output=True, cwd=cwd, timeout=300)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-800:]}")
    return json.loads(done.stdout)


def results(sarif):
    return sarif["runs"][0]["results"]


def without_invocations(sarif):
    copy = json.loads(json.dumps(sarif))
    for run in copy["runs"]:
        run.pop("invocations", None)
    return copy


def subject(result):
    logical = result["locations"][0].get("logicalLocations") or [{}]
    return logical[0]


def verdicts(sarif):
    """{(check, stack, logical id): worst kind}; the stack is the first segment of the address."""
    order = ["notApplicable", "pass", "open", "fail"]
    worst = {}
    for result in results(sarif):
        logical = subject(result)
        stack = logical.get("fullyQualifiedName", "").split("/")[0]
        key = result["ruleId"], stack, logical.get("name", "")
        kind = result.get("kind", "fail")
        worst[key] = max(worst.get(key, kind), kind, key=order.index)
    return worst


def fingerprints(sarif, kinds=("fail", "open")):
    """Sorted (check, logical id, glacis/v1): a multiset."""
    return sorted((r["ruleId"], subject(r).get("name", ""), r["partialFingerprints"]["glacis/v1"])
                  for r in results(sarif) if r.get("kind", "fail") in kinds)


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, problems):
        problems = list(problems)
        self.passed += not problems
        self.failed += bool(problems)
        if problems:
            print(f"FAIL {name}")
            for problem in problems[:8]:
                print(f"     {problem}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def difference(before, after):
    before, after = list(before), list(after)
    for item in list(before):
        if item in after:
            before.remove(item)
            after.remove(item)
    return [f"lost {item}" for item in before[:4]] + [f"new {item}" for item in after[:4]]
