/* Where a construct is made in the program; private to front/cdk. */
#ifndef GL_FRONT_CDK_PLACE_H
#define GL_FRONT_CDK_PLACE_H

#include "front/cdk/call.h"
#include "front/cdk/cdk.h"
#include "front/cdk/frame.h"

struct gl_construct {
    struct gl_cdk_stack *stack;
    struct gl_str path; /* the construct that is made here: the resource's own, or the closest around it */
    const struct gl_program *program;
    bool has_call;
    struct gl_call call; /* the expression that makes it */
    struct gl_span span; /* of the expression, at most to the end of its first line */
};

/* What gl_cdk_place_constructs found; false when neither the metadata nor the program shows it. */
bool gl_cdk_construct(const struct gl_cdk *cdk, const struct gl_resource *resource,
                      struct gl_construct *ret_construct);

/* The first frame of the list that leads into the scan; `construct->stack` is set. */
bool gl_cdk_construct_of_frames(struct gl_cdk *cdk, const struct gl_value *frames,
                                struct gl_construct *construct);

/* programs.c: the program file of an input, read and lexed once; NULL when it cannot be read or is too large.
 */
const struct gl_program *gl_cdk_program(struct gl_cdk *cdk, struct gl_input *input);
/* The input that a path of the synthesising machine means: the longest common suffix of folders and name; of
 * several the nearest to the assembly. NULL when none is convincing. */
struct gl_input *gl_cdk_match_file(struct gl_cdk *cdk, const struct gl_cdk_stack *stack, struct gl_str file);
/* Whether a program file may belong to the app of the stack and defines constructs: no test, no declaration.
 */
bool gl_cdk_is_of_app(const struct gl_cdk *cdk, const struct gl_cdk_stack *stack,
                      const struct gl_input *input);
/* Byte offset of a line and a column in UTF-16 units, both from 1; false when the file has no such place. */
bool gl_cdk_offset(const struct gl_program *program, uint32_t line, uint32_t column, uint32_t *ret_offset);
/* A span from `begin` to `end`, cut at the end of the first line. */
struct gl_span gl_cdk_line_span(const struct gl_program *program, size_t begin, size_t end);

/* compiled.c: the place in the source that a compiled file's place came from; false without a usable map. */
bool gl_cdk_map_frame(struct gl_cdk *cdk, struct gl_input *input, struct gl_frame *frame,
                      struct gl_input **ret_source);

/* search.c: the construct by the ids of its path, from the stack's class inwards, where no stack frame names
 * its line. */
bool gl_cdk_search_path(struct gl_cdk *cdk, struct gl_cdk_stack *stack, struct gl_str path,
                        struct gl_str kind, struct gl_construct *ret_construct);

/* The app that a stack belongs to; its programs are read when this is first asked. */
const struct gl_cdk_app *gl_cdk_app_of(struct gl_cdk *cdk, const struct gl_cdk_stack *stack);

/* Helpers on construct paths. */
struct gl_str gl_cdk_path_parent(struct gl_str path); /* empty for the top */
/* Without the segments that the library adds: "/Resource", "/Default". */
struct gl_str gl_cdk_path_shown(struct gl_str path);

#endif
