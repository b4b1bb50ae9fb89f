#!/usr/bin/env python3
"""Every template of a collection is read, with each of its resources: real.py --glacis GLACIS FOLDER

What is in a file is asked of PyYAML and json, what CloudFormation would refuse of cfn-lint 1.58 (REFUSED holds what its
decoder refuses in this collection). A template must be read without a complaint and show each resource, unless its
condition is known to be false, or a macro or SAM makes other resources of it; what is no template must be called so.
"""
import argparse, json, pathlib, subprocess, sys
import yaml

SUFFIXES = (".json", ".yaml", ".yml", ".template")
REFUSED = {"ServiceCatalog/Portfolio.yaml": "duplicate key", "CloudFrontCustomOriginLambda@Edge/CloudFront.yaml": "duplicate key"}
OTHER_WORDS = ("not a CloudFormation template", "Kubernetes manifest")


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags, which count as their argument."""


def tagged(loader, _, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", tagged)


def decode(path):
    """The template as a map, or None."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        found = json.loads(text)
    except ValueError:
        documents = list(yaml.load_all(text, Loader))
        found = documents[0] if len(documents) == 1 else None
    if not isinstance(found, dict) or not (isinstance(found.get("Resources"), dict) or "Transform" in found):
        return None
    return found


def run(glacis, *words):
    done = subprocess.run([glacis, *map(str, words)], capture_output=True, text=True, errors="replace", timeout=60)
    return done.returncode, done.stdout, done.stderr


def judge(glacis, path):
    """(number of resources seen, what is wrong)"""
    code, shown, told = run(glacis, "scan", path, "--baseline", "all", "--fail-on", "never", "-q")
    told += shown
    refused = next((words for end, words in REFUSED.items() if str(path).endswith(end)), None)
    template = decode(path)
    if template is None or refused:
        words = (refused,) if refused else OTHER_WORDS
        right = code == 3 and any(word in told for word in words)
        return 0, [] if right else [f"exit {code}, expected 3 and \"{words[0]}\": {told[:200]}"]
    problems = [] if code == 0 else [f"exit {code}: {told[:300]}"]
    code, shown, _ = run(glacis, "debug", "resources", path)
    names = {line.split()[0].rpartition("/")[2] for line in shown.splitlines() if line and not line[0].isspace()}
    resources = template.get("Resources")
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        kind = resource.get("Type", "") if isinstance(resource, dict) else ""
        if name not in names and "Condition" not in resource and not template.get("Transform"):
            problems.append(f"{name} ({kind}) is missing")
    return len(names), problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    paths = [p for p in sorted(args.folder.rglob("*")) if p.name.endswith(SUFFIXES) and p.is_file()]
    bad = resources = 0
    for path in paths:
        seen, problems = judge(args.glacis, path)
        resources += seen
        bad += bool(problems)
        for problem in problems:
            print(f"{path.relative_to(args.folder)}: {problem}")
    print(f"{len(paths)} files, {resources} resources, {bad} not as they should be")
    return 0 if paths and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
