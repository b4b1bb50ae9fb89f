#include "front/terraform/config/unit.h"

#include <stdarg.h>

#include "base/limits.h"
#include "front/terraform/config/set.h"

struct gl_str gl_tf_unit_printf(struct gl_tf_unit *unit, const char *format, ...)
{
    struct gl_str text;
    va_list args;

    va_start(args, format);
    text = gl_arena_vprintf(unit->arena, format, args);
    va_end(args);
    return text;
}

struct gl_tf_value gl_tf_unit_unknown(struct gl_tf_unit *unit, const struct gl_tf_type *type,
                                      enum gl_reason reason, struct gl_str name, struct gl_span span)
{
    return gl_tf_make_unknown(unit->arena, type, reason, name, span);
}

/* ---- telling ---- */

static bool add_hash(uint64_t *table, size_t capacity, uint64_t hash)
{
    size_t at = hash & (capacity - 1);

    while (table[at] && table[at] != hash)
        at = (at + 1) & (capacity - 1);
    if (table[at] == hash)
        return false;
    table[at] = hash;
    return true;
}

/* A mistake in a block with a thousand instances is one mistake. */
static bool is_said_first(struct gl_tf_unit *unit, struct gl_span span, struct gl_str summary)
{
    enum { FIRST = 64 };
    uint64_t hash = gl_str_hash(summary) ^ ((uint64_t)span.source << 32 | span.begin) * 0x9e3779b97f4a7c15u;

    if ((unit->said_len + 1) * 2 > unit->said_capacity) {
        size_t capacity = unit->said_capacity ? unit->said_capacity * 2 : FIRST;
        uint64_t *table = GL_NEW_ARRAY(unit->arena, uint64_t, capacity);

        for (size_t i = 0; i < unit->said_capacity; i++) {
            if (unit->said[i])
                add_hash(table, capacity, unit->said[i]);
        }
        unit->said = table;
        unit->said_capacity = capacity;
    }
    if (!add_hash(unit->said, unit->said_capacity, hash | 1))
        return false;
    unit->said_len++;
    return true;
}

void gl_tf_unit_tell(struct gl_tf_unit *unit, struct gl_span span, struct gl_str summary,
                     struct gl_str detail)
{
    if (!is_said_first(unit, span, summary))
        return;
    if (unit->diags.len == GL_MAX_TERRAFORM_DIAGS) {
        gl_diag_add(&unit->diags, GL_DIAG_INCOMPLETE, span, NULL,
                    "further problems of this root module are not told");
        return;
    }
    if (unit->diags.len > GL_MAX_TERRAFORM_DIAGS)
        return;
    gl_diag_add(&unit->diags, GL_DIAG_INCOMPLETE, span, NULL, "%.*s%s%.*s", GL_STR_ARG(summary),
                detail.len ? ": " : "", GL_STR_ARG(detail));
}

void gl_tf_unit_tell_problem(struct gl_tf_unit *unit, const struct gl_tf_problem *problem)
{
    gl_tf_unit_tell(unit, problem->span, problem->summary, problem->detail);
}

/* ---- evaluating ---- */

static uint64_t budget_of(const struct gl_tf_unit *unit)
{
    return GL_MAX_TERRAFORM_STEPS + unit->eval.allowance;
}

/* When an expression has used up what the unit may take, the others get a little each, for twice as much in
 * all: one hostile expression does not hide the rest. */
static bool is_unit_spent(struct gl_tf_unit *unit, struct gl_span span)
{
    if (!unit->is_spent && unit->steps > 2 * budget_of(unit)) {
        unit->is_spent = true;
        gl_tf_unit_tell(unit, span, GL_STR("evaluation takes too long"),
                        GL_STR("what is evaluated after this is unknown"));
    }
    return unit->is_spent;
}

static uint64_t first_step(const struct gl_tf_unit *unit)
{
    uint64_t budget = budget_of(unit);

    return unit->steps + GL_MAX_TERRAFORM_GRACE < budget ? unit->steps : budget - GL_MAX_TERRAFORM_GRACE;
}

struct gl_tf_value gl_tf_unit_value(struct gl_tf_unit *unit, const struct gl_tf_scope *scope,
                                    const struct gl_hcl_expr *expr)
{
    struct gl_tf_eval *eval = &unit->eval;
    unsigned depth = eval->depth, templates = eval->template_depth;
    struct gl_tf_value value;
    enum gl_reason reason;
    uint64_t before;
    bool is_done;

    if (is_unit_spent(unit, expr->span))
        return gl_tf_unit_unknown(unit, &gl_tf_any, GL_WHY_LIMIT, GL_STR("evaluation"), expr->span);
    if (unit->nesting == 0)
        eval->steps = first_step(unit);
    before = eval->steps;
    unit->nesting++;
    eval->has_problem = false;
    is_done = gl_tf_evaluate(eval, scope, expr, &value);
    unit->nesting--;
    if (unit->nesting == 0)
        unit->steps += eval->steps - before;
    eval->depth = depth;
    eval->template_depth = templates;
    if (is_done)
        return value;
    if (!gl_span_is_set(eval->problem.span))
        eval->problem.span = expr->span;
    gl_tf_unit_tell_problem(unit, &eval->problem);
    reason = eval->has_hit_limit ? GL_WHY_LIMIT : GL_WHY_INVALID;
    eval->has_problem = eval->has_hit_limit = false;
    return gl_tf_unit_unknown(unit, &gl_tf_any, reason, eval->problem.summary, expr->span);
}

/* ---- all of a unit ---- */

static void evaluate_resources(struct gl_tf_unit *unit, struct gl_tf_node *node, enum gl_tf_class class)
{
    const struct gl_tf_module *module = node->module;

    for (uint32_t i = 0; i < module->count[class]; i++) {
        struct gl_tf_declaration *declaration = module->of[class][i];
        struct gl_tf_expansion *expansion = gl_tf_expand(unit, node, declaration);

        for (size_t k = 0; k < expansion->len; k++) {
            struct gl_tf_instance *instance = gl_tf_resource(unit, node, declaration, &expansion->items[k]);

            *GL_PUSH(unit->arena, unit->instances.items, unit->instances.len, unit->instances.capacity) =
                instance;
        }
    }
}

/* Depth is bounded: a module cannot call itself. */
static void evaluate_node(struct gl_tf_unit *unit, struct gl_tf_node *node)
{
    const struct gl_tf_module *module = node->module;

    for (uint32_t i = 0; i < module->count[GL_TF_LOCAL]; i++)
        gl_tf_node_local(unit, node, module->of[GL_TF_LOCAL][i]);
    for (uint32_t i = 0; i < module->count[GL_TF_VARIABLE]; i++)
        gl_tf_node_variable(unit, node, module->of[GL_TF_VARIABLE][i]);
    evaluate_resources(unit, node, GL_TF_DATA);
    evaluate_resources(unit, node, GL_TF_MANAGED);
    for (uint32_t i = 0; !node->parent && i < module->count[GL_TF_OUTPUT]; i++)
        gl_tf_node_output(unit, node, module->of[GL_TF_OUTPUT][i]);
    for (uint32_t i = 0; i < module->count[GL_TF_CALL]; i++) {
        const struct gl_tf_declaration *call = module->of[GL_TF_CALL][i];
        struct gl_tf_expansion *expansion = gl_tf_expand(unit, node, call);

        if (!gl_tf_node_call(unit, node, call))
            continue;
        for (size_t k = 0; k < expansion->len; k++) {
            if (expansion->items[k].node)
                evaluate_node(unit, expansion->items[k].node);
        }
    }
}

void gl_tf_unit_evaluate(struct gl_tf_unit *unit)
{
    gl_diags_init(&unit->diags, &unit->told);
    unit->eval = (struct gl_tf_eval){.arena = unit->arena,
                                     .sources = unit->needs_sources ? unit->set->sources : NULL,
                                     .resolve = gl_tf_resolve,
                                     .read_file = gl_tf_read_file,
                                     .list_files = gl_tf_list_files,
                                     .context = unit,
                                     .allowance = unit->bytes / 2};
    unit->types =
        (const struct gl_tf_type ***)gl_arena_alloc(unit->arena, unit->set->module_len, sizeof *unit->types);
    unit->top = gl_tf_node_make(unit, unit->root);
    unit->top->path = GL_STR(".");
    evaluate_node(unit, unit->top);
}
