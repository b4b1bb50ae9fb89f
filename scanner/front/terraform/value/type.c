#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "front/terraform/value/value.h"

const struct gl_tf_type gl_tf_any = {.kind = GL_TF_DYNAMIC}, gl_tf_string = {.kind = GL_TF_STRING},
                        gl_tf_number = {.kind = GL_TF_NUMBER}, gl_tf_bool = {.kind = GL_TF_BOOL};

const struct gl_tf_type *gl_tf_collection_of(struct gl_arena *arena, enum gl_tf_kind kind,
                                             const struct gl_tf_type *element)
{
    struct gl_tf_type *type = GL_NEW(arena, struct gl_tf_type);

    type->kind = (uint8_t)kind;
    type->element = element;
    return type;
}

const struct gl_tf_type *gl_tf_tuple_of(struct gl_arena *arena, const struct gl_tf_type **items, size_t len)
{
    struct gl_tf_type *type = GL_NEW(arena, struct gl_tf_type);

    type->kind = GL_TF_TUPLE;
    type->items = items;
    type->len = len;
    return type;
}

static int by_name(const void *a, const void *b)
{
    const struct gl_tf_field *x = a, *y = b;

    return gl_str_cmp(x->name, y->name);
}

const struct gl_tf_type *gl_tf_object_of(struct gl_arena *arena, struct gl_tf_field *fields, size_t len)
{
    struct gl_tf_type *type = GL_NEW(arena, struct gl_tf_type);

    for (size_t i = 1; i < len; i++)
        if (gl_str_cmp(fields[i - 1].name, fields[i].name) > 0) {
            qsort(fields, len, sizeof *fields, by_name);
            break;
        }
    type->kind = GL_TF_OBJECT;
    type->fields = fields;
    type->len = len;
    return type;
}

const struct gl_tf_field *gl_tf_type_field(const struct gl_tf_type *object, struct gl_str name)
{
    size_t low = 0, high = object->kind == GL_TF_OBJECT ? object->len : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(object->fields[middle].name, name);

        if (order == 0)
            return &object->fields[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct gl_tf_type *type_of_object(struct gl_arena *arena, const struct gl_tf_value *value)
{
    struct gl_tf_field *fields = GL_NEW_ARRAY(arena, struct gl_tf_field, value->u.map.len);

    for (size_t i = 0; i < value->u.map.len; i++) {
        fields[i].name = value->u.map.members[i].key;
        fields[i].type = gl_tf_type_of(arena, &value->u.map.members[i].value);
    }
    return gl_tf_object_of(arena, fields, value->u.map.len);
}

const struct gl_tf_type *gl_tf_type_of(struct gl_arena *arena, const struct gl_tf_value *value)
{
    const struct gl_tf_type **items;

    if (value->state != GL_TF_KNOWN)
        return value->type;
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_STRING:
        return &gl_tf_string;
    case GL_TF_NUMBER:
        return &gl_tf_number;
    case GL_TF_BOOL:
        return &gl_tf_bool;
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_MAP:
        return gl_tf_collection_of(arena, value->kind, value->type);
    case GL_TF_TUPLE:
        items = GL_NEW_ARRAY(arena, const struct gl_tf_type *, value->u.list.len);
        for (size_t i = 0; i < value->u.list.len; i++)
            items[i] = gl_tf_type_of(arena, &value->u.list.items[i]);
        return gl_tf_tuple_of(arena, items, value->u.list.len);
    case GL_TF_OBJECT:
        return type_of_object(arena, value);
    case GL_TF_DYNAMIC:
        break;
    }
    return &gl_tf_any;
}

const struct gl_tf_type *gl_tf_element_type(const struct gl_tf_value *collection)
{
    const struct gl_tf_type *element =
        collection->state == GL_TF_KNOWN ? collection->type : collection->type->element;

    return element ? element : &gl_tf_any;
}

bool gl_tf_type_eq(const struct gl_tf_type *a, const struct gl_tf_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->len != b->len)
        return false;
    if (a->element || b->element)
        return a->element && b->element && gl_tf_type_eq(a->element, b->element);
    for (size_t i = 0; i < a->len; i++) {
        if (a->kind == GL_TF_TUPLE && !gl_tf_type_eq(a->items[i], b->items[i]))
            return false;
        if (a->kind == GL_TF_OBJECT && (!gl_str_eq(a->fields[i].name, b->fields[i].name) ||
                                        a->fields[i].is_optional != b->fields[i].is_optional ||
                                        !gl_tf_type_eq(a->fields[i].type, b->fields[i].type)))
            return false;
    }
    return true;
}

bool gl_tf_type_has_any(const struct gl_tf_type *type)
{
    if (type->kind == GL_TF_DYNAMIC)
        return true;
    if (type->element)
        return gl_tf_type_has_any(type->element);
    for (size_t i = 0; i < type->len; i++)
        if (gl_tf_type_has_any(type->kind == GL_TF_TUPLE ? type->items[i] : type->fields[i].type))
            return true;
    return false;
}

static bool has_optional(const struct gl_tf_type *type)
{
    if (type->element)
        return has_optional(type->element);
    for (size_t i = 0; i < type->len; i++) {
        if (type->kind == GL_TF_OBJECT && type->fields[i].is_optional)
            return true;
        if (has_optional(type->kind == GL_TF_TUPLE ? type->items[i] : type->fields[i].type))
            return true;
    }
    return false;
}

const struct gl_tf_type *gl_tf_type_bare(struct gl_arena *arena, const struct gl_tf_type *type)
{
    if (!has_optional(type))
        return type;
    if (type->element)
        return gl_tf_collection_of(arena, type->kind, gl_tf_type_bare(arena, type->element));
    if (type->kind == GL_TF_TUPLE) {
        const struct gl_tf_type **items = GL_NEW_ARRAY(arena, const struct gl_tf_type *, type->len);

        for (size_t i = 0; i < type->len; i++)
            items[i] = gl_tf_type_bare(arena, type->items[i]);
        return gl_tf_tuple_of(arena, items, type->len);
    } else {
        struct gl_tf_field *fields = GL_NEW_ARRAY(arena, struct gl_tf_field, type->len);

        for (size_t i = 0; i < type->len; i++) {
            fields[i].name = type->fields[i].name;
            fields[i].type = gl_tf_type_bare(arena, type->fields[i].type);
        }
        return gl_tf_object_of(arena, fields, type->len);
    }
}

/* ---- words ---- */

static const char *const words[] = {
    [GL_TF_DYNAMIC] = "any", [GL_TF_STRING] = "string", [GL_TF_NUMBER] = "number",
    [GL_TF_BOOL] = "bool",   [GL_TF_LIST] = "list",     [GL_TF_SET] = "set",
    [GL_TF_MAP] = "map",     [GL_TF_TUPLE] = "tuple",   [GL_TF_OBJECT] = "object",
};

static void print_fields(struct gl_buf *out, const struct gl_tf_type *type)
{
    gl_buf_add(out, GL_STR("({"));
    for (size_t i = 0; i < type->len; i++) {
        const struct gl_tf_field *field = &type->fields[i];

        if (i)
            gl_buf_add_char(out, ',');
        gl_buf_add(out, field->name);
        gl_buf_add_char(out, '=');
        if (field->is_optional)
            gl_buf_add(out, GL_STR("optional("));
        gl_tf_type_print(out, field->type);
        if (field->is_optional)
            gl_buf_add_char(out, ')');
    }
    gl_buf_add(out, GL_STR("})"));
}

void gl_tf_type_print(struct gl_buf *out, const struct gl_tf_type *type)
{
    gl_buf_add(out, gl_str_of(words[type->kind]));
    if (type->element) {
        gl_buf_add_char(out, '(');
        gl_tf_type_print(out, type->element);
        gl_buf_add_char(out, ')');
    } else if (type->kind == GL_TF_TUPLE) {
        gl_buf_add(out, GL_STR("(["));
        for (size_t i = 0; i < type->len; i++) {
            if (i)
                gl_buf_add_char(out, ',');
            gl_tf_type_print(out, type->items[i]);
        }
        gl_buf_add(out, GL_STR("])"));
    } else if (type->kind == GL_TF_OBJECT) {
        print_fields(out, type);
    }
}

struct gl_str gl_tf_type_name(struct gl_arena *arena, const struct gl_tf_type *type)
{
    struct gl_str inner;

    if (type->kind == GL_TF_DYNAMIC)
        return GL_STR("dynamic");
    if (!type->element)
        return gl_str_of(words[type->kind]);
    inner = type->element->kind == GL_TF_DYNAMIC ? GL_STR("any single type")
                                                 : gl_tf_type_name(arena, type->element);
    return gl_arena_printf(arena, "%s of %.*s", words[type->kind], GL_STR_ARG(inner));
}
