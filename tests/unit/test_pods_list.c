/* Connectivity as it is asked for: with values that are not known, as lists, through Ingresses, with reasons.
 */
#include "pods_fixture.h"

/* ---- what is not known ---- */

/* The value `UNKNOWN` of the text, wherever it stands, is not known. */
static void hide(struct world *w, struct gl_value *value)
{
    if (gl_value_text_is(value, "UNKNOWN"))
        *value = gl_value_unknown(&w->f.arena, GL_WHY_COMPUTED, GL_STR("v"), value->span);
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
        hide(w, &value->u.list.items[i]);
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++)
        hide(w, &value->u.map.members[i].value);
}

static void partly_known(struct world *w, const char *text)
{
    load(w, text);
    for (size_t i = 0; i < w->graph.len; i++) {
        hide(w, &w->graph.resources[i]->properties);
        gl_k8s_describe(&w->f.arena, w->graph.resources[i]);
    }
    compute_with(w, (struct gl_pods_options){0});
}

static void test_unknown_values_leave_bounds(void **state)
{
    struct world w;

    (void)state;
    partly_known(
        &w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: [{ports: [{port: UNKNOWN}, {port: 80}]}]"));
    assert_bounds(&w, "a", "b", "TCP 80", "TCP 1-65535");
    end_world(&w);
    partly_known(
        &w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: [{from: [UNKNOWN], ports: [{port: 80}]}]"));
    assert_bounds(&w, "a", "b", "No Connections", "TCP 80");
    assert_address(&w, "8.8.8.8", "b", GL_MATCH_MAY);
    end_world(&w);
    partly_known(&w, TWO_PODS POLICY("x", "p", "podSelector: {matchLabels: {app: UNKNOWN}}"));
    assert_bounds(&w, "a", "b", "No Connections", "All Connections");
    assert_int_equal(gl_pods_policy_selects(w.pods, &w.pods->policies[0]), GL_MATCH_MAY);
    end_world(&w);
    partly_known(&w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: UNKNOWN"));
    assert_bounds(&w, "a", "b", "No Connections", "All Connections");
    end_world(&w);
    partly_known(&w, TWO_PODS POLICY("x", "p", OF_APP("b") ", policyTypes: UNKNOWN"));
    assert_bounds(&w, "a", "b", "No Connections", "All Connections");
    assert_bounds(&w, "b", "a", "No Connections", "All Connections");
    end_world(&w);
    partly_known(
        &w,
        TWO_PODS POLICY("x", "p",
                        OF_APP("a") ", policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: UNKNOWN}}]}]"));
    assert_address(&w, "a", "8.8.8.8", GL_MATCH_MAY);
    end_world(&w);
    partly_known(
        &w, TWO_PODS ADMIN("p", "5",
                           "subject: {pods: {podSelector: {matchLabels: {app: UNKNOWN}}}}, egress: [" TO_ALL(
                               "n", "Deny", PORT80) "]"));
    assert_bounds(&w, "a", "b", "SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535", "All Connections");
    end_world(&w);
}

static void test_two_policies_that_may_select_a_pod_agree_on_what_is_sure(void **state)
{
    struct world w;

    (void)state;
    partly_known(
        &w,
        TWO_PODS POLICY(
            "x", "p",
            "podSelector: {matchLabels: {app: UNKNOWN}}, ingress: [{ports: [{port: 80}, {port: 81}]}]")
            POLICY(
                "x", "q",
                "podSelector: {matchLabels: {app: UNKNOWN}}, ingress: [{ports: [{port: 81}, {port: 82}]}]"));
    assert_bounds(&w, "a", "b", "TCP 81", "All Connections");
    end_world(&w);
}

/* ---- ends, rows, entries ---- */

struct told {
    const struct world *w;
    struct gl_buf out;
};

static bool tell(void *context, const struct gl_pods_flow *flow)
{
    struct told *told = context;

    gl_buf_printf(&told->out, "%.*s=>%.*s:", GL_STR_ARG(told->w->pods->ends[flow->from].shown),
                  GL_STR_ARG(told->w->pods->ends[flow->to].shown));
    gl_pods_print_ports(&told->out, flow->ports);
    gl_buf_add_char(&told->out, '\n');
    return true;
}

static void assert_rows(const struct world *w, const char *from, const char *to, const char *want)
{
    struct told told = {.w = w};

    gl_buf_init(&told.out);
    gl_pods_each_flow(w->pods, from ? end_of(w, from) : GL_PODS_NONE, to ? end_of(w, to) : GL_PODS_NONE, tell,
                      &told);
    if (!gl_str_eq(gl_buf_str(&told.out), gl_str_of(want)))
        fail_msg("\n%.*snot\n%s", GL_STR_ARG(gl_buf_str(&told.out)), want);
    gl_buf_free(&told.out);
}

static void test_rows_and_columns_say_the_same(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p",
                                "podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{" OF_APP(
                                    "a") "}]}], "
                                         "egress: [{to: [{" OF_APP("b") "}], ports: [{port: 80}]}]"));
    assert_rows(&w, NULL, NULL, "x/a[Pod]=>x/b[Pod]:TCP 80\n");
    assert_rows(&w, "a", NULL, "x/a[Pod]=>x/b[Pod]:TCP 80\n");
    assert_rows(&w, NULL, "b", "x/a[Pod]=>x/b[Pod]:TCP 80\n");
    assert_rows(&w, NULL, "a", "");
    end_world(&w);
}

static void test_pods_are_shown_by_their_owner(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, "{apiVersion: v1, kind: Pod, metadata: {name: s-1, namespace: x, labels: {n: one}, "
                "ownerReferences: [{kind: ReplicaSet, name: s, controller: true}]}}\n---\n"
                "{apiVersion: v1, kind: Pod, metadata: {name: s-2, namespace: x, labels: {n: two}, "
                "ownerReferences: [{kind: ReplicaSet, name: s, controller: true}]}}\n---\n"
                "{apiVersion: v1, kind: Pod, metadata: {name: t, namespace: x, ownerReferences: [{kind: "
                "Thing, name: other}]}}\n---\n" POLICY(
                    "x", "p", "podSelector: {matchLabels: {n: one}}, ingress: [{ports: [{port: 80}]}]"));
    assert_int_equal(w.pods->workload_len, 2);
    assert_flow(&w, "x/t[Pod]", "x/s[ReplicaSet]",
                "All Connections"); /* the second of them takes everything */
    assert_int_equal(gl_pods_isolation(&w.f.arena, w.pods, end_of(&w, "s"), GL_PODS_INGRESS).is_isolated,
                     GL_MATCH_MAY);
    assert_int_equal(end_of(&w, "x/s-2"), end_of(&w, "s"));
    end_world(&w);
}

#define SERVICE                                                                                              \
    "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: x}, spec: {selector: {app: b}, ports: "  \
    "[{name: web, port: 80, targetPort: http}, {name: other, port: 81, targetPort: 9}]}}\n---\n"
#define INGRESS                                                                                              \
    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: x}, spec: {rules: "    \
    "[{http: "                                                                                               \
    "{paths: [{backend: {service: {name: s, port: {name: web}}}}]}}]}}\n---\n"
#define BACKEND                                                                                              \
    POD("x", "a") POD_WITH("x", "b", "containers: [{ports: [{name: http, containerPort: 8080}]}]") SERVICE

static void test_an_ingress_leads_through_its_service_to_ports_of_pods(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, BACKEND INGRESS);
    assert_rows(&w, "ingress-controller", NULL, "{ingress-controller}=>x/b[Pod]:TCP 8080\n");
    end_world(&w);
    cluster(&w, BACKEND INGRESS POLICY("x", "p", "podSelector: {}, ingress: [{from: [{podSelector: {}}]}]"));
    assert_rows(&w, "ingress-controller", NULL, "");
    end_world(&w);
    cluster(&w, BACKEND INGRESS POLICY("x", "p",
                                       "podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]"));
    assert_rows(&w, "ingress-controller", NULL, "{ingress-controller}=>x/b[Pod]:TCP 8080\n");
    end_world(&w);
}

static void test_routes_of_gateways_lead_in_and_those_of_a_mesh_do_not(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, BACKEND "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, "
                        "namespace: x}, spec: "
                        "{parentRefs: [{name: g}], rules: [{backendRefs: [{name: s, port: 81}]}]}}\n---\n");
    assert_rows(&w, "ingress-controller", NULL, "{ingress-controller}=>x/b[Pod]:TCP 9\n");
    end_world(&w);
    cluster(
        &w, BACKEND
        "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: x}, "
        "spec: "
        "{parentRefs: [{kind: Service, name: s}], rules: [{backendRefs: [{name: s, port: 81}]}]}}\n---\n");
    assert_rows(
        &w, NULL, "b",
        "0.0.0.0-255.255.255.255[External]=>x/b[Pod]:All Connections\nx/a[Pod]=>x/b[Pod]:All Connections\n");
    end_world(&w);
    cluster(&w, BACKEND
            "{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: x}, spec: "
            "{to: {kind: Service, name: s}, port: {targetPort: other}}}\n---\n");
    assert_rows(&w, "ingress-controller", NULL, "{ingress-controller}=>x/b[Pod]:TCP 9\n");
    end_world(&w);
}

/* ---- why, exposure ---- */

static void test_the_rules_that_decide_are_told(void **state)
{
    struct gl_pods_case *cases;
    struct world w;
    size_t len;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p",
                                OF_APP("b") ", ingress: [{from: [{" OF_APP("c") "}]}, {from: [{" OF_APP(
                                    "a") "}], ports: [{port: 80}]}]"));
    len = gl_pods_explain(&w.f.arena, w.pods, end_of(&w, "a"), end_of(&w, "b"), &cases);
    assert_int_equal(len, 2);
    assert_ports(cases[0].ports, "TCP 80");
    assert_true(cases[0].is_allowed);
    assert_int_equal(cases[0].by[GL_PODS_INGRESS].items[0].verdict, GL_PODS_ALLOWED);
    assert_int_equal(cases[0].by[GL_PODS_INGRESS].items[0].rule->index, 1);
    assert_int_equal(cases[0].by[GL_PODS_EGRESS].items[0].verdict, GL_PODS_BY_DEFAULT);
    assert_false(cases[1].is_allowed);
    assert_int_equal(cases[1].by[GL_PODS_INGRESS].items[0].verdict, GL_PODS_NO_PORT);
    len = gl_pods_explain(&w.f.arena, w.pods, end_of(&w, "b"), end_of(&w, "a"), &cases);
    assert_int_equal(len, 1);
    assert_int_equal(cases[0].by[GL_PODS_INGRESS].items[0].verdict, GL_PODS_BY_DEFAULT);
    end_world(&w);
}

static void assert_exposure(const struct world *w, size_t index, const char *peer, const char *ports)
{
    if (index >= w->pods->exposure_len)
        fail_msg("no exposure %zu", index);
    if (!gl_str_eq(w->pods->exposures[index].peer, gl_str_of(peer)) ||
        !gl_str_eq(w->pods->exposures[index].ports, gl_str_of(ports)))
        fail_msg("%.*s %.*s", GL_STR_ARG(w->pods->exposures[index].peer),
                 GL_STR_ARG(w->pods->exposures[index].ports));
}

static void test_exposure_names_pods_that_are_not_in_the_scan(void **state)
{
    struct world w;

    (void)state;
    load(&w, POD("x", "a") POLICY(
                 "x", "p",
                 "podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{" OF_APP(
                     "a") "}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}]}], "
                          "egress: [{to: [{namespaceSelector: {}}], ports: [{port: dns, protocol: UDP}]}, "
                          "{to: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: k, operator: "
                          "Exists}]}}]}]"));
    compute_with(&w, (struct gl_pods_options){.exposure = true});
    assert_int_equal(w.pods->exposure_len, 3);
    assert_exposure(&w, 0, "[all namespaces]/[pod with {{Key:k,Operator:Exists,Values:[],}}]",
                    "All Connections");
    assert_exposure(&w, 1, "entire-cluster", "UDP dns");
    assert_exposure(&w, 2, "z/[all pods]", "All Connections");
    end_world(&w);
}

static void test_peers_that_match_nothing_are_known(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p",
                                OF_APP("b") ", ingress: [{from: [{" OF_APP("z") "}]}, {from: [{" OF_APP(
                                    "a") "}]}]") POLICY("x", "q", OF_APP("z")));
    assert_int_equal(gl_pods_rule_matches(w.pods, &w.pods->policies[0].rules[GL_PODS_INGRESS][0]),
                     GL_MATCH_NO);
    assert_int_equal(gl_pods_rule_matches(w.pods, &w.pods->policies[0].rules[GL_PODS_INGRESS][1]),
                     GL_MATCH_YES);
    assert_int_equal(gl_pods_policy_selects(w.pods, &w.pods->policies[1]), GL_MATCH_NO);
    end_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_values_leave_bounds),
        cmocka_unit_test(test_two_policies_that_may_select_a_pod_agree_on_what_is_sure),
        cmocka_unit_test(test_rows_and_columns_say_the_same),
        cmocka_unit_test(test_pods_are_shown_by_their_owner),
        cmocka_unit_test(test_an_ingress_leads_through_its_service_to_ports_of_pods),
        cmocka_unit_test(test_routes_of_gateways_lead_in_and_those_of_a_mesh_do_not),
        cmocka_unit_test(test_the_rules_that_decide_are_told),
        cmocka_unit_test(test_exposure_names_pods_that_are_not_in_the_scan),
        cmocka_unit_test(test_peers_that_match_nothing_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
