/* Manifests to units and objects. */
#include "read_fixture.h"

#include "front/kubernetes/manifest.h"
#include "graph/kubernetes.h"

enum { MOST_FILES = 8 };

struct world {
    struct gl_sources sources;
    struct gl_arena arena;
    struct gl_diags diags;
    struct gl_input items[MOST_FILES];
    struct gl_inputs inputs;
    struct gl_front_options options;
    struct gl_front_output output;
};

struct file {
    const char *path, *text;
};

/* Files are given sorted by path. */
static void load(struct world *w, const struct file *files, size_t len)
{
    const struct gl_read_options options = {
        .duplicate_key = GL_DIAG_NOTE, .last_key_counts = true, .tells_lost_keys = true};

    *w = (struct world){0};
    gl_sources_init(&w->sources);
    gl_diags_init(&w->diags, &w->arena);
    w->inputs = (struct gl_inputs){w->items, len};
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input = &w->items[i];

        input->source = gl_sources_add_text(&w->sources, gl_str_of(files[i].path), gl_str_of(files[i].text));
        input->kind = GL_INPUT_KUBERNETES;
        assert_int_equal(gl_read(input->source, &w->arena, &options, &input->documents, &w->diags), GL_OK);
    }
    gl_k8s_load(&w->arena, &w->inputs, &w->options, &w->output, &w->diags);
}

static void unload(struct world *w)
{
    gl_arena_free(&w->arena);
    gl_sources_free(&w->sources);
}

/* "unit: name name", one line a unit in the order of the output, environments in brackets. */
static void assert_units(struct world *w, const char *want)
{
    const struct gl_unit *last = NULL;
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; i < w->output.len; i++) {
        const struct gl_resource *resource = w->output.resources[i];

        if (resource->unit != last)
            gl_buf_printf(&text, "%s%.*s[%.*s]:", last ? "\n" : "", GL_STR_ARG(resource->unit->name),
                          GL_STR_ARG(resource->unit->environment));
        last = resource->unit;
        gl_buf_printf(&text, " %.*s", GL_STR_ARG(resource->name));
    }
    gl_buf_add_char(&text, '\0');
    assert_string_equal(text.ptr, want);
    gl_buf_free(&text);
}

static void assert_told(const struct world *w, enum gl_diag_level level, const char *words)
{
    assert_int_equal(w->diags.len, 1);
    assert_int_equal(w->diags.items[0].level, level);
    if (!gl_str_contains(w->diags.items[0].message, gl_str_of(words)))
        fail_msg("told: %.*s", GL_STR_ARG(w->diags.items[0].message));
}

#define LOAD(w, ...)                                                                                         \
    load((w), (const struct file[]){__VA_ARGS__},                                                            \
         sizeof((const struct file[]){__VA_ARGS__}) / sizeof(struct file))

#define SERVICE(name) "{apiVersion: v1, kind: Service, metadata: {name: " name "}}\n"
#define NAMESPACE(name) "{apiVersion: v1, kind: Namespace, metadata: {name: " name "}}\n"

static void test_documents_and_lists_of_any_depth_are_objects(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a.yaml",
              "# nothing\n---\n" SERVICE("a") "---\n---\napiVersion: v1\nkind: List\nitems:\n- " SERVICE(
                  "b") "- {apiVersion: v1, kind: ServiceList, items: [{metadata: {name: c}}]}\n"});
    assert_units(&w, "kubernetes[]: default/a default/b default/c");
    assert_true(gl_str_eq(w.output.resources[2]->kind, GL_STR("Service")));
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_json_is_read_alike(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a.json",
              "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": "
              "\"Pod\", \"metadata\": {\"generateName\": \"x-\"}, \"spec\": null}]}"});
    assert_units(&w, "kubernetes[]: default/?");
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_empty_values_are_null_and_boolean_keys_are_words(void **state)
{
    struct world w;
    const struct gl_value *data;

    (void)state;
    LOAD(&w, {"a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: }\n"
                        "data: {y: ~, \"n\": null, off: 'null', port: 80}\n"});
    data = gl_value_get(&w.output.resources[0]->properties, GL_STR("data"));
    assert_true(gl_value_is(gl_value_get(data, GL_STR("true")), GL_NULL));
    assert_true(gl_value_is(gl_value_get(data, GL_STR("n")), GL_NULL));
    assert_true(gl_value_text_is(gl_value_get(data, GL_STR("false")), "null"));
    assert_true(gl_value_is(w.output.resources[0]->object->labels, GL_NULL));
    unload(&w);
}

static void test_the_last_of_equal_keys_counts(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nmetadata: {name: b}\n"});
    assert_units(&w, "kubernetes[]: default/b");
    assert_told(&w, GL_DIAG_NOTE, "duplicate key \"metadata\"");
    unload(&w);
}

static void test_what_no_server_takes_is_told_and_the_rest_goes_on(void **state)
{
    static const struct {
        const char *text, *told;
    } rows[] = {
        {"apiVersion: v1\nkind: Pod\nmetadata: [a]\n", "metadata is a list, the API wants a map; Pod"},
        {"apiVersion: 1\nkind: Pod\nmetadata: {name: a}\n",
         "apiVersion is a number, the API wants text; Pod \"a\""},
        {"kind: Pod\nmetadata: {name: a}\n", "apiVersion is missing; Pod \"a\""},
        {"apiVersion: v1\nmetadata: {name: a}\n", "kind is missing; the object \"a\""},
        {"apiVersion: v1\nkind: Pod\nmetadata: {name: 5}\n", "metadata.name is a number"},
        {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: [1]\n", "spec is a list"},
        {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: "
         "{a: b}}}}\n",
         "spec.containers is a map"},
        {"apiVersion: v1\nkind: List\nitems: [true]\n", "items[] is a Boolean"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;

        LOAD(&w, {"a.yaml", rows[i].text}, {"b.yaml", SERVICE("rest")});
        assert_units(&w, "kubernetes[]: default/rest");
        assert_told(&w, GL_DIAG_INCOMPLETE, rows[i].told);
        unload(&w);
    }
}

static void test_labels_that_are_no_text_are_told_and_scanned(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w,
         {"a.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {a: on, b: \"on\", c: }}}\n"});
    assert_units(&w, "kubernetes[]: default/a");
    assert_told(&w, GL_DIAG_NOTE, "labels.a of Pod \"a\" is a Boolean");
    unload(&w);
}

static void test_ports_are_numbers_or_names(void **state)
{
    const struct gl_value *ports;
    int64_t number;
    struct world w;

    (void)state;
    LOAD(&w,
         {"a.yaml", "{apiVersion: v1, kind: Thing, metadata: {name: a}, ports: [80, \"80\", http, 0x50]}\n"});
    ports = gl_value_get(&w.output.resources[0]->properties, GL_STR("ports"));
    assert_true(gl_scalar_as_i64(gl_value_at(ports, 0), GL_DIALECT_KUBERNETES, &number));
    assert_false(gl_scalar_as_i64(gl_value_at(ports, 1), GL_DIALECT_KUBERNETES, &number));
    assert_int_equal(gl_scalar_type(gl_value_at(ports, 2), GL_DIALECT_KUBERNETES), GL_STRING);
    assert_true(gl_scalar_as_i64(gl_value_at(ports, 3), GL_DIALECT_KUBERNETES, &number));
    assert_int_equal(number, 80);
    unload(&w);
}

static void test_documents_that_are_no_objects_are_told(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a.yaml",
              "replicas: 3\n---\n" SERVICE("a") "---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: "
                                                "Kustomization\n"});
    assert_units(&w, "kubernetes[]: default/a");
    assert_told(&w, GL_DIAG_NOTE, "no object of the Kubernetes API");
    unload(&w);
}

/* ---- clusters ---- */

static void test_folders_without_equal_objects_are_one_cluster(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"apps/a/s.yaml", SERVICE("a")}, {"apps/b/s.yaml", SERVICE("b")}, {"ns.yaml", NAMESPACE("ns")});
    assert_units(&w, "kubernetes[]: default/a default/b ns");
    unload(&w);
}

static void test_folders_that_tell_equal_objects_apart_are_clusters(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"common/ns.yaml", NAMESPACE("shop")}, {"dev/web.yaml", SERVICE("web")},
         {"prod/only.yaml", SERVICE("only")}, {"prod/web.yaml", SERVICE("web")});
    assert_units(&w, "dev[dev]: default/web shop\nprod[prod]: default/only default/web shop");
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_the_same_environment_of_several_apps_is_one_cluster(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a/dev/s.yaml", SERVICE("a")}, {"a/prod/s.yaml", SERVICE("a")}, {"b/dev/s.yaml", SERVICE("b")},
         {"b/prod/s.yaml", SERVICE("b")}, {"c/prod/s.yaml", SERVICE("c")});
    assert_units(&w, "dev[dev]: default/a default/b\nprod[prod]: default/a default/b default/c");
    unload(&w);
}

static void test_clusters_inside_environments_share_what_lies_above(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"dev/web.yaml", SERVICE("web")}, {"prod/eu/web.yaml", SERVICE("web")},
         {"prod/policy.yaml", SERVICE("policy")}, {"prod/us/web.yaml", SERVICE("web")});
    assert_units(&w, "dev[dev]: default/web\nprod/eu[prod]: default/web default/policy\n"
                     "prod/us[prod]: default/web default/policy");
    unload(&w);
}

static void test_an_inner_folder_takes_the_place_of_the_outer_object(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"k/ns.yaml", NAMESPACE("ns")}, {"k/prod/web.yaml", SERVICE("web")},
         {"k/web.yaml", SERVICE("web")});
    assert_units(&w, "prod[prod]: default/web ns\nkubernetes[]: ns default/web");
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_unrelated_folders_do_not_share_their_neighbours(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"east/web.yaml", SERVICE("web")}, {"other/a.yaml", SERVICE("a")}, {"top.yaml", NAMESPACE("ns")},
         {"west/web.yaml", SERVICE("web")});
    assert_units(&w, "east[]: default/web ns\nwest[]: default/web ns\nkubernetes[]: default/a ns");
    unload(&w);
}

static void test_files_named_after_environments_are_clusters(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"k/ns.yaml", NAMESPACE("ns")}, {"k/web-dev.yaml", SERVICE("web")},
         {"k/web-prod.yaml", SERVICE("web")});
    assert_units(&w, "dev[dev]: default/web ns\nprod[prod]: default/web ns");
    assert_int_equal(w.diags.len, 0);
    unload(&w);
}

static void test_an_object_that_stands_twice_in_a_cluster_is_told_and_scanned(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a.yaml", SERVICE("web")}, {"b.yaml", SERVICE("web")});
    assert_units(&w, "kubernetes[]: default/web default/web");
    assert_told(&w, GL_DIAG_NOTE, "Service default/web is here twice (first at a.yaml:1:50)");
    unload(&w);
}

static void test_one_object_copied_by_mistake_makes_no_cluster(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"a/s.yaml", SERVICE("a") "---\n" SERVICE("b") "---\n" SERVICE("c")},
         {"b/s.yaml", SERVICE("a") "---\n" SERVICE("e") "---\n" SERVICE("f")});
    assert_units(&w, "kubernetes[]: default/a default/b default/c default/a default/e default/f");
    assert_told(&w, GL_DIAG_NOTE, "twice");
    unload(&w);
}

static void test_the_environment_is_that_of_all_folders(void **state)
{
    struct world w;

    (void)state;
    LOAD(&w, {"envs/prod/a.yaml", SERVICE("a")}, {"envs/prod/x/b.yaml", SERVICE("b")});
    assert_units(&w, "kubernetes[prod]: default/a default/b");
    unload(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_and_lists_of_any_depth_are_objects),
        cmocka_unit_test(test_json_is_read_alike),
        cmocka_unit_test(test_empty_values_are_null_and_boolean_keys_are_words),
        cmocka_unit_test(test_the_last_of_equal_keys_counts),
        cmocka_unit_test(test_what_no_server_takes_is_told_and_the_rest_goes_on),
        cmocka_unit_test(test_labels_that_are_no_text_are_told_and_scanned),
        cmocka_unit_test(test_ports_are_numbers_or_names),
        cmocka_unit_test(test_documents_that_are_no_objects_are_told),
        cmocka_unit_test(test_folders_without_equal_objects_are_one_cluster),
        cmocka_unit_test(test_folders_that_tell_equal_objects_apart_are_clusters),
        cmocka_unit_test(test_the_same_environment_of_several_apps_is_one_cluster),
        cmocka_unit_test(test_clusters_inside_environments_share_what_lies_above),
        cmocka_unit_test(test_an_inner_folder_takes_the_place_of_the_outer_object),
        cmocka_unit_test(test_unrelated_folders_do_not_share_their_neighbours),
        cmocka_unit_test(test_files_named_after_environments_are_clusters),
        cmocka_unit_test(test_an_object_that_stands_twice_in_a_cluster_is_told_and_scanned),
        cmocka_unit_test(test_one_object_copied_by_mistake_makes_no_cluster),
        cmocka_unit_test(test_the_environment_is_that_of_all_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
