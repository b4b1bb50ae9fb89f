/* Runs every asked check on every resource it applies to. */
#ifndef GL_ENGINE_RUN_H
#define GL_ENGINE_RUN_H

#include "base/pool.h"
#include "engine/catalogue.h"
#include "network/cache.h"

/* What a baseline asks of each check in one environment. */
struct gl_asked {
    bool is_on;
    enum gl_severity severity;
    const struct gl_value **params; /* values of the check's parameters, in their order */
};

struct gl_asked_set {
    struct gl_str environment;
    struct gl_asked *asked; /* by check index */
};

enum { GL_PORT_MEMOS = 32 }; /* parameters that are ports: one a check and environment at most */

/* A parameter that was parsed already. */
struct gl_port_memo {
    const struct gl_value *value;
    struct gl_portset ports;
};

enum { GL_FINDINGS_A_BLOCK = 128 };

/* Findings of one worker. */
struct gl_finding_block {
    struct gl_finding_block *next;
    size_t len;
    struct gl_finding items[GL_FINDINGS_A_BLOCK];
};

struct gl_sink {
    struct gl_arena *arena; /* the worker's: of findings and what they point at */
    struct gl_arena scratch;
    struct gl_finding_block *first, *last;
    uint32_t made;                /* findings */
    size_t count[4];              /* pairs of each verdict */
    unsigned include;             /* verdicts to keep: bit 1u << enum gl_verdict */
    bool needs_marks;             /* gl_finding.mark is asked for */
    const struct gl_asked *asked; /* of the current subject's environment */
    struct gl_buf text;           /* scratch for one message */
    struct gl_port_memo memos[GL_PORT_MEMOS];
    size_t memo_len;
    struct gl_nw_cache nw_cache; /* of checks that follow packets; made where there is a network */
    enum gl_verdict reported;    /* worst verdict reported for the current pair */
    char apart[GL_CACHE_LINE];   /* from the sink of the next worker */
};

struct gl_run {
    const struct gl_graph *graph;
    const struct gl_network *network;
    const struct gl_reach *reach;   /* made here, when a check asks for it */
    const struct gl_nw *nw;         /* the same */
    struct gl_catalogue *catalogue; /* its checks are compiled when they are asked */
    const struct gl_baseline *baseline;
    struct gl_str today; /* "2026-11-25", in UTC */
    unsigned include;
    struct gl_diags *diags;
    struct gl_arena *arena; /* of the scan */
    /* results */
    struct gl_findings findings;          /* of all workers, not yet ordered */
    const struct gl_check **asked_checks; /* asked in some environment, ascending */
    size_t asked_len;
};

/* A new finding, zeroed. */
struct gl_finding *gl_sink_add(struct gl_sink *sink);
/* gl_report for a message that is complete and lives in ctx->arena. */
struct gl_finding *gl_report_text(struct gl_check_ctx *ctx, enum gl_verdict verdict,
                                  const struct gl_value *at, struct gl_str message);
/* Fills the results; findings live in the arenas of the pool. */
void gl_run_checks(struct gl_run *run, struct gl_pool *pool);

#endif
