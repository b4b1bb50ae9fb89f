/* Kustomizations: what `kustomize build` of each root makes, object by object, without running anything.
 *
 * A root is a kustomization that no other one of the scan uses; it becomes one unit. The semantics are those
 * of kustomize v5.7.1 with its default options. Trees are shared with the files that were read and never
 * changed: an edit copies the maps and lists on its path, so a value keeps the place where it was written, in
 * a base, a patch or the kustomization. What kustomize would refuse, and what glacis does not read (remote
 * bases, plugins, Helm charts, variables), is told with its place, and the rest is built. One thread. */
#ifndef GL_KUSTOMIZE_KUSTOMIZE_H
#define GL_KUSTOMIZE_KUSTOMIZE_H

#include "front/input.h"

/* A file or folder that a kustomization names. */
struct gl_kust_named {
    struct gl_str path; /* absolute, normalised */
    struct gl_span span;
    bool is_data;        /* bytes of a ConfigMap or Secret: read, not parsed */
    const char *refused; /* discovery: why it is not read; NULL: nothing was said */
};

struct gl_kust_named_list {
    struct gl_kust_named *items;
    size_t len, capacity;
};

/* kustomization.yaml, kustomization.yml, Kustomization */
extern const char *const gl_kust_file_names[3];
/* Whether it holds a kustomization or a component: the name of the file tells. */
bool gl_kust_is_kustomization(const struct gl_input *input);
/* Appends what the kustomizations of `recent` name and `inputs` lacks; what is remote is left out. */
void gl_kust_list_named(struct gl_arena *arena, const struct gl_inputs *inputs,
                        const struct gl_inputs *recent, struct gl_kust_named_list *list);

/* Claims kustomizations, what they use, and their patches; appends the objects of each root. `refused` are
 * the names that discovery did not follow. */
void gl_kust_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                  const struct gl_kust_named_list *refused, struct gl_front_output *output,
                  struct gl_diags *diags);

#endif
