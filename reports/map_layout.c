#include "reports/map_layout.h"

#include <stdlib.h>

#include "base/name_index.h"
#include "base/sort.h"
#include "reports/map_writers.h"

#define NO_CARD UINT32_MAX

/* Edges between the same cards with the same ports and verdict. */
struct link {
    uint32_t from, to;
    uint32_t flow; /* number of ports and verdict */
    uint32_t edge; /* the first */
    size_t edge_len;
};

struct maker {
    struct gl_arena *arena;
    const struct gl_map *map;
    struct gl_map_layout *layout;
    size_t card_capacity;
    uint32_t *card_of;   /* of each node */
    uint32_t *lane_card; /* of each lane */
    uint32_t *cards_in;  /* lane: how many */
    uint32_t *flow_of;   /* of each edge */
    uint32_t *cause_of;  /* of each edge */
    struct link *links;  /* between different cards */
    size_t link_len;
    struct link *among; /* inside one */
    size_t among_len, among_capacity;
};

/* ---- cards ---- */

static uint32_t add_card(struct maker *maker, uint32_t lane)
{
    struct gl_map_layout *layout = maker->layout;
    struct gl_map_card *card = GL_PUSH(maker->arena, layout->cards, layout->card_len, maker->card_capacity);

    card->lane = lane;
    card->box = GL_MAP_NONE;
    return (uint32_t)(layout->card_len - 1);
}

static void number_flows(struct maker *maker)
{
    struct gl_name_index index = {0};
    uint32_t len = 0;

    for (size_t i = 0; i < maker->map->edge_len; i++) {
        const struct gl_map_edge *edge = &maker->map->edges[i];
        struct gl_str key =
            gl_arena_printf(maker->arena, "%d %.*s", (int)edge->verdict, GL_STR_ARG(edge->ports));
        uint32_t number = gl_name_index_add(maker->arena, &index, key, len);

        maker->flow_of[i] = number == GL_NAME_INDEX_NONE ? len++ : number;
    }
}

static void make_cards(struct maker *maker)
{
    const struct gl_map *map = maker->map;
    uint32_t *first_of = NULL;

    if (map->node_len >= GL_MAP_STACK_FROM)
        first_of = gl_map_stacks(maker->arena, map, maker->flow_of);
    for (uint32_t i = 0; i < map->node_len; i++) {
        bool is_first = !first_of || first_of[i] == i;

        maker->card_of[i] = is_first ? add_card(maker, map->nodes[i].lane) : maker->card_of[first_of[i]];
        maker->cards_in[map->nodes[i].lane] += is_first;
    }
    for (uint32_t lane = 0; lane < map->lane_len; lane++)
        maker->lane_card[lane] = maker->cards_in[lane] ? add_card(maker, lane) : NO_CARD;
}

struct gl_str gl_map_card_name(struct gl_arena *arena, const struct gl_map *map,
                               const struct gl_map_card *card)
{
    const struct gl_map_node *node;

    if (card->node_len == 0)
        return gl_arena_printf(arena, "all of %.*s", GL_STR_ARG(map->lanes[card->lane].name));
    if (card->is_rest)
        return gl_arena_printf(arena, "%zu more", card->resource_len);
    node = &map->nodes[card->nodes[0]];
    return node->label.len ? node->label : node->id;
}

/* ---- links ---- */

static int compare_links(const void *a_, const void *b_)
{
    const struct link *a = a_, *b = b_;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static void merge_links(struct maker *maker)
{
    struct link *links = maker->links;
    size_t kept = 0;

    if (maker->link_len)
        qsort(links, maker->link_len, sizeof *links, compare_links);
    for (size_t i = 0; i < maker->link_len; i++) {
        struct link *last = kept ? &links[kept - 1] : NULL;

        if (last && last->from == links[i].from && last->to == links[i].to && last->flow == links[i].flow)
            last->edge_len += links[i].edge_len;
        else
            links[kept++] = links[i];
    }
    maker->link_len = kept;
}

/* Links of a card to itself are put aside. */
static void part_links(struct maker *maker)
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

static void make_links(struct maker *maker)
{
    const struct gl_map *map = maker->map;

    maker->links = GL_NEW_ARRAY(maker->arena, struct link, map->edge_len);
    maker->link_len = map->edge_len;
    for (uint32_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];

        maker->links[i] =
            (struct link){maker->card_of[edge->from], maker->card_of[edge->to], maker->flow_of[i], i, 1};
    }
    merge_links(maker);
    part_links(maker);
}

/* ---- whole lanes ---- */

/* A link as it is looked at while lanes are gathered: from one card to, or from, the cards of a lane. */
struct gathered {
    uint32_t card, flow, lane, other;
    struct link link;
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

static bool is_whole(const struct maker *maker, uint32_t card)
{
    return card == maker->lane_card[maker->layout->cards[card].lane];
}

/* Whether links [i, i + len) have every card of the lane at their other end, but for the card itself. */
static bool has_all(const struct maker *maker, const struct gathered *run, size_t len)
{
    size_t others = maker->cards_in[run->lane];

    others -= maker->layout->cards[run->card].lane == run->lane && !is_whole(maker, run->card);
    return others >= GL_MAP_GATHER_FROM && len == others;
}

static void gather_lanes(struct maker *maker, bool of_senders)
{
    struct gathered *all = GL_NEW_ARRAY(maker->arena, struct gathered, maker->link_len);
    size_t len = maker->link_len, kept = 0, end;

    for (size_t i = 0; i < len; i++) {
        const struct link *link = &maker->links[i];
        uint32_t other = of_senders ? link->from : link->to;
        uint32_t lane = maker->layout->cards[other].lane;

        if (is_whole(maker, other))
            lane += (uint32_t)maker->map->lane_len;
        all[i] = (struct gathered){of_senders ? link->to : link->from, link->flow, lane, other, *link};
    }
    if (len)
        qsort(all, len, sizeof *all, compare_gathered);
    for (size_t i = 0; i < len; i = end) {
        struct link *first = &all[i].link;

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
    merge_links(maker);
    part_links(maker);
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

static struct ranked *rank_cards(struct maker *maker, size_t len)
{
    struct ranked *ranks = GL_NEW_ARRAY(maker->arena, struct ranked, len);

    for (uint32_t i = 0; i < len; i++)
        ranks[i] = (struct ranked){GL_MAP_VERDICTS, i};
    for (size_t i = 0; i < maker->link_len + maker->among_len; i++) {
        const struct link *link = i < maker->link_len ? &maker->links[i] : &maker->among[i - maker->link_len];
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

/* How many cards each lane has room for. */
static size_t *find_room(struct maker *maker)
{
    const struct gl_map_lane *lanes = maker->map->lanes;
    size_t len = maker->map->lane_len, cards = 0;
    size_t *room = GL_NEW_ARRAY(maker->arena, size_t, len);
    struct gl_sort_item *order = GL_NEW_ARRAY(maker->arena, struct gl_sort_item, len);

    for (size_t i = 0; i < len; i++) {
        order[i] = (struct gl_sort_item){lanes[i].column, &room[i]};
        cards += maker->cards_in[i];
    }
    gl_sort_by_key(maker->arena, order, len);
    for (size_t i = 0, end; i < len; i = end) {
        size_t share = 0;

        for (end = i; end < len && order[end].key == order[i].key; end++)
            share += maker->cards_in[(size_t *)order[end].item - room] > 0;
        share = share ? GL_MAP_COLUMN_CARDS / share : 0;
        share = share > GL_MAP_LEAST_CARDS ? share : GL_MAP_LEAST_CARDS;
        for (size_t k = i; k < end; k++)
            *(size_t *)order[k].item = cards > GL_MAP_CARDS ? share : GL_MAP_COLUMN_CARDS;
    }
    return room;
}

/* Of a crowded lane, those that people should see keep their cards, and one more has all the others. */
static void fold_lanes(struct maker *maker)
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

        if (is_whole(maker, card) || maker->cards_in[lane] <= room[lane] || ++seen[lane] < room[lane])
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
    merge_links(maker);
    part_links(maker);
}

/* ---- what is drawn ---- */

/* Cards that lost their nodes to another go; those of a lane follow each other, lanes as a whole come last.
 */
static void settle_cards(struct maker *maker)
{
    struct gl_map_layout *layout = maker->layout;
    size_t lane_len = maker->map->lane_len, len = layout->card_len;
    uint32_t *start = GL_NEW_ARRAY(maker->arena, uint32_t, lane_len + 1);
    uint32_t *into = GL_NEW_ARRAY(maker->arena, uint32_t, len), at = 0;
    bool *is_used = GL_NEW_ARRAY(maker->arena, bool, len);
    struct gl_map_card *cards = GL_NEW_ARRAY(maker->arena, struct gl_map_card, len);

    for (size_t i = 0; i < maker->map->node_len; i++)
        is_used[maker->card_of[i]] = true;
    for (size_t i = 0; i < len; i++)
        start[layout->cards[i].lane + 1] += is_used[i];
    for (size_t i = 0; i < lane_len; i++)
        start[i + 1] += start[i];
    at = start[lane_len];
    layout->drawn_len = at;
    for (size_t i = 0; i < len; i++) {
        if (is_used[i] || is_whole(maker, (uint32_t)i)) {
            into[i] = is_used[i] ? start[layout->cards[i].lane]++ : at++;
            cards[into[i]] = layout->cards[i];
        }
    }
    layout->cards = cards;
    layout->card_len = at;
    for (size_t i = 0; i < maker->map->node_len; i++)
        maker->card_of[i] = into[maker->card_of[i]];
    for (size_t i = 0; i < lane_len; i++) {
        if (maker->lane_card[i] != NO_CARD)
            maker->lane_card[i] = into[maker->lane_card[i]];
    }
    for (size_t i = 0; i < maker->link_len; i++) {
        maker->links[i].from = into[maker->links[i].from];
        maker->links[i].to = into[maker->links[i].to];
    }
    for (size_t i = 0; i < maker->among_len; i++)
        maker->among[i].from = maker->among[i].to = into[maker->among[i].to];
}

/* Who stands on which card, when that is settled. */
static void list_nodes(struct maker *maker)
{
    const struct gl_map *map = maker->map;
    struct gl_map_card *cards = maker->layout->cards;

    for (uint32_t i = 0; i < map->node_len; i++)
        cards[maker->card_of[i]].node_len++;
    for (size_t i = 0; i < maker->layout->card_len; i++) {
        cards[i].nodes = GL_NEW_ARRAY(maker->arena, uint32_t, cards[i].node_len);
        cards[i].node_len = 0;
    }
    for (uint32_t i = 0; i < map->node_len; i++) {
        struct gl_map_card *card = &cards[maker->card_of[i]];
        uint32_t box = map->nodes[i].box;

        card->box = card->node_len == 0 || card->box == box ? box : GL_MAP_NONE;
        card->nodes[card->node_len++] = i;
        card->resource_len += gl_map_node_count(&map->nodes[i]);
    }
    for (size_t i = 0; map->path && i < map->path->hop_len; i++) {
        if (map->path->hops[i].node != GL_MAP_NONE)
            cards[maker->card_of[map->path->hops[i].node]].is_on_path = true;
    }
}

/* GL_MAP_MOST_ROWS: there is none. */
static uint32_t find_row(const struct gl_map_card *card, const struct gl_map_edge *edge, bool is_among)
{
    uint32_t at = 0;

    while (at < card->row_len &&
           !(gl_str_eq(card->rows[at].ports, edge->ports) && card->rows[at].verdict == edge->verdict &&
             card->rows[at].is_among == is_among))
        at++;
    return at < card->row_len ? at : GL_MAP_MOST_ROWS;
}

static uint32_t row_of(struct maker *maker, const struct link *link, bool is_among)
{
    struct gl_map_card *card = &maker->layout->cards[link->to];
    const struct gl_map_edge *edge = &maker->map->edges[link->edge];
    uint32_t at = find_row(card, edge, is_among);

    if (at < GL_MAP_MOST_ROWS)
        return at;
    if (card->row_len == GL_MAP_MOST_ROWS) {
        card->rows[GL_MAP_MOST_ROWS - 1].ports = GL_STR("other ports");
        return GL_MAP_MOST_ROWS - 1;
    }
    *GL_PUSH(maker->arena, card->rows, card->row_len, card->row_capacity) =
        (struct gl_map_row){.ports = edge->ports, .verdict = edge->verdict, .is_among = is_among};
    return (uint32_t)(card->row_len - 1);
}

static void add_cause(struct gl_map_row *row, uint32_t cause)
{
    for (size_t i = 0; i < row->cause_len && i < GL_MAP_ROW_CAUSES; i++) {
        if (row->causes[i] == cause)
            return;
    }
    if (row->cause_len < GL_MAP_ROW_CAUSES)
        row->causes[row->cause_len] = cause;
    row->cause_len++;
}

/* An edge is told by a row of its card, or of the lane as a whole where all of that are reached. */
static void number_rows(struct maker *maker)
{
    const struct gl_map *map = maker->map;

    for (size_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];
        struct gl_map_card *cards = maker->layout->cards, *at[2];

        if (!maker->cause_of[i])
            continue;
        at[0] = &cards[maker->card_of[edge->to]];
        at[1] = &cards[maker->lane_card[map->nodes[edge->to].lane]];
        for (size_t k = 0; k < 4; k++) {
            bool is_among = maker->card_of[edge->from] == maker->card_of[edge->to] ? k % 2 == 0 : k % 2 == 1;
            uint32_t row = find_row(at[k / 2], edge, is_among);

            if (row == GL_MAP_MOST_ROWS)
                continue;
            add_cause(&at[k / 2]->rows[row], maker->cause_of[i]);
            break;
        }
    }
}

struct order {
    int rank;
    const struct link *link;
};

static int compare_orders(const void *a_, const void *b_)
{
    const struct order *a = a_, *b = b_;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->link->edge < b->link->edge ? -1 : a->link->edge > b->link->edge;
}

static struct order *order_links(struct maker *maker, const struct link *links, size_t len)
{
    struct order *orders = GL_NEW_ARRAY(maker->arena, struct order, len);

    for (size_t i = 0; i < len; i++)
        orders[i] = (struct order){gl_map_rank(maker->map->edges[links[i].edge].verdict), &links[i]};
    if (len)
        qsort(orders, len, sizeof *orders, compare_orders);
    return orders;
}

static void make_lines(struct maker *maker)
{
    struct gl_map_layout *layout = maker->layout;
    struct order *orders = order_links(maker, maker->links, maker->link_len);
    size_t len = maker->link_len < GL_MAP_MOST_LINES ? maker->link_len : GL_MAP_MOST_LINES;

    layout->line_total = maker->link_len;
    layout->line_len = len;
    layout->lines = GL_NEW_ARRAY(maker->arena, struct gl_map_line, len);
    for (size_t i = 0; i < len; i++) {
        const struct link *link = orders[i].link;

        layout->lines[len - 1 - i] = (struct gl_map_line){.from = link->from,
                                                          .to = link->to,
                                                          .row = row_of(maker, link, false),
                                                          .verdict = maker->map->edges[link->edge].verdict,
                                                          .edge = link->edge,
                                                          .edge_len = link->edge_len};
    }
    orders = order_links(maker, maker->among, maker->among_len);
    for (size_t i = 0; i < maker->among_len; i++)
        row_of(maker, orders[i].link, true);
    number_rows(maker);
}

void gl_map_layout_make(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *ret_layout)
{
    struct maker maker = {.arena = arena,
                          .map = map,
                          .layout = ret_layout,
                          .card_of = GL_NEW_ARRAY(arena, uint32_t, map->node_len),
                          .lane_card = GL_NEW_ARRAY(arena, uint32_t, map->lane_len),
                          .cards_in = GL_NEW_ARRAY(arena, uint32_t, map->lane_len),
                          .flow_of = GL_NEW_ARRAY(arena, uint32_t, map->edge_len),
                          .cause_of = GL_NEW_ARRAY(arena, uint32_t, map->edge_len)};

    *ret_layout = (struct gl_map_layout){0};
    gl_map_find_causes(arena, map, ret_layout, maker.cause_of);
    number_flows(&maker);
    make_cards(&maker);
    make_links(&maker);
    gather_lanes(&maker, true);
    gather_lanes(&maker, false);
    fold_lanes(&maker);
    settle_cards(&maker);
    list_nodes(&maker);
    make_lines(&maker);
    gl_map_place_cards(arena, map, ret_layout);
}

struct gl_str gl_map_card_kind(const struct gl_map *map, const struct gl_map_card *card)
{
    if (card->node_len == 0 || card->is_rest)
        return (struct gl_str){0};
    return map->nodes[card->nodes[0]].kind;
}

struct gl_str gl_map_card_note(const struct gl_map *map, const struct gl_map_card *card)
{
    return card->node_len == 1 ? map->nodes[card->nodes[0]].note : (struct gl_str){0};
}
