/* Several comparisons of one unknown value: `Env = prod` and `Env = dev` exclude each other. The value gets
 * one variable with an arm for each literal and one for anything else. */
#include "front/cloudformation/eval.h"
#include "front/cloudformation/identity.h"

static bool is_ref(const struct gl_value *value, struct gl_str *ret_name)
{
    struct gl_value argument;
    enum gl_tag function;

    return gl_cfn_call_of(value, &function, &argument) && function == GL_TAG_REF &&
           gl_value_text(&argument, ret_name);
}

/* One side a Ref, the other a literal. */
static bool is_comparison(const struct gl_value *a, const struct gl_value *b, struct gl_str *ret_name,
                          struct gl_str *ret_literal)
{
    if (b->flags & GL_VALUE_HAS_CALLS) {
        const struct gl_value *swap = a;

        a = b;
        b = swap;
    }
    return a->flags & GL_VALUE_HAS_CALLS && !(b->flags & GL_VALUE_HAS_CALLS) && is_ref(a, ret_name) &&
           gl_cfn_text(b, ret_literal);
}

static void add_literal(struct gl_cfn_eval *eval, struct gl_str name, struct gl_str literal)
{
    struct gl_cfn_domain *domain;
    size_t position;

    if (gl_cfn_names_add(&eval->domain_names, eval->arena, name, eval->domain_len))
        GL_PUSH(eval->arena, eval->domains, eval->domain_len, eval->domain_capacity)->name = name;
    if (!gl_cfn_names_find(&eval->domain_names, name, &position))
        return;
    domain = &eval->domains[position];
    for (size_t i = 0; i < domain->len; i++) {
        if (gl_str_eq(domain->literals[i], literal))
            return;
    }
    if (domain->len <= GL_MAX_CHOICES) /* one more than is ever used: tells that there are too many */
        *GL_PUSH(eval->arena, domain->literals, domain->len, domain->capacity) = literal;
}

/* Depth is the document's. */
void gl_cfn_enter_domain(struct gl_cfn_eval *eval, const struct gl_value *condition)
{
    struct gl_str name, literal;
    struct gl_value argument;
    enum gl_tag function;

    if (!(condition->flags & GL_VALUE_HAS_CALLS) || !gl_cfn_spend(eval, 1, condition->span))
        return;
    if (gl_cfn_call_of(condition, &function, &argument)) {
        if (function == GL_TAG_EQUALS && argument.type == GL_LIST && argument.u.list.len == 2 &&
            is_comparison(&argument.u.list.items[0], &argument.u.list.items[1], &name, &literal))
            add_literal(eval, name, literal);
        condition = &argument;
    }
    for (size_t i = 0; condition->type == GL_LIST && i < condition->u.list.len; i++)
        gl_cfn_enter_domain(eval, &condition->u.list.items[i]);
}

const struct gl_cfn_decision *gl_cfn_decide_domain(struct gl_cfn_eval *eval, const struct gl_value *a,
                                                   const struct gl_value *b)
{
    const struct gl_cfn_decision **arms;
    const struct gl_cfn_variable *variable;
    const struct gl_cfn_domain *domain;
    struct gl_str name, literal, what;
    struct gl_value value;
    size_t position;

    if (!is_comparison(a, b, &name, &literal) || !gl_cfn_names_find(&eval->domain_names, name, &position))
        return NULL;
    domain = &eval->domains[position];
    value = gl_cfn_eval_value(eval, a->flags & GL_VALUE_HAS_CALLS ? a : b);
    if (value.type != GL_UNKNOWN || domain->len < 2 || domain->len >= GL_MAX_CHOICES)
        return NULL;
    what = gl_arena_printf(eval->arena, "%s%.*s",
                           value.u.unknown->reason == GL_WHY_PARAMETER ? "parameter " : "",
                           GL_STR_ARG(value.u.unknown->name));
    variable = gl_cfn_variable(eval,
                               gl_arena_printf(eval->arena, "among %.*s %.*s %u:%u",
                                               GL_STR_ARG(eval->unit->name), GL_STR_ARG(name),
                                               value.u.unknown->from.source, value.u.unknown->from.begin),
                               (uint32_t)domain->len + 1, what, value.u.unknown->from);
    if (!variable)
        return NULL;
    arms = (const struct gl_cfn_decision **)gl_arena_alloc(eval->arena, variable->arm_len, sizeof *arms);
    for (uint32_t i = 0; i < variable->arm_len; i++)
        arms[i] = gl_cfn_decision_leaf(i < domain->len && gl_str_eq(domain->literals[i], literal));
    return gl_cfn_decision_choose(eval->arena, variable, arms);
}
