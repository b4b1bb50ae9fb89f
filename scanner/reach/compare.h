/* What two clusters let through, compared: a tree before and after a change.
 *
 * Workloads and the ingress controller are the same when what is shown of them is; addresses are compared as
 * sets, so that each change names the largest range it holds for. What passes counts, sure or not. Memory
 * from the arena that is given; texts may be borrowed from the clusters. */
#ifndef GL_REACH_COMPARE_H
#define GL_REACH_COMPARE_H

#include "reach/pods.h"

struct gl_pods_change {
    struct gl_str from, to;            /* as shown */
    struct gl_portset before, after;   /* they differ; one may be empty */
    bool is_from_single, is_to_single; /* a workload that only one of the clusters has */
};

/* Either may be NULL: a cluster that is not there. Sorted by (from, to). */
size_t gl_pods_compare(struct gl_arena *arena, const struct gl_pods *before, const struct gl_pods *after,
                       struct gl_pods_change **ret_changes);

#endif
