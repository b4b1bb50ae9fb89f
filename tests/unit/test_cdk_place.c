#include "cdk_fixture.h"

#define RESOURCE(id, type, path) "'" id "': {'Type': '" type "', 'Metadata': {'aws:cdk:path': '" path "'}}"
#define BUCKET(id, path) RESOURCE(id, "AWS::S3::Bucket", path)
#define STACK(path, frames) "'/" path "': [{'type': 'aws:cdk:creationStack', 'data': [" frames "]}]"

static void test_the_first_frame_of_the_user_is_the_place(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'...new Bucket2 in aws-cdk-lib...',"
                                             "'new Bucket (/w/app/node_modules/aws-cdk-lib/s3.js:1:2)',"
                                             "'Array.forEach (:)', 'next (node:internal/a.js:3:4)',"
                                             "'new Shop (/w/app/lib/shop.ts:2:10)',"
                                             "'<anonymous> (/w/app/bin/app.ts:1:1)'"));
    app_add(&app, "shop/lib/shop.ts",
            "class Shop {\n  data = new s3.Bucket(this, 'Data', {\n    x: 1,\n  });\n}\n");
    app_add(&app, "shop/bin/app.ts", "new Shop(app, 'Shop');\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:2:10 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_the_span_is_the_expression_to_the_end_of_its_first_line(void **state)
{
    struct app app;
    const struct gl_resource *resource;
    struct gl_str text;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.ts:1:6)'"));
    app_add(&app, "shop/lib/shop.ts", "x =  new s3.Bucket(this, 'Data', {\r\n    x: 1,\r\n  });\r\n");
    app_run(&app);
    resource = app_resource(&app, "Shop/B");
    text = gl_source_slice(gl_sources_get(&app.sources, resource->places[0].span.source),
                           resource->places[0].span);
    assert_true(gl_str_eq(text, GL_STR("new s3.Bucket(this, 'Data', {")));
    app_free(&app);
}

static void test_columns_of_frames_are_utf16_units(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.ts:1:16)'"));
    /* an umlaut is one unit, the emoji two; in bytes two and four, in code points one each */
    app_add(&app, "shop/lib/shop.ts",
            "\xef\xbb\xbf/* \xc3\xbc \xf0\x9f\x98\x80 */ a = new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:1:15 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_a_frame_without_a_reliable_column_is_placed_at_the_constructor_of_its_line(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/aTargets/Resource"),
                 STACK("Shop/aTargets/Resource", "'/w/lib/shop.ts:2: (/w/lib/shop.ts:2:2)'"));
    app_add(&app, "shop/lib/shop.ts",
            "names.forEach((name) => {\n  const target = new Bucket(this, `${name}Targets`);\n});");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:2:18 construct Shop/aTargets is made here\n");
    app_free(&app);
}

static void test_windows_paths_match_files_of_the_scan(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'    at new Shop (C:\\\\src\\\\shop\\\\lib\\\\shop.ts:1:1)'"));
    app_add(&app, "shop/lib/shop.ts", "new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:1:1 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_of_several_files_with_the_same_suffix_the_nearest_to_the_assembly_is_meant(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.ts:1:1)'"));
    app_add(&app, "shop/lib/shop.ts", "new Bucket(this, 'Data');");
    app_add(&app, "alpha/lib/shop.ts", "new Bucket(this, 'Data');");
    app_add(&app, "zeta/lib/shop.ts", "new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:1:1 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_a_bare_name_in_common_counts_only_where_the_app_is(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'<anonymous> (/w/main.ts:1:1)'"));
    app_add(&app, "other/main.ts", "new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), "");
    app_free(&app);

    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'<anonymous> (/w/main.ts:1:1)'"));
    app_add(&app, "shop/main.ts", "new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), "shop/main.ts:1:1 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_without_program_files_there_is_no_place_and_no_diagnostic(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.ts:1:1)'"));
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), "");
    assert_int_equal(app.diags.len, 0);
    app_free(&app);
}

static void test_frames_that_lead_outside_their_file_give_no_place(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(
        &app, BUCKET("B", "Shop/Data/Resource"),
        STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.ts:99:1)', 'x (/w/lib/shop.ts:2147483647:1)'"));
    app_add(&app, "shop/lib/shop.ts", "nothing();\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), "");
    app_free(&app);
}

static void test_a_resource_made_late_is_placed_at_its_own_construct(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, RESOURCE("P", "AWS::RDS::DBParameterGroup", "Shop/Settings/Resource"),
                 STACK("Shop/Settings/Resource", "'new Shop (/w/lib/shop.ts:2:1)'"));
    app_add(&app, "shop/lib/shop.ts",
            "const p = new rds.ParameterGroup(this, 'Settings', {});\nnew rds.DatabaseInstance(this, 'Db', { "
            "p });\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/P"),
                        "shop/lib/shop.ts:1:11 construct Shop/Settings is made here\n");
    app_free(&app);
}

static void test_a_part_made_late_is_placed_at_the_construct_that_it_belongs_to(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, RESOURCE("P", "AWS::S3::BucketPolicy", "Shop/Data/Policy/Resource"),
                 STACK("Shop/Data/Policy/Resource", "'new Shop (/w/lib/shop.ts:2:1)'"));
    app_add(&app, "shop/lib/shop.ts",
            "const b = new s3.Bucket(this, 'Data');\nnew cloudtrail.Trail(this, 'Audit', { b });\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/P"),
                        "shop/lib/shop.ts:1:11 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_what_is_made_inside_the_arguments_is_placed_there(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, RESOURCE("I", "AWS::RDS::DBInstance", "Shop/Db/writer/Resource"),
                 STACK("Shop/Db/writer/Resource", "'new Shop (/w/lib/shop.ts:1:1)'"));
    app_add(
        &app, "shop/lib/shop.ts",
        "new rds.DatabaseCluster(this, 'Db', {\n  writer: ClusterInstance.provisioned('writer', {}),\n});\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/I"),
                        "shop/lib/shop.ts:2:11 construct Shop/Db/writer is made here\n");
    app_free(&app);
}

static void test_a_part_of_a_construct_is_placed_at_the_construct(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    /* the subnet's own frames are the library's only: those of the Vpc's main resource lead to the program */
    app_add_shop(
        &app, RESOURCE("S", "AWS::EC2::Subnet", "Shop/Vpc/edge1/Subnet"),
        STACK("Shop/Vpc/edge1/Subnet", "'...aws-cdk-lib...', '(no user code in 10 frames, use x)'") "," STACK(
            "Shop/Vpc/Resource",
            "'new Shop (/w/lib/shop.ts:1:1)'") "," STACK("Shop", "'<anonymous> (/w/lib/shop.ts:2:1)'"));
    app_add(&app, "shop/lib/shop.ts", "new ec2.Vpc(this, 'Vpc');\nnew Shop(app, 'Shop');\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/S"), "shop/lib/shop.ts:1:1 construct Shop/Vpc is made here\n");
    app_free(&app);
}

static void test_a_logical_id_leads_to_the_path_where_the_template_has_none(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, "'DataB1': {'Type': 'AWS::S3::Bucket'}",
                 "'/Shop/Data/Resource': [{'type': 'aws:cdk:logicalId', 'data': 'DataB1', 'trace': "
                 "['new Shop (/w/lib/shop.ts:1:1)']}]");
    app_add(&app, "shop/lib/shop.ts", "new Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/DataB1"),
                        "shop/lib/shop.ts:1:1 construct Shop/Data is made here\n");
    assert_true(gl_str_eq(app_resource(&app, "Shop/DataB1")->construct_path, GL_STR("Shop/Data/Resource")));
    app_free(&app);
}

static void test_without_frames_the_ids_of_the_path_lead_through_the_classes_of_the_program(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(
        &app,
        BUCKET("A", "Shop/Store/Data/Resource") "," BUCKET("B", "Shop/Other/Data/Resource") "," RESOURCE(
            "P", "AWS::S3::BucketPolicy", "Shop/Store/Data/Policy/Resource"),
        "'/Shop': [{'type': 'aws:cdk:creationStack', 'data': ['...jsii runtime...']}]");
    app_add(&app, "shop/bin/app.ts", "new ShopStack(app, 'Shop');");
    app_add(&app, "shop/lib/shop.ts",
            "export class ShopStack extends Stack {\n"
            "  constructor() {\n"
            "    new Store(this, 'Store');\n"
            "    new Other(this, 'Other');\n"
            "  }\n"
            "}\n");
    app_add(&app, "shop/lib/parts.ts",
            "class Store extends Construct {\n"
            "  made = new s3.Bucket(this, 'Data');\n"
            "}\n"
            "class Other extends Construct {\n"
            "  made = new s3.Bucket(this, 'Data');\n"
            "}\n");
    app_add(&app, "shop/test/shop.test.ts", "new s3.Bucket(stack, 'Data'); new ShopStack(app, 'Shop');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/A"),
                        "shop/lib/parts.ts:2:10 construct Shop/Store/Data is made here\n");
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/parts.ts:5:10 construct Shop/Other/Data is made here\n");
    assert_string_equal(app_places(&app, "Shop/P"),
                        "shop/lib/parts.ts:2:10 construct Shop/Store/Data is made here\n");
    app_free(&app);
}

static void test_an_id_that_two_calls_have_is_no_place(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"), "");
    app_add(&app, "shop/lib/a.ts", "new s3.Bucket(this, 'Data');");
    app_add(&app, "shop/lib/b.ts", "new s3.Bucket(this, 'Data');");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), "");
    app_free(&app);
}

/* Programs of other languages have no frames of their own in the metadata. */
static void assert_found_by_id(const char *file, const char *program, const char *wanted)
{
    struct app app;

    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"), "");
    app_add(&app, file, program);
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"), wanted);
    app_free(&app);
}

static void test_constructs_of_every_language_are_found_by_their_id(void **state)
{
    (void)state;
    assert_found_by_id("shop/shop.py",
                       "# Bucket(self, \"Data\")\nclass Shop(Stack):\n    def __init__(self):\n"
                       "        s3.Bucket(\n            self, \"Data\", versioned=False)\n",
                       "shop/shop.py:4:9 construct Shop/Data is made here\n");
    assert_found_by_id(
        "shop/Shop.java",
        "class Shop { Shop() {\n  Bucket.Builder.create(this, \"Data\").versioned(false).build();\n}}",
        "shop/Shop.java:2:3 construct Shop/Data is made here\n");
    assert_found_by_id("shop/Shop.cs", "new Bucket(this, \"Data\", new BucketProps { Versioned = false });",
                       "shop/Shop.cs:1:1 construct Shop/Data is made here\n");
    assert_found_by_id("shop/shop.go", "awss3.NewBucket(stack, jsii.String(\"Data\"), &awss3.BucketProps{})",
                       "shop/shop.go:1:1 construct Shop/Data is made here\n");
}

static void test_compiled_programs_are_mapped_to_their_source(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/dist/lib/shop.js:2:5)'"));
    app_add(&app, "shop/dist/lib/shop.js",
            "'use strict';\n    new Bucket(this, 'Data');\n//# sourceMappingURL=shop.js.map\n");
    /* line 2 of the output: column 5 is line 4, column 3 of the source */
    app_add(&app, "shop/dist/lib/shop.js.map",
            "{\"version\":3,\"sourceRoot\":\"\",\"sources\":[\"../../lib/shop.ts\"],\"mappings\":\";IAGE\"}");
    app_add(&app, "shop/lib/shop.ts", "// one\n// two\n// three\n  new Bucket(this, 'Data');\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.ts:4:3 construct Shop/Data is made here\n");
    app_free(&app);
}

static void test_a_compiled_program_without_its_source_is_the_place_itself(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add_shop(&app, BUCKET("B", "Shop/Data/Resource"),
                 STACK("Shop/Data/Resource", "'new Shop (/w/lib/shop.js:1:1)'"));
    app_add(&app, "shop/lib/shop.js",
            "new Bucket(this, 'Data');\n//# sourceMappingURL=../../../etc/passwd\n");
    app_run(&app);
    assert_string_equal(app_places(&app, "Shop/B"),
                        "shop/lib/shop.js:1:1 construct Shop/Data is made here\n");
    app_free(&app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_frame_of_the_user_is_the_place),
        cmocka_unit_test(test_the_span_is_the_expression_to_the_end_of_its_first_line),
        cmocka_unit_test(test_columns_of_frames_are_utf16_units),
        cmocka_unit_test(test_a_frame_without_a_reliable_column_is_placed_at_the_constructor_of_its_line),
        cmocka_unit_test(test_windows_paths_match_files_of_the_scan),
        cmocka_unit_test(test_of_several_files_with_the_same_suffix_the_nearest_to_the_assembly_is_meant),
        cmocka_unit_test(test_a_bare_name_in_common_counts_only_where_the_app_is),
        cmocka_unit_test(test_without_program_files_there_is_no_place_and_no_diagnostic),
        cmocka_unit_test(test_frames_that_lead_outside_their_file_give_no_place),
        cmocka_unit_test(test_a_resource_made_late_is_placed_at_its_own_construct),
        cmocka_unit_test(test_a_part_made_late_is_placed_at_the_construct_that_it_belongs_to),
        cmocka_unit_test(test_what_is_made_inside_the_arguments_is_placed_there),
        cmocka_unit_test(test_a_part_of_a_construct_is_placed_at_the_construct),
        cmocka_unit_test(test_a_logical_id_leads_to_the_path_where_the_template_has_none),
        cmocka_unit_test(test_without_frames_the_ids_of_the_path_lead_through_the_classes_of_the_program),
        cmocka_unit_test(test_an_id_that_two_calls_have_is_no_place),
        cmocka_unit_test(test_constructs_of_every_language_are_found_by_their_id),
        cmocka_unit_test(test_compiled_programs_are_mapped_to_their_source),
        cmocka_unit_test(test_a_compiled_program_without_its_source_is_the_place_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
