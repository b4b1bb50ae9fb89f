/* Manifests: the objects of the Kubernetes API that the documents of a scan hold. */
#ifndef GL_KUBERNETES_MANIFEST_H
#define GL_KUBERNETES_MANIFEST_H

#include "front/input.h"

/* Whether a document is an object of the API, or a list of them. */
bool gl_k8s_is_manifest(const struct gl_value *root);
/* Claims the inputs that hold manifests and appends their objects as resources. */
void gl_k8s_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                 struct gl_front_output *output, struct gl_diags *diags);

#endif
