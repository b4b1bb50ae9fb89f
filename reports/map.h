/* Maps: who reaches whom in a network, held against the matrix of allowed flows, ready to be drawn.
 *
 * `glacis reach` fills one map for each network (an environment, an account); writers append bytes to a
 * buffer and drain it into the sink of the maps; they walk no graph and judge nothing. Texts may come from
 * hostile files: every writer makes control characters, text directions and its own syntax harmless. All
 * memory is borrowed. One thread.
 *
 * The same map gives the same bytes. Nodes that are alike share a box in the pictures of large maps
 * (map_layout.h); txt, json and the tables of html hold every node and edge in the order given here. */
#ifndef GL_REPORTS_MAP_H
#define GL_REPORTS_MAP_H

#include "reports/report.h"

#define GL_MAP_NONE UINT32_MAX

/* What an edge comes to. Zero: it may pass, a value decides that is not known. */
enum gl_map_verdict {
    GL_MAP_MAY = 0,
    GL_MAP_ALLOWED,   /* it passes and the matrix allows it */
    GL_MAP_VIOLATION, /* it passes and the matrix does not allow it */
    GL_MAP_BLOCKED,   /* the matrix needs it and it does not pass */
};
enum { GL_MAP_VERDICTS = GL_MAP_BLOCKED + 1 };

/* A tier. Lanes stand from left to right by their column, those of one column above each other; inside a
 * column the order is that of the list. gl_map_set_columns gives columns. */
struct gl_map_lane {
    struct gl_str name, title; /* "postgres", "relational databases (RDS)"; the title may be empty */
    uint32_t column;
};

/* A frame around nodes inside a lane: a VPC, a subnet. */
struct gl_map_box {
    struct gl_str label; /* "vpc-main / private-a" */
};

struct gl_map_node {
    struct gl_str id;    /* unique in the map: the address of the resource, "internet" */
    struct gl_str label; /* "orders"; need not be unique */
    struct gl_str kind;  /* "AWS::RDS::DBInstance"; empty: addresses */
    struct gl_str note;  /* what else is worth a line: "public address"; may be empty */
    uint32_t lane;
    uint32_t box;        /* or GL_MAP_NONE */
    uint32_t count;      /* of alike resources it stands for already; 0 and 1: itself */
    struct gl_span span; /* where it is declared */
};

struct gl_map_edge {
    uint32_t from, to; /* nodes; may be equal: the resources that a node stands for, among themselves */
    enum gl_map_verdict verdict;
    struct gl_span span;    /* the rule that opens it (or stops it); nowhere: no rule */
    struct gl_str ports;    /* "tcp 5432", "any port" */
    struct gl_str sentence; /* why: "security group DatabaseSg admits TCP 5432 from 0.0.0.0/0" */
};

/* One step of the answer to a question. */
struct gl_map_hop {
    uint32_t node;             /* of the map, or GL_MAP_NONE: a gateway, a rule */
    struct gl_str label, kind; /* of a node that is none of the map; else they may be empty */
    struct gl_str sentence;    /* what lets it go on, or stops it */
    bool is_blocking;
    struct gl_span span;
};

struct gl_map_path {
    struct gl_str question; /* "internet => orders : tcp 5432" */
    struct gl_str answer;   /* "yes", "no", "may" */
    const struct gl_map_hop *hops;
    size_t hop_len;
};

/* What is not known, or was left out. */
struct gl_map_note {
    struct gl_str text;
    struct gl_span span;
};

struct gl_map {
    struct gl_str title, subtitle; /* "platform / prod", "defense-in-depth"; may be empty */
    const struct gl_map_lane *lanes;
    size_t lane_len;
    const struct gl_map_box *boxes;
    size_t box_len;
    const struct gl_map_node *nodes;
    size_t node_len;
    const struct gl_map_edge *edges;
    size_t edge_len;
    const struct gl_map_path *path; /* highlighted; NULL: none */
    const struct gl_map_note *notes;
    size_t note_len;
};

struct gl_maps {
    const struct gl_report_sink *sink; /* NULL: all stays in the buffer */
    const struct gl_sources *sources;
    const struct gl_map *items;
    size_t len;
};

struct gl_map_writer {
    struct gl_str name, suffix;
    void (*write)(const struct gl_maps *maps, struct gl_buf *out);
};

/* All writers, in the order people meet them: txt, json, dot, svg, html. */
const struct gl_map_writer *gl_map_writers(size_t *ret_len);

/* A flow of the matrix, between lanes. */
struct gl_map_flow {
    uint32_t from, to;
};

/* Columns of lanes, so that flows of the matrix go from left to right in the order of the lanes: lane 0 alone
 * in the first one, lanes that no flow names in the last. */
void gl_map_set_columns(struct gl_map_lane *lanes, size_t lane_len, const struct gl_map_flow *flows,
                        size_t flow_len);

#endif
