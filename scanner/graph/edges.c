/* Edges: every GL_REF in the properties of every resource, and every text at a place that names another
 * resource. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "graph/graph.h"
#include "graph/inherit.h"

struct gl_loose_entry {
    struct gl_str kind, path; /* kind empty: free */
    struct loose_end *items;  /* in the order of resources */
    size_t len, capacity;
};

struct loose_end {
    const struct gl_resource *from;
    const struct gl_value *value;
};

struct builder {
    struct gl_graph *graph;
    const struct gl_resource *from;
    struct gl_edge *edges;
    size_t len, capacity;
    size_t loose_len;
    struct gl_buf path;
    struct gl_str shared_path; /* interned copy of `path`, made on demand */
    const struct gl_choice *choice;
    uint32_t arm;
};

static uint64_t loose_hash(struct gl_str kind, struct gl_str path)
{
    return gl_str_hash(kind) * 31 + gl_str_hash(path);
}

static struct gl_loose_entry *find_loose(const struct gl_graph *graph, struct gl_str kind, struct gl_str path)
{
    size_t mask = graph->loose_capacity - 1, at = loose_hash(kind, path) & mask;

    while (graph->loose[at].kind.len &&
           !(gl_str_eq(graph->loose[at].kind, kind) && gl_str_eq(graph->loose[at].path, path)))
        at = (at + 1) & mask;
    return &graph->loose[at];
}

static void grow_loose(struct gl_graph *graph)
{
    struct gl_loose_entry *old = graph->loose;
    size_t old_capacity = graph->loose_capacity;

    graph->loose_capacity = old_capacity ? old_capacity * 2 : 256;
    graph->loose = GL_NEW_ARRAY(graph->arena, struct gl_loose_entry, graph->loose_capacity);
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].kind.len)
            *find_loose(graph, old[i].kind, old[i].path) = old[i];
    }
}

static void add_loose(struct builder *builder, const struct gl_value *value)
{
    struct gl_graph *graph = builder->graph;
    struct gl_loose_entry *entry = find_loose(graph, builder->from->kind, gl_buf_str(&builder->path));
    struct loose_end *end;

    if (!entry->kind.len) {
        if (++builder->loose_len * 2 > graph->loose_capacity) {
            grow_loose(graph);
            entry = find_loose(graph, builder->from->kind, gl_buf_str(&builder->path));
        }
        entry->kind = builder->from->kind;
        entry->path = gl_arena_copy(graph->arena, gl_buf_str(&builder->path));
    }
    end = GL_PUSH(graph->arena, entry->items, entry->len, entry->capacity);
    *end = (struct loose_end){builder->from, value};
}

static const struct gl_unit *root_unit(const struct gl_unit *unit)
{
    while (unit && unit->parent)
        unit = unit->parent;
    return unit;
}

const struct gl_value *gl_graph_loose_end(const struct gl_graph *graph, struct gl_str kind,
                                          struct gl_str path, const struct gl_resource *beside)
{
    struct gl_str plain = path;
    const struct gl_loose_entry *entry;
    size_t low = 0, high;

    if (gl_str_ends_with(plain, GL_STR("[]")))
        plain.len -= 2;
    if (graph->loose_capacity == 0)
        return NULL;
    entry = find_loose(graph, kind, path);
    if (!entry->kind.len)
        entry = find_loose(graph, kind, plain);
    high = entry->len;
    while (low < high) { /* the first one at or behind `beside`; those of one stack are neighbours */
        size_t middle = low + (high - low) / 2;

        if (entry->items[middle].from->id < beside->id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < entry->len && root_unit(entry->items[low].from->unit) == root_unit(beside->unit))
        return entry->items[low].value;
    if (low > 0 && root_unit(entry->items[low - 1].from->unit) == root_unit(beside->unit))
        return entry->items[low - 1].value;
    return NULL;
}

static struct gl_str shared_path(struct builder *builder)
{
    if (!builder->shared_path.ptr)
        builder->shared_path = gl_arena_copy(builder->graph->arena, gl_buf_str(&builder->path));
    return builder->shared_path;
}

static void add_edge(struct builder *builder, const struct gl_resource *to, struct gl_str attribute,
                     const struct gl_value *value)
{
    struct gl_edge *edge = GL_PUSH(builder->graph->arena, builder->edges, builder->len, builder->capacity);

    *edge = (struct gl_edge){.from = builder->from->id,
                             .to = to->id,
                             .path = shared_path(builder),
                             .attribute = attribute,
                             .value = value,
                             .choice = builder->choice,
                             .arm = builder->arm};
}

static void walk(struct builder *builder, const struct gl_value *value, int depth);

static void walk_member(struct builder *builder, const struct gl_member *member, int depth)
{
    size_t len = builder->path.len;

    if (len)
        gl_buf_add_char(&builder->path, '.');
    gl_buf_add(&builder->path, member->key);
    builder->shared_path = (struct gl_str){0};
    walk(builder, &member->value, depth);
    builder->path.len = len;
    builder->shared_path = (struct gl_str){0};
}

static void walk_items(struct builder *builder, const struct gl_value *value, int depth)
{
    size_t len = builder->path.len;

    if (value->type == GL_LIST)
        gl_buf_add(&builder->path, GL_STR("[]"));
    builder->shared_path = (struct gl_str){0};
    for (size_t i = 0; i < value->u.list.len; i++)
        walk(builder, &value->u.list.items[i], depth);
    builder->path.len = len;
    builder->shared_path = (struct gl_str){0};
}

static void walk_choice(struct builder *builder, const struct gl_value *value, int depth)
{
    const struct gl_choice *outer = builder->choice;
    uint32_t outer_arm = builder->arm;

    for (uint32_t i = 0; i < value->u.choice->arm_len; i++) {
        builder->choice = value->u.choice;
        builder->arm = i;
        walk(builder, &value->u.choice->arms[i], depth);
    }
    builder->choice = outer;
    builder->arm = outer_arm;
}

/* May the value name a resource of the scan? What a secret holds names none. */
static bool is_loose(const struct gl_unknown *unknown)
{
    if (unknown->reason == GL_WHY_DYNAMIC && unknown->is_secret)
        return false;
    switch (unknown->reason) {
    case GL_WHY_PARAMETER:
    case GL_WHY_IMPORT:
    case GL_WHY_DYNAMIC:
    case GL_WHY_MACRO:
    case GL_WHY_MAPPING:
    case GL_WHY_SNAPSHOT:
    case GL_WHY_UNSUPPORTED:
    case GL_WHY_LIMIT:
    case GL_WHY_DATA_SOURCE:
    case GL_WHY_COMPUTED:
    case GL_WHY_MODULE:
    case GL_WHY_DENIED:
    case GL_WHY_UNTOLD:
        return true;
    case GL_WHY_ATTRIBUTE:
    case GL_WHY_PSEUDO:
    case GL_WHY_INVALID:
    case GL_WHY_IMPURE:
        return false;
    }
    return false;
}

/* An edge to the resource of the stack that the text names, if it is such a text. */
static bool add_named(struct builder *builder, const struct gl_value *value)
{
    const struct gl_resource *from = builder->from;
    const struct gl_resource *target = gl_graph_named_by(builder->graph, value, from);

    if (!target || target == from || root_unit(target->unit) != root_unit(from->unit))
        return false;
    add_edge(builder, target, GL_STR("name"), value);
    return true;
}

static void walk(struct builder *builder, const struct gl_value *value, int depth)
{
    if (depth > GL_MAX_EVAL_DEPTH)
        return;
    if (!(value->flags & GL_VALUE_HAS_CALLS) && !builder->graph->named_len &&
        (value->type == GL_MAP || value->type == GL_LIST))
        return; /* nothing in it refers to anything */
    switch ((enum gl_type)value->type) {
    case GL_REF:
        add_edge(builder, value->u.ref->target, value->u.ref->attribute, value);
        return;
    case GL_UNKNOWN:
        if (value->u.unknown->about)
            add_edge(builder, value->u.unknown->about, GL_STR("content"), value);
        else if (!add_named(builder, value) && is_loose(value->u.unknown))
            add_loose(builder, value);
        return;
    case GL_MAP:
        for (size_t i = 0; i < value->u.map.len; i++)
            walk_member(builder, &value->u.map.members[i], depth + 1);
        return;
    case GL_LIST:
        walk_items(builder, value, depth + 1);
        return;
    case GL_CONCAT:
        if (!add_named(builder, value))
            walk_items(builder, value, depth + 1);
        return;
    case GL_CHOICE:
        if (!add_named(builder, value))
            walk_choice(builder, value, depth + 1);
        return;
    case GL_STRING:
        add_named(builder, value);
        return;
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
        return;
    }
}

/* Edges sorted by (to, from): counting sort, since they come sorted by `from`. */
static void index_in(struct gl_graph *graph)
{
    uint32_t *at = GL_NEW_ARRAY(graph->arena, uint32_t, graph->len + 1);

    graph->in_start = GL_NEW_ARRAY(graph->arena, uint32_t, graph->len + 1);
    graph->in = GL_NEW_ARRAY(graph->arena, struct gl_edge, graph->edge_len);
    for (size_t i = 0; i < graph->edge_len; i++)
        graph->in_start[graph->out[i].to + 1]++;
    for (size_t i = 0; i < graph->len; i++)
        graph->in_start[i + 1] += graph->in_start[i];
    memcpy(at, graph->in_start, (graph->len + 1) * sizeof *at);
    for (size_t i = 0; i < graph->edge_len; i++)
        graph->in[at[graph->out[i].to]++] = graph->out[i];
}

void gl_graph_make_edges(struct gl_graph *graph)
{
    struct builder builder = {.graph = graph};

    gl_buf_init(&builder.path);
    grow_loose(graph);
    graph->out_start = GL_NEW_ARRAY(graph->arena, uint32_t, graph->len + 1);
    for (size_t i = 0; i < graph->len; i++) {
        builder.from = graph->resources[i];
        graph->out_start[i] = (uint32_t)builder.len;
        if (graph->resources[i]->properties.type == GL_MAP && gl_resource_is_deployed(graph->resources[i]))
            walk(&builder, &graph->resources[i]->properties, 0);
    }
    graph->out_start[graph->len] = (uint32_t)builder.len;
    graph->out = builder.edges;
    graph->edge_len = builder.len;
    gl_buf_free(&builder.path);
    index_in(graph);
}
