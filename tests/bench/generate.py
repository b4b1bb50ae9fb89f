#!/usr/bin/env python3
"""Synthetic CloudFormation estates, the same bytes every time.

    generate.py yaml|json RESOURCES FOLDER      stacks of 100 resources, one template each
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
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for stack in range(max(1, resources // 100)):
        write(stack_template(stack), folder / f"stack-{stack:04}.{kind}", kind)


def small(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write(small_template(), folder / "small.yaml", "yaml")


def seeds(resources):
    """{what is wrong: {(stack, logical id)}} of the estate: what a scanner should find in it."""
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
    elif sys.argv[1:2] in (["yaml"], ["json"]) and len(sys.argv) == 4:
        estate(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
