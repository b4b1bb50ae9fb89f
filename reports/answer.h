/* The answer to one question about a network, ready to be written: can these reach those?
 *
 * `glacis reach --from --to` fills it; the writers walk no graph and judge nothing. Texts may come from
 * hostile files: writers make control characters harmless. All memory is borrowed. One thread. */
#ifndef GL_REPORTS_ANSWER_H
#define GL_REPORTS_ANSWER_H

#include "reports/report.h"

enum gl_answer_word { GL_SAYS_NO = 0, GL_SAYS_MAY, GL_SAYS_YES };

/* One step of a way, or one thing that stops it. */
struct gl_answer_step {
    struct gl_str node;  /* "Prod-Data/OrdersDatabase", "internet": where the packet is */
    struct gl_str kind;  /* "AWS::RDS::DBInstance"; empty: no resource */
    struct gl_str by;    /* the rule or route by which it goes on, or what stops it */
    struct gl_str layer; /* of a blocker: "route", "network ACL", "security group", "public address" ... */
    enum gl_answer_word passes; /* of a step */
    struct gl_span span;        /* of the rule; nowhere for what AWS does by itself */
};

struct gl_answer_steps {
    struct gl_answer_step *items;
    size_t len, capacity;
};

/* One way that was looked at: of a yes or may its steps, of a no what stops it. */
struct gl_answer_way {
    struct gl_str what;  /* "directly", "through load balancer Web: TCP 443, then TCP 8443" */
    struct gl_str ports; /* that pass */
    enum gl_answer_word says;
    struct gl_answer_steps path, reply_path, blockers;
};

struct gl_answer_note {
    struct gl_str text;
    struct gl_span span;
};

struct gl_answer {
    struct gl_str from, to,
        ports; /* as it was asked: "internet", "AWS::RDS::DBInstance/orders", "TCP 5432" */
    struct gl_str *from_names, *to_names; /* the resources that these words mean, by address */
    size_t from_len, to_len;
    enum gl_answer_word says, reply;
    bool has_reply;             /* false: nothing arrives, so nothing is answered */
    struct gl_answer_way *ways; /* the one that answers first */
    size_t way_len;
    size_t more; /* further ways, which are not told */
    struct gl_answer_note *notes;
    size_t note_len;
    bool is_explained; /* all ways, and the rules on the way that were looked at and did not count */
};

const char *gl_answer_says(enum gl_answer_word word); /* "yes", "no", "may" */
void gl_answer_txt(const struct gl_answer *answer, const struct gl_sources *sources, struct gl_buf *out);
/* CONTRACT.md: {"verdict", "path", "blockers", "reply"}, and what was asked. */
void gl_answer_json(const struct gl_answer *answer, const struct gl_sources *sources, struct gl_buf *out);

#endif
