#!/bin/sh
# Starts a check: checks/ID.yaml with what the catalogue knows, and its folder of fixtures.
#
#   checks/new.sh GLC-BAK-001
#   checks/new.sh OUR-001 NAME TITLE SEVERITY KIND...     an id that the catalogue does not have
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
if [ $# -lt 1 ]; then
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
exec python3 - "$root" "$@" <<'PYTHON'
import csv
import pathlib
import re
import sys

root, check, *words = pathlib.Path(sys.argv[1]), *sys.argv[2:]
FRAMEWORKS = ("cis_aws", "fsbp", "nist_800_53", "pci_4")


def catalogue_row():
    path = root / "tests" / "conformance" / "catalogue.csv"
    if not path.exists():
        return None
    with open(path, newline="", encoding="utf-8") as f:
        return next((row for row in csv.DictReader(f) if row["id"] == check), None)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def slug(title):
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


row = catalogue_row()
if row:
    title, severity = row["title"], row["severity"]
    kinds = list(dict.fromkeys(re.findall(r"AWS::\w+::\w+", row["cfn"])))
    name = words[0] if words else slug(title)
elif len(words) >= 4:
    name, title, severity, *kinds = words
else:
    sys.exit(f"{check} is not in tests/conformance/catalogue.csv: give NAME TITLE SEVERITY KIND... too")

lines = [f"id: {check}", f"name: {name}", f"title: {quoted(title)}", f"severity: {severity}",
         f"applies_to: [{', '.join(kinds)}]"]
if row:
    lines += [f"# absent: {row['default_when_absent']}"] + [f"# {path}" for path in row["cfn"].split("; ")]
    lines += [f"# note: {row['notes']}"] if row["notes"] != "-" else []
lines += ["pass_when: {path: PROPERTY, is: true}", "report_at: PROPERTY",
          'message: "{resource} has PROPERTY {PROPERTY}: what that means"', "wanted: PROPERTY true",
          "why: >-", "  What an attacker or an accident does with this.",
          "remedy:", '  cloudformation: ""', '  cdk: ""', '  terraform: ""']
if row:
    controls = [f"{f}: [{', '.join(row[f].split())}]" for f in FRAMEWORKS if row[f] != "-"]
    controls += [f"other: [{quoted(row['other'])}]"] if row["other"] != "-" else []
    lines += [f"controls: {{{', '.join(controls)}}}"] if controls else []
    lines += [f"seed: {quoted(row['seed_item'])}"] if row["seed_item"] != "-" else []

path, fixtures = root / "checks" / f"{check}.yaml", root / "tests" / "checks" / check
if path.exists():
    sys.exit(f"{path.relative_to(root)} exists")
path.write_text("\n".join(lines) + "\n", encoding="utf-8")
fixtures.mkdir(parents=True, exist_ok=True)
kind = kinds[0] if kinds else "KIND"
for verdict, mark in (("fail", "  # expect: fail"), ("pass", "")):
    (fixtures / f"{verdict}-plain.yaml").write_text(
        f"Resources:\n  Subject:{mark}\n    Type: {kind}\n    Properties: {{}}\n", encoding="utf-8")
print(path.relative_to(root), fixtures.relative_to(root), sep="\n")
PYTHON
