#include "front/terraform/function/charset.h"

#include "base/buf.h"
#include "base/unicode.h"
#include "base/utf8.h"

enum form { BY_NAME_ONLY = 0, ONE_BYTE, UTF_8, UTF_16_BIG, UTF_16_LITTLE, UTF_16_MARKED };
enum { UPPER_HALF = 128, REPLACEMENT = 0xfffd, BYTE_ORDER_MARK = 0xfeff };

struct gl_tf_charset {
    const char *name, *aliases; /* with | between */
    enum form form;
    const char *upper; /* ONE_BYTE: the characters of 0x80 to 0xff, in UTF-8 */
};

static const struct gl_tf_charset charsets[] = {
    {"UTF-8", "csUTF8", UTF_8, NULL},
    {"UTF-16BE", "csUTF16BE", UTF_16_BIG, NULL},
    {"UTF-16LE", "csUTF16LE", UTF_16_LITTLE, NULL},
    {"UTF-16", "csUTF16", UTF_16_MARKED, NULL},
    {"Shift_JIS", "MS_Kanji|csShiftJIS", BY_NAME_ONLY, NULL},
    {"EUC-JP", "Extended_UNIX_Code_Packed_Format_for_Japanese|csEUCPkdFmtJapanese", BY_NAME_ONLY, NULL},
    {"ISO-2022-JP", "csISO2022JP", BY_NAME_ONLY, NULL},
    {"EUC-KR", "csEUCKR", BY_NAME_ONLY, NULL},
    {"GBK", "CP936|MS936|windows-936|csGBK", BY_NAME_ONLY, NULL},
    {"GB18030", "csGB18030", BY_NAME_ONLY, NULL},
    {"HZ-GB-2312", "", BY_NAME_ONLY, NULL},
    {"Big5", "csBig5", BY_NAME_ONLY, NULL},
    {"ISO-8859-6-E", "csISO88596E|ISO_8859-6-E", BY_NAME_ONLY, NULL},
    {"ISO-8859-6-I", "csISO88596I|ISO_8859-6-I", BY_NAME_ONLY, NULL},
    {"ISO-8859-8-E", "csISO88598E|ISO_8859-8-E", BY_NAME_ONLY, NULL},
    {"ISO-8859-8-I", "csISO88598I|ISO_8859-8-I", BY_NAME_ONLY, NULL},
    {"IBM037", "cp037|ebcdic-cp-us|csIBM037", BY_NAME_ONLY, NULL},
    {"IBM1047", "IBM-1047", BY_NAME_ONLY, NULL},
    {"IBM01140", "CCSID01140|CP01140|ebcdic-us-37+euro", BY_NAME_ONLY, NULL},
#define GL_NO_UPPER_HALF ""
#define GL_CHARSET(name, aliases, upper) {name, aliases, ONE_BYTE, upper},
#include "front/terraform/function/charsets.def"
#undef GL_CHARSET
#undef GL_NO_UPPER_HALF
};

const struct gl_tf_charset *gl_tf_find_charset(struct gl_str name)
{
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        struct gl_str rest = gl_str_of(charsets[i].aliases), alias;

        if (gl_str_eq_nocase(name, gl_str_of(charsets[i].name)))
            return &charsets[i];
        while (gl_str_cut(&rest, '|', &alias)) {
            if (alias.len && gl_str_eq_nocase(name, alias))
                return &charsets[i];
        }
    }
    return NULL;
}

const char *gl_tf_charset_name(const struct gl_tf_charset *charset)
{
    return charset->name;
}

bool gl_tf_charset_is_known(const struct gl_tf_charset *charset)
{
    return charset->form != BY_NAME_ONLY;
}

static void upper_half(const struct gl_tf_charset *charset, uint32_t *ret_characters)
{
    struct gl_str rest = gl_str_of(charset->upper);

    for (size_t i = 0; i < UPPER_HALF; i++)
        ret_characters[i] = REPLACEMENT;
    for (size_t i = 0; i < UPPER_HALF && rest.len; i++) {
        size_t len;

        ret_characters[i] = gl_unicode_first(rest, &len);
        rest = gl_str_from(rest, len);
    }
}

static bool encode_byte(const uint32_t *upper, uint32_t character, struct gl_buf *out)
{
    if (character < UPPER_HALF) {
        gl_buf_add_char(out, (char)character);
        return true;
    }
    for (unsigned i = 0; i < UPPER_HALF; i++) {
        if (upper[i] == character && character != REPLACEMENT) {
            gl_buf_add_char(out, (char)(i + UPPER_HALF));
            return true;
        }
    }
    return false;
}

static void encode_unit(bool is_little, uint32_t unit, struct gl_buf *out)
{
    gl_buf_add_char(out, (char)(is_little ? unit : unit >> 8));
    gl_buf_add_char(out, (char)(is_little ? unit >> 8 : unit));
}

static void encode_utf16(bool is_little, uint32_t character, struct gl_buf *out)
{
    if (character < 0x10000) {
        encode_unit(is_little, character, out);
        return;
    }
    encode_unit(is_little, 0xd800 + ((character - 0x10000) >> 10), out);
    encode_unit(is_little, 0xdc00 + ((character - 0x10000) & 0x3ff), out);
}

bool gl_tf_charset_encode(const struct gl_tf_charset *charset, struct gl_arena *arena, struct gl_str text,
                          struct gl_str *ret_bytes)
{
    uint32_t upper[UPPER_HALF] = {0};
    struct gl_buf out;
    bool fits = true;

    if (charset->form == UTF_8) {
        *ret_bytes = text;
        return true;
    }
    if (charset->form == ONE_BYTE)
        upper_half(charset, upper);
    gl_buf_init(&out);
    if (charset->form == UTF_16_MARKED)
        encode_unit(false, BYTE_ORDER_MARK, &out);
    while (text.len && fits) {
        size_t len;
        uint32_t character = gl_unicode_first(text, &len);

        if (charset->form == ONE_BYTE)
            fits = encode_byte(upper, character, &out);
        else
            encode_utf16(charset->form == UTF_16_LITTLE, character, &out);
        text = gl_str_from(text, len);
    }
    *ret_bytes = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return fits;
}

static void add_character(struct gl_buf *out, uint32_t character)
{
    char bytes[4];

    gl_buf_add(out, (struct gl_str){bytes, gl_utf8_encode(character, bytes)});
}

static void decode_utf16(struct gl_str bytes, bool is_little, struct gl_buf *out)
{
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    uint32_t high = 0;

    for (size_t i = 0; i + 1 < bytes.len; i += 2) {
        uint32_t unit = is_little ? (uint32_t)in[i + 1] << 8 | in[i] : (uint32_t)in[i] << 8 | in[i + 1];
        bool is_low = unit >= 0xdc00 && unit < 0xe000;

        if (high && is_low)
            add_character(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
        if (high && !is_low)
            add_character(out, REPLACEMENT);
        if (is_low && !high)
            add_character(out, REPLACEMENT);
        high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
        if (!is_low && !high)
            add_character(out, unit);
    }
    if (high || bytes.len % 2)
        add_character(out, REPLACEMENT);
}

static void decode_utf8(struct gl_str bytes, struct gl_buf *out)
{
    while (bytes.len) {
        size_t len = gl_utf8_len((const unsigned char *)bytes.ptr, bytes.len);

        if (len)
            gl_buf_add(out, gl_str_slice(bytes, 0, len));
        else
            add_character(out, REPLACEMENT);
        bytes = gl_str_from(bytes, len ? len : 1);
    }
}

static void decode_bytes(const struct gl_tf_charset *charset, struct gl_str bytes, struct gl_buf *out)
{
    uint32_t upper[UPPER_HALF] = {0};

    upper_half(charset, upper);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];

        add_character(out, byte < UPPER_HALF ? byte : upper[byte - UPPER_HALF]);
    }
}

bool gl_tf_charset_decode(const struct gl_tf_charset *charset, struct gl_arena *arena, struct gl_str bytes,
                          struct gl_str *ret_text)
{
    struct gl_buf out;
    bool is_little = charset->form == UTF_16_LITTLE;

    if (charset->form == UTF_16_MARKED && bytes.len > 1 &&
        (gl_str_starts_with(bytes, GL_STR("\xff\xfe")) || gl_str_starts_with(bytes, GL_STR("\xfe\xff")))) {
        is_little = bytes.ptr[0] == '\xff';
        bytes = gl_str_from(bytes, 2);
    }
    gl_buf_init(&out);
    switch (charset->form) {
    case UTF_8:
        decode_utf8(bytes, &out);
        break;
    case UTF_16_BIG:
    case UTF_16_LITTLE:
    case UTF_16_MARKED:
        decode_utf16(bytes, is_little, &out);
        break;
    case ONE_BYTE:
        decode_bytes(charset, bytes, &out);
        break;
    case BY_NAME_ONLY:
        break;
    }
    *ret_text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return !gl_str_contains(*ret_text, GL_STR("\xef\xbf\xbd"));
}
