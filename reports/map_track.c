/* Tracks: where lines pass the columns between. */
#include <stdlib.h>

#include "reports/map_placing.h"

/* Lines that share tracks. */
struct bundle {
    uint32_t from, to; /* bands */
    enum gl_map_verdict verdict;
    uint32_t line;
};

static int compare_bundles(const void *a_, const void *b_)
{
    const struct bundle *a = a_, *b = b_;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->verdict != b->verdict)
        return a->verdict < b->verdict ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* One track of a bundle: at the upper or the lower edge of a band, as the how manieth. */
struct track {
    uint32_t band;
    bool is_top;
    int nth;
};

static struct track choose_track(struct gl_map_placing *place, uint32_t column, int64_t y)
{
    struct gl_map_layout *layout = place->layout;
    struct track best = {0};
    int64_t least = INT64_MAX;
    struct gl_map_band *band;

    for (uint32_t i = place->first_band[column]; i < place->first_band[column + 1]; i++) {
        for (int side = 0; side < 2; side++) {
            int64_t at = layout->bands[i].y + (side ? layout->bands[i].height : GL_MAP_BAND_HEAD);
            int64_t far = at < y ? y - at : at - y;

            if (far < least) {
                least = far;
                best = (struct track){i, side == 0, 0};
            }
        }
    }
    band = &layout->bands[best.band];
    best.nth = (best.is_top ? band->top : band->bottom) / GL_MAP_TRACK;
    *(best.is_top ? &band->top : &band->bottom) += GL_MAP_TRACK;
    return best;
}

/* Where the k-th of the columns between would be passed by straight lines, on average. */
static int64_t straight(const struct gl_map_placing *place, const struct bundle *bundles, size_t len,
                        uint32_t k, uint32_t steps)
{
    const struct gl_map_layout *layout = place->layout;
    int64_t sum = 0;

    for (size_t i = 0; i < len; i++) {
        const struct gl_map_line *line = &layout->lines[bundles[i].line];
        int64_t from = layout->cards[line->from].y, to = layout->cards[line->to].y;

        sum += from + (to - from) * k / steps;
    }
    return sum / (int64_t)len;
}

static void lay_bundle(struct gl_map_placing *place, const struct bundle *bundles, size_t len,
                       struct track **tracks)
{
    const struct gl_map_band *bands = place->layout->bands;
    uint32_t from = bands[bundles[0].from].column, to = bands[bundles[0].to].column;
    uint32_t steps = from < to ? to - from : from - to;
    struct track *laid;

    if (steps < 2)
        return;
    laid = GL_NEW_ARRAY(place->arena, struct track, steps - 1);
    for (uint32_t k = 1; k < steps; k++)
        laid[k - 1] =
            choose_track(place, from < to ? from + k : from - k, straight(place, bundles, len, k, steps));
    for (size_t i = 0; i < len; i++) {
        tracks[bundles[i].line] = laid;
        place->layout->lines[bundles[i].line].track_len = steps - 1;
    }
}

static int track_y(const struct gl_map_placing *place, const struct track *track)
{
    const struct gl_map_band *band = &place->layout->bands[track->band];
    int away = track->nth * GL_MAP_TRACK + GL_MAP_TRACK / 2;

    if (track->is_top)
        return band->y + place->layout->cards[band->card].height + away;
    return band->y + band->height - away;
}

void gl_map_lay_tracks(struct gl_map_placing *place)
{
    struct gl_map_layout *layout = place->layout;
    struct bundle *bundles = GL_NEW_ARRAY(place->arena, struct bundle, layout->line_len);
    struct track **tracks = GL_NEW_ARRAY(place->arena, struct track *, layout->line_len);

    for (uint32_t i = 0; i < layout->line_len; i++) {
        const struct gl_map_line *line = &layout->lines[i];

        bundles[i] = (struct bundle){place->band_of[layout->cards[line->from].lane],
                                     place->band_of[layout->cards[line->to].lane], line->verdict, i};
    }
    if (layout->line_len)
        qsort(bundles, layout->line_len, sizeof *bundles, compare_bundles);
    for (size_t i = 0, end; i < layout->line_len; i = end) {
        for (end = i + 1; end < layout->line_len && bundles[end].from == bundles[i].from &&
                          bundles[end].to == bundles[i].to && bundles[end].verdict == bundles[i].verdict;)
            end++;
        lay_bundle(place, &bundles[i], end - i, tracks);
    }
    gl_map_stack_bands(place);
    for (size_t i = 0; i < layout->line_len; i++) {
        struct gl_map_line *line = &layout->lines[i];

        line->tracks = GL_NEW_ARRAY(place->arena, int, line->track_len);
        for (size_t k = 0; k < line->track_len; k++)
            line->tracks[k] = track_y(place, &tracks[i][k]);
    }
}
