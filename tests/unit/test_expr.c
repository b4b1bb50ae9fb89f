#include "engine/check_load.h"
#include "engine_fixture.h"

static void test_text_number_and_boolean_are_compared_as_the_service_reads_them(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{On: 'true', Off: no, Days: '7', Name: abc}");
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: On, is: true}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Off, is: false}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, is: 7}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, at_least: 7, at_most: 35}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, greater_than: 7}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{path: Name, in: [x, abc]}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Name, matches: '^a.c$'}"), GL_TRUE);
    fixture_free(&f);
}

static void test_an_absent_value_answers_what_the_check_says(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{A: {B: 1}}");
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: A.C, is: true}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{path: A.C, is: true, absent: true}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: A.C, is: true, absent: open}"), GL_MAYBE);
    assert_int_equal(fixture_judge(&f, r, "{path: A.C, exists: false}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: A.B, exists: true}"), GL_TRUE);
    fixture_free(&f);
}

static void test_an_unknown_value_is_neither_true_nor_false(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{}");
    fixture_set(&f, r, "Days", fixture_unknown(&f, "RetentionDays"));
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, at_least: 7}"), GL_MAYBE);
    assert_int_equal(f.ctx.culprit_len, 1);
    assert_int_equal(fixture_judge(&f, r, "{not: {path: Days, at_least: 7}}"), GL_MAYBE);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, exists: true}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Days, literal: true}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{any: [{path: Days, is: 7}, {value: true}]}"), GL_TRUE);
    fixture_free(&f);
}

static void test_values_that_hang_on_one_condition_are_not_mixed(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{}");
    fixture_set(&f, r, "A", fixture_choice(&f, 1, "x", "y"));
    fixture_set(&f, r, "B", fixture_choice(&f, 1, "y", "x"));
    fixture_set(&f, r, "C", fixture_choice(&f, 2, "y", "x"));
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{any: [{path: A, is: x}, {path: B, is: x}]}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{all: [{path: A, is: x}, {path: B, is: x}]}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{all: [{path: A, is: x}, {path: C, is: x}]}"), GL_MAYBE);
    assert_int_equal(f.ctx.culprits[0]->type, GL_CHOICE);
    assert_int_equal(fixture_judge(&f, r, "{path: A, in: [x, y]}"), GL_TRUE);
    fixture_free(&f);
}

static void test_a_choice_may_leave_a_property_out(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{}");
    fixture_set(&f, r, "Key", fixture_choice(&f, 1, "arn", NULL));
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: Key, exists: true}"), GL_MAYBE);
    assert_int_equal(fixture_judge(&f, r, "{path: Key, is: arn, absent: true}"), GL_TRUE);
    fixture_free(&f);
}

static void test_quantifiers_take_single_values_as_lists_of_one(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(
        &f, "K", "r",
        "{Statement: {Effect: Deny, Action: 's3:*'}, Rules: [{P: 1}, {P: 2}], Tags: [{Key: a, Value: x}],"
        " Parameters: {rds.force_ssl: 1}, Map: {k: v, l: w}}");
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{some: 'Statement[]', where: {path: Effect, is: Deny}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{every: Rules, where: {path: P, at_least: 1}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{every: 'Rules[]', where: {path: P, at_least: 2}}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{none: 'Rules[]', where: {path: P, is: 3}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{count: 'Rules[]', at_least: 2, at_most: 2}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: 'Tags[Key=a].Value', is: x}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: 'Parameters{rds.force_ssl}', is: 1}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{some: 'Map{*}', where: {path: ., is: w}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{every: Missing, where: {value: false}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Statement.Action, allows: 's3:GetObject'}"), GL_TRUE);
    fixture_free(&f);
}

static void test_references_are_followed_in_both_directions(void **state)
{
    struct engine_fixture f;
    struct gl_resource *group, *database, *lonely;

    (void)state;
    fixture_init(&f);
    group = fixture_add(&f, "Group", "g", "{Family: postgres15}");
    database = fixture_add(&f, "Database", "d", "{}");
    lonely = fixture_add(&f, "Database", "l", "{}");
    fixture_set(&f, database, "GroupName", fixture_ref(&f, group, ""));
    fixture_set(&f, lonely, "GroupName", fixture_unknown(&f, "Name"));
    gl_graph_link(&f.graph);
    assert_int_equal(
        fixture_judge(&f, database, "{follow: GroupName, where: {path: Family, is: postgres15}}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, lonely, "{follow: GroupName, where: {path: Family, is: postgres15}}"),
                     GL_MAYBE);
    assert_int_equal(fixture_judge(&f, group, "{referrer: Database, via: GroupName}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, group, "{referrer: Database, via: GroupName, at_least: 2}"), GL_MAYBE);
    assert_int_equal(fixture_judge(&f, group, "{referrer: Database, via: OtherName}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, database, "{path: GroupName, refers_to: [Group]}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, database, "{path: GroupName, is_not: alias/aws/rds}"), GL_TRUE);
    fixture_free(&f);
}

static void test_partly_known_text_answers_as_far_as_it_goes(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;
    struct gl_value parts[2];

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r", "{}");
    parts[0] = fixture_unknown(&f, "Base");
    parts[1] = gl_value_string(GL_STR("/0"), (struct gl_span){0});
    fixture_set(&f, r, "Cidr", (struct gl_value){.type = GL_CONCAT, .u.list = {parts, 2}});
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: Cidr, covers: internet}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Cidr, is: 10.0.0.0/8}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{path: Cidr, is: 0.0.0.0/0}"), GL_MAYBE);
    assert_int_equal(fixture_judge(&f, r, "{path: Cidr, ends_with: /0}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: Cidr, starts_with: '10.'}"), GL_MAYBE);
    fixture_free(&f);
}

static void test_halves_of_the_internet_are_the_internet(void **state)
{
    struct engine_fixture f;
    struct gl_resource *r;

    (void)state;
    fixture_init(&f);
    r = fixture_add(&f, "K", "r",
                    "{Both: [0.0.0.0/1, 128.0.0.0/1], One: [0.0.0.0/1], Six: ['::0/0'], In: 10.0.0.0/8}");
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, r, "{path: Both, covers: internet}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: One, covers: internet}"), GL_FALSE);
    assert_int_equal(fixture_judge(&f, r, "{path: Six, covers: internet}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, r, "{path: In, covers: internet}"), GL_FALSE);
    fixture_free(&f);
}

static void test_a_replica_inherits_from_its_primary_and_a_restored_one_is_open(void **state)
{
    struct engine_fixture f;
    struct gl_resource *primary, *replica, *restored;

    (void)state;
    fixture_init(&f);
    primary = fixture_add(&f, "AWS::RDS::DBInstance", "p", "{StorageEncrypted: true, Engine: postgres}");
    replica = fixture_add(&f, "AWS::RDS::DBInstance", "r", "{}");
    restored = fixture_add(&f, "AWS::RDS::DBInstance", "s", "{DBSnapshotIdentifier: snap}");
    fixture_set(&f, replica, "SourceDBInstanceIdentifier", fixture_ref(&f, primary, ""));
    gl_graph_link(&f.graph);
    assert_int_equal(fixture_judge(&f, replica, "{path: StorageEncrypted, is: true}"), GL_TRUE);
    assert_int_equal(fixture_judge(&f, restored, "{path: StorageEncrypted, is: true}"), GL_MAYBE);
    fixture_free(&f);
}

static void test_wrong_expressions_are_told_with_a_suggestion(void **state)
{
    struct engine_fixture f;
    struct gl_compiler compiler;
    struct gl_value yaml;

    (void)state;
    fixture_init(&f);
    compiler = (struct gl_compiler){.arena = &f.arena, .diags = &f.diags, .regexes = &f.regexes};
    yaml = fixture_yaml(&f, "{path: A, is_nt: true}");
    gl_expr_compile(&compiler, &yaml);
    assert_true(compiler.failed);
    assert_true(gl_str_contains(f.diags.items[0].message, GL_STR("did you mean is_not")));
    fixture_free(&f);
}

/* A scan compiles those that it needs and relies on their being right. */
static void test_every_built_in_check_compiles(void **state)
{
    struct engine_fixture f;
    struct gl_catalogue catalogue;

    (void)state;
    fixture_init(&f);
    gl_catalogue_init(&catalogue, &f.arena);
    gl_catalogue_add_embedded(&catalogue, &f.diags);
    gl_catalogue_settle(&catalogue, &f.diags);
    assert_true(catalogue.len > 100);
    for (size_t i = 0; i < catalogue.len; i++)
        assert_true(gl_check_compile(&catalogue, catalogue.checks[i], &f.diags));
    assert_int_equal(f.diags.len, 0);
    gl_catalogue_free(&catalogue);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_number_and_boolean_are_compared_as_the_service_reads_them),
        cmocka_unit_test(test_an_absent_value_answers_what_the_check_says),
        cmocka_unit_test(test_an_unknown_value_is_neither_true_nor_false),
        cmocka_unit_test(test_values_that_hang_on_one_condition_are_not_mixed),
        cmocka_unit_test(test_a_choice_may_leave_a_property_out),
        cmocka_unit_test(test_quantifiers_take_single_values_as_lists_of_one),
        cmocka_unit_test(test_references_are_followed_in_both_directions),
        cmocka_unit_test(test_partly_known_text_answers_as_far_as_it_goes),
        cmocka_unit_test(test_halves_of_the_internet_are_the_internet),
        cmocka_unit_test(test_a_replica_inherits_from_its_primary_and_a_restored_one_is_open),
        cmocka_unit_test(test_wrong_expressions_are_told_with_a_suggestion),
        cmocka_unit_test(test_every_built_in_check_compiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
