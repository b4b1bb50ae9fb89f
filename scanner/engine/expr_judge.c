#include "engine/expr.h"

#include "engine/world.h"
#include "graph/snapshot.h"

static enum gl_truth judge_tests(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                 const struct gl_resource *resource, const struct gl_value *element)
{
    const struct gl_value *value;
    enum gl_truth all = GL_TRUE;
    struct gl_str known;

    if (expr->param.len)
        value = gl_parameter(ctx, expr->param.ptr);
    else
        value = gl_path_get(ctx, &expr->path, gl_path_start(&expr->path, resource, element));
    if (!value && !(expr->test_len && expr->tests[0].kind == GL_TEST_EXISTS))
        return expr->truth;
    for (size_t i = 0; i < expr->test_len && all != GL_FALSE; i++)
        all = gl_truth_and(all, gl_test_judge(ctx, &expr->tests[i], value, resource, element));
    if (all == GL_MAYBE && !gl_value_text(value, &known)) /* a known one was compared with what is not */
        gl_culprit(ctx, value);
    return all;
}

static bool is_undecided(const struct gl_value *value)
{
    return value->type == GL_UNKNOWN || value->type == GL_CHOICE;
}

/* `where` for one element; an element that is not known at all can be anything. */
static enum gl_truth judge_element(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                   const struct gl_resource *resource, const struct gl_value *element)
{
    if (is_undecided(element)) {
        gl_culprit(ctx, element);
        return GL_MAYBE;
    }
    return expr->operand_len ? gl_expr_judge(ctx, expr->operands[0], resource, element) : GL_TRUE;
}

static enum gl_truth judge_quantifier(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                      const struct gl_resource *resource, const struct gl_value *element)
{
    struct gl_elements elements;
    enum gl_truth answer = expr->kind == GL_EXPR_SOME ? GL_FALSE : GL_TRUE;

    gl_path_elements(ctx, &expr->path, gl_path_start(&expr->path, resource, element), &elements);
    for (size_t i = 0; i < elements.len; i++) {
        enum gl_truth here = judge_element(ctx, expr, resource, elements.items[i]);

        if (expr->kind == GL_EXPR_SOME)
            answer = gl_truth_or(answer, here);
        else
            answer = gl_truth_and(answer, expr->kind == GL_EXPR_NONE ? gl_truth_not(here) : here);
    }
    return answer;
}

static int64_t least_of(struct gl_check_ctx *ctx, const struct gl_expr *expr)
{
    int64_t least = expr->at_least;

    if (expr->at_least_argument.param.len)
        gl_scalar_as_i64(gl_parameter(ctx, expr->at_least_argument.param.ptr), GL_DIALECT_CORE, &least);
    return least;
}

/* lowest..highest possible number against the bounds */
static enum gl_truth judge_bounds(struct gl_check_ctx *ctx, const struct gl_expr *expr, int64_t lowest,
                                  int64_t highest)
{
    enum gl_truth answer = GL_TRUE;
    int64_t least = least_of(ctx, expr);

    if (least >= 0)
        answer = lowest >= least ? GL_TRUE : highest < least ? GL_FALSE : GL_MAYBE;
    if (expr->at_most >= 0)
        answer = gl_truth_and(answer, highest <= expr->at_most ? GL_TRUE
                                      : lowest > expr->at_most ? GL_FALSE
                                                               : GL_MAYBE);
    return answer;
}

enum { MANY = 1000 }; /* how many elements a list that is not known may have */

static enum gl_truth judge_count(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                 const struct gl_resource *resource, const struct gl_value *element)
{
    struct gl_elements elements;
    int64_t lowest = 0, highest = 0;

    gl_path_elements(ctx, &expr->path, gl_path_start(&expr->path, resource, element), &elements);
    for (size_t i = 0; i < elements.len; i++) {
        enum gl_truth here = judge_element(ctx, expr, resource, elements.items[i]);

        lowest += here == GL_TRUE;
        highest += is_undecided(elements.items[i]) ? MANY : here != GL_FALSE;
    }
    return judge_bounds(ctx, expr, lowest, highest);
}

/* Whether two values are surely the same: equal text, or references to the same attribute, or the same
 * unknown. */
static bool are_same(const struct gl_value *a, const struct gl_value *b)
{
    struct gl_str x, y;

    if (a->type == GL_REF && b->type == GL_REF)
        return a->u.ref->target == b->u.ref->target && gl_str_eq(a->u.ref->attribute, b->u.ref->attribute);
    if (a->type == GL_UNKNOWN && b->type == GL_UNKNOWN)
        return a->u.unknown->reason == b->u.unknown->reason &&
               gl_str_eq(a->u.unknown->name, b->u.unknown->name);
    return gl_value_text(a, &x) && gl_value_text(b, &y) && gl_str_eq(x, y);
}

/* Two unknowns of different name may still be equal, except zones of one region, whose names tell them apart.
 */
static bool is_certain(const struct gl_value *value)
{
    return value->type != GL_UNKNOWN ||
           gl_str_starts_with(value->u.unknown->name, GL_STR("availability zones"));
}

static enum gl_truth judge_distinct(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                    const struct gl_resource *resource, const struct gl_value *element)
{
    struct gl_elements elements;
    int64_t certain = 0, possible = 0;

    gl_path_elements(ctx, &expr->path, gl_path_start(&expr->path, resource, element), &elements);
    for (size_t i = 0; i < elements.len; i++) {
        const struct gl_value *value = elements.items[i];
        bool seen = false;

        for (size_t k = 0; k < i && !seen; k++)
            seen = are_same(value, elements.items[k]);
        if (seen)
            continue;
        if (is_certain(value) && value->type != GL_CHOICE && value->type != GL_CONCAT) {
            certain++;
            possible++;
        } else {
            gl_culprit(ctx, value);
            possible += value->type == GL_UNKNOWN && value->u.unknown->reason == GL_WHY_PARAMETER ? MANY : 1;
        }
    }
    if (certain == 0 && possible > 0)
        certain = 1;
    return judge_bounds(ctx, expr, certain, possible);
}

static enum gl_truth judge_follow(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                  const struct gl_resource *resource, const struct gl_value *element)
{
    const struct gl_value *value =
        gl_path_get(ctx, &expr->path, gl_path_start(&expr->path, resource, element));
    const struct gl_resource *target;
    enum gl_truth exists;

    if (!value)
        return expr->truth;
    target = gl_value_target(value);
    if (!target)
        target = gl_graph_named_by(ctx->graph, value, resource);
    if (!target) {
        enum gl_truth outside = is_undecided(value) ? GL_MAYBE : expr->outside;

        if (outside == GL_MAYBE)
            gl_culprit(ctx, value);
        return outside;
    }
    exists = gl_exists(ctx, target);
    if (exists == GL_MAYBE)
        return GL_MAYBE;
    if (exists == GL_FALSE)
        return expr->truth;
    return expr->operand_len ? gl_expr_judge(ctx, expr->operands[0], target, NULL) : GL_TRUE;
}

static bool is_via(const struct gl_expr *expr, struct gl_str path)
{
    for (size_t i = 0; i < expr->via.len; i++) {
        if (gl_graph_same_path(path, expr->via.items[i]))
            return true;
    }
    return expr->via.len == 0;
}

static bool has_word(const struct gl_text_list *words, struct gl_str word)
{
    for (size_t i = 0; i < words->len; i++) {
        if (gl_str_eq(words->items[i], word))
            return true;
    }
    return false;
}

static enum gl_truth judge_edge(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                const struct gl_edge *edge)
{
    const struct gl_resource *from = ctx->graph->resources[edge->from];
    enum gl_truth here;

    if (!has_word(&expr->words, from->kind) || !is_via(expr, edge->path))
        return GL_FALSE;
    here = gl_exists(ctx, from);
    here = gl_truth_and(here, gl_edge_holds(ctx, edge));
    if (here != GL_FALSE && expr->operand_len)
        here = gl_truth_and(here, gl_expr_judge(ctx, expr->operands[0], from, NULL));
    return here;
}

/* A snapshot tells only of the kinds that it was asked for. */
static bool is_untold(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                      const struct gl_resource *resource)
{
    struct gl_value *unknown;

    for (size_t k = 0; k < expr->words.len; k++) {
        if (gl_snapshot_tells(resource->unit, expr->words.items[k]))
            continue;
        unknown = GL_NEW(ctx->scratch, struct gl_value);
        *unknown = gl_value_unknown(ctx->scratch, GL_WHY_UNTOLD, expr->words.items[k], resource->span);
        gl_culprit(ctx, unknown);
        return true;
    }
    return false;
}

/* A resource of the kind whose `via` is not known may be the one that is looked for. */
static enum gl_truth judge_strangers(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                     const struct gl_resource *resource)
{
    for (size_t k = 0; k < expr->words.len; k++) {
        for (size_t v = 0; v < expr->via.len; v++) {
            const struct gl_value *unknown =
                gl_graph_loose_end(ctx->graph, expr->words.items[k], expr->via.items[v], resource);

            if (unknown) {
                gl_culprit(ctx, unknown);
                return GL_MAYBE;
            }
        }
    }
    return GL_FALSE;
}

/* How many different resources surely and possibly refer to this one. A resource may do so by several edges,
 * which are neighbours. */
static enum gl_truth judge_referrer(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                    const struct gl_resource *resource)
{
    struct gl_edge_list edges = gl_graph_referrers(ctx->graph, resource);
    int64_t least = least_of(ctx, expr), sure = 0, possible = 0;

    if (least < 0)
        least = 1;
    for (size_t i = 0; i < edges.len && sure < least;) {
        enum gl_truth here = GL_FALSE;
        uint32_t from = edges.items[i].from;

        for (; i < edges.len && edges.items[i].from == from; i++) {
            if (here != GL_TRUE)
                here = gl_truth_or(here, judge_edge(ctx, expr, &edges.items[i]));
        }
        sure += here == GL_TRUE;
        possible += here != GL_FALSE;
    }
    if (sure >= least)
        return GL_TRUE;
    if (possible >= least || resource->is_partial || judge_strangers(ctx, expr, resource) == GL_MAYBE ||
        is_untold(ctx, expr, resource))
        return GL_MAYBE; /* what refers to a resource outside of the scan is outside of it too */
    return GL_FALSE;
}

static enum gl_truth judge_environment(const struct gl_expr *expr, const struct gl_resource *resource)
{
    struct gl_str environment = resource->unit ? resource->unit->environment : (struct gl_str){0};

    if (environment.len == 0)
        return expr->truth;
    return gl_truth_of(has_word(&expr->words, environment));
}

static enum gl_truth judge_native(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                                  const struct gl_resource *resource, const struct gl_value *element)
{
    const struct gl_value *value =
        gl_path_get(ctx, &expr->path, gl_path_start(&expr->path, resource, element));
    enum gl_truth answer;

    if (!value)
        return expr->truth;
    if (is_undecided(value)) {
        gl_culprit(ctx, value);
        return GL_MAYBE;
    }
    answer = expr->native(ctx, value, gl_argument_value(ctx, &expr->with, resource, element));
    if (answer == GL_MAYBE && ctx->culprit_len == 0)
        gl_culprit(ctx, value);
    return answer;
}

enum gl_truth gl_expr_judge(struct gl_check_ctx *ctx, const struct gl_expr *expr,
                            const struct gl_resource *resource, const struct gl_value *element)
{
    enum gl_truth answer;

    switch (expr->kind) {
    case GL_EXPR_VALUE:
        return expr->truth;
    case GL_EXPR_ALL:
        answer = GL_TRUE;
        for (size_t i = 0; i < expr->operand_len && answer != GL_FALSE; i++)
            answer = gl_truth_and(answer, gl_expr_judge(ctx, expr->operands[i], resource, element));
        return answer;
    case GL_EXPR_ANY:
        answer = GL_FALSE;
        for (size_t i = 0; i < expr->operand_len && answer != GL_TRUE; i++)
            answer = gl_truth_or(answer, gl_expr_judge(ctx, expr->operands[i], resource, element));
        return answer;
    case GL_EXPR_NOT:
        return gl_truth_not(gl_expr_judge(ctx, expr->operands[0], resource, element));
    case GL_EXPR_TESTS:
        return judge_tests(ctx, expr, resource, element);
    case GL_EXPR_SOME:
    case GL_EXPR_EVERY:
    case GL_EXPR_NONE:
        return judge_quantifier(ctx, expr, resource, element);
    case GL_EXPR_COUNT:
        return judge_count(ctx, expr, resource, element);
    case GL_EXPR_DISTINCT:
        return judge_distinct(ctx, expr, resource, element);
    case GL_EXPR_FOLLOW:
        return judge_follow(ctx, expr, resource, element);
    case GL_EXPR_REFERRER:
        return judge_referrer(ctx, expr, resource);
    case GL_EXPR_KIND:
        return gl_truth_of(has_word(&expr->words, resource->kind));
    case GL_EXPR_ENVIRONMENT:
        return judge_environment(expr, resource);
    case GL_EXPR_NATIVE:
        return judge_native(ctx, expr, resource, element);
    }
    gl_bug("expression kind", __FILE__, __LINE__);
}
