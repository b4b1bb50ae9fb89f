#include "evaluated.h"

#define EXTENDED "Transform: AWS::LanguageExtensions\n"

static void test_resources_are_made_for_each_value(void **state)
{
    (void)state;
    assert_evaluates(EXTENDED "Parameters:\n  Names: {Type: CommaDelimitedList, Default: 'Red,Blue'}\n"
                              "Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - !Ref Names\n"
                              "    - Topic${Name}:\n        Type: A::B::C\n        Properties:\n"
                              "          P: !Ref Name\n          Q: !Sub 'x-${Name}-${AWS::Region}'\n"
                              "  R:\n    Type: A::B::C\n    Properties: {P: !GetAtt TopicBlue.Arn}\n",
                     "t/TopicRed A::B::C\n  P: \"Red\"\n"
                     "  Q: \"x-Red-\"+?(pseudo parameter without a value: AWS::Region)\n"
                     "t/TopicBlue A::B::C\n  P: \"Blue\"\n"
                     "  Q: \"x-Blue-\"+?(pseudo parameter without a value: AWS::Region)\n"
                     "t/R A::B::C\n  P: @t/TopicBlue.Arn\n");
}

static void test_loops_nest_and_ampersand_drops_punctuation(void **state)
{
    (void)state;
    assert_evaluates(EXTENDED "Resources:\n  Fn::ForEach::A:\n    - X\n    - [a-1, b.2]\n"
                              "    - Fn::ForEach::B:\n        - Y\n        - [c]\n"
                              "        - R&{X}${Y}:\n            Type: A::B::C\n            Properties:\n"
                              "              P: !Sub '${X}${Y}'\n",
                     "t/Ra1c A::B::C\n  P: \"a-1c\"\nt/Rb2c A::B::C\n  P: \"b.2c\"\n");
}

static void test_properties_outputs_and_conditions_loop_too(void **state)
{
    (void)state;
    assert_evaluates(EXTENDED
                     "Conditions:\n  Fn::ForEach::C:\n    - X\n    - [a, b]\n"
                     "    - Is${X}: !Equals [!Ref X, a]\n"
                     "Resources:\n  R:\n    Type: A::B::C\n    Condition: Isa\n    Properties:\n"
                     "      Fn::ForEach::P:\n        - X\n        - [a, b]\n        - P${X}: !If [Isb, 1, "
                     "!Ref X]\n",
                     "t/R A::B::C\n  Pa: \"a\"\n  Pb: \"b\"\n");
}

static void test_an_unknown_list_makes_one_symbolic_copy(void **state)
{
    (void)state;
    assert_evaluates(EXTENDED "Parameters:\n  Names: {Type: CommaDelimitedList}\n"
                              "Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - !Ref Names\n"
                              "    - Topic${Name}:\n        Type: A::B::C\n        Properties:\n"
                              "          P: !Ref Name\n          Q: !Sub 'x-${Name}'\n",
                     "t/Topic? A::B::C\n  P: ?(parameter without a value: Names)\n"
                     "  Q: \"x-\"+?(parameter without a value: Name)\n");
}

static void test_policies_may_hold_functions(void **state)
{
    (void)state;
    assert_evaluates(EXTENDED
                     "Resources:\n  R:\n    Type: A::B::C\n    DeletionPolicy: !If [Yes, Retain, Delete]\n"
                     "Conditions:\n  Yes: !Equals [1, 1]\n",
                     "t/R A::B::C\n  @DeletionPolicy: \"Retain\"\n");
}

static void test_mistakes_in_loops_are_told(void **state)
{
    (void)state;
    assert_tells("Resources:\n  Fn::ForEach::A: [X, [a]]\n",
                 "2:3: Fn::ForEach::A needs a variable, a list and a map\n");
    assert_tells("Resources:\n  Fn::ForEach::A:\n    - X\n    - [a, b]\n    - R: {Type: A::B::C}\n",
                 "5:7: Fn::ForEach makes two resources R\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resources_are_made_for_each_value),
        cmocka_unit_test(test_loops_nest_and_ampersand_drops_punctuation),
        cmocka_unit_test(test_properties_outputs_and_conditions_loop_too),
        cmocka_unit_test(test_an_unknown_list_makes_one_symbolic_copy),
        cmocka_unit_test(test_policies_may_hold_functions),
        cmocka_unit_test(test_mistakes_in_loops_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
