/* CDK cloud assemblies: manifest.json to stacks, and constructs to lines of the program.
 *
 * Old layout: metadata inline in artifacts.<stack>.metadata; new (schema 55): X.metadata.json beside the
 * template. Stages nest as cdk:cloud-assembly artifacts. Program lines come from aws:cdk:creationStack, trace
 * and propertyAssignment frames, matched to files of the scan by the longest path suffix. Source: aws-cdk
 * cloud-assembly-schema. */
#ifndef GL_FRONT_CDK_ASSEMBLY_H
#define GL_FRONT_CDK_ASSEMBLY_H

#include "front/cloudformation/cloudformation.h"

struct gl_cdk; /* everything known of the assemblies of one scan */

bool gl_cdk_is_manifest(const struct gl_value *root);
/* Claims assemblies and their parts among `inputs`, adds their stacks to `set`. NULL when there is none. */
struct gl_cdk *gl_cdk_load(struct gl_arena *arena, struct gl_inputs *inputs, struct gl_cfn_set *set,
                           struct gl_diags *diags);
/* Adds the construct's line to `places` of each resource of an assembly stack. */
void gl_cdk_place_constructs(struct gl_cdk *cdk, struct gl_front_output *output);
enum { GL_CDK_PROPERTY_PLACES = 2 };
/* The lines of the program that set `property` ("SslPolicy",
 * "EncryptionInfo.EncryptionInTransit.ClientBroker") of a resource, as far as the source shows them: where it
 * is set, then where the value is defined when that is elsewhere (a configuration file). `at` is the
 * finding's span: it tells which element of a list is meant (one rule of SecurityGroupIngress); source 0 when
 * there is none. Returns how many places it wrote. Reads program files on demand; one thread. */
size_t gl_cdk_place_property(struct gl_cdk *cdk, const struct gl_resource *resource, struct gl_str property,
                             struct gl_span at, struct gl_place ret_places[GL_CDK_PROPERTY_PLACES]);

#endif
