#include "name_files.h"

enum { MAX_UP = 3 };

/* `path` from `folder` on; false when it is not below. */
static bool below(struct gl_str path, struct gl_str folder, struct gl_str *ret_rest)
{
    if (!folder.len || !gl_str_starts_with(path, folder))
        return false;
    if (gl_str_ends_with(folder, GL_STR("/")))
        folder.len--;
    if (path.len < folder.len + 2 || path.ptr[folder.len] != '/')
        return false;
    *ret_rest = gl_str_from(path, folder.len + 1);
    return true;
}

static bool is_absolute(struct gl_str path)
{
    return gl_str_starts_with(path, GL_STR("/"));
}

/* A path as the user wrote it, absolute and without "." and "..". */
static struct gl_str absolute(const struct gl_discovery *discovery, struct gl_str path)
{
    if (is_absolute(path))
        return path;
    path = gl_arena_printf(discovery->arena, "%.*s/%.*s", GL_STR_ARG(discovery->working_folder),
                           GL_STR_ARG(path));
    return gl_path_normalize(discovery->arena, path);
}

/* From the working directory: "infra/net.yaml", "../net.yaml"; far away files stay absolute. */
static struct gl_str relative(const struct gl_discovery *discovery, struct gl_str path)
{
    struct gl_str folder = discovery->working_folder, rest;

    for (size_t up = 0; up <= MAX_UP && folder.len > 1; up++, folder = gl_path_dir(folder)) {
        if (below(path, folder, &rest))
            return up ? gl_arena_printf(discovery->arena, "%.*s%.*s", (int)(3 * up), "../../../",
                                        GL_STR_ARG(rest))
                      : rest;
    }
    return path;
}

struct gl_str gl_name_relative(const struct gl_discovery *discovery, struct gl_str path)
{
    return gl_str_eq(path, discovery->working_folder) ? GL_STR(".") : relative(discovery, path);
}

static void name_source(const struct gl_discovery *discovery, struct gl_source *source)
{
    struct gl_str path = source->path, rest;

    if (!path.len)
        return; /* standard input, embedded files */
    if (!is_absolute(path)) {
        source->shown = path; /* as it was written */
        path = absolute(discovery, path);
        source->uri = below(path, discovery->root, &rest) ? rest : path;
    } else {
        source->shown = relative(discovery, path);
        if (gl_str_eq(source->uri, path) && below(path, discovery->root, &rest))
            source->uri = rest; /* given by its absolute path */
    }
}

/* Front ends tell a file by its uri, discovery by its path, the rest as the user wrote it. */
static void name_path(const struct gl_discovery *discovery, struct gl_diag *diag)
{
    struct gl_str path = diag->path, rest;
    const struct gl_input *input = NULL;

    if (!is_absolute(path) && discovery->root.len) {
        struct gl_str in_root =
            gl_arena_printf(discovery->arena, "%.*s/%.*s", GL_STR_ARG(discovery->root), GL_STR_ARG(path));

        input = gl_inputs_find(&discovery->inputs, in_root);
    }
    if (input) {
        diag->uri = path;
        diag->path = gl_source_shown(input->source);
        return;
    }
    if (!discovery->root.len && !is_absolute(path) && !gl_str_starts_with(path, GL_STR("..")))
        diag->uri = path; /* nothing that was named exists: there is no root */
    path = absolute(discovery, path);
    if (below(path, discovery->root, &rest))
        diag->uri = rest;
    if (is_absolute(diag->path))
        diag->path = relative(discovery, path);
}

void gl_name_files(const struct gl_discovery *discovery, struct gl_sources *sources, struct gl_diags *diags)
{
    for (size_t i = 1; i < sources->len; i++)
        name_source(discovery, sources->items[i]);
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].path.len)
            name_path(discovery, &diags->items[i]);
    }
}
