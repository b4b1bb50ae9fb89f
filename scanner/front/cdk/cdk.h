/* What front/cdk knows of the assemblies of one scan; private to this room.
 *
 * Made by gl_cdk_load, filled by one thread. Metadata and templates are borrowed from the inputs. */
#ifndef GL_FRONT_CDK_CDK_H
#define GL_FRONT_CDK_CDK_H

#include "front/cdk/assembly.h"

struct gl_cdk_program;
struct gl_cdk_compiled;
struct gl_cdk_made;
struct gl_program;

/* The program files of one app: those below the folder that holds its assembly. */
struct gl_cdk_app {
    struct gl_str folder; /* of the assembly */
    const struct gl_program **programs;
    size_t len, capacity;
};

/* What a path of the synthesising machine was found to mean. */
struct gl_cdk_match {
    struct gl_str file, folder;
    struct gl_input *input; /* may be NULL */
};

/* One entry of a metadata table: "/Prod/Data/OrdersDatabase/Resource" and its list. */
struct gl_cdk_entry {
    struct gl_str path; /* without the leading slash */
    const struct gl_value *list;
    struct gl_str id; /* only in `ids` */
};

struct gl_cdk_stack {
    struct gl_input *input; /* the template */
    struct gl_str name;
    struct gl_str folder; /* of the outermost assembly: ties between program files go to the nearest */
    struct gl_cdk_entry *entries; /* sorted by path; inline metadata and X.metadata.json together */
    size_t entry_len, entry_capacity;
    struct gl_cdk_entry *ids; /* logical ids with the path of each, sorted by id; made when first needed */
    size_t id_len, id_capacity;
};

struct gl_cdk {
    struct gl_arena *arena;
    struct gl_inputs *inputs;
    struct gl_cdk_stack **stacks;
    size_t stack_len, stack_capacity;
    struct gl_cdk_program **programs; /* the program files that were read so far */
    size_t program_len, program_capacity;
    struct gl_cdk_app **apps;
    size_t app_len, app_capacity;
    struct gl_cdk_match *matches;
    size_t match_len, match_capacity;
    struct gl_cdk_compiled **compiled;
    size_t compiled_len, compiled_capacity;
    struct gl_cdk_made *made; /* where each resource is made, sorted by the resource's address in memory */
    size_t made_len;
    const struct gl_front_output *output; /* set by gl_cdk_place_constructs */
};

/* Claims every part of an assembly that is no stack template, and what earlier syntheses left behind. */
void gl_cdk_claim_parts(struct gl_inputs *inputs, struct gl_input *const *manifests, size_t manifest_len,
                        struct gl_diags *diags);
/* Whether a name in a manifest stays inside the assembly: relative, without "..". */
bool gl_cdk_is_inside(struct gl_str relative);

/* The stack that a unit belongs to, through its outermost parent; NULL when it is none of an assembly. */
struct gl_cdk_stack *gl_cdk_stack_of(const struct gl_cdk *cdk, const struct gl_unit *unit);
/* The next item of this type after `before` (NULL: the first) that the metadata has of exactly this construct
 * path; NULL at the end. */
const struct gl_value *gl_cdk_metadata(const struct gl_cdk_stack *stack, struct gl_str path, const char *type,
                                       const struct gl_value *before);

#endif
