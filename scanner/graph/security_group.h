/* Security groups with all their rules in one place, and who uses them.
 *
 * A rule of a group may be stated inside it, by an AWS::EC2::SecurityGroupIngress or SecurityGroupEgress
 * resource (in any stack of the scan), or by nobody: EC2 adds "all traffic to everywhere" to a group without
 * egress rules, and gives the group it makes for an EKS cluster and the default group of a VPC a rule that
 * admits their own members. All of them are folded here. A statement is one place that states rules: an
 * element of SecurityGroupIngress, or such a resource; where it hangs on undecided conditions it has several
 * alternatives, each with its rules.
 *
 * Built once after gl_graph_link, by one thread; then read-only. Memory from the graph's arena.
 * Sources: EC2 API reference (IpPermission), CloudFormation template reference (AWS::EC2::SecurityGroup: "if
 * you do not add egress rules, we add egress rules that allow all outbound IPv4 and IPv6 traffic"), EKS user
 * guide (cluster security group). */
#ifndef GL_GRAPH_SECURITY_GROUP_H
#define GL_GRAPH_SECURITY_GROUP_H

#include "base/diag.h"
#include "base/ipset.h"
#include "base/portset.h"
#include "graph/graph.h"

enum gl_direction { GL_INGRESS = 0, GL_EGRESS };

enum gl_peer {
    GL_PEER_UNKNOWN = 0, /* an address or a list of which not everything is known; `culprit` says why */
    GL_PEER_ADDRESSES,
    GL_PEER_GROUP,      /* members of another group: `group`, NULL when it is not in the scan */
    GL_PEER_CLOUDFRONT, /* the prefix list of CloudFront's origin-facing servers: not the internet */
};

enum { GL_PREFIX_UNKNOWN = 255 };

struct gl_group;

struct gl_group_rule {
    struct gl_group_rule *next;
    uint8_t direction;       /* enum gl_direction */
    uint8_t peer;            /* enum gl_peer */
    uint8_t prefix;          /* UNKNOWN: the length of the one block that it is, if that much is known */
    uint8_t alternative;     /* of its statement */
    bool is_implicit;        /* added by EC2; nothing in the template states it */
    bool is_prefix_list;     /* ADDRESSES or UNKNOWN: through AWS::EC2::PrefixList or pl-... */
    bool is_vpc_block;       /* UNKNOWN: but it is the block of a VPC or a subnet */
    bool holds_internet;     /* `addresses` are all public ones of a family, and more */
    bool holds_public;       /* some of `addresses` is public */
    struct gl_portset ports; /* all that it may admit */
    struct gl_portset
        sure_ports; /* what it admits whatever the unknown ports are; equal to `ports` when none is */
    struct gl_ipset addresses; /* ADDRESSES: exactly these; UNKNOWN: no address outside of these */
    const struct gl_group *group;
    const struct gl_value *source; /* the value that names the peer, as written; NULL for an implicit rule */
    const struct gl_value
        *element; /* the rule: an element of the list, or the properties of the resource; may be NULL */
    const struct gl_value *culprit; /* the value that is not known, or NULL */
    struct gl_str property;         /* of the stating resource: "SecurityGroupIngress", "CidrIp" ... */
};

struct gl_group_statement {
    struct gl_group_statement *next;
    const struct gl_resource *stated_by; /* the group itself, or the rule resource */
    const struct gl_choice *cause;       /* what the alternatives hang on; NULL when there is one */
    uint32_t alternative_len;
    uint8_t direction;
    struct gl_group_rule *rules; /* of all alternatives */
};

/* A resource that has a group on its network interfaces. */
struct gl_group_use {
    const struct gl_resource *resource;
    struct gl_group *group;       /* NULL: not in the scan, or not known */
    const struct gl_value *value; /* where the group is named; NULL: implied (EKS cluster group) */
    const struct gl_resource
        *through;       /* the launch template, primary or cluster that it is taken from; else NULL */
    bool is_certain;    /* false: only in one arm of an undecided choice */
    bool is_definition; /* a launch template whose users are listed themselves */
    struct gl_group_use *next_of_group, *next_of_resource;
};

enum gl_group_kind {
    GL_GROUP_DECLARED = 0, /* AWS::EC2::SecurityGroup */
    GL_GROUP_CLUSTER,      /* made by EKS for AWS::EKS::Cluster, unless a snapshot names the real one */
    GL_GROUP_VPC_DEFAULT,  /* of AWS::EC2::VPC */
    GL_GROUP_OUTSIDE,      /* named by rule resources, but not in the scan */
};

struct gl_group {
    enum gl_group_kind kind;
    const struct gl_resource *resource; /* of that kind; OUTSIDE: the first rule resource that names it */
    struct gl_str name;                 /* for people: "NodeSg", "the cluster security group of Shop" */
    struct gl_group_statement *statements, **last_statement;
    struct gl_group_use *uses, **last_use;
    struct gl_group *next; /* all groups, in the order of resources */
};

struct gl_network {
    const struct gl_graph *graph;
    struct gl_group *groups;
    struct gl_group *
        *by_resource; /* id -> group: declared, cluster, VPC default; for rule resources their group */
    struct gl_group_use **uses_of; /* id -> uses of that resource */
    const struct gl_value *
        *unknown_uses; /* id -> a value in the place of groups that is not known, or NULL */
};

/* Rules that EC2 would refuse or read otherwise (port 65536, host bits in a block) are told as notes. */
const struct gl_network *gl_network_build(struct gl_arena *arena, const struct gl_graph *graph,
                                          struct gl_diags *diags);
/* The group that a resource declares or (rule resource) belongs to; NULL for others. */
const struct gl_group *gl_network_group(const struct gl_network *network, const struct gl_resource *resource);
const struct gl_group_use *gl_network_uses(const struct gl_network *network,
                                           const struct gl_resource *resource);
/* How this kind of resource names its groups; NULL for kinds without any. */
struct gl_attachment_rule {
    struct gl_str kind;
    const char *path;
    bool joins_default; /* without groups it gets the default group of its VPC */
};
const struct gl_attachment_rule *gl_attachment_of(struct gl_str kind);
/* Does it name groups at its own properties (known or not)? MAYBE: only in some arms of `*ret_choice`. */
enum gl_stated { GL_STATED_NO = 0, GL_STATED_MAYBE, GL_STATED_YES };
enum gl_stated gl_attachment_stated(const struct gl_resource *resource, const struct gl_value **ret_choice);

#endif
