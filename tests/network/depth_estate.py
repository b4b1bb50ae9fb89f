#!/usr/bin/env python3
"""The depth of the example estate: what its documents promise of the data stores.

    depth_estate.py --glacis BIN
"""
import argparse, json, pathlib, subprocess, sys

ESTATE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "estate"
# kind of a store: what has to stand between it and the internet
LAYERS = {"AWS::RDS::DBInstance": {"public-flag", "routing", "group"}, "AWS::MSK::Cluster": {"routing", "group"}}


def depths(glacis, *folders):
    done = subprocess.run([glacis, "depth", "-f", "json", *(str(ESTATE / f) for f in folders)], capture_output=True,
                          text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"exit {done.returncode}: {done.stderr}")
    for receiver in json.loads(done.stdout)["receivers"]:
        for origin in receiver["origins"]:
            yield receiver, origin


def wrong_of_good(receiver, origin):
    if receiver["role"] != "store" or origin["origin"] != "internet":
        return
    if origin["least"] < 2:
        yield f"depth {origin['least']} from the internet"
    # in the root module without an environment, what routes is known only to the service: it may stand
    standing = {layer["layer"] for layer in origin["layers"] if layer["state"] != "open"}
    if LAYERS.get(receiver["kind"], set()) - standing:
        yield f"only {', '.join(sorted(standing))} stand"
    for some in origin["sets"]:
        if len(some["changes"]) < 2:
            yield f"one change opens it: {some['changes'][0]['change']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--glacis", required=True)
    glacis, wrong, stores = parser.parse_args().glacis, [], 0
    for receiver, origin in depths(glacis, "cdk/good", "terraform/good", "kubernetes/good"):
        stores += receiver["role"] == "store"
        wrong += [f"good: {receiver['address']}: {s}" for s in wrong_of_good(receiver, origin)]
    if stores < 20:
        wrong.append(f"{stores} stores in the good estate: some are missing")
    # the broker's group of the bad one admits the internet: that layer is gone, the others stand
    brokers = [(r, o) for r, o in depths(glacis, "cdk/bad") if r["kind"] == "AWS::MSK::Cluster"]
    for receiver, origin in brokers:
        standing = {layer["layer"] for layer in origin["layers"] if layer["state"] == "stands"}
        if origin["least"] != 2 or "group" in standing:
            wrong.append(f"bad: {receiver['address']}: depth {origin['least']} where the group admits everybody")
    print("\n".join(wrong) or f"{stores} stores of the good estate are deep, {len(brokers)} brokers of the bad one less so")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
