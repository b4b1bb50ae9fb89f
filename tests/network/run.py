#!/usr/bin/env python3
"""The independent packet simulator against glacis, on random networks with random packets.

    run.py [--glacis BIN] [--networks 2000] [--packets 20] [--seed 6] [-j 2] [--from N] [--keep FOLDER]

Without --glacis the simulator alone is held to what has to hold between its own answers. A disagreement prints the
smallest network that still shows it, with the question and both answers, and keeps it in FOLDER.
"""
import argparse, collections, concurrent.futures, copy, json, pathlib, subprocess, sys, tempfile
import generate, simulator, world

FIELDS = ("disposition", "at", "by", "hops", "reply", "reply_hops")
BUNDLE = 100  # networks of one snapshot


def merge(networks):
    lists = {}
    for network in networks:
        for key, value in network.items():
            lists.setdefault(key, []).extend(value)
    return lists


def simulate(lists, questions):
    there = world.World(copy.deepcopy(lists))
    return [simulator.ask(there, question) for question in questions]


def ask_glacis(glacis, lists, questions):
    """The answers of `glacis debug packets`, or a text that says what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = pathlib.Path(folder) / "snapshot.json"
        snapshot.write_text(json.dumps(lists), encoding="utf-8")
        return ask_glacis_at(glacis, snapshot, questions)


def ask_glacis_at(glacis, snapshot, questions):
    with tempfile.TemporaryDirectory() as folder:
        asked = pathlib.Path(folder) / "questions.jsonl"
        asked.write_text("".join(json.dumps(q) + "\n" for q in questions), encoding="utf-8")
        done = subprocess.run([glacis, "debug", "packets", str(snapshot), str(asked)], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 3) or len(lines) != len(questions):
        return f"exit {done.returncode}, {len(lines)} answers to {len(questions)} questions\n{done.stderr[-2000:]}"
    return [json.loads(line) for line in lines]


def differing(mine, other):
    """The fields that differ. `unknown` of the simulator means that the AWS documents leave it open. Where AWS may do
    one thing or another (ways) and all come to the same, glacis may know that or say unknown."""
    if mine["disposition"] == "unknown" or (mine["ways"] > 1 and other["disposition"] == "unknown"):
        return [] if other["disposition"] == "unknown" else ["disposition"]
    if mine.get("is_stopped"):
        return [] if other["disposition"] in ("denied", "no-route") else ["disposition"]
    fields = [f for f in FIELDS if mine.get(f) != other.get(f)]
    if mine.get("is_open"):  # several ways to the same end
        fields = [f for f in fields if f == "disposition"]
    if mine["reply"] == "unknown" or (mine["ways"] > 1 and other.get("reply") == "unknown"):
        fields = [f for f in fields if f not in ("reply", "reply_hops")]
    return fields


def is_gap(mine, other):
    """Known gap: where AWS may take one of several ways (which subnet of an attachment what comes by VPN enters a VPC
    through, say) glacis takes one of them for certain."""
    return mine["disposition"] == "unknown" and any(not differing(one, other) for one in mine.get("each", []))


# --- shrinking ------------------------------------------------------------------------------------------

def holders(value):
    """Every list inside a network, outermost first."""
    found = []
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, list):
            found.append(inner)
        if isinstance(inner, (dict, list)):
            found += holders(inner)
    return found


def shrink(lists, still):
    """Leaves out whatever can be left out while `still` holds."""
    lists = copy.deepcopy(lists)
    changed = True
    while changed:
        changed = False
        for place in range(len(holders(lists))):
            items = holders(lists)
            if place >= len(items):
                break
            items = items[place]
            size = len(items)
            while size:
                for begin in range(len(items) - size, -1, -size):
                    taken = items[begin:begin + size]
                    del items[begin:begin + size]
                    if still(lists):
                        changed = True
                    else:
                        items[begin:begin] = taken
                size //= 2
    return lists


def smallest(glacis, lists, question, mine, other):
    sign = (mine["disposition"], mine["by"], other["disposition"], other.get("by"), mine["reply"], other.get("reply"))

    def still(smaller):
        try:
            a = simulate(smaller, [question])[0]
        except (KeyError, ValueError, IndexError, AttributeError, TypeError):
            return False
        b = ask_glacis(glacis, smaller, [question])
        if isinstance(b, str):
            return False
        b = b[0]
        return bool(differing(a, b)) and \
            sign == (a["disposition"], a["by"], b["disposition"], b.get("by"), a["reply"], b.get("reply"))

    return shrink(lists, still)


# --- what has to hold between the simulator's own answers --------------------------------------------------

def oddities(lists, questions, answers):
    """Sentences about answers that cannot be."""
    there = world.World(copy.deepcopy(lists))
    told = []
    for question, answer in zip(questions, answers):
        hops = answer["hops"]
        if answer["at"] != hops[-1]:
            told.append(f"{question}: at {answer['at']} is not the last hop")
        if (answer["disposition"] in ("delivered", "exits")) != (answer["by"] is None):
            told.append(f"{question}: {answer['disposition']} by {answer['by']}")
        if answer["reply"] == "delivered" and (answer["reply_hops"][0] != hops[-1] or
                                               answer["reply_hops"][-1] != hops[0]):
            told.append(f"{question}: the reply goes {answer['reply_hops']}")
        if answer["disposition"] == "delivered" and answer["at"] not in there.by_instance and \
                answer["at"] not in there.interfaces and answer["at"] not in there.vgws:
            told.append(f"{question}: delivered to {answer['at']}")
        again = simulator.ask(there, question)
        if again != answer:
            told.append(f"{question}: asked twice, answered {answer} and {again}")
    return told


# --- a bundle --------------------------------------------------------------------------------------------

def bundle(job):
    """Counter of what was seen, number of comparisons, disagreements (network, question, mine, other)."""
    glacis, seed, first, count, packets = job
    made = [generate.network(seed, number, packets) for number in range(first, first + count)]
    seen, wrong, compared = collections.Counter(), [], 0
    answers = [simulate(lists, questions) for lists, questions in made]
    for (lists, questions), mine in zip(made, answers):
        for answer in mine:
            seen[f"{answer['disposition']} {answer['by'] or ''}".strip()] += 1
            if answer["reply"]:
                seen[f"reply {answer['reply']}"] += 1
        if not glacis:
            compared += len(questions)
            wrong += [(lists, None, sentence, None) for sentence in oddities(lists, questions, mine)]
    if not glacis:
        return seen, compared, wrong
    questions = [q for _, asked in made for q in asked]
    others = ask_glacis(glacis, merge([lists for lists, _ in made]), questions)
    if isinstance(others, str):
        return seen, 0, [(made[0][0], None, f"networks from {first}: {others}", None)]
    owners = [lists for lists, asked in made for _ in asked]
    for lists, question, mine, other in zip(owners, questions, [a for part in answers for a in part], others):
        compared += 1
        if not differing(mine, other):
            continue
        if is_gap(mine, other):
            seen["known gap"] += 1
        else:
            wrong.append((lists, question, mine, other))
    return seen, compared, wrong


def kind_of(case):
    _, question, mine, other = case
    if question is None:
        return "?"
    return f"{mine['disposition']}/{mine['by']}/{mine['reply']} glacis {other['disposition']}/{other.get('by')}/" \
           f"{other.get('reply')} ({','.join(differing(mine, other))})"


def tell(glacis, case, keep, is_small):
    lists, question, mine, other = case
    if question is None:
        print(mine)
        return
    if is_small:
        lists = smallest(glacis, lists, question, mine, other)
        mine = simulate(lists, [question])[0]
        other = ask_glacis(glacis, lists, [question])[0]
    print("disagreement in", ", ".join(differing(mine, other)))
    print("  question ", json.dumps(question))
    print("  simulator", json.dumps(mine))
    print("  glacis   ", json.dumps(other))
    if is_small:
        print("  network  ", json.dumps(lists))
    if keep:
        folder = pathlib.Path(keep)
        folder.mkdir(parents=True, exist_ok=True)
        name = str(question["id"]).replace("/", "-")
        (folder / f"{name}.json").write_text(json.dumps(
            {"snapshot": lists, "question": question, "simulator": mine, "glacis": other}, indent=1), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis")
    parser.add_argument("--networks", type=int, default=2000)
    parser.add_argument("--packets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--keep", help="folder for disagreements")
    parser.add_argument("--show", type=int, default=5, help="how many disagreements are shrunk and printed")
    parser.add_argument("--only", help="show only disagreements of this kind (its beginning)")
    parser.add_argument("--whole", action="store_true", help="do not shrink the networks that are shown")
    parser.add_argument("-j", type=int, default=2)
    arguments = parser.parse_args()
    jobs = [(arguments.glacis, arguments.seed, first, min(BUNDLE, arguments.first + arguments.networks - first),
             arguments.packets) for first in range(arguments.first, arguments.first + arguments.networks, BUNDLE)]
    seen, compared, wrong = collections.Counter(), 0, []
    with concurrent.futures.ProcessPoolExecutor(arguments.j) as pool:
        for part in pool.map(bundle, jobs):
            seen.update(part[0])
            compared += part[1]
            wrong += part[2]
    kinds = collections.Counter(kind_of(case) for case in wrong)
    shown = set()
    for case in wrong:  # one of each kind
        kind = kind_of(case)
        if len(shown) < arguments.show and kind not in shown and kind.startswith(arguments.only or ""):
            shown.add(kind)
            tell(arguments.glacis, case, arguments.keep, not arguments.whole)
    for kind, count in kinds.most_common(40):
        print(f"{count:7} {kind}")
    print(", ".join(f"{name}: {count}" for name, count in seen.most_common()))
    print(f"{arguments.networks} networks, {compared} packets")
    print(f"{compared - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
