/* Physical names: by which a text in one resource means another one.
 *
 * A name is looked for in the stack first and then, when it is wholly known, in the scan. A name that is not
 * wholly known ("logs-" and the account, or a parameter) still is the same as one that is written the same
 * way in the same stack: both get the same key. */
#include "base/buf.h"
#include "graph/inherit.h"

enum { MAX_KEY_DEPTH = 8 };

/* The property that names a resource of a kind, so that a text elsewhere can mean it. */
static const struct gl_value *physical_name(const struct gl_resource *resource)
{
    static const struct {
        struct gl_str kind, property;
    } names[] = {
#define NAMED(kind, property) {GL_STR_INIT(kind), GL_STR_INIT(property)},
#include "graph/names.def"
#undef NAMED
    };

    if (resource->unit && resource->unit->dialect == GL_DIALECT_SNAPSHOT)
        return NULL; /* its front end has told ids and names from other texts */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct gl_value *name;

        if (!gl_str_eq(names[i].kind, resource->kind))
            continue;
        name = gl_value_get(&resource->properties, names[i].property);
        return gl_value_is(name, GL_STRING) && name->u.str.len == 0 ? NULL : name;
    }
    return NULL;
}

/* ---- keys ---- */

/* A value that is not known is the same one wherever the same thing of the same stack is meant. */
static bool add_unknown(struct gl_buf *key, const struct gl_unknown *unknown)
{
    switch (unknown->reason) {
    case GL_WHY_PARAMETER:
    case GL_WHY_PSEUDO:
    case GL_WHY_IMPORT:
    case GL_WHY_DYNAMIC:
        gl_buf_printf(key, "\x02%d %.*s\x02", (int)unknown->reason, GL_STR_ARG(unknown->name));
        return unknown->name.len > 0;
    default:
        return false;
    }
}

static bool add_value(struct gl_buf *key, const struct gl_value *value, int depth)
{
    const struct gl_choice *choice = value->u.choice;
    struct gl_str text;

    if (gl_value_text(value, &text)) {
        gl_buf_add(key, text);
        return true;
    }
    if (depth > MAX_KEY_DEPTH)
        return false;
    if (value->type == GL_UNKNOWN)
        return add_unknown(key, value->u.unknown);
    if (value->type == GL_REF) {
        gl_buf_printf(key, "\x03%u.%.*s\x03", value->u.ref->target->id, GL_STR_ARG(value->u.ref->attribute));
        return true;
    }
    if (value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            if (!add_value(key, &value->u.list.items[i], depth + 1))
                return false;
        }
        return value->u.list.len > 0;
    }
    if (value->type != GL_CHOICE)
        return false;
    gl_buf_printf(key, "\x04%u", choice->variable);
    for (uint32_t i = 0; i < choice->arm_len; i++) {
        gl_buf_add_char(key, '\x04');
        if (choice->arms[i].type != GL_ABSENT && !add_value(key, &choice->arms[i], depth + 1))
            return false;
    }
    return true;
}

static const struct gl_unit *root_unit(const struct gl_unit *unit)
{
    while (unit && unit->parent)
        unit = unit->parent;
    return unit;
}

/* The key of a name within its stack: parameters are the stack's own, literal names are shared with nested
 * stacks. */
static bool make_key(struct gl_buf *key, const struct gl_value *value, const struct gl_unit *unit)
{
    const struct gl_unit *scope = value->type == GL_STRING ? root_unit(unit) : unit;

    gl_buf_printf(key, "\x01%p\x01", (const void *)scope);
    return add_value(key, value, 0);
}

/* ---- table ---- */

static void add(struct gl_graph *graph, struct gl_str key, const struct gl_resource *resource)
{
    uint32_t at = gl_name_index_add(graph->arena, &graph->by_name, key, (uint32_t)graph->named_len);

    if (at == GL_NAME_INDEX_NONE)
        *GL_PUSH(graph->arena, graph->named, graph->named_len, graph->named_capacity) = resource;
    else if (graph->named[at] != resource)
        graph->named[at] = NULL; /* in two regions, or two environments */
}

static const struct gl_resource *find(const struct gl_graph *graph, struct gl_str key)
{
    uint32_t at = gl_name_index_find(&graph->by_name, key);

    return at == GL_NAME_INDEX_NONE ? NULL : graph->named[at];
}

void gl_graph_index_names(struct gl_graph *graph)
{
    struct gl_buf key;

    gl_buf_init(&key);
    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_resource *resource = graph->resources[i];
        const struct gl_value *value = physical_name(resource);

        key.len = 0;
        if (!value || !make_key(&key, value, resource->unit))
            continue;
        add(graph, gl_arena_copy(graph->arena, gl_buf_str(&key)), resource);
        if (value->type == GL_STRING)
            add(graph, value->u.str, resource);
        else
            graph->has_unknown_names = true;
    }
    gl_buf_free(&key);
}

const struct gl_resource *gl_graph_named_by(const struct gl_graph *graph, const struct gl_value *value,
                                            const struct gl_resource *beside)
{
    const struct gl_resource *found = NULL;
    struct gl_buf key;

    if (!value || !graph->named_len || value->type == GL_REF)
        return NULL;
    if (value->type == GL_STRING ? value->u.str.len == 0 : !graph->has_unknown_names)
        return NULL;
    gl_buf_init(&key);
    if (make_key(&key, value, beside->unit))
        found = find(graph, gl_buf_str(&key));
    gl_buf_free(&key);
    if (!found && value->type == GL_STRING)
        found = find(graph, value->u.str);
    return found;
}
