#include "front/kustomize/build.h"

enum { MAX_STEPS = 64 };

struct gl_value gl_kust_string(struct gl_str text, struct gl_span span)
{
    return (struct gl_value){.type = GL_STRING, .style = GL_QUOTED, .span = span, .u.str = text};
}

/* Whether nothing tells them apart, not even their places. */
bool gl_kust_is_same(const struct gl_value *a, const struct gl_value *b)
{
    if (a->type != b->type || a->style != b->style || memcmp(&a->span, &b->span, sizeof a->span) != 0)
        return false;
    if (a->type == GL_LIST)
        return a->u.list.items == b->u.list.items && a->u.list.len == b->u.list.len;
    if (a->type == GL_MAP)
        return a->u.map.members == b->u.map.members && a->u.map.len == b->u.map.len;
    return a->type == GL_BOOL ? a->u.boolean == b->u.boolean : gl_str_eq(a->u.str, b->u.str);
}

/* The members in memory of this build, with room for more. */
static bool own_members(struct gl_kust *kust, struct gl_value *map, size_t room)
{
    size_t len = map->u.map.len;
    struct gl_member *members;

    if (!gl_kust_step(kust, len + room, map->span))
        return false;
    members = GL_NEW_ARRAY(kust->arena, struct gl_member, len + room);
    if (len)
        memcpy(members, map->u.map.members, len * sizeof *members);
    map->u.map.members = members;
    return true;
}

static size_t index_of(const struct gl_value *map, struct gl_str key)
{
    for (size_t i = 0; i < map->u.map.len; i++) {
        if (gl_str_eq(map->u.map.members[i].key, key))
            return i;
    }
    return map->u.map.len;
}

void gl_kust_put(struct gl_kust *kust, struct gl_value *map, const struct gl_member *member)
{
    size_t at = index_of(map, member->key);

    if (!own_members(kust, map, at == map->u.map.len))
        return;
    if (at == map->u.map.len) {
        map->u.map.members[map->u.map.len++] = *member;
        return;
    }
    map->u.map.members[at].value = member->value;
}

void gl_kust_remove(struct gl_kust *kust, struct gl_value *map, struct gl_str key)
{
    size_t at = index_of(map, key);

    if (at == map->u.map.len || !own_members(kust, map, 0))
        return;
    map->u.map.len--;
    for (size_t i = at; i < map->u.map.len; i++)
        map->u.map.members[i] = map->u.map.members[i + 1];
}

void gl_kust_put_metadata(struct gl_kust *kust, struct gl_value *root, struct gl_str field,
                          struct gl_value value)
{
    const struct gl_value *old = gl_value_get(root, GL_STR("metadata"));
    struct gl_member metadata = {.key = GL_STR("metadata"), .key_span = value.span};
    struct gl_member member = {field, value.span, value};

    metadata.value = gl_value_is(old, GL_MAP) ? *old : (struct gl_value){.type = GL_MAP, .span = value.span};
    gl_kust_put(kust, &metadata.value, &member);
    gl_kust_put(kust, root, &metadata);
}

bool gl_kust_change_items(struct gl_kust *kust, struct gl_value *list, struct gl_span span,
                          gl_kust_change_fn *change, void *context)
{
    bool is_changed = false;

    for (size_t i = 0; i < list->u.list.len; i++) {
        struct gl_value item = list->u.list.items[i], *items;

        if (!change(context, &item))
            continue;
        if (!is_changed) {
            if (!gl_kust_step(kust, list->u.list.len, span))
                return false;
            items = GL_NEW_ARRAY(kust->arena, struct gl_value, list->u.list.len);
            memcpy(items, list->u.list.items, list->u.list.len * sizeof *items);
            list->u.list.items = items;
        }
        is_changed = true;
        list->u.list.items[i] = item;
    }
    return is_changed;
}

/* ---- paths ---- */

/* The next step of a path, without its escapes. */
static bool cut_step(struct gl_arena *arena, struct gl_str *rest, struct gl_str *ret_step)
{
    size_t end = 0, escapes = 0, len = 0;
    char *plain;

    if (!rest->ptr)
        return false;
    for (; end < rest->len && rest->ptr[end] != '/'; end++) {
        if (rest->ptr[end] == '\\' && end + 1 < rest->len && rest->ptr[end + 1] == '/') {
            escapes++;
            end++;
        }
    }
    *ret_step = gl_str_slice(*rest, 0, end);
    *rest = end < rest->len ? gl_str_from(*rest, end + 1) : (struct gl_str){0};
    if (!escapes)
        return true;
    plain = gl_arena_alloc(arena, ret_step->len + 1, 1);
    for (size_t i = 0; i < ret_step->len; i++) {
        if (ret_step->ptr[i] == '\\' && i + 1 < ret_step->len && ret_step->ptr[i + 1] == '/')
            continue;
        plain[len++] = ret_step->ptr[i];
    }
    *ret_step = (struct gl_str){plain, len};
    return true;
}

bool gl_kust_field_is_for(const struct gl_kust_field *field, const struct gl_kust_id *id)
{
    return (!field->kind.len || gl_str_eq(field->kind, id->kind)) &&
           (!field->group.len || gl_str_eq(field->group, id->group)) &&
           (!field->version.len || gl_str_eq(field->version, id->version));
}

struct walk {
    struct gl_kust_visit *visit;
    struct gl_str steps[MAX_STEPS];
    size_t len;
};

static bool walk(const struct walk *path, struct gl_value *value, size_t step);

/* The rest of a path for the elements of a list. */
struct rest {
    const struct walk *path;
    size_t step;
};

static bool walk_item(void *context, struct gl_value *item)
{
    const struct rest *rest = context;

    return walk(rest->path, item, rest->step);
}

static bool walk_list(const struct walk *path, struct gl_value *list, size_t step)
{
    struct rest rest = {path, step};

    return gl_kust_change_items(path->visit->kust, list, list->span, walk_item, &rest);
}

/* What stands where nothing, or null, is written: false when nothing is to be made. */
static bool make_missing(const struct walk *path, size_t step, bool is_list, struct gl_value *ret_value)
{
    const struct gl_kust_visit *visit = path->visit;

    if (is_list || !visit->field->create || visit->create == GL_ABSENT)
        return false;
    *ret_value = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = visit->span};
    if (step + 1 == path->len && visit->create != GL_MAP)
        *ret_value = gl_kust_string(GL_STR(""), visit->span);
    return true;
}

static bool walk_map(const struct walk *path, struct gl_value *map, size_t step)
{
    struct gl_str name = path->steps[step];
    bool is_list = gl_str_ends_with(name, GL_STR("[]"));
    const struct gl_member *found;
    struct gl_member member = {.key_span = path->visit->span};

    if (is_list)
        name = gl_str_slice(name, 0, name.len - 2);
    found = gl_value_member(map, name);
    member.key = name;
    if (found)
        member = *found;
    if ((!found || found->value.type == GL_NULL) && !make_missing(path, step, is_list, &member.value) &&
        !found)
        return false;
    if (!walk(path, &member.value, step + 1))
        return false;
    gl_kust_put(path->visit->kust, map, &member);
    return true;
}

static bool walk(const struct walk *path, struct gl_value *value, size_t step)
{
    if (step == path->len)
        return path->visit->set(path->visit, value);
    if (gl_kust_is_null(value))
        return false;
    if (value->type == GL_LIST)
        return walk_list(path, value, step);
    if (value->type == GL_MAP)
        return walk_map(path, value, step);
    gl_kust_tell(path->visit->kust, value->span, "write a map or a list here",
                 "kustomize cannot look for %.*s in this value", GL_STR_ARG(path->visit->field->path));
    return false;
}

bool gl_kust_visit(struct gl_kust_visit *visit, struct gl_value *root)
{
    struct walk path = {.visit = visit};
    struct gl_str rest = visit->field->path;

    while (path.len < MAX_STEPS && cut_step(visit->kust->arena, &rest, &path.steps[path.len])) {
        if (path.steps[path.len].len) /* a leading slash counts for nothing */
            path.len++;
    }
    return path.len && walk(&path, root, 0);
}
