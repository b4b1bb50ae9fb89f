#include "engine/schema.h"

#include <stdarg.h>

#include "base/suggest.h"
#include "graph/kubernetes.h"

void gl_schema_error(struct gl_schema *schema, struct gl_span span, const char *format, ...)
{
    va_list args;
    char text[512];

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gl_diag_add(schema->diags, GL_DIAG_USAGE, span, NULL, "%s", text);
    schema->failed = true;
}

bool gl_schema_keys(struct gl_schema *schema, const struct gl_value *map, const char *what,
                    const char *const *known, size_t known_len)
{
    if (!gl_value_is(map, GL_MAP)) {
        gl_schema_error(schema, map->span, "a %s is a map of keys and values", what);
        return false;
    }
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];
        struct gl_suggestion nearest;
        struct gl_buf hint;

        if (gl_str_is_one_of(member->key, known, known_len))
            continue;
        gl_suggestion_init(&nearest, member->key);
        for (size_t k = 0; k < known_len; k++)
            gl_suggestion_offer(&nearest, gl_str_of(known[k]));
        gl_buf_init(&hint);
        gl_suggestion_add(&hint, &nearest);
        gl_schema_error(schema, member->key_span, "a %s has no key \"%.*s\"%.*s", what,
                        GL_STR_ARG(member->key), GL_STR_ARG(gl_buf_str(&hint)));
        gl_buf_free(&hint);
    }
    return true;
}

struct gl_str gl_schema_text(struct gl_schema *schema, const struct gl_value *map, const char *key)
{
    const struct gl_value *value = gl_value_get(map, gl_str_of(key));
    struct gl_str text = {0};

    if (value && !gl_value_text(value, &text))
        gl_schema_error(schema, value->span, "\"%s\" is a text", key);
    return text;
}

struct gl_text_list gl_schema_texts(struct gl_schema *schema, const struct gl_value *value)
{
    struct gl_text_list list = {0};
    size_t len;

    if (!value)
        return list;
    len = value->type == GL_LIST ? value->u.list.len : 1;
    list.items = GL_NEW_ARRAY(schema->arena, struct gl_str, len);
    for (size_t i = 0; i < len; i++) {
        const struct gl_value *item = value->type == GL_LIST ? &value->u.list.items[i] : value;

        if (!gl_value_text(item, &list.items[list.len])) {
            gl_schema_error(schema, item->span, "a list of texts is expected here");
            continue;
        }
        list.len++;
    }
    return list;
}

struct gl_text_list gl_schema_kinds(struct gl_schema *schema, const struct gl_value *value)
{
    struct gl_text_list written = gl_schema_texts(schema, value), list = written;
    size_t workloads = gl_k8s_workload_kind_len();

    for (size_t i = 0; i < written.len; i++) {
        if (!gl_str_eq(written.items[i], GL_STR("Workload")))
            continue;
        list.items = GL_NEW_ARRAY(schema->arena, struct gl_str, written.len - 1 + workloads);
        memcpy(list.items, written.items, i * sizeof *list.items);
        memcpy(list.items + i, written.items + i + 1, (written.len - i - 1) * sizeof *list.items);
        for (list.len = written.len - 1; list.len < written.len - 1 + workloads; list.len++)
            list.items[list.len] = gl_k8s_workload_kind(list.len - (written.len - 1));
        return list;
    }
    return list;
}

bool gl_schema_bool(struct gl_schema *schema, const struct gl_value *map, const char *key, bool fallback)
{
    const struct gl_value *value = gl_value_get(map, gl_str_of(key));

    if (value && !gl_scalar_as_bool(value, GL_DIALECT_CORE, &fallback))
        gl_schema_error(schema, value->span, "\"%s\" is true or false", key);
    return fallback;
}

enum gl_truth gl_schema_truth(struct gl_schema *schema, const struct gl_value *map, const char *key,
                              enum gl_truth fallback)
{
    const struct gl_value *value = gl_value_get(map, gl_str_of(key));

    if (!value)
        return fallback;
    if (gl_value_text_is(value, "true"))
        return GL_TRUE;
    if (gl_value_text_is(value, "false"))
        return GL_FALSE;
    if (!gl_value_text_is(value, "open"))
        gl_schema_error(schema, value->span, "\"%s\" is true, false or open", key);
    return GL_MAYBE;
}

int64_t gl_schema_i64(struct gl_schema *schema, const struct gl_value *map, const char *key, int64_t fallback)
{
    const struct gl_value *value = gl_value_get(map, gl_str_of(key));

    if (value && !gl_scalar_as_i64(value, GL_DIALECT_CORE, &fallback))
        gl_schema_error(schema, value->span, "\"%s\" is a whole number", key);
    return fallback;
}
