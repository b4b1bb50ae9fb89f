#include "front/kustomize/path.h"

/* ---- splitting ---- */

/* A dot behind a backslash is one of the step. */
static struct gl_str cut(struct gl_arena *arena, struct gl_str *rest)
{
    char *made = gl_arena_alloc(arena, rest->len + 1, 1);
    size_t len = 0, at = 0;

    for (; at < rest->len && rest->ptr[at] != '.'; at++) {
        if (rest->ptr[at] == '\\' && at + 1 < rest->len && rest->ptr[at + 1] == '.')
            at++;
        made[len++] = rest->ptr[at];
    }
    *rest = at < rest->len ? gl_str_from(*rest, at + 1) : (struct gl_str){0};
    return (struct gl_str){made, len};
}

static bool is_open(struct gl_str step)
{
    return gl_str_starts_with(step, GL_STR("[")) && !gl_str_ends_with(step, GL_STR("]"));
}

bool gl_kust_path_split(struct gl_kust_path *path, struct gl_str text)
{
    struct gl_arena *arena = path->kust->arena;
    size_t cost = 1 + text.len / 8;

    path->len = 0;
    while (text.ptr) {
        struct gl_str step;

        if (path->len == GL_KUST_PATH_STEPS || !gl_kust_step(path->kust, cost, path->written->span))
            return false;
        step = cut(arena, &text);
        while (is_open(step) && text.ptr) {
            struct gl_str more = cut(arena, &text);

            if (!gl_kust_step(path->kust, cost, path->written->span))
                return false;
            step = gl_arena_printf(arena, "%.*s.%.*s", GL_STR_ARG(step), GL_STR_ARG(more));
        }
        if (gl_str_starts_with(step, GL_STR("[")) && gl_str_find_char(step, '=') == GL_STR_NONE)
            step = gl_str_slice(step, 1, step.len - gl_str_ends_with(step, GL_STR("]")));
        if (step.len || path->len)
            path->steps[path->len++] = step;
    }
    return path->len > 0;
}

static bool is_index(struct gl_str step, size_t *ret_index)
{
    int64_t number;

    if (!step.len || !gl_is_digit(step.ptr[0]) || !gl_str_to_i64(step, &number))
        return false;
    *ret_index = (size_t)number;
    return true;
}

static bool is_match(struct gl_str step, struct gl_str *ret_field, struct gl_str *ret_value)
{
    size_t equals = gl_str_find_char(step, '=');

    if (!gl_str_starts_with(step, GL_STR("[")) || !gl_str_ends_with(step, GL_STR("]")) ||
        equals == GL_STR_NONE)
        return false;
    *ret_field = gl_str_slice(step, 1, equals);
    *ret_value = gl_str_slice(step, equals + 1, step.len - 1);
    return true;
}

/* ---- finding ---- */

static const struct gl_value *find_match(const struct gl_value *list, struct gl_str field,
                                         struct gl_str wanted)
{
    for (size_t i = 0; gl_value_is(list, GL_LIST) && i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i];
        const struct gl_value *value = field.len ? gl_value_get(item, field) : item;
        struct gl_str text;

        if (gl_value_text(value, &text) && gl_str_eq(text, wanted))
            return item;
    }
    return NULL;
}

const struct gl_value *gl_kust_path_find(const struct gl_kust_path *path, const struct gl_value *root)
{
    for (size_t i = 0; root && i < path->len; i++) {
        struct gl_str field, wanted;
        size_t index;

        if (is_index(path->steps[i], &index) && root->type == GL_LIST)
            root = gl_value_at(root, index);
        else if (gl_str_eq(path->steps[i], GL_STR("-")) && gl_value_len(root))
            root = gl_value_at(root, gl_value_len(root) - 1);
        else if (is_match(path->steps[i], &field, &wanted))
            root = find_match(root, field, wanted);
        else
            root = gl_value_get(root, path->steps[i]);
    }
    return root;
}

/* ---- setting ---- */

static bool walk(struct gl_kust_path *path, struct gl_value *value, size_t step);

/* What is made for the step behind `step`. */
static struct gl_value make_next(const struct gl_kust_path *path, size_t step)
{
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = path->written->span};
    struct gl_str field, wanted;
    size_t index;

    if (step + 1 == path->len)
        made.type = (uint8_t)path->leaf;
    else if (is_index(path->steps[step + 1], &index) || is_match(path->steps[step + 1], &field, &wanted) ||
             gl_str_eq(path->steps[step + 1], GL_STR("*")) || gl_str_eq(path->steps[step + 1], GL_STR("-")))
        made.type = GL_LIST;
    if (made.type == GL_STRING) {
        made.style = GL_PLAIN;
        made.u.str = GL_STR("");
    }
    return made;
}

static struct gl_value *copy_items(struct gl_kust_path *path, struct gl_value *list, size_t room)
{
    struct gl_value *items;

    if (!gl_kust_step(path->kust, list->u.list.len + room, path->written->span))
        return NULL;
    items = GL_NEW_ARRAY(path->kust->arena, struct gl_value, list->u.list.len + room + 1);
    if (list->u.list.len)
        memcpy(items, list->u.list.items, list->u.list.len * sizeof *items);
    list->u.list.items = items;
    return items;
}

static bool walk_index(struct gl_kust_path *path, struct gl_value *list, size_t index, size_t step)
{
    bool adds = path->creates && index == list->u.list.len;
    struct gl_value *items;

    if (index >= list->u.list.len + adds) {
        path->why = "the list has no such element";
        return false;
    }
    items = copy_items(path, list, adds);
    if (!items)
        return false;
    if (adds)
        items[list->u.list.len++] = make_next(path, step);
    return walk(path, &items[index], step + 1);
}

static bool walk_every(struct gl_kust_path *path, struct gl_value *list, size_t step)
{
    struct gl_value *items = copy_items(path, list, 0);
    bool is_changed = false;

    for (size_t i = 0; items && i < list->u.list.len && !path->why; i++)
        is_changed = walk(path, &items[i], step + 1) || is_changed;
    return is_changed;
}

static bool set_here(struct gl_kust_path *path, struct gl_value *value)
{
    path->found++;
    path->set(path, value);
    return true;
}

static bool walk_matches(struct gl_kust_path *path, struct gl_value *list, struct gl_kust_pattern *pattern,
                         struct gl_str field, size_t step)
{
    struct gl_value *items = copy_items(path, list, 0);
    bool is_changed = false;

    for (size_t i = 0; items && i < list->u.list.len && !path->why; i++) {
        const struct gl_value *value = field.len ? gl_value_get(&items[i], field) : &items[i];
        struct gl_str text;

        if (!gl_value_text(value, &text) || !gl_kust_pattern_matches(path->kust, pattern, text))
            continue;
        is_changed = (field.len ? walk(path, &items[i], step + 1) : set_here(path, &items[i])) || is_changed;
    }
    return is_changed;
}

/* An element with the field that was looked for. */
static bool add_match(struct gl_kust_path *path, struct gl_value *list, struct gl_str field,
                      struct gl_str wanted)
{
    struct gl_value text = gl_kust_string(wanted, path->written->span);
    struct gl_member member = {field, path->written->span, text};
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = path->written->span};
    struct gl_value *items = copy_items(path, list, 1);

    if (!items)
        return false;
    if (field.len)
        gl_kust_put(path->kust, &made, &member);
    items[list->u.list.len++] = field.len ? made : text;
    return true;
}

static bool walk_match(struct gl_kust_path *path, struct gl_value *list, size_t step)
{
    struct gl_str field = {0}, wanted = {0};
    struct gl_kust_pattern *pattern;
    size_t before = path->found;
    bool is_changed;

    is_match(path->steps[step], &field, &wanted);
    pattern =
        gl_kust_pattern_init(path->kust, path->written,
                             gl_arena_printf(path->kust->arena, "(?s:.*(?:%.*s).*)", GL_STR_ARG(wanted)));
    if (!pattern)
        return false;
    is_changed = walk_matches(path, list, pattern, field, step);
    if (path->creates && path->found == before && !path->why && add_match(path, list, field, wanted))
        is_changed = walk_matches(path, list, pattern, field, step);
    gl_kust_pattern_free(pattern);
    return is_changed;
}

static bool walk_field(struct gl_kust_path *path, struct gl_value *map, size_t step)
{
    const struct gl_member *found = gl_value_member(map, path->steps[step]);
    struct gl_member member = {.key = path->steps[step], .key_span = path->written->span};

    if (!found && !path->creates)
        return false;
    if (found)
        member = *found;
    else
        member.value = make_next(path, step);
    if (!walk(path, &member.value, step + 1))
        return false;
    gl_kust_put(path->kust, map, &member);
    return true;
}

static bool walk(struct gl_kust_path *path, struct gl_value *value, size_t step)
{
    struct gl_str field, wanted;
    size_t index;

    if (step == path->len)
        return set_here(path, value);
    if (value->type == GL_LIST) {
        if (is_index(path->steps[step], &index))
            return walk_index(path, value, index, step);
        if (is_match(path->steps[step], &field, &wanted))
            return walk_match(path, value, step);
        if (gl_str_eq(path->steps[step], GL_STR("*")))
            return walk_every(path, value, step);
    }
    if (value->type == GL_MAP)
        return walk_field(path, value, step);
    path->why = "a part of it is neither a map nor a list";
    return false;
}

bool gl_kust_path_apply(struct gl_kust_path *path, struct gl_value *root)
{
    path->found = 0;
    path->why = NULL;
    walk(path, root, 0);
    return path->found > 0 && !path->why;
}
