/* Reports: everything a writer may know of a finished scan, and the table of writers.
 *
 * scan.c fills struct gl_report after settling; writers read it and append bytes to a buffer, which they hand
 * on piece by piece where there is somebody to take it. They open no file (git.c does, before), look at no
 * clock and print nothing, so the same report gives the same bytes. Everything is borrowed from the scan. One
 * thread. */
#ifndef GL_REPORTS_REPORT_H
#define GL_REPORTS_REPORT_H

#include "base/buf.h"
#include "base/diag.h"
#include "engine/finding.h"

struct gl_check;

/* Where the scanned tree comes from; all empty outside a git tree. */
struct gl_git {
    struct gl_str root;       /* folder that holds .git, absolute */
    struct gl_str repository; /* URL of the remote without credentials; empty: none */
    struct gl_str revision;   /* commit in hex; empty: nothing committed yet */
    struct gl_str branch;     /* empty: detached */
};

/* Takes what a writer has made so far, so that a report of many megabytes is never in memory as a whole. */
struct gl_report_sink {
    void (*take)(void *context, struct gl_str bytes);
    void *context;
};

enum { GL_REPORT_PIECE = 256 * 1024 }; /* bytes that are worth handing on */

struct gl_report {
    const struct gl_report_sink *sink; /* NULL: a report stays in its buffer */
    struct gl_arena *arena;            /* for what writers and gl_report_prepare compute */
    struct gl_findings *findings;      /* ordered by gl_report_prepare */
    const struct gl_diags *diags;      /* sorted */
    const struct gl_sources *sources;
    const struct gl_check *const *checks; /* those the baseline asks, ascending by index */
    size_t check_len;
    struct gl_str baseline; /* its name */
    bool fail_never;        /* what decides the exit code: option or baseline */
    enum gl_severity fail_on;
    /* What was looked at. */
    struct gl_str root;      /* scanned PATH as people know it: "platform", or its base name for "." */
    struct gl_str scope;     /* the scanned PATH relative to root_path; empty: root_path itself */
    struct gl_str root_path; /* absolute folder that uris are relative to */
    size_t file_len, environment_len, resource_len;
    size_t stack_len, root_len, cluster_len; /* CloudFormation stacks; root modules of Terraform; clusters
                                                (overlays) of Kubernetes */
    size_t snapshot_len;
    size_t not_read; /* files that could not be read or understood */
    struct gl_git git;
    /* The invocation: the only part that differs between two runs. */
    struct gl_str start_time, end_time; /* "2026-11-25T01:02:03.004Z"; empty: not told */
    uint64_t duration_us;
    int exit_code; /* 0, 1 or 3 */
    /* How to show it. */
    unsigned include; /* bit 1u << enum gl_verdict; others are counted, not listed */
    bool is_quiet, has_color;
    unsigned width; /* columns of the terminal; 0: 100 */
};

typedef void gl_report_fn(const struct gl_report *report, struct gl_buf *out);

struct gl_report_writer {
    struct gl_str name;   /* of --format */
    struct gl_str suffix; /* of a file whose format was not given: ".sarif" */
    struct gl_str what;   /* for --help */
    gl_report_fn *write;
    bool has_fingerprints; /* it writes them */
};

/* Looks for .git in an absolute folder and its parents; false, and all empty, when there is none. */
bool gl_git_find(struct gl_arena *arena, struct gl_str folder, struct gl_git *git);
/* Orders the findings (fail before open, worst first, then check, address, place), computes the region of
 * each and, where a writer wants them, their fingerprints. Call it once, before any writer. */
void gl_report_prepare(struct gl_report *report, bool with_fingerprints);
/* All writers, ascending by name. */
const struct gl_report_writer *gl_report_writers(size_t *ret_len);

/* Whether the buffer of a writer should be drained; ask after each finding. */
static inline bool gl_report_is_due(const struct gl_report_sink *sink, const struct gl_buf *out)
{
    return sink && out->len >= GL_REPORT_PIECE;
}

static inline void gl_report_drain(const struct gl_report_sink *sink, struct gl_buf *out)
{
    sink->take(sink->context, gl_buf_str(out));
    out->len = 0;
}

static inline bool gl_report_includes(const struct gl_report *report, enum gl_verdict verdict)
{
    return report->include & (1u << verdict);
}

#endif
