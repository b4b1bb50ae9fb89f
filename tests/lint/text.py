#!/usr/bin/env python3
"""Rules of the text itself: banned functions, line width, words that promise later work, paths of one machine,
file sizes (told, not failed)."""
import re
from project import c_files, files, finish, name, without_comments

WIDTH = 110
LONG_FILE = 600
ANYWHERE = "strcpy strcat sprintf vsprintf strtok strtok_r atoi atol atoll atof strtof strtold gets localtime " \
           "gmtime ctime asctime setjmp longjmp alloca system popen vfork execv execl execlp execvp " \
           "posix_spawn dlopen socket connect bind listen tmpnam mktemp rand srand signal setlocale"
# function: the beginnings of files that may call it
ONLY = {
    "malloc calloc realloc free strdup strndup asprintf vasprintf aligned_alloc posix_memalign reallocarray":
        ["scanner/base/", "scanner/tools/", "scanner/engine/baseline_load.c"],  # the last one: of scandir
    "fork execve unshare": ["scanner/render.c"],  # --render helm, before the cage is entered
    "getenv secure_getenv": ["scanner/main.c"],
    "printf fprintf vprintf vfprintf puts fputs putchar perror fwrite write":
        ["scanner/base/error.c", "scanner/main.c", "scanner/scan.c", "scanner/command", "scanner/output.c",
         "scanner/tools/"],
    "exit _exit abort": ["scanner/base/", "scanner/main.c", "scanner/render.c", "scanner/tools/"],
    "time clock clock_gettime gettimeofday": ["scanner/main.c", "scanner/scan.c", "scanner/clock.c", "scanner/render.c"],
    "strtod": ["scanner/base/str.c"],
    "fopen open openat": ["scanner/base/", "scanner/main.c", "scanner/render.c", "scanner/output.c", "scanner/tools/", "scanner/discover.c",
                          "reports/git.c"],
}
PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b")
# whatever looks like a folder of the machine it was written on, or like the host of a package registry
MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/|/tmp/(?:tmp|bash)|/home/\w+/|"
                     r"\b(?:registry|files|deb|proxy|index|static)\.[a-z]+(?:\.[a-z]+)*\.(?:org|io|com)\b|"
                     r"\bdeb\.[a-z]+\.[a-z]+\b|\bpypi\.[a-z]+\b")
FOREIGN = ("examples/", "tests/checks/", "tests/fuzz/corpus/", "LICENSE", "tests/lint/text.py", "tests/conformance/data/")


def calls(words):
    return re.compile(r"(?<![\w.>])(" + "|".join(words.split()) + r")\s*\(")


def banned(problems):
    everywhere = calls(ANYWHERE)
    elsewhere = [(calls(words), places) for words, places in ONLY.items()]
    for path in c_files():
        mine = name(path)
        if mine.startswith("tests/"):
            continue
        for number, line in enumerate(without_comments(path.read_text(encoding="utf-8")).splitlines(), 1):
            for match in everywhere.finditer(line):
                problems.append(f"{mine}:{number}: {match.group(1)} is banned")
            for pattern, places in elsewhere:
                for match in pattern.finditer(line):
                    if not any(mine.startswith(p) for p in places):
                        problems.append(f"{mine}:{number}: {match.group(1)} only in {', '.join(places)}")


def text(problems):
    looked_at = 0
    for path in files():
        mine = name(path)
        if mine.startswith(FOREIGN):
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        looked_at += 1
        is_code = mine.endswith((".c", ".h", ".py", ".build", "dev", ".sh"))
        for number, line in enumerate(lines, 1):
            if is_code and len(line) > (WIDTH if mine.endswith((".c", ".h")) else WIDTH + 20):
                problems.append(f"{mine}:{number}: {len(line)} columns, {WIDTH} is the limit")
            if is_code and PROMISES.search(line):
                problems.append(f"{mine}:{number}: \"{PROMISES.search(line).group(0)}\": finish it or leave it out")
            if MACHINE.search(line):
                problems.append(f"{mine}:{number}: a path or host of one machine: {MACHINE.search(line).group(0)}")
            if is_code and line != line.rstrip():
                problems.append(f"{mine}:{number}: white space at the end of the line")
    return looked_at


def long_files():
    notes = []
    for path in c_files():
        count = path.read_text(encoding="utf-8").count("\n")
        if count > LONG_FILE:
            notes.append(f"note: {name(path)} has {count} lines; {LONG_FILE} is where a file should be split")
    return notes


def main():
    problems = []
    banned(problems)
    looked_at = text(problems)
    finish(looked_at, problems, long_files())


if __name__ == "__main__":
    main()
