#include "reach/reach.h"

#include "reach/tables.h"

struct build {
    struct gl_arena *arena;
    struct gl_reach *reach;
    const struct gl_pods *pods;
    struct gl_reach_space *spaces; /* one for each namespace of the cluster */
};

static struct gl_reach_space *find_space(const struct gl_cluster *cluster, struct gl_reach_space *spaces,
                                         struct gl_str ns)
{
    uint32_t at = gl_cluster_find_namespace(cluster, ns);

    return at == GL_NO_NAMESPACE ? NULL : &spaces[at];
}

static struct gl_reach_space *space_of(struct build *build, struct gl_str ns)
{
    return find_space(build->pods->cluster, build->spaces, ns);
}

const struct gl_reach_space *gl_reach_space_of(const struct gl_reach *reach, const struct gl_cluster *cluster,
                                               struct gl_str ns)
{
    const struct gl_reach_space *space = find_space(cluster, reach->clusters[cluster->index].spaces, ns);

    return space && space->len ? space : NULL;
}

uint32_t gl_reach_profile(const struct gl_pods *pods, uint32_t end, enum gl_pods_direction direction)
{
    const struct gl_pods_end *of = &pods->ends[end];

    return of->class_len == 1 ? pods->tables->classes[of->classes[0]].profile[direction] : GL_PODS_NONE;
}

bool gl_reach_peer_has_pods(const struct gl_pods *pods, uint32_t peer)
{
    const struct gl_pods_peer *named = &pods->tables->peers[peer];

    for (size_t i = 0; i < named->len; i++) {
        if (named->members[i].class_index < pods->tables->real_len)
            return true;
    }
    return false;
}

static void add_workloads(struct build *build)
{
    const struct gl_pods *pods = build->pods;
    size_t *capacity = GL_NEW_ARRAY(build->arena, size_t, pods->cluster->namespace_len);

    for (uint32_t i = 0; i < pods->end_len; i++) {
        const struct gl_pods_end *end = &pods->ends[i];
        struct gl_reach_space *space = end->kind == GL_PODS_WORKLOAD ? space_of(build, end->ns) : NULL;

        for (size_t k = 0; k < end->resource_len; k++)
            build->reach->places[end->resources[k]->id].end = i;
        if (space)
            space->host_len += end->is_host_network;
        if (space)
            *GL_PUSH(build->arena, space->ends, space->len, capacity[space - build->spaces]) = i;
    }
}

static void add_policies(struct build *build)
{
    const struct gl_pods *pods = build->pods;
    size_t *capacity = GL_NEW_ARRAY(build->arena, size_t, 2 * pods->cluster->namespace_len);

    for (size_t i = 0; i < pods->policy_len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[i];
        struct gl_reach_space *space;
        size_t *of;

        build->reach->places[policy->resource->id].policy = policy;
        space = policy->kind == GL_PODS_NETWORK_POLICY ? space_of(build, policy->resource->object->ns) : NULL;
        if (!space)
            continue;
        of = &capacity[2 * (space - build->spaces)];
        *GL_PUSH(build->arena, space->policies, space->policy_len, of[0]) = policy;
        if (gl_pods_policy_selects(pods, policy) == GL_MATCH_NO)
            *GL_PUSH(build->arena, space->idle, space->idle_len, of[1]) = policy;
    }
}

static void name_speaker(struct build *build, struct gl_reach_space *space)
{
    if (space->is_system || space->len == 0)
        return;
    space->speaker =
        gl_cluster_find(build->pods->cluster, GL_STR("Namespace"), (struct gl_str){0}, space->name);
    for (size_t i = 0; i < space->len && !space->speaker; i++) {
        const struct gl_pods_end *end = &build->pods->ends[space->ends[i]];

        if (end->resource_len)
            space->speaker = end->resources[0];
    }
}

/* Where each object of the cluster is. */
static void place_objects(struct build *build)
{
    const struct gl_cluster *cluster = build->pods->cluster;

    for (size_t i = 0; i < cluster->len; i++) {
        const struct gl_resource *resource = cluster->objects[i];
        struct gl_reach_place *place = &build->reach->places[resource->id];
        bool is_namespace = gl_str_eq(resource->kind, GL_STR("Namespace"));
        struct gl_reach_space *space =
            space_of(build, is_namespace ? resource->object->name : resource->object->ns);

        place->pods = build->pods;
        place->space = space && space->len ? space : NULL;
    }
}

static void find_agents(struct build *build, struct gl_reach_cluster *into)
{
    struct gl_resource_list daemons =
        gl_cluster_of_kind(build->pods->cluster, GL_STR("DaemonSet"), (struct gl_str){0});
    struct gl_resource_list policies =
        gl_cluster_of_kind(build->pods->cluster, GL_STR("NetworkPolicy"), (struct gl_str){0});
    size_t capacity = 0;

    for (size_t i = 0; i < daemons.len; i++) {
        if (gl_reach_agent(daemons.items[i]))
            *GL_PUSH(build->arena, into->agents, into->agent_len, capacity) = daemons.items[i];
    }
    if (policies.len)
        into->first_policy = policies.items[0];
}

static void find_admin_policies(struct build *build, struct gl_reach_cluster *into)
{
    size_t capacity = 0;

    for (size_t i = 0; i < build->pods->policy_len; i++) {
        if (build->pods->policies[i].kind != GL_PODS_NETWORK_POLICY)
            *GL_PUSH(build->arena, into->admin, into->admin_len, capacity) = &build->pods->policies[i];
    }
}

static void build_cluster(struct build *build, const struct gl_cluster *cluster, struct gl_diags *diags)
{
    struct gl_pods_options options = {0};

    build->pods = gl_pods_compute(build->arena, cluster, &options, diags);
    build->spaces = GL_NEW_ARRAY(build->arena, struct gl_reach_space, cluster->namespace_len);
    for (size_t i = 0; i < cluster->namespace_len; i++)
        build->spaces[i] =
            (struct gl_reach_space){.name = cluster->namespaces[i],
                                    .cluster = cluster,
                                    .pods = build->pods,
                                    .is_system = gl_k8s_is_system_namespace(cluster->namespaces[i])};
    build->reach->clusters[cluster->index].spaces = build->spaces;
    add_workloads(build);
    add_policies(build);
    for (size_t i = 0; i < cluster->namespace_len; i++)
        name_speaker(build, &build->spaces[i]);
    place_objects(build);
    find_admin_policies(build, &build->reach->clusters[cluster->index]);
    find_agents(build, &build->reach->clusters[cluster->index]);
}

const struct gl_reach *gl_reach_build(struct gl_arena *arena, const struct gl_graph *graph,
                                      struct gl_diags *diags)
{
    struct build build = {.arena = arena};

    if (!graph->cluster_len)
        return NULL;
    build.reach = GL_NEW(arena, struct gl_reach);
    build.reach->places = GL_NEW_ARRAY(arena, struct gl_reach_place, graph->len);
    build.reach->clusters = GL_NEW_ARRAY(arena, struct gl_reach_cluster, graph->cluster_len);
    for (size_t i = 0; i < graph->len; i++)
        build.reach->places[i].end = GL_PODS_NONE;
    for (size_t i = 0; i < graph->cluster_len; i++)
        build_cluster(&build, graph->clusters[i], diags);
    return build.reach;
}
