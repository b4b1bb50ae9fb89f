/* UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, nothing above U+10FFFF. */
#ifndef GL_BASE_UTF8_H
#define GL_BASE_UTF8_H

#include "base/str.h"

/* Bytes of the sequence that begins at s, 0 when it is not valid; left >= 1. */
size_t gl_utf8_len(const unsigned char *s, size_t left);
/* Whether a valid sequence may be shown as it is: no control character (C0, DEL, C1), nothing that reorders
 * text (bidirectional embeddings, overrides, isolates: "Trojan Source"), no line or paragraph separator. */
bool gl_utf8_is_harmless(const unsigned char *s, size_t len);
/* Writes a code point that is not a surrogate as 1..4 bytes and answers how many. */
size_t gl_utf8_encode(uint32_t code_point, char ret_bytes[4]);

struct gl_utf8 {
    size_t invalid_at; /* offset of the first byte that is not UTF-8, or GL_STR_NONE */
    bool is_ascii;
};

struct gl_utf8 gl_utf8_check(struct gl_str text);

#endif
