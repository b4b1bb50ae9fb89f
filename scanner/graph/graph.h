/* The resource graph: all resources of the scan, typed edges between them, and indices. Frozen after
 * gl_graph_link, then read by all workers.
 *
 * An edge is a GL_REF somewhere in the properties of `from` that names `to`; `path` is the property path with
 * list indices as []
 * ("VPCSecurityGroups[]", "LaunchTemplateData.SecurityGroupIds[]"). Edges are also made from literal names
 * where a property is known to name another kind (references.def). */
#ifndef GL_GRAPH_GRAPH_H
#define GL_GRAPH_GRAPH_H

#include "base/name_index.h"
#include "graph/resource.h"

struct gl_edge {
    uint32_t from, to;
    struct gl_str path;
    struct gl_str attribute;      /* of `to`: "GroupId", "Arn"; empty for Ref */
    const struct gl_value *value; /* the GL_REF (or literal) itself: its span is the place of the reference */
    const struct gl_choice *choice; /* set: the reference stands in arm `arm` of this undecided choice */
    uint32_t arm;
};

struct gl_resource_list {
    struct gl_resource *const *items;
    size_t len;
};

struct gl_edge_list {
    const struct gl_edge *items;
    size_t len;
};

struct gl_kind_entry;
struct gl_loose_entry;
struct gl_cluster;

struct gl_graph {
    struct gl_arena *arena;
    struct gl_resource **resources;
    size_t len, capacity;
    /* filled by gl_graph_link */
    struct gl_edge *out; /* sorted by (from, order in the properties) */
    struct gl_edge *in;  /* sorted by (to, from) */
    size_t edge_len;
    uint32_t *out_start, *in_start; /* len + 1 entries each */
    struct gl_kind_entry *kinds;    /* one for each kind */
    struct gl_name_index by_kind;
    struct gl_loose_entry *loose; /* by kind and path: references to something that is not known */
    size_t loose_capacity;
    const struct gl_resource **named; /* by physical name; NULL: several have it */
    size_t named_len, named_capacity;
    struct gl_name_index by_name;
    bool has_unknown_names;
    struct gl_cluster **clusters; /* of Kubernetes objects, one for each unit that has any (cluster.h) */
    size_t cluster_len;
    struct gl_cluster **cluster_by_id; /* NULL: there is no object at all */
};

void gl_graph_init(struct gl_graph *graph, struct gl_arena *arena);
void gl_graph_add(struct gl_graph *graph, struct gl_resource *resource);
/* Numbers the resources, makes edges and indices, applies inheritance (inherit.h). */
void gl_graph_link(struct gl_graph *graph);
struct gl_resource_list gl_graph_of_kind(const struct gl_graph *graph, struct gl_str kind);
struct gl_edge_list gl_graph_references(const struct gl_graph *graph,
                                        const struct gl_resource *from);                            /* out */
struct gl_edge_list gl_graph_referrers(const struct gl_graph *graph, const struct gl_resource *to); /* in */
/* The resource that a GL_REF names, or the only one in a text that is built around it ("arn:...:db:" + Ref);
 * NULL for every other value. */
const struct gl_resource *gl_value_target(const struct gl_value *value);
/* Edges of resources of `kind` in the stack of `beside` (nested ones too) whose end at `path` is not known:
 * the first such value, or NULL. It may be the reference that somebody looks for. */
const struct gl_value *gl_graph_loose_end(const struct gl_graph *graph, struct gl_str kind,
                                          struct gl_str path, const struct gl_resource *beside);
/* The one resource whose physical name the text of `value`, written in `beside`, is: of its stack, else of
 * the scan; a name that is not wholly known is found where the same stack writes it the same way. NULL for
 * anything else. */
const struct gl_resource *gl_graph_named_by(const struct gl_graph *graph, const struct gl_value *value,
                                            const struct gl_resource *beside);
/* Whether two property paths are the same but for list indices: "SecurityGroupIds[]" and "SecurityGroupIds".
 */
bool gl_graph_same_path(struct gl_str a, struct gl_str b);
/* What an attribute reference stands for where a property tells it (GetAtt Vpc.CidrBlock: the VPC's
 * CidrBlock); else `value` itself. */
const struct gl_value *gl_value_resolve(const struct gl_value *value);

#endif
