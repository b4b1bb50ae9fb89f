#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/format.h"
#include "base/pool.h"
#include "base/sort.h"

static void test_position_counts_code_points_and_skips_the_byte_order_mark(void **state)
{
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_position at;

    (void)state;
    gl_sources_init(&sources);
    source = gl_sources_add_text(&sources, GL_STR("a.yaml"), GL_STR("\xef\xbb\xbf\xc3\xa9: x\r\nb: y"));
    at = gl_source_position(source, 7);
    assert_int_equal(at.line, 1);
    assert_int_equal(at.column, 4);
    at = gl_source_position(source, 10);
    assert_int_equal(at.line, 2);
    assert_int_equal(at.column, 1);
    assert_true(gl_str_eq(gl_source_line(source, 1), GL_STR("\xef\xbb\xbf\xc3\xa9: x")));
    gl_sources_free(&sources);
}

/* The text of a diagnostic about bytes [begin, end) of `text`, NUL-terminated, in `out`. */
static void print_diag(struct gl_buf *out, struct gl_str text, uint32_t begin, uint32_t end)
{
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_source *source;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    gl_buf_init(out);
    source = gl_sources_add_text(&sources, GL_STR("a.yaml"), text);
    gl_diag_add(&diags, GL_DIAG_INCOMPLETE, (struct gl_span){source->id, begin, end}, "remove one",
                "duplicate key \"%s\"", "A");
    gl_diag_print(out, &diags.items[0], &sources, false);
    gl_buf_add_char(out, '\0');
    gl_arena_free(&arena);
    gl_sources_free(&sources);
}

static void test_diagnostic_quotes_the_line_and_marks_the_span(void **state)
{
    struct gl_buf out;

    (void)state;
    print_diag(&out, GL_STR("A: 1\n\tA: 2\n"), 6, 7);
    assert_string_equal(out.ptr, "a.yaml:2:2: duplicate key \"A\"; remove one\n"
                                 "      2 |     A: 2\n"
                                 "        |     ^\n");
    gl_buf_free(&out);
}

static void test_diagnostic_does_not_quote_a_line_that_may_hold_a_secret(void **state)
{
    struct gl_buf out;

    (void)state;
    print_diag(&out, GL_STR("MasterUserPassword: hunter2\n"), 0, 3);
    assert_string_equal(out.ptr, "a.yaml:1:1: duplicate key \"A\"; remove one\n");
    gl_buf_free(&out);
}

static void test_quoted_line_cannot_steer_a_terminal(void **state)
{
    struct gl_buf out;

    (void)state;
    /* ESC, the C1 form of CSI, a byte that is no UTF-8, a right-to-left override and isolate; a plain umlaut
     */
    print_diag(&out, GL_STR("A\x1b[\xc2\x9b\xff\xe2\x80\xae\xe2\x81\xa6\xc3\xa4\n"), 0, 1);
    assert_string_equal(out.ptr, "a.yaml:1:1: duplicate key \"A\"; remove one\n"
                                 "      1 | A?[????\xc3\xa4\n"
                                 "        | ^\n");
    gl_buf_free(&out);
}

static void test_user_text_cannot_steer_a_terminal(void **state)
{
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_buf_quote(&out, GL_STR("a\x1b\xc2\x9b\xff\xe2\x80\xae\t\xc3\xa4"));
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("a\\x1b\\xc2\\x9b\\xff\\xe2\\x80\\xae\\t\xc3\xa4")));
    gl_buf_free(&out);
}

static void test_a_long_line_is_quoted_around_the_mark_and_says_that_it_is_cut(void **state)
{
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_buf text, out;

    (void)state;
    gl_sources_init(&sources);
    gl_buf_init(&text);
    gl_buf_init(&out);
    for (size_t i = 0; i < 40; i++)
        gl_buf_add(&text, GL_STR("abcdefghij"));
    source = gl_sources_add_text(&sources, GL_STR("a.json"), gl_buf_str(&text));
    gl_quote_span(&out, &sources, (struct gl_span){source->id, 200, 203}, 0);
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr,
                        "    1 | \xe2\x80\xa6"
                        "fghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
                        "abcdefghijabc\xe2\x80\xa6\n"
                        "      |                                                                        "
                        "               ^~~\n");
    gl_buf_free(&text);
    gl_buf_free(&out);
    gl_sources_free(&sources);
}

static void add_one(void *context, size_t index, unsigned worker)
{
    unsigned char *seen = context;

    (void)worker;
    seen[index]++;
}

static void test_pool_runs_every_index_once(void **state)
{
    unsigned char seen[1000] = {0};
    struct gl_pool pool;

    (void)state;
    gl_pool_init(&pool, 8);
    gl_pool_run(&pool, sizeof seen, add_one, seen);
    for (size_t i = 0; i < sizeof seen; i++)
        assert_int_equal(seen[i], 1);
}

static void test_adopted_memory_stays_valid(void **state)
{
    struct gl_arena a = {0}, b = {0};
    struct gl_str text;

    (void)state;
    gl_arena_alloc(&a, 1, 10);
    text = gl_arena_copy(&b, GL_STR("kept"));
    gl_arena_adopt(&a, &b);
    gl_arena_free(&b);
    assert_true(gl_str_eq(text, GL_STR("kept")));
    gl_arena_free(&a);
}

static void test_json_string_escapes_and_repairs_utf8(void **state)
{
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_buf_add_json(&out, GL_STR("a\"\\\n\x01\xff\xc3\xa9"));
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("\"a\\\"\\\\\\n\\u0001\xef\xbf\xbd\xc3\xa9\"")));
    gl_buf_free(&out);
}

/* Long texts are looked at eight bytes a step: each special byte at each place of each length. */
static void test_special_bytes_are_found_wherever_they_are(void **state)
{
    static const struct {
        char byte;
        struct gl_str json, quoted;
    } specials[] = {{'"', GL_STR_INIT("\\\""), GL_STR_INIT("\"")},
                    {'\\', GL_STR_INIT("\\\\"), GL_STR_INIT("\\")},
                    {'\n', GL_STR_INIT("\\n"), GL_STR_INIT("\\n")},
                    {'\x7f', GL_STR_INIT("\\u007f"), GL_STR_INIT("\\x7f")},
                    {'\xff', GL_STR_INIT("\xef\xbf\xbd"), GL_STR_INIT("\\xff")},
                    {'~', GL_STR_INIT("~"), GL_STR_INIT("~")},
                    {' ', GL_STR_INIT(" "), GL_STR_INIT(" ")}};
    struct gl_buf out, expected;

    (void)state;
    gl_buf_init(&out);
    gl_buf_init(&expected);
    for (size_t i = 0; i < sizeof specials / sizeof *specials * 20 * 20; i++) {
        size_t kind = i / 400, len = i / 20 % 20 + 1, at = i % 20;
        char text[21] = "abcdefghijklmnopqrst";

        if (at >= len)
            continue;
        text[at] = specials[kind].byte;
        out.len = expected.len = 0;
        gl_buf_add_json(&out, (struct gl_str){text, len});
        gl_buf_quote(&out, (struct gl_str){text, len});
        gl_buf_printf(&expected, "\"%.*s%.*s%.*s\"", (int)at, text, GL_STR_ARG(specials[kind].json),
                      (int)(len - at - 1), text + at + 1);
        gl_buf_printf(&expected, "%.*s%.*s%.*s", (int)at, text, GL_STR_ARG(specials[kind].quoted),
                      (int)(len - at - 1), text + at + 1);
        assert_true(gl_str_eq(gl_buf_str(&out), gl_buf_str(&expected)));
    }
    gl_buf_free(&out);
    gl_buf_free(&expected);
}

static void test_numbers_are_written_in_hex(void **state)
{
    struct gl_buf out;

    (void)state;
    gl_buf_init(&out);
    gl_buf_add_hex(&out, 0, 1);
    gl_buf_add_char(&out, ' ');
    gl_buf_add_hex(&out, 0x9afu, 1);
    gl_buf_add_char(&out, ' ');
    gl_buf_add_hex(&out, 0x1000000000000000u, 1);
    gl_buf_add_char(&out, ' ');
    gl_buf_add_hex(&out, 0x123456789abcdefu, 16);
    assert_true(gl_str_eq(gl_buf_str(&out), GL_STR("0 9af 1000000000000000 0123456789abcdef")));
    gl_buf_free(&out);
}

static void test_sorting_by_a_number_is_stable(void **state)
{
    enum { MOST = 500 };
    struct gl_sort_item items[MOST];
    struct gl_arena scratch = {0};
    char places[MOST];

    (void)state;
    for (size_t len = 0; len <= MOST; len += 20) {
        for (size_t i = 0, x = len; i < len; i++) {
            x = x * 1664525u + 1013904223u;
            items[i] = (struct gl_sort_item){(uint64_t)(x >> 20) % 7 << 56 | x % 50 << 8, &places[i]};
        }
        gl_sort_by_key(&scratch, items, len);
        for (size_t i = 1; i < len; i++) {
            assert_true(items[i - 1].key <= items[i].key);
            assert_true(items[i - 1].key < items[i].key || (char *)items[i - 1].item < (char *)items[i].item);
        }
    }
    gl_arena_free(&scratch);
}

static void test_strings_match_globs_and_numbers(void **state)
{
    int64_t number;

    (void)state;
    assert_true(gl_str_glob(GL_STR("kms:Decrypt"), GL_STR("kms:*crypt"), false));
    assert_true(gl_str_glob(GL_STR("KMS:decrypt"), GL_STR("kms:D*"), true));
    assert_false(gl_str_glob(GL_STR("kms:Decrypt"), GL_STR("kms:Encrypt*"), false));
    assert_true(gl_str_to_i64(GL_STR("-9223372036854775808"), &number));
    assert_true(number == INT64_MIN);
    assert_false(gl_str_to_i64(GL_STR("9223372036854775808"), &number));
    assert_false(gl_str_to_i64(GL_STR("12x"), &number));
}

__attribute__((format(printf, 2, 3))) static void assert_formats_like_libc(size_t room, const char *format,
                                                                           ...)
{
    char mine[64] = {0}, theirs[64] = {0};
    va_list args, again;
    size_t len;

    va_start(args, format);
    va_copy(again, args);
    len = gl_vformat(mine, room, format, args);
    assert_int_equal(len, vsnprintf(theirs, room, format, again));
    assert_memory_equal(mine, theirs, sizeof mine);
    va_end(again);
    va_end(args);
}

static void test_texts_are_formatted_like_libc_does(void **state)
{
    (void)state;
    for (size_t room = 0; room <= 40; room++) {
        assert_formats_like_libc(room, "%.*s lets %s reach %u", 3, "WebSg", "anybody", 22u);
        assert_formats_like_libc(room, "%d %d %d%%", 0, INT_MIN, INT_MAX);
        assert_formats_like_libc(room, "%zu of %zu", (size_t)0, SIZE_MAX);
        assert_formats_like_libc(room, "%-8.*s|%02x|%5u", 2, "ab", 10u, 7u);
        assert_formats_like_libc(room, "nothing to fill in");
    }
}

static void test_formatted_slices_keep_their_nul_bytes(void **state)
{
    struct gl_arena arena = {0};
    struct gl_str text = gl_arena_printf(&arena, "<%.*s>", GL_STR_ARG(GL_STR("a\0b")));

    (void)state;
    assert_true(gl_str_eq(text, GL_STR("<a\0b>")));
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_position_counts_code_points_and_skips_the_byte_order_mark),
        cmocka_unit_test(test_diagnostic_quotes_the_line_and_marks_the_span),
        cmocka_unit_test(test_diagnostic_does_not_quote_a_line_that_may_hold_a_secret),
        cmocka_unit_test(test_quoted_line_cannot_steer_a_terminal),
        cmocka_unit_test(test_user_text_cannot_steer_a_terminal),
        cmocka_unit_test(test_a_long_line_is_quoted_around_the_mark_and_says_that_it_is_cut),
        cmocka_unit_test(test_pool_runs_every_index_once),
        cmocka_unit_test(test_adopted_memory_stays_valid),
        cmocka_unit_test(test_json_string_escapes_and_repairs_utf8),
        cmocka_unit_test(test_special_bytes_are_found_wherever_they_are),
        cmocka_unit_test(test_numbers_are_written_in_hex),
        cmocka_unit_test(test_sorting_by_a_number_is_stable),
        cmocka_unit_test(test_strings_match_globs_and_numbers),
        cmocka_unit_test(test_texts_are_formatted_like_libc_does),
        cmocka_unit_test(test_formatted_slices_keep_their_nul_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
