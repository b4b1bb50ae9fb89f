/* What a patch or a replacement is for: regular expressions for group, version, kind, name and namespace,
 * each of the whole text, and selectors of labels and annotations. */
#ifndef GL_KUSTOMIZE_PATTERN_H
#define GL_KUSTOMIZE_PATTERN_H

#include "front/kustomize/build.h"

struct gl_kust_pattern;

struct gl_kust_target {
    struct gl_kust_pattern *group, *version, *kind, *name, *ns; /* NULL: any */
    const struct gl_value *labels, *annotations;                /* texts of selectors; NULL: any */
    bool is_broken;                                             /* told */
};

/* `pattern` is RE2's; NULL: it is none, told. The whole text has to match. */
struct gl_kust_pattern *gl_kust_pattern_init(struct gl_kust *kust, const struct gl_value *text,
                                             struct gl_str pattern);
bool gl_kust_pattern_matches(struct gl_kust *kust, struct gl_kust_pattern *pattern, struct gl_str text);
void gl_kust_pattern_free(struct gl_kust_pattern *pattern); /* accepts NULL */

void gl_kust_target_init(struct gl_kust *kust, const struct gl_value *written, struct gl_kust_target *target);
bool gl_kust_target_selects(struct gl_kust *kust, const struct gl_kust_target *target,
                            const struct gl_kust_object *object);
void gl_kust_target_free(struct gl_kust_target *target);

/* A selector as kubectl writes them: "app=shop,tier in (web, api),!legacy". A mistake in it is told, and
 * selects nothing. */
bool gl_kust_selector_matches(struct gl_kust *kust, const struct gl_value *selector,
                              const struct gl_value *map);

#endif
