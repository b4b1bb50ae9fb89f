/* Modules: what the Terraform files of one folder declare together.
 *
 * Source: https://developer.hashicorp.com/terraform/language/files (order, override files). Modules are made
 * by one thread and read by all afterwards; whatever an evaluation finds out is kept beside them (unit.h). */
#ifndef GL_TERRAFORM_MODULE_H
#define GL_TERRAFORM_MODULE_H

#include "base/diag.h"
#include "hcl/hcl.h"

enum gl_tf_class {
    GL_TF_VARIABLE = 0,
    GL_TF_LOCAL,
    GL_TF_OUTPUT,
    GL_TF_MANAGED,
    GL_TF_DATA,
    GL_TF_EPHEMERAL,
    GL_TF_CALL,
    GL_TF_PROVIDER,
    GL_TF_CLASSES,
};

struct gl_tf_module;

struct gl_tf_declaration {
    enum gl_tf_class class;
    uint32_t slot;      /* among those of its class in the module */
    struct gl_str type; /* of a resource; the alias of a provider */
    struct gl_str name;
    struct gl_span header; /* the type and labels of a block; the name of a local value */
    struct gl_span span;
    const struct gl_hcl_body *body;  /* overrides are merged in; NULL for a local value */
    const struct gl_hcl_expr *value; /* of a local value, an output, the default of a variable; may be NULL */
    const struct gl_hcl_expr *type_expr; /* VARIABLE; NULL: none */
    const struct gl_hcl_expr *count, *for_each;
    bool is_sensitive, is_not_nullable;
    struct gl_str source; /* CALL: as written; empty: not a constant */
    struct gl_span source_span;
    struct gl_tf_module *target; /* CALL of a local module of the scan; NULL otherwise */
};

struct gl_tf_module {
    struct gl_str folder;             /* absolute */
    struct gl_str uri;                /* as reports name it; empty: the root of the scan */
    uint32_t number;                  /* index in the set */
    struct gl_tf_declaration **items; /* in source order, files sorted by name */
    size_t len, capacity;
    struct gl_tf_declaration **of[GL_TF_CLASSES]; /* the same by class, index = slot */
    uint32_t count[GL_TF_CLASSES];
    uint32_t *table; /* open addressing, index + 1 */
    size_t table_len;
    size_t bytes;       /* of its files */
    bool is_called;     /* by another module of the scan, as a local one */
    bool has_templates; /* names templatefile(): evaluated where sources may be registered */
    bool is_installed;  /* below .terraform */
};

/* One file of the folder, in the order in which Terraform loads them (overrides last). */
struct gl_tf_file {
    struct gl_hcl_file parsed;
    bool is_override;
};

bool gl_tf_is_override_file(struct gl_str name);
/* Adds everything that `files` declare. Mistakes and duplicates are told. */
void gl_tf_module_build(struct gl_tf_module *module, const struct gl_tf_file *files, size_t len,
                        struct gl_arena *arena, struct gl_diags *diags);
/* NULL when the module has none. `type` is empty for everything but resources and provider aliases. */
struct gl_tf_declaration *gl_tf_module_find(const struct gl_tf_module *module, enum gl_tf_class class,
                                            struct gl_str type, struct gl_str name);
/* Of a body that overrides: attributes take the place of those of the same name, nested blocks that of all
 * blocks of their type. */
const struct gl_hcl_body *gl_tf_merge_bodies(const struct gl_hcl_body *base, const struct gl_hcl_body *over,
                                             struct gl_arena *arena);

#endif
