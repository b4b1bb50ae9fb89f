/* Attributes that the graph computes for objects: load balancers of Ingresses, autoscalers, budgets. */
#include "evaluated.h"

#include "front/kubernetes/manifest.h"
#include "graph/cluster.h"
#include "graph/setting_text.h"

struct world {
    struct evaluated e;
    struct gl_graph graph;
};

static void link(struct world *w, const char *text)
{
    evaluated_init(&w->e);
    evaluated_add(&w->e, "a.yaml", text)->kind = GL_INPUT_KUBERNETES;
    evaluated_run(&w->e);
    gl_k8s_load(&w->e.arena, &w->e.inputs, &w->e.options, &w->e.output, &w->e.diags);
    gl_graph_init(&w->graph, &w->e.arena);
    for (size_t i = 0; i < w->e.output.len; i++)
        gl_graph_add(&w->graph, w->e.output.resources[i]);
    gl_graph_link(&w->graph);
}

static const struct gl_resource *named(const struct world *w, const char *kind, const char *name)
{
    for (size_t i = 0; i < w->graph.len; i++) {
        const struct gl_resource *resource = w->graph.resources[i];

        if (gl_str_eq(resource->kind, gl_str_of(kind)) && gl_str_eq(resource->object->name, gl_str_of(name)))
            return resource;
    }
    fail_msg("no %s %s", kind, name);
    return NULL;
}

static const struct gl_value *attribute(const struct gl_resource *resource, const char *path)
{
    return gl_value_path(&resource->attributes, path);
}

/* The value as compact JSON is `want`; an absent one is "-". */
static void assert_printed(const struct gl_value *value, const char *want)
{
    struct gl_buf out;

    gl_buf_init(&out);
    if (value)
        gl_value_print(&out, value);
    else
        gl_buf_add(&out, GL_STR("-"));
    if (!gl_str_eq(gl_buf_str(&out), gl_str_of(want)))
        fail_msg("%.*s", GL_STR_ARG(gl_buf_str(&out)));
    gl_buf_free(&out);
}

static void assert_answers(const struct gl_resource *ingress, const char *setting, bool want)
{
    const struct gl_value *list = attribute(ingress, "alb.answers");
    bool found = false;

    for (size_t i = 0; i < gl_value_len(list); i++)
        found |= gl_value_text_is(gl_value_at(list, i), setting);
    assert_int_equal(found, want);
}

/* ---- texts ---- */

static void assert_read(struct gl_arena *arena, const char *text, enum gl_setting_shape shape,
                        const char *want)
{
    struct gl_value value = gl_value_string(gl_str_of(text), (struct gl_span){0}),
                    made = gl_setting_read(arena, &value, shape);

    assert_printed(&made, want);
}

static void test_lists_maps_and_ports_are_read_from_text(void **state)
{
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    assert_read(&arena, " a, b ,,c", GL_SETTING_LIST, "[\"a\",\"b\",\"c\"]");
    assert_read(&arena, "", GL_SETTING_LIST, "[]");
    assert_read(&arena, "a\x01,\x01", GL_SETTING_LIST, "[\"a\\u0001\",\"\\u0001\"]");
    assert_read(&arena, "a=1, b = x=y ,nonsense", GL_SETTING_MAP,
                "[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"x=y\"}]");
    assert_read(&arena, "[{\"HTTP\": 80}, {\"HTTPS\":443,\"HTTPS\" : 8443}]", GL_SETTING_PORTS,
                "[{\"protocol\":\"HTTP\",\"port\":80},{\"protocol\":\"HTTPS\",\"port\":443},"
                "{\"protocol\":\"HTTPS\",\"port\":8443}]");
    gl_arena_free(&arena);
}

static void test_malformed_ports_are_not_known(void **state)
{
    static const char *const texts[] = {"",
                                        "[",
                                        "[]",
                                        "[{}]",
                                        "{\"HTTP\": 80}",
                                        "[{\"HTTP\": }]",
                                        "[{\"HTTP\" 80}]",
                                        "[{\"HTTP: 80}]",
                                        "[{\"HTTP\": 80}",
                                        "[{\"HTTP\": 80}],",
                                        "[{\"HTTP\": 80},]"};
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct gl_value value = gl_value_string(gl_str_of(texts[i]), (struct gl_span){0});

        assert_int_equal(gl_setting_read(&arena, &value, GL_SETTING_PORTS).type, GL_UNKNOWN);
    }
    gl_arena_free(&arena);
}

static void test_known_parts_of_a_text_stay_known(void **state)
{
    struct gl_value parts[4], text = {.type = GL_CONCAT, .u.list = {parts, 4}}, made;
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    parts[0] = gl_value_string(GL_STR("a=1,b="), (struct gl_span){0});
    parts[1] = gl_value_unknown(&arena, GL_WHY_PARAMETER, GL_STR("x"), (struct gl_span){0});
    parts[2] = gl_value_string(GL_STR(",c=pre"), (struct gl_span){0});
    parts[3] = gl_value_unknown(&arena, GL_WHY_PARAMETER, GL_STR("y"), (struct gl_span){0});
    made = gl_setting_read(&arena, &text, GL_SETTING_MAP);
    assert_int_equal(made.u.list.len, 3);
    assert_printed(gl_value_path(&made, "0.Value"), "\"1\"");
    assert_int_equal(gl_value_path(&made, "1.Value")->type, GL_UNKNOWN);
    assert_int_equal(gl_value_path(&made, "2.Value")->type, GL_CONCAT);
    assert_int_equal(gl_setting_read(&arena, &text, GL_SETTING_PORTS).type, GL_UNKNOWN);
    gl_arena_free(&arena);
}

/* ---- load balancers ---- */

#define INGRESS(name, annotations, spec)                                                                     \
    "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: " name                          \
    ", annotations: {" annotations "}}, spec: {" spec "}}\n"
#define ALB "alb.ingress.kubernetes.io/"

static void test_only_ingresses_of_the_controller_have_a_load_balancer(void **state)
{
    struct world w;

    (void)state;
    link(&w,
         INGRESS("class", "", "ingressClassName: alb") INGRESS("old", "kubernetes.io/ingress.class: alb", "")
             INGRESS("annotated", ALB "scheme: internal", "") INGRESS("nginx", "", "ingressClassName: nginx")
                 INGRESS("bare", "", "") INGRESS("other", ALB "scheme: internal", "ingressClassName: own")
                     INGRESS("named", "",
                             "ingressClassName: public") "---\n{apiVersion: networking.k8s.io/v1, kind: "
                                                         "IngressClass, metadata: {name: public},"
                                                         " spec: {controller: ingress.k8s.aws/alb}}\n"
                                                         "---\n{apiVersion: networking.k8s.io/v1, kind: "
                                                         "IngressClass, metadata: {name: own},"
                                                         " spec: {controller: example.com/own}}\n");
    assert_non_null(attribute(named(&w, "Ingress", "class"), "alb"));
    assert_non_null(attribute(named(&w, "Ingress", "old"), "alb"));
    assert_non_null(attribute(named(&w, "Ingress", "annotated"), "alb"));
    assert_non_null(attribute(named(&w, "Ingress", "named"), "alb"));
    assert_null(attribute(named(&w, "Ingress", "nginx"), "alb"));
    assert_null(attribute(named(&w, "Ingress", "bare"), "alb"));
    assert_null(attribute(named(&w, "Ingress", "other"), "alb"));
    evaluated_free(&w.e);
}

static void test_ingresses_of_a_group_share_what_one_of_them_states(void **state)
{
    struct world w;
    const struct gl_resource *a, *b;

    (void)state;
    link(&w, INGRESS("a",
                     ALB "group.name: g, " ALB "group.order: '9', " ALB "scheme: internet-facing, " ALB
                         "listen-ports: '[{\"HTTP\": 80}]'",
                     "ingressClassName: alb")
                 INGRESS("b", ALB "group.name: g, " ALB "certificate-arn: 'x,y'", "ingressClassName: alb"));
    a = named(&w, "Ingress", "a");
    b = named(&w, "Ingress", "b");
    assert_printed(attribute(a, "alb.first"), "false");
    assert_printed(attribute(b, "alb.first"), "true");
    assert_printed(attribute(b, "alb.scheme"), "\"internet-facing\"");
    assert_answers(a, "scheme", true);
    assert_answers(b, "scheme", false);
    assert_answers(b, "ssl-policy", true); /* nobody states it: the first answers */
    assert_answers(a, "ssl-policy", false);
    assert_printed(attribute(b, "alb.listen-ports"), "[{\"protocol\":\"HTTPS\",\"port\":443}]");
    assert_printed(attribute(a, "alb.listeners"),
                   "[{\"protocol\":\"HTTPS\",\"port\":443},{\"protocol\":\"HTTP\",\"port\":80}]");
    assert_printed(attribute(a, "alb.certificate-arn"), "[\"x\",\"y\"]");
    evaluated_free(&w.e);
}

static void test_class_parameters_win_over_annotations(void **state)
{
    struct world w;
    const struct gl_resource *a;

    (void)state;
    link(&w,
         INGRESS(
             "a", ALB "scheme: internal, " ALB "load-balancer-attributes: x=1",
             "ingressClassName: c") "---\n{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: "
                                    "{name: c}, spec: {controller: "
                                    "ingress.k8s.aws/alb, parameters: {kind: IngressClassParams, name: p}}}\n"
                                    "---\n{apiVersion: elbv2.k8s.aws/v1beta1, kind: IngressClassParams, "
                                    "metadata: {name: p}, spec: {scheme: "
                                    "internet-facing, group: {name: g}, loadBalancerAttributes: [{key: y, "
                                    "value: '2'}]}}\n");
    a = named(&w, "Ingress", "a");
    assert_printed(attribute(a, "alb.scheme"), "\"internet-facing\"");
    assert_printed(attribute(a, "alb.group"), "\"g\"");
    assert_printed(attribute(a, "alb.load-balancer-attributes"), "[{\"Key\":\"y\",\"Value\":\"2\"}]");
    evaluated_free(&w.e);
}

static void test_backends_say_what_their_service_states(void **state)
{
    struct world w;

    (void)state;
    link(&w,
         INGRESS("a", ALB "backend-protocol: HTTPS",
                 "ingressClassName: alb, defaultBackend: {service: {name: one, port: {number: 80}}}, rules: "
                 "[{http: {paths: [{backend: {service: {name: two, port: {number: 80}}}}, {backend: "
                 "{service: {name: two, port: {number: 81}}}}, {backend: {service: {name: gone, port: {name: "
                 "use-annotation}}}}]}}]") "---\n{apiVersion: v1, kind: Service, metadata: {name: two, "
                                           "annotations: {" ALB "backend-protocol: HTTP}}}\n");
    assert_printed(attribute(named(&w, "Ingress", "a"), "alb.backends"),
                   "[{\"backend-protocol\":\"HTTPS\"},{\"backend-protocol\":\"HTTP\",\"service\":\"two\"}]");
    evaluated_free(&w.e);
}

/* ---- autoscalers and budgets ---- */

#define DEPLOYMENT(name, labels)                                                                             \
    "---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: " name                                    \
    "}, spec: {template: {metadata: {labels: {" labels "}}, spec: {}}}}\n"
#define BUDGET(name, version, selector)                                                                      \
    "---\n{apiVersion: policy/" version ", kind: PodDisruptionBudget, metadata: {name: " name                \
    "}, spec: {selector: " selector "}}\n"

static size_t len_of(const struct gl_resource *resource, const char *path)
{
    return gl_value_len(attribute(resource, path));
}

static void test_budgets_are_found_by_labels_and_expressions(void **state)
{
    struct world w;

    (void)state;
    link(&w, DEPLOYMENT("a", "app: a, tier: web") DEPLOYMENT("b", "app: b")
                 BUDGET("label", "v1", "{matchLabels: {app: a}}")
                     BUDGET("both", "v1", "{matchLabels: {tier: web, app: b}}") BUDGET(
                         "expression", "v1", "{matchExpressions: [{key: app, operator: In, values: [a, b]}]}")
                         BUDGET("everything", "v1", "{}") BUDGET("old", "v1beta1", "{}"));
    assert_int_equal(len_of(named(&w, "Deployment", "a"), "budgets"), 3);
    assert_int_equal(len_of(named(&w, "Deployment", "b"), "budgets"), 2);
    assert_int_equal(len_of(named(&w, "PodDisruptionBudget", "everything"), "workloads"), 2);
    assert_null(attribute(named(&w, "PodDisruptionBudget", "both"), "workloads"));
    assert_null(attribute(named(&w, "PodDisruptionBudget", "old"), "workloads"));
    evaluated_free(&w.e);
}

static void test_autoscalers_are_found_by_kind_and_name(void **state)
{
    struct world w;

    (void)state;
    link(&w, DEPLOYMENT("a", "app: a")
                 DEPLOYMENT("b", "app: b") "---\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, "
                                           "metadata: {name: h}, spec: "
                                           "{scaleTargetRef: {kind: Deployment, name: a}}}\n"
                                           "---\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, "
                                           "metadata: {name: wrong}, spec: "
                                           "{scaleTargetRef: {kind: StatefulSet, name: a}}}\n"
                                           "---\n{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, "
                                           "metadata: {name: k, namespace: default}, spec: "
                                           "{scaleTargetRef: {name: b}}}\n");
    assert_int_equal(len_of(named(&w, "Deployment", "a"), "autoscalers"), 1);
    assert_int_equal(len_of(named(&w, "Deployment", "b"), "autoscalers"), 1);
    assert_ptr_equal(gl_value_target(attribute(named(&w, "HorizontalPodAutoscaler", "h"), "target")),
                     named(&w, "Deployment", "a"));
    assert_null(attribute(named(&w, "HorizontalPodAutoscaler", "wrong"), "target"));
    evaluated_free(&w.e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_maps_and_ports_are_read_from_text),
        cmocka_unit_test(test_malformed_ports_are_not_known),
        cmocka_unit_test(test_known_parts_of_a_text_stay_known),
        cmocka_unit_test(test_only_ingresses_of_the_controller_have_a_load_balancer),
        cmocka_unit_test(test_ingresses_of_a_group_share_what_one_of_them_states),
        cmocka_unit_test(test_class_parameters_win_over_annotations),
        cmocka_unit_test(test_backends_say_what_their_service_states),
        cmocka_unit_test(test_budgets_are_found_by_labels_and_expressions),
        cmocka_unit_test(test_autoscalers_are_found_by_kind_and_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
