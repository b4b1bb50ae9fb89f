#include "front/terraform/evaluate/access.h"
#include "front/terraform/evaluate/evaluating.h"

#include "front/terraform/value/number.h"

enum { USUAL_STEPS = 12 };

/* A chain of accesses down to what it starts with: a name, or any other expression. */
struct chain {
    const struct gl_hcl_expr *start;  /* VARIABLE, SPLAT_ITEM, or what is evaluated like any expression */
    const struct gl_hcl_expr **links; /* ATTRIBUTE and INDEX, outermost first */
    struct gl_tf_step *steps;         /* in order, the name first */
    size_t len;                       /* of links */
};

static bool is_link(const struct gl_hcl_expr *expr)
{
    return expr->kind == GL_HCL_ATTRIBUTE || expr->kind == GL_HCL_INDEX;
}

static const struct gl_hcl_expr *before(const struct gl_hcl_expr *link)
{
    return link->kind == GL_HCL_ATTRIBUTE ? link->u.access.from : link->u.operand[0];
}

static bool is_legacy_index(struct gl_str name)
{
    return name.len && name.ptr[0] >= '0' && name.ptr[0] <= '9';
}

static bool make_step(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                      const struct gl_hcl_expr *link, struct gl_tf_step *ret_step)
{
    *ret_step = (struct gl_tf_step){.span = link->span};
    if (link->kind == GL_HCL_INDEX)
        return gl_tf_evaluate(eval, scope, link->u.operand[1], &ret_step->index);
    if (!is_legacy_index(link->u.access.name)) {
        ret_step->name = link->u.access.name;
        return true;
    }
    return gl_tf_parse_number(eval->arena, link->u.access.name, link->span, &ret_step->index) ||
           gl_tf_fail(eval, link->span, "Invalid index", "This index is no number.");
}

/* What a resolver may look at: an index has to be known, and to be a string or a number. */
static bool is_plain_step(const struct gl_tf_step *step)
{
    return step->name.len || (step->index.state == GL_TF_KNOWN &&
                              (step->index.kind == GL_TF_STRING || step->index.kind == GL_TF_NUMBER));
}

static const struct gl_tf_value *find_binding(const struct gl_tf_scope *scope, struct gl_str name)
{
    for (; scope; scope = scope->outer)
        for (size_t i = 0; i < scope->len; i++)
            if (gl_str_eq(scope->bindings[i].name, name))
                return &scope->bindings[i].value;
    return NULL;
}

/* A name that nobody explains: the same everywhere, so it is declared nowhere. */
static void unknown_name(struct gl_tf_eval *eval, const struct gl_tf_step *step,
                         struct gl_tf_value *ret_value)
{
    struct gl_tf_unknown *unknown = GL_NEW(eval->arena, struct gl_tf_unknown);

    unknown->type = &gl_tf_any;
    unknown->reason = GL_WHY_PARAMETER;
    unknown->name = step->name;
    *ret_value = gl_tf_make_unknown_as(unknown, step->span);
}

static bool resolve(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct chain *chain,
                    struct gl_tf_value *ret_value, size_t *ret_used)
{
    size_t plain = 1;

    *ret_used = 1;
    if (!eval->resolve) {
        unknown_name(eval, &chain->steps[0], ret_value);
        return true;
    }
    while (plain <= chain->len && is_plain_step(&chain->steps[plain]))
        plain++;
    if (!eval->resolve(eval, scope ? scope->module : NULL, chain->steps, plain, ret_value, ret_used))
        return false;
    for (size_t i = 1; i < *ret_used; i++)
        *ret_value = gl_tf_mark_as(*ret_value, &chain->steps[i].index);
    return true;
}

/* The value that the chain starts with and how many steps, its own included, that covers. */
static bool find_start(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct chain *chain,
                       struct gl_tf_value *room, const struct gl_tf_value **ret_start, size_t *ret_used)
{
    const struct gl_hcl_expr *start = chain->start;

    *ret_used = 1;
    *ret_start = room;
    if (start->kind != GL_HCL_VARIABLE && start->kind != GL_HCL_SPLAT_ITEM)
        return gl_tf_evaluate(eval, scope, start, room);
    *ret_start = find_binding(scope, start->kind == GL_HCL_VARIABLE ? start->u.text : GL_STR(""));
    if (*ret_start)
        return true;
    *ret_start = room;
    chain->steps[0] = (struct gl_tf_step){.name = start->u.text, .span = start->span};
    return resolve(eval, scope, chain, room, ret_used);
}

/* Walks by pointer; only the last value is copied. */
static bool walk(struct gl_tf_eval *eval, const struct chain *chain, const struct gl_tf_value *from,
                 size_t used, struct gl_tf_value *ret_value)
{
    struct gl_tf_value rooms[2];
    unsigned marks = 0;

    for (size_t i = used; i <= chain->len; i++) {
        marks |= from->flags | chain->steps[i].index.flags;
        if (!gl_tf_step_into(eval, from, &chain->steps[i], &rooms[i % 2], &from))
            return false;
    }
    *ret_value = marks & GL_TF_SENSITIVE ? gl_tf_mark_sensitive(*from) : *from;
    return true;
}

static bool eval_chain(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct chain *chain,
                       struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *start;
    struct gl_tf_value room;
    size_t used;

    for (size_t i = 0; i < chain->len; i++)
        if (!make_step(eval, scope, chain->links[chain->len - 1 - i], &chain->steps[i + 1]))
            return false;
    return find_start(eval, scope, chain, &room, &start, &used) && walk(eval, chain, start, used, ret_value);
}

bool gl_tf_eval_reference(struct gl_tf_eval *eval, const struct gl_tf_scope *scope,
                          const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    const struct gl_hcl_expr *links[USUAL_STEPS];
    struct gl_tf_step steps[USUAL_STEPS + 1];
    struct chain chain = {.start = expr, .links = links, .steps = steps};

    for (; is_link(chain.start); chain.start = before(chain.start))
        chain.len++;
    if (chain.len > USUAL_STEPS) {
        chain.links = GL_NEW_ARRAY(eval->arena, const struct gl_hcl_expr *, chain.len);
        chain.steps = GL_NEW_ARRAY(eval->arena, struct gl_tf_step, chain.len + 1);
    }
    chain.len = 0;
    for (; is_link(expr); expr = before(expr))
        chain.links[chain.len++] = expr;
    return eval_chain(eval, scope, &chain, ret_value);
}
