/* Label selectors of Kubernetes, three-valued where labels or selectors are not wholly known.
 * Source: Kubernetes API reference, LabelSelector and "Labels and Selectors". */
#ifndef GL_GRAPH_SELECTOR_H
#define GL_GRAPH_SELECTOR_H

#include "tree/value.h"

enum gl_match { GL_MATCH_NO = 0, GL_MATCH_MAY, GL_MATCH_YES };

/* Both hold; either holds. */
static inline enum gl_match gl_match_both(enum gl_match a, enum gl_match b)
{
    return a < b ? a : b;
}

static inline enum gl_match gl_match_either(enum gl_match a, enum gl_match b)
{
    return a > b ? a : b;
}

/* A LabelSelector (matchLabels, matchExpressions; both must hold) on a map of labels. An empty selector
 * matches everything, an absent one (NULL) nothing. `labels` may be NULL: none. */
enum gl_match gl_selector_matches(const struct gl_value *selector, const struct gl_value *labels);
/* A plain map of labels, as Service.spec.selector is: an empty or absent one matches nothing. */
enum gl_match gl_labels_match(const struct gl_value *wanted, const struct gl_value *labels);
/* Is it an empty selector: one that matches everything? */
bool gl_selector_is_empty(const struct gl_value *selector);

#endif
