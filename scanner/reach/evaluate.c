#include "reach/evaluate.h"

void gl_pods_eval_init(struct gl_pods_eval *eval, struct gl_arena *arena, const struct gl_pods *pods)
{
    eval->pods = pods;
    eval->tables = pods->tables;
    gl_port_pool_init_on(&eval->pool, arena, &pods->tables->pool);
}

struct gl_pods_bounds gl_pods_bounds_union(struct gl_pods_eval *eval, struct gl_pods_bounds a,
                                           struct gl_pods_bounds b)
{
    return (struct gl_pods_bounds){gl_port_pool_union(&eval->pool, a.upper, b.upper),
                                   gl_port_pool_union(&eval->pool, a.sure, b.sure)};
}

struct gl_pods_bounds gl_pods_bounds_both(struct gl_pods_eval *eval, struct gl_pods_bounds a,
                                          struct gl_pods_bounds b)
{
    return (struct gl_pods_bounds){gl_port_pool_both(&eval->pool, a.upper, b.upper),
                                   gl_port_pool_both(&eval->pool, a.sure, b.sure)};
}

/* ---- rules ---- */

static enum gl_match peer_has(const struct gl_pods_peer *peer, uint32_t class_index)
{
    size_t low = 0, high = peer->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (peer->members[middle].class_index == class_index)
            return peer->members[middle].match;
        if (peer->members[middle].class_index < class_index)
            low = middle + 1;
        else
            high = middle;
    }
    return GL_MATCH_NO;
}

static enum gl_match names_class(const struct gl_pods_tables *tables, const struct gl_pods_rule *rule,
                                 uint32_t class_index)
{
    enum gl_match best = rule->is_open ? GL_MATCH_MAY : GL_MATCH_NO;

    /* a pod on the host network has an address of its node: which one is not known */
    if (tables->classes[class_index].is_host_network && (rule->is_of_admin || tables->host_network_apart) &&
        (rule->has_nodes || !gl_ipset_is_empty(rule->addresses)))
        best = GL_MATCH_MAY;
    for (size_t i = 0; i < rule->peer_len && best != GL_MATCH_YES; i++) {
        enum gl_match match = peer_has(&tables->peers[rule->peers[i]], class_index);

        best = gl_match_either(best, match);
    }
    return best;
}

static enum gl_match names_addresses(const struct gl_pods_rule *rule, const struct gl_pods_party *party)
{
    struct gl_range range = {party->first, party->last};
    struct gl_ranges one = {&range, 1};
    struct gl_ranges named = party->family == GL_IPV4 ? rule->addresses.v4 : rule->addresses.v6;

    if (gl_ranges_contains(named, one))
        return GL_MATCH_YES;
    return rule->is_open || gl_ranges_overlap(named, one) ? GL_MATCH_MAY : GL_MATCH_NO;
}

/* Pods that are not in the scan. */
static enum gl_match names_others(const struct gl_pods_rule *rule, const struct gl_pods_party *party)
{
    for (size_t i = 0; i < rule->peer_len; i++) {
        size_t low = 0, high = party->named_len;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (party->named_by[middle] == rule->peers[i])
                return GL_MATCH_YES;
            if (party->named_by[middle] < rule->peers[i])
                low = middle + 1;
            else
                high = middle;
        }
    }
    return rule->is_open ? GL_MATCH_MAY : GL_MATCH_NO;
}

enum gl_match gl_pods_rule_names(const struct gl_pods_tables *tables, const struct gl_pods_rule *rule,
                                 const struct gl_pods_party *party)
{
    if (rule->is_every_peer)
        return GL_MATCH_YES;
    if (party->named_by)
        return names_others(rule, party);
    return party->class_index == GL_PODS_NONE ? names_addresses(rule, party)
                                              : names_class(tables, rule, party->class_index);
}

struct gl_pods_bounds gl_pods_rule_bounds(struct gl_pods_eval *eval, const struct gl_pods_rule *rule,
                                          uint32_t destination)
{
    const struct gl_pods_ports *ports = &eval->tables->ports[rule->ports];
    struct gl_pods_bounds bounds = {ports->upper, ports->sure};
    const struct gl_pods_class *to;

    if (!ports->name_len || destination == GL_PODS_NONE)
        return bounds;
    to = &eval->tables->classes[destination];
    for (size_t i = 0; i < ports->name_len; i++) {
        for (size_t k = 0; k < to->port_len; k++) {
            uint32_t one;

            if (!gl_str_eq(to->ports[k].name, ports->names[i].name) ||
                (ports->names[i].protocol != GL_PROTO_ALL &&
                 (unsigned)ports->names[i].protocol != to->ports[k].protocol))
                continue;
            one =
                gl_port_pool_add(&eval->pool, gl_portset_of_range(eval->pool.arena, to->ports[k].protocol,
                                                                  to->ports[k].number, to->ports[k].number));
            bounds = gl_pods_bounds_union(eval, bounds, (struct gl_pods_bounds){one, one});
        }
    }
    return bounds;
}

/* ---- policies ---- */

/* One question to the policies of a pod. */
struct asking {
    struct gl_pods_eval *eval;
    const struct gl_pods_profile *profile;
    enum gl_pods_direction direction;
    uint32_t destination; /* whose named ports count */
    const struct gl_pods_party *party;
};

/* What one NetworkPolicy lets pass. */
static struct gl_pods_bounds allowed_by(const struct asking *asking, const struct gl_pods_policy *policy)
{
    struct gl_pods_bounds all = GL_PODS_NOTHING;

    for (size_t i = 0; i < policy->rule_len[asking->direction]; i++) {
        const struct gl_pods_rule *rule = &policy->rules[asking->direction][i];
        enum gl_match match = gl_pods_rule_names(asking->eval->tables, rule, asking->party);
        struct gl_pods_bounds bounds;

        if (match == GL_MATCH_NO)
            continue;
        bounds = gl_pods_rule_bounds(asking->eval, rule, asking->destination);
        if (match == GL_MATCH_MAY)
            bounds.sure = GL_PORTS_NONE;
        all = gl_pods_bounds_union(asking->eval, all, bounds);
    }
    return all;
}

/* What all NetworkPolicies together let pass, if any of them selects the pod. Where none surely does, only
 * what each of them would let pass is sure. */
static struct gl_pods_bounds network_bounds(const struct asking *asking)
{
    const struct gl_pods_profile *profile = asking->profile;
    bool is_sure = profile->is_isolated == GL_MATCH_YES;
    struct gl_pods_bounds all = {GL_PORTS_NONE, is_sure ? GL_PORTS_NONE : GL_PORTS_ALL};
    struct gl_port_pool *pool = &asking->eval->pool;

    for (size_t i = 0; i < profile->network_len; i++) {
        struct gl_pods_bounds one =
            allowed_by(asking, &asking->eval->pods->policies[profile->network[i].policy]);

        all.upper = gl_port_pool_union(pool, all.upper, one.upper);
        if (!is_sure)
            all.sure = gl_port_pool_both(pool, all.sure, one.sure);
        else if (profile->network[i].match == GL_MATCH_YES)
            all.sure = gl_port_pool_union(pool, all.sure, one.sure);
    }
    return all;
}

/* Ports on their way through a list of ordered rules. */
struct ordered {
    struct gl_pods_bounds open; /* not decided yet */
    struct gl_pods_bounds allowed, passed;
};

static void apply_rule(const struct asking *asking, struct ordered *state, const struct gl_pods_rule *rule,
                       enum gl_match applies)
{
    enum gl_match match = gl_pods_rule_names(asking->eval->tables, rule, asking->party);
    struct gl_port_pool *pool = &asking->eval->pool;
    struct gl_pods_bounds named, hit;

    if (match == GL_MATCH_NO)
        return;
    named = gl_pods_rule_bounds(asking->eval, rule, asking->destination);
    if (match == GL_MATCH_MAY || applies == GL_MATCH_MAY)
        named.sure = GL_PORTS_NONE;
    hit = gl_pods_bounds_both(asking->eval, state->open, named);
    if (rule->action == GL_PODS_ALLOW)
        state->allowed = gl_pods_bounds_union(asking->eval, state->allowed, hit);
    else if (rule->action == GL_PODS_PASS)
        state->passed = gl_pods_bounds_union(asking->eval, state->passed, hit);
    state->open.upper = gl_port_pool_minus(pool, state->open.upper, named.sure);
    state->open.sure = gl_port_pool_minus(pool, state->open.sure, named.upper);
}

static struct ordered apply_all(const struct asking *asking, const struct gl_pods_applied *applied,
                                size_t len)
{
    struct ordered state = {GL_PODS_EVERYTHING, GL_PODS_NOTHING, GL_PODS_NOTHING};

    for (size_t i = 0; i < len; i++) {
        const struct gl_pods_policy *policy = &asking->eval->pods->policies[applied[i].policy];

        for (size_t k = 0; k < policy->rule_len[asking->direction]; k++) {
            if (state.open.upper == GL_PORTS_NONE)
                return state;
            apply_rule(asking, &state, &policy->rules[asking->direction][k], applied[i].match);
        }
    }
    return state;
}

/* What is left to a pod that no NetworkPolicy selects. */
static struct gl_pods_bounds baseline_bounds(const struct asking *asking)
{
    struct ordered state;

    if (!asking->profile->baseline_len)
        return GL_PODS_EVERYTHING;
    state = apply_all(asking, asking->profile->baseline, asking->profile->baseline_len);
    return gl_pods_bounds_union(asking->eval, state.allowed, state.open);
}

static struct gl_pods_bounds below_admin(const struct asking *asking)
{
    struct gl_pods_bounds network, baseline;

    if (asking->profile->is_isolated == GL_MATCH_NO)
        return baseline_bounds(asking);
    network = network_bounds(asking);
    if (asking->profile->is_isolated == GL_MATCH_YES)
        return network;
    baseline = baseline_bounds(asking);
    return (struct gl_pods_bounds){gl_port_pool_union(&asking->eval->pool, network.upper, baseline.upper),
                                   gl_port_pool_both(&asking->eval->pool, network.sure, baseline.sure)};
}

struct gl_pods_bounds gl_pods_eval_direction(struct gl_pods_eval *eval, uint32_t profile,
                                             enum gl_pods_direction direction, uint32_t subject,
                                             const struct gl_pods_party *party)
{
    struct asking asking = {eval, &eval->tables->profiles[profile], direction,
                            direction == GL_PODS_INGRESS ? subject : party->class_index, party};
    struct gl_pods_bounds left;
    struct ordered admin;

    if (eval->tables->is_not_enforced)
        return GL_PODS_EVERYTHING;
    if (!asking.profile->admin_len)
        return below_admin(&asking);
    admin = apply_all(&asking, asking.profile->admin, asking.profile->admin_len);
    left = gl_pods_bounds_union(eval, admin.open, admin.passed);
    if (left.upper == GL_PORTS_NONE)
        return admin.allowed;
    return gl_pods_bounds_union(eval, admin.allowed, gl_pods_bounds_both(eval, left, below_admin(&asking)));
}

struct gl_pods_bounds gl_pods_eval_pair(struct gl_pods_eval *eval, uint32_t from, uint32_t to)
{
    const struct gl_pods_class *classes = eval->tables->classes;
    struct gl_pods_party source = {.class_index = from}, destination = {.class_index = to};
    struct gl_pods_bounds out = gl_pods_eval_direction(eval, classes[from].profile[GL_PODS_EGRESS],
                                                       GL_PODS_EGRESS, from, &destination);

    if (out.upper == GL_PORTS_NONE)
        return out;
    return gl_pods_bounds_both(
        eval, out,
        gl_pods_eval_direction(eval, classes[to].profile[GL_PODS_INGRESS], GL_PODS_INGRESS, to, &source));
}
