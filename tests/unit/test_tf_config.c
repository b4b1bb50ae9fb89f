#include "tf_fixture.h"

#define LINE(address, attributes, unknown)                                                                   \
    "{\"address\":\"" address "\",\"type\":\"a_b\",\"attributes\":{" attributes "},\"unknown\":[" unknown    \
    "]}\n"

/* ---- repetition ---- */

static void test_count_makes_numbered_instances(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  count = 2\n  n = \"v${count.index}\"\n}\n", "",
                     LINE("a_b.x[0]", "\"n\":\"v0\"", "") LINE("a_b.x[1]", "\"n\":\"v1\"", ""));
}

static void test_for_each_makes_an_instance_for_each_key_in_order(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  for_each = { z = 1, \"q r\" = 2 }\n  k = each.key\n  v = "
                     "each.value\n}\n",
                     "",
                     LINE("a_b.x[\\\"q r\\\"]", "\"k\":\"q r\",\"v\":2", "")
                         LINE("a_b.x[\\\"z\\\"]", "\"k\":\"z\",\"v\":1", ""));
}

static void test_a_set_of_strings_gives_key_and_value(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  for_each = toset([\"b\", \"b\"])\n  v = each.value\n}\n",
                     "", LINE("a_b.x[\\\"b\\\"]", "\"v\":\"b\"", ""));
}

static void test_for_each_over_an_unknown_value_gives_one_symbolic_instance(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "variable \"m\" { type = map(string) }\n"
           "resource \"a_b\" \"x\" {\n  for_each = var.m\n  v = each.value\n  w = 1\n}\n");
    tf_run(&f);
    assert_string_equal(f.told.ptr, "");
    assert_string_equal(f.printed.ptr, LINE("a_b.x[\\\"?\\\"]", "\"w\":1", "\"v\""));
    assert_true(f.set->units[0]->instances.items[0]->is_symbolic);
    assert_int_equal(f.set->units[0]->instances.items[0]->existence->u.unknown->reason, GL_WHY_PARAMETER);
    tf_free(&f);
}

static void test_a_count_that_hangs_on_an_unknown_condition_gives_what_there_may_be(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "variable \"on\" { type = bool }\nresource \"a_b\" \"x\" {\n  count = var.on ? 1 : 0\n}\n");
    tf_run(&f);
    assert_string_equal(f.printed.ptr, LINE("a_b.x[0]", "", ""));
    assert_false(f.set->units[0]->instances.items[0]->is_symbolic);
    assert_non_null(f.set->units[0]->instances.items[0]->existence);
    tf_free(&f);
}

static void test_a_for_each_over_a_list_is_told(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  for_each = [\"a\"]\n}\n",
                     "main.tf:2:14: Invalid for_each argument: for_each must be a map, an object or a set of "
                     "strings\n",
                     LINE("a_b.x[\\\"?\\\"]", "", ""));
}

static void test_a_for_each_of_too_many_is_told_and_stands_for_all(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  count = 1000000\n}\n",
                     "main.tf:2:11: too many instances: 1000000; one instance stands for them\n",
                     LINE("a_b.x[?]", "", ""));
}

/* ---- variables ---- */

static void test_files_of_values_win_in_terraforms_order(void **state)
{
    struct tf_fixture f;
    struct gl_str variables[] = {GL_STR("e=line")};

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/a.auto.tfvars", "b = \"auto-a\"\nc = \"auto-a\"\n");
    tf_add(&f, "/t/b.auto.tfvars", "c = \"auto-b\"\n");
    tf_add(
        &f, "/t/main.tf",
        "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\nvariable \"d\" { default = \"default\" }\n"
        "variable \"e\" { default = \"default\" }\n"
        "resource \"a_b\" \"x\" {\n  v = \"${var.a} ${var.b} ${var.c} ${var.d} ${var.e}\"\n}\n");
    tf_add(&f, "/t/terraform.tfvars", "a = \"tfvars\"\nb = \"tfvars\"\nc = \"tfvars\"\ne = \"tfvars\"\n");
    f.options.variables = variables;
    f.options.variable_len = 1;
    tf_expect(&f, "", LINE("a_b.x", "\"v\":\"tfvars auto-a auto-b default line\"", ""));
}

static void test_a_variable_of_the_command_line_is_an_expression_where_its_type_asks(void **state)
{
    struct tf_fixture f;
    struct gl_str variables[] = {GL_STR("l=[\"a\", \"b\"]"), GL_STR("s=[\"a\"]"), GL_STR("n=5")};

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "variable \"l\" { type = list(string) }\nvariable \"s\" { type = string }\n"
           "variable \"n\" { type = number }\n"
           "resource \"a_b\" \"x\" {\n  l = var.l\n  n = var.n\n  s = var.s\n}\n");
    f.options.variables = variables;
    f.options.variable_len = 3;
    tf_expect(&f, "", LINE("a_b.x", "\"l\":[\"a\",\"b\"],\"n\":5,\"s\":\"[\\\"a\\\"]\"", ""));
}

static void test_a_variable_without_value_is_unknown_and_says_its_name(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_value *value;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "variable \"v\" {}\nresource \"a_b\" \"x\" {\n  v = var.v\n}\n");
    tf_run(&f);
    assert_string_equal(f.printed.ptr, LINE("a_b.x", "", "\"v\""));
    value = gl_tf_get(&f.set->units[0]->instances.items[0]->values, GL_STR("v"));
    assert_true(gl_str_eq(value->u.unknown->name, GL_STR("var.v")));
    assert_int_equal(value->u.unknown->reason, GL_WHY_PARAMETER);
    assert_int_equal(value->u.unknown->from.begin, 0);
    tf_free(&f);
}

static void test_the_value_of_a_file_keeps_the_place_in_it(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_member *member;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "variable \"v\" {}\nresource \"a_b\" \"x\" {\n  v = var.v\n}\n");
    tf_add(&f, "/t/terraform.tfvars", "v = \"open\"\n");
    tf_run(&f);
    member = gl_tf_member(&f.set->units[0]->instances.items[0]->values, GL_STR("v"));
    assert_int_equal(member->value.span.source, f.items[1].source->id);
    assert_int_equal(member->value.span.begin, 4);
    assert_int_equal(member->expr_span.source, f.items[0].source->id);
    tf_free(&f);
}

static void test_a_sensitive_variable_is_not_printed(void **state)
{
    (void)state;
    assert_instances("variable \"p\" {\n  default   = \"hunter2\"\n  sensitive = true\n}\n"
                     "resource \"a_b\" \"x\" {\n  p = \"x${var.p}\"\n  q = 1\n}\n",
                     "", LINE("a_b.x", "\"q\":1", ""));
}

static void test_null_takes_the_default_where_null_is_not_allowed(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "module \"m\" {\n  source = \"./m\"\n  a = null\n  b = null\n}\n");
    tf_add(&f, "/t/m/main.tf",
           "variable \"a\" { default = \"a\" }\nvariable \"b\" {\n  default  = \"b\"\n  nullable = false\n}\n"
           "resource \"a_b\" \"x\" {\n  a = var.a\n  b = var.b\n}\n");
    tf_expect(&f, "", LINE("module.m.a_b.x", "\"b\":\"b\"", ""));
}

static void test_a_value_that_is_declared_nowhere_is_noted(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "variable \"a\" {}\nresource \"a_b\" \"x\" {\n  a = var.a\n}\n");
    tf_add(&f, "/t/terraform.tfvars", "a = 1\nb = 2\n");
    tf_expect(&f, "terraform.tfvars:2:1: value for a variable b that is not declared\n",
              LINE("a_b.x", "\"a\":1", ""));
}

/* ---- modules ---- */

static void test_modules_have_instances_and_pass_values_in_and_out(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "module \"m\" {\n  source   = \"./m\"\n  for_each = { a = 1, b = 2 }\n  v = each.value\n}\n"
           "resource \"a_b\" \"x\" {\n  v = module.m[\"b\"].w\n  n = [for k, m in module.m : m.w]\n}\n");
    tf_add(
        &f, "/t/m/main.tf",
        "variable \"v\" {}\noutput \"w\" { value = var.v * 10 }\nresource \"a_b\" \"y\" {\n  v = var.v\n}\n");
    tf_expect(&f, "",
              LINE("a_b.x", "\"n\":[10,20],\"v\":20", "") LINE("module.m[\\\"a\\\"].a_b.y", "\"v\":1", "")
                  LINE("module.m[\\\"b\\\"].a_b.y", "\"v\":2", ""));
}

static void test_the_call_of_a_module_is_a_place_of_its_resources(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_instance *instance;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "module \"m\" {\n  source   = \"./m\"\n  for_each = { a = 1 }\n}\n");
    tf_add(&f, "/t/m/main.tf", "resource \"a_b\" \"y\" {}\n");
    tf_run(&f);
    instance = f.set->units[0]->instances.items[0];
    assert_int_equal(instance->place_len, 2);
    assert_true(gl_str_eq(instance->places[0].what, GL_STR("module m is called here")));
    assert_true(gl_str_eq(instance->places[1].what, GL_STR("instance \"a\" of module m comes from here")));
    tf_free(&f);
}

static void test_a_module_that_is_not_there_is_told_once_and_its_values_are_unknown(void **state)
{
    (void)state;
    assert_instances(
        "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n}\n"
        "resource \"a_b\" \"x\" {\n  v = module.vpc.id\n  w = module.vpc.other\n}\n",
        "main.tf:2:12: module is not available: vpc (terraform-aws-modules/vpc/aws): every value from it is "
        "unknown; run `terraform get` before the scan\n",
        LINE("a_b.x", "", "\"v\",\"w\""));
}

static void test_a_module_that_calls_itself_is_told(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
    tf_add(&f, "/t/m/main.tf", "module \"again\" {\n  source = \"../m\"\n}\nresource \"a_b\" \"y\" {}\n");
    tf_expect(&f, "m/main.tf:1:1: module calls itself: m is called inside itself; this call is left out\n",
              LINE("module.m.a_b.y", "", ""));
}

/* ---- references ---- */

static void test_what_only_the_provider_knows_refers_to_the_instance(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_value *value;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "resource \"a_b\" \"x\" {\n  n = \"name\"\n}\nresource \"a_b\" \"y\" {\n  i = a_b.x.id\n  n = "
           "a_b.x.n\n}\n");
    tf_run(&f);
    assert_string_equal(f.printed.ptr,
                        LINE("a_b.x", "\"n\":\"name\"", "") LINE("a_b.y", "\"n\":\"name\"", "\"i\""));
    value = gl_tf_get(&f.set->units[0]->instances.items[1]->values, GL_STR("i"));
    assert_int_equal(value->u.unknown->shape, GL_TF_REFERENCE);
    assert_ptr_equal(value->u.unknown->of, f.set->units[0]->instances.items[0]);
    assert_true(gl_str_eq(value->u.unknown->attribute, GL_STR("id")));
    tf_free(&f);
}

static void test_what_was_set_to_null_may_be_filled_by_the_provider(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  n = null\n}\nresource \"a_b\" \"y\" {\n  v = a_b.x.n\n}\n",
                     "", LINE("a_b.x", "", "") LINE("a_b.y", "", "\"v\""));
}

static void test_what_a_nested_block_lacks_refers_to_it(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_value *value;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "resource \"a_b\" \"x\" {\n  r {\n    p = 1\n  }\n}\n"
           "resource \"a_b\" \"y\" {\n  p = a_b.x.r[0].p\n  q = a_b.x.r[0].q\n}\n");
    tf_run(&f);
    assert_string_equal(f.told.ptr, "");
    assert_string_equal(f.printed.ptr,
                        LINE("a_b.x", "\"r\":[{\"p\":1}]", "") LINE("a_b.y", "\"p\":1", "\"q\""));
    value = gl_tf_get(&f.set->units[0]->instances.items[1]->values, GL_STR("q"));
    assert_true(gl_str_eq(value->u.unknown->attribute, GL_STR("r[0].q")));
    tf_free(&f);
}

static void test_one_hostile_expression_does_not_hide_the_rest(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "locals {\n  r = range(1000)\n  a = [for a in local.r : [for b in local.r : [for c in local.r : "
           "c]]]\n}\n"
           "resource \"a_b\" \"x\" {\n  v = \"seen\"\n}\n");
    tf_run(&f);
    assert_non_null(strstr(f.told.ptr, "main.tf:3:"));
    assert_string_equal(f.printed.ptr, LINE("a_b.x", "\"v\":\"seen\"", ""));
    tf_free(&f);
}

static void test_local_values_that_go_in_circles_are_told(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "locals {\n  a = local.b\n  b = local.a\n  c = 3\n}\nresource \"a_b\" \"x\" {\n  v = local.a\n  w "
           "= local.c\n}\n");
    tf_expect(&f, "main.tf:2:3: Cycle: local.a needs local.b, which needs local.a\n",
              LINE("a_b.x", "\"w\":3", "\"v\""));
}

static void test_resources_that_go_in_circles_are_told(void **state)
{
    (void)state;
    assert_instances(
        "resource \"a_b\" \"x\" {\n  v = a_b.y.id\n}\nresource \"a_b\" \"y\" {\n  v = a_b.x.id\n}\n",
        "main.tf:1:1: Cycle: a_b.x needs a_b.y, which needs a_b.x\n",
        LINE("a_b.x", "", "\"v\"") LINE("a_b.y", "", "\"v\""));
}

static void test_a_name_that_is_not_declared_is_told(void **state)
{
    (void)state;
    assert_instances(
        "variable \"name\" { default = 1 }\nresource \"a_b\" \"x\" {\n  v = var.nam\n  w = var.name\n}\n",
        "main.tf:3:7: Reference to something undeclared: the module declares no nam; did you mean "
        "name?\n",
        LINE("a_b.x", "\"w\":1", "\"v\""));
}

/* ---- bodies ---- */

static void test_dynamic_blocks_are_expanded_beside_written_ones(void **state)
{
    (void)state;
    assert_instances(
        "resource \"a_b\" \"x\" {\n  r {\n    p = 1\n  }\n  dynamic \"r\" {\n    for_each = [2, 3]\n"
        "    iterator = it\n    content {\n      p = it.value\n      k = it.key\n    }\n  }\n}\n",
        "", LINE("a_b.x", "\"r\":[{\"p\":1},{\"k\":0,\"p\":2},{\"k\":1,\"p\":3}]", ""));
}

static void test_a_dynamic_block_over_an_unknown_value_is_unknown(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_value *blocks;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "variable \"l\" { type = list(number) }\nresource \"a_b\" \"x\" {\n  r {\n    p = 1\n  }\n"
           "  dynamic \"r\" {\n    for_each = var.l\n    content {\n      p = r.value\n      q = 2\n    }\n  "
           "}\n}\n");
    tf_run(&f);
    assert_string_equal(f.printed.ptr, LINE("a_b.x", "", "\"r\""));
    blocks = gl_tf_get(&f.set->units[0]->instances.items[0]->values, GL_STR("r"));
    assert_int_equal(blocks->u.list.len, 2);
    assert_int_equal(blocks->u.list.items[1].u.unknown->shape, GL_TF_ARMS);
    tf_free(&f);
}

static void test_overrides_replace_attributes_and_blocks(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "resource \"a_b\" \"x\" {\n  a = 1\n  b = 1\n  r {\n    p = 1\n  }\n  s {\n    p = 1\n  }\n}\n");
    tf_add(&f, "/t/main_override.tf", "resource \"a_b\" \"x\" {\n  b = 2\n  r {\n    p = 2\n  }\n}\n");
    tf_expect(&f, "", LINE("a_b.x", "\"a\":1,\"b\":2,\"r\":[{\"p\":2}],\"s\":[{\"p\":1}]", ""));
}

static void test_duplicate_declarations_are_told_with_both_places(void **state)
{
    (void)state;
    assert_instances("resource \"a_b\" \"x\" {\n  a = 1\n}\nresource \"a_b\" \"x\" {\n  a = 2\n}\n",
                     "main.tf:1:1: resource \"a_b.x\" is declared more than once; this is the first\n"
                     "main.tf:4:1: resource \"a_b.x\" is declared already; this one is left out\n",
                     LINE("a_b.x", "\"a\":1", ""));
}

static void test_json_syntax_says_the_same(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(
        &f, "/t/main.tf.json",
        "{\"variable\": {\"n\": {\"default\": 2}}, \"resource\": {\"a_b\": {\"x\": {\"count\": \"${var.n}\", "
        "\"v\": \"v${count.index}\", \"r\": [{\"p\": 1}]}}}}");
    tf_expect(&f, "",
              LINE("a_b.x[0]", "\"r\":[{\"p\":1}],\"v\":\"v0\"", "")
                  LINE("a_b.x[1]", "\"r\":[{\"p\":1}],\"v\":\"v1\"", ""));
}

/* ---- units ---- */

static void test_each_file_of_an_environments_folder_is_a_unit(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/environments/production.tfvars", "environment = \"production\"\nn = 2\n");
    tf_add(&f, "/t/environments/qa.tfvars", "n = 1\n");
    tf_add(&f, "/t/main.tf",
           "variable \"environment\" { default = null }\nvariable \"n\" {}\nresource \"a_b\" \"x\" {\n  n = "
           "var.n\n}\n");
    tf_run(&f);
    assert_string_equal(f.told.ptr, "");
    assert_string_equal(f.printed.ptr, LINE("a_b.x", "\"n\":2", "") LINE("a_b.x", "\"n\":1", ""));
    assert_true(gl_str_eq(f.set->units[0]->unit.environment, GL_STR("prod")));
    assert_true(gl_str_eq(f.set->units[1]->unit.environment, GL_STR("qa")));
    tf_free(&f);
}

static void test_folders_that_nobody_calls_are_root_modules(void **state)
{
    struct tf_fixture f;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/envs/dev/main.tf", "module \"m\" {\n  source = \"../../m\"\n}\n");
    tf_add(&f, "/t/envs/prod/main.tf", "module \"m\" {\n  source = \"../../m\"\n}\n");
    tf_add(&f, "/t/m/main.tf", "resource \"a_b\" \"x\" {}\n");
    tf_run(&f);
    assert_int_equal(f.set->unit_len, 2);
    assert_true(gl_str_eq(f.set->units[0]->unit.name, GL_STR("envs/dev")));
    assert_true(gl_str_eq(f.set->units[0]->unit.environment, GL_STR("dev")));
    assert_true(gl_str_eq(f.set->units[1]->unit.environment, GL_STR("prod")));
    tf_free(&f);
}

static void test_tags_of_the_provider_reach_its_resources(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_instance *instance;
    const struct gl_tf_value *tags;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "provider \"a\" {\n  region = \"eu-west-1\"\n  default_tags {\n    tags = { o = \"team\", n = "
           "\"d\" }\n  }\n}\n"
           "resource \"a_b\" \"x\" {\n  tags = { n = \"own\" }\n}\n");
    tf_run(&f);
    instance = f.set->units[0]->instances.items[0];
    assert_true(gl_str_eq(instance->region, GL_STR("eu-west-1")));
    tags = gl_tf_get(&instance->values, GL_STR("tags_all"));
    assert_int_equal(tags->u.map.len, 2);
    assert_true(gl_str_eq(gl_tf_get(tags, GL_STR("n"))->u.text, GL_STR("own")));
    assert_true(gl_str_eq(gl_tf_get(tags, GL_STR("o"))->u.text, GL_STR("team")));
    assert_string_equal(f.printed.ptr, LINE("a_b.x", "\"tags\":{\"n\":\"own\"}", ""));
    tf_free(&f);
}

static void test_a_policy_document_is_computed(void **state)
{
    struct tf_fixture f;
    const struct gl_tf_value *json;

    (void)state;
    tf_init(&f);
    tf_add(&f, "/t/main.tf",
           "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"S\"\n    actions = "
           "[\"a:B\", \"a:C\"]\n"
           "    resources = [\"*\"]\n    principals {\n      type = \"AWS\"\n      identifiers = [\"*\"]\n   "
           " }\n"
           "    condition {\n      test = \"StringEquals\"\n      variable = \"x:y\"\n      values = "
           "[\"&{aws:u}\"]\n    }\n  }\n}\n");
    tf_run(&f);
    assert_string_equal(f.told.ptr, "");
    json = gl_tf_get(&f.set->units[0]->instances.items[0]->values, GL_STR("json"));
    assert_int_equal(json->state, GL_TF_KNOWN);
    assert_true(gl_str_eq(
        json->u.text,
        GL_STR(
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"S\",\n"
            "      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"a:C\",\n        \"a:B\"\n      ],\n"
            "      \"Resource\": \"*\",\n      \"Principal\": {\n        \"AWS\": \"*\"\n      },\n"
            "      \"Condition\": {\n        \"StringEquals\": {\n          \"x:y\": \"${aws:u}\"\n        "
            "}\n"
            "      }\n    }\n  ]\n}")));
    tf_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count_makes_numbered_instances),
        cmocka_unit_test(test_for_each_makes_an_instance_for_each_key_in_order),
        cmocka_unit_test(test_a_set_of_strings_gives_key_and_value),
        cmocka_unit_test(test_for_each_over_an_unknown_value_gives_one_symbolic_instance),
        cmocka_unit_test(test_a_count_that_hangs_on_an_unknown_condition_gives_what_there_may_be),
        cmocka_unit_test(test_a_for_each_over_a_list_is_told),
        cmocka_unit_test(test_a_for_each_of_too_many_is_told_and_stands_for_all),
        cmocka_unit_test(test_files_of_values_win_in_terraforms_order),
        cmocka_unit_test(test_a_variable_of_the_command_line_is_an_expression_where_its_type_asks),
        cmocka_unit_test(test_a_variable_without_value_is_unknown_and_says_its_name),
        cmocka_unit_test(test_the_value_of_a_file_keeps_the_place_in_it),
        cmocka_unit_test(test_a_sensitive_variable_is_not_printed),
        cmocka_unit_test(test_null_takes_the_default_where_null_is_not_allowed),
        cmocka_unit_test(test_a_value_that_is_declared_nowhere_is_noted),
        cmocka_unit_test(test_modules_have_instances_and_pass_values_in_and_out),
        cmocka_unit_test(test_the_call_of_a_module_is_a_place_of_its_resources),
        cmocka_unit_test(test_a_module_that_is_not_there_is_told_once_and_its_values_are_unknown),
        cmocka_unit_test(test_a_module_that_calls_itself_is_told),
        cmocka_unit_test(test_what_only_the_provider_knows_refers_to_the_instance),
        cmocka_unit_test(test_what_was_set_to_null_may_be_filled_by_the_provider),
        cmocka_unit_test(test_what_a_nested_block_lacks_refers_to_it),
        cmocka_unit_test(test_one_hostile_expression_does_not_hide_the_rest),
        cmocka_unit_test(test_local_values_that_go_in_circles_are_told),
        cmocka_unit_test(test_resources_that_go_in_circles_are_told),
        cmocka_unit_test(test_a_name_that_is_not_declared_is_told),
        cmocka_unit_test(test_dynamic_blocks_are_expanded_beside_written_ones),
        cmocka_unit_test(test_a_dynamic_block_over_an_unknown_value_is_unknown),
        cmocka_unit_test(test_overrides_replace_attributes_and_blocks),
        cmocka_unit_test(test_duplicate_declarations_are_told_with_both_places),
        cmocka_unit_test(test_json_syntax_says_the_same),
        cmocka_unit_test(test_each_file_of_an_environments_folder_is_a_unit),
        cmocka_unit_test(test_folders_that_nobody_calls_are_root_modules),
        cmocka_unit_test(test_tags_of_the_provider_reach_its_resources),
        cmocka_unit_test(test_a_policy_document_is_computed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
