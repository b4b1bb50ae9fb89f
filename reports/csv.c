#include "reports/csv.h"

void gl_csv_add(struct gl_buf *out, struct gl_str text, bool is_last)
{
    bool is_formula = text.len > 0 && gl_str_find_char(GL_STR("=+-@\t\r"), text.ptr[0]) != GL_STR_NONE;
    bool is_quoted = is_formula || (text.len > 0 && text.ptr[0] == ' ');

    for (size_t i = 0; i < text.len && !is_quoted; i++)
        is_quoted = text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r';
    if (is_quoted)
        gl_buf_add_char(out, '"');
    if (is_formula)
        gl_buf_add_char(out, '\'');
    for (size_t i = 0; is_quoted && i < text.len; i++) {
        if (text.ptr[i] == '"')
            gl_buf_add_char(out, '"');
        gl_buf_add_char(out, text.ptr[i]);
    }
    if (is_quoted)
        gl_buf_add_char(out, '"');
    else
        gl_buf_add(out, text);
    gl_buf_add_char(out, is_last ? '\n' : ',');
}
