#!/usr/bin/env python3
"""The yaml-test-suite: every case that libyaml itself gets right, our reader gets right, with exact spans.

    yaml_suite.py --glacis BUILD/glacis SRC      SRC: folder with the suite's *.yaml

libyaml's own events (yaml_events) decide which cases count: its tree must be the suite's, and what the suite says
must fail, it must reject. For those our tree (yaml_tree) must hold the same values as the suite's `tree` and `json`,
every span must lie in the file and in its parent, and every scalar is read again from its span.
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile

import yaml

MARKS = [("\u2423", " "), ("\u21b5", ""), ("\u2190", "\r"), ("\u21d4", "\ufeff")]
ESCAPES = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0"}


def real_text(text):
    """The suite's visible markers as the characters they stand for."""
    text = re.sub("\u2014*\u00bb", "\t", text)
    for mark, meant in MARKS:
        text = text.replace(mark, meant)
    return re.sub("\u220e\n\\Z", "", text)


def cases(folder):
    """(name, case) of every case; keys missing from a later case of a file come from the one before it."""
    for path in sorted(folder.glob("*.yaml")):
        listed = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        before = {}
        for number, case in enumerate(listed):
            if "fail" not in case:
                before.pop("fail", None)
            before = {**before, **case}
            yield (path.stem if len(listed) == 1 else f"{path.stem}-{number:02}"), dict(before)


# --- the suite's tree as values -------------------------------------------------------------------------

def events(tree):
    for line in real_text(tree).splitlines():
        if line.strip():
            yield line.lstrip(" ")


def properties(rest):
    """(anchor, tag, what is left) of the part after +MAP, +SEQ or =VAL."""
    anchor = tag = None
    while True:
        found = re.match(r"(\[\]|\{\}|&(\S+)|<([^>]*)>)(?: |$)", rest)
        if not found:
            return anchor, tag, rest
        anchor, tag = found.group(2) or anchor, found.group(3) if found.group(3) is not None else tag
        rest = rest[found.end():]


def unescape(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), text)


class Tree:
    """Parses events into ("map", pairs), ("list", items), ("scalar", text)."""

    def __init__(self, lines):
        self.lines, self.anchors = list(lines), {}

    def node(self):
        line = self.lines.pop(0)
        if line.startswith("=ALI"):
            return self.anchors[line[6:]]
        anchor, _, rest = properties(line[5:])
        if line.startswith("=VAL"):
            made = ("scalar", unescape(rest[1:]), rest[:1] == ":")
        elif line.startswith("+SEQ"):
            items = []
            while self.lines[0] != "-SEQ":
                items.append(self.node())
            self.lines.pop(0)
            made = ("list", items)
        else:
            pairs = []
            while self.lines[0] != "-MAP":
                pairs.append((self.node(), self.node()))
            self.lines.pop(0)
            made = ("map", pairs)
        if anchor:
            self.anchors[anchor] = made
        return made

    def documents(self):
        """Without the empty ones, which the reader leaves out."""
        made = []
        while self.lines:
            line = self.lines.pop(0)
            if line.startswith("+DOC"):
                is_empty = self.lines[0] == "=VAL :"
                root, self.anchors = self.node(), {}
                if not is_empty:
                    made.append(root)
        return made


def differs(wanted, node, where="root"):
    """Why `node` of the reader is not `wanted` of the suite, or None."""
    kind = wanted[0]
    if kind == "scalar":
        return None if node.get("text") == wanted[1] else f"{where}: {node.get('text')!r} for {wanted[1]!r}"
    if kind == "list":
        if len(node.get("list", [])) != len(wanted[1]) or "list" not in node:
            return f"{where}: not a list of {len(wanted[1])}"
        return next(filter(None, (differs(w, n, f"{where}[{i}]")
                                  for i, (w, n) in enumerate(zip(wanted[1], node["list"])))), None)
    if "map" not in node:
        return f"{where}: not a map"
    seen, pairs = set(), []
    for key, value in wanted[1]:
        text = key[1] if key[0] == "scalar" else None
        if text is None or text not in seen:
            pairs.append((text, value))
            seen.add(text)
    if len(pairs) != len(node["map"]):
        return f"{where}: {len(node['map'])} members for {len(pairs)}"
    for (text, value), (key, _, member) in zip(pairs, node["map"]):
        if text is not None and text != key:
            return f"{where}: key {key!r} for {text!r}"
        why = differs(value, member, f"{where}.{key}")
        if why:
            return why
    return None


# --- the suite's json -----------------------------------------------------------------------------------

def json_values(text):
    made, at, decoder = [], 0, json.JSONDecoder()
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        made.append(value)
    return made


def number(text):
    plain = text.lstrip("+-")
    if plain[:2] in ("0x", "0o"):
        return int(plain, 0)
    return float(text) if re.search("[.eE]", text) else int(text)


def as_json(node):
    if "map" in node:
        return {key: as_json(value) for key, _, value in node["map"]}
    if "list" in node:
        return [as_json(item) for item in node["list"]]
    kind, text = node["type"], node["text"]
    return {"null": lambda: None, "bool": lambda: text.lower() == "true", "number": lambda: number(text),
            "string": lambda: text}[kind]()


# --- spans ----------------------------------------------------------------------------------------------

def spans(node, data, outer, problems):
    begin, end = node["span"]
    if not 0 <= begin <= end <= len(data):
        problems.append(f"span {begin}-{end} outside of the file")
        return
    if node.get("aliased"):
        return
    if not outer[0] <= begin <= end <= outer[1]:
        problems.append(f"span {begin}-{end} outside of its parent {outer[0]}-{outer[1]}")
    if "text" in node:
        reread(node, data[begin:end], problems)
    last = begin
    for part in parts(node):
        if part[0] < last:
            problems.append(f"span {part[0]}-{part[1]} begins before {last}, the end of the one before it")
        last = part[1]
    for _, key, value in node.get("map", []):
        spans(value, data, (begin, end), problems)
    for item in node.get("list", []):
        spans(item, data, (begin, end), problems)


def parts(node):
    """Spans of the children in the order of the file, those behind aliases left out."""
    for _, key, value in node.get("map", []):
        yield key
        if not value.get("aliased"):
            yield value["span"]
    for item in node.get("list", []):
        if not item.get("aliased"):
            yield item["span"]


def reread(node, data, problems):
    """The scalar again from the bytes of its span: tag and anchor first, then the text in its style."""
    source, text, style = data.decode("utf-8"), node["text"], node["style"]
    while True:
        found = re.match(r"(!<[^>]*>|![^\s,\[\]{}]*|&[^\s,\[\]{}]+)(?:\s+(#[^\n]*\n\s*)*|$)", source)
        if not found:
            break
        source = source[found.end():]
    if source[:1] in ("'", '"') and style != "block":
        good = len(source) >= 2 and source[-1] == source[0]
        good = good and ("\n" in source or "\\" in source or "''" in source or source[1:-1] == text)
    elif style == "block":
        good = source[:1] in "|>" and (not text.strip() or source.endswith(text.rstrip(" \t\n")[-1:]))
    elif "\n" in source:
        good = re.sub(r"\s+", " ", source) == re.sub(r"\s+", " ", text)
    else:
        good = source == text
    if not good:
        problems.append(f"{text!r} is not what stands at its span: {data!r}")


# --- one case -------------------------------------------------------------------------------------------

def run(program, path):
    return subprocess.run([program, path], capture_output=True)


def judge(case, path, tools):
    """None when libyaml itself gets it wrong; else (why ours is wrong or "")."""
    must_fail = case.get("fail") == "true"
    bare = run(tools / "yaml_events", path)
    said = [line for line in bare.stdout.decode("utf-8", "replace").split("\n") if line]
    if must_fail != (bare.returncode != 0):
        return None
    done = run(tools / "yaml_tree", path)
    if done.returncode:
        return f"yaml_tree ends with {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}"
    ours = json.loads(done.stdout)
    if must_fail:
        return "" if ours["error"] and len(ours["diagnostics"]) >= 1 else "accepted, but must be rejected"
    if said != list(events(case["tree"])):
        return None
    if ours["error"]:
        return f"rejected: {ours['diagnostics']}"
    return compare(case, ours, path.read_bytes())


def compare(case, ours, data):
    wanted = Tree(events(case["tree"])).documents()
    if len(wanted) != len(ours["documents"]):
        return f"{len(ours['documents'])} documents for {len(wanted)}"
    for tree, document in zip(wanted, ours["documents"]):
        why = differs(tree, document)
        if why:
            return why
    problems = []
    for document in ours["documents"]:
        spans(document, data, (0, len(data)), problems)
    if problems:
        return "; ".join(problems)
    values = [v for v in json_values(case.get("json") or "")]
    made = [as_json(document) for document in ours["documents"]]
    if len(values) == len(made) and values != made:
        return f"{made} for {values}"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True, type=pathlib.Path)
    parser.add_argument("src", type=pathlib.Path)
    args = parser.parse_args()
    tools = args.glacis.resolve().parent / "tests/conformance"
    passed, failed, left_out = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "case.yaml"
        for name, case in cases(args.src):
            path.write_bytes(real_text(case["yaml"]).encode("utf-8"))
            why = judge(case, path, tools)
            if why is None:
                left_out.append(name)
                continue
            passed, failed = passed + (not why), failed + bool(why)
            if why:
                print(f"FAIL {name} {case.get('name', '')}: {why}")
    print(f"left out, because libyaml itself gets them wrong: {len(left_out)}: {' '.join(left_out)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
