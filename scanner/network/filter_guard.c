/* The rules of all groups of an interface as one filter. */
#include <stdlib.h>

#include "base/limits.h"
#include "network/filter.h"

enum { MOST_COMPARED = 512 }; /* rules of one statement, each with each */

struct rules {
    struct gl_nw_cache *cache;
    struct gl_arena scratch;
    struct gl_nw_filter *filter;
    enum gl_direction direction;
    struct gl_nw_item *items;
    size_t len, capacity;
    struct gl_nw_group_ports *groups;
    size_t group_len, group_capacity;
    bool is_cut;
};

static uint32_t pooled(struct rules *rules, struct gl_portset ports)
{
    return gl_port_pool_add(&rules->cache->pool, ports);
}

static void add_addresses(struct rules *rules, const struct gl_nw_item *item)
{
    if (rules->len >= GL_MAX_NW_RULES) {
        rules->is_cut = true;
        return;
    }
    *GL_PUSH(&rules->scratch, rules->items, rules->len, rules->capacity) = *item;
}

/* A group that is not in the scan. Where only its id is written nobody of the scan has it but those whose
 * groups are not known; where not even the id is known it may be anybody's. */
static void add_outside_group(struct rules *rules, const struct gl_group_rule *rule, uint32_t may,
                              const struct gl_value *culprit)
{
    struct gl_nw_filter *filter = rules->filter;
    struct gl_str id;

    if (rule->source && gl_value_text(rule->source, &id)) {
        filter->outside_groups = gl_port_pool_union(&rules->cache->pool, filter->outside_groups, may);
        return;
    }
    filter->unknown_groups = gl_port_pool_union(&rules->cache->pool, filter->unknown_groups, may);
    filter->unknown_group = culprit;
}

/* `is_sure`: the statement is there, and this is its only alternative. */
static void add_rule(struct rules *rules, const struct gl_group_rule *rule, bool is_sure,
                     const struct gl_value *culprit)
{
    struct gl_port_pool *pool = &rules->cache->pool;
    uint32_t may = pooled(rules, rule->ports);
    uint32_t sure = is_sure ? pooled(rules, rule->sure_ports) : GL_PORTS_NONE;

    if (rule->culprit)
        culprit = rule->culprit;
    switch ((enum gl_peer)rule->peer) {
    case GL_PEER_UNKNOWN:
        sure = GL_PORTS_NONE;
        add_addresses(rules, &(struct gl_nw_item){rule->addresses, may, sure, culprit});
        break;
    case GL_PEER_ADDRESSES:
        add_addresses(rules, &(struct gl_nw_item){rule->addresses, may, sure, culprit});
        break;
    case GL_PEER_GROUP:
        rules->filter->every_group = gl_port_pool_union(pool, rules->filter->every_group, may);
        if (rule->group)
            *GL_PUSH(&rules->scratch, rules->groups, rules->group_len, rules->group_capacity) =
                (struct gl_nw_group_ports){rule->group, may, sure, may == sure ? NULL : culprit};
        else
            add_outside_group(rules, rule, may, culprit);
        break;
    case GL_PEER_CLOUDFRONT:
        rules->filter->cloudfront_may = gl_port_pool_union(pool, rules->filter->cloudfront_may, may);
        rules->filter->cloudfront_sure = gl_port_pool_union(pool, rules->filter->cloudfront_sure, sure);
        break;
    }
}

/* What every alternative admits is sure after all: the smallest common part of equal peers. */
static void add_common(struct rules *rules, const struct gl_group_statement *statement)
{
    struct gl_port_pool *pool = &rules->cache->pool;
    size_t count = 0;

    for (const struct gl_group_rule *rule = statement->rules; rule; rule = rule->next)
        count++;
    if (count > MOST_COMPARED)
        return;
    for (const struct gl_group_rule *rule = statement->rules; rule && rule->alternative == 0;
         rule = rule->next) {
        uint32_t common = pooled(rules, rule->sure_ports);

        if (rule->peer != GL_PEER_ADDRESSES && (rule->peer != GL_PEER_GROUP || !rule->group))
            continue;
        for (uint32_t i = 1; i < statement->alternative_len && common != GL_PORTS_NONE; i++) {
            uint32_t here = GL_PORTS_NONE;

            for (const struct gl_group_rule *other = rule->next; other; other = other->next) {
                if (other->alternative == i && other->peer == rule->peer && other->group == rule->group &&
                    gl_ipset_contains(other->addresses, rule->addresses))
                    here = gl_port_pool_union(pool, here, pooled(rules, other->sure_ports));
            }
            common = gl_port_pool_both(pool, common, here);
        }
        if (common == GL_PORTS_NONE)
            continue;
        if (rule->peer == GL_PEER_GROUP)
            *GL_PUSH(&rules->scratch, rules->groups, rules->group_len, rules->group_capacity) =
                (struct gl_nw_group_ports){rule->group, common, common, NULL};
        else
            add_addresses(rules, &(struct gl_nw_item){rule->addresses, common, common, NULL});
    }
}

static const struct gl_value *arm_of(const struct gl_choice *cause)
{
    return cause && cause->arm_len ? &cause->arms[0] : NULL;
}

static void add_group(struct rules *rules, const struct gl_group *group, bool is_certain,
                      const struct gl_value *culprit)
{
    for (const struct gl_group_statement *s = group->statements; s; s = s->next) {
        const struct gl_choice *condition =
            s->stated_by && s->stated_by != group->resource ? s->stated_by->condition : NULL;
        bool is_there = is_certain && !condition;
        const struct gl_value *by = is_certain ? arm_of(condition ? condition : s->cause) : culprit;

        if (s->direction != rules->direction)
            continue;
        for (const struct gl_group_rule *rule = s->rules; rule; rule = rule->next)
            add_rule(rules, rule, is_there && s->alternative_len <= 1, by);
        if (is_there && s->alternative_len > 1 && s->alternative_len <= GL_MAX_CHOICES)
            add_common(rules, s);
    }
}

static int by_group(const void *left, const void *right)
{
    const struct gl_nw_group_ports *a = left, *b = right;

    return ((uintptr_t)a->group > (uintptr_t)b->group) - ((uintptr_t)a->group < (uintptr_t)b->group);
}

/* One entry for each group that is named. */
static void join_groups(struct rules *rules)
{
    struct gl_port_pool *pool = &rules->cache->pool;
    struct gl_nw_filter *filter = rules->filter;

    if (rules->group_len)
        qsort(rules->groups, rules->group_len, sizeof *rules->groups, by_group);
    filter->groups = GL_NEW_ARRAY(rules->cache->arena, struct gl_nw_group_ports, rules->group_len);
    for (size_t i = 0; i < rules->group_len; i++) {
        const struct gl_nw_group_ports *item = &rules->groups[i];
        struct gl_nw_group_ports *last = filter->group_len ? &filter->groups[filter->group_len - 1] : NULL;

        if (!last || last->group != item->group) {
            filter->groups[filter->group_len++] = *item;
            continue;
        }
        last->may = gl_port_pool_union(pool, last->may, item->may);
        last->sure = gl_port_pool_union(pool, last->sure, item->sure);
        if (!last->culprit)
            last->culprit = item->culprit;
    }
}

static struct gl_nw_filter *fold(struct gl_nw_cache *cache, const struct gl_nw_guard *guard,
                                 enum gl_direction direction)
{
    struct rules rules = {
        .cache = cache, .filter = GL_NEW(cache->arena, struct gl_nw_filter), .direction = direction};

    gl_arena_init(&rules.scratch);
    for (size_t i = 0; i < guard->len; i++) {
        if (guard->groups[i])
            add_group(&rules, guard->groups[i], guard->is_certain[i],
                      guard->uses[i] ? guard->uses[i]->value : NULL);
    }
    if (guard->unknown || rules.is_cut)
        *GL_PUSH(&rules.scratch, rules.items, rules.len, rules.capacity) =
            (struct gl_nw_item){gl_ipset_everything(), GL_PORTS_ALL, GL_PORTS_NONE, guard->unknown};
    for (size_t i = 0; i < guard->len; i++) {
        if (!guard->groups[i])
            *GL_PUSH(&rules.scratch, rules.items, rules.len, rules.capacity) =
                (struct gl_nw_item){gl_ipset_everything(), GL_PORTS_ALL, GL_PORTS_NONE,
                                    guard->uses[i] ? guard->uses[i]->value : NULL};
    }
    rules.filter->culprit = guard->unknown;
    gl_nw_filter_sweep(cache, rules.items, rules.len, rules.filter);
    join_groups(&rules);
    rules.filter->any = gl_port_pool_union(
        &cache->pool, rules.filter->any,
        gl_port_pool_union(&cache->pool, rules.filter->every_group, rules.filter->cloudfront_may));
    gl_arena_free(&rules.scratch);
    return rules.filter;
}

const struct gl_nw_filter *gl_nw_filter_of_guard(struct gl_nw_cache *cache, uint32_t guard,
                                                 enum gl_direction direction)
{
    if (cache->nw->guards[guard].is_absent)
        return cache->open;
    if (!cache->guards[direction][guard])
        cache->guards[direction][guard] = fold(cache, &cache->nw->guards[guard], direction);
    return cache->guards[direction][guard];
}
