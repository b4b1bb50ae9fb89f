/* Findings: what a check says of a resource. Reports see these and nothing of the engine. */
#ifndef GL_ENGINE_FINDING_H
#define GL_ENGINE_FINDING_H

#include "base/source.h"
#include "base/str.h"

enum gl_verdict { GL_NOT_APPLICABLE = 0, GL_PASS, GL_OPEN, GL_FAIL }; /* ordered: the worst of several wins */
enum gl_severity { GL_LOW = 0, GL_MEDIUM, GL_HIGH, GL_CRITICAL };

struct gl_check;
struct gl_exception;
struct gl_resource;

struct gl_related {
    struct gl_span span;
    struct gl_str message;              /* what this place is: "NodeSg is attached here" */
    const struct gl_resource *resource; /* may be NULL */
};

/* What a step of a path tells of. */
enum gl_step_kind {
    GL_STEP_ORIGIN = 0, /* who begins */
    GL_STEP_ROUTE,
    GL_STEP_ACL,
    GL_STEP_GROUP,
    GL_STEP_GATEWAY,
    GL_STEP_NETWORK, /* a VPC or a subnet that is passed */
    GL_STEP_LISTENER,
    GL_STEP_TARGET,
    GL_STEP_POLICY,
    GL_STEP_DESTINATION,
};

enum gl_step_weight {
    GL_STEP_PASSES = 0, /* carries it or lets it pass */
    GL_STEP_OPENS,      /* the one to change: without it the path is closed */
    GL_STEP_PLAIN,      /* as AWS does it by itself: nobody decided it */
};

/* One step of the path that proves a finding, in the order in which a packet meets them. */
struct gl_step {
    enum gl_step_kind kind;
    enum gl_step_weight weight;
    struct gl_str message;              /* "security group DbSg admits TCP 5432 from 0.0.0.0/0" */
    const struct gl_resource *resource; /* that states it; NULL: none of the scan */
    struct gl_str node;                 /* who it is where no resource says so: "internet"; may be empty */
    struct gl_str property;             /* its path without indices, for the program's line; may be empty */
    struct gl_span span;                /* may be unset: nobody wrote it */
    struct gl_span program;             /* the line of the program (CDK) that makes it, or unset */
};

struct gl_finding {
    const struct gl_check *check;
    const struct gl_resource *resource;
    enum gl_verdict verdict;
    enum gl_severity severity; /* after the baseline */
    struct gl_span span;       /* the attribute, or the resource's header for an absent one */
    struct gl_region region;   /* of the place it is shown at; known once the report is prepared */
    struct gl_str property;    /* its path without indices ("SslPolicy"); empty for a header */
    struct gl_str message;     /* names the resource, the value found and the value wanted */
    struct gl_str wanted;      /* the state that must hold, short; may be empty */
    struct gl_related *related;
    size_t related_len, related_capacity;
    struct gl_step *steps; /* the path that proves it, or none; no part of its fingerprint */
    size_t step_len, step_capacity;
    const struct gl_exception *exception; /* of the baseline, which accepts it; NULL: none */
    struct gl_str environments; /* "prod, staging": of those in which its root module was tried; else empty */
    uint64_t mark;              /* hash of the value at `span`, whatever its layout; 0: a header */
    uint64_t order;             /* which of two that are alike comes first, whatever worker made them */
    bool is_secret;             /* the source line must not be quoted */
    uint64_t fingerprint[2];    /* glacis/v1: 128 bits */
};

struct gl_findings {
    struct gl_finding **items; /* each is one object all the time, the list is sorted */
    size_t len, capacity;
    size_t count[4]; /* per enum gl_verdict, also of those that were not kept; without the suppressed ones */
    size_t suppressed;
};

const char *gl_verdict_word(enum gl_verdict verdict);    /* "pass", "fail", "open", "not-applicable" */
const char *gl_severity_word(enum gl_severity severity); /* "low" ... "critical" */
const char *gl_step_word(enum gl_step_kind kind);        /* "origin", "route" ... */
bool gl_severity_parse(struct gl_str word, enum gl_severity *ret_severity);

#endif
