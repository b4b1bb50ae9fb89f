#include "reports/relation_layout.h"

#include <stdlib.h>

#include "base/name_index.h"
#include "reports/relation_writers.h"

enum {
    MERGE_FROM = 1 << 16, /* links */
    MOST_ROWS = 24,       /* of a box; more are one */
};

struct maker {
    struct gl_arena *arena;
    const struct gl_relation *relation;
    struct gl_layout *layout;
    bool with_ports;
    size_t box_capacity;
    uint32_t *left, *right;        /* box of each end, as sender and as receiver; the same for workloads */
    struct gl_name_index peers[2]; /* boxes of what is not in the scan: receivers, senders */
    struct link *links;
    size_t link_len, link_capacity, merge_at;
};

/* A line before boxes have rows. */
struct link {
    uint32_t from, to;
    struct gl_str ports;
    bool may, is_exposure;
};

#define NO_BOX UINT32_MAX

/* ---- boxes ---- */

static uint32_t add_box(struct maker *maker, struct gl_str label, enum gl_relation_kind kind)
{
    struct gl_layout *layout = maker->layout;
    struct gl_box *box = GL_PUSH(maker->arena, layout->boxes, layout->box_len, maker->box_capacity);

    box->label = label;
    box->kind = kind;
    return (uint32_t)(layout->box_len - 1);
}

static void add_workload_box(struct maker *maker, uint32_t end, uint32_t twin)
{
    const struct gl_relation_end *what = &maker->relation->ends[end];
    struct gl_box *box;

    if (twin != end) {
        maker->left[end] = maker->left[twin];
    } else {
        size_t bracket = gl_str_find_last_char(what->label, '[');

        maker->left[end] = add_box(maker, gl_str_slice(what->label, 0, bracket), what->kind);
        box = &maker->layout->boxes[maker->left[end]];
        box->ns = what->ns;
        if (bracket != GL_STR_NONE)
            box->note = gl_str_slice(what->label, bracket + 1, what->label.len - 1);
    }
    maker->right[end] = maker->left[end];
    maker->layout->boxes[maker->left[end]].end_len++;
    maker->layout->workload_len++;
}

static uint32_t box_of(struct maker *maker, uint32_t end, bool is_source)
{
    uint32_t *boxes = is_source ? maker->left : maker->right;
    const struct gl_relation_end *what = &maker->relation->ends[end];

    if (boxes[end] == NO_BOX) {
        boxes[end] = add_box(maker, what->shown, what->kind);
        maker->layout->boxes[boxes[end]].is_source = is_source;
    }
    return boxes[end];
}

static uint32_t box_of_peer(struct maker *maker, struct gl_str peer, bool is_source)
{
    uint32_t box = gl_name_index_find(&maker->peers[is_source], peer);

    if (box == GL_NAME_INDEX_NONE) {
        box = add_box(maker, peer, GL_RELATION_ENTRY);
        maker->layout->boxes[box].is_source = is_source;
        maker->layout->boxes[box].is_unknown = true;
        gl_name_index_add(maker->arena, &maker->peers[is_source], peer, box);
    }
    return box;
}

/* Who is named by a row or an exposure; other workloads would only fill the page. */
static void make_boxes(struct maker *maker)
{
    const struct gl_relation *relation = maker->relation;
    bool *used = gl_relation_used_ends(maker->arena, relation);
    size_t workload_len = 0;
    uint32_t *twin_of = NULL;

    for (size_t i = 0; i < relation->end_len; i++)
        workload_len += used[i] && relation->ends[i].kind == GL_RELATION_WORKLOAD;
    if (workload_len >= GL_LAYOUT_TWINS_FROM)
        twin_of = gl_relation_twins(maker->arena, relation);
    for (uint32_t i = 0; i < relation->end_len; i++) {
        maker->left[i] = maker->right[i] = NO_BOX;
        if (used[i] && relation->ends[i].kind == GL_RELATION_WORKLOAD)
            add_workload_box(maker, i, twin_of ? twin_of[i] : i);
    }
}

static void list_ends(struct maker *maker)
{
    struct gl_layout *layout = maker->layout;

    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];

        box->ends = GL_NEW_ARRAY(maker->arena, uint32_t, box->end_len);
        if (box->end_len > 1)
            box->note =
                gl_arena_printf(maker->arena, "%.*s and %zu more", GL_STR_ARG(box->note), box->end_len - 1);
        box->end_len = 0;
    }
    for (uint32_t i = 0; i < maker->relation->end_len; i++) {
        struct gl_box *box = maker->left[i] == NO_BOX ? NULL : &layout->boxes[maker->left[i]];

        if (box && box->kind == GL_RELATION_WORKLOAD)
            box->ends[box->end_len++] = i;
    }
}

/* ---- lines ---- */

static int compare_links(const void *a_, const void *b_)
{
    const struct link *a = a_, *b = b_;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->is_exposure != b->is_exposure)
        return a->is_exposure ? 1 : -1;
    if (a->may != b->may)
        return a->may ? 1 : -1;
    return gl_str_cmp(a->ports, b->ports);
}

static void merge_links(struct maker *maker)
{
    size_t kept = 0;

    if (maker->link_len)
        qsort(maker->links, maker->link_len, sizeof *maker->links, compare_links);
    for (size_t i = 0; i < maker->link_len; i++) {
        if (kept == 0 || compare_links(&maker->links[kept - 1], &maker->links[i]) != 0)
            maker->links[kept++] = maker->links[i];
    }
    maker->link_len = kept;
}

/* Boxes that stand for many workloads get the same link over and over: memory is for different ones. */
static void add_link(struct maker *maker, struct link link)
{
    if (!maker->with_ports)
        link.ports = (struct gl_str){0};
    if (link.from == link.to) {
        maker->layout->boxes[link.to].inside = link.ports.len ? link.ports : GL_STR("connected");
        return;
    }
    if (maker->link_len >= maker->merge_at) {
        merge_links(maker);
        maker->merge_at = maker->link_len * 2 > MERGE_FROM ? maker->link_len * 2 : MERGE_FROM;
    }
    *GL_PUSH(maker->arena, maker->links, maker->link_len, maker->link_capacity) = link;
}

static void make_links(struct maker *maker)
{
    const struct gl_relation *relation = maker->relation;

    for (size_t i = 0; i < relation->row_len; i++) {
        const struct gl_relation_row *row = &relation->rows[i];
        const struct gl_relation_ports *ports = &relation->ports[row->ports];
        uint32_t from = box_of(maker, row->from, true), to = box_of(maker, row->to, false);

        add_link(maker, (struct link){from, to, ports->shown, ports->may.len > 0, false});
    }
    for (size_t i = 0; i < relation->exposure_len; i++) {
        const struct gl_relation_exposure *exposure = &relation->exposures[i];
        uint32_t end = maker->left[exposure->end];
        uint32_t peer = box_of_peer(maker, exposure->peer, !exposure->is_egress);

        add_link(maker, (struct link){exposure->is_egress ? end : peer, exposure->is_egress ? peer : end,
                                      exposure->ports, false, true});
    }
    merge_links(maker);
}

static uint32_t row_of(struct maker *maker, struct gl_box *box, struct gl_str ports)
{
    for (uint32_t i = 0; i < box->row_len; i++) {
        if (gl_str_eq(box->rows[i], ports))
            return i;
    }
    if (box->row_len == MOST_ROWS)
        return MOST_ROWS - 1;
    if (box->row_len == MOST_ROWS - 1)
        ports = GL_STR("other ports");
    *GL_PUSH(maker->arena, box->rows, box->row_len, box->row_capacity) = ports;
    return (uint32_t)(box->row_len - 1);
}

static void make_lines(struct maker *maker)
{
    struct gl_layout *layout = maker->layout;

    layout->line_len = maker->link_len;
    layout->lines = GL_NEW_ARRAY(maker->arena, struct gl_line, layout->line_len);
    for (size_t i = 0; i < layout->line_len; i++) {
        const struct link *link = &maker->links[i];
        struct gl_box *to = &layout->boxes[link->to];

        layout->lines[i] = (struct gl_line){link->from, link->to, row_of(maker, to, link->ports), link->may,
                                            link->is_exposure};
    }
}

static bool may_be_told(const struct gl_layout *layout, const struct gl_line *line)
{
    return layout->boxes[line->from].kind == GL_RELATION_WORKLOAD && !line->may && !line->is_exposure &&
           layout->boxes[line->to].rows[line->row].len > 0;
}

/* What every workload reaches is said once, and not by a line from each. */
static void tell_what_all_reach(struct maker *maker)
{
    struct gl_layout *layout = maker->layout;
    size_t workload_len = 0, kept = 0;

    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];

        box->senders = GL_NEW_ARRAY(maker->arena, uint32_t, box->row_len);
        workload_len += box->kind == GL_RELATION_WORKLOAD;
    }
    for (size_t i = 0; i < layout->line_len; i++) {
        const struct gl_line *line = &layout->lines[i];

        layout->boxes[line->to].senders[line->row] += may_be_told(layout, line);
    }
    for (size_t i = 0; i < layout->line_len; i++) {
        const struct gl_line *line = &layout->lines[i];
        const struct gl_box *to = &layout->boxes[line->to];
        size_t others = workload_len - (to->kind == GL_RELATION_WORKLOAD);

        if (others < GL_LAYOUT_ALL_FROM || to->senders[line->row] < others || !may_be_told(layout, line))
            layout->lines[kept++] = *line;
    }
    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];
        size_t others = workload_len - (box->kind == GL_RELATION_WORKLOAD);

        for (size_t k = 0; k < box->row_len; k++)
            box->senders[k] = others >= GL_LAYOUT_ALL_FROM && box->senders[k] == others;
    }
    layout->line_total = kept;
    layout->line_len = kept < GL_LAYOUT_MAX_LINES ? kept : GL_LAYOUT_MAX_LINES;
}

void gl_layout_make(struct gl_arena *arena, const struct gl_relation *relation, bool with_ports,
                    struct gl_layout *ret_layout)
{
    struct maker maker = {.arena = arena,
                          .relation = relation,
                          .layout = ret_layout,
                          .with_ports = with_ports,
                          .merge_at = MERGE_FROM,
                          .left = GL_NEW_ARRAY(arena, uint32_t, relation->end_len),
                          .right = GL_NEW_ARRAY(arena, uint32_t, relation->end_len)};

    *ret_layout = (struct gl_layout){0};
    make_boxes(&maker);
    make_links(&maker);
    list_ends(&maker);
    make_lines(&maker);
    tell_what_all_reach(&maker);
    gl_layout_place(arena, ret_layout);
}
