#!/usr/bin/env python3
"""Pages need nothing else and run nothing else: the policy of each page of tests/golden names the hashes of its style and
its script, and nothing leads out of the file or hides in an attribute."""
import base64, hashlib, re
from project import ROOT, finish, name

SCHEMA = "http://www.w3.org/2000/svg"  # a name, which nobody fetches


def sha256(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def problems_of(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    if not policy:
        return ["no Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.group(1).split(";"))
    found = []
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        texts = re.findall(rf"<{element}>(.*?)</{element}>", page, re.S)
        if [sha256(text) for text in texts] != rules.get(rule, "").split():
            found.append(f"{rule} does not name the <{element}> of the page")
    if rules.get("default-src") != "'none'":
        found.append("default-src is not 'none'")
    for tag in re.findall(r"<[a-z][^<>]*>", page):
        if re.search(r'\s(?:style|on[a-z]+|src|href)="', tag):
            found.append(f"{tag} has an attribute that loads, runs or styles")
    for address in re.findall(r"https?://[^\s\"<]*", page):
        if address != SCHEMA:
            found.append(f"{address} leads out of the page")
    return found


def main():
    pages = sorted((ROOT / "tests/golden").glob("*.html"))
    problems = [f"{name(page)}: {what}" for page in pages for what in problems_of(page.read_text(encoding="utf-8"))]
    finish(len(pages), problems)


if __name__ == "__main__":
    main()
