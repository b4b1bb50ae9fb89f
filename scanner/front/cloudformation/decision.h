/* Decisions: what a condition comes to when some of its inputs are not known.
 *
 * A decision is a truth value, or a tree over decision variables (an undecided condition with two arms, a
 * parameter with its allowed values as arms). Variables are ordered by number along every path, so equal
 * decisions have equal trees (Bryant 1986, "Graph-based algorithms for Boolean function manipulation", with
 * more than two arms a node). Trees live in an arena and are never changed. */
#ifndef GL_FRONT_CFN_DECISION_H
#define GL_FRONT_CFN_DECISION_H

#include "tree/value.h"

struct gl_cfn_variable {
    uint32_t number; /* gl_choice.variable */
    uint32_t arm_len;
    struct gl_str what;  /* "condition IsProd", "parameter Env" */
    struct gl_span from; /* where it is declared */
};

struct gl_cfn_decision {
    const struct gl_cfn_variable *variable; /* NULL: a leaf */
    const struct gl_cfn_decision *const *arms;
    uint32_t size; /* nodes of the tree that are not leaves */
    bool truth;    /* of a leaf */
};

/* Which arm of a variable is taken while a subtree is evaluated. */
struct gl_cfn_assumption {
    uint32_t variable, arm;
};

enum { GL_CFN_MAX_DECISION_NODES = 128 };

const struct gl_cfn_decision *gl_cfn_decision_leaf(bool truth);
/* True when the variable takes `arm`, for a variable of two arms: a condition's own. */
const struct gl_cfn_decision *gl_cfn_decision_variable(struct gl_arena *arena,
                                                       const struct gl_cfn_variable *variable);
/* The decision arms[i] when the variable takes arm i; the arms may hold any variables. NULL: too large. */
const struct gl_cfn_decision *gl_cfn_decision_choose(struct gl_arena *arena,
                                                     const struct gl_cfn_variable *variable,
                                                     const struct gl_cfn_decision *const *arms);
const struct gl_cfn_decision *gl_cfn_decision_not(struct gl_arena *arena,
                                                  const struct gl_cfn_decision *decision);
/* NULL when the tree would have more than GL_CFN_MAX_DECISION_NODES nodes. */
const struct gl_cfn_decision *gl_cfn_decision_and(struct gl_arena *arena, const struct gl_cfn_decision *a,
                                                  const struct gl_cfn_decision *b);
const struct gl_cfn_decision *gl_cfn_decision_or(struct gl_arena *arena, const struct gl_cfn_decision *a,
                                                 const struct gl_cfn_decision *b);
/* What is left of the decision below the assumptions; assumed variables are skipped from the top. */
const struct gl_cfn_decision *gl_cfn_decision_under(const struct gl_cfn_decision *decision,
                                                    const struct gl_cfn_assumption *assumptions, size_t len);

#endif
