#include "front/terraform/value/value.h"

/* Which conversions there are between types; whether they succeed for a value is convert.c's. */

static bool fields_convert(struct gl_arena *arena, const struct gl_tf_type *from, const struct gl_tf_type *to,
                           bool is_safe)
{
    for (size_t i = 0; i < to->len; i++) {
        const struct gl_tf_field *field = gl_tf_type_field(from, to->fields[i].name);

        if (!field ? !to->fields[i].is_optional
                   : !gl_tf_can_convert(arena, field->type, to->fields[i].type, is_safe))
            return false;
    }
    return true;
}

static bool items_convert(struct gl_arena *arena, const struct gl_tf_type *from, const struct gl_tf_type *to,
                          bool is_safe)
{
    if (from->len != to->len)
        return false;
    for (size_t i = 0; i < to->len; i++)
        if (!gl_tf_can_convert(arena, from->items[i], to->items[i], is_safe))
            return false;
    return true;
}

static const struct gl_tf_type *part(const struct gl_tf_type *type, size_t index)
{
    return type->kind == GL_TF_TUPLE ? type->items[index] : type->fields[index].type;
}

const struct gl_tf_type *gl_tf_unify_parts(struct gl_arena *arena, const struct gl_tf_type *type,
                                           bool is_safe)
{
    const struct gl_tf_type **parts = GL_NEW_ARRAY(arena, const struct gl_tf_type *, type->len), *element;

    for (size_t i = 0; i < type->len; i++)
        parts[i] = part(type, i);
    element = is_safe ? gl_tf_unify_safely(arena, parts, type->len) : gl_tf_unify(arena, parts, type->len);
    if (!element || element->kind != GL_TF_DYNAMIC || type->kind == GL_TF_OBJECT)
        return element;
    for (size_t i = 0; i < type->len; i++)
        if (parts[i]->kind != GL_TF_DYNAMIC)
            return NULL;
    return element;
}

/* From a tuple or an object to elements of one type. */
static bool parts_convert(struct gl_arena *arena, const struct gl_tf_type *from,
                          const struct gl_tf_type *element, bool is_safe)
{
    if (from->len == 0)
        return true;
    if (element->kind == GL_TF_DYNAMIC)
        element = gl_tf_unify_parts(arena, from, is_safe);
    for (size_t i = 0; element && i < from->len; i++)
        if (!gl_tf_can_convert(arena, part(from, i), element, is_safe))
            return false;
    return element != NULL;
}

/* Whether the map may turn out to have what the object needs. */
static bool map_converts(struct gl_arena *arena, const struct gl_tf_type *map,
                         const struct gl_tf_type *object, bool is_safe)
{
    if (is_safe)
        return false;
    for (size_t i = 0; i < object->len; i++)
        if (!gl_tf_can_convert(arena, map->element, object->fields[i].type, false))
            return false;
    return true;
}

static bool primitive_converts(enum gl_tf_kind from, enum gl_tf_kind to, bool is_safe)
{
    if (to == GL_TF_STRING)
        return true;
    return from == GL_TF_STRING && !is_safe;
}

static bool sequence_converts(struct gl_arena *arena, const struct gl_tf_type *from,
                              const struct gl_tf_type *to, bool is_safe)
{
    if (from->kind == GL_TF_TUPLE)
        return parts_convert(arena, from, to->element, is_safe);
    if (from->kind != GL_TF_LIST && from->kind != GL_TF_SET)
        return false;
    if (from->kind == GL_TF_LIST && to->kind == GL_TF_SET && is_safe)
        return false;
    return gl_tf_can_convert(arena, from->element, to->element, is_safe);
}

bool gl_tf_can_convert(struct gl_arena *arena, const struct gl_tf_type *from, const struct gl_tf_type *to,
                       bool is_safe)
{
    if (to->kind == GL_TF_DYNAMIC || gl_tf_type_eq(from, to))
        return true;
    if (from->kind == GL_TF_DYNAMIC)
        return !is_safe;
    switch ((enum gl_tf_kind)to->kind) {
    case GL_TF_STRING:
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
        return from->kind <= GL_TF_BOOL && primitive_converts(from->kind, to->kind, is_safe);
    case GL_TF_LIST:
    case GL_TF_SET:
        return sequence_converts(arena, from, to, is_safe);
    case GL_TF_MAP:
        if (from->kind == GL_TF_OBJECT)
            return parts_convert(arena, from, to->element, is_safe);
        return from->kind == GL_TF_MAP && gl_tf_can_convert(arena, from->element, to->element, is_safe);
    case GL_TF_TUPLE:
        return from->kind == GL_TF_TUPLE && items_convert(arena, from, to, is_safe);
    case GL_TF_OBJECT:
        if (from->kind == GL_TF_MAP)
            return map_converts(arena, from, to, is_safe);
        return from->kind == GL_TF_OBJECT && fields_convert(arena, from, to, is_safe);
    case GL_TF_DYNAMIC:
        break;
    }
    return true;
}
