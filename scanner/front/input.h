/* Inputs: the files of a scan, what they turned out to be, and what front ends make of them.
 *
 * load.c discovers and reads; each front end claims the inputs that it understands; what nobody claims and
 * looks like infrastructure code is told. Front ends never open a file that discovery did not list. */
#ifndef GL_FRONT_INPUT_H
#define GL_FRONT_INPUT_H

#include "base/diag.h"
#include "base/pool.h"
#include "graph/resource.h"
#include "read/read.h"

enum gl_input_kind {
    GL_INPUT_OTHER = 0,     /* valid JSON or YAML, but nothing glacis scans: package.json, a workflow */
    GL_INPUT_UNREAD,        /* could not be read; diagnostics say why */
    GL_INPUT_PROGRAM,       /* .ts, .js, .py, .go, .java, .cs: listed for source lines, read on demand */
    GL_INPUT_DATA,          /* any bytes: what a ConfigMap or Secret is made from; never parsed */
    GL_INPUT_TEMPLATE,      /* CloudFormation or SAM template */
    GL_INPUT_ASSEMBLY,      /* CDK manifest.json */
    GL_INPUT_ASSEMBLY_PART, /* tree.json, *.assets.json, *.metadata.json, validation-report.json */
    GL_INPUT_PARAMETERS,    /* parameter file */
    GL_INPUT_KUBERNETES,    /* manifests: objects of the Kubernetes API */
    GL_INPUT_CHART_PART,    /* below a chart of Helm: its bytes are read where it was rendered */
    GL_INPUT_TERRAFORM,     /* .tf, .tf.json, .tfvars, .tfvars.json: its bytes are read, it is not parsed */
    GL_INPUT_TERRAFORM_MODULES, /* .terraform/modules/modules.json: where installed modules lie */
    GL_INPUT_TERRAFORM_PLAN,    /* what `terraform show -json` says of a plan */
    GL_INPUT_TERRAFORM_STATE,   /* a state file, or what `terraform show -json` says of one */
    GL_INPUT_SNAPSHOT,          /* answers of describe calls */
};

struct gl_input {
    struct gl_source *source;
    struct gl_documents documents;
    enum gl_input_kind kind;
    bool is_claimed;    /* a unit was made from it */
    bool has_lost_keys; /* of equal keys the last counted: kustomize refuses such a file */
};

struct gl_inputs {
    struct gl_input *items; /* sorted by path; paths are normalised: no "." or "..", no trailing slash */
    size_t len;
};

/* By exact normalised path; NULL when it is not in the scan. */
struct gl_input *gl_inputs_find(const struct gl_inputs *inputs, struct gl_str path);
/* `relative` as seen from the folder of `from`, normalised in `arena`; NULL when it is not in the scan. */
struct gl_input *gl_inputs_find_beside(const struct gl_inputs *inputs, const struct gl_source *from,
                                       struct gl_str relative, struct gl_arena *arena);
struct gl_str gl_path_normalize(struct gl_arena *arena, struct gl_str path);
struct gl_str gl_path_dir(struct gl_str path); /* "" for a bare name */
struct gl_str gl_path_base(struct gl_str path);
/* Is a normalised path the folder, or below it? Nothing is below an empty one. */
bool gl_path_is_inside(struct gl_str path, struct gl_str folder);
/* The folder that holds both, or is one of them. */
struct gl_str gl_path_common(struct gl_str a, struct gl_str b);

/* What the command line gives to every front end. */
struct gl_front_options {
    struct gl_str environment; /* --environment; empty: derive */
    struct gl_str region, account, partition;
    struct gl_input **parameter_files; /* --parameters, read already */
    size_t parameter_file_len;
    struct gl_str *variables; /* --var K=V, later ones win */
    size_t variable_len;
    bool *variable_is_used; /* one for each variable: set where a template or a root module declares it; may
                               be NULL */
    struct gl_input **variable_files; /* --var-file, read already, not parsed; later ones win */
    size_t variable_file_len;
    /* Absolute folder that holds everything scanned: file() of Terraform reads below it. */
    struct gl_str tree;
    struct gl_str workspace; /* terraform.workspace; empty: "default" */
    /* debug resources: `tree` is the one root module, with the values that Terraform itself would load;
     * modules that it calls are read wherever they lie. */
    bool is_one_root;
};

struct gl_front_output {
    struct gl_resource **resources;
    size_t len, capacity;
    size_t unit_len;
};

#endif
