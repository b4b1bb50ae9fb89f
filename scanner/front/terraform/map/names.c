/* Which resource of the unit a value means: by reference, or by the text of an attribute that names it. */
#include "base/buf.h"
#include "front/terraform/map/mapper.h"

enum { MAX_KEY_DEPTH = 8, MAX_LOOKED_AT = 10000000 };

struct gl_tf_name_entry {
    struct gl_tf_mapped *mapped;
    bool is_double; /* others have the same name */
};

static bool add_value(struct gl_buf *key, const struct gl_tf_value *value, int depth);

static bool add_unknown(struct gl_buf *key, const struct gl_tf_unknown *unknown, int depth)
{
    switch ((enum gl_tf_shape)unknown->shape) {
    case GL_TF_REFERENCE:
        gl_buf_printf(key, "\x03%p.%.*s\x03", (const void *)unknown->of, GL_STR_ARG(unknown->attribute));
        return unknown->of != NULL;
    case GL_TF_CONCAT:
        for (size_t i = 0; i < unknown->part_len; i++) {
            if (!add_value(key, &unknown->parts[i], depth + 1))
                return false;
        }
        return unknown->part_len > 0;
    case GL_TF_PLAIN:
        gl_buf_printf(key, "\x02%d %.*s\x02", (int)unknown->reason, GL_STR_ARG(unknown->name));
        return unknown->name.len > 0 && unknown->reason != GL_WHY_IMPURE;
    case GL_TF_ARMS:
        break;
    }
    gl_buf_printf(key, "\x04%p\x04", (const void *)unknown); /* the same only if it was computed once */
    return true;
}

/* A value that is not known is the same one wherever the same thing is meant. */
static bool add_value(struct gl_buf *key, const struct gl_tf_value *value, int depth)
{
    if (depth > MAX_KEY_DEPTH || gl_tf_is_null(value))
        return false;
    if (gl_tf_is_unknown(value))
        return add_unknown(key, value->u.unknown, depth);
    if (value->kind != GL_TF_STRING)
        return false;
    gl_buf_add(key, value->u.text);
    return value->u.text.len > 0 || depth > 0;
}

static bool make_key(struct gl_buf *key, uint32_t kind, uint32_t name, const struct gl_tf_value *value)
{
    gl_buf_printf(key, "%u.%u ", kind, name);
    return add_value(key, value, 0);
}

static void add(struct gl_tf_mapper *mapper, struct gl_str key, struct gl_tf_mapped *mapped)
{
    uint32_t before = gl_name_index_find(&mapper->by_name, key);

    if (before != GL_NAME_INDEX_NONE) {
        mapper->names[before].is_double = true;
        return; /* of two with one name the first */
    }
    gl_name_index_add(&mapper->scratch, &mapper->by_name, gl_arena_copy(&mapper->scratch, key),
                      (uint32_t)mapper->name_len);
    *GL_PUSH(&mapper->scratch, mapper->names, mapper->name_len, mapper->name_capacity) =
        (struct gl_tf_name_entry){mapped, false};
}

/* All resources of a kind by one attribute of theirs, once. */
static void index_names(struct gl_tf_mapper *mapper, uint32_t kind, uint32_t name)
{
    uint64_t pair = (uint64_t)kind << 32 | name;
    struct gl_buf key;

    for (size_t i = 0; i < mapper->indexed_len; i++) {
        if (mapper->indexed[i] == pair)
            return;
    }
    *GL_PUSH(&mapper->scratch, mapper->indexed, mapper->indexed_len, mapper->indexed_capacity) = pair;
    gl_buf_init(&key);
    for (struct gl_tf_mapped *mapped = mapper->first; mapped; mapped = mapped->next) {
        const struct gl_tf_value *value;

        if (!mapped->type || mapped->type->kind != kind || mapped->type->verb != GL_TF_MAP_OWN)
            continue;
        value = gl_tf_get(mapped->body, gl_tf_map_text(name));
        key.len = 0;
        if (value && make_key(&key, kind, name, value))
            add(mapper, gl_buf_str(&key), mapped);
    }
    gl_buf_free(&key);
}

/* What a reference, or the only reference among alternatives, leads to. */
static struct gl_tf_mapped *referred(const struct gl_tf_value *value, uint32_t kind, int depth)
{
    const struct gl_tf_unknown *unknown = value->u.unknown;
    struct gl_tf_mapped *found = NULL;

    if (!gl_tf_is_unknown(value) || depth > MAX_KEY_DEPTH)
        return NULL;
    if (unknown->shape == GL_TF_REFERENCE && unknown->of && unknown->of->resource) {
        found = (struct gl_tf_mapped *)(void *)unknown->of->resource;
        return found->type && found->type->kind == kind ? found : NULL;
    }
    for (size_t i = 0; unknown->shape == GL_TF_ARMS && i < unknown->part_len; i++) {
        struct gl_tf_mapped *here = referred(&unknown->parts[i], kind, depth + 1);

        if (found && here && here != found)
            return NULL;
        found = here ? here : found;
    }
    return found;
}

/* Of several with one name the one inside which the name was written: what Terraform evaluated to a text was
 * a reference to it. */
static struct gl_tf_mapped *written_in(struct gl_tf_mapper *mapper, struct gl_tf_mapped *found, uint32_t name,
                                       const struct gl_tf_value *value)
{
    for (struct gl_tf_mapped *mapped = mapper->first; mapped && mapper->looked_at < MAX_LOOKED_AT;
         mapped = mapped->next) {
        const struct gl_tf_value *own;

        mapper->looked_at++;
        if (!mapped->type || mapped->type->kind != found->type->kind || !gl_span_is_set(value->span) ||
            !gl_span_is_inside(value->span, mapped->instance->body))
            continue;
        own = gl_tf_get(mapped->body, gl_tf_map_text(name));
        if (own && own->span.begin == value->span.begin)
            return mapped;
    }
    return found;
}

struct gl_tf_mapped *gl_tf_map_target(struct gl_tf_mapper *mapper, uint32_t kind, uint32_t name,
                                      const struct gl_tf_value *value)
{
    struct gl_tf_mapped *found;
    uint32_t at = GL_NAME_INDEX_NONE;
    struct gl_buf key;

    if (!value || gl_tf_is_null(value))
        return NULL;
    found = referred(value, kind, 0);
    if (found || !name)
        return found;
    index_names(mapper, kind, name);
    gl_buf_init(&key);
    if (make_key(&key, kind, name, value))
        at = gl_name_index_find(&mapper->by_name, gl_buf_str(&key));
    gl_buf_free(&key);
    if (at == GL_NAME_INDEX_NONE)
        return NULL;
    found = mapper->names[at].mapped;
    return mapper->names[at].is_double ? written_in(mapper, found, name, value) : found;
}
