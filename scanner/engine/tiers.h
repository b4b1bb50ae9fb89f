/* Which tier of the baseline somebody belongs to, asked outside of a check: by commands and pictures. */
#ifndef GL_ENGINE_TIERS_H
#define GL_ENGINE_TIERS_H

#include "engine/baseline.h"
#include "engine/truth.h"
#include "graph/graph.h"

/* Borrowed for as long as it is asked; memory of the judging from `arena`. */
struct gl_tiers {
    struct gl_arena *arena;
    const struct gl_graph *graph;
    const struct gl_baseline *baseline;
};

/* Is this resource in that tier? MAYBE: a value decides that is not known. Workloads of Kubernetes run on
 * nodes: they are where AWS::EKS::Nodegroup is. */
enum gl_truth gl_tiers_hold(const struct gl_tiers *tiers, size_t tier, const struct gl_resource *resource);
/* The first tier that surely holds it, else the first that may (`ret_truth`), else GL_STR_NONE. */
size_t gl_tiers_of(const struct gl_tiers *tiers, const struct gl_resource *resource,
                   enum gl_truth *ret_truth);
/* Ports at which the matrix lets tier `from` reach tier `to`; `service`: where the receiver listens. */
struct gl_portset gl_tiers_allow(const struct gl_tiers *tiers, size_t from, size_t to,
                                 struct gl_portset service);

#endif
