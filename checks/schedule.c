#include "checks/schedule.h"

/* Twelve years hold every pattern of weekdays and three leap days; gaps longer than that are "never". */
enum { FIRST_YEAR = 2024, YEARS = 12, FIELDS = 6, LEAP_CYCLE = 1464 };

/* One cron field: a bit for each value it takes. */
struct field {
    uint64_t mask;
    bool is_any;     /* "*" or "?" */
    bool is_last;    /* L: the last day of the month, the last such weekday */
    bool is_weekday; /* W: the weekday nearest to the day; LW the last weekday */
    unsigned nth;    /* day#nth: the nth such weekday of the month */
};

struct cron {
    struct field day, month, weekday;
    uint64_t years; /* bit i: FIRST_YEAR + i */
};

static bool number_of(struct gl_str text, const char *const *names, int64_t first, int64_t *ret_number)
{
    for (size_t i = 0; names && names[i]; i++) {
        if (gl_str_eq_nocase(text, gl_str_of(names[i]))) {
            *ret_number = first + (int64_t)i;
            return true;
        }
    }
    return gl_str_to_i64(text, ret_number);
}

/* "3", "3-7", "3/2", "3-9/2", "* /2" into the mask; bits count from `low`. */
static bool add_range(struct gl_str text, const char *const *names, int64_t low, int64_t high, uint64_t *mask)
{
    size_t slash = gl_str_find_char(text, '/'), dash;
    int64_t from = low, to = high, step = 1;
    struct gl_str range = slash == GL_STR_NONE ? text : gl_str_slice(text, 0, slash);

    if (slash != GL_STR_NONE && (!gl_str_to_i64(gl_str_from(text, slash + 1), &step) || step < 1))
        return false;
    dash = gl_str_find_char(range, '-');
    if (dash != GL_STR_NONE) {
        if (!number_of(gl_str_slice(range, 0, dash), names, low, &from) ||
            !number_of(gl_str_from(range, dash + 1), names, low, &to))
            return false;
    } else if (!gl_str_eq(range, GL_STR("*"))) {
        if (!number_of(range, names, low, &from))
            return false;
        to = slash == GL_STR_NONE ? from : high;
    }
    if (from < low || to > high)
        return false;
    for (int64_t i = from; from <= to ? i <= to : i <= high; i += step)
        *mask |= (uint64_t)1 << (i - low);
    for (int64_t i = low; from > to && i <= to; i += step) /* FRI-MON goes round */
        *mask |= (uint64_t)1 << (i - low);
    return true;
}

static bool read_field(struct gl_str text, const char *const *names, int64_t low, int64_t high,
                       struct field *ret_field)
{
    struct field field = {0};
    struct gl_str part;

    if (gl_str_eq(text, GL_STR("*")) || gl_str_eq(text, GL_STR("?"))) {
        *ret_field = (struct field){.mask = UINT64_MAX, .is_any = true};
        return true;
    }
    while (gl_str_cut(&text, ',', &part)) {
        size_t hash = gl_str_find_char(part, '#');
        int64_t nth, number;

        if (hash != GL_STR_NONE) {
            if (!gl_str_to_i64(gl_str_from(part, hash + 1), &nth) || nth < 1 || nth > 5)
                return false;
            field.nth = (unsigned)nth;
            part = gl_str_slice(part, 0, hash);
        }
        if (gl_str_ends_with(part, GL_STR("W"))) {
            field.is_weekday = true;
            part = gl_str_slice(part, 0, part.len - 1);
        }
        if (gl_str_ends_with(part, GL_STR("L")) &&
            !number_of(part, names, low, &number)) { /* JUL is a month */
            field.is_last = !names || part.len > 1;  /* alone, L of a weekday is Saturday */
            part = gl_str_slice(part, 0, part.len - 1);
            if (part.len == 0) {
                field.mask |= (uint64_t)1 << (high - low);
                continue;
            }
        }
        if (!add_range(part, names, low, high, &field.mask))
            return false;
    }
    *ret_field = field;
    return field.mask != 0;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_of(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* `weekday`: 0 is Sunday; of the day that is asked for. */
static bool runs_on_day(const struct field *field, int64_t day, int64_t days, int64_t weekday)
{
    bool is_weekend = weekday == 0 || weekday == 6;

    if (field->is_any)
        return true;
    if (field->is_weekday) {
        int64_t after_weekend = weekday == 1 ? day - 1 : -1, before_weekend = weekday == 5 ? day + 1 : -1;

        if (is_weekend)
            return false;
        if (field->is_last)
            return day == days || (weekday == 5 && day + 2 >= days);
        return (field->mask >> (day - 1) & 1) ||
               (after_weekend > 0 && (field->mask >> (after_weekend - 1) & 1)) ||
               (before_weekend > 0 && before_weekend <= days && (field->mask >> (before_weekend - 1) & 1)) ||
               (weekday == 1 && day == 3 && (field->mask & 1)); /* the first is a Saturday */
    }
    if (field->is_last)
        return day == days;
    return field->mask >> (day - 1) & 1;
}

static bool runs_on_weekday(const struct field *field, int64_t day, int64_t days, int64_t weekday)
{
    if (field->is_any)
        return true;
    if (!(field->mask >> weekday & 1))
        return false;
    if (field->nth)
        return (day - 1) / 7 + 1 == (int64_t)field->nth;
    return !field->is_last || day + 7 > days;
}

static int64_t longest_gap(const struct cron *cron)
{
    int64_t weekday = 1, today = 0, last = -1, gap = 0; /* 1 January 2024 was a Monday */

    for (int64_t year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
        for (int64_t month = 1; month <= 12; month++) {
            int64_t days = days_of(year, month);
            bool is_month = (cron->month.is_any || (cron->month.mask >> (month - 1) & 1)) &&
                            (cron->years >> (year - FIRST_YEAR) & 1);

            for (int64_t day = 1; day <= days; day++, today++, weekday = (weekday + 1) % 7) {
                if (!is_month || !runs_on_day(&cron->day, day, days, weekday) ||
                    !runs_on_weekday(&cron->weekday, day, days, weekday))
                    continue;
                if (last >= 0 && today - last > gap)
                    gap = today - last;
                last = today;
            }
        }
    }
    if (last < 0 || cron->years != UINT64_MAX)
        return INT64_MAX; /* never, or not after some year */
    if (gap == 0 || today - last > LEAP_CYCLE)
        return today - last > LEAP_CYCLE ? INT64_MAX : today - last;
    return gap;
}

static bool read_cron(struct gl_str text, int64_t *ret_days)
{
    static const char *const months[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                         "AUG", "SEP", "OCT", "NOV", "DEC", NULL};
    static const char *const weekdays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL};
    struct gl_str fields[FIELDS] = {{0}}, part;
    struct cron cron = {.years = UINT64_MAX};
    size_t len = 0;

    while (gl_str_cut(&text, ' ', &part)) {
        if (part.len == 0)
            continue;
        if (len == FIELDS)
            return false;
        fields[len++] = part;
    }
    if (len != FIELDS || !read_field(fields[2], NULL, 1, 31, &cron.day) ||
        !read_field(fields[3], months, 1, 12, &cron.month) ||
        !read_field(fields[4], weekdays, 1, 7, &cron.weekday))
        return false;
    if (!gl_str_eq(fields[5], GL_STR("*"))) {
        cron.years = 0;
        if (!add_range(fields[5], NULL, FIRST_YEAR, FIRST_YEAR + YEARS - 1, &cron.years))
            cron.years = 0; /* a year or list of years: it ends */
    }
    *ret_days = longest_gap(&cron);
    return true;
}

static bool read_rate(struct gl_str text, int64_t *ret_days)
{
    size_t blank = gl_str_find_char(text, ' ');
    int64_t number;
    struct gl_str unit;

    if (blank == GL_STR_NONE || !gl_str_to_i64(gl_str_slice(text, 0, blank), &number) || number < 1 ||
        number > 1000000)
        return false;
    unit = gl_str_trim(gl_str_from(text, blank));
    if (gl_str_starts_with(unit, GL_STR("day")))
        *ret_days = number;
    else if (gl_str_starts_with(unit, GL_STR("hour")))
        *ret_days = (number + 23) / 24;
    else if (gl_str_starts_with(unit, GL_STR("minute")))
        *ret_days = (number + 1439) / 1440;
    else
        return false;
    return true;
}

bool gl_schedule_longest_gap(struct gl_str text, int64_t *ret_days)
{
    struct gl_str inside;

    text = gl_str_trim(text);
    if (!gl_str_ends_with(text, GL_STR(")")))
        return false;
    inside = gl_str_trim(gl_str_slice(text, gl_str_find_char(text, '(') + 1, text.len - 1));
    if (gl_str_starts_with(text, GL_STR("rate(")))
        return read_rate(inside, ret_days);
    return gl_str_starts_with(text, GL_STR("cron(")) && read_cron(inside, ret_days);
}
