"""What the lint tests share: the project's files and the closing line."""
import os, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(*suffixes):
    """Paths below the root that belong to the project, sorted; only those that end in one of `suffixes`."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"],
                            capture_output=True, text=True)
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*")
                 if p.is_file() and not str(p.relative_to(ROOT)).startswith(("build", ".git/"))]
    paths = sorted({ROOT / n for n in names if not suffixes or n.endswith(suffixes)})
    return [p for p in paths if p.is_file() and not p.is_symlink()]


def name(path):
    return str(path.relative_to(ROOT))


def c_files():
    return [p for p in files(".c", ".h") if name(p).startswith(("scanner/", "checks/", "reports/", "tests/"))]


def without_comments(text, keep_strings=False):
    """C text with comments (and the insides of strings) blanked; lines stay where they are."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        piece = match.group(0)
        if piece[0] in "\"'":
            return piece if keep_strings else piece[0] + " " * (len(piece) - 2) + piece[0]
        return re.sub(r"[^\n]", " ", piece)

    return pattern.sub(blank, text)


def finish(looked_at, problems, notes=()):
    """Prints what is wrong and ends the program; one passed test a file without a problem."""
    for line in list(notes) + problems:
        print(line)
    bad = len({p.split(":", 1)[0] for p in problems})
    print(f"{max(looked_at - bad, 0)} passed, {bad} failed")
    sys.exit(1 if problems else 0)


def workers():
    return os.cpu_count() or 1
