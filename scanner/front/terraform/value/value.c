#include "front/terraform/value/value.h"

#include <string.h>

enum { FEW_MEMBERS = 12 };

struct gl_tf_value gl_tf_make_string(struct gl_str text, struct gl_span span)
{
    return (struct gl_tf_value){.kind = GL_TF_STRING, .span = span, .u.text = text};
}

struct gl_tf_value gl_tf_make_bool(bool boolean, struct gl_span span)
{
    return (struct gl_tf_value){.kind = GL_TF_BOOL, .span = span, .u.boolean = boolean};
}

struct gl_tf_value gl_tf_make_i64(int64_t number, struct gl_span span)
{
    return (struct gl_tf_value){
        .kind = GL_TF_NUMBER, .flags = GL_TF_PRECISION_64, .span = span, .u.number.small = number};
}

struct gl_tf_value gl_tf_make_null(const struct gl_tf_type *type, struct gl_span span)
{
    return (struct gl_tf_value){.kind = type->kind, .state = GL_TF_NULL, .span = span, .type = type};
}

/* What a collection takes over from one of its parts. */
static void take_over(struct gl_tf_value *collection, const struct gl_tf_value *part)
{
    collection->flags |= part->flags & (GL_TF_HAS_UNKNOWN | GL_TF_HAS_SENSITIVE);
    if (part->depth >= collection->depth)
        collection->depth = part->depth == UINT8_MAX ? UINT8_MAX : (uint8_t)(part->depth + 1);
}

struct gl_tf_value gl_tf_make_list(enum gl_tf_kind kind, const struct gl_tf_type *element,
                                   const struct gl_tf_value *items, size_t len, struct gl_span span)
{
    struct gl_tf_value list = {
        .kind = (uint8_t)kind, .depth = 1, .span = span, .type = element, .u.list = {items, len}};

    for (size_t i = 0; i < len; i++)
        take_over(&list, &items[i]);
    return list;
}

static bool is_sorted(const struct gl_tf_member *members, size_t len)
{
    for (size_t i = 1; i < len; i++)
        if (gl_str_cmp(members[i - 1].key, members[i].key) >= 0)
            return false;
    return true;
}

static void insert_sorted(struct gl_tf_member *members, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        struct gl_tf_member member = members[i];
        size_t at = i;

        while (at > 0 && gl_str_cmp(members[at - 1].key, member.key) > 0) {
            members[at] = members[at - 1];
            at--;
        }
        members[at] = member;
    }
}

/* Stable, as the last of equal keys counts. Merges halves; `room` holds as many members. */
static void merge_sorted(struct gl_tf_member *members, struct gl_tf_member *room, size_t len)
{
    size_t half = len / 2, left = 0, right = half;

    if (len <= FEW_MEMBERS) {
        insert_sorted(members, len);
        return;
    }
    merge_sorted(members, room, half);
    merge_sorted(members + half, room, len - half);
    memcpy(room, members, half * sizeof *room);
    for (size_t i = 0; left < half; i++) {
        if (right < len && gl_str_cmp(members[right].key, room[left].key) < 0)
            members[i] = members[right++];
        else
            members[i] = room[left++];
    }
}

static size_t drop_earlier(struct gl_tf_member *members, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++)
        if (i + 1 == len || !gl_str_eq(members[i].key, members[i + 1].key))
            members[kept++] = members[i];
    return kept;
}

void gl_tf_sort_members(struct gl_tf_member *members, size_t len)
{
    struct gl_arena scratch = {0};

    if (is_sorted(members, len))
        return;
    merge_sorted(members, len > FEW_MEMBERS ? GL_NEW_ARRAY(&scratch, struct gl_tf_member, len / 2) : NULL,
                 len);
    gl_arena_free(&scratch);
}

struct gl_tf_value gl_tf_make_map(const struct gl_tf_type *element, struct gl_tf_member *members, size_t len,
                                  struct gl_span span)
{
    struct gl_tf_value map = {
        .kind = element ? GL_TF_MAP : GL_TF_OBJECT, .depth = 1, .span = span, .type = element};

    if (!is_sorted(members, len)) {
        gl_tf_sort_members(members, len);
        len = drop_earlier(members, len);
    }
    map.u.map.members = members;
    map.u.map.len = len;
    for (size_t i = 0; i < len; i++)
        take_over(&map, &members[i].value);
    return map;
}

struct gl_tf_value gl_tf_mark_sensitive(struct gl_tf_value value)
{
    value.flags |= GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE;
    return value;
}

struct gl_tf_value gl_tf_unmark_deep(struct gl_arena *arena, const struct gl_tf_value *value)
{
    struct gl_tf_value result = *value;

    if (!(value->flags & GL_TF_HAS_SENSITIVE))
        return result;
    result.flags &= (uint8_t) ~(GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
    if (value->state != GL_TF_KNOWN)
        return result;
    if (gl_tf_has_members(value)) {
        struct gl_tf_member *members = GL_NEW_ARRAY(arena, struct gl_tf_member, value->u.map.len);

        for (size_t i = 0; i < value->u.map.len; i++) {
            members[i] = value->u.map.members[i];
            members[i].value = gl_tf_unmark_deep(arena, &members[i].value);
        }
        result.u.map.members = members;
    } else if (gl_tf_is_sequence(value)) {
        struct gl_tf_value *items = GL_NEW_ARRAY(arena, struct gl_tf_value, value->u.list.len);

        for (size_t i = 0; i < value->u.list.len; i++)
            items[i] = gl_tf_unmark_deep(arena, &value->u.list.items[i]);
        result.u.list.items = items;
    }
    return result;
}

const struct gl_tf_member *gl_tf_member(const struct gl_tf_value *map, struct gl_str key)
{
    size_t low = 0, high;

    if (!gl_tf_is_known_map(map))
        return NULL;
    high = map->u.map.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(map->u.map.members[middle].key, key);

        if (order == 0)
            return &map->u.map.members[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct gl_tf_value *gl_tf_get(const struct gl_tf_value *map, struct gl_str key)
{
    const struct gl_tf_member *member = gl_tf_member(map, key);

    return member ? &member->value : NULL;
}

uint64_t gl_tf_weight(const struct gl_tf_value *value)
{
    uint64_t weight = 1;

    if (value->state != GL_TF_KNOWN || value->kind < GL_TF_LIST)
        return weight;
    if (gl_tf_has_members(value)) {
        for (size_t i = 0; i < value->u.map.len; i++)
            weight += gl_tf_weight(&value->u.map.members[i].value);
        return weight;
    }
    for (size_t i = 0; i < value->u.list.len; i++)
        weight += gl_tf_weight(&value->u.list.items[i]);
    return weight;
}
