/* Inside of the security group module: what its files share while the network is built. */
#ifndef GL_GRAPH_NETWORK_BUILD_H
#define GL_GRAPH_NETWORK_BUILD_H

#include "graph/security_group.h"
#include "graph/variant.h"

struct gl_network_builder {
    struct gl_arena *arena;
    struct gl_network *network;
    struct gl_diags *diags;
    struct gl_group **last_group;
    struct gl_group_name *names; /* GroupName texts of declared groups, sorted by text */
    size_t name_len, name_capacity;
    struct gl_group **outside; /* hash table of groups that are named by a literal, but not in the scan */
    size_t outside_capacity;
    size_t steps, variants; /* of all statements: see GL_MAX_GROUP_WORK, GL_MAX_RULE_VARIANTS */
};

/* One reading of rules: a statement in one decision of its variants. */
struct gl_rule_reader {
    struct gl_network_builder *builder;
    struct gl_group *group;
    const struct gl_resource *stated_by;
    struct gl_variants variants;
    enum gl_direction direction;
    uint8_t alternative;
    struct gl_str list_property; /* "SecurityGroupIngress"; empty for a rule resource */
    bool is_whole_egress; /* the value is SecurityGroupEgress itself: where it is removed, all is allowed */
    struct gl_group_rule **last; /* where the next rule is appended */
};

/* Reads one rule (a MAP) and appends what it admits. */
void gl_read_group_rule(struct gl_rule_reader *reader, const struct gl_value *element);
/* Appends a rule of which nothing is known but that it may be there. */
void gl_read_unknown_rule(struct gl_rule_reader *reader, const struct gl_value *why);
struct gl_group_rule *gl_append_rule(struct gl_rule_reader *reader);

/* The addresses that a value stands for, into `rule`: peer, addresses, prefix, culprit. `value` is picked. */
void gl_read_addresses(struct gl_network_builder *builder, const struct gl_value *value,
                       struct gl_group_rule *rule);
void gl_read_prefix_list(struct gl_network_builder *builder, const struct gl_variants *variants,
                         const struct gl_value *value, struct gl_group_rule *rule);
/* A value that is not known because it is wrong: "10.0.0.0/33 (the prefix length is longer than 32)". */
const struct gl_value *gl_invalid_value(struct gl_arena *arena, const struct gl_value *value,
                                        const char *why);

/* Fills uses. */
void gl_attach_groups(struct gl_network_builder *builder);
/* The group that a picked value names; makes the default group of a VPC on first use. NULL when it is not in
 * the scan. */
struct gl_group *gl_find_group(struct gl_network_builder *builder, const struct gl_resource *beside,
                               const struct gl_value *value);

#endif
