/* SARIF 2.1.0 (OASIS Standard, 27 March 2020) as GitHub code scanning reads it: what the parts share.
 *
 * sarif.c writes the run and its results, sarif_rules.c the rules and taxonomies, sarif_place.c locations and
 * fingerprints, sarif_flow.c paths, sarif_run.c invocation, notifications and provenance. Everything that
 * repeats (a rule's head, a file's location) is made once and then only copied. */
#ifndef GL_REPORTS_SARIF_H
#define GL_REPORTS_SARIF_H

#include "engine/check.h"
#include "reports/shared.h"

/* GitHub's limits: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/ */
enum {
    GL_SARIF_MAX_RESULTS = 25000,
    GL_SARIF_MAX_LOCATIONS = 1000, /* of a result, its own among them */
    GL_SARIF_MAX_STEPS = 10000,    /* of all paths of a result; 1000 are shown */
    GL_SARIF_MAX_TAGS = 20,
    GL_SARIF_MAX_TEXT = 1024, /* characters of a rule's texts */
    GL_SARIF_MAX_GZIP = 10 * 1000 * 1000,
    GL_SARIF_MAX_LINKS = 10, /* related places linked from a message: more are no help */
};

struct gl_sarif_rule {
    const struct gl_check *check;
    enum gl_severity severity; /* the worst of its findings, else the check's own */
    struct gl_str head;        /* "ruleId":"X","ruleIndex":N */
};

/* A finding that becomes a result. */
struct gl_sarif_result {
    const struct gl_finding *finding;
    uint32_t rule;
    uint64_t line_hash;
    uint32_t line_occurrence;
    size_t end; /* of the result in the output */
};

struct gl_sarif {
    const struct gl_report *report;
    struct gl_arena *arena;
    struct gl_buf *out;
    struct gl_buf scratch; /* a text before it is escaped */
    struct gl_sarif_rule *rules;
    size_t rule_len;
    struct gl_sarif_result *results;
    size_t result_len;
    struct gl_str *artifacts; /* by source id: "artifactLocation":{...}; empty until first used */
    bool has_suppressions;
    size_t results_left_out, locations_left_out, steps_left_out;
};

const char *gl_sarif_level(enum gl_severity severity); /* of a fail */

/* sarif_rules.c */
void gl_sarif_collect_rules(struct gl_sarif *sarif);
uint32_t gl_sarif_rule_of(const struct gl_sarif *sarif, const struct gl_check *check);
void gl_sarif_add_rules(struct gl_sarif *sarif);
void gl_sarif_add_supported_taxonomies(struct gl_sarif *sarif);
void gl_sarif_add_taxonomies(struct gl_sarif *sarif);

/* sarif_place.c */
void gl_sarif_add_artifact(struct gl_sarif *sarif, uint32_t source);
void gl_sarif_add_physical(struct gl_sarif *sarif, uint32_t source, struct gl_region region);
void gl_sarif_add_logical(struct gl_sarif *sarif, const struct gl_resource *resource);
/* Hashes the line of every result and tells those of one rule on one line apart by their address. */
void gl_sarif_hash_lines(struct gl_sarif *sarif);
void gl_sarif_add_fingerprints(struct gl_sarif *sarif, const struct gl_sarif_result *result);

/* sarif_flow.c: nothing where the finding has no path. */
void gl_sarif_add_flow(struct gl_sarif *sarif, const struct gl_finding *finding);

/* sarif_run.c */
void gl_sarif_add_invocation(struct gl_sarif *sarif);
void gl_sarif_add_notification_kinds(struct gl_sarif *sarif);
void gl_sarif_add_provenance(struct gl_sarif *sarif);

/* deflate_size.c: how many of the first bytes of `text` surely take at most `*left` bits gzipped, from which
 * what they take is subtracted. Of the last text what fits as it is is not looked at more closely. */
size_t gl_deflate_fitting(struct gl_str text, size_t *left, bool is_last);

#endif
