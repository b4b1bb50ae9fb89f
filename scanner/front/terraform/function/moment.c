#include "front/terraform/function/date.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, NANOSECONDS = 1000000000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `least` to `most` digits at *at. */
static bool number(struct gl_str text, size_t *at, size_t least, size_t most, int *ret_number)
{
    size_t begin = *at;
    int value = 0;

    while (*at < text.len && *at - begin < most && is_digit(text.ptr[*at]))
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

    if (takes(text, at, 'Z')) {
        moment->is_utc = true;
        return true;
    }
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
    if (*at >= text.len || !is_digit(text.ptr[*at]))
        return false;
    for (; *at < text.len && is_digit(text.ptr[*at]); ++*at) {
        unit /= 10;
        value += (text.ptr[*at] - '0') * unit;
    }
    *ret_nanoseconds = value;
    return true;
}

bool gl_tf_parse_moment(struct gl_str text, struct gl_tf_moment *ret_moment)
{
    struct gl_tf_moment moment = {0};
    int year, month, day, hour, minute, second;
    size_t at = 0;

    if (!number(text, &at, 4, 4, &year) || !takes(text, &at, '-') || !number(text, &at, 2, 2, &month) ||
        !takes(text, &at, '-') || !number(text, &at, 2, 2, &day) || !takes(text, &at, 'T') ||
        !number(text, &at, 2, 2, &hour) || !takes(text, &at, ':') || !number(text, &at, 2, 2, &minute) ||
        !takes(text, &at, ':') || !number(text, &at, 2, 2, &second))
        return false;
    if (!parse_fraction(text, &at, &moment.nanoseconds) || !parse_zone(text, &at, &moment) || at != text.len)
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    moment.seconds = days_from_civil(year, month, day) * DAY + (int64_t)hour * HOUR +
                     (int64_t)minute * MINUTE + second - moment.offset;
    *ret_moment = moment;
    return true;
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

    while (*at < text.len && text.ptr[*at] != '.' && !is_digit(text.ptr[*at]))
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

    for (; *at < text.len && is_digit(text.ptr[*at]); ++*at) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, text.ptr[*at] - '0', &whole))
            return false;
    }
    count = *at - begin;
    if (takes(text, at, '.')) {
        for (; *at < text.len && is_digit(text.ptr[*at]); ++*at, count++) {
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
