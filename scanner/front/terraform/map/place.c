/* Values on their way into the properties: where they stand, and what their references are called. */
#include "front/terraform/map/mapper.h"

struct gl_span gl_tf_map_place(struct gl_span own, struct gl_span expr)
{
    if (!gl_span_is_set(expr) || (gl_span_is_set(own) && gl_span_is_inside(own, expr)))
        return own;
    return expr;
}

struct relocation {
    struct gl_tf_mapper *mapper;
    struct gl_tf_mapped *target;
    struct gl_span expr;
};

static void add_origin(struct relocation *relocation, const struct gl_value *value)
{
    struct gl_tf_origins *origins = &relocation->target->origins;
    struct gl_origin *last = origins->len ? &origins->items[origins->len - 1] : NULL;
    struct gl_origin origin = {.at = relocation->expr, .span = value->span};

    if (last && last->at.begin == origin.at.begin && last->at.source == origin.at.source &&
        last->span.begin == origin.span.begin && last->span.source == origin.span.source)
        return;
    origin.mark = gl_value_hash(value);
    *GL_PUSH(relocation->mapper->arena, origins->items, origins->len, origins->capacity) = origin;
}

static struct gl_value rename_reference(struct gl_tf_mapper *mapper, struct gl_value value)
{
    const struct gl_ref *ref = value.u.ref;
    const struct gl_tf_mapped *to = (const void *)ref->target;
    struct gl_ref *made = GL_NEW(mapper->arena, struct gl_ref);

    made->target = ref->target;
    made->attribute = gl_tf_map_attribute(mapper->arena, to->type, ref->attribute);
    value.u.ref = made;
    return value;
}

/* A KMS key of Terraform's that the scan does not hold (one file of a module is scanned): which one is not
 * known, but that it is a key of the account's own is. */
static void make_key_arn(struct gl_arena *arena, struct gl_value *value)
{
    static const struct gl_str types[] = {GL_STR_INIT("aws_kms_key."), GL_STR_INIT("aws_kms_external_key."),
                                          GL_STR_INIT("aws_kms_replica_key."),
                                          GL_STR_INIT("aws_kms_replica_external_key."),
                                          GL_STR_INIT("aws_kms_alias.")};
    const struct gl_unknown *unknown = value->u.unknown;
    struct gl_value *parts;
    bool is_key = false;

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        is_key |= gl_str_starts_with(unknown->name, types[i]);
    if (!is_key || unknown->reason != GL_WHY_INVALID)
        return;
    parts = GL_NEW_ARRAY(arena, struct gl_value, 4);
    parts[0] = gl_value_string(GL_STR("arn:"), value->span);
    parts[2] = gl_value_string(GL_STR(":key/"), value->span);
    parts[1] = parts[3] = *value;
    *value =
        (struct gl_value){.type = GL_CONCAT, .style = GL_COMPUTED, .span = value->span, .u.list = {parts, 4}};
}

/* The depth of values is bounded by that of the expressions that made them. */
static void relocate(struct relocation *relocation, struct gl_value *value)
{
    switch ((enum gl_type)value->type) {
    case GL_LIST:
    case GL_CONCAT:
        for (size_t i = 0; i < value->u.list.len; i++) {
            relocate(relocation, &value->u.list.items[i]);
            if (gl_tf_has_calls(&value->u.list.items[i]))
                value->flags |= GL_VALUE_HAS_CALLS;
        }
        break;
    case GL_MAP:
        for (size_t i = 0; i < value->u.map.len; i++) {
            relocate(relocation, &value->u.map.members[i].value);
            if (gl_tf_has_calls(&value->u.map.members[i].value))
                value->flags |= GL_VALUE_HAS_CALLS;
        }
        break;
    case GL_CHOICE:
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++)
            relocate(relocation, &value->u.choice->arms[i]);
        break;
    case GL_REF:
        *value = rename_reference(relocation->mapper, *value);
        break;
    case GL_UNKNOWN:
        make_key_arn(relocation->mapper->arena, value);
        break;
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
        break;
    }
    if (gl_tf_has_calls(value))
        value->flags |= GL_VALUE_HAS_CALLS;
    if (!gl_span_is_set(relocation->expr) ||
        (gl_span_is_set(value->span) && gl_span_is_inside(value->span, relocation->expr)))
        return;
    if (gl_span_is_set(value->span) &&
        (value->type == GL_STRING || value->type == GL_NUMBER || value->type == GL_BOOL))
        add_origin(relocation, value);
    value->span = relocation->expr;
}

/* The name by which a data source looks a prefix list up: checks know the lists of AWS by it. */
static struct gl_str name_of_prefix_list(const struct gl_tf_instance *data)
{
    const struct gl_tf_value *name = gl_tf_get(&data->values, GL_STR("name"));
    const struct gl_tf_value *filters = gl_tf_get(&data->values, GL_STR("filter")), *values;

    if (filters && filters->state == GL_TF_KNOWN && filters->kind == GL_TF_TUPLE &&
        filters->u.list.len == 1) {
        values = gl_tf_get(&filters->u.list.items[0], GL_STR("values"));
        if (values && gl_tf_is_known_sequence(values) && values->u.list.len == 1)
            name = &values->u.list.items[0];
    }
    return name && name->state == GL_TF_KNOWN && name->kind == GL_TF_STRING ? name->u.text
                                                                            : (struct gl_str){0};
}

static void name_data_source(struct gl_arena *arena, const struct gl_tf_value *value, struct gl_value *tree)
{
    const struct gl_tf_unknown *unknown = gl_tf_is_unknown(value) ? value->u.unknown : NULL;
    struct gl_unknown *why;
    struct gl_str name;

    if (value->state == GL_TF_KNOWN && tree->type == GL_LIST) {
        for (size_t i = 0; i < tree->u.list.len; i++)
            name_data_source(arena, &value->u.list.items[i], &tree->u.list.items[i]);
        return;
    }
    if (!unknown || tree->type != GL_UNKNOWN || unknown->shape != GL_TF_REFERENCE || !unknown->of ||
        !unknown->of->is_data || !gl_str_ends_with(unknown->of->type, GL_STR("prefix_list")))
        return;
    name = name_of_prefix_list(unknown->of);
    if (!name.len)
        return;
    why = GL_NEW(arena, struct gl_unknown);
    *why = *tree->u.unknown;
    why->name = gl_arena_printf(arena, "%.*s (%.*s)", GL_STR_ARG(why->name), GL_STR_ARG(name));
    tree->u.unknown = why;
}

struct gl_value gl_tf_map_value(struct gl_tf_mapper *mapper, struct gl_tf_mapped *target,
                                const struct gl_tf_value *value, struct gl_span expr)
{
    struct gl_value tree = gl_tf_to_tree(mapper->arena, value);
    struct relocation relocation = {mapper, target, expr};

    if (value->flags & GL_TF_HAS_UNKNOWN)
        name_data_source(mapper->arena, value, &tree);
    relocate(&relocation, &tree);
    return tree;
}

struct gl_value gl_tf_map_reference_to(struct gl_tf_mapper *mapper, const struct gl_tf_mapped *to,
                                       struct gl_span span)
{
    struct gl_ref *ref = GL_NEW(mapper->arena, struct gl_ref);

    ref->target = &to->resource;
    return (struct gl_value){
        .type = GL_REF, .style = GL_COMPUTED, .flags = GL_VALUE_HAS_CALLS, .span = span, .u.ref = ref};
}
