/* Typing of scalars: raw text to bool, number, null, per dialect (see LANGUAGES notes in ARCHITECTURE.md).
 *
 * CloudFormation accepts "true" in quotes where it wants a Boolean and "100" where it wants a number,
 * Terraform converts them, and cloud APIs write them, so the as_ functions take them in those dialects; the
 * Kubernetes API and glacis's own files (CORE) want them unquoted. A plain scalar with the tag !!str is a
 * string. Unknown, reference, list and map values answer false: ask for their type first. NULL answers false
 * too. */
#ifndef GL_TREE_SCALAR_H
#define GL_TREE_SCALAR_H

#include "tree/value.h"

enum gl_dialect {
    GL_DIALECT_CLOUDFORMATION = 0, /* YAML 1.1 as PyYAML reads it */
    GL_DIALECT_KUBERNETES,         /* sigs.k8s.io/yaml */
    GL_DIALECT_TERRAFORM,
    GL_DIALECT_SNAPSHOT,
    GL_DIALECT_CORE, /* YAML 1.2 core schema: glacis's own checks and baselines */
};

/* What an unquoted scalar is: GL_NULL, GL_BOOL, GL_NUMBER or GL_STRING. Values of other types answer their
 * own. */
enum gl_type gl_scalar_type(const struct gl_value *value, enum gl_dialect dialect);
bool gl_scalar_as_bool(const struct gl_value *value, enum gl_dialect dialect, bool *ret_bool);
/* Integers of every base the dialect knows; numbers such as 7.0 count. */
bool gl_scalar_as_i64(const struct gl_value *value, enum gl_dialect dialect, int64_t *ret_number);
bool gl_scalar_as_double(const struct gl_value *value, enum gl_dialect dialect, double *ret_number);

#endif
