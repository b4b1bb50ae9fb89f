/* Secrets in text: what a string gives away by its shape, by the name it is given, or by its randomness.
 *
 * Pure functions on slices; the answers never hold the secret itself, only where it starts and what it is
 * called. GL_TEXT_HOLE stands for a part that is not written in the template. Known shapes are those that the
 * issuers publish (prefix, alphabet, length); keys of documentation, which end in EXAMPLE or EXAMPLEKEY, are
 * no secrets. */
#ifndef GL_CHECKS_SECRET_TEXT_H
#define GL_CHECKS_SECRET_TEXT_H

#include "tree/value.h"

struct gl_secret_hit {
    const char *what;   /* "an AWS access key id", "a value for" */
    struct gl_str name; /* of the variable or option that is given the value; empty for a known shape */
    size_t at;          /* offset in the text */
};

/* A key or token of known shape anywhere in the text, a private key, or a URL with a password. */
bool gl_secret_shape(struct gl_str text, struct gl_secret_hit *ret_hit);
/* Something called a secret that is given a literal value: PASSWORD=..., "token": "...", --password ... */
bool gl_secret_assignment(struct gl_str text, struct gl_secret_hit *ret_hit);
/* A shape first, then an assignment. */
bool gl_secret_in_text(struct gl_str text, struct gl_secret_hit *ret_hit);
/* The whole text is one random token: long, of mixed letters and digits, close to full entropy. */
bool gl_secret_is_random(struct gl_str text);
/* Is a thing of this name a secret? DB_PASSWORD, apiKey and /shop/token are; PasswordLength and SecretArn are
 * not. */
bool gl_secret_is_name(struct gl_str name);
/* Is this a value of its own, not a reference, a place or a word such as true? */
bool gl_secret_is_literal(struct gl_str value);

#endif
