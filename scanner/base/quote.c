/* Quotes the source line of a span and marks it: "  41 |   Port: 22" over "     |         ^~". */
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"

enum { MAX_WIDTH = 88, TAB = 4 };

#define CUT_MARK GL_STR("\xe2\x80\xa6") /* one column: there is more of the line */

struct line_view {
    struct gl_buf text;          /* what is shown: tabs expanded, control characters replaced */
    size_t mark_begin, mark_end; /* columns in `text` */
};

static void add_shown(struct line_view *view, struct gl_str line, size_t at, size_t len)
{
    if (line.ptr[at] == '\t')
        gl_buf_add(&view->text, GL_STR("    "));
    else if (!gl_utf8_is_harmless((const unsigned char *)line.ptr + at, len) ||
             gl_utf8_len((const unsigned char *)line.ptr + at, line.len - at) != len)
        gl_buf_add_char(&view->text, '?');
    else
        gl_buf_add(&view->text, (struct gl_str){line.ptr + at, len});
}

static size_t code_point_len(struct gl_str line, size_t at)
{
    size_t len = gl_utf8_len((const unsigned char *)line.ptr + at, line.len - at);

    return len ? len : 1;
}

/* Shows the part of the line around [begin, end), at most MAX_WIDTH code points of it. */
static void view_line(struct line_view *view, struct gl_str line, size_t begin, size_t end)
{
    size_t from = 0, column = 0, shown = 0, at;

    if (end - begin < MAX_WIDTH && end > MAX_WIDTH)
        from = end - MAX_WIDTH;
    else if (begin > MAX_WIDTH / 4 && end > MAX_WIDTH)
        from = begin - MAX_WIDTH / 4;
    while (from > 0 && from < line.len && ((unsigned char)line.ptr[from] & 0xc0) == 0x80)
        from--;
    view->mark_begin = view->mark_end = GL_STR_NONE;
    if (from > 0) {
        gl_buf_add(&view->text, CUT_MARK);
        column++;
    }
    for (at = from; at < line.len && shown < MAX_WIDTH; shown++) {
        size_t len = code_point_len(line, at);

        if (at >= begin && view->mark_begin == GL_STR_NONE)
            view->mark_begin = column;
        if (at < end)
            view->mark_end = column + (line.ptr[at] == '\t' ? TAB : 1);
        add_shown(view, line, at, len);
        column += line.ptr[at] == '\t' ? TAB : 1;
        at += len;
    }
    if (at < line.len)
        gl_buf_add(&view->text, CUT_MARK);
    if (view->mark_begin == GL_STR_NONE)
        view->mark_begin = column;
    if (view->mark_end == GL_STR_NONE || view->mark_end <= view->mark_begin)
        view->mark_end = view->mark_begin + 1;
}

void gl_quote_span(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span, unsigned indent)
{
    struct gl_source *source = gl_sources_get(sources, span.source);
    struct gl_position at = gl_source_position(source, span.begin);
    struct gl_str line = gl_source_line(source, at.line);
    struct line_view view = {0};
    size_t begin, end;

    if (!line.ptr || line.len == 0 || source->is_never_quoted)
        return;
    begin = span.begin - (size_t)(line.ptr - source->text.ptr);
    end = begin + (span.end > span.begin ? span.end - span.begin : 1);
    if (begin > line.len)
        begin = line.len;
    if (end > line.len)
        end = line.len;
    while (end > begin + 1 && (line.ptr[end - 1] == ' ' || line.ptr[end - 1] == '\t'))
        end--;
    gl_buf_init(&view.text);
    view_line(&view, line, begin, end);
    gl_buf_printf(out, "%*s%5u | ", (int)indent, "", at.line);
    gl_buf_add(out, gl_buf_str(&view.text));
    gl_buf_printf(out, "\n%*s      | %*s^", (int)indent, "", (int)view.mark_begin, "");
    for (size_t i = view.mark_begin + 1; i < view.mark_end; i++)
        gl_buf_add_char(out, '~');
    gl_buf_add_char(out, '\n');
    gl_buf_free(&view.text);
}
