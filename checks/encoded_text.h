/* Text as it was before base64 and gzip: user data comes in all four forms.
 *
 * Bounded: at most GL_MAX_DECODED_TEXT bytes come out, whatever the input claims. */
#ifndef GL_CHECKS_ENCODED_TEXT_H
#define GL_CHECKS_ENCODED_TEXT_H

#include "base/arena.h"

/* The decoded text, or `text` itself when it is neither base64 nor gzip. A stream that ends early gives what
 * it has. */
struct gl_str gl_decode_text(struct gl_arena *arena, struct gl_str text);

#endif
