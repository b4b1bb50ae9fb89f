#include "hcl_fixture.h"

static void test_objects_become_blocks_where_terraform_knows_them(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf.json",
              GL_STR("{\"//\": \"comment\", \"resource\": {\"aws_x\": {\"a\": {\"b\": 1, \"lifecycle\": "
                     "{\"prevent_destroy\": true}}, \"c\": [{\"ingress\": {\"d\": null}}]}}, \"locals\": "
                     "{\"e\": 2}}"));
    const struct gl_hcl_block *a = &body->blocks[0];

    (void)state;
    assert_int_equal(f.err, GL_OK);
    assert_int_equal(body->block_len, 3);
    assert_true(body->is_json);
    assert_int_equal(a->label_len, 2);
    assert_true(gl_str_eq(a->labels[0].text, GL_STR("aws_x")));
    assert_true(gl_str_eq(gl_source_slice(f.source, a->header), GL_STR("\"a\"")));
    assert_int_equal(a->body->attribute_len, 1);
    assert_int_equal(a->body->block_len, 1);
    assert_writes(&f, body->blocks[1].body->attributes[0].value, "(object \"d\"=null)");
    assert_writes(&f, body->blocks[2].body->attributes[0].value, "2");
    free_fixture(&f);
}

static void test_strings_are_templates_with_places_in_the_json(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf.json",
              GL_STR("{\"locals\": {\"a\": \"\\u00e9\\ud83d\\ude00\\n${b.c} \\\"${d}\", \"e\": \"${f}\"}}"));
    const struct gl_hcl_attribute *attributes = body->blocks[0].body->attributes;

    (void)state;
    assert_int_equal(f.err, GL_OK);
    assert_writes(&f, attributes[0].value, "(template \"\xc3\xa9\xf0\x9f\x98\x80\\n\" (b.c) \" \\\"\" d)");
    assert_true(
        gl_str_eq(gl_source_slice(f.source, attributes[0].value->u.list.items[1]->span), GL_STR("b.c")));
    assert_true(
        gl_str_eq(gl_source_slice(f.source, attributes[0].value->u.list.items[3]->span), GL_STR("d")));
    assert_writes(&f, attributes[1].value, "(wrap f)");
    assert_true(gl_str_eq(gl_source_slice(f.source, attributes[1].value->span), GL_STR("\"${f}\"")));
    free_fixture(&f);
}

static void test_what_terraform_takes_as_text_is_text(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf.json",
              GL_STR("{\"variable\": {\"a\": {\"type\": \"list(string)\", \"default\": [\"${b}\", -1]}}}"));
    const struct gl_hcl_attribute *attributes = body->blocks[0].body->attributes;

    (void)state;
    assert_writes(&f, attributes[0].value, "list( string)");
    assert_writes(&f, attributes[1].value, "(tuple \"${b}\" (- 1))");
    free_fixture(&f);
    body = parse(&f, "x.tfvars.json", GL_STR("{\"resource\": \"${b}\"}"));
    assert_writes(&f, body->attributes[0].value, "\"${b}\"");
    free_fixture(&f);
}

static void test_a_mistake_in_a_template_is_told_in_the_json(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body =
        parse(&f, "x.tf.json", GL_STR("{\"locals\": {\"a\": \"\\t${b c}\", \"d\": 1}}"));

    (void)state;
    assert_told(&f, 0, "Extra characters after interpolation expression", 24);
    assert_writes(&f, body->blocks[0].body->attributes[0].value, "invalid");
    assert_writes(&f, body->blocks[0].body->attributes[1].value, "1");
    free_fixture(&f);
}

static void test_wrong_shapes_are_told(void **state)
{
    static const char *const texts[] = {"[1]",
                                        "1",
                                        "{",
                                        "{\"resource\": 1}",
                                        "{\"resource\": {\"a\": [2]}}",
                                        "{\"locals\": \"x\"}",
                                        "{\"a\": 1, \"a\": 2}"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct fixture f;

        parse(&f, "x.tf.json", gl_str_of(texts[i]));
        assert_int_equal(f.err, GL_ERR_SYNTAX);
        free_fixture(&f);
    }
}

static void test_dynamic_blocks_are_blocks(void **state)
{
    struct fixture f;
    const struct gl_hcl_body *body = parse(&f, "x.tf.json",
                                           GL_STR("{\"resource\": {\"a\": {\"b\": {\"dynamic\": {\"c\": "
                                                  "{\"for_each\": [], \"content\": {\"d\": 1}}}}}}}"));
    const struct gl_hcl_block *dynamic = &body->blocks[0].body->blocks[0];

    (void)state;
    assert_true(gl_str_eq(dynamic->type, GL_STR("dynamic")));
    assert_true(gl_str_eq(dynamic->labels[0].text, GL_STR("c")));
    assert_true(gl_str_eq(dynamic->body->blocks[0].type, GL_STR("content")));
    free_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects_become_blocks_where_terraform_knows_them),
        cmocka_unit_test(test_strings_are_templates_with_places_in_the_json),
        cmocka_unit_test(test_what_terraform_takes_as_text_is_text),
        cmocka_unit_test(test_a_mistake_in_a_template_is_told_in_the_json),
        cmocka_unit_test(test_wrong_shapes_are_told),
        cmocka_unit_test(test_dynamic_blocks_are_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
