#!/usr/bin/env python3
"""Runs the libFuzzer targets of a build: run.py --build BUILD [--seconds N] [--merge] TARGET|all ...

Each target starts from tests/fuzz/corpus/TARGET; what it adds stays in BUILD/corpus/TARGET. --merge then copies what
brings new coverage back to tests/fuzz/corpus, where every test run replays it. A crash is kept as BUILD/crash-*.
"""
import argparse, concurrent.futures, os, pathlib, re, shutil, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = {"scan", "cloudformation"}


def fuzz(build, name, seconds, merge):
    """(is clean, line for people)"""
    program, seeds, grown = build / "tests/fuzz" / f"fuzz_{name}", HERE / "corpus" / name, build / "corpus" / name
    grown.mkdir(parents=True, exist_ok=True)
    if name in TEMPLATES:  # the fixtures of the checks are seeds too
        for number, fixture in enumerate(sorted((HERE.parent / "checks").rglob("*.yaml"))):
            shutil.copy(fixture, grown / f"fixture-{number}")
    if name == "kustomize":
        for case in (HERE.parent / "kustomize" / "cases").glob("*.txt"):
            shutil.copy(case, grown / f"case-{case.stem}")
    command = [str(program), str(grown), *([str(seeds)] if seeds.is_dir() else []), f"-max_total_time={seconds}",
               "-timeout=10", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=1",
               f"-artifact_prefix={build}/crash-{name}-"]
    dictionary = HERE / ("cloudformation.dict" if name in TEMPLATES else f"{name}.dict")
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                          env={**os.environ, "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1"})
    (build / f"fuzz-{name}.log").write_text(done.stderr)
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    coverage = re.findall(r"cov: (\d+)", done.stderr)
    if done.returncode:
        return False, f"FAIL {name}: exit {done.returncode}\n" + "\n".join(done.stderr.splitlines()[-40:])
    if merge:
        seeds.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(program), "-merge=1", str(seeds), str(grown)], capture_output=True)
    return True, f"ok   {name}: {runs.group(1) if runs else '?'} inputs, {coverage[-1] if coverage else '?'} edges"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("targets", nargs="+")
    args = parser.parse_args()
    build = args.build.resolve()
    known = sorted(p.name[5:] for p in (build / "tests/fuzz").glob("fuzz_*") if p.is_file() and os.access(p, os.X_OK))
    wanted = known if args.targets == ["all"] else args.targets
    unknown = [t for t in wanted if t not in known]
    if unknown or not wanted:
        print(f"there is no fuzz target {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        done = list(pool.map(lambda t: fuzz(build, t, args.seconds, args.merge), wanted))
    for is_clean, line in done:
        print(line)
    good = sum(is_clean for is_clean, _ in done)
    print(f"{good} passed, {len(done) - good} failed")
    return 0 if good == len(done) else 1


if __name__ == "__main__":
    sys.exit(main())
