/* Plans and states: instances whose values Terraform itself has worked out.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format (format 1.x: `terraform show -json`
 * of plans and states) and the state files of version 4. What a plan does not know yet is traced through its
 * `configuration` to the resource that will decide it; what a state knows by an id or an ARN is joined back
 * to the resource that has it. Whatever Terraform marks as sensitive, and what is a secret by its name, is
 * sensitive here too. */
#ifndef GL_TERRAFORM_PLAN_H
#define GL_TERRAFORM_PLAN_H

#include "front/terraform/config/set.h"

/* Claims the plans and states among the inputs and makes a unit of each. */
void gl_tf_find_plans(struct gl_tf_set *set);
/* Fills in the instances of such a unit, its environment, region and account. */
void gl_tf_plan_evaluate(struct gl_tf_unit *unit);
/* Where the root module that it was made of is in the scan, and evaluated: puts the unit's instances at the
 * places of the sources, under the name of the root module. */
void gl_tf_plan_place(struct gl_tf_unit *unit);

#endif
