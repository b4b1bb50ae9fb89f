"""What the tests of bad input share: a case is a folder of input and what glacis must say about it."""
import dataclasses, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent

# The file that lies beside every bad one: its finding must be reported whatever happens around it.
WITNESS = """Resources:
  OpenDoor:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: administration
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
SECONDS = 20  # of wall time, with a wide margin for sanitizers and a busy machine
ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclasses.dataclass
class Case:
    name: str
    make: callable                 # make(folder): writes the input
    exit: object = 3               # a number, or several that are right
    says: str = ""                 # regular expression that one diagnostic must match
    where: str = ""                # "file.json:3:7": the place it must name; ":LINE:COLUMN" may be left out
    witness: bool = True           # put the good template beside it and expect its finding
    options: list = dataclasses.field(default_factory=lambda: ["--fail-on", "never", "--baseline", "all"])
    paths: list = dataclasses.field(default_factory=lambda: ["."])
    as_nobody: bool = False        # root may read everything: run as a user who may not
    stdin: object = b""            # bytes, or a function that makes them
    check: callable = None         # check(run): yields further problems
    never: tuple = ()              # texts that must be in no output
    only_release: bool = False     # too slow under sanitizers for what it shows
    most_diagnostics: int = 25     # one problem must not drown the rest


@dataclasses.dataclass
class Run:
    exit: int
    out: str
    err: str
    text: str                      # the text report
    sarif: object
    peak_kib: int
    seconds: float
    input_bytes: int

    def notifications(self):
        if not self.sarif:
            return []
        return [n for i in self.sarif["runs"][0].get("invocations", []) for n in i.get("toolExecutionNotifications", [])]

    def findings(self, resource):
        results = self.sarif["runs"][0]["results"] if self.sarif else []
        return [r for r in results if r.get("kind") == "fail" and
                any(place.get("name") == resource for l in r["locations"] for place in l.get("logicalLocations", []))]


def makes_files(content, suffix_of):
    """What fills a folder: names (`__` is a slash) with text, bytes, or what makes them; suffix_of(name) ends them."""
    def make(folder):
        for name, made in content.items():
            path = folder / name.replace("__", "/")
            path = path.with_name(path.name + suffix_of(path.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            made = made() if callable(made) else made
            path.write_bytes(made if isinstance(made, bytes) else made.encode())
    return make


def folder_bytes(folder):
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
        except OSError:
            pass
    return total


def execute(command, cwd, stdin, log):
    """(exit, peak KiB, seconds, stdout, stderr); a negative exit is the signal that ended it."""
    with open(log / "stdin", "wb") as file:
        file.write(stdin() if callable(stdin) else stdin)
    measured = [sys.executable, "-S", "-E", str(HERE / "peak.py"), str(log / "peak"), *command]
    begin = time.monotonic()
    with open(log / "stdin", "rb") as source, open(log / "out", "wb") as out, open(log / "err", "wb") as err:
        process = subprocess.Popen(measured, cwd=cwd, stdin=source, stdout=out, stderr=err, start_new_session=True)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    seconds = time.monotonic() - begin
    code, peak = (int(word) for word in (log / "peak").read_text().split()) if (log / "peak").exists() else (-9, 0)
    read = lambda name: (log / name).read_bytes().decode("utf-8", "backslashreplace")
    return code, peak, seconds, read("out"), read("err")


def run(glacis, case, work):
    folder, log = work / "input", work / "log"
    folder.mkdir()
    log.mkdir()
    os.chmod(log, 0o777)
    if case.witness:
        (folder / "witness.yaml").write_text(WITNESS)
    case.make(folder)
    size = folder_bytes(folder)
    prefix = []
    if case.as_nobody and os.getuid() == 0:
        prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    command = [*prefix, str(glacis), "scan", *case.paths, *case.options, "-f", "sarif", "-o", str(log / "sarif"),
               "-f", "text", "-o", str(log / "text")]
    code, peak, seconds, out, err = execute(command, folder, case.stdin, log)
    size += (log / "stdin").stat().st_size
    try:
        sarif = json.loads((log / "sarif").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        sarif = None
    text = (log / "text").read_text(encoding="utf-8", errors="backslashreplace") if (log / "text").exists() else ""
    return Run(code, out, err, text, sarif, peak, seconds, size)


def place_of(notification):
    for location in notification.get("locations", []):
        physical = location.get("physicalLocation", {})
        region = physical.get("region", {})
        uri = physical.get("artifactLocation", {}).get("uri", "")
        yield f"{uri}:{region['startLine']}:{region['startColumn']}" if region else uri


def judge(case, done, has_limits):
    """Yields what is wrong with a run."""
    if done.exit < 0:
        yield f"ended by signal {-done.exit} after {done.seconds:.1f} s"
    if re.search(r"Sanitizer|runtime error:|gl_bug|assertion", done.err):
        yield "a sanitizer or an assertion spoke"
    right = case.exit if isinstance(case.exit, tuple) else (case.exit,)
    if done.exit not in right:
        yield f"exit {done.exit}, expected {' or '.join(map(str, right))}"
    if case.witness and not done.findings("OpenDoor"):
        yield "the finding of the good file beside it is missing"
    if ESCAPE.search(done.err + done.text + done.out):
        yield "a control character reached the terminal"
    for secret in case.never:
        if secret in done.err + done.out + done.text + json.dumps(done.sarif, ensure_ascii=False):
            yield f"\"{secret}\" is in the output"
    if case.says and not re.search(case.says, done.err):
        yield f"no diagnostic on standard error says /{case.says}/"
    if case.says and done.sarif and not any(re.search(case.says, n["message"]["text"]) for n in done.notifications()):
        yield f"no SARIF notification says /{case.says}/"
    if case.where:
        if not any(line.startswith(case.where + ":") or line.startswith(case.where + " ")
                   for line in done.err.splitlines()):
            yield f"no diagnostic on standard error is placed at {case.where}"
        if done.sarif and not any(p == case.where or p.startswith(case.where + ":")
                                  for n in done.notifications() for p in place_of(n)):
            yield f"no SARIF notification is placed at {case.where}"
    if len(done.notifications()) > case.most_diagnostics:
        yield f"{len(done.notifications())} diagnostics"
    if 3 in right and done.exit == 3 and not done.notifications():
        yield "incomplete, and no SARIF notification says why"
    if has_limits and done.peak_kib > 64 * 1024 + 40 * done.input_bytes / 1024:
        yield f"peak {done.peak_kib / 1024:.0f} MiB for {done.input_bytes / 1048576:.2f} MiB of input"
    if done.seconds > SECONDS:
        yield f"took {done.seconds:.0f} s"
    if case.check:
        yield from case.check(done)


def run_all(glacis, cases, has_limits, names=(), verbose=False):
    """Prints what fails and the closing line; returns the exit status."""
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="glacis-errors-") as base:
        base = pathlib.Path(base)
        os.chmod(base, 0o755)
        program = base / "glacis"
        shutil.copy(glacis, program)  # where another user may run it
        os.chmod(program, 0o755)
        for number, case in enumerate(cases):
            if (names and not any(n in case.name for n in names)) or (case.only_release and not has_limits):
                continue
            work = base / str(number)
            work.mkdir()
            done = run(program, case, work)
            problems = list(judge(case, done, has_limits))
            passed, failed = passed + (not problems), failed + bool(problems)
            if problems or verbose:
                print(f"{'FAIL' if problems else 'ok  '} {case.name} (exit {done.exit}, {done.seconds:.2f} s, "
                      f"{done.peak_kib / 1024:.0f} MiB)")
            for problem in problems:
                print(f"     {problem}")
            if problems or verbose:
                print("".join(f"     | {line[:200]}\n" for line in done.err.splitlines()[:8]), end="")
            subprocess.run(["chmod", "-R", "u+rwX", str(work)], capture_output=True)
            shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
