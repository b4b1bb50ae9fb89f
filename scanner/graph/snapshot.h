/* What a snapshot held: the lists of describe answers of which one unit was made.
 *
 * A list that no answer of the snapshot holds, or of which a page is missing, is not known: what is not in it
 * may exist all the same. Whoever reads an absence out of a snapshot asks here first. Frozen when the unit
 * was made. */
#ifndef GL_GRAPH_SNAPSHOT_H
#define GL_GRAPH_SNAPSHOT_H

#include "graph/resource.h"

struct gl_snapshot_list {
    struct gl_str name; /* "RouteTables", as the answer calls it */
    struct gl_str kind; /* of its items */
    bool is_cut;        /* a page is missing */
};

struct gl_snapshot {
    struct gl_snapshot_list *lists;
    size_t len, capacity;
};

/* Does the unit tell all there is of this kind? True of every unit that is no snapshot: code states what it
 * makes. `list` is the name in the answer ("Vpcs", "RouteTables", "DBInstances"). */
bool gl_snapshot_has(const struct gl_unit *unit, struct gl_str list);
/* The same of all resources of a kind ("AWS::RDS::DBInstance"); of Kubernetes kinds and others that no such
 * list holds: false in a snapshot. */
bool gl_snapshot_tells(const struct gl_unit *unit, struct gl_str kind);

#endif
