#include "base/unicode.h"

#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/utf8.h"

static const uint8_t *bytes(struct gl_str text)
{
    return (const uint8_t *)text.ptr;
}

static bool is_ascii(struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

size_t gl_grapheme_len(struct gl_str text)
{
    const uint8_t *next;

    if (text.len == 0)
        return 0;
    /* two ASCII characters never form a cluster, but for CR LF */
    if (text.len > 1 && (unsigned char)text.ptr[0] < 0x80 && (unsigned char)text.ptr[1] < 0x80)
        return text.ptr[0] == '\r' && text.ptr[1] == '\n' ? 2 : 1;
    next = u8_grapheme_next(bytes(text), bytes(text) + text.len);
    return next ? (size_t)(next - bytes(text)) : text.len;
}

size_t gl_grapheme_count(struct gl_str text)
{
    size_t count = 0;

    for (; text.len; count++)
        text = gl_str_from(text, gl_grapheme_len(text));
    return count;
}

struct gl_str gl_unicode_nfc(struct gl_arena *arena, struct gl_str text)
{
    struct gl_str copy;
    uint8_t *normal;
    size_t len = 0;

    if (is_ascii(text))
        return text;
    normal = u8_normalize(UNINORM_NFC, bytes(text), text.len, NULL, &len);
    if (!normal)
        return text;
    copy = gl_arena_copy(arena, (struct gl_str){(const char *)normal, len});
    free(normal);
    return gl_str_eq(copy, text) ? text : copy;
}

static struct gl_str map(struct gl_arena *arena, struct gl_str text, ucs4_t (*change)(ucs4_t))
{
    enum { LONGEST = 4 };
    char *out = gl_arena_alloc(arena, text.len + 1, LONGEST);
    size_t len = 0, step;

    for (size_t at = 0; at < text.len; at += step) {
        uint32_t code_point = gl_unicode_first(gl_str_from(text, at), &step);

        len += gl_utf8_encode(change(code_point), out + len);
    }
    return (struct gl_str){out, len};
}

struct gl_str gl_unicode_upper(struct gl_arena *arena, struct gl_str text)
{
    return map(arena, text, uc_toupper);
}

struct gl_str gl_unicode_lower(struct gl_arena *arena, struct gl_str text)
{
    return map(arena, text, uc_tolower);
}

uint32_t gl_unicode_title(uint32_t code_point)
{
    return uc_totitle(code_point);
}

bool gl_unicode_starts_id(uint32_t code_point)
{
    return uc_is_property(code_point, UC_PROPERTY_ID_START);
}

bool gl_unicode_continues_id(uint32_t code_point)
{
    return uc_is_property(code_point, UC_PROPERTY_ID_CONTINUE);
}

bool gl_unicode_is_letter(uint32_t code_point)
{
    return uc_is_general_category_withtable(code_point, UC_CATEGORY_MASK_L);
}

bool gl_unicode_is_space(uint32_t code_point)
{
    return uc_is_property(code_point, UC_PROPERTY_WHITE_SPACE);
}

uint32_t gl_unicode_first(struct gl_str text, size_t *ret_len)
{
    ucs4_t code_point = 0;

    *ret_len = 0;
    if (text.len == 0)
        return 0;
    *ret_len = (size_t)u8_mbtouc(&code_point, bytes(text), text.len);
    return code_point;
}
