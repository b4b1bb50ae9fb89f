/* Ids and ARNs of a state, joined back to the resources that have them. */
#include "front/terraform/plan/reading.h"

/* MOST_TWINS: resources with one id among which the right one is looked for. */
enum { SHORTEST = 4, MOST_TWINS = 64 };

static struct gl_str text_of(const struct gl_tf_plan_item *item, const char *name)
{
    const struct gl_value *value = gl_value_get(item->values, gl_str_of(name));

    return gl_value_is(value, GL_STRING) ? value->u.str : (struct gl_str){0};
}

/* Values of the index: item * 2, and 1 where the text is its ARN. Items with the same text are a list. */
static void enter(struct gl_tf_plan *plan, struct gl_str text, uint32_t number, bool is_arn)
{
    struct gl_tf_plan_item *item = &plan->items[number];
    uint32_t before;

    item->twin[is_arn] = GL_NAME_INDEX_NONE;
    if (text.len < SHORTEST)
        return;
    before = gl_name_index_add(plan->arena, &plan->by_identity, text, number * 2 + is_arn);
    if (before == GL_NAME_INDEX_NONE || before / 2 == number)
        return;
    item->twin[is_arn] = before;
    gl_name_index_set(&plan->by_identity, text, number * 2 + is_arn);
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
        "_id",     "_ids",    "_arn",    "_arns",      "bucket",   "subnets",   "security_groups",
        "_groups", "_topic",  "_queue",  "_key",       "role",     "zone",      "_db",
        "target",  "targets", "cluster", "identifier", "instance", "instances", "network_interface",
        "_vgws"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (gl_str_ends_with(attribute, gl_str_of(ends[i])))
            return true;
    }
    return gl_str_eq(attribute, GL_STR("id")); /* of a block: launch_template { id } */
}

/* Where the resource is named among those that it depends on, without keys: "module.edge.aws_lb.this". */
static bool depends_on(const struct gl_tf_plan_item *item, const struct gl_tf_plan_item *other)
{
    const struct gl_value *all = item->depends_on;

    for (size_t i = 0; gl_value_is(all, GL_LIST) && i < all->u.list.len && i < GL_MAX_PARTNERS; i++) {
        const struct gl_value *one = &all->u.list.items[i];

        if (one->type == GL_STRING && gl_str_eq(one->u.str, other->declared))
            return true;
    }
    return false;
}

/* A bucket's name is the id of its policy too: the shorter type is the thing itself. */
static bool is_part_of(const struct gl_tf_instance *part, const struct gl_tf_instance *whole)
{
    return part->is_data ? !whole->is_data
                         : !whole->is_data && part->type.len > whole->type.len &&
                               gl_str_starts_with(part->type, whole->type);
}

/* The one of the list that is meant; NONE: it is not clear which. */
static uint32_t pick(const struct gl_tf_plan *plan, const struct gl_tf_plan_item *by, uint32_t found)
{
    uint32_t best = GL_NAME_INDEX_NONE, named = GL_NAME_INDEX_NONE;
    size_t named_len = 0, unclear = 0;

    for (size_t n = 0; found != GL_NAME_INDEX_NONE; found = plan->items[found / 2].twin[found % 2]) {
        const struct gl_tf_plan_item *item = &plan->items[found / 2];

        if (++n > MOST_TWINS)
            return GL_NAME_INDEX_NONE;
        if (depends_on(by, item)) {
            named = found;
            named_len++;
        }
        if (best == GL_NAME_INDEX_NONE || is_part_of(plan->items[best / 2].instance, item->instance)) {
            best = found;
            unclear = 0;
        } else {
            unclear += !is_part_of(item->instance, plan->items[best / 2].instance);
        }
    }
    if (named_len == 1)
        return named;
    return unclear ? GL_NAME_INDEX_NONE : best;
}

/* "route_table_id" means a resource of the type aws_route_table, whatever other types begin alike. */
static bool names_type(struct gl_str attribute, struct gl_str type)
{
    static const char *const ends[] = {"_ids", "_id"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct gl_str end = gl_str_of(ends[i]);

        if (gl_str_ends_with(attribute, end))
            return gl_str_ends_with(type, gl_str_slice(attribute, 0, attribute.len - end.len));
    }
    return false;
}

const struct gl_tf_plan_item *gl_tf_plan_identified(const struct gl_tf_plan *plan,
                                                    const struct gl_tf_plan_item *by, struct gl_str attribute,
                                                    struct gl_str text, struct gl_str *ret_attribute)
{
    uint32_t found = text.len >= SHORTEST ? gl_name_index_find(&plan->by_identity, text) : GL_NAME_INDEX_NONE;
    bool is_arn = gl_str_starts_with(text, GL_STR("arn:"));
    const struct gl_tf_plan_item *item;

    if (found == GL_NAME_INDEX_NONE || (!is_arn && !names_another(attribute)))
        return NULL;
    found = pick(plan, by, found);
    if (found == GL_NAME_INDEX_NONE)
        return NULL;
    item = &plan->items[found / 2];
    if (item == by ||
        (!is_arn && is_part_of(item->instance, by->instance) && !names_type(attribute, item->instance->type)))
        return NULL;
    *ret_attribute = found % 2 ? GL_STR("arn") : GL_STR("id");
    return item;
}
