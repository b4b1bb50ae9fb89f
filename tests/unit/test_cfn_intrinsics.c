#include "evaluated.h"

#define P(type) "Parameters:\n  X:\n    Type: " type "\n"

static void test_a_ref_to_a_parameter_gives_its_default(void **state)
{
    (void)state;
    assert_value(P("Number") "    Default: 5432\n", "!Ref X", "\"5432\"");
    assert_value(P("CommaDelimitedList") "    Default: a, b\n", "!Ref X", "[\"a\", \"b\"]");
}

static void test_a_parameter_without_a_value_is_unknown(void **state)
{
    (void)state;
    assert_value(P("String"), "!Ref X", "?(parameter without a value: X)");
    assert_value(P("String") "    NoEcho: true\n", "!Ref X", "?(parameter without a value: X, secret)");
    assert_value(P("String") "    NoEcho: true\n    Default: hush\n", "!Ref X", "(secret)");
}

static void test_allowed_values_are_a_choice(void **state)
{
    (void)state;
    assert_value(P("String") "    AllowedValues: [a, b]\n", "!Ref X", "parameter X{\"a\" | \"b\"}");
    assert_value(P("String") "    AllowedValues: [a, b]\n", "!Sub '${X}-1'",
                 "parameter X{\"a-1\" | \"b-1\"}");
    assert_value(P("String") "    AllowedValues: [only]\n", "!Ref X", "\"only\"");
}

static void test_sub_keeps_the_known_parts(void **state)
{
    (void)state;
    assert_value("", "!Sub 'a-${AWS::Region}-b'",
                 "\"a-\"+?(pseudo parameter without a value: AWS::Region)+\"-b\"");
    assert_value("", "!Sub '${!Literal} ${R}'", "\"${Literal} \"+@t/R");
    assert_value("", "!Sub '${R.Arn}/*'", "@t/R.Arn+\"/*\"");
    assert_value("", "!Sub ['${A}:${B}', {A: x, B: !Join ['', [y, z]]}]", "\"x:yz\"");
    assert_value("", "{'Fn::Sub': '${R}'}", "@t/R");
}

static void test_join_keeps_the_known_parts(void **state)
{
    (void)state;
    assert_value("", "!Join [':', [a, b, !Ref R, c, d]]", "\"a:b:\"+@t/R+\":c:d\"");
    assert_value("", "!Join [',', [a, !Ref 'AWS::NoValue', b]]", "\"a,b\"");
    assert_value(P("CommaDelimitedList") "    Default: a,b\n", "!Join ['-', !Ref X]", "\"a-b\"");
}

static void test_no_value_removes_the_property(void **state)
{
    (void)state;
    assert_evaluates("Resources:\n  R:\n    Type: A::B::C\n    Properties:\n      P: !Ref AWS::NoValue\n"
                     "      Q: [!Ref AWS::NoValue, 1]\n",
                     "t/R A::B::C\n  Q: [\"1\"]\n");
}

static void test_select_and_split(void **state)
{
    (void)state;
    assert_value("", "!Select [1, [a, b]]", "\"b\"");
    assert_value("", "!Select ['2', !Split ['.', 10.0.3.4]]", "\"3\"");
    assert_value("", "!Split ['||', !Join ['||', [!Ref R, !GetAtt R.Id]]]", "[@t/R, @t/R.Id]");
    assert_value("", "!Select [1, !Split ['/', !Sub 'a/b/${R.Arn}']]", "\"b\"");
    assert_value("", "!Select [3, !Split ['/', !Sub 'a/b/${R.Arn}']]", "@t/R.Arn[3]");
    assert_value(P("List<AWS::EC2::Subnet::Id>"), "!Select [1, !Ref X]",
                 "?(parameter without a value: X[1])");
}

static void test_zones_are_told_apart_by_index(void **state)
{
    (void)state;
    assert_value("", "[!Select [0, !GetAZs ''], !Select [1, !GetAZs {Ref: 'AWS::Region'}]]",
                 "[?(pseudo parameter without a value: availability zones[0]), "
                 "?(pseudo parameter without a value: availability zones[1])]");
}

static void test_cidr_is_computed(void **state)
{
    (void)state;
    assert_value("", "!Cidr [10.0.0.0/16, 3, 8]", "[\"10.0.0.0/24\", \"10.0.1.0/24\", \"10.0.2.0/24\"]");
    assert_value("", "!Select [1, !Cidr ['2001:db8::/56', 2, 64]]", "\"2001:db8:0:1::/64\"");
    assert_value("", "!Select [1, !Cidr [!GetAtt R.CidrBlock, 2, 4]]",
                 "?(attribute that only the service "
                 "knows: blocks of R[1])");
}

static void test_cidr_of_a_vpc_is_that_of_its_property(void **state)
{
    (void)state;
    assert_evaluates("Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.1.0.0/16}\n"
                     "  S:\n    Type: AWS::EC2::Subnet\n    Properties:\n"
                     "      CidrBlock: !Select [2, !Cidr [!GetAtt V.CidrBlock, 4, 8]]\n",
                     "t/V AWS::EC2::VPC\n  CidrBlock: \"10.1.0.0/16\"\n"
                     "t/S AWS::EC2::Subnet\n  CidrBlock: \"10.1.2.0/24\"\n");
}

#define MAP "Mappings:\n  M:\n    a: {Port: 22}\n    b: {Port: 443}\n"

static void test_find_in_map(void **state)
{
    (void)state;
    assert_value(MAP, "!FindInMap [M, a, Port]", "\"22\"");
    assert_value(MAP, "!FindInMap [M, c, Port, DefaultValue: 80]", "\"80\"");
    assert_value(MAP, "!FindInMap [M, c, Port]", "?(mapping entry that is not known: c)");
    assert_value(MAP, "!FindInMap [M, !Ref 'AWS::Region', Port]", "AWS::Region{\"22\" | \"443\"}");
    assert_value(MAP P("String") "    AllowedValues: [b, a]\n", "!FindInMap [M, !Ref X, Port]",
                 "parameter X{\"443\" | \"22\"}");
}

static void test_dynamic_references_are_unknown_and_secret(void **state)
{
    (void)state;
    assert_value("", "'{{resolve:secretsmanager:Db:SecretString:password}}'",
                 "?(dynamic reference: secretsmanager:Db:SecretString:password, secret)");
    assert_value("", "'x{{resolve:ssm:/a:1}}y'", "\"x\"+?(dynamic reference: ssm:/a:1)+\"y\"");
    assert_value("", "!Join ['', ['{{resolve:secretsmanager:', !Ref R, '::}}']]",
                 "?(dynamic reference: secretsmanager:R::, secret)");
}

static void test_json_text_and_length(void **state)
{
    (void)state;
    assert_value("", "{'Fn::ToJsonString': {a: [1, true, x], b: !Ref R}}",
                 "\"{\\\"a\\\":[1,true,\\\"x\\\"],\\\"b\\\":\\\"\"+@t/R+\"\\\"}\"");
    assert_value("", "{'Fn::Length': [a, b]}", "2");
}

static void test_a_macro_call_is_unknown(void **state)
{
    (void)state;
    assert_tells("Resources:\n  R:\n    Type: A::B::C\n    Properties:\n      P:\n"
                 "        Fn::Transform: {Name: Mine}\n",
                 "6:9: transform Mine is not run; what it adds or changes is not known\n");
}

static void test_mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    assert_tells("Resources:\n  Bucket:\n    Type: A::B::C\n    Properties:\n      P: !Ref Bukcet\n"
                 "      Q: !GetAtt Bucket\n",
                 "5:10: there is no parameter or resource Bukcet; did you mean Bucket?\n"
                 "6:10: Fn::GetAtt names no attribute of Bucket\n");
    assert_tells(
        "Resources:\n  A: 1\n  B:\n    Properties: {}\n  C:\n    Type: X::Y::Z\n    Properties: [1]\n",
        "2:3: resource A is not a map\n3:3: resource B has no Type\n"
        "7:17: Properties of C is not a map\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ref_to_a_parameter_gives_its_default),
        cmocka_unit_test(test_a_parameter_without_a_value_is_unknown),
        cmocka_unit_test(test_allowed_values_are_a_choice),
        cmocka_unit_test(test_sub_keeps_the_known_parts),
        cmocka_unit_test(test_join_keeps_the_known_parts),
        cmocka_unit_test(test_no_value_removes_the_property),
        cmocka_unit_test(test_select_and_split),
        cmocka_unit_test(test_zones_are_told_apart_by_index),
        cmocka_unit_test(test_cidr_is_computed),
        cmocka_unit_test(test_cidr_of_a_vpc_is_that_of_its_property),
        cmocka_unit_test(test_find_in_map),
        cmocka_unit_test(test_dynamic_references_are_unknown_and_secret),
        cmocka_unit_test(test_json_text_and_length),
        cmocka_unit_test(test_a_macro_call_is_unknown),
        cmocka_unit_test(test_mistakes_are_told_with_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
