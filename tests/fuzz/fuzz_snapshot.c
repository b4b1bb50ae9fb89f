/* Answers of describe calls: one text holds several files, each behind a line "-- PATH --". Whatever they
 * say, what is made is bounded by the input, stands at places of its files, and refers to what was made. */
#include "front/snapshot/snapshot.h"
#include "graph/graph.h"
#include "graph/security_group.h"
#include "graph/snapshot.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_FILES = 32, MOST_VALUES = 2000000, DEEPEST = GL_MAX_DEPTH + 8 };

struct build {
    struct gl_arena arena;
    struct gl_sources sources;
    struct gl_diags diags;
    struct gl_input items[MOST_FILES];
    struct gl_inputs inputs;
    struct gl_front_output output;
    struct gl_graph graph;
    size_t budget;
};

static void check_place(struct build *build, struct gl_span span)
{
    const struct gl_source *source;

    if (!span.source)
        return;
    demand(span.source < build->sources.len);
    source = gl_sources_get(&build->sources, span.source);
    demand(span.begin <= span.end && span.end <= source->text.len);
}

static void check_value(struct build *build, const struct gl_value *value, unsigned depth)
{
    struct gl_str text;

    if (!build->budget)
        return;
    build->budget--;
    demand(depth <= DEEPEST);
    check_place(build, value->span);
    if (gl_value_text(value, &text))
        check_text(text);
    if (value->type == GL_REF) {
        uint32_t id = value->u.ref->target->id;

        demand(id < build->graph.len && build->graph.resources[id] == value->u.ref->target);
    }
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
        check_value(build, &value->u.list.items[i], depth + 1);
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++) {
        check_text(value->u.map.members[i].key);
        check_value(build, &value->u.map.members[i].value, depth + 1);
    }
}

static void add_file(struct build *build, struct gl_str name, struct gl_str text)
{
    const struct gl_read_options options = {.duplicate_key = GL_DIAG_INCOMPLETE};
    struct gl_input *input = &build->items[build->inputs.len];

    for (size_t i = 0; i < build->inputs.len; i++) {
        if (gl_str_eq(build->items[i].source->path, name))
            return;
    }
    build->inputs.len++;
    input->source = gl_sources_add_text(&build->sources, name, text);
    input->source->path = name;
    if (gl_read(input->source, &build->arena, &options, &input->documents, &build->diags) == GL_OK &&
        input->documents.len == 1 && gl_snap_is_answer(&input->documents.items[0].root))
        input->kind = GL_INPUT_SNAPSHOT;
}

/* The name in a line "-- PATH --". */
static bool is_header(struct gl_str line, struct gl_str *ret_name)
{
    if (line.len < 7 || !gl_str_starts_with(line, GL_STR("-- ")) || !gl_str_ends_with(line, GL_STR(" --")))
        return false;
    *ret_name = gl_str_slice(line, 3, line.len - 3);
    return true;
}

static void add_files(struct build *build, struct gl_str text)
{
    struct gl_str rest = text, line, name = GL_STR("a.json"), next;
    size_t begin = 0;

    while (build->inputs.len + 1 < MOST_FILES && gl_str_cut(&rest, '\n', &line)) {
        if (!is_header(line, &next))
            continue;
        add_file(build, name, gl_str_slice(text, begin, (size_t)(line.ptr - text.ptr)));
        name = next;
        begin = (size_t)(line.ptr - text.ptr) + line.len + 1;
    }
    add_file(build, name, gl_str_from(text, begin));
}

static int compare(const void *a_, const void *b_)
{
    const struct gl_input *a = a_, *b = b_;

    return gl_str_cmp(a->source->path, b->source->path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct build build = {.budget = MOST_VALUES};
    struct gl_front_options options = {0};

    gl_sources_init(&build.sources);
    gl_diags_init(&build.diags, &build.arena);
    build.inputs.items = build.items;
    add_files(&build, (struct gl_str){(const char *)data, size});
    qsort(build.items, build.inputs.len, sizeof *build.items, compare);
    gl_snap_load(&build.arena, &build.inputs, &options, &build.output, &build.diags);
    demand(build.output.len <= size);
    gl_graph_init(&build.graph, &build.arena);
    for (size_t i = 0; i < build.output.len; i++)
        gl_graph_add(&build.graph, build.output.resources[i]);
    gl_graph_link(&build.graph);
    for (size_t i = 0; i < build.output.len; i++) {
        const struct gl_resource *resource = build.output.resources[i];

        demand(resource->unit && resource->unit->snapshot && resource->name.len);
        demand(resource->properties.type == GL_MAP);
        check_place(&build, resource->span);
        check_place(&build, resource->body_span);
        check_value(&build, &resource->properties, 0);
        gl_snapshot_tells(resource->unit, resource->kind);
    }
    gl_network_build(&build.arena, &build.graph, &build.diags);
    for (size_t i = 0; i < build.diags.len; i++)
        check_place(&build, build.diags.items[i].span);
    gl_arena_free(&build.arena);
    gl_sources_free(&build.sources);
    return 0;
}
