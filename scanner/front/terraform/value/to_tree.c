#include "front/terraform/instance.h"
#include "front/terraform/value/number.h"

/* A decision of Terraform is never taken for one of CloudFormation's, whose numbers are small. */
static const uint32_t own_decision = 1U << 31;

uint32_t gl_tf_choice_variable(const struct gl_tf_unknown *unknown)
{
    const struct gl_tf_value *condition = unknown->condition;
    struct gl_span place = condition ? condition->span : unknown->from;
    uint64_t hash;

    if (unknown->decision)
        return unknown->decision | own_decision;
    if (condition && condition->state == GL_TF_UNKNOWN && condition->u.unknown->decision)
        return condition->u.unknown->decision | own_decision;
    hash = gl_str_hash(unknown->name) ^ ((uint64_t)place.source << 32 | place.begin);
    hash = (hash ^ unknown->from.begin ^ ((uint64_t)unknown->from.source << 40)) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(hash >> 32) | own_decision;
}

static struct gl_value convert(struct gl_arena *arena, const struct gl_tf_value *value, bool is_secret);

static struct gl_value plain_unknown(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                     struct gl_span span, bool is_secret)
{
    struct gl_unknown *why = GL_NEW(arena, struct gl_unknown);

    *why = (struct gl_unknown){
        .reason = unknown->reason, .is_secret = is_secret, .name = unknown->name, .from = unknown->from};
    return (struct gl_value){.type = GL_UNKNOWN, .style = GL_COMPUTED, .span = span, .u.unknown = why};
}

static struct gl_value reference(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                 struct gl_span span)
{
    struct gl_ref *ref = GL_NEW(arena, struct gl_ref);

    ref->target = unknown->of->resource;
    ref->attribute = unknown->attribute;
    return (struct gl_value){.type = GL_REF, .style = GL_COMPUTED, .span = span, .u.ref = ref};
}

static size_t count_parts(const struct gl_tf_unknown *unknown)
{
    size_t count = 0;

    for (size_t i = 0; i < unknown->part_len; i++) {
        const struct gl_tf_value *part = &unknown->parts[i];

        count += part->state == GL_TF_UNKNOWN && part->u.unknown->shape == GL_TF_CONCAT
                     ? count_parts(part->u.unknown)
                     : 1;
    }
    return count;
}

/* Texts inside texts become one. */
static size_t add_parts(struct gl_arena *arena, const struct gl_tf_unknown *unknown, struct gl_value *items,
                        size_t at, bool is_secret)
{
    for (size_t i = 0; i < unknown->part_len; i++) {
        const struct gl_tf_value *part = &unknown->parts[i];
        bool is_part_secret = is_secret || part->flags & GL_TF_SENSITIVE;

        if (part->state == GL_TF_UNKNOWN && part->u.unknown->shape == GL_TF_CONCAT)
            at = add_parts(arena, part->u.unknown, items, at, is_part_secret);
        else
            items[at++] = convert(arena, part, is_part_secret);
    }
    return at;
}

static struct gl_value concat(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                              struct gl_span span, bool is_secret)
{
    size_t len = count_parts(unknown);
    struct gl_value *items = GL_NEW_ARRAY(arena, struct gl_value, len);

    add_parts(arena, unknown, items, 0, is_secret);
    return (struct gl_value){.type = GL_CONCAT, .style = GL_COMPUTED, .span = span, .u.list = {items, len}};
}

static struct gl_value choice(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                              struct gl_span span, bool is_secret)
{
    struct gl_choice *made = GL_NEW(arena, struct gl_choice);

    made->what = gl_arena_printf(arena, "condition %.*s", GL_STR_ARG(unknown->name));
    made->variable = gl_tf_choice_variable(unknown);
    made->from = unknown->from;
    made->arm_len = (uint32_t)unknown->part_len;
    made->arms = GL_NEW_ARRAY(arena, struct gl_value, unknown->part_len);
    for (size_t i = 0; i < unknown->part_len; i++)
        made->arms[i] = convert(arena, &unknown->parts[i], is_secret);
    return (struct gl_value){.type = GL_CHOICE, .style = GL_COMPUTED, .span = span, .u.choice = made};
}

static struct gl_value convert_unknown(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                       struct gl_span span, bool is_secret)
{
    switch ((enum gl_tf_shape)unknown->shape) {
    case GL_TF_REFERENCE:
        if (unknown->of && unknown->of->resource)
            return reference(arena, unknown, span);
        break;
    case GL_TF_CONCAT:
        return concat(arena, unknown, span, is_secret);
    case GL_TF_ARMS:
        return choice(arena, unknown, span, is_secret);
    case GL_TF_PLAIN:
        break;
    }
    return plain_unknown(arena, unknown, span, is_secret);
}

static struct gl_value convert_list(struct gl_arena *arena, const struct gl_tf_value *value, bool is_secret)
{
    struct gl_value *items = GL_NEW_ARRAY(arena, struct gl_value, value->u.list.len);

    for (size_t i = 0; i < value->u.list.len; i++)
        items[i] = convert(arena, &value->u.list.items[i], is_secret);
    return (struct gl_value){
        .type = GL_LIST, .style = GL_COMPUTED, .span = value->span, .u.list = {items, value->u.list.len}};
}

static struct gl_value convert_map(struct gl_arena *arena, const struct gl_tf_value *value, bool is_secret)
{
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, value->u.map.len);

    for (size_t i = 0; i < value->u.map.len; i++) {
        members[i].key = value->u.map.members[i].key;
        members[i].key_span = value->u.map.members[i].key_span;
        members[i].value = convert(arena, &value->u.map.members[i].value, is_secret);
    }
    return (struct gl_value){
        .type = GL_MAP, .style = GL_COMPUTED, .span = value->span, .u.map = {members, value->u.map.len}};
}

static struct gl_value convert_known(struct gl_arena *arena, const struct gl_tf_value *value, bool is_secret)
{
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_STRING:
        return gl_value_string(value->u.text, value->span);
    case GL_TF_NUMBER:
        return (struct gl_value){.type = GL_NUMBER,
                                 .style = GL_COMPUTED,
                                 .span = value->span,
                                 .u.str = gl_tf_number_text(arena, value)};
    case GL_TF_BOOL:
        return gl_value_bool(value->u.boolean, value->span);
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_TUPLE:
        return convert_list(arena, value, is_secret);
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        return convert_map(arena, value, is_secret);
    case GL_TF_DYNAMIC:
        break;
    }
    return (struct gl_value){.type = GL_NULL, .style = GL_COMPUTED, .span = value->span};
}

static struct gl_value convert(struct gl_arena *arena, const struct gl_tf_value *value, bool is_secret)
{
    struct gl_value result;

    is_secret |= value->flags & GL_TF_SENSITIVE;
    if (value->state == GL_TF_UNKNOWN)
        result = convert_unknown(arena, value->u.unknown, value->span, is_secret);
    else if (value->state == GL_TF_NULL)
        result = (struct gl_value){.type = GL_NULL, .style = GL_COMPUTED, .span = value->span};
    else
        result = convert_known(arena, value, is_secret);
    if (is_secret)
        result.flags |= GL_VALUE_SECRET;
    return result;
}

struct gl_value gl_tf_to_tree(struct gl_arena *arena, const struct gl_tf_value *value)
{
    return convert(arena, value, false);
}
