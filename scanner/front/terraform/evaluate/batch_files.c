#include "front/terraform/evaluate/batch_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"

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

struct listing {
    struct gl_arena *arena;
    struct gl_str *paths;
    size_t len, capacity;
};

static void list(struct listing *listing, struct gl_str directory, struct gl_str prefix, unsigned depth)
{
    DIR *stream =
        depth < GL_MAX_DIRECTORY_DEPTH ? opendir(gl_arena_copy(listing->arena, directory).ptr) : NULL;
    const struct dirent *entry;

    while (stream && (entry = readdir(stream)) && listing->len < GL_MAX_FILES) {
        struct gl_str name = gl_str_of(entry->d_name), path, shown;
        struct stat status;

        if (gl_str_eq(name, GL_STR(".")) || gl_str_eq(name, GL_STR("..")))
            continue;
        path = gl_arena_printf(listing->arena, "%.*s/%.*s", GL_STR_ARG(directory), GL_STR_ARG(name));
        shown = gl_arena_printf(listing->arena, "%.*s%.*s", GL_STR_ARG(prefix), GL_STR_ARG(name));
        if (lstat(path.ptr, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            list(listing, path, gl_arena_printf(listing->arena, "%.*s/", GL_STR_ARG(shown)), depth + 1);
        else if (S_ISREG(status.st_mode))
            *GL_PUSH(listing->arena, listing->paths, listing->len, listing->capacity) = shown;
    }
    if (stream)
        closedir(stream);
}

static int by_text(const void *a, const void *b)
{
    return gl_str_cmp(*(const struct gl_str *)a, *(const struct gl_str *)b);
}

bool gl_tf_list_below(struct gl_tf_eval *eval, struct gl_str directory, struct gl_str **ret_paths,
                      size_t *ret_len)
{
    struct listing listing = {.arena = eval->arena};

    if (directory.len == 0)
        directory = GL_STR(".");
    if (is_below(directory) && !has_link(eval->arena, directory))
        list(&listing, directory, GL_STR(""), 0);
    if (listing.len)
        qsort(listing.paths, listing.len, sizeof *listing.paths, by_text);
    *ret_paths = listing.paths;
    *ret_len = listing.len;
    return true;
}
