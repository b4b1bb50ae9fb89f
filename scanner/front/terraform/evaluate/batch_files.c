#include "front/terraform/evaluate/batch_files.h"

#include <sys/stat.h>

#include "base/limits.h"
#include "front/terraform/listing.h"

static bool is_below(struct gl_str path)
{
    struct gl_str rest = path, part;

    if (path.len == 0 || path.ptr[0] == '/' || memchr(path.ptr, 0, path.len))
        return false;
    while (gl_str_cut(&rest, '/', &part))
        if (gl_str_eq(part, GL_STR("..")))
            return false;
    return true;
}

/* A link on the way may lead anywhere. */
static bool has_link(struct gl_arena *arena, struct gl_str path)
{
    for (size_t end = 1; end <= path.len; end++) {
        struct stat status;

        if (end < path.len && path.ptr[end] != '/')
            continue;
        if (lstat(gl_arena_copy(arena, gl_str_slice(path, 0, end)).ptr, &status) == 0 &&
            S_ISLNK(status.st_mode))
            return true;
    }
    return false;
}

bool gl_tf_read_below(struct gl_tf_eval *eval, struct gl_str path, struct gl_str *ret_text)
{
    struct gl_source *source;
    const char *why = "it is not below the working directory";

    if (eval->sources && is_below(path) && !has_link(eval->arena, path)) {
        source = gl_sources_add(eval->sources, path, path);
        if (gl_source_read(source, &why) == GL_OK) {
            *ret_text = source->text;
            return true;
        }
    }
    return gl_tf_fail(eval, (struct gl_span){0}, "Invalid function argument",
                      "Invalid value for \"path\" parameter: no file exists at \"%.*s\" (%s); this function "
                      "works only with files that are distributed as part of the configuration source code.",
                      GL_STR_ARG(path), why);
}

/* ---- listing ---- */

bool gl_tf_list_below(struct gl_tf_eval *eval, struct gl_str directory, struct gl_str **ret_paths,
                      size_t *ret_len)
{
    *ret_len = 0;
    if (directory.len == 0)
        directory = GL_STR(".");
    if (is_below(directory) && !has_link(eval->arena, directory))
        *ret_len = gl_tf_files_below(eval->arena, directory, GL_MAX_FILES, ret_paths);
    return true;
}
