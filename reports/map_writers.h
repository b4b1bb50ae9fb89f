/* The writers of the table in map.c, and what several of them need. */
#ifndef GL_REPORTS_MAP_WRITERS_H
#define GL_REPORTS_MAP_WRITERS_H

#include "reports/map.h"

void gl_map_txt(const struct gl_maps *maps, struct gl_buf *out);
void gl_map_json(const struct gl_maps *maps, struct gl_buf *out);
void gl_map_dot(const struct gl_maps *maps, struct gl_buf *out);
void gl_map_svg(const struct gl_maps *maps, struct gl_buf *out);
void gl_map_html(const struct gl_maps *maps, struct gl_buf *out);

struct gl_map_counts {
    size_t edges[GL_MAP_VERDICTS];
    size_t resources; /* nodes, each as many times as it stands for resources */
    size_t lanes;     /* that have a node */
};

struct gl_map_counts gl_map_count(const struct gl_map *map);
/* "12 resources in 5 tiers; 14 flows: 1 outside the matrix, 13 allowed" */
void gl_map_add_summary(struct gl_buf *out, const struct gl_map *map);
/* How people call each node: its label, where no other has the same, else its id without the folders that all
 * of these share. */
struct gl_str *gl_map_names(struct gl_arena *arena, const struct gl_map *map);
/* "network.yaml:41:9", as it is, not escaped; empty for a span that is nowhere. */
struct gl_str gl_map_place(struct gl_arena *arena, const struct gl_maps *maps, struct gl_span span);

const char *gl_map_word(enum gl_map_verdict verdict);   /* for programs: "violation" */
const char *gl_map_phrase(enum gl_map_verdict verdict); /* for people: "outside the matrix" */
/* The order in which people look: what is wrong first. */
extern const enum gl_map_verdict gl_map_order[GL_MAP_VERDICTS];

static inline void gl_map_drain(const struct gl_maps *maps, struct gl_buf *out)
{
    if (gl_report_is_due(maps->sink, out))
        gl_report_drain(maps->sink, out);
}

static inline size_t gl_map_node_count(const struct gl_map_node *node)
{
    return node->count > 1 ? node->count : 1;
}

#endif
