#!/usr/bin/env python3
"""--render helm with programs that play helm: what they are asked, what becomes of their output, their failures and
their misbehaviour. render.py --glacis GLACIS"""
import argparse, json, os, pathlib, subprocess, sys, tempfile

CHART = {"Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
         "values.yaml": "host: true\n",
         "templates/web.yaml": "{{- if .Values.web }}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}-web\n"
                               "spec:\n  hostNetwork: {{ .Values.host }}\n  containers:\n    - name: web\n{{- end }}\n",
         "templates/broken.yaml": "{{ range }}\n\t: [\n"}
DOCUMENT = """---
# Source: shop/templates/web.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop-web
spec:
  hostNetwork: true
  containers:
    - name: web
"""


class Checks:
    def __init__(self, glacis):
        self.glacis, self.passed, self.failed = glacis, 0, 0

    def run(self, folder, helm, *words, path=None):
        """`helm`: the script's body; None: there is no such program."""
        bin = folder / "bin"
        bin.mkdir()
        if helm is not None:
            (bin / "helm").write_text("#!/bin/sh\n" + helm)
            (bin / "helm").chmod(0o755)
        done = subprocess.run([self.glacis, "scan", "--fail-on", "never", "-f", "json", *words], cwd=folder / "tree",
                              capture_output=True, text=True, timeout=100,
                              env={"PATH": f"{bin if path is None else path}:/usr/bin:/bin", "HOME": str(folder)})
        return done, json.loads(done.stdout) if done.stdout else {}

    def case(self, name, check, helm, *words, chart="shop", **more):
        with tempfile.TemporaryDirectory(prefix="glacis-render-") as base:
            folder = pathlib.Path(base)
            for file, text in CHART.items():
                path = folder / "tree" / chart / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            (folder / "document").write_text(DOCUMENT)
            done, report = self.run(folder, helm, *(words or ["--render", "helm", "."]), **more)
            problems = [p for p in check(folder, done, report) if p]
            if "Sanitizer" in done.stderr or "runtime error" in done.stderr or done.returncode < 0:
                problems.append(f"exit {done.returncode}: {done.stderr[:500]}")
        self.passed, self.failed = self.passed + (not problems), self.failed + bool(problems)
        for problem in problems:
            print(f"FAIL {name}: {problem}")


def told(code, *words):
    def check(folder, done, report):
        yield done.returncode != code and f"exit {done.returncode}, expected {code}: {done.stderr[:300]}"
        for word in words:
            yield word not in done.stderr and f"standard error does not say {word!r}: {done.stderr[:300]!r}"
    return check


def placed(folder, done, report):
    summary = report.get("summary", {})
    yield done.returncode != 0 and f"exit {done.returncode}: {done.stderr[:300]}"
    yield summary.get("clusters") != 1 and f"{summary.get('clusters')} clusters"
    yield summary.get("resources") != 1 and f"{summary.get('resources')} resources"
    places = json.dumps(report.get("findings", []))
    yield report.get("findings") and "shop/templates/web.yaml" not in places and f"no place in the template: {places[:300]}"
    yield "as Helm renders it" in places and "a place in what was rendered"


def arguments(chart, *more):
    def check(folder, done, report):
        said = (folder / "said").read_text().splitlines() if (folder / "said").exists() else []
        want = ["template", chart[1], str(folder / "tree" / chart[0]), "--include-crds", *more]
        yield said[:len(want)] != want and f"helm was asked {said[:len(want)]}, expected {want}"
        text = "\n".join(said)
        for line in ("HELM_NO_PLUGINS=1", "HELM_REPOSITORY_CONFIG=/dev/null", "KUBECONFIG=/dev/null"):
            yield line not in text and f"its environment has no {line}"
        yield "SECRET_OF_THE_SHELL" in text and "its environment is that of the shell"
    return check


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True, type=lambda p: pathlib.Path(p).resolve())
    c = Checks(parser.parse_args().glacis)
    os.environ["SECRET_OF_THE_SHELL"] = "1"
    say = 'for a in "$@"; do echo "$a"; done > "$HOME/said"; env >> "$HOME/said"; cat "$HOME/document"'
    c.case("a chart is told, with the command",
           told(3, "glacis scan --render helm shop", "helm template shop shop | glacis scan -"), "", ".")
    c.case("a folder's name is quoted in the command",
           told(3, "glacis scan --render helm '$(touch x);y'\\''s'"), "", ".", chart="$(touch x);y's")
    c.case("nothing runs without --render",
           lambda folder, done, report: [(folder / "ran").exists() and "helm ran"], "touch $HOME/ran", ".")
    c.case("what helm writes is scanned, at the template's places", placed, 'cat "$HOME/document"')
    c.case("helm is asked with arguments of its own", arguments(("shop", "shop")), say)
    c.case("a folder's name is no command", arguments(("$(touch x);y", "release")), say, chart="$(touch x);y")
    c.case("files of values are handed on", arguments(("shop", "shop"), "--values", "a.yaml", "--values", "b.yaml"), say,
           "--render", "helm", "--helm-values", "a.yaml", "--helm-values=b.yaml", ".")
    c.case("helm's error is told", told(3, "was not rendered: helm says \"no such value\""),
           "echo 'WARNING: old' >&2; echo 'Error: no such value' >&2; exit 1")
    c.case("helm that dies", told(3, "helm ended with exit code 137"), "kill -9 $$")
    c.case("helm that writes without end", told(3, "more than 64 MiB"), "yes 'a: b'")
    c.case("helm that writes no YAML", told(3, "not valid YAML"), "echo 'a: [b'")
    c.case("helm that is not there", told(3, "no program helm in PATH"), None)
    c.case("helm of a relative folder is not run", told(3, "no program helm in PATH"), "touch $HOME/ran", path="../bin")
    c.case("a renderer that does not exist", told(2, "--render takes helm"), "", "--render", "jinja", ".")
    c.case("values that nobody would use", told(2, "--helm-values needs --render helm"), "", "--helm-values", "a.yaml", ".")
    print(f"{c.passed} passed, {c.failed} failed")
    return 1 if c.failed else 0


if __name__ == "__main__":
    sys.exit(main())
