/* Values of an instance, in the shape that the configuration would have given them: what was not written is
 * no member, lists of objects that are blocks are marked so, unknown attributes lead to what decides them. */
#include "front/terraform/plan/reading.h"

struct building {
    struct gl_tf_plan *plan;
    const struct gl_tf_plan_item *item;
};

/* A value with what the document says of it elsewhere; each but the name may be missing. */
struct part {
    const struct gl_value *value, *unknown, *sensitive, *expression;
    struct gl_str name; /* of the attribute that it is, or is in */
    bool is_item;       /* of a list */
    unsigned depth;     /* of objects: 1 for attributes of the resource */
    struct gl_span span;
};

static struct gl_tf_value value_of(struct building *building, const struct part *part);

static bool is_true(const struct gl_value *value)
{
    return gl_value_is(value, GL_BOOL) && value->u.boolean;
}

/* An expression of the configuration, not a block or a list of them. */
static bool is_attribute(const struct gl_value *expression)
{
    return gl_value_is(expression, GL_MAP) && (gl_value_get(expression, GL_STR("references")) ||
                                               gl_value_get(expression, GL_STR("constant_value")));
}

/* ---- unknown values */

/* Text that is put together: a reference in it is not the whole of it. */
static bool is_composed(struct gl_str name)
{
    static const char *const ends[] = {
        "policy",   "user_data", "user_data_base64", "definitions", "template", "content",  "body",
        "document", "query",     "definition",       "description", "command",  "resources"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (gl_str_ends_with(name, gl_str_of(ends[i])))
            return true;
    }
    return false;
}

static bool holds_several(struct gl_str name)
{
    static const char *const ends[] = {"_ids", "_arns", "security_groups", "_security_groups", "subnets"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (gl_str_ends_with(name, gl_str_of(ends[i])))
            return true;
    }
    return false;
}

static struct gl_str usual_attribute(struct gl_str name)
{
    if (gl_str_ends_with(name, GL_STR("arn")) || gl_str_ends_with(name, GL_STR("arns")))
        return GL_STR("arn");
    return GL_STR("id");
}

/* Puts the attribute that the candidate means into `ret_value`; false when it cannot be the whole value. */
static bool reference(struct building *building, const struct part *part,
                      const struct gl_tf_candidate *candidate, struct gl_tf_value *ret_value)
{
    const struct gl_tf_instance *target = candidate->item->instance;
    struct gl_str attribute = candidate->attribute.len ? candidate->attribute : usual_attribute(part->name);
    const struct gl_tf_value *known = gl_tf_get(&target->values, attribute);

    if (known && target->is_data) {
        *ret_value = *known;
        return true;
    }
    if (is_composed(part->name))
        return false;
    *ret_value = gl_tf_open_member(building->plan->arena, &target->values, attribute, part->span);
    return true;
}

static struct gl_tf_value plain_unknown(struct building *building, const struct part *part)
{
    const struct gl_tf_instance *instance = building->item->instance;
    const struct gl_value *first = gl_value_at(gl_value_get(part->expression, GL_STR("references")), 0);
    struct gl_str name = gl_value_is(first, GL_STRING)
                             ? first->u.str
                             : gl_arena_printf(building->plan->arena, "%.*s.%.*s",
                                               GL_STR_ARG(instance->address), GL_STR_ARG(part->name));

    return gl_tf_make_unknown(building->plan->arena, &gl_tf_any, GL_WHY_COMPUTED, name, part->span);
}

static struct gl_tf_value several(struct building *building, const struct part *part,
                                  const struct gl_tf_candidates *all)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(building->plan->arena, struct gl_tf_value, all->len);
    size_t len = 0;

    for (size_t i = 0; i < all->len; i++)
        len += reference(building, part, &all->items[i], &items[len]);
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, part->span);
}

static struct gl_tf_value unknown_value(struct building *building, const struct part *part)
{
    struct gl_tf_candidates all;
    const struct gl_tf_candidate *chosen;
    struct gl_tf_value value;

    gl_tf_plan_trace(building->plan, building->item, part->expression, &all);
    if (!part->is_item && holds_several(part->name) && all.len && !all.is_cut)
        return several(building, part, &all);
    chosen = gl_tf_plan_choose(building->item, part->name, &all);
    return chosen && reference(building, part, chosen, &value) ? value : plain_unknown(building, part);
}

/* ---- lists */

static size_t unknown_items(const struct part *part)
{
    size_t len = 0;

    for (size_t i = 0; i < gl_value_len(part->value); i++)
        len += is_true(gl_value_at(part->unknown, i));
    return len;
}

/* Item `index` of the list `part`, which is the `nth` unknown one. */
static struct gl_tf_value list_item(struct building *building, const struct part *part, size_t index,
                                    size_t nth, const struct gl_tf_candidates *all)
{
    size_t unknown = all ? unknown_items(part) : 0;
    struct part item = *part;
    struct gl_tf_value value;

    item.value = gl_value_at(part->value, index);
    item.unknown = gl_value_at(part->unknown, index);
    item.sensitive = is_true(part->sensitive) ? part->sensitive : gl_value_at(part->sensitive, index);
    item.span = item.value->span;
    item.is_item = true;
    if (!is_true(item.unknown))
        return value_of(building, &item);
    if (all && all->len == unknown && reference(building, &item, &all->items[nth], &value))
        return value;
    return unknown_value(building, &item);
}

static struct gl_tf_value attribute_list(struct building *building, const struct part *part)
{
    size_t len = gl_value_len(part->value), nth = 0;
    struct gl_tf_value *items = GL_NEW_ARRAY(building->plan->arena, struct gl_tf_value, len);
    struct gl_tf_candidates all = {.len = 0};

    if (unknown_items(part) > 1)
        gl_tf_plan_trace(building->plan, building->item, part->expression, &all);
    for (size_t i = 0; i < len; i++) {
        items[i] = list_item(building, part, i, nth, all.len > 1 ? &all : NULL);
        nth += is_true(gl_value_at(part->unknown, i));
    }
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, part->value->span);
}

/* Whether a block as written can have become this value: its constants are those of the value. */
static bool fits(const struct gl_value *block, const struct gl_value *value)
{
    for (size_t i = 0; block && block->type == GL_MAP && i < block->u.map.len; i++) {
        const struct gl_member *member = &block->u.map.members[i];
        const struct gl_value *constant = gl_value_get(&member->value, GL_STR("constant_value"));
        const struct gl_value *have = gl_value_get(value, member->key);
        struct gl_str a, b;

        if (constant && gl_value_text(constant, &a) && gl_value_text(have, &b) && !gl_str_eq(a, b))
            return false;
    }
    return gl_value_is(block, GL_MAP);
}

/* Blocks of a set are in another order than they were written. */
static const struct gl_value *block_expression(const struct part *part, size_t index)
{
    const struct gl_value *found = NULL, *blocks = part->expression;
    size_t len = gl_value_is(blocks, GL_LIST) ? blocks->u.list.len : 0;

    if (gl_value_is(blocks, GL_MAP))
        return blocks; /* a block of which there can be one only */
    if (len == gl_value_len(part->value) && fits(gl_value_at(blocks, index), gl_value_at(part->value, index)))
        return gl_value_at(blocks, index);
    for (size_t i = 0; i < len && i < GL_MAX_PARTNERS; i++) {
        if (!fits(&blocks->u.list.items[i], gl_value_at(part->value, index)))
            continue;
        if (found)
            return NULL;
        found = &blocks->u.list.items[i];
    }
    return found;
}

static struct gl_tf_value block_list(struct building *building, const struct part *part)
{
    size_t len = gl_value_len(part->value);
    struct gl_tf_value *items = GL_NEW_ARRAY(building->plan->arena, struct gl_tf_value, len), list;

    for (size_t i = 0; i < len; i++) {
        struct part item = {.value = gl_value_at(part->value, i),
                            .unknown = gl_value_at(part->unknown, i),
                            .sensitive =
                                is_true(part->sensitive) ? part->sensitive : gl_value_at(part->sensitive, i),
                            .expression = block_expression(part, i),
                            .name = part->name,
                            .depth = part->depth};

        item.span = item.value->span;
        items[i] = value_of(building, &item);
    }
    list = gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, part->value->span);
    list.flags |= GL_TF_BLOCKS;
    return list;
}

static bool are_objects(const struct gl_value *list)
{
    for (size_t i = 0; i < list->u.list.len; i++) {
        if (list->u.list.items[i].type != GL_MAP)
            return false;
    }
    return list->u.list.len > 0;
}

/* ---- objects */

static bool has_unknown(const struct gl_value *mask)
{
    if (is_true(mask))
        return true;
    for (size_t i = 0; gl_value_is(mask, GL_LIST) && i < mask->u.list.len; i++) {
        if (has_unknown(&mask->u.list.items[i]))
            return true;
    }
    for (size_t i = 0; gl_value_is(mask, GL_MAP) && i < mask->u.map.len; i++) {
        if (has_unknown(&mask->u.map.members[i].value))
            return true;
    }
    return false;
}

/* What was not written in the configuration: the provider's business, or nothing. */
static bool is_unwritten(const struct part *part)
{
    if (part->expression)
        return false;
    if (is_true(part->unknown) || !part->value || part->value->type == GL_NULL)
        return true;
    return part->value->type == GL_LIST && part->value->u.list.len == 0;
}

/* AWS takes policies as JSON only: a text that is none (a stand-in for one that was left out) says nothing.
 */
static bool is_no_document(const struct building *building, const struct part *part)
{
    static const char *const names[] = {"policy", "assume_role_policy", "json", "minified_json"};
    const struct gl_value *value = part->value;
    struct gl_str text;

    if (!value || value->type != GL_STRING || part->depth != 1 || !GL_STR_IS_ONE_OF(part->name, names) ||
        !gl_str_starts_with(building->item->instance->type, GL_STR("aws_")))
        return false;
    text = gl_str_trim(value->u.str);
    return text.len && text.ptr[0] != '{' && text.ptr[0] != '[';
}

/* The only policy document of the module that the resource of a state depends on. */
static const struct gl_tf_value *document_behind(const struct building *building)
{
    const struct gl_value *names = building->item->depends_on;
    const struct gl_tf_value *found = NULL;

    for (size_t i = 0; gl_value_is(names, GL_LIST) && i < names->u.list.len && i < GL_MAX_PARTNERS; i++) {
        struct gl_str name = gl_value_is(&names->u.list.items[i], GL_STRING) ? names->u.list.items[i].u.str
                                                                             : (struct gl_str){0};
        size_t at = gl_str_find(name, GL_STR("data.aws_iam_policy_document."));
        struct gl_str group =
            gl_arena_printf(building->plan->arena, "%.*s|%.*s", GL_STR_ARG(building->item->node->address),
                            GL_STR_ARG(gl_str_from(name, at == GL_STR_NONE ? name.len : at)));
        uint32_t first = gl_name_index_find(&building->plan->by_group, group);

        if (first == GL_NAME_INDEX_NONE)
            continue;
        if (found || building->plan->items[first].next != GL_NAME_INDEX_NONE)
            return NULL;
        found = gl_tf_get(&building->plan->items[first].instance->values, GL_STR("json"));
        if (!found)
            return NULL;
    }
    return found;
}

static struct gl_tf_value document(struct building *building, const struct part *part)
{
    const struct gl_tf_value *behind = part->expression ? NULL : document_behind(building);

    return behind ? *behind : unknown_value(building, part);
}

/* State files name the attributes that are sensitive by paths. */
static bool is_on_path(const struct gl_value *paths, struct gl_str name)
{
    for (size_t i = 0; gl_value_is(paths, GL_LIST) && i < paths->u.list.len; i++) {
        if (gl_value_text_is(gl_value_path(&paths->u.list.items[i], "0.type"), "get_attr") &&
            gl_value_is(gl_value_path(&paths->u.list.items[i], "0.value"), GL_STRING) &&
            gl_str_eq(gl_value_path(&paths->u.list.items[i], "0.value")->u.str, name))
            return true;
    }
    return false;
}

static void add_member(struct building *building, const struct part *whole, struct gl_str key,
                       const struct gl_member *member, struct gl_tf_member *members, size_t *len)
{
    bool is_open = !is_attribute(whole->expression);
    bool is_resource = whole->value == building->item->values;
    struct part part = {.value = member ? &member->value : NULL,
                        .unknown = gl_value_get(whole->unknown, key),
                        .sensitive = gl_value_get(whole->sensitive, key),
                        .expression = is_open ? gl_value_get(whole->expression, key) : whole->expression,
                        .name = key,
                        .span = member ? member->value.span : whole->span};
    struct gl_tf_value value;

    part.depth = whole->depth + 1;
    if (is_open &&
        (is_unwritten(&part) || (building->item->instance->is_data && is_no_document(building, &part))))
        return;
    value = value_of(building, &part);
    if (is_true(whole->sensitive) || (is_resource && is_on_path(whole->sensitive, key)) ||
        gl_tf_is_secret_attribute(building->item->instance->type, key))
        value = gl_tf_mark_sensitive(value);
    members[(*len)++] = (struct gl_tf_member){.key = key,
                                              .key_span = member ? member->key_span : whole->span,
                                              .expr_span = member ? member->value.span : whole->span,
                                              .value = value};
}

static struct gl_tf_value object(struct building *building, const struct part *part)
{
    const struct gl_value *value = part->value, *unknown = part->unknown;
    size_t known = value && value->type == GL_MAP ? value->u.map.len : 0, len = 0;
    size_t masked = unknown && unknown->type == GL_MAP ? unknown->u.map.len : 0;
    struct gl_tf_member *members = GL_NEW_ARRAY(building->plan->arena, struct gl_tf_member, known + masked);

    for (size_t i = 0; i < known; i++)
        add_member(building, part, value->u.map.members[i].key, &value->u.map.members[i], members, &len);
    for (size_t i = 0; i < masked; i++) {
        const struct gl_member *mask = &unknown->u.map.members[i];

        if (has_unknown(&mask->value) && !gl_value_get(value, mask->key))
            add_member(building, part, mask->key, NULL, members, &len);
    }
    return gl_tf_make_map(NULL, members, len, part->span);
}

/* ---- */

/* An ARN and what is below it (ending in a slash and a star), of a resource that has the ARN; false when it
 * is no such text. */
static bool objects_of(struct building *building, const struct part *part, struct gl_tf_value *ret_value)
{
    struct gl_str text = part->value->u.str, attribute;
    struct gl_tf_value *parts;
    struct gl_tf_unknown *unknown;
    const struct gl_tf_plan_item *target;

    if (!gl_str_ends_with(text, GL_STR("/*")) || !gl_str_starts_with(text, GL_STR("arn:")))
        return false;
    target = gl_tf_plan_identified(building->plan, building->item, part->name,
                                   gl_str_slice(text, 0, text.len - 2), &attribute);
    if (!target)
        return false;
    parts = GL_NEW_ARRAY(building->plan->arena, struct gl_tf_value, 2);
    parts[0] = gl_tf_open_member(building->plan->arena, &target->instance->values, attribute, part->span);
    parts[1] = gl_tf_make_string(GL_STR("/*"), part->span);
    unknown = GL_NEW(building->plan->arena, struct gl_tf_unknown);
    *unknown = gl_tf_because(&parts[0], &gl_tf_string, true);
    unknown->shape = GL_TF_CONCAT;
    unknown->parts = parts;
    unknown->part_len = 2;
    *ret_value = gl_tf_make_unknown_as(unknown, part->span);
    return true;
}

static struct gl_tf_value scalar(struct building *building, const struct part *part)
{
    const struct gl_tf_plan_item *target = NULL;
    struct gl_str attribute = {0};
    struct gl_tf_value value;
    bool is_own = part->depth == 1 && gl_str_eq(part->name, GL_STR("id"));

    if (part->value->type == GL_STRING && objects_of(building, part, &value))
        return value;
    if (part->value->type == GL_STRING && !is_own)
        target =
            gl_tf_plan_identified(building->plan, building->item, part->name, part->value->u.str, &attribute);
    if (target)
        return gl_tf_open_member(building->plan->arena, &target->instance->values, attribute, part->span);
    if (is_no_document(building, part))
        return document(building, part);
    return gl_tf_from_tree(building->plan->arena, part->value);
}

/* The reader bounds the depth of the document. */
static struct gl_tf_value value_of(struct building *building, const struct part *part)
{
    struct gl_tf_value value;

    if (is_true(part->unknown))
        value = unknown_value(building, part);
    else if (gl_value_is(part->value, GL_MAP) || (!part->value && gl_value_is(part->unknown, GL_MAP)))
        value = object(building, part);
    else if (!part->value)
        value = plain_unknown(building, part);
    else if (part->value->type != GL_LIST)
        value = scalar(building, part);
    else if (are_objects(part->value) && !is_attribute(part->expression))
        value = block_list(building, part);
    else
        value = attribute_list(building, part);
    return is_true(part->sensitive) ? gl_tf_mark_sensitive(value) : value;
}

void gl_tf_plan_build(struct gl_tf_plan *plan, struct gl_tf_plan_item *item)
{
    struct building building = {plan, item};
    struct part part = {.value = item->values,
                        .unknown = item->unknown,
                        .sensitive = item->sensitive,
                        .expression = gl_value_get(item->configuration, GL_STR("expressions")),
                        .span = item->instance->body};

    if (!gl_value_is(part.value, GL_MAP))
        part.value = NULL;
    item->instance->values = object(&building, &part);
    item->instance->values.open = item->instance;
    item->instance->values.flags |= GL_TF_HAS_UNKNOWN;
}
