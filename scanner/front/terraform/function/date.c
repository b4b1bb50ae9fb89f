#include "front/terraform/function/date.h"

#include "front/terraform/function/library.h"

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

static bool moment_of(const struct gl_tf_call *call, size_t i, struct gl_tf_moment *ret_moment)
{
    struct gl_str text = gl_tf_argument_text(call, i);

    return gl_tf_parse_moment(text, ret_moment) ||
           gl_tf_fail_argument(call, i,
                               "not a valid RFC3339 timestamp: \"%.*s\" is not in the form "
                               "\"2006-01-02T15:04:05Z\"",
                               GL_STR_ARG(text));
}

struct formatting {
    const struct gl_tf_call *call;
    struct gl_tf_moment moment;
    struct gl_tf_calendar date;
    struct gl_buf out;
};

static bool add_number(struct formatting *formatting, int number, size_t width)
{
    if (width <= 2)
        gl_buf_printf(&formatting->out, "%0*d", (int)width, number);
    return width <= 2;
}

static bool add_name(struct formatting *formatting, const char *name, size_t width)
{
    if (width == 3)
        gl_buf_printf(&formatting->out, "%.3s", name);
    else if (width == 4)
        gl_buf_printf(&formatting->out, "%s", name);
    return width == 3 || width == 4;
}

static bool add_zone_verb(struct formatting *formatting, size_t width)
{
    if (width == 1)
        gl_tf_print_zone(&formatting->out, &formatting->moment, "Z", ":");
    else if (width == 3)
        gl_tf_print_zone(&formatting->out, &formatting->moment, "UTC", "");
    else if (width == 4 || width == 5)
        gl_tf_print_zone(&formatting->out, &formatting->moment, NULL, width == 5 ? ":" : "");
    return width == 1 || (width >= 3 && width <= 5);
}

static bool add_year(struct formatting *formatting, size_t width)
{
    if (width == 2)
        gl_buf_printf(&formatting->out, "%02d", (int)(formatting->date.year % 100));
    else if (width == 4)
        gl_buf_printf(&formatting->out, "%04lld", (long long)formatting->date.year);
    return width == 2 || width == 4;
}

static bool add_verb(struct formatting *formatting, char verb, size_t width)
{
    const struct gl_tf_calendar *date = &formatting->date;
    bool is_afternoon = date->hour >= 12;

    switch (verb) {
    case 'Y':
        return add_year(formatting, width);
    case 'M':
        return width > 2 ? add_name(formatting, months[date->month - 1], width)
                         : add_number(formatting, date->month, width);
    case 'D':
        return add_number(formatting, date->day, width);
    case 'E':
        return add_name(formatting, weekdays[date->weekday], width);
    case 'h':
        return add_number(formatting, date->hour, width);
    case 'H':
        return add_number(formatting, date->hour % 12 ? date->hour % 12 : 12, width);
    case 'm':
        return add_number(formatting, date->minute, width);
    case 's':
        return add_number(formatting, date->second, width);
    case 'A':
    case 'a':
        if (width == 2)
            gl_buf_printf(&formatting->out, "%s",
                          verb == 'A' ? (is_afternoon ? "PM" : "AM") : (is_afternoon ? "pm" : "am"));
        return width == 2;
    case 'Z':
        return add_zone_verb(formatting, width);
    default:
        return false;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* 'text', in which '' is a quote; *at is at the opening one. */
static bool add_literal(struct formatting *formatting, struct gl_str format, size_t *at)
{
    size_t i = *at + 1;

    if (i < format.len && format.ptr[i] == '\'') {
        gl_buf_add_char(&formatting->out, '\'');
        *at = i + 1;
        return true;
    }
    for (; i < format.len; i++) {
        if (format.ptr[i] != '\'') {
            gl_buf_add_char(&formatting->out, format.ptr[i]);
            continue;
        }
        if (i + 1 >= format.len || format.ptr[i + 1] != '\'') {
            *at = i + 1;
            return true;
        }
        gl_buf_add_char(&formatting->out, '\'');
        i++;
    }
    return gl_tf_fail_argument(formatting->call, 0, "unterminated literal '");
}

static bool format_date(struct formatting *formatting, struct gl_str format)
{
    size_t at = 0;

    while (at < format.len) {
        char c = format.ptr[at];
        size_t begin = at;

        if (c == '\'') {
            if (!add_literal(formatting, format, &at))
                return false;
            continue;
        }
        if (!is_letter(c)) {
            gl_buf_add_char(&formatting->out, c);
            at++;
            continue;
        }
        while (at < format.len && format.ptr[at] == c)
            at++;
        if (!add_verb(formatting, c, at - begin))
            return gl_tf_fail_argument(formatting->call, 0, "invalid date format verb \"%.*s\"",
                                       GL_STR_ARG(gl_str_slice(format, begin, at)));
    }
    return true;
}

bool gl_tf_formatdate(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct formatting formatting = {.call = call};

    if (!moment_of(call, 1, &formatting.moment) || !gl_tf_afford(call, 0, gl_tf_argument_text(call, 0).len))
        return false;
    formatting.date = gl_tf_calendar_of(&formatting.moment);
    gl_buf_init(&formatting.out);
    if (format_date(&formatting, gl_tf_argument_text(call, 0)))
        return gl_tf_return_buffer(call, &formatting.out, ret_value);
    gl_buf_free(&formatting.out);
    return false;
}

bool gl_tf_timeadd(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_moment moment;
    struct gl_buf out;
    int64_t duration, nanoseconds;

    if (!moment_of(call, 0, &moment))
        return false;
    if (!gl_tf_parse_duration(gl_tf_argument_text(call, 1), &duration))
        return gl_tf_fail_argument(call, 1, "time: invalid duration \"%.*s\"",
                                   GL_STR_ARG(gl_tf_argument_text(call, 1)));
    nanoseconds = moment.nanoseconds + duration % 1000000000;
    moment.seconds += duration / 1000000000 + (nanoseconds >= 1000000000) - (nanoseconds < 0);
    gl_buf_init(&out);
    gl_tf_print_moment(&out, &moment);
    return gl_tf_return_buffer(call, &out, ret_value);
}

bool gl_tf_timecmp(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_moment a, b;
    int order;

    if (!moment_of(call, 0, &a) || !moment_of(call, 1, &b))
        return false;
    order = (a.seconds > b.seconds) - (a.seconds < b.seconds);
    if (order == 0)
        order = (a.nanoseconds > b.nanoseconds) - (a.nanoseconds < b.nanoseconds);
    return gl_tf_return_i64(call, order, ret_value);
}
