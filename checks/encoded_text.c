#include "checks/encoded_text.h"

#include <limits.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/limits.h"

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/* False when a character is none of base64, or the text is too short to tell it from a word. */
static bool decode_base64(struct gl_arena *arena, struct gl_str text, struct gl_str *ret_bytes)
{
    size_t digits = 0, len = 0;
    uint32_t bits = 0;
    char *out;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '=' || c == '\n' || c == '\r')
            continue;
        if (digit_of(c) < 0)
            return false;
        digits++;
    }
    if (digits < 16 || digits % 4 == 1)
        return false;
    out = gl_arena_alloc(arena, digits / 4 * 3 + 3, 1);
    digits = 0;
    for (size_t i = 0; i < text.len && len < GL_MAX_DECODED_TEXT; i++) {
        int digit = digit_of(text.ptr[i]);

        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        if (++digits % 4 == 0) {
            out[len++] = (char)(bits >> 16 & 0xff);
            out[len++] = (char)(bits >> 8 & 0xff);
            out[len++] = (char)(bits & 0xff);
        }
    }
    if (digits % 4 == 2)
        out[len++] = (char)(bits >> 4 & 0xff);
    if (digits % 4 == 3) {
        out[len++] = (char)(bits >> 10 & 0xff);
        out[len++] = (char)(bits >> 2 & 0xff);
    }
    *ret_bytes = (struct gl_str){out, len};
    return true;
}

static bool is_gzip(struct gl_str bytes)
{
    return bytes.len > 18 && (unsigned char)bytes.ptr[0] == 0x1f && (unsigned char)bytes.ptr[1] == 0x8b;
}

static struct gl_str inflate_gzip(struct gl_arena *arena, struct gl_str bytes)
{
    enum { GZIP_WINDOW = 15 + 16 };
    char *out = gl_arena_alloc(arena, GL_MAX_DECODED_TEXT, 1);
    z_stream stream = {.next_in = (const Bytef *)bytes.ptr,
                       .avail_in = bytes.len < UINT_MAX ? (uInt)bytes.len : UINT_MAX,
                       .next_out = (Bytef *)out,
                       .avail_out = GL_MAX_DECODED_TEXT};
    size_t len;

    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
        return bytes;
    (void)inflate(&stream, Z_FINISH); /* a broken end still leaves what came before it */
    len = GL_MAX_DECODED_TEXT - stream.avail_out;
    inflateEnd(&stream);
    return len ? (struct gl_str){out, len} : bytes;
}

struct gl_str gl_decode_text(struct gl_arena *arena, struct gl_str text)
{
    struct gl_str bytes;

    if (decode_base64(arena, gl_str_trim(text), &bytes))
        text = bytes;
    return is_gzip(text) ? inflate_gzip(arena, text) : text;
}
