/* The lexer of programs, stack frames and source maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "front/cdk/call.h"
#include "front/cdk/frame.h"
#include "front/cdk/source_map.h"

/* Tokens of a text with the first letter of their kind, separated by spaces. */
static void assert_tokens(const char *file, const char *text, const char *wanted)
{
    static const char kinds[] = {'p', 'n', '#', 't', '$', 'r'};
    struct gl_arena arena = {0};
    struct gl_source source = {.id = 1, .text = gl_str_of(text), .is_read = true};
    struct gl_program program = {.source = &source, .language = gl_language_of(gl_str_of(file))};
    struct gl_buf out;

    gl_buf_init(&out);
    gl_program_lex(&program, &arena);
    for (size_t i = 0; i < program.len; i++) {
        struct gl_str bytes = gl_program_bytes(&program, i);

        gl_buf_printf(&out, "%s%c:%.*s", i ? " " : "", kinds[program.tokens[i].kind], GL_STR_ARG(bytes));
    }
    gl_buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    gl_buf_free(&out);
    gl_arena_free(&arena);
}

static void test_strings_comments_and_regular_expressions_are_no_code(void **state)
{
    (void)state;
    assert_tokens("a.ts", "a('x\\'y', \"z\") // b('c')\n/* d */ e", "n:a p:( t:x\\'y p:, t:z p:) n:e");
    assert_tokens("a.ts", "x = /[/\"']/g; y", "n:x p:= r:/[/\"']/g p:; n:y");
    assert_tokens("a.ts", "x = a / b / c", "n:x p:= n:a p:/ n:b p:/ n:c");
    assert_tokens("a.ts", "return /'/.test(a)", "n:return r:/'/ p:. n:test p:( n:a p:)");
    assert_tokens("a.ts", "`a${b}` `c` 1_000.5", "$:a${b} t:c #:1_000.5");
    assert_tokens("a.ts", "`a${`b${'}'}`}c` d", "$:a${`b${'}'}`}c n:d");
    assert_tokens("a.py", "x = 1 // 2 # 'y'\nf\"a{b}\" r'\\' z", "n:x p:= #:1 p:/ p:/ #:2 $:a{b} t:\\ n:z");
    assert_tokens("a.py", "\"\"\"doc 'x'\n\"\"\" y", "t:doc 'x'\n n:y");
    assert_tokens("a.cs", "@\"c:\\\" $\"a{b}\"", "t:c:\\ $:a{b}");
    assert_tokens("a.go", "`raw ${x` y", "t:raw ${x n:y");
}

static void test_text_that_is_not_closed_ends_with_its_line_or_the_file(void **state)
{
    (void)state;
    assert_tokens("a.ts", "'abc\nd", "t:abc n:d");
    assert_tokens("a.ts", "a /* b", "n:a");
    assert_tokens("a.ts", "\"", "t:");
    assert_tokens("a.py", "x '''a\nb", "n:x t:a\nb");
    assert_tokens("a.ts", "`a${b\nc", "$:a${b\nc");
}

static void test_brackets_find_their_partners_over_ones_that_are_not_closed(void **state)
{
    struct gl_arena arena = {0};
    struct gl_source source = {.id = 1, .text = GL_STR("a(b[c)d]"), .is_read = true};
    struct gl_program program = {.source = &source};

    (void)state;
    gl_program_lex(&program, &arena);
    assert_int_equal(program.len, 8);
    assert_int_equal(program.tokens[1].partner, 5);
    assert_int_equal(program.tokens[5].partner, 1);
    assert_int_equal(program.tokens[3].partner, GL_NO_TOKEN);
    assert_int_equal(program.tokens[7].partner, GL_NO_TOKEN);
    assert_int_equal(program.tokens[4].parent, 3);
    gl_arena_free(&arena);
}

static void test_a_literal_with_holes_may_be_any_text_that_fits(void **state)
{
    static const struct {
        const char *literal, *text;
        bool may_be;
    } rows[] = {
        {"'Data'", "Data", true},           {"'Data'", "Dat", false},
        {"`${a}Data`", "ordersData", true}, {"`${a}Data`", "ordersDat", false},
        {"`a${b}c${d}e`", "aXcYcZe", true}, {"`a${b}c${d}e`", "aXYZe", false},
        {"'it\\'s'", "it's", true},         {"`x${y}`", "x", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gl_arena arena = {0};
        struct gl_source source = {.id = 1, .text = gl_str_of(rows[i].literal), .is_read = true};
        struct gl_program program = {.source = &source};

        gl_program_lex(&program, &arena);
        assert_int_equal(gl_program_may_be(&program, 0, gl_str_of(rows[i].text)), rows[i].may_be);
        gl_arena_free(&arena);
    }
}

static void assert_frame(const char *text, const char *file, uint32_t line, uint32_t column)
{
    struct gl_frame frame = {0};

    assert_true(gl_frame_parse(gl_str_of(text), &frame));
    assert_int_equal(frame.file.len, strlen(file));
    assert_memory_equal(frame.file.ptr, file, frame.file.len);
    assert_int_equal(frame.line, line);
    assert_int_equal(frame.column, column);
}

static void test_frames_in_every_form_are_read(void **state)
{
    (void)state;
    assert_frame("new DataStack (/abs/lib/data-stack.ts:45:21)", "/abs/lib/data-stack.ts", 45, 21);
    assert_frame("    at Object.<anonymous> (C:\\app\\bin\\app.ts:1:2)", "C:\\app\\bin\\app.ts", 1, 2);
    assert_frame("<anonymous> (/x (1)/a.ts:9:17)", "/x (1)/a.ts", 9, 17);
    assert_frame("at async main (file:///app/bin/app.mjs:3:1)", "/app/bin/app.mjs", 3, 1);
    assert_frame("at file:///C:/app/app.mjs:3:1", "C:/app/app.mjs", 3, 1);
    assert_frame("    at /abs/lib/edge.ts:67:27", "/abs/lib/edge.ts", 67, 27);
    assert_frame("/abs/edge.ts:67: (/abs/edge.ts:67:2)", "/abs/edge.ts", 67, 0);
    assert_frame("/abs/edge.ts:67: (/abs/edge.ts:67:)", "/abs/edge.ts", 67, 0);
}

static void test_what_is_no_frame_of_the_user_is_passed_over(void **state)
{
    static const char *const texts[] = {
        "...node internals, ts-node...",
        "...new Bucket2 in aws-cdk-lib...",
        "(no user code in 10 frames, use --stack-trace-limit to capture more)",
        "Array.forEach (:)",
        "Array.map (<anonymous>)",
        "new Bucket (/a/node_modules/aws-cdk-lib/s3.js:1:2)",
        "new Bucket (C:\\a\\node_modules\\aws-cdk-lib\\s3.js:1:2)",
        "x (node:internal/modules/cjs/loader:1:2)",
        "x (/tmp/jsii-kernel-1/node_modules/a.js:1:2)",
        "x (/a.ts:0:1)",
        "x (/a.ts:1:99999999999999999999)",
        "",
        "(",
        "at ",
    };
    struct gl_frame frame;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(gl_frame_parse(gl_str_of(texts[i]), &frame));
}

static bool read_map(struct gl_source_map *map, struct gl_arena *arena, const char *mappings)
{
    struct gl_span nowhere = {0};
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, 3);
    struct gl_value json = {.type = GL_MAP};

    members[0] = (struct gl_member){.key = GL_STR("version"), .value = gl_value_string(GL_STR("3"), nowhere)};
    members[1] = (struct gl_member){.key = GL_STR("sources"), .value = {.type = GL_LIST}};
    members[2] =
        (struct gl_member){.key = GL_STR("mappings"), .value = gl_value_string(gl_str_of(mappings), nowhere)};
    json.u.map.members = members;
    json.u.map.len = 3;
    return gl_source_map_read(map, &json, arena);
}

static void test_mappings_add_up_over_segments_and_lines(void **state)
{
    struct gl_arena arena = {0};
    struct gl_source_map map;
    const struct gl_segment *segment;

    (void)state;
    /* line 0: column 4 is 1:0 of source 0; column 20 is 1:16. line 2: column 0 is 17:14 of source 1 (two
     * digits) */
    assert_true(read_map(&map, &arena, "IACA,gBAAgB;;ACgBF"));
    assert_null(gl_source_map_find(&map, 0, 3, true));
    segment = gl_source_map_find(&map, 0, 19, true);
    assert_int_equal(segment->source_line, 1);
    assert_int_equal(segment->source_column, 0);
    segment = gl_source_map_find(&map, 0, 99, true);
    assert_int_equal(segment->source_column, 16);
    assert_null(gl_source_map_find(&map, 1, 0, true));
    segment = gl_source_map_find(&map, 2, 0, false);
    assert_int_equal(segment->source, 1);
    assert_int_equal(segment->source_line, 17);
    assert_int_equal(segment->source_column, 14);
    gl_arena_free(&arena);
}

static void test_broken_mappings_end_where_they_break(void **state)
{
    static const char *const broken[] = {"", "!", "A", "AADA", "ggggggggggg", "IACA"};
    struct gl_arena arena = {0};
    struct gl_source_map map;

    (void)state;
    for (size_t i = 0; i + 1 < sizeof broken / sizeof *broken; i++)
        assert_false(read_map(&map, &arena, broken[i]));
    assert_true(read_map(&map, &arena, "IACA,!,IACA"));
    assert_int_equal(map.len, 1);
    gl_arena_free(&arena);
}

static void test_the_url_of_a_map_is_the_last_comment_of_the_file(void **state)
{
    struct gl_arena arena = {0};
    struct gl_str url;

    (void)state;
    url = gl_source_map_url(GL_STR("a();\n//# sourceMappingURL=a.js.map\n\n"));
    assert_true(gl_str_eq(url, GL_STR("a.js.map")));
    assert_int_equal(gl_source_map_url(GL_STR("//# sourceMappingURL=a.js.map\na();\n")).len, 0);
    url = gl_source_map_inline(GL_STR("data:application/json;charset=utf-8;base64,eyJhIjoxfQ=="), &arena);
    assert_true(gl_str_eq(url, GL_STR("{\"a\":1}")));
    assert_int_equal(gl_source_map_inline(GL_STR("data:application/json;base64,e_"), &arena).len, 0);
    assert_int_equal(gl_source_map_inline(GL_STR("a.js.map"), &arena).len, 0);
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings_comments_and_regular_expressions_are_no_code),
        cmocka_unit_test(test_text_that_is_not_closed_ends_with_its_line_or_the_file),
        cmocka_unit_test(test_brackets_find_their_partners_over_ones_that_are_not_closed),
        cmocka_unit_test(test_a_literal_with_holes_may_be_any_text_that_fits),
        cmocka_unit_test(test_frames_in_every_form_are_read),
        cmocka_unit_test(test_what_is_no_frame_of_the_user_is_passed_over),
        cmocka_unit_test(test_mappings_add_up_over_segments_and_lines),
        cmocka_unit_test(test_broken_mappings_end_where_they_break),
        cmocka_unit_test(test_the_url_of_a_map_is_the_last_comment_of_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
