#include "front/kubernetes/folders.h"

#include <stdlib.h>

#include "front/environment.h"
#include "front/input.h"

static struct gl_k8s_folder *folder_at(struct gl_k8s_folders *folders, struct gl_str path)
{
    struct gl_k8s_folder *child = NULL, *made = NULL;

    for (;;) { /* up to one that is known: not by recursion, paths are long */
        uint32_t at = gl_name_index_add(folders->arena, &folders->by_path, path, (uint32_t)folders->len);
        struct gl_k8s_folder *folder;

        if (at != GL_NAME_INDEX_NONE) {
            if (child)
                child->parent = folders->items[at];
            made = made ? made : folders->items[at];
            break;
        }
        folder = GL_NEW(folders->arena, struct gl_k8s_folder);
        *GL_PUSH(folders->arena, folders->items, folders->len, folders->capacity) = folder;
        folder->path = path;
        folder->name = gl_path_base(path);
        if (child)
            child->parent = folder;
        made = made ? made : folder;
        child = folder;
        if (!path.len)
            break;
        path = gl_path_dir(path);
    }
    return made;
}

static unsigned depth_of(const struct gl_k8s_folder *folder)
{
    unsigned depth = 0;

    for (; folder->parent; folder = folder->parent)
        depth++;
    return depth;
}

struct gl_k8s_folder *gl_k8s_folder_of(struct gl_k8s_folders *folders, struct gl_str uri)
{
    struct gl_str dir = gl_path_dir(uri);

    if (gl_str_starts_with(dir, GL_STR("/"))) /* outside the root of the scan */
        dir = gl_str_from(dir, 1);
    return folder_at(folders, dir);
}

struct gl_k8s_folder *gl_k8s_folder_inside(struct gl_k8s_folders *folders, struct gl_k8s_folder *folder,
                                           struct gl_str name)
{
    struct gl_k8s_folder *inside = folder_at(
        folders, gl_arena_printf(folders->arena, "%.*s/%.*s", GL_STR_ARG(folder->path), GL_STR_ARG(name)));

    inside->parent = folder;
    return inside;
}

struct gl_str gl_k8s_file_environment(struct gl_str uri)
{
    struct gl_str name = gl_path_base(uri);
    size_t dot = gl_str_find_last_char(name, '.');

    return gl_environment_of_parts(gl_str_slice(name, 0, dot), "-_.");
}

/* ---- what tells apart ---- */

/* Folders before what lies in them, whatever the other names are. */
static int compare_paths(const void *a_, const void *b_)
{
    const struct gl_k8s_folder *a = *(struct gl_k8s_folder *const *)a_,
                               *b = *(struct gl_k8s_folder *const *)b_;
    size_t least = a->path.len < b->path.len ? a->path.len : b->path.len;

    for (size_t i = 0; i < least; i++) {
        unsigned char left = (unsigned char)a->path.ptr[i], right = (unsigned char)b->path.ptr[i];

        if (left != right)
            return left == '/' ? -1 : right == '/' ? 1 : left < right ? -1 : 1;
    }
    return (a->path.len > b->path.len) - (a->path.len < b->path.len);
}

static void mark_conflict(struct gl_k8s_folder *folder, uint32_t key)
{
    if (!folder || folder->last_key == key + 1)
        return;
    folder->last_key = key + 1;
    folder->conflicts++;
}

static void tell_two_apart(struct gl_k8s_folder *a, struct gl_k8s_folder *b, uint32_t key)
{
    struct gl_k8s_folder *below_a = NULL, *below_b = NULL;

    unsigned a_depth = depth_of(a), b_depth = depth_of(b);

    while (a != b) {
        bool goes_up_a = a_depth >= b_depth, goes_up_b = b_depth >= a_depth;

        if (goes_up_a) {
            below_a = a;
            a = a->parent;
            a_depth--;
        }
        if (goes_up_b) {
            below_b = b;
            b = b->parent;
            b_depth--;
        }
    }
    mark_conflict(below_a, key);
    mark_conflict(below_b, key);
}

void gl_k8s_folders_tell_apart(struct gl_k8s_folder **same, size_t len, uint32_t key)
{
    qsort(same, len, sizeof *same, compare_paths);
    for (size_t i = 1; i < len; i++)
        tell_two_apart(same[i - 1], same[i], key);
}

/* ---- levels ---- */

static bool is_below_environment(const struct gl_k8s_folder *folder)
{
    for (folder = folder->parent; folder; folder = folder->parent) {
        if (folder->is_telling && gl_environment_word(folder->name).len)
            return true;
    }
    return false;
}

/* `items` sorted by depth. */
static void mark_conflicting(struct gl_k8s_folder *const *items, size_t len)
{
    for (size_t i = len; i-- > 0;) {
        struct gl_k8s_folder *folder = items[i];

        folder->is_telling = folder->conflicts && (2 * folder->conflicts >= folder->objects ||
                                                   gl_environment_word(folder->name).len);
        if (folder->parent)
            folder->parent->objects += folder->objects;
    }
}

/* dev/ and prod/ hold other versions of the same: then what is only in prod/ is not in dev/ either. */
static void mark_environments(struct gl_k8s_folder *const *items, size_t len)
{
    bool has_environment = false;

    for (size_t i = 0; i < len && !has_environment; i++)
        has_environment = items[i]->is_telling && gl_environment_word(items[i]->name).len;
    for (size_t i = 0; i < len && has_environment; i++) {
        struct gl_k8s_folder *folder = items[i];

        if (gl_environment_word(folder->name).len && !is_below_environment(folder))
            folder->is_telling = true;
    }
}

static uint32_t level_inside(struct gl_k8s_folders *folders, uint32_t parent,
                             const struct gl_k8s_folder *folder)
{
    struct gl_str outer = folders->levels[parent].name, name = folder->name;
    struct gl_str word = gl_environment_word(folder->name);
    struct gl_k8s_level *level;
    uint32_t at;

    if (outer.len)
        name = gl_arena_printf(folders->arena, "%.*s/%.*s", GL_STR_ARG(outer), GL_STR_ARG(folder->name));
    at = gl_name_index_add(folders->arena, &folders->by_level, name, (uint32_t)folders->level_len);
    if (at != GL_NAME_INDEX_NONE)
        return at;
    at = (uint32_t)folders->level_len;
    level = GL_PUSH(folders->arena, folders->levels, folders->level_len, folders->level_capacity);
    level->name = name;
    level->environment = word.len ? word : folders->levels[parent].environment;
    level->parent = parent;
    level->folder = folder;
    folders->levels[parent].has_inner = true;
    return at;
}

static int compare_depth(const void *a_, const void *b_)
{
    const struct gl_k8s_folder *a = *(struct gl_k8s_folder *const *)a_,
                               *b = *(struct gl_k8s_folder *const *)b_;

    return a->depth != b->depth ? (a->depth > b->depth) - (a->depth < b->depth) : compare_paths(a_, b_);
}

void gl_k8s_folders_settle(struct gl_k8s_folders *folders)
{
    size_t len = folders->len;
    struct gl_k8s_folder **sorted =
        (struct gl_k8s_folder **)gl_arena_alloc(folders->arena, len, sizeof *sorted);

    for (size_t i = 0; i < len; i++) {
        sorted[i] = folders->items[i];
        sorted[i]->depth = depth_of(sorted[i]);
    }
    if (len)
        qsort(sorted, len, sizeof *sorted, compare_depth);
    mark_conflicting(sorted, len);
    mark_environments(sorted, len);
    *GL_PUSH(folders->arena, folders->levels, folders->level_len, folders->level_capacity) =
        (struct gl_k8s_level){0};
    for (size_t i = 0; i < len; i++) {
        uint32_t outer = sorted[i]->parent ? sorted[i]->parent->level : 0;

        sorted[i]->level = sorted[i]->is_telling ? level_inside(folders, outer, sorted[i]) : outer;
    }
}
