#include "reports/wrap.h"

#include "base/word.h"

static bool is_space(char c)
{
    return c == ' ' || (c < ' ' && (c == '\n' || c == '\t' || c == '\r'));
}

size_t gl_columns(struct gl_str text)
{
    size_t count = 0, at = 0;

    for (; text.len - at >= GL_WORD_LEN; at += GL_WORD_LEN) {
        uint64_t word = gl_word_load(text.ptr + at);

        if (gl_word_beyond_ascii(word))
            break;
        count += GL_WORD_LEN;
    }
    for (; at < text.len; at++)
        count += ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
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
        bool is_plain = true; /* letters and signs of ASCII only: shown as they are */
        struct gl_str word;
        size_t begin, columns;

        while (i < text.len && is_space(text.ptr[i]))
            i++;
        for (begin = i; i < text.len && !is_space(text.ptr[i]); i++)
            is_plain = is_plain && text.ptr[i] > ' ' && text.ptr[i] < 0x7f;
        if (i == begin)
            break;
        word = (struct gl_str){text.ptr + begin, i - begin};
        columns = is_plain ? word.len : gl_columns(word);
        if (!is_line_start && at + 1 + columns > width) {
            gl_buf_add_char(out, '\n');
            gl_add_spaces(out, indent);
            at = indent;
        } else if (!is_line_start) {
            gl_buf_add_char(out, ' ');
            at++;
        }
        if (is_plain)
            gl_buf_add(out, word);
        else
            gl_buf_quote(out, word);
        at += columns;
        is_line_start = false;
    }
    return at;
}
