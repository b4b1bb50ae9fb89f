/* Columns, lanes and places of the boxes of a layout. */
#include <stdlib.h>

#include "base/name_index.h"
#include "reports/relation_layout.h"

enum {
    CHAR_WIDTH = 8,
    ROW_CHAR_WIDTH = 6,
    MIN_WIDTH = 120,
    COLUMN_GAP = 110,
    MARGIN = 24,
    TOP = 56,
    MAX_COLUMNS = 7, /* of workloads; longer chains end in the last one */
    SWEEPS = 6,
};

/* ---- columns ---- */

/* The longest way to each workload along lines, those left out that would close a circle. */
struct walk {
    const struct gl_layout *layout;
    uint32_t *start; /* of the lines of a box, which are sorted by `from` */
    uint8_t *state;  /* 0 new, 1 on the way, 2 done */
    bool *is_mutual; /* lines that have one in the other direction: neither end comes before the other */
    uint32_t *stack, *next, *done;
    size_t done_len;
};

static void walk_from(struct walk *walk, uint32_t first)
{
    size_t depth = 0;

    walk->stack[depth++] = first;
    walk->state[first] = 1;
    while (depth > 0) {
        uint32_t at = walk->stack[depth - 1], line;

        if (walk->next[at] == walk->start[at + 1]) {
            walk->state[at] = 2;
            walk->done[walk->done_len++] = at;
            depth--;
            continue;
        }
        line = walk->next[at]++;
        at = walk->layout->lines[line].to;
        if (!walk->is_mutual[line] && walk->state[at] == 0) {
            walk->state[at] = 1;
            walk->stack[depth++] = at;
        }
    }
}

static void mark_mutual(struct walk *walk)
{
    const struct gl_line *lines = walk->layout->lines;

    for (size_t i = 0; i < walk->layout->line_len; i++) {
        uint32_t low = walk->start[lines[i].to], high = walk->start[lines[i].to + 1];

        while (low < high) {
            uint32_t at = low + (high - low) / 2;

            if (lines[at].to < lines[i].from)
                low = at + 1;
            else
                high = at;
        }
        walk->is_mutual[i] = low < walk->start[lines[i].to + 1] && lines[low].to == lines[i].from;
    }
}

static void init_walk(struct walk *walk, struct gl_arena *arena, const struct gl_layout *layout)
{
    size_t len = layout->box_len;

    *walk = (struct walk){.layout = layout,
                          .start = GL_NEW_ARRAY(arena, uint32_t, len + 1),
                          .state = GL_NEW_ARRAY(arena, uint8_t, len),
                          .is_mutual = GL_NEW_ARRAY(arena, bool, layout->line_len),
                          .stack = GL_NEW_ARRAY(arena, uint32_t, len),
                          .next = GL_NEW_ARRAY(arena, uint32_t, len + 1),
                          .done = GL_NEW_ARRAY(arena, uint32_t, len)};
    for (size_t i = 0; i < layout->line_len; i++)
        walk->start[layout->lines[i].from + 1]++;
    for (size_t i = 0; i < len; i++)
        walk->start[i + 1] += walk->start[i];
    for (size_t i = 0; i <= len; i++)
        walk->next[i] = walk->start[i];
    mark_mutual(walk);
}

static void place_columns(struct gl_arena *arena, struct gl_layout *layout)
{
    size_t len = layout->box_len;
    struct walk walk;
    uint32_t *order = GL_NEW_ARRAY(arena, uint32_t, len);
    uint32_t *indegree = GL_NEW_ARRAY(arena, uint32_t, len);

    init_walk(&walk, arena, layout);
    for (size_t i = 0; i < layout->line_len; i++)
        indegree[layout->lines[i].to] += !walk.is_mutual[i];
    for (uint32_t pass = 0; pass < 3;
         pass++) { /* who only sends, who only workloads do not reach, the rest */
        for (uint32_t i = 0; i < len; i++) {
            bool is_first =
                pass == 2 || (pass == 0 && layout->boxes[i].is_source) || (pass == 1 && !indegree[i]);

            if (is_first && walk.state[i] == 0)
                walk_from(&walk, i);
        }
    }
    for (uint32_t i = 0; i < len; i++)
        order[walk.done[len - 1 - i]] = i;
    for (size_t k = len; k-- > 0;) {
        uint32_t at = walk.done[k];
        const struct gl_box *from = &layout->boxes[at];

        for (uint32_t e = walk.start[at]; e < walk.start[at + 1]; e++) {
            struct gl_box *to = &layout->boxes[layout->lines[e].to];
            unsigned column = from->kind == GL_RELATION_WORKLOAD ? from->column + 1 : 0;

            if (!walk.is_mutual[e] && order[layout->lines[e].to] > order[at] && column > to->column)
                to->column = column < MAX_COLUMNS ? column : MAX_COLUMNS - 1;
        }
    }
}

/* Workloads have the columns between senders and receivers. */
static unsigned shift_columns(struct gl_layout *layout)
{
    unsigned last = 0;

    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];

        if (box->kind == GL_RELATION_WORKLOAD)
            last = box->column + 1 > last ? box->column + 1 : last;
    }
    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];

        if (box->kind == GL_RELATION_WORKLOAD)
            box->column++;
        else
            box->column = box->is_source ? 0 : last + 1;
    }
    return last + 2;
}

/* ---- places ---- */

static size_t width_of_text(struct gl_str text, size_t most, size_t width)
{
    return (text.len < most ? text.len : most) * width;
}

static void measure(struct gl_layout *layout, unsigned columns, int *widths, int *xs)
{
    int x = MARGIN;

    for (unsigned c = 0; c < columns; c++)
        widths[c] = 0;
    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];
        size_t width = width_of_text(box->label, GL_LAYOUT_TEXT, CHAR_WIDTH) +
                       width_of_text(box->note, GL_LAYOUT_TEXT, ROW_CHAR_WIDTH) + 30;

        for (size_t k = 0; k < box->row_len; k++) {
            size_t row = width_of_text(box->rows[k], GL_LAYOUT_TEXT, ROW_CHAR_WIDTH) + 28 +
                         (box->senders[k] ? sizeof GL_LAYOUT_ALL * ROW_CHAR_WIDTH : 0);

            width = row > width ? row : width;
        }
        width = width < MIN_WIDTH ? MIN_WIDTH : width;
        widths[box->column] = (int)width > widths[box->column] ? (int)width : widths[box->column];
        box->height = GL_BOX_HEAD + (int)(box->row_len + (box->inside.len > 0)) * GL_BOX_ROW +
                      (box->row_len || box->inside.len ? 6 : 0);
    }
    for (unsigned c = 0; c < columns; c++) {
        xs[c] = x;
        x += widths[c] ? widths[c] + COLUMN_GAP : 0;
    }
    layout->width = x - COLUMN_GAP + MARGIN;
}

struct place {
    struct gl_box *box;
    double wish; /* the middle of what it is connected to */
};

static int compare_places(const void *a_, const void *b_)
{
    const struct place *a = a_, *b = b_;

    if (a->box->lane != b->box->lane)
        return a->box->lane < b->box->lane ? -1 : 1;
    if (a->box->column != b->box->column)
        return a->box->column < b->box->column ? -1 : 1;
    if (a->wish < b->wish || b->wish < a->wish)
        return a->wish < b->wish ? -1 : 1;
    return a->box < b->box ? -1 : a->box > b->box;
}

static double middle(const struct gl_box *box)
{
    return box->y + box->height / 2.0;
}

/* Lanes from the top, the cells of a lane beside each other; what is no workload stands in the middle of the
 * height. */
static void stack_boxes(struct gl_layout *layout, const struct place *places)
{
    int y = TOP, sides[2] = {0, 0}, side_y[2];

    for (size_t i = 0; i < layout->box_len;) {
        uint32_t lane = places[i].box->lane;
        int top = y + GL_LANE_HEAD, bottom = top, at = top;

        if (lane == layout->lane_len)
            break;
        for (unsigned column = places[i].box->column; i < layout->box_len && places[i].box->lane == lane;
             i++) {
            struct gl_box *box = places[i].box;

            if (box->column != column)
                at = top;
            column = box->column;
            box->y = at;
            at += box->height + GL_BOX_GAP;
            bottom = at > bottom ? at : bottom;
        }
        layout->lanes[lane].y = y;
        layout->lanes[lane].height = bottom - y;
        y = bottom + GL_LANE_GAP;
    }
    for (size_t i = 0; i < layout->box_len; i++) {
        if (places[i].box->lane == layout->lane_len)
            sides[places[i].box->is_source] += places[i].box->height + GL_BOX_GAP;
    }
    for (int side = 0; side < 2; side++)
        side_y[side] = sides[side] < y - TOP ? TOP + (y - TOP - sides[side]) / 2 : TOP;
    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = places[i].box;

        if (box->lane != layout->lane_len)
            continue;
        box->y = side_y[box->is_source];
        side_y[box->is_source] += box->height + GL_BOX_GAP;
    }
    layout->height = y > side_y[0] ? y : side_y[0];
    layout->height = (layout->height > side_y[1] ? layout->height : side_y[1]) + MARGIN;
}

/* Boxes move towards what they are connected to, a few times, so that fewer lines cross. */
static void place_boxes(struct gl_arena *arena, struct gl_layout *layout)
{
    struct place *places = GL_NEW_ARRAY(arena, struct place, layout->box_len);
    double *sums = GL_NEW_ARRAY(arena, double, layout->box_len);
    size_t *counts = GL_NEW_ARRAY(arena, size_t, layout->box_len);

    for (int sweep = 0; sweep <= SWEEPS; sweep++) {
        for (size_t i = 0; i < layout->box_len; i++) {
            struct gl_box *box = &layout->boxes[i];

            places[i] = (struct place){box, counts[i] ? sums[i] / (double)counts[i] : (double)i};
            sums[i] = 0;
            counts[i] = 0;
        }
        if (layout->box_len)
            qsort(places, layout->box_len, sizeof *places, compare_places);
        stack_boxes(layout, places);
        for (size_t i = 0; i < layout->line_len; i++) {
            const struct gl_line *line = &layout->lines[i];

            sums[line->to] += middle(&layout->boxes[line->from]);
            sums[line->from] += middle(&layout->boxes[line->to]);
            counts[line->to]++;
            counts[line->from]++;
        }
    }
}

/* One lane a namespace, in the order of the ends; a lane after the last one for what is in none. */
static void make_lanes(struct gl_arena *arena, struct gl_layout *layout)
{
    struct gl_name_index names = {0};
    size_t capacity = 0;

    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];
        uint32_t lane;

        if (box->kind != GL_RELATION_WORKLOAD)
            continue;
        lane = gl_name_index_add(arena, &names, box->ns, (uint32_t)layout->lane_len);
        if (lane == GL_NAME_INDEX_NONE) {
            lane = (uint32_t)layout->lane_len;
            GL_PUSH(arena, layout->lanes, layout->lane_len, capacity)->ns = box->ns;
        }
        box->lane = lane;
    }
    for (size_t i = 0; i < layout->box_len; i++) {
        if (layout->boxes[i].kind != GL_RELATION_WORKLOAD)
            layout->boxes[i].lane = (uint32_t)layout->lane_len;
    }
}

void gl_layout_place(struct gl_arena *arena, struct gl_layout *layout)
{
    int widths[MAX_COLUMNS + 2] = {0}, xs[MAX_COLUMNS + 2] = {0};
    unsigned columns;

    place_columns(arena, layout);
    columns = shift_columns(layout);
    measure(layout, columns, widths, xs);
    make_lanes(arena, layout);
    place_boxes(arena, layout);
    for (size_t i = 0; i < layout->box_len; i++) {
        struct gl_box *box = &layout->boxes[i];

        box->x = xs[box->column];
        box->width = widths[box->column];
    }
    layout->lane_x = xs[1] - MARGIN / 2;
    layout->lane_width = xs[columns - 2] + widths[columns - 2] + MARGIN / 2 - layout->lane_x;
}
