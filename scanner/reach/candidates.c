#include "reach/candidates.h"

#include "reach/build.h"

static bool is_narrow_rule(const struct gl_pods_rule *rule)
{
    return !rule->is_every_peer && !rule->is_open;
}

/* Can only what the rules name pass? Baseline policies count only where no NetworkPolicy isolates. */
static bool is_narrow(const struct gl_pods *pods, const struct gl_pods_profile *profile,
                      enum gl_pods_direction direction)
{
    if (profile->is_isolated != GL_MATCH_YES || pods->tables->is_not_enforced)
        return false;
    for (size_t i = 0; i < profile->network_len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[profile->network[i].policy];

        for (size_t k = 0; k < policy->rule_len[direction]; k++) {
            if (!is_narrow_rule(&policy->rules[direction][k]))
                return false;
        }
    }
    for (size_t i = 0; i < profile->admin_len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[profile->admin[i].policy];

        for (size_t k = 0; k < policy->rule_len[direction]; k++) {
            if (policy->rules[direction][k].action == GL_PODS_ALLOW &&
                !is_narrow_rule(&policy->rules[direction][k]))
                return false;
        }
    }
    return true;
}

typedef void rule_fn(void *context, const struct gl_pods_rule *rule);

/* Rules of a profile that can let something pass. */
static void each_rule(const struct gl_pods *pods, const struct gl_pods_profile *profile,
                      enum gl_pods_direction direction, rule_fn *each, void *context)
{
    const struct gl_pods_applied *lists[] = {profile->network, profile->admin};
    size_t lens[] = {profile->network_len, profile->admin_len};

    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < lens[l]; i++) {
            const struct gl_pods_policy *policy = &pods->policies[lists[l][i].policy];

            for (size_t k = 0; k < policy->rule_len[direction]; k++) {
                if (policy->rules[direction][k].action == GL_PODS_ALLOW)
                    each(context, &policy->rules[direction][k]);
            }
        }
    }
}

/* ---- building ---- */

struct counting {
    const struct gl_pods_tables *tables;
    uint64_t sum;
};

static void count_rule(void *context, const struct gl_pods_rule *rule)
{
    struct counting *counting = context;

    for (size_t i = 0; i < rule->peer_len; i++)
        counting->sum += counting->tables->peers[rule->peers[i]].len;
}

typedef void user_fn(void *context, uint32_t peer, uint32_t policy);

/* Each peer that an ingress rule of a policy lets in. */
static void each_user(const struct gl_pods *pods, user_fn *each, void *context)
{
    for (uint32_t i = 0; i < pods->policy_len; i++) {
        const struct gl_pods_policy *policy = &pods->policies[i];

        for (size_t k = 0; policy->affects[GL_PODS_INGRESS] && k < policy->rule_len[GL_PODS_INGRESS]; k++) {
            const struct gl_pods_rule *rule = &policy->rules[GL_PODS_INGRESS][k];

            for (size_t p = 0; rule->action == GL_PODS_ALLOW && p < rule->peer_len; p++)
                each(context, rule->peers[p], i);
        }
    }
}

struct indexing {
    const struct gl_pods *pods;
    struct gl_pods_candidates *made;
    uint32_t *next;
};

static void count_user(void *context, uint32_t peer, uint32_t policy)
{
    struct indexing *indexing = context;
    const struct gl_pods *pods = indexing->pods;

    indexing->made->users_start[peer + 1]++;
    indexing->made->weight[peer] += pods->tables->peers[pods->policies[policy].subject].len;
}

static void enter_user(void *context, uint32_t peer, uint32_t policy)
{
    struct indexing *indexing = context;

    indexing->made->users[indexing->next[peer]++] = policy;
}

/* Which policies have an ingress rule that lets a peer in. */
static void index_users(struct gl_pods_build *build, struct gl_pods_candidates *made)
{
    const struct gl_pods_tables *tables = build->tables;
    struct indexing indexing = {build->pods, made, NULL};

    indexing.next = GL_NEW_ARRAY(build->scratch, uint32_t, tables->peer_len + 1);
    made->users_start = GL_NEW_ARRAY(build->arena, uint32_t, tables->peer_len + 1);
    made->weight = GL_NEW_ARRAY(build->arena, uint64_t, tables->peer_len);
    each_user(build->pods, count_user, &indexing);
    for (size_t i = 0; i < tables->peer_len; i++)
        indexing.next[i + 1] = made->users_start[i + 1] += made->users_start[i];
    made->users = GL_NEW_ARRAY(build->arena, uint32_t, made->users_start[tables->peer_len]);
    each_user(build->pods, enter_user, &indexing);
}

/* Which of those peers a class is in. */
static void index_peers(struct gl_pods_build *build, struct gl_pods_candidates *made)
{
    const struct gl_pods_tables *tables = build->tables;
    uint32_t *next = GL_NEW_ARRAY(build->scratch, uint32_t, tables->class_len + 1);

    made->peers_start = GL_NEW_ARRAY(build->arena, uint32_t, tables->class_len + 1);
    made->inward = GL_NEW_ARRAY(build->arena, uint64_t, tables->class_len);
    for (uint32_t p = 0; p < tables->peer_len; p++) {
        for (size_t i = 0; made->weight[p] && i < tables->peers[p].len; i++)
            made->peers_start[tables->peers[p].members[i].class_index + 1]++;
    }
    for (size_t i = 0; i < tables->class_len; i++)
        next[i + 1] = made->peers_start[i + 1] += made->peers_start[i];
    made->peers = GL_NEW_ARRAY(build->arena, uint32_t, made->peers_start[tables->class_len]);
    for (uint32_t p = 0; p < tables->peer_len; p++) {
        for (size_t i = 0; made->weight[p] && i < tables->peers[p].len; i++) {
            uint32_t member = tables->peers[p].members[i].class_index;

            made->peers[next[member]++] = p;
            made->inward[member] += made->weight[p];
        }
    }
}

void gl_pods_build_candidates(struct gl_pods_build *build)
{
    struct gl_pods_tables *tables = build->tables;
    struct gl_pods_candidates *made = GL_NEW(build->arena, struct gl_pods_candidates);

    index_users(build, made);
    index_peers(build, made);
    made->outward = GL_NEW_ARRAY(build->arena, uint64_t, tables->class_len);
    made->open = GL_NEW_ARRAY(build->arena, uint32_t, tables->real_len);
    made->on_host = GL_NEW_ARRAY(build->arena, uint32_t, tables->real_len);
    for (uint32_t i = 0; i < tables->class_len; i++) {
        const struct gl_pods_class *of = &tables->classes[i];
        const struct gl_pods_profile *out = &tables->profiles[of->profile[GL_PODS_EGRESS]];
        const struct gl_pods_profile *in = &tables->profiles[of->profile[GL_PODS_INGRESS]];
        struct counting counting = {tables, 0};

        if (i < tables->real_len && of->is_host_network)
            made->on_host[made->on_host_len++] = i;
        if (i < tables->real_len && !is_narrow(build->pods, in, GL_PODS_INGRESS))
            made->open[made->open_len++] = i;
        each_rule(build->pods, out, GL_PODS_EGRESS, count_rule, &counting);
        made->outward[i] = is_narrow(build->pods, out, GL_PODS_EGRESS) ? counting.sum : UINT64_MAX;
    }
    tables->candidates = made;
}

/* ---- asking ---- */

struct offering {
    const struct gl_pods_tables *tables;
    void (*each)(void *context, uint32_t to);
    void *context;
};

static void offer(const struct offering *offering, uint32_t to)
{
    if (to < offering->tables->real_len)
        offering->each(offering->context, to);
}

static void offer_members(const struct offering *offering, const struct gl_pods_peer *peer)
{
    for (size_t i = 0; i < peer->len; i++)
        offer(offering, peer->members[i].class_index);
}

static void offer_rule(void *context, const struct gl_pods_rule *rule)
{
    const struct offering *offering = context;

    for (size_t i = 0; i < rule->peer_len; i++)
        offer_members(offering, &offering->tables->peers[rule->peers[i]]);
}

/* Everybody who lets `from` in: by what is open to all, and by the rules that name it. */
static void offer_inward(const struct gl_pods *pods, const struct offering *offering, uint32_t from)
{
    const struct gl_pods_candidates *made = pods->tables->candidates;

    for (size_t i = 0; i < made->open_len; i++)
        offer(offering, made->open[i]);
    for (uint32_t i = made->peers_start[from]; i < made->peers_start[from + 1]; i++) {
        uint32_t peer = made->peers[i];

        for (uint32_t k = made->users_start[peer]; k < made->users_start[peer + 1]; k++)
            offer_members(offering, &pods->tables->peers[pods->policies[made->users[k]].subject]);
    }
}

void gl_pods_each_candidate(const struct gl_pods *pods, uint32_t from,
                            void (*each)(void *context, uint32_t to), void *context)
{
    const struct gl_pods_tables *tables = pods->tables;
    const struct gl_pods_candidates *made = tables->candidates;
    const struct gl_pods_class *of = &tables->classes[from];
    struct offering offering = {tables, each, context};

    if (made->outward[from] <= made->inward[from] + made->open_len) {
        each_rule(pods, &tables->profiles[of->profile[GL_PODS_EGRESS]], GL_PODS_EGRESS, offer_rule,
                  &offering);
        for (size_t i = 0; i < made->on_host_len; i++)
            offer(&offering, made->on_host[i]);
    } else if (of->is_host_network) {
        for (uint32_t i = 0; i < tables->real_len; i++) /* rules may name it by the address of its node */
            offer(&offering, i);
    } else {
        offer_inward(pods, &offering, from);
    }
}
