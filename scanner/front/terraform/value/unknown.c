#include "front/terraform/instance.h"
#include "front/terraform/value/number.h"

/* A list of this many unknown elements is written out; longer ones stay unknown as a whole. */
enum { MOST_ELEMENTS = 1024 };
/* Parts of one value that are looked at for the unknown one: a message can do without it. */
enum { MOST_SEARCHED = 1000 };

struct gl_tf_value gl_tf_make_unknown(struct gl_arena *arena, const struct gl_tf_type *type,
                                      enum gl_reason reason, struct gl_str name, struct gl_span span)
{
    struct gl_tf_unknown *unknown = GL_NEW(arena, struct gl_tf_unknown);

    unknown->type = type;
    unknown->reason = reason;
    unknown->name = name;
    unknown->from = span;
    return gl_tf_make_unknown_as(unknown, span);
}

struct gl_tf_value gl_tf_make_unknown_as(const struct gl_tf_unknown *unknown, struct gl_span span)
{
    return (struct gl_tf_value){.kind = unknown->type->kind,
                                .state = GL_TF_UNKNOWN,
                                .flags = GL_TF_HAS_UNKNOWN,
                                .span = span,
                                .type = unknown->type,
                                .u.unknown = unknown};
}

/* Of as many elements as it is known to have, a list is written out, and a set of one. */
static bool has_known_length(const struct gl_tf_unknown *unknown)
{
    uint64_t most = unknown->type->kind == GL_TF_LIST ? MOST_ELEMENTS : unknown->type->kind == GL_TF_SET;

    return unknown->least > 0 && unknown->least == unknown->most && unknown->least <= most;
}

static struct gl_tf_value unknown_elements(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                           struct gl_span span)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(arena, struct gl_tf_value, unknown->least);
    struct gl_tf_unknown *element = GL_NEW(arena, struct gl_tf_unknown);

    element->type = unknown->type->element;
    element->reason = unknown->reason;
    element->name = unknown->name;
    element->from = unknown->from;
    element->is_derived = true;
    for (size_t i = 0; i < unknown->least; i++)
        items[i] = gl_tf_make_unknown_as(element, span);
    return gl_tf_make_list(unknown->type->kind, element->type, items, unknown->least, span);
}

struct gl_tf_value gl_tf_make_refined(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                                      struct gl_span span)
{
    struct gl_tf_unknown *copy;

    if (unknown->is_not_null) {
        if (unknown->type->kind == GL_TF_NUMBER && unknown->low && unknown->high &&
            gl_tf_compare_numbers(unknown->low, unknown->high) == 0) {
            struct gl_tf_value number = *unknown->low;

            number.span = span;
            return number;
        }
        if (has_known_length(unknown))
            return unknown_elements(arena, unknown, span);
    }
    copy = GL_NEW(arena, struct gl_tf_unknown);
    *copy = *unknown;
    return gl_tf_make_unknown_as(copy, span);
}

static const struct gl_tf_value *part_at(const struct gl_tf_value *value, size_t index)
{
    if (gl_tf_has_members(value))
        return index < value->u.map.len ? &value->u.map.members[index].value : NULL;
    return index < value->u.list.len ? &value->u.list.items[index] : NULL;
}

const struct gl_tf_value *gl_tf_find_unknown(const struct gl_tf_value *value)
{
    while (value && value->flags & GL_TF_HAS_UNKNOWN && value->state == GL_TF_KNOWN) {
        const struct gl_tf_value *part = part_at(value, 0);

        for (size_t i = 1; part && !(part->flags & GL_TF_HAS_UNKNOWN) && i < MOST_SEARCHED; i++)
            part = part_at(value, i);
        value = part;
    }
    return value && value->state == GL_TF_UNKNOWN ? value : NULL;
}

struct gl_tf_unknown gl_tf_because(const struct gl_tf_value *cause, const struct gl_tf_type *type,
                                   bool is_not_null)
{
    const struct gl_tf_value *found = gl_tf_find_unknown(cause);
    struct gl_tf_unknown unknown = {
        .type = type, .is_not_null = is_not_null, .is_derived = true, .reason = GL_WHY_COMPUTED};

    if (found) {
        unknown.reason = found->u.unknown->reason;
        unknown.name = found->u.unknown->name;
        unknown.from = found->u.unknown->from;
    } else if (cause->open) {
        unknown.name = cause->open->address;
        unknown.from = cause->open->header;
    }
    return unknown;
}

struct gl_tf_value gl_tf_make_unknown_from(struct gl_arena *arena, const struct gl_tf_value *cause,
                                           const struct gl_tf_type *type, bool is_not_null,
                                           struct gl_span span)
{
    struct gl_tf_unknown *unknown = GL_NEW(arena, struct gl_tf_unknown);

    *unknown = gl_tf_because(cause, type, is_not_null);
    return gl_tf_mark_deep(gl_tf_make_unknown_as(unknown, span), cause);
}

bool gl_tf_is_not_null(const struct gl_tf_value *value)
{
    return value->state == GL_TF_KNOWN || (value->state == GL_TF_UNKNOWN && value->u.unknown->is_not_null);
}

struct gl_tf_value gl_tf_open_member(struct gl_arena *arena, const struct gl_tf_value *object,
                                     struct gl_str name, struct gl_span span)
{
    struct gl_tf_unknown *unknown = GL_NEW(arena, struct gl_tf_unknown);

    unknown->shape = GL_TF_REFERENCE;
    unknown->type = &gl_tf_any;
    unknown->of = object->open;
    unknown->attribute = name;
    unknown->reason = object->open->is_data ? GL_WHY_DATA_SOURCE : GL_WHY_COMPUTED;
    unknown->name = gl_arena_printf(arena, "%.*s.%.*s", GL_STR_ARG(object->open->address), GL_STR_ARG(name));
    unknown->from = object->open->header;
    return gl_tf_mark_as(gl_tf_make_unknown_as(unknown, span), object);
}
