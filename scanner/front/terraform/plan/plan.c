#include "front/terraform/plan/plan.h"

#include "front/terraform/plan/reading.h"

static bool is_trust(const struct gl_value *statement)
{
    const struct gl_value *actions = gl_value_get(statement, GL_STR("actions"));

    for (size_t i = 0; gl_value_is(actions, GL_LIST) && i < actions->u.list.len; i++) {
        const struct gl_value *action = &actions->u.list.items[i];

        if (action->type != GL_STRING || !gl_str_starts_with(action->u.str, GL_STR("sts:")))
            return false;
    }
    return true;
}

/* A statement of a resource's policy names resources: one that has none was left out of the state. */
static bool is_whole(const struct gl_tf_plan_item *item)
{
    const struct gl_value *statements = gl_value_get(item->values, GL_STR("statement"));

    for (size_t i = 0; gl_value_is(statements, GL_LIST) && i < statements->u.list.len; i++) {
        const struct gl_value *statement = &statements->u.list.items[i];
        const struct gl_value *resources = gl_value_get(statement, GL_STR("resources"));
        const struct gl_value *others = gl_value_get(statement, GL_STR("not_resources"));
        const struct gl_value *mask = gl_value_get(
            gl_value_at(gl_value_get(item->unknown, GL_STR("statement")), i), GL_STR("resources"));

        if (gl_value_len(gl_value_get(statement, GL_STR("principals"))) && !gl_value_len(resources) &&
            !gl_value_len(others) && !mask && !is_trust(statement))
            return false;
    }
    return true;
}

/* Data sources first: what they compute is a value of those that refer to them. */
static void build(struct gl_tf_plan *plan, bool is_data)
{
    for (size_t i = 0; i < plan->len; i++) {
        struct gl_tf_plan_item *item = &plan->items[i];

        if (item->instance->is_data != is_data)
            continue;
        gl_tf_plan_build(plan, item);
        if (is_data && is_whole(item))
            gl_tf_data_compute(plan->unit, item->instance);
    }
}

void gl_tf_plan_evaluate(struct gl_tf_unit *unit)
{
    struct gl_tf_plan plan = {.unit = unit, .arena = &unit->arena, .root = unit->document};
    struct gl_tf_instances *instances = &unit->instances;

    gl_diags_init(&unit->diags, &unit->told);
    gl_tf_plan_collect(&plan);
    gl_tf_plan_index_identities(&plan);
    gl_tf_plan_describe(&plan);
    build(&plan, true);
    build(&plan, false);
    for (size_t i = 0; i < plan.len; i++)
        *GL_PUSH(&unit->arena, instances->items, instances->len, instances->capacity) =
            plan.items[i].instance;
}
