#include <stdlib.h>

#include "front/terraform/function/library.h"

static struct gl_tf_member *new_members(const struct gl_tf_call *call, size_t len)
{
    return GL_NEW_ARRAY(call->eval->arena, struct gl_tf_member, len);
}

/* Of an unknown object the names are known all the same. */
static bool keys_of_unknown(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = call->args[0].u.unknown->type;
    struct gl_tf_value *items;

    if (type->kind == GL_TF_DYNAMIC)
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (type->kind == GL_TF_MAP)
        return gl_tf_return_unknown(call, &gl_tf_list_of_string, ret_value);
    if (type->kind != GL_TF_OBJECT)
        return gl_tf_fail_argument(call, 0, "must have map or object type");
    items = gl_tf_new_values(call, type->len);
    for (size_t i = 0; i < type->len; i++)
        items[i] = gl_tf_text_value(call, type->fields[i].name);
    return gl_tf_return_list(call, NULL, items, type->len, ret_value);
}

static bool values_of_unknown(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = call->args[0].u.unknown->type;

    if (type->kind == GL_TF_MAP)
        return gl_tf_return_unknown(call, gl_tf_collection_of(call->eval->arena, GL_TF_LIST, type->element),
                                    ret_value);
    if (type->kind == GL_TF_DYNAMIC || type->kind == GL_TF_OBJECT)
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    return gl_tf_fail_argument(call, 0, "values() requires a map as the first argument");
}

/* The keys or the values of a known map. */
static bool list_members(const struct gl_tf_call *call, bool are_keys, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *map = call->args;
    const struct gl_tf_type *element = are_keys ? &gl_tf_string : map->type;
    struct gl_tf_value *items;

    if (map->open)
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (!gl_tf_afford(call, map->u.map.len, 0))
        return false;
    items = gl_tf_new_values(call, map->u.map.len);
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_tf_member *member = &map->u.map.members[i];

        items[i] = are_keys ? gl_tf_make_string(member->key, member->key_span) : member->value;
    }
    gl_tf_return_list(call, map->kind == GL_TF_MAP ? element : NULL, items, map->u.map.len, ret_value);
    *ret_value = gl_tf_mark_as(*ret_value, map);
    return true;
}

bool gl_tf_keys(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    if (gl_tf_is_unknown(call->args))
        return keys_of_unknown(call, ret_value);
    if (!gl_tf_has_members(call->args))
        return gl_tf_fail_argument(call, 0, "must have map or object type");
    return list_members(call, true, ret_value);
}

bool gl_tf_values(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    if (gl_tf_is_unknown(call->args))
        return values_of_unknown(call, ret_value);
    if (!gl_tf_has_members(call->args))
        return gl_tf_fail_argument(call, 0, "values() requires a map as the first argument");
    return list_members(call, false, ret_value);
}

static bool lookup_unknown(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, &call->args[0]);

    if (type->kind != GL_TF_MAP && type->kind != GL_TF_OBJECT && type->kind != GL_TF_DYNAMIC)
        return gl_tf_fail_argument(call, 0, "lookup() requires a map as the first argument");
    return gl_tf_return_unknown(call, type->kind == GL_TF_MAP ? type->element : &gl_tf_any, ret_value);
}

/* What the map lacks: the default, as the map's elements are. */
static bool lookup_default(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *map = &call->args[0];
    struct gl_tf_problem problem = {0};

    if (call->len < 3 && map->kind == GL_TF_OBJECT)
        return gl_tf_fail_argument(call, 0, "the given object has no attribute \"%.*s\"",
                                   GL_STR_ARG(gl_tf_argument_text(call, 1)));
    if (call->len < 3)
        return gl_tf_fail_function(call, "lookup failed to find key \"%.*s\"",
                                   GL_STR_ARG(gl_tf_argument_text(call, 1)));
    *ret_value = call->args[2];
    if (map->kind == GL_TF_OBJECT)
        return true;
    return gl_tf_convert(call->eval->arena, &call->args[2], map->type, ret_value, &problem) ||
           gl_tf_fail_argument(call, 2, "the default value must have the same type as the map elements");
}

bool gl_tf_lookup(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *map = &call->args[0], *found;
    struct gl_tf_value ignored;

    if (call->len > 3)
        return gl_tf_fail_function(call, "lookup() takes two or three arguments, got %zu", call->len);
    if (gl_tf_is_unknown(map) || (gl_tf_has_members(map) && gl_tf_is_unknown(&call->args[1])))
        return lookup_unknown(call, ret_value);
    if (!gl_tf_has_members(map))
        return gl_tf_fail_argument(call, 0, "lookup() requires a map as the first argument");
    found = gl_tf_get(map, gl_tf_argument_text(call, 1));
    if (map->kind == GL_TF_MAP && call->len == 3 && !lookup_default(call, &ignored))
        return false;
    if (found)
        *ret_value = *found;
    else if (map->open)
        return gl_tf_get_attribute(call->eval, map, gl_tf_argument_text(call, 1), call->span, ret_value);
    else if (!lookup_default(call, ret_value))
        return false;
    *ret_value = gl_tf_mark_as(gl_tf_mark_as(*ret_value, map), &call->args[1]);
    return true;
}

struct merging {
    size_t len;                    /* members of all together */
    const struct gl_tf_type *type; /* of the first that is no null */
    bool is_same_map;              /* all are maps of that type */
    bool is_unknown;
};

static bool look_at_merged(const struct gl_tf_call *call, size_t i, struct merging *merging)
{
    const struct gl_tf_value *value = &call->args[i];
    const struct gl_tf_type *type = gl_tf_type_of(call->eval->arena, value);

    if (type->kind != GL_TF_MAP && type->kind != GL_TF_OBJECT && type->kind != GL_TF_DYNAMIC)
        return gl_tf_fail_function(call, "arguments must be maps or objects, got \"%.*s\"",
                                   GL_STR_ARG(gl_tf_argument_type(call, i)));
    merging->is_same_map &= type->kind == GL_TF_MAP && (!merging->type || gl_tf_type_eq(type, merging->type));
    if (!merging->type && merging->is_same_map)
        merging->type = type;
    if (gl_tf_is_unknown(value) || (value->open && gl_tf_is_known(value)))
        merging->is_unknown = true;
    else if (!gl_tf_is_null(value))
        merging->len += value->u.map.len;
    return true;
}

static struct gl_tf_value merge_members(const struct gl_tf_call *call, const struct merging *merging)
{
    struct gl_tf_member *members = new_members(call, merging->len);
    size_t len = 0;

    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];

        for (size_t k = 0; gl_tf_is_known(value) && k < value->u.map.len; k++)
            members[len++] = value->u.map.members[k];
    }
    return gl_tf_make_map(merging->is_same_map && merging->type ? merging->type->element : NULL, members, len,
                          call->span);
}

bool gl_tf_merge(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct merging merging = {.is_same_map = true};

    for (size_t i = 0; i < call->len; i++) {
        if (gl_tf_is_unknown(&call->args[i]) && gl_tf_is_untyped(&call->args[i]))
            return gl_tf_return_unknown(call, &gl_tf_any, ret_value); /* no type behind it is looked at */
        if (!look_at_merged(call, i, &merging))
            return false;
    }
    if (!gl_tf_afford(call, merging.len, 0))
        return false;
    if (merging.is_unknown)
        gl_tf_return_unknown(call, merging.is_same_map && merging.type ? merging.type : &gl_tf_any,
                             ret_value);
    else
        *ret_value = merge_members(call, &merging);
    for (size_t i = 0; i < call->len; i++)
        *ret_value = gl_tf_mark_as(*ret_value, &call->args[i]);
    return true;
}

bool gl_tf_zipmap(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *keys = &call->args[0], *values = &call->args[1];
    struct gl_tf_member *members;
    size_t len = keys->u.list.len;

    if (gl_tf_is_unknown(values) && (values->kind == GL_TF_DYNAMIC || values->kind == GL_TF_TUPLE))
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (values->kind != GL_TF_LIST && values->kind != GL_TF_TUPLE)
        return gl_tf_fail_argument(call, 1, "values argument must be a list or tuple value");
    if (values->kind == GL_TF_TUPLE && !gl_tf_is_wholly_known(keys))
        return gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    if (gl_tf_is_unknown(values) || !gl_tf_is_wholly_known(keys))
        return gl_tf_return_unknown(
            call, gl_tf_collection_of(call->eval->arena, GL_TF_MAP, gl_tf_element_type(values)), ret_value);
    if (values->u.list.len != len)
        return gl_tf_fail_function(call, "number of keys (%zu) does not match number of values (%zu)", len,
                                   values->u.list.len);
    if (!gl_tf_afford(call, len, 0))
        return false;
    members = new_members(call, len);
    for (size_t i = 0; i < len; i++) {
        if (gl_tf_is_null(&keys->u.list.items[i]))
            return gl_tf_fail_argument(call, 0, "element %zu is null; a key must not be null", i);
        members[i] = (struct gl_tf_member){.key = keys->u.list.items[i].u.text,
                                           .key_span = keys->u.list.items[i].span,
                                           .value = values->u.list.items[i]};
    }
    *ret_value = gl_tf_make_map(values->kind == GL_TF_LIST ? values->type : NULL, members, len, call->span);
    *ret_value = gl_tf_mark_as(*ret_value, values);
    return true;
}

struct pair {
    struct gl_str value, key;
    size_t order;
};

static int by_value_and_order(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;
    int order = gl_str_cmp(left->value, right->value);

    return order ? order : (left->order > right->order) - (left->order < right->order);
}

static bool collect_pairs(const struct gl_tf_call *call, struct pair *pairs)
{
    const struct gl_tf_value *map = call->args;
    size_t len = 0;

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_tf_value *list = &map->u.map.members[i].value;

        for (size_t k = 0; k < list->u.list.len; k++) {
            const struct gl_tf_value *item = &list->u.list.items[k];

            if (gl_tf_is_null(item))
                return gl_tf_fail_argument(call, 0, "input must not contain null string");
            pairs[len] = (struct pair){item->u.text, map->u.map.members[i].key, len};
            len++;
        }
    }
    return true;
}

bool gl_tf_transpose(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *map = call->args;
    struct gl_tf_member *members;
    struct gl_tf_value *items;
    struct pair *pairs;
    size_t len = 0, count = 0;

    for (size_t i = 0; i < map->u.map.len; i++) {
        if (gl_tf_is_null(&map->u.map.members[i].value))
            return gl_tf_fail_argument(call, 0, "input must not contain null list");
        len += map->u.map.members[i].value.u.list.len;
    }
    if (!gl_tf_afford(call, 2 * len, 0))
        return false;
    pairs = GL_NEW_ARRAY(call->eval->arena, struct pair, len);
    if (!collect_pairs(call, pairs))
        return false;
    if (len)
        qsort(pairs, len, sizeof *pairs, by_value_and_order);
    members = new_members(call, len);
    items = gl_tf_new_values(call, len);
    for (size_t i = 0, first = 0; i < len; i++) {
        items[i] = gl_tf_text_value(call, pairs[i].key);
        if (i + 1 < len && gl_str_eq(pairs[i].value, pairs[i + 1].value))
            continue;
        members[count++] = (struct gl_tf_member){
            .key = pairs[i].value,
            .value = gl_tf_make_list(GL_TF_LIST, &gl_tf_string, items + first, i + 1 - first, call->span)};
        first = i + 1;
    }
    *ret_value = gl_tf_make_map(&gl_tf_list_of_string, members, count, call->span);
    return true;
}
