/* A cluster of manifests and its connectivity, for tests. Workloads are pods a, b, c ... of namespaces x, y
 * ... with the label app=their name. */
#ifndef GL_TESTS_PODS_FIXTURE_H
#define GL_TESTS_PODS_FIXTURE_H

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

static inline void add_object(struct world *w, const struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(&w->f.arena, struct gl_resource);

    resource->unit = &w->unit;
    resource->properties = *root;
    resource->span = root->span;
    gl_k8s_describe(&w->f.arena, resource);
    if (resource->object)
        gl_graph_add(&w->graph, resource);
}

static inline void load(struct world *w, const char *text)
{
    *w = (struct world){0};
    (void)read_text(&w->f, gl_str_of(text), gl_read_yaml, GL_OK);
    w->unit.dialect = GL_DIALECT_KUBERNETES;
    gl_graph_init(&w->graph, &w->f.arena);
    for (size_t i = 0; i < w->f.documents.len; i++)
        add_object(w, &w->f.documents.items[i].root);
}

static inline void compute_with(struct world *w, struct gl_pods_options options)
{
    gl_graph_link(&w->graph);
    w->pods = gl_pods_compute(&w->f.arena, w->graph.clusters[0], &options, &w->f.diags);
}

static inline void cluster(struct world *w, const char *text)
{
    load(w, text);
    compute_with(w, (struct gl_pods_options){0});
}

static inline void end_world(struct world *w)
{
    free_fixture(&w->f);
}

static inline uint32_t end_of(const struct world *w, const char *name)
{
    bool is_several;
    uint32_t end = gl_pods_find_end(w->pods, gl_str_of(name), &is_several);

    if (end == GL_PODS_NONE)
        fail_msg("no end %s", name);
    return end;
}

static inline void assert_ports(struct gl_portset ports, const char *want)
{
    struct gl_buf out;

    gl_buf_init(&out);
    gl_pods_print_ports(&out, ports);
    if (!gl_str_eq(gl_buf_str(&out), gl_str_of(want)))
        fail_msg("%.*s, not %s", GL_STR_ARG(gl_buf_str(&out)), want);
    gl_buf_free(&out);
}

static inline void assert_flow(struct world *w, const char *from, const char *to, const char *ports)
{
    struct gl_pods_flow flow = gl_pods_between(&w->f.arena, w->pods, end_of(w, from), end_of(w, to));

    assert_ports(flow.ports, ports);
    assert_ports(flow.sure, ports);
}

static inline void assert_bounds(struct world *w, const char *from, const char *to, const char *sure,
                                 const char *upper)
{
    struct gl_pods_flow flow = gl_pods_between(&w->f.arena, w->pods, end_of(w, from), end_of(w, to));

    assert_ports(flow.ports, upper);
    assert_ports(flow.sure, sure);
}

static inline void assert_address(struct world *w, const char *from, const char *to, enum gl_match want)
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

static inline void assert_refused(const char *text, const char *message)
{
    struct world w;

    cluster(&w, text);
    if (w.f.diags.len != 1 || !gl_str_contains(w.f.diags.items[0].message, gl_str_of(message)))
        fail_msg("%zu diagnostics: %.*s", w.f.diags.len,
                 GL_STR_ARG(w.f.diags.len ? w.f.diags.items[0].message : GL_STR("none")));
    assert_int_equal(w.f.diags.items[0].level, GL_DIAG_INCOMPLETE);
    end_world(&w);
}

#define TO_ALL(name, action, rest) "{name: " name ", action: " action ", to: [{namespaces: {}}]" rest "}"
#define PORT80 ", ports: [{portNumber: {protocol: TCP, port: 80}}]"

#endif
