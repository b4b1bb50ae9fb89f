/* Plain manifests: their objects, made into the units (clusters) that folders.h tells apart.
 *
 * What lies outside the telling folders of a cluster counts in it too, as the namespaces and policies that
 * environments share do: always where the telling folder is named after an environment, else where it lies in
 * a folder above the telling one. An object that a folder holds itself takes the place of the outer one. So
 * one object may be in several units; their findings at one place are merged (engine/merge.h). Outer objects
 * that are in no cluster so make one of their own. */
#ifndef GL_KUBERNETES_UNITS_H
#define GL_KUBERNETES_UNITS_H

#include "front/input.h"
#include "front/kubernetes/folders.h"

struct gl_k8s_found {
    struct gl_resource *resource;
    struct gl_k8s_folder *folder;
    uint32_t input;
    uint32_t first, next; /* others of the same key: the first one, the next one; UINT32_MAX: none */
};

struct gl_k8s_units {
    struct gl_arena *arena;
    const struct gl_inputs *inputs;
    const struct gl_front_options *options;
    struct gl_front_output *output;
    struct gl_diags *diags;
    struct gl_k8s_found *items; /* in the order of files and documents */
    size_t len, capacity;
    struct gl_k8s_folders folders;
};

/* An object of an input; its unit is set by gl_k8s_units_make. */
void gl_k8s_units_add(struct gl_k8s_units *units, struct gl_resource *resource, uint32_t input);
/* Appends the units' resources to the output; objects that stand twice in one cluster are told. */
void gl_k8s_units_make(struct gl_k8s_units *units);

#endif
