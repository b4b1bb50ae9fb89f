#include "front/kubernetes/manifest.h"

#include "base/limits.h"
#include "front/kubernetes/object.h"
#include "front/kubernetes/units.h"
#include "graph/kubernetes.h"

static struct gl_resource *make_resource(struct gl_arena *arena, const struct gl_value *root)
{
    struct gl_resource *resource = GL_NEW(arena, struct gl_resource);
    const struct gl_member *name = gl_value_member(gl_value_get(root, GL_STR("metadata")), GL_STR("name"));
    const struct gl_value *kind = gl_value_get(root, GL_STR("kind"));

    resource->properties = *root;
    resource->body_span = root->span;
    resource->span = name ? name->value.span : kind ? kind->span : root->span;
    gl_k8s_describe(arena, resource);
    return resource;
}

/* ---- for other front ends ---- */

struct adding {
    struct gl_arena *arena;
    struct gl_front_output *output;
    const struct gl_unit *unit;
};

static void add_object(void *context, const struct gl_value *root)
{
    const struct adding *adding = context;
    struct gl_resource *resource = make_resource(adding->arena, root);

    resource->unit = adding->unit;
    *GL_PUSH(adding->arena, adding->output->resources, adding->output->len, adding->output->capacity) =
        resource;
}

void gl_k8s_add_objects(struct gl_arena *arena, struct gl_front_output *output, const struct gl_unit *unit,
                        const struct gl_value *root, struct gl_diags *diags)
{
    struct adding adding = {arena, output, unit};

    gl_k8s_each_object(arena, root, diags, add_object, &adding);
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

/* ---- plain manifests ---- */

struct file {
    struct gl_k8s_units *units;
    uint32_t input;
};

static void find_object(void *context, const struct gl_value *root)
{
    const struct file *file = context;

    gl_k8s_units_add(file->units, make_resource(file->units->arena, root), file->input);
}

static bool is_kustomization(const struct gl_value *root)
{
    return gl_value_text_is(gl_value_get(root, GL_STR("kind")), "Kustomization");
}

static void load_file(struct gl_k8s_units *units, uint32_t index)
{
    const struct gl_documents *documents = &units->inputs->items[index].documents;
    struct file file = {units, index};
    struct gl_diags diags;

    gl_diags_init(&diags, units->diags->arena);
    for (size_t i = 0; i < documents->len; i++) {
        const struct gl_value *root = &documents->items[i].root;

        if (gl_k8s_is_meant(root))
            gl_k8s_each_object(units->arena, root, &diags, find_object, &file);
        else if (!is_kustomization(root) && gl_scalar_type(root, GL_DIALECT_KUBERNETES) != GL_NULL)
            gl_diag_add(&diags, GL_DIAG_NOTE, root->span, "give it apiVersion and kind, or a file of its own",
                        "no object of the Kubernetes API stands in this document; it is not scanned");
    }
    if (diags.len > GL_MAX_DIAGS_PER_FILE) {
        gl_diag_add(units->diags, GL_DIAG_INCOMPLETE, documents->items[0].root.span, "correct those first",
                    "%zu more problems in this file", diags.len - GL_MAX_DIAGS_PER_FILE);
        diags.len = GL_MAX_DIAGS_PER_FILE;
    }
    gl_diags_merge(units->diags, &diags);
}

void gl_k8s_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                 struct gl_front_output *output, struct gl_diags *diags)
{
    struct gl_k8s_units units = {
        .arena = arena, .inputs = inputs, .options = options, .output = output, .diags = diags};

    for (size_t i = 0; i < inputs->len; i++) {
        struct gl_input *input = &inputs->items[i];

        if (input->kind != GL_INPUT_KUBERNETES || input->is_claimed)
            continue;
        input->is_claimed = true;
        load_file(&units, (uint32_t)i);
    }
    gl_k8s_units_make(&units);
}
