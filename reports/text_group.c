/* Which findings are one thing to the reader. */
#include <stdlib.h>

#include "reports/text.h"

struct entry {
    const struct gl_finding *finding;
    size_t ordinal; /* among those of the same resource and property */
    size_t rank;    /* of the environment */
};

static bool is_cdk(const struct gl_finding *finding)
{
    return finding->resource->unit && finding->resource->unit->is_cdk;
}

static size_t environment_rank(const struct gl_finding *finding)
{
    static const struct gl_str order[] = {GL_STR_INIT("prod"), GL_STR_INIT("staging"), GL_STR_INIT("dev")};
    size_t i = 0;

    if (!finding->resource->unit)
        return 4;
    while (i < 3 && !gl_str_eq(order[i], finding->resource->unit->environment))
        i++;
    return i;
}

/* 0 for findings that would be shown at the same line of the reader's own code. */
static int compare_cause(const struct gl_finding *a, const struct gl_finding *b)
{
    int order = gl_str_cmp(a->resource->name, b->resource->name);

    if (order == 0)
        order = gl_str_cmp(a->resource->kind, b->resource->kind);
    if (order == 0)
        order = gl_str_cmp(a->property, b->property);
    if (order == 0)
        order = (int)is_cdk(a) - (int)is_cdk(b);
    if (order || is_cdk(a))
        return order;
    if (a->span.source != b->span.source)
        return a->span.source < b->span.source ? -1 : 1;
    if (a->span.begin != b->span.begin)
        return a->span.begin < b->span.begin ? -1 : 1;
    return 0;
}

static int compare_by_resource(const void *a_, const void *b_)
{
    const struct entry *a = a_, *b = b_;
    int order = compare_cause(a->finding, b->finding);

    if (order == 0 && a->finding->resource != b->finding->resource)
        order = gl_str_cmp(a->finding->resource->address, b->finding->resource->address);
    if (order)
        return order;
    return a->finding->order < b->finding->order ? -1 : a->finding->order > b->finding->order;
}

static int compare_by_group(const void *a_, const void *b_)
{
    const struct entry *a = a_, *b = b_;
    int order = compare_cause(a->finding, b->finding);

    if (order)
        return order;
    if (a->ordinal != b->ordinal)
        return a->ordinal < b->ordinal ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return compare_by_resource(a, b);
}

/* Entries of one cause, sorted by resource. */
static void number_entries(struct entry *entries, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        bool is_same = entries[i].finding->resource == entries[i - 1].finding->resource;

        entries[i].ordinal = is_same ? entries[i - 1].ordinal + 1 : 0;
    }
    if (len > 1)
        qsort(entries, len, sizeof *entries, compare_by_group);
}

static void sort_entries(struct entry *entries, size_t len)
{
    qsort(entries, len, sizeof *entries, compare_by_resource);
    for (size_t begin = 0, end; begin < len; begin = end) {
        for (end = begin + 1;
             end < len && compare_cause(entries[end].finding, entries[end - 1].finding) == 0;)
            end++;
        number_entries(entries + begin, end - begin);
    }
}

static struct gl_text_cluster group_entries(struct gl_text *text, const struct entry *entries, size_t len)
{
    const struct gl_finding **items = GL_NEW_ARRAY(text->arena, const struct gl_finding *, len);
    struct gl_text_cluster cluster = {GL_NEW_ARRAY(text->arena, struct gl_text_group, len), 0};

    for (size_t i = 0; i < len; i++) {
        items[i] = entries[i].finding;
        if (i == 0 || entries[i].ordinal != entries[i - 1].ordinal ||
            compare_cause(entries[i].finding, entries[i - 1].finding) != 0)
            cluster.groups[cluster.len++] = (struct gl_text_group){&items[i], 0};
        cluster.groups[cluster.len - 1].len++;
    }
    return cluster;
}

struct gl_text_cluster gl_text_next_cluster(struct gl_text *text, size_t *at)
{
    const struct gl_findings *findings = text->report->findings;
    const struct gl_finding *first = findings->items[*at];
    size_t begin = *at, len;
    struct entry *entries;

    while (*at < findings->len && findings->items[*at]->check == first->check &&
           findings->items[*at]->verdict == first->verdict &&
           findings->items[*at]->severity == first->severity &&
           !findings->items[*at]->exception == !first->exception)
        (*at)++;
    len = *at - begin;
    entries = GL_NEW_ARRAY(text->arena, struct entry, len);
    for (size_t i = 0; i < len; i++)
        entries[i] =
            (struct entry){findings->items[begin + i], 0, environment_rank(findings->items[begin + i])};
    sort_entries(entries, len);
    return group_entries(text, entries, len);
}

/* ---- where ---- */

static struct gl_str unit_word(const struct gl_text_group *group, size_t i, bool by_environment)
{
    const struct gl_unit *unit = group->items[i]->resource->unit;

    if (!unit)
        return (struct gl_str){0};
    if (by_environment && group->items[i]->environments.len)
        return group->items[i]->environments;
    return by_environment ? unit->environment : unit->name;
}

/* Every member has an environment, and no two have the same. */
static bool environments_tell(const struct gl_text_group *group)
{
    for (size_t i = 0; i < group->len; i++) {
        struct gl_str word = unit_word(group, i, true);

        if (!word.len || (i > 0 && gl_str_eq(word, unit_word(group, i - 1, true))))
            return false;
    }
    return true;
}

struct gl_str gl_text_where(struct gl_text *text, const struct gl_text_group *group)
{
    bool by_environment = environments_tell(group);
    struct gl_str where;
    struct gl_buf words;

    if (group->len == 1 && !by_environment && !is_cdk(group->items[0]))
        return (struct gl_str){0}; /* a template by itself: its name is in the place */
    gl_buf_init(&words);
    for (size_t i = 0; i < group->len; i++) {
        struct gl_str word = unit_word(group, i, by_environment);

        if (!word.len || (i > 0 && gl_str_eq(word, unit_word(group, i - 1, by_environment))))
            continue;
        if (words.len)
            gl_buf_add(&words, GL_STR(", "));
        gl_buf_add(&words, word);
    }
    where = gl_arena_copy(text->arena, gl_buf_str(&words));
    gl_buf_free(&words);
    return where;
}
