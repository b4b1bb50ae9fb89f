/* Who can talk to whom: each rule of the semantics of network policies, on the smallest cluster that shows
 * it. Workloads are pods a, b, c ... of namespaces x, y ... with the label app=their name. */
#include "read_fixture.h"

#include "graph/kubernetes.h"
#include "reach/pods.h"

struct world {
    struct fixture f;
    struct gl_graph graph;
    struct gl_unit unit;
    struct gl_pods *pods;
};

#define NS(name, labels)                                                                                     \
    "{apiVersion: v1, kind: Namespace, metadata: {name: " name ", labels: {" labels "}}}\n---\n"
#define POD_WITH(ns, name, spec)                                                                             \
    "{apiVersion: v1, kind: Pod, metadata: {name: " name ", namespace: " ns ", labels: {app: " name "}}, "   \
    "spec: {" spec "}}\n---\n"
#define POD(ns, name) POD_WITH(ns, name, "")
#define POLICY(ns, name, spec)                                                                               \
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: " name ", namespace: " ns      \
    "}, spec: {" spec "}}\n---\n"
#define ADMIN(name, priority, spec)                                                                          \
    "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: " name       \
    "}, spec: {priority: " priority ", " spec "}}\n---\n"
#define BASELINE(spec)                                                                                       \
    "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: "           \
    "{name: default}, spec: {" spec "}}\n---\n"
#define OF_APP(name) "podSelector: {matchLabels: {app: " name "}}"
#define EVERY_NS "subject: {namespaces: {}}"
#define TWO_PODS POD("x", "a") POD("x", "b")

static void add_object(struct world *w, const struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(&w->f.arena, struct gl_resource);

    resource->unit = &w->unit;
    resource->properties = *root;
    resource->span = root->span;
    gl_k8s_describe(&w->f.arena, resource);
    if (resource->object)
        gl_graph_add(&w->graph, resource);
}

static void load(struct world *w, const char *text)
{
    *w = (struct world){0};
    (void)read_text(&w->f, gl_str_of(text), gl_read_yaml, GL_OK);
    w->unit.dialect = GL_DIALECT_KUBERNETES;
    gl_graph_init(&w->graph, &w->f.arena);
    for (size_t i = 0; i < w->f.documents.len; i++)
        add_object(w, &w->f.documents.items[i].root);
}

static void compute_with(struct world *w, struct gl_pods_options options)
{
    gl_graph_link(&w->graph);
    w->pods = gl_pods_compute(&w->f.arena, &w->graph, w->graph.clusters[0], &options, &w->f.diags);
}

static void cluster(struct world *w, const char *text)
{
    load(w, text);
    compute_with(w, (struct gl_pods_options){0});
}

static void end_world(struct world *w)
{
    free_fixture(&w->f);
}

static uint32_t end_of(const struct world *w, const char *name)
{
    bool is_several;
    uint32_t end = gl_pods_find_end(w->pods, gl_str_of(name), &is_several);

    if (end == GL_PODS_NONE)
        fail_msg("no end %s", name);
    return end;
}

static void assert_ports(struct gl_portset ports, const char *want)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_pods_print_ports(&out, ports);
    if (!gl_str_eq(gl_buf_str(&out), gl_str_of(want)))
        fail_msg("%.*s, not %s", GL_STR_ARG(gl_buf_str(&out)), want);
    gl_buf_free(&out);
}

static void assert_flow(struct world *w, const char *from, const char *to, const char *ports)
{
    struct gl_pods_flow flow = gl_pods_between(&w->f.arena, w->pods, end_of(w, from), end_of(w, to));

    assert_ports(flow.ports, ports);
    assert_ports(flow.sure, ports);
}

static void assert_bounds(struct world *w, const char *from, const char *to, const char *sure,
                          const char *upper)
{
    struct gl_pods_flow flow = gl_pods_between(&w->f.arena, w->pods, end_of(w, from), end_of(w, to));

    assert_ports(flow.ports, upper);
    assert_ports(flow.sure, sure);
}

static void assert_address(struct world *w, const char *from, const char *to, enum gl_match want)
{
    struct gl_pods_question question = {
        .from = GL_PODS_NONE, .to = GL_PODS_NONE, .protocol = GL_PROTO_TCP, .port = 80};
    const char *why;

    if (gl_cidr_parse(gl_str_of(from), &question.from_address, &why) != GL_OK)
        question.from = end_of(w, from);
    if (gl_cidr_parse(gl_str_of(to), &question.to_address, &why) != GL_OK)
        question.to = end_of(w, to);
    assert_int_equal(gl_pods_answer(&w->f.arena, w->pods, &question), want);
}

static void assert_refused(const char *text, const char *message)
{
    struct world w;

    cluster(&w, text);
    if (w.f.diags.len != 1 || !gl_str_contains(w.f.diags.items[0].message, gl_str_of(message)))
        fail_msg("%zu diagnostics: %.*s", w.f.diags.len,
                 GL_STR_ARG(w.f.diags.len ? w.f.diags.items[0].message : GL_STR("none")));
    assert_int_equal(w.f.diags.items[0].level, GL_DIAG_INCOMPLETE);
    end_world(&w);
}

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

#define TO_ALL(name, action, rest) "{name: " name ", action: " action ", to: [{namespaces: {}}]" rest "}"
#define PORT80 ", ports: [{portNumber: {protocol: TCP, port: 80}}]"

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
