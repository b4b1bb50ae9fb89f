/* Kustomizations: what the recorded comparison (tests/kustomize) does not show: places, units, claims, trees
 * that stay as they were read. */
#include "evaluated.h"

#include "front/kustomize/kustomize.h"
#include "front/kustomize/pattern.h"

#define BASE                                                                                                 \
    "apiVersion: apps/v1\n"                                                                                  \
    "kind: Deployment\n"                                                                                     \
    "metadata:\n"                                                                                            \
    "  name: api\n"                                                                                          \
    "spec:\n"                                                                                                \
    "  replicas: 1\n"                                                                                        \
    "  template:\n"                                                                                          \
    "    spec:\n"                                                                                            \
    "      containers:\n"                                                                                    \
    "        - name: api\n"                                                                                  \
    "          image: api:1\n"

static void add(struct evaluated *e, const char *path, const char *text)
{
    struct gl_input *input = evaluated_add(e, path, text);

    input->source->uri = gl_str_from(gl_str_of(path), 3);
    input->kind = GL_INPUT_KUBERNETES;
}

/* Files of "/r", added in the order of their paths. */
static void build(struct evaluated *e)
{
    gl_pool_init(&e->pool, 1);
    gl_kust_load(&e->arena, &e->inputs, &e->options, NULL, &e->output, &e->diags);
}

static const struct gl_value *value_at(const struct evaluated *e, size_t resource, const char *path)
{
    const struct gl_value *value = gl_value_path(&e->output.resources[resource]->properties, path);

    assert_non_null(value);
    return value;
}

/* "file:line:column" */
static void assert_place(const struct evaluated *e, struct gl_span span, const char *want)
{
    struct gl_source *source = gl_sources_get(&e->sources, span.source);
    struct gl_position at = gl_source_position(source, span.begin);
    char have[200];

    snprintf(have, sizeof have, "%.*s:%u:%u", GL_STR_ARG(source->uri), at.line, at.column);
    assert_string_equal(have, want);
}

static void test_values_keep_the_place_where_they_were_written(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    add(&e, "/r/base/a.yaml", BASE);
    add(&e, "/r/base/kustomization.yaml", "resources: [a.yaml]\n");
    add(&e, "/r/prod/kustomization.yaml",
        "namespace: shop\n"
        "namePrefix: p-\n"
        "resources: [../base]\n"
        "labels: [{pairs: {team: blue}}]\n"
        "images: [{name: api, newTag: \"2\"}]\n"
        "patches: [{path: patch.yaml}]\n");
    add(&e, "/r/prod/patch.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 3}\n");
    build(&e);
    assert_int_equal(e.output.len, 1);
    assert_int_equal(e.diags.len, 0);
    assert_place(&e, value_at(&e, 0, "kind")->span, "base/a.yaml:2:7");
    assert_place(&e, value_at(&e, 0, "spec.template.spec.containers.0.name")->span, "base/a.yaml:10:17");
    assert_place(&e, value_at(&e, 0, "spec.replicas")->span, "prod/patch.yaml:4:18");
    assert_place(&e, value_at(&e, 0, "metadata.namespace")->span, "prod/kustomization.yaml:1:12");
    assert_place(&e, value_at(&e, 0, "metadata.name")->span, "base/a.yaml:4:9");
    assert_place(&e, value_at(&e, 0, "metadata.labels.team")->span, "prod/kustomization.yaml:4:25");
    assert_place(&e, value_at(&e, 0, "spec.template.spec.containers.0.image")->span,
                 "prod/kustomization.yaml:5:30");
    assert_true(gl_value_text_is(value_at(&e, 0, "spec.template.spec.containers.0.image"), "api:2"));
    evaluated_free(&e);
}

static void test_values_of_an_inline_patch_lie_in_the_kustomization(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    add(&e, "/r/a.yaml", BASE);
    add(&e, "/r/kustomization.yaml",
        "resources: [a.yaml]\n"
        "patches:\n"
        "  - target: {kind: Deployment}\n"
        "    patch: |-\n"
        "      - op: replace\n"
        "\n"
        "        path: /spec/replicas\n"
        "        value: 7\n"
        "  - patch: \"{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, labels: {a: b}}}\"\n");
    build(&e);
    assert_int_equal(e.diags.len, 0);
    assert_place(&e, value_at(&e, 0, "spec.replicas")->span, "kustomization.yaml:8:16");
    assert_place(&e, value_at(&e, 0, "metadata.labels.a")->span, "kustomization.yaml:9:12");
    evaluated_free(&e);
}

static void test_trees_of_files_are_not_changed(void **state)
{
    struct evaluated e;
    struct gl_buf before, after;

    (void)state;
    evaluated_init(&e);
    gl_buf_init(&before);
    gl_buf_init(&after);
    add(&e, "/r/a.yaml", BASE);
    add(&e, "/r/kustomization.yaml",
        "namespace: x\nnamePrefix: p-\nresources: [a.yaml]\ncommonLabels: {a: b}\n"
        "replicas: [{name: api, count: 2}]\nimages: [{name: api, newName: z}]\n"
        "patches:\n  - target: {kind: Deployment}\n    patch: |-\n"
        "      - {op: add, path: /spec/template/spec/containers/-, value: {name: q}}\n"
        "  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: api}\n"
        "      spec: {template: {spec: {containers: [{name: api, env: [{name: A, value: b}]}]}}}\n");
    gl_value_dump(&before, &e.items[0].documents.items[0].root, &e.sources, 0);
    build(&e);
    gl_value_dump(&after, &e.items[0].documents.items[0].root, &e.sources, 0);
    assert_int_equal(e.output.len, 1);
    assert_true(gl_str_eq(gl_buf_str(&before), gl_buf_str(&after)));
    gl_buf_free(&before);
    gl_buf_free(&after);
    evaluated_free(&e);
}

static void test_each_root_is_a_unit_and_a_base_is_none(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    add(&e, "/r/base/a.yaml", BASE);
    add(&e, "/r/base/kustomization.yaml", "resources: [a.yaml]\n");
    add(&e, "/r/base/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    add(&e, "/r/overlays/production/kustomization.yaml", "resources: [../../base]\n");
    add(&e, "/r/overlays/staging/kustomization.yaml", "resources: [../../base/]\n");
    build(&e);
    assert_int_equal(e.output.len, 2);
    assert_int_equal(e.output.unit_len, 2);
    assert_true(gl_str_eq(e.output.resources[0]->unit->name, GL_STR("overlays/production")));
    assert_true(gl_str_eq(e.output.resources[0]->unit->environment, GL_STR("prod")));
    assert_true(gl_str_eq(e.output.resources[1]->unit->environment, GL_STR("staging")));
    assert_true(e.items[0].is_claimed && e.items[1].is_claimed && e.items[3].is_claimed);
    assert_false(e.items[2].is_claimed); /* listed by nobody: a manifest like any other */
    evaluated_free(&e);
}

static void test_patches_of_a_component_that_nobody_uses_are_no_manifests(void **state)
{
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    add(&e, "/r/c/kustomization.yaml",
        "kind: Component\nresources: [more.yaml]\npatches: [{path: patch.yaml}]\n");
    add(&e, "/r/c/more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    add(&e, "/r/c/patch.yaml", BASE);
    build(&e);
    assert_int_equal(e.output.len, 0);
    assert_true(e.items[0].is_claimed);
    assert_false(e.items[1].is_claimed);
    assert_true(e.items[2].is_claimed);
    evaluated_free(&e);
}

static void test_what_a_kustomization_names_is_listed_once_it_is_missing(void **state)
{
    static const char *const want[] = {"/r/base",       "/r/a/sub/b.yaml", "/r/a/p.yaml",
                                       "/r/a/file.txt", "/r/a/x",          "/r/a/vars.env"};
    struct gl_kust_named_list list = {0};
    struct evaluated e;

    (void)state;
    evaluated_init(&e);
    add(&e, "/r/a/kustomization.yaml",
        "resources: [../base, ./sub/b.yaml, there.yaml, 'https://host.invalid/x']\n"
        "patches: [{path: p.yaml}]\n"
        "configMapGenerator: [{name: c, files: [file.txt, k=x], envs: [vars.env]}]\n");
    add(&e, "/r/a/there.yaml", BASE);
    gl_kust_list_named(&e.arena, &e.inputs, &e.inputs, &list);
    assert_int_equal(list.len, sizeof want / sizeof *want);
    for (size_t i = 0; i < list.len; i++) {
        assert_true(gl_str_eq(list.items[i].path, gl_str_of(want[i])));
        assert_int_equal(list.items[i].is_data, i >= 3);
    }
    evaluated_free(&e);
}

static bool selects(const char *selector, const char *labels)
{
    struct evaluated e;
    struct gl_kust kust = {.steps = 1000};
    struct gl_value text = gl_value_string(gl_str_of(selector), (struct gl_span){0});
    bool answer;

    evaluated_init(&e);
    evaluated_add(&e, "labels", labels);
    kust.arena = &e.arena;
    kust.diags = &e.diags;
    answer = gl_kust_selector_matches(&kust, &text, &e.items[0].documents.items[0].root);
    gl_buf_free(&e.dump);
    gl_buf_free(&e.told);
    gl_arena_free(&e.arena);
    gl_sources_free(&e.sources);
    return answer;
}

static void test_selectors_of_labels(void **state)
{
    const char *labels = "{app: shop, tier: web, size: '5'}";

    (void)state;
    assert_true(selects("app", labels));
    assert_true(selects("!none", labels));
    assert_true(selects("app=shop", labels));
    assert_true(selects("app == shop , tier=web", labels));
    assert_true(selects("app in (a, shop),tier notin (x)", labels));
    assert_true(selects("none!=x", labels));
    assert_true(selects("size>4,size<6", labels));
    assert_false(selects("app!=shop", labels));
    assert_false(selects("!app", labels));
    assert_false(selects("app in (a,b)", labels));
    assert_false(selects("size>5", labels));
    assert_false(selects("app in shop", labels));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_keep_the_place_where_they_were_written),
        cmocka_unit_test(test_values_of_an_inline_patch_lie_in_the_kustomization),
        cmocka_unit_test(test_trees_of_files_are_not_changed),
        cmocka_unit_test(test_each_root_is_a_unit_and_a_base_is_none),
        cmocka_unit_test(test_patches_of_a_component_that_nobody_uses_are_no_manifests),
        cmocka_unit_test(test_what_a_kustomization_names_is_listed_once_it_is_missing),
        cmocka_unit_test(test_selectors_of_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
