/* Reading properties of resources: lists, choices, references and names on the way. */
#include "base/limits.h"
#include "network/build.h"

enum { MOST_DEPTH = 32 };

struct walk {
    struct gl_nw_build *build;
    const struct gl_resource *owner;
    struct gl_nw_values *found;
    unsigned left; /* values that may still be looked at */
    enum gl_match exists;
};

static void take(struct walk *walk, const struct gl_value *value)
{
    *GL_PUSH(walk->build->arena, walk->found->items, walk->found->len, walk->found->capacity) =
        (struct gl_nw_value){value, walk->owner, walk->exists};
}

/* The next word of a path, which may be followed by "[]", ".", ">". */
static struct gl_str cut_word(const char **path)
{
    const char *end = *path;
    struct gl_str word;

    while (*end && *end != '.' && *end != '[' && *end != '>')
        end++;
    word = (struct gl_str){*path, (size_t)(end - *path)};
    *path = end;
    return word;
}

static void visit(struct walk *walk, const struct gl_value *value, const char *path, int depth);

static void visit_arms(struct walk *walk, const struct gl_choice *choice, const char *path, int depth)
{
    enum gl_match was = walk->exists;

    walk->exists = gl_match_both(was, GL_MATCH_MAY);
    for (uint32_t i = 0; i < choice->arm_len; i++)
        visit(walk, &choice->arms[i], path, depth + 1);
    walk->exists = was;
}

static void visit_named(struct walk *walk, const struct gl_value *value, const char *path, int depth)
{
    const struct gl_resource *was = walk->owner, *target = gl_nw_target(walk->build, was, value);

    if (!target) {
        take(walk, value);
        return;
    }
    walk->owner = target;
    visit(walk, &target->properties, path, depth + 1);
    walk->owner = was;
}

static void visit(struct walk *walk, const struct gl_value *value, const char *path, int depth)
{
    if (gl_value_is_nothing(value) || depth > MOST_DEPTH || walk->left == 0)
        return;
    walk->left--;
    if (value->type == GL_CHOICE) {
        visit_arms(walk, value->u.choice, path, depth);
        return;
    }
    if (path[0] == '[') {
        const struct gl_value *list = value->type == GL_REF ? gl_value_resolve(value) : value;

        for (size_t i = 0; list->type == GL_LIST && i < list->u.list.len; i++)
            visit(walk, &list->u.list.items[i], path + 2, depth + 1);
        if (list->type != GL_LIST) /* one thing where a list may stand, or all of it is not known */
            visit(walk, value, path + 2, depth + 1);
        return;
    }
    if (path[0] == '>') {
        visit_named(walk, value, path + 1, depth);
        return;
    }
    if (path[0] == '.')
        path++;
    if (path[0] == '\0') {
        take(walk, value);
        return;
    }
    if (value->type != GL_MAP) {
        const struct gl_value *told = gl_value_resolve(value);

        if (told != value)
            visit(walk, told, path, depth + 1);
        else
            take(walk, value);
        return;
    }
    {
        struct gl_str word = cut_word(&path);

        visit(walk, gl_value_get(value, word), path, depth + 1);
    }
}

struct gl_nw_values gl_nw_values(struct gl_nw_build *build, const struct gl_resource *resource,
                                 const char *path)
{
    struct gl_nw_values found = {0};
    struct walk walk = {.build = build,
                        .owner = resource,
                        .found = &found,
                        .left = GL_MAX_ATTACHMENT_VALUES,
                        .exists = GL_MATCH_YES};

    visit(&walk, &resource->properties, path, 0);
    return found;
}

const struct gl_resource *gl_nw_target(struct gl_nw_build *build, const struct gl_resource *beside,
                                       const struct gl_value *value)
{
    const struct gl_resource *target;
    struct gl_str text;

    if (!value)
        return NULL;
    target = gl_value_target(value);
    if (target)
        return target;
    if (gl_nw_is_snapshot(beside) && gl_value_text(value, &text)) {
        uint32_t id = gl_name_index_find(&build->snapshot_ids, text);

        if (id != GL_NAME_INDEX_NONE)
            return build->nw->graph->resources[id];
    }
    return gl_graph_named_by(build->nw->graph, value, beside);
}

const struct gl_resource *gl_nw_target_at(struct gl_nw_build *build, const struct gl_resource *resource,
                                          const char *path, const struct gl_value **ret_value)
{
    struct gl_nw_values found = gl_nw_values(build, resource, path);

    *ret_value = found.len ? found.items[0].value : NULL;
    return found.len == 1 ? gl_nw_target(build, found.items[0].owner, found.items[0].value) : NULL;
}

static const struct gl_value *only(struct gl_nw_build *build, const struct gl_resource *resource,
                                   const char *path, enum gl_match *ret_exists)
{
    struct gl_nw_values found = gl_nw_values(build, resource, path);

    *ret_exists = found.len == 1 ? found.items[0].exists : GL_MATCH_MAY;
    return found.len ? gl_value_resolve(found.items[0].value) : NULL;
}

enum gl_match gl_nw_flag(struct gl_nw_build *build, const struct gl_resource *resource, const char *path,
                         enum gl_match otherwise, const struct gl_value **ret_value)
{
    enum gl_match exists;
    const struct gl_value *value = only(build, resource, path, &exists);
    bool flag;

    if (ret_value)
        *ret_value = value;
    if (!value)
        return otherwise;
    if (exists != GL_MATCH_YES || !gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &flag))
        return GL_MATCH_MAY;
    return flag ? GL_MATCH_YES : GL_MATCH_NO;
}

bool gl_nw_number(struct gl_nw_build *build, const struct gl_resource *resource, const char *path,
                  int64_t *ret_number, const struct gl_value **ret_value)
{
    enum gl_match exists;
    const struct gl_value *value = only(build, resource, path, &exists);

    *ret_value = value;
    return value && exists == GL_MATCH_YES && gl_scalar_as_i64(value, GL_DIALECT_CLOUDFORMATION, ret_number);
}

struct gl_str gl_nw_text(struct gl_nw_build *build, const struct gl_resource *resource, const char *path)
{
    enum gl_match exists;
    const struct gl_value *value = only(build, resource, path, &exists);
    struct gl_str text;

    return value && exists == GL_MATCH_YES && gl_value_text(value, &text) ? text : GL_STR("");
}

bool gl_nw_block(const struct gl_value *value, struct gl_cidr *ret_block)
{
    const struct gl_value *told = value ? gl_value_resolve(value) : NULL;
    struct gl_str text;
    const char *why;

    return told && gl_value_text(told, &text) && gl_cidr_parse(text, ret_block, &why) == GL_OK;
}

const struct gl_value *gl_nw_unknown(struct gl_nw_build *build, const struct gl_resource *about,
                                     const char *format, ...)
{
    struct gl_value *made = GL_NEW(build->arena, struct gl_value);
    struct gl_str name;
    va_list args;

    va_start(args, format);
    name = gl_arena_vprintf(build->arena, format, args);
    va_end(args);
    *made = gl_value_unknown(build->arena, GL_WHY_ATTRIBUTE, name, about ? about->span : (struct gl_span){0});
    return made;
}

enum gl_match gl_nw_exists(const struct gl_resource *resource)
{
    return resource->condition ? GL_MATCH_MAY : GL_MATCH_YES;
}
