/* CloudFormation front end: templates to canonical resources.
 *
 * A set holds every stack of the scan. Stacks are added by one thread (plain templates by
 * gl_cfn_add_templates, assembly stacks by front/cdk), then evaluated together: exports first, then each
 * stack by one worker, nested stacks inside their parent. Sources: AWS CloudFormation User Guide, intrinsic
 * function reference; SAM specification. */
#ifndef GL_FRONT_CLOUDFORMATION_H
#define GL_FRONT_CLOUDFORMATION_H

#include "base/pool.h"
#include "front/input.h"

/* One stack to evaluate. */
struct gl_cfn_stack {
    struct gl_input *input;      /* the template; documents.items[0] */
    struct gl_unit unit;         /* name, environment, account, region, partition; the rest is filled in */
    const struct gl_value *tags; /* stack tags of an assembly (LIST of Key/Value or MAP), may be NULL */
    bool
        is_name_known; /* AWS::StackName is unit.name: an assembly says so, a template's file name does not */
};

/* A template that an app uploads, by the name of its object: how a stack without path metadata names it. */
struct gl_cfn_upload {
    struct gl_str object;
    struct gl_input *input;
};

struct gl_cfn_set {
    struct gl_arena *arena; /* of the scan */
    const struct gl_inputs *inputs;
    const struct gl_front_options *options;
    struct gl_cfn_stack **stacks;
    size_t len, capacity;
    struct gl_cfn_upload *uploads; /* of the assemblies' asset manifests */
    size_t upload_len, upload_capacity;
};

/* A Resources section whose members have a Type, or AWSTemplateFormatVersion, or a Transform with Resources.
 */
bool gl_cfn_is_template(const struct gl_value *root);
bool gl_cfn_is_parameter_file(const struct gl_value *root);
void gl_cfn_set_init(struct gl_cfn_set *set, struct gl_arena *arena, const struct gl_inputs *inputs,
                     const struct gl_front_options *options);
struct gl_cfn_stack *gl_cfn_set_add(struct gl_cfn_set *set, struct gl_input *input, struct gl_str stack_name);
/* The template of the scan that a resource nests as a stack of its own; NULL when it nests none, or one that
 * is not in the scan. `from` is the template that defines the resource. */
struct gl_input *gl_cfn_nested_input(const struct gl_cfn_set *set, const struct gl_source *from,
                                     const struct gl_value *definition, struct gl_arena *arena);
/* Adds every unclaimed template input; one that another template of the scan nests is evaluated there only.
 */
void gl_cfn_add_templates(struct gl_cfn_set *set);
/* Evaluates all stacks; resources in `output` are ordered by stack, then as written. They live in the arenas
 * of the pool. */
void gl_cfn_evaluate(struct gl_cfn_set *set, struct gl_pool *pool, struct gl_front_output *output,
                     struct gl_diags *diags);

#endif
