#!/usr/bin/env python3
"""Networks with answers that Batfish and np-guard hold their own programs to; the simulator and glacis against them.

    corpora.py --shared FOLDER [--glacis BIN] [--show]

FOLDER/corpora/batfish-aws: flow -> disposition and hops. FOLDER/corpora/awsvpc: texts of who reaches whom, made here of
answers to single packets. Where our answer is another one, argued.csv names who answers so (both: the simulator and
glacis), case, field, the exact answer and why; whatever is not argued there fails, and so does an argument that is not
needed.
"""
import argparse, csv, json, pathlib, sys
import connections, run, simulator, world

HERE = pathlib.Path(__file__).resolve().parent
PROTOCOLS = {"hopopt": 0, "an": 107}
DISPOSITIONS = {"ACCEPTED": "delivered", "DELIVERED_BOTH_WAYS": "exits", "DENIED_IN": "denied",
                "NULL_ROUTED": "no-route", "NO_ROUTE": "no-route", "EXITS_NETWORK": "exits"}


class Verdicts:
    """Compares, with argued.csv at hand."""

    def __init__(self, is_shown):
        self.passed = self.failed = 0
        self.is_shown = is_shown
        with open(HERE / "argued.csv", encoding="utf-8", newline="") as file:
            self.argued = {(row["who"], row["case"], row["field"]): row for row in csv.DictReader(file)}
        self.used = set()

    def compare(self, who, case, field, expected, ours):
        text = " ".join(map(str, ours)) if isinstance(ours, list) else str(ours)
        key = (who, case, field) if (who, case, field) in self.argued else ("both", case, field)
        if expected == ours:
            self.passed += 1
            if self.is_shown:
                print(f"  {who}: {case}: {field} as expected")
            return
        row = self.argued.get(key)
        if row is not None and row["ours"] == text:
            self.used.add(key)
            self.passed += 1
            if self.is_shown:
                print(f"  {who}: {case}: {field} argued: {row['reason']}")
            return
        self.failed += 1
        print(f"{who}: {case}: {field}\n  expected {expected}\n  answered {text}")

    def finish(self, is_glacis_asked):
        for key in sorted(set(self.argued) - self.used):
            if key[0] == "glacis" and not is_glacis_asked:
                continue
            self.failed += 1
            print(f"argued.csv: {key[1]}, {key[2]}: is as expected, needs no argument")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


# --- Batfish ----------------------------------------------------------------------------------------------

def question_of(case):
    flow = case["flow"]
    protocol = flow.get("protocol", "hopopt")
    question = {"id": case["name"], "from": "onprem" if flow["ingress"].startswith("onprem") else flow["ingress"],
                "dst": flow["dst"], "protocol": PROTOCOLS.get(protocol, protocol)}
    if "dst_port" in flow:
        question["dport"] = flow["dst_port"]
    src = flow.get("src", "")
    if src and not src.endswith("ip-of-ingress"):
        question["src"] = src
    elif flow["ingress"].startswith("vpc-"):
        question["src"] = "192.0.2.1"  # put in at the VPC's router: Batfish takes any address
    elif flow["ingress"].startswith("onprem"):
        question["src"] = "10.20.0.1"
    return question


def case_name(case):
    return f"{case['name'].split('.')[0].replace('AwsConfiguration', '')}.{case['name'].split('.')[1]}" \
           f" {case['flow']['dst']}"


def batfish(verdicts, folder, glacis):
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    for snapshot in sorted({case["snapshot"] for case in cases}):
        mine = [case for case in cases if case["snapshot"] == snapshot]
        questions = [question_of(case) for case in mine]
        there = world.load(folder / snapshot / "aws_configs")
        who = [("simulator", [simulator.ask(there, question) for question in questions])]
        if glacis:
            who.append(("glacis", run.ask_glacis_at(glacis, folder / snapshot / "aws_configs", questions)))
        for name, answers in who:
            if isinstance(answers, str):
                verdicts.failed += 1
                print(f"{name}: {snapshot}: {answers}")
                continue
            for case, answer in zip(mine, answers):
                label = case_name(case)
                verdicts.compare(name, label, "disposition", DISPOSITIONS[case["disposition"]], answer["disposition"])
                verdicts.compare(name, label, "hops", case["hops"], answer["hops"])
                if "reverse_hops" in case:
                    verdicts.compare(name, label, "reply", "delivered", answer["reply"])
                    verdicts.compare(name, label, "reply_hops", case["reverse_hops"], answer["reply_hops"])


# --- np-guard ---------------------------------------------------------------------------------------------

def awsvpc(verdicts, folder, glacis):
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    who = [("simulator", run.simulate)]
    if glacis:
        who.append(("glacis", lambda lists, questions: connections.checked(run.ask_glacis(glacis, lists, questions))))
    for case in cases:
        expected = (folder / case["expected"]).read_text(encoding="utf-8")
        lists = {key: value for key, value in json.loads((folder / case["input"]).read_text(encoding="utf-8")).items()
                 if isinstance(value, list)}
        for name, answer_of in who:
            network = connections.Connections(lists, answer_of)
            if case["kind"] == "endpoints":
                verdicts.compare(name, case["name"], "text", expected, network.endpoints_text())
            elif case["kind"] == "subnets":
                verdicts.compare(name, case["name"], "text", expected, network.subnets_text())
            elif case["kind"] == "explain":
                for field, told, ours in network.explain(case["from"], case["to"], expected):
                    verdicts.compare(name, case["name"], field, told, ours)
            elif case["kind"] == "lint":
                verdicts.compare(name, case["name"], "text", expected, network.lint_text())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis")
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    verdicts = Verdicts(arguments.show)
    for name, judge in (("batfish-aws", batfish), ("awsvpc", awsvpc)):
        folder = arguments.shared / "corpora" / name
        if not folder.is_dir():
            print(f"{folder} is not there")
            verdicts.failed += 1
            continue
        judge(verdicts, folder, arguments.glacis)
    return verdicts.finish(bool(arguments.glacis))


if __name__ == "__main__":
    sys.exit(main())
