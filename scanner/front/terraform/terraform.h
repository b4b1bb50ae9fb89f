/* Terraform: root modules, plans and states of a scan, evaluated as Terraform does and mapped onto the
 * canonical model.
 *
 * A unit is a root module with one set of variable values (so a folder with three tfvars files of
 * environments makes three units), a plan, or a state. Files are parsed in parallel, units evaluated in
 * parallel, in the arenas of the pool's workers. */
#ifndef GL_TERRAFORM_TERRAFORM_H
#define GL_TERRAFORM_TERRAFORM_H

#include "base/diag.h"
#include "front/input.h"
#include "front/terraform/instance.h"

struct gl_tf_set;

/* Whether a JSON document is `terraform show -json` output of a plan, or a state file (format 4 or show
 * -json). */
bool gl_tf_is_plan(const struct gl_value *root);
bool gl_tf_is_state(const struct gl_value *root);

/* Finds root modules, plans and states among the inputs (claims them), parses, loads modules. */
struct gl_tf_set *gl_tf_load(struct gl_arena *arena, struct gl_inputs *inputs,
                             const struct gl_front_options *options, struct gl_sources *sources,
                             struct gl_pool *pool, struct gl_diags *diags);
/* Evaluates every unit and appends its canonical resources. */
void gl_tf_evaluate_set(struct gl_tf_set *set, struct gl_pool *pool, struct gl_front_output *output,
                        struct gl_diags *diags);

/* `glacis debug resources DIR`: JSON lines of the instances of the root module in `set`. */
struct gl_buf;
void gl_tf_print_instances(struct gl_buf *out, const struct gl_tf_set *set);

#endif
