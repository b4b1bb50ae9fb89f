#include "front/terraform/function/verb.h"

#include "base/limits.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/parts.h"

/* The state of one format() call, or of one round of formatlist(). */
struct formatting {
    const struct gl_tf_call *call;
    struct gl_str format;
    const struct gl_tf_value *args;
    size_t len, next, highest; /* arguments: how many, which is next, the highest that was used (from 1) */
    struct gl_tf_parts parts;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take_number(struct gl_str format, size_t *at, int *ret_number)
{
    int number = 0;

    for (; *at < format.len && gl_is_digit(format.ptr[*at]); ++*at) {
        if (number > GL_MAX_STRING)
            return false;
        number = number * 10 + (format.ptr[*at] - '0');
    }
    *ret_number = number;
    return true;
}

static void take_flags(struct gl_str format, size_t *at, struct gl_tf_verb *verb)
{
    for (; *at < format.len; ++*at) {
        switch (format.ptr[*at]) {
        case '-':
            verb->minus = true;
            break;
        case '+':
            verb->plus = true;
            break;
        case '#':
            verb->sharp = true;
            break;
        case ' ':
            verb->space = true;
            break;
        case '0':
            verb->zero = true;
            break;
        default:
            return;
        }
    }
}

static bool fail_character(const struct formatting *formatting, size_t at)
{
    if (at >= formatting->format.len)
        return gl_tf_fail_function(formatting->call, "invalid format string starting at offset %zu", at);
    return gl_tf_fail_function(formatting->call, "unrecognized format character '%.*s' at offset %zu", 1,
                               formatting->format.ptr + at, at);
}

/* %[flags][width][.precision][[index]]letter; *at is behind the %. */
static bool parse_verb(struct formatting *formatting, size_t *at, struct gl_tf_verb *ret_verb)
{
    struct gl_str format = formatting->format;
    struct gl_tf_verb verb = {.width = -1, .precision = -1, .offset = *at - 1};
    int argument = 0;

    take_flags(format, at, &verb);
    if (*at < format.len && gl_is_digit(format.ptr[*at]) && !take_number(format, at, &verb.width))
        return gl_tf_fail_function(formatting->call, "the width at offset %zu is too large", verb.offset);
    if (*at < format.len && format.ptr[*at] == '.') {
        ++*at;
        if (!take_number(format, at, &verb.precision))
            return gl_tf_fail_function(formatting->call, "the precision at offset %zu is too large",
                                       verb.offset);
    }
    if (*at < format.len && format.ptr[*at] == '[') {
        ++*at;
        if (*at >= format.len || !gl_is_digit(format.ptr[*at]) || !take_number(format, at, &argument) ||
            *at >= format.len || format.ptr[*at] != ']')
            return fail_character(formatting, *at);
        ++*at;
    }
    if (*at >= format.len || !is_letter(format.ptr[*at]))
        return fail_character(formatting, *at);
    verb.mode = format.ptr[(*at)++];
    verb.raw = gl_str_slice(format, verb.offset, *at);
    verb.argument = argument ? (size_t)argument : formatting->next;
    formatting->next = verb.argument + 1;
    if (verb.argument > formatting->highest)
        formatting->highest = verb.argument;
    *ret_verb = verb;
    return true;
}

static bool add_argument(struct formatting *formatting, const struct gl_tf_verb *verb)
{
    const struct gl_tf_call *call = formatting->call;
    const struct gl_tf_value *argument;

    if (verb->argument > formatting->len)
        return gl_tf_fail_function(
            call, "not enough arguments for \"%.*s\" at %zu: need index %zu but have %zu total",
            GL_STR_ARG(verb->raw), verb->offset, verb->argument, formatting->len);
    argument = &formatting->args[verb->argument - 1];
    if (gl_tf_is_unknown(argument) && (verb->mode == 's' || verb->mode == 'v') && verb->width < 0 &&
        verb->precision < 0) {
        gl_tf_parts_add_unknown(&formatting->parts, call, argument);
        return true;
    }
    if (!gl_tf_is_wholly_known(argument) || (gl_tf_is_null(argument) && gl_tf_is_untyped(argument)))
        return false;
    if (verb->mode != 'v' && gl_tf_is_null(argument))
        return gl_tf_fail_function(call,
                                   "unsupported value for \"%.*s\" at %zu: null value cannot be formatted",
                                   GL_STR_ARG(verb->raw), verb->offset);
    if (verb->width > GL_MAX_STRING || verb->precision > GL_MAX_STRING)
        return gl_tf_afford(call, 0, (size_t)GL_MAX_STRING + 1);
    return gl_tf_afford(call, 1,
                        (verb->width > 0 ? (size_t)verb->width : 0) +
                            (verb->precision > 0 ? (size_t)verb->precision : 0)) &&
           gl_tf_format_verb(call, verb, argument, &formatting->parts.text);
}

/* Unused arguments are a mistake as soon as none is named by its number. */
static bool check_unused(const struct formatting *formatting, size_t shift)
{
    if (formatting->highest >= formatting->len)
        return true;
    return gl_tf_fail_argument(formatting->call, formatting->highest + shift,
                               formatting->highest ? "too many arguments; only %zu used by format string"
                                                   : "too many arguments; no verbs in format string",
                               formatting->highest);
}

static bool format_text(struct formatting *formatting)
{
    struct gl_str format = formatting->format;
    size_t at = 0;

    formatting->next = 1;
    while (at < format.len) {
        struct gl_str rest = gl_str_from(format, at);
        size_t percent = gl_str_find_char(rest, '%');
        struct gl_tf_verb verb = {0};

        gl_buf_add(&formatting->parts.text, gl_str_slice(rest, 0, percent));
        if (formatting->parts.text.len > GL_MAX_STRING)
            return gl_tf_afford(formatting->call, 0, formatting->parts.text.len);
        if (percent == GL_STR_NONE)
            break;
        at += percent + 1;
        if (at < format.len && format.ptr[at] == '%') {
            gl_buf_add_char(&formatting->parts.text, '%');
            at++;
            continue;
        }
        if (!parse_verb(formatting, &at, &verb) || !add_argument(formatting, &verb))
            return false;
    }
    return check_unused(formatting, 1);
}

/* What stands before the first verb is known even if an argument is not. */
static struct gl_str known_prefix(struct gl_str format)
{
    size_t percent = gl_str_find_char(format, '%');

    return percent == GL_STR_NONE ? (struct gl_str){0} : gl_tf_safe_prefix(gl_str_slice(format, 0, percent));
}

/* What is known of the result when an argument is not: nothing if that has no type. */
static struct gl_tf_unknown known_of(const struct gl_tf_call *call)
{
    struct gl_tf_unknown unknown = gl_tf_unknown_of(call, &gl_tf_string);

    for (size_t i = 1; i < call->len; i++) {
        if (gl_tf_is_untyped(&call->args[i]))
            return gl_tf_unknown_of(call, &gl_tf_any);
    }
    if (call->row->run == gl_tf_format) /* formatlist() keeps less */
        unknown.prefix = known_prefix(gl_tf_argument_text(call, 0));
    return unknown;
}

/* Mistakes do not count as long as an argument is not known. */
static bool return_unknown(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown unknown = known_of(call);

    call->eval->has_problem = call->eval->has_hit_limit;
    return !call->eval->has_hit_limit && gl_tf_return_refined(call, &unknown, ret_value);
}

static bool format_into(const struct gl_tf_call *call, const struct gl_tf_value *args, size_t len,
                        struct gl_tf_value *ret_value)
{
    struct formatting formatting = {
        .call = call, .format = gl_tf_argument_text(call, 0), .args = args, .len = len};
    bool is_known = true;

    /* a null without a type is as good as unknown here, in Terraform */
    for (size_t i = 0; i < len; i++)
        is_known &= gl_tf_is_wholly_known(&args[i]) && !gl_tf_is_untyped(&args[i]);
    gl_buf_init(&formatting.parts.text);
    if (format_text(&formatting) && (is_known || formatting.parts.len))
        return gl_tf_parts_return(&formatting.parts, call, known_of(call), ret_value);
    gl_buf_free(&formatting.parts.text);
    return !is_known && return_unknown(call, ret_value);
}

bool gl_tf_format(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return format_into(call, call->args + 1, call->len - 1, ret_value);
}

/* How often the format is applied: the length that all lists share. GL_STR_NONE: not known. */
static bool rounds(const struct gl_tf_call *call, size_t *ret_rounds)
{
    size_t count = GL_STR_NONE, chooser = 0;
    bool is_unknown = false;

    for (size_t i = 1; i < call->len; i++) {
        const struct gl_tf_value *value = &call->args[i];
        size_t len;

        is_unknown |=
            (gl_tf_is_unknown(value) && (gl_tf_is_sequence(value) || value->kind == GL_TF_DYNAMIC)) ||
            (gl_tf_is_null(value) && gl_tf_is_untyped(value));
        if (!gl_tf_is_sequence(value) || !gl_tf_is_known(value))
            continue;
        len = value->u.list.len;
        if (count == GL_STR_NONE) {
            count = len;
            chooser = i;
        } else if (len != count) {
            return gl_tf_fail_argument(call, i,
                                       "argument %zu has length %zu, which is inconsistent with argument %zu "
                                       "of length %zu",
                                       i, len, chooser, count);
        }
    }
    *ret_rounds = is_unknown ? GL_STR_NONE : count == GL_STR_NONE ? 1 : count;
    return true;
}

/* One round: the i-th elements of the lists, and the single values as they are. */
static bool format_round(const struct gl_tf_call *call, size_t i, struct gl_tf_value *args,
                         struct gl_tf_value *ret_value)
{
    for (size_t k = 1; k < call->len; k++) {
        const struct gl_tf_value *value = &call->args[k];

        args[k - 1] = gl_tf_is_sequence(value) && gl_tf_is_known(value) ? value->u.list.items[i] : *value;
    }
    return format_into(call, args, call->len - 1, ret_value);
}

bool gl_tf_formatlist(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *args, *items;
    size_t count = 0;

    if (!rounds(call, &count))
        return false;
    if (count == GL_STR_NONE)
        return gl_tf_return_unknown(
            call, known_of(call).type->kind == GL_TF_DYNAMIC ? &gl_tf_any : &gl_tf_list_of_string, ret_value);
    if (!gl_tf_afford(call, count * call->len, 0))
        return false;
    args = gl_tf_new_values(call, call->len);
    items = gl_tf_new_values(call, count);
    for (size_t i = 0; i < count; i++) {
        if (!format_round(call, i, args, &items[i]))
            return false;
    }
    return gl_tf_return_list(call, &gl_tf_string, items, count, ret_value);
}
