#include "engine/path.h"

#include "engine/world.h"
#include "read/read.h"

static bool parse_bracket(struct gl_str *rest, struct gl_path_step *step, const char **reterr_why)
{
    size_t end = gl_str_find_char(*rest, ']'), equals;
    struct gl_str inside;

    if (end == GL_STR_NONE) {
        *reterr_why = "'[' without ']'";
        return false;
    }
    inside = gl_str_slice(*rest, 1, end);
    *rest = gl_str_from(*rest, end + 1);
    if (inside.len == 0) {
        *step = (struct gl_path_step){.kind = GL_PATH_EACH};
        return true;
    }
    equals = gl_str_find_char(inside, '=');
    if (equals == GL_STR_NONE || equals == 0) {
        *reterr_why = "brackets hold nothing or MEMBER=TEXT";
        return false;
    }
    *step = (struct gl_path_step){GL_PATH_SELECT, gl_str_slice(inside, 0, equals),
                                  gl_str_from(inside, equals + 1)};
    return true;
}

static bool parse_brace(struct gl_str *rest, struct gl_path_step *step, const char **reterr_why)
{
    size_t end = gl_str_find_char(*rest, '}');

    if (end == GL_STR_NONE || end == 1) {
        *reterr_why = "'{' without a key and '}'";
        return false;
    }
    *step = (struct gl_path_step){.kind = GL_PATH_MEMBER, .key = gl_str_slice(*rest, 1, end)};
    if (gl_str_eq(step->key, GL_STR("*")))
        step->kind = GL_PATH_VALUES;
    *rest = gl_str_from(*rest, end + 1);
    return true;
}

static bool parse_name(struct gl_str *rest, struct gl_path_step *step, const char **reterr_why)
{
    size_t end = 0;

    while (end < rest->len && rest->ptr[end] != '.' && rest->ptr[end] != '[' && rest->ptr[end] != '{')
        end++;
    if (end == 0) {
        *reterr_why = "a name is missing";
        return false;
    }
    *step = (struct gl_path_step){.kind = GL_PATH_MEMBER, .key = gl_str_slice(*rest, 0, end)};
    *rest = gl_str_from(*rest, end);
    return true;
}

bool gl_path_compile(struct gl_arena *arena, struct gl_str text, struct gl_path *ret_path,
                     const char **reterr_why)
{
    struct gl_path path = {.text = text};
    struct gl_str rest = text;
    size_t capacity = 0;

    if (gl_str_starts_with(rest, GL_STR("^."))) {
        path.from_resource = true;
        rest = gl_str_from(rest, 2);
    } else if (gl_str_starts_with(rest, GL_STR("@"))) {
        path.from_resource = path.is_attribute = true;
        rest = gl_str_from(rest, 1);
    } else if (gl_str_eq(rest, GL_STR("."))) {
        *ret_path = path;
        return true;
    }
    if (gl_str_starts_with(rest, GL_STR("@"))) { /* "^.@DeletionPolicy" */
        path.is_attribute = true;
        rest = gl_str_from(rest, 1);
    }
    if (gl_str_starts_with(rest, GL_STR("."))) /* ".[]" and ".A" are the same as "[]" and "A" */
        rest = gl_str_from(rest, 1);
    while (rest.len) {
        struct gl_path_step *step = GL_PUSH(arena, path.steps, path.len, capacity);
        bool ok = rest.ptr[0] == '['   ? parse_bracket(&rest, step, reterr_why)
                  : rest.ptr[0] == '{' ? parse_brace(&rest, step, reterr_why)
                                       : parse_name(&rest, step, reterr_why);

        if (!ok)
            return false;
        if (rest.len && rest.ptr[0] == '.') {
            rest = gl_str_from(rest, 1);
            if (rest.len == 0) {
                *reterr_why = "it ends in '.'";
                return false;
            }
        }
    }
    if (path.len == 0) {
        *reterr_why = "it is empty";
        return false;
    }
    *ret_path = path;
    return true;
}

bool gl_path_has_each(const struct gl_path *path)
{
    for (size_t i = 0; i < path->len; i++) {
        if (path->steps[i].kind == GL_PATH_EACH || path->steps[i].kind == GL_PATH_VALUES)
            return true;
    }
    return false;
}

const struct gl_value *gl_path_start(const struct gl_path *path, const struct gl_resource *resource,
                                     const struct gl_value *element)
{
    if (path->is_attribute)
        return &resource->attributes;
    if (element && !path->from_resource)
        return element;
    return &resource->properties;
}

const struct gl_value *gl_parse_text(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    struct gl_value root;
    struct gl_value *made;

    if (!gl_read_json_text(ctx->scratch, value, &root))
        return NULL;
    made = GL_NEW(ctx->scratch, struct gl_value);
    *made = root;
    return made;
}

/* What `value` is for a step into it: attribute resolved, choice picked, JSON text parsed. */
static const struct gl_value *enter(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    value = gl_pick(ctx, value);
    if (gl_value_is(value, GL_STRING) || gl_value_is(value, GL_CONCAT)) {
        const struct gl_value *tree = gl_parse_text(ctx, value);

        return tree ? tree : value;
    }
    return value;
}

static bool is_undecided(const struct gl_value *value)
{
    return gl_value_is(value, GL_UNKNOWN) || gl_value_is(value, GL_CHOICE) || gl_value_is(value, GL_CONCAT) ||
           gl_value_is(value, GL_REF);
}

/* The element of a Key/Value list whose `key` has the text; an element whose key is not known makes the
 * answer open. */
static const struct gl_value *select_element(struct gl_check_ctx *ctx, const struct gl_value *list,
                                             const struct gl_path_step *step)
{
    const struct gl_value *undecided = NULL;

    if (!gl_value_is(list, GL_LIST))
        return NULL;
    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *element = gl_pick(ctx, &list->u.list.items[i]);
        const struct gl_value *key = gl_pick(ctx, gl_value_get(element, step->key));
        struct gl_str text;

        if (gl_value_text(key, &text) && gl_str_eq(text, step->text))
            return element;
        if (!undecided && (is_undecided(element) || is_undecided(key)))
            undecided = is_undecided(element) ? element : key;
    }
    return undecided;
}

/* A macro beside the members may add what is not written: its value, which is unknown, stands for that. */
static const struct gl_value *member_or_macro(const struct gl_value *map, struct gl_str key)
{
    const struct gl_value *macro = NULL;

    if (!gl_value_is(map, GL_MAP))
        return NULL;
    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        if (gl_str_eq(member->key, key))
            return &member->value;
        if (gl_str_eq(member->key, GL_STR("Fn::Transform")))
            macro = &member->value;
    }
    return macro;
}

static const struct gl_value *take_step(struct gl_check_ctx *ctx, const struct gl_value *value,
                                        const struct gl_path_step *step)
{
    if (is_undecided(value))
        return value;
    if (step->kind == GL_PATH_SELECT)
        return select_element(ctx, value, step);
    return member_or_macro(value, step->key);
}

const struct gl_value *gl_path_get(struct gl_check_ctx *ctx, const struct gl_path *path,
                                   const struct gl_value *from)
{
    const struct gl_value *value = from;

    for (size_t i = 0; value && i < path->len; i++) {
        const struct gl_value *inside = enter(ctx, value);

        value = take_step(ctx, inside, &path->steps[i]);
        if (value == inside)
            return value;
    }
    value = gl_pick(ctx, value);
    return gl_value_is_nothing(value) ? NULL : value;
}

static void collect(struct gl_check_ctx *ctx, const struct gl_path *path, size_t at,
                    const struct gl_value *value, struct gl_elements *elements);

/* The children that a [] or {*} step takes; a single value where a list is expected is a list of one. */
static void collect_children(struct gl_check_ctx *ctx, const struct gl_path *path, size_t at,
                             const struct gl_value *value, struct gl_elements *elements)
{
    bool values = path->steps[at].kind == GL_PATH_VALUES;

    if (!values && value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            collect(ctx, path, at + 1, &value->u.list.items[i], elements);
    } else if (values && value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++)
            collect(ctx, path, at + 1, &value->u.map.members[i].value, elements);
    } else if (!values) {
        collect(ctx, path, at + 1, value, elements);
    }
}

static void collect(struct gl_check_ctx *ctx, const struct gl_path *path, size_t at,
                    const struct gl_value *value, struct gl_elements *elements)
{
    const struct gl_value *inside;

    if (!value)
        return;
    if (at == path->len) {
        value = gl_pick(ctx, value);
        if (!gl_value_is(value, GL_ABSENT) && !gl_value_is(value, GL_NULL))
            *GL_PUSH(ctx->scratch, elements->items, elements->len, elements->capacity) = value;
        return;
    }
    inside = enter(ctx, value);
    if (is_undecided(inside)) {
        *GL_PUSH(ctx->scratch, elements->items, elements->len, elements->capacity) = inside;
        return;
    }
    if (path->steps[at].kind == GL_PATH_EACH || path->steps[at].kind == GL_PATH_VALUES)
        collect_children(ctx, path, at, inside, elements);
    else
        collect(ctx, path, at + 1, take_step(ctx, inside, &path->steps[at]), elements);
}

void gl_path_elements(struct gl_check_ctx *ctx, const struct gl_path *path, const struct gl_value *from,
                      struct gl_elements *ret_elements)
{
    struct gl_elements found = {0};

    *ret_elements = (struct gl_elements){0};
    if (path->len && (path->steps[path->len - 1].kind == GL_PATH_EACH ||
                      path->steps[path->len - 1].kind == GL_PATH_VALUES)) {
        collect(ctx, path, 0, from, ret_elements);
        return;
    }
    collect(ctx, path, 0, from, &found);
    for (size_t i = 0; i < found.len; i++) {
        const struct gl_value *value = found.items[i];

        if (value->type == GL_LIST) {
            for (size_t k = 0; k < value->u.list.len; k++) {
                const struct gl_value *element = gl_pick(ctx, &value->u.list.items[k]);

                if (!gl_value_is(element, GL_ABSENT))
                    *GL_PUSH(ctx->scratch, ret_elements->items, ret_elements->len, ret_elements->capacity) =
                        element;
            }
        } else {
            *GL_PUSH(ctx->scratch, ret_elements->items, ret_elements->len, ret_elements->capacity) = value;
        }
    }
}

const struct gl_value *gl_path_mark(struct gl_check_ctx *ctx, const struct gl_path *path,
                                    const struct gl_value *from)
{
    const struct gl_value *value = from, *deepest = NULL;

    for (size_t i = 0; i < path->len; i++) {
        const struct gl_value *inside = gl_pick(ctx, value);

        if (path->steps[i].kind == GL_PATH_EACH || path->steps[i].kind == GL_PATH_VALUES)
            continue;
        if (is_undecided(inside))
            break;
        value = take_step(ctx, inside, &path->steps[i]);
        if (!value)
            break;
        deepest = value;
    }
    return path->len == 0 ? from : deepest;
}
