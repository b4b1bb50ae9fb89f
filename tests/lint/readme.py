#!/usr/bin/env python3
"""What README.md shows is what glacis does: the finding, the baseline, the options, the links. readme.py --glacis GLACIS"""
import argparse, pathlib, re, subprocess, sys, tempfile
from project import ROOT


def blocks(text, language):
    return re.findall(r"^```" + language + r"\n(.*?)^```", text, re.S | re.M)


def run(glacis, *words):
    return subprocess.run([glacis, *words], cwd=ROOT, capture_output=True, text=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    glacis = str(pathlib.Path(parser.parse_args().glacis).resolve())
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    problems = []
    shown = run(glacis, "scan", "--fail-on", "never", "examples/estate/cdk/bad",
                "examples/estate/kubernetes/bad").stdout.splitlines()
    finding = next(b for b in blocks(text, "") if b.startswith("CRITICAL"))
    for line in finding.splitlines():
        if line.strip() != "..." and line not in shown:
            problems.append(f"the finding in README.md has a line that ./dev scan does not print: {line}")
    baseline = next(b for b in blocks(text, "yaml") if "extends:" in b)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "ours.yaml"
        file.write_text(baseline)
        done = run(glacis, "baseline", "check", str(file))
        if done.returncode:
            problems.append(f"the baseline in README.md is wrong: {done.stderr}")
    help_ = "".join(run(glacis, *words, "--help").stdout for words in ([], ["scan"], ["reach"], ["diff"]))
    for option in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))):
        if option not in help_:
            problems.append(f"README.md names {option}, which --help does not")
    for page in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "checks/README.md", "baselines/README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            if not (ROOT / page).parent.joinpath(target).exists():
                problems.append(f"{page} links to {target}, which is not there")
    for problem in problems:
        print(problem)
    print(f"{max(4 - len(problems), 0)} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
