#!/usr/bin/env python3
"""Reads every template of a corpus: real.py --glacis BINARY CORPUS

One scan a file, which must end with exit code 0, 1 or 3 within a second or two of CPU. A file that glacis calls
unreadable or wrong must be one that cfn-lint refuses too (`pip install cfn-lint`; without it such files are listed
and count as failures), and every file that is no template must be told so. Prints one line for each file about which
glacis had something to say, then the counts.
"""
import argparse, json, pathlib, subprocess, sys

SUFFIXES = {".json", ".yaml", ".yml", ".template"}


def scan(glacis, path):
    done = subprocess.run([glacis, "scan", str(path), "--fail-on", "never", "-f", "sarif"], capture_output=True,
                          text=True, timeout=60)
    if done.returncode not in (0, 3):
        return done.returncode, [("error", f"exit code {done.returncode}: {done.stderr[-300:]}")]
    run = json.loads(done.stdout)["runs"][0]
    notifications = run["invocations"][0].get("toolExecutionNotifications", [])
    return done.returncode, [(note.get("level", "warning"), note["message"]["text"]) for note in notifications]


def is_template(path):
    """What no template is without, found without glacis: Resources, or the format version, at the top."""
    text = path.read_text(errors="replace")
    if text.lstrip().startswith(("{", "[")):
        try:
            root = json.loads(text)
        except ValueError:
            return False
        return isinstance(root, dict) and bool({"Resources", "AWSTemplateFormatVersion"} & set(root))
    return any(line.startswith(("Resources:", "AWSTemplateFormatVersion")) for line in text.splitlines())


def cfn_lint_refuses(path):
    try:
        from cfnlint import api
    except ImportError:
        return None
    matches = api.lint_file(path)
    return [f"{match.rule.id} {match.message}" for match in matches if match.rule.id.startswith("E")]


def judge(glacis, path):
    """(kind of outcome, text); kinds: read, noted, named, other, refused, FAIL"""
    code, notes = scan(glacis, path)
    errors = [text for level, text in notes if level == "error"]

    if (code == 3) != bool(errors):
        return "FAIL", f"exit code {code} with {len(errors)} errors"
    if not errors:
        return ("noted", notes[0][1]) if notes else ("read", "")
    if all(text.startswith("transform ") and "is not run" in text for text in errors):
        return "named", errors[0]  # read; what a macro would add is named as not understood
    if all("no infrastructure code" in text or "Kubernetes" in text for text in errors):
        return ("FAIL", "a template that was not recognised") if is_template(path) else ("other", errors[0])
    if all(text.startswith("duplicate key") for text in errors):
        return "refused", f"{errors[0]} (cfn-lint: E0000)"
    refused = cfn_lint_refuses(path)
    if refused:
        return "refused", f"{errors[0]} (cfn-lint: {refused[0]})"
    return "FAIL", errors[0] + (" (cfn-lint accepts it)" if refused is not None else " (cfn-lint is not installed)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("corpus", type=pathlib.Path)
    options = parser.parse_args()
    files = sorted(path for path in options.corpus.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    counts = {}

    for path in files:
        kind, text = judge(options.glacis, path)
        counts[kind] = counts.get(kind, 0) + 1
        if kind != "read":
            print(f"{kind:8}{path.relative_to(options.corpus)}: {text}")
    print(f"{len(files)} files: " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 1 if counts.get("FAIL") or not files else 0


if __name__ == "__main__":
    sys.exit(main())
