/* Strategic merge patches, as kustomize applies them: maps are merged, scalars and lists replaced, and lists
 * whose elements the API tells apart by a key (schema.def) merged element by element, the patch's first.
 * `$patch: delete|replace|merge` stands in a map, or alone in an element of such a list. null deletes. */
#ifndef GL_KUSTOMIZE_MERGE_H
#define GL_KUSTOMIZE_MERGE_H

#include "front/kustomize/build.h"

/* What the API says of the values at one place. */
struct gl_kust_slot {
    struct gl_str type;    /* of a map, or of a list's elements; empty: none that matters */
    struct gl_str keys[2]; /* of a list that is merged; none: its elements are plain texts */
    size_t key_len;
    bool is_merged;
};

struct gl_kust_merge {
    struct gl_kust *kust;
    struct gl_span span; /* of the patch: where mistakes are told that have no place of their own */
    size_t calls;
};

struct gl_kust_slot gl_kust_slot_of_kind(const struct gl_value *root);
struct gl_kust_slot gl_kust_slot_of_field(const struct gl_kust_slot *slot, struct gl_str field);

/* `into` is what is there, `patch` what is to be merged; either may be NULL. False: nothing is left. */
bool gl_kust_merge(struct gl_kust_merge *merge, const struct gl_value *into, const struct gl_value *patch,
                   struct gl_kust_slot slot, struct gl_value *ret_value);
bool gl_kust_merge_lists(struct gl_kust_merge *merge, const struct gl_value *into,
                         const struct gl_value *patch, const struct gl_kust_slot *slot,
                         struct gl_value *ret_value);

#endif
