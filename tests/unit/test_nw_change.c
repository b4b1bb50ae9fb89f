/* The search for smallest sets of changes, on ways made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "network/change.h"

struct fixture {
    struct gl_arena arena;
    struct gl_nw_sets sets;
    struct gl_nw_route_in way;
};

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    gl_nw_sets_init(&f->sets, GL_NW_MAX_DEPTH);
    f->way.reach = GL_NW_WIDE;
    f->way.origin = gl_ipset_public_part(&f->arena, gl_ipset_all(GL_IPV4));
}

static void need(struct fixture *f, enum gl_match holds, const char *options)
{
    struct gl_nw_condition *condition = gl_nw_way_add(&f->way, GL_NW_LAYER_GROUP);

    gl_nw_condition_set(condition, &f->way, holds);
    for (; *options; options++)
        gl_nw_condition_option(&f->arena, condition, GL_NW_CHANGE_GROUP_INGRESS, (uint32_t)*options);
}

static void need_from(struct fixture *f, const char *block, const char *options)
{
    const char *why;

    need(f, GL_MATCH_NO, options);
    assert_int_equal(
        gl_ipset_parse(&f->arena, gl_str_of(block), &f->way.conditions[f->way.len - 1].may, &why), GL_OK);
    f->way.conditions[f->way.len - 1].sure = f->way.conditions[f->way.len - 1].may;
}

static void add(struct fixture *f, bool sure)
{
    gl_nw_sets_add(&f->sets, &f->arena, &f->way, sure);
    f->way.len = 0;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "a bc": two sets, sorted. */
static void expect(struct fixture *f, uint32_t least, const char *sets)
{
    struct gl_buf out;
    char texts[64][8] = {{0}};
    const char *order[64];

    gl_buf_init(&out);
    for (size_t i = 0; i < f->sets.len; i++) {
        for (size_t k = 0; k < f->sets.items[i].len; k++)
            texts[i][k] = (char)f->sets.changes[f->sets.items[i].changes[k]].subject;
        for (size_t k = 1; k < f->sets.items[i].len; k++) {
            for (size_t m = k; m > 0 && texts[i][m - 1] > texts[i][m]; m--) {
                char c = texts[i][m];

                texts[i][m] = texts[i][m - 1];
                texts[i][m - 1] = c;
            }
        }
        order[i] = texts[i];
    }
    qsort(order, f->sets.len, sizeof *order, compare);
    for (size_t i = 0; i < f->sets.len; i++)
        gl_buf_printf(&out, "%s%s", i ? " " : "", order[i]);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, sets);
    assert_int_equal(f->sets.least, least);
    gl_buf_free(&out);
    gl_arena_free(&f->arena);
}

static void test_what_is_open_needs_no_change(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_YES, "a");
    add(&f, true);
    expect(&f, 0, "");
    assert_int_equal(f.sets.len, 1);
}

static void test_each_condition_needs_one_of_its_options(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_NO, "ab");
    need(&f, GL_MATCH_NO, "c");
    add(&f, true);
    expect(&f, 2, "ac bc");
}

static void test_one_change_that_meets_two_conditions_counts_once(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_NO, "ab");
    need(&f, GL_MATCH_NO, "bc");
    add(&f, true);
    expect(&f, 1, "ac b");
}

static void test_a_set_that_holds_another_one_is_dropped(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_NO, "a");
    need(&f, GL_MATCH_NO, "b");
    add(&f, true);
    need(&f, GL_MATCH_NO, "b");
    add(&f, true);
    expect(&f, 1, "b");
}

static void test_a_condition_without_option_closes_a_way(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_NO, "");
    need(&f, GL_MATCH_NO, "b");
    add(&f, true);
    expect(&f, GL_NW_MAX_DEPTH + 1, "");
}

static void test_the_number_is_known_beyond_the_size_of_sets(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_NO, "a");
    need(&f, GL_MATCH_NO, "b");
    need(&f, GL_MATCH_NO, "c");
    need(&f, GL_MATCH_NO, "de");
    add(&f, true);
    expect(&f, 4, "");
}

static void test_what_is_not_known_is_open_in_one_list_and_closed_in_the_other(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need(&f, GL_MATCH_MAY, "a");
    add(&f, false);
    expect(&f, 0, "");
    begin(&f);
    need(&f, GL_MATCH_MAY, "a");
    add(&f, true);
    expect(&f, 1, "a");
}

static void test_halves_of_the_internet_that_do_not_meet_need_a_change_of_either(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need_from(&f, "0.0.0.0/1", "a");
    need_from(&f, "128.0.0.0/1", "b");
    add(&f, true);
    expect(&f, 1, "a b");
}

static void test_an_office_is_not_the_internet(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    need_from(&f, "203.1.0.0/16", "a");
    add(&f, true);
    expect(&f, 1, "a");
    begin(&f);
    need_from(&f, "203.0.0.0/9", "a");
    add(&f, true);
    expect(&f, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_open_needs_no_change),
        cmocka_unit_test(test_each_condition_needs_one_of_its_options),
        cmocka_unit_test(test_one_change_that_meets_two_conditions_counts_once),
        cmocka_unit_test(test_a_set_that_holds_another_one_is_dropped),
        cmocka_unit_test(test_a_condition_without_option_closes_a_way),
        cmocka_unit_test(test_the_number_is_known_beyond_the_size_of_sets),
        cmocka_unit_test(test_what_is_not_known_is_open_in_one_list_and_closed_in_the_other),
        cmocka_unit_test(test_halves_of_the_internet_that_do_not_meet_need_a_change_of_either),
        cmocka_unit_test(test_an_office_is_not_the_internet),
    };

    return cmocka_run_group_tests_name("changes of networks", tests, NULL, NULL);
}
