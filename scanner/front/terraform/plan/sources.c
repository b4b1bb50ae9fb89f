/* A plan or state beside the configuration that it was made of: what it says is placed where the sources say
 * it.
 *
 * The values are the plan's; their places are those of the same attribute of the same address in the sources.
 * What the plan does not know, the sources tell when they were evaluated for the environment of the plan. */
#include "front/terraform/plan/plan.h"
#include "front/terraform/plan/reading.h"

enum { MAX_PAIRS = 10000 }; /* blocks of one list compared with each other; above, they are taken in order */

struct placing {
    struct gl_tf_unit *unit;
    struct gl_name_index own; /* the plan's instances by address */
    bool is_same_environment;
    struct gl_span header; /* of the current instance, in the sources */
};

/* ---- which root module ---- */

/* The first part of an address below the root module: "aws_db_instance.orders", or "module.edge" and a dot.
 */
static bool is_declared(const struct gl_tf_module *root, struct gl_str address)
{
    struct gl_str rest = address, type, name;

    if (!gl_str_cut(&rest, '.', &type) || !gl_str_cut(&rest, '.', &name))
        return false;
    name = gl_str_slice(name, 0, gl_str_find_char(name, '['));
    if (gl_str_eq(type, GL_STR("module")))
        return gl_tf_module_find(root, GL_TF_CALL, (struct gl_str){0}, name);
    return gl_tf_module_find(root, GL_TF_MANAGED, type, name);
}

/* Most of what the plan has must be declared there: a state also has what was removed since. */
static bool matches(const struct gl_tf_unit *unit, const struct gl_tf_module *root)
{
    size_t declared = 0, len = 0;

    for (size_t i = 0; i < unit->instances.len; i++) {
        const struct gl_tf_instance *instance = unit->instances.items[i];

        if (instance->is_data)
            continue;
        len++;
        declared += is_declared(root, instance->address);
    }
    return len > 0 && declared * 2 > len;
}

/* How many folders two paths begin with in common. */
static size_t common_folders(struct gl_str a, struct gl_str b)
{
    struct gl_str part_a, part_b;
    size_t count = 0;

    while (gl_str_cut(&a, '/', &part_a) && gl_str_cut(&b, '/', &part_b) && gl_str_eq(part_a, part_b))
        count++;
    return count;
}

/* The nearest matching root module, evaluated for the environment of the plan if there is such a unit. */
static const struct gl_tf_unit *find_sources(const struct gl_tf_unit *unit)
{
    const struct gl_tf_unit *best = NULL;
    struct gl_str folder = gl_path_dir(unit->unit.source->path);
    size_t best_rank = 0;

    for (size_t i = 0; i < unit->set->unit_len; i++) {
        const struct gl_tf_unit *candidate = unit->set->units[i];
        size_t rank;

        if (candidate->document || (best && candidate->root == best->root &&
                                    !gl_str_eq(candidate->unit.environment, unit->unit.environment)))
            continue;
        rank = 2 * common_folders(candidate->root->folder, folder) + 1 +
               gl_str_eq(candidate->unit.environment, unit->unit.environment);
        if (rank <= best_rank || !matches(unit, candidate->root))
            continue;
        best = candidate;
        best_rank = rank;
    }
    return best;
}

/* ---- values of the sources in the plan's unit ---- */

static struct gl_tf_value translate(struct placing *placing, const struct gl_tf_value *value);

static const struct gl_tf_value *translate_list(struct placing *placing, const struct gl_tf_value *items,
                                                size_t len)
{
    struct gl_tf_value *made = GL_NEW_ARRAY(placing->unit->arena, struct gl_tf_value, len);

    for (size_t i = 0; i < len; i++)
        made[i] = translate(placing, &items[i]);
    return made;
}

static struct gl_tf_value translate_unknown(struct placing *placing, struct gl_tf_value value)
{
    struct gl_tf_unknown *unknown = GL_NEW(placing->unit->arena, struct gl_tf_unknown);

    *unknown = *value.u.unknown;
    if (unknown->of) {
        uint32_t at = gl_name_index_find(&placing->own, unknown->of->address);

        unknown->of = at == GL_NAME_INDEX_NONE ? NULL : placing->unit->instances.items[at];
        if (!unknown->of)
            unknown->shape = GL_TF_PLAIN;
    }
    if (unknown->part_len)
        unknown->parts = translate_list(placing, unknown->parts, unknown->part_len);
    value.u.unknown = unknown;
    return value;
}

/* References lead to the instances of the plan. */
static struct gl_tf_value translate(struct placing *placing, const struct gl_tf_value *value)
{
    struct gl_tf_value made = *value;
    struct gl_tf_member *members;

    if (!(value->flags & GL_TF_HAS_UNKNOWN) || value->state == GL_TF_NULL)
        return made;
    if (value->state == GL_TF_UNKNOWN)
        return translate_unknown(placing, made);
    if (gl_tf_is_sequence(value)) {
        made.u.list.items = translate_list(placing, value->u.list.items, value->u.list.len);
    } else if (gl_tf_has_members(value)) {
        members = GL_NEW_ARRAY(placing->unit->arena, struct gl_tf_member, value->u.map.len);
        for (size_t i = 0; i < value->u.map.len; i++) {
            members[i] = value->u.map.members[i];
            members[i].value = translate(placing, &value->u.map.members[i].value);
        }
        made.u.map.members = members;
    }
    if (value->open) {
        uint32_t at = gl_name_index_find(&placing->own, value->open->address);

        made.open = at == GL_NAME_INDEX_NONE ? NULL : placing->unit->instances.items[at];
    }
    return made;
}

/* ---- values of the plan at the places of the sources ---- */

/* Where a value stands that the sources write: in another environment's file of values it would mislead. */
static struct gl_span place_of(const struct placing *placing, const struct gl_tf_value *written,
                               struct gl_span expr)
{
    if (!gl_span_is_set(written->span))
        return gl_span_is_set(expr) ? expr : placing->header;
    return placing->is_same_environment || !gl_span_is_set(expr) || gl_span_is_inside(written->span, expr)
               ? written->span
               : expr;
}

static struct gl_tf_value place(struct placing *placing, const struct gl_tf_value *value,
                                const struct gl_tf_value *written, struct gl_span expr);

/* What the sources do not write stands at the header of the resource. */
static struct gl_tf_value place_at_header(struct placing *placing, const struct gl_tf_value *value)
{
    struct gl_tf_value nothing = {.state = GL_TF_NULL, .span = placing->header};

    return place(placing, value, &nothing, placing->header);
}

/* Whether no text, number or Boolean that both state differs. */
static bool is_compatible(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (gl_tf_is_known_map(a) && gl_tf_is_known_map(b)) {
        for (size_t i = 0; i < a->u.map.len; i++) {
            const struct gl_tf_value *other = gl_tf_get(b, a->u.map.members[i].key);

            if (other && !is_compatible(arena, &a->u.map.members[i].value, other))
                return false;
        }
        return true;
    }
    if (gl_tf_is_known_sequence(a) && gl_tf_is_known_sequence(b))
        return a->u.list.len == b->u.list.len &&
               (a->u.list.len == 0 || is_compatible(arena, &a->u.list.items[0], &b->u.list.items[0]));
    if (a->state == GL_TF_KNOWN && b->state == GL_TF_KNOWN && a->kind < GL_TF_LIST && b->kind < GL_TF_LIST) {
        struct gl_str text_a, text_b;

        return !gl_tf_text(arena, a, &text_a) || !gl_tf_text(arena, b, &text_b) || gl_str_eq(text_a, text_b);
    }
    return true;
}

/* The element of the sources that element `index` of the plan is; NULL: none. */
static const struct gl_tf_value *element_for(struct placing *placing, const struct gl_tf_value *value,
                                             const struct gl_tf_value *written, size_t index)
{
    const struct gl_tf_value *item = &value->u.list.items[index];
    size_t len = written->u.list.len;

    if (index < len && is_compatible(placing->unit->arena, item, &written->u.list.items[index]))
        return &written->u.list.items[index];
    for (size_t i = 0; value->u.list.len * len <= MAX_PAIRS && i < len; i++) {
        if (is_compatible(placing->unit->arena, item, &written->u.list.items[i]))
            return &written->u.list.items[i];
    }
    return index < len ? &written->u.list.items[index] : NULL;
}

static void note_child(struct gl_tf_value *whole, const struct gl_tf_value *child)
{
    whole->flags |= child->flags & (GL_TF_HAS_UNKNOWN | GL_TF_HAS_SENSITIVE);
    if (child->depth >= whole->depth)
        whole->depth = (uint8_t)(child->depth + 1);
}

static struct gl_tf_value place_list(struct placing *placing, struct gl_tf_value value,
                                     const struct gl_tf_value *written, struct gl_span expr)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(placing->unit->arena, struct gl_tf_value, value.u.list.len);
    bool has_elements = gl_tf_is_known_sequence(written);

    for (size_t i = 0; i < value.u.list.len; i++) {
        const struct gl_tf_value *other = has_elements ? element_for(placing, &value, written, i)
                                          : gl_tf_is_known_map(written) ? written
                                                                        : NULL;

        items[i] = other ? place(placing, &value.u.list.items[i], other, expr)
                         : place(placing, &value.u.list.items[i],
                                 &(struct gl_tf_value){.state = GL_TF_NULL, .span = written->span}, expr);
        note_child(&value, &items[i]);
    }
    value.u.list.items = items;
    if (has_elements && written->flags & GL_TF_BLOCKS)
        value.flags |= GL_TF_BLOCKS;
    return value;
}

static struct gl_tf_value place_map(struct placing *placing, struct gl_tf_value value,
                                    const struct gl_tf_value *written, struct gl_span expr)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(placing->unit->arena, struct gl_tf_member, value.u.map.len);

    for (size_t i = 0; i < value.u.map.len; i++) {
        const struct gl_tf_member *other = gl_tf_member(written, value.u.map.members[i].key);

        members[i] = value.u.map.members[i];
        if (other) {
            members[i].key_span = other->key_span;
            members[i].expr_span = other->expr_span;
            members[i].value = place(placing, &members[i].value, &other->value,
                                     gl_span_is_set(other->expr_span) ? other->expr_span : expr);
        } else {
            members[i].key_span = members[i].expr_span = (struct gl_span){0};
            members[i].value = place(placing, &members[i].value,
                                     &(struct gl_tf_value){.state = GL_TF_NULL, .span = written->span}, expr);
        }
        note_child(&value, &members[i].value);
    }
    value.u.map.members = members;
    return value;
}

/* The depth of values is bounded by that of the documents. */
static struct gl_tf_value place(struct placing *placing, const struct gl_tf_value *value,
                                const struct gl_tf_value *written, struct gl_span expr)
{
    struct gl_tf_value made = *value;
    uint8_t marks = value->flags & (GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);

    if (value->state == GL_TF_UNKNOWN && written->state != GL_TF_NULL && placing->is_same_environment) {
        made = translate(placing, written);
        made.flags |= marks;
        return made;
    }
    if (gl_tf_is_known_sequence(value))
        made = place_list(placing, made, written, expr);
    else if (gl_tf_is_known_map(value))
        made =
            place_map(placing, made,
                      gl_tf_is_known_sequence(written) && written->u.list.len == 1 ? &written->u.list.items[0]
                                                                                   : written,
                      expr);
    made.span = place_of(placing, written, expr);
    made.flags |= written->flags & GL_TF_SENSITIVE;
    return made;
}

/* Attributes that the sources write and the plan does not tell: policies that are known after apply. */
static void add_members(struct placing *placing, struct gl_tf_instance *instance,
                        const struct gl_tf_instance *written)
{
    const struct gl_tf_value *values = &instance->values;
    struct gl_tf_member *members;
    size_t len = values->u.map.len;

    if (!placing->is_same_environment || !gl_tf_is_known_map(&written->values))
        return;
    members = GL_NEW_ARRAY(placing->unit->arena, struct gl_tf_member, len + written->values.u.map.len);
    for (size_t i = 0; i < len; i++)
        members[i] = values->u.map.members[i];
    for (size_t i = 0; i < written->values.u.map.len; i++) {
        const struct gl_tf_member *member = &written->values.u.map.members[i];

        if (gl_tf_member(values, member->key) || member->value.state != GL_TF_UNKNOWN)
            continue;
        members[len] = *member;
        members[len++].value = translate(placing, &member->value);
    }
    instance->values = gl_tf_make_map(NULL, members, len, values->span);
    instance->values.open = instance;
    instance->values.flags |= GL_TF_HAS_UNKNOWN;
}

static void place_instance(struct placing *placing, struct gl_tf_instance *instance,
                           const struct gl_tf_instance *written)
{
    placing->header = written->header;
    instance->header = written->header;
    instance->body = written->body;
    instance->lifecycle = written->lifecycle;
    if (placing->is_same_environment) {
        instance->places = written->places;
        instance->place_len = written->place_len;
    }
    if (!gl_tf_is_known_map(&instance->values))
        return;
    instance->values = gl_tf_is_known_map(&written->values)
                           ? place_map(placing, instance->values, &written->values, written->header)
                           : place_at_header(placing, &instance->values);
    instance->values.open = instance;
    add_members(placing, instance, written);
}

void gl_tf_plan_place(struct gl_tf_unit *unit)
{
    const struct gl_tf_unit *sources = find_sources(unit);
    struct placing placing = {.unit = unit};
    struct gl_tf_instances *instances = &unit->instances;
    const struct gl_tf_instances *written;

    if (!sources)
        return;
    written = &sources->instances;
    unit->unit.name = sources->unit.name;
    placing.is_same_environment =
        gl_str_eq(unit->unit.environment, sources->unit.environment) && unit->unit.environment.len;
    for (size_t i = 0; i < instances->len; i++)
        gl_name_index_add(unit->arena, &placing.own, instances->items[i]->address, (uint32_t)i);
    for (size_t i = 0; i < written->len; i++) {
        uint32_t at = gl_name_index_find(&placing.own, written->items[i]->address);

        if (at != GL_NAME_INDEX_NONE)
            place_instance(&placing, instances->items[at], written->items[i]);
    }
}
