/* Evaluates HCL expressions as Terraform does: exactly, offline, with unknown values carried along.
 *
 * Names are asked of the scope: `for` variables and each/count/self first, from the innermost outwards, then
 * the resolver (config/) for var, local, module, data, path, terraform and resources. One evaluator serves
 * one unit on one thread. Time and memory are bounded: steps, depth, bytes of one string, elements of one
 * collection (limits.h); passing a limit is a problem like any other, with its place. */
#ifndef GL_TERRAFORM_EVALUATE_H
#define GL_TERRAFORM_EVALUATE_H

#include "base/diag.h"
#include "front/terraform/value/value.h"
#include "hcl/hcl.h"

struct gl_tf_binding {
    struct gl_str name; /* "each", "count", "self", or the variable of a for */
    struct gl_tf_value value;
};

struct gl_tf_scope {
    const struct gl_tf_scope *outer; /* NULL: the module's own scope */
    const struct gl_tf_binding *bindings;
    size_t len;
    void *module; /* for the resolver: the module instance in which names are looked up; set in every scope */
};

/* One step of a reference: .name, [index], with the index evaluated already (string or number, known). */
struct gl_tf_step {
    struct gl_str name; /* empty: an index */
    struct gl_tf_value index;
    struct gl_span span;
};

struct gl_tf_eval;

/* Answers root references: steps[0].name is the root ("var"). Sets how many steps the value covers (at least
 * 1); the evaluator applies the rest. Steps end before a splat, and before an index that is not known. false:
 * a problem was set. */
typedef bool gl_tf_resolver(struct gl_tf_eval *eval, void *module, const struct gl_tf_step *steps, size_t len,
                            struct gl_tf_value *ret_value, size_t *ret_used);
/* The bytes of a file that file(), templatefile() and their kin name; `path` is as written, relative to the
 * working directory of Terraform (path.cwd). false: the problem says why (not in the scanned tree, missing,
 * too large). */
typedef bool gl_tf_file_reader(struct gl_tf_eval *eval, struct gl_str path, struct gl_str *ret_text);
/* Paths below `directory` for fileset(), sorted, relative to it. */
typedef bool gl_tf_file_lister(struct gl_tf_eval *eval, struct gl_str directory, struct gl_str **ret_paths,
                               size_t *ret_len);

struct gl_tf_eval {
    struct gl_arena *arena; /* results */
    struct gl_sources
        *sources;            /* templates that are read while evaluating are registered here; may be NULL */
    gl_tf_resolver *resolve; /* NULL: every root name that no scope binds is unknown */
    gl_tf_file_reader *read_file; /* NULL: files cannot be read, their functions are unknown */
    gl_tf_file_lister *list_files;
    void *context;                /* for the callbacks */
    struct gl_tf_problem problem; /* the first one; valid after false */
    bool has_problem;
    uint64_t steps;     /* taken so far; bounded by GL_MAX_TERRAFORM_STEPS and `allowance` */
    uint64_t allowance; /* further steps, for large inputs: a few for each byte of configuration */
    bool has_hit_limit; /* the problem is a limit: try() and can() pass it on */
    unsigned depth;
    unsigned template_depth; /* templatefile() inside templatefile(), which Terraform refuses */
};

/* false: has_problem is set. try() and can() clear it, others pass it on. */
bool gl_tf_evaluate(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                    struct gl_tf_value *ret_value) GL_MUST_CHECK;
/* value.name with Terraform's rules: unknown, null, open objects, maps. */
bool gl_tf_get_attribute(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_str name,
                         struct gl_span span, struct gl_tf_value *ret_value) GL_MUST_CHECK;
/* Sets the problem and returns false: return gl_tf_fail(...). `detail` must not hold sensitive text. */
bool gl_tf_fail(struct gl_tf_eval *eval, struct gl_span span, const char *summary, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));
/* Converts, and counts as many steps as the value is large. A problem gets the given summary. */
bool gl_tf_eval_convert(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                        const struct gl_tf_type *type, const char *summary,
                        struct gl_tf_value *ret_value) GL_MUST_CHECK;
/* Counts `cost` steps; false (with a problem) past the limit. Loops of functions call it with the number of
 * elements they make, and with bytes / 64 for strings. */
bool gl_tf_spend(struct gl_tf_eval *eval, struct gl_span span, uint64_t cost) GL_MUST_CHECK;
/* The longest prefix of an unknown string that nothing which follows can change: what comes after a letter
 * may combine with it. */
struct gl_str gl_tf_safe_prefix(struct gl_str text);
/* A type constraint: string, list(any), object({a = optional(string, "x")}), and the old "list" in quotes. */
bool gl_tf_type_constraint(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr,
                           const struct gl_tf_type **ret_type) GL_MUST_CHECK;
/* The references that an expression makes, for whoever needs them without a value: calls `tell` with the root
 * and the next name ("var", "x"), once each occurrence. */
void gl_tf_references(const struct gl_hcl_expr *expr,
                      void (*tell)(void *context, struct gl_str root, struct gl_str name,
                                   struct gl_span span),
                      void *context);

#endif
