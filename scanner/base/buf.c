#include "base/buf.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format.h"
#include "base/pages.h"
#include "base/utf8.h"
#include "base/word.h"

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

enum { SMALLEST = 1024, MAPPED_FROM = 1024 * 1024, SMALLEST_MAPPED = 64 * 1024 * 1024 };

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
    enum { MOST = 20 };
    char digits[2 * MOST]; /* as many again are copied, so that the copy has a fixed size */
    size_t at = MOST;

    while (value >= 10) {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    }
    digits[--at] = (char)('0' + value);
    gl_buf_reserve(buf, MOST);
    memcpy(buf->ptr + buf->len, digits + at, MOST);
    buf->len += MOST - at;
}

/* The eight digits of a number, the highest first: its nibbles are spread, one a byte, then become digits. */
static void write_hex(char *at, uint32_t number)
{
    uint64_t word = __builtin_bswap32(number), is_letter;

    word = (word | word << 16) & 0x0000ffff0000ffffu;
    word = (word | word << 8) & 0x00ff00ff00ff00ffu;
    word = (word >> 4 | word << 8) & 0x0f0f0f0f0f0f0f0fu;
    is_letter = (word + 6 * GL_WORD_ONES) >> 4 & GL_WORD_ONES;
    gl_word_store(at, word + '0' * GL_WORD_ONES + is_letter * ('a' - '0' - 10));
}

void gl_buf_add_hex(struct gl_buf *buf, uint64_t value, size_t digits)
{
    char text[16];
    size_t len = value ? (67 - (size_t)__builtin_clzll(value)) / 4 : 1;

    write_hex(text, (uint32_t)(value >> 32));
    write_hex(text + 8, (uint32_t)value);
    len = len < digits ? digits : len;
    gl_buf_add(buf, (struct gl_str){text + sizeof text - len, len});
}

enum { USUAL = 256 }; /* room for most texts, so that they are formatted once */

void gl_buf_vprintf(struct gl_buf *buf, const char *format, va_list args)
{
    va_list again;
    size_t len;

    va_copy(again, args);
    gl_buf_reserve(buf, USUAL);
    len = gl_vformat(buf->ptr + buf->len, buf->capacity - buf->len, format, args);
    if (len >= buf->capacity - buf->len) {
        gl_buf_reserve(buf, len + 1);
        gl_vformat(buf->ptr + buf->len, len + 1, format, again);
    }
    va_end(again);
    buf->len += len;
}

void gl_buf_printf(struct gl_buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    gl_buf_vprintf(buf, format, args);
    va_end(args);
}

void gl_buf_add_json_escape(struct gl_buf *buf, unsigned char c)
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

/* Bytes that go as they are into a JSON string, into a sentence for people. */
enum plain { PLAIN_JSON, PLAIN_TEXT };

static bool is_plain(unsigned char c, enum plain where)
{
    return c >= 0x20 && c < 0x7f && (where == PLAIN_TEXT || (c != '"' && c != '\\'));
}

static uint64_t special_bytes(uint64_t word, enum plain where)
{
    uint64_t special = gl_word_below(word, 0x20) | gl_word_is(word, 0x7f) | gl_word_beyond_ascii(word);

    return where == PLAIN_TEXT ? special : special | gl_word_is(word, '"') | gl_word_is(word, '\\');
}

/* The first byte from `at` on that is not plain, or the end. */
static inline size_t skip_plain(struct gl_str s, size_t at, enum plain where)
{
    uint64_t special = 0;

    for (; s.len - at >= GL_WORD_LEN && !special; at += gl_word_first(special))
        special = special_bytes(gl_word_load(s.ptr + at), where);
    if (special || at == s.len)
        return at;
    if (s.len >= GL_WORD_LEN) { /* the end of the last word, with blanks behind it */
        size_t done = GL_WORD_LEN - (s.len - at);

        special = special_bytes(gl_word_load(s.ptr + s.len - GL_WORD_LEN) >> (8 * done) |
                                    (' ' * GL_WORD_ONES) << (8 * (GL_WORD_LEN - done)),
                                where);
        return special ? at + gl_word_first(special) : s.len;
    }
    while (at < s.len && is_plain((unsigned char)s.ptr[at], where))
        at++;
    return at;
}

/* A byte of a JSON string that is not plain, or the sequence that begins there; answers its bytes. */
static size_t add_json_special(struct gl_buf *buf, struct gl_str s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    size_t len = c < 0x80 ? 1 : gl_utf8_len((const unsigned char *)s.ptr + at, s.len - at);

    if (c < 0x80)
        gl_buf_add_json_escape(buf, c);
    else
        gl_buf_add(buf, len ? (struct gl_str){s.ptr + at, len} : GL_STR("\xef\xbf\xbd"));
    return len ? len : 1;
}

void gl_buf_add_json(struct gl_buf *buf, struct gl_str s)
{
    gl_buf_reserve(buf, s.len + 2);
    gl_buf_add_char(buf, '"');
    for (size_t at = 0; at < s.len;) {
        size_t end = skip_plain(s, at, PLAIN_JSON);

        gl_buf_add(buf, (struct gl_str){s.ptr + at, end - at});
        at = end < s.len ? end + add_json_special(buf, s, end) : end;
    }
    gl_buf_add_char(buf, '"');
}

/* A character that may do harm on a terminal is named, another one is kept; answers its bytes. */
static size_t quote_special(struct gl_buf *buf, struct gl_str s, size_t at)
{
    const unsigned char *c = (const unsigned char *)s.ptr + at;
    size_t len = gl_utf8_len(c, s.len - at);

    if (len > 0 && gl_utf8_is_harmless(c, len)) {
        gl_buf_add(buf, (struct gl_str){s.ptr + at, len});
        return len;
    }
    if (*c == '\n')
        gl_buf_add(buf, GL_STR("\\n"));
    else if (*c == '\t')
        gl_buf_add(buf, GL_STR("\\t"));
    else
        gl_buf_printf(buf, "\\x%02x", *c);
    return 1;
}

void gl_buf_quote(struct gl_buf *buf, struct gl_str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t end = skip_plain(s, at, PLAIN_TEXT);

        gl_buf_add(buf, (struct gl_str){s.ptr + at, end - at});
        at = end < s.len ? end + quote_special(buf, s, end) : end;
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
