#include "front/terraform/config/unit.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "front/terraform/config/listing.h"
#include "front/terraform/config/set.h"

static bool is_below(struct gl_str path, struct gl_str folder)
{
    return folder.len && gl_str_starts_with(path, folder) &&
           (path.len == folder.len || path.ptr[folder.len] == '/' || folder.ptr[folder.len - 1] == '/');
}

/* The real path of what `path` names, as seen from the root module; false: the problem says why not. */
static bool locate(struct gl_tf_unit *unit, struct gl_str path, struct gl_str *ret_real)
{
    char real[PATH_MAX];
    struct gl_str full;

    if (gl_str_find_char(path, '\0') != GL_STR_NONE)
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "Invalid path", "it holds a NUL byte");
    if (!path.len || path.ptr[0] != '/')
        full = gl_tf_unit_printf(unit, "%.*s/%.*s", GL_STR_ARG(unit->root->folder), GL_STR_ARG(path));
    else
        full = gl_arena_copy(unit->arena, path);
    /* what lies outside is told to be outside whether it exists or not */
    if (!is_below(gl_path_normalize(unit->arena, full), unit->set->readable))
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "File is outside the scanned folder",
                          "%.*s is not read", GL_STR_ARG(path));
    if (!realpath(full.ptr, real))
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "No such file", "no file exists at %.*s",
                          GL_STR_ARG(path));
    *ret_real = gl_arena_copy(unit->arena, gl_str_of(real));
    if (!is_below(*ret_real, unit->set->readable))
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "File is outside the scanned folder",
                          "%.*s leads out of it and is not read", GL_STR_ARG(path));
    return true;
}

bool gl_tf_read_file(struct gl_tf_eval *eval, struct gl_str path, struct gl_str *ret_text)
{
    struct gl_tf_unit *unit = eval->context;
    struct gl_source source = {0};
    const char *why = "";
    struct gl_str real = {0};
    struct stat status;
    enum gl_err err;

    if (!locate(unit, path, &real) || !real.ptr)
        return false;
    if (stat(real.ptr, &status) == 0 && status.st_size > GL_MAX_STRING)
        return gl_tf_fail(eval, (struct gl_span){0}, "File is too large", "%.*s has more than %d bytes",
                          GL_STR_ARG(path), GL_MAX_STRING);
    source.path = real;
    err = gl_source_read(&source, &why);
    if (err != GL_OK)
        return gl_tf_fail(eval, (struct gl_span){0}, "File cannot be read", "%.*s: %s", GL_STR_ARG(path),
                          why);
    *ret_text = gl_arena_copy(unit->arena, source.text);
    gl_source_release(&source);
    return true;
}

/* ---- fileset ---- */

struct listing {
    struct gl_tf_unit *unit;
    struct gl_str top;
    struct gl_str *paths;
    size_t len, capacity;
};

static void list_folder(struct listing *listing, struct gl_str folder, int depth)
{
    struct gl_arena *arena = listing->unit->arena;
    struct gl_str *names;
    size_t len = gl_tf_names_in(arena, folder, &names);

    for (size_t i = 0; i < len && listing->len < GL_MAX_TERRAFORM_INSTANCES; i++) {
        struct gl_str path = gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(names[i]));
        struct stat status;

        if (lstat(path.ptr, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode) && depth < GL_MAX_DIRECTORY_DEPTH)
            list_folder(listing, path, depth + 1);
        else if (S_ISREG(status.st_mode))
            *GL_PUSH(arena, listing->paths, listing->len, listing->capacity) =
                gl_str_from(path, listing->top.len + 1);
    }
}

static int compare_paths(const void *a, const void *b)
{
    return gl_str_cmp(*(const struct gl_str *)a, *(const struct gl_str *)b);
}

bool gl_tf_list_files(struct gl_tf_eval *eval, struct gl_str directory, struct gl_str **ret_paths,
                      size_t *ret_len)
{
    struct listing listing = {.unit = eval->context};

    if (!locate(listing.unit, directory, &listing.top))
        return false;
    list_folder(&listing, listing.top, 0);
    if (listing.len)
        qsort(listing.paths, listing.len, sizeof *listing.paths, compare_paths);
    *ret_paths = listing.paths;
    *ret_len = listing.len;
    return true;
}
