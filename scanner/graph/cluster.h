/* Clusters: the Kubernetes objects of one unit (an overlay, the manifests of a scan, a Terraform root
 * module), or those of any unit that name one cluster resource (stacks of a CDK app), sorted by kind,
 * namespace and name. Made by gl_graph_link, then read-only; memory from the graph's arena. */
#ifndef GL_GRAPH_CLUSTER_H
#define GL_GRAPH_CLUSTER_H

#include "graph/graph.h"
#include "graph/kubernetes.h"

/* A service account that a RoleBinding or ClusterRoleBinding names. */
struct gl_account {
    struct gl_str ns, name;
};

/* Where the objects of a kind stand in gl_cluster.objects. */
struct gl_cluster_kind {
    struct gl_str kind;
    size_t begin, end;
};

struct gl_cluster {
    uint32_t index;                    /* among the clusters of the graph */
    const struct gl_unit *unit;        /* of its first object */
    const struct gl_resource *applied; /* the cluster resource that its objects name; NULL: none */
    struct gl_resource **objects;      /* sorted by (kind, namespace, name) */
    size_t len;
    struct gl_cluster_kind *kinds; /* sorted; those that are there */
    size_t kind_len;
    struct gl_str *namespaces; /* sorted; every one that an object is in or that is declared */
    size_t namespace_len;
    struct gl_account *bound; /* sorted; bound_account.c */
    size_t bound_len;
    struct gl_account *bound_roles; /* that a binding names, sorted; `ns` is empty for a ClusterRole */
    size_t bound_role_len;
};

#define GL_NO_NAMESPACE UINT32_MAX

void gl_clusters_build(struct gl_graph *graph);
/* The cluster that an object is in; NULL for resources that are no objects. */
const struct gl_cluster *gl_cluster_of(const struct gl_graph *graph, const struct gl_resource *resource);
/* Objects of a kind, of one namespace where `ns` is not empty. */
struct gl_resource_list gl_cluster_of_kind(const struct gl_cluster *cluster, struct gl_str kind,
                                           struct gl_str ns);
/* One object; an empty `ns` for cluster-scoped kinds. NULL: it is not in the scan. */
const struct gl_resource *gl_cluster_find(const struct gl_cluster *cluster, struct gl_str kind,
                                          struct gl_str ns, struct gl_str name);
/* The labels of a namespace, as the server has them: those of the Namespace object, if it is in the scan, and
 * kubernetes.io/metadata.name, which every namespace has. Memory from `arena`. */
struct gl_value gl_cluster_namespace_labels(struct gl_arena *arena, const struct gl_cluster *cluster,
                                            struct gl_str ns);

/* Where a namespace stands among those of the cluster, or GL_NO_NAMESPACE. */
uint32_t gl_cluster_find_namespace(const struct gl_cluster *cluster, struct gl_str ns);

void gl_cluster_find_bound(struct gl_arena *arena, struct gl_cluster *cluster);
/* Does a binding of the scan give this service account a role? */
bool gl_cluster_is_bound(const struct gl_cluster *cluster, struct gl_str ns, struct gl_str name);
/* Does a binding of the scan name this role? An empty `ns` for a ClusterRole. */
bool gl_cluster_role_is_bound(const struct gl_cluster *cluster, struct gl_str ns, struct gl_str name);

#endif
