#include "front/terraform/value/number.h"

enum { NOT_KNOWN = -1, DIFFERENT = 0, EQUAL = 1 };

/* ---- types ---- */

static bool has_same_items(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->u.list.len != b->u.list.len)
        return false;
    for (size_t i = 0; i < a->u.list.len; i++)
        if (!gl_tf_same_type(arena, &a->u.list.items[i], &b->u.list.items[i]))
            return false;
    return true;
}

static bool has_same_members(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->u.map.len != b->u.map.len)
        return false;
    for (size_t i = 0; i < a->u.map.len; i++)
        if (!gl_str_eq(a->u.map.members[i].key, b->u.map.members[i].key) ||
            !gl_tf_same_type(arena, &a->u.map.members[i].value, &b->u.map.members[i].value))
            return false;
    return true;
}

bool gl_tf_same_type(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind <= GL_TF_BOOL)
        return true;
    if (a->state != GL_TF_KNOWN || b->state != GL_TF_KNOWN)
        return gl_tf_type_eq(gl_tf_type_of(arena, a), gl_tf_type_of(arena, b));
    if (a->kind == GL_TF_TUPLE)
        return has_same_items(arena, a, b);
    if (a->kind == GL_TF_OBJECT)
        return has_same_members(arena, a, b);
    return gl_tf_type_eq(a->type, b->type);
}

/* Whether something in it is of a type that is not known yet; a null of any type is known. */
static bool has_unknown_type(const struct gl_tf_value *value)
{
    if (!(value->flags & GL_TF_HAS_UNKNOWN))
        return false;
    if (value->state == GL_TF_UNKNOWN)
        return gl_tf_type_has_any(value->type);
    if (gl_tf_has_members(value)) {
        for (size_t i = 0; i < value->u.map.len; i++)
            if (has_unknown_type(&value->u.map.members[i].value))
                return true;
        return false;
    }
    for (size_t i = 0; i < value->u.list.len; i++)
        if (has_unknown_type(&value->u.list.items[i]))
            return true;
    return false;
}

/* Whether values of `type` are values of `wanted`, where any stands for all types. */
static bool conforms(const struct gl_tf_type *type, const struct gl_tf_type *wanted)
{
    if (wanted->kind == GL_TF_DYNAMIC)
        return true;
    if (type->kind != wanted->kind || type->len != wanted->len)
        return false;
    if (type->element)
        return conforms(type->element, wanted->element);
    for (size_t i = 0; i < type->len; i++) {
        if (type->kind == GL_TF_TUPLE && !conforms(type->items[i], wanted->items[i]))
            return false;
        if (type->kind == GL_TF_OBJECT && (!gl_str_eq(type->fields[i].name, wanted->fields[i].name) ||
                                           !conforms(type->fields[i].type, wanted->fields[i].type)))
            return false;
    }
    return true;
}

/* ---- unknown and null ---- */

static bool is_out_of_bounds(const struct gl_tf_unknown *unknown, const struct gl_tf_value *number)
{
    return (unknown->low && gl_tf_compare_numbers(number, unknown->low) < 0) ||
           (unknown->high && gl_tf_compare_numbers(number, unknown->high) > 0);
}

/* What is known of an unknown value excludes some known ones: by type, prefix, bounds, length. */
static bool excludes(struct gl_arena *arena, const struct gl_tf_unknown *unknown,
                     const struct gl_tf_value *known)
{
    size_t len = known->kind == GL_TF_MAP ? known->u.map.len : known->u.list.len;

    if (unknown->type->kind == GL_TF_DYNAMIC)
        return false;
    if (unknown->type->kind != known->kind)
        return true;
    switch ((enum gl_tf_kind)known->kind) {
    case GL_TF_STRING:
        return !gl_str_starts_with(known->u.text, unknown->prefix);
    case GL_TF_NUMBER:
        return is_out_of_bounds(unknown, known);
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_MAP:
        if (len < unknown->least || (unknown->most && len > unknown->most))
            return true;
        break;
    case GL_TF_BOOL:
    case GL_TF_DYNAMIC:
    case GL_TF_TUPLE:
    case GL_TF_OBJECT:
        break;
    }
    return known->kind > GL_TF_BOOL && !conforms(gl_tf_type_of(arena, known), unknown->type);
}

/* Of two values of which one is null or unknown. */
static int compare_states(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    const struct gl_tf_value *other = a->state == GL_TF_UNKNOWN ? b : a;
    const struct gl_tf_value *unknown = a->state == GL_TF_UNKNOWN ? a : b;

    if (a->state == GL_TF_NULL && b->state == GL_TF_NULL)
        return EQUAL;
    if (a->state == GL_TF_NULL)
        return gl_tf_is_not_null(b) ? DIFFERENT : NOT_KNOWN;
    if (b->state == GL_TF_NULL)
        return gl_tf_is_not_null(a) ? DIFFERENT : NOT_KNOWN;
    return other->state == GL_TF_KNOWN && excludes(arena, unknown->u.unknown, other) ? DIFFERENT : NOT_KNOWN;
}

/* ---- values of the same type ---- */

static int compare(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b);

static int compare_items(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    int equal = EQUAL;

    if (a->u.list.len != b->u.list.len)
        return DIFFERENT;
    for (size_t i = 0; i < a->u.list.len && equal == EQUAL; i++)
        equal = compare(arena, &a->u.list.items[i], &b->u.list.items[i]);
    return equal;
}

static int compare_members(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    int equal = EQUAL;

    if (a->u.map.len != b->u.map.len)
        return DIFFERENT;
    for (size_t i = 0; i < a->u.map.len; i++)
        if (!gl_str_eq(a->u.map.members[i].key, b->u.map.members[i].key))
            return DIFFERENT;
    for (size_t i = 0; i < a->u.map.len && equal == EQUAL; i++)
        equal = compare(arena, &a->u.map.members[i].value, &b->u.map.members[i].value);
    return equal;
}

static int compare(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->state != GL_TF_KNOWN || b->state != GL_TF_KNOWN)
        return compare_states(arena, a, b);
    switch ((enum gl_tf_kind)a->kind) {
    case GL_TF_STRING:
        return gl_str_eq(a->u.text, b->u.text);
    case GL_TF_NUMBER:
        return gl_tf_compare_numbers(a, b) == 0;
    case GL_TF_BOOL:
        return a->u.boolean == b->u.boolean;
    case GL_TF_SET: /* elements are sorted: equal sets have equal elements in the same places */
        if ((a->flags | b->flags) & GL_TF_HAS_UNKNOWN)
            return NOT_KNOWN;
        return compare_items(arena, a, b);
    case GL_TF_LIST:
    case GL_TF_TUPLE:
        return compare_items(arena, a, b);
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        return compare_members(arena, a, b);
    case GL_TF_DYNAMIC:
        break;
    }
    return NOT_KNOWN;
}

int gl_tf_equal(struct gl_arena *arena, const struct gl_tf_value *a, const struct gl_tf_value *b)
{
    if (a->state != GL_TF_KNOWN || b->state != GL_TF_KNOWN)
        return compare_states(arena, a, b);
    if (a->kind != b->kind)
        return DIFFERENT;
    if (has_unknown_type(a) || has_unknown_type(b)) {
        const struct gl_tf_type *x = gl_tf_type_of(arena, a), *y = gl_tf_type_of(arena, b);

        return conforms(x, y) || conforms(y, x) ? NOT_KNOWN : DIFFERENT;
    }
    return gl_tf_same_type(arena, a, b) ? compare(arena, a, b) : DIFFERENT;
}
