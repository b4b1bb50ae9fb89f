/* Ids and ARNs of a state, joined back to the resources that have them. */
#include "front/terraform/plan/reading.h"

/* `value` of the index: item * 2 + (1: its arn, 0: its id); an id that several have is AMBIGUOUS. */
enum { SHORTEST = 4 };

static struct gl_str text_of(const struct gl_tf_plan_item *item, const char *name)
{
    const struct gl_value *value = gl_value_get(item->values, gl_str_of(name));

    return gl_value_is(value, GL_STRING) ? value->u.str : (struct gl_str){0};
}

/* aws_s3_bucket has the name that aws_s3_bucket_policy uses as its id too. */
static bool is_owner(const struct gl_tf_plan_item *one, const struct gl_tf_plan_item *other)
{
    return !other->instance->is_data &&
           (one->instance->is_data || gl_str_starts_with(one->instance->type, other->instance->type)) &&
           !gl_str_eq(one->instance->type, other->instance->type);
}

static void enter(struct gl_tf_plan *plan, struct gl_str text, uint32_t number, bool is_arn)
{
    uint32_t before;

    if (text.len < SHORTEST)
        return;
    before = gl_tf_index_add(plan->arena, &plan->by_identity, text, number * 2 + is_arn);
    if (before == GL_TF_INDEX_NONE || before / 2 == number)
        return;
    if (is_owner(&plan->items[before / 2], &plan->items[number]))
        gl_tf_index_set(&plan->by_identity, text, number * 2 + is_arn);
}

void gl_tf_plan_index_identities(struct gl_tf_plan *plan)
{
    for (uint32_t i = 0; i < plan->len; i++) {
        enter(plan, text_of(&plan->items[i], "arn"), i, true);
        enter(plan, text_of(&plan->items[i], "id"), i, false);
    }
}

/* Whether an attribute of this name holds the id of another resource, not a word that happens to be one. */
static bool names_another(struct gl_str attribute)
{
    static const char *const ends[] = {
        "_id",        "_ids",      "_arn",     "_arns",     "bucket", "subnets", "security_groups",
        "_groups",    "_bucket",   "_topic",   "_queue",    "_key",   "_role",   "role",
        "zone",       "_db",       "resource", "resources", "target", "targets", "cluster",
        "policy_arn", "identifier"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (gl_str_ends_with(attribute, gl_str_of(ends[i])))
            return true;
    }
    return false;
}

const struct gl_tf_plan_item *gl_tf_plan_identified(const struct gl_tf_plan *plan,
                                                    const struct gl_tf_plan_item *by, struct gl_str attribute,
                                                    struct gl_str text, struct gl_str *ret_attribute)
{
    uint32_t found = text.len >= SHORTEST ? gl_tf_index_find(&plan->by_identity, text) : GL_TF_INDEX_NONE;
    bool is_arn = gl_str_starts_with(text, GL_STR("arn:"));
    const struct gl_tf_plan_item *item;

    if (found == GL_TF_INDEX_NONE || (!is_arn && !names_another(attribute)))
        return NULL;
    item = &plan->items[found / 2];
    if (item == by ||
        (!item->instance->is_data && gl_str_starts_with(item->instance->type, by->instance->type) &&
         !is_arn && !gl_str_eq(item->instance->type, by->instance->type)))
        return NULL;
    *ret_attribute = found % 2 ? GL_STR("arn") : GL_STR("id");
    return item;
}
