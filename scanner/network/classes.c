#include "network/classes.h"

#include <stdlib.h>

/* Where a block begins, or ends before: addresses between two of these are in the same blocks. */
struct cuts {
    gl_u128 *items;
    size_t len, capacity;
};

struct sorting {
    struct gl_arena *arena;
    const struct gl_nw *nw;
    struct cuts cuts[2];  /* by family */
    bool has_pods;        /* whose policies name blocks as well */
    uint64_t *signatures; /* by interface */
};

static void add_ranges(struct sorting *sorting, struct cuts *cuts, struct gl_ranges ranges)
{
    for (size_t i = 0; i < ranges.len; i++) {
        *GL_PUSH(sorting->arena, cuts->items, cuts->len, cuts->capacity) = ranges.items[i].first;
        *GL_PUSH(sorting->arena, cuts->items, cuts->len, cuts->capacity) = ranges.items[i].last + 1;
    }
}

static void add_set(struct sorting *sorting, struct gl_ipset set)
{
    add_ranges(sorting, &sorting->cuts[GL_IPV4], set.v4);
    add_ranges(sorting, &sorting->cuts[GL_IPV6], set.v6);
}

static void add_groups(struct sorting *sorting)
{
    for (const struct gl_group *group = sorting->nw->network->groups; group; group = group->next) {
        const struct gl_group_statement *statement = group->statements;

        for (; statement; statement = statement->next) {
            for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next)
                add_set(sorting, rule->addresses);
        }
    }
}

static void add_acls_and_routes(struct sorting *sorting)
{
    const struct gl_nw *nw = sorting->nw;

    for (uint32_t i = 0; i < nw->acl_len; i++) {
        for (size_t d = 0; d < 2; d++) {
            for (size_t k = 0; k < nw->acls[i].len[d]; k++)
                add_set(sorting, nw->acls[i].entries[d][k].addresses);
        }
    }
    for (uint32_t i = 0; i < nw->table_len; i++) {
        for (size_t k = 0; k < nw->tables[i].len; k++)
            add_set(sorting, nw->tables[i].routes[k].to);
    }
}

static int by_number(const void *left, const void *right)
{
    const gl_u128 *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void finish(struct cuts *cuts)
{
    size_t kept = 0;

    if (cuts->len)
        qsort(cuts->items, cuts->len, sizeof *cuts->items, by_number);
    for (size_t i = 0; i < cuts->len; i++) {
        if (i == 0 || cuts->items[i] != cuts->items[i - 1])
            cuts->items[kept++] = cuts->items[i];
    }
    cuts->len = kept;
}

/* The number of cuts up to an address. */
static uint64_t place_of(const struct cuts *cuts, gl_u128 address)
{
    size_t first = 0, last = cuts->len;

    while (first < last) {
        size_t middle = first + (last - first) / 2;

        if (cuts->items[middle] <= address)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

static uint64_t mixed(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001b3u + (hash >> 29);
}

/* Equal ones lie in the same blocks; of addresses that are not known, the sets are compared. */
static uint64_t signature(const struct sorting *sorting, const struct gl_nw_nic *nic, uint32_t at)
{
    const struct gl_ranges families[] = {nic->addresses.v4, nic->addresses.v6};
    uint64_t hash = 0xcbf29ce484222325u;

    if (!nic->is_address_known)
        return 0;
    if (sorting->has_pods)
        return at + 1;
    for (size_t family = 0; family < 2; family++) {
        const struct cuts *cuts = &sorting->cuts[family == 0 ? GL_IPV4 : GL_IPV6];

        for (size_t i = 0; i < families[family].len; i++) {
            hash = mixed(hash, place_of(cuts, families[family].items[i].first) * 2 + family);
            hash = mixed(hash, place_of(cuts, families[family].items[i].last));
        }
    }
    return hash;
}

static bool is_alike(const struct sorting *sorting, uint32_t left, uint32_t right)
{
    const struct gl_nw *nw = sorting->nw;
    const struct gl_nw_nic *a = &nw->nics[left], *b = &nw->nics[right];
    const struct gl_nw_endpoint *x = &nw->endpoints[a->endpoint], *y = &nw->endpoints[b->endpoint];

    return a->guard == b->guard && a->is_public == b->is_public && a->is_public_ipv6 == b->is_public_ipv6 &&
           a->exists == b->exists && a->is_address_known == b->is_address_known &&
           a->is_forwarding == b->is_forwarding && x->cluster == y->cluster && x->pod_end == y->pod_end &&
           sorting->signatures[left] == sorting->signatures[right] &&
           (a->is_address_known || gl_ipset_equal(a->addresses, b->addresses));
}

static bool has_pods(const struct gl_nw *nw)
{
    for (uint32_t i = 0; i < nw->endpoint_len; i++) {
        if (nw->endpoints[i].role == GL_NW_ROLE_POD)
            return true;
    }
    return false;
}

/* Those of one subnet are compared with its classes, by the guard that they have. */
static void sort_in(struct sorting *sorting, struct gl_nw_classes *classes)
{
    const struct gl_nw *nw = sorting->nw;
    size_t slots = 1;
    uint32_t *last, *before = GL_NEW_ARRAY(sorting->arena, uint32_t, (size_t)nw->nic_len + 1);

    while (slots < (size_t)nw->nic_len * 2)
        slots *= 2;
    last = GL_NEW_ARRAY(sorting->arena, uint32_t, slots); /* numbers of classes, one higher */
    for (uint32_t i = 0; i < nw->nic_len; i++) {
        const struct gl_nw_nic *nic = &nw->nics[i];
        size_t slot = mixed(mixed(mixed(7, nic->subnet), nic->guard), sorting->signatures[i]) & (slots - 1);
        uint32_t at = last[slot];

        while (at && (nw->nics[classes->nics[at - 1]].subnet != nic->subnet ||
                      !is_alike(sorting, i, classes->nics[at - 1])))
            at = before[at];
        if (!at) {
            classes->nics[classes->len] = i;
            at = ++classes->len;
            before[at] = last[slot];
            last[slot] = at;
        }
        classes->of[i] = at - 1;
    }
}

struct gl_nw_classes gl_nw_classes_find(struct gl_arena *arena, const struct gl_nw *nw)
{
    struct sorting sorting = {.arena = arena, .nw = nw, .has_pods = has_pods(nw)};
    struct gl_nw_classes classes = {.of = GL_NEW_ARRAY(arena, uint32_t, nw->nic_len),
                                    .nics = GL_NEW_ARRAY(arena, uint32_t, nw->nic_len)};

    add_groups(&sorting);
    add_acls_and_routes(&sorting);
    finish(&sorting.cuts[0]);
    finish(&sorting.cuts[1]);
    sorting.signatures = GL_NEW_ARRAY(arena, uint64_t, nw->nic_len);
    for (uint32_t i = 0; i < nw->nic_len; i++)
        sorting.signatures[i] = signature(&sorting, &nw->nics[i], i);
    sort_in(&sorting, &classes);
    return classes;
}
