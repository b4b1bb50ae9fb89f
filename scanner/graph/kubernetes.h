/* Objects of the Kubernetes API as resources, whoever wrote them: manifests, Terraform's kubernetes_*
 * resources, manifests inside a CDK app, and what an API server lists.
 *
 * The kind of such a resource is the object's kind ("Deployment"). A kind that is not of the group this table
 * knows it by carries its group, as kubectl writes it ("Service.serving.knative.dev"), so that no check takes
 * it for another. The properties are the object itself: apiVersion, kind, metadata, spec. Workloads have two
 * attributes beside them, which give every check one path whatever the kind: `@pod` is the pod template (a
 * Pod: itself) with its metadata and spec, `@containers` all containers of it, init and ephemeral ones too.
 * Memory from the arena that is given.
 * Source: Kubernetes API reference 1.32; kubernetes.def holds the kinds. */
#ifndef GL_GRAPH_KUBERNETES_H
#define GL_GRAPH_KUBERNETES_H

#include "graph/resource.h"

struct gl_k8s_object {
    struct gl_str group;   /* "apps"; empty: core */
    struct gl_str version; /* "v1" */
    struct gl_str ns; /* empty: cluster-scoped; "default" where none is written; where it is not known a name
                         of its own, "(var.ns)", that sorts before all others and that equal values share */
    const struct gl_value *unknown_ns; /* what is written then, else NULL */
    struct gl_str name;                /* empty: generateName, or not known */
    const struct gl_value *pod;    /* of a workload: the map with metadata and spec of its pods, or NULL */
    const struct gl_value *labels; /* of the object itself; NULL: none */
    const struct gl_value *annotations;
    const struct gl_resource
        *cluster;     /* that it is applied to, where it says so; else its unit is the cluster */
    bool is_workload; /* also where the template is missing */
    const struct gl_resource *owner; /* the object of the scan that made this one and keeps it as it is (a
                                        ReplicaSet's pod); NULL: none. Set by gl_clusters_build */
};

/* Is this map an object of the API: apiVersion and kind are texts? */
bool gl_k8s_is_object(const struct gl_value *root);
/* Fills `object`, the kind and the attributes of a resource whose properties are such a map, and, where they
 * are empty, its name ("namespace/name") and address ("GROUP/KIND/NAMESPACE/NAME", "core" for the core
 * group). Does nothing where they are none. */
void gl_k8s_describe(struct gl_arena *arena, struct gl_resource *resource);
/* Is it a kind of kubernetes.def, in its group or a former one? An empty `version` (the text of apiVersion)
 * asks for the kind alone. */
bool gl_k8s_is_known_kind(struct gl_str kind, struct gl_str version);
/* The pod template of a workload of this kind: the map with metadata and spec; NULL: none, or no workload. */
const struct gl_value *gl_k8s_pod_template(const struct gl_value *root, struct gl_str kind);
/* Marks what a Secret (`root`, as it was written) keeps as GL_VALUE_SECRET. */
void gl_k8s_hide_secret(struct gl_arena *arena, struct gl_value *root);
/* Kinds that make pods: "Deployment", ... */
bool gl_k8s_is_workload_kind(struct gl_str kind);
size_t gl_k8s_workload_kind_len(void);
struct gl_str gl_k8s_workload_kind(size_t index);
/* Labels of a workload's pods; NULL: none, or no workload. */
const struct gl_value *gl_k8s_pod_labels(const struct gl_resource *resource);
/* One that Kubernetes keeps for itself: kube-system, kube-public, kube-node-lease. */
bool gl_k8s_is_system_namespace(struct gl_str name);
/* Scalar typing of the object's source: a manifest's plain `on` is true, one in JSON is text. */
enum gl_dialect gl_k8s_dialect(const struct gl_resource *resource);
bool gl_k8s_bool(const struct gl_resource *resource, const struct gl_value *value, bool absent);
/* Text of an annotation, or false: absent, or not wholly known. */
bool gl_k8s_annotation(const struct gl_resource *resource, const char *name, struct gl_str *ret_text);
/* Attaches a computed attribute (`@KEY`) to an object, before the graph is frozen. */
void gl_k8s_add_attribute(struct gl_arena *arena, struct gl_resource *resource, struct gl_str key,
                          struct gl_value value);

#endif
