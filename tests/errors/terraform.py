"""Bad Terraform: what run.py asks of every bad input, for configurations."""
from harness import Case, makes_files

# A security group that must be found whatever else the file holds.
OPEN = '''
resource "aws_security_group" "open" {
  name = "open"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
'''


def files(**content):
    return makes_files(content, lambda name: ".tfvars" if name == "terraform" else ".tf")


def rest_is_scanned(done):
    return [] if done.findings("aws_security_group.open") else ["the rest was not scanned: no finding on the open group"]


def case(name, text, says, where="main.tf", exit=3, **more):
    return Case(name, files(main=(lambda: text() + OPEN) if callable(text) else text + OPEN), exit, says, where,
                check=rest_is_scanned, **more)


def outside(folder):
    (folder.parent / "outside.txt").write_text("outside-of-the-tree")
    (folder / "main.tf").write_text(
        'resource "aws_ssm_parameter" "p" {\n  name  = "p"\n  type  = "String"\n'
        '  value = file("${path.module}/../outside.txt")\n}\n' + OPEN)


def link_outside(folder):
    (folder.parent / "outside.txt").write_text("outside-of-the-tree")
    (folder / "in.txt").symlink_to("../outside.txt")
    (folder / "main.tf").write_text(
        'resource "aws_ssm_parameter" "p" {\n  name  = "p"\n  type  = "String"\n  value = file("in.txt")\n}\n' + OPEN)


def linked_module(folder):
    module = folder.parent / "elsewhere"
    module.mkdir()
    (module / "main.tf").write_text('output "x" { value = "from-elsewhere" }\n')
    (folder / "m").symlink_to(module)
    (folder / "main.tf").write_text('module "m" {\n  source = "./m"\n}\n' + OPEN)


def pipe(folder):
    import os
    os.mkfifo(folder / "in.txt")
    (folder / "main.tf").write_text('locals {\n  a = file("in.txt")\n}\n' + OPEN)


def doubling(levels):
    return 'locals {\n  s0 = "' + "x" * 64 + '"\n' + "".join(
        f'  s{i} = "${{local.s{i - 1}}}${{local.s{i - 1}}}"\n' for i in range(1, levels)) + "}\n"


def doubling_lists(levels):
    return "locals {\n  s0 = [1]\n" + "".join(
        f"  s{i} = concat(local.s{i - 1}, local.s{i - 1})\n" for i in range(1, levels)) + "}\n"


def doubling_modules(folder):
    for i in range(30):
        module = folder / f"m{i}"
        module.mkdir()
        text = "" if i == 29 else "".join(f'module "{c}" {{\n  source = "../m{i + 1}"\n}}\n' for c in "ab")
        (module / "main.tf").write_text(text + 'resource "aws_s3_bucket" "b" {}\n')
    (folder / "main.tf").write_text('module "a" {\n  source = "./m0"\n}\n' + OPEN)


def chain(length):
    """Written so that each needs the next."""
    return "locals {\n" + "".join(f"  a{i} = local.a{i + 1}\n" for i in range(length)) + f"  a{length} = 1\n}}\n"


TERRAFORM = [
    case("a block that is not closed in time", 'resource "aws_s3_bucket" "b" {\n  bucket = = "x"\n}\n', "", "main.tf:2"),
    case("a block with an unfinished string", 'locals {\n  a = "unfinished\n}\n', "", "main.tf:2"),
    case("noise between blocks", "@@@ ???\n", "", "main.tf:1"),
    case("a block of no known type", 'resorce "a" "b" {\n}\n', r"resorce.*resource", "main.tf:1:1"),
    case("a resource without name", 'resource "aws_s3_bucket" {\n}\n', r"label", "main.tf:1:1"),
    case("a function that is not there", 'locals {\n  a = upppercase("x")\n}\n', r"function", "main.tf:2"),
    case("local values that go in circles", "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n", r"Cycle.*local",
         "main.tf:2"),
    case("resources that go in circles", 'resource "aws_s3_bucket" "a" {\n  bucket = aws_s3_bucket.b.id\n}\n'
         'resource "aws_s3_bucket" "b" {\n  bucket = aws_s3_bucket.a.id\n}\n', r"Cycle", "main.tf:1:1"),
    case("a reference to nothing", 'resource "aws_s3_bucket" "a" {\n  bucket = var.nothing\n}\n', r"undeclared",
         "main.tf:2:12"),
    case("a count of a million", 'resource "aws_s3_bucket" "a" {\n  count = 1000000\n}\n', r"too many instances",
         "main.tf:2:11"),
    case("a for_each of a million", 'resource "aws_s3_bucket" "a" {\n  for_each = toset([for p in '
         'setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}"])\n}\n', "", "main.tf:2"),
    case("range(1e9)", "locals {\n  a = range(1e9)\n}\n", "", "main.tf:2"),
    case("loops inside each other", "locals {\n  r = range(1000)\n  a = [for a in local.r : [for b in local.r : [for c in "
         "local.r : 1]]]\n}\n", "", "main.tf:3"),
    case("texts that double", doubling(60), "", "main.tf"),
    case("lists that double", doubling_lists(60), "", "main.tf"),
    case("deep parentheses", "locals {\n  a = " + "(" * 5000 + "1" + ")" * 5000 + "\n}\n", "", "main.tf:2"),
    case("deep lists", "locals {\n  a = " + "[" * 100000 + "]" * 100000 + "\n}\n", "", "main.tf:2"),
    case("deep blocks", 'resource "aws_s3_bucket" "a" {\n' + "b {\n" * 5000 + "}\n" * 5000 + "}\n", "", "main.tf"),
    case("3,000 local values in a chain", chain(3000), "", "", exit=(0, 3)),
    case("one resource twice", 'resource "aws_s3_bucket" "a" {\n}\nresource "aws_s3_bucket" "a" {\n}\n', r"declared",
         "main.tf:1:1"),
    case("a module that is not there", 'module "m" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n', r"not available",
         "main.tf:2:12"),
    case("a local module that is not there", 'module "m" {\n  source = "./nowhere"\n}\n', r"not available", "main.tf:2:12"),
    Case("a module that calls itself", files(main='module "m" {\n  source = "./m"\n}\n' + OPEN,
         m__main='module "m" {\n  source = "../m"\n}\n'), 3, r"calls itself", "m/main.tf:1:1", check=rest_is_scanned),
    Case("modules that double", doubling_modules, 3, r"too many modules", check=rest_is_scanned),
    Case("file() outside of the tree", outside, 3, r"outside", "main.tf:4", check=rest_is_scanned,
         never=("outside-of-the-tree",)),
    Case("file() through a link that leads outside", link_outside, 3, r"out", "main.tf:4", check=rest_is_scanned,
         never=("outside-of-the-tree",)),
    Case("file() of a pipe that nobody writes", pipe, 3, r"regular", "main.tf:2", check=rest_is_scanned),
    Case("a module behind a link that leads outside", linked_module, 3, r"out|not available", check=rest_is_scanned,
         never=("from-elsewhere",)),
    Case("a file of values that is broken", files(main='variable "a" {}\n' + OPEN, terraform='a = [1\nb = 2\n'), 3, "",
         "terraform.tfvars", check=rest_is_scanned),
    Case("a file that is not UTF-8", files(main=OPEN, other=b'locals {\n  a = "caf\xe9"\n}\n'), 3, r"UTF-8", "other.tf",
         check=rest_is_scanned),
]
