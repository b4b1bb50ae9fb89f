#!/usr/bin/env python3
"""Time and memory of `glacis scan` against the bare parsers of the same files, in the same run.

    run.py --glacis build/glacis [--evaluator build/tests/bench/bench_terraform] [--runs 5] [--json FILE] [--checkov]
           [--keep FOLDER] [--only kubernetes|network]

Estates of 100, 1,000 and 10,000 resources (generate.py) as CloudFormation in YAML and JSON and as Terraform, and one
small template; Kubernetes objects that are scanned, and clusters whose connections are listed (kubernetes.py); networks
of AWS with 1,000 to 100,000 rules, and 10,000 interfaces held against the matrix (network.py). CPU is user plus system,
of all threads; the bare parse (limit.c) is libyaml's event parse and cJSON's parse, without reading the files. Runs of
glacis and of the parser alternate; medians are shown. A row over its budget says OVER; the exit code is 0 all the same,
because a shared machine is no judge. --checkov installs Checkov from PyPI into a virtual environment (or takes
--checkov-program) and measures it once a size, as somebody runs it who wants SARIF of a folder; a second run, not timed,
tells what it finds of the estate's seeded mistakes. --kube-linter-program and --netpol-program name a kube-linter and
netpol-analyzer's netpolicy, which are measured once a size, too.
"""
import argparse, json, os, pathlib, platform, statistics, subprocess, sys, tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import generate, kubernetes, network

HERE = pathlib.Path(__file__).resolve().parent
SIZES = [100, 1000, 10000]
MIB = 1024 * 1024
PARSERS = {"yaml": ("libyaml events", 3.0), "json": ("cJSON", 5.0)}
KINDS = [*PARSERS, "tf"]
SMALL_CPU, SMALL_RSS, LARGE_RSS, LINEAR = 0.005, 10 * MIB, 150 * MIB, 1.10
TERRAFORM_CPU, TERRAFORM_RSS, TERRAFORM_SPEED, EKS_CPU = 0.25, 200 * MIB, 40e6, 0.05
CORPORA = HERE.parents[2] / "shared/corpora"
CHECKOV_RATIO = {"yaml": 400, "tf": 300}
# seeds() of generate.py: the checks that are about it
FINDERS = {"SSH open to the world": ({"GLC-NET-016"}, {"CKV_AWS_24"}),
           "RDP open to the world": ({"GLC-NET-017"}, {"CKV_AWS_25"}),
           "public database": ({"GLC-NET-008"}, {"CKV_AWS_17"}),
           "database without encryption": ({"GLC-ENC-001"}, {"CKV_AWS_16"}),
           "plain HTTP listener": ({"GLC-TLS-003"}, {"CKV_AWS_2"})}


def fail(message):
    print(f"bench: {message}", file=sys.stderr)
    sys.exit(1)


def build_limit(folder):
    program = folder / "limit"
    done = subprocess.run([os.environ.get("CC", "cc"), "-O2", "-std=c17", "-o", program, HERE / "limit.c", "-lyaml",
                           "-lcjson"], capture_output=True, text=True)
    if done.returncode:
        fail(f"limit.c cannot be built (libyaml-dev and libcjson-dev are needed):\n{done.stderr}")
    return program


def call(limit, *words):
    done = subprocess.run([limit, *words], capture_output=True, text=True)
    if done.returncode or not done.stdout:
        fail(f"{' '.join(map(str, words))}: {done.stderr or done.stdout}")
    return json.loads(done.stdout)


class Bench:
    def __init__(self, args, folder):
        self.glacis, self.runs, self.folder = args.glacis.resolve(), args.runs, folder
        self.limit, self.formats = build_limit(folder), args.format
        self.rows, self.notes = [], []

    def scan(self, path, report="sarif", codes=frozenset({0})):
        """Medians of several runs; the exit code must say that the scan is complete."""
        words = [self.glacis, "scan", "--fail-on", "never", "-f", report, path]
        runs = [call(self.limit, "run", *words) for _ in range(self.runs)]
        ends = {run["exit"] for run in runs}
        if ends != codes:
            fail(f"{' '.join(map(str, words))} ends with {sorted(ends)}")
        return {key: statistics.median(run[key] for run in runs) for key in ("cpu", "wall", "rss")}

    def against_parser(self, kind, size, report):
        path, parses, scans = self.folder / f"{kind}-{size}", [], []
        words = [self.glacis, "scan", "--fail-on", "never", "-f", report, path]
        for _ in range(self.runs):
            parses.append(call(self.limit, kind, path))
            scans.append(call(self.limit, "run", *words))
        if {scan["exit"] for scan in scans} != {0}:
            fail(f"{' '.join(map(str, words))} ends with {sorted({scan['exit'] for scan in scans})}")
        row = {key: statistics.median(scan[key] for scan in scans) for key in ("cpu", "wall", "rss")}
        return row, statistics.median(parse["cpu"] for parse in parses), parses[0]["bytes"]

    def add(self, what, row, **more):
        self.rows.append({"what": what, **row, **more})

    def small(self):
        path = self.folder / "small"
        generate.small(path)
        for report in self.formats:
            row = self.scan(path, report)
            over = [name for name, is_over in (("CPU", row["cpu"] > SMALL_CPU), ("memory", row["rss"] > SMALL_RSS))
                    if is_over]
            self.add(f"small template, {report}", row, budget="5 ms, 10 MiB", over=over)

    def estates(self, kind, report):
        parser, budget = PARSERS[kind]
        measured = {}
        for size in SIZES:
            row, parse, size_bytes = self.against_parser(kind, size, report)
            ratio = row["cpu"] / parse
            over = [name for name, is_over in (
                ("CPU", size == SIZES[-1] and ratio > budget),
                ("memory", size == SIZES[-1] and row["rss"] > LARGE_RSS)) if is_over]
            self.add(f"{size:,} resources {kind}, {report}", row, bytes=size_bytes, parser=parser, parse_cpu=parse,
                     ratio=ratio, over=over,
                     budget=f"{budget:g} x {parser}, 150 MiB" if size == SIZES[-1] else "")
            measured[size] = row["cpu"]
        self.linearity(kind, report, measured)

    def terraform(self, report):
        measured = {}
        for size in SIZES:
            row = self.scan(self.folder / f"tf-{size}", report)
            is_largest = size == SIZES[-1]
            over = [name for name, is_over in (("CPU", row["cpu"] > TERRAFORM_CPU), ("memory", row["rss"] > TERRAFORM_RSS))
                    if is_over and is_largest]
            self.add(f"{size:,} resources tf, {report}", row, over=over, budget="250 ms, 200 MiB" if is_largest else "")
            measured[size] = row["cpu"]
        self.linearity("tf", report, measured)

    def linearity(self, kind, report, measured):
        """Cost of one more resource, which leaves the start of the process out."""
        small, middle, large = (measured[size] for size in SIZES)
        first = (middle - small) / (SIZES[1] - SIZES[0])
        second = (large - middle) / (SIZES[2] - SIZES[1])
        factor = second / first if first > 0 else float("inf")
        self.notes.append({"what": f"linearity {kind}, {report}", "us_a_resource": [first * 1e6, second * 1e6],
                           "growth": [middle / small, large / middle], "factor": factor, "over": factor > LINEAR})

    def evaluation(self, evaluator, corpora):
        """Parsing and evaluating alone, on one thread, of the largest estate and of the corpora where they are."""
        folders = {f"{SIZES[-1]:,} resources": self.folder / f"tf-{SIZES[-1]}"}
        folders |= {name: corpora / name for name in ("real/terraform-aws-eks", "real/terragoat", "checkov/terraform",
                                                      "trivy/terraform") if (corpora / name).is_dir()}
        for name, folder in folders.items():
            runs = [call(evaluator, folder) for _ in range(self.runs)]
            cpu = statistics.median(run["cpu"] for run in runs)
            speed = runs[0]["bytes"] / cpu
            self.notes.append({"what": f"parse and evaluate {name}", "bytes": runs[0]["bytes"], "cpu": cpu,
                               "resources": runs[0]["resources"], "speed": speed, "over": speed < TERRAFORM_SPEED})
        eks = corpora / "real/terraform-aws-eks"
        if eks.is_dir():
            row = self.scan(eks, "sarif", codes={3})  # its registry modules are not there, and it says so
            self.add("terraform-aws-eks, sarif", row, budget="50 ms", over=["CPU"] if row["cpu"] > EKS_CPU else [])

    # --- Checkov --------------------------------------------------------------------------------------------

    def checkov_program(self, given):
        if given:
            return pathlib.Path(given).resolve()
        venv = self.folder / "venv"
        print("installing Checkov ...", file=sys.stderr)
        for words in ([sys.executable, "-m", "venv", venv], [venv / "bin/pip", "install", "-q", "checkov"]):
            done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
            if done.returncode:
                fail(f"Checkov cannot be installed:\n{done.stderr[-2000:]}")
        return venv / "bin/checkov"

    def checkov(self, program, sizes):
        for kind, least in CHECKOV_RATIO.items():
            for size in sizes:
                if size or kind == "yaml":
                    self.against_checkov(program, kind, size, least)
        largest = max(sizes)
        if largest:
            out = self.folder / "checkov-json"
            call(self.limit, "run", program, "--framework", "cloudformation", "--skip-download", "--quiet", "-o", "json",
                 "--output-file-path", out, "-d", self.folder / f"yaml-{largest}")
            self.detection(self.folder / f"yaml-{largest}", out, largest)

    def against_checkov(self, program, kind, size, least):
        name = f"{size:,} resources {kind}" if size else "small template"
        path = self.folder / (f"{kind}-{size}" if size else "small")
        row = call(self.limit, "run", program, "--skip-download", "--quiet", "--compact", "-o", "sarif",
                   "--output-file-path", self.folder / f"checkov-{kind}-{size}", "-d", path)
        mine = next(r for r in self.rows if r["what"].startswith(name))
        ratio = row["cpu"] / mine["cpu"]
        self.add(f"Checkov, {name}", {key: row[key] for key in ("cpu", "wall", "rss")}, times_glacis=ratio,
                 budget=f"glacis {least} x less" if size else "", over=["CPU"] if size and ratio < least else [])

    def detection(self, estate, checkov_out, size):
        mine, theirs = self.found_by_glacis(estate), found_by_checkov(checkov_out)
        for what, wrong in generate.seeds(size).items():
            ours, other = FINDERS[what]
            row = {"what": f"found: {what}", "seeded": len(wrong),
                   "glacis": len(wrong & {place for rule, place in mine if rule in ours}),
                   "checkov": len(wrong & {place for rule, place in theirs if rule in other})}
            self.notes.append({**row, "over": row["glacis"] < row["checkov"]})

    def found_by_glacis(self, estate):
        report = self.folder / "found.sarif"
        subprocess.run([self.glacis, "scan", "--fail-on", "never", "-f", "sarif", "-o", report, estate], check=True)
        found = set()
        for result in json.loads(report.read_text())["runs"][0]["results"]:
            place = result["logicalLocations"][0] if "logicalLocations" in result else \
                result["locations"][0]["logicalLocations"][0]
            if result.get("kind", "fail") == "fail":
                found.add((result["ruleId"], place_of(place["fullyQualifiedName"])))
        return found


def place_of(address):
    """stack-0012/Sg003 as (12, "Sg003")"""
    stack, name = address.split("/")[-2:]
    return int(stack.rsplit("-", 1)[-1]) if "-" in stack else 0, name


def found_by_checkov(folder):
    found = set()
    made = json.loads((folder / "results_json.json").read_text())
    for part in made if isinstance(made, list) else [made]:
        for check in part.get("results", {}).get("failed_checks", []):
            stack = pathlib.Path(check["file_path"]).stem
            found.add((check["check_id"], (int(stack.rsplit("-", 1)[-1]), check["resource"].split(".")[-1])))
    return found


# --- output ---------------------------------------------------------------------------------------------

def print_table(bench):
    header = ["what", "CPU ms", "wall ms", "peak MiB", "bare parse ms", "ratio", "budget", ""]
    table = [header]
    for row in bench.rows:
        ratio = row.get("ratio") or row.get("times_glacis")
        table.append([row["what"], f"{row['cpu'] * 1e3:.1f}", f"{row['wall'] * 1e3:.1f}", f"{row['rss'] / MIB:.1f}",
                      f"{row['parse_cpu'] * 1e3:.1f}" if "parse_cpu" in row else "",
                      f"{ratio:.2f}" if ratio else "", row.get("budget", ""),
                      f"OVER ({', '.join(row['over'])})" if row.get("over") else ""])
    widths = [max(len(line[i]) for line in table) for i in range(len(header))]
    for line in table:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:6], widths[1:6])),
                 line[6].ljust(widths[6]), line[7]]
        print("  ".join(cells).rstrip())
    for note in bench.notes:
        over = "  OVER" if note["over"] else ""
        if "text" in note:
            print(note["text"] + over)
            continue
        if "speed" in note:
            print(f"{note['what']}: {note['bytes'] / 1e6:.2f} MB in {note['cpu'] * 1e3:.1f} ms, {note['resources']:,} "
                  f"resources: {note['speed'] / 1e6:.0f} MB/s, budget {TERRAFORM_SPEED / 1e6:.0f}{over}")
            continue
        if "factor" in note:
            first, second = note["us_a_resource"]
            grown = " and ".join(f"{factor:.1f}" for factor in note["growth"])
            print(f"{note['what']}: {first:.1f} us a resource from 100 to 1,000, {second:.1f} from 1,000 to 10,000: "
                  f"factor {note['factor']:.2f}, budget {LINEAR}{over}; in all {grown} times the CPU for 10 times as much")
        else:
            print(f"{note['what']}: glacis {note['glacis']}, Checkov {note['checkov']} of {note['seeded']}{over}")


def machine():
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "processors": os.cpu_count(), "load": list(os.getloadavg())}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--glacis", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=7, help="at least 5")
    parser.add_argument("--format", action="append", help="report to write: sarif (the default), text; repeatable")
    parser.add_argument("--evaluator", type=pathlib.Path, help="bench_terraform: measure parsing and evaluating alone")
    parser.add_argument("--corpora", type=pathlib.Path, default=CORPORA, help="HCL of other people, where it is there")
    parser.add_argument("--json", type=pathlib.Path, help="save the figures")
    parser.add_argument("--keep", type=pathlib.Path, help="work here and leave the estates")
    parser.add_argument("--checkov", action="store_true")
    parser.add_argument("--checkov-program", help="one that is installed already")
    parser.add_argument("--checkov-sizes", default="0,1000,10000", help="resources; 0 is the small template")
    parser.add_argument("--only", choices=["kubernetes", "network"], help="leave the other rows out")
    parser.add_argument("--kube-linter-program", type=pathlib.Path)
    parser.add_argument("--netpol-program", type=pathlib.Path, help="netpolicy of netpol-analyzer")
    parser.add_argument("--netpol-largest", type=int, default=800, help="workloads; it grows as their square")
    args = parser.parse_args()
    args.runs, args.format = max(args.runs, 5), args.format or ["sarif", "text"]
    if not args.glacis.exists():
        parser.error(f"{args.glacis} is not there: build it first")
    return args


def of_aws(bench, args):
    for kind in KINDS:
        for size in SIZES:
            generate.estate(kind, size, bench.folder / f"{kind}-{size}")
    bench.small()
    for kind in PARSERS:
        for report in args.format:
            bench.estates(kind, report)
    for report in args.format:
        bench.terraform(report)
    if args.evaluator:
        bench.evaluation(args.evaluator.resolve(), args.corpora)
    if args.checkov or args.checkov_program:
        bench.checkov(bench.checkov_program(args.checkov_program), [int(s) for s in args.checkov_sizes.split(",")])


def of_kubernetes(bench, args):
    for report in args.format:
        kubernetes.scans(bench, call, report)
    kubernetes.reach(bench, call)
    kubernetes.peers(bench, call, args.kube_linter_program, args.netpol_program, args.netpol_largest)


def main():
    args = parse_arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(args, folder.resolve())
        if not args.only:
            of_aws(bench, args)
        if args.only != "network":
            of_kubernetes(bench, args)
        if args.only != "kubernetes":
            network.measure(bench, call)
        print_table(bench)
        if args.json:
            args.json.write_text(json.dumps({"machine": machine(), "runs": args.runs, "rows": bench.rows,
                                             "notes": bench.notes}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
