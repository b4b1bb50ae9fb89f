#!/usr/bin/env python3
"""Bad input: one clear diagnostic, everything else still scanned, exit 3, no crash, bounded memory and time.

    run.py --glacis GLACIS [--limits] [-v] [NAME...]      --limits: judge peak memory too (builds without sanitizers)
"""
import argparse, base64, gzip, json, os, random, socket, sys
from harness import Case, WITNESS, run_all
from kubernetes import KUBERNETES
from snapshot import SNAPSHOT
from terraform import TERRAFORM

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
BUCKET = "  Logs:\n    Type: AWS::S3::Bucket\n"


def text(name, content, encoding="utf-8"):
    """`content`: text, bytes, or a function that makes it (large ones: what this program holds counts as the peak of
    the programs that it starts)."""
    def make(folder):
        made = content() if callable(content) else content
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode(encoding))
    return make


def both(*makers):
    def make(folder):
        for maker in makers:
            maker(folder)
    return make


def link(name, target):
    def make(folder):
        (folder / name).symlink_to(target)
    return make


# --- files -----------------------------------------------------------------------------------------------

def unreadable_file(folder):
    (folder / "secret.yaml").write_text(WITNESS)
    os.chmod(folder / "secret.yaml", 0)


def unreadable_folder(folder):
    (folder / "closed").mkdir()
    (folder / "closed" / "a.yaml").write_text(WITNESS)
    os.chmod(folder / "closed", 0)


def folder_without_search(folder):
    """Names can be listed, files cannot be opened."""
    (folder / "half").mkdir()
    (folder / "half" / "a.yaml").write_text(WITNESS)
    os.chmod(folder / "half", 0o744)


def loops(folder):
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "up").symlink_to("../..")
    (folder / "a" / "self").symlink_to(".")
    (folder / "x").symlink_to("y")
    (folder / "y").symlink_to("x")


def deep_folders(folder):
    path = folder
    for _ in range(100):
        path = path / "d"
        path.mkdir()
    (path / "deep.yaml").write_text(WITNESS)


def pipe(folder):
    os.mkfifo(folder / "pipe.yaml")


def unix_socket(folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.bind("socket.json")
    finally:
        os.chdir(here)


def large(name, megabytes):
    def make(folder):
        with open(folder / name, "w") as file:
            if name.endswith(".json"):
                file.write('{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": ["')
                for _ in range(megabytes):
                    file.write("x" * (1 << 20))
                file.write('"]}}}')
            else:
                file.write(HEAD + BUCKET + "    Metadata:\n")
                for _ in range(megabytes * 16):
                    file.write("      - " + "x" * (65536 - 9) + "\n")
    return make


def many_values(count):
    """Small values: the worst ratio of memory to bytes."""
    return text("values.json", lambda: '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": [' +
                ",".join(["[]"] * count) + "]}}}")


def many_keys(count):
    return text("keys.json", lambda: '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Metadata": {' +
                ",".join(f'"k{i}": {i}' for i in range(count)) + "}}}}")


def many_yaml_keys(count):
    return text("keys.yaml", lambda: HEAD + BUCKET + "    Metadata:\n" + "".join(f"      k{i}: {i}\n" for i in range(count)))


def strange_names(folder):
    for name in (b"new\nline.yaml", b"esc\x1b[31mred.json", b"bad\xff\xfeutf8.yaml"):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b'{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": }}')


FILES = [
    Case("an unreadable file", unreadable_file, 3, r"[Pp]ermission denied", "secret.yaml", as_nobody=True),
    Case("an unreadable folder", unreadable_folder, 3, r"[Pp]ermission denied", "closed", as_nobody=True),
    Case("a folder that lists but does not open", folder_without_search, 3, r"[Pp]ermission denied", as_nobody=True),
    Case("symbolic links that go in circles", loops, (0, 3)),
    Case("folders deeper than the limit", deep_folders, 3, r"deep|level"),
    Case("a pipe that nobody writes", pipe, (0, 3)),
    Case("a socket", unix_socket, (0, 3)),
    Case("a link to an endless device", link("zero.yaml", "/dev/zero"), (0, 3)),
    Case("a link to nowhere", link("gone.yaml", "not/there.yaml"), (0, 3)),
    Case("a path that does not exist", text("a.txt", "a"), (2, 3), r"No such file", "nowhere", witness=False,
         paths=["nowhere"]),
    Case("one path of two does not exist", text("a.txt", "a"), (2, 3), r"No such file", "nowhere", witness=False,
         paths=[".", "nowhere"]),
    Case("a pipe named as PATH", pipe, (2, 3), r"regular", "pipe.yaml", witness=False, paths=["pipe.yaml"]),
    Case("a JSON file of 100 MB", large("big.json", 100), 3, r"large|limit|MiB|MB", "big.json"),
    Case("a YAML file of 100 MB", large("big.yaml", 100), 3, r"large|limit|MiB|MB", "big.yaml"),
    Case("a JSON template of 30 MB", large("big.json", 30), 0, only_release=True),
    Case("a YAML template of 20 MB", large("big.yaml", 20), 0, only_release=True),
    Case("a million of the smallest values", many_values(1000000), 0, only_release=True),
    Case("200,000 keys in one JSON object", many_keys(200000), 0),
    Case("100,000 keys in one YAML map", many_yaml_keys(100000), 0),
    Case("file names that would steer a terminal", strange_names, 3),
    Case("an empty YAML file", text("empty.yaml", ""), (0, 3)),
    Case("an empty JSON file", text("empty.json", ""), (0, 3)),
    Case("a file of one line end", text("blank.yaml", "\n"), (0, 3)),
    Case("a YAML file of comments only", text("comment.yaml", "# nothing\n"), 0),
]

# --- bytes -----------------------------------------------------------------------------------------------

JSON_CUT = '{\n  "AWSTemplateFormatVersion": "2010-09-09",\n  "Resources": {\n    "A": {"Type": "AWS::S3::Bucket"'
YAML_CUT = HEAD + '  A:\n    Type: "AWS::S3::Bucket\n'
NOISE = bytes(random.Random(7).randrange(256) for _ in range(4096))

BYTES = [
    Case("JSON that is cut off", text("cut.json", JSON_CUT), 3, r"end", "cut.json:4"),
    Case("JSON that is cut off inside a string", text("cut.json", JSON_CUT[:-8]), 3, r"string|end|quote", "cut.json:4"),
    Case("YAML that is cut off inside a string", text("cut.yaml", YAML_CUT), 3, "", "cut.yaml"),
    Case("YAML with a tab as indentation", text("tab.yaml", HEAD + "\tA: 1\n"), 3, r"tab|character|token", "tab.yaml:3"),
    Case("YAML with a wrong indentation", text("indent.yaml", HEAD + "  A:\n    Type: x\n   B: y\n"), 3, "",
         "indent.yaml:5"),
    Case("JSON with a missing comma", text("comma.json", '{"Resources": {\n "A": {}\n "B": {}}}'), 3, "", "comma.json"),
    Case("noise named .yaml", text("noise.yaml", NOISE), 3, "", "noise.yaml"),
    Case("noise named .json", text("noise.json", NOISE), 3, "", "noise.json"),
    Case("noise named .template", text("noise.template", NOISE), (0, 3)),
    Case("a picture named .json", text("logo.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE), 3, "", "logo.json"),
    Case("NUL bytes in YAML", text("nul.yaml", HEAD + BUCKET + "    Foo: a\0b\n"), 3, "", "nul.yaml:5"),
    Case("NUL bytes in JSON", text("nul.json", '{"Resources": {"A\0": 1}}'), 3, "", "nul.json:1"),
    Case("bytes that are no UTF-8 in YAML", text("latin.yaml", HEAD.encode() + b"  A: {Type: caf\xe9}\n"), 3,
         r"UTF-8", "latin.yaml:3"),
    Case("bytes that are no UTF-8 in JSON", text("latin.json", b'{"Resources": {\n"A": "caf\xe9"}}'), 3,
         r"UTF-8", "latin.json:2"),
    Case("an overlong UTF-8 form", text("overlong.json", b'{"Resources": "\xc0\xaf"}'), 3, r"UTF-8", "overlong.json:1"),
    Case("UTF-16 YAML, little end first", text("wide.yaml", "\ufeff" + WITNESS, "utf-16-le"), 3, r"UTF-16", "wide.yaml"),
    Case("UTF-16 JSON, big end first", text("wide.json", '\ufeff{"Resources": {}}', "utf-16-be"), 3, r"UTF-16",
         "wide.json"),
    Case("a BOM before good YAML", text("bom.yaml", "\ufeff" + WITNESS), 0),
    Case("the second document of a stream is broken",
         text("two.yaml", WITNESS.replace("OpenDoor", "Second") + "---\na: [1\n"), 3, "", "two.yaml",
         check=lambda done: [] if done.findings("Second") else ["the first document was not scanned"]),
    Case("duplicate keys in YAML", text("twice.yaml", HEAD + BUCKET + "    DeletionPolicy: Retain\n" +
                                        "    DeletionPolicy: Delete\n"), 3, r"duplicate key.*DeletionPolicy.*5:5",
         "twice.yaml:6:5"),
    Case("duplicate keys in JSON", text("twice.json", '{"Resources": {"A": {"Type": "AWS::S3::Bucket"},\n "A": {}}}'), 3,
         r"duplicate key.*\"A\"", "twice.json:2:2"),
    Case("a secret on the line of a mistake",
         text("password.json", '{"Resources": {"A": {"Type": "AWS::RDS::DBInstance", "Properties": {\n'
              '  "MasterUserPassword": "hunter2-is-secret" "Engine": 1}}}}'), 3, "", "password.json:2",
         never=("hunter2-is-secret",)),
    Case("escape sequences in names and values",
         text("colour.yaml", HEAD + '  "A\\e[31m":\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n'
              '      GroupDescription: "\\e]0;title\\a"\n      SecurityGroupIngress:\n'
              '        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: "0.0.0.0/0", Description: "\\e[2J"}\n'),
         (0, 3)),
]

# --- structure -------------------------------------------------------------------------------------------


def nested(opening, closing, count, middle="1"):
    return opening * count + middle + closing * count


def block_nesting(count):
    return "".join("  " * i + "a:\n" for i in range(count)) + "  " * count + "b\n"


ALIASES = HEAD + BUCKET + "    Metadata:\n      l0: &l0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"      l{i}: &l{i} [" + ", ".join([f"*l{i - 1}"] * 9) + "]\n" for i in range(1, 12))
MERGES = HEAD + BUCKET + "    Metadata:\n      m0: &m0 {" + ", ".join(f"k{i}: 1" for i in range(100)) + "}\n" + "".join(
    f"      m{i}: &m{i} {{<<: [" + ", ".join([f"*m{i - 1}"] * 9) + f"], n{i}: 1}}\n" for i in range(1, 12))

STRUCTURE = [
    Case("100,000 nested JSON lists", text("deep.json", lambda: '{"Resources": ' + nested("[", "]", 100000) + "}"), 3,
         r"deep|nest", "deep.json:1"),
    Case("100,000 nested JSON objects", text("deep.json", lambda: '{"Resources": ' + nested('{"a":', "}", 100000) + "}"), 3,
         r"deep|nest", "deep.json:1"),
    Case("50,000 open brackets and nothing else", text("open.json", "[" * 50000), 3, "", "open.json"),
    Case("100,000 nested YAML flow lists", text("deep.yaml", lambda: "Resources: " + nested("[", "]", 100000) + "\n"), 3,
         r"deep|nest", "deep.yaml:1"),
    Case("100,000 nested YAML flow maps", text("deep.yaml", lambda: "Resources: " + nested("{a: ", "}", 100000) + "\n"), 3,
         r"deep|nest", "deep.yaml:1"),
    Case("2,000 nested YAML blocks", text("deep.yaml", lambda: "Resources:\n" + block_nesting(2000)), 3,
         r"deep|nest", "deep.yaml"),
    Case("20,000 nested YAML lists in one line", text("dash.yaml", "Resources:\n" + "- " * 20000 + "a\n"), 3, "",
         "dash.yaml"),
    Case("20,000 question marks", text("keys.yaml", "? " * 20000 + "a\n"), 3, "", "keys.yaml"),
    Case("an alias bomb", text("bomb.yaml", ALIASES), 3, r"alias", "bomb.yaml"),
    Case("a merge bomb", text("merge.yaml", MERGES), 3, r"merge|alias", "merge.yaml"),
    Case("an alias inside its own anchor", text("self.yaml", HEAD + "  A: &a\n    Type: AWS::S3::Bucket\n    B: *a\n"),
         3, r"alias|anchor|itself", "self.yaml:5"),
    Case("an alias without anchor", text("none.yaml", HEAD + "  A: *nothing\n"), 3, r"alias|anchor", "none.yaml:3"),
    Case("Resources that are a list", text("list.yaml", HEAD.rstrip() + " [a, b]\n"), 3, r"Resources", "list.yaml:2"),
    Case("Resources that are a text", text("word.json", '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": "a"}'),
         3, r"Resources", "word.json:1"),
    Case("a template without Resources", text("none.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nOutputs: {}\n"), 3,
         r"Resources", "none.yaml"),
    Case("a resource without Type", text("type.yaml", HEAD + "  A: {Properties: {}}\n  B: {Type: AWS::S3::Bucket}\n"), 3,
         r"Type", "type.yaml:3"),
    Case("a resource that is a text", text("word.yaml", HEAD + "  A: bucket\n" + BUCKET), 3, "", "word.yaml:3"),
    Case("a resource whose Type is a list", text("odd.yaml", HEAD + "  A: {Type: [1]}\n" + BUCKET), 3, r"Type",
         "odd.yaml:3"),
    Case("Properties that are a list", text("props.yaml", HEAD + "  A: {Type: AWS::S3::Bucket, Properties: [1]}\n"), 3,
         r"Properties", "props.yaml:3"),
    Case("YAML that is something else", text("compose.yaml", "services:\n  web: {image: nginx}\n"), 0),
    Case("a YAML file that is one word", text("word.yaml", "hello\n"), 0),
    Case("JSON that is something else", text("package.json", '{"name": "a", "version": "1.0.0"}'), 0),
]

# --- evaluation ------------------------------------------------------------------------------------------


def doubling_sub(levels):
    value = "x" * 64
    for _ in range(levels):
        value = {"Fn::Sub": ["${A}${A}", {"A": value}]}
    return json.dumps({"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": value}}}})


def wide_joins():
    """A list of 1,000 joined 1,000 times, that again: 10 GB of text from 30 kB."""
    many = "[" + ", ".join(["*t"] * 1000) + "]"
    return (HEAD + "  A:\n    Type: AWS::S3::Bucket\n    Metadata:\n      t: &t " + "y" * 10000 + "\n"
            f"      l: &l !Join ['', {many}]\n    Properties:\n      BucketName: !Join ['', [" +
            ", ".join(["*l"] * 1000) + "]]\n")


def nested_joins(levels):
    value = "x"
    for _ in range(levels):
        value = {"Fn::Join": ["-", [value, value]]}
    return json.dumps({"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": value}}}})


def loops_multiplied():
    words = json.dumps([f"v{i}" for i in range(60)])
    body = '{"Type": "AWS::S3::Bucket"}'
    inner = f'"B${{A}}${{B}}${{C}}${{D}}": {body}'
    for letter in "DCBA":
        inner = f'"Fn::ForEach::{letter}": ["{letter}", {words}, {{{inner}}}]'
    return '{"Transform": "AWS::LanguageExtensions", "Resources": {' + inner + "}}"


def packed_user_data():
    packed = base64.b64encode(gzip.compress(bytes(200 * 1024 * 1024), 9)).decode()
    return (HEAD + "  A:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData: " + packed + "\n  B:\n"
            "    Type: AWS::EC2::Instance\n    Properties:\n      UserData: {Fn::Base64: 'x '}\n")


def many_rules():
    return json.dumps({"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {
        "GroupDescription": "a", "SecurityGroupIngress": [
            {"IpProtocol": "tcp", "FromPort": i, "ToPort": i, "CidrIp": f"{i % 200 + 1}.{i // 256}.{i % 256}.0/24"}
            for i in range(50000)]}}}})


def many_users():
    group = {"Fn::GetAtt": ["G", "GroupId"]}
    made = {f"D{i}": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": "postgres", "VPCSecurityGroups": [group]}}
            for i in range(1500)}
    made["G"] = {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "a", "SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "SourceSecurityGroupId": group}]}}
    return json.dumps({"Resources": made})


def many_statements():
    return json.dumps({"Resources": {"B": {"Type": "AWS::S3::Bucket"}, "P": {
        "Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "B"}, "PolicyDocument": {"Statement": [
            {"Effect": "Deny" if i % 2 else "Allow", "Principal": "*", "Action": f"s3:Get{i}*",
             "Resource": f"arn:aws:s3:::b{i}/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
            for i in range(3000)]}}}}})


CONDITION_CYCLE = """Conditions:
  First: !Condition Second
  Second: !Not [!Condition First]
Resources:
  A:
    Type: AWS::S3::Bucket
    Condition: First
"""
REF_CYCLE = """Resources:
  A:
    Type: AWS::KMS::Key
    Properties: {Description: !GetAtt B.Arn}
  B:
    Type: AWS::KMS::Key
    Properties: {Description: !GetAtt A.Arn}
"""
SELF_STACK = HEAD + "  Again:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: self.yaml}\n"
TWO_STACKS = [HEAD + "  Other:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: %s.yaml}\n" % other
              for other in ("two", "one")]
BIG_MAPPING = lambda: json.dumps({
    "Mappings": {"M": {f"k{i}": {f"n{j}": f"v{j}" for j in range(64)} for i in range(200)}},
    "Parameters": {f"P{i}": {"Type": "String", "AllowedValues": [f"k{j}" for j in range(200)]} for i in range(20)},
    "Resources": {f"B{i}": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Join": ["", [
        {"Fn::FindInMap": ["M", {"Ref": f"P{j}"}, "n1"]} for j in range(20)]]}}} for i in range(20)}})
MANY_CONDITIONS = lambda: json.dumps({
    "Parameters": {f"P{i}": {"Type": "String"} for i in range(40)},
    "Conditions": {f"C{i}": {"Fn::Equals": [{"Ref": f"P{i}"}, "a"]} for i in range(40)},
    "Resources": {"A": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "a",
                  "SecurityGroupIngress": [{"Fn::If": [f"C{i}", {"IpProtocol": "tcp", "FromPort": i, "ToPort": i,
                                                                 "CidrIp": "10.0.0.0/8"},
                                                       {"Ref": "AWS::NoValue"}]} for i in range(40)]}}}})
MANY_GROUPS = lambda: json.dumps({"Resources": {
    f"G{i}": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "a", "SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "SourceSecurityGroupId": {"Fn::GetAtt": [f"G{j}", "GroupId"]}}
        for j in range(i % 7, 600, 7)]}} for i in range(600)}})

EVALUATION = [
    Case("conditions that need each other", text("cycle.yaml", CONDITION_CYCLE), 3, r"[Cc]ycle|circular|itself|each other",
         "cycle.yaml"),
    Case("resources that refer to each other", text("cycle.yaml", REF_CYCLE), (0, 3)),
    Case("a resource that refers to itself", text("own.yaml", HEAD + "  A:\n    Type: AWS::S3::Bucket\n" +
                                                  "    Properties: {BucketName: !Ref A}\n"), (0, 3)),
    Case("a Ref to nothing", text("dangling.yaml", HEAD + "  A:\n    Type: AWS::S3::Bucket\n" +
                                  "    Properties: {BucketName: !Ref Nothing}\n"), 3, r"Nothing", "dangling.yaml:5"),
    Case("a condition that is not declared", text("condition.yaml", HEAD + BUCKET + "    Condition: Gone\n"), 3, r"Gone",
         "condition.yaml:5"),
    Case("a Sub that doubles 40 times", text("sub.json", lambda: doubling_sub(40)), 3, r"more than", "sub.json"),
    Case("joins that make 10 GB of text", text("join.yaml", wide_joins), 3, r"more than|longer", "join.yaml"),
    Case("joins that double 14 times", text("join.json", lambda: nested_joins(14)), (0, 3)),
    Case("loops that make 13 million resources", text("loop.json", loops_multiplied), 3, r"more than",
         "loop.json"),
    Case("a template that nests itself", text("self.yaml", SELF_STACK), 3, r"nest|itself|cycle", "self.yaml"),
    Case("two templates that nest each other", both(text("one.yaml", TWO_STACKS[0]), text("two.yaml", TWO_STACKS[1])), 3,
         r"nest|itself|cycle"),
    Case("a nested template outside the scan",
         text("out.yaml", SELF_STACK.replace("self.yaml", "../../../../etc/passwd")), (0, 3)),
    Case("200 to the power of 20 possible names", text("choice.json", BIG_MAPPING), 0),
    Case("40 undecided conditions in one group", text("worlds.json", MANY_CONDITIONS), 0),
    Case("600 groups that admit one another", text("groups.json", MANY_GROUPS), 0),
    Case("user data that unpacks to 200 MB", text("bomb.yaml", packed_user_data), (0, 3)),
    Case("50,000 rules in one group", text("rules.json", many_rules), 0),
    Case("a group of 1,500 databases", text("users.json", many_users), 0),
    Case("a policy of 3,000 statements", text("policy.json", many_statements), 0),
    Case("wrong arguments of every function", text("wrong.yaml", HEAD + "  A:\n    Type: AWS::S3::Bucket\n" +
         "    Properties:\n" + "".join(f"      P{i}: !{f}\n" for i, f in enumerate((
             "Ref [a]", "Sub {a: b}", "GetAtt a", "Join a", "Select [9, [a]]", "Split [a]", "FindInMap [a]", "If [a, b]",
             "Base64 [a]", "Cidr [a]", "GetAZs [a]", "ImportValue [a]", "Transform a")))), 3, "", "wrong.yaml"),
]

# --- assemblies ------------------------------------------------------------------------------------------


def assembly(artifacts, **files):
    def make(folder):
        out = folder / "cdk.out"
        out.mkdir()
        (out / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts}))
        for name, content in files.items():
            (out / name.replace("__", ".")).write_text(content)
    return make


STACK = {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region"}

ASSEMBLIES = [
    Case("a manifest whose template is missing",
         assembly({"S": {**STACK, "properties": {"templateFile": "S.template.json"}}}), 3, r"S\.template\.json",
         "cdk.out/manifest.json"),
    Case("a manifest whose template lies outside",
         assembly({"S": {**STACK, "properties": {"templateFile": "../../../../../../etc/passwd"}}}), 3, "",
         "cdk.out/manifest.json", never=("root:x",)),
    Case("an assembly that holds itself",
         assembly({"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}), (0, 3)),
    Case("an assembly that holds its parent",
         assembly({"A": {"type": "cdk:cloud-assembly", "properties": {"directoryName": ".."}}}), 3, "",
         "cdk.out/manifest.json"),
    Case("a manifest that is cut off", both(assembly({}), text("cdk.out/manifest.json", '{"version": "55.0.0", "art')), 3, "",
         "cdk.out/manifest.json:1"),
    Case("artifacts that are a list", both(assembly({}), text("cdk.out/manifest.json",
         '{"version": "55.0.0", "artifacts": [1]}')), (0, 3)),
    Case("a stack whose template is broken",
         assembly({"S": {**STACK, "properties": {"templateFile": "S.template.json"}}}, S__template__json='{"Resources": {'),
         3, "", "cdk.out/S.template.json:1"),
    Case("construct metadata that is broken",
         assembly({"S": {**STACK, "properties": {"templateFile": "S.template.json"},
                         "additionalMetadataFile": "S.metadata.json"}},
                  S__template__json=json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}),
                  S__metadata__json="{"), 3, "", "cdk.out/S.metadata.json:1"),
]

# --- the program's own ends --------------------------------------------------------------------------------

STREAMS = [
    Case("a template on standard input", text("a.txt", ""), 0, witness=False, paths=["-"], stdin=WITNESS.encode(),
         check=lambda done: [] if done.findings("OpenDoor") else ["no finding"]),
    Case("a broken template on standard input", text("a.txt", ""), 3, "", witness=False, paths=["-"],
         stdin=JSON_CUT.encode()),
    Case("nothing on standard input", text("a.txt", ""), (0, 3), witness=False, paths=["-"]),
    Case("100 MB on standard input", text("a.txt", ""), 3, r"large|limit|MiB|MB", witness=False, paths=["-"],
         stdin=lambda: b"Resources: [" + b"x, " * (34 * 1024 * 1024) + b"]", only_release=True),
    Case("findings win over what could not be read", text("cut.json", JSON_CUT), 1, r"end", "cut.json:4",
         options=["--baseline", "all", "--fail-on", "low"]),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--glacis", required=True)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    cases = FILES + BYTES + STRUCTURE + EVALUATION + ASSEMBLIES + STREAMS + TERRAFORM + KUBERNETES + SNAPSHOT
    return run_all(args.glacis, cases, args.limits, args.names, args.verbose)


if __name__ == "__main__":
    sys.exit(main())
