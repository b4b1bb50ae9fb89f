#!/usr/bin/env python3
"""What must not change anything: threads, a second run, format, order, line ends, names of files. same.py --glacis G"""
import argparse, json, pathlib, random, shutil, sys, tempfile
import yaml
from common import Tally, difference, fingerprints, scan, verdicts, without_invocations

ROOT = pathlib.Path(__file__).resolve().parents[2]
ESTATE = ROOT / "examples/estate/cdk/bad"
KUBERNETES = ROOT / "examples/estate/kubernetes/bad"
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


def manifests():
    """Name and document of the estate's objects, without its kustomizations."""
    for path in sorted((KUBERNETES / "base").rglob("*.yaml")):
        if path.name != "kustomization.yaml":
            for number, document in enumerate(yaml.safe_load_all(path.read_text())):
                yield f"{path.parent.name}-{path.stem}-{number}", document


def rewritten_manifests(glacis, tally):
    """As templates above; and all in one file, as documents and as a List."""
    documents = list(manifests())
    objects = [document for _, document in documents]
    whole = {"apiVersion": "v1", "kind": "List", "items": objects}
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        (base / "original").mkdir()
        for stem, document in documents:
            write_yaml(base / "original" / f"{stem}.yaml", document)
        original = scan(glacis, base / "original", "--include", "pass,open", "--baseline", "all")
        wanted, prints = verdicts(original), fingerprints(original)
        tally.check("the manifests have findings", [] if prints else ["none"])
        for number, (name, (write, file_name)) in enumerate(REWRITINGS.items()):
            (base / str(number)).mkdir()
            for stem, document in documents:
                write(base / str(number) / file_name.format(stem=stem).replace(".template", ".yaml"), document)
        ways = [*REWRITINGS, "one file of documents", "a List in YAML", "a List in JSON", "the other way round"]
        for number in range(len(REWRITINGS), len(ways)):
            (base / str(number)).mkdir()
        text = yaml.safe_dump_all(objects, sort_keys=False)
        (base / str(len(REWRITINGS)) / "all.yaml").write_text(text)
        write_yaml(base / str(len(REWRITINGS) + 1) / "all.yaml", whole)
        write_json(base / str(len(REWRITINGS) + 2) / "all.json", whole, indent=1)
        (base / str(len(REWRITINGS) + 3) / "all.yaml").write_text(yaml.safe_dump_all(objects[::-1], sort_keys=False))
        for number, name in enumerate(ways):
            sarif = scan(glacis, base / str(number), "--include", "pass,open", "--baseline", "all")
            tally.check(f"manifests, {name}: verdicts", difference(sorted(wanted.items()), sorted(verdicts(sarif).items())))
            tally.check(f"manifests, {name}: fingerprints", difference(prints, fingerprints(sarif)))


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
    estates = ((ESTATE, ("1", "2", "8")), (TERRAFORM, ("2", *["8"] * 10)),  # workers race anew each time
               (KUBERNETES, ("2", *["8"] * 5)), (ESTATE.parents[1], ("8", "8")))
    for estate, jobs in estates:
        one = json.dumps(without_invocations(scan(glacis, estate, "-j", "1", *everything)), sort_keys=False)
        for number in jobs:
            other = json.dumps(without_invocations(scan(glacis, estate, "-j", number, *everything)), sort_keys=False)
            tally.check(f"{estate.parent.name}/{estate.name}: -j1 and -j{number} give the same SARIF",
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
        rewritten_manifests(glacis, tally)
        renamed(glacis, tally)
        moved(glacis, tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
