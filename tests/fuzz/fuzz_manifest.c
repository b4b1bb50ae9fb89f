/* Manifests in several folders, in parts that lines of %% separate. Whatever they hold, each resource is an
 * object with its place inside its file, and clusters and selectors answer about all of them. The second part
 * is also taken for what the first one, a template, was rendered to. */
#include <stdlib.h>

#include "front/kubernetes/manifest.h"
#include "front/kubernetes/rendered.h"
#include "graph/cluster.h"
#include "graph/selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS = 4, MOST_OBJECTS = 64, MOST_RENDERED = 4096 };

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_resource(const struct gl_graph *graph, const struct gl_sources *sources,
                           const struct gl_resource *resource)
{
    const struct gl_cluster *cluster = gl_cluster_of(graph, resource);
    const struct gl_source *source;

    demand(resource->object && resource->unit && resource->address.len && cluster);
    demand(resource->span.source > 0 && resource->span.source < sources->len);
    source = gl_sources_get(sources, resource->span.source);
    demand(resource->span.begin <= resource->span.end && resource->span.end <= source->text.len);
    demand(cluster->unit == resource->unit);
    demand(gl_cluster_find(cluster, resource->kind, resource->object->ns, resource->object->name) != NULL);
}

static void check_selectors(const struct gl_graph *graph)
{
    for (size_t i = 0; i < graph->len && i < MOST_OBJECTS; i++) {
        const struct gl_value *spec = gl_value_get(&graph->resources[i]->properties, GL_STR("spec"));
        const struct gl_value *selector = gl_value_get(spec, GL_STR("podSelector"));

        if (!selector)
            selector = gl_value_get(spec, GL_STR("selector"));
        for (size_t k = 0; k < graph->len && k < MOST_OBJECTS; k++) {
            const struct gl_value *labels = graph->resources[k]->object->labels;

            demand(gl_selector_matches(selector, labels) <= GL_MATCH_YES);
            demand(gl_labels_match(selector, labels) <= GL_MATCH_YES);
        }
    }
}

static void check_places(const struct gl_value *value, const struct gl_source *of_template)
{
    demand(value->span.source == of_template->id && value->span.begin <= value->span.end &&
           value->span.end <= of_template->text.len);
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
        check_places(&value->u.list.items[i], of_template);
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++)
        check_places(&value->u.map.members[i].value, of_template);
}

static void check_rendered(const struct gl_source *of_template, const struct gl_source *rendered,
                           struct gl_arena *arena, struct gl_diags *diags)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_documents documents = {0};

    if (rendered->text.len > MOST_RENDERED ||
        gl_read_yaml(rendered, arena, &options, &documents, diags) != GL_OK)
        return;
    for (size_t i = 0; i < documents.len; i++) {
        gl_k8s_place_rendered(rendered, of_template, &documents.items[i].root);
        check_places(&documents.items[i].root, of_template);
    }
    (void)gl_k8s_rendered_source(rendered->text, 0, rendered->text.len);
}

static void add_part(struct gl_input *input, struct gl_sources *sources, struct gl_arena *arena,
                     struct gl_diags *diags, struct gl_str name, struct gl_str text)
{
    const struct gl_read_options options = {
        .duplicate_key = GL_DIAG_NOTE, .last_key_counts = true, .tells_lost_keys = true};

    input->source = gl_sources_add_text(sources, name, text);
    input->source->path = name;
    input->kind = GL_INPUT_KUBERNETES;
    if (gl_read(input->source, arena, &options, &input->documents, diags) != GL_OK && !input->documents.len)
        input->kind = GL_INPUT_UNREAD;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[PARTS] = {"k/a.yaml", "k/dev/a.yaml", "k/prod/a.yaml",
                                             "k/prod/b-dev.yaml"};
    struct gl_str rest = {(const char *)data, size};
    struct gl_input items[PARTS] = {0};
    struct gl_inputs inputs = {items, PARTS};
    struct gl_front_output output = {0};
    struct gl_front_options options = {0};
    struct gl_sources sources;
    struct gl_arena arena = {0};
    struct gl_graph graph;
    struct gl_diags diags;

    gl_sources_init(&sources);
    gl_diags_init(&diags, &arena);
    for (size_t i = 0; i < PARTS; i++) {
        size_t end = i + 1 < PARTS ? gl_str_find(rest, GL_STR("\n%%\n")) : GL_STR_NONE;

        add_part(&items[i], &sources, &arena, &diags, gl_str_of(names[i]), gl_str_slice(rest, 0, end));
        rest = end == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(rest, end + 4);
    }
    gl_k8s_load(&arena, &inputs, &options, &output, &diags);
    gl_graph_init(&graph, &arena);
    for (size_t i = 0; i < output.len; i++)
        gl_graph_add(&graph, output.resources[i]);
    gl_graph_link(&graph);
    for (size_t i = 0; i < graph.len; i++)
        check_resource(&graph, &sources, graph.resources[i]);
    check_selectors(&graph);
    check_rendered(items[0].source, items[1].source, &arena, &diags);
    gl_arena_free(&arena);
    gl_sources_free(&sources);
    return 0;
}
