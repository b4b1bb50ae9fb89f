#include "checks/kafka_properties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t hours(const char *text)
{
    int64_t number = 0;

    assert_int_equal(gl_kafka_retention(gl_str_of(text), &number), GL_TRUE);
    return number;
}

static void milliseconds_win_over_minutes_over_hours(void **state)
{
    (void)state;
    assert_int_equal(hours("log.retention.hours=24\n"), 24);
    assert_int_equal(hours("log.retention.hours=24\nlog.retention.minutes=600\n"), 10);
    assert_int_equal(hours("log.retention.ms=604800000\nlog.retention.minutes=600\nlog.retention.hours=1"),
                     168);
    assert_int_equal(hours("auto.create.topics.enable=false"), 168);
    assert_int_equal(hours("log.retention.ms=-1"), -1);
    assert_int_equal(hours(""), 168);
}

static void lines_are_read_as_java_reads_properties(void **state)
{
    (void)state;
    assert_int_equal(
        hours("# log.retention.hours=1\n! log.retention.hours=2\n  log.retention.hours : 24 \r\n"), 24);
    assert_int_equal(hours("log.retention.hours 48"), 48);
    assert_int_equal(hours("log.retention.hours=1\nlog.retention.hours=72"), 72);
    assert_int_equal(hours("other=a\\\nlog.retention.hours=1\nlog.retention.hours = 36"), 36);
}

static void a_hole_makes_only_what_it_touches_uncertain(void **state)
{
    struct gl_str value;
    int64_t number;

    (void)state;
    assert_int_equal(gl_kafka_retention(GL_STR("log.retention.hours=\x01"), &number), GL_MAYBE);
    assert_int_equal(gl_kafka_retention(GL_STR("num.partitions=\x01\nlog.retention.hours=12"), &number),
                     GL_TRUE);
    assert_int_equal(number, 12);
    assert_int_equal(
        gl_kafka_property(GL_STR("\x01\nmin.insync.replicas=2"), GL_STR("min.insync.replicas"), &value),
        GL_TRUE);
    assert_int_equal(
        gl_kafka_property(GL_STR("min.insync.replicas=2\n\x01"), GL_STR("min.insync.replicas"), &value),
        GL_MAYBE);
    assert_int_equal(gl_kafka_property(GL_STR("a=1"), GL_STR("min.insync.replicas"), &value), GL_FALSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(milliseconds_win_over_minutes_over_hours),
        cmocka_unit_test(lines_are_read_as_java_reads_properties),
        cmocka_unit_test(a_hole_makes_only_what_it_touches_uncertain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
