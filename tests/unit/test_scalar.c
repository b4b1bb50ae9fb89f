#include "read_fixture.h"

#include "tree/scalar.h"

static struct gl_value plain(const char *text)
{
    return (struct gl_value){.type = GL_STRING, .style = GL_PLAIN, .u.str = gl_str_of(text)};
}

static void assert_number(const char *text, enum gl_dialect dialect, double wanted)
{
    struct gl_value value = plain(text);
    double number = 0;

    assert_int_equal(gl_scalar_type(&value, dialect), GL_NUMBER);
    assert_true(gl_scalar_as_double(&value, dialect, &number));
    assert_true(number >= wanted && number <= wanted);
}

static void assert_boolean(const char *text, enum gl_dialect dialect, bool wanted)
{
    struct gl_value value = plain(text);
    bool boolean = !wanted;

    assert_int_equal(gl_scalar_type(&value, dialect), GL_BOOL);
    assert_true(gl_scalar_as_bool(&value, dialect, &boolean));
    assert_int_equal(boolean, wanted);
}

static void assert_type(const char *text, enum gl_dialect dialect, enum gl_type wanted)
{
    struct gl_value value = plain(text);

    assert_int_equal(gl_scalar_type(&value, dialect), wanted);
}

static void test_yes_and_on_are_booleans_in_yaml_1_1_only(void **state)
{
    static const char *const yes[] = {"yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"};
    static const char *const no[] = {"no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        assert_boolean(yes[i], GL_DIALECT_CLOUDFORMATION, true);
        assert_boolean(yes[i], GL_DIALECT_KUBERNETES, true);
        assert_boolean(no[i], GL_DIALECT_CLOUDFORMATION, false);
        assert_boolean(no[i], GL_DIALECT_KUBERNETES, false);
        assert_type(yes[i], GL_DIALECT_CORE, i < 6 ? GL_STRING : GL_BOOL);
        assert_type(no[i], GL_DIALECT_CORE, i < 6 ? GL_STRING : GL_BOOL);
    }
    assert_type("yES", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("tRUE", GL_DIALECT_KUBERNETES, GL_STRING);
}

static void test_y_and_n_are_booleans_in_kubernetes_only(void **state)
{
    (void)state;
    assert_boolean("y", GL_DIALECT_KUBERNETES, true);
    assert_boolean("N", GL_DIALECT_KUBERNETES, false);
    assert_type("y", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("n", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("y", GL_DIALECT_CORE, GL_STRING);
}

static void test_leading_zeros_are_octal_where_the_dialect_says_so(void **state)
{
    (void)state;
    assert_number("0777", GL_DIALECT_CLOUDFORMATION, 511);
    assert_number("010", GL_DIALECT_CLOUDFORMATION, 8);
    assert_type("0o777", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("08", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_number("0777", GL_DIALECT_KUBERNETES, 511);
    assert_number("010", GL_DIALECT_KUBERNETES, 8);
    assert_number("0o777", GL_DIALECT_KUBERNETES, 511);
    assert_number("08", GL_DIALECT_KUBERNETES, 8);
    assert_number("0777", GL_DIALECT_CORE, 777);
    assert_number("0o777", GL_DIALECT_CORE, 511);
    assert_number("08", GL_DIALECT_CORE, 8);
}

static void test_dates_are_strings(void **state)
{
    (void)state;
    assert_type("2024-01-01", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("2010-09-09", GL_DIALECT_KUBERNETES, GL_STRING);
    assert_type("2024-01-01", GL_DIALECT_CORE, GL_STRING);
}

static void test_underscores_hexadecimal_and_exponents(void **state)
{
    (void)state;
    assert_number("1_000", GL_DIALECT_CLOUDFORMATION, 1000);
    assert_number("0x1F", GL_DIALECT_CLOUDFORMATION, 31);
    assert_number("0b101", GL_DIALECT_CLOUDFORMATION, 5);
    assert_type("1e3", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("12e03", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_number("1.0e+3", GL_DIALECT_CLOUDFORMATION, 1000);
    assert_number(".5", GL_DIALECT_CLOUDFORMATION, 0.5);
    assert_type("-.5", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_number("1_000", GL_DIALECT_KUBERNETES, 1000);
    assert_number("0x1F", GL_DIALECT_KUBERNETES, 31);
    assert_number("1e3", GL_DIALECT_KUBERNETES, 1000);
    assert_number("12e03", GL_DIALECT_KUBERNETES, 12000);
    assert_type("1_000", GL_DIALECT_CORE, GL_STRING);
    assert_number("0x1F", GL_DIALECT_CORE, 31);
    assert_number("-12", GL_DIALECT_CORE, -12);
    assert_number("+1.5e2", GL_DIALECT_CORE, 150);
}

static void test_base_sixty_is_a_number_in_cloudformation_only(void **state)
{
    (void)state;
    assert_number("1:30", GL_DIALECT_CLOUDFORMATION, 90);
    assert_number("22:22", GL_DIALECT_CLOUDFORMATION, 1342);
    assert_number("-1:30", GL_DIALECT_CLOUDFORMATION, -90);
    assert_number("1:30.5", GL_DIALECT_CLOUDFORMATION, 90.5);
    assert_type("1:60", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("05:30", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("10.0.0.0:80", GL_DIALECT_CLOUDFORMATION, GL_STRING);
    assert_type("1:30", GL_DIALECT_KUBERNETES, GL_STRING);
    assert_type("22:22", GL_DIALECT_CORE, GL_STRING);
}

static void test_null_words_and_the_empty_value_are_null(void **state)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (unsigned dialect = GL_DIALECT_CLOUDFORMATION; dialect <= GL_DIALECT_CORE; dialect++)
            assert_type(words[i], (enum gl_dialect)dialect, GL_NULL);
    }
    assert_type("nULL", GL_DIALECT_CORE, GL_STRING);
}

static void test_texts_that_only_begin_like_numbers_are_strings(void **state)
{
    static const char *const texts[] = {"-",   "+",   ".",          "..", "1.2.3.4", "0x", "1a",
                                        "--1", "0xg", "10.0.0.0/8", "1e", "+.nan",   "_1", "12ab:30"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (unsigned dialect = GL_DIALECT_CLOUDFORMATION; dialect <= GL_DIALECT_CORE; dialect++)
            assert_type(texts[i], (enum gl_dialect)dialect, GL_STRING);
    }
}

static void test_quoted_and_tagged_text_is_a_string(void **state)
{
    struct gl_value quoted = {.type = GL_STRING, .style = GL_QUOTED, .u.str = GL_STR("true")};
    struct gl_value tagged = plain("12");

    (void)state;
    tagged.tag = GL_TAG_STR;
    assert_int_equal(gl_scalar_type(&quoted, GL_DIALECT_CLOUDFORMATION), GL_STRING);
    assert_int_equal(gl_scalar_type(&tagged, GL_DIALECT_CORE), GL_STRING);
}

static void test_cloudformation_takes_quoted_booleans_and_numbers(void **state)
{
    struct gl_value boolean = {.type = GL_STRING, .u.str = GL_STR("True")};
    struct gl_value number = {.type = GL_STRING, .u.str = GL_STR("100")};
    struct gl_value yes = {.type = GL_STRING, .u.str = GL_STR("yes")};
    int64_t i = 0;
    bool b = false;

    (void)state;
    assert_true(gl_scalar_as_bool(&boolean, GL_DIALECT_CLOUDFORMATION, &b));
    assert_true(b);
    assert_true(gl_scalar_as_i64(&number, GL_DIALECT_CLOUDFORMATION, &i));
    assert_int_equal(i, 100);
    assert_false(gl_scalar_as_bool(&yes, GL_DIALECT_CLOUDFORMATION, &b));
    assert_false(gl_scalar_as_bool(&boolean, GL_DIALECT_KUBERNETES, &b));
    assert_false(gl_scalar_as_i64(&number, GL_DIALECT_CORE, &i));
}

static void test_whole_numbers_with_a_fraction_or_exponent_count_as_integers(void **state)
{
    struct gl_value json = {.type = GL_NUMBER, .u.str = GL_STR("7.0")};
    struct gl_value big = {.type = GL_NUMBER, .u.str = GL_STR("1e30")};
    struct gl_value half = {.type = GL_NUMBER, .u.str = GL_STR("7.5")};
    struct gl_value lowest = plain("-9223372036854775808"), beyond = plain("9223372036854775808");
    int64_t i = 0;
    double d = 0;

    (void)state;
    assert_true(gl_scalar_as_i64(&json, GL_DIALECT_CORE, &i));
    assert_int_equal(i, 7);
    assert_false(gl_scalar_as_i64(&big, GL_DIALECT_CORE, &i));
    assert_false(gl_scalar_as_i64(&half, GL_DIALECT_CORE, &i));
    assert_true(gl_scalar_as_i64(&lowest, GL_DIALECT_CORE, &i));
    assert_true(i == INT64_MIN);
    assert_false(gl_scalar_as_i64(&beyond, GL_DIALECT_CORE, &i));
    assert_true(gl_scalar_as_double(&beyond, GL_DIALECT_CORE, &d));
    assert_true(d > 9.2e18);
    beyond = plain("-9223372036854775809");
    assert_true(gl_scalar_as_double(&beyond, GL_DIALECT_CORE, &d));
    assert_true(d < -9.2e18);
}

static void test_infinity_is_a_number_but_no_integer(void **state)
{
    struct gl_value value = plain("-.inf");
    int64_t i = 0;
    double d = 0;

    (void)state;
    assert_int_equal(gl_scalar_type(&value, GL_DIALECT_CLOUDFORMATION), GL_NUMBER);
    assert_true(gl_scalar_as_double(&value, GL_DIALECT_CLOUDFORMATION, &d));
    assert_true(d < -1e308);
    assert_false(gl_scalar_as_i64(&value, GL_DIALECT_CLOUDFORMATION, &i));
    assert_type(".NaN", GL_DIALECT_CORE, GL_NUMBER);
}

static void test_lists_and_nothing_answer_false_and_json_booleans_themselves(void **state)
{
    struct gl_value list = {.type = GL_LIST};
    struct gl_value json = {.type = GL_BOOL, .u.boolean = true};
    bool b = false;
    int64_t i;

    (void)state;
    assert_false(gl_scalar_as_bool(&list, GL_DIALECT_CORE, &b));
    assert_false(gl_scalar_as_i64(NULL, GL_DIALECT_CORE, &i));
    assert_int_equal(gl_scalar_type(&list, GL_DIALECT_CORE), GL_LIST);
    assert_true(gl_scalar_as_bool(&json, GL_DIALECT_CORE, &b) && b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yes_and_on_are_booleans_in_yaml_1_1_only),
        cmocka_unit_test(test_y_and_n_are_booleans_in_kubernetes_only),
        cmocka_unit_test(test_leading_zeros_are_octal_where_the_dialect_says_so),
        cmocka_unit_test(test_dates_are_strings),
        cmocka_unit_test(test_underscores_hexadecimal_and_exponents),
        cmocka_unit_test(test_base_sixty_is_a_number_in_cloudformation_only),
        cmocka_unit_test(test_null_words_and_the_empty_value_are_null),
        cmocka_unit_test(test_texts_that_only_begin_like_numbers_are_strings),
        cmocka_unit_test(test_quoted_and_tagged_text_is_a_string),
        cmocka_unit_test(test_cloudformation_takes_quoted_booleans_and_numbers),
        cmocka_unit_test(test_whole_numbers_with_a_fraction_or_exponent_count_as_integers),
        cmocka_unit_test(test_infinity_is_a_number_but_no_integer),
        cmocka_unit_test(test_lists_and_nothing_answer_false_and_json_booleans_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
