/* The anchors of one YAML document, by name. Lookups are logarithmic and the number is bounded, so that a
 * hostile file cannot make them slow. A name that is used again means the newer node from then on
 * (YAML 1.2.2, 7.1). */
#ifndef GL_READ_YAML_ANCHORS_H
#define GL_READ_YAML_ANCHORS_H

#include "tree/value.h"

struct gl_yaml_anchor {
    struct gl_str name;
    struct gl_value value;
    size_t nodes;     /* values in it, each as often as it is reached */
    unsigned height;  /* levels of lists and maps */
    bool is_complete; /* false while its node is being read: an alias to it would be a cycle */
};

struct gl_yaml_anchors {
    struct gl_arena arena;
    struct gl_yaml_anchor **sorted;
    size_t len, capacity;
};

/* A new incomplete anchor; NULL when there are GL_MAX_ANCHORS already. The name is copied. */
struct gl_yaml_anchor *gl_yaml_anchors_add(struct gl_yaml_anchors *anchors, struct gl_str name);
struct gl_yaml_anchor *gl_yaml_anchors_find(const struct gl_yaml_anchors *anchors, struct gl_str name);
void gl_yaml_anchors_clear(struct gl_yaml_anchors *anchors); /* at the end of a document and of the stream */

#endif
