/* Checks of what pods can reach outside the cluster: the metadata service, the data stores.
 *
 * A way out is told once, where it is opened: on the namespace, for pods whose egress nothing restricts; on
 * the rule of a policy that allows it; on a workload that is on the host network, which no policy reaches. */
#ifndef GL_CHECKS_EGRESS_OPEN_H
#define GL_CHECKS_EGRESS_OPEN_H

#include "checks/netpol.h"

struct gl_egress_check {
    gl_netpol_rule_fn *rule;
    /* FALSE where something else keeps pods that no policy restricts from it; NULL: nothing does. */
    enum gl_truth (*is_open)(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end);
    struct gl_str what; /* "the instance metadata service at 169.254.169.254" */
    const char *wanted;
    bool tells_host_network;
};

enum gl_verdict gl_egress_judge(struct gl_check_ctx *ctx, const struct gl_egress_check *check);

#endif
