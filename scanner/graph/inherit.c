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

/* The name at the end of an ARN ("arn:aws:rds:eu-west-1:111122223333:db:orders"), which may be a reference; a
 * value that is no ARN is the name itself. False when the end is not known. */
static bool name_in_arn(const struct gl_value *via, struct gl_value *ret_name)
{
    const struct gl_value *last = via;
    struct gl_str text;
    size_t colon;

    if (via->type == GL_CONCAT) {
        if (via->u.list.len == 0)
            return false;
        last = &via->u.list.items[via->u.list.len - 1];
    }
    *ret_name = *last;
    if (!gl_value_text(last, &text))
        return last->type == GL_REF;
    colon = gl_str_find_last_char(text, ':');
    if (colon == GL_STR_NONE)
        return last == via;
    *ret_name = gl_value_string(gl_str_from(text, colon + 1), via->span);
    return true;
}

/* The source that a value names: a reference, or the physical name or ARN of a resource of the same stack. */
static struct gl_resource *source_of(const struct gl_graph *graph, const struct gl_resource *resource,
                                     const struct gl_value *via)
{
    const struct gl_resource *target;
    struct gl_value name;

    if (!name_in_arn(via, &name))
        return NULL;
    target = gl_value_target(&name);
    if (!target) {
        target = gl_graph_named_by(graph, &name, resource);
        if (target && target->unit != resource->unit)
            return NULL;
    }
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

    if (gl_value_is_nothing(via) || gl_value_get(&resource->properties, row->property))
        return;
    source = source_of(graph, resource, via);
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
