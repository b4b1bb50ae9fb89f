#include "checks/namespace.h"

static const struct gl_resource *first_workload(const struct gl_namespace *space)
{
    for (size_t i = 0; i < gl_k8s_workload_kind_len(); i++) {
        struct gl_resource_list list =
            gl_cluster_of_kind(space->cluster, gl_k8s_workload_kind(i), space->name);

        if (list.len)
            return list.items[0];
    }
    return NULL;
}

bool gl_namespace_of_subject(const struct gl_check_ctx *ctx, struct gl_namespace *ret_namespace)
{
    const struct gl_resource *subject = ctx->subject, *first;
    bool is_namespace = gl_str_eq(subject->kind, GL_STR("Namespace"));

    if (!subject->object || (!is_namespace && !subject->object->is_workload))
        return false;
    ret_namespace->cluster = gl_cluster_of(ctx->graph, subject);
    ret_namespace->name = is_namespace ? subject->object->name : subject->object->ns;
    if (!ret_namespace->name.len || gl_k8s_is_system_namespace(ret_namespace->name))
        return false;
    first = first_workload(ret_namespace);
    if (is_namespace)
        return first != NULL;
    return first == subject && !gl_cluster_find(ret_namespace->cluster, GL_STR("Namespace"),
                                                (struct gl_str){0}, ret_namespace->name);
}

const struct gl_value *gl_namespace_doubt(const struct gl_check_ctx *ctx, const struct gl_namespace *space,
                                          const char *kind)
{
    struct gl_resource_list list = gl_cluster_of_kind(space->cluster, gl_str_of(kind), (struct gl_str){0});

    if (!list.len)
        return NULL;
    if (ctx->subject->object->unknown_ns)
        return ctx->subject->object->unknown_ns;
    return list.items[0]->object->unknown_ns; /* names of namespaces that are not known sort before others */
}

void gl_namespace_relate(struct gl_check_ctx *ctx, struct gl_finding *finding,
                         const struct gl_namespace *space, size_t at_most)
{
    for (size_t i = 0; finding && i < gl_k8s_workload_kind_len(); i++) {
        struct gl_resource_list list =
            gl_cluster_of_kind(space->cluster, gl_k8s_workload_kind(i), space->name);

        for (size_t k = 0; k < list.len && at_most > 0; k++) {
            const struct gl_resource *workload = list.items[k];

            if (workload == ctx->subject)
                continue;
            gl_relate(ctx, finding, workload, workload->span, "%.*s runs here",
                      GL_STR_ARG(gl_describe_resource(ctx->scratch, workload)));
            at_most--;
        }
    }
}
