/* Property paths of checks: "A.B", "A[].B", "Parameters{rds.force_ssl}", "Tags[Key=Name].Value",
 * "@DeletionPolicy", ".", "^.A". "Variables{*}" every value of a map. Compiled once a check; see
 * checks/README.md for the meaning. */
#ifndef GL_ENGINE_PATH_H
#define GL_ENGINE_PATH_H

#include "base/error.h"
#include "engine/check.h"

enum gl_path_step_kind { GL_PATH_MEMBER = 0, GL_PATH_EACH, GL_PATH_VALUES, GL_PATH_SELECT };

struct gl_path_step {
    enum gl_path_step_kind kind;
    struct gl_str key;  /* MEMBER: the key; SELECT: the member that is compared */
    struct gl_str text; /* SELECT: with this */
};

struct gl_path {
    struct gl_str text; /* as written */
    bool from_resource; /* "^." or "@": starts at the resource, not at the current element */
    bool is_attribute;  /* "@": a resource attribute */
    struct gl_path_step *steps;
    size_t len;
};

/* False with a sentence in *reterr_why when the text is no path. Memory from `arena`. */
bool gl_path_compile(struct gl_arena *arena, struct gl_str text, struct gl_path *ret_path,
                     const char **reterr_why);
bool gl_path_has_each(const struct gl_path *path);

/* Where a path starts: the current element if there is one, else the properties (or attributes) of
 * `resource`. */
const struct gl_value *gl_path_start(const struct gl_path *path, const struct gl_resource *resource,
                                     const struct gl_value *element);
/* The value at the end; NULL when absent. Stops at an UNKNOWN, at a CHOICE that the world does not decide and
 * at text that cannot be parsed, and gives that. Paths with [] take every element: use gl_path_elements. */
const struct gl_value *gl_path_get(struct gl_check_ctx *ctx, const struct gl_path *path,
                                   const struct gl_value *from);

struct gl_elements {
    const struct gl_value **items; /* a list that is not known appears as one UNKNOWN or CHOICE item */
    size_t len, capacity;
};

/* All values at the end of a path; a single value where a list is expected counts as a list of one. A path
 * without [] whose value is a list gives the elements of that list. Memory from ctx->scratch. */
void gl_path_elements(struct gl_check_ctx *ctx, const struct gl_path *path, const struct gl_value *from,
                      struct gl_elements *ret_elements);
/* The deepest value that exists along the path, for marking; NULL when not even its first step does.
 * `ret_exists` tells whether the whole path exists. */
const struct gl_value *gl_path_mark(struct gl_check_ctx *ctx, const struct gl_path *path,
                                    const struct gl_value *from);

#endif
