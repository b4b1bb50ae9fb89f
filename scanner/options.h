/* The command line: one command, its operands, its options (CONTRACT.md "Commands").
 *
 * Texts point into argv or are literals; arrays live in the caller's arena. Parsing reads no file, no
 * environment and no terminal: main.c adds what it knows of those (struct gl_terminal). */
#ifndef GL_OPTIONS_H
#define GL_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/finding.h"

enum gl_command {
    GL_COMMAND_HELP = 0,
    GL_COMMAND_VERSION,
    GL_COMMAND_SCAN,
    GL_COMMAND_EXPLAIN,
    GL_COMMAND_BASELINE,
    GL_COMMAND_DEBUG,
    GL_COMMAND_REACH,
    GL_COMMAND_DIFF,
    GL_COMMAND_DEPTH,
};

/* Second word of `baseline` and `debug`. */
enum gl_action {
    GL_ACTION_NONE = 0,
    GL_ACTION_LIST,
    GL_ACTION_SHOW,
    GL_ACTION_CHECK,
    GL_ACTION_EVAL,
    GL_ACTION_RESOURCES,
    GL_ACTION_SPANS,
    GL_ACTION_TREE,
    GL_ACTION_GRAPH,
    GL_ACTION_OBJECTS,
    GL_ACTION_CANONICAL,
    GL_ACTION_NETWORK,
    GL_ACTION_PACKETS,
    GL_ACTION_FLOWS,
};

struct gl_report_writer;
struct gl_k8s_rendered;
struct gl_relation_writer;
struct gl_depth_writer;
struct gl_map_writer;

/* One report to write: -f FORMAT [-o FILE]. Of the writers, the one that the command needs is set. */
struct gl_output_option {
    const struct gl_report_writer *writer;
    struct gl_str file;                        /* empty: standard output */
    const struct gl_relation_writer *relation; /* of reach and diff with --pods */
    const struct gl_map_writer *map;           /* of reach without it */
    const struct gl_depth_writer *depth;       /* of depth */
    struct gl_str format;                      /* as written; empty: by the name of the file */
};

struct gl_texts {
    struct gl_str *items;
    size_t len, capacity;
};

enum gl_focus_direction { GL_FOCUS_BOTH = 0, GL_FOCUS_INGRESS, GL_FOCUS_EGRESS };

/* What reach and diff ask. */
struct gl_reach_options {
    bool is_pods, has_exposure, is_explained, has_ipv6;
    struct gl_texts focus, focus_peers; /* names of workloads: "name", "ns/name", "ingress-controller" */
    enum gl_focus_direction direction;
    struct gl_str from, to; /* one question; both or none */
    unsigned protocol;      /* of the question or of --focus-conn; 0: any */
    int port;               /* the same; -1: any */
    int source_port;        /* of the question; -1: any */
    bool has_conn;          /* --focus-conn was given */
};

struct gl_options {
    enum gl_command command;
    enum gl_command help_of; /* `glacis scan --help`; GL_COMMAND_HELP: the main page */
    enum gl_action action;
    struct gl_texts
        operands; /* scan, debug, reach: PATHs, at least one ("." when none was given); else as written */
    struct gl_str baseline; /* name or file; "defense-in-depth" when not given */
    struct gl_str environment, region, account;
    struct gl_texts parameter_files, var_files, variables; /* variables: K=V, checked to hold '=' */
    struct gl_output_option *outputs;                      /* at least one; at most one without file */
    size_t output_len, output_capacity;
    unsigned include;  /* verdicts to report: bit 1u << enum gl_verdict; GL_FAIL always */
    bool has_fail_on;  /* else the baseline's */
    bool fail_never;   /* --fail-on never */
    bool fail_on_open; /* open findings at or above fail_on count too */
    enum gl_severity fail_on;
    bool renders_helm;           /* --render helm */
    struct gl_texts helm_values; /* --helm-values */
    /* what main.c made of the charts before the cage was entered */
    const struct gl_k8s_rendered *rendered;
    size_t rendered_len;
    unsigned threads; /* -j; 0: one per online processor */
    bool is_quiet, is_verbose, no_color, is_markdown, is_batch;
    struct gl_reach_options reach;
};

static inline bool gl_options_include(const struct gl_options *options, enum gl_verdict verdict)
{
    return options->include & (1u << verdict);
}

/* GL_ERR_USAGE leaves one sentence in reterr_message (no name of the program, no line end): exit 2. */
enum gl_err gl_options_parse(struct gl_arena *arena, int argc, char **argv, struct gl_options *ret_options,
                             struct gl_buf *reterr_message) GL_MUST_CHECK;
/* The page of --help. */
void gl_options_help(struct gl_buf *out, enum gl_command command);

#endif
