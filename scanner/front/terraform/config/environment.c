#include "front/environment.h"
#include "front/terraform/config/set.h"

static bool is_environment_name(struct gl_str name)
{
    static const char *const names[] = {"environment",      "env",      "stage",
                                        "environment_name", "env_name", "stage_name",
                                        "environment_type", "env_type", "environment-name",
                                        "environmentname"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq_nocase(name, gl_str_of(names[i])))
            return true;
    }
    return false;
}

/* The last word for an environment in a name: "production", "shop-prod", "dev.eu-west-1". */
static struct gl_str of_words(struct gl_str name)
{
    struct gl_str word = gl_environment_word(name);

    return word.len ? word : gl_environment_of_parts(name, "-_. ");
}

static struct gl_str known_text(struct gl_tf_unit *unit, const struct gl_tf_value *value)
{
    struct gl_str text;

    if (!value || value->state != GL_TF_KNOWN || value->flags & GL_TF_SENSITIVE ||
        !gl_tf_text(unit->arena, value, &text))
        return (struct gl_str){0};
    return text;
}

/* Of the variables that are named so: those that were given, or those that have a default. */
static struct gl_str of_variables(struct gl_tf_unit *unit, bool is_given)
{
    const struct gl_tf_module *root = unit->root;

    for (uint32_t i = 0; i < root->count[GL_TF_VARIABLE]; i++) {
        const struct gl_tf_declaration *variable = root->of[GL_TF_VARIABLE][i];
        struct gl_tf_value value;
        struct gl_str text;

        if (!is_environment_name(variable->name) ||
            (gl_tf_given_find(&unit->given, variable->name) != NULL) != is_given)
            continue;
        value = gl_tf_node_variable(unit, unit->top, variable);
        text = known_text(unit, &value);
        if (text.len)
            return gl_environment_of_text(text);
    }
    return (struct gl_str){0};
}

static struct gl_str of_tags(struct gl_tf_unit *unit)
{
    for (size_t i = 0; i < unit->instances.len; i++) {
        const struct gl_tf_value *values = &unit->instances.items[i]->values;
        const struct gl_tf_value *tags = gl_tf_get(values, GL_STR("tags_all"));

        if (!tags)
            tags = gl_tf_get(values, GL_STR("tags"));
        if (!tags || !gl_tf_is_known_map(tags))
            continue;
        for (size_t k = 0; k < tags->u.map.len; k++) {
            struct gl_str text = known_text(unit, &tags->u.map.members[k].value);

            if (text.len && is_environment_name(tags->u.map.members[k].key))
                return gl_environment_of_text(text);
        }
    }
    return (struct gl_str){0};
}

/* "production.tfvars" without its suffix. */
static struct gl_str stem_of(struct gl_str name)
{
    size_t dot = gl_str_find(name, GL_STR(".tfvars"));

    return gl_str_slice(name, 0, dot);
}

static struct gl_str environment_of(struct gl_tf_unit *unit)
{
    const struct gl_front_options *options = unit->set->options;
    struct gl_str found = options->environment;

    if (!found.len)
        found = of_variables(unit, true);
    if (!found.len && unit->values_name.len) {
        found = of_words(stem_of(unit->values_name));
        if (!found.len)
            found = stem_of(unit->values_name);
    }
    if (!found.len)
        found = of_variables(unit, false);
    if (!found.len)
        found = of_words(options->workspace);
    if (!found.len)
        found = gl_environment_of_folders(unit->root->uri);
    if (!found.len)
        found = of_tags(unit);
    return found;
}

void gl_tf_describe_unit(struct gl_tf_unit *unit)
{
    const struct gl_tf_provider *provider = gl_tf_provider_of(unit, unit->top, GL_STR("aws"));

    unit->unit.environment = environment_of(unit);
    unit->unit.region = provider->region;
    unit->unit.account = provider->account;
    unit->unit.partition = unit->set->options->partition;
}
