/* Templates: the content of quoted strings, heredocs and bare templates. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "hcl/lexing.h"

static bool has(const struct gl_hcl_lexing *lexing, const char *at, size_t ahead, char c)
{
    return (size_t)(lexing->end - at) > ahead && at[ahead] == c;
}

/* Emits [from, to), in pieces where it is longer than a token can be. Bytes that are not UTF-8 make it TOLD.
 */
static void emit_text(struct gl_hcl_lexing *lexing, enum gl_hcl_token_kind kind, const char *from,
                      const char *to)
{
    struct gl_utf8 found = {.invalid_at = GL_STR_NONE};

    if (from == to)
        return;
    if (!lexing->text->is_ascii)
        found = gl_utf8_check((struct gl_str){from, (size_t)(to - from)});
    if (found.invalid_at != GL_STR_NONE) {
        lexing->at = from + found.invalid_at;
        gl_hcl_bad_character(lexing);
        lexing->at = to;
        return;
    }
    while (to - from > GL_HCL_MAX_TOKEN) {
        const char *cut = from + GL_HCL_MAX_TOKEN - 16; /* an escape is no longer than that */

        while (((unsigned char)*cut & 0xc0) == 0x80 || (cut[-1] == '\\' || cut[-1] == '$' || cut[-1] == '%'))
            cut--;
        gl_hcl_emit(lexing, kind, from, cut);
        from = cut;
    }
    gl_hcl_emit(lexing, kind, from, to);
}

/* At "${" or "%{", perhaps with ~ after it. */
static void open_sequence(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at;

    lexing->at += has(lexing, from, 2, '~') ? 3 : 2;
    gl_hcl_emit(lexing, *from == '$' ? GL_HCL_INTERPOLATION : GL_HCL_DIRECTIVE, from, lexing->at);
    gl_hcl_mode(lexing)->is_line_start = false;
    gl_hcl_push_mode(lexing, (struct gl_hcl_mode){.kind = GL_HCL_IN_CODE});
}

/* A line ends inside quotes: so does the string, and with it every string around it that began on this line.
 * What follows is read as code again, so that one forgotten quote does not turn the rest of the file around.
 */
static void end_at_newline(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at;
    uint32_t here = (uint32_t)(from - lexing->begin);

    while (lexing->at < lexing->end && (*lexing->at == '\n' || *lexing->at == '\r'))
        lexing->at++;
    gl_hcl_tell(lexing->text, gl_hcl_lexing_span(lexing, from, lexing->at),
                "close the string, write \\n for a line end, or write a heredoc",
                "Invalid multi-line string: a quoted string ends on the line on which it begins");
    gl_hcl_emit(lexing, GL_HCL_QUOTED_NEWLINE, from, lexing->at);
    gl_hcl_pop_mode(lexing);
    while (lexing->modes.len >= 3 * sizeof(struct gl_hcl_mode)) {
        const struct gl_hcl_mode *outer = gl_hcl_mode(lexing) - 1;

        if (outer->kind != GL_HCL_IN_QUOTES ||
            memchr(lexing->begin + outer->begin, '\n', here - outer->begin))
            return;
        gl_hcl_pop_mode(lexing);
        gl_hcl_pop_mode(lexing);
    }
}

/* The first byte from `at` on that means something inside quotes. */
static const char *skip_quoted(const char *at, const char *end)
{
    static const bool is_special[256] = {
        ['"'] = true, ['\\'] = true, ['$'] = true, ['%'] = true, ['\n'] = true, ['\r'] = true};

    while (at < end && !is_special[(unsigned char)*at])
        at++;
    return at;
}

/* What `~` trims is one token: "$" and "$${" stand alone. Moves *at behind it; false: a sequence opens. */
static bool lex_dollar(struct gl_hcl_lexing *lexing, const char **at, enum gl_hcl_token_kind plain)
{
    const char *from = *at;

    if (has(lexing, from, 1, '{'))
        return false;
    if (has(lexing, from, 1, *from) && has(lexing, from, 2, '{')) {
        *at = from + 3;
        gl_hcl_emit(lexing, plain == GL_HCL_QUOTED ? GL_HCL_QUOTED_ESCAPED : GL_HCL_LINE_ESCAPED, from, *at);
        return true;
    }
    *at = from + 1;
    if (*at == lexing->end &&
        gl_hcl_mode(lexing)->kind !=
            GL_HCL_IN_TEMPLATE) { /* as hashicorp/hcl has it, before it misses the quote */
        lexing->at = from;
        gl_hcl_bad_character(lexing);
        return true;
    }
    gl_hcl_emit(lexing, plain, from, *at);
    return true;
}

void gl_hcl_lex_quotes(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at, *at = from, *end = lexing->end;
    enum gl_hcl_token_kind kind = GL_HCL_QUOTED;

    for (;;) {
        at = skip_quoted(at, end);
        if (at < end && *at == '\\' && end - at > 1 && at[1] != '\n' && at[1] != '\r') {
            kind = GL_HCL_QUOTED_ESCAPED;
            at += 2;
            continue;
        }
        emit_text(lexing, kind, from, at);
        lexing->at = at;
        if (at == end)
            return;
        if (*at != '$' && *at != '%')
            break;
        if (!lex_dollar(lexing, &at, GL_HCL_QUOTED)) {
            open_sequence(lexing);
            return;
        }
        lexing->at = from = at;
        kind = GL_HCL_QUOTED;
    }
    if (*at == '\\') {
        gl_hcl_bad_character(lexing);
    } else if (*at == '"') {
        lexing->at++;
        gl_hcl_emit(lexing, GL_HCL_QUOTE_CLOSE, at, lexing->at);
        gl_hcl_pop_mode(lexing);
    } else {
        end_at_newline(lexing);
    }
}

static struct gl_str trim_unicode(struct gl_str text)
{
    text = gl_str_trim(text);
    while (text.len && (unsigned char)text.ptr[0] >= 0x80) {
        size_t len;

        if (!gl_unicode_is_space(gl_unicode_first(text, &len)) || len == 0)
            break;
        text = gl_str_trim(gl_str_from(text, len));
    }
    return text;
}

/* At a line's beginning: the line that holds only the marker ends the heredoc. */
static bool close_heredoc(struct gl_hcl_lexing *lexing)
{
    const struct gl_hcl_mode *mode = gl_hcl_mode(lexing);
    const char *from = lexing->at, *line_end = memchr(from, '\n', (size_t)(lexing->end - from)), *content;
    struct gl_str line;

    if (!line_end)
        return false;
    content = line_end > from && line_end[-1] == '\r' ? line_end - 1 : line_end;
    line = (struct gl_str){from, (size_t)(content - from)};
    if (line.len < mode->marker_len)
        return false;
    line = trim_unicode(line);
    if (line.len < mode->marker_len || memcmp(line.ptr, lexing->begin + mode->marker, mode->marker_len) != 0)
        return false;
    if (gl_str_trim(gl_str_from(line, mode->marker_len)).len)
        return false;
    gl_hcl_emit(lexing, GL_HCL_HEREDOC_CLOSE, from, content);
    gl_hcl_emit(lexing, GL_HCL_NEWLINE, content, line_end + 1);
    lexing->at = line_end + 1;
    gl_hcl_pop_mode(lexing);
    return true;
}

static const char *skip_line_text(const char *at, const char *end)
{
    while (at < end && *at != '$' && *at != '%' && *at != '\n' && *at != '\r')
        at++;
    return at;
}

void gl_hcl_lex_lines(struct gl_hcl_lexing *lexing)
{
    bool is_heredoc = gl_hcl_mode(lexing)->kind == GL_HCL_IN_HEREDOC;
    bool is_line_start = gl_hcl_mode(lexing)->is_line_start;
    const char *from = lexing->at, *at = from, *end = lexing->end;

    while (at < end) {
        if (is_heredoc && is_line_start && close_heredoc(lexing))
            return;
        is_line_start = false;
        at = skip_line_text(at, end);
        if (at < end && (*at == '\n' || (*at == '\r' && (has(lexing, at, 1, '\n') || !is_heredoc)))) {
            is_line_start = *at == '\n' || has(lexing, at, 1, '\n');
            at += *at == '\r' && is_line_start ? 2 : 1;
            if (!is_line_start)
                continue; /* a carriage return alone, in a bare template */
            emit_text(lexing, GL_HCL_LINE, from, at);
        } else {
            emit_text(lexing, GL_HCL_LINE, from, at);
            lexing->at = at;
            if (at < end && *at == '\r') {
                gl_hcl_bad_character(lexing);
                at++;
            } else if (at < end && !lex_dollar(lexing, &at, GL_HCL_LINE)) {
                open_sequence(lexing);
                return;
            }
        }
        lexing->at = from = at;
    }
    emit_text(lexing, GL_HCL_LINE, from, at);
    lexing->at = at;
}
