#include "cdk_fixture.h"

#define BUCKET(path) "'B': {'Type': 'AWS::S3::Bucket', 'Metadata': {'aws:cdk:path': '" path "'}}"

static struct gl_input *input_of(const struct app *app, const char *path)
{
    struct gl_input *input = gl_inputs_find(&app->inputs, gl_str_of(path));

    assert_non_null(input);
    return input;
}

static void assert_str(struct gl_str actual, const char *wanted)
{
    assert_int_equal(actual.len, strlen(wanted));
    assert_memory_equal(actual.ptr ? actual.ptr : "", wanted, actual.len);
}

static void test_a_manifest_is_known_by_its_artifacts(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "a.json", "{'version': '1.0', 'artifacts': {'Tree': {'type': 'cdk:tree'}}}");
    app_add(&app, "b.json", "{'manifest_version': 3, 'version': '1.0', 'artifacts': {'x': {'type': 'zip'}}}");
    app_add(&app, "c.json", "{'version': '1.0'}");
    assert_true(gl_cdk_is_manifest(&app.items[0].documents.items[0].root));
    assert_false(gl_cdk_is_manifest(&app.items[1].documents.items[0].root));
    assert_false(gl_cdk_is_manifest(&app.items[2].documents.items[0].root));
    app_free(&app);
}

static void test_stacks_of_nested_stages_have_name_environment_and_target(void **state)
{
    struct app app;
    const struct gl_unit *unit;

    (void)state;
    app_init(&app);
    app_add(&app, "cdk.out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'assembly-Eu': {'type': 'cdk:cloud-assembly',"
            "'properties': {'directoryName': 'assembly-Eu'}}}}");
    app_add(&app, "cdk.out/assembly-Eu/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'assembly-Eu-Prod': {'type': 'cdk:cloud-assembly',"
            "'properties': {'directoryName': 'assembly-Eu-Prod'}}}}");
    app_add(&app, "cdk.out/assembly-Eu/assembly-Eu-Prod/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'EuProdData1': {'type': 'aws:cloudformation:stack',"
            "'environment': 'aws://123456789012/cn-north-1', 'displayName': 'Eu/Prod/Data', 'properties': {"
            "'templateFile': 'EuProdData1.template.json', 'stackName': 'Eu-Data'}}}}");
    app_add(&app, "cdk.out/assembly-Eu/assembly-Eu-Prod/EuProdData1.template.json",
            "{'Resources': {" BUCKET("Eu/Prod/Data/B/Resource") "}}");
    app_run(&app);
    assert_int_equal(app.set.len, 1);
    assert_int_equal(app.diags.len, 0);
    unit = app_resource(&app, "Eu-Data/B")->unit;
    assert_str(unit->name, "Eu-Data");
    assert_str(unit->environment, "prod");
    assert_str(unit->account, "123456789012");
    assert_str(unit->region, "cn-north-1");
    assert_str(unit->partition, "aws-cn");
    assert_true(unit->is_cdk);
    app_free(&app);
}

/* Environment of a stack with this display name and these tags. */
static void assert_environment(const char *display, const char *tags, const char *wanted)
{
    struct app app;

    app_init(&app);
    app_add(&app, "cdk.out/manifest.json",
            gl_arena_printf(&app.arena,
                            "{'version': '36.0.0', 'artifacts': {'S': {'type': 'aws:cloudformation:stack',"
                            "'displayName': '%s', 'properties': {'templateFile': 'S.template.json', "
                            "'tags': {%s}}}}}",
                            display, tags)
                .ptr);
    app_add(&app, "cdk.out/S.template.json", "{'Resources': {" BUCKET("S/B") "}}");
    app_run(&app);
    assert_str(app_resource(&app, "S/B")->unit->environment, wanted);
    app_free(&app);
}

static void test_environment_comes_from_tags_then_from_names(void **state)
{
    (void)state;
    assert_environment("Prod/Data", "'Environment': 'development'", "dev");
    assert_environment("Data", "'env': 'Production'", "prod");
    assert_environment("Data", "'Stage': 'Blue'", "blue");
    assert_environment("ShopProd/Data", "", "prod");
    assert_environment("data-staging-2", "", "staging");
    assert_environment("PreProdData", "", "staging");
    assert_environment("NonProdData", "", "");
    assert_environment("DevOpsTools", "", "");
    assert_environment("DeployStage/Data", "", "");
    assert_environment("Data", "", "");
}

static void test_tags_of_the_old_layout_are_read_from_metadata(void **state)
{
    struct app app;
    const struct gl_unit *unit;

    (void)state;
    app_init(&app);
    app_add(&app, "cdk.out/manifest.json",
            "{'version': '1.10.0', 'artifacts': {'Data': {'type': 'aws:cloudformation:stack',"
            "'environment': 'aws://unknown-account/unknown-region',"
            "'properties': {'templateFile': 'Data.template.json'},"
            "'metadata': {'/Data': [{'type': 'aws:cdk:stack-tags', 'data': "
            "[{'Key': 'Environment', 'Value': 'production'}]}],"
            "'/Data/B/Resource': [{'type': 'aws:cdk:logicalId', 'data': 'B'}]}}}}");
    app_add(&app, "cdk.out/Data.template.json", "{'Resources': {'B': {'Type': 'AWS::S3::Bucket'}}}");
    app_run(&app);
    unit = app_resource(&app, "Data/B")->unit;
    assert_str(unit->environment, "prod");
    assert_str(unit->account, "");
    assert_str(unit->region, "");
    app_free(&app);
}

static void test_names_that_leave_the_assembly_are_told_and_not_followed(void **state)
{
    static const char *const names[] = {"../x", "/x", "a/../../x", "C:\\\\x", "..\\\\x"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct app app;

        app_init(&app);
        app_add(&app, "out/manifest.json",
                gl_arena_printf(&app.arena,
                                "{'version': '36.0.0', 'artifacts': {'A': {'type': 'cdk:cloud-assembly',"
                                "'properties': {'directoryName': '%s'}}}}",
                                names[i])
                    .ptr);
        app_add(&app, "x/manifest.json", "{'version': '36.0.0', 'artifacts': {'T': {'type': 'cdk:tree'}}}");
        app_run(&app);
        assert_int_equal(app.diags.len, 1);
        assert_int_equal(app.diags.items[0].level, GL_DIAG_INCOMPLETE);
        assert_true(gl_str_contains(app.diags.items[0].message, GL_STR("leads out of the assembly")));
        app_free(&app);
    }
}

static void test_an_assembly_that_names_itself_ends(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'A': {'type': 'cdk:cloud-assembly',"
            "'properties': {'directoryName': '.'}}, 'S': {'type': 'aws:cloudformation:stack',"
            "'properties': {'templateFile': 'S.template.json'}}}}");
    app_add(&app, "out/S.template.json", "{'Resources': {" BUCKET("S/B") "}}");
    app_run(&app);
    assert_int_equal(app.set.len, 1);
    app_free(&app);
}

static void test_a_missing_template_makes_the_scan_incomplete(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'S': {'type': 'aws:cloudformation:stack',"
            "'properties': {'templateFile': 'S.template.json'}}, 'T': {'type': "
            "'aws:cloudformation:stack'}}}");
    app_run(&app);
    assert_int_equal(app.set.len, 0);
    assert_int_equal(app.diags.len, 2);
    assert_true(gl_diags_has(&app.diags, GL_DIAG_INCOMPLETE));
    app_free(&app);
}

static void test_parts_and_assets_are_claimed_and_leftovers_told(void **state)
{
    static const char *const parts[] = {"out/tree.json", "out/S.assets.json", "out/S.metadata.json",
                                        "out/asset.1/package.json", "out/asset.1/index.js"};
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'Tree': {'type': 'cdk:tree', 'properties': {'file': "
            "'tree.json'}}, 'S': {'type': 'aws:cloudformation:stack', 'properties': {'templateFile': "
            "'S.template.json'}, 'additionalMetadataFile': 'S.metadata.json'}}}");
    app_add(&app, "out/S.template.json", "{'Resources': {" BUCKET("S/B") "}}");
    app_add(&app, "out/S.assets.json",
            "{'version': '36.0.0', 'files': {'1': {'source': {'path': 'S.template.json'}},"
            "'2': {'source': {'path': 'SPortfolio.product.template.json'}}}}");
    app_add(&app, "out/S.metadata.json", "{}");
    app_add(&app, "out/SPortfolio.product.template.json", "{'Resources': {" BUCKET("S/P/B") "}}");
    app_add(&app, "out/Gone.template.json", "{'Resources': {" BUCKET("Gone/B") "}}");
    app_add(&app, "out/Gone.assets.json",
            "{'version': '36.0.0', 'files': {'1': {'source': {'path': 'Gone.template.json'}}}}");
    app_add(&app, "out/assembly-Old/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'Tree': {'type': 'cdk:tree'}}}");
    app_add(&app, "out/tree.json", "{'version': 'tree-0.1', 'tree': {}}");
    app_add(&app, "out/asset.1/package.json", "{'name': 'handler'}");
    app_add(&app, "out/asset.1/index.js", "new Bucket(this, 'B')");
    app_add(&app, "package.json", "{'name': 'app'}");
    app_run(&app);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_true(input_of(&app, parts[i])->is_claimed);
        assert_int_equal(input_of(&app, parts[i])->kind, GL_INPUT_ASSEMBLY_PART);
    }
    assert_false(input_of(&app, "package.json")->is_claimed);
    assert_int_equal(app.set.len, 2); /* S, and the product that it uploads */
    app_resource(&app, "SPortfolio.product/B");
    assert_int_equal(app.diags.len, 2); /* Gone and assembly-Old */
    assert_false(gl_diags_has(&app.diags, GL_DIAG_INCOMPLETE));
    app_free(&app);
}

static void test_nested_stacks_belong_to_their_parent(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'S': {'type': 'aws:cloudformation:stack',"
            "'properties': {'templateFile': 'S.template.json'}, 'metadata': {"
            "'/S/Inner/B/Resource': [{'type': 'aws:cdk:logicalId', 'data': 'B', 'trace': "
            "['new Inner (/app/lib/inner.ts:2:3)']}]}}}}");
    app_add(&app, "out/S.template.json",
            "{'Resources': {'N': {'Type': 'AWS::CloudFormation::Stack', 'Properties': {'TemplateURL': 'x'},"
            "'Metadata': {'aws:cdk:path': 'S/Inner.NestedStack/Inner.NestedStackResource',"
            "'aws:asset:path': 'SInner.nested.template.json', 'aws:asset:property': 'TemplateURL'}}}}");
    app_add(&app, "out/SInner.nested.template.json", "{'Resources': {" BUCKET("S/Inner/B/Resource") "}}");
    app_add(&app, "lib/inner.ts", "class Inner {\n  new Bucket(this, 'B');\n}\n");
    app_run(&app);
    assert_int_equal(app.set.len, 1);
    assert_int_equal(app.diags.len, 0);
    assert_string_equal(app_places(&app, "S/N/B"), "lib/inner.ts:2:3 construct S/Inner/B is made here\n");
    app_free(&app);
}

static void test_a_nested_template_is_found_by_the_object_that_it_is_uploaded_as(void **state)
{
    struct app app;

    (void)state;
    app_init(&app);
    app_add(&app, "out/manifest.json",
            "{'version': '36.0.0', 'artifacts': {'S': {'type': 'aws:cloudformation:stack',"
            "'properties': {'templateFile': 'S.template.json'}}, 'S.assets': {'type': 'cdk:asset-manifest',"
            "'properties': {'file': 'S.assets.json'}}}}");
    app_add(&app, "out/S.assets.json",
            "{'version': '36.0.0', 'files': {'0a': {'source': {'path': 'SInner.nested.template.json'},"
            "'destinations': {'here': {'bucketName': 'b', 'objectKey': '0a.json'}}}}}");
    app_add(&app, "out/S.template.json",
            "{'Resources': {'N': {'Type': 'AWS::CloudFormation::Stack', 'Properties': {'TemplateURL': "
            "{'Fn::Join': ['', ['https://s3.', {'Ref': 'AWS::URLSuffix'}, '/bucket/', '/0a.json']]}}}}}");
    app_add(&app, "out/SInner.nested.template.json", "{'Resources': {" BUCKET("S/Inner/B/Resource") "}}");
    app_run(&app);
    assert_int_equal(app.set.len, 1);
    app_resource(&app, "S/N/B");
    app_free(&app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_manifest_is_known_by_its_artifacts),
        cmocka_unit_test(test_stacks_of_nested_stages_have_name_environment_and_target),
        cmocka_unit_test(test_environment_comes_from_tags_then_from_names),
        cmocka_unit_test(test_tags_of_the_old_layout_are_read_from_metadata),
        cmocka_unit_test(test_names_that_leave_the_assembly_are_told_and_not_followed),
        cmocka_unit_test(test_an_assembly_that_names_itself_ends),
        cmocka_unit_test(test_a_missing_template_makes_the_scan_incomplete),
        cmocka_unit_test(test_parts_and_assets_are_claimed_and_leftovers_told),
        cmocka_unit_test(test_nested_stacks_belong_to_their_parent),
        cmocka_unit_test(test_a_nested_template_is_found_by_the_object_that_it_is_uploaded_as),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
