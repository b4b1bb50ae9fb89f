/* What the natives of the network policy checks share: what the subject is in its cluster, its rules, and the
 * words for who can reach whom. All texts live in ctx->scratch. */
#ifndef GL_CHECKS_NETPOL_H
#define GL_CHECKS_NETPOL_H

#include "engine/check.h"
#include "reach/reach.h"

enum { GL_NETPOL_PLACES = 20 }; /* workloads that a finding names as places */

/* Where the subject is; places without pods: no Kubernetes object. */
struct gl_reach_place gl_netpol_place(const struct gl_check_ctx *ctx);
/* The namespace that the subject speaks for; NULL: another resource does, or nobody. */
const struct gl_reach_space *gl_netpol_spoken_for(const struct gl_check_ctx *ctx);
/* The policy that the subject is, in a namespace of its own; NULL: none, or the API server refuses it. */
const struct gl_pods_policy *gl_netpol_policy(const struct gl_check_ctx *ctx);

static inline enum gl_truth gl_netpol_truth(enum gl_match match)
{
    return match == GL_MATCH_YES ? GL_TRUE : match == GL_MATCH_NO ? GL_FALSE : GL_MAYBE;
}
static inline enum gl_verdict gl_netpol_verdict(enum gl_truth violates)
{
    return violates == GL_TRUE ? GL_FAIL : violates == GL_MAYBE ? GL_OPEN : GL_PASS;
}

/* Notes the values below this one that are not known: the reasons of an open verdict. */
void gl_netpol_blame(struct gl_check_ctx *ctx, const struct gl_value *value);
/* Blames the selectors and labels on which hangs whom the policy selects. */
void gl_netpol_blame_policy(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy);

/* ---- rules ---- */

struct gl_netpol_fault {
    const struct gl_value *at; /* the mark; NULL: the rule */
    const char *property;      /* of the mark, without indices */
    struct gl_str message;     /* what is wrong, after "ingress rule 2 " */
    const char *wanted;
};
/* Does a rule violate? Fills the fault where it does, or may. */
typedef enum gl_truth gl_netpol_rule_fn(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule,
                                        struct gl_netpol_fault *fault);
/* Judges every rule of the subject in that direction and reports each violation; not applicable where the
 * subject is no policy or has no rules there. */
enum gl_verdict gl_netpol_judge_rules(struct gl_check_ctx *ctx, enum gl_pods_direction direction,
                                      gl_netpol_rule_fn *judge);
/* A NetworkPolicy's `from` or `to`; NULL: none. */
const struct gl_value *gl_netpol_peers(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule);
/* What is written as ipBlock.cidr of one of these peers; NULL: nothing. */
const struct gl_value *gl_netpol_block(struct gl_check_ctx *ctx, const struct gl_value *peers, size_t index);
/* "TCP 8443, https", "every port" */
struct gl_str gl_netpol_rule_ports(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule);
/* Does the rule let this port pass (as far as numbers tell)? */
bool gl_netpol_rule_has(struct gl_check_ctx *ctx, const struct gl_pods_rule *rule, struct gl_portset ports);
/* "Deployment shop/api", "Deployment shop/api and 2 more workloads", "no pod of the scan" */
struct gl_str gl_netpol_selected(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy);
/* Is every workload that the policy selects named by the parameter, a list of "NAMESPACE/NAME" patterns? */
bool gl_netpol_is_exempt(struct gl_check_ctx *ctx, const struct gl_pods_policy *policy,
                         const char *parameter);

/* ---- workloads ---- */

/* "Deployment shop/api", "Deployments shop/api and 2 more workloads": of ends of one space. */
struct gl_str gl_netpol_names(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                              const uint32_t *ends, size_t len);
/* " (TCP 8080,8443)": ports that the containers declare; empty where they declare none. */
struct gl_str gl_netpol_declared(struct gl_check_ctx *ctx, const struct gl_pods *pods, const uint32_t *ends,
                                 size_t len);
/* Adds the workloads as places. */
void gl_netpol_relate(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_pods *pods,
                      const uint32_t *ends, size_t len, const char *what);
/* Adds the policies of that direction that select nothing: what was meant to isolate. */
void gl_netpol_relate_idle(struct gl_check_ctx *ctx, struct gl_finding *finding,
                           const struct gl_reach_space *space, enum gl_pods_direction direction);
/* Does a rule of an administrator deny every peer on every port, to all pods of the namespace or (`labels`
 * not NULL) to pods with these? */
enum gl_truth gl_netpol_admin_denies(struct gl_check_ctx *ctx, const struct gl_reach_space *space,
                                     const struct gl_value *labels, enum gl_pods_direction direction);
/* Is nothing in the way of what leaves (or enters) these pods: no NetworkPolicy, no such rule? */
enum gl_truth gl_netpol_is_unrestricted(struct gl_check_ctx *ctx, const struct gl_pods *pods, uint32_t end,
                                        enum gl_pods_direction direction);
/* May what the two units make be of one environment? NULL: not known of which. */
bool gl_netpol_may_be_one(const struct gl_unit *a, const struct gl_unit *b);
/* Does "NAMESPACE/NAME" match a pattern of the parameter? */
bool gl_netpol_is_listed(const struct gl_check_ctx *ctx, const struct gl_pods_end *end,
                         const char *parameter);

/* ---- enforcement ---- */

/* Says on a finding that nothing enforces policies in the subject's cluster, where the scan tells so. */
void gl_netpol_say_hollow(struct gl_check_ctx *ctx, struct gl_finding *finding);

#endif
