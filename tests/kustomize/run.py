#!/usr/bin/env python3
"""Kustomizations against what kustomize itself makes of them.

    run.py --glacis GLACIS [NAME...]             compares with what was recorded
    run.py --glacis GLACIS --record KUSTOMIZE    records anew (see README.md)

A case is a text of several files. What stands before the first "-- PATH --" is its header: a sentence,
"build: FOLDER" for what is built (default "."), and "glacis only" where kustomize would read more or needs a
network. Then each file; "-- expected --" are the objects, one line of JSON each, or "-- refused --" the words
of kustomize where it fails; "-- told --" is what glacis says on standard error."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RECORDED = ("expected", "refused", "told")


def split(text):
    """Header, and the sections by name in their order."""
    parts = re.split(r"^-- (.+) --\n", text, flags=re.M)
    return parts[0], dict(zip(parts[1::2], parts[2::2]))


def build_of(header):
    match = re.search(r"^build: (\S+)", header, re.M)
    return match.group(1) if match else "."


def lay_out(folder, sections):
    for name, text in sections.items():
        if name in RECORDED:
            continue
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        link = re.fullmatch(r"link: (\S+)\n", text)
        if link:
            os.symlink(link.group(1), path)
        elif text.startswith("hex: "):
            path.write_bytes(bytes.fromhex(text[5:].strip()))
        else:
            path.write_text(text, encoding="utf-8")


def identity(thing):
    meta = thing.get("metadata") or {}
    return json.dumps([thing.get("apiVersion"), thing.get("kind"), meta.get("namespace"), meta.get("name")])


def hide(thing):
    """glacis prints no value of a Secret; that it has the right ones, the hash in the Secret's name tells."""
    if thing.get("kind") == "Secret":
        for part in ("data", "stringData"):
            if thing.get(part):
                thing[part] = dict.fromkeys(thing[part], "(secret)")
    return thing


def lines_of(objects):
    return [json.dumps(thing, sort_keys=True) for thing in sorted(objects, key=identity)]


def run_glacis(glacis, folder, build):
    done = subprocess.run([glacis, "debug", "objects", build], cwd=folder, capture_output=True, text=True,
                          timeout=60, check=False)
    objects = [json.loads(line)["object"] for line in done.stdout.splitlines()]
    told = [line.replace(os.path.realpath(folder) + "/", "") for line in done.stderr.splitlines()
            if line and not line.startswith((" ", "\t"))]
    return done.returncode, lines_of(objects), told


def differences(case, glacis):
    header, sections = split(case.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        lay_out(folder, sections)
        code, objects, told = run_glacis(glacis, folder, build_of(header))
    wanted_told = sections.get("told", "").splitlines()
    found = []
    if code not in (0, 3):
        return [f"exit {code}"]
    if told != wanted_told:
        found += [f"told: {line}" for line in told if line not in wanted_told]
        found += [f"not told: {line}" for line in wanted_told if line not in told]
    if (code == 3) != bool(wanted_told):
        found.append(f"exit {code}")
    if "expected" in sections:
        wanted = lines_of(hide(json.loads(line)) for line in sections["expected"].splitlines())
        found += [f"not made: {line}" for line in wanted if line not in objects]
        found += [f"made: {line}" for line in objects if line not in wanted]
    elif code != 3:
        found.append("kustomize refuses this, glacis does not")
    return found


def record(case, glacis, kustomize):
    import yaml  # only here: what kustomize prints is YAML

    class Loader(yaml.SafeLoader):
        pass
    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith(":timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    header, sections = split(case.read_text(encoding="utf-8"))
    kept = {name: text for name, text in sections.items() if name not in RECORDED}
    with tempfile.TemporaryDirectory() as folder:
        lay_out(folder, kept)
        _, own, told = run_glacis(glacis, folder, build_of(header))
        done = subprocess.run([kustomize, "build", build_of(header)], cwd=folder, capture_output=True, text=True,
                              check=False) if "\nglacis only" not in header else None
        if not done:
            kept["expected"] = "".join(line + "\n" for line in own)
        elif done.returncode == 0:
            made = lines_of(thing for thing in yaml.load_all(done.stdout, Loader) if thing is not None)
            kept["expected"] = "".join(line + "\n" for line in made)
        else:
            words = done.stderr.replace(os.path.realpath(folder), "").replace(folder, "")
            words = re.sub(r"0x[0-9a-f]{6,}", "0x0", words)
            kept["refused"] = "".join(line[:200] + "\n" for line in words.strip().splitlines()[-3:])
    if told:
        kept["told"] = "".join(line + "\n" for line in told)
    text = header + "".join(f"-- {name} --\n{text}" for name, text in kept.items())
    case.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--record", metavar="KUSTOMIZE")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    glacis = os.path.abspath(options.glacis)
    cases = sorted((HERE / "cases").glob("*.txt"))
    cases = [case for case in cases if not options.names or case.stem in options.names]
    failed = 0
    for case in cases:
        if options.record:
            record(case, glacis, os.path.abspath(options.record))
        found = differences(case, glacis)
        failed += bool(found)
        for line in found:
            print(f"{case.stem}: {line}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
