/* Links: edges between cards. */
#include <stdlib.h>

#include "reports/map_maker.h"

static int compare_links(const void *a_, const void *b_)
{
    const struct gl_map_link *a = a_, *b = b_;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

void gl_map_merge_links(struct gl_map_maker *maker)
{
    struct gl_map_link *links = maker->links;
    size_t kept = 0;

    if (maker->link_len)
        qsort(links, maker->link_len, sizeof *links, compare_links);
    for (size_t i = 0; i < maker->link_len; i++) {
        struct gl_map_link *last = kept ? &links[kept - 1] : NULL;

        if (last && last->from == links[i].from && last->to == links[i].to && last->flow == links[i].flow)
            last->edge_len += links[i].edge_len;
        else
            links[kept++] = links[i];
    }
    maker->link_len = kept;
}

/* Links of a card to itself are put aside. */
void gl_map_part_links(struct gl_map_maker *maker)
{
    size_t kept = 0;

    for (size_t i = 0; i < maker->link_len; i++) {
        if (maker->links[i].from == maker->links[i].to)
            *GL_PUSH(maker->arena, maker->among, maker->among_len, maker->among_capacity) = maker->links[i];
        else
            maker->links[kept++] = maker->links[i];
    }
    maker->link_len = kept;
}

void gl_map_make_links(struct gl_map_maker *maker)
{
    const struct gl_map *map = maker->map;

    maker->links = GL_NEW_ARRAY(maker->arena, struct gl_map_link, map->edge_len);
    maker->link_len = map->edge_len;
    for (uint32_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];

        maker->links[i] = (struct gl_map_link){maker->card_of[edge->from], maker->card_of[edge->to],
                                               maker->flow_of[i], i, 1};
    }
    gl_map_merge_links(maker);
    gl_map_part_links(maker);
}

bool gl_map_has_link(const struct gl_map_maker *maker, uint32_t from, uint32_t to, uint32_t flow)
{
    const struct gl_map_link wanted = {.from = from, .to = to, .flow = flow};
    size_t low = 0, high = maker->link_len;

    while (low < high) {
        size_t at = low + (high - low) / 2;

        if (compare_links(&maker->links[at], &wanted) < 0)
            low = at + 1;
        else
            high = at;
    }
    return low < maker->link_len && maker->links[low].from == from && maker->links[low].to == to &&
           maker->links[low].flow == flow;
}
