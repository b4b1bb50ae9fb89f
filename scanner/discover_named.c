#include "discover_named.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"

struct adder {
    struct gl_discovery *discovery;
    struct gl_kust_named_list files; /* new ones: path and is_data */
};

/* Without a repository a kustomization of the scanned folder opens the folder around what it names. */
static void open_folder(struct gl_discovery *discovery, const struct gl_kust_named *named)
{
    struct gl_str from = gl_sources_get(discovery->sources, named->span.source)->path;
    struct gl_str folder = gl_path_dir(named->path);

    if (!gl_path_is_inside(from, discovery->tree))
        return;
    if (folder.len <= 1)
        folder = named->path;
    for (size_t i = 0; i < discovery->open_len; i++) {
        if (gl_path_is_inside(folder, discovery->open[i]))
            return;
    }
    if (discovery->open_len < GL_MAX_KUSTOMIZE_DEPTH)
        *GL_PUSH(discovery->arena, discovery->open, discovery->open_len, discovery->open_capacity) = folder;
}

static const char *why_refused(struct gl_discovery *discovery, const struct gl_kust_named *named)
{
    if (gl_path_is_inside(named->path, discovery->tree))
        return NULL;
    if (discovery->repository.len)
        return gl_path_is_inside(named->path, discovery->repository)
                   ? NULL
                   : "it lies outside the repository: not read";
    open_folder(discovery, named);
    for (size_t i = 0; i < discovery->open_len; i++) {
        if (gl_path_is_inside(named->path, discovery->open[i]))
            return NULL;
    }
    return "it lies too far above the scanned folder: not read";
}

static void add_path(struct adder *adder, struct gl_str path, bool is_data)
{
    struct gl_discovery *discovery = adder->discovery;
    struct gl_kust_named_list *files = &adder->files;

    if (discovery->inputs.len + files->len >= GL_MAX_FILES || gl_inputs_find(&discovery->inputs, path))
        return;
    *GL_PUSH(discovery->arena, files->items, files->len, files->capacity) =
        (struct gl_kust_named){.path = path, .is_data = is_data};
}

static void add_kustomization_of(struct adder *adder, struct gl_str folder)
{
    for (size_t i = 0; i < sizeof gl_kust_file_names / sizeof *gl_kust_file_names; i++) {
        struct gl_str path =
            gl_arena_printf(adder->discovery->arena, "%.*s/%s", GL_STR_ARG(folder), gl_kust_file_names[i]);
        struct stat status;

        if (lstat(path.ptr, &status) == 0 && S_ISREG(status.st_mode))
            add_path(adder, path, false);
    }
}

static void follow(struct adder *adder, struct gl_kust_named *named)
{
    struct gl_str path = gl_arena_copy(adder->discovery->arena, named->path);
    char real[PATH_MAX];
    struct stat status;

    named->refused = why_refused(adder->discovery, named);
    if (named->refused || !realpath(path.ptr, real) || stat(real, &status) != 0)
        return; /* what does not exist is told by who misses it */
    if (!gl_str_eq(gl_str_of(real), path))
        named->refused = "it is reached through a symbolic link: not followed";
    else if (S_ISDIR(status.st_mode))
        add_kustomization_of(adder, path);
    else if (S_ISREG(status.st_mode))
        add_path(adder, path, named->is_data);
    else
        named->refused = "it is no regular file: not read";
}

static struct gl_str uri_of(const struct gl_discovery *discovery, struct gl_str path)
{
    if (discovery->root.len && gl_path_is_inside(path, discovery->root) && path.len > discovery->root.len + 1)
        return gl_str_from(path, discovery->root.len + !gl_str_ends_with(discovery->root, GL_STR("/")));
    return path;
}

/* Two names of one file: as what is parsed, not as data. */
static int compare_named(const void *a_, const void *b_)
{
    const struct gl_kust_named *a = a_, *b = b_;
    int order = gl_str_cmp(a->path, b->path);

    return order ? order : (int)a->is_data - (int)b->is_data;
}

static void make_inputs(struct adder *adder, struct gl_inputs *ret_more)
{
    struct gl_discovery *discovery = adder->discovery;
    struct gl_kust_named *items = adder->files.items;
    size_t len = adder->files.len;

    if (len)
        qsort(items, len, sizeof *items, compare_named);
    *ret_more = (struct gl_inputs){.items = GL_NEW_ARRAY(discovery->arena, struct gl_input, len)};
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input = &ret_more->items[ret_more->len];

        if (i > 0 && gl_str_eq(items[i].path, items[i - 1].path))
            continue;
        input->source = gl_sources_add(discovery->sources, items[i].path, uri_of(discovery, items[i].path));
        input->kind = items[i].is_data ? GL_INPUT_DATA : GL_INPUT_OTHER;
        ret_more->len++;
    }
}

void gl_discover_named(struct gl_discovery *discovery, struct gl_kust_named_list *list, size_t from,
                       struct gl_inputs *ret_more)
{
    struct adder adder = {.discovery = discovery};

    for (size_t i = from; i < list->len; i++)
        follow(&adder, &list->items[i]);
    make_inputs(&adder, ret_more);
}

/* Without a repository the root is what holds everything that was read: uris, and the paths of what was told
 * so far, are made anew when it grows. */
static void grow_root(struct gl_discovery *discovery, const struct gl_inputs *more)
{
    struct gl_str old = discovery->root;

    for (size_t i = 0; i < more->len; i++)
        discovery->root = gl_path_common(discovery->root, gl_path_dir(more->items[i].source->path));
    if (gl_str_eq(old, discovery->root))
        return;
    for (size_t i = 0; i < discovery->inputs.len; i++) {
        struct gl_source *source = discovery->inputs.items[i].source;

        source->uri = uri_of(discovery, source->path);
    }
    for (size_t i = 0; i < discovery->diags->len; i++) {
        struct gl_diag *diag = &discovery->diags->items[i];
        struct gl_str path = diag->path;

        if (path.len && path.ptr[0] != '/')
            path = gl_arena_printf(discovery->arena, "%.*s/%.*s", GL_STR_ARG(old), GL_STR_ARG(path));
        if (gl_inputs_find(&discovery->inputs, path))
            diag->path = uri_of(discovery, path);
    }
    gl_discovery_set_scope(discovery);
}

void gl_discover_merge(struct gl_discovery *discovery, const struct gl_inputs *more)
{
    struct gl_inputs all = {
        .items = GL_NEW_ARRAY(discovery->arena, struct gl_input, discovery->inputs.len + more->len)};
    bool *is_named = GL_NEW_ARRAY(discovery->arena, bool, discovery->inputs.len + more->len);
    size_t old = 0, new = 0;

    while (old < discovery->inputs.len || new < more->len) {
        bool takes_new = new < more->len && (old == discovery->inputs.len ||
                                             gl_str_cmp(more->items[new].source->path,
                                                        discovery->inputs.items[old].source->path) < 0);

        is_named[all.len] = !takes_new && discovery->is_named[old];
        all.items[all.len++] = takes_new ? more->items[new ++] : discovery->inputs.items[old++];
    }
    discovery->inputs = all;
    discovery->is_named = is_named;
    if (!discovery->repository.len && discovery->root.len)
        grow_root(discovery, more);
}
