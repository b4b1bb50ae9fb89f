/* Paths of replacements: "spec.template.spec.containers.[name=api].env.*.value". A step is a field, the
 * number of an element, "*" for all, or a field of elements and a regular expression that its value holds.
 * Dots in brackets or behind a backslash separate nothing. */
#ifndef GL_KUSTOMIZE_PATH_H
#define GL_KUSTOMIZE_PATH_H

#include "front/kustomize/pattern.h"

enum { GL_KUST_PATH_STEPS = 64 };

struct gl_kust_path {
    struct gl_kust *kust;
    const struct gl_value *written; /* where mistakes are told */
    struct gl_str steps[GL_KUST_PATH_STEPS];
    size_t len;
    bool creates; /* what is missing on the way, and at its end */
    enum gl_type leaf;
    void (*set)(struct gl_kust_path *path, struct gl_value *value);
    void *context;
    size_t found;
    const char *why; /* it cannot be followed */
};

/* False: it has too many steps. */
bool gl_kust_path_split(struct gl_kust_path *path, struct gl_str text);
/* The one value at the path; NULL: there is none. */
const struct gl_value *gl_kust_path_find(const struct gl_kust_path *path, const struct gl_value *root);
/* Calls `set` for every value at the path; true when there were any. */
bool gl_kust_path_apply(struct gl_kust_path *path, struct gl_value *root);

#endif
