/* Digests and base64 of bytes, for the functions of hashes and of files. */
#ifndef GL_TERRAFORM_FUNCTION_DIGEST_H
#define GL_TERRAFORM_FUNCTION_DIGEST_H

#include "front/terraform/function/function.h"

enum gl_tf_digest_kind { GL_TF_MD5, GL_TF_SHA1, GL_TF_SHA256, GL_TF_SHA512 };
enum { GL_TF_MAX_DIGEST = 64 };

/* Writes the digest's bytes and answers how many. */
size_t gl_tf_digest(enum gl_tf_digest_kind kind, struct gl_str text, uint8_t *ret_digest);
struct gl_str gl_tf_hex(struct gl_arena *arena, const uint8_t *bytes, size_t len);
/* The digest that the function's own name asks for, as hexadecimal digits or base64. */
bool gl_tf_return_digest(const struct gl_tf_call *call, struct gl_str text, struct gl_tf_value *ret_value);
/* RFC 4648, 4, with padding. */
struct gl_str gl_tf_base64(struct gl_arena *arena, struct gl_str bytes);
/* Line ends are skipped; everything else must be the alphabet with its padding. false: ret_at is the offset
 * of what is wrong. */
bool gl_tf_unbase64(struct gl_arena *arena, struct gl_str text, struct gl_str *ret_bytes, size_t *ret_at);

#endif
