#include "read_fixture.h"

static uint64_t hash_of(const char *text)
{
    struct fixture f;
    const struct gl_value *root = read_text(&f, gl_str_of(text), gl_read, GL_OK);
    uint64_t hash;

    assert_non_null(root);
    hash = gl_value_hash(root);
    free_fixture(&f);
    return hash;
}

static void test_hash_is_of_the_content_and_not_of_the_layout(void **state)
{
    uint64_t hash = hash_of("{\"CidrIp\": {\"Fn::GetAtt\": [\"Vpc\", \"CidrBlock\"]}, \"FromPort\": 443}");

    (void)state;
    assert_true(hash == hash_of("CidrIp:\n  Fn::GetAtt:   # the whole network\n  - Vpc\n  - 'CidrBlock'\n"
                                "FromPort: 443\n"));
    assert_true(hash == hash_of("{FromPort: '443', CidrIp: {Fn::GetAtt: [Vpc, CidrBlock]}}"));
}

static void test_hash_changes_with_the_content(void **state)
{
    uint64_t hash = hash_of("{\"a\": [1, 2], \"b\": \"x\"}");

    (void)state;
    assert_true(hash != hash_of("{\"a\": [2, 1], \"b\": \"x\"}"));
    assert_true(hash != hash_of("{\"a\": [1], \"b\": \"x\"}"));
    assert_true(hash != hash_of("{\"a\": [[1, 2]], \"b\": \"x\"}"));
    assert_true(hash != hash_of("{\"b\": [1, 2], \"a\": \"x\"}"));
    assert_true(hash != hash_of("{\"a\": [1, 2], \"b\": null}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_is_of_the_content_and_not_of_the_layout),
        cmocka_unit_test(test_hash_changes_with_the_content),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
