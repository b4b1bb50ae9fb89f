#include "base/limits.h"
#include "base/utf8.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/regex.h"

/* Of matching, in one step of evaluating: what fails has to be paid for too, since can() goes on. */
enum { STEPS_A_STEP = 64 };

static bool fail_too_long(const struct gl_tf_call *call)
{
    return gl_tf_fail_function(call, "the regular expression takes too long on this text");
}

static bool compile(const struct gl_tf_call *call, struct gl_str pattern, struct gl_tf_regex *ret_regex)
{
    struct gl_tf_regex_mistake mistake = {0};

    if (gl_tf_regex_init(ret_regex, call->eval->arena, pattern, &mistake)) {
        if (ret_regex->pattern.named == 0 || ret_regex->pattern.named == ret_regex->pattern.groups)
            return true;
        gl_tf_regex_free(ret_regex);
        return gl_tf_fail_argument(
            call, 0, "invalid regexp pattern: cannot mix both named and unnamed capture groups");
    }
    gl_tf_regex_free(ret_regex);
    return gl_tf_fail_argument(call, 0, "invalid regexp pattern: %s in %.*s", mistake.what,
                               GL_STR_ARG(mistake.where));
}

/* Whether a later group has the same name: the last one counts. */
static bool is_named_again(const struct gl_tf_regex *regex, size_t group)
{
    for (size_t i = group + 1; i < regex->pattern.groups; i++) {
        if (gl_str_eq(regex->pattern.names[i], regex->pattern.names[group]))
            return true;
    }
    return false;
}

/* What one match gives: a string without groups, an object with named ones, else a tuple. */
static const struct gl_tf_type *match_type(const struct gl_tf_call *call, const struct gl_tf_regex *regex)
{
    struct gl_arena *arena = call->eval->arena;
    size_t len = regex->pattern.groups, named = 0;
    const struct gl_tf_type **items;
    struct gl_tf_field *fields;

    if (len == 0)
        return &gl_tf_string;
    if (regex->pattern.named) {
        fields = GL_NEW_ARRAY(arena, struct gl_tf_field, len);
        for (size_t i = 0; i < len; i++) {
            if (!is_named_again(regex, i))
                fields[named++] =
                    (struct gl_tf_field){.name = regex->pattern.names[i], .type = &gl_tf_string};
        }
        return gl_tf_object_of(arena, fields, named);
    }
    items = GL_NEW_ARRAY(arena, const struct gl_tf_type *, len);
    for (size_t i = 0; i < len; i++)
        items[i] = &gl_tf_string;
    return gl_tf_tuple_of(arena, items, len);
}

static struct gl_tf_value group_value(const struct gl_tf_call *call, const struct gl_tf_regex *regex,
                                      struct gl_str text, size_t i)
{
    size_t begin, end;

    if (!gl_tf_regex_group(regex, i, &begin, &end))
        return gl_tf_make_null(&gl_tf_string, call->span);
    return gl_tf_text_value(call, gl_str_slice(text, begin, end));
}

static struct gl_tf_value match_value(const struct gl_tf_call *call, const struct gl_tf_regex *regex,
                                      struct gl_str text)
{
    struct gl_arena *arena = call->eval->arena;
    size_t len = regex->pattern.groups;
    struct gl_tf_member *members;
    struct gl_tf_value *items;

    if (len == 0)
        return group_value(call, regex, text, 0);
    if (regex->pattern.named) {
        members = GL_NEW_ARRAY(arena, struct gl_tf_member, len);
        for (size_t i = 0; i < len; i++)
            members[i] = (struct gl_tf_member){.key = regex->pattern.names[i],
                                               .value = group_value(call, regex, text, i + 1)};
        return gl_tf_make_map(NULL, members, len, call->span);
    }
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len; i++)
        items[i] = group_value(call, regex, text, i + 1);
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, call->span);
}

static bool match_once(const struct gl_tf_call *call, struct gl_tf_regex *regex,
                       struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 1);

    switch (gl_tf_regex_match(regex, text, 0)) {
    case GL_TF_REGEX_NO_MATCH:
        return gl_tf_fail_function(call, "pattern did not match any part of the given string");
    case GL_TF_REGEX_TOO_LONG:
        return fail_too_long(call);
    case GL_TF_REGEX_MATCH:
        break;
    }
    *ret_value = match_value(call, regex, text);
    return true;
}

bool gl_tf_regex(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_regex regex;
    bool is_done;

    if (!compile(call, gl_tf_argument_text(call, 0), &regex))
        return false;
    if (gl_tf_is_unknown(&call->args[1]))
        is_done = gl_tf_return_unknown(call, match_type(call, &regex), ret_value);
    else
        is_done = match_once(call, &regex, ret_value);
    is_done &= gl_tf_spend(call->eval, call->span, *regex.cost / STEPS_A_STEP);
    gl_tf_regex_free(&regex);
    return is_done;
}

/* All matches from left to right, as Go finds them: an empty one right behind another does not count. */
struct matches {
    struct gl_tf_regex *regex;
    struct gl_str text;
    size_t at;       /* where the next one may begin */
    size_t last_end; /* of the last one that counted, or GL_STR_NONE */
    size_t begin, end;
};

static enum gl_tf_regex_answer next_match(struct matches *matches)
{
    while (matches->at <= matches->text.len) {
        enum gl_tf_regex_answer answer = gl_tf_regex_match(matches->regex, matches->text, matches->at);
        bool counts;

        if (answer != GL_TF_REGEX_MATCH)
            return answer;
        (void)gl_tf_regex_group(matches->regex, 0, &matches->begin, &matches->end);
        counts = matches->end > matches->begin || matches->begin != matches->last_end;
        if (matches->end > matches->at) {
            matches->at = matches->end;
        } else {
            struct gl_str rest = gl_str_from(matches->text, matches->at);
            size_t len = rest.len ? gl_utf8_len((const unsigned char *)rest.ptr, rest.len) : 1;

            matches->at += len ? len : 1;
        }
        if (counts) {
            matches->last_end = matches->end;
            return answer;
        }
    }
    return GL_TF_REGEX_NO_MATCH;
}

static bool match_all(const struct gl_tf_call *call, struct gl_tf_regex *regex, struct gl_tf_value *ret_value)
{
    struct matches matches = {.regex = regex, .text = gl_tf_argument_text(call, 1), .last_end = GL_STR_NONE};
    struct gl_tf_value *items = NULL;
    size_t len = 0, capacity = 0;
    enum gl_tf_regex_answer answer;

    while ((answer = next_match(&matches)) == GL_TF_REGEX_MATCH) {
        if (!gl_tf_spend(call->eval, call->span, 1 + regex->pattern.groups))
            return false;
        *GL_PUSH(call->eval->arena, items, len, capacity) = match_value(call, regex, matches.text);
    }
    if (answer == GL_TF_REGEX_TOO_LONG)
        return fail_too_long(call);
    return gl_tf_return_list(call, match_type(call, regex), items, len, ret_value);
}

bool gl_tf_regexall(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_tf_regex regex;
    bool is_done;

    if (!compile(call, gl_tf_argument_text(call, 0), &regex))
        return false;
    if (gl_tf_is_unknown(&call->args[1]))
        is_done = gl_tf_return_unknown(call, gl_tf_collection_of(arena, GL_TF_LIST, match_type(call, &regex)),
                                       ret_value);
    else
        is_done = match_all(call, &regex, ret_value);
    is_done &= gl_tf_spend(call->eval, call->span, *regex.cost / STEPS_A_STEP);
    gl_tf_regex_free(&regex);
    return is_done;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The name behind a $, with or without braces; false: the $ stands for itself. */
static bool take_name(struct gl_str template, size_t *at, struct gl_str *ret_name)
{
    bool is_braced = *at < template.len && template.ptr[*at] == '{';
    size_t begin = *at + is_braced, end = begin;

    while (end < template.len && is_name_byte(template.ptr[end]))
        end++;
    if (end == begin || (is_braced && (end >= template.len || template.ptr[end] != '}')))
        return false;
    *ret_name = gl_str_slice(template, begin, end);
    *at = end + is_braced;
    return true;
}

/* The group of that number or name; GL_STR_NONE: there is none, and it stands for nothing. */
static size_t find_group(const struct gl_tf_regex *regex, struct gl_str name)
{
    int64_t number;

    if (gl_str_to_i64(name, &number))
        return number <= (int64_t)regex->pattern.groups ? (size_t)number : GL_STR_NONE;
    for (size_t i = 0; i < regex->pattern.groups; i++) {
        if (gl_str_eq(regex->pattern.names[i], name))
            return i + 1;
    }
    return GL_STR_NONE;
}

static void add_replacement(const struct matches *matches, struct gl_str template, struct gl_buf *out)
{
    size_t at = 0;

    while (at < template.len) {
        struct gl_str rest = gl_str_from(template, at), name;
        size_t dollar = gl_str_find_char(rest, '$'), begin, end, group;

        gl_buf_add(out, gl_str_slice(rest, 0, dollar));
        if (dollar == GL_STR_NONE)
            return;
        at += dollar + 1;
        if (at < template.len && template.ptr[at] == '$') {
            gl_buf_add_char(out, '$');
            at++;
        } else if (!take_name(template, &at, &name)) {
            gl_buf_add_char(out, '$');
        } else {
            group = find_group(matches->regex, name);
            if (group != GL_STR_NONE && gl_tf_regex_group(matches->regex, group, &begin, &end))
                gl_buf_add(out, gl_str_slice(matches->text, begin, end));
        }
    }
}

static bool replace_matches(const struct gl_tf_call *call, struct gl_tf_regex *regex, struct gl_buf *out)
{
    struct matches matches = {.regex = regex, .text = gl_tf_argument_text(call, 0), .last_end = GL_STR_NONE};
    enum gl_tf_regex_answer answer;
    size_t copied = 0;

    while ((answer = next_match(&matches)) == GL_TF_REGEX_MATCH) {
        size_t before = out->len;

        gl_buf_add(out, gl_str_slice(matches.text, copied, matches.begin));
        copied = matches.end;
        add_replacement(&matches, gl_tf_argument_text(call, 2), out);
        if (!gl_tf_afford(call, 1, out->len - before) ||
            (out->len > GL_MAX_STRING && !gl_tf_afford(call, 0, out->len)))
            return false;
    }
    if (answer == GL_TF_REGEX_TOO_LONG)
        return fail_too_long(call);
    gl_buf_add(out, gl_str_from(matches.text, copied));
    return true;
}

static bool replace_pattern(const struct gl_tf_call *call, struct gl_str pattern,
                            struct gl_tf_value *ret_value)
{
    struct gl_tf_regex_mistake mistake = {0};
    struct gl_tf_regex regex;
    struct gl_buf out;
    bool is_done;

    if (!gl_tf_regex_init(&regex, call->eval->arena, pattern, &mistake)) {
        gl_tf_regex_free(&regex);
        return gl_tf_fail_function(call, "error parsing regexp: %s: `%.*s`", mistake.what,
                                   GL_STR_ARG(mistake.where));
    }
    gl_buf_init(&out);
    is_done = replace_matches(call, &regex, &out);
    is_done &= gl_tf_spend(call->eval, call->span, *regex.cost / STEPS_A_STEP);
    gl_tf_regex_free(&regex);
    if (is_done)
        return gl_tf_return_buffer(call, &out, ret_value);
    gl_buf_free(&out);
    return false;
}

/* The empty text is found before every character and at the end. */
static bool replace_text(const struct gl_tf_call *call, struct gl_str old, struct gl_buf *out)
{
    struct gl_str rest = gl_tf_argument_text(call, 0), new = gl_tf_argument_text(call, 2);

    while (rest.len) {
        size_t at = gl_str_find(rest, old), len = old.len;

        if (at == GL_STR_NONE)
            break;
        if (old.len == 0) {
            gl_buf_add(out, new);
            len = gl_utf8_len((const unsigned char *)rest.ptr, rest.len);
            len = len ? len : 1;
            gl_buf_add(out, gl_str_slice(rest, 0, len));
        } else {
            gl_buf_add(out, gl_str_slice(rest, 0, at));
            gl_buf_add(out, new);
        }
        if (!gl_tf_afford(call, 1, new.len) || (out->len > GL_MAX_STRING && !gl_tf_afford(call, 0, out->len)))
            return false;
        rest = gl_str_from(rest, at + len);
    }
    gl_buf_add(out, rest);
    if (old.len == 0)
        gl_buf_add(out, new);
    return true;
}

bool gl_tf_replace(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str old = gl_tf_argument_text(call, 1);
    struct gl_buf out;

    if (old.len > 1 && old.ptr[0] == '/' && old.ptr[old.len - 1] == '/')
        return replace_pattern(call, gl_str_slice(old, 1, old.len - 1), ret_value);
    gl_buf_init(&out);
    if (replace_text(call, old, &out))
        return gl_tf_return_buffer(call, &out, ret_value);
    gl_buf_free(&out);
    return false;
}
