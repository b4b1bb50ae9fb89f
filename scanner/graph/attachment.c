/* Who uses which security group: attachment.def over all resources. */
#include "base/limits.h"
#include "graph/network_build.h"

static const struct gl_attachment_rule attachments[] = {
#define ATTACH(kind, path, joins_default) {GL_STR_INIT(kind), path, joins_default},
#include "graph/attachment.def"
#undef ATTACH
};

struct inheritance {
    struct gl_str kind, path;
};

static const struct inheritance inheritances[] = {
#define INHERIT(kind, path) {GL_STR_INIT(kind), GL_STR_INIT(path)},
#include "graph/attachment.def"
#undef INHERIT
};

enum {
    ATTACHMENTS = sizeof attachments / sizeof *attachments,
    INHERITANCES = sizeof inheritances / sizeof *inheritances,
    LONGEST_CHAIN = 4, /* group -> launch template -> scaling group; replica of a replica */
};

const struct gl_attachment_rule *gl_attachment_of(struct gl_str kind)
{
    for (size_t i = 0; i < ATTACHMENTS; i++) {
        if (gl_str_eq(attachments[i].kind, kind))
            return &attachments[i];
    }
    return NULL;
}

static struct gl_group_use *add_use(struct gl_network_builder *builder, const struct gl_resource *resource,
                                    struct gl_group *group)
{
    struct gl_group_use *use = GL_NEW(builder->arena, struct gl_group_use), **end;

    *use = (struct gl_group_use){.resource = resource, .group = group, .is_certain = true};
    for (end = &builder->network->uses_of[resource->id]; *end; end = &(*end)->next_of_resource)
        continue;
    *end = use;
    if (group) {
        *group->last_use = use;
        group->last_use = &use->next_of_group;
    }
    return use;
}

/* One place where groups are named, while the path is walked. */
struct walk {
    struct gl_network_builder *builder;
    const struct gl_resource *resource;
    bool is_certain;
    unsigned left; /* values that may still be looked at */
};

static void take_value(struct walk *walk, const struct gl_value *value)
{
    struct gl_group *group = gl_find_group(walk->builder, walk->resource, value);
    struct gl_group_use *use;

    if (value->type == GL_ABSENT || value->type == GL_NULL)
        return;
    if (value->type == GL_LIST || value->type == GL_MAP) {
        return;
    }
    use = add_use(walk->builder, walk->resource, group);
    use->value = value;
    use->is_certain = walk->is_certain;
    if (!group && !walk->builder->network->unknown_uses[walk->resource->id])
        walk->builder->network->unknown_uses[walk->resource->id] = value;
}

static struct gl_str cut_step(const char **path, bool *ret_each)
{
    const char *end = *path;
    struct gl_str step;

    while (*end && *end != '.' && *end != '[')
        end++;
    step = (struct gl_str){*path, (size_t)(end - *path)};
    *ret_each = *end == '[';
    if (*ret_each)
        end += 2;
    if (*end == '.')
        end++;
    *path = end;
    return step;
}

static void walk_path(struct walk *walk, const struct gl_value *value, const char *path, bool each, int depth)
{
    if (!value || depth > 32 || walk->left == 0)
        return;
    walk->left--;
    if (value->type == GL_CHOICE) {
        bool was_certain = walk->is_certain;

        walk->is_certain = false;
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++)
            walk_path(walk, &value->u.choice->arms[i], path, each, depth + 1);
        walk->is_certain = was_certain;
        return;
    }
    if (each && value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            walk_path(walk, &value->u.list.items[i], path, false, depth + 1);
        return;
    }
    if (*path == '\0' || value->type != GL_MAP) {
        take_value(walk, value);
        return;
    }
    {
        bool next_each;
        struct gl_str step = cut_step(&path, &next_each);

        walk_path(walk, gl_value_get(value, step), path, next_each, depth + 1);
    }
}

static void attach_own(struct gl_network_builder *builder, const struct gl_attachment_rule *rule)
{
    struct gl_resource_list list = gl_graph_of_kind(builder->network->graph, rule->kind);

    for (size_t i = 0; i < list.len; i++) {
        struct walk walk = {.builder = builder,
                            .resource = list.items[i],
                            .is_certain = true,
                            .left = GL_MAX_ATTACHMENT_VALUES};

        walk_path(&walk, &list.items[i]->properties, rule->path, false, 0);
    }
}

static bool is_template(const struct gl_resource *resource)
{
    return gl_str_eq(resource->kind, GL_STR("AWS::EC2::LaunchTemplate")) ||
           gl_str_eq(resource->kind, GL_STR("AWS::AutoScaling::LaunchConfiguration"));
}

static const struct gl_resource *named_at(const struct gl_graph *graph, const struct gl_resource *resource,
                                          struct gl_str path)
{
    struct gl_edge_list edges = gl_graph_references(graph, resource);

    for (size_t i = 0; i < edges.len; i++) {
        if (gl_str_eq(edges.items[i].path, path))
            return graph->resources[edges.items[i].to];
    }
    return NULL;
}

/* Takes over what `giver` has; false when it has nothing. */
static bool inherit_from(struct gl_network_builder *builder, const struct gl_resource *taker,
                         const struct gl_resource *giver)
{
    struct gl_group_use *given = builder->network->uses_of[giver->id];
    const struct gl_value *unknown = builder->network->unknown_uses[giver->id];

    for (struct gl_group_use *g = given; g; g = g->next_of_resource) {
        struct gl_group_use *use = add_use(builder, taker, g->group);

        use->value = g->value;
        use->is_certain = g->is_certain;
        use->through = giver;
        g->is_definition |= is_template(giver);
    }
    if (unknown)
        builder->network->unknown_uses[taker->id] = unknown;
    return given != NULL;
}

static bool inherit_once(struct gl_network_builder *builder, const struct inheritance *rule)
{
    const struct gl_network *network = builder->network;
    struct gl_resource_list list = gl_graph_of_kind(network->graph, rule->kind);
    bool has_changed = false;

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *giver;

        if (network->uses_of[list.items[i]->id])
            continue;
        giver = named_at(network->graph, list.items[i], rule->path);
        if (giver && giver != list.items[i])
            has_changed |= inherit_from(builder, list.items[i], giver);
    }
    return has_changed;
}

/* EKS puts its own group on the control plane's interfaces, on managed nodes whose launch template names no
 * group, and on Fargate pods. */
static void attach_cluster_groups(struct gl_network_builder *builder, struct gl_str kind, bool always)
{
    struct gl_network *network = builder->network;
    struct gl_resource_list list = gl_graph_of_kind(network->graph, kind);

    for (size_t i = 0; i < list.len; i++) {
        const struct gl_resource *cluster = list.items[i];

        if (!gl_str_eq(kind, GL_STR("AWS::EKS::Cluster")))
            cluster = named_at(network->graph, list.items[i], GL_STR("ClusterName"));
        if (cluster && network->by_resource[cluster->id] && (always || !network->uses_of[list.items[i]->id]))
            add_use(builder, list.items[i], network->by_resource[cluster->id]);
    }
}

void gl_attach_groups(struct gl_network_builder *builder)
{
    bool has_changed = true;

    for (size_t i = 0; i < ATTACHMENTS; i++)
        attach_own(builder, &attachments[i]);
    for (int round = 0; has_changed && round < LONGEST_CHAIN; round++) {
        has_changed = false;
        for (size_t i = 0; i < INHERITANCES; i++)
            has_changed |= inherit_once(builder, &inheritances[i]);
    }
    attach_cluster_groups(builder, GL_STR("AWS::EKS::Cluster"), true);
    attach_cluster_groups(builder, GL_STR("AWS::EKS::Nodegroup"), false);
    attach_cluster_groups(builder, GL_STR("AWS::EKS::FargateProfile"), false);
}

struct stated_walk {
    const struct gl_value *choice; /* that decides */
    unsigned left;
};

static enum gl_stated stated_at(struct stated_walk *walk, const struct gl_value *value, const char *path,
                                bool each, int depth);

/* The best of a list's elements. */
static enum gl_stated stated_in_list(struct stated_walk *walk, const struct gl_value *list, const char *path,
                                     int depth)
{
    enum gl_stated best = GL_STATED_NO;

    for (size_t i = 0; i < list->u.list.len; i++) {
        enum gl_stated here = stated_at(walk, &list->u.list.items[i], path, false, depth);

        best = here > best ? here : best;
    }
    return best;
}

/* MAYBE unless all arms agree. */
static enum gl_stated stated_in_arms(struct stated_walk *walk, const struct gl_value *value, const char *path,
                                     bool each, int depth)
{
    enum gl_stated best = GL_STATED_NO, worst = GL_STATED_YES;

    for (uint32_t i = 0; i < value->u.choice->arm_len; i++) {
        enum gl_stated here = stated_at(walk, &value->u.choice->arms[i], path, each, depth);

        best = here > best ? here : best;
        worst = here < worst ? here : worst;
    }
    if (worst == best)
        return best;
    walk->choice = value;
    return GL_STATED_MAYBE;
}

static enum gl_stated stated_at(struct stated_walk *walk, const struct gl_value *value, const char *path,
                                bool each, int depth)
{
    bool next_each;
    struct gl_str step;

    if (gl_value_is_nothing(value))
        return GL_STATED_NO;
    if (depth > 32 || walk->left == 0)
        return GL_STATED_YES; /* something is stated; what it is, is not known */
    walk->left--;
    if (value->type == GL_CHOICE)
        return stated_in_arms(walk, value, path, each, depth + 1);
    if (each && value->type == GL_LIST)
        return stated_in_list(walk, value, path, depth + 1);
    if (*path == '\0' || value->type != GL_MAP)
        return GL_STATED_YES;
    step = cut_step(&path, &next_each);
    return stated_at(walk, gl_value_get(value, step), path, next_each, depth + 1);
}

enum gl_stated gl_attachment_stated(const struct gl_resource *resource, const struct gl_value **ret_choice)
{
    struct stated_walk walk = {.left = GL_MAX_ATTACHMENT_VALUES};
    enum gl_stated best = GL_STATED_NO;

    for (size_t i = 0; i < ATTACHMENTS; i++) {
        enum gl_stated here = GL_STATED_NO;

        if (gl_str_eq(attachments[i].kind, resource->kind))
            here = stated_at(&walk, &resource->properties, attachments[i].path, false, 0);
        best = here > best ? here : best;
    }
    if (walk.choice)
        *ret_choice = walk.choice;
    return best;
}
