#include "reports/escape.h"

#include "base/unicode.h"
#include "base/utf8.h"

#define ELLIPSIS GL_STR("\xe2\x80\xa6")

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"';
}

/* Bytes of the character at `at`; *ret_is_shown: as it is. U+FFFE and U+FFFF are no characters of XML. */
static size_t character(struct gl_str text, size_t at, bool *ret_is_shown)
{
    const unsigned char *s = (const unsigned char *)text.ptr + at;
    size_t len = gl_utf8_len(s, text.len - at);

    *ret_is_shown =
        len > 0 && gl_utf8_is_harmless(s, len) && !(len == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe);
    return len ? len : 1;
}

static void add_bytes(struct gl_buf *out, struct gl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        gl_buf_printf(out, "\\x%02x", (unsigned char)bytes.ptr[i]);
}

static void add_character(struct gl_buf *out, struct gl_str c, bool is_shown)
{
    if (!is_shown && c.len == 1)
        gl_buf_quote(out, c);
    else if (!is_shown)
        add_bytes(out, c);
    else if (c.ptr[0] == '&')
        gl_buf_add(out, GL_STR("&amp;"));
    else if (c.ptr[0] == '<')
        gl_buf_add(out, GL_STR("&lt;"));
    else if (c.ptr[0] == '>')
        gl_buf_add(out, GL_STR("&gt;"));
    else if (c.ptr[0] == '"')
        gl_buf_add(out, GL_STR("&quot;"));
    else
        gl_buf_add(out, c);
}

void gl_xml_add(struct gl_buf *out, struct gl_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        bool is_shown;

        while (end < text.len && is_plain((unsigned char)text.ptr[end]))
            end++;
        gl_buf_add(out, gl_str_slice(text, at, end));
        if (end == text.len)
            return;
        at = end + character(text, end, &is_shown);
        add_character(out, gl_str_slice(text, end, at), is_shown);
    }
}

/* Source: Unicode Standard Annex #11, the ranges that are wide throughout. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

/* Bytes of the beginning that take at most `columns`, and how many they take. */
static size_t fitting(struct gl_str text, size_t columns, size_t *ret_columns)
{
    size_t at = 0, used = 0;

    while (at < text.len) {
        bool is_shown;
        size_t len = character(text, at, &is_shown), width = 1;

        if (!is_shown)
            width = 4 * len;
        else if (len > 2)
            width = is_wide(gl_unicode_first(gl_str_slice(text, at, at + len), &len)) ? 2 : 1;
        if (used + width > columns)
            break;
        used += width;
        at += len;
    }
    *ret_columns = used;
    return at;
}

/* What is shown of a text, without the ellipsis. */
static struct gl_str shown_part(struct gl_str text, size_t columns)
{
    size_t used, end = fitting(text, columns, &used);

    if (end < text.len)
        end = fitting(text, columns > 0 ? columns - 1 : 0, &used);
    return gl_str_slice(text, 0, end);
}

void gl_xml_add_short(struct gl_buf *out, struct gl_str text, size_t columns)
{
    struct gl_str shown = shown_part(text, columns);

    gl_xml_add(out, shown);
    if (shown.len < text.len)
        gl_buf_add(out, ELLIPSIS);
}

/* Bytes of the end that take at most `columns`. */
static struct gl_str last_part(struct gl_str text, size_t columns)
{
    size_t at = text.len > 4 * columns ? text.len - 4 * columns : 0, used;

    while (at < text.len && (((unsigned char)text.ptr[at] & 0xc0) == 0x80 ||
                             fitting(gl_str_from(text, at), columns, &used) < text.len - at))
        at++;
    return gl_str_from(text, at);
}

void gl_text_add_name(struct gl_buf *out, struct gl_str name, size_t columns)
{
    size_t used;

    if (fitting(name, columns, &used) == name.len) {
        gl_buf_add(out, name);
        return;
    }
    gl_buf_add(out, gl_str_slice(name, 0, fitting(name, columns / 2, &used)));
    gl_buf_add(out, ELLIPSIS);
    gl_buf_add(out, last_part(name, columns - columns / 2 - 1));
}

size_t gl_shown_columns(struct gl_str text, size_t most)
{
    size_t used, end = fitting(text, most, &used);

    return end < text.len ? most : used;
}

void gl_dot_add(struct gl_buf *out, struct gl_str text)
{
    for (size_t at = 0; at < text.len;) {
        bool is_shown;
        size_t len = character(text, at, &is_shown);
        struct gl_str c = gl_str_slice(text, at, at + len);

        if (!is_shown) {
            gl_buf_add_char(out, '\\');
            add_character(out, c, false);
        } else {
            if (c.ptr[0] == '"' || c.ptr[0] == '\\')
                gl_buf_add_char(out, '\\');
            gl_buf_add(out, c);
        }
        at += len;
    }
}
