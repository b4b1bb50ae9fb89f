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

/* override.c: the variable or field that a construct is assigned to: `this.nodes = new ...`,
 * `const nodes: T = new ...`, `nodes = ec2.SecurityGroup(...)`. Empty when it is none. */
struct gl_str gl_cdk_variable_of(const struct gl_program *program, const struct gl_call *call);
/* addPropertyOverride('VersioningConfiguration.Status', ...) on the construct: the literal is the property's
 * path. */
bool gl_cdk_place_override(struct gl_cdk *cdk, const struct gl_property_query *query, struct gl_str property,
                           struct gl_place *ret_place);
/* A property assigned after construction, which the metadata of a traced synthesis tells. */
bool gl_cdk_place_assignment(struct gl_cdk *cdk, const struct gl_property_query *query,
                             struct gl_place *ret_place);
/* rule.c: the call that adds a rule to a security group: addIngressRule, allowFrom, ... */
bool gl_cdk_place_rule(struct gl_cdk *cdk, const struct gl_property_query *query, struct gl_place *ret_place);
/* definition.c: the key or constant of another place of the program that `key` takes its value from. */
bool gl_cdk_place_definition(struct gl_cdk *cdk, const struct gl_property_query *query,
                             const struct gl_program *program, const struct gl_key *key,
                             struct gl_place *ret_place);
/* A literal of the program and a value of the template are the same: true and "true", 7 and "7". */
bool gl_cdk_same_value(struct gl_str literal, const struct gl_value *value);

#endif
