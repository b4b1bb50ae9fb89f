#include "print_objects.h"

#include <math.h>

#include "tree/scalar.h"

static void print_value(struct gl_buf *out, const struct gl_value *value, enum gl_dialect dialect);

static bool is_digits(struct gl_str text)
{
    size_t len = 0;

    while (len < text.len && gl_is_digit(text.ptr[len]))
        len++;
    return len && len == text.len && (len == 1 || text.ptr[0] != '0');
}

static void print_number(struct gl_buf *out, const struct gl_value *value, enum gl_dialect dialect)
{
    int64_t whole;
    double number;

    if (is_digits(value->u.str)) /* also those that fit no 64 bits */
        gl_buf_add(out, value->u.str);
    else if (gl_scalar_as_i64(value, dialect, &whole))
        gl_buf_printf(out, "%lld", (long long)whole);
    else if (gl_scalar_as_double(value, dialect, &number) && isfinite(number))
        gl_buf_printf(out, "%.17g", number);
    else
        gl_buf_add_json(out, value->u.str);
}

static void print_list(struct gl_buf *out, const struct gl_value *list, enum gl_dialect dialect)
{
    gl_buf_add_char(out, '[');
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        print_value(out, &list->u.list.items[i], dialect);
    }
    gl_buf_add_char(out, ']');
}

static void print_map(struct gl_buf *out, const struct gl_value *map, enum gl_dialect dialect)
{
    bool is_first = true;

    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        if (member->value.flags & GL_VALUE_DEFAULTED)
            continue;
        if (!is_first)
            gl_buf_add_char(out, ',');
        is_first = false;
        gl_buf_add_json(out, member->key);
        gl_buf_add_char(out, ':');
        print_value(out, &member->value, dialect);
    }
    gl_buf_add_char(out, '}');
}

static void print_value(struct gl_buf *out, const struct gl_value *value, enum gl_dialect dialect)
{
    bool flag = false;

    if (value->type == GL_LIST) {
        print_list(out, value, dialect);
        return;
    }
    if (value->type == GL_MAP) {
        print_map(out, value, dialect);
        return;
    }
    if (value->flags & GL_VALUE_SECRET) {
        gl_buf_add(out, GL_STR("\"(secret)\""));
        return;
    }
    switch (gl_scalar_type(value, dialect)) {
    case GL_NULL:
    case GL_ABSENT:
        gl_buf_add(out, GL_STR("null"));
        return;
    case GL_BOOL:
        gl_buf_add(out, gl_scalar_as_bool(value, dialect, &flag) && flag ? GL_STR("true") : GL_STR("false"));
        return;
    case GL_NUMBER:
        print_number(out, value, dialect);
        return;
    case GL_STRING:
        gl_buf_add_json(out, value->u.str);
        return;
    case GL_UNKNOWN:
    case GL_LIST:
    case GL_MAP:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        gl_value_print(out, value);
        return;
    }
}

void gl_print_objects(struct gl_buf *out, const struct gl_graph *graph)
{
    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_resource *resource = graph->resources[i];

        if (!resource->object)
            continue;
        gl_buf_add(out, GL_STR("{\"unit\":"));
        gl_buf_add_json(out, resource->unit->name);
        gl_buf_add(out, GL_STR(",\"object\":"));
        print_value(out, &resource->properties, resource->unit->dialect);
        gl_buf_add(out, GL_STR("}\n"));
    }
}
