/* Growable byte buffer for output. Owns its memory; grows up to `max` bytes, then aborts (a report is bounded
 * by truncation long before). An initialised buffer is always valid; gl_buf_free accepts an empty one. */
#ifndef GL_BASE_BUF_H
#define GL_BASE_BUF_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

struct gl_buf {
    char *ptr;
    size_t len, capacity;
    bool is_mapped; /* ptr comes from gl_pages_map, not from malloc */
};

void gl_buf_init(struct gl_buf *buf);
void gl_buf_free(struct gl_buf *buf);
void gl_buf_grow(struct gl_buf *buf, size_t more); /* the slow path of gl_buf_reserve */

static inline void gl_buf_reserve(struct gl_buf *buf, size_t more)
{
    if (more > buf->capacity - buf->len)
        gl_buf_grow(buf, more);
}

static inline void gl_buf_add(struct gl_buf *buf, struct gl_str s)
{
    if (s.len == 0)
        return;
    gl_buf_reserve(buf, s.len);
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
}

static inline void gl_buf_add_char(struct gl_buf *buf, char c)
{
    gl_buf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
}

void gl_buf_add_u64(struct gl_buf *buf, uint64_t value);
/* Lower case, zeros in front up to `digits`, at most 16. */
void gl_buf_add_hex(struct gl_buf *buf, uint64_t value, size_t digits);
void gl_buf_vprintf(struct gl_buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
void gl_buf_printf(struct gl_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void gl_buf_add_json(struct gl_buf *buf, struct gl_str s);
/* One ASCII character as an escape sequence: \n, \u001f. */
void gl_buf_add_json_escape(struct gl_buf *buf, unsigned char c);
/* User text for a terminal or a message: control characters (escape sequences too) become \xNN or \n, \t. */
void gl_buf_quote(struct gl_buf *buf, struct gl_str s);
/* A relative or absolute path as URI reference: percent-encoded per RFC 3986, '/' kept. */
void gl_buf_add_uri(struct gl_buf *buf, struct gl_str path);
struct gl_str gl_buf_str(const struct gl_buf *buf); /* borrowed until the next call */

#endif
