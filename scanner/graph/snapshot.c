#include "graph/snapshot.h"

bool gl_snapshot_has(const struct gl_unit *unit, struct gl_str list)
{
    const struct gl_snapshot *snapshot = unit ? unit->snapshot : NULL;

    if (!snapshot)
        return true;
    for (size_t i = 0; i < snapshot->len; i++) {
        if (gl_str_eq(snapshot->lists[i].name, list))
            return !snapshot->lists[i].is_cut;
    }
    return false;
}

/* Kinds whose resources the items of a list hold inside. */
static struct gl_str holder_of(struct gl_str kind)
{
    static const struct {
        struct gl_str kind, list;
    } rows[] = {
        {GL_STR_INIT("AWS::EC2::SecurityGroupIngress"), GL_STR_INIT("SecurityGroups")},
        {GL_STR_INIT("AWS::EC2::SecurityGroupEgress"), GL_STR_INIT("SecurityGroups")},
        {GL_STR_INIT("AWS::EC2::Route"), GL_STR_INIT("RouteTables")},
        {GL_STR_INIT("AWS::EC2::SubnetRouteTableAssociation"), GL_STR_INIT("RouteTables")},
        {GL_STR_INIT("AWS::EC2::NetworkAclEntry"), GL_STR_INIT("NetworkAcls")},
        {GL_STR_INIT("AWS::EC2::SubnetNetworkAclAssociation"), GL_STR_INIT("NetworkAcls")},
        {GL_STR_INIT("AWS::EC2::NetworkInterfaceAttachment"), GL_STR_INIT("NetworkInterfaces")},
        {GL_STR_INIT("AWS::EC2::EIPAssociation"), GL_STR_INIT("Addresses")},
        {GL_STR_INIT("AWS::EC2::VPCCidrBlock"), GL_STR_INIT("Vpcs")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (gl_str_eq(rows[i].kind, kind))
            return rows[i].list;
    }
    return (struct gl_str){0};
}

bool gl_snapshot_tells(const struct gl_unit *unit, struct gl_str kind)
{
    const struct gl_snapshot *snapshot = unit ? unit->snapshot : NULL;
    struct gl_str holder;

    if (!snapshot)
        return true;
    holder = holder_of(kind);
    for (size_t i = 0; i < snapshot->len; i++) {
        if (gl_str_eq(snapshot->lists[i].kind, kind) || gl_str_eq(snapshot->lists[i].name, holder))
            return !snapshot->lists[i].is_cut;
    }
    return false;
}
