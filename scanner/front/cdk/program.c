#include "front/cdk/program.h"

#include "base/limits.h"

enum { MAX_BRACKETS = 512, MAX_TEMPLATE_NESTING = 32 };

struct lexer {
    struct gl_program *program;
    struct gl_arena *arena;
    struct gl_str text;
    size_t at;
    uint32_t open[MAX_BRACKETS]; /* tokens of the brackets that are open */
    size_t open_len;
};

enum gl_language gl_language_of(struct gl_str path)
{
    static const struct {
        struct gl_str suffix;
        enum gl_language language;
    } rows[] = {
        {GL_STR_INIT(".py"), GL_LANGUAGE_PYTHON},
        {GL_STR_INIT(".java"), GL_LANGUAGE_JAVA},
        {GL_STR_INIT(".cs"), GL_LANGUAGE_CSHARP},
        {GL_STR_INIT(".go"), GL_LANGUAGE_GO},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (gl_str_ends_with(path, rows[i].suffix))
            return rows[i].language;
    }
    return GL_LANGUAGE_SCRIPT;
}

static char byte_at(const struct lexer *lexer, size_t at)
{
    if (at < lexer->text.len)
        return lexer->text.ptr[at];
    return '\0';
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || gl_is_digit(c) ||
           (unsigned char)c >= 0x80;
}

static void add_token(struct lexer *lexer, enum gl_token_kind kind, size_t begin, size_t end)
{
    struct gl_program *program = lexer->program;
    struct gl_token *token = GL_PUSH(lexer->arena, program->tokens, program->len, program->capacity);

    *token = (struct gl_token){
        .begin = (uint32_t)begin,
        .end = (uint32_t)end,
        .partner = GL_NO_TOKEN,
        .parent = lexer->open_len ? lexer->open[lexer->open_len - 1] : GL_NO_TOKEN,
        .kind = (uint8_t)kind,
        .mark = '\0',
    };
    if (kind == GL_TOKEN_PUNCTUATION)
        token->mark = lexer->text.ptr[begin];
    lexer->at = end;
}

static char opening_of(char closing)
{
    if (closing == ')')
        return '(';
    return closing == ']' ? '[' : '{';
}

/* Closes the innermost bracket of the same kind; those inside it stay without partner. A closing bracket that
 * nothing opened is left alone. */
static void close_bracket(struct lexer *lexer)
{
    struct gl_token *tokens = lexer->program->tokens;
    uint32_t self = (uint32_t)lexer->program->len;
    char opening = opening_of(lexer->text.ptr[lexer->at]);
    size_t i = lexer->open_len;

    while (i > 0 && tokens[lexer->open[i - 1]].mark != opening)
        i--;
    if (i > 0)
        lexer->open_len = i - 1;
    add_token(lexer, GL_TOKEN_PUNCTUATION, lexer->at, lexer->at + 1);
    if (i > 0) {
        lexer->program->tokens[lexer->open[i - 1]].partner = self;
        lexer->program->tokens[self].partner = lexer->open[i - 1];
    }
}

static void open_bracket(struct lexer *lexer)
{
    uint32_t self = (uint32_t)lexer->program->len;

    add_token(lexer, GL_TOKEN_PUNCTUATION, lexer->at, lexer->at + 1);
    if (lexer->open_len < MAX_BRACKETS)
        lexer->open[lexer->open_len++] = self;
}

/* End of a string that begins with `quote` at `at`. One that is not closed ends with its line. */
static size_t string_end(const struct lexer *lexer, size_t at, char quote, bool has_escapes)
{
    for (at++; at < lexer->text.len; at++) {
        char c = lexer->text.ptr[at];

        if (c == quote)
            return at + 1;
        if (c == '\\' && has_escapes)
            at++;
        else if (c == '\n')
            return at;
    }
    return lexer->text.len;
}

static size_t triple_end(const struct lexer *lexer, size_t at, char quote)
{
    for (at += 3; at + 2 < lexer->text.len; at++) {
        if (lexer->text.ptr[at] == '\\')
            at++;
        else if (lexer->text.ptr[at] == quote && lexer->text.ptr[at + 1] == quote &&
                 lexer->text.ptr[at + 2] == quote)
            return at + 3;
    }
    return lexer->text.len;
}

/* End of a raw string of Go. */
static size_t raw_end(const struct lexer *lexer, size_t at)
{
    size_t end = gl_str_find_char(gl_str_from(lexer->text, at + 1), '`');

    return end == GL_STR_NONE ? lexer->text.len : at + 1 + end + 1;
}

/* End of a template literal. Levels alternate: text between backticks, code between ${ and }. `braces` counts
 * the open ones of each code level. */
static size_t template_end(const struct lexer *lexer, size_t at)
{
    unsigned braces[MAX_TEMPLATE_NESTING] = {0};
    size_t level = 1; /* odd: in text, even: in code */

    for (at++; at < lexer->text.len; at++) {
        char c = lexer->text.ptr[at];

        if (level % 2 == 1) {
            if (c == '\\')
                at++;
            else if (c == '`' && --level == 0)
                return at + 1;
            else if (c == '$' && byte_at(lexer, at + 1) == '{' && level + 1 < MAX_TEMPLATE_NESTING) {
                braces[++level] = 0;
                at++;
            }
        } else if (c == '`' && level + 1 < MAX_TEMPLATE_NESTING) {
            level++;
        } else if (c == '\'' || c == '"') {
            at = string_end(lexer, at, c, true) - 1;
        } else if (c == '{') {
            braces[level]++;
        } else if (c == '}') {
            if (braces[level] == 0)
                level--;
            else
                braces[level]--;
        }
    }
    return lexer->text.len;
}

/* A string at `quote_at`, whose token begins at `begin`: prefixes as in f"" and @"" belong to it. */
static void lex_string(struct lexer *lexer, size_t begin, size_t quote_at, bool has_holes, bool has_escapes)
{
    char quote = lexer->text.ptr[quote_at];
    bool is_triple = lexer->program->language != GL_LANGUAGE_SCRIPT && quote != '`' &&
                     byte_at(lexer, quote_at + 1) == quote && byte_at(lexer, quote_at + 2) == quote;
    size_t end;

    if (is_triple)
        end = triple_end(lexer, quote_at, quote);
    else if (quote != '`')
        end = string_end(lexer, quote_at, quote, has_escapes);
    else if (lexer->program->language == GL_LANGUAGE_GO)
        end = raw_end(lexer, quote_at);
    else
        end = template_end(lexer, quote_at);
    if (end > lexer->text.len)
        end = lexer->text.len;
    if (quote == '`' && lexer->program->language == GL_LANGUAGE_SCRIPT)
        has_holes = gl_str_contains(gl_str_slice(lexer->text, quote_at, end), GL_STR("${"));
    add_token(lexer, has_holes ? GL_TOKEN_PATTERN : GL_TOKEN_TEXT, begin, end);
}

/* f"", r'', rb"" in Python; true when the name at `begin` is such a prefix and the string was taken. */
static bool lex_prefixed_string(struct lexer *lexer, size_t begin, size_t end)
{
    bool has_holes = false, has_escapes = true;
    char quote = byte_at(lexer, end);

    if (lexer->program->language != GL_LANGUAGE_PYTHON || end - begin > 2 || (quote != '"' && quote != '\''))
        return false;
    for (size_t i = begin; i < end; i++) {
        switch (lexer->text.ptr[i] | 0x20) {
        case 'f':
            has_holes = true;
            break;
        case 'r':
            has_escapes = false;
            break;
        case 'b':
        case 'u':
            break;
        default:
            return false;
        }
    }
    lex_string(lexer, begin, end, has_holes, has_escapes);
    return true;
}

static void lex_name(struct lexer *lexer)
{
    size_t begin = lexer->at, end = begin;

    while (is_name_byte(byte_at(lexer, end)))
        end++;
    if (gl_is_digit(lexer->text.ptr[begin])) {
        while (is_name_byte(byte_at(lexer, end)) ||
               (byte_at(lexer, end) == '.' && gl_is_digit(byte_at(lexer, end + 1))))
            end++;
        add_token(lexer, GL_TOKEN_NUMBER, begin, end);
    } else if (!lex_prefixed_string(lexer, begin, end)) {
        add_token(lexer, GL_TOKEN_NAME, begin, end);
    }
}

/* Whether a slash here begins a regular expression: after an operator or a keyword, not after a value. */
static bool may_begin_regex(const struct lexer *lexer)
{
    static const struct gl_str keywords[] = {GL_STR_INIT("return"), GL_STR_INIT("typeof"),
                                             GL_STR_INIT("case"),   GL_STR_INIT("in"),
                                             GL_STR_INIT("of"),     GL_STR_INIT("yield")};
    const struct gl_program *program = lexer->program;
    const struct gl_token *last;

    if (program->language != GL_LANGUAGE_SCRIPT)
        return false;
    if (program->len == 0)
        return true;
    last = &program->tokens[program->len - 1];
    if (last->kind == GL_TOKEN_PUNCTUATION)
        return last->mark != ')' && last->mark != ']' && last->mark != '}';
    for (size_t i = 0; last->kind == GL_TOKEN_NAME && i < sizeof keywords / sizeof *keywords; i++) {
        if (gl_program_is_name(program, program->len - 1, keywords[i]))
            return true;
    }
    return false;
}

/* A regular expression ends on its line; when it does not, the slash was a division. */
static bool lex_regex(struct lexer *lexer)
{
    bool in_class = false;

    for (size_t at = lexer->at + 1; at < lexer->text.len && lexer->text.ptr[at] != '\n'; at++) {
        char c = lexer->text.ptr[at];

        if (c == '\\') {
            at++;
        } else if (c == '/' && !in_class) {
            for (at++; is_name_byte(byte_at(lexer, at)); at++)
                ;
            add_token(lexer, GL_TOKEN_REGEX, lexer->at, at);
            return true;
        } else if (c == '[' || c == ']') {
            in_class = c == '[';
        }
    }
    return false;
}

static bool skip_comment(struct lexer *lexer)
{
    struct gl_str rest = gl_str_from(lexer->text, lexer->at);
    bool is_python = lexer->program->language == GL_LANGUAGE_PYTHON;
    size_t end;

    if (!is_python && gl_str_starts_with(rest, GL_STR("/*"))) {
        end = gl_str_find(gl_str_from(rest, 2), GL_STR("*/"));
        lexer->at = end == GL_STR_NONE ? lexer->text.len : lexer->at + end + 4;
        return true;
    }
    if (!gl_str_starts_with(rest, is_python ? GL_STR("#") : GL_STR("//")) &&
        !(lexer->at == 0 && gl_str_starts_with(rest, GL_STR("#!"))))
        return false;
    end = gl_str_find_char(rest, '\n');
    lexer->at = end == GL_STR_NONE ? lexer->text.len : lexer->at + end;
    return true;
}

/* $"", @"" and $@"" of C#; true when one was taken. */
static bool lex_csharp_string(struct lexer *lexer)
{
    size_t at = lexer->at;
    bool has_holes = false, has_escapes = true;

    if (lexer->program->language != GL_LANGUAGE_CSHARP)
        return false;
    for (; byte_at(lexer, at) == '$' || byte_at(lexer, at) == '@'; at++) {
        has_holes |= lexer->text.ptr[at] == '$';
        has_escapes &= lexer->text.ptr[at] != '@';
    }
    if (at == lexer->at || byte_at(lexer, at) != '"')
        return false;
    lex_string(lexer, lexer->at, at, has_holes, has_escapes);
    return true;
}

static void lex_one(struct lexer *lexer)
{
    char c = lexer->text.ptr[lexer->at];

    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        lexer->at++;
    else if (skip_comment(lexer) || lex_csharp_string(lexer))
        return;
    else if (is_name_byte(c))
        lex_name(lexer);
    else if (c == '"' || c == '\'' || c == '`')
        lex_string(lexer, lexer->at, lexer->at, false, true);
    else if (c == '(' || c == '[' || c == '{')
        open_bracket(lexer);
    else if (c == ')' || c == ']' || c == '}')
        close_bracket(lexer);
    else if (c != '/' || !may_begin_regex(lexer) || !lex_regex(lexer))
        add_token(lexer, GL_TOKEN_PUNCTUATION, lexer->at, lexer->at + 1);
}

void gl_program_lex(struct gl_program *program, struct gl_arena *arena)
{
    struct lexer lexer = {.program = program, .arena = arena, .text = program->source->text};

    if (gl_str_starts_with(lexer.text, GL_STR("\xef\xbb\xbf")))
        lexer.at = 3;
    while (lexer.at < lexer.text.len)
        lex_one(&lexer);
}

/* What stands between the quotes; a string that is not closed goes to its end. */
static struct gl_str between_quotes(struct gl_str bytes, bool may_be_triple)
{
    static const struct gl_str triples[] = {GL_STR_INIT("\"\"\""), GL_STR_INIT("'''")};
    size_t quote = 0, width = 1;
    struct gl_str mark;

    while (quote < bytes.len && bytes.ptr[quote] != '"' && bytes.ptr[quote] != '\'' &&
           bytes.ptr[quote] != '`')
        quote++;
    bytes = gl_str_from(bytes, quote);
    for (size_t i = 0; may_be_triple && i < sizeof triples / sizeof *triples; i++) {
        if (gl_str_starts_with(bytes, triples[i]))
            width = triples[i].len;
    }
    mark = gl_str_slice(bytes, 0, width);
    if (bytes.len >= 2 * width && gl_str_ends_with(bytes, mark))
        return gl_str_slice(bytes, width, bytes.len - width);
    return gl_str_from(bytes, width);
}

struct gl_str gl_program_bytes(const struct gl_program *program, size_t token)
{
    struct gl_str bytes;

    if (token >= program->len)
        return (struct gl_str){0};
    bytes = gl_str_slice(program->source->text, program->tokens[token].begin, program->tokens[token].end);
    if (program->tokens[token].kind != GL_TOKEN_TEXT && program->tokens[token].kind != GL_TOKEN_PATTERN)
        return bytes;
    return between_quotes(bytes, program->language != GL_LANGUAGE_SCRIPT);
}

bool gl_program_is(const struct gl_program *program, size_t token, char mark)
{
    return token < program->len && program->tokens[token].kind == GL_TOKEN_PUNCTUATION &&
           program->tokens[token].mark == mark;
}

bool gl_program_is_name(const struct gl_program *program, size_t token, struct gl_str name)
{
    return token < program->len && program->tokens[token].kind == GL_TOKEN_NAME &&
           gl_str_eq(gl_program_bytes(program, token), name);
}

/* One character of a literal: an escaped byte stands for itself but for \n and \t. */
static char literal_byte(struct gl_str literal, size_t *at)
{
    char c = literal.ptr[*at];

    if (c != '\\' || *at + 1 >= literal.len)
        return c;
    c = literal.ptr[++*at];
    return (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
}

/* Length of a hole at `at`: ${...} or {...}; 0 when there is none. */
static size_t hole_at(struct gl_str literal, size_t at)
{
    size_t begin = at, depth = 0;

    if (literal.ptr[at] == '$')
        at++;
    if (at >= literal.len || literal.ptr[at] != '{')
        return 0;
    for (; at < literal.len; at++) {
        if (literal.ptr[at] == '{')
            depth++;
        else if (literal.ptr[at] == '}' && --depth == 0)
            return at + 1 - begin;
    }
    return 0;
}

/* Glob matching with the last hole as the only one to come back to: linear in practice, quadratic at worst.
 */
static bool matches(struct gl_str literal, struct gl_str text, bool has_holes)
{
    size_t i = 0, j = 0, resume_literal = GL_STR_NONE, resume_text = 0;

    while (j < text.len || i < literal.len) {
        size_t hole = has_holes && i < literal.len ? hole_at(literal, i) : 0, at = i;

        if (hole > 0) {
            i += hole;
            resume_literal = i;
            resume_text = j;
        } else if (i < literal.len && j < text.len && literal_byte(literal, &at) == text.ptr[j]) {
            i = at + 1;
            j++;
        } else if (resume_literal != GL_STR_NONE && resume_text < text.len) {
            i = resume_literal;
            j = ++resume_text;
        } else {
            return false;
        }
    }
    return true;
}

bool gl_program_may_be(const struct gl_program *program, size_t token, struct gl_str text)
{
    enum { MAX_COMPARED = 1024 };
    struct gl_str literal;

    if (token >= program->len)
        return false;
    literal = gl_program_bytes(program, token);
    if (literal.len > MAX_COMPARED || text.len > MAX_COMPARED)
        return false;
    if (program->tokens[token].kind == GL_TOKEN_TEXT)
        return matches(literal, text, false);
    return program->tokens[token].kind == GL_TOKEN_PATTERN && matches(literal, text, true);
}

size_t gl_program_token_at(const struct gl_program *program, uint32_t offset)
{
    size_t low = 0, high = program->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (program->tokens[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool next_letter(struct gl_str name, size_t *at, char *ret_letter)
{
    while (*at < name.len && (name.ptr[*at] == '_' || name.ptr[*at] == '-'))
        ++*at;
    if (*at == name.len)
        return false;
    *ret_letter = name.ptr[(*at)++];
    if (*ret_letter >= 'A' && *ret_letter <= 'Z')
        *ret_letter = (char)(*ret_letter + 'a' - 'A');
    return true;
}

bool gl_program_same_name(struct gl_str a, struct gl_str b)
{
    size_t i = 0, j = 0;
    char x = '\0', y = '\0';

    for (;;) {
        bool has_x = next_letter(a, &i, &x), has_y = next_letter(b, &j, &y);

        if (has_x != has_y)
            return false;
        if (!has_x)
            return true;
        if (x != y)
            return false;
    }
}
