#!/usr/bin/env python3
"""Scores glacis on the corpora and the estate that other people's tools and documents made.

    run.py --glacis GLACIS [--shared ../shared] [NAME...]      NAME: estate labels real yaml, or one of terraform's:
                                                               tf-spans tf-eval tf-plans tf-labels tf-production ...,
                                                               or of Kubernetes: netpol-core netpol-packets ...

Each line is one score; missing corpora are a failure, not something to skip.
"""
import argparse, pathlib, subprocess, sys, time

HERE = pathlib.Path(__file__).resolve().parent
DOMAINS = [word for domain in ("network", "tls", "encryption", "kms", "waf") for word in ("--domain", domain)]


ENVIRONMENTS = ("production", "staging", "development")


def terraform_scores(glacis, shared):
    python, score, corpora = sys.executable, shared / "score", shared / "corpora"
    terraform = [python, score / "terraform.py"]
    known = {
        "tf-spans": (corpora / "hcl-spans/invalid.jsonl", [*terraform, "spans", "--glacis", glacis, "--min", "1.0"]),
        "tf-eval": (corpora / "hcl-eval/cases.jsonl", [*terraform, "eval", "--glacis", glacis, "--min", "0.99",
                                                       "--max-wrong", "11"]),
        "tf-plans": (corpora / "tf-plans/cases.jsonl", [*terraform, "plans", "--glacis", glacis, "--min", "0.97",
                                                        "--max-wrong", "12"]),
        "tf-labels": (corpora / "trivy/labels.jsonl", [
            python, score / "labels.py", "--glacis", glacis, "--corpus", corpora / "checkov", "--corpus",
            corpora / "trivy", "--framework", "terraform", *DOMAINS, "--domain", "secrets", "--min-accuracy", "0.98",
            "--min-answered", "0.80", "--max-argued", "0.04", "--catalogue", HERE / "catalogue.csv", "--differences",
            HERE / "differences.csv"]),
    }
    for environment in ENVIRONMENTS:
        known[f"tf-{environment}"] = (shared / "estate/terraform/bad", [
            python, score / "estate.py", "--glacis", glacis, "--only", "terraform", "--environment", environment])
    return known


NETPOL = {"core": "1.0", "diff": "1.0", "eval": "1.0", "error": "1.0", "exposure": "1.0"}


def kubernetes_scores(glacis, shared):
    """The lists of netpol-analyzer; `packets`: that the judge of tests/reach reads the documents as they do."""
    netpol = shared / "corpora/netpol"
    known = {f"netpol-{name}": (netpol / "cases.jsonl", [sys.executable, shared / "score/netpol.py", "--glacis", glacis,
                                                         "--corpus", netpol, "--set", name, "--min", least])
             for name, least in NETPOL.items()}
    known["netpol-packets"] = (netpol / "cases.jsonl", [sys.executable, HERE.parent / "reach/run.py", "--corpus", netpol])
    for environment in ENVIRONMENTS:
        known[f"k8s-{environment}"] = (shared / "estate/kubernetes/bad", [
            sys.executable, shared / "score/estate.py", "--glacis", glacis, "--only", "kubernetes", "--environment",
            environment, "--min-places", "1"])
    return known


def scores(glacis, shared):
    """name: (what must be there, command)"""
    python, score, corpora = sys.executable, shared / "score", shared / "corpora"
    return {
        **terraform_scores(glacis, shared),
        **kubernetes_scores(glacis, shared),
        "estate": (shared / "estate/cdk/bad", [python, score / "estate.py", "--glacis", glacis, "--only", "cdk",
                                               "--min-places", "1"]),
        "labels": (corpora / "checkov/labels.jsonl", [
            python, score / "labels.py", "--glacis", glacis, "--corpus", corpora / "checkov", "--framework",
            "cloudformation", *DOMAINS, "--min-accuracy", "0.98", "--min-answered", "0.75", "--max-argued", "0.04",
            "--catalogue", HERE / "catalogue.csv", "--differences", HERE / "differences.csv"]),
        "k8s-labels": (corpora / "trivy/labels.jsonl", [
            python, score / "labels.py", "--glacis", glacis, "--corpus", corpora / "checkov", "--corpus",
            corpora / "trivy", "--framework", "kubernetes", "--min-accuracy", "0.98", "--min-answered", "0.85",
            "--max-argued", "0.03", "--catalogue", HERE / "catalogue.csv", "--differences",
            HERE / "differences.csv"]),
        "real": (corpora / "real/aws-cloudformation-templates", [
            python, HERE / "real.py", "--glacis", glacis, corpora / "real/aws-cloudformation-templates"]),
        "network": (corpora / "awsvpc/cases.jsonl", [python, HERE.parent / "network/corpora.py", "--shared", shared,
                                                      "--glacis", glacis]),
        "yaml": (corpora / "yaml/src", [python, HERE / "yaml_suite.py", "--glacis", glacis, corpora / "yaml/src"]),
    }


def score(name, needed, command):
    """(is good, one line for people, the rest)"""
    if not needed.exists():
        return False, f"{needed.name} is not there", ""
    begin = time.monotonic()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace")
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    last = said[-1] if said else "said nothing"
    return done.returncode == 0, f"{last} ({time.monotonic() - begin:.0f} s)", "\n".join(said[-60:-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--shared", type=pathlib.Path, default=HERE.parents[2] / "shared")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    passed = failed = 0
    known = scores(pathlib.Path(args.glacis).resolve(), args.shared.resolve())
    for name in args.names or known:
        is_good, line, rest = score(name, *known[name])
        passed, failed = passed + is_good, failed + (not is_good)
        print(f"{'ok  ' if is_good else 'FAIL'} {name}: {line}")
        if not is_good and rest:
            print("\n".join(f"     {l}" for l in rest.splitlines()))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
