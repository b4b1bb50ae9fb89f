/* Baselines: which checks are asked, how severe they are, with what parameters, which flows are allowed
 * between which tiers, and which exceptions somebody owns. See baselines/README.md for the file format. */
#ifndef GL_ENGINE_BASELINE_H
#define GL_ENGINE_BASELINE_H

#include "base/diag.h"
#include "base/ipset.h"
#include "base/portset.h"
#include "engine/finding.h"
#include "tree/value.h"

struct gl_expr;

/* A tier selects ends of flows: addresses (internet, CIDRs) or resources by kind and a condition. */
struct gl_tier {
    struct gl_str name; /* "internet", "edge", "compute", "postgres", "redis", "kafka" */
    struct gl_str title;
    bool is_internet;          /* every public address */
    struct gl_ipset addresses; /* further CIDRs; usually empty */
    struct gl_str *kinds;
    size_t kind_len;
    const struct gl_expr *where; /* over a resource of one of the kinds; NULL: all of them */
    struct gl_span span;
};

struct gl_flow {
    uint32_t from, to; /* indices of tiers */
    bool is_any_port;
    bool is_needed;          /* `needed: true`: that nobody gets through is a finding too */
    bool is_service_port;    /* `ports: service`: the ports the target really listens on */
    struct gl_portset ports; /* otherwise */
    struct gl_span span;
};

struct gl_requirement {
    struct gl_str id;
    bool is_off;
    bool has_severity;
    enum gl_severity severity;
    const struct gl_value *params; /* MAP name: value, or NULL */
    struct gl_span span;
};

struct gl_environment_override {
    struct gl_str environment;
    struct gl_requirement *requirements;
    size_t len;
};

struct gl_exception {
    struct gl_str check;                          /* id, or "*" */
    struct gl_str scope;                          /* glob over the resource's address */
    struct gl_str owner, reason, ticket, expires; /* expires: YYYY-MM-DD */
    struct gl_span span;
};

struct gl_baseline {
    struct gl_str name, title, description;
    bool is_everything; /* "all": every check on */
    bool fail_never;
    enum gl_severity fail_on;
    struct gl_tier *tiers;
    size_t tier_len;
    struct gl_flow *flows;
    size_t flow_len;
    struct gl_requirement *requirements;
    size_t requirement_len;
    struct gl_environment_override *environments;
    size_t environment_len;
    struct gl_exception *exceptions;
    size_t exception_len;
};

/* Index of a tier by name, or GL_STR_NONE. */
size_t gl_baseline_tier(const struct gl_baseline *baseline, struct gl_str name);
/* Is this resource in the tier? For kinds and `where` only; the addresses are the caller's. */
struct gl_check_ctx;
struct gl_resource;
int gl_tier_holds(struct gl_check_ctx *ctx, const struct gl_tier *tier,
                  const struct gl_resource *resource); /* enum gl_truth */
/* The requirement of a check in an environment (override first); NULL when it is not asked. */
const struct gl_requirement *gl_baseline_requires(const struct gl_baseline *baseline, struct gl_str check_id,
                                                  struct gl_str environment);

#endif
