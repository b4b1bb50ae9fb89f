/* How places of a picture are found: what map_place.c and map_track.c share. */
#ifndef GL_REPORTS_MAP_PLACING_H
#define GL_REPORTS_MAP_PLACING_H

#include "reports/map_layout.h"

struct gl_map_placing {
    struct gl_arena *arena;
    const struct gl_map *map;
    struct gl_map_layout *layout;
    uint32_t *band_of;    /* of each lane */
    uint32_t *first_band; /* of each column, and where the last one ends */
    uint32_t *order;      /* cards by band and place */
    int64_t *wish;        /* the middle of what a card is connected to */
};

/* Heights of all bands and cards, from their order and the tracks that there are. (map_place.c) */
void gl_map_stack_bands(struct gl_map_placing *place);
/* Tracks for lines that pass columns; then all is stacked once more. (map_track.c) */
void gl_map_lay_tracks(struct gl_map_placing *place);

#endif
