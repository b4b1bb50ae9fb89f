/* Resource instances: what configuration, plans and states all come down to, and what map/ turns into
 * canonical resources. One instance is one address: aws_subnet.private["a"]. */
#ifndef GL_TERRAFORM_INSTANCE_H
#define GL_TERRAFORM_INSTANCE_H

#include "front/terraform/value/value.h"
#include "graph/resource.h"

struct gl_tf_instance {
    struct gl_str type;    /* "aws_db_instance" */
    struct gl_str name;    /* "orders" */
    struct gl_str address; /* Terraform's own: module.x["k"].aws_db_instance.orders[0] */
    struct gl_str module;  /* "module.x["k"]", or empty */
    bool is_data;
    bool is_symbolic; /* stands for any number of instances: for_each or count is not known */
    struct gl_span
        header; /* resource "aws_db_instance" "orders"; in a plan without sources: the address in the JSON */
    struct gl_span body; /* the whole block */
    /* OBJECT, `open` pointing back here: attributes as members, nested blocks as a TUPLE (flag GL_TF_BLOCKS)
     * of OBJECTs under the block's type, dynamic ones expanded, in source order. Null attributes are members
     * too. Meta-arguments (count, for_each, provider, depends_on, lifecycle, provisioner, connection) are no
     * members. */
    struct gl_tf_value values;
    struct gl_tf_value
        lifecycle;          /* OBJECT of what the lifecycle block holds that is constant; or NULL state */
    struct gl_str provider; /* "aws", "aws.east" */
    struct gl_str region, account; /* of its provider, where known */
    const struct gl_tf_value
        *existence;          /* unknown number of instances: the unknown value it depends on; else NULL */
    struct gl_place *places; /* further places: module calls inside out, the for_each element */
    size_t place_len;
    const struct gl_unit *unit;
    struct gl_resource *resource; /* set by map/ when the instance became (part of) a canonical resource */
};

struct gl_tf_instances {
    struct gl_tf_instance **items; /* sorted by module depth-first, then source order, then key */
    size_t len, capacity;
};

#endif
