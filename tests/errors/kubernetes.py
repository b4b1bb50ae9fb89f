"""Bad Kubernetes manifests and charts: what run.py asks of every bad input."""
from harness import Case, makes_files

GOOD = "apiVersion: v1\nkind: Service\nmetadata: {name: rest}\nspec: {ports: [{port: 80}]}\n"


def files(**content):
    return makes_files(content, lambda name: ".yaml")


def objects(count):
    """The witness is one resource more."""
    def check(done):
        return [] if f" {count + 1} resources" in done.text else [f"not {count} objects were scanned: {done.text[:100]}"]
    return check


def case(name, text, says, where="a.yaml", exit=3, scanned=1, **more):
    return Case(name, files(a=lambda: (text() if callable(text) else text) + "---\n" + GOOD), exit, says, where,
                check=objects(scanned), **more)


def nested_lists(depth):
    return "apiVersion: v1\nkind: List\nitems:\n- " + "{apiVersion: v1, kind: List, items: [" * depth + "]}" * depth + "\n"


def many_clusters(folders, outside):
    """One object in many folders, many beside them: sharing must not multiply."""
    def make(folder):
        for i in range(folders):
            (folder / "envs" / f"e{i}" / "dev").mkdir(parents=True)
            (folder / "envs" / f"e{i}" / "dev" / "a.yaml").write_text(GOOD)
        (folder / "top.yaml").write_text("---\n".join(GOOD.replace("rest", f"s{i}") for i in range(outside)))
    return make


def many_broken(count):
    return "---\n".join(f"apiVersion: v1\nkind: Pod\nmetadata: [{i}]\n" for i in range(count))


KUBERNETES = [
    case("metadata that is a list", "apiVersion: v1\nkind: Pod\nmetadata: [a]\n", r"metadata is a list.*map", "a.yaml:3:11"),
    case("spec that is a list", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: [a]\n",
         r"spec is a list", "a.yaml:4:7"),
    case("containers that are a map", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: {a: b}\n",
         r"containers is a map, the API wants a list; Pod \"a\"", "a.yaml:5:15"),
    case("apiVersion that is a number", "apiVersion: 1\nkind: Pod\nmetadata: {name: a}\n", r"apiVersion is a number",
         "a.yaml:1:13"),
    case("no apiVersion", "kind: Pod\nmetadata: {name: a}\n", r"apiVersion is missing; Pod \"a\"", "a.yaml:1:1"),
    case("no kind", "apiVersion: v1\nmetadata: {name: a}\n", r"kind is missing", "a.yaml:1:1"),
    case("a name that is a Boolean in YAML 1.1", "apiVersion: v1\nkind: Pod\nmetadata: {name: on}\n",
         r"name is a Boolean", "a.yaml:3:18"),
    case("an item of a list that is text", "apiVersion: v1\nkind: List\nitems: [a]\n", r"items\[\] is text", "a.yaml:3:9"),
    case("lists in lists", nested_lists(30), r"deeper than", "a.yaml:4"),
    case("a document that is no object", "- a\n- b\n", "", exit=0, where=""),
    case("duplicate keys", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nmetadata: {name: b}\n", "", where="",
         exit=0, scanned=2),
    case("2,000 objects that are broken", lambda: many_broken(2000), r"more problems", "a.yaml"),
    Case("a later document that is broken", files(a=GOOD + "---\nkind: [\n"), 3, r"YAML", "a.yaml", check=objects(1)),
    Case("a manifest on standard input", files(), 0, witness=False, paths=["-"], stdin=("---\n" + GOOD).encode()),
    Case("a bomb of aliases in a manifest", files(a=lambda: "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)) + "---\n" + GOOD), 3, r"alias", "a.yaml"),
    Case("500 folders with one object and 2,000 objects beside them", many_clusters(500, 2000), 0),
]
