/* Terraform's functions. Source: https://developer.hashicorp.com/terraform/language/functions, version 1.11.
 *
 * The table in table.c says of each: name, parameters (type, whether null, unknown and marked values are let
 * through), the type of the result, the C function. gl_tf_call converts arguments, answers unknown for
 * unknown ones (with what is known of the result: its type, that it is not null), carries sensitivity, then
 * calls. */
#ifndef GL_TERRAFORM_FUNCTION_H
#define GL_TERRAFORM_FUNCTION_H

#include "front/terraform/evaluate/evaluate.h"

struct gl_tf_row; /* of the table: library.h */

/* What a call is given: as evaluated, with their places. */
struct gl_tf_arguments {
    const struct gl_tf_value *values;
    const struct gl_span *spans;
    size_t len;
};

struct gl_tf_call {
    struct gl_tf_eval *eval;
    const struct gl_tf_scope *scope;
    const struct gl_hcl_expr *expr; /* of the call */
    const struct gl_tf_row *row;
    struct gl_str name;
    struct gl_span span;            /* of the whole call: the result's place where nothing better is known */
    const struct gl_tf_value *args; /* converted to the parameter types */
    const struct gl_span *arg_spans;
    size_t len;
    bool is_sensitive; /* something in the arguments is: problems must not quote values */
};

typedef bool gl_tf_function(const struct gl_tf_call *call, struct gl_tf_value *ret_value);

/* Calls by name; "core::" before it is allowed. An unknown function, a wrong number of arguments, a null that
 * is not allowed are problems with Terraform's words. try, can and templatefile's laziness are the
 * evaluator's: it does not come here for try and can. */
bool gl_tf_call(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *call,
                const struct gl_tf_arguments *arguments, struct gl_tf_value *ret_value) GL_MUST_CHECK;

#endif
