/* Runs every asked check on every resource it applies to. */
#ifndef GL_ENGINE_RUN_H
#define GL_ENGINE_RUN_H

#include "base/pool.h"
#include "engine/catalogue.h"

/* What a baseline asks of each check in one environment. */
struct gl_asked {
    bool is_on;
    enum gl_severity severity;
    const struct gl_value *params; /* MAP, or NULL */
};

struct gl_asked_set {
    struct gl_str environment;
    struct gl_asked *asked; /* by check index */
};

struct gl_sink {
    struct gl_arena arena; /* of its findings */
    struct gl_arena scratch;
    struct gl_findings findings;
    unsigned include;             /* verdicts to keep: bit 1u << enum gl_verdict */
    const struct gl_asked *asked; /* of the current subject's environment */
    enum gl_verdict reported;     /* worst verdict reported for the current pair */
};

struct gl_run {
    const struct gl_graph *graph;
    const struct gl_network *network;
    const struct gl_catalogue *catalogue;
    const struct gl_baseline *baseline;
    unsigned include;
    struct gl_arena *arena; /* of the scan */
    /* results */
    struct gl_findings findings;          /* of all workers, not yet ordered */
    const struct gl_check **asked_checks; /* asked in some environment, ascending */
    size_t asked_len;
};

/* Fills the results; findings live in run->arena. */
void gl_run_checks(struct gl_run *run, struct gl_pool *pool);

#endif
