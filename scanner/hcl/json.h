/* The JSON syntax of HCL. Source: https://github.com/hashicorp/hcl/blob/main/json/spec.md, and for which
 * members are blocks Terraform's own: https://developer.hashicorp.com/terraform/language/syntax/json. */
#ifndef GL_HCL_JSON_H
#define GL_HCL_JSON_H

#include "hcl/hcl.h"
#include "hcl/text.h"

/* NULL: not JSON, or no object at the top; told. */
const struct gl_hcl_body *gl_hcl_parse_json(struct gl_hcl_text *text);

/* parse.c: an expression or a template that is the whole text. NULL: told. */
const struct gl_hcl_expr *gl_hcl_expression_of(struct gl_hcl_text *text);
const struct gl_hcl_expr *gl_hcl_template_of(struct gl_hcl_text *text);

#endif
