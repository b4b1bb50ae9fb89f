#include "reach/build.h"
#include "reach/candidates.h"

static void compute(struct gl_pods_build *build, const struct gl_pods_options *options)
{
    gl_pods_build_workloads(build);
    gl_pods_build_network_policies(build);
    gl_pods_build_admin_policies(build);
    gl_pods_build_entries(build);
    gl_pods_build_members(build);
    gl_pods_build_profiles(build);
    gl_pods_build_addresses(build, options->ipv6);
    gl_pods_sort_ends(build);
    gl_pods_build_subjects(build);
    gl_pods_place_atoms(build);
    gl_pods_build_maps(build);
    gl_pods_build_candidates(build);
    if (options->exposure)
        gl_pods_build_exposures(build);
}

struct gl_pods *gl_pods_compute(struct gl_arena *arena, const struct gl_cluster *cluster,
                                const struct gl_pods_options *options, struct gl_diags *diags)
{
    struct gl_pods *pods = GL_NEW(arena, struct gl_pods);
    struct gl_arena scratch;
    struct gl_pods_build build = {.arena = arena, .scratch = &scratch, .pods = pods, .diags = diags};

    gl_arena_init(&scratch);
    gl_buf_init(&build.text);
    pods->cluster = cluster;
    pods->tables = build.tables = GL_NEW(arena, struct gl_pods_tables);
    pods->tables->is_not_enforced = options->is_not_enforced;
    pods->tables->host_network_apart = options->host_network_apart;
    gl_port_pool_init(&pods->tables->pool, arena, gl_pods_all_ports());
    compute(&build, options);
    gl_buf_free(&build.text);
    gl_arena_free(&scratch);
    return pods;
}

/* ---- ends ---- */

static bool is_called(const struct gl_pods_end *end, struct gl_str text)
{
    size_t slash = gl_str_find_char(text, '/');
    struct gl_str name = slash == GL_STR_NONE ? text : gl_str_from(text, slash + 1);

    if (gl_str_eq(end->shown, text))
        return true;
    if (end->kind == GL_PODS_INGRESS_CONTROLLER)
        return gl_str_eq(text, GL_STR("ingress-controller"));
    if (end->kind != GL_PODS_WORKLOAD ||
        (slash != GL_STR_NONE && !gl_str_eq(gl_str_slice(text, 0, slash), end->ns)))
        return false;
    if (gl_str_eq(end->name, name))
        return true;
    for (size_t i = 0; i < end->resource_len; i++) {
        if (gl_str_eq(end->resources[i]->object->name, name))
            return true;
    }
    return false;
}

uint32_t gl_pods_find_end(const struct gl_pods *pods, struct gl_str text, bool *ret_several)
{
    uint32_t found = GL_PODS_NONE;

    *ret_several = false;
    for (uint32_t i = 0; i < pods->end_len; i++) {
        if (!is_called(&pods->ends[i], text))
            continue;
        if (found != GL_PODS_NONE) {
            *ret_several = true;
            return GL_PODS_NONE;
        }
        found = i;
    }
    return found;
}
