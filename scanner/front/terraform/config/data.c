#include "front/terraform/config/unit.h"

#include "front/environment.h"
#include "front/terraform/config/set.h"

/* Puts a member where the configuration has none. */
static void add(struct gl_tf_unit *unit, struct gl_tf_instance *instance, struct gl_str name,
                struct gl_tf_value value)
{
    size_t len = instance->values.u.map.len;
    struct gl_tf_member *members;

    if (gl_tf_get(&instance->values, name))
        return;
    members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, len + 1);
    for (size_t i = 0; i < len; i++)
        members[i] = instance->values.u.map.members[i];
    members[len] = (struct gl_tf_member){.key = name, .value = value};
    instance->values = gl_tf_make_map(NULL, members, len + 1, instance->values.span);
    instance->values.open = instance;
}

static void add_text(struct gl_tf_unit *unit, struct gl_tf_instance *instance, struct gl_str name,
                     struct gl_str text)
{
    if (text.len)
        add(unit, instance, name, gl_tf_make_string(text, instance->header));
}

static void region(struct gl_tf_unit *unit, struct gl_tf_instance *instance)
{
    struct gl_str name = unit->set->options->region;

    add_text(unit, instance, GL_STR("name"), name);
    add_text(unit, instance, GL_STR("id"), name);
    add_text(unit, instance, GL_STR("region"), name);
}

static void caller(struct gl_tf_unit *unit, struct gl_tf_instance *instance)
{
    add_text(unit, instance, GL_STR("account_id"), unit->set->options->account);
    add_text(unit, instance, GL_STR("id"), unit->set->options->account);
}

static void partition(struct gl_tf_unit *unit, struct gl_tf_instance *instance)
{
    const struct gl_front_options *options = unit->set->options;
    struct gl_str name =
        options->partition.len ? options->partition : gl_partition_of_region(options->region);

    add_text(unit, instance, GL_STR("partition"), name);
    add_text(unit, instance, GL_STR("id"), name);
    add_text(unit, instance, GL_STR("dns_suffix"), gl_partition_dns_suffix(name));
}

static void policy_document(struct gl_tf_unit *unit, struct gl_tf_instance *instance)
{
    struct gl_tf_value json = gl_tf_policy_document(unit, &instance->values);

    add(unit, instance, GL_STR("json"), json);
    add(unit, instance, GL_STR("minified_json"), json);
}

void gl_tf_data_compute(struct gl_tf_unit *unit, struct gl_tf_instance *instance)
{
    static const struct {
        struct gl_str type;
        void (*compute)(struct gl_tf_unit *unit, struct gl_tf_instance *instance);
    } sources[] = {
        {GL_STR_INIT("aws_iam_policy_document"), policy_document},
        {GL_STR_INIT("aws_region"), region},
        {GL_STR_INIT("aws_caller_identity"), caller},
        {GL_STR_INIT("aws_partition"), partition},
    };

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (gl_str_eq(sources[i].type, instance->type))
            sources[i].compute(unit, instance);
    }
}
