#include "front/terraform/function/date.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, NANOSECONDS = 1000000000 };

/* `least` to `most` digits at *at. */
static bool number(struct gl_str text, size_t *at, size_t least, size_t most, int *ret_number)
{
    size_t begin = *at;
    int value = 0;

    while (*at < text.len && *at - begin < most && gl_is_digit(text.ptr[*at]))
        value = value * 10 + (text.ptr[(*at)++] - '0');
    *ret_number = value;
    return *at - begin >= least;
}

static bool takes(struct gl_str text, size_t *at, char c)
{
    if (*at >= text.len || text.ptr[*at] != c)
        return false;
    ++*at;
    return true;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01; years are counted from March, so that the day of a leap year comes last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (int64_t)(month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool parse_zone(struct gl_str text, size_t *at, struct gl_tf_moment *moment)
{
    int sign, hours, minutes;

    moment->is_utc = takes(text, at, 'Z');
    if (moment->is_utc)
        return true;
    if (*at >= text.len || (text.ptr[*at] != '+' && text.ptr[*at] != '-'))
        return false;
    sign = text.ptr[(*at)++] == '-' ? -1 : 1;
    if (!number(text, at, 2, 2, &hours) || !takes(text, at, ':') || !number(text, at, 2, 2, &minutes) ||
        hours > 23 || minutes >= 60)
        return false;
    moment->offset = sign * (hours * HOUR + minutes * MINUTE);
    moment->is_utc = moment->offset == 0;
    return true;
}

/* Digits behind a point. */
static bool parse_fraction(struct gl_str text, size_t *at, int32_t *ret_nanoseconds)
{
    int32_t value = 0, unit = NANOSECONDS;

    if (!takes(text, at, '.'))
        return true;
    if (*at >= text.len || !gl_is_digit(text.ptr[*at]))
        return false;
    for (; *at < text.len && gl_is_digit(text.ptr[*at]); ++*at) {
        unit /= 10;
        value += (text.ptr[*at] - '0') * unit;
    }
    *ret_nanoseconds = value;
    return true;
}

struct fields {
    int year, month, day, hour, minute, second;
};

static bool finish(const struct fields *f, struct gl_tf_moment *moment)
{
    if (f->month < 1 || f->month > 12 || f->day < 1 || f->day > days_in(f->year, f->month) || f->hour > 23 ||
        f->minute > 59 || f->second > 59)
        return false;
    moment->seconds = days_from_civil(f->year, f->month, f->day) * DAY + (int64_t)f->hour * HOUR +
                      (int64_t)f->minute * MINUTE + f->second - moment->offset;
    return true;
}

static bool parse_date(struct gl_str text, size_t *at, size_t least, struct fields *f)
{
    return number(text, at, 4, 4, &f->year) && takes(text, at, '-') &&
           number(text, at, least, 2, &f->month) && takes(text, at, '-') &&
           number(text, at, least, 2, &f->day);
}

static bool parse_time(struct gl_str text, size_t *at, size_t least, struct fields *f)
{
    return number(text, at, least, 2, &f->hour) && takes(text, at, ':') &&
           number(text, at, least, 2, &f->minute) && takes(text, at, ':') &&
           number(text, at, least, 2, &f->second);
}

bool gl_tf_parse_moment(struct gl_str text, struct gl_tf_moment *ret_moment)
{
    struct fields f = {0};
    size_t at = 0;

    *ret_moment = (struct gl_tf_moment){0};
    return parse_date(text, &at, 2, &f) && takes(text, &at, 'T') && parse_time(text, &at, 2, &f) &&
           parse_fraction(text, &at, &ret_moment->nanoseconds) && parse_zone(text, &at, ret_moment) &&
           at == text.len && finish(&f, ret_moment);
}

bool gl_tf_parse_yaml_moment(struct gl_str text, struct gl_tf_moment *ret_moment)
{
    struct fields f = {0};
    size_t at = 0;
    bool has_zone;

    *ret_moment = (struct gl_tf_moment){.is_utc = true};
    if (!parse_date(text, &at, 1, &f))
        return false;
    if (at == text.len)
        return finish(&f, ret_moment);
    has_zone = text.ptr[at] != ' ';
    if (!takes(text, &at, 'T') && !takes(text, &at, 't') && !takes(text, &at, ' '))
        return false;
    return parse_time(text, &at, 1, &f) && parse_fraction(text, &at, &ret_moment->nanoseconds) &&
           (!has_zone || parse_zone(text, &at, ret_moment)) && at == text.len && finish(&f, ret_moment);
}

void gl_tf_print_zone(struct gl_buf *out, const struct gl_tf_moment *moment, const char *utc,
                      const char *colon)
{
    int32_t size = moment->offset < 0 ? -moment->offset : moment->offset;

    if (moment->is_utc && utc)
        gl_buf_printf(out, "%s", utc);
    else
        gl_buf_printf(out, "%c%02d%s%02d", moment->offset < 0 ? '-' : '+', (int)(size / HOUR), colon,
                      (int)(size / MINUTE % 60));
}

void gl_tf_print_moment(struct gl_buf *out, const struct gl_tf_moment *moment)
{
    struct gl_tf_calendar date = gl_tf_calendar_of(moment);

    gl_buf_printf(out, "%s%04lld-%02d-%02dT%02d:%02d:%02d", date.year < 0 ? "-" : "",
                  (long long)(date.year < 0 ? -date.year : date.year), date.month, date.day, date.hour,
                  date.minute, date.second);
    gl_tf_print_zone(out, moment, "Z", ":");
}

struct gl_tf_calendar gl_tf_calendar_of(const struct gl_tf_moment *moment)
{
    int64_t local = moment->seconds + moment->offset, days = local / DAY, of_day = local % DAY;
    int64_t era, of_era, year_of_era, of_year, month;
    struct gl_tf_calendar calendar;

    if (of_day < 0) {
        of_day += DAY;
        days--;
    }
    calendar.hour = (int)(of_day / HOUR);
    calendar.minute = (int)(of_day % HOUR / MINUTE);
    calendar.second = (int)(of_day % MINUTE);
    calendar.weekday = (int)(((days + 4) % 7 + 7) % 7);
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    of_era = days - era * 146097;
    year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * of_year + 2) / 153;
    calendar.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    calendar.month = (int)(month < 10 ? month + 3 : month - 9);
    calendar.year = year_of_era + era * 400 + (calendar.month <= 2);
    return calendar;
}

struct unit {
    struct gl_str name;
    int64_t nanoseconds;
};

static const struct unit units[] = {
    {GL_STR_INIT("ns"), 1},
    {GL_STR_INIT("us"), 1000},
    {GL_STR_INIT("\u00b5s"), 1000},
    {GL_STR_INIT("\u03bcs"), 1000},
    {GL_STR_INIT("ms"), 1000000},
    {GL_STR_INIT("s"), NANOSECONDS},
    {GL_STR_INIT("m"), (int64_t)MINUTE *NANOSECONDS},
    {GL_STR_INIT("h"), (int64_t)HOUR *NANOSECONDS},
};

static const struct unit *take_unit(struct gl_str text, size_t *at)
{
    size_t begin = *at;
    struct gl_str name;

    while (*at < text.len && text.ptr[*at] != '.' && !gl_is_digit(text.ptr[*at]))
        ++*at;
    name = gl_str_slice(text, begin, *at);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (gl_str_eq(name, units[i].name))
            return &units[i];
    }
    return NULL;
}

/* One number with its unit, such as "1.5h". */
static bool take_term(struct gl_str text, size_t *at, int64_t *total)
{
    int64_t whole = 0, term;
    double fraction = 0, scale = 1;
    const struct unit *unit;
    size_t begin = *at, count;

    for (; *at < text.len && gl_is_digit(text.ptr[*at]); ++*at) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, text.ptr[*at] - '0', &whole))
            return false;
    }
    count = *at - begin;
    if (takes(text, at, '.')) {
        for (; *at < text.len && gl_is_digit(text.ptr[*at]); ++*at, count++) {
            if (scale < 1e18) {
                fraction = fraction * 10 + (text.ptr[*at] - '0');
                scale *= 10;
            }
        }
    }
    unit = count ? take_unit(text, at) : NULL;
    if (!unit || __builtin_mul_overflow(whole, unit->nanoseconds, &term) ||
        __builtin_add_overflow(term, (int64_t)(fraction * ((double)unit->nanoseconds / scale)), &term))
        return false;
    return !__builtin_add_overflow(*total, term, total);
}

bool gl_tf_parse_duration(struct gl_str text, int64_t *ret_nanoseconds)
{
    bool is_minus = text.len && text.ptr[0] == '-';
    int64_t total = 0;
    size_t at = 0;

    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = gl_str_from(text, 1);
    if (gl_str_eq(text, GL_STR("0"))) {
        *ret_nanoseconds = 0;
        return true;
    }
    if (text.len == 0)
        return false;
    while (at < text.len) {
        if (!take_term(text, &at, &total))
            return false;
    }
    *ret_nanoseconds = is_minus ? -total : total;
    return true;
}
