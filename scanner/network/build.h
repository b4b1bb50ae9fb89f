/* Inside of the model: what its files share while it is built. */
#ifndef GL_NETWORK_BUILD_H
#define GL_NETWORK_BUILD_H

#include "base/name_index.h"
#include "network/model.h"

/* A value that a property may have: its items where it is a list, each arm of a choice. */
struct gl_nw_value {
    const struct gl_value *value;
    const struct gl_resource *owner; /* in whose properties it stands */
    enum gl_match exists;
};

struct gl_nw_values {
    struct gl_nw_value *items;
    size_t len, capacity;
};

struct gl_nw_build {
    struct gl_arena *arena;
    struct gl_nw *nw;
    struct gl_diags *diags;
    struct gl_name_index snapshot_ids; /* of resources in snapshots, by name */
    uint32_t capacity[9];              /* of the lists of nw, in the order of enum gl_nw_list */
    struct gl_nw_unit *units;          /* what is not known, one for each unit */
    size_t unit_len, unit_capacity;
    uint32_t *guard_slots; /* hash table over guards */
    size_t guard_capacity;
    uint32_t *endpoint_guard; /* by resource id */
};

/* values.c: reading properties. `path` is "SubnetIds[]", "A.B[].C"; behind ">" it goes on in the resource
 * that is named there ("DBSubnetGroupName>SubnetIds[]"). What is named and not in the scan comes as the
 * naming value. Absent: nothing. */
struct gl_nw_values gl_nw_values(struct gl_nw_build *build, const struct gl_resource *resource,
                                 const char *path);
/* The resource that a value of `beside` names (by reference, by id, by physical name), or NULL. */
const struct gl_resource *gl_nw_target(struct gl_nw_build *build, const struct gl_resource *beside,
                                       const struct gl_value *value);
/* The target of the one value at `path`, or NULL; `ret_value` is the value, NULL: absent. */
const struct gl_resource *gl_nw_target_at(struct gl_nw_build *build, const struct gl_resource *resource,
                                          const char *path, const struct gl_value **ret_value);
/* Does a Boolean hold? `otherwise` where nothing is written; MAY where it is not known. */
enum gl_match gl_nw_flag(struct gl_nw_build *build, const struct gl_resource *resource, const char *path,
                         enum gl_match otherwise, const struct gl_value **ret_value);
bool gl_nw_number(struct gl_nw_build *build, const struct gl_resource *resource, const char *path,
                  int64_t *ret_number, const struct gl_value **ret_value);
/* The text at `path`; empty where there is none or it is not known. */
struct gl_str gl_nw_text(struct gl_nw_build *build, const struct gl_resource *resource, const char *path);
/* An address block; false when it is none that is known. */
bool gl_nw_block(const struct gl_value *value, struct gl_cidr *ret_block);
/* A made value that says why something is not known: "the routes of Vpc". */
const struct gl_value *gl_nw_unknown(struct gl_nw_build *build, const struct gl_resource *about,
                                     const char *format, ...) __attribute__((format(printf, 3, 4)));
enum gl_match gl_nw_exists(const struct gl_resource *resource);
static inline bool gl_nw_is_snapshot(const struct gl_resource *resource)
{
    return resource->unit && resource->unit->dialect == GL_DIALECT_SNAPSHOT;
}

/* Is it a subnet of the scan, not one of a service's own network (eks.c)? */
static inline bool gl_nw_is_of_scan(const struct gl_nw *nw, uint32_t subnet)
{
    return nw->subnets[subnet].is_known && nw->subnet_of[nw->subnets[subnet].resource->id] == subnet;
}

/* Appends one, all zero, and gives its number. */
enum gl_nw_list {
    GL_NW_LIST_VPCS = 0,
    GL_NW_LIST_SUBNETS,
    GL_NW_LIST_TABLES,
    GL_NW_LIST_ACLS,
    GL_NW_LIST_GUARDS,
    GL_NW_LIST_ENDPOINTS,
    GL_NW_LIST_NICS,
    GL_NW_LIST_GATEWAYS,
    GL_NW_LIST_BALANCERS,
};
uint32_t gl_nw_add(struct gl_nw_build *build, enum gl_nw_list list);

/* vpc.c: VPCs and subnets; those that are named and not in the scan */
void gl_nw_build_vpcs(struct gl_nw_build *build);
uint32_t gl_nw_vpc_named(struct gl_nw_build *build, const struct gl_resource *by, const char *path);
/* The subnet that a value names; some subnet of the unit's unknown VPC where it is not known. */
uint32_t gl_nw_subnet_named(struct gl_nw_build *build, const struct gl_nw_value *value);
/* Some subnet of `vpc` (NONE: of the unknown VPC of the unit of `by`). */
uint32_t gl_nw_subnet_unknown(struct gl_nw_build *build, const struct gl_resource *by, uint32_t vpc);

/* gateway.c: attachments, then (the VPCs know their gateways) */
void gl_nw_build_gateways(struct gl_nw_build *build);
/* transit.c */
void gl_nw_build_transit(struct gl_nw_build *build);
/* table.c: route tables with their routes, and which subnet has which */
void gl_nw_build_tables(struct gl_nw_build *build);
void gl_nw_table_sort(struct gl_nw_table *table);
/* acl.c */
void gl_nw_build_acls(struct gl_nw_build *build);
/* guard.c: the groups of a resource's interfaces */
uint32_t gl_nw_guard_of(struct gl_nw_build *build, const struct gl_resource *resource);
uint32_t gl_nw_guard_absent(struct gl_nw_build *build);
/* made_group.c: a group of one rule that the scan has not: ports for the blocks of `sources` (a list; NULL:
 * for everybody), and everything outwards */
struct gl_nw_made_group {
    const struct gl_resource *object; /* for which it is made */
    struct gl_str name;
    struct gl_portset ports;
    const struct gl_value *sources;
    bool lets_out;
};
uint32_t gl_nw_guard_made(struct gl_nw_build *build, const struct gl_nw_made_group *made);
/* eks.c: the public endpoint of a cluster's API, as a further interface of `endpoint`, the newest one */
void gl_nw_add_api(struct gl_nw_build *build, uint32_t endpoint, const struct gl_resource *cluster);
/* nw.c: who is in which VPC, once all is there */
void gl_nw_index_vpcs(struct gl_arena *arena, struct gl_nw *nw);
/* endpoint.c: everything with interfaces; public addresses */
void gl_nw_build_endpoints(struct gl_nw_build *build);
uint32_t gl_nw_endpoint_named(struct gl_nw_build *build, const struct gl_resource *resource);
/* public.c: elastic addresses, flags */
void gl_nw_build_public(struct gl_nw_build *build);
/* pod.c: workloads of clusters */
void gl_nw_build_pods(struct gl_nw_build *build);
/* balancer.c */
void gl_nw_build_balancers(struct gl_nw_build *build);

#endif
