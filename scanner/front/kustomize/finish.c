#include "front/kustomize/build.h"

#include <stdlib.h>

#include "front/terraform/function/digest.h"

/* What is done once, to the objects of a root. */

enum { HASH_LEN = 10 };

/* ---- hashes of generated names ---- */

/* As encoding/json of Go writes texts: also <, > and & are escaped, and the separators of lines. */
static void add_go_json(struct gl_buf *out, struct gl_str text)
{
    gl_buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        struct gl_str rest = gl_str_from(text, i);

        if (c == '<' || c == '>' || c == '&') {
            gl_buf_printf(out, "\\u%04x", c);
        } else if (c < ' ' || c == '"' || c == '\\') {
            gl_buf_add_json_escape(out, c);
        } else if (gl_str_starts_with(rest, GL_STR("\xe2\x80\xa8")) ||
                   gl_str_starts_with(rest, GL_STR("\xe2\x80\xa9"))) {
            gl_buf_printf(out, "\\u202%c", rest.ptr[2] == '\xa8' ? '8' : '9');
            i += 2;
        } else {
            gl_buf_add_char(out, (char)c);
        }
    }
    gl_buf_add_char(out, '"');
}

static int compare_members(const void *a_, const void *b_)
{
    const struct gl_member *a = a_, *b = b_;

    return gl_str_cmp(a->key, b->key);
}

static void add_map(struct gl_kust *kust, struct gl_buf *out, const struct gl_value *map)
{
    size_t len = map->u.map.len;
    struct gl_member *members = GL_NEW_ARRAY(kust->arena, struct gl_member, len + 1);
    struct gl_str text;

    if (len) {
        memcpy(members, map->u.map.members, len * sizeof *members);
        qsort(members, len, sizeof *members, compare_members);
    }
    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        add_go_json(out, members[i].key);
        gl_buf_add_char(out, ':');
        if (gl_scalar_type(&members[i].value, GL_DIALECT_KUBERNETES) == GL_STRING)
            add_go_json(out, members[i].value.u.str);
        else if (gl_value_text(&members[i].value, &text))
            gl_buf_add(out, text);
        else
            gl_buf_add(out, GL_STR("null"));
    }
    gl_buf_add_char(out, '}');
}

static void add_field(struct gl_kust *kust, struct gl_buf *out, const struct gl_value *root,
                      const char *field, bool only_map)
{
    const struct gl_value *value = gl_value_get(root, gl_str_of(field));
    struct gl_str text = {0};

    if (only_map && !gl_value_is(value, GL_MAP))
        return;
    if (out->len > 1)
        gl_buf_add_char(out, ',');
    gl_buf_printf(out, "\"%s\":", field);
    if (gl_value_is(value, GL_MAP)) {
        add_map(kust, out, value);
        return;
    }
    if (gl_kust_is_null(value) || !gl_value_text(value, &text))
        text = (struct gl_str){0};
    add_go_json(out, text);
}

/* The name itself takes no part: kustomize looks for it at a path where it is not. */
static struct gl_str hash_of(struct gl_kust *kust, const struct gl_value *root)
{
    static const char plain[] = "013ae", coded[] = "ghkmt";
    bool is_secret = gl_value_text_is(gl_value_get(root, GL_STR("kind")), "Secret");
    uint8_t digest[GL_TF_MAX_DIGEST];
    struct gl_buf out;
    struct gl_str hex;
    char *made;

    gl_buf_init(&out);
    gl_buf_add_char(&out, '{');
    if (!is_secret)
        add_field(kust, &out, root, "binaryData", true);
    add_field(kust, &out, root, "data", false);
    add_field(kust, &out, root, "kind", false);
    gl_buf_add(&out, GL_STR(",\"name\":\"\""));
    if (is_secret) {
        add_field(kust, &out, root, "stringData", true);
        add_field(kust, &out, root, "type", false);
    }
    gl_buf_add_char(&out, '}');
    hex = gl_tf_hex(kust->arena, digest, gl_tf_digest(GL_TF_SHA256, gl_buf_str(&out), digest));
    gl_buf_free(&out);
    made = gl_arena_alloc(kust->arena, HASH_LEN, 1);
    for (size_t i = 0; i < HASH_LEN; i++) { /* no vowels, and no digits that look like letters */
        const char *at = strchr(plain, hex.ptr[i]);

        made[i] = hex.ptr[i];
        if (at)
            made[i] = coded[at - plain];
    }
    return (struct gl_str){made, HASH_LEN};
}

static void add_hash(struct gl_kust *kust, struct gl_kust_object *object)
{
    const struct gl_value *name =
        gl_value_get(gl_value_get(&object->root, GL_STR("metadata")), GL_STR("name"));
    struct gl_str hash = hash_of(kust, &object->root);

    if (!name)
        return;
    gl_kust_remember(kust, object);
    gl_kust_put_metadata(kust, &object->root, GL_STR("name"),
                         gl_kust_string(gl_arena_printf(kust->arena, "%.*s-%.*s", GL_STR_ARG(object->id.name),
                                                        GL_STR_ARG(hash)),
                                        name->span));
    gl_kust_identify(object);
}

/* ---- annotations ---- */

/* kustomize keeps notes of renamed objects in annotations; when it takes them out, it writes the rest anew:
 * as texts, and nothing where nothing is left. */
static void settle_annotations(struct gl_kust *kust, struct gl_kust_object *object)
{
    const struct gl_member *metadata = gl_value_member(&object->root, GL_STR("metadata"));
    const struct gl_member *found =
        metadata ? gl_value_member(&metadata->value, GL_STR("annotations")) : NULL;
    struct gl_member outer, inner;

    if (!found || (found->value.type != GL_MAP && !gl_kust_is_null(&found->value)))
        return;
    outer = *metadata;
    inner = *found;
    if (!gl_value_len(&found->value)) {
        gl_kust_remove(kust, &outer.value, found->key);
        gl_kust_put(kust, &object->root, &outer);
        return;
    }
    for (size_t i = 0; i < found->value.u.map.len; i++) {
        struct gl_member member = found->value.u.map.members[i];
        enum gl_type type = gl_scalar_type(&member.value, GL_DIALECT_KUBERNETES);

        if (type == GL_STRING && member.value.style != GL_PLAIN)
            continue;
        if (type == GL_MAP || type == GL_LIST)
            member.value = gl_kust_string(GL_STR(""), member.value.span);
        else if (member.value.type == GL_STRING)
            member.value.style = GL_QUOTED;
        gl_kust_put(kust, &inner.value, &member);
    }
    if (gl_kust_is_same(&inner.value, &found->value))
        return;
    gl_kust_put(kust, &outer.value, &inner);
    gl_kust_put(kust, &object->root, &outer);
}

void gl_kust_finish(struct gl_kust *kust, struct gl_kust_set *set)
{
    for (size_t i = 0; i < set->len; i++) {
        if (set->items[i]->needs_hash)
            add_hash(kust, set->items[i]);
    }
    gl_kust_set_references(kust, set);
    for (size_t i = 0; i < set->len; i++)
        settle_annotations(kust, set->items[i]);
    for (size_t i = 0; i < set->len; i++)
        set->items[i]->root = gl_kust_settle_dates(kust, &set->items[i]->root);
}
