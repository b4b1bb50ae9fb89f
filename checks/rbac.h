/* Roles of Kubernetes and who is bound to them. Source: Kubernetes, "Using RBAC Authorization". */
#ifndef GL_CHECKS_RBAC_H
#define GL_CHECKS_RBAC_H

#include "engine/check.h"

/* What a rule of a role is asked for. */
struct gl_grant {
    const char *group;        /* of the API; "" is core */
    const char *resource;     /* "pods/exec" */
    const char *const *verbs; /* any of these, or "*"; ends in NULL */
    const char *name;         /* only a rule for this object counts; NULL: any rule */
    bool is_narrowed_by_name; /* a rule for named objects does not count */
};

/* Is the role one that Kubernetes makes itself: system:..., or marked as a default? */
bool gl_rbac_is_built_in(const struct gl_resource *role);
/* Does a rule (a MAP) give one of the grants? A rule for all resources does not count: that is GLC-K8S-020's.
 */
enum gl_truth gl_rbac_rule_gives(struct gl_check_ctx *ctx, const struct gl_value *rule,
                                 const struct gl_grant *grants, size_t len);
/* The first rule of the role (with those that its aggregation collects) that gives one; NULL: none surely
 * does. `ret_answer` says whether one may. */
const struct gl_value *gl_rbac_role_gives(struct gl_check_ctx *ctx, const struct gl_resource *role,
                                          const struct gl_grant *grants, size_t len,
                                          enum gl_truth *ret_answer);

#endif
