/* Values of root variables: .tfvars files and the command line.
 *
 * Source: https://developer.hashicorp.com/terraform/language/values/variables "Variable Definition
 * Precedence". Environment variables (TF_VAR_name) are not read: a scan says the same wherever it runs. */
#ifndef GL_TERRAFORM_GIVEN_H
#define GL_TERRAFORM_GIVEN_H

#include "front/input.h"
#include "hcl/hcl.h"

struct gl_tf_given_value {
    struct gl_str name;
    struct gl_span name_span;
    const struct gl_hcl_expr *expr; /* NULL: `text` is no expression */
    struct gl_str text;             /* of --var; no pointer: from a file */
    uint32_t rank;                  /* later ones win */
};

struct gl_tf_given {
    struct gl_tf_given_value *items; /* sorted by name, then rank */
    size_t len, capacity;
};

/* A parsed file of values, or the --var options of the command line. */
struct gl_tf_values_file {
    struct gl_source *source; /* NULL: the command line */
    const struct gl_hcl_body *body;
    struct gl_str *names, *texts; /* of --var */
    const struct gl_hcl_expr **exprs;
    size_t len;
};

void gl_tf_given_add(struct gl_tf_given *given, struct gl_arena *arena, const struct gl_tf_values_file *file,
                     uint32_t rank);
void gl_tf_given_sort(struct gl_tf_given *given);
/* The one that wins, or NULL. */
const struct gl_tf_given_value *gl_tf_given_find(const struct gl_tf_given *given, struct gl_str name);

#endif
