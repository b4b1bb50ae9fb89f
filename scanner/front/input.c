#include "front/input.h"

#include <string.h>

struct gl_input *gl_inputs_find(const struct gl_inputs *inputs, struct gl_str path)
{
    size_t low = 0, high = inputs->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(inputs->items[middle].source->path, path);

        if (order == 0)
            return &inputs->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct gl_input *gl_inputs_find_beside(const struct gl_inputs *inputs, const struct gl_source *from,
                                       struct gl_str relative, struct gl_arena *arena)
{
    struct gl_str dir = gl_path_dir(from->path), path = relative;

    if (relative.len == 0)
        return NULL;
    if (relative.ptr[0] != '/' && dir.len)
        path = gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(dir), GL_STR_ARG(relative));
    return gl_inputs_find(inputs, gl_path_normalize(arena, path));
}

/* Takes the last segment off the `len` bytes of `out`; false when there is none, or only "..". */
static bool drop_segment(const char *out, size_t root, size_t *len)
{
    struct gl_str made = {out, *len};
    size_t slash = gl_str_find_last_char(made, '/');
    size_t from = slash == GL_STR_NONE ? root : slash + 1;

    if (from < root)
        from = root;
    if (from == *len || gl_str_eq(gl_str_from(made, from), GL_STR("..")))
        return false;
    *len = from > root ? from - 1 : root;
    return true;
}

struct gl_str gl_path_normalize(struct gl_arena *arena, struct gl_str path)
{
    char *out = gl_arena_alloc(arena, path.len + 2, 1);
    size_t root = path.len && path.ptr[0] == '/' ? 1 : 0, len = root;
    struct gl_str rest = path, part;

    if (root)
        out[0] = '/';
    while (gl_str_cut(&rest, '/', &part)) {
        if (part.len == 0 || gl_str_eq(part, GL_STR(".")))
            continue;
        if (gl_str_eq(part, GL_STR("..")) && (drop_segment(out, root, &len) || root))
            continue;
        if (len > root)
            out[len++] = '/';
        memcpy(out + len, part.ptr, part.len);
        len += part.len;
    }
    if (len == 0)
        out[len++] = '.';
    return (struct gl_str){out, len};
}

struct gl_str gl_path_dir(struct gl_str path)
{
    size_t slash = gl_str_find_last_char(path, '/');

    if (slash == GL_STR_NONE)
        return GL_STR("");
    return gl_str_slice(path, 0, slash ? slash : 1);
}

struct gl_str gl_path_base(struct gl_str path)
{
    size_t slash = gl_str_find_last_char(path, '/');

    return slash == GL_STR_NONE ? path : gl_str_from(path, slash + 1);
}

struct gl_str gl_path_common(struct gl_str a, struct gl_str b)
{
    size_t at = 0, slash = 0;

    for (; at < a.len && at < b.len && a.ptr[at] == b.ptr[at]; at++) {
        if (a.ptr[at] == '/')
            slash = at;
    }
    if ((at == a.len || a.ptr[at] == '/') && (at == b.len || b.ptr[at] == '/'))
        return gl_str_slice(a, 0, at);
    return gl_str_slice(a, 0, slash);
}

bool gl_path_is_inside(struct gl_str path, struct gl_str folder)
{
    return folder.len && gl_str_starts_with(path, folder) &&
           (path.len == folder.len || path.ptr[folder.len] == '/' || gl_str_ends_with(folder, GL_STR("/")));
}
