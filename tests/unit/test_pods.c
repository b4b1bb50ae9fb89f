/* Who can talk to whom: each rule of the semantics of network policies, on the smallest cluster that shows
 * it. */
#include "pods_fixture.h"

/* ---- NetworkPolicy ---- */

static void test_without_policies_everything_passes(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS);
    assert_flow(&w, "a", "b", "All Connections");
    assert_address(&w, "a", "8.8.8.8", GL_MATCH_YES);
    assert_address(&w, "2001:db8::1", "b", GL_MATCH_YES);
    end_world(&w);
}

static void test_an_empty_policy_isolates_ingress_of_every_pod_of_its_namespace(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POD("y", "c") POLICY("x", "p", "podSelector: {}"));
    assert_flow(&w, "a", "b", "No Connections");
    assert_flow(&w, "a", "c", "All Connections");
    assert_flow(&w, "a", "a", "All Connections");
    assert_int_equal(gl_pods_isolation(&w.f.arena, w.pods, end_of(&w, "a"), GL_PODS_INGRESS).is_isolated,
                     GL_MATCH_YES);
    assert_int_equal(gl_pods_isolation(&w.f.arena, w.pods, end_of(&w, "a"), GL_PODS_EGRESS).is_isolated,
                     GL_MATCH_NO);
    end_world(&w);
}

static void test_policy_types_are_inferred_from_rules(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("a") ", egress: [{to: [{" OF_APP("c") "}]}]"));
    assert_flow(&w, "a", "b", "No Connections");
    assert_flow(&w, "b", "a", "No Connections"); /* Ingress always counts */
    end_world(&w);
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("a") ", egress: []"));
    assert_flow(&w, "a", "b", "All Connections"); /* an empty list is as good as none */
    end_world(&w);
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("a") ", policyTypes: [Egress], ingress: [{}]"));
    assert_flow(&w, "a", "b", "No Connections");
    assert_flow(&w, "b", "a", "All Connections");
    end_world(&w);
}

static void test_an_empty_rule_names_everybody_and_an_empty_list_of_rules_nobody(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: [{}]"));
    assert_flow(&w, "a", "b", "All Connections");
    end_world(&w);
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: [{from: [], ports: [{port: 80}]}]"));
    assert_flow(&w, "a", "b", "TCP 80");
    assert_address(&w, "8.8.8.8", "b", GL_MATCH_YES);
    end_world(&w);
    cluster(&w, TWO_PODS POLICY("x", "p", OF_APP("b") ", ingress: []"));
    assert_flow(&w, "a", "b", "No Connections");
    end_world(&w);
}

static void test_selectors_of_one_peer_both_count_and_those_of_two_add_up(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, NS("y", "team: t") POD("x", "a") POD("y", "b") POD("y", "c") POD("x", "d") POLICY(
                    "x", "p",
                    OF_APP("d") ", ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}, " OF_APP(
                        "b") "}]}]"));
    assert_flow(&w, "b", "d", "All Connections");
    assert_flow(&w, "c", "d", "No Connections");
    assert_flow(&w, "a", "d", "No Connections");
    end_world(&w);
    cluster(&w, NS("y", "team: t") POD("x", "a") POD("y", "b") POD("y", "c") POD("x", "d") POLICY(
                    "x", "p",
                    OF_APP("d") ", ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}}, {" OF_APP(
                        "a") "}]}]"));
    assert_flow(&w, "b", "d", "All Connections");
    assert_flow(&w, "c", "d", "All Connections");
    assert_flow(&w, "a", "d", "All Connections");
    end_world(&w);
}

static void test_a_pod_selector_alone_stays_in_the_namespace_of_the_policy(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, POD("x", "a") POD("y", "b") POD("x", "c")
                    POLICY("x", "p", OF_APP("c") ", ingress: [{from: [{podSelector: {}}]}]"));
    assert_flow(&w, "a", "c", "All Connections");
    assert_flow(&w, "b", "c", "No Connections");
    end_world(&w);
}

static void test_label_expressions_and_names_of_namespaces_are_known(void **state)
{
    struct world w;

    (void)state;
    cluster(&w,
            POD("x", "a") POD("x", "b") POD("y", "c") POD("y", "d") POLICY(
                "y", "p",
                OF_APP("d") ", ingress: [{from: [{namespaceSelector: {matchLabels: "
                            "{kubernetes.io/metadata.name: x}}, podSelector: {matchExpressions: [{key: app, "
                            "operator: NotIn, values: [b]}, {key: app, operator: Exists}]}}]}]"));
    assert_flow(&w, "a", "d", "All Connections");
    assert_flow(&w, "b", "d", "No Connections");
    assert_flow(&w, "c", "d", "No Connections");
    end_world(&w);
}

static void test_rules_of_all_policies_add_up(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p", "podSelector: {}")
                    POLICY("x", "q", OF_APP("b") ", ingress: [{ports: [{port: 80}]}]")
                        POLICY("x", "r",
                               OF_APP("b") ", ingress: [{from: [{" OF_APP(
                                   "a") "}], ports: [{port: 79, endPort: 81}]}]"));
    assert_flow(&w, "a", "b", "TCP 79-81");
    end_world(&w);
}

static void test_both_directions_have_to_let_it_pass(void **state)
{
    struct world w;

    (void)state;
    cluster(&w,
            TWO_PODS POLICY("x", "in", OF_APP("b") ", ingress: [{ports: [{port: 80}, {port: 81}]}]")
                POLICY("x", "out",
                       OF_APP("a") ", policyTypes: [Egress], egress: [{ports: [{port: 81}, {port: 82}]}]"));
    assert_flow(&w, "a", "b", "TCP 81");
    end_world(&w);
}

static void test_protocols_ports_and_ranges(void **state)
{
    struct world w;

    (void)state;
    cluster(&w,
            TWO_PODS POLICY("x", "p",
                            OF_APP("b") ", ingress: [{ports: [{protocol: UDP}, {protocol: SCTP, port: 7}, "
                                        "{port: 1, endPort: 3}, {port: 3, endPort: 65535}]}]"));
    assert_flow(&w, "a", "b", "SCTP 7,TCP 1-65535,UDP 1-65535");
    end_world(&w);
}

static void test_named_ports_are_those_of_the_destination(void **state)
{
    struct world w;

    (void)state;
    cluster(
        &w,
        POD("x", "a") POD_WITH("x", "b",
                               "containers: [{ports: [{name: web, containerPort: 80}, {name: dns, "
                               "containerPort: 53, protocol: UDP}]}]")
            POD_WITH("x", "c",
                     "initContainers: [{restartPolicy: Always, ports: [{name: web, containerPort: 8080}]}]")
                POLICY("x", "p",
                       "podSelector: {}, ingress: [{ports: [{port: web}, {port: dns}, {port: dns, protocol: "
                       "UDP}]}]"));
    assert_flow(&w, "a", "b", "TCP 80,UDP 53"); /* the name and the protocol */
    assert_flow(&w, "a", "c", "TCP 8080");
    assert_flow(&w, "b", "a", "No Connections");
    end_world(&w);
}

static void test_blocks_of_addresses_have_exceptions_and_mean_no_pods(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY(
                    "x", "p",
                    OF_APP("a") ", policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, "
                                "except: [10.1.0.0/16]}}, {ipBlock: {cidr: '2001:db8::/32'}}]}]"));
    assert_address(&w, "a", "10.0.0.1", GL_MATCH_YES);
    assert_address(&w, "a", "10.1.0.1", GL_MATCH_NO);
    assert_address(&w, "a", "10.0.0.0/8", GL_MATCH_MAY); /* a part of it */
    assert_address(&w, "a", "2001:db8::5", GL_MATCH_YES);
    assert_address(&w, "a", "2001:db9::5", GL_MATCH_NO);
    assert_flow(&w, "a", "b", "No Connections");
    assert_flow(&w, "a", "10.2.0.0-10.255.255.255[External]", "All Connections");
    end_world(&w);
}

static void test_pods_of_the_host_network_are_apart_if_asked_for(void **state)
{
    static const char text[] =
        POD("x", "a") POD_WITH("x", "b", "hostNetwork: true") POLICY("x", "p", "podSelector: {}");
    struct world w;

    (void)state;
    cluster(&w, text);
    assert_flow(&w, "a", "b", "No Connections");
    assert_true(w.pods->ends[end_of(&w, "b")].is_host_network);
    end_world(&w);
    load(&w, text);
    compute_with(&w, (struct gl_pods_options){.host_network_apart = true});
    assert_flow(&w, "a", "b", "All Connections");
    assert_flow(&w, "b", "a", "No Connections");
    end_world(&w);
}

static void test_policies_that_nothing_enforces_let_everything_pass(void **state)
{
    struct world w;

    (void)state;
    load(&w, TWO_PODS POLICY("x", "p", "podSelector: {}"));
    compute_with(&w, (struct gl_pods_options){.is_not_enforced = true});
    assert_flow(&w, "a", "b", "All Connections");
    assert_address(&w, "8.8.8.8", "b", GL_MATCH_YES);
    end_world(&w);
}

/* ---- admin policies ---- */

static void test_admin_rules_go_by_priority_and_the_first_decides(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS ADMIN("late", "20", EVERY_NS ", egress: [" TO_ALL("no", "Deny", "") "]")
                    ADMIN("soon", "10", EVERY_NS ", egress: [" TO_ALL("web", "Allow", PORT80) "]"));
    assert_flow(&w, "a", "b", "TCP 80");
    end_world(&w);
    cluster(&w, TWO_PODS ADMIN("p", "5",
                               EVERY_NS
                               ", egress: [" TO_ALL("no", "Deny", "") ", " TO_ALL("yes", "Allow", "") "]"));
    assert_flow(&w, "a", "b", "No Connections");
    assert_address(&w, "a", "8.8.8.8", GL_MATCH_YES); /* namespaces are no addresses */
    end_world(&w);
}

static void test_admin_rules_go_before_network_policies_and_pass_leaves_it_to_them(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POLICY("x", "p", "podSelector: {}")
                    ADMIN("p", "5",
                          EVERY_NS ", ingress: [{action: Pass, from: [{namespaces: {}}]" PORT80
                                   "}, {action: Allow, from: [{namespaces: {}}]}]"));
    assert_flow(&w, "a", "b", "SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535");
    end_world(&w);
}

static void test_the_baseline_counts_where_no_network_policy_selects_the_pod(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS POD("x", "c") POLICY("x", "p", OF_APP("b") ", ingress: [{}]")
                    BASELINE(EVERY_NS ", ingress: [{action: Allow, from: [{namespaces: {}}]" PORT80
                                      "}, {action: Deny, from: [{namespaces: {}}]}]"));
    assert_flow(&w, "a", "b", "All Connections");
    assert_flow(&w, "a", "c", "TCP 80");
    end_world(&w);
}

static void test_admin_ports_are_numbers_ranges_and_names_of_any_protocol(void **state)
{
    struct world w;

    (void)state;
    cluster(
        &w,
        POD("x", "a") POD_WITH("x", "b",
                               "containers: [{ports: [{name: dns, containerPort: 53, protocol: UDP}]}]")
            ADMIN("p", "5",
                  EVERY_NS
                  ", egress: [{action: Allow, to: [{pods: {namespaceSelector: {}, podSelector: {}}}], ports: "
                  "[{namedPort: dns}, {portRange: {protocol: TCP, start: 5, end: 6}}]}, " TO_ALL("no", "Deny",
                                                                                                 "") "]"));
    assert_flow(&w, "a", "b", "TCP 5-6,UDP 53");
    end_world(&w);
}

static void test_networks_are_addresses_and_nodes_are_not(void **state)
{
    struct world w;

    (void)state;
    cluster(&w, TWO_PODS ADMIN("p", "5",
                               EVERY_NS
                               ", egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}, {nodes: {}}]}]"));
    assert_address(&w, "a", "10.0.0.1", GL_MATCH_NO);
    assert_address(&w, "a", "11.0.0.1", GL_MATCH_YES);
    assert_flow(&w, "a", "b", "All Connections");
    end_world(&w);
}

/* ---- what the server refuses ---- */

static void test_policies_that_the_server_refuses_are_told_and_left_out(void **state)
{
    struct world w;

    (void)state;
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{ports: [{port: 0}]}]"),
                   "no port number");
    assert_refused(
        TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{ports: [{port: web, endPort: 9}]}]"),
        "beside the named port");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{ports: [{port: 9, endPort: 8}]}]"),
                   "before it begins");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{ports: [{protocol: ICMP}]}]"),
                   "ICMP");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{from: [{}]}]"), "names nothing");
    assert_refused(
        TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}]"),
        "no block");
    assert_refused(
        TWO_PODS POLICY(
            "x", "p",
            "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/8]}}]}]"),
        "not inside");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}, policyTypes: [ingress]"), "no policy type");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {matchExpressions: [{key: a, operator: Is}]}"),
                   "no operator");
    assert_refused(TWO_PODS ADMIN("p", "1001", EVERY_NS), "out of range");
    assert_refused(TWO_PODS ADMIN("p", "1", "subject: {}"), "exactly one");
    assert_refused(TWO_PODS ADMIN("p", "1", EVERY_NS ", egress: [{action: Deny}]"), "no `to`");
    assert_refused(
        TWO_PODS ADMIN("p", "1", EVERY_NS ", ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]"),
        "exactly one");
    assert_refused(TWO_PODS ADMIN("p", "1", EVERY_NS ", egress: [" TO_ALL("n", "Block", "") "]"),
                   "no action");
    assert_refused(TWO_PODS ADMIN("p", "1", EVERY_NS) ADMIN("q", "1", EVERY_NS), "priority of p");
    assert_refused(TWO_PODS BASELINE(EVERY_NS) BASELINE(EVERY_NS), "only one");
    assert_refused(TWO_PODS BASELINE(EVERY_NS ", egress: [" TO_ALL("n", "Pass", "") "]"), "no action");
    assert_refused(TWO_PODS POLICY("x", "p", "podSelector: {}") POLICY("x", "p", "podSelector: {}"),
                   "same name");
    cluster(&w, TWO_PODS POLICY("x", "p", "podSelector: {}, ingress: [{ports: [{port: 0}]}]"));
    assert_flow(&w, "a", "b", "All Connections");
    end_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_policies_everything_passes),
        cmocka_unit_test(test_an_empty_policy_isolates_ingress_of_every_pod_of_its_namespace),
        cmocka_unit_test(test_policy_types_are_inferred_from_rules),
        cmocka_unit_test(test_an_empty_rule_names_everybody_and_an_empty_list_of_rules_nobody),
        cmocka_unit_test(test_selectors_of_one_peer_both_count_and_those_of_two_add_up),
        cmocka_unit_test(test_a_pod_selector_alone_stays_in_the_namespace_of_the_policy),
        cmocka_unit_test(test_label_expressions_and_names_of_namespaces_are_known),
        cmocka_unit_test(test_rules_of_all_policies_add_up),
        cmocka_unit_test(test_both_directions_have_to_let_it_pass),
        cmocka_unit_test(test_protocols_ports_and_ranges),
        cmocka_unit_test(test_named_ports_are_those_of_the_destination),
        cmocka_unit_test(test_blocks_of_addresses_have_exceptions_and_mean_no_pods),
        cmocka_unit_test(test_pods_of_the_host_network_are_apart_if_asked_for),
        cmocka_unit_test(test_policies_that_nothing_enforces_let_everything_pass),
        cmocka_unit_test(test_admin_rules_go_by_priority_and_the_first_decides),
        cmocka_unit_test(test_admin_rules_go_before_network_policies_and_pass_leaves_it_to_them),
        cmocka_unit_test(test_the_baseline_counts_where_no_network_policy_selects_the_pod),
        cmocka_unit_test(test_admin_ports_are_numbers_ranges_and_names_of_any_protocol),
        cmocka_unit_test(test_networks_are_addresses_and_nodes_are_not),
        cmocka_unit_test(test_policies_that_the_server_refuses_are_told_and_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
