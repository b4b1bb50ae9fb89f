#!/usr/bin/env python3
"""One Terraform estate as HCL, as plan and as state gives one set of findings: terraform.py --glacis G

What a plan cannot know is left out by rule, not by name: a finding that is open in the plan or the state, or whose
resource is only in one of them (data sources are not in a state's modules, what was never applied is not there).
"""
import argparse, json, pathlib, shutil, tempfile
from common import Tally, difference, results, scan, subject

ESTATE = pathlib.Path(__file__).resolve().parents[2] / "examples/estate/terraform"
ENVIRONMENTS = {"production": "prod", "staging": "staging", "development": "dev"}


def findings(sarif, kind="fail"):
    """Sorted (check, address) of one kind."""
    return sorted((r["ruleId"], subject(r).get("name", "")) for r in results(sarif) if r.get("kind", "fail") == kind)


def of_sources(glacis, variant, environment):
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(shutil.copytree(ESTATE / variant, pathlib.Path(scratch) / variant,
                                            ignore=shutil.ignore_patterns("plans")))
        return scan(glacis, root, "--var-file", root / "environments" / f"{environment}.tfvars", "--environment",
                    ENVIRONMENTS[environment])


def of_file(glacis, path):
    """A plan or state by itself, away from its sources."""
    with tempfile.TemporaryDirectory() as scratch:
        return scan(glacis, shutil.copy(path, scratch))


def compare(glacis, tally, variant, environment):
    written = of_sources(glacis, variant, environment)
    for kind in ("plan", "state") if environment == "production" else ("plan",):
        path = ESTATE / variant / "plans" / f"{environment}.{kind}.json"
        made = of_file(glacis, path)
        undecided = set(findings(written, "open")) | set(findings(made, "open"))
        decided = [[pair for pair in findings(sarif) if pair not in undecided] for sarif in (written, made)]
        tally.check(f"{variant}, {environment}: the {kind} gives the findings of the sources", difference(*decided))


def places(glacis, tally):
    """A tree of sources and plans tells each finding once, at the sources, with its environments."""
    sarif = scan(glacis, ESTATE / "bad")
    problems, seen = [], {}
    for result in results(sarif):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        if result.get("kind", "fail") != "fail":
            continue
        if uri.endswith(".json"):
            problems.append(f"{result['ruleId']} {subject(result).get('name')} is placed in {uri}")
        key = (result["ruleId"], subject(result).get("fullyQualifiedName"), json.dumps(result["locations"][0]),
               result["message"]["text"])
        if key in seen:
            problems.append(f"{key[:2]} is told twice")
        seen[key] = True
    tally.check("sources beside their plans: each finding once, at the sources", problems)
    named = [r for r in results(sarif) if " (in " in r["message"]["text"]]
    tally.check("findings name the environments in which they hold", [] if named else ["none does"])


def drift(glacis, tally):
    """What a state says otherwise than its sources is found at the line of the sources, for the state's environment."""
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(shutil.copytree(ESTATE / "good", pathlib.Path(scratch) / "good"))
        path = root / "plans/production.state.json"
        path.write_text(path.read_text().replace('"storage_encrypted": true', '"storage_encrypted": false')
                        .replace('"storage_encrypted":true', '"storage_encrypted":false'))
        found = [r for r in results(scan(glacis, root)) if r.get("kind", "fail") == "fail"]
        problems = [f"{r['ruleId']} {subject(r)['name']}" for r in found if r["ruleId"] not in ("GLC-ENC-001", "GLC-ENC-004")]
        lines = (root / "modules/database/main.tf").read_text().splitlines()
        primary = [r for r in found if r["ruleId"] == "GLC-ENC-001" and subject(r)["name"].endswith("primary")]
        for result in primary:
            place = result["locations"][0]["physicalLocation"]
            line = lines[place["region"]["startLine"] - 1]
            if not place["artifactLocation"]["uri"].endswith("modules/database/main.tf") or "storage_encrypted" not in line:
                problems.append(f"placed at {place['artifactLocation']['uri']}: {line}")
            if "(in prod)" not in result["message"]["text"]:
                problems.append(result["message"]["text"])
        if len(primary) != 1:
            problems.append(f"{len(primary)} findings of the primary")
        tally.check("a state that differs from its sources", problems)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    glacis = pathlib.Path(parser.parse_args().glacis).resolve()
    tally = Tally()
    for variant in ("bad", "good"):
        for environment in ENVIRONMENTS:
            compare(glacis, tally, variant, environment)
    places(glacis, tally)
    drift(glacis, tally)
    return tally.finish()


if __name__ == "__main__":
    raise SystemExit(main())
