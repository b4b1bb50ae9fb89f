#include "base/utf8.h"

#include <string.h>

size_t gl_utf8_len(const unsigned char *s, size_t left)
{
    size_t len = s[0] < 0x80                   ? 1
                 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                 : (s[0] & 0xf0) == 0xe0       ? 3
                 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                               : 0;

    if (len == 0 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] >= 0x90))
        return 0;
    return len;
}

bool gl_utf8_is_harmless(const unsigned char *s, size_t len)
{
    if (len == 1)
        return s[0] >= 0x20 && s[0] != 0x7f;
    if (len == 2)
        return s[0] != 0xc2 || s[1] >= 0xa0;
    if (len == 3 && s[0] == 0xe2 && s[1] == 0x80)
        return s[2] < 0xa8 || s[2] > 0xae;                                              /* U+2028 to U+202E */
    return !(len == 3 && s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9); /* U+2066 to U+2069 */
}

size_t gl_utf8_encode(uint32_t code_point, char ret_bytes[4])
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;

    for (size_t i = len; i > 1; i--) {
        ret_bytes[i - 1] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    ret_bytes[0] = (char)(lead[len] | code_point);
    return len;
}

/* Bytes at the beginning that are surely ASCII: in steps of four words. */
static size_t skip_ascii(const char *bytes, size_t len)
{
    const uint64_t high_bits = 0x8080808080808080u;
    uint64_t words[4];
    size_t at = 0;

    for (; len - at >= sizeof words; at += sizeof words) {
        memcpy(words, bytes + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & high_bits)
            break;
    }
    while (at < len && (unsigned char)bytes[at] < 0x80)
        at++;
    return at;
}

struct gl_utf8 gl_utf8_check(struct gl_str text)
{
    struct gl_utf8 result = {.invalid_at = GL_STR_NONE, .is_ascii = true};
    size_t at = 0;

    while (at < text.len) {
        size_t len;

        at += skip_ascii(text.ptr + at, text.len - at);
        if (at == text.len)
            break;
        len = gl_utf8_len((const unsigned char *)text.ptr + at, text.len - at);
        if (len != 1)
            result.is_ascii = false;
        if (len == 0) {
            result.invalid_at = at;
            return result;
        }
        at += len;
    }
    return result;
}
