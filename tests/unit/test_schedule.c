#include "checks/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { NO_SCHEDULE = -1 };

static int64_t gap(const char *text)
{
    int64_t days;

    return gl_schedule_longest_gap(gl_str_of(text), &days) ? days : NO_SCHEDULE;
}

static void rates_are_read_in_every_unit(void **state)
{
    (void)state;
    assert_int_equal(gap("rate(30 days)"), 30);
    assert_int_equal(gap("rate(1 day)"), 1);
    assert_int_equal(gap("rate(4 hours)"), 1);
    assert_int_equal(gap("rate(25 hours)"), 2);
    assert_int_equal(gap(" rate( 2160 hours ) "), 90);
    assert_int_equal(gap("rate(90 minutes)"), 1);
}

static void cron_gives_the_longest_gap_of_its_calendar(void **state)
{
    (void)state;
    assert_int_equal(gap("cron(0 12 * * ? *)"), 1);
    assert_int_equal(gap("cron(0 4 1 * ? *)"), 31);
    assert_int_equal(gap("cron(0 4 ? * SUN *)"), 7);
    assert_int_equal(gap("cron(0 4 ? * MON-FRI *)"), 3);
    assert_int_equal(gap("cron(0 4 ? * 1#1 *)"), 35);
    assert_int_equal(gap("cron(0 4 ? * 6L *)"), 35);
    assert_int_equal(gap("cron(0 4 L * ? *)"), 31);
    assert_int_equal(gap("cron(0 4 1 1/3 ? *)"), 92);
    assert_int_equal(gap("cron(0 4 1 JAN,JUL ? *)"), 184);
    assert_int_equal(gap("cron(0 12 * 2 ? *)"), 338);
    assert_int_equal(gap("cron(0 4 1 1 ? *)"), 366);
}

static void the_nearest_weekday_counts_as_the_day(void **state)
{
    (void)state;
    assert_in_range(gap("cron(0 4 15W * ? *)"), 31, 34);
    assert_in_range(gap("cron(0 4 LW * ? *)"), 31, 34);
}

static void a_schedule_that_ends_or_never_runs_is_endless(void **state)
{
    (void)state;
    assert_true(gap("cron(0 4 1 * ? 2026)") == INT64_MAX);
    assert_true(gap("cron(0 4 31 2 ? *)") == INT64_MAX);
}

static void what_is_no_schedule_is_refused(void **state)
{
    (void)state;
    assert_int_equal(gap(""), NO_SCHEDULE);
    assert_int_equal(gap("30 days"), NO_SCHEDULE);
    assert_int_equal(gap("rate(30)"), NO_SCHEDULE);
    assert_int_equal(gap("rate(-1 days)"), NO_SCHEDULE);
    assert_int_equal(gap("rate(99999999999999999999 days)"), NO_SCHEDULE);
    assert_int_equal(gap("rate(3 weeks)"), NO_SCHEDULE);
    assert_int_equal(gap("cron(0 4 1 *)"), NO_SCHEDULE);
    assert_int_equal(gap("cron(0 4 32 * ? *)"), NO_SCHEDULE);
    assert_int_equal(gap("cron(0 4 1 13 ? *)"), NO_SCHEDULE);
    assert_int_equal(gap("cron(0 4 1/0 * ? *)"), NO_SCHEDULE);
    assert_int_equal(gap(")"), NO_SCHEDULE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_read_in_every_unit),
        cmocka_unit_test(cron_gives_the_longest_gap_of_its_calendar),
        cmocka_unit_test(the_nearest_weekday_counts_as_the_day),
        cmocka_unit_test(a_schedule_that_ends_or_never_runs_is_endless),
        cmocka_unit_test(what_is_no_schedule_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
