#include "reports/map_maker.h"

#include <stdlib.h>

#include "base/name_index.h"
#include "reports/map_writers.h"

/* ---- cards ---- */

static uint32_t add_card(struct gl_map_maker *maker, uint32_t lane)
{
    struct gl_map_layout *layout = maker->layout;
    struct gl_map_card *card = GL_PUSH(maker->arena, layout->cards, layout->card_len, maker->card_capacity);

    card->lane = lane;
    card->box = GL_MAP_NONE;
    return (uint32_t)(layout->card_len - 1);
}

static void number_flows(struct gl_map_maker *maker)
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

static void make_cards(struct gl_map_maker *maker)
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
        maker->lane_card[lane] = maker->cards_in[lane] ? add_card(maker, lane) : GL_MAP_NONE;
}

struct gl_str gl_map_card_name(struct gl_arena *arena, const struct gl_map *map, const struct gl_str *names,
                               const struct gl_map_card *card)
{
    if (card->node_len == 0)
        return gl_arena_printf(arena, "all of %.*s", GL_STR_ARG(map->lanes[card->lane].name));
    if (card->is_rest)
        return gl_arena_printf(arena, "%zu more", card->resource_len);
    return names[card->nodes[0]];
}

/* ---- what is drawn ---- */

/* Cards that lost their nodes to another go; those of a lane follow each other, lanes as a whole come last.
 */
static void settle_cards(struct gl_map_maker *maker)
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
        if (is_used[i] || gl_map_is_whole(maker, (uint32_t)i)) {
            into[i] = is_used[i] ? start[layout->cards[i].lane]++ : at++;
            cards[into[i]] = layout->cards[i];
        }
    }
    layout->cards = cards;
    layout->card_len = at;
    for (size_t i = 0; i < maker->map->node_len; i++)
        maker->card_of[i] = into[maker->card_of[i]];
    for (size_t i = 0; i < lane_len; i++) {
        if (maker->lane_card[i] != GL_MAP_NONE)
            maker->lane_card[i] = into[maker->lane_card[i]];
    }
    for (size_t i = 0; i < maker->link_len; i++) {
        maker->links[i].from = into[maker->links[i].from];
        maker->links[i].to = into[maker->links[i].to];
    }
    for (size_t i = 0; i < maker->among_len; i++)
        maker->among[i].from = maker->among[i].to = into[maker->among[i].to];
    gl_map_merge_links(maker); /* in the order of the new numbers */
}

/* Who stands on which card, when that is settled. */
static void list_nodes(struct gl_map_maker *maker)
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
    for (size_t i = 0; i < maker->layout->card_len; i++)
        cards[i].whole = maker->lane_card[cards[i].lane];
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

static uint32_t row_of(struct gl_map_maker *maker, const struct gl_map_link *link, bool is_among)
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

/* Whether an edge became part of a link to a lane as a whole. */
static bool goes_to_lane(const struct gl_map_maker *maker, size_t edge)
{
    const struct gl_map *map = maker->map;
    uint32_t from = map->edges[edge].from, lane = maker->lane_card[map->nodes[map->edges[edge].to].lane];

    return gl_map_has_link(maker, maker->card_of[from], lane, maker->flow_of[edge]) ||
           gl_map_has_link(maker, maker->lane_card[map->nodes[from].lane], lane, maker->flow_of[edge]);
}

/* An edge is told by a row of its card, or of the lane as a whole where all of that are reached. */
static void number_rows(struct gl_map_maker *maker)
{
    const struct gl_map *map = maker->map;

    for (size_t i = 0; i < map->edge_len; i++) {
        const struct gl_map_edge *edge = &map->edges[i];
        uint32_t card = maker->card_of[edge->to], lane = maker->lane_card[map->nodes[edge->to].lane], row;
        bool is_among = maker->card_of[edge->from] == card;

        if (!maker->cause_of[i])
            continue;
        if (!is_among && goes_to_lane(maker, i))
            card = lane;
        row = find_row(&maker->layout->cards[card], edge, is_among);
        if (row == GL_MAP_MOST_ROWS && map->nodes[edge->from].lane == map->nodes[edge->to].lane) {
            card = lane; /* all of a lane, among them */
            row = find_row(&maker->layout->cards[card], edge, true);
        }
        if (row < GL_MAP_MOST_ROWS)
            add_cause(&maker->layout->cards[card].rows[row], maker->cause_of[i]);
    }
}

struct order {
    int rank;
    const struct gl_map_link *link;
};

static int compare_orders(const void *a_, const void *b_)
{
    const struct order *a = a_, *b = b_;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->link->edge < b->link->edge ? -1 : a->link->edge > b->link->edge;
}

static struct order *order_links(struct gl_map_maker *maker, const struct gl_map_link *links, size_t len)
{
    struct order *orders = GL_NEW_ARRAY(maker->arena, struct order, len);

    for (size_t i = 0; i < len; i++)
        orders[i] = (struct order){gl_map_rank(maker->map->edges[links[i].edge].verdict), &links[i]};
    if (len)
        qsort(orders, len, sizeof *orders, compare_orders);
    return orders;
}

static void make_lines(struct gl_map_maker *maker)
{
    struct gl_map_layout *layout = maker->layout;
    struct order *orders = order_links(maker, maker->links, maker->link_len);
    size_t len = maker->link_len < GL_MAP_MOST_LINES ? maker->link_len : GL_MAP_MOST_LINES;

    layout->line_total = maker->link_len;
    layout->line_len = len;
    layout->lines = GL_NEW_ARRAY(maker->arena, struct gl_map_line, len);
    for (size_t i = 0; i < len; i++) {
        const struct gl_map_link *link = orders[i].link;

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
    struct gl_map_maker maker = {.arena = arena,
                                 .map = map,
                                 .layout = ret_layout,
                                 .card_of = GL_NEW_ARRAY(arena, uint32_t, map->node_len),
                                 .lane_card = GL_NEW_ARRAY(arena, uint32_t, map->lane_len),
                                 .cards_in = GL_NEW_ARRAY(arena, uint32_t, map->lane_len),
                                 .flow_of = GL_NEW_ARRAY(arena, uint32_t, map->edge_len),
                                 .cause_of = GL_NEW_ARRAY(arena, uint32_t, map->edge_len)};

    *ret_layout = (struct gl_map_layout){.names = gl_map_names(arena, map)};
    gl_map_find_causes(arena, map, ret_layout, maker.cause_of);
    number_flows(&maker);
    make_cards(&maker);
    gl_map_make_links(&maker);
    gl_map_gather_lanes(&maker, true);
    gl_map_gather_lanes(&maker, false);
    gl_map_fold_lanes(&maker);
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
