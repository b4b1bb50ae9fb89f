/* The lines of the program that set a property; private to front/cdk. */
#ifndef GL_FRONT_CDK_PROPERTY_H
#define GL_FRONT_CDK_PROPERTY_H

#include "front/cdk/key.h"
#include "front/cdk/names.h"
#include "front/cdk/place.h"

/* What is asked for: one property of one resource, with what the template says of it. */
struct gl_property_query {
    const struct gl_resource *resource;
    const struct gl_construct *construct;
    struct gl_property_path path;
    const struct gl_value *value;   /* at the finding's span, NULL when it is not known */
    const struct gl_value *element; /* the innermost element of a list around it, or NULL */
};

/* rule.c: the call that adds a rule to a security group: addIngressRule, allowFrom, ... */
bool gl_cdk_place_rule(struct gl_cdk *cdk, const struct gl_property_query *query, struct gl_place *ret_place);
/* definition.c: the key or constant of another place of the program that `key` takes its value from. */
bool gl_cdk_place_definition(struct gl_cdk *cdk, const struct gl_property_query *query,
                             const struct gl_program *program, const struct gl_key *key,
                             struct gl_place *ret_place);
/* A literal of the program and a value of the template are the same: true and "true", 7 and "7". */
bool gl_cdk_same_value(struct gl_str literal, const struct gl_value *value);

#endif
