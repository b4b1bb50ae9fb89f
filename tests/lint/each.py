#!/usr/bin/env python3
"""Runs a tool over every C file of the project, in parallel: each.py format|tidy|headers|cppcheck [BUILD].

format    clang-format leaves the file as it is
tidy      clang-tidy with .clang-tidy (BUILD: a build folder of clang, for compile_commands.json)
headers   every header compiles by itself
cppcheck  cppcheck has nothing to say
"""
import concurrent.futures, json, pathlib, re, subprocess, sys
from project import ROOT, c_files, finish, name, workers

INCLUDES = ["-I", str(ROOT / "scanner"), "-I", str(ROOT)]
DEFINES = ["-D_POSIX_C_SOURCE=200809L", '-DGL_VERSION="0"']


def compiled(build):
    """Files that the build compiles: clang-tidy guesses flags for others."""
    entries = json.loads((build / "compile_commands.json").read_text())
    return {(build / entry["file"]).resolve() for entry in entries}


def jobs(tool, build):
    ours = [p for p in c_files() if not name(p).startswith("tests/")]
    if tool == "format":
        return [(p, ["clang-format-14", "--dry-run", "--Werror", str(p)]) for p in c_files()]
    if tool == "headers":
        command = ["gcc", "-std=c17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *DEFINES, *INCLUDES, "-x", "c"]
        return [(p, command + [str(p)]) for p in c_files() if p.suffix == ".h"]
    if tool == "cppcheck":
        return [(p, ["cppcheck", "--quiet", "--std=c11", "--inline-suppr", "--error-exitcode=1",
                     "--enable=warning,performance,portability", "--suppress=missingIncludeSystem",
                     "--suppress=internalAstError",
                     *DEFINES, *INCLUDES, str(p)]) for p in ours if p.suffix == ".c"]
    known = compiled(build)
    return [(p, ["clang-tidy-14", "--quiet", "-p", str(build),
                 "--header-filter=.*/(scanner|checks|reports)/.*", str(p)])
            for p in ours if p.suffix == ".c" and p in known]


def run(job):
    path, command = job
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
    if done.returncode < 0:  # ended by a signal from outside: that says nothing about the file
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
    if done.returncode == 0:
        return None
    said = [line.replace(str(ROOT) + "/", "") for line in (done.stdout + done.stderr).splitlines()]
    short = [line for line in said if re.search(r"\b(error|warning):", line)] or said
    return f"{name(path)}: {command[0]} says (exit {done.returncode}):\n" + "\n".join(short[:40])


def main():
    tool = sys.argv[1]
    work = jobs(tool, pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None)
    with concurrent.futures.ThreadPoolExecutor(workers()) as pool:
        problems = [p for p in pool.map(run, work) if p]
    finish(len(work), problems)


if __name__ == "__main__":
    main()
