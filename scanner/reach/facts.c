/* What checks ask about single policies, rules and workloads. */
#include "base/sort.h"
#include "reach/address.h"
#include "reach/build.h"
#include "reach/reach.h"

enum gl_match gl_pods_policy_selects(const struct gl_pods *pods, const struct gl_pods_policy *policy)
{
    const struct gl_pods_peer *subject = &pods->tables->peers[policy->subject];
    enum gl_match best = GL_MATCH_NO;

    for (size_t i = 0; i < subject->len; i++) {
        if (subject->members[i].class_index < pods->tables->real_len && subject->members[i].match > best)
            best = subject->members[i].match;
    }
    return best;
}

static size_t sort_once(uint32_t *items, size_t len)
{
    size_t kept = 0, ascending = 1;

    while (ascending < len && items[ascending - 1] < items[ascending])
        ascending++;
    if (ascending >= len)
        return len; /* as they mostly are */
    gl_sort_u32(items, len);
    for (size_t i = 0; i < len; i++) {
        if (kept == 0 || items[kept - 1] != items[i])
            items[kept++] = items[i];
    }
    return kept;
}

static void list_ends(struct gl_arena *arena, const struct gl_pods_tables *tables,
                      struct gl_pods_peer *subject)
{
    size_t len = 0;

    for (size_t i = 0; i < subject->len; i++)
        len += tables->classes[subject->members[i].class_index].end_len;
    subject->ends = GL_NEW_ARRAY(arena, uint32_t, len);
    len = 0;
    for (size_t i = 0; i < subject->len; i++) {
        const struct gl_pods_class *of = &tables->classes[subject->members[i].class_index];

        for (size_t k = 0; k < of->end_len; k++)
            subject->ends[len++] = of->ends[k];
    }
    subject->end_len = sort_once(subject->ends, len);
}

void gl_pods_build_subjects(struct gl_pods_build *build)
{
    struct gl_pods_tables *tables = build->tables;

    for (size_t i = 0; i < build->pods->policy_len; i++) {
        struct gl_pods_peer *subject = &tables->peers[build->pods->policies[i].subject];

        if (!subject->ends)
            list_ends(build->arena, tables, subject);
    }
}

size_t gl_pods_policy_subjects(const struct gl_pods *pods, const struct gl_pods_policy *policy,
                               const uint32_t **ret_ends)
{
    const struct gl_pods_peer *subject = &pods->tables->peers[policy->subject];

    *ret_ends = subject->ends;
    return subject->end_len;
}

enum gl_match gl_pods_rule_matches(const struct gl_pods *pods, const struct gl_pods_rule *rule)
{
    enum gl_match best = rule->is_open || rule->has_nodes ? GL_MATCH_MAY : GL_MATCH_NO;

    if (rule->is_every_peer || !gl_ipset_is_empty(rule->addresses))
        return GL_MATCH_YES;
    for (size_t i = 0; i < rule->peer_len && best != GL_MATCH_YES; i++) {
        const struct gl_pods_peer *peer = &pods->tables->peers[rule->peers[i]];

        for (size_t k = 0; k < peer->len && best != GL_MATCH_YES; k++) {
            if (peer->members[k].class_index < pods->tables->real_len && peer->members[k].match > best)
                best = peer->members[k].match;
        }
    }
    return best;
}

struct gl_portset gl_pods_rule_ports(const struct gl_pods *pods, const struct gl_pods_rule *rule,
                                     bool *ret_has_names)
{
    const struct gl_pods_ports *ports = &pods->tables->ports[rule->ports];

    *ret_has_names = ports->name_len > 0;
    return gl_port_pool_get(&pods->tables->pool, ports->sure);
}

/* ---- workloads ---- */

static enum gl_match denies_anything(const struct gl_pods *pods, const struct gl_pods_applied *applied,
                                     size_t len, enum gl_pods_direction direction)
{
    enum gl_match best = GL_MATCH_NO;

    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[applied[i].policy];

        for (size_t k = 0; k < policy->rule_len[direction] && best < applied[i].match; k++) {
            if (policy->rules[direction][k].action == GL_PODS_DENY)
                best = applied[i].match;
        }
    }
    return best;
}

/* Pods of one owner may differ: surely isolated are they when each of them is. */
void gl_reach_isolation(const struct gl_pods *pods, uint32_t end, enum gl_pods_direction direction,
                        enum gl_match *ret_isolated, enum gl_match *ret_restricted)
{
    const struct gl_pods_tables *tables = pods->tables;
    const struct gl_pods_end *of = &pods->ends[end];
    bool is_any_isolated = false;

    *ret_isolated = of->class_len ? GL_MATCH_YES : GL_MATCH_NO;
    *ret_restricted = GL_MATCH_NO;
    for (size_t i = 0; i < of->class_len; i++) {
        const struct gl_pods_profile *profile =
            &tables->profiles[tables->classes[of->classes[i]].profile[direction]];

        is_any_isolated = is_any_isolated || profile->is_isolated != GL_MATCH_NO;
        if (profile->is_isolated < *ret_isolated)
            *ret_isolated = profile->is_isolated;
        *ret_restricted = gl_match_either(
            *ret_restricted,
            gl_match_either(denies_anything(pods, profile->admin, profile->admin_len, direction),
                            denies_anything(pods, profile->baseline, profile->baseline_len, direction)));
    }
    if (*ret_isolated == GL_MATCH_NO && is_any_isolated)
        *ret_isolated = GL_MATCH_MAY;
}

struct collecting {
    struct gl_arena *arena;
    uint32_t *policies;
    size_t len, capacity;
};

static void collect(struct collecting *collecting, const struct gl_pods_applied *applied, size_t len)
{
    for (size_t i = 0; i < len; i++)
        *GL_PUSH(collecting->arena, collecting->policies, collecting->len, collecting->capacity) =
            applied[i].policy;
}

struct gl_pods_isolation gl_pods_isolation(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                                           enum gl_pods_direction direction)
{
    const struct gl_pods_tables *tables = pods->tables;
    const struct gl_pods_end *of = &pods->ends[end];
    struct collecting collecting = {.arena = arena};
    struct gl_pods_isolation made = {0};

    gl_reach_isolation(pods, end, direction, &made.is_isolated, &made.is_restricted);
    for (size_t i = 0; i < of->class_len; i++) {
        const struct gl_pods_profile *profile =
            &tables->profiles[tables->classes[of->classes[i]].profile[direction]];

        collect(&collecting, profile->admin, profile->admin_len);
        collect(&collecting, profile->network, profile->network_len);
        collect(&collecting, profile->baseline, profile->baseline_len);
    }
    if (!collecting.policies)
        return made;
    collecting.len = sort_once(collecting.policies, collecting.len);
    made.policies = GL_NEW_ARRAY(arena, const struct gl_pods_policy *, collecting.len);
    for (size_t i = 0; i < collecting.len; i++)
        made.policies[made.len++] = &pods->policies[collecting.policies[i]];
    return made;
}

/* ---- addresses ---- */

/* All pieces of the maps of an end's classes laid over each other. */
static size_t add_family(struct gl_pods_eval *eval, const struct gl_pods_end *end,
                         enum gl_pods_direction direction, enum gl_ip_family family,
                         struct gl_pods_span_of_addresses *spans)
{
    const struct gl_pods_tables *tables = eval->tables;
    gl_u128 first = 0, last = 0;
    size_t len = 0;

    while (end->class_len && last != gl_ip_max(family)) {
        struct gl_pods_bounds all = GL_PODS_NOTHING;

        last = gl_ip_max(family);
        for (size_t i = 0; i < end->class_len; i++) {
            const struct gl_pods_address_map *map = tables->classes[end->classes[i]].maps[direction];
            size_t at = gl_pods_map_find(map, family, first);

            all = gl_pods_bounds_union(
                eval, all,
                (struct gl_pods_bounds){map->pieces[family][at].upper, map->pieces[family][at].sure});
            if (map->pieces[family][at].last < last)
                last = map->pieces[family][at].last;
        }
        if (all.upper != GL_PORTS_NONE)
            spans[len++] = (struct gl_pods_span_of_addresses){family, first, last,
                                                              gl_port_pool_get(&eval->pool, all.upper),
                                                              gl_port_pool_get(&eval->pool, all.sure)};
        first = last + 1;
    }
    return len;
}

size_t gl_pods_addresses(struct gl_arena *arena, const struct gl_pods *pods, uint32_t end,
                         enum gl_pods_direction direction, struct gl_pods_span_of_addresses **ret_spans)
{
    const struct gl_pods_end *of = &pods->ends[end];
    struct gl_pods_eval eval;
    size_t most = 0, len;

    gl_pods_eval_init(&eval, arena, pods);
    for (size_t i = 0; i < of->class_len; i++) {
        const struct gl_pods_address_map *map = pods->tables->classes[of->classes[i]].maps[direction];

        most += map->len[GL_IPV4] + map->len[GL_IPV6];
    }
    *ret_spans = GL_NEW_ARRAY(arena, struct gl_pods_span_of_addresses, most);
    len = add_family(&eval, of, direction, GL_IPV4, *ret_spans);
    return len + add_family(&eval, of, direction, GL_IPV6, *ret_spans + len);
}
