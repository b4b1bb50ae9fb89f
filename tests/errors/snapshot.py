"""Bad answers of describe calls: what run.py asks of every bad input."""
import json
from harness import Case, makes_files

GOOD = {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "open", "IpPermissions": [
    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    "IpPermissionsEgress": []}]}


def files(**content):
    return makes_files(content, lambda name: ".json")


def group_is_judged(done):
    return [] if done.findings("sg-1") else ["the group of the snapshot was not judged"]


def notes(what):
    """Worth knowing, and the scan is complete: told in the report."""
    return lambda done: group_is_judged(done) + ([] if f"note: {what}" in done.text else [f"the report does not note: {what}"])


def case(name, answer, says, where="a.json", exit=3, check=group_is_judged, **more):
    """`answer` lies beside a good one, of which the finding must be there."""
    def make():
        made = answer() if callable(answer) else answer
        return made if isinstance(made, str) else json.dumps(made)
    return Case(name, files(a=make, b=lambda: json.dumps(GOOD)), exit, says, where, check=check, **more)


def route_table(**members):
    return {"RouteTables": [{"RouteTableId": "rtb-1", "Associations": [], "Routes": [], **members}]}


VPC = {"VpcId": "vpc-1"}
SECRET = "<pre_shared_key>kmHkZujp_EWOqCVfMT87B1jT</pre_shared_key>"


def routes(count):
    return [{"DestinationCidrBlock": f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}/32", "GatewayId": "local"} for i in range(count)]


SNAPSHOT = [
    case("an answer that was cut short", '{"Vpcs": [{"VpcId": "vpc-1"', r"JSON|end", "a.json:1"),
    case("an answer with a next page", {"Vpcs": [VPC], "NextToken": "eyJ"}, r"next page"),
    case("routes of a transit gateway of which there are more", {"TransitGatewayStaticRoutes": [{
        "TransitGatewayRouteTableId": "tgw-rtb-1", "AdditionalRoutesAvailable": True, "Routes": []}]}, r"next page"),
    case("an answer whose last page it is", {"Vpcs": [VPC], "NextToken": None}, "", "", exit=0),
    case("an answer of a call that nobody knows", {"DhcpOptions": [{"DhcpOptionsId": "dopt-1"}]}, "", "", exit=0,
         check=notes("a.json:1:2: glacis makes nothing of the list DhcpOptions of a describe call")),
    case("one id twice, in other words", {"Vpcs": [VPC, {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/8"}]},
         r"vpc-1 is listed twice and differs", "a.json:1:31"),
    case("one id twice, in the same words", {"Vpcs": [VPC, VPC]}, "", "", exit=0,
         check=notes("a.json:1:31: vpc-1 is listed twice, in the same words")),
    case("a list that is a map", {"Vpcs": [VPC], "Subnets": {"SubnetId": "subnet-1"}}, r"Subnets is no list"),
    case("items that are no maps", {"Vpcs": [VPC, 1, "a", None]}, r"Vpcs holds an item without an id", "a.json:1:31"),
    case("an id that is a list", {"Vpcs": [VPC, {"VpcId": ["vpc-2"]}]}, r"without an id", "a.json:1:31"),
    case("2,000 items without an id", lambda: {"Vpcs": [VPC] + [{}] * 2000}, r"1980 more problems"),
    case("a route table without its routes", {"RouteTables": [{"RouteTableId": "rtb-1", "Associations": []}]},
         r"rtb-1 comes without Routes", "a.json:1:18"),
    case("associations that are text", route_table(Associations="a"), r"rtb-1 has no list of Associations"),
    case("a route that is a list", route_table(Routes=[[1]]), r"something else among its Routes"),
    case("a property of another type", {"Subnets": [{"SubnetId": "subnet-1", "CidrBlock": [1], "VpcId": {"a": 1}}]}, "", "",
         exit=0),
    case("a pre-shared key is never shown",
         {"VpnConnections": [{"VpnConnectionId": "vpn-1", "CustomerGatewayConfiguration": SECRET}, {}]}, r"without an id",
         never=("kmHkZujp",)),
    case("lists in lists", lambda: '{"Vpcs": ' + "[" * 4000 + "]" * 4000 + "}", r"deep", "a.json:1"),
    case("100,000 routes of one table", lambda: route_table(Routes=routes(100000)), "", "", exit=0),
    Case("two snapshots in one folder", files(
        a=lambda: json.dumps({"vpcs": [VPC], "security_groups": GOOD["SecurityGroups"]}),
        b=lambda: json.dumps({"vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/8"}], "security_groups": []})), 0,
         check=group_is_judged),
]
