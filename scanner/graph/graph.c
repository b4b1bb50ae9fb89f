#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

#include "graph/alb.h"
#include "graph/cluster.h"
#include "graph/inherit.h"
#include "graph/scaling.h"

struct gl_kind_entry {
    struct gl_resource **items;
    size_t len, capacity;
};

void gl_graph_init(struct gl_graph *graph, struct gl_arena *arena)
{
    *graph = (struct gl_graph){.arena = arena};
}

void gl_graph_add(struct gl_graph *graph, struct gl_resource *resource)
{
    resource->id = (uint32_t)graph->len;
    *GL_PUSH(graph->arena, graph->resources, graph->len, graph->capacity) = resource;
}

static void index_kinds(struct gl_graph *graph)
{
    size_t len = 0, capacity = 0;

    for (size_t i = 0; i < graph->len; i++) {
        struct gl_resource *resource = graph->resources[i];
        uint32_t at = gl_name_index_add(graph->arena, &graph->by_kind, resource->kind, (uint32_t)len);
        struct gl_kind_entry *entry =
            at == GL_NAME_INDEX_NONE ? GL_PUSH(graph->arena, graph->kinds, len, capacity) : &graph->kinds[at];

        *GL_PUSH(graph->arena, entry->items, entry->len, entry->capacity) = resource;
    }
}

struct gl_resource_list gl_graph_of_kind(const struct gl_graph *graph, struct gl_str kind)
{
    uint32_t at = gl_name_index_find(&graph->by_kind, kind);

    if (at == GL_NAME_INDEX_NONE)
        return (struct gl_resource_list){0};
    return (struct gl_resource_list){graph->kinds[at].items, graph->kinds[at].len};
}

void gl_graph_link(struct gl_graph *graph)
{
    index_kinds(graph);
    gl_graph_index_names(graph);
    gl_graph_make_edges(graph);
    gl_graph_inherit(graph);
    gl_clusters_build(graph);
    gl_albs_build(graph);
    gl_scaling_build(graph);
}

struct gl_edge_list gl_graph_references(const struct gl_graph *graph, const struct gl_resource *from)
{
    uint32_t begin = graph->out_start[from->id];

    if (graph->edge_len == 0)
        return (struct gl_edge_list){0};
    return (struct gl_edge_list){graph->out + begin, graph->out_start[from->id + 1] - begin};
}

struct gl_edge_list gl_graph_referrers(const struct gl_graph *graph, const struct gl_resource *to)
{
    uint32_t begin = graph->in_start[to->id];

    if (graph->edge_len == 0)
        return (struct gl_edge_list){0};
    return (struct gl_edge_list){graph->in + begin, graph->in_start[to->id + 1] - begin};
}

const struct gl_resource *gl_value_target(const struct gl_value *value)
{
    const struct gl_resource *target = NULL;

    if (gl_value_is(value, GL_REF))
        return value->u.ref->target;
    if (!gl_value_is(value, GL_CONCAT))
        return NULL;
    for (size_t i = 0; i < value->u.list.len; i++) {
        const struct gl_value *part = &value->u.list.items[i];

        if (part->type != GL_REF || part->u.ref->target == target)
            continue;
        if (target)
            return NULL; /* an ARN of one thing that names another, too */
        target = part->u.ref->target;
    }
    return target;
}

bool gl_graph_same_path(struct gl_str a, struct gl_str b)
{
    size_t at = 0, bt = 0;

    while (at < a.len || bt < b.len) {
        if (gl_str_starts_with(gl_str_from(a, at), GL_STR("[]")))
            at += 2;
        else if (gl_str_starts_with(gl_str_from(b, bt), GL_STR("[]")))
            bt += 2;
        else if (at == a.len || bt == b.len || a.ptr[at++] != b.ptr[bt++])
            return false;
    }
    return true;
}

/* What Ref gives where it is a property: an alias's name, a named bucket. */
static const struct gl_value *ref_property(const struct gl_ref *ref)
{
    static const struct {
        struct gl_str kind, property;
    } named[] = {
        {GL_STR_INIT("AWS::KMS::Alias"), GL_STR_INIT("AliasName")},
        {GL_STR_INIT("AWS::SSM::Parameter"), GL_STR_INIT("Name")},
    };

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (gl_str_eq(ref->target->kind, named[i].kind))
            return gl_value_get(&ref->target->properties, named[i].property);
    }
    return NULL;
}

const struct gl_value *gl_value_resolve(const struct gl_value *value)
{
    const struct gl_value *told = NULL;
    struct gl_str attribute;

    if (!value || value->type != GL_REF)
        return value;
    attribute = value->u.ref->attribute;
    if (attribute.len == 0)
        told = ref_property(value->u.ref);
    else if (gl_str_eq(attribute, GL_STR("CidrBlock")) || gl_str_eq(attribute, GL_STR("AvailabilityZone")) ||
             gl_str_eq(attribute, GL_STR("Port")))
        told = gl_value_get(&value->u.ref->target->properties, attribute);
    else if (gl_str_eq(attribute, GL_STR("Endpoint.Port")))
        told = gl_value_get(&value->u.ref->target->properties, GL_STR("Port"));
    return told ? told : value;
}
