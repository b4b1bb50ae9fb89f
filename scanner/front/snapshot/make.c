/* Properties: the rows of the tables, and what shapes need to add more. */
#include "front/snapshot/make.h"

#include "base/limits.h"

/* ---- values ---- */

static struct gl_value reference(struct gl_snap_making *making, const struct gl_resource *target,
                                 struct gl_span span)
{
    struct gl_ref *ref = GL_NEW(making->arena, struct gl_ref);

    ref->target = target;
    return (struct gl_value){
        .type = GL_REF, .style = GL_COMPUTED, .flags = GL_VALUE_HAS_CALLS, .span = span, .u.ref = ref};
}

static struct gl_value refer(struct gl_snap_making *making, const struct gl_value *value, struct gl_str kind)
{
    const struct gl_resource *target;
    struct gl_value list = *value;

    if (value->type == GL_STRING) {
        target = gl_snap_find(making, kind, value->u.str);
        return target ? reference(making, target, value->span) : *value;
    }
    if (value->type != GL_LIST)
        return *value;
    list.u.list.items = GL_NEW_ARRAY(making->arena, struct gl_value, list.u.list.len);
    for (size_t i = 0; i < list.u.list.len; i++) {
        const struct gl_value *item = &value->u.list.items[i];

        list.u.list.items[i] = item->type == GL_LIST ? *item : refer(making, item, kind);
        if (list.u.list.items[i].type == GL_REF)
            list.flags |= GL_VALUE_HAS_CALLS;
    }
    return list;
}

static struct gl_value tag_list(struct gl_arena *arena, const struct gl_value *map)
{
    struct gl_value list = {.type = GL_LIST, .style = GL_COMPUTED, .span = map->span};

    list.u.list.len = map->u.map.len;
    list.u.list.items = GL_NEW_ARRAY(arena, struct gl_value, list.u.list.len);
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];
        struct gl_member *pair = GL_NEW_ARRAY(arena, struct gl_member, 2);
        struct gl_value *tag = &list.u.list.items[i];

        pair[0] = (struct gl_member){GL_STR("Key"), member->key_span,
                                     gl_value_string(member->key, member->key_span)};
        pair[1] = (struct gl_member){GL_STR("Value"), member->value.span, member->value};
        *tag = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = member->value.span};
        tag->u.map.members = pair;
        tag->u.map.len = 2;
    }
    return list;
}

/* "subnet-1,subnet-2": each has the place of the text. */
static struct gl_value split(struct gl_snap_making *making, const struct gl_value *value)
{
    struct gl_value list = {.type = GL_LIST, .style = GL_COMPUTED, .span = value->span};
    size_t capacity = 0;
    struct gl_str rest, part;

    if (value->type != GL_STRING)
        return refer(making, value, (struct gl_str){0});
    rest = value->u.str;
    while (rest.len && gl_str_cut(&rest, ',', &part))
        *GL_PUSH(making->arena, list.u.list.items, list.u.list.len, capacity) =
            gl_value_string(gl_str_trim(part), value->span);
    return refer(making, &list, (struct gl_str){0});
}

static struct gl_value count(struct gl_arena *arena, const struct gl_value *value)
{
    struct gl_str text = gl_arena_printf(arena, "%zu", gl_value_len(value));
    struct gl_value number = gl_value_string(text, value->span);

    number.type = GL_NUMBER;
    return number;
}

static struct gl_value convert(struct gl_snap_making *making, const struct gl_snap_row *row,
                               const struct gl_value *value)
{
    struct gl_value made;

    switch ((enum gl_snap_convert)row->convert) {
    case GL_SNAP_REF:
        return refer(making, value, (struct gl_str){0});
    case GL_SNAP_REF_TO:
        return refer(making, value, row->argument);
    case GL_SNAP_JSON:
        return gl_read_json_text(making->arena, value, &made) ? made : *value;
    case GL_SNAP_TAGS:
        return value->type == GL_MAP ? tag_list(making->arena, value) : *value;
    case GL_SNAP_SPLIT:
        return split(making, value);
    case GL_SNAP_COUNT:
        return count(making->arena, value);
    case GL_SNAP_IS:
        return gl_value_bool(gl_value_text_is(value, row->argument.ptr), value->span);
    case GL_SNAP_PLAIN:
        return *value;
    }
    return *value;
}

/* ---- rows ---- */

struct walk {
    struct gl_snap_making *making;
    const struct gl_snap_row *row;
    bool has_set;
};

/* The step before the next dot, without "[]"; whether it had that. */
static struct gl_str cut_step(struct gl_str *path, bool *ret_each)
{
    struct gl_str step = {0};

    gl_str_cut(path, '.', &step);
    *ret_each = gl_str_ends_with(step, GL_STR("[]"));
    step.len -= *ret_each ? 2 : 0;
    return step;
}

/* The member at a plain step, or the item of a list at a number. */
static const struct gl_value *step_into(const struct gl_value *value, struct gl_str step)
{
    int64_t index;

    if (value->type == GL_LIST && gl_str_to_i64(step, &index) && index >= 0)
        return gl_value_at(value, (size_t)index);
    return gl_value_get(value, step);
}

/* Down the property to its leaf, or to the list of the next "[]". */
static struct gl_tf_node *descend(struct gl_snap_making *making, struct gl_tf_node *node,
                                  struct gl_str *property)
{
    bool each = false;

    while (node && property->len && !each) {
        struct gl_str step = cut_step(property, &each);

        node = gl_tf_node_member(making->arena, node, step);
    }
    return node;
}

static void set_leaf(struct walk *walk, struct gl_tf_node *node, struct gl_str property,
                     const struct gl_value *value)
{
    struct gl_value made;

    node = descend(walk->making, node, &property);
    if (!node || node->shape != GL_TF_NODE_EMPTY)
        return; /* what is there first stays */
    made = convert(walk->making, walk->row, value);
    gl_tf_node_set(walk->making->arena, node, &made);
}

/* The recursion goes as deep as a row has "[]". */
static void walk_path(struct walk *walk, struct gl_tf_node *node, struct gl_str property,
                      const struct gl_value *value, struct gl_str path)
{
    struct gl_arena *arena = walk->making->arena;
    bool each = false;

    while (path.len && !each && value) {
        struct gl_str step = cut_step(&path, &each);

        value = step_into(value, step);
    }
    if (gl_value_is_nothing(value))
        return;
    if (!each) {
        walk->has_set = true;
        set_leaf(walk, node, property, value);
        return;
    }
    if (value->type != GL_LIST)
        return;
    node = descend(walk->making, node, &property);
    if (node && node->shape == GL_TF_NODE_EMPTY) {
        struct gl_value empty = {.type = GL_LIST, .style = GL_COMPUTED, .span = value->span};

        gl_tf_node_set(arena, node, &empty);
    }
    walk->has_set = true;
    for (size_t i = 0; node && i < value->u.list.len; i++) {
        struct gl_tf_element element = {.of = (uint64_t)value->span.source << 32 | value->span.begin,
                                        .index = i};
        struct gl_tf_node *child = gl_tf_node_element(arena, node, element);

        if (child)
            walk_path(walk, child, property, &value->u.list.items[i], path);
    }
}

void gl_snap_apply_row(struct gl_snap_making *making, struct gl_tf_node *node, const struct gl_snap_row *row,
                       const struct gl_snap_part *part)
{
    struct walk walk = {.making = making, .row = row};
    const struct gl_value *from = part->item;
    struct gl_str path = row->path;

    if (gl_str_starts_with(path, GL_STR("^"))) {
        path = gl_str_from(path, 1);
        from = part->outer;
    }
    if (path.len && from)
        walk_path(&walk, node, row->property, from, path);
}

static void apply_rows(struct gl_snap_making *making, const struct gl_snap_part *part, bool is_last)
{
    for (const struct gl_snap_row *row = part->list->rows; row->property.len; row++) {
        if (!is_last)
            gl_snap_apply_row(making, &part->made->node, row, part);
        else if (row->absent == GL_SNAP_UNKNOWN)
            gl_snap_set_unknown(making, &part->made->node, row->property, part->item);
    }
}

/* ---- for shapes ---- */

void gl_snap_set(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                 const struct gl_value *value)
{
    if (gl_value_is_nothing(value))
        return;
    node = descend(making, node, &property);
    if (node && node->shape == GL_TF_NODE_EMPTY)
        gl_tf_node_set(making->arena, node, value);
}

void gl_snap_set_ref(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                     const struct gl_value *value)
{
    struct gl_value made;

    if (gl_value_is_nothing(value))
        return;
    made = refer(making, value, (struct gl_str){0});
    gl_snap_set(making, node, property, &made);
}

void gl_snap_set_self(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      const struct gl_snap_part *part)
{
    struct gl_value made = reference(making, part->made->resource, part->made->resource->span);

    gl_snap_set(making, node, property, &made);
}

void gl_snap_set_bool(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      bool boolean, const struct gl_value *at)
{
    struct gl_value made = gl_value_bool(boolean, at->span);

    gl_snap_set(making, node, property, &made);
}

void gl_snap_set_text(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                      struct gl_str text, const struct gl_value *at)
{
    struct gl_value made = gl_value_string(text, at->span);

    gl_snap_set(making, node, property, &made);
}

void gl_snap_set_unknown(struct gl_snap_making *making, struct gl_tf_node *node, struct gl_str property,
                         const struct gl_value *at)
{
    struct gl_str name = gl_str_slice(property, 0, gl_str_find(property, GL_STR("[]")));
    struct gl_value made = gl_value_unknown(making->arena, GL_WHY_UNTOLD, name, at->span);

    made.flags |= GL_VALUE_HAS_CALLS;
    gl_snap_set(making, node, property, &made);
}

static void tell_held(struct gl_snap_making *making, const struct gl_snap_part *part,
                      const struct gl_value *at, struct gl_str member, const char *what)
{
    struct gl_str name = part->made->resource->name;

    if (making->told++ < GL_MAX_DIAGS_PER_FILE)
        gl_diag_add(making->set->diags, GL_DIAG_INCOMPLETE, at->span,
                    "ask the API again, and keep its whole answer", "%.*s %s %.*s",
                    GL_STR_ARG(gl_str_slice(name, 0, 60)), what, GL_STR_ARG(member));
}

const struct gl_value *gl_snap_held_list(struct gl_snap_making *making, const struct gl_snap_part *part,
                                         struct gl_str member)
{
    const struct gl_value *list = gl_value_get(part->item, member);

    if (gl_value_is(list, GL_NULL))
        return NULL;
    if (!gl_value_is(list, GL_LIST)) {
        tell_held(making, part, list ? list : part->item, member, list ? "has no list of" : "comes without");
        return NULL;
    }
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (list->u.list.items[i].type != GL_MAP)
            tell_held(making, part, &list->u.list.items[i], member, "has something else among its");
    }
    return list;
}

struct gl_tf_node *gl_snap_derive(struct gl_snap_making *making, struct gl_snap_part *part,
                                  struct gl_str kind, struct gl_str name, const struct gl_value *at)
{
    struct gl_snap_made *made = GL_NEW(making->arena, struct gl_snap_made);

    made->resource = GL_NEW(making->arena, struct gl_resource);
    *made->resource = (struct gl_resource){.kind = kind,
                                           .name = name,
                                           .address = name,
                                           .span = at->span,
                                           .body_span = at->span,
                                           .unit = part->made->resource->unit};
    made->node.shape = GL_TF_NODE_MAP;
    made->node.value.span = at->span;
    made->next = part->last->next;
    part->last->next = made;
    part->last = made;
    return &made->node;
}

/* ---- all of a unit ---- */

void gl_snap_make(struct gl_snap_set *set, struct gl_snap_unit *unit)
{
    struct gl_snap_making making = {.set = set, .unit = unit, .arena = set->arena};

    for (size_t i = 0; i < unit->len; i++) {
        struct gl_snap_part *part = &unit->parts[i];

        part->last = part->made;
        part->made->node.shape = GL_TF_NODE_MAP;
        if (!part->made->node.value.span.end)
            part->made->node.value.span = part->item->span;
        apply_rows(&making, part, false);
        if (part->list->shape)
            part->list->shape(&making, part);
    }
    for (size_t i = 0; i < unit->len; i++)
        apply_rows(&making, &unit->parts[i], true);
}
