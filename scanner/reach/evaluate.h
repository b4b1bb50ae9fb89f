/* What policies let pass between a pod and somebody else. Internal to reach/.
 *
 * Every answer has two bounds: what may pass, and what surely does; they differ only where something is not
 * known. Sets of ports are numbers of the evaluation's pool. */
#ifndef GL_REACH_EVALUATE_H
#define GL_REACH_EVALUATE_H

#include "reach/tables.h"

struct gl_pods_eval {
    const struct gl_pods *pods;
    const struct gl_pods_tables *tables;
    struct gl_port_pool pool;
};

/* The other end: a class of pods, pods that are not in the scan, or addresses that no policy tells apart. */
struct gl_pods_party {
    uint32_t class_index;     /* NONE: no class */
    const uint32_t *named_by; /* pods that are not in the scan: the peers that name them, ascending */
    size_t named_len;
    enum gl_ip_family family;
    gl_u128 first, last;
};

struct gl_pods_bounds {
    uint32_t upper, sure;
};

void gl_pods_eval_init(struct gl_pods_eval *eval, struct gl_arena *arena, const struct gl_pods *pods);
/* What the policies of `profile` (of `direction`) let pass between a pod of `subject` and `party`. The class
 * of the subject counts for named ports only; NONE: it has none. */
struct gl_pods_bounds gl_pods_eval_direction(struct gl_pods_eval *eval, uint32_t profile,
                                             enum gl_pods_direction direction, uint32_t subject,
                                             const struct gl_pods_party *party);
/* Both directions, from one class to another. */
struct gl_pods_bounds gl_pods_eval_pair(struct gl_pods_eval *eval, uint32_t from, uint32_t to);
/* Both directions, from one end to another (flow.c). */
struct gl_pods_bounds gl_pods_pair_bounds(struct gl_pods_eval *eval, uint32_t from, uint32_t to);
/* Does a rule name this party? */
enum gl_match gl_pods_rule_names(const struct gl_pods_tables *tables, const struct gl_pods_rule *rule,
                                 const struct gl_pods_party *party);
/* Ports of a rule on the way to a class (NONE: to addresses, where names mean nothing). */
struct gl_pods_bounds gl_pods_rule_bounds(struct gl_pods_eval *eval, const struct gl_pods_rule *rule,
                                          uint32_t destination);
struct gl_pods_bounds gl_pods_bounds_union(struct gl_pods_eval *eval, struct gl_pods_bounds a,
                                           struct gl_pods_bounds b);
struct gl_pods_bounds gl_pods_bounds_both(struct gl_pods_eval *eval, struct gl_pods_bounds a,
                                          struct gl_pods_bounds b);

#define GL_PODS_EVERYTHING ((struct gl_pods_bounds){GL_PORTS_ALL, GL_PORTS_ALL})
#define GL_PODS_NOTHING ((struct gl_pods_bounds){GL_PORTS_NONE, GL_PORTS_NONE})

#endif
