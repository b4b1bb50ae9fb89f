#include "front/terraform/config/unit.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "front/terraform/config/set.h"
#include "front/terraform/listing.h"

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
    if (!gl_path_is_inside(gl_path_normalize(unit->arena, full), unit->set->readable))
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "File is outside the scanned folder",
                          "%.*s is not read", GL_STR_ARG(path));
    if (!realpath(full.ptr, real))
        return gl_tf_fail(&unit->eval, (struct gl_span){0}, "No such file", "no file exists at %.*s",
                          GL_STR_ARG(path));
    *ret_real = gl_arena_copy(unit->arena, gl_str_of(real));
    if (!gl_path_is_inside(*ret_real, unit->set->readable))
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

bool gl_tf_list_files(struct gl_tf_eval *eval, struct gl_str directory, struct gl_str **ret_paths,
                      size_t *ret_len)
{
    struct gl_tf_unit *unit = eval->context;
    struct gl_str top = {0};

    if (!locate(unit, directory, &top))
        return false;
    *ret_len = gl_tf_files_below(unit->arena, top, GL_MAX_TERRAFORM_INSTANCES, ret_paths);
    return true;
}
