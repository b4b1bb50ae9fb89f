#!/usr/bin/env python3
"""What must not change anything: threads, a second run, format, order, line ends, names of files. same.py --glacis G"""
import argparse, json, pathlib, random, shutil, sys, tempfile
import yaml
from common import Tally, difference, fingerprints, scan, verdicts, without_invocations

ROOT = pathlib.Path(__file__).resolve().parents[2]
ESTATE = ROOT / "examples/estate/cdk/bad"
TERRAFORM = ROOT / "examples/estate/terraform/bad"  # with plans: several units say the same of one place


def write_json(path, document, **how):
    path.write_text(json.dumps(document, **how), encoding="utf-8")


def write_yaml(path, document, newline="\n", **how):
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, **how)
    path.write_bytes(text.replace("\n", newline).encode("utf-8"))


def shuffled(value, random_):
    """The same document with the members of every map in another order; lists keep theirs."""
    if isinstance(value, list):
        return [shuffled(item, random_) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random_.shuffle(keys)
    return {key: shuffled(value[key], random_) for key in keys}


def commented(path, document):
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_style='"', width=1000000)
    path.write_text("# first line\n\n" + "".join(f"{line}\n# about that\n" for line in text.splitlines()), encoding="utf-8")


# name: how to write a template anew, and its new file name (None: the old one with .yaml)
REWRITINGS = {
    "JSON on one line": (lambda p, d: write_json(p, d, separators=(",", ":")), "{stem}.json"),
    "JSON with 7 spaces": (lambda p, d: write_json(p, d, indent=7), "{stem}.json"),
    "JSON with \\u escapes": (lambda p, d: write_json(p, d, indent=1, ensure_ascii=True), "{stem}.json"),
    "YAML in blocks": (write_yaml, "{stem}.yaml"),
    "YAML in flow": (lambda p, d: write_yaml(p, d, default_flow_style=True, width=90), "{stem}.yaml"),
    "YAML with CRLF": (lambda p, d: write_yaml(p, d, newline="\r\n"), "{stem}.yml"),
    "YAML with comments": (commented, "{stem}.template"),
    "members in another order": (lambda p, d: write_json(p, shuffled(d, random.Random(3)), indent=1), "{stem}.json"),
}


def templates():
    """Stem and document of templates with findings; the stem is the stack's name."""
    for path in sorted(ESTATE.rglob("*.template.json")):
        if ".nested." not in path.name:
            yield path.name.split(".")[0], json.loads(path.read_text())


def rewritten(glacis, tally):
    documents = list(templates())
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        (base / "original").mkdir()
        for stem, document in documents:
            write_json(base / "original" / f"{stem}.json", document, indent=1)
        original = scan(glacis, base / "original", "--include", "pass,open")
        wanted, prints = verdicts(original), fingerprints(original)
        tally.check("the templates have findings", [] if prints else ["none"])
        for number, (name, (write, file_name)) in enumerate(REWRITINGS.items()):
            (base / str(number)).mkdir()
            for stem, document in documents:
                write(base / str(number) / file_name.format(stem=stem), document)
            sarif = scan(glacis, base / str(number), "--include", "pass,open")
            tally.check(f"{name}: verdicts", difference(sorted(wanted.items()), sorted(verdicts(sarif).items())))
            tally.check(f"{name}: fingerprints", difference(prints, fingerprints(sarif)))


def renamed(glacis, tally):
    stem, document = next((s, d) for s, d in templates() if "Network" in s and s.startswith("Prod"))
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        (base / "a").mkdir()
        (base / "b" / "deeper").mkdir(parents=True)
        write_json(base / "a" / f"{stem}.json", document, indent=2)
        write_json(base / "b" / "deeper" / "other-name.json", document, indent=2)
        before, after = scan(glacis, base / "a"), scan(glacis, base / "b")
        tally.check("a renamed file keeps its fingerprints", difference(fingerprints(before), fingerprints(after)))
        texts = [r["message"]["text"] for s in (before, after) for r in s["runs"][0]["results"]]
        tally.check("messages do not hold the folder", [t for t in texts if folder in t])


def moved(glacis, tally):
    """A copy elsewhere gives the same bytes, but for the invocation."""
    here = scan(glacis, ".", cwd=ESTATE)
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "bad"
        shutil.copytree(ESTATE, copy)
        there = scan(glacis, ".", cwd=copy)
        tally.check("a copy keeps its fingerprints", difference(fingerprints(here), fingerprints(there)))


def threads(glacis, tally):
    everything = ("--include", "pass,open,not-applicable", "--baseline", "all")
    for estate, jobs in ((ESTATE, ("1", "2", "8")), (TERRAFORM, ("2", *["8"] * 10))):  # workers race anew each time
        one = json.dumps(without_invocations(scan(glacis, estate, "-j", "1", *everything)), sort_keys=False)
        for number in jobs:
            other = json.dumps(without_invocations(scan(glacis, estate, "-j", number, *everything)), sort_keys=False)
            tally.check(f"{estate.parent.name}: -j1 and -j{number} give the same SARIF",
                        [] if one == other else ["they differ"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--only-threads", action="store_true")
    args = parser.parse_args()
    glacis, tally = pathlib.Path(args.glacis).resolve(), Tally()
    threads(glacis, tally)
    if not args.only_threads:
        rewritten(glacis, tally)
        renamed(glacis, tally)
        moved(glacis, tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
