#include "evaluated.h"

static void expect(struct evaluated *e, const char *told, const char *dump)
{
    evaluated_run(e);
    assert_string_equal(e->told.ptr, told);
    assert_string_equal(e->dump.ptr, dump);
    evaluated_free(e);
}

static void test_imports_find_exports_of_other_templates(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "app.yaml",
                  "Resources:\n  R:\n    Type: A::B::C\n    Properties:\n      P: !ImportValue net-Group\n"
                  "      Q: !ImportValue gone\n");
    evaluated_add(
        &e, "net.yaml",
        "Resources:\n  G: {Type: A::B::C}\nOutputs:\n  O:\n    Value: !GetAtt G.Id\n    Export: {Name: "
        "net-Group}\n");
    expect(&e, "",
           "app/R A::B::C\n  P: @net/G.Id\n  Q: ?(export that no scanned template makes: gone)\n"
           "net/G A::B::C\n");
}

static void test_partly_known_export_names_meet(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "app.yaml",
                  "Parameters:\n  Net: {Type: String}\nResources:\n  R:\n    Type: A::B::C\n    Properties:\n"
                  "      P: !ImportValue {'Fn::Sub': '${Net}-VpcId'}\n      Q: !ImportValue main-VpcId\n");
    evaluated_add(
        &e, "net.yaml",
        "Resources:\n  V: {Type: A::B::C}\nOutputs:\n  O:\n    Value: !Ref V\n    Export: {Name: !Sub "
        "'${AWS::StackName}-VpcId'}\n");
    expect(&e, "", "app/R A::B::C\n  P: @net/V\n  Q: @net/V\nnet/V A::B::C\n");
}

static void test_exports_may_hang_on_imports(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "a.yaml", "Resources:\n  R:\n    Type: A::B::C\n    Properties: {P: !ImportValue b}\n");
    evaluated_add(
        &e, "b.yaml",
        "Resources: {}\nOutputs:\n  O:\n    Value: !Sub ['${X}-b', {X: !ImportValue c}]\n    Export: {Name: "
        "b}\n");
    evaluated_add(&e, "c.yaml",
                  "Resources: {}\nOutputs:\n  O: {Value: c, Export: {Name: c}}\n  P: {Value: !ImportValue p, "
                  "Export: {Name: p}}\nAWSTemplateFormatVersion: 2010-09-09\n");
    e.items[1].kind = GL_INPUT_TEMPLATE;
    expect(&e, "4:3: output P depends on itself\n", "a/R A::B::C\n  P: \"c-b\"\n");
}

static void test_a_nested_stack_takes_parameters_and_gives_outputs(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "child.yaml",
                  "Parameters:\n  Cidr: {Type: String}\n  Other: {Type: String, Default: d}\nResources:\n"
                  "  C:\n    Type: A::B::C\n    Properties: {P: !Ref Cidr, Q: !Ref Other}\n"
                  "Outputs:\n  Id: {Value: !GetAtt C.Id}\n");
    evaluated_add(
        &e, "root.yaml",
        "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
        "      TemplateURL: https://s3.amazonaws.com/bucket/child.yaml\n      Parameters: {Cidr: !Sub "
        "'10.0.${Two}.0/24', Other: !Ref AWS::NoValue}\n"
        "  R:\n    Type: A::B::C\n    Properties: {P: !GetAtt N.Outputs.Id}\n"
        "Parameters:\n  Two: {Type: String, Default: 2}\n");
    expect(&e, "",
           "root/N AWS::CloudFormation::Stack\n"
           "  TemplateURL: \"https://s3.amazonaws.com/bucket/child.yaml\"\n"
           "  Parameters: {\"Cidr\": \"10.0.2.0/24\"}\n"
           "root/R A::B::C\n  P: @root/N/C.Id\n"
           "root/N/C A::B::C\n  P: \"10.0.2.0/24\"\n  Q: \"d\"\n");
}

static void test_stacks_that_nest_each_other_are_told(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "a.yaml",
                  "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}\n");
    evaluated_add(
        &e, "b.yaml",
        "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./a.yaml}}\n");
    expect(&e, "2:3: nested stack N contains itself\n",
           "a/N AWS::CloudFormation::Stack\n  TemplateURL: \"b.yaml\"\n"
           "a/N/N AWS::CloudFormation::Stack\n  TemplateURL: \"./a.yaml\"\n");
}

static void test_equal_file_names_get_distinct_stacks(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "dev/app.template.json", "{\"Resources\": {\"R\": {\"Type\": \"A::B::C\"}}}");
    evaluated_add(&e, "prod/app.yaml", "Resources:\n  R: {Type: A::B::C}\n");
    evaluated_add(&e, "prod/app.yml", "Resources:\n  R: {Type: A::B::C}\n");
    evaluated_run(&e);
    assert_string_equal(e.dump.ptr, "dev/app/R A::B::C\nprod/app.yaml/R A::B::C\nprod/app.yml/R A::B::C\n");
    assert_true(gl_str_eq(e.output.resources[0]->unit->environment, GL_STR("dev")));
    assert_true(gl_str_eq(e.output.resources[1]->unit->environment, GL_STR("prod")));
    evaluated_free(&e);
}

static void test_parameter_files_are_read_in_every_form(void **state)
{
    static const char *const files[] = {
        "[{\"ParameterKey\": \"X\", \"ParameterValue\": \"given\"}]",
        "{\"Parameters\": {\"X\": \"given\", \"t:Y\": \"1\"}, \"Tags\": {}}",
        "{\"X\": \"given\"}",
        "[\"X=given\"]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct evaluated e;
        struct gl_input *file;

        evaluated_init(&e);
        file = evaluated_add(&e, "p.json", files[i]);
        evaluated_add(&e, "t.yaml",
                      "Parameters:\n  X: {Type: String, Default: d}\nResources:\n  R:\n    Type: A::B::C\n"
                      "    Properties: {P: !Ref X}\n");
        e.options.parameter_files = &file;
        e.options.parameter_file_len = 1;
        expect(&e, "", "t/R A::B::C\n  P: \"given\"\n");
    }
}

static void test_a_variable_wins_over_a_file(void **state)
{
    struct gl_str variables[] = {GL_STR("X=one"), GL_STR("X=two"), GL_STR("other:X=three")};
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "t.yaml",
                  "Parameters:\n  X: {Type: CommaDelimitedList}\nResources:\n  R:\n    Type: A::B::C\n"
                  "    Properties: {P: !Ref X}\n");
    e.options.variables = variables;
    e.options.variable_len = 3;
    expect(&e, "", "t/R A::B::C\n  P: [\"two\"]\n");
}

static void test_a_variable_that_a_template_has_is_marked_as_used(void **state)
{
    struct gl_str variables[] = {GL_STR("Y=one"), GL_STR("t:X=two")};
    bool is_used[2] = {false, false};
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(
        &e, "t.yaml",
        "Parameters:\n  X: {Type: String}\nResources:\n  R: {Type: A::B::C, Properties: {P: !Ref X}}\n");
    e.options.variables = variables;
    e.options.variable_len = 2;
    e.options.variable_is_used = is_used;
    expect(&e, "", "t/R A::B::C\n  P: \"two\"\n");
    assert_false(is_used[0]);
    assert_true(is_used[1]);
}

static void test_the_environment_comes_from_tags_parameters_or_names(void **state)
{
    static const struct {
        const char *path, *text, *environment;
    } cases[] = {
        {"x.yaml",
         "Resources:\n  R: {Type: A::B::C, Properties: {Tags: [{Key: Environment, Value: Production}]}}\n",
         "prod"},
        {"x.yaml", "Parameters:\n  Env: {Type: String, Default: stage}\nResources:\n  R: {Type: A::B::C}\n",
         "staging"},
        {"x.yaml", "Parameters:\n  Env: {Type: String, Default: blue}\nResources:\n  R: {Type: A::B::C}\n",
         "blue"},
        {"ProdData.yaml", "Resources:\n  R: {Type: A::B::C}\n", "prod"},
        {"dev-tools/x.yaml", "Resources:\n  R: {Type: A::B::C}\n", ""},
        {"dev/account-prod/x.yaml", "Resources:\n  R: {Type: A::B::C}\n", "prod"},
        {"products.yaml", "Resources:\n  R: {Type: A::B::C}\n", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct evaluated e;

        evaluated_init(&e);
        evaluated_add(&e, cases[i].path, cases[i].text);
        evaluated_run(&e);
        assert_true(gl_str_eq(e.output.resources[0]->unit->environment, gl_str_of(cases[i].environment)));
        evaluated_free(&e);
    }
}

static void test_a_region_that_is_given_is_known(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    evaluated_add(&e, "t.yaml",
                  "Resources:\n  R:\n    Type: A::B::C\n    Properties: {P: !Sub "
                  "'arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:${AWS::URLSuffix}'}\n");
    e.options.region = GL_STR("cn-north-1");
    e.options.account = GL_STR("111122223333");
    expect(&e, "", "t/R A::B::C\n  P: \"arn:aws-cn:s3:cn-north-1:111122223333:amazonaws.com.cn\"\n");
}

static void test_paths_are_normalised(void **state)
{
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    assert_true(gl_str_eq(gl_path_normalize(&arena, GL_STR("./a//b/../c/")), GL_STR("a/c")));
    assert_true(gl_str_eq(gl_path_normalize(&arena, GL_STR("../../a/..")), GL_STR("../..")));
    assert_true(gl_str_eq(gl_path_normalize(&arena, GL_STR("/../a")), GL_STR("/a")));
    assert_true(gl_str_eq(gl_path_normalize(&arena, GL_STR("a/..")), GL_STR(".")));
    assert_true(gl_str_eq(gl_path_dir(GL_STR("/a")), GL_STR("/")));
    assert_true(gl_str_eq(gl_path_base(GL_STR("a/b")), GL_STR("b")));
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_imports_find_exports_of_other_templates),
        cmocka_unit_test(test_partly_known_export_names_meet),
        cmocka_unit_test(test_exports_may_hang_on_imports),
        cmocka_unit_test(test_a_nested_stack_takes_parameters_and_gives_outputs),
        cmocka_unit_test(test_stacks_that_nest_each_other_are_told),
        cmocka_unit_test(test_equal_file_names_get_distinct_stacks),
        cmocka_unit_test(test_parameter_files_are_read_in_every_form),
        cmocka_unit_test(test_a_variable_wins_over_a_file),
        cmocka_unit_test(test_a_variable_that_a_template_has_is_marked_as_used),
        cmocka_unit_test(test_the_environment_comes_from_tags_parameters_or_names),
        cmocka_unit_test(test_a_region_that_is_given_is_known),
        cmocka_unit_test(test_paths_are_normalised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
