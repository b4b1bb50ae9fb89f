#include "front/kustomize/merge.h"

/* Lists whose elements are told apart by keys. The steps are kustomize's own, as its answers for elements
 * without a key, with two keys of which one is missing, or with equal keys follow from them. */

enum { MAX_KEYS = 2, STEPS_A_STEP = 16 };

struct elements {
    struct gl_value *items;
    size_t len, capacity;
};

/* The values of an element at the keys of the list; empty where there is none. */
struct values {
    struct gl_str items[MAX_KEYS];
    size_t len;
};

struct keys {
    struct gl_str items[MAX_KEYS]; /* one empty key: elements are texts */
    size_t len;
};

struct lists {
    struct gl_kust_merge *merge;
    const struct gl_kust_slot *slot;
    struct elements into;
    const struct gl_value *patch; /* NULL: none */
    struct elements made;
    struct keys keys;
    bool is_new; /* what is there are the patch's own elements */
};

static struct gl_str text_of(const struct gl_value *value)
{
    struct gl_str text;

    if (gl_kust_is_null(value) || !gl_value_text(value, &text))
        return GL_STR("");
    return text;
}

static struct values values_of(const struct gl_value *element, const struct keys *keys)
{
    struct values values = {.len = keys->len};

    for (size_t i = 0; i < keys->len; i++)
        values.items[i] =
            keys->items[i].len ? text_of(gl_value_get(element, keys->items[i])) : text_of(element);
    return values;
}

static bool is_empty(const struct gl_value *element)
{
    return gl_kust_is_null(element) || (element->type == GL_MAP && !element->u.map.len);
}

/* An empty value stands for any where elements are set, and for itself where they are looked up. */
static bool has_values(const struct gl_value *element, const struct keys *keys, const struct values *values,
                       bool empty_is_any)
{
    bool is_found = false;

    for (size_t i = 0; i < keys->len; i++) {
        const struct gl_value *field;

        if (i >= values->len && is_found)
            continue;
        if (i >= values->len)
            return false;
        field = keys->items[i].len ? gl_value_get(element, keys->items[i]) : element;
        is_found = field && ((empty_is_any && !values->items[i].len && keys->items[i].len) ||
                             gl_str_eq(text_of(field), values->items[i]));
        if (!is_found)
            return false;
    }
    return true;
}

/* Replaces elements with these values, or adds one; removes them where `element` is NULL. */
static void set_element(struct lists *lists, struct elements *list, const struct gl_value *element,
                        const struct keys *keys, const struct values *values)
{
    struct gl_arena *arena = lists->merge->kust->arena;
    bool is_for_maps = keys->items[0].len && values->len && values->items[0].len, is_matched = false;
    size_t len = 0;

    if (!gl_kust_step(lists->merge->kust, 1 + list->len / STEPS_A_STEP, lists->merge->span))
        return;
    for (size_t i = 0; i < list->len; i++) {
        struct gl_value item = list->items[i];

        if (is_empty(&item))
            continue;
        if (!(is_for_maps && item.type != GL_MAP) && has_values(&item, keys, values, true)) {
            is_matched = true;
            if (element)
                list->items[len++] = *element;
        } else if (values->len) {
            list->items[len++] = item;
        }
    }
    list->len = len;
    if (element && !gl_kust_is_null(element) && !is_matched)
        *GL_PUSH(arena, list->items, list->len, list->capacity) = *element;
}

static struct gl_value *find_element(struct gl_value *items, size_t len, const struct keys *keys,
                                     const struct values *values)
{
    for (size_t i = 0; i < len; i++) {
        if ((!keys->items[0].len || items[i].type == GL_MAP) && has_values(&items[i], keys, values, false))
            return &items[i];
    }
    return NULL;
}

/* ---- keys that count ---- */

struct value_list {
    struct values *items;
    size_t len, capacity;
};

/* Keys that some element has; all where none has any. */
static void valid_keys(const struct values *list, size_t len, const struct keys *keys,
                       const struct values *values, struct keys *ret_keys, struct values *ret_values)
{
    bool is_valid[MAX_KEYS] = {false, false};

    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < list[i].len && k < MAX_KEYS; k++)
            is_valid[k] = is_valid[k] || list[i].items[k].len;
    }
    *ret_keys = *keys;
    *ret_values = *values;
    if (!is_valid[0] && !is_valid[1])
        return;
    ret_keys->len = ret_values->len = 0;
    for (size_t k = 0; k < keys->len; k++) {
        if (!is_valid[k])
            continue;
        ret_keys->items[ret_keys->len++] = keys->items[k];
        ret_values->items[ret_values->len++] = values->items[k];
    }
}

static bool is_equal(const struct values *a, const struct values *b)
{
    for (size_t i = 0; i < a->len && i < MAX_KEYS; i++) {
        if (a->items[i].len != b->items[i].len || gl_str_cmp(a->items[i], b->items[i]) != 0)
            return false;
    }
    return a->len == b->len;
}

static void add_values(struct lists *lists, struct value_list *list, const struct gl_value *items, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        struct values values = values_of(&items[i], &lists->keys);
        bool is_there = false;

        if (!gl_kust_step(lists->merge->kust, 1 + list->len / STEPS_A_STEP, lists->merge->span))
            return;
        for (size_t k = 0; k < list->len && !is_there; k++)
            is_there = is_equal(&list->items[k], &values);
        if (!is_there)
            *GL_PUSH(lists->merge->kust->arena, list->items, list->len, list->capacity) = values;
    }
}

/* Two keys: a value that one element has and another lacks is taken for the same. */
static void join_values(struct lists *lists, struct value_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        if (!gl_kust_step(lists->merge->kust, 1 + list->len / STEPS_A_STEP, lists->merge->span))
            return;
        for (size_t k = 0; k < list->len; k++) {
            struct values *a = &list->items[i], *b = &list->items[k];
            bool same_first = gl_str_eq(a->items[0], b->items[0]);
            bool same_second = gl_str_eq(a->items[1], b->items[1]);

            if ((!same_first && a->items[0].len && b->items[0].len) ||
                (!same_second && a->items[1].len && b->items[1].len) || (!same_first && !same_second))
                continue;
            for (size_t n = 0; n < MAX_KEYS; n++) {
                if (!a->items[n].len)
                    a->items[n] = b->items[n];
            }
            *b = *a;
        }
    }
}

/* ---- merging ---- */

static void merge_element(struct lists *lists, const struct value_list *all, const struct values *values,
                          struct keys *ret_keys)
{
    struct gl_kust_slot slot = {.type = lists->slot->type};
    struct keys keys = {.len = 0}, looked = {.len = 0};
    struct values valid = {.len = 0}, wanted = {.len = 0};
    struct gl_value made, *old;
    const struct gl_value *patch = NULL;

    valid_keys(all->items, all->len, &lists->keys, values, &keys, &valid);
    valid_keys(&valid, 1, &keys, &valid, &looked, &wanted);
    *ret_keys = keys;
    old = find_element(lists->into.items, lists->into.len, &looked, &wanted);
    if (lists->patch)
        patch = find_element(lists->patch->u.list.items, lists->patch->u.list.len, &looked, &wanted);
    if (!gl_kust_merge(lists->merge, old, patch, slot, &made) || is_empty(&made)) {
        set_element(lists, &lists->into, NULL, &keys, &valid);
        return;
    }
    for (size_t i = 0; i < keys.len && made.type == GL_MAP; i++) {
        struct gl_member member = {.key = keys.items[i], .key_span = made.span};

        member.value = gl_kust_string(valid.items[i], made.span);
        if (valid.items[i].len && !gl_value_member(&made, member.key))
            gl_kust_put(lists->merge->kust, &made, &member);
    }
    /* what replaces an element stands beside it: kustomize puts the old one back */
    if (old && (lists->is_new || !gl_value_text_is(gl_value_get(patch, GL_STR("$patch")), "replace")))
        *old = made;
    set_element(lists, &lists->made, &made, &keys, &valid);
}

/* What is there goes behind what was made, unless that holds it. */
static void append_rest(struct lists *lists, const struct keys *keys)
{
    struct gl_arena *arena = lists->merge->kust->arena;

    for (size_t i = 0; lists->into.items && i < lists->into.len; i++) {
        const struct gl_value *element = &lists->into.items[i];
        struct values values = {0};

        for (size_t k = 0; k < keys->len; k++) {
            const struct gl_value *value =
                keys->items[k].len ? gl_value_get(element, keys->items[k]) : element;

            if (value)
                values.items[values.len++] = text_of(value);
            else
                *GL_PUSH(arena, lists->made.items, lists->made.len, lists->made.capacity) = *element;
        }
        if (keys->len > 1)
            set_element(lists, &lists->made, NULL, keys, &values);
        set_element(lists, &lists->made, element, keys, &values);
    }
}

/* An element that is nothing but `$patch` speaks of the whole list; it does not stay. */
static bool strip_directive(struct lists *lists, struct gl_value *patch, bool *ret_replaces)
{
    struct gl_value *kept;
    const struct gl_value *directive = NULL;
    size_t len = 0;

    for (size_t i = 0; i < patch->u.list.len && !directive; i++)
        directive = gl_value_len(&patch->u.list.items[i]) == 1
                        ? gl_value_get(&patch->u.list.items[i], GL_STR("$patch"))
                        : NULL;
    if (!directive)
        return true;
    kept = GL_NEW_ARRAY(lists->merge->kust->arena, struct gl_value, patch->u.list.len);
    for (size_t i = 0; i < patch->u.list.len; i++) {
        const struct gl_value *own = gl_value_get(&patch->u.list.items[i], GL_STR("$patch"));

        if (!own || !gl_str_eq(text_of(own), text_of(directive)))
            kept[len++] = patch->u.list.items[i];
    }
    patch->u.list.items = kept;
    patch->u.list.len = len;
    *ret_replaces = gl_value_text_is(directive, "replace");
    return !gl_value_text_is(directive, "delete");
}

static void copy_elements(struct lists *lists, const struct gl_value *list)
{
    size_t len = list->u.list.len;

    if (!gl_kust_step(lists->merge->kust, len, lists->merge->span))
        return;
    lists->into.items = GL_NEW_ARRAY(lists->merge->kust->arena, struct gl_value, len + 1);
    if (len)
        memcpy(lists->into.items, list->u.list.items, len * sizeof *list->u.list.items);
    lists->into.len = lists->into.capacity = len;
}

static void merge_all(struct lists *lists)
{
    struct value_list all = {0};
    struct keys keys = lists->keys;

    if (lists->patch)
        add_values(lists, &all, lists->patch->u.list.items, lists->patch->u.list.len);
    add_values(lists, &all, lists->into.items, lists->into.len);
    if (lists->keys.len > 1)
        join_values(lists, &all);
    for (size_t i = 0; i < all.len; i++)
        merge_element(lists, &all, &all.items[i], &keys);
    if (!all.len)
        lists->made = lists->into;
    else
        append_rest(lists, &keys);
}

bool gl_kust_merge_lists(struct gl_kust_merge *merge, const struct gl_value *into,
                         const struct gl_value *patch, const struct gl_kust_slot *slot,
                         struct gl_value *ret_value)
{
    struct lists lists = {.merge = merge, .slot = slot};
    struct gl_value stripped = patch ? *patch : (struct gl_value){.type = GL_LIST};
    bool replaces = false;

    if (patch && into && !strip_directive(&lists, &stripped, &replaces))
        return false;
    lists.patch = patch ? &stripped : NULL;
    for (size_t i = 0; i < slot->key_len; i++)
        lists.keys.items[lists.keys.len++] = slot->keys[i];
    if (!lists.keys.len)
        lists.keys.len = 1; /* one empty key */
    *ret_value = into && !replaces ? *into : stripped;
    copy_elements(&lists, ret_value);
    lists.is_new = !into || replaces;
    for (size_t i = 0; lists.is_new && i < lists.into.len; i++) {
        if (lists.into.items[i].type == GL_MAP)
            gl_kust_remove(merge->kust, &lists.into.items[i], GL_STR("$patch"));
    }
    merge_all(&lists);
    ret_value->u.list.items = lists.made.items;
    ret_value->u.list.len = lists.made.len;
    if (into && !patch) { /* nothing of this list was meant to change */
        bool is_same = into->u.list.len == lists.made.len;

        for (size_t i = 0; is_same && i < lists.made.len; i++)
            is_same = gl_kust_is_same(&into->u.list.items[i], &lists.made.items[i]);
        if (is_same)
            *ret_value = *into;
    }
    return true;
}
