/* Answers: which documents are some, and their items. */
#include "front/snapshot/make.h"

/* Members that say something about the answer, not of what it lists. */
bool gl_snap_is_about_answer(struct gl_str key)
{
    static const char *const names[] = {
        "NextToken", "nextToken",        "NextMarker", "Marker",
        "marker",    "ResponseMetadata", "MaxResults", "AdditionalRoutesAvailable"};

    return GL_STR_IS_ONE_OF(key, names);
}

static bool is_true(const struct gl_value *value)
{
    bool flag;

    return gl_scalar_as_bool(value, GL_DIALECT_SNAPSHOT, &flag) && flag;
}

/* CloudFront says it beside the items, the routes of each transit gateway table beside them. */
static bool is_cut_inside(const struct gl_value *answer)
{
    if (is_true(gl_value_get(answer, GL_STR("IsTruncated"))))
        return true;
    for (size_t i = 0; gl_value_is(answer, GL_LIST) && i < answer->u.list.len; i++) {
        const struct gl_value *item = &answer->u.list.items[i];

        if (gl_value_get(item, GL_STR("Routes")) &&
            is_true(gl_value_get(item, GL_STR("AdditionalRoutesAvailable"))))
            return true;
    }
    return false;
}

bool gl_snap_is_cut(const struct gl_value *root)
{
    static const char *const tokens[] = {"NextToken", "nextToken", "NextMarker", "Marker", "marker"};

    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_member *member = &root->u.map.members[i];
        struct gl_str text;

        if (GL_STR_IS_ONE_OF(member->key, tokens) && gl_value_text(&member->value, &text) && text.len)
            return true;
        if (is_cut_inside(&member->value))
            return true;
    }
    return false;
}

const struct gl_value *gl_snap_member(const struct gl_value *item, struct gl_str paths)
{
    struct gl_str path;

    while (paths.len && gl_str_cut(&paths, ' ', &path)) {
        const struct gl_value *value = item;
        struct gl_str step;

        while (value && gl_str_cut(&path, '.', &step))
            value = gl_value_get(value, step);
        if (!gl_value_is_nothing(value))
            return value;
    }
    return NULL;
}

/* ---- items ---- */

void gl_snap_items_begin(struct gl_snap_items *items, const struct gl_snap_list *list,
                         const struct gl_value *answer)
{
    *items = (struct gl_snap_items){.list = list, .answer = answer};
    if (gl_value_is(answer, GL_MAP) && gl_value_is(gl_value_get(answer, GL_STR("Items")), GL_LIST))
        items->answer = gl_value_get(answer, GL_STR("Items"));
}

static const struct gl_value *next_answer(struct gl_snap_items *items)
{
    const struct gl_value *answer = items->answer;

    if (gl_value_is(answer, GL_LIST))
        return gl_value_at(answer, items->at++);
    return gl_value_is(answer, GL_MAP) && items->list->flags & GL_SNAP_SINGLE && items->at++ == 0 ? answer
                                                                                                  : NULL;
}

bool gl_snap_items_next(struct gl_snap_items *items)
{
    for (;;) {
        const struct gl_value *inner = NULL;

        if (items->outer) {
            inner = gl_value_get(items->outer, items->list->inner);
            items->item = gl_value_at(inner, items->inner_at++);
            if (items->item)
                return true;
            items->outer = NULL;
        }
        items->item = next_answer(items);
        if (!items->item)
            return false;
        if (items->list->inner.len)
            inner = gl_value_get(items->item, items->list->inner);
        if (!gl_value_is(inner, GL_LIST))
            return true;
        items->outer = items->item;
        items->inner_at = 0;
    }
}

/* ---- which documents ---- */

/* Some item says what it is. */
static bool has_item(const struct gl_snap_list *list, const struct gl_value *answer)
{
    struct gl_snap_items items;

    gl_snap_items_begin(&items, list, answer);
    while (gl_snap_items_next(&items)) {
        const struct gl_value *item = items.item;

        if (item->type != GL_MAP || (list->flags & GL_SNAP_VAGUE && !gl_snap_arn(list, item).len))
            continue;
        if ((items.outer && list->flags & GL_SNAP_TELLING) || gl_snap_member(item, list->id))
            return true;
    }
    return false;
}

const struct gl_snap_list *gl_snap_list_for(const struct gl_member *member)
{
    const struct gl_snap_list *first = gl_snap_list_of(member->key);

    for (const struct gl_snap_list *list = first; list; list = gl_snap_list_next(list, member->key)) {
        if (has_item(list, &member->value))
            return list;
    }
    return first;
}

static bool is_empty(const struct gl_snap_list *list, const struct gl_value *answer)
{
    struct gl_snap_items items;

    if (!gl_value_is(answer, GL_LIST))
        return false;
    gl_snap_items_begin(&items, list, answer);
    while (gl_snap_items_next(&items)) {
        if (!items.outer)
            return false;
    }
    return true;
}

bool gl_snap_is_answer(const struct gl_value *root)
{
    bool is_told = false, may_be_told = false, has_others = false;

    if (!gl_value_is(root, GL_MAP))
        return false;
    for (size_t i = 0; i < root->u.map.len; i++) {
        const struct gl_member *member = &root->u.map.members[i];
        const struct gl_snap_list *list = gl_snap_list_for(member);

        if (!list)
            has_others |= !gl_snap_is_about_answer(member->key);
        else if (has_item(list, &member->value))
            is_told = true;
        else if (is_empty(list, &member->value))
            may_be_told |= gl_snap_list_is_telling(list, member->key);
        else
            has_others = true;
    }
    return is_told || (may_be_told && !has_others);
}
