#!/usr/bin/env python3
"""Runs meson test suites of a build folder and counts single tests, not programs.

    run_suites.py BUILD SUITE...

A cmocka program counts with each of its tests, a script with the "N passed, N failed" that it prints, anything
else as one. Prints the output of what failed, then one line "N passed, N failed"; exit 1 when something failed.
"""
import json, pathlib, re, subprocess, sys

CMOCKA = {"passed": re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.M),
          "failed": re.compile(r"^\[  FAILED  \] .*?(\d+) test\(s\)", re.M)}
SCRIPT = re.compile(r"^(\d+) passed, (\d+) failed", re.M)
GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def count(test):
    """(passed, failed) of one entry of testlog.json; a failed program has at least one failed test."""
    text = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
    is_good = test["result"] in GOOD
    script = SCRIPT.findall(text)
    if script:
        passed, failed = (sum(int(pair[i]) for pair in script) for i in (0, 1))
    else:
        passed = sum(int(n) for n in CMOCKA["passed"].findall(text))
        failed = sum(int(n) for n in CMOCKA["failed"].findall(text))
    if is_good:
        return (max(passed, 1) if not failed else passed), failed
    return passed, max(failed, 1)


def main():
    build, suites = pathlib.Path(sys.argv[1]), sys.argv[2:]
    log = build / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    command = ["meson", "test", "-C", str(build), "--no-rebuild", "--quiet"]
    for suite in suites:
        command += ["--suite", suite]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    passed = failed = 0
    for test in tests:
        good, bad = count(test)
        passed, failed = passed + good, failed + bad
        if bad:
            print(f"--- {test['name']}: {test['result']} ({test.get('duration', 0):.1f} s)")
            print("\n".join(((test.get("stdout") or "") + (test.get("stderr") or "")).splitlines()[-60:]))
    if not tests and done.returncode:
        print(done.stdout[-3000:])
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
