/* One check from its YAML (checks/README.md). */
#ifndef GL_ENGINE_CHECK_LOAD_H
#define GL_ENGINE_CHECK_LOAD_H

#include "engine/catalogue.h"

/* False when anything is wrong; every problem is told with its place. The tree must outlive the check. One
 * that is not compiled has no conditions and rules yet. */
bool gl_check_load(struct gl_catalogue *catalogue, const struct gl_value *root, bool is_compiled,
                   struct gl_check *ret_check, struct gl_diags *diags);
/* Its conditions and rules; once a check. */
bool gl_check_compile(struct gl_catalogue *catalogue, struct gl_check *check, struct gl_diags *diags);

#endif
