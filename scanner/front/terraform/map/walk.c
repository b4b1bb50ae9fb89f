/* One row: from a path in the Terraform resource to a path in the properties. */
#include "front/terraform/map/mapper.h"

static const struct gl_tf_map_step *path_step(const struct gl_tf_walk *walk, unsigned at)
{
    return &gl_tf_map_steps[walk->row->path + at];
}

static const struct gl_tf_map_step *property_step(const struct gl_tf_walk *walk, unsigned at)
{
    return &gl_tf_map_steps[walk->row->property + at];
}

static struct gl_tf_node *enter(struct gl_tf_walk *walk, struct gl_tf_node *node, unsigned at)
{
    const struct gl_tf_map_step *step = property_step(walk, at);

    node = gl_tf_node_member(&walk->mapper->scratch, node, gl_tf_map_text(step->name));
    if (node && !gl_span_is_set(node->key_span))
        node->key_span = walk->key_span;
    return node;
}

/* The node at property step `to`, from the one before step `at`; steps over [] do not occur in between. */
static struct gl_tf_node *advance(struct gl_tf_walk *walk, struct gl_tf_node *node, unsigned at, unsigned to,
                                  struct gl_span span)
{
    for (; node && at < to; at++) {
        const struct gl_tf_map_step *step = property_step(walk, at);
        struct gl_tf_element element = {step->label, 0};

        if (!gl_span_is_set(node->value.span) && node->shape != GL_TF_NODE_LEAF)
            node->value.span = span;
        node = enter(walk, node, at);
        if (!node || (step->list != GL_TF_STEP_LABEL && step->list != GL_TF_STEP_MORE))
            continue;
        if (step->list == GL_TF_STEP_MORE)
            element = (struct gl_tf_element){UINT64_MAX, walk->target->folded};
        if (!gl_span_is_set(node->value.span) && node->shape != GL_TF_NODE_LEAF)
            node->value.span = span;
        node = gl_tf_node_element(&walk->mapper->scratch, node, element);
    }
    return node;
}

static struct gl_span container_or(const struct gl_tf_walk *walk, struct gl_span span)
{
    return gl_span_is_set(walk->container) ? walk->container : span;
}

static void put(struct gl_tf_walk *walk, struct gl_tf_node *node, unsigned at, const struct gl_value *value)
{
    node = advance(walk, node, at, walk->row->property_len, container_or(walk, value->span));
    if (node)
        gl_tf_node_set(&walk->mapper->scratch, node, value);
}

/* The first list of the property from step `at` on that belongs to a [] of the path. */
static unsigned next_each(const struct gl_tf_walk *walk, unsigned at)
{
    while (at < walk->row->property_len && property_step(walk, at)->list != GL_TF_STEP_EACH)
        at++;
    return at;
}

/* Something on the way is not known: so is the list that would be filled, or the property. */
static void put_unknown(struct gl_tf_walk *walk, struct gl_tf_node *node, unsigned at,
                        const struct gl_tf_value *value, struct gl_span expr)
{
    struct gl_value unknown = gl_tf_map_value(walk->mapper, walk->target, value, expr);
    unsigned each = next_each(walk, at);
    struct gl_tf_node *target;

    if (each == walk->row->property_len) {
        put(walk, node, at, &unknown);
        return;
    }
    target = advance(walk, node, at, each, unknown.span);
    if (target)
        target = enter(walk, target, each);
    if (target && target->shape == GL_TF_NODE_EMPTY)
        gl_tf_node_set(&walk->mapper->scratch, target, &unknown);
}

static void put_absent(struct gl_tf_walk *walk, struct gl_tf_node *node, unsigned at, bool is_container)
{
    const struct gl_tf_map_row *row = walk->row;
    struct gl_value value;

    if (!row->absent || (is_container && !row->holds_always) || next_each(walk, at) < row->property_len)
        return;
    value = gl_tf_map_absent(walk->mapper, row, walk->container);
    put(walk, node, at, &value);
}

static struct gl_span expression_of(const struct gl_tf_member *member, struct gl_span outer)
{
    struct gl_span own = member->expr_span;

    if (!gl_span_is_set(own))
        return outer;
    if (gl_span_is_set(outer) &&
        (own.source != outer.source || own.begin < outer.begin || own.end > outer.end))
        return outer;
    return own;
}

static void walk_from(struct gl_tf_walk *walk, const struct gl_tf_value *from, struct gl_span expr,
                      unsigned path_at, struct gl_tf_node *node, unsigned property_at);

static void walk_element(struct gl_tf_walk *walk, const struct gl_tf_value *item, struct gl_span expr,
                         unsigned path_at, struct gl_tf_node *node, unsigned property_at);

static bool has_arms(const struct gl_tf_value *value)
{
    return gl_tf_is_unknown(value) && value->u.unknown->shape == GL_TF_ARMS && value->u.unknown->part_len > 1;
}

static const struct gl_choice *choice_of(struct gl_tf_walk *walk, const struct gl_tf_unknown *unknown)
{
    struct gl_choice *choice = GL_NEW(&walk->mapper->scratch, struct gl_choice);

    choice->what = gl_arena_printf(walk->mapper->arena, "condition %.*s", GL_STR_ARG(unknown->name));
    choice->variable = gl_tf_choice_variable(unknown);
    choice->from = unknown->from;
    choice->arm_len = (uint32_t)unknown->part_len;
    return choice;
}

/* An element, or a whole list, of which a decision makes one or another (or none): each apart. `path_at` and
 * `property_at` stand behind it. */
static void walk_arms(struct gl_tf_walk *walk, const struct gl_tf_value *value, struct gl_span expr,
                      unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    const struct gl_tf_unknown *unknown = value->u.unknown;
    const struct gl_choice *choice = choice_of(walk, unknown);

    if (node->shape == GL_TF_NODE_EMPTY)
        node->value.span = gl_tf_map_place(value->span, expr);
    for (uint32_t i = 0; i < choice->arm_len; i++) {
        const struct gl_tf_value *part = &unknown->parts[i];
        struct gl_tf_node *arm = gl_tf_node_arm(&walk->mapper->scratch, node, choice, i);

        if (!arm)
            return;
        if (!gl_tf_is_null(part))
            walk_element(walk, part, expr, path_at, arm, property_at);
    }
}

static void walk_element(struct gl_tf_walk *walk, const struct gl_tf_value *item, struct gl_span expr,
                         unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    struct gl_span container = walk->container;
    uint64_t prefix = walk->prefix;
    struct gl_value value;

    if (gl_tf_is_null(item))
        return;
    walk->container = gl_tf_map_place(item->span, expr);
    if (!gl_span_is_set(node->value.span))
        node->value.span = walk->container;
    if (has_arms(item) && path_at < walk->row->path_len) {
        walk_arms(walk, item, expr, path_at, node, property_at);
    } else if (gl_tf_is_unknown(item) && path_at < walk->row->path_len) {
        value = gl_tf_map_value(walk->mapper, walk->target, item, expr);
        if (node->shape == GL_TF_NODE_EMPTY)
            gl_tf_node_set(&walk->mapper->scratch, node, &value);
    } else {
        walk_from(walk, item, expr, path_at, node, property_at);
    }
    walk->container = container;
    walk->prefix = prefix;
}

/* The elements of a list, into the list `node`. */
static void walk_items(struct gl_tf_walk *walk, const struct gl_tf_value *list, struct gl_span expr,
                       unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    bool is_map = list->kind == GL_TF_MAP;
    size_t len = gl_tf_is_known_sequence(list) ? list->u.list.len : is_map ? list->u.map.len : 1;

    if (!gl_span_is_set(node->value.span) && node->shape == GL_TF_NODE_EMPTY)
        node->value.span = gl_tf_map_place(list->span, expr);
    for (size_t i = 0; i < len; i++) {
        const struct gl_tf_value *item = gl_tf_is_known_sequence(list) ? &list->u.list.items[i]
                                         : is_map                      ? &list->u.map.members[i].value
                                                                       : list;
        struct gl_tf_element element = {walk->prefix, i};
        struct gl_tf_node *child = gl_tf_node_element(&walk->mapper->scratch, node, element);

        if (!child)
            return;
        walk_element(walk, item, expr, path_at, child, property_at);
    }
}

static void walk_each(struct gl_tf_walk *walk, const struct gl_tf_value *list, struct gl_span expr,
                      unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    const struct gl_tf_unknown *unknown = has_arms(list) ? list->u.unknown : NULL;
    const struct gl_choice *choice = unknown ? choice_of(walk, unknown) : NULL;
    unsigned each = next_each(walk, property_at);

    if (!unknown && gl_tf_is_known_sequence(list) && list->u.list.len == 0)
        return;
    node = advance(walk, node, property_at, each, gl_tf_map_place(list->span, expr));
    if (node && !gl_span_is_set(node->value.span) && node->shape != GL_TF_NODE_LEAF)
        node->value.span = gl_tf_map_place(list->span, expr);
    node = node ? enter(walk, node, each) : NULL;
    if (node && !unknown)
        walk_items(walk, list, expr, path_at, node, each + 1);
    for (uint32_t i = 0; node && unknown && i < choice->arm_len; i++) {
        const struct gl_tf_value *part = &unknown->parts[i];
        struct gl_tf_node *arm = gl_tf_node_arm(&walk->mapper->scratch, node, choice, i);
        struct gl_value value;

        if (!arm || gl_tf_is_null(part))
            continue;
        if (!gl_tf_is_unknown(part)) {
            walk_items(walk, part, expr, path_at, arm, each + 1);
            continue;
        }
        value = gl_tf_map_value(walk->mapper, walk->target, part, expr);
        if (arm->shape == GL_TF_NODE_EMPTY)
            gl_tf_node_set(&walk->mapper->scratch, arm, &value);
    }
}

/* A block that a decision makes one or another, or leaves out. The decision is put where the properties have
 * the block, or at the property itself where they have none. */
static void walk_block_arms(struct gl_tf_walk *walk, const struct gl_tf_value *block, struct gl_span expr,
                            unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    unsigned rest = walk->row->path_len - path_at, len = walk->row->property_len;
    unsigned at = len - property_at > rest ? len - rest : len;

    if (next_each(walk, property_at) < at) {
        put_unknown(walk, node, property_at, block, expr);
        return;
    }
    node = advance(walk, node, property_at, at, gl_tf_map_place(block->span, expr));
    if (node)
        walk_arms(walk, block, expr, path_at, node, at);
}

/* The one block of a list of blocks; NULL when there is none. */
static const struct gl_tf_value *single(const struct gl_tf_value *value)
{
    if (!gl_tf_is_known_sequence(value))
        return value;
    return value->u.list.len ? &value->u.list.items[0] : NULL;
}

static void walk_from(struct gl_tf_walk *walk, const struct gl_tf_value *from, struct gl_span expr,
                      unsigned path_at, struct gl_tf_node *node, unsigned property_at)
{
    struct gl_value value;

    while (path_at < walk->row->path_len) {
        const struct gl_tf_map_step *step = path_step(walk, path_at++);
        const struct gl_tf_member *member = gl_tf_member(from, gl_tf_map_text(step->name));
        bool is_last = path_at == walk->row->path_len && step->list == GL_TF_STEP_PLAIN;

        walk->prefix = (walk->prefix ^ step->name) * 0x100000001b3u;
        if (!member || gl_tf_is_not_set(&member->value)) {
            put_absent(walk, node, property_at, !is_last);
            return;
        }
        from = &member->value;
        expr = from->flags & GL_TF_BLOCKS ? (struct gl_span){0} : expression_of(member, expr);
        walk->key_span = member->key_span;
        if (is_last)
            break;
        if (step->list == GL_TF_STEP_EACH && (!gl_tf_is_unknown(from) || has_arms(from))) {
            walk_each(walk, from, expr, path_at, node, property_at);
            return;
        }
        if (step->list != GL_TF_STEP_EACH)
            from = single(from);
        if (!from || gl_tf_is_null(from)) {
            put_absent(walk, node, property_at, true);
            return;
        }
        if (gl_tf_is_unknown(from)) {
            if (has_arms(from))
                walk_block_arms(walk, from, expr, path_at, node, property_at);
            else
                put_unknown(walk, node, property_at, from, expr);
            return;
        }
        walk->container = gl_tf_map_place(from->span, expr);
    }
    if (gl_tf_map_convert(walk, from, expr, &value))
        put(walk, node, property_at, &value);
}

void gl_tf_apply_row(struct gl_tf_walk *walk)
{
    const struct gl_tf_map_row *row = walk->row;
    struct gl_tf_node *node = row->is_attribute ? &walk->target->attributes : &walk->target->properties;
    const struct gl_tf_mapped *outer = walk->from->outer;
    struct gl_value value;

    walk->key_span = walk->container = (struct gl_span){0};
    walk->prefix = (uintptr_t)walk->from->body;
    if (row->source == GL_TF_FROM_OUTER && row->path_len == 0 && outer) {
        value = gl_tf_map_reference_to(walk->mapper, outer, walk->from->body->span);
        put(walk, node, 0, &value);
    } else if (row->source == GL_TF_FROM_NOTHING) {
        put_absent(walk, node, 0, false);
    } else if (row->source == GL_TF_FROM_LIFECYCLE) {
        walk_from(walk, &walk->from->instance->lifecycle, (struct gl_span){0}, 0, node, 0);
    } else {
        walk_from(walk, row->source == GL_TF_FROM_OUTER ? &walk->from->instance->values : walk->from->body,
                  (struct gl_span){0}, 0, node, 0);
    }
}
