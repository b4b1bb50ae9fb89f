/* How deep the defence is, ready to be written, and the table of its writers (`glacis depth`).
 *
 * One receiver after the other, each with its origins. Writers append bytes to a buffer and drain it into the
 * sink; they compute nothing. All memory is borrowed. One thread. */
#ifndef GL_REPORTS_DEPTH_H
#define GL_REPORTS_DEPTH_H

#include "reports/report.h"

/* One change of the configuration. */
struct gl_depth_change {
    struct gl_str kind;         /* "group-ingress" */
    struct gl_str sentence;     /* "open TCP 5432 to 0.0.0.0/0 in security group DbSg" */
    struct gl_str resource;     /* address of what is changed; empty: AWS made it */
    struct gl_str subject;      /* its name */
    struct gl_str target;       /* of a route: where it leads to; of a target: who is registered; or empty */
    struct gl_str peers, ports; /* what has to pass; may be empty */
    struct gl_span span;
};

struct gl_depth_set {
    struct gl_str way; /* "directly", "through load balancer Web" */
    const struct gl_depth_change *const *changes;
    size_t len;
};

enum gl_depth_stand { GL_DEPTH_OPEN = 0, GL_DEPTH_MAY, GL_DEPTH_STANDS };

struct gl_depth_layer {
    struct gl_str layer; /* "group" */
    enum gl_depth_stand stands;
    struct gl_str text;
    struct gl_str reason; /* of MAY: what is not known; may be empty */
    struct gl_span span;
};

struct gl_depth_origin {
    struct gl_str kind, name;         /* "peer-vpc", "Shared" */
    uint32_t least, most;             /* changes; what is not known may help or not */
    bool is_least_more, is_most_more; /* more than that many, or no way at all */
    struct gl_str reason;             /* why they differ; may be empty */
    struct gl_str way;
    const struct gl_depth_layer *layers;
    size_t layer_len;
    const struct gl_depth_set *sets; /* smallest ones, with what is not known taken for closed */
    size_t set_len;
    const struct gl_depth_set *possible; /* those that suffice if it is open; empty where it is the same */
    size_t possible_len;
    bool is_cut;
};

struct gl_depth_receiver {
    struct gl_str address, kind, name, shown; /* "DBInstance orders" */
    struct gl_str role;                       /* "store", "workload" */
    struct gl_str ports;                      /* "TCP 5432" */
    struct gl_span span;
    const struct gl_depth_origin *origins;
    size_t origin_len;
    const struct gl_depth_layer *controls; /* authentication and TLS */
    size_t control_len;
};

struct gl_depths {
    const struct gl_report_sink *sink; /* NULL: all stays in the buffer */
    const struct gl_sources *sources;
    const struct gl_depth_receiver *items;
    size_t len;
};

struct gl_depth_writer {
    struct gl_str name, suffix;
    void (*write)(const struct gl_depths *depths, struct gl_buf *out);
};

/* All writers, in the order people meet them. */
const struct gl_depth_writer *gl_depth_writers(size_t *ret_len);
const char *gl_depth_stand_word(enum gl_depth_stand stands);

void gl_depth_txt(const struct gl_depths *depths, struct gl_buf *out);
void gl_depth_csv(const struct gl_depths *depths, struct gl_buf *out);
void gl_depth_json(const struct gl_depths *depths, struct gl_buf *out);

#endif
