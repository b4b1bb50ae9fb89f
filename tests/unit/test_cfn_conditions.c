#include "evaluated.h"

#define ENV "Parameters:\n  Env: {Type: String}\n"
#define IS_PROD ENV "Conditions:\n  IsProd: !Equals [!Ref Env, prod]\n"

static void test_a_decided_condition_takes_its_arm(void **state)
{
    (void)state;
    assert_value("Conditions:\n  Always: !Equals [a, a]\n", "!If [Always, yes, no]", "\"yes\"");
    assert_value("Conditions:\n  Never: !Not [!Equals [a, a]]\n", "!If [Never, 0.0.0.0/0, 10.0.0.0/8]",
                 "\"10.0.0.0/8\"");
    assert_value("Conditions:\n  Both: !And [!Equals [a, a], !Equals [true, 'true']]\n", "!If [Both, 1, 2]",
                 "\"1\"");
    assert_value(
        "Conditions:\n  A: !Equals [a, b]\n  Any: !Or [!Condition A, {Condition: A}, !Equals [c, c]]\n",
        "!If [Any, 1, 2]", "\"1\"");
}

static void test_an_open_condition_makes_a_choice(void **state)
{
    (void)state;
    assert_value(IS_PROD, "!If [IsProd, 1, 2]", "condition IsProd{\"1\" | \"2\"}");
    assert_value(IS_PROD "  NotProd: !Not [!Condition IsProd]\n", "!If [NotProd, 1, 2]",
                 "condition NotProd{\"2\" | \"1\"}");
    assert_value(IS_PROD, "!If [IsProd, 1, !Ref 'AWS::NoValue']", "condition IsProd{\"1\" | absent}");
}

static void test_a_condition_inside_itself_is_decided(void **state)
{
    (void)state;
    assert_value(IS_PROD, "!If [IsProd, !If [IsProd, 1, 2], !If [IsProd, 3, 4]]",
                 "condition IsProd{\"1\" | \"4\"}");
}

static void test_a_condition_goes_with_the_allowed_value(void **state)
{
    (void)state;
    assert_value("Parameters:\n  Env: {Type: String, AllowedValues: [dev, prod, test]}\n"
                 "Conditions:\n  IsProd: !Equals [!Ref Env, prod]\n",
                 "!If [IsProd, !Ref Env, other]", "condition IsProd{\"other\" | \"prod\" | \"other\"}");
}

static void test_contradictions_are_decided(void **state)
{
    (void)state;
    assert_value(IS_PROD "  No: !And [!Condition IsProd, !Not [!Condition IsProd]]\n", "!If [No, 1, 2]",
                 "\"2\"");
    assert_value(IS_PROD "  Yes: !Or [!Condition IsProd, !Not [!Condition IsProd]]\n", "!If [Yes, 1, 2]",
                 "\"1\"");
    assert_value(ENV "Conditions:\n  Same: !Equals [!Sub 'x-${Env}', y]\n", "!If [Same, 1, 2]", "\"2\"");
}

static void test_two_open_conditions_make_a_tree(void **state)
{
    (void)state;
    assert_value("Parameters:\n  A: {Type: String}\n  B: {Type: String}\n"
                 "Conditions:\n  C: !And [!Equals [!Ref A, x], !Equals [!Ref B, x]]\n",
                 "!If [C, 1, 2]", "condition C{condition C{\"1\" | \"2\"} | \"2\"}");
}

static void test_one_value_is_not_two_literals_at_once(void **state)
{
    (void)state;
    assert_value(IS_PROD
                 "  IsDev: !Equals [dev, !Ref Env]\n  Both: !And [!Condition IsDev, !Condition IsProd]\n",
                 "!If [Both, 1, !If [IsDev, 2, !If [IsProd, 3, 4]]]",
                 "condition IsDev{condition IsProd{\"3\" | \"4\" | \"4\"} | \"2\" | condition IsProd{\"3\" | "
                 "\"4\" | \"4\"}}");
}

static const struct gl_resource *resource(const struct evaluated *e, const char *name)
{
    for (size_t i = 0; i < e->output.len; i++) {
        if (gl_str_eq(e->output.resources[i]->name, gl_str_of(name)))
            return e->output.resources[i];
    }
    fail_msg("no resource %s", name);
    return NULL;
}

static void test_a_resource_exists_in_the_arm_of_its_condition(void **state)
{
    const struct gl_resource *a, *b;
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "t.yaml",
                  IS_PROD
                  "  NotProd: !Not [!Condition IsProd]\nResources:\n  A: {Type: A::B::C, Condition: IsProd}\n"
                  "  B: {Type: A::B::C, Condition: NotProd, Properties: {P: !If [IsProd, 1, 2]}}\n");
    evaluated_run(&e);
    a = resource(&e, "A");
    b = resource(&e, "B");
    assert_int_equal(a->condition->variable, b->condition->variable);
    assert_int_equal(gl_existing_arm(a->condition), 0);
    assert_int_equal(gl_existing_arm(b->condition), 1);
    assert_true(gl_value_text_is(gl_value_get(&b->properties, GL_STR("P")), "2"));
    evaluated_free(&e);
}

static void test_rules_narrow_a_parameter(void **state)
{
    (void)state;
    assert_value(ENV "Rules:\n  R:\n    Assertions:\n      - Assert: {'Fn::Contains': [[a, b], !Ref Env]}\n",
                 "!Ref Env", "parameter Env{\"a\" | \"b\"}");
}

static void test_a_resource_under_a_false_condition_is_dropped(void **state)
{
    (void)state;
    assert_evaluates(
        "Conditions:\n  Never: !Equals [a, b]\nResources:\n  R: {Type: A::B::C, Condition: Never}\n"
        "  S:\n    Type: A::B::C\n    Properties: {P: !Ref R}\n",
        "t/S A::B::C\n  P: ?(invalid construct: R, which its condition leaves out)\n");
}

static void test_a_resource_under_an_open_condition_says_so(void **state)
{
    (void)state;
    assert_evaluates(IS_PROD "Resources:\n  R:\n    Type: A::B::C\n    Condition: IsProd\n    Properties:\n"
                             "      P: !If [IsProd, 1, 2]\n",
                     "t/R A::B::C when condition IsProd\n  P: \"1\"\n");
}

static void test_a_condition_that_depends_on_itself_is_told(void **state)
{
    (void)state;
    assert_tells("Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n"
                 "Resources:\n  R: {Type: A::B::C, Condition: A}\n",
                 "2:3: condition A depends on itself\n");
    assert_tells("Resources:\n  R: {Type: A::B::C, Condition: Gone}\n", "2:33: there is no condition Gone\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_decided_condition_takes_its_arm),
        cmocka_unit_test(test_an_open_condition_makes_a_choice),
        cmocka_unit_test(test_a_condition_inside_itself_is_decided),
        cmocka_unit_test(test_a_condition_goes_with_the_allowed_value),
        cmocka_unit_test(test_contradictions_are_decided),
        cmocka_unit_test(test_two_open_conditions_make_a_tree),
        cmocka_unit_test(test_one_value_is_not_two_literals_at_once),
        cmocka_unit_test(test_a_resource_exists_in_the_arm_of_its_condition),
        cmocka_unit_test(test_rules_narrow_a_parameter),
        cmocka_unit_test(test_a_resource_under_a_false_condition_is_dropped),
        cmocka_unit_test(test_a_resource_under_an_open_condition_says_so),
        cmocka_unit_test(test_a_condition_that_depends_on_itself_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
