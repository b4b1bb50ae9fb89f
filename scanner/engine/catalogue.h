/* The catalogue: every check that is known, in order of ids. Built-in checks are value trees that were made
 * from checks/ at build time; a user's folder is read by the same loader. A user's check is compiled when it
 * is read, so that every mistake is told; a built-in one when something of its kinds is in the scan. */
#ifndef GL_ENGINE_CATALOGUE_H
#define GL_ENGINE_CATALOGUE_H

#include "engine/expr.h"

struct gl_catalogue {
    struct gl_arena *arena;
    struct gl_check **checks; /* ascending by id; index = position */
    size_t len, capacity;
    struct gl_regexes regexes; /* of all checks, and of the tiers of the baseline */
};

/* What is compiled into the binary. */
struct gl_embedded {
    struct gl_str
        name; /* "checks/GLC-TLS-012.yaml", "baselines/audit.yaml", "checks/tables/tls-policies.csv" */
    const struct gl_value *root;
};
const struct gl_embedded *gl_embedded_files(size_t *ret_len);

void gl_catalogue_init(struct gl_catalogue *catalogue, struct gl_arena *arena);
void gl_catalogue_free(struct gl_catalogue *catalogue);
/* Compiles one check; problems are told as GL_DIAG_USAGE and the check is left out (false). */
bool gl_catalogue_add(struct gl_catalogue *catalogue, const struct gl_value *root, struct gl_diags *diags);
/* Conditions and rules of the check at that position, if it is not compiled yet. Built-in checks are right: a
 * test compiles them all. One thread. */
void gl_catalogue_compile(struct gl_catalogue *catalogue, size_t index);
/* All built-in checks. */
void gl_catalogue_add_embedded(struct gl_catalogue *catalogue, struct gl_diags *diags);
/* Sorts and numbers; tells ids and names that occur twice. Call it once after the last add. */
void gl_catalogue_settle(struct gl_catalogue *catalogue, struct gl_diags *diags);
/* By id or name; NULL when there is none. */
const struct gl_check *gl_catalogue_find(const struct gl_catalogue *catalogue, struct gl_str id_or_name);

#endif
