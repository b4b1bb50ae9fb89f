#!/usr/bin/env python3
"""Synthetic estates of CloudFormation and Terraform, the same bytes every time.

    generate.py yaml|json RESOURCES FOLDER      stacks of 100 resources, one template each
    generate.py tf RESOURCES FOLDER             the same as root modules, one main.tf each
    generate.py small FOLDER                    one small template

A stack has 60 security groups, 20 databases, 10 load balancers with 10 listeners. Every seventh rule is open to the
world, every fifth database public, every third unencrypted, every listener plain HTTP; seeds() says which.
"""
import json, pathlib, sys

PORTS = [22, 80, 443, 3306, 3389, 5432, 6379, 8080]
GROUPS, DATABASES, BALANCERS = 60, 20, 10


class Quoted(str):
    """Text that YAML writes in quotes."""


class Ref(str):
    """!Ref or {"Ref": ...}"""


class GetAtt(str):
    """!GetAtt or {"Fn::GetAtt": ...}"""


def cidr(number):
    return "0.0.0.0/0" if number % 7 == 0 else f"10.{number % 256}.{number // 256 % 256}.0/24"


def port_of(number):
    return PORTS[number % len(PORTS)]


def ingress(port, block, description):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": block, "Description": description}


def group(stack, i):
    number = stack * GROUPS + i
    return {"Type": "AWS::EC2::SecurityGroup", "Properties": {
        "GroupDescription": f"sg {i} of stack {stack}",
        "VpcId": Ref("VpcId"),
        "SecurityGroupIngress": [ingress(port_of(number), cidr(number), f"rule a {i}"),
                                 ingress(port_of(number + 3), "10.0.0.0/8", f"rule b {i}")],
        "SecurityGroupEgress": [{"IpProtocol": Quoted("-1"), "CidrIp": cidr(number + 1), "Description": "out"}],
        "Tags": [{"Key": "Name", "Value": f"sg-{stack}-{i}"}]}}


def database(i):
    return {"Type": "AWS::RDS::DBInstance", "Properties": {
        "DBInstanceClass": "db.t3.medium", "Engine": "postgres", "AllocatedStorage": Quoted("100"),
        "MasterUsername": "admin1", "MasterUserPassword": Ref("DbPassword"), "PubliclyAccessible": i % 5 == 0,
        "StorageEncrypted": i % 3 != 0, "BackupRetentionPeriod": 7,
        "VPCSecurityGroups": [GetAtt(f"Sg{i * 3:03}.GroupId")]}}


def balancer(i):
    return {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
        "Scheme": "internet-facing" if i % 2 else "internal", "Type": "application",
        "Subnets": [Ref("SubnetA"), Ref("SubnetB")], "SecurityGroups": [GetAtt(f"Sg{i:03}.GroupId")]}}


def listener(i):
    return {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
        "LoadBalancerArn": Ref(f"Alb{i:03}"), "Port": 80, "Protocol": "HTTP",
        "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": Quoted("200")}}]}}


def stack_template(stack):
    resources = {f"Sg{i:03}": group(stack, i) for i in range(GROUPS)}
    resources |= {f"Db{i:03}": database(i) for i in range(DATABASES)}
    for i in range(BALANCERS):
        resources |= {f"Alb{i:03}": balancer(i), f"Lis{i:03}": listener(i)}
    return template(f"synthetic stack {stack}", resources)


def template(description, resources):
    return {"AWSTemplateFormatVersion": Quoted("2010-09-09"), "Description": description, "Parameters": {
        "VpcId": {"Type": "AWS::EC2::VPC::Id"}, "SubnetA": {"Type": "AWS::EC2::Subnet::Id"},
        "SubnetB": {"Type": "AWS::EC2::Subnet::Id"}, "DbPassword": {"Type": "String", "NoEcho": True}},
        "Resources": resources}


def small_template():
    """Four resources of the first stack: what a pull request holds."""
    whole = stack_template(0)
    return template("small stack", {name: whole["Resources"][name] for name in ("Sg000", "Db000", "Alb000", "Lis000")})


# --- writing --------------------------------------------------------------------------------------------

def yaml_scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    prefix = {Ref: "!Ref ", GetAtt: "!GetAtt "}.get(type(value), "")
    return f"'{value}'" if isinstance(value, Quoted) else f"{prefix}{value}"


def yaml_lines(value, indent):
    """Lines of a map or list; the first line of a list's map stands behind its dash."""
    pad = " " * indent
    for item in value if isinstance(value, list) else value.items():
        if isinstance(value, list) and isinstance(item, dict):
            lines = list(yaml_lines(item, indent + 2))
            yield f"{pad}- {lines[0].lstrip()}"
            yield from lines[1:]
        elif isinstance(value, list):
            yield f"{pad}- {yaml_scalar(item)}"
        elif isinstance(item[1], (dict, list)):
            yield f"{pad}{item[0]}:"
            yield from yaml_lines(item[1], indent + 2)
        else:
            yield f"{pad}{item[0]}: {yaml_scalar(item[1])}"


def as_json(value):
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, Ref):
        return {"Ref": str(value)}
    return {"Fn::GetAtt": value.split(".", 1)} if isinstance(value, GetAtt) else value


def write(made, path, kind):
    text = json.dumps(as_json(made), indent=2) if kind == "json" else "\n".join(yaml_lines(made, 0))
    path.write_text(text + "\n")


def estate(kind, resources, folder):
    if kind == "tf":
        terraform_estate(resources, folder)
        return
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for stack in range(max(1, resources // 100)):
        write(stack_template(stack), folder / f"stack-{stack:04}.{kind}", kind)


def small(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write(small_template(), folder / "small.yaml", "yaml")


# --- Terraform ------------------------------------------------------------------------------------------

TERRAFORM_VARIABLES = """variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "db_password" {
  type      = string
  sensitive = true
}
"""


class Code(str):
    """An expression that Terraform writes without quotes."""


def hcl_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(hcl_value(item) for item in value) + "]"
    return value if isinstance(value, Code) else str(value) if isinstance(value, int) else f'"{value}"'


def hcl_lines(attributes, indent):
    """Members in order; a dict is a block, Code, text, numbers and lists are attributes, aligned as terraform fmt does."""
    pad, width = " " * indent, max((len(name) for name, value in attributes if not isinstance(value, list)
                                    or not value or not isinstance(value[0], tuple)), default=0)
    for name, value in attributes:
        if isinstance(value, list) and value and isinstance(value[0], tuple):
            yield ""
            yield f"{pad}{name} {{"
            yield from hcl_lines(value, indent + 2)
            yield f"{pad}}}"
        else:
            yield f"{pad}{name:{width}} = {hcl_value(value)}"


def hcl_resource(kind, name, attributes):
    return "\n".join([f'resource "{kind}" "{name}" {{', *hcl_lines(attributes, 2), "}", ""])


def hcl_rule(port, block, description):
    return [("description", description), ("from_port", port), ("to_port", port), ("protocol", "tcp"),
            ("cidr_blocks", [block])]


def hcl_group(stack, i):
    number = stack * GROUPS + i
    return hcl_resource("aws_security_group", f"sg{i:03}", [
        ("name", f"sg-{stack}-{i}"), ("description", f"sg {i} of stack {stack}"), ("vpc_id", Code("var.vpc_id")),
        ("ingress", hcl_rule(port_of(number), cidr(number), f"rule a {i}")),
        ("ingress", hcl_rule(port_of(number + 3), "10.0.0.0/8", f"rule b {i}")),
        ("egress", [("description", "out"), ("from_port", 0), ("to_port", 0), ("protocol", "-1"),
                    ("cidr_blocks", [cidr(number + 1)])]),
        ("tags", Code(f'{{ Name = "sg-{stack}-{i}" }}'))])


def hcl_database(stack, i):
    return hcl_resource("aws_db_instance", f"db{i:03}", [
        ("identifier", f"db-{stack}-{i}"), ("instance_class", "db.t3.medium"), ("engine", "postgres"),
        ("allocated_storage", 100), ("username", "admin1"), ("password", Code("var.db_password")),
        ("publicly_accessible", i % 5 == 0), ("storage_encrypted", i % 3 != 0), ("backup_retention_period", 7),
        ("vpc_security_group_ids", [Code(f"aws_security_group.sg{i * 3:03}.id")])])


def hcl_balancer(stack, i):
    return hcl_resource("aws_lb", f"alb{i:03}", [
        ("name", f"alb-{stack}-{i}"), ("internal", i % 2 == 0), ("load_balancer_type", "application"),
        ("subnets", Code("var.subnets")), ("security_groups", [Code(f"aws_security_group.sg{i:03}.id")])])


def hcl_listener(i):
    return hcl_resource("aws_lb_listener", f"lis{i:03}", [
        ("load_balancer_arn", Code(f"aws_lb.alb{i:03}.arn")), ("port", 80), ("protocol", "HTTP"),
        ("default_action", [("type", "fixed-response"), ("fixed_response", [
            ("content_type", "text/plain"), ("status_code", "200")])])])


def terraform_stack(stack):
    parts = [TERRAFORM_VARIABLES, *(hcl_group(stack, i) for i in range(GROUPS)),
             *(hcl_database(stack, i) for i in range(DATABASES))]
    for i in range(BALANCERS):
        parts += [hcl_balancer(stack, i), hcl_listener(i)]
    return "\n".join(parts)


def terraform_estate(resources, folder):
    for stack in range(max(1, resources // 100)):
        root = pathlib.Path(folder) / f"stack-{stack:04}"
        root.mkdir(parents=True, exist_ok=True)
        (root / "main.tf").write_text(terraform_stack(stack))


# --- what is wrong --------------------------------------------------------------------------------------

def seeds(resources):
    """{what is wrong: {(stack, logical id)}} of the estate: what a scanner should find in it. Terraform's names are the
    same in lower case."""
    wrong = {"SSH open to the world": set(), "RDP open to the world": set(), "public database": set(),
             "database without encryption": set(), "plain HTTP listener": set()}
    for stack in range(max(1, resources // 100)):
        for i in range(GROUPS):
            number = stack * GROUPS + i
            name = {22: "SSH open to the world", 3389: "RDP open to the world"}.get(port_of(number))
            if name and cidr(number) == "0.0.0.0/0":
                wrong[name].add((stack, f"Sg{i:03}"))
        wrong["public database"] |= {(stack, f"Db{i:03}") for i in range(0, DATABASES, 5)}
        wrong["database without encryption"] |= {(stack, f"Db{i:03}") for i in range(0, DATABASES, 3)}
        wrong["plain HTTP listener"] |= {(stack, f"Lis{i:03}") for i in range(BALANCERS)}
    return wrong


def main():
    if sys.argv[1:2] == ["small"] and len(sys.argv) == 3:
        small(sys.argv[2])
    elif sys.argv[1:2] in (["yaml"], ["json"], ["tf"]) and len(sys.argv) == 4:
        estate(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
