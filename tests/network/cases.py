#!/usr/bin/env python3
"""Hand-written networks with questions whose answers the AWS documents (or Batfish's and np-guard's own tests) give.

    cases.py [--glacis BIN] [CASE.json...]

A case: {"title", "source", "network": compact form of build.py, "ask": [[question, expected], ...]}. What `expected`
names has to be so; of `hops` and `reply_hops` all. "gap" beside it says why glacis does not answer so yet: counted, and
a failure as soon as it does.
"""
import argparse, json, pathlib, sys
import build, run

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    passed = failed = gaps = 0
    for file in arguments.files or sorted((HERE / "cases").glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        lists = build.network(case["network"])
        questions = [{"id": place, **question} for place, (question, _) in enumerate(case["ask"])]
        answers = run.simulate(lists, questions)
        who = [("simulator", answers)]
        if arguments.glacis:
            other = run.ask_glacis(arguments.glacis, lists, questions)
            if isinstance(other, str):
                print(f"{file.name}: {other}")
                failed += len(questions)
            else:
                who.append(("glacis", other))
        for name, given in who:
            for (question, expected), answer in zip(case["ask"], given):
                wrong = {key: answer.get(key) for key, value in expected.items()
                         if key != "gap" and answer.get(key) != value}
                if name == "glacis" and "gap" in expected:
                    gaps += 1
                    if not wrong:
                        failed += 1
                        print(f"{file.name}: {json.dumps(question)} is answered: take its gap away")
                    continue
                if not wrong:
                    passed += 1
                    continue
                failed += 1
                print(f"{file.name}: {name}: {json.dumps(question)}\n  expected {json.dumps(expected)}\n"
                      f"  answered {json.dumps(answer)}")
    if gaps:
        print(f"{gaps} known gaps")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
