#include "read/template.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The functions and keywords that begin an action of a Helm chart (helm.sh/docs/chart_template_guide). */
static bool is_action_word(struct gl_str word)
{
    static const char *const words[] = {"if",     "else",    "end",    "range",    "with",    "include",
                                        "define", "block",   "tpl",    "template", "toYaml",  "printf",
                                        "quote",  "default", "lookup", "required", "fail",    "int",
                                        "not",    "and",     "or",     "eq",       "fromYaml"};

    return GL_STR_IS_ONE_OF(word, words);
}

/* What follows "{{". */
static bool is_action(struct gl_str rest)
{
    size_t len = 0;

    if (gl_str_starts_with(rest, GL_STR("-")))
        rest = gl_str_from(rest, 1);
    while (rest.len && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t'))
        rest = gl_str_from(rest, 1);
    if (gl_str_starts_with(rest, GL_STR("/*")))
        return true;
    if (rest.len >= 2 && (rest.ptr[0] == '.' || rest.ptr[0] == '$') && is_word_char(rest.ptr[1]))
        return true;
    while (len < rest.len && is_word_char(rest.ptr[len]))
        len++;
    return is_action_word(gl_str_slice(rest, 0, len));
}

static size_t find_in_line(struct gl_str line)
{
    for (size_t i = 0; i + 1 < line.len; i++) {
        if (line.ptr[i] == '#' && (i == 0 || line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '\t'))
            return GL_STR_NONE;
        if (line.ptr[i] != '{')
            continue;
        if (line.ptr[i + 1] == '%' || (line.ptr[i + 1] == '{' && is_action(gl_str_from(line, i + 2))))
            return i;
    }
    return GL_STR_NONE;
}

size_t gl_template_find(struct gl_str text)
{
    struct gl_str rest = text, line;

    while (gl_str_cut(&rest, '\n', &line)) {
        size_t at = find_in_line(line);

        if (at != GL_STR_NONE)
            return (size_t)(line.ptr - text.ptr) + at;
    }
    return GL_STR_NONE;
}

enum gl_err gl_template_fail(struct gl_reading *reading, size_t at)
{
    struct gl_span span = gl_reading_span(reading, at, at + 2);
    struct gl_str rest = gl_str_from(reading->source->text, at);

    if (gl_str_starts_with(rest, GL_STR("{{resolve:")))
        return gl_reading_fail(reading, GL_ERR_SYNTAX, span, "put it in quotes",
                               "a dynamic reference without quotes is not a string in YAML");
    return gl_reading_fail(reading, GL_ERR_UNSUPPORTED, span, "render it first and scan the result",
                           "looks like a Helm template; not read");
}
