/* Places of bands, cards and tracks. */
#include <stdlib.h>

#include "reports/escape.h"
#include "reports/map_placing.h"

enum {
    NAME_WIDTH = 8, /* of a column of text, by its size; fonts that are wide still fit */
    ROW_WIDTH = 7,
    SMALL_WIDTH = 6,
    MIN_WIDTH = 140,
    PAD = 14, /* between a band and its cards */
    CARD_GAP = 12,
    FRAME_PAD = 6,
    BAND_GAP = 16,
    COLUMN_GAP = 110,
    MORE_GAP = 90, /* where many lines are between two columns */
    MARGIN = 24,
    LOOP = 80,          /* room for lines that come back to their own column */
    CENTER_UP_TO = 900, /* height of a picture whose cards stand in the middle of their bands */
    SWEEPS = 6,
    UNIT = 16, /* wishes are in this part of a pixel */
};

/* ---- bands ---- */

struct band_order {
    uint32_t column, lane;
};

static int compare_bands(const void *a_, const void *b_)
{
    const struct band_order *a = a_, *b = b_;

    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return a->lane < b->lane ? -1 : a->lane > b->lane;
}

static void make_bands(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    size_t len = layout->card_len - layout->drawn_len;
    struct band_order *orders = GL_NEW_ARRAY(place->arena, struct band_order, len);

    layout->bands = GL_NEW_ARRAY(place->arena, struct gl_map_band, len);
    layout->band_len = len;
    place->band_of = GL_NEW_ARRAY(place->arena, uint32_t, place->map->lane_len);
    for (size_t i = 0; i < len; i++) {
        uint32_t lane = layout->cards[layout->drawn_len + i].lane;

        orders[i] = (struct band_order){place->map->lanes[lane].column, lane};
    }
    if (len)
        qsort(orders, len, sizeof *orders, compare_bands);
    for (uint32_t i = 0; i < len; i++) {
        if (i > 0 && orders[i].column != orders[i - 1].column)
            layout->column_len++;
        layout->bands[i].lane = orders[i].lane;
        layout->bands[i].column = (uint32_t)layout->column_len;
        place->band_of[orders[i].lane] = i;
    }
    layout->column_len += len > 0;
    place->first_band = GL_NEW_ARRAY(place->arena, uint32_t, layout->column_len + 1);
    for (size_t i = 0; i < len; i++)
        place->first_band[layout->bands[i].column + 1] = (uint32_t)i + 1;
    for (size_t i = 0; i < layout->card_len; i++) {
        struct gl_map_band *band = &layout->bands[place->band_of[layout->cards[i].lane]];

        band->card_len += i < layout->drawn_len;
        if (i >= layout->drawn_len)
            band->card = (uint32_t)i;
    }
}

static uint32_t column_of(const struct gl_map_placing *place, uint32_t card)
{
    return place->layout->bands[place->band_of[place->layout->cards[card].lane]].column;
}

/* ---- sizes ---- */

static int text_width(struct gl_str text, int width)
{
    return (int)gl_shown_columns(text, GL_MAP_TEXT) * width;
}

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static int rows_top(const struct gl_map_placing *place, const struct gl_map_card *card)
{
    int top = GL_MAP_NAME_Y + 6;

    if (card->node_len == 0)
        return GL_MAP_BAND_HEAD;
    if (gl_map_card_kind(place->map, card).len)
        top = GL_MAP_KIND_Y + 6;
    if (gl_map_card_note(place->map, card).len)
        top = GL_MAP_NOTE_Y + 6;
    return top;
}

static int card_width(const struct gl_map_placing *place, const struct gl_map_card *card)
{
    const struct gl_map_lane *lane = &place->map->lanes[card->lane];
    struct gl_str name =
        card->node_len ? gl_map_card_name(place->arena, place->map, place->layout->names, card) : lane->name;
    int width = text_width(name, NAME_WIDTH) + (card->resource_len > 1 ? 66 : 20);

    width = max_int(width, text_width(gl_map_card_kind(place->map, card), SMALL_WIDTH) + 20);
    width = max_int(width, text_width(gl_map_card_note(place->map, card), SMALL_WIDTH) + 20);
    if (card->node_len == 0)
        width = max_int(width, text_width(lane->title, SMALL_WIDTH) + 10);
    for (size_t i = 0; i < card->row_len; i++) {
        const struct gl_map_row *row = &card->rows[i];
        int marks = row->verdict == GL_MAP_ALLOWED ? 0 : max_int(1, (int)row->cause_len);

        if (marks > GL_MAP_ROW_CAUSES)
            marks = GL_MAP_ROW_CAUSES + 1;
        width = max_int(width, text_width(row->ports, ROW_WIDTH) + 24 + marks * 18 +
                                   (row->is_among    ? 14 * ROW_WIDTH
                                    : card->node_len ? 0
                                                     : 6 * ROW_WIDTH));
    }
    return max_int(width, MIN_WIDTH);
}

static void measure(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    size_t *lines = GL_NEW_ARRAY(place->arena, size_t, layout->column_len + 1);
    int x = MARGIN;
    bool has_loop = false;

    layout->column_x = GL_NEW_ARRAY(place->arena, int, layout->column_len);
    layout->column_width = GL_NEW_ARRAY(place->arena, int, layout->column_len);
    for (size_t i = 0; i < layout->card_len; i++) {
        struct gl_map_card *card = &layout->cards[i];
        int *width = &layout->column_width[column_of(place, (uint32_t)i)];

        *width = max_int(*width, card_width(place, card) + 2 * PAD);
        card->height =
            rows_top(place, card) + (int)card->row_len * GL_MAP_ROW_HEIGHT + (card->row_len ? 6 : 2);
    }
    for (size_t i = 0; i < layout->line_len; i++) {
        uint32_t from = column_of(place, layout->lines[i].from), to = column_of(place, layout->lines[i].to);

        lines[from > to ? from : to]++;
        has_loop = has_loop || (from == to && from + 1 == layout->column_len);
    }
    for (size_t i = 0; i < layout->column_len; i++) {
        x += i ? COLUMN_GAP + (lines[i] < MORE_GAP ? (int)lines[i] : MORE_GAP) : 0;
        layout->column_x[i] = x;
        x += layout->column_width[i];
    }
    layout->width = x + (has_loop ? LOOP : MARGIN);
}

/* ---- heights ---- */

static bool begins_frame(const struct gl_map_placing *place, const uint32_t *cards, size_t at)
{
    const struct gl_map_card *all = place->layout->cards;

    return at == 0 ? all[cards[0]].box != GL_MAP_NONE : all[cards[at]].box != all[cards[at - 1]].box;
}

static int frame_head(const struct gl_map_placing *place, const struct gl_map_card *card)
{
    return card->box != GL_MAP_NONE && place->map->box_len ? GL_MAP_FRAME_HEAD + FRAME_PAD : FRAME_PAD;
}

/* Cards of a band from `y` on; answers where they end. */
static int stack_cards(struct gl_map_placing *place, const uint32_t *cards, size_t len, int y)
{
    for (size_t i = 0; i < len; i++) {
        struct gl_map_card *card = &place->layout->cards[cards[i]];

        if (begins_frame(place, cards, i))
            y += frame_head(place, card);
        y += card->resource_len > 1 ? GL_MAP_LIFT : 0;
        card->y = y;
        y += card->height + CARD_GAP;
    }
    return y;
}

static int band_height(struct gl_map_placing *place, const struct gl_map_band *band, const uint32_t *cards)
{
    int head = place->layout->cards[band->card].height;

    return head + band->top + stack_cards(place, cards, band->card_len, 0) + band->bottom + 4;
}

static void stack_column(struct gl_map_placing *place, size_t begin, size_t end, const uint32_t *cards,
                         int extra)
{
    struct gl_map_layout *layout = place->layout;
    int y = 0, share = extra / (int)(end - begin);
    bool is_centered = layout->height <= CENTER_UP_TO;

    for (size_t i = begin; i < end; i++) {
        struct gl_map_band *band = &layout->bands[i];
        int head = layout->cards[band->card].height;

        band->y = y;
        band->height += i + 1 < end ? share : extra - share * (int)(end - begin - 1);
        layout->cards[band->card].y = y;
        stack_cards(place, cards, band->card_len, y + head + band->top + (is_centered ? share / 2 : 0));
        cards += band->card_len;
        y += band->height + BAND_GAP;
    }
}

/* All columns are as high as the highest one. */
void gl_map_stack_bands(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    int *heights = GL_NEW_ARRAY(place->arena, int, layout->column_len);
    const uint32_t *cards = place->order;
    int most = 0;

    for (size_t i = 0; i < layout->band_len; i++) {
        struct gl_map_band *band = &layout->bands[i];

        band->height = band_height(place, band, cards);
        heights[band->column] += band->height + (heights[band->column] ? BAND_GAP : 0);
        most = max_int(most, heights[band->column]);
        cards += band->card_len;
    }
    layout->height = most;
    cards = place->order;
    for (size_t begin = 0, end; begin < layout->band_len; begin = end) {
        size_t len = 0;

        for (end = begin; end < layout->band_len && layout->bands[end].column == layout->bands[begin].column;
             end++)
            len += layout->bands[end].card_len;
        stack_column(place, begin, end, cards, most - heights[layout->bands[begin].column]);
        cards += len;
    }
}

/* ---- order ---- */

struct card_order {
    uint32_t band, box, card;
    bool is_rest;
    int64_t wish;
};

static int compare_cards(const void *a_, const void *b_)
{
    const struct card_order *a = a_, *b = b_;

    if (a->band != b->band)
        return a->band < b->band ? -1 : 1;
    if (a->is_rest != b->is_rest)
        return a->is_rest ? 1 : -1;
    if (a->box != b->box)
        return a->box < b->box ? -1 : 1;
    if (a->wish != b->wish)
        return a->wish < b->wish ? -1 : 1;
    return a->card < b->card ? -1 : a->card > b->card;
}

static void order_cards(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    struct card_order *orders = GL_NEW_ARRAY(place->arena, struct card_order, layout->drawn_len);

    for (uint32_t i = 0; i < layout->drawn_len; i++) {
        const struct gl_map_card *card = &layout->cards[i];

        orders[i] =
            (struct card_order){place->band_of[card->lane], card->box, i, card->is_rest, place->wish[i]};
    }
    if (layout->drawn_len)
        qsort(orders, layout->drawn_len, sizeof *orders, compare_cards);
    for (size_t i = 0; i < layout->drawn_len; i++)
        place->order[i] = orders[i].card;
}

static void wish_again(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    int64_t *sums = GL_NEW_ARRAY(place->arena, int64_t, layout->card_len);
    int64_t *counts = GL_NEW_ARRAY(place->arena, int64_t, layout->card_len);

    for (size_t i = 0; i < layout->line_len; i++) {
        const struct gl_map_line *line = &layout->lines[i];
        const struct gl_map_card *from = &layout->cards[line->from], *to = &layout->cards[line->to];

        sums[line->from] += to->y + to->height / 2;
        sums[line->to] += from->y + from->height / 2;
        counts[line->from]++;
        counts[line->to]++;
    }
    for (size_t i = 0; i < layout->card_len; i++) {
        if (counts[i])
            place->wish[i] = sums[i] * UNIT / counts[i];
        else
            place->wish[i] = (int64_t)layout->cards[i].y * UNIT;
    }
}

/* Cards move towards what they are connected to, a few times, so that fewer lines cross. */
static void settle_order(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;

    place->order = GL_NEW_ARRAY(place->arena, uint32_t, layout->drawn_len);
    place->wish = GL_NEW_ARRAY(place->arena, int64_t, layout->card_len);
    for (size_t i = 0; i < layout->card_len; i++)
        place->wish[i] = (int64_t)i;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        order_cards(place);
        gl_map_stack_bands(place);
        wish_again(place);
    }
    order_cards(place);
    gl_map_stack_bands(place);
}

/* ---- the end ---- */

static void place_rows(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;

    for (size_t i = 0; i < layout->card_len; i++) {
        struct gl_map_card *card = &layout->cards[i];
        uint32_t column = column_of(place, (uint32_t)i);
        int pad = i < layout->drawn_len ? PAD : 0, y = card->y + rows_top(place, card);

        card->x = layout->column_x[column] + pad;
        card->width = layout->column_width[column] - 2 * pad;
        for (size_t k = 0; k < card->row_len; k++)
            card->rows[k].y = y + (int)k * GL_MAP_ROW_HEIGHT + GL_MAP_ROW_HEIGHT / 2;
    }
    for (size_t i = 0; i < layout->band_len; i++) {
        layout->bands[i].x = layout->column_x[layout->bands[i].column];
        layout->bands[i].width = layout->column_width[layout->bands[i].column];
    }
}

static void make_frames(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    const uint32_t *cards = place->order;

    for (size_t i = 0; i < layout->band_len; cards += layout->bands[i].card_len, i++) {
        const struct gl_map_band *band = &layout->bands[i];

        for (size_t k = 0; k < band->card_len; k++) {
            const struct gl_map_card *card = &layout->cards[cards[k]];
            struct gl_map_frame *frame;

            if (begins_frame(place, cards, k) && card->box != GL_MAP_NONE)
                *GL_PUSH(place->arena, layout->frames, layout->frame_len, layout->frame_capacity) =
                    (struct gl_map_frame){.box = card->box,
                                          .x = band->x + PAD / 2,
                                          .y = card->y - GL_MAP_FRAME_HEAD -
                                               (card->resource_len > 1 ? GL_MAP_LIFT : 0),
                                          .width = band->width - PAD};
            if (card->box == GL_MAP_NONE)
                continue;
            frame = &layout->frames[layout->frame_len - 1];
            frame->height = card->y + card->height + FRAME_PAD - frame->y;
        }
    }
}

void gl_map_place_cards(struct gl_arena *arena, const struct gl_map *map, struct gl_map_layout *layout)
{
    struct gl_map_placing place = {.arena = arena, .map = map, .layout = layout};

    make_bands(&place);
    measure(&place);
    settle_order(&place);
    gl_map_lay_tracks(&place);
    place_rows(&place);
    make_frames(&place);
}
