#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "reports/line_hash.h"

/* The hashes of every line of `text`, against those GitHub's own tests state. */
static void assert_hashes(struct gl_str text, const char *const *expected, size_t len)
{
    struct gl_line_hash wanted[16] = {0};

    for (size_t i = 0; i < len; i++)
        wanted[i].line = (uint32_t)i + 1;
    gl_line_hash(text, wanted, len);
    for (size_t i = 0; i < len; i++) {
        struct gl_buf shown;

        gl_buf_init(&shown);
        gl_buf_printf(&shown, "%llx:%u", (unsigned long long)wanted[i].hash, wanted[i].occurrence);
        gl_buf_add_char(&shown, '\0');
        assert_string_equal(shown.ptr, expected[i]);
        gl_buf_free(&shown);
    }
}

#define ASSERT_HASHES(text, ...)                                                                             \
    assert_hashes(GL_STR(text), (const char *const[]){__VA_ARGS__},                                          \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void test_empty_file_has_one_line(void **state)
{
    (void)state;
    ASSERT_HASHES("", "c129715d7a2bc9a3:1");
}

static void test_spaces_and_tabs_take_no_part(void **state)
{
    (void)state;
    ASSERT_HASHES(" a\nb\n  \t\tc\n d", "271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1",
                  "a23a3dc5e078b07b:1");
    ASSERT_HASHES(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", "8b7cf3e952e7aeb2:1",
                  "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1",
                  "e6ceba753e1a442:1");
}

#define GREETING_HASHES                                                                                      \
    "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",                  \
        "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1"

static void test_all_line_ends_are_alike(void **state)
{
    (void)state;
    ASSERT_HASHES(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETING_HASHES);
    ASSERT_HASHES(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETING_HASHES);
    ASSERT_HASHES(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETING_HASHES);
    ASSERT_HASHES(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETING_HASHES);
}

#define LOREM "Lorem ipsum dolor sit amet.\n"

static void test_equal_lines_are_numbered(void **state)
{
    (void)state;
    ASSERT_HASHES(LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM, "a7f2ff13bc495cf2:1",
                  "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5",
                  "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1",
                  "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1");
}

static void test_a_single_wanted_line_has_its_number_among_all(void **state)
{
    struct gl_line_hash wanted[] = {{.line = 3}, {.line = 99}};

    (void)state;
    gl_line_hash(GL_STR(LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM LOREM), wanted, 2);
    assert_true(wanted[0].hash == 0xa7f2ff13bc495cf2u);
    assert_int_equal(wanted[0].occurrence, 3);
    assert_int_equal(wanted[1].occurrence, 0);
}

static uint64_t power_sum(const uint16_t *units, size_t len)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < 100; i++)
        hash = hash * 37 + (i < len ? units[i] : 0);
    return hash;
}

static void test_characters_beyond_ascii_count_as_utf16_units(void **state)
{
    static const uint16_t units[] = {0xfeff, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xfffd, 65535};
    struct gl_line_hash wanted = {.line = 1};

    (void)state;
    gl_line_hash(GL_STR("\xef\xbb\xbf\xc3\xa9 \xe2\x82\xac\xf0\x9f\x98\x80\xff"), &wanted, 1);
    assert_true(wanted.hash == power_sum(units, sizeof units / sizeof *units));
}

/* As the upload action does it: one unit after the other. The text is ASCII with LF only. */
static uint64_t hash_from(struct gl_str text)
{
    uint16_t units[100] = {0};
    size_t len = 0;

    for (size_t i = 0; i < text.len && len < 100; i++) {
        if (text.ptr[i] != ' ' && text.ptr[i] != '\t')
            units[len++] = (uint16_t)text.ptr[i];
    }
    if (len < 100)
        units[len++] = 65535;
    return power_sum(units, len);
}

#define LONG_WORD "fifty_characters_that_are_more_than_half_of_a_window"

static void test_every_line_of_a_long_text_has_the_hash_of_its_window(void **state)
{
    static const char *const pieces[] = {"a: 1\n", "  b\t: c\n", "\n", "         - [x, y]\n",
                                         "  " LONG_WORD " " LONG_WORD LONG_WORD "\n"};
    enum { LINES = 300 };
    struct gl_line_hash wanted[LINES] = {0};
    struct gl_buf text;
    struct gl_str rest;

    (void)state;
    gl_buf_init(&text);
    for (uint32_t i = 0, x = 7; i < LINES; i++) {
        x = x * 1664525u + 1013904223u;
        gl_buf_add(&text, gl_str_of(pieces[(x >> 24) % 5]));
        wanted[i].line = i + 1;
    }
    rest = gl_buf_str(&text);
    gl_line_hash(rest, wanted, LINES);
    for (size_t i = 0; i < LINES; i++) {
        assert_true(wanted[i].hash == hash_from(rest));
        rest = gl_str_from(rest, gl_str_find_char(rest, '\n') + 1);
    }
    gl_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_file_has_one_line),
        cmocka_unit_test(test_spaces_and_tabs_take_no_part),
        cmocka_unit_test(test_all_line_ends_are_alike),
        cmocka_unit_test(test_equal_lines_are_numbered),
        cmocka_unit_test(test_a_single_wanted_line_has_its_number_among_all),
        cmocka_unit_test(test_every_line_of_a_long_text_has_the_hash_of_its_window),
        cmocka_unit_test(test_characters_beyond_ascii_count_as_utf16_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
