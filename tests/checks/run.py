#!/usr/bin/env python3
"""Runs the fixtures of the checks: tests/checks/<ID>/{fail,pass,open,na}-what.{yaml,yml,json,tf} or a folder of that name.

    run.py --glacis PATH/glacis [ID or FIXTURE ...] [--jobs N] [--fixtures DIR] [--require DIR]

A fixture is scanned with every check on; only the findings of the check that its folder names count. In YAML and
Terraform they are written on the line of the mark:

    StorageEncrypted: false       # expect: fail            one finding
    Rules: []                     # expect: fail, open      two findings of this line
    # expect@+2: fail                                       two lines below (block scalars have no comments)
    # scan: --environment dev --baseline defense-in-depth   further options; the last --baseline counts

JSON has NAME.expect beside it: lines `LINE VERDICT` and `scan OPTIONS`. Every `fail` and `open` finding of the check
must be expected, and every expected one found. `fail-` and `open-` fixtures must expect one such finding, `pass-` and
`na-` ones expect none and need one resource with that verdict. `--require DIR` also wants a fail and a pass fixture
for every check file in DIR. Exit status 0 when all hold.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
SUFFIXES = (".yaml", ".yml", ".json", ".template", ".tf", ".tfvars")
EXPECT = re.compile(r"#\s*expect(?:@([+-]\d+))?:\s*((?:fail|open)(?:\s*,\s*(?:fail|open))*)\s*$")
ANY_EXPECT = re.compile(r"#\s*expect\b")
SCAN = re.compile(r"^\s*#\s*scan:\s*(.+?)\s*$")
KIND_OF = {"pass": "pass", "na": "notApplicable"}


class Wrong(Exception):
    """The fixture itself is wrong."""


def expectations(path):
    """(Counter of (line, verdict), options) of one file."""
    expected, options = collections.Counter(), []
    beside = path.with_name(path.name + ".expect")
    if not beside.exists():
        beside = path.with_suffix(".expect")
    if beside.exists():
        for line in beside.read_text(encoding="utf-8").split("\n"):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "scan":
                options += shlex.split(line.strip()[len("scan"):])
            elif len(words) == 2 and words[0].isdigit() and words[1] in ("fail", "open"):
                expected[int(words[0]), words[1]] += 1
            else:
                raise Wrong(f"{beside.name}: not understood: {line.strip()}")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        found = EXPECT.search(line.rstrip("\r"))
        if found:
            for verdict in re.split(r"\s*,\s*", found[2]):
                expected[number + int(found[1] or 0), verdict] += 1
        elif ANY_EXPECT.search(line):
            raise Wrong(f"{path.name}:{number}: not understood: {line.strip()}")
        found = SCAN.match(line)
        if found:
            options += shlex.split(found[1])
    return expected, options


def scan(glacis, fixture, options):
    command = [glacis, "scan", str(fixture)]
    if "--baseline" not in options:
        command += ["--baseline", "all"]
    command += ["-f", "sarif", "--include", "pass,open,not-applicable", "--fail-on", "never", "-q", *options]
    done = subprocess.run(command, capture_output=True, timeout=60)
    problems = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0:
        raise Wrong(f"exit {done.returncode}: {' '.join(command)}\n{problems[-2000:]}")
    return json.loads(done.stdout)["runs"][0]["results"]


def place(result):
    physical = (result.get("locations") or [{}])[0].get("physicalLocation", {})
    uri = urllib.parse.unquote(physical.get("artifactLocation", {}).get("uri", ""))
    return pathlib.PurePosixPath(uri).name, physical.get("region", {}).get("startLine", 0)


def kind(result):
    return result.get("kind", "fail")


def describe(findings, results):
    for (name, line, verdict), count in sorted(findings.items()):
        texts = [r["message"]["text"] for r in results if (*place(r), kind(r)) == (name, line, verdict)]
        times = f" ({count} times)" if count > 1 else ""
        yield f"{name}:{line}: {verdict}{times}" + "".join(f"\n        {t}" for t in texts)


def run(glacis, fixture):
    """Problems of one fixture, as text lines; empty when it holds."""
    check, verdict = fixture.parent.name, fixture.name.partition("-")[0]
    files = sorted(f for f in fixture.rglob("*") if f.suffix in SUFFIXES) if fixture.is_dir() else [fixture]
    expected, options = collections.Counter(), []
    try:
        for file in files:
            wanted, more = expectations(file)
            options += more
            expected.update({(file.name, line, word): count for (line, word), count in wanted.items()})
        if verdict in ("fail", "open") and not any(word == verdict for _, _, word in expected):
            raise Wrong(f"a {verdict}- fixture without `# expect: {verdict}`")
        if verdict in KIND_OF and expected:
            raise Wrong(f"a {verdict}- fixture expects no finding")
        results = [r for r in scan(glacis, fixture, options) if r.get("ruleId") == check]
    except (Wrong, subprocess.TimeoutExpired, ValueError, LookupError, OSError) as error:
        return [str(error)]
    found = collections.Counter((*place(r), kind(r)) for r in results if kind(r) in ("fail", "open"))
    problems = [f"missing  {text}" for text in describe(expected - found, [])]
    problems += [f"extra    {text}" for text in describe(found - expected, results)]
    if verdict in KIND_OF and not any(kind(r) == KIND_OF[verdict] for r in results):
        there = ", ".join(sorted({kind(r) for r in results})) or "none"
        problems.append(f"missing  a resource with the verdict {KIND_OF[verdict]}; there are: {there}")
    return problems


def is_fixture(path):
    verdict, dash, _ = path.name.partition("-")
    return bool(dash) and verdict in ("fail", "pass", "open", "na") and (path.is_dir() or path.suffix in SUFFIXES)


def collect(root, wanted):
    if not wanted:
        return sorted(f for folder in root.iterdir() if folder.is_dir() for f in folder.iterdir() if is_fixture(f))
    fixtures = []
    for word in wanted:
        path = pathlib.Path(word) if pathlib.Path(word).exists() else root / word
        if not path.exists():
            raise SystemExit(f"{word}: no such check or fixture under {root}")
        fixtures += [path] if is_fixture(path) else sorted(f for f in path.iterdir() if is_fixture(f))
    return [f.resolve() for f in fixtures]


def without_fixtures(root, checks):
    for check in sorted(checks.glob("GLC-*.yaml")):
        for verdict in ("fail", "pass"):
            if not any((root / check.stem).glob(f"{verdict}-*")):
                yield check.stem, verdict


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--glacis", required=True)
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    p.add_argument("--fixtures", type=pathlib.Path, default=HERE, metavar="DIR")
    p.add_argument("--require", type=pathlib.Path, metavar="DIR", help="checks that must have a fail and a pass fixture")
    p.add_argument("wanted", nargs="*", metavar="ID|FIXTURE")
    a = p.parse_args()
    fixtures = collect(a.fixtures.resolve(), a.wanted)
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(max(a.jobs, 1)) as pool:
        for fixture, problems in zip(fixtures, pool.map(lambda f: run(a.glacis, f), fixtures)):
            passed += not problems
            failed += bool(problems)
            if problems:
                print(f"FAIL {fixture.parent.name}/{fixture.name}", *(f"    {line}" for line in problems), sep="\n")
    for check, verdict in without_fixtures(a.fixtures, a.require) if a.require else ():
        failed += 1
        print(f"FAIL {check}: no {verdict}- fixture")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
