/* Environment, region and account of a plan or state. */
#include "front/environment.h"
#include "front/terraform/config/set.h"
#include "front/terraform/plan/reading.h"

static bool names_environment(struct gl_str name)
{
    static const char *const names[] = {"environment",
                                        "env",
                                        "stage",
                                        "environment_name",
                                        "env_name",
                                        "stage_name",
                                        "environment_type",
                                        "env_type",
                                        "Environment",
                                        "Env",
                                        "Stage"};

    return GL_STR_IS_ONE_OF(name, names);
}

static struct gl_str of_variables(const struct gl_value *variables)
{
    for (size_t i = 0; gl_value_is(variables, GL_MAP) && i < variables->u.map.len; i++) {
        const struct gl_value *value = gl_value_get(&variables->u.map.members[i].value, GL_STR("value"));

        if (names_environment(variables->u.map.members[i].key) && gl_value_is(value, GL_STRING) &&
            value->u.str.len)
            return gl_environment_of_text(value->u.str);
    }
    return (struct gl_str){0};
}

static struct gl_str of_tags(const struct gl_tf_plan *plan)
{
    static const char *const members[] = {"tags_all", "tags"};

    for (size_t i = 0; i < 2 * plan->len; i++) {
        const struct gl_value *tags = gl_value_get(plan->items[i / 2].values, gl_str_of(members[i % 2]));

        for (size_t k = 0; gl_value_is(tags, GL_MAP) && k < tags->u.map.len; k++) {
            const struct gl_value *value = &tags->u.map.members[k].value;

            if (names_environment(tags->u.map.members[k].key) && value->type == GL_STRING && value->u.str.len)
                return gl_environment_of_text(value->u.str);
        }
    }
    return (struct gl_str){0};
}

/* What the plan's own variables say is never overruled. */
static struct gl_str environment_of(const struct gl_tf_plan *plan)
{
    struct gl_str found = of_variables(gl_value_get(plan->root, GL_STR("variables")));

    if (!found.len)
        found = plan->unit->set->options->environment;
    if (!found.len)
        found =
            gl_environment_of_parts(plan->unit->unit.source->uri, "/-_. "); /* "plans/production.plan.json" */
    return found.len ? found : of_tags(plan);
}

/* ---- providers */

/* A constant, or a variable of the root module. */
static struct gl_str text_of(const struct gl_tf_plan *plan, const struct gl_value *expression)
{
    const struct gl_value *constant = gl_value_get(expression, GL_STR("constant_value"));
    const struct gl_value *reference = gl_value_at(gl_value_get(expression, GL_STR("references")), 0), *value;

    if (gl_value_is(constant, GL_STRING))
        return constant->u.str;
    if (!gl_value_is(reference, GL_STRING) || !gl_str_starts_with(reference->u.str, GL_STR("var.")))
        return (struct gl_str){0};
    value = gl_value_get(
        gl_value_get(gl_value_get(plan->root, GL_STR("variables")), gl_str_from(reference->u.str, 4)),
        GL_STR("value"));
    return gl_value_is(value, GL_STRING) ? value->u.str : (struct gl_str){0};
}

static const struct gl_value *provider(const struct gl_tf_plan *plan, struct gl_str key)
{
    return gl_value_get(gl_value_path(plan->root, "configuration.provider_config"), key);
}

static struct gl_str region_of(const struct gl_tf_plan *plan, const struct gl_value *config)
{
    const struct gl_value *expressions = gl_value_get(config, GL_STR("expressions"));

    if (!gl_value_is(gl_value_path(config, "expressions"), GL_MAP))
        return (struct gl_str){0};
    return text_of(plan, gl_value_get(expressions, GL_STR("region")));
}

static struct gl_str account_of(const struct gl_tf_plan *plan, const struct gl_value *config)
{
    const struct gl_value *allowed = gl_value_path(config, "expressions.allowed_account_ids");
    const struct gl_value *constants = gl_value_get(allowed, GL_STR("constant_value"));

    if (gl_value_is(constants, GL_LIST) && constants->u.list.len == 1 &&
        constants->u.list.items[0].type == GL_STRING)
        return constants->u.list.items[0].u.str;
    return text_of(plan, allowed);
}

/* Part `index` of an ARN: 3 the region, 4 the account. */
static struct gl_str arn_part(const struct gl_tf_plan_item *item, int index)
{
    const struct gl_value *arn = gl_value_get(item->values, GL_STR("arn"));
    struct gl_str rest, part = {0};

    if (!gl_value_is(arn, GL_STRING) || !gl_str_starts_with(arn->u.str, GL_STR("arn:")))
        return (struct gl_str){0};
    rest = arn->u.str;
    for (int i = 0; i <= index; i++) {
        if (!gl_str_cut(&rest, ':', &part))
            return (struct gl_str){0};
    }
    return part;
}

static void describe_item(struct gl_tf_plan *plan, const struct gl_tf_plan_item *item)
{
    const struct gl_value *key = gl_value_get(item->configuration, GL_STR("provider_config_key"));
    const struct gl_value *config = gl_value_is(key, GL_STRING) ? provider(plan, key->u.str) : NULL;
    const struct gl_value *region = gl_value_get(item->values, GL_STR("region"));
    struct gl_tf_instance *instance = item->instance;

    instance->provider = gl_value_is(key, GL_STRING)
                             ? key->u.str
                             : gl_str_slice(instance->type, 0, gl_str_find_char(instance->type, '_'));
    instance->region = arn_part(item, 3);
    if (!instance->region.len && gl_value_is(region, GL_STRING))
        instance->region = region->u.str;
    if (!instance->region.len)
        instance->region = region_of(plan, config);
    instance->account = arn_part(item, 4);
    if (!instance->account.len)
        instance->account = account_of(plan, config);
}

void gl_tf_plan_describe(struct gl_tf_plan *plan)
{
    const struct gl_front_options *options = plan->unit->set->options;
    struct gl_unit *unit = &plan->unit->unit;
    const struct gl_value *config = provider(plan, GL_STR("aws"));

    for (size_t i = 0; i < plan->len; i++)
        describe_item(plan, &plan->items[i]);
    unit->environment = environment_of(plan);
    unit->region = region_of(plan, config);
    unit->account = account_of(plan, config);
    for (size_t i = 0; i < plan->len && (!unit->region.len || !unit->account.len); i++) {
        if (!unit->region.len)
            unit->region = arn_part(&plan->items[i], 3);
        if (!unit->account.len)
            unit->account = arn_part(&plan->items[i], 4);
    }
    unit->region = unit->region.len ? unit->region : options->region;
    unit->account = unit->account.len ? unit->account : options->account;
    unit->partition = options->partition;
}
