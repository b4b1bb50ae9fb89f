#include "reports/wrap.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

size_t gl_columns(struct gl_str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

void gl_add_spaces(struct gl_buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        gl_buf_add_char(out, ' ');
}

size_t gl_wrap(struct gl_buf *out, struct gl_str text, size_t at, size_t indent, size_t width)
{
    size_t i = 0;
    bool is_line_start = true;

    while (i < text.len) {
        size_t begin, len;

        while (i < text.len && is_space(text.ptr[i]))
            i++;
        for (begin = i; i < text.len && !is_space(text.ptr[i]);)
            i++;
        if (i == begin)
            break;
        len = gl_columns(gl_str_slice(text, begin, i));
        if (!is_line_start && at + 1 + len > width) {
            gl_buf_add_char(out, '\n');
            gl_add_spaces(out, indent);
            at = indent;
        } else if (!is_line_start) {
            gl_buf_add_char(out, ' ');
            at++;
        }
        gl_buf_quote(out, gl_str_slice(text, begin, i));
        at += len;
        is_line_start = false;
    }
    return at;
}
