/* Character encodings of textencodebase64() and textdecodebase64(), by IANA name or alias.
 *
 * UTF-8, UTF-16 and the encodings of one byte a character have tables here; the Chinese, Japanese and Korean
 * ones are known by name only. */
#ifndef GL_TERRAFORM_FUNCTION_CHARSET_H
#define GL_TERRAFORM_FUNCTION_CHARSET_H

#include "base/arena.h"

struct gl_tf_charset;

const struct gl_tf_charset *gl_tf_find_charset(struct gl_str name); /* NULL: Terraform does not know it */
const char *gl_tf_charset_name(const struct gl_tf_charset *charset);
/* Whether it can be encoded and decoded here. */
bool gl_tf_charset_is_known(const struct gl_tf_charset *charset);
/* false: a character does not exist in it. */
bool gl_tf_charset_encode(const struct gl_tf_charset *charset, struct gl_arena *arena, struct gl_str text,
                          struct gl_str *ret_bytes);
/* false: some bytes mean nothing in it; the text has U+FFFD there. */
bool gl_tf_charset_decode(const struct gl_tf_charset *charset, struct gl_arena *arena, struct gl_str bytes,
                          struct gl_str *ret_text);

#endif
