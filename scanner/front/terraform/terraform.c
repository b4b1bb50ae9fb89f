#include "front/terraform/terraform.h"

#include "front/terraform/config/set.h"
#include "front/terraform/map/map.h"
#include "front/terraform/plan/plan.h"

struct gl_tf_set *gl_tf_load(struct gl_arena *arena, struct gl_inputs *inputs,
                             const struct gl_front_options *options, struct gl_sources *sources,
                             struct gl_pool *pool, struct gl_diags *diags)
{
    struct gl_tf_set *set = GL_NEW(arena, struct gl_tf_set);

    set->arena = arena;
    set->inputs = inputs;
    set->options = options;
    set->sources = sources;
    set->diags = diags;
    gl_tf_load_modules(set, pool);
    gl_tf_find_units(set);
    gl_tf_find_plans(set);
    return set;
}

/* ---- evaluating ---- */

struct evaluation {
    struct gl_pool *pool;
    struct gl_tf_unit **units;
};

static void evaluate(struct gl_tf_unit *unit, struct gl_arena *arena)
{
    unit->arena = arena;
    if (unit->document) {
        gl_tf_plan_evaluate(unit);
        gl_tf_plan_place(unit);
    } else {
        gl_tf_unit_evaluate(unit);
        gl_tf_describe_unit(unit);
    }
    gl_tf_map(unit->arena, &unit->instances, &unit->output, &unit->diags);
    gl_tf_map_variables(unit, &unit->output);
}

static void evaluate_one(void *context, size_t index, unsigned worker)
{
    const struct evaluation *evaluation = context;

    evaluate(evaluation->units[index], gl_pool_arena(evaluation->pool, worker));
}

static void append(struct gl_tf_set *set, struct gl_tf_unit *unit, struct gl_front_output *output,
                   struct gl_diags *diags)
{
    for (size_t i = 0; i < unit->output.len; i++)
        *GL_PUSH(set->arena, output->resources, output->len, output->capacity) = unit->output.resources[i];
    output->unit_len++;
    gl_diags_merge(diags, &unit->diags);
    gl_arena_adopt(set->arena, &unit->told);
}

/* Units that are evaluated in parallel, of one kind. */
static void evaluate_units(struct gl_tf_set *set, struct gl_pool *pool, bool are_documents)
{
    struct evaluation evaluation = {.pool = pool};
    size_t parallel = 0;

    evaluation.units =
        (struct gl_tf_unit **)gl_arena_alloc(set->arena, set->unit_len, sizeof *evaluation.units);
    for (size_t i = 0; i < set->unit_len; i++) {
        if ((set->units[i]->document != NULL) != are_documents)
            continue;
        if (set->units[i]->needs_sources) /* templates are registered as sources: by one thread only */
            evaluate(set->units[i], gl_pool_arena(pool, 0));
        else
            evaluation.units[parallel++] = set->units[i];
    }
    gl_pool_run(pool, parallel, evaluate_one, &evaluation);
}

void gl_tf_evaluate_set(struct gl_tf_set *set, struct gl_pool *pool, struct gl_front_output *output,
                        struct gl_diags *diags)
{
    evaluate_units(set, pool, false);
    evaluate_units(set, pool, true); /* plans and states look at the root modules that they were made of */
    for (size_t i = 0; i < set->unit_len; i++)
        append(set, set->units[i], output, diags);
}
