#include "front/kubernetes/manifest.h"

#include "base/limits.h"
#include "front/environment.h"
#include "graph/kubernetes.h"

struct loader {
    struct gl_arena *arena;
    const struct gl_front_options *options;
    struct gl_front_output *output;
    struct gl_unit *unit;
};

bool gl_k8s_is_manifest(const struct gl_value *root)
{
    return gl_k8s_is_object(root);
}

static void add_object(struct loader *loader, const struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(loader->arena, struct gl_resource);
    const struct gl_member *name = gl_value_member(gl_value_get(root, GL_STR("metadata")), GL_STR("name"));
    const struct gl_member *kind = gl_value_member(root, GL_STR("kind"));

    resource->unit = loader->unit;
    resource->properties = *root;
    resource->body_span = root->span;
    resource->span = name ? name->value.span : kind ? kind->value.span : root->span;
    gl_k8s_describe(loader->arena, resource);
    *GL_PUSH(loader->arena, loader->output->resources, loader->output->len, loader->output->capacity) =
        resource;
}

/* An object, or the objects of a List (of any kind whose name ends so), to any depth. */
static void add_document(struct loader *loader, const struct gl_value *root, unsigned depth)
{
    const struct gl_value *items = gl_value_get(root, GL_STR("items"));
    struct gl_str kind;

    if (!gl_k8s_is_object(root) || depth > GL_MAX_STACK_NESTING)
        return;
    if (!gl_value_is(items, GL_LIST) || !gl_value_text(gl_value_get(root, GL_STR("kind")), &kind) ||
        !gl_str_ends_with(kind, GL_STR("List"))) {
        add_object(loader, root);
        return;
    }
    for (size_t i = 0; i < items->u.list.len; i++)
        add_document(loader, &items->u.list.items[i], depth + 1);
}

void gl_k8s_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                 struct gl_front_output *output, struct gl_diags *diags)
{
    struct loader loader = {.arena = arena, .options = options, .output = output};

    (void)diags;
    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (input->kind != GL_INPUT_KUBERNETES)
            continue;
        input->is_claimed = true;
        if (!loader.unit) {
            loader.unit = GL_NEW(arena, struct gl_unit);
            loader.unit->name = GL_STR("kubernetes");
            loader.unit->dialect = GL_DIALECT_KUBERNETES;
            loader.unit->source = input->source;
            loader.unit->environment = options->environment;
            output->unit_len++;
        }
        for (size_t k = 0; k < input->documents.len; k++)
            add_document(&loader, &input->documents.items[k].root, 0);
    }
}
