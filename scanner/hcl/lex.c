/* Code: names, numbers, operators, brackets, comments. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "hcl/lexing.h"

/* Letters, digits, _ and -: what continues a name. */
static const bool continues_name[256] = {
    ['-'] = true, ['_'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,
    ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true, ['A'] = true, ['B'] = true,
    ['C'] = true, ['D'] = true, ['E'] = true, ['F'] = true, ['G'] = true, ['H'] = true, ['I'] = true,
    ['J'] = true, ['K'] = true, ['L'] = true, ['M'] = true, ['N'] = true, ['O'] = true, ['P'] = true,
    ['Q'] = true, ['R'] = true, ['S'] = true, ['T'] = true, ['U'] = true, ['V'] = true, ['W'] = true,
    ['X'] = true, ['Y'] = true, ['Z'] = true, ['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true,
    ['e'] = true, ['f'] = true, ['g'] = true, ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true,
    ['l'] = true, ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true, ['q'] = true, ['r'] = true,
    ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true, ['y'] = true,
    ['z'] = true};

struct gl_span gl_hcl_lexing_span(const struct gl_hcl_lexing *lexing, const char *begin, const char *end)
{
    return gl_hcl_span(lexing->text, (size_t)(begin - lexing->begin), (size_t)(end - lexing->begin));
}

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

/* Length of the character at `at`, 0 where it is not UTF-8. */
static size_t character_len(const char *at, const char *end)
{
    return gl_utf8_len((const unsigned char *)at, (size_t)(end - at));
}

static uint32_t code_point(const char *at, const char *end)
{
    size_t len;

    return gl_unicode_first((struct gl_str){at, (size_t)(end - at)}, &len);
}

/* ID_Continue, with the four characters that Unicode 15.1 added and libunistring may not have yet. */
static bool continues_id(uint32_t c)
{
    return gl_unicode_continues_id(c) || c == 0x200c || c == 0x200d || c == 0x30fb || c == 0xff65;
}

static const char *skip_name(const char *at, const char *end)
{
    for (;;) {
        size_t len;

        while (at < end && continues_name[(unsigned char)*at])
            at++;
        if (at == end || (unsigned char)*at < 0x80)
            return at;
        len = character_len(at, end);
        if (len == 0 || !continues_id(code_point(at, end)))
            return at;
        at += len;
    }
}

static bool starts_name(const char *at, const char *end)
{
    if (at == end)
        return false;
    if ((unsigned char)*at >= 0x80)
        return character_len(at, end) > 0 && gl_unicode_starts_id(code_point(at, end));
    return continues_name[(unsigned char)*at] && *at != '-' && !is_digit(at, end);
}

/* Digits, points and exponents as far as a digit ends them: 1.2.3 and 1...1 are one wrong number each. */
static const char *skip_number(const char *at, const char *end)
{
    const char *last = at;

    while (at < end) {
        if (is_digit(at, end)) {
            last = ++at;
        } else if (*at == '.') {
            at++;
        } else if (*at == 'e' || *at == 'E') {
            at += end - at > 1 && (at[1] == '+' || at[1] == '-') ? 2 : 1;
            if (!is_digit(at, end))
                break;
        } else {
            break;
        }
    }
    return last;
}

static const char *reason_of(uint32_t character, const char **ret_remedy)
{
    *ret_remedy = NULL;
    switch (character) {
    case '\'':
        *ret_remedy = "write strings in double quotes";
        return "single quotes are not valid";
    case '`':
        *ret_remedy = "write text of several lines as a heredoc";
        return "backticks are not valid";
    case ';':
        *ret_remedy = "begin a new line instead";
        return "a semicolon is not valid here";
    case 0x201c:
    case 0x201d:
        *ret_remedy = "write straight quotes";
        return "curly quotes do not begin or end a string";
    case '\r':
        *ret_remedy = "end lines with LF or CR LF";
        return "a carriage return without a line feed";
    default:
        return "this character does not belong here";
    }
}

void gl_hcl_bad_character(struct gl_hcl_lexing *lexing)
{
    const char *at = lexing->at, *remedy, *reason;
    size_t len = character_len(at, lexing->end);
    struct gl_span span = gl_hcl_lexing_span(lexing, at, at + (len ? len : 1));

    if (len == 0) {
        gl_hcl_tell(lexing->text, span, "save the file as UTF-8",
                    "Invalid character encoding: byte 0x%02x is not valid UTF-8",
                    (unsigned)(unsigned char)*at);
    } else {
        reason = reason_of(code_point(at, lexing->end), &remedy);
        gl_hcl_tell(lexing->text, span, remedy, "Invalid character: %s", reason);
    }
    lexing->at += len ? len : 1;
    gl_hcl_emit(lexing, GL_HCL_TOLD, at, lexing->at);
}

static void bad_operator(struct gl_hcl_lexing *lexing)
{
    const char *at = lexing->at++;

    gl_hcl_tell(lexing->text, gl_hcl_lexing_span(lexing, at, at + 1),
                *at == '&'   ? "the logical operator is &&"
                : *at == '|' ? "the logical operator is ||"
                : *at == '~' ? "the logical operator is !"
                             : NULL,
                "Unsupported operator: there are no bitwise operators");
    gl_hcl_emit(lexing, GL_HCL_TOLD, at, at + 1);
}

static void newline(struct gl_hcl_lexing *lexing, const char *from)
{
    if (lexing->last != GL_HCL_NEWLINE)
        gl_hcl_emit(lexing, GL_HCL_NEWLINE, from, lexing->at);
}

static void line_comment(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at, *line_end = memchr(from, '\n', (size_t)(lexing->end - from));

    lexing->at = line_end ? line_end + 1 : lexing->end;
    if (line_end)
        newline(lexing, from);
}

/* A comment that is never closed is none: its slash is an operator. */
static bool block_comment(struct gl_hcl_lexing *lexing)
{
    size_t found = GL_STR_NONE;

    if (!lexing->no_comment_end)
        found = gl_str_find((struct gl_str){lexing->at + 2, (size_t)(lexing->end - lexing->at) - 2},
                            GL_STR("*/"));
    lexing->no_comment_end = found == GL_STR_NONE;
    if (found == GL_STR_NONE)
        return false;
    lexing->at += found + 4;
    return true;
}

/* <<EOT or <<-EOT and a line end. */
static bool heredoc(struct gl_hcl_lexing *lexing)
{
    const char *at = lexing->at, *end = lexing->end, *marker = at + 2, *after;

    if (marker < end && *marker == '-')
        marker++;
    if (!starts_name(marker, end))
        return false;
    after = skip_name(marker, end);
    lexing->at = after < end && *after == '\r' ? after + 1 : after;
    if (lexing->at == end || *lexing->at != '\n') {
        lexing->at = at;
        return false;
    }
    lexing->at++;
    gl_hcl_emit(lexing, GL_HCL_HEREDOC_OPEN, at, lexing->at);
    gl_hcl_push_mode(lexing, (struct gl_hcl_mode){.kind = GL_HCL_IN_HEREDOC,
                                                  .is_line_start = true,
                                                  .begin = (uint32_t)(at - lexing->begin),
                                                  .marker = (uint32_t)(marker - lexing->begin),
                                                  .marker_len = (uint32_t)(after - marker)});
    return true;
}

static void emit_len(struct gl_hcl_lexing *lexing, enum gl_hcl_token_kind kind, size_t len)
{
    gl_hcl_emit(lexing, kind, lexing->at, lexing->at + len);
    lexing->at += len;
}

static bool next_is(const struct gl_hcl_lexing *lexing, size_t ahead, char c)
{
    return (size_t)(lexing->end - lexing->at) > ahead && lexing->at[ahead] == c;
}

/* Operators of one or two characters. */
static void lex_operator(struct gl_hcl_lexing *lexing)
{
    static const struct {
        char first, second;
        uint8_t alone, together;
    } operators[] = {{'=', '=', GL_HCL_ASSIGN, GL_HCL_T_EQUAL},
                     {'=', '>', GL_HCL_ASSIGN, GL_HCL_ARROW},
                     {'!', '=', GL_HCL_BANG, GL_HCL_T_NOT_EQUAL},
                     {'<', '=', GL_HCL_T_LESS, GL_HCL_T_LESS_EQUAL},
                     {'>', '=', GL_HCL_T_GREATER, GL_HCL_T_GREATER_EQUAL},
                     {':', ':', GL_HCL_COLON, GL_HCL_DOUBLE_COLON},
                     {'&', '&', GL_HCL_TOLD, GL_HCL_T_AND},
                     {'|', '|', GL_HCL_TOLD, GL_HCL_T_OR}};
    enum gl_hcl_token_kind alone = GL_HCL_TOLD;

    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].first != *lexing->at)
            continue;
        alone = (enum gl_hcl_token_kind)operators[i].alone;
        if (next_is(lexing, 1, operators[i].second)) {
            emit_len(lexing, (enum gl_hcl_token_kind)operators[i].together, 2);
            return;
        }
    }
    if (alone == GL_HCL_TOLD)
        bad_operator(lexing);
    else
        emit_len(lexing, alone, 1);
}

/* A closing brace, perhaps after ~: it ends the interpolation when no brace is open in it. */
static void close_brace(struct gl_hcl_lexing *lexing, bool has_tilde)
{
    struct gl_hcl_mode *mode = gl_hcl_mode(lexing);
    bool is_inside = lexing->modes.len > sizeof *mode;
    size_t len = has_tilde ? 2 : 1;

    if (mode->braces == 0 && is_inside) {
        gl_hcl_pop_mode(lexing);
        emit_len(lexing, GL_HCL_SEQUENCE_END, len);
        return;
    }
    if (mode->braces)
        mode->braces--;
    emit_len(lexing, has_tilde ? GL_HCL_SEQUENCE_END : GL_HCL_BRACE_CLOSE, len);
}

static void open_quote(struct gl_hcl_lexing *lexing)
{
    gl_hcl_push_mode(lexing, (struct gl_hcl_mode){.kind = GL_HCL_IN_QUOTES,
                                                  .begin = (uint32_t)(lexing->at - lexing->begin)});
    emit_len(lexing, GL_HCL_QUOTE_OPEN, 1);
}

static void lex_name_or_other(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at;

    if (!starts_name(from, lexing->end)) {
        gl_hcl_bad_character(lexing);
        return;
    }
    lexing->at = skip_name(from, lexing->end);
    gl_hcl_emit(lexing, GL_HCL_NAME, from, lexing->at);
}

/* Brackets and what may be more than one character; true: the mode may have changed. */
static bool lex_other(struct gl_hcl_lexing *lexing)
{
    const char *from = lexing->at;

    switch (*from) {
    case '"':
        open_quote(lexing);
        return true;
    case '{':
        gl_hcl_mode(lexing)->braces++;
        emit_len(lexing, GL_HCL_BRACE_OPEN, 1);
        return false;
    case '}':
        close_brace(lexing, false);
        return true;
    case '.':
        if (next_is(lexing, 1, '.') && next_is(lexing, 2, '.'))
            emit_len(lexing, GL_HCL_ELLIPSIS, 3);
        else
            emit_len(lexing, GL_HCL_DOT, 1);
        return false;
    case '/':
        if (next_is(lexing, 1, '/'))
            line_comment(lexing);
        else if (!next_is(lexing, 1, '*') || !block_comment(lexing))
            emit_len(lexing, GL_HCL_T_SLASH, 1);
        return false;
    case '<':
        if (next_is(lexing, 1, '<') && heredoc(lexing))
            return true;
        lex_operator(lexing);
        return false;
    case '~':
        if (!next_is(lexing, 1, '}')) {
            bad_operator(lexing);
            return false;
        }
        close_brace(lexing, true);
        return true;
    case '=':
    case '!':
    case '>':
    case '&':
    case '|':
    case '^':
    case ':':
        lex_operator(lexing);
        return false;
    default:
        lex_name_or_other(lexing);
        return false;
    }
}

static void lex_code(struct gl_hcl_lexing *lexing)
{
    static const uint8_t single[128] = {
        ['['] = GL_HCL_BRACKET_OPEN, [']'] = GL_HCL_BRACKET_CLOSE, ['('] = GL_HCL_PAREN_OPEN,
        [')'] = GL_HCL_PAREN_CLOSE,  [','] = GL_HCL_COMMA,         ['?'] = GL_HCL_QUESTION,
        ['+'] = GL_HCL_T_PLUS,       ['-'] = GL_HCL_T_MINUS,       ['*'] = GL_HCL_T_STAR,
        ['%'] = GL_HCL_T_PERCENT};

    while (lexing->at < lexing->end) {
        const char *from = lexing->at;
        unsigned char c = (unsigned char)*from;

        if (c == ' ' || c == '\t') {
            lexing->at++;
        } else if (c == '\n' || (c == '\r' && next_is(lexing, 1, '\n'))) {
            lexing->at += c == '\n' ? 1 : 2;
            newline(lexing, from);
        } else if (c < sizeof single && single[c]) {
            emit_len(lexing, (enum gl_hcl_token_kind)single[c], 1);
        } else if (c >= '0' && c <= '9') {
            lexing->at = skip_number(from, lexing->end);
            gl_hcl_emit(lexing, GL_HCL_DIGITS, from, lexing->at);
        } else if (continues_name[c]) {
            lexing->at = skip_name(from + 1, lexing->end);
            gl_hcl_emit(lexing, GL_HCL_NAME, from, lexing->at);
        } else if (c == '#') {
            line_comment(lexing);
        } else if (lex_other(lexing)) {
            return;
        }
    }
}

void gl_hcl_lex(struct gl_hcl_text *text, bool is_template, struct gl_buf *tokens)
{
    struct gl_hcl_lexing lexing = {.text = text, .tokens = tokens};

    lexing.begin = text->bytes.len ? text->bytes.ptr : "";
    lexing.at = lexing.begin;
    lexing.end = lexing.begin + text->bytes.len;
    if (gl_str_starts_with(text->bytes, GL_STR("\xef\xbb\xbf")))
        lexing.at += 3;
    gl_hcl_push_mode(&lexing,
                     (struct gl_hcl_mode){.kind = is_template ? GL_HCL_IN_TEMPLATE : GL_HCL_IN_CODE});
    while (lexing.at < lexing.end) {
        switch ((enum gl_hcl_mode_kind)gl_hcl_mode(&lexing)->kind) {
        case GL_HCL_IN_CODE:
            lex_code(&lexing);
            break;
        case GL_HCL_IN_QUOTES:
            gl_hcl_lex_quotes(&lexing);
            break;
        case GL_HCL_IN_HEREDOC:
        case GL_HCL_IN_TEMPLATE:
            gl_hcl_lex_lines(&lexing);
            break;
        }
    }
    gl_hcl_emit(&lexing, GL_HCL_END, lexing.end, lexing.end);
    gl_buf_free(&lexing.modes);
}
