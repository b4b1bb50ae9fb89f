/* Relations as a Graphviz digraph: namespaces are clusters, a line is what may pass. */
#include "base/name_index.h"
#include "reports/escape.h"
#include "reports/relation_writers.h"

struct dot {
    struct gl_buf *out;
    const struct gl_relations *relations;
    const struct gl_relation *relation;
    size_t index;
};

/* Names are unique in a cluster only: several clusters get a number before them. */
static void add_id(const struct dot *dot, struct gl_str name)
{
    gl_buf_add_char(dot->out, '"');
    if (dot->relations->len > 1)
        gl_buf_printf(dot->out, "%zu:", dot->index + 1);
    gl_dot_add(dot->out, name);
    gl_buf_add_char(dot->out, '"');
}

static void add_node(const struct dot *dot, struct gl_str name, struct gl_str label, const char *look)
{
    gl_buf_add(dot->out, GL_STR("    "));
    add_id(dot, name);
    gl_buf_add(dot->out, GL_STR(" [label=\""));
    gl_dot_add(dot->out, label);
    gl_buf_printf(dot->out, "\" %s];\n", look);
}

/* Workloads are sorted by namespace. */
static void add_nodes(const struct dot *dot)
{
    const struct gl_relation *relation = dot->relation;
    struct gl_arena arena = {0};
    bool *used = gl_relation_used_ends(&arena, relation), is_open = false;
    struct gl_str ns = {0};

    for (size_t i = 0; i < relation->end_len; i++) {
        const struct gl_relation_end *end = &relation->ends[i];

        if (!used[i] || end->kind != GL_RELATION_WORKLOAD)
            continue;
        if (!is_open || !gl_str_eq(ns, end->ns)) {
            gl_buf_add(dot->out,
                       is_open ? GL_STR("  }\n  subgraph \"cluster_") : GL_STR("  subgraph \"cluster_"));
            gl_buf_printf(dot->out, "%zu_", dot->index + 1);
            gl_dot_add(dot->out, end->ns);
            gl_buf_add(dot->out, GL_STR("\" {\n    label=\""));
            gl_dot_add(dot->out, end->ns);
            gl_buf_add(dot->out, GL_STR("\"; color=\"gray50\"; fontcolor=\"gray30\";\n"));
        }
        is_open = true;
        ns = end->ns;
        add_node(dot, end->shown, end->label, "color=\"blue4\" fontcolor=\"blue4\"");
    }
    if (is_open)
        gl_buf_add(dot->out, GL_STR("  }\n"));
    for (size_t i = 0; i < relation->end_len; i++) {
        if (used[i] && relation->ends[i].kind != GL_RELATION_WORKLOAD)
            add_node(dot, relation->ends[i].shown, relation->ends[i].shown,
                     "color=\"red3\" fontcolor=\"red3\"");
    }
    gl_arena_free(&arena);
}

static void add_edges(const struct dot *dot)
{
    const struct gl_relation *relation = dot->relation;
    struct gl_buf ports;

    gl_buf_init(&ports);
    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];
        const struct gl_relation_ports *what = &relation->ports[row->ports];

        gl_buf_add(dot->out, GL_STR("  "));
        add_id(dot, relation->ends[row->from].shown);
        gl_buf_add(dot->out, GL_STR(" -> "));
        add_id(dot, relation->ends[row->to].shown);
        gl_buf_add(dot->out, GL_STR(" [label=\""));
        ports.len = 0;
        gl_relation_add_ports(&ports, what);
        if (!dot->relations->hides_ports)
            gl_dot_add(dot->out, gl_buf_str(&ports));
        gl_buf_add(dot->out, what->may.len ? GL_STR("\" style=\"dashed\"];\n") : GL_STR("\"];\n"));
        gl_relation_drain(dot->relations->sink, dot->out);
    }
    gl_buf_free(&ports);
}

/* What is not in the scan: a node for each name that is no end already. */
static void add_peers(const struct dot *dot)
{
    const struct gl_relation *relation = dot->relation;
    struct gl_arena arena = {0};
    struct gl_name_index names = {0};

    for (size_t i = 0; i < relation->end_len; i++)
        gl_name_index_add(&arena, &names, relation->ends[i].shown, (uint32_t)i);
    for (size_t i = 0; i < relation->exposure_len; i++) {
        struct gl_str peer = relation->exposures[i].peer;

        if (gl_name_index_add(&arena, &names, peer, (uint32_t)i) == GL_NAME_INDEX_NONE)
            add_node(dot, peer, peer, "color=\"orange3\" fontcolor=\"orange3\"");
    }
    gl_arena_free(&arena);
}

static void add_exposures(const struct dot *dot)
{
    const struct gl_relation *relation = dot->relation;

    add_peers(dot);
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];
        struct gl_str end = relation->ends[exposure->end].shown;

        gl_buf_add(dot->out, GL_STR("  "));
        add_id(dot, exposure->is_egress ? end : exposure->peer);
        gl_buf_add(dot->out, GL_STR(" -> "));
        add_id(dot, exposure->is_egress ? exposure->peer : end);
        gl_buf_add(dot->out, GL_STR(" [label=\""));
        if (!dot->relations->hides_ports)
            gl_dot_add(dot->out, exposure->ports);
        gl_buf_add(dot->out, GL_STR("\" color=\"orange3\" fontcolor=\"orange3\" style=\"dotted\"];\n"));
        gl_relation_drain(dot->relations->sink, dot->out);
    }
}

void gl_relation_dot(const struct gl_relations *relations, struct gl_buf *out)
{
    gl_buf_add(out, GL_STR("digraph connections {\n  rankdir=\"LR\";\n  fontname=\"sans-serif\";\n"
                           "  node [fontname=\"sans-serif\" shape=\"box\" style=\"rounded\"];\n"
                           "  edge [fontname=\"sans-serif\" fontsize=\"10\" color=\"gray40\"];\n"));
    for (size_t i = 0; i < relations->len; i++) {
        struct dot dot = {out, relations, &relations->items[i], i};
        bool is_one = relations->len == 1;

        if (!is_one) {
            gl_buf_printf(out, "  subgraph \"cluster_%zu\" {\n  label=\"", i + 1);
            gl_dot_add(out, dot.relation->name);
            gl_buf_add(out, GL_STR("\";\n"));
        }
        add_nodes(&dot);
        add_edges(&dot);
        if (relations->has_exposure)
            add_exposures(&dot);
        if (!is_one)
            gl_buf_add(out, GL_STR("  }\n"));
    }
    gl_buf_add(out, GL_STR("}\n"));
}
