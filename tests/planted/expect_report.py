#!/usr/bin/env python3
"""Runs a program with a planted fault and passes when a sanitizer reports it: expect_report.py WORDS PROGRAM."""
import subprocess, sys

words, program = sys.argv[1], sys.argv[2]
done = subprocess.run([program], capture_output=True, text=True, errors="replace")
if done.returncode == 0 or words not in done.stderr:
    print(f"{program}: exit {done.returncode}, and no report that says \"{words}\":\n{done.stderr[:2000]}")
    print("0 passed, 1 failed")
    sys.exit(1)
print("1 passed, 0 failed")
