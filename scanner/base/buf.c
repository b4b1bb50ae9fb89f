#include "base/buf.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pages.h"
#include "base/utf8.h"

void gl_buf_init(struct gl_buf *buf)
{
    *buf = (struct gl_buf){0};
}

static void release(struct gl_buf *buf)
{
    if (buf->is_mapped)
        gl_pages_unmap(buf->ptr, buf->capacity);
    else
        free(buf->ptr);
}

void gl_buf_free(struct gl_buf *buf)
{
    release(buf);
    *buf = (struct gl_buf){0};
}

enum { SMALLEST = 1024, MAPPED_FROM = 1024 * 1024, SMALLEST_MAPPED = 16 * 1024 * 1024 };

/* A report of many megabytes goes to pages of its own, with room to grow that costs nothing until it is used.
 */
static void move_to_pages(struct gl_buf *buf, size_t needed)
{
    size_t capacity = SMALLEST_MAPPED;
    char *pages;

    while (capacity < needed)
        capacity *= 2;
    pages = gl_pages_map(capacity);
    if (buf->len)
        memcpy(pages, buf->ptr, buf->len);
    release(buf);
    *buf = (struct gl_buf){.ptr = pages, .len = buf->len, .capacity = capacity, .is_mapped = true};
}

void gl_buf_grow(struct gl_buf *buf, size_t more)
{
    size_t needed, capacity = buf->capacity ? buf->capacity : SMALLEST;

    gl_assert(!__builtin_add_overflow(buf->len, more, &needed) && needed < SIZE_MAX / 4);
    if (needed <= buf->capacity)
        return;
    if (needed >= MAPPED_FROM && gl_pages_are_used()) {
        move_to_pages(buf, needed);
        return;
    }
    while (capacity < needed)
        capacity *= 2;
    buf->ptr = realloc(buf->ptr, capacity);
    gl_assert(buf->ptr != NULL);
    buf->capacity = capacity;
}

void gl_buf_add_u64(struct gl_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    gl_buf_add(buf, (struct gl_str){digits + at, sizeof digits - at});
}

enum { USUAL = 256 }; /* room for most texts, so that they are formatted once */

void gl_buf_vprintf(struct gl_buf *buf, const char *format, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    gl_buf_reserve(buf, USUAL);
    len = vsnprintf(buf->ptr + buf->len, buf->capacity - buf->len, format, args);
    gl_assert(len >= 0);
    if ((size_t)len >= buf->capacity - buf->len) {
        gl_buf_reserve(buf, (size_t)len + 1);
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
    }
    va_end(again);
    buf->len += (size_t)len;
}

void gl_buf_printf(struct gl_buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    gl_buf_vprintf(buf, format, args);
    va_end(args);
}

static void add_json_byte(struct gl_buf *buf, unsigned char c)
{
    static const char short_form[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};

    if (c < sizeof short_form && short_form[c]) {
        gl_buf_add_char(buf, '\\');
        gl_buf_add_char(buf, short_form[c]);
    } else {
        gl_buf_printf(buf, "\\u%04x", c);
    }
}

static inline bool is_plain_json(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void gl_buf_add_json(struct gl_buf *buf, struct gl_str s)
{
    size_t plain = 0, at = 0;

    gl_buf_reserve(buf, s.len + 2);
    gl_buf_add_char(buf, '"');
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        size_t len = 1;

        if (is_plain_json(c)) {
            at++;
            continue;
        }
        if (c >= 0x80)
            len = gl_utf8_len((const unsigned char *)s.ptr + at, s.len - at);
        if (len > 1) {
            at += len;
            continue;
        }
        gl_buf_add(buf, gl_str_slice(s, plain, at));
        if (len == 0)
            gl_buf_add(buf, GL_STR("\xef\xbf\xbd"));
        else
            add_json_byte(buf, c);
        plain = ++at;
    }
    gl_buf_add(buf, gl_str_slice(s, plain, at));
    gl_buf_add_char(buf, '"');
}

void gl_buf_quote(struct gl_buf *buf, struct gl_str s)
{
    for (size_t at = 0; at < s.len;) {
        unsigned char c = (unsigned char)s.ptr[at];
        size_t len = c < 0x80 ? 1 : gl_utf8_len((const unsigned char *)s.ptr + at, s.len - at);

        if (len == 0 || !gl_utf8_is_harmless((const unsigned char *)s.ptr + at, len)) {
            if (c == '\n')
                gl_buf_add(buf, GL_STR("\\n"));
            else if (c == '\t')
                gl_buf_add(buf, GL_STR("\\t"));
            else
                gl_buf_printf(buf, "\\x%02x", c);
            at++;
            continue;
        }
        gl_buf_add(buf, (struct gl_str){s.ptr + at, len});
        at += len;
    }
}

static bool is_uri_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void gl_buf_add_uri(struct gl_buf *buf, struct gl_str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if (is_uri_plain(c))
            gl_buf_add_char(buf, (char)c);
        else
            gl_buf_printf(buf, "%%%02X", c);
    }
}

struct gl_str gl_buf_str(const struct gl_buf *buf)
{
    return (struct gl_str){buf->ptr, buf->len};
}
