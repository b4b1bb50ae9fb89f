#!/usr/bin/env python3
"""What the transforms make, against the programs that AWS publishes: transforms.py --glacis BINARY [FILE...]

SAM templates: the logical ids and types of aws-sam-translator, whose hashes at the end of some ids glacis leaves out.
Fn::ForEach: ids, types and known properties of cfn-lint's own expansion. Both come from PyPI (`pip install cfn-lint`
brings aws-sam-translator); without them nothing can be compared, which is a failure. Without files: those beside this
script in transforms/.
"""
import argparse, json, logging, os, pathlib, re, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
HASH = re.compile(r"[0-9a-f]{10}$")


def ours(glacis, path):
    """{id: (type, {property: dumped value})}"""
    done = subprocess.run([glacis, "debug", "resources", str(path)], capture_output=True, text=True, timeout=60)
    found, now = {}, None
    for line in done.stdout.splitlines():
        header = re.match(r"^\S+/(\S+) (\S+::\S+)( when .*)?$", line)
        member = re.match(r"^  ([^@:]+): (.*)$", line)
        if header:
            now = found.setdefault(header.group(1), (header.group(2), {}))
        elif member and now:
            now[1][member.group(1)] = member.group(2)
    return found


def packaged(root):
    """The template as `sam package` leaves it: code is in a bucket."""
    globals_ = root.get("Globals", {}).get("Function", {})
    parts = [globals_] + [entry.get("Properties") or {} for entry in root["Resources"].values()]
    for part in parts:
        for name in ("CodeUri", "DefinitionUri", "ContentUri"):
            if isinstance(part.get(name), str):
                part[name] = "s3://bucket/key"
    for entry in root["Resources"].values():
        part = entry.get("Properties") or {}
        if entry.get("Type") == "AWS::Serverless::Function" and not {"CodeUri", "InlineCode", "ImageUri"} & {
                *part, *globals_}:
            part["CodeUri"] = "s3://bucket/key"
    return root


class NoPolicies:
    def load(self):
        return {}


def compare_sam(glacis, path):
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
    theirs = transform(packaged(yaml_parse(path.read_text())), {}, NoPolicies())
    theirs = {HASH.sub("", name): entry["Type"] for name, entry in theirs["Resources"].items()}
    mine = {HASH.sub("", name): kind for name, (kind, _) in ours(glacis, path).items()}
    return [f"{name}: {mine.get(name)}, theirs {theirs.get(name)}" for name in sorted({*theirs, *mine})
            if theirs.get(name) != mine.get(name)]


def compare_loops(glacis, path):
    from cfnlint.decode import decode
    from cfnlint.template import Template
    from cfnlint.template.transforms._language_extensions import language_extension
    root, _ = decode(str(path))
    _, expanded = language_extension(Template(str(path), root, ["us-east-1"]))
    mine, differences = ours(glacis, path), []
    for name, entry in expanded["Resources"].items():
        kind, properties = mine.pop(name, (None, {}))
        if kind != entry["Type"]:
            differences.append(f"{name}: {kind}, theirs {entry['Type']}")
        for key, value in (entry.get("Properties") or {}).items():
            if isinstance(value, str) and properties.get(key) != json.dumps(value):
                differences.append(f"{name}.{key}: {properties.get(key)}, theirs {json.dumps(value)}")
    return differences + [f"{name}: made by glacis only" for name in mine]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    logging.disable(logging.CRITICAL)
    failed = 0
    files = options.files or sorted((HERE / "transforms").glob("*.yaml"))
    for path in files:
        compare = compare_sam if "AWS::Serverless-" in path.read_text() else compare_loops
        try:
            differences = compare(options.glacis, path)
        except ImportError as error:
            differences = [f"{error}: pip install cfn-lint"]
        failed += bool(differences)
        print(f"{'FAIL' if differences else 'ok  '} {path.name}")
        for difference in differences:
            print(f"     {difference}")
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
