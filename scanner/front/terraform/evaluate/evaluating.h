/* What the files of the evaluator share. Each function evaluates one kind of expression; false: a problem is
 * set. */
#ifndef GL_TERRAFORM_EVALUATING_H
#define GL_TERRAFORM_EVALUATING_H

#include "front/terraform/evaluate/evaluate.h"

typedef bool gl_tf_evaluator(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                             const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value);

gl_tf_evaluator gl_tf_eval_unary, gl_tf_eval_binary, gl_tf_eval_conditional; /* operators.c, conditional.c */
gl_tf_evaluator gl_tf_eval_template;                                         /* template.c */
gl_tf_evaluator gl_tf_eval_for;                                              /* loop.c */
gl_tf_evaluator gl_tf_eval_splat;                                            /* splat.c */
gl_tf_evaluator gl_tf_eval_reference;                                        /* reference.c */
gl_tf_evaluator gl_tf_eval_call;                                             /* call.c */

/* An expression with a mistake in it: unknown where the mistake is, but a tuple is still one. false only at a
 * limit. */
gl_tf_evaluator gl_tf_eval_outline;
/* Of the condition of a conditional or a template's if, known and not null. */
bool gl_tf_condition(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_span span,
                     bool *ret_is_true) GL_MUST_CHECK;
/* Which decision an unknown value is; 0: none that could be recognised again. */
uint32_t gl_tf_decision(const struct gl_tf_value *value);

/* One walk through the elements of any collection: a for, in a template or not. */
struct gl_tf_loop {
    struct gl_tf_eval *eval;
    const struct gl_hcl_loop *loop;
    struct gl_tf_scope scope; /* of key and value; outer is where the loop stands */
    struct gl_tf_binding bindings[2];
    struct gl_tf_value collection;
    size_t at, len;
    bool is_unknown;   /* the collection, its type or a condition is not known: so is the result */
    bool is_sensitive; /* the collection or a condition is */
    const struct gl_tf_value *cause; /* what is not known */
    struct gl_tf_value cause_room;
};

/* Evaluates the collection and checks the condition. */
bool gl_tf_loop_begin(struct gl_tf_loop *state, struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_loop *loop) GL_MUST_CHECK;
/* Binds the next element for which the condition holds; *ret_is_done when there is none. */
bool gl_tf_loop_next(struct gl_tf_loop *state, bool *ret_is_done) GL_MUST_CHECK;

/* Element of a LIST, SET or TUPLE, or value of a MAP or OBJECT. */
const struct gl_tf_value *gl_tf_part(const struct gl_tf_value *value, size_t index);
size_t gl_tf_part_len(const struct gl_tf_value *value);

#endif
