/* What the natives of the network checks share: judging the rules of a group, telling of them, asking the
 * flow matrix.
 *
 * The subject of a network check is the security group, wherever its rules are stated. A rule resource is a
 * subject of its own only where its group is not an AWS::EC2::SecurityGroup of the scan. */
#ifndef GL_CHECKS_NETWORK_H
#define GL_CHECKS_NETWORK_H

#include "engine/check.h"
#include "graph/security_group.h"

/* Does a rule violate? MAYBE when that hangs on the rule's unknown parts, or on culprits that the function
 * has noted. */
typedef enum gl_truth gl_rule_test_fn(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                      void *argument);
/* The sentence of a finding, without the reasons of an open one: in ctx->scratch. */
typedef struct gl_str gl_rule_text_fn(struct gl_check_ctx *ctx, const struct gl_group_rule *rule,
                                      void *argument);

/* What proves a finding about a rule: steps, further places, another wanted state. */
typedef void gl_rule_prove_fn(struct gl_check_ctx *ctx, struct gl_finding *finding,
                              const struct gl_group_statement *statement, const struct gl_group_rule *rule,
                              void *argument);

struct gl_rule_check {
    enum gl_direction direction;
    gl_rule_test_fn *test;
    gl_rule_text_fn *text;
    void *argument;
    struct gl_str wanted;
    gl_rule_prove_fn *prove; /* of a fail; NULL: nothing more */
};

/* The group that the subject stands for; NULL: the check does not apply. */
const struct gl_group *gl_net_subject(const struct gl_check_ctx *ctx);
/* Is this a statement of the subject? (Of an EKS cluster's or an outside group, only the subject's own.) */
bool gl_net_is_own(const struct gl_check_ctx *ctx, const struct gl_group *group,
                   const struct gl_group_statement *statement);
/* Judges every rule of that direction, reports each violation at its place, returns the verdict of the
 * subject. */
enum gl_verdict gl_net_judge(struct gl_check_ctx *ctx, const struct gl_rule_check *check);
/* One finding about a rule, with the places that take part: the rule resource, the group's users. */
struct gl_finding *gl_net_report(struct gl_check_ctx *ctx, enum gl_verdict verdict,
                                 const struct gl_group_statement *statement, const struct gl_group_rule *rule,
                                 struct gl_str message);

/* Of one rule alone. */
enum gl_truth gl_rule_has_ports(const struct gl_group_rule *rule, struct gl_portset ports);
enum gl_truth gl_rule_is_internet(const struct gl_group_rule *rule); /* all of it, of a family */
enum gl_truth gl_rule_is_public(const struct gl_group_rule *rule);   /* some public address */
struct gl_str gl_rule_peer_text(struct gl_check_ctx *ctx, const struct gl_group_rule *rule);
struct gl_str gl_rule_ports_text(struct gl_check_ctx *ctx, struct gl_portset ports);
struct gl_str gl_group_text(struct gl_check_ctx *ctx,
                            const struct gl_group *group); /* "SecurityGroup NodeSg" */

/* Is the group on worker nodes of an EKS cluster (managed, or launched with the cluster's tag)? */
bool gl_group_has_nodes(const struct gl_group *group);
/* The reason "who has security group sg-1 is not known" for a literal; an unknown value is its own reason. */
const struct gl_value *gl_net_outside_users(struct gl_check_ctx *ctx, const struct gl_value *value);

/* Tiers by name, one or a list; a name that the baseline has not is skipped. Returns how many. */
size_t gl_net_tiers_parameter(struct gl_check_ctx *ctx, const char *name, size_t *tiers, size_t most);

/* Whose network interface it is: that of the instance it is attached to. NULL: a service made it, for a
 * resource that has the group itself. Whatever is no interface stands for itself. */
const struct gl_resource *gl_interface_owner(const struct gl_graph *graph,
                                             const struct gl_resource *resource);
/* Is some user of the group in the tier? Launch templates are passed over for their users. The first user
 * found is given. */
enum gl_truth gl_group_in_tier(struct gl_check_ctx *ctx, const struct gl_group *group, size_t tier,
                               const struct gl_group_use **ret_use);
/* May what the rule lets in enter the tier at these ports? By the flows of the baseline; members of one tier
 * may always talk. */
enum gl_truth gl_flow_admits(struct gl_check_ctx *ctx, const struct gl_group_rule *rule, size_t tier,
                             struct gl_portset ports);
/* Ports that the internet may reach in a tier. */
struct gl_portset gl_flow_internet_ports(struct gl_check_ctx *ctx, size_t tier);

#endif
