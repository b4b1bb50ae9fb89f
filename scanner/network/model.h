/* The AWS network of a scan: what can carry packets, and what every piece of it says.
 *
 * Read from canonical resources (any dialect, a snapshot of describe answers) and indexed by small numbers;
 * nothing is judged here. What is not known stays visible: an endpoint whose subnet is not in the scan is
 * placed in a subnet that is not known (`is_known` false), a list that could not be read has a culprit, and
 * what may exist or not says so. Whoever follows packets (route.h, flow.h) turns these into "may".
 *
 * Built once after gl_network_build, by one thread; then read-only. Memory from the arena that is given.
 * Sources: Amazon VPC user guide (subnets, route tables, network ACLs, internet, NAT and egress-only
 * gateways, peering), Amazon VPC transit gateways guide, Elastic Load Balancing user guides. */
#ifndef GL_NETWORK_MODEL_H
#define GL_NETWORK_MODEL_H

#include "graph/security_group.h"
#include "graph/selector.h"

#define GL_NW_NONE UINT32_MAX

/* What a hop of a path is. */
enum gl_nw_node_kind {
    GL_NW_INTERNET = 0,
    GL_NW_ONPREM,  /* behind a virtual private gateway, VPN or Direct Connect */
    GL_NW_SERVICE, /* an AWS service behind a gateway endpoint */
    GL_NW_NIC,
    GL_NW_SUBNET,
    GL_NW_VPC,
    GL_NW_GATEWAY,
};

struct gl_nw_node {
    enum gl_nw_node_kind kind;
    uint32_t index; /* of nics, subnets, vpcs, gateways */
};

struct gl_nw_vpc {
    const struct gl_resource *resource; /* NULL: not in the scan */
    struct gl_str name;                 /* for people */
    bool is_known;                      /* false: some VPC; two such may be the same one, or a known one */
    struct gl_ipset blocks;
    const struct gl_value *unknown_block; /* a further block that is not known, or NULL */
    uint32_t main_table;                  /* of subnets without one; NONE: not known */
    uint32_t default_acl;                 /* NONE: the one that AWS makes, which lets everything pass */
    uint32_t internet_gateway;            /* a gateway, or NONE */
    enum gl_match has_internet_gateway;   /* MAY: the gateway, or who attaches one, is not known */
    uint32_t private_gateway;             /* virtual private gateway, or NONE */
    uint32_t unknown_subnet;              /* some subnet of it, NONE: nobody needed it */
    bool has_default_acl_known;           /* false (a snapshot without ACLs): may say anything */
};

struct gl_nw_subnet {
    const struct gl_resource *resource; /* NULL: not in the scan */
    struct gl_str name;
    uint32_t vpc;
    bool is_known;          /* false: some subnet of `vpc`: block, table and ACL are not known */
    struct gl_ipset blocks; /* IPv4 and IPv6; empty where not known */
    bool is_block_known;
    uint32_t table;                     /* NONE: not known, anything may be routed anywhere */
    const struct gl_resource *table_by; /* the association that says so, or NULL: the main table */
    uint32_t acl;                       /* NONE: the VPC's default one as AWS makes it: everything passes */
    bool is_acl_known;                  /* false: the ACL may say anything */
    const struct gl_resource *acl_by;
};

/* One way a route table sends packets. */
struct gl_nw_route {
    struct gl_ipset to; /* the destinations: one block, or the entries of a prefix list */
    uint8_t prefix;     /* of the block; a prefix list has one row an entry */
    enum gl_ip_family family;
    bool is_unknown_destination; /* `to` is all of the family: it may be any part of that */
    bool is_of_list;             /* an entry of a prefix list */
    bool is_propagated;
    bool is_local;
    bool is_dropped;      /* State blackhole */
    bool is_elsewhere;    /* the target is of a kind that is not modelled, or not known */
    enum gl_match exists; /* MAY: under an undecided condition */
    uint32_t gateway;     /* else: the gateway that it leads to */
    uint32_t attachment;  /* row of a transit gateway's table: of that gateway; else NONE */
    const struct gl_resource
        *resource;                /* AWS::EC2::Route, endpoint, propagation; NULL: AWS's own local route */
    const struct gl_value *value; /* the destination, for its place; may be NULL */
};

struct gl_nw_table {
    const struct gl_resource *resource;
    struct gl_str name;
    uint32_t vpc;               /* NONE: of a transit gateway */
    struct gl_nw_route *routes; /* longest prefix first, then local and static before propagated */
    size_t len;
    const struct gl_value *unknown; /* further routes that are not known, or NULL */
};

struct gl_nw_acl_entry {
    uint32_t number;
    bool is_allow, is_egress;
    struct gl_ipset addresses; /* may be more than it is, where `culprit` */
    struct gl_portset ports, sure_ports;
    const struct gl_value *culprit; /* something of it is not known, or NULL */
    enum gl_match exists;
    const struct gl_resource *resource;
};

struct gl_nw_acl {
    const struct gl_resource *resource;
    struct gl_str name;
    uint32_t vpc;
    bool is_open;                       /* as AWS makes default ACLs: everything passes */
    struct gl_nw_acl_entry *entries[2]; /* [GL_INGRESS], [GL_EGRESS]: by number */
    size_t len[2];
    const struct gl_value *unknown; /* further entries that are not known, or NULL */
};

/* The security groups of an interface. Interfaces with the same groups share one. */
struct gl_nw_guard {
    const struct gl_group **groups;   /* sorted by address */
    const struct gl_group_use **uses; /* one for each: where it is named */
    bool *is_certain;
    size_t len;
    const struct gl_value *unknown; /* further groups that are not known, or NULL */
    bool is_absent; /* has no groups and cannot have any, or a Network Load Balancer without: everything
                       passes */
};

enum gl_nw_role {
    GL_NW_ROLE_HOST = 0, /* instances, nodes, tasks, functions, plain interfaces */
    GL_NW_ROLE_STORE,    /* databases, caches, brokers, file systems, search domains */
    GL_NW_ROLE_BALANCER,
    GL_NW_ROLE_SERVICE, /* interface endpoint of an AWS service */
    GL_NW_ROLE_CONTROL, /* control plane of an EKS cluster in the VPC */
    GL_NW_ROLE_NAT,
    GL_NW_ROLE_TRANSIT, /* attachment of a transit gateway */
    GL_NW_ROLE_POD,     /* pods of one workload */
    GL_NW_ROLE_OTHER,
};

/* Something that sends and receives: a resource with interfaces. */
struct gl_nw_endpoint {
    const struct gl_resource *resource;
    struct gl_str name;
    enum gl_nw_role role;
    uint32_t first_nic, nic_len; /* neighbours in `nics` */
    struct gl_portset ports;     /* where it listens: a store's service ports; all where nobody says */
    const struct gl_value *ports_culprit;
    const struct gl_cluster *cluster; /* a workload's */
    uint32_t pod_end;                 /* a workload's number in gl_pods, else NONE */
};

/* An interface, or the alike interfaces of one endpoint in one subnet. */
struct gl_nw_nic {
    uint32_t endpoint, subnet, guard;
    const struct gl_resource
        *resource;                    /* AWS::EC2::NetworkInterface where there is one, else the endpoint's */
    const struct gl_value *placed_by; /* the value that names the subnet, or NULL */
    struct gl_ipset
        addresses; /* private IPv4 and IPv6: exactly these, or (is_address_known false) some of these */
    bool is_address_known;
    struct gl_ipset
        public_addresses;       /* IPv4 that the internet gateway maps to it; empty also where not known */
    enum gl_match is_public;    /* has a public IPv4 address */
    struct gl_ipset translated; /* private IPv4 addresses that have one; empty: any of them */
    bool is_public_ipv6;        /* addresses hold IPv6: reachable by it as far as routes and rules let */
    const struct gl_value
        *public_by; /* what says so (PubliclyAccessible, AssociatePublicIpAddress, Scheme), or NULL */
    const struct gl_resource *public_resource; /* EIP association ...; or NULL */
    enum gl_match exists;
    bool only_receives; /* nothing of it opens connections */
    bool is_forwarding; /* source/destination check is off: an appliance */
};

enum gl_nw_gateway_kind {
    GL_NW_IGW = 0,
    GL_NW_EIGW,
    GL_NW_NAT,
    GL_NW_PEERING,
    GL_NW_TGW,
    GL_NW_VGW,
    GL_NW_GATEWAY_ENDPOINT,
    GL_NW_ELSEWHERE, /* appliances, carrier and local gateways, core networks: not modelled */
};

/* One VPC, VPN, Direct Connect or peer on a transit gateway. */
struct gl_nw_attachment {
    const struct gl_resource *resource;
    uint32_t vpc;   /* NONE: not a VPC, or not in the scan */
    bool is_onprem; /* VPN or Direct Connect */
    bool is_elsewhere;
    uint32_t *subnets; /* where its interfaces are */
    size_t subnet_len;
    uint32_t table; /* associated transit gateway table, or NONE */
    bool is_table_known;
    enum gl_match exists;
};

struct gl_nw_gateway {
    enum gl_nw_gateway_kind kind;
    const struct gl_resource *resource;
    struct gl_str name;
    const struct gl_resource *attached_by; /* VPCGatewayAttachment ... or NULL */
    uint32_t vpc;  /* IGW, EIGW, VGW, NAT, endpoint: where it is attached; PEERING: the requester's. NONE: not
                      attached */
    uint32_t peer; /* PEERING: the accepter's VPC, NONE: not in the scan */
    uint32_t nic;  /* NAT: its interface */
    enum gl_match is_active; /* PEERING: accepted; NAT, endpoint: available */
    bool is_other_region;    /* PEERING: rules cannot name groups of the other side */
    uint32_t edge_table; /* IGW, VGW: routes what comes in, where it is associated with a table; else NONE */
    bool is_private;     /* NAT: ConnectivityType private */
    bool refers_groups;  /* TGW: SecurityGroupReferencingSupport */
    bool is_refers_known;
    struct gl_nw_attachment *attachments; /* TGW */
    size_t attachment_len;
    struct gl_ipset outside; /* VGW: destinations behind it, where VPN routes tell; else empty */
    bool is_outside_known;
};

enum gl_nw_target_kind {
    GL_NW_TARGET_NIC = 0,
    GL_NW_TARGET_ENDPOINT,
    GL_NW_TARGET_ADDRESS,
    GL_NW_TARGET_BALANCER
};

struct gl_nw_target {
    enum gl_nw_target_kind kind;
    uint32_t index; /* nic, endpoint, balancer */
    struct gl_ipset address;
    struct gl_portset ports;      /* where it is spoken to */
    bool opens_groups;            /* whoever registers it opens its groups for the balancer (AWS Load Balancer
                                     Controller) */
    const struct gl_resource *by; /* target group, TargetGroupBinding, Ingress, attachment */
    const struct gl_value *value;
    enum gl_match exists;
};

struct gl_nw_listener {
    const struct gl_resource *resource;
    struct gl_portset ports;
    struct gl_nw_target *targets;
    size_t target_len;
    const struct gl_value *unknown; /* a target or port that is not known, or NULL */
    bool keeps_client;              /* NLB with client IP preservation: targets see the client's address */
    bool is_keeping_known;
};

struct gl_nw_balancer {
    const struct gl_resource *resource; /* load balancer, Ingress, Service */
    struct gl_str name;
    uint32_t endpoint;
    bool is_network; /* NLB or GWLB: passes TCP and UDP; else an ALB */
    struct gl_nw_listener *listeners;
    size_t len;
};

/* Numbers of things by the VPC that their first interface is in. */
struct gl_nw_members {
    uint32_t *start; /* vpc_len + 1 entries */
    uint32_t *items; /* ascending in each VPC */
};

struct gl_reach; /* reach/reach.h */

struct gl_nw {
    const struct gl_graph *graph;
    const struct gl_network *network; /* groups */
    const struct gl_reach *reach;     /* connectivity of pods, or NULL */
    struct gl_nw_vpc *vpcs;
    struct gl_nw_subnet *subnets;
    struct gl_nw_table *tables;
    struct gl_nw_acl *acls;
    struct gl_nw_guard *guards;
    struct gl_nw_endpoint *endpoints;
    struct gl_nw_nic *nics; /* an endpoint's beside each other */
    struct gl_nw_gateway *gateways;
    struct gl_nw_balancer *balancers;
    uint32_t vpc_len, subnet_len, table_len, acl_len, guard_len, endpoint_len, nic_len, gateway_len,
        balancer_len;
    struct gl_nw_members endpoints_in, balancers_in;
    uint32_t *joints; /* gateways that join VPCs: peerings, transit gateways */
    uint32_t joint_len;
    uint32_t *endpoint_of;                                   /* by resource id; NONE: it is none */
    uint32_t *vpc_of, *subnet_of, *gateway_of, *balancer_of; /* the same */
    struct gl_nw_index *index;                               /* of addresses: address.h */
};

/* `reach` is NULL where pods do not matter: then there are none. */
const struct gl_nw *gl_nw_build(struct gl_arena *arena, const struct gl_graph *graph,
                                const struct gl_network *network, const struct gl_reach *reach,
                                struct gl_diags *diags);

/* "subnet-1", "i-1" (of an attached interface its instance), "internet", "onprem": as hops are called. */
struct gl_str gl_nw_node_name(const struct gl_nw *nw, struct gl_nw_node node);
/* Its resource, or NULL. */
const struct gl_resource *gl_nw_node_resource(const struct gl_nw *nw, struct gl_nw_node node);

#endif
