/* The evaluation of one stack: what the files of this folder share, and nobody else includes.
 *
 * An evaluation belongs to one thread at a time. Names (parameters, conditions, resources, outputs) are
 * entered when it is made; their values are evaluated when they are first asked for, and kept. A nested stack
 * has an evaluation of its own inside its parent's, in the same arena.
 *
 * gl_cfn_eval_value never fails: what cannot be evaluated becomes GL_UNKNOWN, with a diagnostic when the
 * template is at fault. */
#ifndef GL_FRONT_CFN_EVAL_H
#define GL_FRONT_CFN_EVAL_H

#include "base/limits.h"
#include "front/cloudformation/cloudformation.h"
#include "front/cloudformation/decision.h"
#include "front/cloudformation/names.h"

struct gl_cfn_eval;

enum gl_cfn_progress { GL_CFN_NEW = 0, GL_CFN_RUNNING, GL_CFN_DONE };

struct gl_cfn_parameter {
    const struct gl_member *member; /* its declaration; NULL: made by a loop, or for a transform */
    struct gl_str name;
    const struct gl_value *given;    /* from a file or the command line: literal; NULL: not given */
    const struct gl_value *argument; /* of a nested stack: to be evaluated in the parent; NULL: none */
    struct gl_value value;
    uint32_t weight; /* steps that a reference to it costs */
    enum gl_cfn_progress progress;
};

struct gl_cfn_condition {
    const struct gl_member *member;
    const struct gl_cfn_decision *decision;
    enum gl_cfn_progress progress;
};

/* One entry of Resources. */
struct gl_cfn_entry {
    struct gl_str name;
    struct gl_span name_span;
    const struct gl_value *definition; /* the MAP as written */
    const struct gl_value *properties; /* NULL: none */
    const struct gl_cfn_decision *exists;
    struct gl_resource *resource;
    struct gl_cfn_eval *nested; /* of an AWS::CloudFormation::Stack whose template is in the scan */
    enum gl_cfn_progress progress;
};

struct gl_cfn_output {
    const struct gl_member *member;
    struct gl_value value;
    uint32_t weight;
    enum gl_cfn_progress progress;
};

struct gl_cfn_export {
    struct gl_value name; /* STRING, or CONCAT when only a part is known */
    uint32_t next;        /* 1 + position of another export of that name; 0: none */
    struct gl_cfn_eval *eval;
    struct gl_cfn_output *output;
};

struct gl_cfn_exports {
    struct gl_arena *arena;
    struct gl_cfn_export *items;
    size_t len, capacity;
    struct gl_cfn_names index; /* of the names that are known */
    uint32_t *partial;         /* of the others */
    size_t partial_len, partial_capacity;
    bool is_complete; /* all names are entered */
    uint32_t missed;  /* imports asked for before that */
    unsigned depth;   /* imports inside imports */
};

/* Decisions on values that are not known: the same question gets the same variable. */
struct gl_cfn_atom {
    struct gl_str key;
    struct gl_cfn_variable variable;
};

/* The literals that conditions compare one Ref with. */
struct gl_cfn_domain {
    struct gl_str name;
    struct gl_str *literals;
    size_t len, capacity;
};

struct gl_cfn_eval {
    struct gl_cfn_set *set;
    struct gl_cfn_exports *exports;
    struct gl_arena *arena; /* of the worker that has the evaluation now */
    struct gl_diags diags;
    uint32_t diag_len, diag_left_out;
    struct gl_unit *unit;
    bool is_name_known; /* unit->name is what the stack is called, not just its file */
    const struct gl_value *root;
    const struct gl_value *mappings;
    struct gl_cfn_eval *parent; /* of a nested stack */
    const struct gl_cfn_entry *parent_entry;
    struct gl_cfn_eval *top; /* itself, or the outermost parent: numbers the variables */
    unsigned nesting;

    struct gl_cfn_parameter *parameters;
    size_t parameter_len;
    struct gl_cfn_names parameter_names;
    struct gl_cfn_condition *conditions;
    size_t condition_len;
    struct gl_cfn_names condition_names;
    struct gl_cfn_domain *domains;
    size_t domain_len, domain_capacity;
    struct gl_cfn_names domain_names;
    struct gl_cfn_entry *entries;
    size_t entry_len, entry_capacity;
    struct gl_cfn_names entry_names;
    struct gl_cfn_output *outputs;
    size_t output_len;
    struct gl_cfn_names output_names;

    /* only in the outermost */
    uint32_t index; /* of the stack in the set */
    struct gl_cfn_atom **atoms;
    size_t atom_len, atom_capacity;
    struct gl_cfn_names atom_names;
    size_t steps;
    size_t multiplicity; /* arms that will share what is being evaluated; 0 counts as 1 */
    unsigned depth;
    bool is_stopped; /* a limit was met and told */

    struct gl_cfn_assumption *assumed;
    size_t assumed_len, assumed_capacity;
    const struct gl_member *deciding; /* the condition that is being decided: names new variables */
    bool has_macro;                   /* a transform that glacis does not run may add or change anything */
    bool has_told_macro;
    bool is_sam;
    struct gl_str *loops; /* variables of loops over lists that are not known */
    size_t loop_len, loop_capacity;
    size_t loop_copies; /* of the outermost evaluation: made by Fn::ForEach so far */
};

/* --- template.c: sections and resources */
struct gl_cfn_eval *gl_cfn_eval_make(struct gl_cfn_set *set, struct gl_cfn_exports *exports,
                                     struct gl_arena *arena, struct gl_unit *unit,
                                     const struct gl_value *root);
/* Enters the names of all sections; nested stacks too. Parameters' arguments must be set before. */
void gl_cfn_eval_enter(struct gl_cfn_eval *eval, const struct gl_value *arguments);
void gl_cfn_eval_resources(struct gl_cfn_eval *eval, struct gl_front_output *output);
struct gl_cfn_entry *gl_cfn_eval_entry(struct gl_cfn_eval *eval, struct gl_str name);
/* Under which condition the entry exists; evaluated once. */
const struct gl_cfn_decision *gl_cfn_entry_exists(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry);
const struct gl_value *gl_cfn_output_value(struct gl_cfn_eval *eval, struct gl_cfn_output *output);
/* sections.c: parameters and outputs as resources of the kinds GL_KIND_TEMPLATE_... */
void gl_cfn_eval_sections(struct gl_cfn_eval *eval, struct gl_front_output *output);

/* --- evaluate.c: the walk */
struct gl_value gl_cfn_eval_value(struct gl_cfn_eval *eval, const struct gl_value *value);
/* True when `value` is a call of an intrinsic function; `ret_argument` is then a copy of what it is given,
 * without the tag. */
bool gl_cfn_call_of(const struct gl_value *value, enum gl_tag *ret_function, struct gl_value *ret_argument);
/* The flags a list or map of evaluated children carries. */
uint8_t gl_cfn_flags_of(const struct gl_value *value);
bool gl_cfn_spend(struct gl_cfn_eval *eval, size_t steps, struct gl_span span); /* false: stopped */
/* Bounds a value that many references will share, so that no walk over the resources takes longer than the
 * steps that were spent: its weight, or an unknown value in its place when it is too large. */
uint32_t gl_cfn_weigh(struct gl_cfn_eval *eval, struct gl_value *value);
/* A diagnostic of this stack; at most GL_MAX_DIAGS_PER_FILE are kept. */
void gl_cfn_tell(struct gl_cfn_eval *eval, enum gl_diag_level level, struct gl_span span, const char *remedy,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));
struct gl_value gl_cfn_unknown(struct gl_cfn_eval *eval, enum gl_reason reason, struct gl_str name,
                               struct gl_span span);
/* Tells that the template is wrong at `span`, and makes the unknown value that stands there. */
struct gl_value gl_cfn_invalid(struct gl_cfn_eval *eval, struct gl_span span, const char *remedy,
                               const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Evaluated items of a LIST without those that AWS::NoValue removes; `ret_len` of them. */
struct gl_value *gl_cfn_eval_items(struct gl_cfn_eval *eval, const struct gl_value *list, size_t *ret_len);

/* --- choice.c: values that depend on a decision */
void gl_cfn_assume(struct gl_cfn_eval *eval, uint32_t variable, uint32_t arm);
void gl_cfn_unassume(struct gl_cfn_eval *eval, size_t len); /* back to `len` assumptions */
struct gl_value gl_cfn_pick(const struct gl_cfn_eval *eval, struct gl_value value);
struct gl_value gl_cfn_choice(struct gl_cfn_eval *eval, const struct gl_cfn_variable *variable,
                              struct gl_value *arms, struct gl_span span);
/* Calls `function` once for each combination of the arms of the arguments, which are evaluated values. More
 * than GL_MAX_CHOICES combinations: the arguments stay as they are. */
typedef struct gl_value gl_cfn_lifted_fn(struct gl_cfn_eval *eval, struct gl_value *args, size_t len,
                                         struct gl_span span, void *context);
struct gl_value gl_cfn_lift(struct gl_cfn_eval *eval, struct gl_value *args, size_t len, struct gl_span span,
                            gl_cfn_lifted_fn *function, void *context);
/* The variable with this key; made when it is new. NULL: too many in this stack. */
const struct gl_cfn_variable *gl_cfn_variable(struct gl_cfn_eval *eval, struct gl_str key, uint32_t arm_len,
                                              struct gl_str what, struct gl_span from);

/* --- foreach.c */
/* `map` with its Fn::ForEach members expanded; itself when it has none. */
const struct gl_value *gl_cfn_expand(struct gl_cfn_eval *eval, const struct gl_value *map);
bool gl_cfn_has_for_each(const struct gl_value *map);

/* --- conditions.c */
void gl_cfn_enter_conditions(struct gl_cfn_eval *eval);
/* The named condition under the present assumptions; NULL when there is none of that name. */
const struct gl_cfn_decision *gl_cfn_condition(struct gl_cfn_eval *eval, struct gl_str name);
const struct gl_cfn_decision *gl_cfn_decide(struct gl_cfn_eval *eval, const struct gl_value *expression);
struct gl_value gl_cfn_if(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
/* For gl_resource.condition. NULL for a leaf. */
const struct gl_choice *gl_cfn_existence(struct gl_cfn_eval *eval, const struct gl_cfn_decision *decision,
                                         struct gl_str name);
/* Assumes what must hold when `decision` does. */
void gl_cfn_assume_decision(struct gl_cfn_eval *eval, const struct gl_cfn_decision *decision);

/* A copy whose text is found at `span`: what a reference to a parameter gives. */
struct gl_value gl_cfn_respan(struct gl_cfn_eval *eval, struct gl_value value, struct gl_span span);

/* --- domains.c: a parameter that is compared with several literals cannot be two of them at once */
void gl_cfn_enter_domain(struct gl_cfn_eval *eval, const struct gl_value *condition);
/* Whether a and b are equal when one is a Ref to something unknown and the other a literal; else NULL. */
const struct gl_cfn_decision *gl_cfn_decide_domain(struct gl_cfn_eval *eval, const struct gl_value *a,
                                                   const struct gl_value *b);

/* --- parameters.c, pseudo.c */
void gl_cfn_enter_parameters(struct gl_cfn_eval *eval, const struct gl_value *arguments);
/* Its value with the span of the reference; false when there is no such parameter. */
bool gl_cfn_parameter(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span,
                      struct gl_value *ret_value);
bool gl_cfn_pseudo(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span,
                   struct gl_value *ret_value);
struct gl_str gl_cfn_region(const struct gl_cfn_eval *eval); /* empty: not known */

/* --- references.c, mappings.c, exports.c, nested.c */
struct gl_value gl_cfn_ref(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span);
struct gl_value gl_cfn_get_att(struct gl_cfn_eval *eval, const struct gl_value *argument,
                               struct gl_span span);
struct gl_value gl_cfn_attribute(struct gl_cfn_eval *eval, struct gl_str name, struct gl_str attribute,
                                 struct gl_span span);
struct gl_value gl_cfn_find_in_map(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                   struct gl_span span);
struct gl_value gl_cfn_import(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
void gl_cfn_enter_exports(struct gl_cfn_eval *eval);
void gl_cfn_enter_nested(struct gl_cfn_eval *eval);

/* --- strings.c, sub.c, lists.c, cidr.c */
struct gl_value gl_cfn_concat(struct gl_cfn_eval *eval, const struct gl_value *parts, size_t len,
                              struct gl_span span);
struct gl_value gl_cfn_dynamic(struct gl_cfn_eval *eval, const struct gl_value *value);
struct gl_value gl_cfn_join(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_sub(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_to_json_string(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                      struct gl_span span);
struct gl_value gl_cfn_select(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_split(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_length(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_get_azs(struct gl_cfn_eval *eval, const struct gl_value *argument,
                               struct gl_span span);
struct gl_value gl_cfn_cidr(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span);
struct gl_value gl_cfn_transform(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                 struct gl_span span);
void gl_cfn_enter_transforms(struct gl_cfn_eval *eval);

#endif
