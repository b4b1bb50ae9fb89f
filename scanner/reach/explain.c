/* Why: the rules that decide each port of a pair. Ports that no rule of either side tells apart are looked at
 * together; those for which the same rules speak make one case. */
#include "base/limits.h"
#include "reach/address.h"

/* Ports as disjoint sets, split wherever a rule tells some of them apart. */
struct parts {
    uint32_t *items;
    size_t len, capacity;
};

/* One side of a pair: whose policies speak, and of whom. */
struct side {
    enum gl_pods_direction direction;
    uint32_t class_index; /* NONE: policies have no say here */
    uint32_t destination; /* whose named ports count */
    struct gl_pods_party party;
};

struct explaining {
    struct gl_arena *arena;
    struct gl_pods_eval eval;
    struct side sides[2]; /* by direction */
    struct gl_pods_bounds bounds[2];
    const struct gl_pods_entry *entries; /* into the pod, from the ingress controller */
    size_t entry_len;
    struct parts parts;
};

static bool has_all(struct explaining *explaining, uint32_t set, uint32_t part)
{
    return gl_port_pool_both(&explaining->eval.pool, set, part) == part;
}

/* ---- telling ports apart ---- */

static void split(struct explaining *explaining, uint32_t set)
{
    struct gl_port_pool *pool = &explaining->eval.pool;
    struct parts *parts = &explaining->parts;
    size_t len = parts->len;

    for (size_t i = 0; i < len && parts->len < GL_MAX_PARTNERS; i++) {
        uint32_t inside = gl_port_pool_both(pool, parts->items[i], set);
        uint32_t outside = gl_port_pool_minus(pool, parts->items[i], set);

        if (inside == GL_PORTS_NONE || outside == GL_PORTS_NONE)
            continue;
        parts->items[i] = inside;
        *GL_PUSH(explaining->arena, parts->items, parts->len, parts->capacity) = outside;
    }
}

static void split_by(struct explaining *explaining, const struct side *side,
                     const struct gl_pods_applied *applied, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_policy *policy = &explaining->eval.pods->policies[applied[i].policy];

        for (size_t k = 0; k < policy->rule_len[side->direction]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[side->direction][k];
            struct gl_pods_bounds bounds;

            if (gl_pods_rule_names(explaining->eval.tables, rule, &side->party) == GL_MATCH_NO)
                continue;
            bounds = gl_pods_rule_bounds(&explaining->eval, rule, side->destination);
            split(explaining, bounds.upper);
            split(explaining, bounds.sure);
        }
    }
}

static const struct gl_pods_profile *profile_of(const struct explaining *explaining, const struct side *side)
{
    const struct gl_pods_tables *tables = explaining->eval.tables;

    return &tables->profiles[tables->classes[side->class_index].profile[side->direction]];
}

static void split_by_side(struct explaining *explaining, const struct side *side)
{
    const struct gl_pods_profile *profile;

    if (side->class_index == GL_PODS_NONE || explaining->eval.tables->is_not_enforced)
        return;
    profile = profile_of(explaining, side);
    split_by(explaining, side, profile->admin, profile->admin_len);
    split_by(explaining, side, profile->network, profile->network_len);
    split_by(explaining, side, profile->baseline, profile->baseline_len);
}

/* ---- reasons ---- */

struct collecting {
    struct explaining *explaining;
    const struct side *side;
    uint32_t part;
    struct gl_pods_reason *items;
    size_t len, capacity;
};

static void add(struct collecting *collecting, struct gl_pods_reason reason)
{
    *GL_PUSH(collecting->explaining->arena, collecting->items, collecting->len, collecting->capacity) =
        reason;
}

/* Does a rule speak of these ports of the other end? MAY: only if something that is not known turns out so.
 */
static enum gl_match speaks(struct collecting *collecting, const struct gl_pods_rule *rule)
{
    struct explaining *explaining = collecting->explaining;
    enum gl_match match = gl_pods_rule_names(explaining->eval.tables, rule, &collecting->side->party);
    struct gl_pods_bounds bounds;

    if (match == GL_MATCH_NO)
        return match;
    bounds = gl_pods_rule_bounds(&explaining->eval, rule, collecting->side->destination);
    if (!has_all(explaining, bounds.upper, collecting->part))
        return GL_MATCH_NO;
    return has_all(explaining, bounds.sure, collecting->part) ? match : GL_MATCH_MAY;
}

/* Rules in their order, until one surely decides. True: it is decided, and *ret_passed says whether the
 * NetworkPolicies are asked all the same. */
static bool ask_ordered(struct collecting *collecting, const struct gl_pods_applied *applied, size_t len,
                        bool *ret_passed)
{
    static const enum gl_pods_verdict verdicts[] = {
        [GL_PODS_ALLOW] = GL_PODS_ALLOWED, [GL_PODS_DENY] = GL_PODS_DENIED, [GL_PODS_PASS] = GL_PODS_PASSED};

    *ret_passed = false;
    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_policy *policy = &collecting->explaining->eval.pods->policies[applied[i].policy];

        for (size_t k = 0; k < policy->rule_len[collecting->side->direction]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[collecting->side->direction][k];
            enum gl_match match = speaks(collecting, rule);
            bool is_open = match == GL_MATCH_MAY || applied[i].match == GL_MATCH_MAY;

            if (match == GL_MATCH_NO)
                continue;
            add(collecting,
                (struct gl_pods_reason){
                    .verdict = verdicts[rule->action], .policy = policy, .rule = rule, .is_open = is_open});
            *ret_passed = rule->action == GL_PODS_PASS;
            if (!is_open)
                return true;
        }
    }
    return false;
}

/* Why a NetworkPolicy that selects the pod does not let it pass. */
static void add_silence(struct collecting *collecting, const struct gl_pods_policy *policy, bool is_open)
{
    struct gl_pods_reason reason = {.verdict = GL_PODS_NO_PEER, .policy = policy, .is_open = is_open};
    size_t len = policy->rule_len[collecting->side->direction], before = collecting->len;

    for (size_t k = 0; k < len; k++) {
        const struct gl_pods_rule *rule = &policy->rules[collecting->side->direction][k];

        if (gl_pods_rule_names(collecting->explaining->eval.tables, rule, &collecting->side->party) !=
            GL_MATCH_NO)
            add(collecting,
                (struct gl_pods_reason){
                    .verdict = GL_PODS_NO_PORT, .policy = policy, .rule = rule, .is_open = is_open});
    }
    if (collecting->len > before)
        return;
    if (len == 0)
        reason.verdict = GL_PODS_NO_RULE;
    add(collecting, reason);
}

static void ask_network(struct collecting *collecting, const struct gl_pods_profile *profile)
{
    const struct gl_pods *pods = collecting->explaining->eval.pods;
    size_t before = collecting->len;

    for (size_t i = 0; i < profile->network_len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[profile->network[i].policy];

        for (size_t k = 0; k < policy->rule_len[collecting->side->direction]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[collecting->side->direction][k];
            enum gl_match match = speaks(collecting, rule);

            if (match == GL_MATCH_NO)
                continue;
            add(collecting, (struct gl_pods_reason){.verdict = GL_PODS_ALLOWED,
                                                    .policy = policy,
                                                    .rule = rule,
                                                    .is_open = match == GL_MATCH_MAY ||
                                                               profile->network[i].match == GL_MATCH_MAY});
        }
    }
    for (size_t i = 0; collecting->len == before && i < profile->network_len; i++)
        add_silence(collecting, &pods->policies[profile->network[i].policy],
                    profile->network[i].match == GL_MATCH_MAY);
}

static void ask_baseline(struct collecting *collecting, const struct gl_pods_profile *profile)
{
    bool is_passed;

    if (!ask_ordered(collecting, profile->baseline, profile->baseline_len, &is_passed))
        add(collecting, (struct gl_pods_reason){.verdict = GL_PODS_BY_DEFAULT});
}

/* Silence of every policy says as much as one that speaks, so loops above run over all rules again. */
static void ask_all(struct collecting *collecting)
{
    const struct gl_pods_profile *profile;
    bool is_passed;

    if (collecting->side->class_index == GL_PODS_NONE ||
        collecting->explaining->eval.tables->is_not_enforced) {
        add(collecting, (struct gl_pods_reason){.verdict = GL_PODS_BY_DEFAULT});
        return;
    }
    profile = profile_of(collecting->explaining, collecting->side);
    if (ask_ordered(collecting, profile->admin, profile->admin_len, &is_passed) && !is_passed)
        return;
    if (profile->is_isolated != GL_MATCH_NO) {
        size_t before = collecting->len;

        ask_network(collecting, profile);
        if (profile->is_isolated == GL_MATCH_YES && collecting->len > before)
            return;
    }
    ask_baseline(collecting, profile);
}

static struct gl_pods_reasons reasons_of(struct explaining *explaining, enum gl_pods_direction direction,
                                         uint32_t part)
{
    struct collecting collecting = {explaining, &explaining->sides[direction], part, NULL, 0, 0};
    bool is_led_to = !explaining->entry_len;

    for (size_t i = 0; direction == GL_PODS_INGRESS && i < explaining->entry_len; i++) {
        const struct gl_pods_entry *entry = &explaining->entries[i];

        if (!has_all(explaining, entry->ports, part))
            continue;
        add(&collecting, (struct gl_pods_reason){.verdict = GL_PODS_ENTERED,
                                                 .entry = entry->by,
                                                 .service = entry->service,
                                                 .is_open = entry->sure != entry->ports});
        is_led_to = true;
    }
    if (direction == GL_PODS_INGRESS && !is_led_to) {
        add(&collecting, (struct gl_pods_reason){.verdict = GL_PODS_NO_ENTRY});
        return (struct gl_pods_reasons){false, collecting.items, collecting.len};
    }
    ask_all(&collecting);
    return (struct gl_pods_reasons){has_all(explaining, explaining->bounds[direction].upper, part),
                                    collecting.items, collecting.len};
}

/* ---- cases ---- */

static bool is_same(const struct gl_pods_reasons *a, const struct gl_pods_reasons *b)
{
    if (a->len != b->len || a->is_allowed != b->is_allowed)
        return false;
    for (size_t i = 0; i < a->len; i++) {
        const struct gl_pods_reason *left = &a->items[i], *right = &b->items[i];

        if (left->verdict != right->verdict || left->policy != right->policy || left->rule != right->rule ||
            left->is_open != right->is_open || left->entry != right->entry || left->service != right->service)
            return false;
    }
    return true;
}

/* What was split only in passing is one case again. */
static size_t make_cases(struct explaining *explaining, struct gl_pods_case **ret_cases)
{
    struct gl_pods_case *cases = GL_NEW_ARRAY(explaining->arena, struct gl_pods_case, explaining->parts.len);
    uint32_t *ports = GL_NEW_ARRAY(explaining->arena, uint32_t, explaining->parts.len);
    size_t len = 0;

    for (size_t i = 0; i < explaining->parts.len; i++) {
        struct gl_pods_case one = {0};
        size_t at = 0;

        for (size_t d = 0; d < 2; d++)
            one.by[d] =
                reasons_of(explaining, d ? GL_PODS_EGRESS : GL_PODS_INGRESS, explaining->parts.items[i]);
        one.is_allowed = one.by[0].is_allowed && one.by[1].is_allowed;
        while (at < len && !(is_same(&cases[at].by[0], &one.by[0]) && is_same(&cases[at].by[1], &one.by[1])))
            at++;
        if (at == len)
            cases[len++] = one;
        ports[at] = gl_port_pool_union(&explaining->eval.pool, ports[at], explaining->parts.items[i]);
    }
    for (size_t i = 0; i < len; i++)
        cases[i].ports = gl_port_pool_get(&explaining->eval.pool, ports[i]);
    *ret_cases = cases;
    return len;
}

/* ---- the pair ---- */

static struct gl_pods_party party_of(const struct gl_pods *pods, const struct gl_pods_end *end,
                                     uint32_t class_index, enum gl_pods_direction direction)
{
    struct gl_pods_party party = {.class_index = class_index, .family = end->family};
    const struct gl_pods_atoms *atoms = &pods->tables->atoms[direction][end->family];

    if (end->kind != GL_PODS_ADDRESSES || !end->atoms[direction])
        return party;
    party.last = atoms->last[end->atoms[direction] - 1];
    party.first = party.last; /* no policy tells the addresses of the range apart */
    return party;
}

static uint32_t class_at(const struct gl_pods *pods, const struct gl_pods_end *end, size_t index)
{
    if (end->kind == GL_PODS_INGRESS_CONTROLLER)
        return pods->tables->controller_class;
    return index < end->class_len ? end->classes[index] : GL_PODS_NONE;
}

/* Pods of one owner may differ: the first two between which anything passes, else the first. */
static void choose_classes(struct explaining *explaining, const struct gl_pods_end *from,
                           const struct gl_pods_end *to, uint32_t *ret_from, uint32_t *ret_to)
{
    *ret_from = class_at(explaining->eval.pods, from, 0);
    *ret_to = class_at(explaining->eval.pods, to, 0);
    if (from->class_len * to->class_len < 2)
        return;
    for (size_t i = 0; i < from->class_len; i++) {
        for (size_t k = 0; k < to->class_len; k++) {
            if (gl_pods_eval_pair(&explaining->eval, from->classes[i], to->classes[k]).upper == GL_PORTS_NONE)
                continue;
            *ret_from = from->classes[i];
            *ret_to = to->classes[k];
            return;
        }
    }
}

static void find_bounds(struct explaining *explaining, struct side *side)
{
    explaining->bounds[side->direction] =
        side->class_index == GL_PODS_NONE
            ? GL_PODS_EVERYTHING
            : gl_pods_eval_direction(
                  &explaining->eval,
                  explaining->eval.tables->classes[side->class_index].profile[side->direction],
                  side->direction, side->class_index, &side->party);
}

static void find_entries(struct explaining *explaining, uint32_t class_index)
{
    const struct gl_pods_tables *tables = explaining->eval.tables;
    struct gl_pods_entry *entries = GL_NEW_ARRAY(explaining->arena, struct gl_pods_entry, tables->entry_len);

    for (size_t i = 0; i < tables->entry_len; i++) {
        if (tables->entries[i].class_index == class_index)
            entries[explaining->entry_len++] = tables->entries[i];
    }
    explaining->entries = entries;
    for (size_t i = 0; i < explaining->entry_len; i++)
        split(explaining, entries[i].ports);
}

size_t gl_pods_explain(struct gl_arena *arena, const struct gl_pods *pods, uint32_t from, uint32_t to,
                       struct gl_pods_case **ret_cases)
{
    const struct gl_pods_end *source = &pods->ends[from], *end = &pods->ends[to];
    struct explaining explaining = {.arena = arena};
    uint32_t from_class, to_class;

    gl_pods_eval_init(&explaining.eval, arena, pods);
    choose_classes(&explaining, source, end, &from_class, &to_class);
    explaining.sides[GL_PODS_INGRESS] = (struct side){GL_PODS_INGRESS, to_class, to_class,
                                                      party_of(pods, source, from_class, GL_PODS_INGRESS)};
    explaining.sides[GL_PODS_EGRESS] =
        (struct side){GL_PODS_EGRESS, from_class, to_class, party_of(pods, end, to_class, GL_PODS_EGRESS)};
    *GL_PUSH(arena, explaining.parts.items, explaining.parts.len, explaining.parts.capacity) = GL_PORTS_ALL;
    for (size_t d = 0; d < 2;
         d++) { /* first what passes: true even where there are too many parts for the rest */
        find_bounds(&explaining, &explaining.sides[d]);
        split(&explaining, explaining.bounds[d].upper);
    }
    for (size_t d = 0; d < 2; d++)
        split_by_side(&explaining, &explaining.sides[d]);
    if (source->kind == GL_PODS_INGRESS_CONTROLLER)
        find_entries(&explaining, to_class);
    return make_cases(&explaining, ret_cases);
}
