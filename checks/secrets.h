/* Secrets in values: what secret_text.h finds, with the value to mark. Shared by the checks that look for
 * written secrets (GLC-SEC-006, 008, 009). All arms of an undecided choice are looked into: whichever is
 * taken, the secret is in the template. */
#ifndef GL_CHECKS_SECRETS_H
#define GL_CHECKS_SECRETS_H

#include "checks/secret_text.h"
#include "engine/check.h"

struct gl_secret_place {
    struct gl_secret_hit hit;
    const struct gl_value *at; /* the value, or the part of it, that holds the secret */
};

/* Program text: user data, inline code. Decoded first when it is base64 or gzip. */
bool gl_secret_in_code(struct gl_check_ctx *ctx, const struct gl_value *value,
                       struct gl_secret_place *ret_place);
/* A value that is given a name, as an environment variable is. */
bool gl_secret_in_variable(struct gl_check_ctx *ctx, struct gl_str name, const struct gl_value *value,
                           struct gl_secret_place *ret_place);
/* Does the value carry a secret that is looked up: a NoEcho parameter, a dynamic reference to a secret? */
bool gl_secret_is_looked_up(const struct gl_value *value);
/* "an AWS access key id", "a value for DB_PASSWORD" */
struct gl_str gl_secret_describe(struct gl_check_ctx *ctx, const struct gl_secret_hit *hit);

#endif
