#!/usr/bin/env python3
"""Holds `glacis reach --pods` against a packet-by-packet reading of the Kubernetes API documents, on random clusters.

    run.py --glacis GLACIS [--clusters 2000] [--first 0] [--jobs 2]
    run.py --glacis GLACIS --seed N [--shrink FOLDER]      one cluster; its smallest part that still differs
    run.py --corpus FOLDER                                 the packets alone against lists that netpol-analyzer made

Cluster N is the same every time. All packets that can make a difference are compared: between each two workloads, and
between workloads and addresses at the borders of blocks, for each protocol at the ports around every number written. Then
one law of laws.py is tried on each cluster.
"""
import argparse, concurrent.futures, copy, csv, io, ipaddress, json, os, pathlib, random, shutil, sys, tempfile
import yaml
import clusters, laws
from listing import Listing, canonical, reach, read_ports, read_range, run
from packets import PROTOCOLS, Cluster, Pod, addresses_at_borders, ports_at_borders


# ---- packets ----

TOLD = {(False, False): "that it never passes", (True, False): "that it passes", (True, True): "that it may pass"}


def has(ports, protocol, port):
    return any(name == protocol and first <= port <= last for name, first, last in ports)


def is_on_host(end):
    """Bounds for what admin rules say of its node may be wider than they need be."""
    return isinstance(end, Pod) and end.is_host_network


def disagreements(things, listing, most=6):
    """Packets of which the list says otherwise than the documents."""
    cluster = Cluster(things)
    ports, outside, found = ports_at_borders(things), addresses_at_borders(things), []
    ends = {str(pod): pod for pod in cluster.pods}
    for source_name, source in (ends | dict.fromkeys(outside)).items():
        for target_name, target in (ends | dict.fromkeys(outside)).items():
            if source_name == target_name or (source is None and target is None):
                continue
            listed, open_ = listing.between(source_name, target_name), listing.open.get((source_name, target_name), [])
            for protocol in PROTOCOLS:
                for port in ports:
                    answers = cluster.possible(source or source_name, target or target_name, protocol, port)
                    told = (has(listed, protocol, port), has(open_, protocol, port))
                    if told == (True in answers, len(answers) == 2) or (told == (True, True) and is_on_host(target)):
                        continue
                    found.append(f"{source_name} => {target_name} {protocol} {port}: {sorted(answers)}, not {TOLD[told]}")
                    if len(found) == most:
                        return found
    unknown = {end for pair in listing.pods for end in pair} | {end for end, _ in listing.outside}
    return found + [f"{end} is no workload" for end in sorted(unknown - set(ends))]


def listing_of(glacis, things, folder, random_, *options, form=None):
    shutil.rmtree(folder, ignore_errors=True)
    clusters.write(folder, things, random_, form)
    return Listing(reach(glacis, folder, *options))


def compare(glacis, things, folder, random_):
    listing = listing_of(glacis, things, folder, random_)
    return listing, listing.problems + disagreements(things, listing)


# ---- laws ----

def at_address(listing, key, address):
    return listing.between(address, key[0]) if key[1] == "Ingress" else listing.between(key[0], address)


def relation(listing, starts):
    """{ends: ports}, with addresses cut at the same places as another list's."""
    made = dict(listing.pods)
    for key in listing.outside:
        for start in starts:
            if at_address(listing, key, start):
                made[key, start] = at_address(listing, key, start)
    return made


def relations(before, after, more=()):
    starts = sorted({0, *more} | {edge for listing in (before, after) for ranges in listing.outside.values()
                           for first, last, _ in ranges for edge in (first, last + 1)})
    return relation(before, starts), relation(after, starts)


def is_within(small, large):
    return all(canonical(ports + large.get(ends, [])) == large.get(ends) for ends, ports in small.items())


def law_broken(glacis, things, before, folder, random_):
    """Text, where the law that comes to this cluster's turn does not hold."""
    law = random_.choice([*laws.LAWS, *SPECIAL])
    if isinstance(law, str):
        return SPECIAL[law](glacis, things, before, folder, random_)
    other = law(things, random_)
    if other is None:
        return None
    after = listing_of(glacis, other, folder, random_)
    first, second = relations(before, after)
    kind = laws.LAWS[law]
    holds = first == second if kind == laws.SAME else is_within(second, first) if kind == laws.FEWER else \
        is_within(first, second)
    return None if holds else f"{law.__name__} ({kind}): " + "; ".join(
        f"{ends} {first.get(ends)} then {second.get(ends)}" for ends in sorted(first.keys() | second.keys(), key=str)
        if first.get(ends) != second.get(ends))[:600]


def names_law(glacis, things, before, folder, random_):
    other, read = laws.renamed(things)
    after = listing_of(glacis, other, folder, random_)
    wanted = {tuple(read(end) for end in pair): ports for pair, ports in before.pods.items()}
    outside = {(read(end), direction): ranges for (end, direction), ranges in before.outside.items()}
    return None if (wanted, outside) == (after.pods, after.outside) else "other names change more than names"


def threads_law(glacis, things, before, folder, random_):
    texts = {listing_of(glacis, things, folder, random.Random(1), "-j", jobs).text for jobs in ("1", "8")}
    return None if texts == {before.text} else "-j1 and -j8 differ"


def formats_law(glacis, things, before, folder, random_):
    clusters.write(folder, things, random_)
    lines = {tuple(line.replace(" : ", " => ").split(" => ")) for line in before.text.splitlines()}
    rows = list(csv.reader(io.StringIO(reach(glacis, folder, "-f", "csv"))))
    if {tuple(row) for row in rows[1:]} != lines or rows[0] != ["src", "dst", "conn"]:
        return "csv says otherwise than txt"
    items = json.loads(reach(glacis, folder, "-f", "json"))
    made = {(item["src"], item["dst"], item["conn"] + (f" (may: {item['may']})" if "may" in item else "")) for item in items}
    return None if made == lines else "json says otherwise than txt"


def forms_law(glacis, things, before, folder, random_):
    texts = {listing_of(glacis, things, folder, random.Random(1), form=form).text
             for form in (clusters.as_json, clusters.as_yaml)}
    return None if texts == {before.text} else "JSON and YAML differ"


def questions_law(glacis, things, before, folder, random_):
    """Single questions are answered as the packets are."""
    clusters.write(folder, things, random_)
    cluster, ports = Cluster(things), ports_at_borders(things)
    ends = [*cluster.pods, *random_.sample(addresses_at_borders(things), 2)]
    for _ in range(4):
        source, target = random_.choice([(one, other) for one in ends for other in ends
                                         if one is not other and (isinstance(one, Pod) or isinstance(other, Pod))])
        protocol, port = random_.choice(PROTOCOLS), random_.choice(ports)
        words = [glacis, "reach", folder, "--pods", "--from", name_of(source), "--to", name_of(target),
                 "--protocol", protocol.lower(), "--port", port, "-q"]
        answers, code = cluster.possible(source, target, protocol, port), run(words, {0, 1, 3})[1]
        if code != (3 if len(answers) == 2 else int(answers == {True})) and not (code == 3 and is_on_host(target)):
            return f"{' '.join(map(str, words[4:]))} is answered otherwise than the packet"
    return None


def name_of(end):
    return f"{end.namespace}/{end.name}" if isinstance(end, Pod) else str(ipaddress.IPv4Address(end))


def focus_law(glacis, things, before, folder, random_):
    """Only the lines of one workload, or only one way."""
    clusters.write(folder, things, random_)
    pod = random_.choice(Cluster(things).pods)
    for options, keeps in (((), ("source", "target")), (("--focus-direction", "egress"), ("source",)),
                           (("--focus-direction", "ingress"), ("target",))):
        wanted = [line for line in before.text.splitlines()
                  if str(pod) in [line.split(" : ")[0].split(" => ")[("source", "target").index(end)] for end in keeps]]
        got = reach(glacis, folder, "--focus", name_of(pod), *options).splitlines()
        if wanted != got:
            return f"--focus {name_of(pod)} {' '.join(options)} gives {got[:3]} ..., not {wanted[:3]} ..."
    return None


def diff_law(glacis, things, before, folder, random_):
    """`diff --pods` says what differs between two lists, and nothing else."""
    other = random_.choice(list(laws.LAWS))(things, random_) or things
    after = listing_of(glacis, other, folder / "new", random_)
    clusters.write(folder / "old", things, random_)
    text, _ = run([glacis, "diff", "--pods", folder / "old", folder / "new", "-f", "csv", "-q"], {0, 1})
    rows, told, outside = [row for row in csv.reader(io.StringIO(text))][1:], {}, []
    for _, source, target, old, new, *_ in rows:
        told[source, target] = tuple([] if ports == "No Connections" else read_ports(ports) for ports in (old, new))
        if "[External]" in source + target:
            outside.append((*read_range(source if "[External]" in source else target),
                            (target, "Ingress") if "[External]" in source else (source, "Egress"), told.pop((source, target))))
    wanted = {pair: (before.pods.get(pair, []), after.pods.get(pair, [])) for pair in before.pods.keys() | after.pods.keys()}
    if {pair: ports for pair, ports in wanted.items() if ports[0] != ports[1]} != told:
        return "diff --pods and the two lists differ on workloads"
    first, second = relations(before, after, [edge for low, high, *_ in outside for edge in (low, high + 1)])
    for ends in first.keys() | second.keys():
        if isinstance(ends[1], int) and first.get(ends) != second.get(ends):
            rows = [ports for low, high, key, ports in outside if key == ends[0] and low <= ends[1] <= high]
            if rows != [(first.get(ends, []), second.get(ends, []))]:
                return f"diff --pods does not tell {ends}: {rows}"
    lies = [row for row in outside for at in row[:2] if tuple(at_address(side, row[2], at) for side in (before, after)) != row[3]]
    return f"diff --pods tells what is not so: {lies[:2]}" if lies else None


SPECIAL = {"names": names_law, "threads": threads_law, "formats": formats_law, "json and yaml": forms_law,
           "questions": questions_law, "focus": focus_law, "diff": diff_law}


# ---- clusters ----

def try_cluster(glacis, seed, folder):
    """Problems of one cluster."""
    things, random_ = clusters.Generator(seed).cluster(), random.Random(seed)
    try:
        listing, problems = compare(glacis, things, folder / "c", random_)
        broken = None if problems else law_broken(glacis, things, listing, folder / "law", random_)
    except (RuntimeError, ValueError) as error:
        return [str(error)]
    return problems + ([broken] if broken else [])


def try_clusters(glacis, seeds):
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for seed in seeds:
            problems = try_cluster(glacis, seed, pathlib.Path(folder) / str(seed))
            if problems:
                found[seed] = problems
        return len(seeds) - len(found), found


def many(glacis, first, count, jobs):
    chunk, passed, failed = 50, 0, {}
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        parts = [range(at, min(at + chunk, first + count)) for at in range(first, first + count, chunk)]
        for good, found in pool.map(try_clusters, [glacis] * len(parts), parts):
            passed, failed = passed + good, failed | found
    for seed, problems in list(failed.items())[:10]:
        print(f"FAIL cluster {seed}")
        for problem in problems[:4]:
            print(f"     {problem}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


def shrink(things, still_differs):
    """Takes objects, rules, peers and ports away as long as the rest still differs."""
    def lists(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, list) and key in ("ingress", "egress", "from", "to", "ports", "except",
                                                       "matchExpressions", "networks"):
                    yield inner, 0 if key in ("ingress", "egress", "except", "matchExpressions") else 1
                yield from lists(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from lists(inner)

    def smaller(whole):
        for number, (inner, least) in enumerate([(whole, 1), *lists(whole)]):
            for at in range(len(inner) if len(inner) > least else 0):
                other = copy.deepcopy(whole)
                del [(other, 1), *lists(other)][number][0][at]
                yield other

    is_smaller = True
    while is_smaller:
        is_smaller = False
        for other in smaller(things):
            if still_differs(other):
                things, is_smaller = other, True
                break
    return things


def one(glacis, seed, keep):
    things = clusters.Generator(seed).cluster()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder) / "c"

        def still_differs(part):
            return any(" => " in problem for problem in compare(glacis, part, scratch, random.Random(seed))[1])

        if keep and still_differs(things):
            things = shrink(things, still_differs)
        listing, problems = compare(glacis, things, scratch, random.Random(seed))
        print(yaml.safe_dump_all(things, sort_keys=False) + "\n" + listing.text + "\n".join(problems))
        print(try_cluster(glacis, seed, pathlib.Path(folder)))
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"cluster-{seed}.yaml").write_text(yaml.safe_dump_all(things, sort_keys=False))
    return 1 if problems else 0


# ---- lists of other people ----

def objects_below(folder):
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".json"):
            for document in yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader):
                yield from objects_in(document)


def objects_in(document, kind=None):
    if not isinstance(document, dict) or not (kind or document.get("kind")):
        return
    if not kind and document["kind"].endswith("List"):
        for item in document.get("items") or []:
            yield from objects_in(item, item.get("kind") or document["kind"].removesuffix("List"))
    else:
        yield {**document, "kind": kind or document["kind"]}


def corpus(folder):
    passed = failed = 0
    for line in (folder / "cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["kind"] != "connlist" or case["format"] != "txt" or case["flags"]:
            continue
        listing = Listing("\n".join(line for line in (folder / case["expected"]).read_text().splitlines()
                                    if "{ingress-controller}" not in line))
        problems = disagreements(list(objects_below(folder / case["dirs"][0])), listing)
        passed, failed = passed + (not problems), failed + bool(problems)
        if problems:
            print(f"FAIL {case['name']}: {problems[:3]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--glacis", type=pathlib.Path)
    parser.add_argument("--clusters", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int)
    parser.add_argument("--shrink", type=pathlib.Path)
    parser.add_argument("--corpus", type=pathlib.Path)
    args = parser.parse_args()
    if args.corpus:
        return corpus(args.corpus)
    if not args.glacis:
        parser.error("--glacis is needed")
    glacis = args.glacis.resolve()
    return many(glacis, args.first, args.clusters, args.jobs) if args.seed is None else one(glacis, args.seed, args.shrink)


if __name__ == "__main__":
    sys.exit(main())
