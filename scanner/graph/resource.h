/* Resources in canonical shape: what every front end produces and every check looks at.
 *
 * Kinds and property names are CloudFormation's registry names (`AWS::RDS::DBInstance`, `StorageEncrypted`);
 * Kubernetes objects keep their own. Property values point at what was written, so their spans lead to the
 * template. Resources are made by one front-end job, then frozen when the graph is linked. All memory belongs
 * to the unit's or the scan's arena. */
#ifndef GL_GRAPH_RESOURCE_H
#define GL_GRAPH_RESOURCE_H

#include "tree/scalar.h"
#include "tree/value.h"

/* Parts of a template that are judged like resources but deploy nothing: no edges, not counted. */
#define GL_KIND_TEMPLATE_PARAMETER "AWS::CloudFormation::Template.Parameter"
#define GL_KIND_TEMPLATE_OUTPUT "AWS::CloudFormation::Template.Output"
#define GL_KIND_TEMPLATE_PROVIDER "AWS::CloudFormation::Template.Provider" /* of Terraform: its arguments */

struct gl_snapshot;

/* What is deployed or evaluated as one: a CloudFormation stack, a Terraform root module, ... */
struct gl_unit {
    struct gl_str name; /* first segments of the address: stack, or STACK/NESTED for a nested stack */
    enum gl_dialect dialect;
    const struct gl_source *source;
    struct gl_str environment; /* "dev", "staging", "prod", or a user's own word; empty: not known */
    struct gl_str account, region, partition; /* empty: not known */
    const struct gl_unit *parent;             /* of a nested stack */
    const struct gl_snapshot *snapshot;       /* what a snapshot held (snapshot.h); NULL: it is none */
    bool is_cdk;
};

/* A further place that takes part: the construct's line in the program, the condition, the call site. */
struct gl_place {
    struct gl_span span;
    struct gl_str what; /* "construct Prod/Data/OrdersDatabase is made here" */
};

/* Where the text of a value was written, when that is not in the resource: a variable file, a module call. */
struct gl_origin {
    struct gl_span at;   /* in the resource */
    struct gl_span span; /* of the text */
    uint64_t mark;       /* gl_value_hash of the value: several may stand at one place */
};

struct gl_k8s_object;

struct gl_resource {
    uint32_t id;              /* index in the graph; set by gl_graph_link */
    struct gl_str kind;       /* "AWS::RDS::DBInstance" */
    struct gl_str name;       /* logical id: logicalLocations[0].name */
    struct gl_str address;    /* logicalLocations[0].fullyQualifiedName */
    struct gl_span span;      /* header: the logical id's key */
    struct gl_span body_span; /* the whole definition */
    const struct gl_unit *unit;
    const struct gl_k8s_object *object; /* of the Kubernetes API (kubernetes.h), else NULL */
    struct gl_value properties;         /* MAP, or UNKNOWN when a macro hides them */
    struct gl_value attributes; /* MAP of DeletionPolicy, UpdateReplacePolicy, Metadata, DependsOn, ... */
    const struct gl_choice *condition; /* NULL, or the undecided condition under which it exists: in the one
                                          arm that is BOOL true (gl_existing_arm) */
    struct gl_str construct_path;      /* CDK: aws:cdk:path, else empty */
    struct gl_place *places;
    size_t place_len;
    struct gl_origin *origins; /* sorted by (source, begin) of `at` */
    size_t origin_len;
    const struct gl_resource **parts; /* resources of the source that were folded into this one */
    size_t part_len;
    bool is_partial; /* configures a resource that is not in the scan: only what it states is judged */
};

static inline uint32_t gl_existing_arm(const struct gl_choice *condition)
{
    for (uint32_t i = 0; condition->arms && i < condition->arm_len; i++) {
        if (condition->arms[i].type == GL_BOOL && condition->arms[i].u.boolean)
            return i;
    }
    return 0;
}

static inline bool gl_resource_is_deployed(const struct gl_resource *resource)
{
    return !gl_str_starts_with(resource->kind, GL_STR("AWS::CloudFormation::Template."));
}

#endif
