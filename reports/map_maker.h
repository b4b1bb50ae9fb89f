/* How cards and lines of a picture are made, step by step: what the files of map_layout.h share. */
#ifndef GL_REPORTS_MAP_MAKER_H
#define GL_REPORTS_MAP_MAKER_H

#include "reports/map_layout.h"

/* Edges between the same cards with the same ports and verdict. */
struct gl_map_link {
    uint32_t from, to;
    uint32_t flow; /* number of ports and verdict */
    uint32_t edge; /* the first */
    size_t edge_len;
};

struct gl_map_maker {
    struct gl_arena *arena;
    const struct gl_map *map;
    struct gl_map_layout *layout;
    size_t card_capacity;
    uint32_t *card_of;         /* of each node */
    uint32_t *lane_card;       /* of each lane */
    uint32_t *cards_in;        /* lane: how many */
    uint32_t *flow_of;         /* of each edge */
    uint32_t *cause_of;        /* of each edge */
    struct gl_map_link *links; /* between different cards */
    size_t link_len;
    struct gl_map_link *among; /* inside one */
    size_t among_len, among_capacity;
};

static inline bool gl_map_is_whole(const struct gl_map_maker *maker, uint32_t card)
{
    return card == maker->lane_card[maker->layout->cards[card].lane];
}

/* map_link.c: edges become links; those of a card to itself are put aside, equal ones are one. */
void gl_map_make_links(struct gl_map_maker *maker);
void gl_map_merge_links(struct gl_map_maker *maker);
void gl_map_part_links(struct gl_map_maker *maker);
bool gl_map_has_link(const struct gl_map_maker *maker, uint32_t from, uint32_t to,
                     uint32_t flow); /* they are merged */
/* map_crowd.c: what all of a lane have is one link; crowded lanes give cards up. */
void gl_map_gather_lanes(struct gl_map_maker *maker, bool of_senders);
void gl_map_fold_lanes(struct gl_map_maker *maker);

#endif
