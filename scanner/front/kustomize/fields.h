/* The fields that a transformer looks at: those that a kustomization writes, then the built-in ones
 * (fields.def). */
#ifndef GL_KUSTOMIZE_FIELDS_H
#define GL_KUSTOMIZE_FIELDS_H

#include "front/kustomize/build.h"

enum gl_kust_list {
    GL_KUST_LABEL = 0, /* labels and selectors */
    GL_KUST_TEMPLATE_LABEL,
    GL_KUST_ANNOTATION,
    GL_KUST_IMAGE,
    GL_KUST_REPLICA,
    GL_KUST_NAMESPACE,
};

struct gl_kust_fields {
    const struct gl_kust_field **items;
    size_t len, capacity;
};

/* Unless one that is there covers it. */
void gl_kust_fields_add(struct gl_kust *kust, struct gl_kust_fields *fields,
                        const struct gl_kust_field *field);
void gl_kust_fields_add_list(struct gl_kust *kust, struct gl_kust_fields *fields, enum gl_kust_list list);
/* Those of `labels.fields`. */
void gl_kust_fields_add_written(struct gl_kust *kust, struct gl_kust_fields *fields,
                                const struct gl_value *list);

#endif
