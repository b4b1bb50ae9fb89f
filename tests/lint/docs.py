#!/usr/bin/env python3
"""docs/checks: one page a check as `glacis explain --markdown` writes it, and an index.

    docs.py --glacis GLACIS            every check has its page, every page its check, and each says what glacis says
    docs.py --glacis GLACIS --write    writes the folder anew
"""
import argparse, pathlib, subprocess, sys
import yaml
from project import ROOT

FOLDER = ROOT / "docs" / "checks"
HEAD = """# Checks

One page a check, written by `./dev docs` from `checks/`. The default baseline, `defense-in-depth`, asks those marked in
the last column; `--baseline all` asks every one.

| Check | Title | Severity | Default |
|---|---|---|---|
"""


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def pages(glacis):
    """{file name: text}"""
    made, rows = {}, []
    asked = set((read(ROOT / "baselines/defense-in-depth.yaml").get("require") or {}))
    for path in sorted((ROOT / "checks").glob("*.yaml")):
        check = read(path)
        done = subprocess.run([glacis, "explain", "--markdown", check["id"]], capture_output=True, text=True)
        if done.returncode or not done.stdout.strip():
            raise SystemExit(f"glacis explain --markdown {check['id']}: exit {done.returncode}: {done.stderr[-500:]}")
        made[f"{check['id']}.md"] = done.stdout
        rows.append(f"| [{check['id']}]({check['id']}.md) | {check['title']} | {check['severity']} | "
                    f"{'yes' if {check['id'], check['name']} & asked else ''} |\n")
    made["README.md"] = HEAD + "".join(rows)
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    wanted = pages(str(pathlib.Path(args.glacis).resolve()))
    have = {p.name: p.read_text(encoding="utf-8") for p in FOLDER.glob("*.md")} if FOLDER.exists() else {}
    if args.write:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in have.keys() - wanted.keys():
            (FOLDER / name).unlink()
        for name, text in wanted.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{len(wanted)} pages in docs/checks")
        return 0
    wrong = sorted(name for name in have.keys() | wanted.keys() if have.get(name) != wanted.get(name))
    for name in wrong:
        print(f"docs/checks/{name} is not what glacis explains; run ./dev docs")
    print(f"{len(wanted) - len(set(wrong) & set(wanted))} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
