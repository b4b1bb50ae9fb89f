#include "hcl_fixture.h"

#include "base/limits.h"

static void test_operators_group_by_how_tightly_they_bind(void **state)
{
    (void)state;
    assert_reads("a = -1 + 2 * 3 == 4 && 5 > 6 || !b ? 7 : 8",
                 "(? (|| (&& (== (+ (- 1) (* 2 3)) 4) (> 5 6)) (! b)) 7 8)");
    assert_reads("a = 1 - 2 - 3", "(- (- 1 2) 3)");
    assert_reads("a = 8 / 4 % 3", "(% (/ 8 4) 3)");
    assert_reads("a = (1 + 2) * 3", "(* (paren (+ 1 2)) 3)");
    assert_reads("a = b ? c : d ? e : f", "(? b c (? d e f))");
    assert_reads("a = --b.c", "(- (- (b.c)))");
}

static void test_literals_keep_what_is_written(void **state)
{
    (void)state;
    assert_reads("a = 1.50e+3", "1.50e+3");
    assert_reads("a = [true, false, null, nul]", "(tuple true false null nul)");
    assert_reads("a = \"q\\\"uo\\\\te\\n\\u00e9\\U0001F600 $${x} %%{y} $x %\"",
                 "\"q\\\"uo\\\\te\\n\xc3\xa9\xf0\x9f\x98\x80 ${x} %{y} $x %\"");
    assert_reads("a = \"\"", "\"\"");
    assert_reads("a = \"$$${x}\"", "\"$${x}\"");
}

static void test_strings_are_in_normal_form_c(void **state)
{
    (void)state;
    assert_reads("a = \"e\xcc\x81\"", "\"\xc3\xa9\"");
    assert_reads("a = \"e\\u0301\"", "\"\xc3\xa9\"");
}

static void test_traversals_and_splats(void **state)
{
    (void)state;
    assert_reads("a = b.c[0][\"d\"].e.1.f", "((((index (index (b.c) 0) \"d\").e).1).f)");
    assert_reads("a = b[*].c[0].d", "(splat[*] b ((index (@.c) 0).d))");
    assert_reads("a = b.*.c.0[1]", "(index (splat.* b ((@.c).0)) 1)");
    assert_reads("a = b[*].c.*.d", "(splat[*] b (splat.* (@.c) (@.d)))");
    assert_reads("a = b.1e2", "(index b 1e2)");
    assert_reads("a = b[*]", "(splat[*] b @)");
}

static void test_calls(void **state)
{
    (void)state;
    assert_reads("a = f()", "f()");
    assert_reads("a = f(1,\n 2,\n)", "f( 1 2)");
    assert_reads("a = f(1, b...)", "f...( 1 b)");
    assert_reads("a = provider::aws :: arn(\"x\")", "provider::aws::arn( \"x\")");
}

static void test_collections(void **state)
{
    (void)state;
    assert_reads("a = [\n1, # one\n2 // two\n, ]", "(tuple 1 2)");
    assert_reads("a = {\n\n b = 1, (c) = 2\n \"d\" : 3\n \"e${f}\" = 4, 1 + 1 = 5, true = 6\n}",
                 "(object \"b\"=1 (paren c)=2 \"d\"=3 (template \"e\" f)=4 (+ 1 1)=5 \"true\"=6)");
    assert_reads("a = [for k, v in b : c if d]", "(for k,v b c if d)");
    assert_reads("a = {\n for v in b :\n v => c... if d\n}", "(forobject ,v b key v c if d...)");
}

static void test_a_template_of_one_interpolation_is_the_value_itself(void **state)
{
    (void)state;
    assert_reads("a = \"${b}\"", "(wrap b)");
    assert_reads("a = \"${\"x\"}\"", "(wrap \"x\")");
    assert_reads("a = \"${b}${c}\"", "(template b c)");
    assert_reads("a = \"x${b}\"", "(template \"x\" b)");
}

static void test_directives_nest(void **state)
{
    (void)state;
    assert_reads("a = \"%{if b}c%{else}${d}%{endif}e\"",
                 "(template (if b (template \"c\") (template d)) \"e\")");
    assert_reads("a = \"%{for k, v in b}${k}%{if v}x%{endif}%{endfor}\"",
                 "(template (each k,v b (template k (if v (template \"x\")))))");
}

static void test_tildes_trim_the_text_beside_them(void **state)
{
    (void)state;
    assert_reads("a = \"b  ${~ c ~}  d\"", "(template \"b\" c \"d\")");
    assert_reads("a = \"%{if b ~}  c  %{~ endif}\"", "(template (if b (template \"c\")))");
    /* of a heredoc only up to the end of the line */
    assert_reads("a = <<E\n%{if b ~}\n  c\n%{endif ~}\nE\n", "(template (if b (template \"  c\\n\")) \"\")");
}

static void test_heredocs(void **state)
{
    (void)state;
    assert_reads("a = <<E\nb\n  $${c} \\n\n  E\n", "\"b\\n  ${c} \\\\n\\n\"");
    assert_reads("a = <<E\nE\n", "\"\"");
    assert_reads("a = [<<E\nb\nE\n, <<F\nc\nF\n]", "(tuple \"b\\n\" \"c\\n\")");
    assert_reads("a = <<E\r\nb\r\nE\r\n", "\"b\\r\\n\"");
    assert_reads("a = <<E\nEx\n xE\nE\n", "\"Ex\\n xE\\n\"");
}

static void test_indentation_that_lines_have_in_common_is_removed(void **state)
{
    (void)state;
    assert_reads("a = <<-E\n    b\n\n      c\n    E\n", "\"b\\n\\n  c\\n\"");
    assert_reads("a = <<-E\n    b ${c}\n  ${d}\n   e\nE\n", "(template \"  b \" c \"\\n\" d \"\\n e\\n\")");
    assert_reads("a = <<-E\n${b}\n   e\nE\n", "(template b \"\\n   e\\n\")");
    assert_reads("a = <<-E\n\t\tb\n\t c\nE\n", "\"b\\nc\\n\"");
}

static void test_blocks_have_labels_and_spans(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf", GL_STR("\xef\xbb\xbf/* c */ a \"b\\n\" c { # d\n  e = 1\n  f {}\n}\ng { h = 2 }"));
    const struct gl_hcl_block *block = &body->blocks[0];

    (void)state;
    assert_int_equal(f.err, GL_OK);
    assert_int_equal(body->block_len, 2);
    assert_int_equal(block->label_len, 2);
    assert_true(gl_str_eq(block->labels[0].text, GL_STR("b\n")));
    assert_true(gl_str_eq(gl_source_slice(f.source, block->header), GL_STR("a \"b\\n\" c")));
    assert_true(gl_str_eq(gl_source_slice(f.source, block->open_brace), GL_STR("{")));
    assert_true(gl_str_eq(gl_source_slice(f.source, block->close_brace), GL_STR("}")));
    assert_int_equal(block->close_brace.end, block->span.end);
    assert_int_equal(block->body->attribute_len, 1);
    assert_int_equal(block->body->block_len, 1);
    assert_true(gl_str_eq(body->blocks[1].body->attributes[0].name, GL_STR("h")));
    free_fixture(&f);
}

static void test_names_are_unicode(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf", GL_STR("\xc3\xa9-1 = \xd0\xba\xd0\xbb.\xe4\xb8\xad\n_x = 1\n"));

    (void)state;
    assert_int_equal(f.err, GL_OK);
    assert_int_equal(body->attribute_len, 2);
    assert_writes(&f, body->attributes[0].value, "(\xd0\xba\xd0\xbb.\xe4\xb8\xad)");
    free_fixture(&f);
}

/* Texts and the first problem that hashicorp/hcl 2.25 has with them. */
static const struct {
    const char *text, *summary;
    uint32_t offset;
} mistakes[] = {
    {"a = 1 b = 2\n", "Missing newline after argument", 6},
    {"a = 1,\n", "Unexpected comma after argument", 5},
    {"a = \n", "Invalid expression", 4},
    {"a = #c\n", "Invalid expression", 4},
    {"a = [", "Missing expression", 5},
    {"a = 1\na = 2\n", "Attribute redefined", 6},
    {"\"a\" = 1\n", "Invalid argument name", 0},
    {"a 1\n", "Argument or block definition required", 0},
    {"a {\n", "Unclosed configuration block", 2},
    {"a {} b {}\n", "Missing newline after block definition", 5},
    {"a { b {} }\n", "Argument definition required", 4},
    {"a { b = 1, c = 2 }\n", "Invalid single-argument block definition", 9},
    {"a \"b\" = 1\n", "Invalid block definition", 6},
    {"a \"${b}\" {}\n", "Invalid string literal", 3},
    {"a = \"x\nb = 1\n", "Invalid multi-line string", 6},
    {"a = \"\\q\"\n", "Invalid escape sequence", 5},
    {"a = \"\\uD800\"\n", "Invalid escape sequence", 5},
    {"a = \"${b\"\n", "Invalid multi-line string", 9},
    {"a = \"${b c}\"\n", "Extra characters after interpolation expression", 9},
    {"a = \"x${b\"", "Unclosed template interpolation sequence", 5},
    {"a = \"%{if b}\"\n", "Unexpected end of template", 12},
    {"a = \"%{else}\"\n", "Unexpected else directive", 5},
    {"a = \"%{foo}\"\n", "Invalid template control keyword", 7},
    {"a = \"%{if b c}%{endif}\"\n", "Extra characters in if marker", 12},
    {"a = \"%{for b c}%{endfor}\"\n", "Invalid 'for' directive", 13},
    {"a = <<E\nx\n", "Unterminated template string", 10},
    {"a = <<E\nx\rE\n", "Invalid character", 9},
    {"a = 'x'\n", "Invalid character", 4},
    {"a = 1 & 2\n", "Unsupported operator", 6},
    {"a = \xff\n", "Invalid character encoding", 4},
    {"a = b.\n", "Invalid attribute name", 6},
    {"a = b.*.c.*\n", "Nested splat expression not allowed", 10},
    {"a = b.0.1\n", "Invalid legacy index syntax", 6},
    {"a = b[1 2]\n", "Missing close bracket on index", 9},
    {"a = b[*1]\n", "Missing close bracket on splat index", 8},
    {"a = 1...2\n", "Invalid number literal", 4},
    {"a = b::1\n", "Missing function name", 7},
    {"a = b::c\n", "Missing open parenthesis", 8},
    {"a = f(1\n", "Unterminated function call", 4},
    {"a = f(1 2)\n", "Missing argument separator", 8},
    {"a = f(1..., 2)\n", "Missing closing parenthesis", 7},
    {"a = (1\n", "Unbalanced parentheses", 7},
    {"a = [1 2]\n", "Missing item separator", 7},
    {"a = [1\n", "Unterminated tuple constructor expression", 4},
    {"a = {b}\n", "Missing key/value separator", 6},
    {"a = {b\n}\n", "Missing attribute value", 6},
    {"a = {b = 1 c = 2}\n", "Missing attribute separator", 11},
    {"a = b ? c\n", "Missing false expression in conditional", 9},
    {"a = [for b in c]\n", "Invalid 'for' expression", 15},
    {"a = [for b in c : d => e]\n", "Invalid 'for' expression", 18},
    {"a = [for b in c : d...]\n", "Invalid 'for' expression", 19},
    {"a = {for b in c : d}\n", "Invalid 'for' expression", 18},
};

static void test_mistakes_have_the_words_and_places_of_hashicorp(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct fixture f;

        parse(&f, "x.tf", gl_str_of(mistakes[i].text));
        if (f.err == GL_OK)
            fail_msg("%s is accepted", mistakes[i].text);
        assert_told(&f, 0, mistakes[i].summary, mistakes[i].offset);
        free_fixture(&f);
    }
}

static void test_a_wrong_attribute_is_unknown_and_the_rest_is_read(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf", GL_STR("b \"c\" {\n  d = [1,\n    {x = }\n  ]\n  e = 2\n}\nf {\n  g = 3\n}\n"));

    (void)state;
    assert_int_equal(f.diags.len, 1);
    assert_int_equal(body->block_len, 2);
    assert_int_equal(body->blocks[0].body->attribute_len, 2);
    assert_writes(&f, body->blocks[0].body->attributes[0].value, "invalid");
    assert_writes(&f, body->blocks[0].body->attributes[1].value, "2");
    assert_writes(&f, body->blocks[1].body->attributes[0].value, "3");
    free_fixture(&f);
}

static void test_an_open_bracket_ends_with_the_block_around_it(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body = parse(&f, "x.tf", GL_STR("b {\n  c = [1,\n}\nd {\n  e = 1\n}\n"));

    (void)state;
    assert_int_equal(f.diags.len, 1);
    assert_int_equal(body->block_len, 2);
    assert_int_equal(body->blocks[1].body->attribute_len, 1);
    free_fixture(&f);
}

static void test_a_block_that_is_not_closed_does_not_swallow_those_after_it(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf", GL_STR("b \"c\" {\n  d = {\n  }\ne \"f\" {\n  g = 1\n}\nh {}\n"));

    (void)state;
    assert_int_equal(f.diags.len, 1);
    assert_told(&f, 0, "Unclosed configuration block", 6);
    assert_int_equal(body->block_len, 2);
    assert_true(gl_str_eq(body->blocks[0].type, GL_STR("e")));
    free_fixture(&f);
}

static void test_one_forgotten_quote_is_one_problem(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf", GL_STR("b = [\n  \"c,\n  \"d\",\n]\ne = \"x\"\nf = \"y${\"z\ng = \"h\"\n"));

    (void)state;
    assert_int_equal(f.diags.len, 2);
    assert_int_equal(body->attribute_len, 4);
    assert_writes(&f, gl_hcl_body_attribute(body, GL_STR("e"))->value, "\"x\"");
    assert_writes(&f, gl_hcl_body_attribute(body, GL_STR("g"))->value, "\"h\"");
    free_fixture(&f);
}

static void test_problems_of_a_file_are_told_up_to_a_limit(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    for (int i = 0; i < 1000; i++)
        gl_buf_printf(&text, "a%d = \n", i);
    parse(&f, "x.tf", gl_buf_str(&text));
    assert_int_equal(f.diags.len, GL_MAX_DIAGS_PER_FILE + 1);
    free_fixture(&f);
    gl_buf_free(&text);
}

/* `open` and `close` are nested `count` times around "1". */
static void read_nested(struct fixture *f, const char *before, const char *open, const char *close, int count)
{
    struct gl_buf text;

    gl_buf_init(&text);
    gl_buf_add(&text, gl_str_of(before));
    for (int i = 0; i < count; i++)
        gl_buf_add(&text, gl_str_of(open));
    gl_buf_add(&text, GL_STR("1"));
    for (int i = 0; i < count; i++)
        gl_buf_add(&text, gl_str_of(close));
    gl_buf_add(&text, GL_STR("\nz = 1\n"));
    parse(f, "x.tf", gl_buf_str(&text));
    gl_buf_free(&text);
}

static void test_depth_is_bounded_and_told_once(void **state)
{
    static const char *const pairs[][2] = {
        {"[", "]"}, {"(", ")"},  {"{a=", "}"}, {"-", ""}, {"f(", ")"},   {"\"${", "}\""},        {"1+", ""},
        {"", ".b"}, {"", "[0]"}, {"b?c:", ""}, {"!", ""}, {"", "[*].c"}, {"[for b in ", " : c]"}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct fixture f;

        read_nested(&f, "a = ", pairs[i][0], pairs[i][1], 50000);
        assert_int_equal(f.err, GL_ERR_SYNTAX);
        assert_told(&f, 0, "Nested too deeply", f.diags.items[0].span.begin);
        assert_int_equal(f.diags.len, 1);
        assert_non_null(gl_hcl_body_attribute(f.file.body, GL_STR("z")));
        free_fixture(&f);
    }
}

static void test_many_attributes_are_compared_in_linear_time(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    for (int i = 0; i < 100000; i++)
        gl_buf_printf(&text, "a%d = 1\n", i);
    gl_buf_add(&text, GL_STR("a5 = 1\n"));
    parse(&f, "x.tf", gl_buf_str(&text));
    assert_int_equal(f.diags.len, 1);
    assert_int_equal(f.file.body->attribute_len, 100000);
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_expressions_and_templates_alone(void **state)
{
    struct fixture f;

    (void)state;
    begin_fixture(&f, "-", GL_STR("[\n1,\n2]\n"));
    assert_writes(&f, gl_hcl_parse_expression(f.source, &f.arena, &f.diags), "(tuple 1 2)");
    free_fixture(&f);
    begin_fixture(&f, "-", GL_STR("1 2"));
    assert_null(gl_hcl_parse_expression(f.source, &f.arena, &f.diags));
    assert_told(&f, 0, "Extra characters after expression", 2);
    free_fixture(&f);
    begin_fixture(&f, "-", GL_STR("a \"${b}\"\n%{if c}\nd\n%{endif}"));
    assert_writes(&f, gl_hcl_parse_template(f.source, &f.arena, &f.diags),
                  "(template \"a \\\"\" b \"\\\"\\n\" (if c (template \"\\nd\\n\")))");
    free_fixture(&f);
}

static void test_static_text(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body = parse(&f, "x.tf", GL_STR("a = aws.east\nb = \"aws.east\"\nc = f(1)\n"));
    struct gl_str text;

    (void)state;
    assert_true(gl_hcl_static_text(body->attributes[0].value, &f.arena, &text));
    assert_true(gl_str_eq(text, GL_STR("aws.east")));
    assert_true(gl_hcl_static_text(body->attributes[1].value, &f.arena, &text));
    assert_true(gl_str_eq(text, GL_STR("aws.east")));
    assert_false(gl_hcl_static_text(body->attributes[2].value, &f.arena, &text));
    free_fixture(&f);
}

static void test_columns_are_grapheme_clusters(void **state)
{
    struct fixture f;

    (void)state;
    begin_fixture(&f, "x.tf", GL_STR("a = \"e\xcc\x81\" # c\nb = \"\xcc\x81\"\n"));
    assert_true(gl_hcl_print_spans(&f.text, f.source));
    assert_true(gl_str_contains(gl_buf_str(&f.text), GL_STR("\"end\": [1, 8, 9]")));
    assert_true(gl_str_contains(gl_buf_str(&f.text), GL_STR("\"end\": [2, 8, 22]")));
    free_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators_group_by_how_tightly_they_bind),
        cmocka_unit_test(test_literals_keep_what_is_written),
        cmocka_unit_test(test_strings_are_in_normal_form_c),
        cmocka_unit_test(test_traversals_and_splats),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_collections),
        cmocka_unit_test(test_a_template_of_one_interpolation_is_the_value_itself),
        cmocka_unit_test(test_directives_nest),
        cmocka_unit_test(test_tildes_trim_the_text_beside_them),
        cmocka_unit_test(test_heredocs),
        cmocka_unit_test(test_indentation_that_lines_have_in_common_is_removed),
        cmocka_unit_test(test_blocks_have_labels_and_spans),
        cmocka_unit_test(test_names_are_unicode),
        cmocka_unit_test(test_mistakes_have_the_words_and_places_of_hashicorp),
        cmocka_unit_test(test_a_wrong_attribute_is_unknown_and_the_rest_is_read),
        cmocka_unit_test(test_an_open_bracket_ends_with_the_block_around_it),
        cmocka_unit_test(test_a_block_that_is_not_closed_does_not_swallow_those_after_it),
        cmocka_unit_test(test_one_forgotten_quote_is_one_problem),
        cmocka_unit_test(test_problems_of_a_file_are_told_up_to_a_limit),
        cmocka_unit_test(test_depth_is_bounded_and_told_once),
        cmocka_unit_test(test_many_attributes_are_compared_in_linear_time),
        cmocka_unit_test(test_expressions_and_templates_alone),
        cmocka_unit_test(test_static_text),
        cmocka_unit_test(test_columns_are_grapheme_clusters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
