#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "front/terraform/value/number.h"

static const struct gl_span nowhere = {0};

static struct gl_tf_value number(struct gl_arena *arena, const char *text)
{
    struct gl_tf_value value;

    assert_true(gl_tf_parse_number(arena, gl_str_of(text), nowhere, &value));
    return value;
}

static void assert_text(struct gl_arena *arena, const struct gl_tf_value *value, const char *want)
{
    struct gl_str text = gl_tf_number_text(arena, value);

    if (!gl_str_eq(text, gl_str_of(want)))
        fail_msg("%.*s instead of %s", GL_STR_ARG(text), want);
}

static void assert_result(struct gl_arena *arena, const char *a, enum gl_tf_arithmetic what, const char *b,
                          const char *want)
{
    struct gl_tf_value x = number(arena, a), y = number(arena, b), result;

    assert_true(gl_tf_calculate(arena, what, &x, &y, &result));
    assert_text(arena, &result, want);
}

static void test_numbers_are_written_without_exponent_as_short_as_they_can_be(void **state)
{
    static const char *const same[] = {"0",
                                       "1",
                                       "-1",
                                       "0.1",
                                       "1.5",
                                       "100000000000000000000",
                                       "-0",
                                       "0.0000001",
                                       "123456789.123456789",
                                       "12345678901234567890.5"};
    struct gl_arena arena = {0};
    struct gl_tf_value value;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        value = number(&arena, same[i]);
        assert_text(&arena, &value, same[i]);
    }
    value = number(&arena, "1e3");
    assert_text(&arena, &value, "1000");
    value = number(&arena, "1e-7");
    assert_text(&arena, &value, "0.0000001");
    value = number(&arena, "1p3");
    assert_text(&arena, &value, "8");
    value = gl_tf_make_double(&arena, 18446744073709551616.0, nowhere);
    assert_text(&arena, &value, "18446744073709550000");
    gl_arena_free(&arena);
}

static void test_numbers_have_512_bits(void **state)
{
    struct gl_arena arena = {0};

    (void)state;
    assert_result(&arena, "1", GL_TF_DIVIDE, "3",
                  "0.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333"
                  "3333333333333333333333333333333333333333333333333333333333333333335");
    assert_result(&arena, "0.1", GL_TF_ADD, "0.2", "0.3");
    assert_result(&arena, "9223372036854775807", GL_TF_ADD, "1", "9223372036854775808");
    assert_result(&arena, "7", GL_TF_MODULO, "0", "7");
    assert_result(&arena, "-7", GL_TF_MODULO, "3", "-1");
    assert_result(&arena, "7.5", GL_TF_MODULO, "2", "1.5");
    assert_result(&arena, "0", GL_TF_MULTIPLY, "-1", "-0");
    assert_result(&arena, "1", GL_TF_DIVIDE, "0", "+Inf");
    gl_arena_free(&arena);
}

static void test_numbers_made_from_integers_have_64_bits(void **state)
{
    struct gl_arena arena = {0};
    struct gl_tf_value one = gl_tf_make_i64(1, nowhere), three = gl_tf_make_i64(3, nowhere), result;

    (void)state;
    assert_true(gl_tf_calculate(&arena, GL_TF_DIVIDE, &one, &three, &result));
    assert_text(&arena, &result, "0.33333333333333333334");
    gl_arena_free(&arena);
}

static void test_texts_that_are_no_decimal_numbers_are_refused(void **state)
{
    static const char *const bad[] = {"", " 1", "0x10", "1_000", "e3", ".", "1e", "--1", "NaN", "1e99999999"};
    struct gl_arena arena = {0};
    struct gl_tf_value value;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(gl_tf_parse_number(&arena, gl_str_of(bad[i]), nowhere, &value));
    gl_arena_free(&arena);
}

static void assert_json(const struct gl_tf_value *value, const char *want)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_tf_print_json(&out, value);
    if (!gl_str_eq(gl_buf_str(&out), gl_str_of(want)))
        fail_msg("%.*s instead of %s", GL_STR_ARG(gl_buf_str(&out)), want);
    gl_buf_free(&out);
}

static struct gl_tf_value text(const char *text)
{
    return gl_tf_make_string(gl_str_of(text), nowhere);
}

static void test_objects_are_sorted_and_the_last_of_equal_keys_stays(void **state)
{
    struct gl_arena arena = {0};
    struct gl_tf_member members[40] = {0};
    struct gl_tf_value object;

    (void)state;
    for (size_t i = 0; i < 40; i++) {
        members[i].key = gl_arena_printf(&arena, "k%zu", (i * 7) % 20);
        members[i].value = gl_tf_make_i64((int64_t)i, nowhere);
    }
    object = gl_tf_make_map(NULL, members, 40, nowhere);
    assert_int_equal(object.u.map.len, 20);
    for (size_t i = 20; i < 40; i++) {
        struct gl_str key = gl_arena_printf(&arena, "k%zu", (i * 7) % 20);

        assert_int_equal(gl_tf_get(&object, key)->u.number.small, i);
    }
    gl_arena_free(&arena);
}

static void test_sets_are_sorted_and_unique(void **state)
{
    struct gl_arena arena = {0};
    struct gl_tf_value items[] = {text("b"), text("A"), text("a"), text("b"), text("10"), text("9")};
    struct gl_tf_value set = gl_tf_make_set(&arena, &gl_tf_string, items, 6, nowhere);

    (void)state;
    assert_json(&set, "[\"10\",\"9\",\"A\",\"a\",\"b\"]");
    gl_arena_free(&arena);
}

static void test_a_tuple_becomes_a_list_of_what_its_items_have_in_common(void **state)
{
    struct gl_arena arena = {0};
    struct gl_tf_value items[] = {gl_tf_make_i64(1, nowhere), text("a"),
                                  gl_tf_make_null(&gl_tf_any, nowhere)};
    struct gl_tf_value tuple = gl_tf_make_list(GL_TF_TUPLE, NULL, items, 3, nowhere), list;
    struct gl_tf_problem problem;
    struct gl_buf out;

    (void)state;
    assert_true(
        gl_tf_convert(&arena, &tuple, gl_tf_collection_of(&arena, GL_TF_LIST, &gl_tf_any), &list, &problem));
    assert_json(&list, "[\"1\",\"a\",null]");
    gl_buf_init(&out);
    gl_tf_type_print(&out, gl_tf_type_of(&arena, &list));
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("list(string)")));
    gl_buf_free(&out);
    gl_arena_free(&arena);
}

static void test_optional_fields_get_their_defaults_also_inside_of_defaults(void **state)
{
    struct gl_arena arena = {0};
    struct gl_tf_value five = gl_tf_make_i64(5, nowhere), empty = gl_tf_make_map(NULL, NULL, 0, nowhere);
    struct gl_tf_field inner[] = {{GL_STR("port"), &gl_tf_number, true, &five}};
    const struct gl_tf_type *inner_type = gl_tf_object_of(&arena, inner, 1);
    struct gl_tf_field outer[] = {{GL_STR("a"), inner_type, true, &empty},
                                  {GL_STR("b"), &gl_tf_string, true, NULL}};
    struct gl_tf_value result;
    struct gl_tf_problem problem;

    (void)state;
    assert_true(gl_tf_convert(&arena, &empty, gl_tf_object_of(&arena, outer, 2), &result, &problem));
    assert_json(&result, "{\"a\":{\"port\":5},\"b\":null}");
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_written_without_exponent_as_short_as_they_can_be),
        cmocka_unit_test(test_numbers_have_512_bits),
        cmocka_unit_test(test_numbers_made_from_integers_have_64_bits),
        cmocka_unit_test(test_texts_that_are_no_decimal_numbers_are_refused),
        cmocka_unit_test(test_objects_are_sorted_and_the_last_of_equal_keys_stays),
        cmocka_unit_test(test_sets_are_sorted_and_unique),
        cmocka_unit_test(test_a_tuple_becomes_a_list_of_what_its_items_have_in_common),
        cmocka_unit_test(test_optional_fields_get_their_defaults_also_inside_of_defaults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
