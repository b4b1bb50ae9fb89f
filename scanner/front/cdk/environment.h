/* Where a stack of an assembly goes: environment word, account, region and partition. Private to front/cdk.
 */
#ifndef GL_FRONT_CDK_ENVIRONMENT_H
#define GL_FRONT_CDK_ENVIRONMENT_H

#include "front/input.h"

/* A MAP of the tags in a LIST of {key, value} or {Key, Value}; NULL for anything else. */
const struct gl_value *gl_cdk_tag_map(struct gl_arena *arena, const struct gl_value *list);
/* --environment; else the stack's tag Environment (Env, Stage), a user's own word too; else a known word
 * among the words of `display` ("Prod/Data") or of the stack's name. */
void gl_cdk_set_environment(struct gl_arena *arena, struct gl_unit *unit,
                            const struct gl_front_options *options, const struct gl_value *tags,
                            struct gl_str display);
/* --account, --region, --partition; else "aws://ACCOUNT/REGION" of the manifest, where unknown-account and
 * unknown-region say that the app is synthesised for any. */
void gl_cdk_set_target(struct gl_unit *unit, const struct gl_front_options *options, struct gl_str target);

#endif
