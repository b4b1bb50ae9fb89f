/* Kubernetes objects: what manifests hold, as written and as the API server would read them.
 *
 * Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/. A document of kind `List` (or
 * `*List` with items) stands for its items. Values keep their raw text and spans; scalars are typed at access
 * with GL_DIALECT_KUBERNETES (tree/scalar.h). Memory belongs to the arena that was given. */
#ifndef GL_KUBERNETES_OBJECT_H
#define GL_KUBERNETES_OBJECT_H

#include "base/diag.h"
#include "front/input.h"

struct gl_k8s_object {
    struct gl_str group, version; /* "apps", "v1"; the core group is empty */
    struct gl_str kind;           /* "Deployment" */
    struct gl_str ns;             /* "default" where a namespaced object states none; empty: cluster-scoped */
    struct gl_str name;
    const struct gl_value *root; /* the whole object */
    struct gl_span span;         /* of metadata.name, else of kind */
    const struct gl_source *source;
    struct gl_resource *resource; /* set by gl_k8s_resources */
};

struct gl_k8s_objects {
    struct gl_k8s_object *items; /* in the order of files and documents */
    size_t len, capacity;
};

/* Whether a document is a Kubernetes object or a list of them. */
bool gl_k8s_is_object(const struct gl_value *root);
bool gl_k8s_is_namespaced(struct gl_str group, struct gl_str kind); /* unknown kinds are */
/* All objects of the inputs (claims them). What is malformed is told with its place; the other documents go
 * on. Two objects of one identity are told; the later one counts, as with `kubectl apply`. */
void gl_k8s_collect(struct gl_arena *arena, struct gl_inputs *inputs, struct gl_k8s_objects *objects,
                    struct gl_diags *diags);
/* The pod template of a workload (Pod itself, or spec.template, spec.jobTemplate.spec.template): MAP with
 * metadata and spec; NULL for every other kind. */
const struct gl_value *gl_k8s_pod_template(const struct gl_k8s_object *object);
bool gl_k8s_is_workload(struct gl_str group, struct gl_str kind);

#endif
