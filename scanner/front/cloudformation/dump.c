#include "front/cloudformation/dump.h"

static void dump_items(struct gl_buf *out, const struct gl_value *items, size_t len, const char *between)
{
    for (size_t i = 0; i < len; i++) {
        if (i)
            gl_buf_add(out, gl_str_of(between));
        gl_front_dump_value(out, &items[i]);
    }
}

static void dump_map(struct gl_buf *out, const struct gl_value *value)
{
    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < value->u.map.len; i++) {
        if (i)
            gl_buf_add(out, GL_STR(", "));
        gl_buf_add_json(out, value->u.map.members[i].key);
        gl_buf_add(out, GL_STR(": "));
        gl_front_dump_value(out, &value->u.map.members[i].value);
    }
    gl_buf_add_char(out, '}');
}

static void dump_unknown(struct gl_buf *out, const struct gl_unknown *unknown)
{
    gl_buf_printf(out, "?(%s: ", gl_reason_word(unknown->reason));
    gl_buf_quote(out, unknown->name);
    gl_buf_add(out, unknown->is_secret ? GL_STR(", secret)") : GL_STR(")"));
}

static void dump_ref(struct gl_buf *out, const struct gl_ref *ref)
{
    gl_buf_add_char(out, '@');
    gl_buf_quote(out, ref->target->address);
    if (ref->attribute.len) {
        gl_buf_add_char(out, '.');
        gl_buf_quote(out, ref->attribute);
    }
}

void gl_front_dump_value(struct gl_buf *out, const struct gl_value *value)
{
    struct gl_str text = {0};

    if ((value->flags & GL_VALUE_SECRET) && value->type != GL_UNKNOWN) {
        gl_buf_add(out, GL_STR("(secret)"));
        return;
    }
    switch ((enum gl_type)value->type) {
    case GL_UNKNOWN:
        dump_unknown(out, value->u.unknown);
        return;
    case GL_ABSENT:
        gl_buf_add(out, GL_STR("absent"));
        return;
    case GL_NULL:
        gl_buf_add(out, GL_STR("null"));
        return;
    case GL_BOOL:
    case GL_NUMBER:
        gl_value_text(value, &text);
        gl_buf_add(out, text);
        return;
    case GL_STRING:
        gl_buf_add_json(out, value->u.str);
        return;
    case GL_LIST:
        gl_buf_add_char(out, '[');
        dump_items(out, value->u.list.items, value->u.list.len, ", ");
        gl_buf_add_char(out, ']');
        return;
    case GL_MAP:
        dump_map(out, value);
        return;
    case GL_CONCAT:
        dump_items(out, value->u.list.items, value->u.list.len, "+");
        return;
    case GL_REF:
        dump_ref(out, value->u.ref);
        return;
    case GL_CHOICE:
        gl_buf_quote(out, value->u.choice->what);
        gl_buf_add_char(out, '{');
        dump_items(out, value->u.choice->arms, value->u.choice->arm_len, " | ");
        gl_buf_add_char(out, '}');
        return;
    }
}

static void dump_members(struct gl_buf *out, const struct gl_value *map, const char *before)
{
    for (size_t i = 0; gl_value_is(map, GL_MAP) && i < map->u.map.len; i++) {
        gl_buf_printf(out, "  %s", before);
        gl_buf_quote(out, map->u.map.members[i].key);
        gl_buf_add(out, GL_STR(": "));
        gl_front_dump_value(out, &map->u.map.members[i].value);
        gl_buf_add_char(out, '\n');
    }
}

void gl_front_dump(struct gl_buf *out, const struct gl_front_output *output)
{
    for (size_t i = 0; i < output->len; i++) {
        const struct gl_resource *resource = output->resources[i];

        if (!gl_resource_is_deployed(resource))
            continue;
        gl_buf_quote(out, resource->address);
        gl_buf_add_char(out, ' ');
        gl_buf_quote(out, resource->kind);
        if (resource->condition) {
            gl_buf_add(out, GL_STR(" when "));
            gl_buf_quote(out, resource->condition->what);
        }
        gl_buf_add_char(out, '\n');
        if (resource->properties.type != GL_MAP) {
            gl_buf_add(out, GL_STR("  "));
            gl_front_dump_value(out, &resource->properties);
            gl_buf_add_char(out, '\n');
        }
        dump_members(out, &resource->properties, "");
        if (!resource->object) /* else they show parts of the properties again */
            dump_members(out, &resource->attributes, "@");
    }
}
