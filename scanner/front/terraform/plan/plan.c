#include "front/terraform/plan/plan.h"

#include "front/terraform/plan/reading.h"

/* Data sources first: what they compute is a value of those that refer to them. */
static void build(struct gl_tf_plan *plan, bool is_data)
{
    for (size_t i = 0; i < plan->len; i++) {
        struct gl_tf_plan_item *item = &plan->items[i];

        if (item->instance->is_data != is_data)
            continue;
        gl_tf_plan_build(plan, item);
        if (is_data)
            gl_tf_data_compute(plan->unit, item->instance);
    }
}

void gl_tf_plan_evaluate(struct gl_tf_unit *unit)
{
    struct gl_tf_plan plan = {.unit = unit, .arena = unit->arena, .root = unit->document};
    struct gl_tf_instances *instances = &unit->instances;

    gl_diags_init(&unit->diags, &unit->told);
    gl_tf_plan_collect(&plan);
    gl_tf_plan_index_identities(&plan);
    gl_tf_plan_describe(&plan);
    build(&plan, true);
    build(&plan, false);
    for (size_t i = 0; i < plan.len; i++)
        *GL_PUSH(unit->arena, instances->items, instances->len, instances->capacity) = plan.items[i].instance;
}
