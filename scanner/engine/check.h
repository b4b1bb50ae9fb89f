/* What a check in C (checks/GLC-*.c) may use, and the compiled form of a check.
 *
 * A check is YAML (see checks/README.md); where it walks the graph it names a native function of natives.def.
 * Natives read the frozen graph, write only through gl_report, and know no file, clock, environment or
 * network. */
#ifndef GL_ENGINE_CHECK_H
#define GL_ENGINE_CHECK_H

#include "engine/baseline.h"
#include "engine/finding.h"
#include "engine/truth.h"
#include "graph/graph.h"

struct gl_expr;
struct gl_path;
struct gl_template;
struct gl_network; /* graph/security_group.h: folded rules of all groups */
struct gl_reach;   /* reach/reach.h: connectivity of the pods of all clusters */
struct gl_nw;      /* network/model.h: VPCs, subnets, tables, interfaces, gateways */
struct gl_nw_cache;
struct gl_sink;

struct gl_text_list {
    struct gl_str *items;
    size_t len;
};

struct gl_remedy {
    struct gl_str dialect; /* "cloudformation", "cdk", "terraform", "kubernetes" */
    struct gl_str text;
};

struct gl_control {
    struct gl_str framework; /* "cis_aws", "fsbp", "nist_800_53", "pci_4", "other" */
    struct gl_text_list ids;
};

struct gl_param {
    struct gl_str name, what;
    struct gl_value fallback; /* the default */
};

struct gl_check_ctx;
/* Reports what it finds and returns the verdict of the pair; without a report of its own the engine counts
 * it. */
typedef enum gl_verdict gl_native_fn(struct gl_check_ctx *ctx);
/* A predicate on one value (NULL: absent); `argument` is the YAML under `with`, may be NULL. */
typedef enum gl_truth gl_test_fn(struct gl_check_ctx *ctx, const struct gl_value *value,
                                 const struct gl_value *argument);

/* A further place of every finding of a rule: what `path` refers to (or the value there), or every resource
 * of the kinds that refers to the subject through `via`. */
struct gl_related_rule {
    const struct gl_path *path; /* NULL: `referrers` count */
    struct gl_text_list referrers;
    struct gl_text_list via;
    struct gl_str message;
};

/* A place that a rule marks: a property path, and its text without indices for the program's line. */
struct gl_mark {
    const struct gl_path *path;
    struct gl_str property;
};

struct gl_rule {                            /* one way of failing */
    const struct gl_expr *when, *pass_when; /* fail_when is stored negated */
    const struct gl_path *for_each;         /* NULL: the resource itself is judged */
    enum gl_verdict empty;                  /* of for_each without elements */
    struct gl_mark *marks;                  /* report_at */
    size_t mark_len;
    struct gl_str each_property; /* for_each without indices: the mark when report_at is empty */
    const struct gl_template *message, *wanted;
    const struct gl_template
        *open; /* of an open verdict; NULL: "RESOURCE: cannot tell whether this holds: TITLE" */
    struct gl_related_rule *related;
    size_t related_len;
};

struct gl_check {
    struct gl_str id, name, title, why;
    enum gl_severity severity; /* of the check itself; the baseline may change it */
    struct gl_text_list applies_to;
    const struct gl_expr *when;
    struct gl_rule *rules;
    size_t rule_len;
    gl_native_fn *native; /* instead of rules */
    bool walks_pods;      /* the native asks ctx->reach */
    bool walks_network;   /* the native asks ctx->nw */
    bool is_compiled;     /* `when`, rules and native are there (gl_catalogue_compile) */
    const struct gl_value *yaml;
    struct gl_remedy *remedies;
    size_t remedy_len;
    struct gl_control *controls;
    size_t control_len;
    struct gl_param *params;
    size_t param_len;
    struct gl_text_list tags;
    bool is_secret;     /* what it marks is a secret: the line is never quoted */
    struct gl_str seed; /* the sentence of the deployment viewpoint, may be empty */
    struct gl_span span;
    uint32_t index; /* in the catalogue: order of ids */
};

enum { GL_MAX_CULPRITS = 4, GL_MAX_WORLD_DEPTH = 8 };

/* Decided choices: variable i takes arm i (see world.h). */
struct gl_world {
    uint32_t variable[GL_MAX_WORLD_DEPTH], arm[GL_MAX_WORLD_DEPTH];
    size_t len;
    const struct gl_choice *next; /* the first undecided choice that was met */
};

struct gl_check_ctx {
    const struct gl_check *check;
    const struct gl_resource *subject;
    const struct gl_graph *graph;
    const struct gl_network *network;
    const struct gl_reach *reach; /* NULL: no check of the family NP is asked, or there is no cluster */
    const struct gl_nw *nw;       /* NULL: no check that walks the network is asked of what the scan holds */
    struct gl_nw_cache *nw_cache; /* of this worker, for whoever follows packets (network/flow.h) */
    const struct gl_baseline *baseline;
    struct gl_arena *arena;   /* lives as long as the findings */
    struct gl_arena *scratch; /* until the next (check, subject) */
    struct gl_str today;      /* of the scan, in UTC: "2026-11-25" */
    struct gl_sink *sink;
    const struct gl_value *element; /* current element of for_each, else NULL */
    struct gl_world world;
    /* The first values that made something MAYBE: the reasons of an open verdict. */
    const struct gl_value *culprits[GL_MAX_CULPRITS];
    size_t culprit_len;
};

/* What a value is in the current world: attribute references resolved, decided choices picked. An undecided
 * CHOICE comes back as it is and is remembered as the next one to decide (world.h). NULL stays NULL. */
const struct gl_value *gl_pick_open(struct gl_check_ctx *ctx, const struct gl_value *value);
static inline const struct gl_value *gl_pick(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    return value && (value->type == GL_REF || value->type == GL_CHOICE) ? gl_pick_open(ctx, value) : value;
}
/* Does a resource exist in the current world? MAYBE remembers its condition as the next one to decide. */
enum gl_truth gl_exists(struct gl_check_ctx *ctx, const struct gl_resource *resource);
/* Does a reference stand in the current world? */
enum gl_truth gl_edge_holds(struct gl_check_ctx *ctx, const struct gl_edge *edge);
typedef enum gl_truth gl_judge_fn(struct gl_check_ctx *ctx, void *argument);
/* Judges in every world that matters (see world.h). On MAYBE the culprits are set. */
enum gl_truth gl_judge_worlds(struct gl_check_ctx *ctx, gl_judge_fn *judge, void *argument);
/* JSON text in a string (a policy document) as a tree whose spans are all the string's; NULL when it is none.
 */
const struct gl_value *gl_parse_text(struct gl_check_ctx *ctx, const struct gl_value *value);
/* Property of a resource by path (checks/README.md, without [] steps); NULL when absent. A path that goes
 * through a CHOICE or UNKNOWN gives that one; an attribute reference is resolved. */
const struct gl_value *gl_property(const struct gl_resource *resource, const char *path);
/* Three-valued reading of a Boolean property; `absent` is the service's default. Notes the culprit when
 * MAYBE. */
enum gl_truth gl_property_bool(struct gl_check_ctx *ctx, const struct gl_resource *resource, const char *path,
                               enum gl_truth absent);
/* A baseline parameter of this check for the subject's environment, else the check's default. Never NULL for
 * a declared one. */
const struct gl_value *gl_parameter(const struct gl_check_ctx *ctx, const char *name);
/* Does a text of the list, a pattern with * and ?, match? */
bool gl_matches_any(const struct gl_value *patterns, struct gl_str text);
int64_t gl_parameter_i64(const struct gl_check_ctx *ctx, const char *name);
/* A list of ports (gl_portset_parse) as one set; parsed once a worker. */
struct gl_portset gl_parameter_ports(struct gl_check_ctx *ctx, const char *name);
/* Remembers why a verdict will be open. */
void gl_culprit(struct gl_check_ctx *ctx, const struct gl_value *value);
static inline enum gl_truth gl_maybe(struct gl_check_ctx *ctx, const struct gl_value *value)
{
    gl_culprit(ctx, value);
    return GL_MAYBE;
}
void gl_culprit_choice(struct gl_check_ctx *ctx, const struct gl_choice *choice);
/* "parameter OfficeCidr has no value": the sentence for one unknown value. */
struct gl_str gl_describe_unknown(struct gl_arena *arena, const struct gl_value *value);
/* "DBInstance OrdersDb" */
struct gl_str gl_describe_resource(struct gl_arena *arena, const struct gl_resource *resource);

/* Reports FAIL, OPEN (or PASS) on the subject, at `at` (NULL: the resource's header). The message is
 * complete: it names the resource, what was found and what is wanted. For OPEN the culprits' reasons are
 * appended by the engine. Returns NULL when the sink keeps no such verdict; the pointer is valid until the
 * next gl_report. */
struct gl_finding *gl_report(struct gl_check_ctx *ctx, enum gl_verdict verdict, const struct gl_value *at,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Adds a related place; `finding` may be NULL. */
void gl_relate(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *resource,
               struct gl_span span, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Adds the next step of the path that proves the finding (NULL: nothing is done) and returns it, so that
 * weight, node and property can be set, until the next step is added. `span` may be unset. */
struct gl_step *gl_add_step(struct gl_check_ctx *ctx, struct gl_finding *finding, enum gl_step_kind kind,
                            const struct gl_resource *resource, struct gl_span span, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Sets the property path of a finding (for the program's line), e.g. "SecurityGroupIngress"; `finding` may be
 * NULL. */
void gl_finding_property(struct gl_finding *finding, struct gl_str property);
/* The finding is about another resource than the subject of the check: the one that states what is wrong, at
 * `at`. */
void gl_finding_move(struct gl_check_ctx *ctx, struct gl_finding *finding, const struct gl_resource *to,
                     const struct gl_value *at);
void gl_finding_wanted(struct gl_finding *finding, struct gl_str wanted);

#endif
