/* A plan or state while its instances are made. Belongs to one unit, on one thread. */
#ifndef GL_TERRAFORM_PLAN_READING_H
#define GL_TERRAFORM_PLAN_READING_H

#include "base/name_index.h"
#include "front/terraform/config/unit.h"

/* A module instance that has resources, or that something refers to. */
struct gl_tf_plan_node {
    struct gl_str address; /* empty: the root module */
    struct gl_str path;    /* "a.b": the calls, without keys */
    struct gl_str key;     /* of count or for_each: text; no pointer: none */
    struct gl_tf_plan_node *parent;
    const struct gl_value *call;   /* in the configuration; NULL: not known */
    const struct gl_value *module; /* its configuration */
    struct gl_tf_plan_node *children, *next;
};

struct gl_tf_plan_item {
    struct gl_tf_instance *instance;
    struct gl_tf_plan_node *node;
    struct gl_str key; /* as of the node */
    const struct gl_value *values, *unknown, *sensitive;
    const struct gl_value *configuration; /* of its resource; NULL: not known */
    uint32_t next;                        /* of the same resource and module; NONE: the last */
    struct gl_str declared;               /* the address without keys: "module.edge.aws_lb.this" */
    const struct gl_value *depends_on;    /* addresses of that form; NULL: not said */
    uint32_t twin[2];                     /* the next with the same id, the same ARN */
    uint32_t tail;                        /* of the first of them: the last */
};

struct gl_tf_plan {
    struct gl_tf_unit *unit;
    struct gl_arena *arena; /* the unit's */
    const struct gl_value *root;
    struct gl_tf_plan_node top;
    struct gl_tf_plan_item *items;
    size_t len, capacity;
    struct gl_tf_plan_node **nodes;
    size_t node_len, node_capacity;
    const struct gl_value **resources; /* of the configuration */
    size_t resource_len, resource_capacity;
    struct gl_name_index by_address, by_group, by_identity, by_module, configurations, changes;
    uint64_t steps; /* references followed; bounded */
};

/* collect.c: items and nodes of any of the formats. */
void gl_tf_plan_collect(struct gl_tf_plan *plan);
/* The child of `parent` by call and key ("" without pointer: none); made when it is not there. NULL: too many
 * or too deep. */
struct gl_tf_plan_node *gl_tf_plan_child(struct gl_tf_plan *plan, struct gl_tf_plan_node *parent,
                                         struct gl_str name, struct gl_str key, bool is_number);

/* reference.c: what an expression of the configuration may come from. */
struct gl_tf_candidate {
    const struct gl_tf_plan_item *item;
    struct gl_str attribute; /* "id", "endpoint[0].address"; empty: not said */
};

struct gl_tf_candidates {
    struct gl_tf_candidate items[64];
    size_t len;
    bool is_cut;
};

void gl_tf_plan_trace(struct gl_tf_plan *plan, const struct gl_tf_plan_item *item,
                      const struct gl_value *expression, struct gl_tf_candidates *ret_candidates);
/* choose.c: the one that the attribute of the item means, or NULL. */
const struct gl_tf_candidate *gl_tf_plan_choose(const struct gl_tf_plan_item *item, struct gl_str attribute,
                                                const struct gl_tf_candidates *candidates);

/* join.c: the item that has this id or ARN; NULL: none, or not clear which. */
void gl_tf_plan_index_identities(struct gl_tf_plan *plan);
const struct gl_tf_plan_item *gl_tf_plan_identified(const struct gl_tf_plan *plan,
                                                    const struct gl_tf_plan_item *by, struct gl_str attribute,
                                                    struct gl_str text, struct gl_str *ret_attribute);

/* build.c: the values of an item. */
void gl_tf_plan_build(struct gl_tf_plan *plan, struct gl_tf_plan_item *item);
/* secret.c: whether an attribute of this name is a secret whatever the provider says of it. */
bool gl_tf_is_secret_attribute(struct gl_str type, struct gl_str name);

/* describe.c: environment, region and account of the unit and of its instances. */
void gl_tf_plan_describe(struct gl_tf_plan *plan);

#endif
