/* The Terraform files of a scan: modules, root modules, and the units that are evaluated. */
#ifndef GL_TERRAFORM_SET_H
#define GL_TERRAFORM_SET_H

#include "front/terraform/config/module.h"
#include "front/terraform/config/unit.h"

/* A file of the scan, parsed. */
struct gl_tf_loaded {
    struct gl_source *source;
    struct gl_str folder, name;
    bool is_values; /* .tfvars */
    struct gl_hcl_file parsed;
    struct gl_arena told;
    struct gl_diags diags;
};

/* .terraform/modules/modules.json of a root module. */
struct gl_tf_manifest {
    struct gl_str folder; /* of the root module */
    const struct gl_value *modules;
};

struct gl_tf_set {
    struct gl_arena *arena;
    struct gl_inputs *inputs;
    const struct gl_front_options *options;
    struct gl_sources *sources;
    struct gl_diags *diags;
    struct gl_str readable;      /* the folder below which file() and the like read */
    struct gl_tf_loaded **files; /* sorted by folder, then name */
    size_t file_len;
    struct gl_tf_module **modules; /* `sorted_len` sorted by folder, then those that were read on demand */
    size_t module_len, module_capacity, sorted_len;
    struct gl_tf_manifest *manifests;
    size_t manifest_len, manifest_capacity;
    struct gl_tf_unit **units;
    size_t unit_len, unit_capacity;
};

bool gl_tf_is_local_source(struct gl_str source);
/* By absolute folder; NULL: not in the scan. */
struct gl_tf_module *gl_tf_set_module(const struct gl_tf_set *set, struct gl_str folder);
/* The module that `terraform init` put there for the call `key` ("vpc", "app.db"); NULL: none. */
const struct gl_tf_module *gl_tf_set_installed(const struct gl_tf_set *set, const struct gl_tf_module *root,
                                               struct gl_str key);

/* Parses the files and makes modules of them (load.c). */
void gl_tf_load_modules(struct gl_tf_set *set, struct gl_pool *pool);
/* Finds the root modules and the values for each (roots.c). */
void gl_tf_find_units(struct gl_tf_set *set);
/* Sets the environment, region and account of a unit that was evaluated (environment.c). */
void gl_tf_describe_unit(struct gl_tf_unit *unit);

#endif
