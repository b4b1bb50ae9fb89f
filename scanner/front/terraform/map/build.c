#include "front/terraform/map/build.h"

static struct gl_tf_node *append(struct gl_arena *arena, struct gl_tf_node *node)
{
    struct gl_tf_node *child = GL_NEW(arena, struct gl_tf_node);

    if (!node->last)
        node->last = &node->children;
    *node->last = child;
    node->last = &child->next;
    node->len++;
    return child;
}

/* A leaf that holds a list or a map becomes a node of that shape, so that it can grow. */
static void open_leaf(struct gl_arena *arena, struct gl_tf_node *node)
{
    struct gl_value value = node->value;

    if (node->shape != GL_TF_NODE_LEAF || (value.type != GL_LIST && value.type != GL_MAP))
        return;
    node->shape = value.type == GL_LIST ? GL_TF_NODE_LIST : GL_TF_NODE_MAP;
    for (size_t i = 0; i < gl_value_len(&value); i++) {
        struct gl_tf_node *child = append(arena, node);

        child->shape = GL_TF_NODE_LEAF;
        child->element.index = UINT64_MAX; /* no row's */
        child->value = value.type == GL_LIST ? value.u.list.items[i] : value.u.map.members[i].value;
        if (value.type == GL_MAP) {
            child->key = value.u.map.members[i].key;
            child->key_span = value.u.map.members[i].key_span;
        }
    }
}

/* Whether the node is, or now becomes, of this shape. */
static bool becomes(struct gl_arena *arena, struct gl_tf_node *node, enum gl_tf_node_shape shape)
{
    open_leaf(arena, node);
    if (node->shape == GL_TF_NODE_EMPTY)
        node->shape = (uint8_t)shape;
    return node->shape == shape;
}

struct gl_tf_node *gl_tf_node_member(struct gl_arena *arena, struct gl_tf_node *node, struct gl_str key)
{
    struct gl_tf_node *child;

    if (!becomes(arena, node, GL_TF_NODE_MAP))
        return NULL;
    for (child = node->children; child; child = child->next) {
        if (gl_str_eq(child->key, key))
            return child;
    }
    child = append(arena, node);
    child->key = key;
    return child;
}

static bool is_element(const struct gl_tf_node *child, struct gl_tf_element element)
{
    return child && child->element.of == element.of && child->element.index == element.index;
}

struct gl_tf_node *gl_tf_node_element(struct gl_arena *arena, struct gl_tf_node *node,
                                      struct gl_tf_element element)
{
    struct gl_tf_node *child;

    if (!becomes(arena, node, GL_TF_NODE_LIST))
        return NULL;
    if (is_element(node->cursor, element))
        return node->cursor;
    if (node->cursor && is_element(node->cursor->next, element)) {
        node->cursor = node->cursor->next;
        return node->cursor;
    }
    /* Elements come in order: what is above all that are there is new. */
    for (child = element.index > node->most ? NULL : node->children; child; child = child->next) {
        if (is_element(child, element))
            break;
    }
    if (!child) {
        child = append(arena, node);
        child->element = element;
    }
    if (element.index > node->most)
        node->most = element.index;
    node->cursor = child;
    return child;
}

struct gl_tf_node *gl_tf_node_arm(struct gl_arena *arena, struct gl_tf_node *node,
                                  const struct gl_choice *choice, uint32_t arm)
{
    struct gl_tf_node *child;

    if (!becomes(arena, node, GL_TF_NODE_CHOICE))
        return NULL;
    node->value.type = GL_CHOICE;
    if (!node->value.u.choice)
        node->value.u.choice = choice;
    else if (node->value.u.choice->variable != choice->variable)
        return NULL;
    while (node->len < choice->arm_len)
        append(arena, node);
    child = node->children;
    for (uint32_t i = 0; i < arm && child; i++)
        child = child->next;
    return child;
}

static void append_leaf(struct gl_arena *arena, struct gl_tf_node *node, const struct gl_value *value)
{
    struct gl_tf_node *child = append(arena, node);

    child->shape = GL_TF_NODE_LEAF;
    child->element.index = UINT64_MAX;
    child->value = *value;
}

static bool is_list(const struct gl_tf_node *node)
{
    return node->shape == GL_TF_NODE_LEAF && node->value.type == GL_LIST;
}

/* What may be a list, or an element of one. */
static bool is_undecided(const struct gl_tf_node *node)
{
    return node->shape == GL_TF_NODE_LEAF &&
           (node->value.type == GL_UNKNOWN || node->value.type == GL_CHOICE || node->value.type == GL_REF);
}

static void into_list(struct gl_arena *arena, struct gl_tf_node *node)
{
    struct gl_value value = node->value;

    node->shape = GL_TF_NODE_LIST;
    append_leaf(arena, node, &value);
}

void gl_tf_node_set(struct gl_arena *arena, struct gl_tf_node *node, const struct gl_value *value)
{
    if (value->type == GL_LIST && is_undecided(node))
        into_list(arena, node);
    if (value->type == GL_LIST || value->type == GL_MAP || is_list(node))
        open_leaf(arena, node);
    if (node->shape == GL_TF_NODE_LIST) {
        for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
            append_leaf(arena, node, &value->u.list.items[i]);
        if (value->type != GL_LIST)
            append_leaf(arena, node, value);
        return;
    }
    if (value->type == GL_MAP && node->shape == GL_TF_NODE_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            struct gl_tf_node *child = gl_tf_node_member(arena, node, value->u.map.members[i].key);

            child->key_span = value->u.map.members[i].key_span;
            gl_tf_node_set(arena, child, &value->u.map.members[i].value);
        }
        return;
    }
    if (node->shape == GL_TF_NODE_CHOICE && value->type != GL_CHOICE)
        return; /* what hangs on a decision was said first */
    if (value->type == GL_MAP && value->u.map.len == 0 && node->shape == GL_TF_NODE_EMPTY) {
        node->shape = GL_TF_NODE_MAP; /* rows below fill it */
        node->value.span = value->span;
        return;
    }
    node->shape = GL_TF_NODE_LEAF;
    node->value = *value;
}

static struct gl_value choice_value(struct gl_arena *arena, const struct gl_tf_node *node)
{
    struct gl_choice *choice = GL_NEW(arena, struct gl_choice);
    struct gl_value value = node->value;
    uint32_t at = 0;

    *choice = *value.u.choice;
    choice->arms = GL_NEW_ARRAY(arena, struct gl_value, choice->arm_len);
    for (const struct gl_tf_node *child = node->children; child && at < choice->arm_len;
         child = child->next) {
        choice->arms[at] = gl_tf_node_value(arena, child);
        if (child->shape == GL_TF_NODE_EMPTY)
            choice->arms[at].type = GL_ABSENT;
        at++;
    }
    value.flags |= GL_VALUE_HAS_CALLS;
    value.u.choice = choice;
    return value;
}

struct gl_value gl_tf_node_value(struct gl_arena *arena, const struct gl_tf_node *node)
{
    struct gl_value value = node->value;
    size_t at = 0;

    switch ((enum gl_tf_node_shape)node->shape) {
    case GL_TF_NODE_LEAF:
        if (gl_tf_has_calls(&value))
            value.flags |= GL_VALUE_HAS_CALLS;
        return value;
    case GL_TF_NODE_EMPTY:
        value.type = GL_NULL;
        return value;
    case GL_TF_NODE_CHOICE:
        return choice_value(arena, node);
    case GL_TF_NODE_MAP:
        value.type = GL_MAP;
        value.u.map.members = GL_NEW_ARRAY(arena, struct gl_member, node->len ? node->len : 1);
        for (const struct gl_tf_node *child = node->children; child; child = child->next) {
            if (child->shape != GL_TF_NODE_EMPTY)
                value.u.map.members[at++] =
                    (struct gl_member){child->key, child->key_span, gl_tf_node_value(arena, child)};
            if (at && gl_tf_has_calls(&value.u.map.members[at - 1].value))
                value.flags |= GL_VALUE_HAS_CALLS;
        }
        value.u.map.len = at;
        return value;
    case GL_TF_NODE_LIST:
        value.type = GL_LIST;
        value.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, node->len ? node->len : 1);
        for (const struct gl_tf_node *child = node->children; child; child = child->next) {
            value.u.list.items[at] = gl_tf_node_value(arena, child);
            if (gl_tf_has_calls(&value.u.list.items[at]))
                value.flags |= GL_VALUE_HAS_CALLS;
            at += child->shape != GL_TF_NODE_EMPTY;
        }
        value.u.list.len = at;
        return value;
    }
    return value;
}
