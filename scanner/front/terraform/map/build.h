/* A tree of properties while rows fill it: members and elements in the order in which they came. Lives in the
 * scratch arena of one gl_tf_map; gl_tf_node_value makes the final value of it. */
#ifndef GL_TERRAFORM_MAP_BUILD_H
#define GL_TERRAFORM_MAP_BUILD_H

#include "tree/value.h"

enum gl_tf_node_shape {
    GL_TF_NODE_EMPTY = 0,
    GL_TF_NODE_LEAF,
    GL_TF_NODE_MAP,
    GL_TF_NODE_LIST,
    GL_TF_NODE_CHOICE
};

/* Which element of a list: rows that say the same mean the same one. */
struct gl_tf_element {
    uint64_t of; /* the place in the Terraform resource, or the word of the table */
    uint64_t index;
};

struct gl_tf_node {
    struct gl_tf_node *next, *children, **last;
    struct gl_tf_node *cursor; /* the child that was found last: rows walk elements in the same order */
    struct gl_str key;         /* of a member */
    struct gl_span key_span;
    struct gl_tf_element element;
    struct gl_value value; /* of a leaf; of a choice without its arms; of the others only the span */
    size_t len;            /* children */
    uint64_t most;         /* the highest index of an element */
    uint8_t shape;         /* enum gl_tf_node_shape */
};

/* The member or element, made when it is not there. NULL when `node` is something else already: what is there
 * first stays. */
struct gl_tf_node *gl_tf_node_member(struct gl_arena *arena, struct gl_tf_node *node, struct gl_str key);
struct gl_tf_node *gl_tf_node_element(struct gl_arena *arena, struct gl_tf_node *node,
                                      struct gl_tf_element element);
/* The node of one arm; `choice` says what decides. An arm in which nothing is set is absent. */
struct gl_tf_node *gl_tf_node_arm(struct gl_arena *arena, struct gl_tf_node *node,
                                  const struct gl_choice *choice, uint32_t arm);
/* A list goes to the end of a list that is there, a map joins a map; everything else replaces. */
void gl_tf_node_set(struct gl_arena *arena, struct gl_tf_node *node, const struct gl_value *value);
/* Whether it, or something in it, is not known or refers to something: that is what GL_VALUE_HAS_CALLS says,
 * without which the graph looks for no reference and no alternatives. */
static inline bool gl_tf_has_calls(const struct gl_value *value)
{
    return value->type == GL_REF || value->type == GL_UNKNOWN || value->type == GL_CONCAT ||
           value->type == GL_CHOICE || (value->flags & GL_VALUE_HAS_CALLS);
}
struct gl_value gl_tf_node_value(struct gl_arena *arena, const struct gl_tf_node *node);

#endif
