/* Variants: the finitely many shapes of a value that hangs on undecided conditions and parameters.
 *
 * Every CHOICE inside a value belongs to a variable; two choices of one variable are decided together. A set
 * of variants counts through all decisions, at most GL_MAX_WORLDS of them, so that `FromPort: !If [X, 80,
 * 443]` with `ToPort: !If [X, 80, 443]` gives two port ranges and not four. */
#ifndef GL_GRAPH_VARIANT_H
#define GL_GRAPH_VARIANT_H

#include "graph/resource.h"

enum { GL_MAX_VARIABLES = 8 };

struct gl_variants {
    struct {
        const struct gl_choice *choice; /* the first one met: for messages */
        uint32_t variable, arm_len, arm;
        bool is_fixed;
    } items[GL_MAX_VARIABLES];
    size_t len;
    size_t steps; /* values that were looked at */
    bool is_too_many;
};

void gl_variants_init(struct gl_variants *variants);
/* The decision is given: for the condition under which a resource exists at all. NULL: none. */
void gl_variants_fix(struct gl_variants *variants, const struct gl_choice *condition);
/* Notes the variables of all choices in `value` and in what its attribute references stand for. */
void gl_variants_collect(struct gl_variants *variants, const struct gl_value *value);
/* The first choice that is not fixed, or NULL: what the variants hang on. */
const struct gl_choice *gl_variants_cause(const struct gl_variants *variants);
/* The next decision; false after the last one. The first is there after collecting. */
bool gl_variants_next(struct gl_variants *variants);
/* The value in the present decision, attribute references resolved; NULL when it is removed (AWS::NoValue) or
 * absent. A CHOICE comes back only when there were too many variables. */
const struct gl_value *gl_variants_pick(const struct gl_variants *variants, const struct gl_value *value);

#endif
