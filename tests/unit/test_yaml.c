#include "read_fixture.h"

static void test_spans_are_in_bytes_after_non_ascii_text(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(
        &f, GL_STR("\xc3\xa9: x\nCidrIp: \"0.0.0.0/0\" # caf\xc3\xa9\nb: y\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_covers(&f, root->u.map.members[0].key_span, "\xc3\xa9");
    assert_covers(&f, root->u.map.members[1].key_span, "CidrIp");
    assert_covers(&f, root->u.map.members[1].value.span, "\"0.0.0.0/0\"");
    assert_covers(&f, root->u.map.members[2].value.span, "y");
    free_fixture(&f);
}

static void test_spans_hold_with_byte_order_mark_crlf_and_tabs(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("\xef\xbb\xbf# c\r\na:\tx\t# t\r\nb:\r\n  - \"y\"\r\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_dumps(&f, root,
                 "map 2:1-4:8\n"
                 "  \"a\" 2:1-2:2: string 2:4-2:5 \"x\"\n"
                 "  \"b\" 3:1-3:2: list 4:3-4:8\n"
                 "    - string 4:5-4:8 \"y\"\n");
    free_fixture(&f);
}

static void test_spans_hold_after_line_ends_that_only_yaml_knows(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("a: 'x\xe2\x80\xa8y'\nb: \"p\xc2\x85q\"\r# c\rc: z\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_covers(&f, root->u.map.members[0].value.span, "'x\xe2\x80\xa8y'");
    assert_covers(&f, root->u.map.members[1].value.span, "\"p\xc2\x85q\"");
    assert_covers(&f, root->u.map.members[2].value.span, "z");
    free_fixture(&f);
}

static void test_block_collections_end_with_their_last_value(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("a:\n  b:\n    - x\n    - y\n\n  # comment\nc: z\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_covers(&f, root->u.map.members[0].value.span, "b:\n    - x\n    - y");
    assert_covers(&f, root->u.map.members[0].value.u.map.members[0].value.span, "- x\n    - y");
    free_fixture(&f);
}

static void test_block_scalars_end_with_their_last_text(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("a: |\n  one\n  two\n\n\nb: >-\n  x\n  y\nc: |+\n\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_covers(&f, root->u.map.members[0].value.span, "|\n  one\n  two");
    assert_covers(&f, root->u.map.members[1].value.span, ">-\n  x\n  y");
    assert_covers(&f, root->u.map.members[2].value.span, "|+");
    assert_prints(&f, root, "{\"a\":\"one\\ntwo\\n\",\"b\":\"x y\",\"c\":\"\\n\"}");
    assert_int_equal(root->u.map.members[0].value.style, GL_BLOCK);
    free_fixture(&f);
}

static void test_empty_values_have_a_place_without_width(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("a:\nb: # c\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_dumps(&f, root,
                 "map 1:1-2:3\n"
                 "  \"a\" 1:1-1:2: string 1:3-1:3 \"\"\n"
                 "  \"b\" 2:1-2:2: string 2:3-2:3 \"\"\n");
    assert_int_equal(root->u.map.members[0].value.style, GL_PLAIN);
    free_fixture(&f);
}

static void test_flow_collections_have_their_brackets(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("a: { b: [1, 'two', ], c: }\nd: []\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_covers(&f, root->u.map.members[0].value.span, "{ b: [1, 'two', ], c: }");
    assert_covers(&f, root->u.map.members[0].value.u.map.members[0].value.span, "[1, 'two', ]");
    assert_covers(&f, root->u.map.members[1].value.span, "[]");
    free_fixture(&f);
}

static void test_values_with_a_tag_begin_at_the_tag(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(
        &f, GL_STR("a: !Sub 'x${y}'\nb: !GetAtt A.B\nc: !If\n  - x\n  - y\n  - z\n"), gl_read_yaml, GL_OK);
    const struct gl_member *members = root->u.map.members;

    (void)state;
    assert_covers(&f, members[0].value.span, "!Sub 'x${y}'");
    assert_covers(&f, members[1].value.span, "!GetAtt A.B");
    assert_covers(&f, members[2].value.span, "!If\n  - x\n  - y\n  - z");
    assert_ptr_equal(members[0].value.u.str.ptr, f.source->text.ptr + 9);
    assert_ptr_equal(members[1].value.u.str.ptr, f.source->text.ptr + 27);
    free_fixture(&f);
}

static void test_tags_become_intrinsic_functions(void **state)
{
    static const struct {
        struct gl_str text;
        enum gl_tag tag;
    } cases[] = {
        {GL_STR_INIT("!Ref x"), GL_TAG_REF},
        {GL_STR_INIT("!Condition x"), GL_TAG_CONDITION},
        {GL_STR_INIT("!Sub x"), GL_TAG_SUB},
        {GL_STR_INIT("!Fn::Sub x"), GL_TAG_SUB},
        {GL_STR_INIT("!GetAtt x"), GL_TAG_GET_ATT},
        {GL_STR_INIT("!Join []"), GL_TAG_JOIN},
        {GL_STR_INIT("!Select []"), GL_TAG_SELECT},
        {GL_STR_INIT("!Split []"), GL_TAG_SPLIT},
        {GL_STR_INIT("!FindInMap []"), GL_TAG_FIND_IN_MAP},
        {GL_STR_INIT("!If []"), GL_TAG_IF},
        {GL_STR_INIT("!Equals []"), GL_TAG_EQUALS},
        {GL_STR_INIT("!And []"), GL_TAG_AND},
        {GL_STR_INIT("!Or []"), GL_TAG_OR},
        {GL_STR_INIT("!Not []"), GL_TAG_NOT},
        {GL_STR_INIT("!ImportValue x"), GL_TAG_IMPORT_VALUE},
        {GL_STR_INIT("!Cidr []"), GL_TAG_CIDR},
        {GL_STR_INIT("!GetAZs ''"), GL_TAG_GET_AZS},
        {GL_STR_INIT("!Base64 x"), GL_TAG_BASE64},
        {GL_STR_INIT("!Transform {}"), GL_TAG_TRANSFORM},
        {GL_STR_INIT("!ToJsonString {}"), GL_TAG_TO_JSON_STRING},
        {GL_STR_INIT("!Length []"), GL_TAG_LENGTH},
        {GL_STR_INIT("!Contains []"), GL_TAG_CONTAINS},
        {GL_STR_INIT("!ForEach []"), GL_TAG_FOR_EACH},
        {GL_STR_INIT("!Other x"), GL_TAG_OTHER},
        {GL_STR_INIT("!!set {}"), GL_TAG_OTHER},
        {GL_STR_INIT("!<x> y"), GL_TAG_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        const struct gl_value *root = read_text(&f, cases[i].text, gl_read_yaml, GL_OK);

        assert_int_equal(root->tag, cases[i].tag);
        assert_true(root->flags & GL_VALUE_HAS_CALLS);
        free_fixture(&f);
    }
}

static void test_tags_of_plain_types_change_style_only(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("- !!str 12\n- ! 12\n- !!int '12'\n- !!map {}\n- !\n"), gl_read_yaml, GL_OK);
    const struct gl_value *items = root->u.list.items;

    (void)state;
    assert_int_equal(items[0].tag, GL_TAG_STR);
    assert_int_equal(items[1].tag, GL_TAG_STR);
    assert_int_equal(items[2].tag, GL_TAG_NONE);
    assert_int_equal(items[2].style, GL_PLAIN);
    assert_int_equal(items[3].tag, GL_TAG_NONE);
    assert_int_equal(items[4].tag, GL_TAG_NONE);
    assert_int_equal(root->flags, 0);
    free_fixture(&f);
}

static void test_long_forms_and_dynamic_references_are_flagged(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(
        &f,
        GL_STR(
            "a: {Fn::Sub: x}\nb: '{{resolve:ssm:x}}'\nc: {Condition: X}\nd: {Type: T, Condition: X}\ne: f\n"),
        gl_read_yaml, GL_OK);

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(root->u.map.members[i].value.flags & GL_VALUE_HAS_CALLS);
    assert_false(root->u.map.members[3].value.flags & GL_VALUE_HAS_CALLS);
    assert_false(root->u.map.members[4].value.flags & GL_VALUE_HAS_CALLS);
    assert_true(root->flags & GL_VALUE_HAS_CALLS);
    free_fixture(&f);
}

static void test_scalars_on_one_line_are_slices_of_the_source(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("[a b, 'c d', \"e f\", 'it''s', \"g\\n\", h\n i]"), gl_read_yaml, GL_OK);
    const struct gl_value *items = root->u.list.items;
    const char *text = f.source->text.ptr;

    (void)state;
    assert_ptr_equal(items[0].u.str.ptr, text + 1);
    assert_ptr_equal(items[1].u.str.ptr, text + 7);
    assert_ptr_equal(items[2].u.str.ptr, text + 14);
    assert_prints(&f, root, "[\"a b\",\"c d\",\"e f\",\"it's\",\"g\\n\",\"h i\"]");
    free_fixture(&f);
}

static void test_every_document_of_a_stream_is_read_and_empty_ones_are_left_out(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("# only a comment\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n"), gl_read_yaml,
              GL_OK);
    assert_int_equal(f.documents.len, 2);
    assert_prints(&f, &f.documents.items[1].root, "{\"b\":\"2\"}");
    free_fixture(&f);
    read_text(&f, GL_STR(""), gl_read, GL_OK);
    assert_int_equal(f.documents.len, 0);
    free_fixture(&f);
}

static void test_a_broken_later_document_leaves_the_earlier_ones(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("a: 1\n---\nb: [\n"), gl_read_yaml, GL_ERR_SYNTAX);
    assert_int_equal(f.documents.len, 1);
    assert_int_equal(f.diags.len, 1);
    free_fixture(&f);
}

static void test_aliases_share_the_value_of_their_anchor(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("a: &x\n  k: v\nb: *x\nc: &y 7\nd: *y\n"), gl_read_yaml, GL_OK);
    const struct gl_value *a = gl_value_get(root, GL_STR("a")), *b = gl_value_get(root, GL_STR("b"));

    (void)state;
    assert_prints(&f, root, "{\"a\":{\"k\":\"v\"},\"b\":{\"k\":\"v\"},\"c\":\"7\",\"d\":\"7\"}");
    assert_ptr_equal(a->u.map.members, b->u.map.members);
    assert_true(b->flags & GL_VALUE_ALIASED);
    assert_false(a->flags & GL_VALUE_ALIASED);
    assert_covers(&f, b->span, "&x\n  k: v");
    assert_covers(&f, root->span, "a: &x\n  k: v\nb: *x\nc: &y 7\nd: *y");
    free_fixture(&f);
}

static void test_an_anchor_that_is_named_again_means_the_newer_value(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("[&a 1, *a, &a 2, *a, &b 3, *b]"), gl_read_yaml, GL_OK);

    (void)state;
    assert_prints(&f, root, "[\"1\",\"1\",\"2\",\"2\",\"3\",\"3\"]");
    free_fixture(&f);
}

static void test_aliases_without_value_are_refused(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("a: *x\n"), gl_read_yaml, GL_ERR_SYNTAX);
    assert_tells(&f, "a:1:4: not valid YAML: no anchor &x before this alias; write the anchor before it");
    free_fixture(&f);
    read_text(&f, GL_STR("a: &x [*x]\n"), gl_read_yaml, GL_ERR_UNSUPPORTED);
    assert_tells(&f, "a:1:8: the alias *x stands inside the value it names; remove the alias");
    free_fixture(&f);
    read_text(&f, GL_STR("a: &x 1\n---\na: *x\n"), gl_read_yaml, GL_ERR_SYNTAX);
    free_fixture(&f);
}

static void test_merge_keys_give_way_to_the_maps_own_keys(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("base: &b {x: 1, y: 2}\nmap:\n  y: 3\n  <<: *b\n  z: 4\n"), gl_read_yaml, GL_OK);
    const struct gl_value *map = gl_value_get(root, GL_STR("map"));

    (void)state;
    assert_prints(&f, map, "{\"y\":\"3\",\"z\":\"4\",\"x\":\"1\"}");
    assert_true(gl_value_get(map, GL_STR("x"))->flags & GL_VALUE_ALIASED);
    assert_covers(&f, gl_value_get(map, GL_STR("x"))->span, "1");
    assert_int_equal(f.diags.len, 0);
    free_fixture(&f);
}

static void test_of_a_list_of_merged_maps_the_earlier_wins(void **state)
{
    struct fixture f;
    const struct gl_value *root =
        read_text(&f, GL_STR("[&a {x: 1, y: 1}, &b {y: 2, z: 2}, {<<: [*a, *b]}, {<<: {w: 1}}, {'<<': 1}]"),
                  gl_read_yaml, GL_OK);

    (void)state;
    assert_prints(&f, &root->u.list.items[2], "{\"x\":\"1\",\"y\":\"1\",\"z\":\"2\"}");
    assert_prints(&f, &root->u.list.items[3], "{\"w\":\"1\"}");
    assert_prints(&f, &root->u.list.items[4], "{\"<<\":\"1\"}");
    free_fixture(&f);
}

static void test_a_merge_key_without_a_map_is_told_and_kept(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("a:\n  <<: 1\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"a\":{\"<<\":\"1\"}}");
    assert_tells(&f,
                 "a:2:3: a merge key (<<) without a map; it is read as an ordinary key; give it a map or a "
                 "list of maps, or put << in quotes");
    free_fixture(&f);
}

static void test_an_alias_bomb_stops_with_one_diagnostic(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add(&text, GL_STR("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"));
    for (int i = 1; i < 20; i++) {
        gl_buf_printf(&text, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++)
            gl_buf_printf(&text, "*a%d,", i - 1);
        gl_buf_add(&text, GL_STR("]\n"));
    }
    read_text(&f, gl_buf_str(&text), gl_read_yaml, GL_ERR_LIMIT);
    assert_int_equal(f.documents.len, 0);
    assert_int_equal(f.diags.len, 1);
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_a_chain_of_aliases_does_not_pass_the_depth_limit(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add(&text, GL_STR("- &a0 [x]\n"));
    for (int i = 1; i < 300; i++)
        gl_buf_printf(&text, "- &a%d [*a%d]\n", i, i - 1);
    read_text(&f, gl_buf_str(&text), gl_read_yaml, GL_ERR_LIMIT);
    assert_tells(&f,
                 "a:128:10: nested deeper than 128 levels through aliases; write fewer aliases inside each "
                 "other");
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_merge_bombs_stop_at_the_limit(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    gl_buf_add(&text, GL_STR("- &m {"));
    for (int i = 0; i < 1000; i++)
        gl_buf_printf(&text, "k%d: x, ", i);
    gl_buf_add(&text, GL_STR("}\n"));
    for (int i = 0; i < 200; i++)
        gl_buf_add(&text, GL_STR("- {<<: *m}\n"));
    read_text(&f, gl_buf_str(&text), gl_read_yaml, GL_ERR_LIMIT);
    assert_tells(&f, "a:102:4: merge keys (<<) copy more than 100000 members in this document; write fewer "
                     "merge keys");
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_the_number_of_anchors_is_bounded(void **state)
{
    struct fixture f;
    struct gl_buf text;

    (void)state;
    gl_buf_init(&text);
    for (int i = 0; i <= 20000; i++)
        gl_buf_printf(&text, "- &a%d x\n", i);
    read_text(&f, gl_buf_str(&text), gl_read_yaml, GL_ERR_LIMIT);
    assert_tells(&f, "a:20001:3: more than 20000 anchors in one document; write fewer anchors");
    free_fixture(&f);
    gl_buf_free(&text);
}

static void test_deep_nesting_stops_at_the_limit(void **state)
{
    char text[3000];
    struct fixture f;

    (void)state;
    memset(text, '[', sizeof text);
    read_text(&f, (struct gl_str){text, sizeof text}, gl_read_yaml, GL_ERR_LIMIT);
    assert_tells(&f,
                 "a:1:129: nested deeper than 128 levels; no template nests like this; leave the file out of "
                 "the scan");
    free_fixture(&f);
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "- ", 2);
    read_text(&f, (struct gl_str){text, sizeof text}, gl_read_yaml, GL_ERR_LIMIT);
    free_fixture(&f);
}

static void test_duplicate_keys_are_told_with_both_places(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("a: 1\nb: 2\n'a': 3\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"a\":\"1\",\"b\":\"2\"}");
    assert_tells(&f, "a:3:1: duplicate key \"a\" (first at 1:1); remove one of them; the first is used");
    free_fixture(&f);
}

static void test_a_key_that_is_no_text_keeps_its_source_text(void **state)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, GL_STR("? [a, b]\n: 1\n"), gl_read_yaml, GL_OK);

    (void)state;
    assert_prints(&f, root, "{\"[a, b]\":\"1\"}");
    assert_tells(&f, "a:1:3: a key that is a list or a map; its text stands for it; write the key as text");
    free_fixture(&f);
}

static void test_broken_yaml_is_told_with_place_cause_and_remedy(void **state)
{
    static const struct {
        struct gl_str text;
        enum gl_err err;
        const char *tells;
    } cases[] = {
        {GL_STR_INIT("a:\n\t- b\n"), GL_ERR_SYNTAX,
         "a:2:1: not valid YAML: a tab where YAML allows only spaces; use spaces to indent"},
        {GL_STR_INIT("a: @b\n"), GL_ERR_SYNTAX,
         "a:1:4: not valid YAML: a value without quotes cannot begin with this character; put the value in "
         "quotes"},
        {GL_STR_INIT("a: b: c\n"), GL_ERR_SYNTAX,
         "a:1:5: not valid YAML: a \":\" where no key can stand; check the indentation; put a value that "
         "holds \": "
         "\" in quotes"},
        {GL_STR_INIT("\xc3\xa9\xc3\xa9: 'x\n"), GL_ERR_SYNTAX,
         "a:2:1: not valid YAML: the file ends inside a quoted string (while scanning a quoted scalar from "
         "line 1 "
         "on); the file may be cut off; close the quotes"},
        {GL_STR_INIT("a: x\x01\n"), GL_ERR_SYNTAX,
         "a:1:5: not valid YAML: a control character; remove it, or write it as \\xNN in double quotes"},
        {GL_STR_INIT("a: \xff\n"), GL_ERR_SYNTAX, "a:1:4: byte 0xff is not valid UTF-8; save it as UTF-8"},
        {GL_STR_INIT("\xfe\xff\0a"), GL_ERR_UNSUPPORTED,
         "a:1:1: the file is UTF-16, not UTF-8; save it as UTF-8"},
        {GL_STR_INIT("a: \0\n"), GL_ERR_SYNTAX,
         "a:1:4: a NUL byte: this is a binary or damaged file, not text; leave it out of the scan or repair "
         "it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;

        read_text(&f, cases[i].text, gl_read_yaml, cases[i].err);
        assert_tells(&f, cases[i].tells);
        free_fixture(&f);
    }
}

static void test_helm_templates_are_named_as_such(void **state)
{
    static const struct gl_str texts[] = {
        GL_STR_INIT("kind: Service\nport: {{ .Values.port }}\n"),
        GL_STR_INIT("{{- if .Values.on }}\nkind: Service\n{{- end }}\n"),
        GL_STR_INIT("a:\n{{ toYaml .Values.x | indent 2 }}\n"),
        GL_STR_INIT("a:\n{{- /* why */ -}}\n"),
        GL_STR_INIT("name: {{ include \"x.name\" . }}-web\n"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct fixture f;

        read_text(&f, texts[i], gl_read, GL_ERR_UNSUPPORTED);
        assert_int_equal(f.diags.len, 1);
        assert_true(gl_str_eq(f.diags.items[0].message, GL_STR("looks like a Helm template; not read")));
        free_fixture(&f);
    }
}

static void test_braces_inside_strings_and_scripts_are_no_template(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("a: '{{ .Values.x }}'\nb: |\n  {{- if .x }}\n  echo\nc: x{{ .y }}\n"), gl_read,
              GL_OK);
    free_fixture(&f);
}

static void test_an_unquoted_dynamic_reference_is_a_syntax_error(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, GL_STR("a: {{resolve:ssm:x}}\n"), gl_read, GL_ERR_SYNTAX);
    assert_tells(&f, "a:1:4: a dynamic reference without quotes is not a string in YAML; put it in quotes");
    free_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans_are_in_bytes_after_non_ascii_text),
        cmocka_unit_test(test_spans_hold_with_byte_order_mark_crlf_and_tabs),
        cmocka_unit_test(test_spans_hold_after_line_ends_that_only_yaml_knows),
        cmocka_unit_test(test_block_collections_end_with_their_last_value),
        cmocka_unit_test(test_block_scalars_end_with_their_last_text),
        cmocka_unit_test(test_empty_values_have_a_place_without_width),
        cmocka_unit_test(test_flow_collections_have_their_brackets),
        cmocka_unit_test(test_values_with_a_tag_begin_at_the_tag),
        cmocka_unit_test(test_tags_become_intrinsic_functions),
        cmocka_unit_test(test_tags_of_plain_types_change_style_only),
        cmocka_unit_test(test_long_forms_and_dynamic_references_are_flagged),
        cmocka_unit_test(test_scalars_on_one_line_are_slices_of_the_source),
        cmocka_unit_test(test_every_document_of_a_stream_is_read_and_empty_ones_are_left_out),
        cmocka_unit_test(test_a_broken_later_document_leaves_the_earlier_ones),
        cmocka_unit_test(test_aliases_share_the_value_of_their_anchor),
        cmocka_unit_test(test_an_anchor_that_is_named_again_means_the_newer_value),
        cmocka_unit_test(test_aliases_without_value_are_refused),
        cmocka_unit_test(test_merge_keys_give_way_to_the_maps_own_keys),
        cmocka_unit_test(test_of_a_list_of_merged_maps_the_earlier_wins),
        cmocka_unit_test(test_a_merge_key_without_a_map_is_told_and_kept),
        cmocka_unit_test(test_an_alias_bomb_stops_with_one_diagnostic),
        cmocka_unit_test(test_a_chain_of_aliases_does_not_pass_the_depth_limit),
        cmocka_unit_test(test_merge_bombs_stop_at_the_limit),
        cmocka_unit_test(test_the_number_of_anchors_is_bounded),
        cmocka_unit_test(test_deep_nesting_stops_at_the_limit),
        cmocka_unit_test(test_duplicate_keys_are_told_with_both_places),
        cmocka_unit_test(test_a_key_that_is_no_text_keeps_its_source_text),
        cmocka_unit_test(test_broken_yaml_is_told_with_place_cause_and_remedy),
        cmocka_unit_test(test_helm_templates_are_named_as_such),
        cmocka_unit_test(test_braces_inside_strings_and_scripts_are_no_template),
        cmocka_unit_test(test_an_unquoted_dynamic_reference_is_a_syntax_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
