/* Connectivity of the pods of any manifest. Scalars UNKNOWN are values that are not known. Whatever the
 * policies say: flows come in order, what is sure is a part of what may pass, a pair alone and a question
 * about it say what the list says, and the cases that explain it make up all ports, those that may pass being
 * the allowed ones. */
#include <stdlib.h>

#include "graph/kubernetes.h"
#include "reach/pods.h"
#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_PAIRS = 200 };

struct world {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_graph graph;
    struct gl_unit unit;
    const struct gl_pods *pods;
    struct gl_pods_flow last;
    size_t told;
};

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void hide(struct world *w, struct gl_value *value)
{
    if (gl_value_text_is(value, "UNKNOWN"))
        *value = gl_value_unknown(&w->arena, GL_WHY_COMPUTED, GL_STR("v"), value->span);
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
        hide(w, &value->u.list.items[i]);
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++)
        hide(w, &value->u.map.members[i].value);
}

static void add_object(struct world *w, struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(&w->arena, struct gl_resource);
    const struct gl_value *kind = gl_value_get(root, GL_STR("kind"));

    if (gl_value_text_is(kind, "UNKNOWN"))
        return;
    hide(w, root);
    resource->unit = &w->unit;
    resource->properties = *root;
    resource->span = root->span;
    gl_k8s_describe(&w->arena, resource);
    if (resource->object)
        gl_graph_add(&w->graph, resource);
}

static bool is_same(struct gl_pods_flow a, struct gl_pods_flow b)
{
    return gl_portset_equal(a.ports, b.ports) && gl_portset_equal(a.sure, b.sure);
}

static void check_answer(struct world *w, const struct gl_pods_flow *flow)
{
    struct gl_pods_question question = {
        .from = flow->from, .to = flow->to, .protocol = GL_PROTO_TCP, .port = 80};
    enum gl_match answer = gl_pods_answer(&w->arena, w->pods, &question);

    demand((answer == GL_MATCH_YES) == gl_portset_has(flow->sure, GL_PROTO_TCP, 80));
    demand((answer != GL_MATCH_NO) == gl_portset_has(flow->ports, GL_PROTO_TCP, 80));
}

static void check_cases(struct world *w, const struct gl_pods_flow *flow)
{
    struct gl_portset all = {{NULL, 0}}, allowed = {{NULL, 0}};
    bool is_one_pair = true;
    struct gl_pods_case *cases;
    size_t len = gl_pods_explain(&w->arena, w->pods, flow->from, flow->to, &cases);

    for (size_t i = 0; i < len; i++) {
        demand(!gl_portset_overlaps(all, cases[i].ports));
        all = gl_portset_union(&w->arena, all, cases[i].ports);
        if (cases[i].is_allowed)
            allowed = gl_portset_union(&w->arena, allowed, cases[i].ports);
        for (size_t d = 0; d < 2; d++)
            demand(cases[i].by[d].len > 0);
    }
    demand(gl_portset_equal(all, gl_pods_all_ports()));
    is_one_pair = w->pods->ends[flow->from].class_len < 2 && w->pods->ends[flow->to].class_len < 2;
    if (is_one_pair) /* else the cases are about two of the pods */
        demand(gl_portset_equal(allowed, flow->ports));
}

static bool check_flow(void *context, const struct gl_pods_flow *flow)
{
    struct world *w = context;

    demand(flow->from < w->pods->end_len && flow->to < w->pods->end_len && flow->from != flow->to);
    demand(!w->told || w->last.from < flow->from || (w->last.from == flow->from && w->last.to < flow->to));
    demand(gl_portset_contains(flow->ports, flow->sure) && !gl_portset_is_empty(flow->ports));
    demand(gl_portset_contains(gl_pods_all_ports(), flow->ports));
    demand(is_same(*flow, gl_pods_between(&w->arena, w->pods, flow->from, flow->to)));
    check_answer(w, flow);
    check_cases(w, flow);
    w->last = *flow;
    return ++w->told < MOST_PAIRS;
}

static bool count_flow(void *context, const struct gl_pods_flow *flow)
{
    (void)flow;
    ++*(size_t *)context;
    return true;
}

/* No pair is left out by the short ways that rows take. */
static void check_pairs(struct world *w)
{
    size_t listed = 0, found = 0;

    if (w->pods->end_len * w->pods->end_len > MOST_PAIRS)
        return;
    gl_pods_each_flow(w->pods, GL_PODS_NONE, GL_PODS_NONE, count_flow, &listed);
    for (uint32_t from = 0; from < w->pods->end_len; from++) {
        for (uint32_t to = 0; to < w->pods->end_len; to++) {
            if (from != to && !gl_portset_is_empty(gl_pods_between(&w->arena, w->pods, from, to).ports))
                found++;
        }
    }
    demand(listed == found);
}

static void check_facts(struct world *w)
{
    const struct gl_pods *pods = w->pods;
    struct gl_pods_span_of_addresses *spans;
    const uint32_t *ends;

    for (size_t i = 0; i < pods->policy_len; i++) {
        size_t len = gl_pods_policy_subjects(pods, &pods->policies[i], &ends);

        demand((len > 0) == (gl_pods_policy_selects(pods, &pods->policies[i]) != GL_MATCH_NO));
    }
    for (uint32_t i = 0; i < pods->end_len; i++) {
        (void)gl_pods_isolation(&w->arena, pods, i, GL_PODS_INGRESS);
        (void)gl_pods_addresses(&w->arena, pods, i, GL_PODS_EGRESS, &spans);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct gl_read_options read_options = {.duplicate_key = GL_DIAG_NOTE};
    const struct gl_pods_options options = {
        .exposure = true, .ipv6 = size % 2 == 0, .host_network_apart = size % 3 == 0};
    struct gl_documents documents = {0};
    struct world w = {0};
    enum gl_err err;

    gl_sources_init(&w.sources);
    gl_diags_init(&w.diags, &w.arena);
    gl_graph_init(&w.graph, &w.arena);
    w.unit.dialect = GL_DIALECT_KUBERNETES;
    err = gl_read_yaml(
        gl_sources_add_text(&w.sources, GL_STR("a.yaml"), (struct gl_str){(const char *)data, size}),
        &w.arena, &read_options, &documents, &w.diags);
    for (size_t i = 0; err == GL_OK && i < documents.len; i++)
        add_object(&w, &documents.items[i].root);
    gl_graph_link(&w.graph);
    if (w.graph.cluster_len) {
        w.pods = gl_pods_compute(&w.arena, w.graph.clusters[0], &options, &w.diags);
        gl_pods_each_flow(w.pods, GL_PODS_NONE, GL_PODS_NONE, check_flow, &w);
        check_pairs(&w);
        check_facts(&w);
    }
    gl_arena_free(&w.arena);
    gl_sources_free(&w.sources);
    return 0;
}
