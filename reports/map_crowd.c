/* What keeps a large map legible: lanes as a whole, and lanes that have too many cards. */
#include <stdlib.h>

#include "base/sort.h"
#include "reports/map_maker.h"

/* ---- whole lanes ---- */

/* A link as it is looked at while lanes are gathered: from one card to, or from, the cards of a lane. */
struct gathered {
    uint32_t card, flow, lane, other;
    struct gl_map_link link;
};

static int compare_gathered(const void *a_, const void *b_)
{
    const struct gathered *a = a_, *b = b_;

    if (a->card != b->card)
        return a->card < b->card ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    return a->other < b->other ? -1 : a->other > b->other;
}

/* Whether links [i, i + len) have every card of the lane at their other end, but for the card itself. */
static bool has_all(const struct gl_map_maker *maker, const struct gathered *run, size_t len)
{
    size_t others = maker->cards_in[run->lane];

    others -= maker->layout->cards[run->card].lane == run->lane && !gl_map_is_whole(maker, run->card);
    return others >= GL_MAP_GATHER_FROM && len == others;
}

void gl_map_gather_lanes(struct gl_map_maker *maker, bool of_senders)
{
    struct gathered *all = GL_NEW_ARRAY(maker->arena, struct gathered, maker->link_len);
    size_t len = maker->link_len, kept = 0, end;

    for (size_t i = 0; i < len; i++) {
        const struct gl_map_link *link = &maker->links[i];
        uint32_t other = of_senders ? link->from : link->to;
        uint32_t lane = maker->layout->cards[other].lane;

        if (gl_map_is_whole(maker, other))
            lane += (uint32_t)maker->map->lane_len;
        all[i] = (struct gathered){of_senders ? link->to : link->from, link->flow, lane, other, *link};
    }
    if (len)
        qsort(all, len, sizeof *all, compare_gathered);
    for (size_t i = 0; i < len; i = end) {
        struct gl_map_link *first = &all[i].link;

        for (end = i + 1; end < len && all[end].card == all[i].card && all[end].flow == all[i].flow &&
                          all[end].lane == all[i].lane;)
            end++;
        if (all[i].lane < maker->map->lane_len && has_all(maker, &all[i], end - i)) {
            *(of_senders ? &first->from : &first->to) = maker->lane_card[all[i].lane];
            for (size_t k = i + 1; k < end; k++) {
                first->edge = all[k].link.edge < first->edge ? all[k].link.edge : first->edge;
                first->edge_len += all[k].link.edge_len;
            }
            maker->links[kept++] = *first;
            continue;
        }
        for (size_t k = i; k < end; k++)
            maker->links[kept++] = all[k].link;
    }
    maker->link_len = kept;
    gl_map_merge_links(maker);
    gl_map_part_links(maker);
}

/* ---- crowded lanes ---- */

struct ranked {
    int rank;
    uint32_t card;
};

static int compare_ranked(const void *a_, const void *b_)
{
    const struct ranked *a = a_, *b = b_;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->card < b->card ? -1 : a->card > b->card;
}

static struct ranked *rank_cards(struct gl_map_maker *maker, size_t len)
{
    struct ranked *ranks = GL_NEW_ARRAY(maker->arena, struct ranked, len);

    for (uint32_t i = 0; i < len; i++)
        ranks[i] = (struct ranked){GL_MAP_VERDICTS, i};
    for (size_t i = 0; i < maker->link_len + maker->among_len; i++) {
        const struct gl_map_link *link =
            i < maker->link_len ? &maker->links[i] : &maker->among[i - maker->link_len];
        int rank = gl_map_rank(maker->map->edges[link->edge].verdict);

        ranks[link->from].rank = rank < ranks[link->from].rank ? rank : ranks[link->from].rank;
        ranks[link->to].rank = rank < ranks[link->to].rank ? rank : ranks[link->to].rank;
    }
    for (size_t i = 0; maker->map->path && i < maker->map->path->hop_len; i++) {
        if (maker->map->path->hops[i].node != GL_MAP_NONE)
            ranks[maker->card_of[maker->map->path->hops[i].node]].rank = -1;
    }
    return ranks;
}

/* How many cards each lane has room for: in a crowded column a share of what fits, and what small lanes leave
 * of theirs. */
static size_t *find_room(struct gl_map_maker *maker)
{
    size_t len = maker->map->lane_len;
    size_t *room = GL_NEW_ARRAY(maker->arena, size_t, len);
    struct gl_sort_item *order = GL_NEW_ARRAY(maker->arena, struct gl_sort_item, len);

    for (size_t i = 0; i < len; i++)
        order[i] =
            (struct gl_sort_item){(uint64_t)maker->map->lanes[i].column << 32 | maker->cards_in[i], &room[i]};
    gl_sort_by_key(maker->arena, order, len);
    for (size_t i = 0, end; i < len; i = end) {
        size_t cards = 0, left = GL_MAP_COLUMN_CARDS;

        for (end = i; end < len && order[end].key >> 32 == order[i].key >> 32; end++)
            cards += (uint32_t)order[end].key;
        for (size_t k = i; k < end; k++) {
            size_t most = left / (end - k), wanted = (uint32_t)order[k].key;

            most = most > GL_MAP_LEAST_CARDS ? most : GL_MAP_LEAST_CARDS;
            most = cards <= GL_MAP_CROWD || wanted < most ? wanted : most;
            *(size_t *)order[k].item = most;
            left -= most < left ? most : left;
        }
    }
    return room;
}

/* Of a crowded lane, those that people should see keep their cards, and one more has all the others. */
void gl_map_fold_lanes(struct gl_map_maker *maker)
{
    size_t len = maker->layout->card_len, *room = find_room(maker);
    struct ranked *ranks = rank_cards(maker, len);
    uint32_t *into = GL_NEW_ARRAY(maker->arena, uint32_t, len);
    uint32_t *seen = GL_NEW_ARRAY(maker->arena, uint32_t, maker->map->lane_len);
    uint32_t *rest = GL_NEW_ARRAY(maker->arena, uint32_t, maker->map->lane_len);

    for (uint32_t i = 0; i < len; i++)
        into[i] = i;
    qsort(ranks, len, sizeof *ranks, compare_ranked);
    for (size_t i = 0; i < len; i++) {
        uint32_t card = ranks[i].card, lane = maker->layout->cards[card].lane;

        if (gl_map_is_whole(maker, card) || maker->cards_in[lane] <= room[lane] || ++seen[lane] < room[lane])
            continue;
        if (seen[lane] == room[lane])
            rest[lane] = card;
        into[card] = rest[lane];
        maker->layout->cards[rest[lane]].is_rest = true;
    }
    for (size_t i = 0; i < maker->map->node_len; i++)
        maker->card_of[i] = into[maker->card_of[i]];
    for (size_t i = 0; i < maker->link_len; i++) {
        maker->links[i].from = into[maker->links[i].from];
        maker->links[i].to = into[maker->links[i].to];
    }
    for (size_t i = 0; i < maker->among_len; i++)
        maker->among[i].from = maker->among[i].to = into[maker->among[i].to];
    gl_map_merge_links(maker);
    gl_map_part_links(maker);
}
