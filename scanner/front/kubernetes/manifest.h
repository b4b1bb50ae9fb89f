/* Manifests: the objects of the Kubernetes API that the documents of a scan hold. */
#ifndef GL_KUBERNETES_MANIFEST_H
#define GL_KUBERNETES_MANIFEST_H

#include "front/input.h"

/* Claims the inputs that hold manifests, and that no other front end has claimed (kustomizations run before),
 * and appends their objects as resources. */
void gl_k8s_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                 struct gl_front_output *output, struct gl_diags *diags);

/* A unit of objects: one cluster. Counts it in `output`. `name` is what people call it; an empty
 * `environment` means that it is not known. */
struct gl_unit *gl_k8s_add_unit(struct gl_arena *arena, struct gl_front_output *output, struct gl_str name,
                                const struct gl_source *source, struct gl_str environment);
/* Appends the object that `root` is, or those of the list that it is (kinds that end in "List", to any
 * depth), as resources of `unit`. Objects that no API server would take are told and left out. The values are
 * shared, not copied. The new resources are output->resources from the former output->len on: the caller may
 * add places and origins to them. */
void gl_k8s_add_objects(struct gl_arena *arena, struct gl_front_output *output, const struct gl_unit *unit,
                        const struct gl_value *root, struct gl_diags *diags);

#endif
