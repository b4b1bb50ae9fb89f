#include "front/cloudformation/decision.h"

static const struct gl_cfn_decision leaves[2] = {{.truth = false}, {.truth = true}};

const struct gl_cfn_decision *gl_cfn_decision_leaf(bool truth)
{
    return &leaves[truth];
}

const struct gl_cfn_decision *gl_cfn_decision_variable(struct gl_arena *arena,
                                                       const struct gl_cfn_variable *variable)
{
    static const struct gl_cfn_decision *const arms[2] = {&leaves[true], &leaves[false]};
    struct gl_cfn_decision *made = GL_NEW(arena, struct gl_cfn_decision);

    *made = (struct gl_cfn_decision){.variable = variable, .arms = arms, .size = 1};
    return made;
}

static bool is_equal(const struct gl_cfn_decision *a, const struct gl_cfn_decision *b)
{
    if (a == b)
        return true;
    if (!a->variable || !b->variable)
        return !a->variable && !b->variable && a->truth == b->truth;
    if (a->variable->number != b->variable->number)
        return false;
    for (uint32_t i = 0; i < a->variable->arm_len; i++) {
        if (!is_equal(a->arms[i], b->arms[i]))
            return false;
    }
    return true;
}

/* NULL when the tree is too large. Every tree is bounded, so recursion over one is. */
static const struct gl_cfn_decision *node(struct gl_arena *arena, const struct gl_cfn_variable *variable,
                                          const struct gl_cfn_decision *const *arms)
{
    struct gl_cfn_decision *made;
    bool is_same = true;
    uint32_t size = 1;

    for (uint32_t i = 0; i < variable->arm_len; i++) {
        is_same = is_same && is_equal(arms[0], arms[i]);
        size += arms[i]->size;
    }
    if (is_same)
        return arms[0];
    if (size > GL_CFN_MAX_DECISION_NODES)
        return NULL;
    made = GL_NEW(arena, struct gl_cfn_decision);
    *made = (struct gl_cfn_decision){.variable = variable, .arms = arms, .size = size};
    return made;
}

struct combination {
    struct gl_arena *arena;
    bool is_and;
    unsigned nodes_left;
};

static const struct gl_cfn_decision *arm_of(const struct gl_cfn_decision *decision,
                                            const struct gl_cfn_variable *variable, uint32_t arm)
{
    if (decision->variable && decision->variable->number == variable->number)
        return decision->arms[arm];
    return decision;
}

static const struct gl_cfn_decision *combine(struct combination *how, const struct gl_cfn_decision *a,
                                             const struct gl_cfn_decision *b)
{
    const struct gl_cfn_variable *variable;
    const struct gl_cfn_decision **arms;

    if (!a->variable)
        return a->truth == how->is_and ? b : a;
    if (!b->variable)
        return b->truth == how->is_and ? a : b;
    if (how->nodes_left == 0)
        return NULL;
    how->nodes_left--;
    variable = a->variable->number <= b->variable->number ? a->variable : b->variable;
    arms = (const struct gl_cfn_decision **)gl_arena_alloc(how->arena, variable->arm_len, sizeof *arms);
    for (uint32_t i = 0; i < variable->arm_len; i++) {
        arms[i] = combine(how, arm_of(a, variable, i), arm_of(b, variable, i));
        if (!arms[i])
            return NULL;
    }
    return node(how->arena, variable, arms);
}

const struct gl_cfn_decision *gl_cfn_decision_and(struct gl_arena *arena, const struct gl_cfn_decision *a,
                                                  const struct gl_cfn_decision *b)
{
    struct combination how = {.arena = arena, .is_and = true, .nodes_left = GL_CFN_MAX_DECISION_NODES};

    return combine(&how, a, b);
}

const struct gl_cfn_decision *gl_cfn_decision_or(struct gl_arena *arena, const struct gl_cfn_decision *a,
                                                 const struct gl_cfn_decision *b)
{
    struct combination how = {.arena = arena, .is_and = false, .nodes_left = GL_CFN_MAX_DECISION_NODES};

    return combine(&how, a, b);
}

const struct gl_cfn_decision *gl_cfn_decision_not(struct gl_arena *arena,
                                                  const struct gl_cfn_decision *decision)
{
    const struct gl_cfn_decision **arms;

    if (!decision->variable)
        return &leaves[!decision->truth];
    arms = (const struct gl_cfn_decision **)gl_arena_alloc(arena, decision->variable->arm_len, sizeof *arms);
    for (uint32_t i = 0; i < decision->variable->arm_len; i++)
        arms[i] = gl_cfn_decision_not(arena, decision->arms[i]);
    return node(arena, decision->variable, arms);
}

static const struct gl_cfn_decision *takes_arm(struct gl_arena *arena, const struct gl_cfn_variable *variable,
                                               uint32_t arm)
{
    const struct gl_cfn_decision **arms =
        (const struct gl_cfn_decision **)gl_arena_alloc(arena, variable->arm_len, sizeof *arms);

    for (uint32_t i = 0; i < variable->arm_len; i++)
        arms[i] = &leaves[i == arm];
    return node(arena, variable, arms);
}

const struct gl_cfn_decision *gl_cfn_decision_choose(struct gl_arena *arena,
                                                     const struct gl_cfn_variable *variable,
                                                     const struct gl_cfn_decision *const *arms)
{
    const struct gl_cfn_decision *all = &leaves[false];

    for (uint32_t i = 0; i < variable->arm_len; i++) {
        const struct gl_cfn_decision *one =
            gl_cfn_decision_and(arena, takes_arm(arena, variable, i), arms[i]);

        all = one ? gl_cfn_decision_or(arena, all, one) : NULL;
        if (!all)
            return NULL;
    }
    return all;
}

const struct gl_cfn_decision *gl_cfn_decision_under(const struct gl_cfn_decision *decision,
                                                    const struct gl_cfn_assumption *assumptions, size_t len)
{
    for (size_t i = 0; decision->variable && i < len; i++) {
        if (assumptions[i].variable == decision->variable->number &&
            assumptions[i].arm < decision->variable->arm_len) {
            decision = decision->arms[assumptions[i].arm];
            i = GL_STR_NONE; /* from the first assumption again, now for the next variable */
        }
    }
    return decision;
}
