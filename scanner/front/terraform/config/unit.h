/* Evaluating one root module with one set of values.
 *
 * Everything is evaluated when it is first asked for and remembered: local values, variables and outputs of
 * each module instance, the instances of resources and module calls, the resources themselves. What asks for
 * itself while it is evaluated is a cycle: told with its place, and unknown. A unit belongs to one thread;
 * modules are shared and never changed. */
#ifndef GL_TERRAFORM_UNIT_H
#define GL_TERRAFORM_UNIT_H

#include "base/limits.h"
#include "front/terraform/config/given.h"
#include "front/terraform/config/module.h"
#include "front/terraform/evaluate/evaluate.h"
#include "front/terraform/instance.h"
#include "front/terraform/terraform.h"
#include "front/terraform/value/number.h"

enum gl_tf_progress { GL_TF_UNTOUCHED = 0, GL_TF_BUSY, GL_TF_DONE };

struct gl_tf_memo {
    uint8_t progress; /* enum gl_tf_progress */
    bool is_visited;  /* what it needs was looked at before */
    struct gl_tf_value value;
};

struct gl_tf_node;

/* One element of count or for_each. */
struct gl_tf_item {
    struct gl_tf_value key, value; /* key: NUMBER (count), STRING (for_each) */
    struct gl_span span;           /* of the element where it is written; may be unset */
    uint32_t arms; /* where the number hangs on a condition: bit i: it is there when arm i is taken */
    const struct gl_tf_value *existence; /* of an item that may not be there: the unknown that decides */
    struct gl_tf_instance *instance;     /* of a resource: NULL until it is asked for */
    uint8_t progress;                    /* of the instance's values */
    struct gl_tf_memo seen;              /* the values as references see them */
    struct gl_tf_node *node;             /* of a call */
};

enum gl_tf_repetition { GL_TF_ONCE = 0, GL_TF_COUNT, GL_TF_EACH };

/* The instances of a resource or of a module call. */
struct gl_tf_expansion {
    uint8_t progress;         /* enum gl_tf_progress */
    uint8_t repetition;       /* enum gl_tf_repetition */
    bool is_symbolic;         /* one item that stands for any number */
    struct gl_tf_item *items; /* sorted by key */
    size_t len;
    const struct gl_tf_value *cause; /* the unknown that decides which items are there; NULL: none */
    struct gl_tf_memo whole;         /* all instances as one value */
};

/* The configuration of a provider, as far as it is known. */
struct gl_tf_provider {
    struct gl_str name; /* "aws", "aws.east" as this module calls it */
    struct gl_str region, account;
    struct gl_tf_value default_tags; /* MAP or OBJECT; NULL state: none */
};

/* An instance of a module. */
struct gl_tf_node {
    const struct gl_tf_module *module;
    struct gl_tf_node *parent; /* NULL: the root module */
    const struct gl_tf_declaration *call;
    struct gl_str address; /* empty: the root module */
    struct gl_str path;    /* path.module */
    struct gl_str key;     /* "a.b": in modules.json */
    unsigned depth;
    bool is_symbolic;
    const struct gl_tf_value *existence;
    struct gl_tf_scope scope;     /* of what the module declares */
    struct gl_tf_scope arguments; /* in the calling module, with each or count */
    struct gl_tf_binding binding; /* what `arguments` binds */
    struct gl_place *places;      /* the call sites, inside out */
    size_t place_len;
    struct gl_tf_memo *variables, *locals, *outputs;
    struct gl_tf_expansion *expansions[GL_TF_CLASSES]; /* of MANAGED, DATA, EPHEMERAL, CALL */
    struct gl_tf_provider **providers;
    size_t provider_len, provider_capacity;
};

/* Something that is being evaluated: asking for it again is a cycle. */
struct gl_tf_busy {
    const struct gl_tf_node *node;
    const struct gl_tf_declaration *declaration;
};

struct gl_tf_unit {
    struct gl_unit unit; /* what resources point to */
    const struct gl_tf_set *set;
    const struct gl_tf_module *root; /* NULL: a plan or state */
    const struct gl_value *document; /* the plan or state; NULL: a root module */
    struct gl_tf_given given;
    struct gl_str values_name; /* base name of the file of values that is this unit's own; empty: none */
    size_t bytes;              /* of the files of its modules */
    bool needs_sources;        /* a module of it reads templates */
    struct gl_arena *arena;    /* of the worker that evaluates it */
    struct gl_arena told;
    struct gl_diags diags;
    struct gl_tf_eval eval;
    struct gl_tf_node *top;
    struct gl_tf_instances instances;
    struct gl_front_output output;
    const struct gl_tf_type ***types; /* by module number and slot of the variable; NULL: not yet */
    uint64_t *said;                   /* hashes of what was told, open addressing */
    size_t said_len, said_capacity;
    size_t node_len, instance_len;
    struct gl_tf_busy *busy; /* outermost first */
    size_t busy_len, busy_capacity;
    unsigned nesting; /* evaluations inside each other */
    uint64_t steps;   /* of all outermost evaluations */
    bool is_spent, is_full;
};

/* ---- evaluating (unit.c) ---- */
/* Evaluates all instances of the unit. */
void gl_tf_unit_evaluate(struct gl_tf_unit *unit);
/* The value; a problem is told and gives an unknown value. */
struct gl_tf_value gl_tf_unit_value(struct gl_tf_unit *unit, const struct gl_tf_scope *scope,
                                    const struct gl_hcl_expr *expr);
/* Once each; Terraform would refuse the configuration. */
void gl_tf_unit_tell(struct gl_tf_unit *unit, struct gl_span span, struct gl_str summary,
                     struct gl_str detail);
void gl_tf_unit_tell_problem(struct gl_tf_unit *unit, const struct gl_tf_problem *problem);
struct gl_tf_value gl_tf_unit_unknown(struct gl_tf_unit *unit, const struct gl_tf_type *type,
                                      enum gl_reason reason, struct gl_str name, struct gl_span span);
struct gl_str gl_tf_unit_printf(struct gl_tf_unit *unit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- what is being evaluated (cycle.c) ---- */
void gl_tf_enter(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                 const struct gl_tf_declaration *declaration);
void gl_tf_leave(struct gl_tf_unit *unit);
/* Tells the way from `declaration`, which is being evaluated, back to itself; the value that it has instead.
 */
struct gl_tf_value gl_tf_cycle(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                               const struct gl_tf_declaration *declaration);

/* ---- module instances (node.c) ---- */
struct gl_tf_node *gl_tf_node_make(struct gl_tf_unit *unit, const struct gl_tf_module *module);
/* Makes the instances of a call that were not made yet; false: the module is not available (told). */
bool gl_tf_node_call(struct gl_tf_unit *unit, struct gl_tf_node *node, const struct gl_tf_declaration *call);
struct gl_tf_value gl_tf_node_variable(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                       const struct gl_tf_declaration *variable);
struct gl_tf_value gl_tf_node_local(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                    const struct gl_tf_declaration *local);
struct gl_tf_value gl_tf_node_output(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                     const struct gl_tf_declaration *output);

/* ---- repetition (expand.c) ---- */
struct gl_tf_expansion *gl_tf_expand(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                     const struct gl_tf_declaration *declaration);
/* By instance key (string or number); NULL: there is none. The one item of a symbolic expansion has every
 * key. */
struct gl_tf_item *gl_tf_expansion_find(struct gl_tf_expansion *expansion, const struct gl_tf_value *key);
/* `["k"]`, `[0]`, or nothing. */
struct gl_str gl_tf_item_suffix(struct gl_tf_unit *unit, const struct gl_tf_expansion *expansion,
                                const struct gl_tf_item *item);
/* What the item binds: each or count. */
struct gl_tf_binding gl_tf_item_binding(struct gl_tf_unit *unit, const struct gl_tf_expansion *expansion,
                                        const struct gl_tf_item *item);

/* ---- arms (arms.c) ---- */
/* How many arms `cause` has when all of them are known collections: then what is made of their elements is
 * known but for which are there. 0 otherwise. */
size_t gl_tf_known_arms(const struct gl_tf_value *cause);
/* A Boolean that is true in the arms of `cause` that `arms` names: unknown, but decided together with it.
 * NULL: it is true in all. */
const struct gl_tf_value *gl_tf_existence(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                                          uint32_t arms);
/* One of `parts`, decided together with `cause`. */
struct gl_tf_value gl_tf_arms_like(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                                   const struct gl_tf_type *type, const struct gl_tf_value *parts,
                                   struct gl_span span);
struct gl_tf_arm_counts {
    int64_t counts[GL_MAX_CHOICES], most;
    size_t len;
};
/* `on ? 1 : 0` with `on` unknown: how many in each arm. */
bool gl_tf_count_arms(struct gl_tf_unit *unit, const struct gl_tf_value *value,
                      struct gl_tf_arm_counts *ret_counts);
void gl_tf_mark_count_arms(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                           const struct gl_tf_arm_counts *counts, struct gl_tf_item *items, size_t len);
/* Items of all arms, sorted by key: each key once; returns how many. */
size_t gl_tf_join_arms(struct gl_tf_unit *unit, const struct gl_tf_value *cause, struct gl_tf_item *items,
                       size_t len);

/* ---- resources (resource.c) ---- */
/* The instance with its values; they are being evaluated when it is part of a cycle. */
struct gl_tf_instance *gl_tf_resource(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                      const struct gl_tf_declaration *declaration, struct gl_tf_item *item);

/* The values as references see them: null is what the provider may still fill. `steps` lead into nested
 * blocks; sets how many were taken. */
struct gl_tf_value gl_tf_seen(struct gl_tf_unit *unit, struct gl_tf_item *item,
                              const struct gl_tf_step *steps, size_t len, size_t *ret_taken);

/* ---- bodies (body.c) ---- */
/* Attributes, nested blocks and dynamic blocks. At the top of a resource the meta-arguments are left out. */
struct gl_tf_value gl_tf_body_value(struct gl_tf_unit *unit, const struct gl_tf_scope *scope,
                                    const struct gl_hcl_body *body, bool is_resource);

/* ---- data sources (data.c, policy_document.c) ---- */
/* Adds what glacis can compute of a data source to its values. */
void gl_tf_data_compute(struct gl_tf_unit *unit, struct gl_tf_instance *instance);
struct gl_tf_value gl_tf_policy_document(struct gl_tf_unit *unit, const struct gl_tf_value *values);

/* ---- names (resolve.c), files (files.c), providers (provider.c) ---- */
gl_tf_resolver gl_tf_resolve;
gl_tf_file_reader gl_tf_read_file;
gl_tf_file_lister gl_tf_list_files;
const struct gl_tf_provider *gl_tf_provider_of(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                               struct gl_str name);
/* The name of the provider that a resource asks for. */
struct gl_str gl_tf_provider_name(struct gl_tf_unit *unit, const struct gl_tf_declaration *declaration);

#endif
