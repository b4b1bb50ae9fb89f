/* Where the boxes of a picture of a relation stand.
 *
 * From left to right: addresses and entry points that send, workloads in the order in which they call each
 * other, addresses that receive. Each namespace is a lane across the workloads. A box has one row for each
 * set of ports it is reached on, and lines end there, so that no label ever hides another. In a large picture
 * workloads of a namespace that have the same connections (twins) share a box. Sizes are pixels. Memory from
 * the arena that is given; everything else is borrowed. */
#ifndef GL_REPORTS_RELATION_LAYOUT_H
#define GL_REPORTS_RELATION_LAYOUT_H

#include "reports/relation.h"

enum {
    GL_BOX_HEAD = 24, /* height of the name */
    GL_BOX_ROW = 15,
    GL_BOX_GAP = 10,
    GL_LANE_HEAD = 24,
    GL_LANE_GAP = 14,
    GL_LAYOUT_TEXT = 64,        /* characters of a text that are shown; its tooltip has it whole */
    GL_LAYOUT_ALL_FROM = 12,    /* boxes: what that many reach, being all, is told without lines */
    GL_LAYOUT_TWINS_FROM = 40,  /* workloads: fewer are shown one by one */
    GL_LAYOUT_MAX_LINES = 6000, /* more are told, not drawn: no browser and no reader would cope */
};

#define GL_LAYOUT_ALL "every workload: "

struct gl_box {
    struct gl_str label, note; /* "web", "Deployment" or "Deployment and 39 more" */
    struct gl_str ns;
    enum gl_relation_kind kind;
    bool is_unknown; /* of --exposure: not in the scan */
    bool is_source;  /* left of the workloads; else right of them (other kinds than workloads only) */
    uint32_t *ends;  /* whom it stands for; empty for what is not in the scan */
    size_t end_len;
    struct gl_str *rows; /* ports it is reached on */
    uint32_t
        *senders; /* for each row: not 0 when every other workload reaches it, which is told, not drawn */
    size_t row_len, row_capacity;
    struct gl_str inside; /* ports among the workloads of this box; empty: none */
    unsigned column;
    uint32_t lane;
    int x, y, width, height;
};

struct gl_line {
    uint32_t from, to; /* boxes */
    uint32_t row;      /* of `to` */
    bool may, is_exposure;
};

struct gl_lane {
    struct gl_str ns;
    int y, height;
};

struct gl_layout {
    struct gl_box *boxes;
    size_t box_len;
    struct gl_line *lines;
    size_t line_len;
    size_t line_total; /* before the limit */
    struct gl_lane *lanes;
    size_t lane_len;
    size_t workload_len; /* shown, each counted */
    int lane_x, lane_width, width, height;
};

/* `with_ports` is false where all are the same and told elsewhere. */
void gl_layout_make(struct gl_arena *arena, const struct gl_relation *relation, bool with_ports,
                    struct gl_layout *ret_layout);

/* The places of boxes that are connected already. (relation_place.c) */
void gl_layout_place(struct gl_arena *arena, struct gl_layout *layout);

/* The elements of SVG of one relation, from `y` down; classes tell their look. (relation_svg.c) */
void gl_relation_svg_add(struct gl_buf *out, const struct gl_relations *relations,
                         const struct gl_relation *relation, const struct gl_layout *layout, int y);

/* twin_of[i]: the first workload that has the same connections as workload i and is in its namespace, or i.
 * (relation_twins.c) */
uint32_t *gl_relation_twins(struct gl_arena *arena, const struct gl_relation *relation);

#endif
