#include "front/kubernetes/manifest.h"

#include "base/limits.h"
#include "front/environment.h"
#include "graph/kubernetes.h"

struct adding {
    struct gl_arena *arena;
    struct gl_front_output *output;
    const struct gl_unit *unit;
    struct gl_diags *diags;
};

bool gl_k8s_is_manifest(const struct gl_value *root)
{
    return gl_k8s_is_object(root);
}

static void add_object(struct adding *adding, const struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(adding->arena, struct gl_resource);
    const struct gl_member *name = gl_value_member(gl_value_get(root, GL_STR("metadata")), GL_STR("name"));
    const struct gl_member *kind = gl_value_member(root, GL_STR("kind"));

    resource->unit = adding->unit;
    resource->properties = *root;
    resource->body_span = root->span;
    resource->span = name ? name->value.span : kind ? kind->value.span : root->span;
    gl_k8s_describe(adding->arena, resource);
    *GL_PUSH(adding->arena, adding->output->resources, adding->output->len, adding->output->capacity) =
        resource;
}

/* An object, or the objects of a List (of any kind whose name ends so), to any depth. */
static void add_document(struct adding *adding, const struct gl_value *root, unsigned depth)
{
    const struct gl_value *items = gl_value_get(root, GL_STR("items"));
    struct gl_str kind;

    if (!gl_k8s_is_object(root) || depth > GL_MAX_STACK_NESTING)
        return;
    if (!gl_value_is(items, GL_LIST) || !gl_value_text(gl_value_get(root, GL_STR("kind")), &kind) ||
        !gl_str_ends_with(kind, GL_STR("List"))) {
        add_object(adding, root);
        return;
    }
    for (size_t i = 0; i < items->u.list.len; i++)
        add_document(adding, &items->u.list.items[i], depth + 1);
}

void gl_k8s_add_objects(struct gl_arena *arena, struct gl_front_output *output, const struct gl_unit *unit,
                        const struct gl_value *root, struct gl_diags *diags)
{
    struct adding adding = {arena, output, unit, diags};

    add_document(&adding, root, 0);
}

struct gl_unit *gl_k8s_add_unit(struct gl_arena *arena, struct gl_front_output *output, struct gl_str name,
                                const struct gl_source *source, struct gl_str environment)
{
    struct gl_unit *unit = GL_NEW(arena, struct gl_unit);

    unit->name = name;
    unit->dialect = GL_DIALECT_KUBERNETES;
    unit->source = source;
    unit->environment = environment;
    output->unit_len++;
    return unit;
}

void gl_k8s_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                 struct gl_front_output *output, struct gl_diags *diags)
{
    const struct gl_unit *unit = NULL;

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (input->kind != GL_INPUT_KUBERNETES || input->is_claimed)
            continue;
        input->is_claimed = true;
        if (!unit)
            unit = gl_k8s_add_unit(arena, output, GL_STR("kubernetes"), input->source, options->environment);
        for (size_t k = 0; k < input->documents.len; k++)
            gl_k8s_add_objects(arena, output, unit, &input->documents.items[k].root, diags);
    }
}
