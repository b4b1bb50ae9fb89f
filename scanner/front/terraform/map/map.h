/* Terraform resources onto the canonical model. What is data is data: kinds.csv (Terraform type to canonical
 * kind, and how it gets there), attributes.csv (one row an attribute: path, canonical path, conversion,
 * default of the Terraform provider where it differs). C is left for folding split resources into the one
 * that they configure, for rules of security groups, and for policy documents. */
#ifndef GL_TERRAFORM_MAP_H
#define GL_TERRAFORM_MAP_H

#include "base/diag.h"
#include "front/input.h"
#include "front/terraform/instance.h"

/* Makes the canonical resources of one unit and appends them to `output`. Sets instance->resource. References
 * between instances become GL_REF. Types that no row names become resources of their Terraform type with
 * their attributes as properties (no check looks at them, but the graph can). */
void gl_tf_map(struct gl_arena *arena, struct gl_tf_instances *instances, struct gl_front_output *output,
               struct gl_diags *diags);
/* The variables of a root module as template parameters, which are judged and not deployed (variables.c). */
struct gl_tf_unit;
void gl_tf_map_variables(struct gl_tf_unit *unit, struct gl_front_output *output);

#endif
