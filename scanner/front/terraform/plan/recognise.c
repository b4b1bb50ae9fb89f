/* Which JSON documents are plans or states, and their units. */
#include "front/terraform/plan/plan.h"

static bool is_format_1(const struct gl_value *root)
{
    const struct gl_value *version = gl_value_get(root, GL_STR("format_version"));

    return gl_value_is(version, GL_STRING) && (gl_str_starts_with(version->u.str, GL_STR("1.")) ||
                                               gl_str_starts_with(version->u.str, GL_STR("0.")));
}

bool gl_tf_is_plan(const struct gl_value *root)
{
    return is_format_1(root) && gl_value_is(gl_value_get(root, GL_STR("planned_values")), GL_MAP);
}

bool gl_tf_is_state(const struct gl_value *root)
{
    if (gl_value_text_is(gl_value_get(root, GL_STR("version")), "4"))
        return gl_value_is(gl_value_get(root, GL_STR("resources")), GL_LIST) &&
               gl_value_get(root, GL_STR("terraform_version"));
    return is_format_1(root) && gl_value_get(root, GL_STR("terraform_version")) &&
           !gl_value_get(root, GL_STR("planned_values")) &&
           (gl_value_is(gl_value_get(root, GL_STR("values")), GL_MAP) || gl_value_len(root) <= 3);
}

/* "plans/production.plan.json" without what says only that it is JSON. */
static struct gl_str name_of(const struct gl_source *source)
{
    struct gl_str name = source->uri;

    if (gl_str_ends_with(name, GL_STR(".json")))
        name.len -= 5;
    return name;
}

void gl_tf_find_plans(struct gl_tf_set *set)
{
    if (set->options->is_one_root && set->unit_len) /* it is asked for that root module */
        return;
    for (size_t i = 0; i < set->inputs->len; i++) {
        struct gl_input *input = &set->inputs->items[i];
        struct gl_tf_unit *unit;

        if (input->is_claimed ||
            (input->kind != GL_INPUT_TERRAFORM_PLAN && input->kind != GL_INPUT_TERRAFORM_STATE))
            continue;
        unit = GL_NEW(set->arena, struct gl_tf_unit);
        unit->set = set;
        unit->document = &input->documents.items[0].root;
        unit->unit.name = name_of(input->source);
        unit->unit.dialect = GL_DIALECT_TERRAFORM;
        unit->unit.source = input->source;
        input->source->is_never_quoted = true;
        input->is_claimed = true;
        *GL_PUSH(set->arena, set->units, set->unit_len, set->unit_capacity) = unit;
    }
}
