/* Relations: who can talk to whom, ready to be written, and the table of their writers.
 *
 * `glacis reach` fills a list of relations, one for each cluster, `glacis diff` what changed between two, a
 * question its answer. Writers append bytes to a buffer and drain it into the sink of the list; they compute
 * nothing. The words are those of netpol-analyzer, which users of Kubernetes know: "ns/name[Kind]",
 * "0.0.0.0-255.255.255.255[External]", "{ingress-controller}", "TCP 80,443", "All Connections". All memory is
 * borrowed. One thread. */
#ifndef GL_REPORTS_RELATION_H
#define GL_REPORTS_RELATION_H

#include "reports/report.h"

enum gl_relation_kind { GL_RELATION_WORKLOAD = 0, GL_RELATION_ADDRESSES, GL_RELATION_ENTRY };

struct gl_relation_end {
    enum gl_relation_kind kind;
    struct gl_str shown; /* "default/web[Deployment]" */
    struct gl_str ns;    /* of a workload */
    struct gl_str label; /* without the namespace: "web[Deployment]" */
};

/* What may pass. */
struct gl_relation_ports {
    struct gl_str shown; /* "TCP 80,443": what passes whatever the unknown values are, and what may pass */
    struct gl_str may;   /* the part of it that is not sure; empty: all of it is */
};

struct gl_relation_row {
    uint32_t from, to; /* ends */
    uint32_t ports;
};

/* Why something passes or does not, in one direction: one rule or policy. */
struct gl_relation_reason {
    bool is_egress;   /* a policy of the sender */
    bool is_blocking; /* it is what stops the ports of its case */
    struct gl_str sentence;
    struct gl_span span; /* the rule, or the policy; nowhere: no policy says it */
};

/* Ports of one pair that the same rules decide. */
struct gl_relation_case {
    struct gl_str ports;
    bool is_allowed;
    struct gl_relation_reason *reasons; /* egress first */
    size_t reason_len;
};

struct gl_relation_cases {
    struct gl_relation_case *items;
    size_t len;
};

/* To or from pods and addresses that are not in the scan. */
struct gl_relation_exposure {
    uint32_t end;
    bool is_egress;
    struct gl_str peer, ports;
};

struct gl_relation_unprotected {
    uint32_t end;
    bool is_egress;
};

/* One cluster. */
struct gl_relation {
    struct gl_str name;
    const struct gl_relation_end *ends;
    size_t end_len;
    const struct gl_relation_ports *ports;
    const struct gl_relation_row *rows; /* sorted by (from, to) */
    size_t row_len;
    const struct gl_relation_cases *cases;        /* one for each row, or NULL */
    const struct gl_relation_exposure *exposures; /* egress first */
    size_t exposure_len;
    const struct gl_relation_unprotected *unprotected;
    size_t unprotected_len;
};

struct gl_relations {
    const struct gl_report_sink *sink; /* NULL: all stays in the buffer */
    const struct gl_sources *sources;
    const struct gl_relation *items; /* several: each gets a heading, a key, a box */
    size_t len;
    bool has_exposure;
    struct gl_str focus; /* "TCP 8080" of --focus-conn: only those ports; or empty */
    bool hides_ports;    /* then they are the same everywhere, and not told */
};

enum gl_change_kind { GL_CHANGE_CHANGED = 0, GL_CHANGE_ADDED, GL_CHANGE_REMOVED };

struct gl_relation_change {
    enum gl_change_kind kind;
    struct gl_str from, to, before, after;
    struct gl_str info; /* "workload default/web[Deployment] added"; may be empty */
};

/* Two trees compared, cluster by cluster. */
struct gl_relation_diff {
    struct gl_str name;
    const struct gl_relation_change *changes; /* changed, added, removed; each sorted by (from, to) */
    size_t len;
};

struct gl_relation_diffs {
    const struct gl_report_sink *sink;
    const struct gl_relation_diff *items;
    size_t len;
};

enum gl_answer_verdict { GL_ANSWER_NO = 0, GL_ANSWER_MAY, GL_ANSWER_YES };

/* One question in one cluster. */
struct gl_relation_answer {
    struct gl_str name;
    struct gl_str from, to, ports;    /* what was asked: "TCP 5432", "any port" */
    struct gl_str from_kind, to_kind; /* "Deployment", "addresses", "ingress-controller" */
    enum gl_answer_verdict verdict;
    struct gl_str note; /* what else decides; may be empty */
    struct gl_relation_cases cases;
};

struct gl_relation_answers {
    const struct gl_sources *sources;
    const struct gl_relation_answer *items;
    size_t len;
};

struct gl_relation_writer {
    struct gl_str name, suffix;
    void (*write_list)(const struct gl_relations *relations, struct gl_buf *out);
    void (*write_diff)(const struct gl_relation_diffs *diffs,
                       struct gl_buf *out); /* NULL: not in this format */
    void (*write_answer)(const struct gl_relation_answers *answers, struct gl_buf *out); /* the same */
    bool shows_cases;
};

/* All writers, in the order people meet them. */
const struct gl_relation_writer *gl_relation_writers(size_t *ret_len);

#endif
