/* The smallest sets of changes that open a way: a search that branches on a condition that is not met. Every
 * set that opens the way holds an option of it, so no smallest set is missed. */
#include <stdlib.h>

#include "base/limits.h"
#include "network/change.h"

/* Public blocks that are at least as wide as this name nobody: they are the internet. The same limits as
 * GLC-NET-020 has for sources of rules. */
enum { NAMED_IPV4 = 16, NAMED_IPV6 = 32 };

struct search {
    struct gl_nw_sets *sets;
    struct gl_arena *arena;
    const struct gl_nw_route_in *way;
    struct gl_nw_change *options[GL_NW_WAY_CONDITIONS]; /* of each condition */
    uint32_t *numbers[GL_NW_WAY_CONDITIONS];            /* in sets->changes */
    bool is_sure;
    uint32_t limit; /* of changes */
    uint32_t chosen[GL_NW_MAX_DEPTH];
    uint32_t len;
    uint32_t best; /* the least number that was found */
    uint32_t way_number;
};

static bool is_wide(struct gl_arena *scratch, struct gl_ipset set)
{
    struct gl_cidr block;

    return (gl_ipset_widest_public(scratch, set, GL_IPV4, &block) && block.prefix < NAMED_IPV4) ||
           (gl_ipset_widest_public(scratch, set, GL_IPV6, &block) && block.prefix < NAMED_IPV6);
}

/* Is what gets through enough? */
static bool is_enough(struct gl_arena *scratch, const struct gl_nw_route_in *way, struct gl_ipset set,
                      bool is_sure)
{
    switch (way->reach) {
    case GL_NW_SOME:
        return !gl_ipset_is_empty(set);
    case GL_NW_WIDE:
        return is_wide(scratch, set);
    case GL_NW_ONE_OF:
        return is_sure ? gl_ipset_contains(set, way->origin) : !gl_ipset_is_empty(set);
    }
    return false;
}

enum gl_match gl_nw_condition_holds(struct gl_arena *scratch, const struct gl_nw_route_in *way,
                                    const struct gl_nw_condition *condition)
{
    if (is_enough(scratch, way, gl_ipset_intersection(scratch, condition->sure, way->origin), true))
        return GL_MATCH_YES;
    if (is_enough(scratch, way, gl_ipset_intersection(scratch, condition->may, way->origin), false))
        return GL_MATCH_MAY;
    return GL_MATCH_NO;
}

static bool is_same(const struct gl_nw_change *a, const struct gl_nw_change *b)
{
    return a->kind == b->kind && a->subject == b->subject && a->other == b->other && a->group == b->group;
}

static uint32_t number_of(struct gl_nw_sets *sets, struct gl_arena *arena, const struct gl_nw_change *change)
{
    for (size_t i = 0; i < sets->change_len; i++) {
        if (is_same(&sets->changes[i], change))
            return (uint32_t)i;
    }
    *GL_PUSH(arena, sets->changes, sets->change_len, sets->change_capacity) = *change;
    return (uint32_t)(sets->change_len - 1);
}

/* One edit that meets several conditions of the way lets through what all of them need. */
static void merge_needs(struct search *search)
{
    struct gl_nw_sets *sets = search->sets;
    size_t before = sets->change_len;

    for (size_t i = 0; i < search->way->len; i++) {
        const struct gl_nw_condition *condition = &search->way->conditions[i];

        search->numbers[i] = GL_NEW_ARRAY(search->arena, uint32_t, condition->len);
        for (size_t k = 0; k < condition->len; k++) {
            uint32_t number = number_of(sets, search->arena, &condition->options[k]);
            struct gl_nw_change *known = &sets->changes[number];

            search->numbers[i][k] = number;
            if (number < before)
                continue;
            known->peers = gl_ipset_union(search->arena, known->peers, condition->options[k].peers);
            known->ports = gl_portset_union(search->arena, known->ports, condition->options[k].ports);
        }
    }
}

static bool is_hit(const struct search *search, size_t condition)
{
    for (size_t k = 0; k < search->way->conditions[condition].len; k++) {
        for (uint32_t i = 0; i < search->len; i++) {
            if (search->numbers[condition][k] == search->chosen[i])
                return true;
        }
    }
    return false;
}

static struct gl_ipset holds_for(const struct search *search, size_t condition)
{
    const struct gl_nw_condition *one = &search->way->conditions[condition];

    return gl_ipset_intersection(search->arena, search->is_sure ? one->sure : one->may, search->way->origin);
}

static bool is_within(const struct gl_nw_set *small, const struct gl_nw_set *large)
{
    size_t found = 0;

    for (size_t i = 0; i < large->len && found < small->len; i++)
        found += large->changes[i] == small->changes[found];
    return found == small->len;
}

/* The way of the search in the list of the sets. */
static uint32_t keep_way(struct search *search)
{
    struct gl_nw_sets *sets = search->sets;

    if (search->way_number == GL_NW_NONE) {
        search->way_number = (uint32_t)sets->way_len;
        *GL_PUSH(search->arena, sets->ways, sets->way_len, sets->way_capacity) = *search->way;
    }
    return search->way_number;
}

static void keep_set(struct search *search)
{
    struct gl_nw_sets *sets = search->sets;
    struct gl_nw_set set = {.len = search->len};
    size_t kept = 0;

    for (uint32_t i = 0; i < search->len; i++) {
        size_t at = i;

        for (; at > 0 && set.changes[at - 1] > search->chosen[i]; at--)
            set.changes[at] = set.changes[at - 1];
        set.changes[at] = search->chosen[i];
    }
    for (size_t i = 0; i < sets->len; i++) {
        if (is_within(&sets->items[i], &set))
            return;
    }
    for (size_t i = 0; i < sets->len; i++) {
        if (!is_within(&set, &sets->items[i]))
            sets->items[kept++] = sets->items[i];
    }
    sets->len = kept;
    if (sets->len >= GL_MAX_NW_SETS) {
        sets->is_cut = true;
        return;
    }
    set.way = keep_way(search);
    *GL_PUSH(search->arena, sets->items, sets->len, sets->capacity) = set;
}

static void found(struct search *search)
{
    if (search->len < search->sets->least) {
        search->sets->least = search->len;
        search->sets->least_way = keep_way(search);
    }
    if (search->len <= GL_NW_SET_SIZE)
        keep_set(search);
}

static void look(struct search *search);

static void branch(struct search *search, size_t condition)
{
    for (size_t k = 0; k < search->way->conditions[condition].len; k++) {
        search->chosen[search->len++] = search->numbers[condition][k];
        look(search);
        search->len--;
    }
}

/* What nobody of the origin gets through needs a change; where each condition lets somebody through but no
 * one gets through all, one of those that keep somebody out does. */
static void look(struct search *search)
{
    struct gl_ipset through = search->way->origin;
    bool is_partial[GL_NW_WAY_CONDITIONS] = {false};

    for (size_t i = 0; i < search->way->len; i++) {
        struct gl_ipset set;

        if (is_hit(search, i))
            continue;
        set = holds_for(search, i);
        if (!is_enough(search->arena, search->way, set, search->is_sure)) {
            if (search->len < search->limit)
                branch(search, i);
            return;
        }
        is_partial[i] = !gl_ipset_contains(set, search->way->origin);
        if (is_partial[i])
            through = gl_ipset_intersection(search->arena, through, set);
    }
    if (is_enough(search->arena, search->way, through, search->is_sure)) {
        found(search);
        return;
    }
    for (size_t i = 0; i < search->way->len && search->len < search->limit; i++) {
        if (is_partial[i])
            branch(search, i);
    }
}

void gl_nw_sets_init(struct gl_nw_sets *sets, uint32_t most)
{
    *sets = (struct gl_nw_sets){.least = GL_NW_MAX_DEPTH + 1, .most = most, .least_way = GL_NW_NONE};
}

void gl_nw_sets_add(struct gl_nw_sets *sets, struct gl_arena *arena, const struct gl_nw_route_in *way,
                    bool sure)
{
    struct search search = {
        .sets = sets, .arena = arena, .way = way, .is_sure = sure, .way_number = GL_NW_NONE};

    if (sets->least_way == GL_NW_NONE) /* something to show, also where nothing opens it */
        sets->least_way = keep_way(&search);
    merge_needs(&search);
    search.limit = sets->most < GL_NW_SET_SIZE ? sets->most : GL_NW_SET_SIZE;
    look(&search);
    while (search.limit < sets->most && sets->least > search.limit + 1) {
        search.limit++;
        look(&search);
    }
}

/* ---- order ---- */

struct sortable {
    struct gl_nw_set set;
    struct gl_str text;
};

static int compare(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;

    if (x->set.len != y->set.len)
        return x->set.len < y->set.len ? -1 : 1;
    return gl_str_cmp(x->text, y->text);
}

void gl_nw_sets_sort(struct gl_nw_sets *sets, struct gl_arena *arena, const struct gl_nw *nw)
{
    struct sortable *items = GL_NEW_ARRAY(arena, struct sortable, sets->len);
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; i < sets->len; i++) {
        text.len = 0;
        for (size_t k = 0; k < sets->items[i].len; k++) {
            gl_nw_change_print(&text, nw, &sets->changes[sets->items[i].changes[k]]);
            gl_buf_add_char(&text, '\n');
        }
        items[i] = (struct sortable){sets->items[i], gl_arena_copy(arena, gl_buf_str(&text))};
    }
    gl_buf_free(&text);
    if (sets->len)
        qsort(items, sets->len, sizeof *items, compare);
    for (size_t i = 0; i < sets->len; i++)
        sets->items[i] = items[i].set;
}

/* ---- making ways ---- */

struct gl_nw_condition *gl_nw_way_add(struct gl_nw_route_in *way, enum gl_nw_layer layer)
{
    gl_assert(way->len < GL_NW_WAY_CONDITIONS);
    way->conditions[way->len] = (struct gl_nw_condition){.layer = layer};
    return &way->conditions[way->len++];
}

struct gl_nw_change *gl_nw_condition_option(struct gl_arena *arena, struct gl_nw_condition *condition,
                                            enum gl_nw_change_kind kind, uint32_t subject)
{
    struct gl_nw_change *change = GL_PUSH(arena, condition->options, condition->len, condition->capacity);

    change->kind = kind;
    change->subject = subject;
    change->other = GL_NW_NONE;
    return change;
}

void gl_nw_condition_set(struct gl_nw_condition *condition, const struct gl_nw_route_in *way,
                         enum gl_match holds)
{
    condition->may = condition->sure = (struct gl_ipset){0};
    if (holds != GL_MATCH_NO)
        condition->may = way->origin;
    if (holds == GL_MATCH_YES)
        condition->sure = way->origin;
}
