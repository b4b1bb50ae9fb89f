#include "front/kubernetes/units.h"

#include "base/limits.h"
#include "front/environment.h"
#include "front/kubernetes/manifest.h"
#include "graph/kubernetes.h"

static const uint32_t none = UINT32_MAX;

void gl_k8s_units_add(struct gl_k8s_units *units, struct gl_resource *resource, uint32_t input)
{
    struct gl_k8s_found *found = GL_PUSH(units->arena, units->items, units->len, units->capacity);

    found->resource = resource;
    found->input = input;
}

static struct gl_str uri_of(const struct gl_k8s_units *units, const struct gl_k8s_found *found)
{
    return units->inputs->items[found->input].source->uri;
}

/* ---- equal objects ---- */

/* Chains objects of one key. Those without a name get one from the server and are never the same. */
static void chain_equals(struct gl_k8s_units *units)
{
    struct gl_name_index keys = {0};
    uint32_t *last = GL_NEW_ARRAY(units->arena, uint32_t, units->len);

    for (size_t i = 0; i < units->len; i++) {
        struct gl_k8s_found *found = &units->items[i];
        uint32_t at = none;

        found->first = (uint32_t)i;
        found->next = none;
        last[i] = (uint32_t)i;
        if (found->resource->object->name.len)
            at = gl_name_index_add(units->arena, &keys, found->resource->address, (uint32_t)i);
        if (at == GL_NAME_INDEX_NONE)
            continue;
        found->first = at;
        units->items[last[at]].next = (uint32_t)i;
        last[at] = (uint32_t)i;
    }
}

static void place_in_folders(struct gl_k8s_units *units)
{
    for (size_t i = 0; i < units->len; i++) {
        struct gl_k8s_found *found = &units->items[i];

        found->folder = i > 0 && units->items[i - 1].input == found->input
                            ? units->items[i - 1].folder
                            : gl_k8s_folder_of(&units->folders, uri_of(units, found));
    }
}

/* web-dev.yaml and web-prod.yaml in one folder. */
static bool split_by_names(struct gl_k8s_units *units)
{
    bool is_any = false;

    for (size_t i = 0; i < units->len; i++) {
        const struct gl_k8s_found *a = &units->items[i];
        const struct gl_k8s_found *b = a->next == none ? NULL : &units->items[a->next];
        struct gl_str left, right;

        if (!b || b->input == a->input || b->folder != a->folder)
            continue;
        left = gl_k8s_file_environment(uri_of(units, a));
        right = gl_k8s_file_environment(uri_of(units, b));
        if (left.len && right.len && !gl_str_eq(left, right))
            is_any = a->folder->is_split = true;
    }
    for (size_t i = 0; i < units->len && is_any; i++) {
        struct gl_k8s_found *found = &units->items[i];
        struct gl_str word = gl_k8s_file_environment(uri_of(units, found));

        if (found->folder->is_split && word.len)
            found->folder = gl_k8s_folder_inside(&units->folders, found->folder, word);
    }
    return is_any;
}

static void tell_folders_apart(struct gl_k8s_units *units)
{
    struct gl_k8s_folder **same =
        (struct gl_k8s_folder **)gl_arena_alloc(units->arena, units->len, sizeof *same);

    for (size_t i = 0; i < units->len; i++) {
        size_t len = 0;

        units->items[i].folder->objects++;
        if (units->items[i].first != i || units->items[i].next == none)
            continue;
        for (uint32_t at = (uint32_t)i; at != none; at = units->items[at].next)
            same[len++] = units->items[at].folder;
        gl_k8s_folders_tell_apart(same, len, (uint32_t)i);
    }
}

/* ---- levels to units ---- */

struct making {
    struct gl_k8s_units *units;
    uint32_t *objects; /* sorted by level, then in order */
    size_t *begin;     /* of each level; one more */
    uint32_t *seen;    /* by the first of a key: the unit that has it, + 1 */
    uint32_t *holder;  /* the object that it has */
    uint32_t *seen_level;
    uint32_t unit_number;
    bool *is_used; /* by object: it is in some unit */
    bool shares;
    size_t duplicates;
};

static void sort_by_level(struct making *making)
{
    struct gl_k8s_units *units = making->units;
    size_t level_len = units->folders.level_len, *next;

    making->begin = GL_NEW_ARRAY(units->arena, size_t, level_len + 1);
    next = GL_NEW_ARRAY(units->arena, size_t, level_len + 1);
    making->objects = GL_NEW_ARRAY(units->arena, uint32_t, units->len);
    for (size_t i = 0; i < units->len; i++)
        making->begin[units->items[i].folder->level + 1]++;
    for (size_t i = 0; i < level_len; i++) {
        making->begin[i + 1] += making->begin[i];
        next[i] = making->begin[i];
    }
    for (size_t i = 0; i < units->len; i++)
        making->objects[next[units->items[i].folder->level]++] = (uint32_t)i;
}

/* Copies that sharing would make: it must not multiply the input. */
static bool can_share(const struct making *making)
{
    const struct gl_k8s_folders *folders = &making->units->folders;
    size_t copies = 0;

    for (uint32_t i = 0; i < folders->level_len; i++) {
        for (uint32_t level = i; !folders->levels[i].has_inner && level != 0;) {
            level = folders->levels[level].parent;
            copies += making->begin[level + 1] - making->begin[level];
        }
    }
    return copies <= GL_MAX_SHARED_OBJECTS;
}

static bool is_inside(const struct gl_k8s_folder *inner, const struct gl_k8s_folder *outer)
{
    while (inner && inner != outer)
        inner = inner->parent;
    return inner != NULL;
}

static void tell_duplicate(struct making *making, uint32_t first, uint32_t again)
{
    struct gl_k8s_units *units = making->units;
    struct gl_resource *a = units->items[first].resource, *b = units->items[again].resource;
    struct gl_source *source = units->inputs->items[units->items[first].input].source;
    struct gl_position at = gl_source_position(source, a->span.begin);

    if (making->duplicates++ >= GL_MAX_DIAGS_PER_FILE)
        return;
    gl_diag_add(units->diags, GL_DIAG_NOTE, b->span,
                "remove one of them; kubectl apply would take the last, both are scanned",
                "%.*s %.*s is here twice (first at %.*s:%u:%u)", GL_STR_ARG(b->kind), GL_STR_ARG(b->name),
                GL_STR_ARG(source->uri), at.line, at.column);
}

/* Objects of one level into a unit, except those that a nearer level has in its own way. */
static void take_level(struct making *making, const struct gl_unit *unit, uint32_t level,
                       const struct gl_k8s_level *inner)
{
    struct gl_k8s_units *units = making->units;
    struct gl_front_output *output = units->output;

    for (size_t i = making->begin[level]; i < making->begin[level + 1]; i++) {
        uint32_t at = making->objects[i], key = units->items[at].first;
        struct gl_resource *resource = units->items[at].resource;
        bool is_seen = making->seen[key] == making->unit_number;

        if (inner && !inner->environment.len && !is_inside(inner->folder, units->items[at].folder))
            continue;
        if (is_seen && making->seen_level[key] != level)
            continue;
        if (is_seen)
            tell_duplicate(making, making->holder[key], at);
        making->seen[key] = making->unit_number;
        making->seen_level[key] = level;
        making->holder[key] = at;
        if (making->is_used[at]) {
            resource = GL_NEW(units->arena, struct gl_resource);
            *resource = *units->items[at].resource;
        }
        making->is_used[at] = true;
        resource->unit = unit;
        *GL_PUSH(units->arena, output->resources, output->len, output->capacity) = resource;
    }
}

/* The one environment that the folders of a level's files speak of. */
static struct gl_str environment_of_files(const struct making *making, uint32_t level)
{
    const struct gl_k8s_units *units = making->units;
    struct gl_str word = {0};

    for (size_t i = making->begin[level]; i < making->begin[level + 1]; i++) {
        struct gl_str uri = uri_of(units, &units->items[making->objects[i]]);
        struct gl_str own = gl_environment_of_folders(gl_path_dir(uri));

        own = own.len ? own : gl_k8s_file_environment(uri);
        if (!own.len || (word.len && !gl_str_eq(own, word)))
            return (struct gl_str){0};
        word = own;
    }
    return word;
}

static struct gl_unit *make_unit(struct making *making, uint32_t index)
{
    struct gl_k8s_units *units = making->units;
    const struct gl_k8s_level *level = &units->folders.levels[index];
    struct gl_str environment = units->options->environment;
    uint32_t any = making->objects[making->begin[index]];

    if (!environment.len)
        environment = level->environment;
    if (!environment.len)
        environment = environment_of_files(making, index);
    return gl_k8s_add_unit(units->arena, units->output, level->name.len ? level->name : GL_STR("kubernetes"),
                           units->inputs->items[units->items[any].input].source, environment);
}

static void make_cluster(struct making *making, uint32_t index)
{
    const struct gl_k8s_folders *folders = &making->units->folders;
    const struct gl_unit *unit = make_unit(making, index);
    uint32_t level = index;

    making->unit_number++;
    take_level(making, unit, level, NULL);
    while (level != 0 && making->shares) {
        level = folders->levels[level].parent;
        take_level(making, unit, level, &folders->levels[index]);
    }
}

/* Something of this level is in no cluster yet. */
static bool is_left_over(const struct making *making, uint32_t level)
{
    for (size_t i = making->begin[level]; i < making->begin[level + 1]; i++) {
        if (!making->is_used[making->objects[i]])
            return true;
    }
    return false;
}

static void make_units(struct gl_k8s_units *units)
{
    const struct gl_k8s_folders *folders = &units->folders;
    struct making making = {.units = units};

    making.seen = GL_NEW_ARRAY(units->arena, uint32_t, units->len);
    making.seen_level = GL_NEW_ARRAY(units->arena, uint32_t, units->len);
    making.holder = GL_NEW_ARRAY(units->arena, uint32_t, units->len);
    making.is_used = GL_NEW_ARRAY(units->arena, bool, units->len);
    sort_by_level(&making);
    making.shares = can_share(&making);
    if (!making.shares)
        gl_diag_add(units->diags, GL_DIAG_NOTE, (struct gl_span){0},
                    "scan the folders of one cluster at a time",
                    "many folders hold the same objects; what lies outside them is a cluster of its own");
    for (uint32_t i = 0; i < folders->level_len; i++) {
        if (!folders->levels[i].has_inner && making.begin[i + 1] > making.begin[i])
            make_cluster(&making, i);
    }
    for (uint32_t i = 0; i < folders->level_len; i++) {
        if (folders->levels[i].has_inner && is_left_over(&making, i))
            make_cluster(&making, i);
    }
}

void gl_k8s_units_make(struct gl_k8s_units *units)
{
    if (!units->len)
        return;
    units->folders = (struct gl_k8s_folders){.arena = units->arena};
    chain_equals(units);
    place_in_folders(units);
    split_by_names(units);
    tell_folders_apart(units);
    gl_k8s_folders_settle(&units->folders);
    make_units(units);
}
