#include "engine/merge.h"

#include <stdlib.h>

#include "base/buf.h"

enum { RANKS = 3 };

/* Production first: what holds there matters most. */
static size_t rank(struct gl_str environment)
{
    static const struct gl_str order[RANKS] = {GL_STR_INIT("prod"), GL_STR_INIT("staging"),
                                               GL_STR_INIT("dev")};
    size_t i = 0;

    while (i < RANKS && !gl_str_eq(order[i], environment))
        i++;
    return i;
}

static int compare_units(const struct gl_unit *a, const struct gl_unit *b)
{
    size_t rank_a = rank(a->environment), rank_b = rank(b->environment);

    if (rank_a != rank_b)
        return rank_a < rank_b ? -1 : 1;
    return gl_str_cmp(a->environment, b->environment);
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* 0 for findings that say the same of the same place. */
static int compare_subject(const struct gl_finding *a, const struct gl_finding *b)
{
    int order = gl_str_cmp(a->check->id, b->check->id);

    if (order == 0)
        order = (int)a->verdict - (int)b->verdict;
    if (order == 0)
        order = gl_str_cmp(a->resource->address, b->resource->address);
    if (order == 0)
        order = gl_str_cmp(a->property, b->property);
    if (order == 0)
        order = compare_u64(a->span.source, b->span.source);
    if (order == 0)
        order = compare_u64(a->span.begin, b->span.begin);
    return order ? order : compare_u64(a->mark, b->mark);
}

static int compare(const void *a_, const void *b_)
{
    const struct gl_finding *a = *(const struct gl_finding *const *)a_;
    const struct gl_finding *b = *(const struct gl_finding *const *)b_;
    int order = compare_subject(a, b);

    if (order == 0)
        order = compare_units(a->resource->unit, b->resource->unit);
    return order ? order : compare_u64(a->order, b->order);
}

/* What units of several environments have in common; empty: nothing. Overlays of Kubernetes have names of
 * their own, but the same objects of one base. */
static struct gl_str family_of(const struct gl_unit *unit)
{
    if (unit && unit->dialect == GL_DIALECT_TERRAFORM)
        return unit->name;
    return unit && unit->dialect == GL_DIALECT_KUBERNETES ? GL_STR("\nKubernetes") : (struct gl_str){0};
}

static int compare_names(const void *a_, const void *b_)
{
    const struct gl_unit *a = *(const struct gl_unit *const *)a_, *b = *(const struct gl_unit *const *)b_;
    int order = gl_str_cmp(family_of(a), family_of(b));

    return order ? order : a < b ? -1 : a > b;
}

bool gl_merge_is_needed(const struct gl_graph *graph)
{
    const struct gl_unit *first = NULL;

    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_unit *unit = graph->resources[i]->unit;

        if (unit == first || !family_of(unit).len)
            continue;
        if (first)
            return true;
        first = unit;
    }
    return false;
}

struct names {
    struct gl_str *items; /* sorted: of units that are one of several of their name */
    size_t len;
};

/* Names of root modules that were evaluated more than once; the family of Kubernetes when it has several. */
static struct names find_names(const struct gl_graph *graph, struct gl_arena *arena)
{
    const struct gl_unit **units = NULL, *last = NULL;
    size_t len = 0, capacity = 0;
    struct names names = {0};

    for (size_t i = 0; i < graph->len; i++) {
        const struct gl_unit *unit = graph->resources[i]->unit;

        if (unit != last && family_of(unit).len)
            *GL_PUSH(arena, units, len, capacity) = unit;
        last = unit;
    }
    if (len < 2)
        return names;
    qsort(units, len, sizeof *units, compare_names);
    names.items = GL_NEW_ARRAY(arena, struct gl_str, len);
    for (size_t i = 1; i < len; i++) {
        struct gl_str family = family_of(units[i]);
        bool is_known = names.len && gl_str_eq(names.items[names.len - 1], family);

        if (units[i] != units[i - 1] && gl_str_eq(family, family_of(units[i - 1])) && !is_known)
            names.items[names.len++] = family;
    }
    return names;
}

/* "prod, staging", each word once. */
static struct gl_str list_environments(struct gl_finding *const *same, size_t len, struct gl_arena *arena)
{
    struct gl_str list, last = {0};
    struct gl_buf words;

    gl_buf_init(&words);
    for (size_t i = 0; i < len; i++) {
        struct gl_str word = same[i]->resource->unit->environment;

        if (word.len == 0 || gl_str_eq(word, last))
            continue;
        if (words.len)
            gl_buf_add(&words, GL_STR(", "));
        gl_buf_add(&words, word);
        last = word;
    }
    list = gl_arena_copy(arena, gl_buf_str(&words));
    gl_buf_free(&words);
    return list;
}

/* The values of another environment stand at other places: in its own tfvars file. */
static void add_places(struct gl_finding *into, const struct gl_finding *from, struct gl_arena *arena)
{
    size_t own = into->related_len;

    for (size_t i = 0; i < from->related_len; i++) {
        const struct gl_related *place = &from->related[i];
        bool is_there = false;

        for (size_t k = 0; k < own && !is_there; k++) {
            const struct gl_span *span = &into->related[k].span;

            is_there = span->source == place->span.source && span->begin == place->span.begin &&
                       gl_str_eq(into->related[k].message, place->message);
        }
        if (!is_there)
            *GL_PUSH(arena, into->related, into->related_len, into->related_capacity) = *place;
    }
}

/* A path was perhaps shown in one environment only. */
static void take_path(struct gl_finding *into, const struct gl_finding *from)
{
    if (into->step_len)
        return;
    into->steps = from->steps;
    into->step_len = from->step_len;
    into->step_capacity = from->step_capacity;
}

/* Leaves the first; the others lose their resource, which remove_merged understands. Several findings of one
 * unit are several. */
static void merge(struct gl_finding **same, size_t len, struct gl_arena *arena)
{
    struct gl_finding *first = same[0];

    first->environments = list_environments(same, len, arena);
    for (size_t i = 1; i < len; i++) {
        if (same[i]->severity > first->severity)
            first->severity = same[i]->severity;
        if (same[i]->resource->unit == same[i - 1]->resource->unit)
            same[i]->environments = first->environments;
    }
    for (size_t i = len; i-- > 1;) {
        if (same[i]->resource->unit == first->resource->unit)
            continue;
        add_places(first, same[i], arena);
        take_path(first, same[i]);
        same[i]->resource = NULL;
    }
}

static void remove_merged(struct gl_findings *findings)
{
    size_t kept = 0;

    for (size_t i = 0; i < findings->len; i++) {
        if (findings->items[i]->resource)
            findings->items[kept++] = findings->items[i];
    }
    findings->len = kept;
}

void gl_merge_environments(struct gl_findings *findings, const struct gl_graph *graph, struct gl_arena *arena)
{
    struct names names = find_names(graph, arena);
    struct gl_finding **several;
    size_t len = 0;

    if (names.len == 0)
        return;
    several = (struct gl_finding **)gl_arena_alloc(arena, findings->len, sizeof *several);
    for (size_t i = 0; i < findings->len; i++) {
        struct gl_str family = family_of(findings->items[i]->resource->unit);

        if (family.len && bsearch(&family, names.items, names.len, sizeof *names.items, gl_str_compare))
            several[len++] = findings->items[i];
    }
    qsort(several, len, sizeof *several, compare);
    for (size_t begin = 0, end; begin < len; begin = end) {
        for (end = begin + 1; end < len && compare_subject(several[begin], several[end]) == 0;)
            end++;
        merge(&several[begin], end - begin, arena);
    }
    remove_merged(findings);
}
