/* Objects of the Kubernetes API in a document: what the API server would read there.
 *
 * Memory from the arena that is given; trees are shared where nothing has to change. Source: Kubernetes API
 * conventions ("Objects", "Lists"), sigs.k8s.io/yaml. */
#ifndef GL_KUBERNETES_OBJECT_H
#define GL_KUBERNETES_OBJECT_H

#include "base/diag.h"
#include "tree/value.h"

/* Is it meant as an object or a list of them? Both apiVersion and kind are there, whatever they hold; or one
 * of them (the kind: of the API) beside metadata, spec or items. Kustomizations and configuration of tools
 * (kinds that the API does not know, without metadata) are none. */
bool gl_k8s_is_meant(const struct gl_value *root);

typedef void gl_k8s_object_fn(void *context, const struct gl_value *object);
/* Calls `fn` with the object that `root` is, or with each of the list that it is: kinds that end in "List",
 * to any depth; items of a typed list take apiVersion and kind from it. Objects are normalised. What no API
 * server would take is told, with its place, and left out: apiVersion or kind that are no text, metadata that
 * is no map, and other members of a wrong type (object.def). */
void gl_k8s_each_object(struct gl_arena *arena, const struct gl_value *root, struct gl_diags *diags,
                        gl_k8s_object_fn *fn, void *context);

#endif
