/* Inside of map/: what its files share while one unit is mapped. */
#ifndef GL_TERRAFORM_MAP_MAPPER_H
#define GL_TERRAFORM_MAP_MAPPER_H

#include "base/name_index.h"
#include "front/terraform/map/build.h"
#include "front/terraform/map/map.h"
#include "front/terraform/map/table.h"

struct gl_tf_origins {
    struct gl_origin *items;
    size_t len, capacity;
};

/* A canonical resource while it is made. `resource` is the first member: a reference leads back here. */
struct gl_tf_mapped {
    struct gl_resource resource;
    const struct gl_tf_map_type *type; /* NULL: no table names it */
    struct gl_tf_instance *instance;
    const struct gl_tf_value *body; /* the instance's values, or one block of it */
    struct gl_tf_mapped *outer;     /* of a block: the resource around it */
    struct gl_tf_node properties, attributes;
    struct gl_tf_origins origins;
    bool is_kubernetes;               /* an object of the Kubernetes API */
    uint64_t folded;                  /* resources that were folded into it */
    const struct gl_resource **parts; /* those resources */
    size_t part_len, part_capacity;
    struct gl_tf_mapped *next;
};

struct gl_tf_name_entry;

struct gl_tf_mapper {
    struct gl_arena *arena;
    struct gl_arena scratch;
    struct gl_tf_instances *instances;
    struct gl_tf_mapped *first, **last;
    struct gl_tf_name_entry *names; /* names.c */
    size_t name_len, name_capacity;
    struct gl_name_index by_name;
    size_t looked_at;  /* while telling resources of one name apart, which is bounded */
    uint64_t *indexed; /* which (kind, attribute) pairs are in it */
    size_t indexed_len, indexed_capacity;
};

/* One row applied to one resource. */
struct gl_tf_walk {
    struct gl_tf_mapper *mapper;
    struct gl_tf_mapped *target; /* whose properties are filled */
    struct gl_tf_mapped *from;   /* whose body is read: itself, or what is folded into it */
    const struct gl_tf_map_row *row;
    struct gl_span key_span;  /* of the member that was read last */
    struct gl_span container; /* of the block that holds it; unset: the resource itself */
    uint64_t prefix;          /* hash of the path to here: tells elements of different blocks apart */
};

/* The provider takes an empty text for none, and states have it for what was never written. */
static inline bool gl_tf_is_not_set(const struct gl_tf_value *value)
{
    return gl_tf_is_null(value) ||
           (value->state == GL_TF_KNOWN && value->kind == GL_TF_STRING && value->u.text.len == 0);
}

void gl_tf_apply_row(struct gl_tf_walk *walk);
/* What a row makes of a value; false: nothing. `expr` is the expression in the resource that it comes from.
 */
bool gl_tf_map_convert(struct gl_tf_walk *walk, const struct gl_tf_value *value, struct gl_span expr,
                       struct gl_value *ret_value);
/* The column `absent`. */
struct gl_value gl_tf_map_absent(struct gl_tf_mapper *mapper, const struct gl_tf_map_row *row,
                                 struct gl_span span);
/* A value for the tree of properties: places inside the resource, references by canonical names. */
struct gl_value gl_tf_map_value(struct gl_tf_mapper *mapper, struct gl_tf_mapped *target,
                                const struct gl_tf_value *value, struct gl_span expr);
struct gl_value gl_tf_map_reference_to(struct gl_tf_mapper *mapper, const struct gl_tf_mapped *to,
                                       struct gl_span span);
/* Where a value of the resource stands: its own place if that is inside of the expression, else the
 * expression. */
struct gl_span gl_tf_map_place(struct gl_span own, struct gl_span expr);
/* The resource of that kind that a value refers to, or names by the text of its own attribute `name` (0:
 * none). NULL when it is not in the unit. */
struct gl_tf_mapped *gl_tf_map_target(struct gl_tf_mapper *mapper, uint32_t kind, uint32_t name,
                                      const struct gl_tf_value *value);
/* The kind of a kubernetes_* resource; empty for others, and for manifests that do not say it. */
struct gl_str gl_tf_kubernetes_kind(const struct gl_tf_instance *instance);
/* Charts that helm_release installs are told as not read. */
void gl_tf_tell_releases(const struct gl_tf_instances *instances, struct gl_diags *diags);
void gl_tf_map_kubernetes(struct gl_tf_mapper *mapper, struct gl_tf_mapped *mapped);

#endif
