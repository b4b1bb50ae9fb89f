/* Where everything stands in the picture of a map.
 *
 * Lanes are bands, columns of them go from left to right. In a lane each node has a card; a card has one row
 * for each set of ports it is reached on and lines end there, so that no label hides another. A line that
 * passes columns does so on a track at the edge of a band, which lines between the same lanes share; it never
 * runs behind a card.
 *
 * What keeps large maps legible, and their pictures bounded: nodes of one kind in one lane with the same
 * flows share a card (a stack); what a whole lane reaches, or is reached by, is one line from or to the lane;
 * of a crowded lane the cards that something is wrong with come first, and the others share the last one.
 * Sizes are pixels, all arithmetic is of integers. Memory from the arena that is given; everything else is
 * borrowed. */
#ifndef GL_REPORTS_MAP_LAYOUT_H
#define GL_REPORTS_MAP_LAYOUT_H

#include "base/arena.h"
#include "reports/map.h"

enum {
    GL_MAP_STACK_FROM = 24,   /* nodes: fewer are shown one by one */
    GL_MAP_GATHER_FROM = 3,   /* cards of a lane that make "all of them" */
    GL_MAP_CROWD = 24,        /* cards of a column: more are too many */
    GL_MAP_COLUMN_CARDS = 18, /* then it has about so many */
    GL_MAP_LEAST_CARDS = 4,   /* but no lane has fewer */
    GL_MAP_MOST_ROWS = 8,     /* of a card */
    GL_MAP_MOST_LINES = 1200, /* more are told, not drawn; what is allowed goes first */
    GL_MAP_MOST_CAUSES = 12,  /* that have a number */
    GL_MAP_ROW_CAUSES = 3,
    GL_MAP_TEXT = 36, /* columns of a text on a card; its tooltip has it whole */
    GL_MAP_ROW_HEIGHT = 17,
    GL_MAP_NAME_Y = 18, /* baselines in a card */
    GL_MAP_KIND_Y = 31,
    GL_MAP_NOTE_Y = 44,
    GL_MAP_BAND_HEAD = 42,
    GL_MAP_FRAME_HEAD = 16,
    GL_MAP_TRACK = 10, /* height of a track */
    GL_MAP_LIFT = 6,   /* what a stack takes above its card */
};

struct gl_map_row {
    struct gl_str ports;
    enum gl_map_verdict verdict;
    bool is_among; /* the resources of this card, each other */
    uint32_t causes[GL_MAP_ROW_CAUSES];
    size_t cause_len; /* may be more than there is room for */
    int y;            /* its middle */
};

struct gl_map_card {
    uint32_t lane, box;
    uint32_t whole;  /* the card that stands for all of its lane */
    uint32_t *nodes; /* none: the lane as a whole */
    size_t node_len;
    size_t resource_len; /* nodes, each as often as it stands for resources */
    bool is_rest, is_on_path;
    struct gl_map_row *rows;
    size_t row_len, row_capacity;
    int x, y, width, height;
};

struct gl_map_line {
    uint32_t from, to; /* cards */
    uint32_t row;      /* of `to` */
    enum gl_map_verdict verdict;
    uint32_t edge; /* the first that it stands for, and how many these are */
    size_t edge_len;
    int *tracks; /* y in each column that it passes, from its beginning on */
    size_t track_len;
};

/* Edges that are wrong, blocked or not known for one reason: the same rule. Worst first. */
struct gl_map_cause {
    enum gl_map_verdict verdict;
    uint32_t edge; /* the first */
    size_t edge_len;
};

struct gl_map_band {
    uint32_t lane, card; /* the card that stands for all of it */
    uint32_t column;     /* of those that hold something */
    size_t card_len;     /* without that one */
    int top, bottom;     /* height of the tracks above and below its cards */
    int x, y, width, height;
};

struct gl_map_frame {
    uint32_t box;
    int x, y, width, height;
};

struct gl_map_layout {
    const struct gl_str *names; /* of nodes */
    struct gl_map_card *cards;  /* those of a band follow each other; the lanes as a whole come last */
    size_t card_len, drawn_len;
    struct gl_map_line *lines; /* worst last, so that they are on top */
    size_t line_len;
    size_t line_total; /* before the limit */
    struct gl_map_cause *causes;
    size_t cause_len;
    struct gl_map_band *bands; /* by column, then as the map has them */
    size_t band_len, column_len;
    struct gl_map_frame *frames;
    size_t frame_len, frame_capacity;
    int *column_x, *column_width; /* of bands */
    int width, height;
};

void gl_map_layout_make(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *ret_layout);
/* The name of a card: of its first node, "60 more", or of its lane. */
struct gl_str gl_map_card_name(struct gl_arena *arena, const struct gl_map *map, const struct gl_str *names,
                               const struct gl_map_card *card);
/* The lines below it; may be empty. */
struct gl_str gl_map_card_kind(const struct gl_map *map, const struct gl_map_card *card);
struct gl_str gl_map_card_note(const struct gl_map *map, const struct gl_map_card *card);

/* For each node the first one that shares a card with it; flows: a number for each edge, the same for equal
 * ports and verdict. (map_stack.c) */
uint32_t *gl_map_stacks(struct gl_arena *arena, const struct gl_map *map, const uint32_t *flows);
/* Places of cards and tracks; cards and lines are made. (map_place.c) */
void gl_map_place_cards(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *layout);
/* Edges by what causes them; cause_of gets the number of each edge, from 1 on, 0: none or too late in the
 * list. (map_cause.c) */
void gl_map_find_causes(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *layout,
                        uint32_t *cause_of);
int gl_map_rank(enum gl_map_verdict verdict); /* 0: what people should see first */

#endif
