/* Calls in a program, and the construct id that they pass; private to front/cdk.
 *
 * A construct is made by `new X(scope, 'Id', ...)`, `X(self, "Id", ...)`, `X.Builder.create(this, "Id")`,
 * `NewX(stack, jsii.String("Id"), ...)`, or by a method that takes the id first: `lb.addListener('Https',
 * ...)`.
 */
#ifndef GL_FRONT_CDK_CALL_H
#define GL_FRONT_CDK_CALL_H

#include "front/cdk/program.h"

struct gl_call {
    size_t head;        /* first token: `new`, or the first name of the callee */
    size_t name;        /* last name of the callee: DatabaseInstance, addListener */
    size_t open, close; /* its parentheses */
};

/* The call whose callee has this token; false when there is none. */
bool gl_call_at(const struct gl_program *program, size_t token, struct gl_call *ret_call);
/* The call that these parentheses belong to; false when they follow no name. */
bool gl_call_of(const struct gl_program *program, size_t open, struct gl_call *ret_call);
/* Tokens of argument `index`: [*ret_first, *ret_end); false when there are fewer. */
bool gl_call_argument(const struct gl_program *program, const struct gl_call *call, unsigned index,
                      size_t *ret_first, size_t *ret_end);
/* The string literal that is the construct id; GL_NO_TOKEN when no argument is a literal. */
size_t gl_call_id(const struct gl_program *program, const struct gl_call *call);
/* How surely a call makes the construct: as the kind's resource is called ("Bucket" of AWS::S3::Bucket), with
 * a scope before the id, or any method that takes the id first. */
enum gl_call_rank { GL_CALL_METHOD = 0, GL_CALL_SCOPED, GL_CALL_OF_KIND };
enum { GL_CALL_RANKS = 3 };

/* A search for the one call that makes a construct of this id, in one or more programs. */
struct gl_call_search {
    struct gl_str id, kind;
    const struct gl_program *program[GL_CALL_RANKS];
    struct gl_call call[GL_CALL_RANKS];
    size_t count[GL_CALL_RANKS];
};

/* Looks among the calls whose id literal lies in tokens [first, end). */
void gl_call_search_in(struct gl_call_search *search, const struct gl_program *program, size_t first,
                       size_t end);
/* The best rank that any call has decides: false when it has several of it, or there is none at all. */
bool gl_call_search_result(const struct gl_call_search *search, const struct gl_program **ret_program,
                           struct gl_call *ret_call);
/* Fills the indices of a program; done once, after lexing. */
void gl_call_index(struct gl_program *program, struct gl_arena *arena);

#endif
