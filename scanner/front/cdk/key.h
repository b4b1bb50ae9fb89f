/* Keys of object literals, keyword arguments and initialisers; private to front/cdk.
 *
 *   sslPolicy: x      { sslPolicy }      TypeScript, JavaScript, Go, dictionaries of Python
 *   ssl_policy=x      SslPolicy = x      keyword arguments of Python, initialisers of C#
 *   .sslPolicy(x)                        builders of Java */
#ifndef GL_FRONT_CDK_KEY_H
#define GL_FRONT_CDK_KEY_H

#include "front/cdk/call.h"

struct gl_key {
    size_t token;            /* the name or the quoted name */
    size_t value, value_end; /* tokens [value, value_end); of a shorthand the name itself */
};

enum { GL_MAX_KEY_NESTING = 24 };

/* Whether the token is a key. */
bool gl_key_at(const struct gl_program *program, size_t token, struct gl_key *ret_key);
/* The keys around a token, innermost first, up to the bracket `limit`. Returns how many; false in
 * `ret_inside` when the token does not lie within that bracket. */
size_t gl_key_enclosing(const struct gl_program *program, size_t token, size_t limit,
                        size_t ret_keys[GL_MAX_KEY_NESTING], bool *ret_inside);
/* The end of the tokens that belong to a call: its closing parenthesis, in Java that of the last builder
 * method. */
size_t gl_key_range_end(const struct gl_program *program, const struct gl_call *call);
/* The value when it is one literal: text, number, true or false; false otherwise. */
bool gl_key_literal(const struct gl_program *program, const struct gl_key *key, struct gl_str *ret_text);

#endif
