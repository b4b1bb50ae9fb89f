/* Alignment is a walk over the rendered lines whose state is the last template line that was matched
 * (Viterbi): each line either stays, or is matched by a later template line, or by an earlier one at a price.
 */
#include "front/kubernetes/rendered.h"

#include "base/limits.h"

enum {
    LITERAL_SCORE = 10, /* of a line that matches to the letter, and one a character */
    ACTION_SCORE = 4,   /* of one whose literal parts match, and one a character of these */
    ABSORB_SCORE = 1,   /* of one that an action may have written */
    JUMP_PRICE = 8,     /* of going back */
    MOST_CHARACTERS = 30,
    MATCHED = 0x8000,
};

struct line {
    struct gl_str text; /* trimmed */
    uint32_t begin;     /* of text, in its source */
    uint64_t hash;
    uint32_t prefix; /* bytes before the first action */
    bool has_action, is_control, may_absorb;
    bool is_bare; /* actions and nothing else */
};

struct lines {
    struct line *items;
    size_t len;
};

/* ---- lines ---- */

/* Actions that write nothing by themselves. */
static bool is_control_action(struct gl_str action)
{
    static const char *const words[] = {"if",     "else",  "end",   "range",   "with",
                                        "define", "block", "break", "continue"};
    size_t len = 0;

    if (gl_str_starts_with(action, GL_STR("-")))
        action = gl_str_from(action, 1);
    action = gl_str_trim(action);
    if (gl_str_starts_with(action, GL_STR("/*")))
        return true;
    if (gl_str_starts_with(action, GL_STR("$")) && gl_str_contains(action, GL_STR("=")))
        return true;
    while (len < action.len && action.ptr[len] >= 'a' && action.ptr[len] <= 'z')
        len++;
    return GL_STR_IS_ONE_OF(gl_str_slice(action, 0, len), words);
}

struct piece {
    struct gl_str literal; /* before the action, cut where the action trims */
    bool has_action, is_control;
};

/* The next literal part of a line and the action behind it. */
static bool next_piece(struct gl_str *rest, bool *trims, struct piece *ret_piece)
{
    size_t open, close;
    struct gl_str action;

    if (!rest->ptr)
        return false;
    open = gl_str_find(*rest, GL_STR("{{"));
    *ret_piece = (struct piece){.literal = gl_str_slice(*rest, 0, open)};
    if (*trims) /* the action before ended in -}} */
        while (ret_piece->literal.len &&
               (ret_piece->literal.ptr[0] == ' ' || ret_piece->literal.ptr[0] == '\t'))
            ret_piece->literal = gl_str_from(ret_piece->literal, 1);
    *trims = false;
    if (open == GL_STR_NONE) {
        rest->ptr = NULL;
        return true;
    }
    action = gl_str_from(*rest, open + 2);
    close = gl_str_find(action, GL_STR("}}"));
    ret_piece->has_action = true;
    ret_piece->is_control = is_control_action(gl_str_slice(action, 0, close));
    if (gl_str_starts_with(action, GL_STR("-")))
        while (ret_piece->literal.len && (ret_piece->literal.ptr[ret_piece->literal.len - 1] == ' ' ||
                                          ret_piece->literal.ptr[ret_piece->literal.len - 1] == '\t'))
            ret_piece->literal.len--;
    if (close == GL_STR_NONE) {
        rest->ptr = NULL; /* goes on in the next line */
        return true;
    }
    *trims = close > 0 && action.ptr[close - 1] == '-';
    *rest = gl_str_from(action, close + 2);
    if (!rest->len)
        rest->ptr = NULL;
    return true;
}

static void classify(struct line *line)
{
    struct gl_str rest = line->text;
    bool trims = false, is_only_control = true, ends_in_output = false;
    struct piece piece;
    size_t literals = 0;

    line->has_action = gl_str_contains(line->text, GL_STR("{{"));
    line->prefix = (uint32_t)line->text.len;
    if (!line->has_action)
        return;
    line->prefix = (uint32_t)gl_str_find(line->text, GL_STR("{{"));
    while (next_piece(&rest, &trims, &piece)) {
        literals += gl_str_trim(piece.literal).len;
        is_only_control = is_only_control && (!piece.has_action || piece.is_control);
        ends_in_output = piece.has_action && !piece.is_control;
    }
    line->is_control = is_only_control && literals == 0;
    line->may_absorb = ends_in_output;
    line->is_bare = ends_in_output && literals == 0;
}

static struct lines split(struct gl_arena *arena, struct gl_str text, size_t from, size_t to,
                          bool is_template)
{
    struct lines lines = {0};
    size_t capacity = 0;

    for (size_t at = from; at < to;) {
        size_t end = gl_str_find_char(gl_str_slice(text, at, to), '\n');
        struct gl_str trimmed;
        struct line *line;

        end = end == GL_STR_NONE ? to : at + end;
        trimmed = gl_str_trim(gl_str_slice(text, at, end));
        line = GL_PUSH(arena, lines.items, lines.len, capacity);
        *line = (struct line){.text = trimmed, .hash = gl_str_hash(trimmed)};
        line->begin = (uint32_t)(trimmed.len ? (size_t)(trimmed.ptr - text.ptr) : at);
        if (is_template)
            classify(line);
        at = end + 1;
    }
    return lines;
}

/* ---- alignment ---- */

static int characters(size_t len)
{
    return len < MOST_CHARACTERS ? (int)len : MOST_CHARACTERS;
}

/* The literal parts of a template line, in order; the first and the last at the ends. 0: they are not there.
 */
static int match_parts(const struct line *of_template, struct gl_str text)
{
    struct gl_str rest = of_template->text;
    bool trims = false, is_first = true;
    struct piece piece;
    size_t literals = 0;

    while (next_piece(&rest, &trims, &piece)) {
        struct gl_str literal = piece.literal;
        size_t at = is_first ? 0 : gl_str_find(text, literal);

        if (!piece.has_action && !is_first) {
            if (!gl_str_ends_with(text, literal))
                return 0;
            at = text.len - literal.len;
        }
        if (at == GL_STR_NONE || (is_first && !gl_str_starts_with(text, gl_str_trim(literal))))
            return 0;
        if (is_first && !gl_str_starts_with(text, literal)) /* "key: " whose value is empty or below */
            literal = gl_str_trim(literal);
        text = gl_str_from(text, at + literal.len);
        literals += gl_str_trim(literal).len;
        is_first = false;
    }
    return literals ? ACTION_SCORE + characters(literals) : 0;
}

static int score(const struct line *of_template, const struct line *line)
{
    if (!line->text.len || !of_template->text.len || of_template->is_control)
        return 0;
    if (of_template->is_bare)
        return ABSORB_SCORE;
    if (of_template->has_action)
        return match_parts(of_template, line->text);
    if (of_template->hash != line->hash || !gl_str_eq(of_template->text, line->text))
        return 0;
    return LITERAL_SCORE + characters(line->text.len);
}

struct alignment {
    struct lines rendered, of_template;
    uint32_t *line; /* of each rendered line: the template's line + 1; 0: none before it */
    bool *is_matched;
};

/* The best predecessor for a match of template line `state`: an earlier line, else any other at a price. */
struct best {
    int score;
    uint16_t state;
};

/* One rendered line: from the scores of all states to the next ones, noting where each came from. */
static void step(const struct alignment *alignment, size_t j, const int *now, int *next, uint16_t *from)
{
    size_t states = alignment->of_template.len + 1;
    struct best any = {now[0], 0}, earlier = {now[0], 0};

    for (size_t i = 1; i < states; i++) {
        if (now[i] > any.score)
            any = (struct best){now[i], (uint16_t)i};
    }
    next[0] = now[0];
    from[0] = 0;
    for (size_t i = 1; i < states; i++) {
        const struct line *of_template = &alignment->of_template.items[i - 1];
        int gain = score(of_template, &alignment->rendered.items[j]);
        struct best best = earlier;

        next[i] = now[i] + (of_template->may_absorb && now[i] >= 0 ? ABSORB_SCORE : 0);
        from[i] = (uint16_t)i;
        if (any.score - JUMP_PRICE > best.score)
            best = (struct best){any.score - JUMP_PRICE, any.state};
        if (gain > 0 && best.score + gain > next[i]) {
            next[i] = best.score + gain;
            from[i] = best.state | MATCHED;
        }
        if (now[i] > earlier.score)
            earlier = (struct best){now[i], (uint16_t)i};
    }
}

static bool align(struct gl_arena *scratch, struct alignment *alignment)
{
    size_t states = alignment->of_template.len + 1, len = alignment->rendered.len, state = 0;
    int *now = GL_NEW_ARRAY(scratch, int, states), *next = GL_NEW_ARRAY(scratch, int, states);
    uint16_t *from;

    if (states >= MATCHED || states * len > GL_MAX_RENDERED_CELLS)
        return false;
    from = GL_NEW_ARRAY(scratch, uint16_t, states * len + 1);
    for (size_t i = 1; i < states; i++)
        now[i] = -1; /* not reached yet */
    for (size_t j = 0; j < len; j++) {
        int *swap = now;

        step(alignment, j, now, next, &from[j * states]);
        now = next;
        next = swap;
    }
    for (size_t i = 1; i < states; i++) {
        if (now[i] > now[state])
            state = i;
    }
    for (size_t j = len; j-- > 0;) {
        uint16_t came = from[j * states + state];

        alignment->line[j] = (uint32_t)state;
        alignment->is_matched[j] = came & MATCHED;
        state = came & (MATCHED - 1);
    }
    return true;
}

/* ---- places ---- */

struct placing {
    const struct alignment *alignment;
    const struct gl_source *of_template;
    bool is_aligned;
};

static size_t line_of(const struct lines *lines, uint32_t offset)
{
    size_t low = 0, high = lines->len;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (lines->items[middle].begin <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* A place in a rendered line to one in the template; `is_end`: of the end of a span. */
static uint32_t place_of(const struct placing *placing, uint32_t offset, bool is_end)
{
    const struct alignment *alignment = placing->alignment;
    size_t j = line_of(&alignment->rendered, is_end && offset ? offset - 1 : offset);
    const struct line *rendered = &alignment->rendered.items[j], *of_template;
    uint32_t into = offset > rendered->begin ? offset - rendered->begin : 0, whole;
    uint32_t at = placing->is_aligned && alignment->line[j] ? alignment->line[j] - 1 : 0;

    of_template = &alignment->of_template.items[at];
    whole = of_template->begin + (uint32_t)of_template->text.len;
    if (!alignment->is_matched[j])
        return is_end ? whole : of_template->begin;
    if (into <= of_template->prefix)
        return of_template->begin + into;
    return is_end ? whole : of_template->begin + of_template->prefix;
}

static struct gl_span place_span(const struct placing *placing, struct gl_span span)
{
    struct gl_span placed = {placing->of_template->id, place_of(placing, span.begin, false), 0};

    placed.end = span.end > span.begin ? place_of(placing, span.end, true) : placed.begin;
    if (placed.end < placed.begin) { /* ends in an earlier turn of a range */
        const struct lines *lines = &placing->alignment->of_template;
        const struct line *line = &lines->items[line_of(lines, placed.begin)];

        placed.end = line->begin + (uint32_t)line->text.len;
    }
    if (placed.end < placed.begin)
        placed.end = placed.begin;
    return placed;
}

/* Depth is bounded by the reader. Values reached through an alias are placed once for each. */
static void place_tree(const struct placing *placing, struct gl_value *value,
                       const struct gl_source *rendered)
{
    if (value->span.source != rendered->id)
        return; /* shared through an alias: it has its place */
    value->span = place_span(placing, value->span);
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            place_tree(placing, &value->u.list.items[i], rendered);
    } else if (value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            struct gl_member *member = &value->u.map.members[i];

            if (member->key_span.source == rendered->id)
                member->key_span = place_span(placing, member->key_span);
            place_tree(placing, &member->value, rendered);
        }
    }
}

void gl_k8s_place_rendered(const struct gl_source *rendered, const struct gl_source *into_source,
                           struct gl_value *root)
{
    struct gl_arena scratch = {0};
    struct alignment alignment;
    struct placing placing = {.alignment = &alignment, .of_template = into_source};
    size_t from = root->span.begin;

    while (from > 0 && rendered->text.ptr[from - 1] != '\n')
        from--;
    alignment.rendered = split(&scratch, rendered->text, from, root->span.end, false);
    alignment.of_template = split(&scratch, into_source->text, 0, into_source->text.len, true);
    if (alignment.rendered.len && alignment.of_template.len) {
        alignment.line = GL_NEW_ARRAY(&scratch, uint32_t, alignment.rendered.len);
        alignment.is_matched = GL_NEW_ARRAY(&scratch, bool, alignment.rendered.len);
        placing.is_aligned = align(&scratch, &alignment);
        place_tree(&placing, root, rendered);
    } else {
        gl_value_move_spans(root, (struct gl_span){into_source->id, 0, 0});
    }
    gl_arena_free(&scratch);
}

struct gl_str gl_k8s_rendered_source(struct gl_str text, size_t from, size_t to)
{
    struct gl_str rest = gl_str_slice(text, from, to), line, found = {0}, chart;

    while (gl_str_cut(&rest, '\n', &line)) {
        if (gl_str_starts_with(line, GL_STR("# Source: ")))
            found = gl_str_trim(gl_str_from(line, GL_STR("# Source: ").len));
    }
    return gl_str_cut(&found, '/', &chart) ? found : (struct gl_str){0};
}
