/* Checks of a whole namespace: something is missing in it. The finding is about the Namespace object where it
 * is in the scan, else about the first workload of the namespace; every other workload is a place of it. */
#ifndef GL_CHECKS_NAMESPACE_H
#define GL_CHECKS_NAMESPACE_H

#include "engine/check.h"
#include "graph/cluster.h"

struct gl_namespace {
    const struct gl_cluster *cluster;
    struct gl_str name;
};

/* Does the subject (a Namespace or a workload) answer for its namespace? Namespaces without workloads and
 * those that Kubernetes keeps for itself (kube-system, kube-public, kube-node-lease) have nobody who does. */
bool gl_namespace_of_subject(const struct gl_check_ctx *ctx, struct gl_namespace *ret_namespace);
/* Why an object of `kind` that is not found in a namespace may be in it all the same: its own namespace, or
 * that of the subject, is not known. NULL: it is not. */
const struct gl_value *gl_namespace_doubt(const struct gl_check_ctx *ctx, const struct gl_namespace *space,
                                          const char *kind);
/* Adds the workloads of the namespace as places, `at_most` of them. */
void gl_namespace_relate(struct gl_check_ctx *ctx, struct gl_finding *finding,
                         const struct gl_namespace *space, size_t at_most);

#endif
