#!/usr/bin/env python3
"""A wrong table of Terraform resources stops the build with its line: map_tables.py PATH/map_tables"""
import pathlib, subprocess, sys, tempfile
from project import finish

GOOD = ["type,path,property,convert,absent,note", "aws_a,,AWS::A::B,,,", "aws_a,x,X,,,"]
# name: (rows after GOOD, line and words of the complaint)
WRONG = {
    "conversion": (["aws_a,y,Y,upside-down,,"], ":4: no conversion is called 'upside-down'"),
    "words of a conversion": (["aws_a,y,Y,pairs Key,,"], ":4: 'pairs' takes 2 to 2 words"),
    "double row": (["aws_a,x,X,,,"], ":4: the same row stands in"),
    "type without a kind": (["aws_b,x,X,,,"], ":4: no row says which kind aws_b is"),
    "second kind": (["aws_a,,AWS::A::C,,,"], ":4: a second kind for aws_a"),
    "kind": (["aws_b,,AWS::B,,,"], ":4: 'AWS::B' is no kind"),
    "alias of nothing": (["aws_b,,aws_c,alias,,"], ":4: 'aws_c' is no type of the tables"),
    "fold without an attribute": (["aws_b,,AWS::A::B,fold,,"], ":4: 'fold' has too many or too few words"),
    "another kind that is none": (["aws_b,,AWS::A::B,where x nothing:at:all,,"], ":4: where ATTR KIND is expected"),
    "words for when": (["aws_a,y,Y,when true,,"], ":4: 'when' takes 2 to 2 words"),
    "lists": (["aws_a,y[].z,Y.Z,,,"], ":4: the path and the property have a different number of []"),
    "constant without a value": (["aws_a,=,Y,,,"], ":4: a constant stands in the column `absent`"),
    "cells": (["aws_a,y,Y"], ":4: 3 cells where 6 are expected"),
}


def run(tool, rows):
    with tempfile.TemporaryDirectory() as scratch:
        table = pathlib.Path(scratch) / "wrong.csv"
        table.write_text("\n".join(rows) + "\n")
        return subprocess.run([tool, pathlib.Path(scratch) / "out.c", table], capture_output=True, text=True)


def main():
    done = run(sys.argv[1], GOOD)
    failures = [] if done.returncode == 0 else [f"a good table: {done.stderr}"]
    for name, (rows, words) in WRONG.items():
        done = run(sys.argv[1], GOOD + rows)
        if done.returncode == 0 or "wrong.csv" + words not in done.stderr:
            failures.append(f"{name}: {done.stderr or 'nothing is said'}")
    finish(len(WRONG) + 1, failures)


if __name__ == "__main__":
    main()
