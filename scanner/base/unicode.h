/* What Unicode says of text: grapheme clusters, normal form C, letters and case. The tables are
 * libunistring's. */
#ifndef GL_BASE_UNICODE_H
#define GL_BASE_UNICODE_H

#include "base/arena.h"

/* Bytes of the first grapheme cluster (UAX #29) of valid UTF-8; 0 only for an empty text. */
size_t gl_grapheme_len(struct gl_str text);
size_t gl_grapheme_count(struct gl_str text);
/* Normal form C; `text` itself where it is in that form already. Invalid UTF-8 is left as it is. */
struct gl_str gl_unicode_nfc(struct gl_arena *arena, struct gl_str text);
/* Each code point by its simple mapping, as Go's strings.ToUpper and ToLower do. */
struct gl_str gl_unicode_upper(struct gl_arena *arena, struct gl_str text);
struct gl_str gl_unicode_lower(struct gl_arena *arena, struct gl_str text);
/* The title form of one code point. */
uint32_t gl_unicode_title(uint32_t code_point);
/* UAX #31: may begin, may continue an identifier. */
bool gl_unicode_starts_id(uint32_t code_point);
bool gl_unicode_continues_id(uint32_t code_point);
bool gl_unicode_is_space(uint32_t code_point); /* White_Space */
/* The first code point of valid UTF-8 and its length in bytes. */
uint32_t gl_unicode_first(struct gl_str text, size_t *ret_len);

#endif
