#include "network/change.h"

const char *gl_nw_layer_word(enum gl_nw_layer layer)
{
    switch (layer) {
    case GL_NW_LAYER_ROUTING:
        return "routing";
    case GL_NW_LAYER_PUBLIC:
        return "public-flag";
    case GL_NW_LAYER_ACL:
        return "acl";
    case GL_NW_LAYER_GROUP:
        return "group";
    case GL_NW_LAYER_LISTENER:
        return "listener";
    case GL_NW_LAYER_POLICY:
        return "network-policy";
    case GL_NW_LAYER_AUTHENTICATION:
        return "authentication";
    case GL_NW_LAYER_TLS:
        return "tls";
    }
    return "";
}

const char *gl_nw_change_word(enum gl_nw_change_kind kind)
{
    switch (kind) {
    case GL_NW_CHANGE_GROUP_INGRESS:
        return "group-ingress";
    case GL_NW_CHANGE_GROUP_EGRESS:
        return "group-egress";
    case GL_NW_CHANGE_ACL_INGRESS:
        return "acl-ingress";
    case GL_NW_CHANGE_ACL_EGRESS:
        return "acl-egress";
    case GL_NW_CHANGE_ROUTE:
        return "route";
    case GL_NW_CHANGE_TRANSIT_ROUTE:
        return "transit-route";
    case GL_NW_CHANGE_TRANSIT_TABLE:
        return "transit-table";
    case GL_NW_CHANGE_ATTACH:
        return "attach-gateway";
    case GL_NW_CHANGE_ACCEPT:
        return "accept";
    case GL_NW_CHANGE_PUBLIC:
        return "public-address";
    case GL_NW_CHANGE_LISTENER:
        return "listener";
    case GL_NW_CHANGE_TARGET:
        return "target";
    case GL_NW_CHANGE_POLICY_INGRESS:
        return "policy-ingress";
    case GL_NW_CHANGE_POLICY_EGRESS:
        return "policy-egress";
    }
    return "";
}

enum gl_nw_layer gl_nw_change_layer(enum gl_nw_change_kind kind)
{
    switch (kind) {
    case GL_NW_CHANGE_GROUP_INGRESS:
    case GL_NW_CHANGE_GROUP_EGRESS:
        return GL_NW_LAYER_GROUP;
    case GL_NW_CHANGE_ACL_INGRESS:
    case GL_NW_CHANGE_ACL_EGRESS:
        return GL_NW_LAYER_ACL;
    case GL_NW_CHANGE_ROUTE:
    case GL_NW_CHANGE_TRANSIT_ROUTE:
    case GL_NW_CHANGE_TRANSIT_TABLE:
    case GL_NW_CHANGE_ATTACH:
    case GL_NW_CHANGE_ACCEPT:
        return GL_NW_LAYER_ROUTING;
    case GL_NW_CHANGE_PUBLIC:
        return GL_NW_LAYER_PUBLIC;
    case GL_NW_CHANGE_LISTENER:
    case GL_NW_CHANGE_TARGET:
        return GL_NW_LAYER_LISTENER;
    case GL_NW_CHANGE_POLICY_INGRESS:
    case GL_NW_CHANGE_POLICY_EGRESS:
        return GL_NW_LAYER_POLICY;
    }
    return GL_NW_LAYER_ROUTING;
}

static void add_words(struct gl_buf *out, const char *words)
{
    gl_buf_add(out, gl_str_of(words));
}

/* What has no name of its own is described: "the network ACL of subnet Data". */
static void add_subject(struct gl_buf *out, const struct gl_nw_change *change, const char *what)
{
    if (!gl_str_starts_with(change->name, GL_STR("the ")))
        add_words(out, what);
    gl_buf_add(out, change->name);
}

/* "TCP 5432 to 0.0.0.0/0 in security group DbSg" behind its verb. */
static void print_opening(struct gl_buf *out, const struct gl_nw_change *change, const char *between,
                          const char *in, const char *what)
{
    gl_portset_print(out, change->ports, 4);
    add_words(out, between);
    gl_ipset_print_cidrs(out, change->peers, 3);
    add_words(out, in);
    add_subject(out, change, what);
}

static void print_gateway(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_change *change)
{
    static const char *const kinds[] = {
        "internet gateway ", "egress-only internet gateway ", "NAT gateway ", "peering connection ",
        "transit gateway ",  "virtual private gateway ",      "endpoint ",    "",
    };
    const struct gl_nw_gateway *gateway;

    if (change->other == GL_NW_NONE) {
        add_words(out, "an internet gateway");
        return;
    }
    gateway = &nw->gateways[change->other];
    add_words(out, kinds[gateway->kind]);
    gl_buf_add(out, gateway->name);
}

static void print_public(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_change *change)
{
    static const char *const flags[] = {"AWS::RDS::DBInstance",          "AWS::RDS::DBCluster",
                                        "AWS::Redshift::Cluster",        "AWS::RedshiftServerless::Workgroup",
                                        "AWS::DMS::ReplicationInstance", "AWS::AmazonMQ::Broker"};
    static const char *const balancers[] = {"AWS::ElasticLoadBalancingV2::LoadBalancer",
                                            "AWS::ElasticLoadBalancing::LoadBalancer"};

    (void)nw;
    if (change->resource && GL_STR_IS_ONE_OF(change->resource->kind, balancers)) {
        add_words(out, "make load balancer ");
        gl_buf_add(out, change->name);
        add_words(out, " internet-facing");
        return;
    }
    add_words(out, "give ");
    gl_buf_add(out, change->name);
    add_words(out, " a public address");
    if (change->resource && GL_STR_IS_ONE_OF(change->resource->kind, flags))
        add_words(out, " (PubliclyAccessible)");
}

static void print_attachment(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_change *change)
{
    bool is_internet = change->other == GL_NW_NONE || nw->gateways[change->other].kind == GL_NW_IGW;

    add_words(out, "attach ");
    if (!is_internet || change->other != GL_NW_NONE)
        print_gateway(out, nw, change);
    else
        add_words(out, "an internet gateway");
    add_words(out, " to VPC ");
    gl_buf_add(out, change->name);
}

void gl_nw_change_print(struct gl_buf *out, const struct gl_nw *nw, const struct gl_nw_change *change)
{
    switch (change->kind) {
    case GL_NW_CHANGE_GROUP_INGRESS:
        add_words(out, "open ");
        print_opening(out, change, " to ", " in ", "security group ");
        return;
    case GL_NW_CHANGE_GROUP_EGRESS:
        add_words(out, "let ");
        print_opening(out, change, " out to ", " in ", "security group ");
        return;
    case GL_NW_CHANGE_ACL_INGRESS:
        add_words(out, "let ");
        print_opening(out, change, " from ", " into ", "network ACL ");
        return;
    case GL_NW_CHANGE_ACL_EGRESS:
        add_words(out, "let ");
        print_opening(out, change, " to ", " out of ", "network ACL ");
        return;
    case GL_NW_CHANGE_ROUTE:
        add_words(out, "route ");
        gl_ipset_print_cidrs(out, change->peers, 3);
        add_words(out, " to ");
        print_gateway(out, nw, change);
        add_words(out, " in ");
        add_subject(out, change, "route table ");
        return;
    case GL_NW_CHANGE_TRANSIT_ROUTE:
        add_words(out, "route ");
        gl_ipset_print_cidrs(out, change->peers, 3);
        add_words(out, " to attachment ");
        gl_buf_add(out, change->target_name);
        add_words(out, " in ");
        add_subject(out, change, "transit gateway route table ");
        return;
    case GL_NW_CHANGE_TRANSIT_TABLE:
        add_words(out, "associate a transit gateway route table that leads there with ");
        gl_buf_add(out, change->name);
        return;
    case GL_NW_CHANGE_ATTACH:
        print_attachment(out, nw, change);
        return;
    case GL_NW_CHANGE_ACCEPT:
        add_words(out, "accept ");
        gl_buf_add(out, change->name);
        return;
    case GL_NW_CHANGE_PUBLIC:
        print_public(out, nw, change);
        return;
    case GL_NW_CHANGE_LISTENER:
        add_words(out, "add a listener to load balancer ");
        gl_buf_add(out, change->name);
        return;
    case GL_NW_CHANGE_TARGET:
        add_words(out, "register ");
        gl_buf_add(out, nw->endpoints[change->other].name);
        add_words(out, " as a target of load balancer ");
        gl_buf_add(out, change->name);
        return;
    case GL_NW_CHANGE_POLICY_INGRESS:
        add_words(out, "let it in by a NetworkPolicy for ");
        gl_buf_add(out, change->name);
        return;
    case GL_NW_CHANGE_POLICY_EGRESS:
        add_words(out, "let it out by a NetworkPolicy for ");
        gl_buf_add(out, change->name);
        return;
    }
}
