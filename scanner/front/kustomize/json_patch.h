/* JSON patches (RFC 6902), applied as kustomize does: replacing a field that is missing adds it, and negative
 * places count from the end of a list. */
#ifndef GL_KUSTOMIZE_JSON_PATCH_H
#define GL_KUSTOMIZE_JSON_PATCH_H

#include "front/kustomize/build.h"

bool gl_kust_is_json_patch(const struct gl_documents *documents);
/* All operations of the list, or none: told. */
void gl_kust_json_patch(struct gl_kust *kust, const struct gl_value *list, struct gl_value *root);

#endif
