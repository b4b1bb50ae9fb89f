#include "base/unicode.h"

#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/utf8.h"

enum { ZERO_WIDTH_JOINER = 0x200d };

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

/* What UAX #29 wants to know of the code points before a place, beyond the last one. */
struct cluster {
    ucs4_t last;
    bool has_picture;    /* a pictograph, and only extenders since (GB11) */
    unsigned indicators; /* regional indicators in a row (GB12, GB13) */
};

static bool ends_cluster(const struct cluster *cluster, ucs4_t next)
{
    bool is_indicator = uc_graphemeclusterbreak_property(next) == GBP_RI;

    if (cluster->last == ZERO_WIDTH_JOINER && cluster->has_picture &&
        uc_is_property_extended_pictographic(next))
        return false;
    if (cluster->indicators && is_indicator)
        return cluster->indicators % 2 == 0;
    return uc_is_grapheme_break(cluster->last, next);
}

static void extend_cluster(struct cluster *cluster, ucs4_t next)
{
    int property = uc_graphemeclusterbreak_property(next);

    if (uc_is_property_extended_pictographic(next))
        cluster->has_picture = true;
    else if (property != GBP_EXTEND && property != GBP_ZWJ)
        cluster->has_picture = false;
    cluster->indicators = property == GBP_RI ? cluster->indicators + 1 : 0;
    cluster->last = next;
}

size_t gl_grapheme_len(struct gl_str text)
{
    struct cluster cluster = {0};
    size_t at = 0;

    if (text.len == 0)
        return 0;
    /* two ASCII characters never form a cluster, but for CR LF */
    if (text.len > 1 && (unsigned char)text.ptr[0] < 0x80 && (unsigned char)text.ptr[1] < 0x80)
        return text.ptr[0] == '\r' && text.ptr[1] == '\n' ? 2 : 1;
    while (at < text.len) {
        size_t len;
        ucs4_t next = gl_unicode_first(gl_str_from(text, at), &len);

        if (at && ends_cluster(&cluster, next))
            break;
        extend_cluster(&cluster, next);
        at += len;
    }
    return at;
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
