#include "front/kubernetes/custom.h"

#include "front/kubernetes/object.h"
#include "graph/kubernetes.h"

struct applying {
    struct gl_arena *arena;
    struct gl_front_output *output;
    const struct gl_resource *custom;
    const struct gl_resource *cluster; /* that it is applied to; NULL: not known */
};

/* The resource that ClusterName refers to, also through an export of another stack. */
static const struct gl_resource *cluster_of(const struct gl_resource *custom)
{
    const struct gl_value *name = gl_value_get(&custom->properties, GL_STR("ClusterName"));

    return gl_value_is(name, GL_REF) ? name->u.ref->target : NULL;
}

static void add_object(void *context, const struct gl_value *root)
{
    const struct applying *applying = context;
    const struct gl_resource *custom = applying->custom;
    struct gl_resource *resource = GL_NEW(applying->arena, struct gl_resource);
    struct gl_k8s_object *object = GL_NEW(applying->arena, struct gl_k8s_object);

    resource->unit = custom->unit;
    resource->properties = *root;
    resource->span = custom->span;
    resource->body_span = custom->body_span;
    resource->condition = custom->condition;
    resource->construct_path = custom->construct_path;
    gl_k8s_describe(applying->arena, resource);
    if (!resource->object)
        return;
    resource->address = gl_arena_printf(applying->arena, "%.*s/%.*s", GL_STR_ARG(custom->address),
                                        GL_STR_ARG(resource->address));
    *object = *resource->object;
    object->cluster = applying->cluster;
    resource->object = object;
    *GL_PUSH(applying->arena, applying->output->resources, applying->output->len,
             applying->output->capacity) = resource;
}

/* The text is a list of objects. Where it cannot be read, that is told: it is the template's, not the user's.
 */
static void add_manifest(struct applying *applying, struct gl_diags *diags)
{
    const struct gl_value *manifest = gl_value_get(&applying->custom->properties, GL_STR("Manifest"));
    struct gl_value root;

    if (!manifest || !gl_read_json_text(applying->arena, manifest, &root) ||
        (!gl_value_is(&root, GL_LIST) && !gl_value_is(&root, GL_MAP))) {
        gl_diag_add(diags, GL_DIAG_INCOMPLETE, manifest ? manifest->span : applying->custom->span,
                    "synthesise the app again", "the Manifest of %.*s is no JSON of objects; not scanned",
                    GL_STR_ARG(applying->custom->name));
        return;
    }
    if (gl_value_is(&root, GL_MAP))
        gl_k8s_each_object(applying->arena, &root, diags, add_object, applying);
    for (size_t i = 0; gl_value_is(&root, GL_LIST) && i < root.u.list.len; i++)
        gl_k8s_each_object(applying->arena, &root.u.list.items[i], diags, add_object, applying);
}

void gl_k8s_add_custom(struct gl_arena *arena, struct gl_front_output *output, struct gl_diags *diags)
{
    for (size_t i = 0, len = output->len; i < len; i++) {
        const struct gl_resource *custom = output->resources[i];
        struct applying applying = {arena, output, custom, NULL};

        if (!gl_str_starts_with(custom->kind, GL_STR("Custom::AWSCDK-EKS-")))
            continue;
        applying.cluster = cluster_of(custom);
        if (gl_str_eq(custom->kind, GL_STR("Custom::AWSCDK-EKS-KubernetesResource")))
            add_manifest(&applying, diags);
        else if (gl_str_eq(custom->kind, GL_STR("Custom::AWSCDK-EKS-HelmChart")))
            gl_diag_add(diags, GL_DIAG_NOTE, custom->span,
                        "render it with `helm template` and scan the result",
                        "%.*s installs a chart of Helm; what it holds is not read", GL_STR_ARG(custom->name));
    }
}
