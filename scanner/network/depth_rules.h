/* What groups, network ACLs and route tables let through, as sets of addresses at the other end, for one port
 * (or several: then `may` is for any of them and `sure` for all). Inside of depth.
 *
 * `may` holds at most these addresses, `sure` at least these, whatever the unknown values are. */
#ifndef GL_NETWORK_DEPTH_RULES_H
#define GL_NETWORK_DEPTH_RULES_H

#include "network/model.h"

struct gl_nw_admitted {
    struct gl_ipset may, sure;
    const struct gl_value *culprit; /* something that makes them differ, or NULL */
};

/* By the entries of a subnet's ACL. */
struct gl_nw_admitted gl_nw_acl_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t subnet,
                                       enum gl_direction direction, struct gl_portset ports);
/* The interface at the other end, or NONE; its addresses count where a rule names a group of it (as surely as
 * `names_groups`). */
struct gl_nw_peer {
    uint32_t nic;
    enum gl_match names_groups;
};

/* By the rules of an interface's groups. */
struct gl_nw_admitted gl_nw_guard_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t nic,
                                         enum gl_direction direction, struct gl_portset ports,
                                         struct gl_nw_peer peer);
/* By a table: the destinations that go to `gateway` (`attachment`: of a transit gateway's table, else NONE).
 * A table that is not known may send everything there. */
struct gl_nw_admitted gl_nw_table_admits(const struct gl_nw *nw, struct gl_arena *arena, uint32_t table,
                                         uint32_t gateway, uint32_t attachment);

/* Ports of one protocol that these rules tell apart: one of each class, ascending. */
struct gl_nw_port_classes {
    const struct gl_nw *nw;
    struct gl_arena *arena;
    struct gl_portset within;
    unsigned protocol;
    uint32_t *edges; /* keys where something begins */
    size_t len, capacity;
    bool is_cut; /* more than GL_MAX_NW_PORT_CLASSES */
};

void gl_nw_classes_add_acl(struct gl_nw_port_classes *classes, uint32_t subnet, enum gl_direction direction);
void gl_nw_classes_add_guard(struct gl_nw_port_classes *classes, uint32_t nic, enum gl_direction direction);
/* The classes as sets of one port each; none where `within` has no port of the protocol. */
struct gl_portset *gl_nw_classes_finish(struct gl_nw_port_classes *classes, size_t *ret_len);

#endif
