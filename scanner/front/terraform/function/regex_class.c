#include "base/unicode.h"
#include "front/terraform/function/regex_syntax.h"

static const char *const names[] = {"alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
                                    "lower", "print", "punct", "space", "upper", "word",  "xdigit"};

static bool fail_open(struct gl_tf_regex_reading *reading, size_t begin)
{
    return gl_tf_regex_fail(reading, "missing closing ]", begin, reading->text.len);
}

/* [:alpha:]; *ret_is_named is false where it is none. */
static bool read_named(struct gl_tf_regex_reading *reading, bool *ret_is_named)
{
    struct gl_str rest = gl_str_from(reading->text, reading->at), name;
    size_t end = gl_str_find(rest, GL_STR(":]"));

    *ret_is_named = gl_str_starts_with(rest, GL_STR("[:")) && end != GL_STR_NONE && end >= 2;
    if (!*ret_is_named)
        return true;
    name = gl_str_slice(rest, 2, end);
    if (name.len && name.ptr[0] == '^')
        name = gl_str_from(name, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq(name, gl_str_of(names[i]))) {
            gl_buf_add(&reading->pattern->text, gl_str_slice(rest, 0, end + 2));
            reading->at += end + 2;
            return true;
        }
    }
    return gl_tf_regex_fail(reading, "invalid character class range", reading->at, reading->at + end + 2);
}

static bool read_character(struct gl_tf_regex_reading *reading, size_t begin, uint32_t *ret_character)
{
    size_t len;

    if (reading->at >= reading->text.len)
        return fail_open(reading, begin);
    if (reading->text.ptr[reading->at] == '\\')
        return gl_tf_regex_escape(reading, ret_character);
    *ret_character = gl_unicode_first(gl_str_from(reading->text, reading->at), &len);
    reading->at += len;
    return true;
}

/* One character, or a range of them. */
static bool read_range(struct gl_tf_regex_reading *reading, size_t begin)
{
    struct gl_buf *out = &reading->pattern->text;
    struct gl_str text = reading->text;
    size_t from = reading->at;
    uint32_t low = 0, high = 0;

    if (!read_character(reading, begin, &low))
        return false;
    gl_tf_regex_add(out, low);
    if (reading->at + 1 >= text.len || text.ptr[reading->at] != '-' || text.ptr[reading->at + 1] == ']')
        return true;
    reading->at++;
    if (!read_character(reading, begin, &high))
        return false;
    if (high < low)
        return gl_tf_regex_fail(reading, "invalid character class range", from, reading->at);
    gl_buf_add_char(out, '-');
    gl_tf_regex_add(out, high);
    return true;
}

static bool read_item(struct gl_tf_regex_reading *reading, size_t begin)
{
    struct gl_str text = reading->text;
    char next = (char)(reading->at + 1 < text.len ? text.ptr[reading->at + 1] : 0);
    const char *shorthand;
    bool is_named = false;

    if (!read_named(reading, &is_named) || is_named)
        return is_named && reading->mistake.what == NULL;
    if (text.ptr[reading->at] != '\\')
        return read_range(reading, begin);
    if (next == 'p' || next == 'P')
        return gl_tf_regex_property(reading, &reading->pattern->text);
    shorthand = gl_tf_regex_shorthand(next, true);
    if (!shorthand)
        return read_range(reading, begin);
    gl_buf_add(&reading->pattern->text, gl_str_of(shorthand));
    reading->at += 2;
    return true;
}

bool gl_tf_regex_class(struct gl_tf_regex_reading *reading)
{
    size_t begin = reading->at++;
    bool is_first = true;

    gl_buf_add_char(&reading->pattern->text, '[');
    if (reading->at < reading->text.len && reading->text.ptr[reading->at] == '^') {
        gl_buf_add_char(&reading->pattern->text, '^');
        reading->at++;
    }
    while (reading->at < reading->text.len && (is_first || reading->text.ptr[reading->at] != ']')) {
        if (!read_item(reading, begin))
            return false;
        is_first = false;
    }
    if (reading->at >= reading->text.len)
        return fail_open(reading, begin);
    reading->at++;
    gl_buf_add_char(&reading->pattern->text, ']');
    return true;
}
