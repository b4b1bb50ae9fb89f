/* Where packets go: the hops between two places, whatever groups and ACLs say of them.
 *
 * A route is followed for a set of destinations at once and splits where a table does; what comes out are
 * journeys, one for each part of the destinations (and one for each possibility, where a table is not known).
 * Filters on the way (groups, ACLs) are listed as crossings and judged by flow.h, so that a journey is
 * computed once for all senders of one subnet and receivers of another.
 *
 * Memory from the arena that is given. Bounded: GL_MAX_NW_HOPS hops a journey (a loop ends as no route),
 * GL_MAX_NW_JOURNEYS a question (then the rest is told as not known). */
#ifndef GL_NETWORK_ROUTE_H
#define GL_NETWORK_ROUTE_H

#include "network/cache.h"

enum gl_nw_end {
    GL_NW_DELIVERED = 0, /* to the interface `to`, or (receiver not asked for) inside its VPC */
    GL_NW_EXITS,         /* to the internet, onprem, a service */
    GL_NW_NO_ROUTE,      /* no table row, blackhole, an address that nobody has */
    GL_NW_DROPPED, /* a gateway does not take it: no public address, NAT entered from outside, transitive
                      peering */
    GL_NW_UNKNOWN, /* goes where nothing is modelled */
};

/* Why a packet goes no further, or by what it goes on: one word for the test interface, `by`. */
enum gl_nw_why {
    GL_NW_BY_NOTHING = 0,
    GL_NW_BY_ROUTE,
    GL_NW_BY_BLACKHOLE,
    GL_NW_BY_ADDRESS, /* nobody has the destination address */
    GL_NW_BY_PUBLIC,  /* internet gateway: the sender has no public address */
    GL_NW_BY_NAT,
    GL_NW_BY_PEERING,    /* not active, or not for this VPC */
    GL_NW_BY_ATTACHMENT, /* gateway not attached */
    GL_NW_BY_GROUP_EGRESS,
    GL_NW_BY_ACL_EGRESS,
    GL_NW_BY_ACL_INGRESS,
    GL_NW_BY_GROUP_INGRESS,
    GL_NW_BY_POLICY_EGRESS, /* NetworkPolicy */
    GL_NW_BY_POLICY_INGRESS,
    GL_NW_BY_LISTENER,
    GL_NW_BY_LOOP,
    GL_NW_BY_UNKNOWN,
};

/* One hop. Its filter, if it has one, is looked at when the packet goes on from here (egress) or comes in. */
struct gl_nw_hop {
    struct gl_nw_node node;
    enum gl_nw_why filter; /* BY_ACL_EGRESS, BY_ACL_INGRESS (node is a subnet), BY_NAT (node a NAT gateway),
                              or NOTHING */
    const struct gl_nw_route *route; /* the row by which it goes on from here, or NULL */
    uint32_t table;                  /* of that row */
    struct gl_ipset source,
        destination; /* the packet's addresses when it gets here, where they changed on the way; else empty */
    bool is_silent;  /* filters, but is no hop that people name: the subnet of a gateway that is passed */
    bool is_peer_fixed; /* the filter sees `peer` instead of the other end of the connection: a NAT gateway */
    bool has_nat_port;  /* of a reply: its destination port is one that a NAT gateway chose */
    struct gl_ipset peer;
};

struct gl_nw_journey {
    struct gl_ipset destinations; /* of the question: for these */
    enum gl_match truth; /* MAY: hangs on something that is not known; then a sibling tells the other way */
    enum gl_nw_end end;
    enum gl_nw_why why;             /* of NO_ROUTE, DROPPED, UNKNOWN */
    const struct gl_value *culprit; /* of MAY and UNKNOWN; may be NULL */
    struct gl_nw_hop *hops;         /* the sender first */
    size_t len;
    bool is_translated; /* the source was replaced by a NAT gateway */
    bool is_outside;    /* has left by an internet gateway or came in by one */
    /* Do rules that name groups see the other end (untranslated; one VPC, an active peering, or a transit
     * gateway that supports it, which does so for ingress only)? By direction of the rule. */
    enum gl_match keeps_groups[2];
};

struct gl_nw_journeys {
    struct gl_nw_journey *items;
    size_t len;
    bool is_cut;
};

/* "group-egress", "route" ...; NULL for NOTHING. */
const char *gl_nw_why_word(enum gl_nw_why why);

/* From an interface, a subnet or VPC (a packet that is there already), internet or onprem, to addresses. `to`
 * names the interface that is meant, when one is: its private addresses from inside, its public one from the
 * internet; `destinations` may then be empty. */
struct gl_nw_journeys gl_nw_route(struct gl_nw_cache *cache, struct gl_arena *arena, struct gl_nw_node from,
                                  struct gl_ipset source, struct gl_ipset destinations, uint32_t to);
/* The way of the answer, from the receiver of a delivered journey back to its sender; outside ones go back
 * through the gateway by which they came. */
struct gl_nw_journeys gl_nw_route_back(struct gl_nw_cache *cache, struct gl_arena *arena,
                                       const struct gl_nw_journey *journey, struct gl_ipset source);

#endif
