#include "front/kustomize/merge.h"

enum directive { KEEP = 0, DELETE, REPLACE };
enum { MEMBERS_A_STEP = 16 };

bool gl_kust_is_null(const struct gl_value *value)
{
    return !value || gl_scalar_type(value, GL_DIALECT_KUBERNETES) == GL_NULL;
}

/* `$patch` of a map; it does not stay. */
static enum directive directive_of(struct gl_kust_merge *merge, struct gl_value *patch)
{
    const struct gl_value *value = gl_value_get(patch, GL_STR("$patch"));
    enum directive directive = KEEP;

    if (!value)
        return KEEP;
    if (gl_value_text_is(value, "delete"))
        directive = DELETE;
    else if (gl_value_text_is(value, "replace"))
        directive = REPLACE;
    else if (!gl_value_text_is(value, "merge"))
        gl_kust_tell(merge->kust, value->span, "write delete, replace or merge",
                     "kustomize knows no such patch directive");
    gl_kust_remove(merge->kust, patch, GL_STR("$patch"));
    return directive;
}

/* Sets, or removes where `value` is NULL; copies the members once. */
struct writer {
    struct gl_kust_merge *merge;
    struct gl_value map;
    const struct gl_member *shared; /* members while they are not copied */
    size_t capacity;
};

/* The members as its own, with room for one more. */
static bool own(struct writer *writer)
{
    struct gl_member *members;
    size_t len = writer->map.u.map.len;

    if (writer->map.u.map.members != writer->shared && len + 1 < writer->capacity)
        return true;
    if (!gl_kust_step(writer->merge->kust, len + 1, writer->merge->span))
        return false;
    writer->capacity = 2 * len + 3;
    members = GL_NEW_ARRAY(writer->merge->kust->arena, struct gl_member, writer->capacity);
    if (len)
        memcpy(members, writer->map.u.map.members, len * sizeof *members);
    writer->map.u.map.members = members;
    return true;
}

/* `hint` is where the member probably is. */
static void write_member(struct writer *writer, const struct gl_member *member, const struct gl_value *value,
                         size_t hint)
{
    struct gl_value *map = &writer->map;
    size_t at = hint;

    if (at >= map->u.map.len || !gl_str_eq(map->u.map.members[at].key, member->key))
        at = 0;
    while (at < map->u.map.len && !gl_str_eq(map->u.map.members[at].key, member->key))
        at++;
    if (value && at < map->u.map.len && gl_kust_is_same(&map->u.map.members[at].value, value))
        return;
    if ((!value && at == map->u.map.len) || !own(writer))
        return;
    if (!value) {
        map->u.map.len--;
        for (; at < map->u.map.len; at++)
            map->u.map.members[at] = map->u.map.members[at + 1];
        return;
    }
    if (at == map->u.map.len)
        map->u.map.members[map->u.map.len++] = *member;
    map->u.map.members[at].value = *value;
}

/* A value in quotes stays in quotes: to kustomize a patch changes the text, not how it is written. */
static void keep_quotes(const struct gl_value *old, struct gl_value *value)
{
    struct gl_str text;

    if (old->type != GL_STRING || old->style == GL_PLAIN ||
        (value->type == GL_STRING && value->style != GL_PLAIN) || gl_kust_is_null(value) ||
        !gl_value_text(value, &text))
        return;
    *value = gl_kust_string(text, value->span);
}

/* What is there, merged with what the patch has for it. */
static void merge_into(struct gl_kust_merge *merge, struct writer *writer, const struct gl_value *into,
                       const struct gl_value *patch, const struct gl_kust_slot *slot)
{
    size_t removed = 0;

    for (size_t i = 0; i < into->u.map.len; i++) {
        const struct gl_member *member = &into->u.map.members[i];
        const struct gl_value *other = patch == into ? &member->value : NULL;
        struct gl_value value;
        bool is_left;

        if (!gl_kust_step(merge->kust, gl_value_len(patch) / MEMBERS_A_STEP, merge->span))
            return;
        if (patch && patch != into)
            other = gl_value_get(patch, member->key);
        is_left =
            gl_kust_merge(merge, &member->value, other, gl_kust_slot_of_field(slot, member->key), &value);
        if (is_left && other)
            keep_quotes(&member->value, &value);
        write_member(writer, member, is_left ? &value : NULL, i - removed);
        removed += !is_left;
    }
}

/* What only the patch has. */
static void merge_new(struct gl_kust_merge *merge, struct writer *writer, const struct gl_value *into,
                      const struct gl_value *patch, const struct gl_kust_slot *slot)
{
    for (size_t i = 0; i < patch->u.map.len; i++) {
        const struct gl_member *member = &patch->u.map.members[i];
        struct gl_value value;

        if (!gl_kust_step(merge->kust, gl_value_len(into) / MEMBERS_A_STEP, merge->span))
            return;
        if (!gl_value_member(into, member->key) &&
            gl_kust_merge(merge, NULL, &member->value, gl_kust_slot_of_field(slot, member->key), &value))
            write_member(writer, member, &value, writer->map.u.map.len);
    }
}

static bool merge_maps(struct gl_kust_merge *merge, const struct gl_value *into, const struct gl_value *patch,
                       const struct gl_kust_slot *slot, struct gl_value *ret_value)
{
    struct gl_value stripped = patch ? *patch : (struct gl_value){0};
    enum directive directive = patch ? directive_of(merge, &stripped) : KEEP;
    struct writer writer = {.merge = merge};

    if (directive == DELETE)
        return false;
    if (!into || directive == REPLACE)
        into = &stripped;
    writer.map = *into;
    writer.shared = into->u.map.members;
    merge_into(merge, &writer, into, patch ? &stripped : NULL, slot);
    if (patch && into != &stripped)
        merge_new(merge, &writer, into, &stripped, slot);
    *ret_value = writer.map;
    return true;
}

static const char *word_of(const struct gl_value *value)
{
    if (value->type == GL_MAP)
        return "a map";
    return value->type == GL_LIST ? "a list" : "a single value";
}

static enum gl_type shape_of(const struct gl_value *value)
{
    return value->type == GL_MAP || value->type == GL_LIST ? (enum gl_type)value->type : GL_STRING;
}

/* An explicit null that nothing is merged into stays, one that is only left empty goes. */
static bool keep_null(const struct gl_value *into, const struct gl_value *patch, struct gl_value *ret_value)
{
    if (patch || !into || (into->type == GL_STRING && !into->u.str.len))
        return false;
    *ret_value = *into;
    return true;
}

/* When nothing more may be made: what is there stays. */
static bool keep_rest(const struct gl_value *into, struct gl_value *ret_value)
{
    if (into)
        *ret_value = *into;
    return into != NULL;
}

bool gl_kust_merge(struct gl_kust_merge *merge, const struct gl_value *into, const struct gl_value *patch,
                   struct gl_kust_slot slot, struct gl_value *ret_value)
{
    const struct gl_value *first = gl_kust_is_null(into) ? patch : into;

    if (++merge->calls % MEMBERS_A_STEP == 0 && !gl_kust_step(merge->kust, 1, merge->span))
        return keep_rest(into, ret_value);
    if (!first || gl_kust_is_null(first))
        return keep_null(into, patch, ret_value);
    if (patch && gl_kust_is_null(patch))
        return false;
    if (gl_kust_is_null(into))
        into = NULL;
    if (into && patch && shape_of(into) != shape_of(patch)) {
        gl_kust_tell(merge->kust, patch->span, "correct the patch", "this is %s, but it patches %s",
                     word_of(patch), word_of(into));
        *ret_value = *into;
        return true;
    }
    if (!slot.type.len && first->type == GL_MAP)
        slot = gl_kust_slot_of_kind(first);
    if (first->type == GL_MAP)
        return merge_maps(merge, into, patch, &slot, ret_value);
    if (first->type == GL_LIST && slot.is_merged)
        return gl_kust_merge_lists(merge, into, patch, &slot, ret_value);
    *ret_value = patch ? *patch : *first;
    return true;
}
