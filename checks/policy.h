/* Statements of IAM policy documents, read in Kleene logic.
 *
 * A document comes as it was written: one statement or a list of them, a text or a list of texts, a principal
 * as "*", {AWS: "*"} or {AWS: [...]}; any part may be unknown, a reference, or depend on a condition. Every
 * function notes the value that made its answer MAYBE. Source: IAM User Guide, "IAM JSON policy elements
 * reference". */
#ifndef GL_CHECKS_POLICY_H
#define GL_CHECKS_POLICY_H

#include "engine/check.h"

/* A question about one text of a policy: STRING, CONCAT or REF, never undecided. */
typedef enum gl_truth gl_policy_text_fn(struct gl_check_ctx *ctx, const struct gl_value *text,
                                        const void *argument);
/* A question about one statement (a MAP). */
typedef enum gl_truth gl_policy_statement_fn(struct gl_check_ctx *ctx, const struct gl_value *statement);

/* Member of a statement in the current world; NULL when it is absent. */
const struct gl_value *gl_policy_member(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                        const char *key);
/* Does some text of a text or list answer yes? An absent value does not; an undecided one may. */
enum gl_truth gl_policy_some_text(struct gl_check_ctx *ctx, const struct gl_value *value,
                                  gl_policy_text_fn *test, const void *argument);
/* Does some statement of a document, of a list of statements, or the one statement answer yes? */
enum gl_truth gl_policy_some_statement(struct gl_check_ctx *ctx, const struct gl_value *value,
                                       gl_policy_statement_fn *test);
enum gl_truth gl_policy_has_effect(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                   const char *effect);
/* Is the action ("kms:Decrypt") among Action, or not among NotAction? */
enum gl_truth gl_policy_covers_action(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                      const char *action);
/* Principal "*", or any NotPrincipal. */
enum gl_truth gl_policy_is_for_everyone(struct gl_check_ctx *ctx, const struct gl_value *statement);
/* Is the statement bound by a positive condition on one of `keys` (patterns with *, case ignored; ends in
 * NULL) whose value is not everything? */
enum gl_truth gl_policy_is_narrowed(struct gl_check_ctx *ctx, const struct gl_value *statement,
                                    const char *const *keys);
/* A text with every part that is not known as "?": for looking at its shape. Memory from ctx->scratch. */
struct gl_str gl_policy_shape(struct gl_check_ctx *ctx, const struct gl_value *text);

#endif
