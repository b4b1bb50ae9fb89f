/* Pods that are not in the scan, as rules describe them: "pods with {app=web} in namespaces with {env=prod}".
 * Internal to reach/.
 *
 * A representative has the labels and label expressions of one peer. A peer names it when each of its own
 * requirements is one of the representative's, or follows from a label of it: then it names every such pod.
 */
#ifndef GL_REACH_REPRESENTATIVE_H
#define GL_REACH_REPRESENTATIVE_H

#include "reach/build.h"

struct gl_pods_representative {
    struct gl_str shown;
    uint32_t *named_by; /* peers, ascending */
    size_t len, capacity;
};

struct gl_pods_representatives {
    struct gl_pods_representative everyone; /* any pod of any namespace */
    struct gl_pods_representative *items;
    size_t len, capacity;
    uint32_t **by_peer; /* the representatives that a peer names, unless it names everyone */
    size_t *by_peer_len;
};

/* In build->arena. Those that a pod of the scan stands for already are left out. */
struct gl_pods_representatives *gl_pods_find_representatives(struct gl_pods_build *build);

#endif
