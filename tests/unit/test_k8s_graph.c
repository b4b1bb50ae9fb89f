/* Objects in the graph: kinds, pods and containers, selectors, clusters, and what CDK apps apply. */
#include "evaluated.h"

#include "front/kubernetes/custom.h"
#include "front/kubernetes/manifest.h"
#include "graph/cluster.h"
#include "graph/selector.h"

struct world {
    struct evaluated e;
    struct gl_graph graph;
};

/* Each text is a file; templates are evaluated, manifests loaded. */
static void link(struct world *w, const char *const *texts, size_t len)
{
    static const char *const names[] = {"a.yaml", "b.yaml"};

    evaluated_init(&w->e);
    for (size_t i = 0; i < len; i++) {
        struct gl_input *input = evaluated_add(&w->e, names[i], texts[i]);

        if (input->kind != GL_INPUT_TEMPLATE)
            input->kind = GL_INPUT_KUBERNETES;
    }
    evaluated_run(&w->e);
    gl_k8s_add_custom(&w->e.arena, &w->e.output, &w->e.diags);
    gl_k8s_load(&w->e.arena, &w->e.inputs, &w->e.options, &w->e.output, &w->e.diags);
    gl_graph_init(&w->graph, &w->e.arena);
    for (size_t i = 0; i < w->e.output.len; i++)
        gl_graph_add(&w->graph, w->e.output.resources[i]);
    gl_graph_link(&w->graph);
}

#define LINK(w, ...)                                                                                         \
    link((w), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const struct gl_resource *named(const struct world *w, const char *address)
{
    for (size_t i = 0; i < w->graph.len; i++) {
        if (gl_str_eq(w->graph.resources[i]->address, gl_str_of(address)))
            return w->graph.resources[i];
    }
    fail_msg("no resource %s", address);
    return NULL;
}

static void assert_text(struct gl_str text, const char *want)
{
    if (!gl_str_eq(text, gl_str_of(want)))
        fail_msg("%.*s", GL_STR_ARG(text));
}

/* ---- kinds ---- */

static void test_a_kind_of_another_group_carries_the_group(void **state)
{
    struct world w;

    (void)state;
    LINK(&w, "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}}\n---\n"
             "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}}\n---\n"
             "{apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: wrong}}\n---\n"
             "{apiVersion: example.com/v1, kind: Thing, metadata: {name: a, namespace: b}}\n");
    assert_text(w.graph.resources[0]->kind, "Service.serving.knative.dev");
    assert_text(named(&w, "extensions/Ingress/default/a")->kind, "Ingress");
    assert_text(named(&w, "core/Namespace/a")->name, "a");
    assert_text(named(&w, "example.com/Thing/b/a")->name, "b/a");
    evaluated_free(&w.e);
}

static void test_every_workload_has_its_pods_and_containers(void **state)
{
    static const struct {
        const char *kind, *version, *head, *tail;
    } rows[] = {{"Pod", "v1", "", ""},
                {"Deployment", "apps/v1", "{template: {spec: ", "}}"},
                {"StatefulSet", "apps/v1", "{template: {spec: ", "}}"},
                {"DaemonSet", "apps/v1", "{template: {spec: ", "}}"},
                {"ReplicaSet", "apps/v1", "{template: {spec: ", "}}"},
                {"ReplicationController", "v1", "{template: {spec: ", "}}"},
                {"Job", "batch/v1", "{template: {spec: ", "}}"},
                {"CronJob", "batch/v1", "{jobTemplate: {spec: {template: {spec: ", "}}}}"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];
        struct world w;
        const struct gl_value *containers;

        snprintf(text, sizeof text,
                 "{apiVersion: %s, kind: %s, metadata: {name: a}, spec: %s{containers: [{name: c}], "
                 "initContainers: "
                 "[{name: i}], ephemeralContainers: }%s}",
                 rows[i].version, rows[i].kind, rows[i].head, rows[i].tail);
        LINK(&w, text);
        assert_true(w.graph.resources[0]->object->is_workload);
        containers = gl_value_get(&w.graph.resources[0]->attributes, GL_STR("containers"));
        assert_int_equal(gl_value_len(containers), 2);
        assert_true(gl_value_text_is(gl_value_path(containers, "0.name"), "i"));
        assert_non_null(gl_value_path(w.graph.resources[0]->object->pod, "spec.containers"));
        evaluated_free(&w.e);
    }
}

/* ---- selectors ---- */

static enum gl_match match(const char *selector, const char *labels)
{
    struct world w;
    char text[512];
    enum gl_match answer;

    snprintf(text, sizeof text,
             "{apiVersion: v1, kind: Thing, metadata: {name: a, labels: %s}, spec: {selector: %s}}", labels,
             selector);
    LINK(&w, text);
    answer = gl_selector_matches(gl_value_path(&w.graph.resources[0]->properties, "spec.selector"),
                                 w.graph.resources[0]->object->labels);
    evaluated_free(&w.e);
    return answer;
}

static void test_selectors_want_all_labels_and_expressions(void **state)
{
    (void)state;
    assert_int_equal(match("{}", "{a: b}"), GL_MATCH_YES);
    assert_int_equal(match("{matchLabels: {a: b}}", "{a: b, c: d}"), GL_MATCH_YES);
    assert_int_equal(match("{matchLabels: {a: b, c: e}}", "{a: b, c: d}"), GL_MATCH_NO);
    assert_int_equal(match("{matchLabels: {a: b}}", ""), GL_MATCH_NO);
    assert_int_equal(match("{matchLabels: }", "{a: b}"), GL_MATCH_YES);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: In, values: [b, c]}]}", "{a: c}"),
                     GL_MATCH_YES);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: In, values: [b, c]}]}", "{}"),
                     GL_MATCH_NO);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: NotIn, values: [b]}]}", "{}"),
                     GL_MATCH_YES);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: NotIn, values: [b]}]}", "{a: b}"),
                     GL_MATCH_NO);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: Exists}]}", "{a: b}"), GL_MATCH_YES);
    assert_int_equal(match("{matchExpressions: [{key: a, operator: DoesNotExist}]}", "{a: b}"), GL_MATCH_NO);
    assert_int_equal(match("{matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]}", "{a: b}"),
                     GL_MATCH_NO);
}

static void test_an_absent_selector_matches_nothing(void **state)
{
    (void)state;
    assert_int_equal(gl_selector_matches(NULL, NULL), GL_MATCH_NO);
    assert_int_equal(gl_labels_match(NULL, NULL), GL_MATCH_NO);
    assert_false(gl_selector_is_empty(NULL));
}

/* ---- clusters ---- */

static void test_a_cluster_finds_its_objects_by_kind_namespace_and_name(void **state)
{
    const struct gl_cluster *cluster;
    struct world w;
    struct gl_value labels;

    (void)state;
    LINK(&w, "{apiVersion: v1, kind: Service, metadata: {name: b, namespace: shop}}\n---\n"
             "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: shop}}\n---\n"
             "{apiVersion: v1, kind: Service, metadata: {name: a}}\n---\n"
             "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: x}}}\n");
    cluster = gl_cluster_of(&w.graph, w.graph.resources[0]);
    assert_int_equal(w.graph.cluster_len, 1);
    assert_int_equal(gl_cluster_of_kind(cluster, GL_STR("Service"), GL_STR("")).len, 3);
    assert_int_equal(gl_cluster_of_kind(cluster, GL_STR("Service"), GL_STR("shop")).len, 2);
    assert_ptr_equal(gl_cluster_find(cluster, GL_STR("Service"), GL_STR("shop"), GL_STR("a")),
                     named(&w, "core/Service/shop/a"));
    assert_null(gl_cluster_find(cluster, GL_STR("Service"), GL_STR("shop"), GL_STR("c")));
    assert_int_equal(cluster->namespace_len, 2);
    labels = gl_cluster_namespace_labels(&w.e.arena, cluster, GL_STR("shop"));
    assert_true(gl_value_text_is(gl_value_get(&labels, GL_STR("team")), "x"));
    assert_true(gl_value_text_is(gl_value_get(&labels, GL_STR("kubernetes.io/metadata.name")), "shop"));
    evaluated_free(&w.e);
}

/* ---- CDK ---- */

#define MANIFEST(cluster, text)                                                                              \
    "{Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: {ClusterName: " cluster ", Manifest: " text \
    "}}"

static void test_objects_that_a_cdk_app_applies_join_the_model(void **state)
{
    const struct gl_resource *account;
    struct world w;

    (void)state;
    LINK(&w,
         "Resources:\n  C: {Type: 'Custom::AWSCDK-EKS-Cluster'}\n  R: {Type: 'AWS::IAM::Role'}\n"
         "  Chart: {Type: 'Custom::AWSCDK-EKS-HelmChart', Properties: {ClusterName: {Ref: C}}}\n  "
         "M: " MANIFEST("{Ref: C}",
                        "{'Fn::Join': ['', "
                        "['[{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"s\","
                        "\"annotations\":{\"role\":\"', {'Fn::GetAtt': [R, Arn]}, '\"}}}]']]}") "\n");
    account = named(&w, "a/M/core/ServiceAccount/default/s");
    assert_text(account->kind, "ServiceAccount");
    assert_true(gl_value_is(gl_value_get(account->object->annotations, GL_STR("role")), GL_REF));
    assert_int_equal(w.e.diags.len, 1); /* the chart */
    assert_true(gl_str_contains(w.e.diags.items[0].message, GL_STR("Chart installs a chart")));
    evaluated_free(&w.e);
}

static void test_stacks_that_apply_to_one_cluster_are_one_cluster(void **state)
{
    struct world w;

    (void)state;
    LINK(
        &w,
        "Resources:\n  C: {Type: 'Custom::AWSCDK-EKS-Cluster'}\n  D: {Type: 'Custom::AWSCDK-EKS-Cluster'}\n  "
        "M: " MANIFEST("{Ref: C}",
                       "'[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}]"
                       "'") "\n  N: " MANIFEST("{Ref: D}",
                                               "'[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{"
                                               "\"name\":\"b\"}}]'") "\nOutputs: {O: "
                                                                     "{Value: {Ref: C}, "
                                                                     "Export: {Name: "
                                                                     "the-cluster}}}\n",
        "Resources:\n  M: " MANIFEST(
            "{'Fn::ImportValue': the-cluster}",
            "'[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"c\"}}]'") "\n");
    assert_int_equal(w.graph.cluster_len, 2);
    assert_ptr_equal(gl_cluster_of(&w.graph, named(&w, "a/M/core/Pod/default/a")),
                     gl_cluster_of(&w.graph, named(&w, "b/M/core/Pod/default/c")));
    assert_ptr_not_equal(gl_cluster_of(&w.graph, named(&w, "a/M/core/Pod/default/a")),
                         gl_cluster_of(&w.graph, named(&w, "a/N/core/Pod/default/b")));
    evaluated_free(&w.e);
}

static void test_a_manifest_that_is_no_json_is_told(void **state)
{
    struct world w;

    (void)state;
    LINK(&w, "Resources:\n  M: " MANIFEST("c", "'[{'") "\n");
    assert_int_equal(w.graph.len, 1);
    assert_int_equal(w.e.diags.len, 1);
    assert_int_equal(w.e.diags.items[0].level, GL_DIAG_INCOMPLETE);
    evaluated_free(&w.e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_kind_of_another_group_carries_the_group),
        cmocka_unit_test(test_every_workload_has_its_pods_and_containers),
        cmocka_unit_test(test_selectors_want_all_labels_and_expressions),
        cmocka_unit_test(test_an_absent_selector_matches_nothing),
        cmocka_unit_test(test_a_cluster_finds_its_objects_by_kind_namespace_and_name),
        cmocka_unit_test(test_objects_that_a_cdk_app_applies_join_the_model),
        cmocka_unit_test(test_stacks_that_apply_to_one_cluster_are_one_cluster),
        cmocka_unit_test(test_a_manifest_that_is_no_json_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
