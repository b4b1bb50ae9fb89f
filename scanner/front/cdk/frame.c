#include "front/cdk/frame.h"

/* Takes ":123" off the end of `text`; false when it does not end so, or the number is 0. */
static bool cut_number(struct gl_str *text, uint32_t *ret_number)
{
    size_t colon = gl_str_find_last_char(*text, ':');
    int64_t number;

    if (colon == GL_STR_NONE || !gl_str_to_i64(gl_str_from(*text, colon + 1), &number) || number < 1 ||
        number > INT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    *text = gl_str_slice(*text, 0, colon);
    return true;
}

static bool ends_in_number(struct gl_str text)
{
    return text.len > 0 && text.ptr[text.len - 1] >= '0' && text.ptr[text.len - 1] <= '9';
}

/* Where frames name code that is not the user's: packages, node itself, the jsii kernel. */
static bool is_foreign(struct gl_str file)
{
    static const struct gl_str marks[] = {
        GL_STR_INIT("node_modules"), GL_STR_INIT("jsii-kernel-"), GL_STR_INIT("site-packages"),
        GL_STR_INIT("jsii-runtime"), GL_STR_INIT("lib/python3"),
    };

    if (gl_str_starts_with(file, GL_STR("node:")) || gl_str_starts_with(file, GL_STR("internal/")))
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (gl_str_contains(file, marks[i]))
            return true;
    }
    /* "<anonymous>", "native", "evalmachine.<anonymous>": no file at all */
    return gl_str_find_last_char(file, '.') == GL_STR_NONE || gl_str_find_char(file, '<') != GL_STR_NONE;
}

static struct gl_str without_scheme(struct gl_str file)
{
    if (!gl_str_starts_with(file, GL_STR("file://")))
        return file;
    file = gl_str_from(file, GL_STR("file://").len);
    /* file:///C:/app/bin/app.mjs */
    if (file.len > 2 && file.ptr[0] == '/' && file.ptr[2] == ':')
        file = gl_str_from(file, 1);
    return file;
}

bool gl_frame_parse(struct gl_str text, struct gl_frame *ret_frame)
{
    struct gl_frame frame = {0};
    struct gl_str what = {0}, where = gl_str_trim(text);
    size_t paren;

    if (gl_str_starts_with(where, GL_STR("at ")))
        where = gl_str_trim(gl_str_from(where, 3));
    if (gl_str_starts_with(where, GL_STR("...")))
        return false;
    paren = gl_str_find(where, GL_STR(" (")); /* no name has one, a folder may */
    if (paren != GL_STR_NONE && gl_str_ends_with(where, GL_STR(")"))) {
        what = gl_str_slice(where, 0, paren);
        where = gl_str_slice(where, paren + 2, where.len - 1);
    } else if (gl_str_starts_with(where, GL_STR("async "))) {
        where = gl_str_from(where, 6);
    }
    where = without_scheme(where);
    if (gl_str_ends_with(where, GL_STR(":")))
        where = gl_str_slice(where, 0, where.len - 1); /* a column of one digit, taken off */
    if (!cut_number(&where, &frame.column))
        return false;
    if (!cut_number(&where, &frame.line)) {
        if (ends_in_number(where))
            return false;          /* a line 0, or one that no file has */
        frame.line = frame.column; /* "file.py:12" */
        frame.column = 0;
    }
    if (what.len > where.len && gl_str_starts_with(without_scheme(what), where))
        frame.column = 0;
    if (where.len == 0 || is_foreign(where))
        return false;
    frame.file = where;
    *ret_frame = frame;
    return true;
}
