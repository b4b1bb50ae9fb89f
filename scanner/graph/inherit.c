#include "graph/inherit.h"

#include <string.h>

enum { MAX_CHAIN = 8 }; /* replicas of replicas; RDS allows three levels */

struct row {
    struct gl_str kind, via, property, source_property;
};

static const struct row rows[] = {
#define INHERIT(kind, via, property, source)                                                                 \
    {GL_STR_INIT(kind), GL_STR_INIT(via), GL_STR_INIT(property), GL_STR_INIT(source)},
#include "graph/inherit.def"
#undef INHERIT
};

enum { ROWS = sizeof rows / sizeof *rows };

/* The source that a value names: a reference, or the physical name of a resource of the same stack. */
static struct gl_resource *source_of(const struct gl_graph *graph, const struct gl_value *via)
{
    const struct gl_resource *target = gl_value_target(via);

    if (!target)
        target = gl_graph_named_by(graph, via);
    return target ? graph->resources[target->id] : NULL;
}

static void add_property(struct gl_graph *graph, struct gl_resource *resource, struct gl_str key,
                         struct gl_value value)
{
    struct gl_value *properties = &resource->properties;
    struct gl_member *members = GL_NEW_ARRAY(graph->arena, struct gl_member, properties->u.map.len + 1);

    if (properties->u.map.len)
        memcpy(members, properties->u.map.members, properties->u.map.len * sizeof *members);
    value.flags |= GL_VALUE_DEFAULTED;
    members[properties->u.map.len] = (struct gl_member){key, value.span, value};
    properties->u.map.members = members;
    properties->u.map.len++;
}

static void inherit(struct gl_graph *graph, struct gl_resource *resource, int depth);

static void apply(struct gl_graph *graph, struct gl_resource *resource, const struct row *row, int depth)
{
    const struct gl_value *via = gl_value_get(&resource->properties, row->via), *value;
    struct gl_resource *source;

    if (!via || via->type == GL_NULL || via->type == GL_ABSENT ||
        gl_value_get(&resource->properties, row->property))
        return;
    source = source_of(graph, via);
    if (source == resource)
        return;
    if (!source) {
        add_property(graph, resource, row->property,
                     gl_value_unknown(graph->arena, GL_WHY_SNAPSHOT, row->via, via->span));
        return;
    }
    inherit(graph, source, depth + 1);
    value = gl_value_get(&source->properties, row->source_property);
    if (value)
        add_property(graph, resource, row->property, *value);
}

/* The rows of a kind stand together in the table. */
static void inherit(struct gl_graph *graph, struct gl_resource *resource, int depth)
{
    if (depth > MAX_CHAIN || resource->properties.type != GL_MAP)
        return;
    for (size_t i = 0; i < ROWS; i++) {
        if (gl_str_eq(rows[i].kind, resource->kind))
            apply(graph, resource, &rows[i], depth);
    }
}

void gl_graph_inherit(struct gl_graph *graph)
{
    for (size_t i = 0; i < ROWS; i++) {
        struct gl_resource_list list;

        if (i > 0 && gl_str_eq(rows[i].kind, rows[i - 1].kind))
            continue;
        list = gl_graph_of_kind(graph, rows[i].kind);
        for (size_t k = 0; k < list.len; k++)
            inherit(graph, list.items[k], 0);
    }
}
