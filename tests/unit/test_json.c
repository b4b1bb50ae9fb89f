#include "read_fixture.h"

#include <stdio.h>

static enum gl_err read_json(const struct gl_source *source, struct gl_arena *arena,
                             const struct gl_read_options *options, struct gl_documents *ret_documents,
                             struct gl_diags *diags)
{
    struct gl_value root;
    enum gl_err err = gl_read_json(source, arena, options, &root, diags);

    if (err)
        return err;
    ret_documents->items = GL_NEW(arena, struct gl_document);
    ret_documents->items[0].root = root;
    ret_documents->len = 1;
    return GL_OK;
}

static void test_every_key_and_value_has_its_span(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("{\"a\": [1, true ,null],\r\n \"\xc3\xa9\": \"x\"}"), read_json, GL_OK);

    (void)state;
    assert_dumps(&f, root,
                 "map 1:1-2:11\n"
                 "  \"a\" 1:2-1:5: list 1:7-1:22\n"
                 "    - number 1:8-1:9 \"1\"\n"
                 "    - bool 1:11-1:15 \"true\"\n"
                 "    - null 1:17-1:21\n"
                 "  \"\xc3\xa9\" 2:2-2:5: string 2:7-2:10 \"x\"\n");
    free_fixture(&f);
}

static void test_space_of_any_length_is_skipped(void **state)
{
    (void)state;
    for (size_t lines = 0; lines < 3; lines++) {
        for (size_t blanks = 0; blanks <= 20; blanks++) {
            struct fixture f;
            const struct gl_value *root;
            struct gl_buf text, space;

            gl_buf_init(&space);
            gl_buf_init(&text);
            for (size_t i = 0; i < lines; i++)
                gl_buf_add(&space, i == 1 ? GL_STR("\r\n\t") : GL_STR("\n"));
            gl_buf_printf(&space, "%*s", (int)blanks, "");
            gl_buf_printf(&text, "%.*s[%.*s1%.*s,%.*s{}]%.*s", GL_STR_ARG(gl_buf_str(&space)),
                          GL_STR_ARG(gl_buf_str(&space)), GL_STR_ARG(gl_buf_str(&space)),
                          GL_STR_ARG(gl_buf_str(&space)), GL_STR_ARG(gl_buf_str(&space)));
            root = read_text(&f, gl_buf_str(&text), read_json, GL_OK);
            assert_prints(&f, root, "[1,{}]");
            free_fixture(&f);
            gl_buf_free(&text);
            gl_buf_free(&space);
        }
    }
}

static void test_numbers_keep_their_text(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("[12345678901234567890123, -0.10, 1E+2]"), read_json, GL_OK);

    (void)state;
    assert_prints(&f, root, "[12345678901234567890123,-0.10,1E+2]");
    free_fixture(&f);
}

static void test_strings_without_escapes_are_slices_of_the_source(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("[\"0.0.0.0/0 and more\"]"), read_json, GL_OK);

    (void)state;
    assert_ptr_equal(root->u.list.items[0].u.str.ptr, f.source->text.ptr + 2);
    free_fixture(&f);
}

static void test_escapes_are_decoded(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(
        &f, GL_STR("[\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00 plain tail, long enough\"]"),
        read_json, GL_OK);
    struct gl_str text = root->u.list.items[0].u.str;

    (void)state;
    assert_true(gl_str_eq(
        text, GL_STR("a\"\\/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 plain tail, long enough")));
    assert_int_equal(f.diags.len, 0);
    free_fixture(&f);
}

static void test_half_a_surrogate_pair_is_told_and_replaced(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("[\"\\ud83dx\", \"\\ude00\", \"\\ud83d\\u0041\"]"), read_json, GL_OK);

    (void)state;
    assert_true(gl_str_eq(root->u.list.items[0].u.str, GL_STR("\xef\xbf\xbdx")));
    assert_true(gl_str_eq(root->u.list.items[2].u.str, GL_STR("\xef\xbf\xbd"
                                                              "A")));
    assert_tells(&f,
                 "a:1:3: half of a surrogate pair; U+FFFD stands for it here and further on; write the whole "
                 "character");
    free_fixture(&f);
}

static void test_duplicate_key_is_told_with_both_places_and_the_first_counts(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}"), read_json, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"a\":1,\"b\":2}");
    assert_tells(&f, "a:3:2: duplicate key \"a\" (first at 1:2); remove one of them; the first is used");
    free_fixture(&f);
}

static void test_duplicate_keys_of_large_objects_are_found(void **state)
{
    struct fixture f;
    struct gl_buf text;
    const struct gl_value *root;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add_char(&text, '{');
    for (int i = 0; i < 1000; i++)
        gl_buf_printf(&text, "\"key%d\": %d,\n", i, i);
    gl_buf_add(&text, GL_STR("\"key500\": 0}"));
    root = read_text(&f, gl_buf_str(&text), read_json, GL_OK);
    assert_int_equal(root->u.map.len, 1000);
    assert_tells(
        &f, "a:1001:1: duplicate key \"key500\" (first at 501:1); remove one of them; the first is used");
    free_fixture(&f);
    gl_buf_free(&text);
}

/* Keys that all want the same slot of the hash table of a map of that size. */
static void add_colliding_keys(struct gl_buf *text, int count, uint64_t mask)
{
    char key[24];

    for (int i = 0, found = 0; found < count; i++) {
        int len = snprintf(key, sizeof key, "k%d", i);

        if ((gl_str_hash((struct gl_str){key, (size_t)len}) & mask) != 0)
            continue;
        gl_buf_printf(text, "\"%s\": 0,\n", key);
        found++;
    }
}

static void test_duplicate_keys_are_found_when_a_hostile_file_makes_the_hashes_collide(void **state)
{
    struct fixture f;
    struct gl_buf text;
    const struct gl_value *root;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add(&text, GL_STR("{\"first\": 1,\n"));
    add_colliding_keys(&text, 200, 511);
    gl_buf_add(&text, GL_STR("\"first\": 2}"));
    root = read_text(&f, gl_buf_str(&text), read_json, GL_OK);
    assert_int_equal(root->u.map.len, 201);
    assert_tells(&f,
                 "a:202:1: duplicate key \"first\" (first at 1:2); remove one of them; the first is used");
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_many_duplicate_keys_are_counted_not_listed(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add(&text, GL_STR("{\"k\": 0"));
    for (int i = 0; i < 100; i++)
        gl_buf_add(&text, GL_STR(",\"k\": 0"));
    gl_buf_add_char(&text, '}');
    read_text(&f, gl_buf_str(&text), read_json, GL_OK);
    assert_int_equal(f.diags.len, 21);
    assert_true(gl_str_eq(f.diags.items[20].message, GL_STR("80 more duplicate keys in this file")));
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_byte_order_mark_is_skipped(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("\xef\xbb\xbf{\"a\": 1}"), read_json, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"a\":1}");
    assert_int_equal(root->span.begin, 3);
    free_fixture(&f);
}

static void test_what_is_not_json_is_refused_with_its_place(void **state)
{
    static const struct {
        struct gl_str text;
        const char *tells;
    } cases[] = {
        {GL_STR_INIT("{\"a\": 1,}"),
         "a:1:9: not valid JSON: a key was expected here; remove the comma before it"},
        {GL_STR_INIT("[1,]"), "a:1:4: not valid JSON: an item was expected here; remove the comma before it"},
        {GL_STR_INIT("[NaN]"), "a:1:2: not valid JSON: a value was expected here"},
        {GL_STR_INIT("[01]"),
         "a:1:2: not valid JSON: a number with leading zeros; put it in quotes or drop the zeros"},
        {GL_STR_INIT("[-]"), "a:1:3: not valid JSON: a minus sign without a number"},
        {GL_STR_INIT("[1.]"), "a:1:4: not valid JSON: a decimal point without digits after it"},
        {GL_STR_INIT("[1e]"), "a:1:4: not valid JSON: an exponent without digits"},
        {GL_STR_INIT("[\"a\nb\"]"),
         "a:1:4: not valid JSON: a line end inside a string; write \\n, or close the string"},
        {GL_STR_INIT("[\"a\x01\"]"),
         "a:1:4: not valid JSON: a control character inside a string; write it as \\u00XX"},
        {GL_STR_INIT("[\"\\x\"]"), "a:1:3: not valid JSON: unknown escape in a string"},
        {GL_STR_INIT("[\"\\u12G4\"]"), "a:1:3: not valid JSON: \\u needs four hexadecimal digits"},
        {GL_STR_INIT("[\"\xc3(\"]"), "a:1:3: byte 0xc3 is not valid UTF-8; save it as UTF-8"},
        {GL_STR_INIT("{a: 1}"), "a:1:2: not valid JSON: a key in double quotes was expected here"},
        {GL_STR_INIT("{\"a\" 1}"), "a:1:6: not valid JSON: \":\" was expected after the key"},
        {GL_STR_INIT("{\"a\":1 \"b\":2}"),
         "a:1:8: not valid JSON: \",\" or \"}\" was expected after a member"},
        {GL_STR_INIT("[1 2]"), "a:1:4: not valid JSON: \",\" or \"]\" was expected after an item"},
        {GL_STR_INIT("{} x"),
         "a:1:4: not valid JSON: text after the end of the value; a JSON file holds one value"},
        {GL_STR_INIT(" "), "a:1:2: not valid JSON: the file is empty"},
        {GL_STR_INIT("{\"a\": [1,"), "a:1:7: not valid JSON: the file ends inside the list that begins here; "
                                     "the file may be cut off; close "
                                     "what is open"},
        {GL_STR_INIT("{\"a\": \"x"),
         "a:1:7: not valid JSON: the file ends inside the string that begins here; the file may be cut off; "
         "close what is open"},
        {GL_STR_INIT("{\"a\": \"x\\"),
         "a:1:7: not valid JSON: the file ends inside the string that begins here; the file may be cut off; "
         "close what is open"},
        {GL_STR_INIT("{\"a\":"),
         "a:1:1: not valid JSON: the file ends inside the object that begins here; the file may be cut off; "
         "close what is open"},
        {GL_STR_INIT("{\"a\""),
         "a:1:1: not valid JSON: the file ends inside the object that begins here; the file may be cut off; "
         "close what is open"},
        {GL_STR_INIT("[tru"), "a:1:2: not valid JSON: a value was expected here"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;

        read_text(&f, cases[i].text, read_json, GL_ERR_SYNTAX);
        assert_tells(&f, cases[i].tells);
        free_fixture(&f);
    }
}

static void test_deep_nesting_stops_at_the_limit(void **state)
{
    char text[2000];
    struct fixture f;

    (void)state;
    memset(text, '[', sizeof text);
    read_text(&f, (struct gl_str){text, sizeof text}, read_json, GL_ERR_LIMIT);
    assert_tells(&f,
                 "a:1:129: nested deeper than 128 levels; no template nests like this; leave the file out of "
                 "the scan");
    free_fixture(&f);
}

static bool has_calls(struct gl_str text)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, text, read_json, GL_OK);
    bool result = root->flags & GL_VALUE_HAS_CALLS;

    free_fixture(&f);
    return result;
}

static void test_intrinsic_functions_are_flagged_upwards(void **state)
{
    (void)state;
    assert_true(has_calls(GL_STR("[{\"a\": {\"Ref\": \"X\"}}]")));
    assert_true(has_calls(GL_STR("[{\"a\": [{\"Fn::Sub\": \"X\"}]}]")));
    assert_true(has_calls(GL_STR("{\"a\": {\"Condition\": \"X\"}}")));
    assert_false(has_calls(GL_STR("{\"Type\": \"T\", \"Condition\": \"X\"}")));
    assert_true(has_calls(GL_STR("{\"a\": \"x{{resolve:ssm:y}}\"}")));
    assert_true(has_calls(GL_STR("{\"a\": \"\\u007b{resolve:ssm:y}}\"}")));
    assert_false(has_calls(GL_STR("{\"a\": \"{{x}}\", \"Reference\": 1}")));
}

static void test_an_error_after_large_maps_gives_all_memory_back(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("[{\"a\":1},{\"a\":1},{\"a\":1},{\"a\":1}"), read_json, GL_ERR_SYNTAX);
    assert_int_equal(f.documents.len, 0);
    free_fixture(&f);
}

static void test_utf16_and_binary_files_are_named_as_such(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("\xff\xfe{\0}\0"), read_json, GL_ERR_UNSUPPORTED);
    assert_tells(&f, "a:1:1: the file is UTF-16, not UTF-8; save it as UTF-8");
    free_fixture(&f);
    read_text(&f, GL_STR("[\"\0\"]"), read_json, GL_ERR_SYNTAX);
    assert_tells(&f,
                 "a:1:3: a NUL byte: this is a binary or damaged file, not text; leave it out of the scan or "
                 "repair it");
    free_fixture(&f);
}

static void test_comments_and_open_ends_fall_back_to_yaml(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("{\"a\": 1, # why\n b: [2,],}\n"), gl_read, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"a\":\"1\",\"b\":[\"2\"]}");
    assert_int_equal(f.diags.len, 0);
    free_fixture(&f);
}

static void test_text_that_is_neither_json_nor_yaml_gets_one_diagnostic(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("{\"a\": \"\\ud83d\\ude00\",\n \"b\": [1 2}"), gl_read, GL_ERR_SYNTAX);
    assert_tells(&f, "a:2:10: not valid JSON: \",\" or \"]\" was expected after an item");
    free_fixture(&f);
}

static void test_gl_read_takes_json_by_its_first_character(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("\xef\xbb\xbf \n[1]"), gl_read, GL_OK);

    (void)state;
    assert_int_equal(root->u.list.items[0].type, GL_NUMBER);
    free_fixture(&f);
}

static void test_place_of_the_first_key_does_not_count_the_byte_order_mark(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("\xef\xbb\xbf{\"a\": 1, \"a\": 2}"), gl_read, GL_OK);
    assert_tells(&f, "a:1:10: duplicate key \"a\" (first at 1:2); remove one of them; the first is used");
    free_fixture(&f);
}

static void test_too_deep_json_is_not_tried_as_yaml(void **state)
{
    char text[2000];
    struct fixture f;

    (void)state;
    memset(text, '[', sizeof text);
    read_text(&f, (struct gl_str){text, sizeof text}, gl_read, GL_ERR_LIMIT);
    assert_int_equal(f.diags.len, 1);
    free_fixture(&f);
}

static void test_a_text_beyond_the_size_limit_is_refused(void **state)
{
    struct gl_sources sources;
    struct gl_source *source;
    struct gl_arena arena = {0};
    struct gl_diags diags;
    struct gl_value root;
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};

    (void)state;
    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    source = gl_sources_add_text(&sources, GL_STR("a"), (struct gl_str){"", (size_t)65 * 1024 * 1024});
    assert_int_equal(gl_read_json(source, &arena, &options, &root, &diags), GL_ERR_LIMIT);
    assert_true(gl_str_eq(diags.items[0].message, GL_STR("larger than 64 MiB")));
    gl_arena_free(&arena);
    gl_sources_free(&sources);
}

static void test_json_in_a_text_with_unknown_parts_is_read_around_them(void **state)
{
    struct gl_arena arena;
    struct gl_value parts[5], concat = {.type = GL_CONCAT, .u.list = {parts, 5}}, root;
    const struct gl_value *found;
    struct gl_str text;

    (void)state;
    gl_arena_init(&arena);
    parts[0] = gl_value_string(GL_STR("{\"a\\\"b\":\""), (struct gl_span){0});
    parts[1] = gl_value_unknown(&arena, GL_WHY_COMPUTED, GL_STR("x.arn"), (struct gl_span){0});
    parts[2] = gl_value_string(GL_STR("/*\",\"whole\":"), (struct gl_span){0});
    parts[3] = gl_value_unknown(&arena, GL_WHY_COMPUTED, GL_STR("y"), (struct gl_span){0});
    parts[4] = gl_value_string(GL_STR(",\"n\":[1]}"), (struct gl_span){0});
    assert_true(gl_read_json_text(&arena, &concat, &root));
    found = gl_value_get(&root, GL_STR("a\"b"));
    assert_true(gl_value_is(found, GL_CONCAT));
    assert_int_equal(found->u.list.len, 2);
    assert_int_equal(found->u.list.items[0].type, GL_UNKNOWN);
    assert_true(gl_value_text_is(&found->u.list.items[1], "/*"));
    found = gl_value_get(&root, GL_STR("whole"));
    assert_true(gl_value_is(found, GL_UNKNOWN));
    assert_string_equal(found->u.unknown->name.ptr, "y");
    assert_true(gl_value_text(gl_value_at(gl_value_get(&root, GL_STR("n")), 0), &text));
    parts[4] = gl_value_string(GL_STR("no JSON"), (struct gl_span){0});
    assert_false(gl_read_json_text(&arena, &concat, &root));
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_and_value_has_its_span),
        cmocka_unit_test(test_space_of_any_length_is_skipped),
        cmocka_unit_test(test_numbers_keep_their_text),
        cmocka_unit_test(test_strings_without_escapes_are_slices_of_the_source),
        cmocka_unit_test(test_escapes_are_decoded),
        cmocka_unit_test(test_half_a_surrogate_pair_is_told_and_replaced),
        cmocka_unit_test(test_duplicate_key_is_told_with_both_places_and_the_first_counts),
        cmocka_unit_test(test_duplicate_keys_of_large_objects_are_found),
        cmocka_unit_test(test_duplicate_keys_are_found_when_a_hostile_file_makes_the_hashes_collide),
        cmocka_unit_test(test_many_duplicate_keys_are_counted_not_listed),
        cmocka_unit_test(test_byte_order_mark_is_skipped),
        cmocka_unit_test(test_what_is_not_json_is_refused_with_its_place),
        cmocka_unit_test(test_deep_nesting_stops_at_the_limit),
        cmocka_unit_test(test_intrinsic_functions_are_flagged_upwards),
        cmocka_unit_test(test_an_error_after_large_maps_gives_all_memory_back),
        cmocka_unit_test(test_utf16_and_binary_files_are_named_as_such),
        cmocka_unit_test(test_comments_and_open_ends_fall_back_to_yaml),
        cmocka_unit_test(test_text_that_is_neither_json_nor_yaml_gets_one_diagnostic),
        cmocka_unit_test(test_gl_read_takes_json_by_its_first_character),
        cmocka_unit_test(test_place_of_the_first_key_does_not_count_the_byte_order_mark),
        cmocka_unit_test(test_too_deep_json_is_not_tried_as_yaml),
        cmocka_unit_test(test_a_text_beyond_the_size_limit_is_refused),
        cmocka_unit_test(test_json_in_a_text_with_unknown_parts_is_read_around_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
