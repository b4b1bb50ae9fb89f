#include "front/terraform/config/unit.h"

#include "base/limits.h"

/* Nested blocks of one type, in source order. */
struct group {
    struct gl_str type;
    struct gl_span key_span, span;
    struct gl_tf_value *items;
    size_t len, capacity;
};

struct builder {
    struct gl_tf_unit *unit;
    bool is_resource;
    struct gl_tf_member *members;
    size_t len, capacity;
    struct group *groups;
    size_t group_len, group_capacity;
};

static bool is_meta(struct gl_str name)
{
    static const struct gl_str names[] = {GL_STR_INIT("count"),     GL_STR_INIT("for_each"),
                                          GL_STR_INIT("provider"),  GL_STR_INIT("depends_on"),
                                          GL_STR_INIT("lifecycle"), GL_STR_INIT("provisioner"),
                                          GL_STR_INIT("connection")};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq(names[i], name))
            return true;
    }
    return false;
}

static void add_item(struct builder *builder, struct gl_str type, struct gl_span key_span,
                     const struct gl_tf_value *item)
{
    struct gl_arena *arena = builder->unit->arena;
    struct group *group = NULL;

    for (size_t i = 0; i < builder->group_len && !group; i++) {
        if (gl_str_eq(builder->groups[i].type, type))
            group = &builder->groups[i];
    }
    if (!group) {
        group = GL_PUSH(arena, builder->groups, builder->group_len, builder->group_capacity);
        *group = (struct group){.type = type, .key_span = key_span, .span = item->span};
    }
    *GL_PUSH(arena, group->items, group->len, group->capacity) = *item;
}

/* ---- dynamic blocks ---- */

struct dynamic {
    struct gl_str type, iterator;
    struct gl_span key_span;
    const struct gl_hcl_expr *for_each;
    const struct gl_hcl_body *content;      /* native syntax */
    const struct gl_hcl_expr *content_expr; /* JSON syntax */
    const struct gl_tf_scope *outer;
};

/* The content with the iterator bound to one element. */
static struct gl_tf_value content(struct gl_tf_unit *unit, const struct dynamic *dynamic,
                                  const struct gl_tf_value *key, const struct gl_tf_value *value)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, 2);
    struct gl_tf_binding binding = {.name = dynamic->iterator};
    struct gl_tf_scope scope = {
        .outer = dynamic->outer, .bindings = &binding, .len = 1, .module = dynamic->outer->module};

    members[0] = (struct gl_tf_member){.key = GL_STR("key"), .value = *key};
    members[1] = (struct gl_tf_member){.key = GL_STR("value"), .value = *value};
    binding.value = gl_tf_make_map(NULL, members, 2, value->span);
    if (dynamic->content)
        return gl_tf_body_value(unit, &scope, dynamic->content, false);
    return gl_tf_unit_value(unit, &scope, dynamic->content_expr);
}

/* How many there are is not known: one that may be there or not. */
static struct gl_tf_value uncertain(struct gl_tf_unit *unit, const struct dynamic *dynamic,
                                    const struct gl_tf_value *cause)
{
    struct gl_tf_value *parts = GL_NEW_ARRAY(unit->arena, struct gl_tf_value, 3);
    struct gl_tf_unknown *unknown = GL_NEW(unit->arena, struct gl_tf_unknown);
    const struct gl_tf_type *element = cause->u.unknown->type->element;
    struct gl_tf_value key =
        gl_tf_unit_unknown(unit, &gl_tf_any, cause->u.unknown->reason, cause->u.unknown->name, cause->span);
    struct gl_tf_value value = gl_tf_unit_unknown(
        unit, element ? element : &gl_tf_any, cause->u.unknown->reason, cause->u.unknown->name, cause->span);

    parts[0] = content(unit, dynamic, &key, &value);
    parts[1] = gl_tf_make_null(&gl_tf_any, cause->span);
    parts[2] = *cause;
    *unknown = (struct gl_tf_unknown){.shape = GL_TF_ARMS,
                                      .reason = cause->u.unknown->reason,
                                      .type = &gl_tf_any,
                                      .name = cause->u.unknown->name,
                                      .from = cause->u.unknown->from,
                                      .parts = parts,
                                      .part_len = 2,
                                      .condition = &parts[2],
                                      .decision = (uint32_t)gl_str_hash(cause->u.unknown->name) | 1,
                                      .is_derived = true,
                                      .most = UINT64_MAX};
    return gl_tf_make_unknown_as(unknown, cause->span);
}

/* Blocks that are there when arm `index` of what decides them is taken. */
struct arm {
    const struct gl_tf_value *cause; /* NULL: they are there */
    size_t index;
};

static void add_content(struct builder *builder, const struct dynamic *dynamic, const struct arm *arm,
                        const struct gl_tf_value *key, const struct gl_tf_value *value)
{
    struct gl_tf_value item = content(builder->unit, dynamic, key, value), *parts;

    if (!gl_span_is_set(item.span))
        item.span = dynamic->key_span;
    if (arm->cause) {
        size_t len = arm->cause->u.unknown->part_len;

        parts = GL_NEW_ARRAY(builder->unit->arena, struct gl_tf_value, len);
        for (size_t i = 0; i < len; i++)
            parts[i] = i == arm->index ? item : gl_tf_make_null(&gl_tf_any, item.span);
        item = gl_tf_arms_like(builder->unit, arm->cause, &gl_tf_any, parts, item.span);
    }
    add_item(builder, dynamic->type, dynamic->key_span, &item);
}

static void add_elements(struct builder *builder, const struct dynamic *dynamic, const struct arm *arm,
                         const struct gl_tf_value *collection)
{
    if (gl_tf_has_members(collection)) {
        for (size_t i = 0; i < collection->u.map.len; i++) {
            const struct gl_tf_member *member = &collection->u.map.members[i];
            struct gl_tf_value key = gl_tf_make_string(member->key, member->key_span);

            add_content(builder, dynamic, arm, &key, &member->value);
        }
        return;
    }
    for (size_t i = 0; i < collection->u.list.len; i++) {
        const struct gl_tf_value *item = &collection->u.list.items[i];
        struct gl_tf_value key =
            collection->kind == GL_TF_SET ? *item : gl_tf_make_i64((int64_t)i, item->span);

        add_content(builder, dynamic, arm, &key, item);
    }
}

static bool is_too_many(struct gl_tf_unit *unit, const struct dynamic *dynamic,
                        const struct gl_tf_value *collection)
{
    if (gl_tf_len(collection) <= GL_MAX_TERRAFORM_INSTANCES)
        return false;
    gl_tf_unit_tell(unit, dynamic->for_each->span, GL_STR("too many blocks"),
                    gl_tf_unit_printf(unit, "%zu; they are left out", gl_tf_len(collection)));
    return true;
}

static void expand_unknown(struct builder *builder, const struct dynamic *dynamic,
                           const struct gl_tf_value *cause)
{
    size_t arms = gl_tf_known_arms(cause);
    struct gl_tf_value item;

    for (size_t i = 0; i < arms; i++) {
        struct arm arm = {cause, i};

        if (!is_too_many(builder->unit, dynamic, &cause->u.unknown->parts[i]))
            add_elements(builder, dynamic, &arm, &cause->u.unknown->parts[i]);
    }
    if (arms)
        return;
    item = uncertain(builder->unit, dynamic, cause);
    add_item(builder, dynamic->type, dynamic->key_span, &item);
}

static void expand_dynamic(struct builder *builder, const struct dynamic *dynamic)
{
    struct gl_tf_unit *unit = builder->unit;
    struct gl_tf_value collection = gl_tf_unit_value(unit, dynamic->outer, dynamic->for_each);
    struct arm always = {0};

    if (gl_tf_is_unknown(&collection))
        expand_unknown(builder, dynamic, &collection);
    else if (gl_tf_is_null(&collection) || collection.kind < GL_TF_LIST)
        gl_tf_unit_tell(unit, dynamic->for_each->span, GL_STR("Invalid dynamic for_each value"),
                        gl_tf_is_null(&collection) ? GL_STR("it is null")
                                                   : GL_STR("it is no list, set, map or object"));
    else if (!is_too_many(unit, dynamic, &collection))
        add_elements(builder, dynamic, &always, &collection);
}

static bool iterator_name(struct gl_tf_unit *unit, const struct gl_hcl_expr *expr, struct gl_str *ret_name)
{
    if (gl_hcl_static_text(expr, unit->arena, ret_name))
        return true;
    gl_tf_unit_tell(unit, expr->span, GL_STR("Invalid iterator name"), GL_STR("it must be a single name"));
    return false;
}

static void add_dynamic(struct builder *builder, const struct gl_tf_scope *scope,
                        const struct gl_hcl_block *block)
{
    struct gl_tf_unit *unit = builder->unit;
    const struct gl_hcl_attribute *for_each = gl_hcl_body_attribute(block->body, GL_STR("for_each"));
    const struct gl_hcl_attribute *iterator = gl_hcl_body_attribute(block->body, GL_STR("iterator"));
    struct dynamic dynamic = {.outer = scope, .key_span = block->header};

    if (block->label_len != 1 || !for_each) {
        gl_tf_unit_tell(unit, block->header, GL_STR("Missing required argument"),
                        GL_STR("a dynamic block has one label and a for_each"));
        return;
    }
    for (size_t i = 0; i < block->body->block_len && !dynamic.content; i++) {
        if (gl_str_eq(block->body->blocks[i].type, GL_STR("content")))
            dynamic.content = block->body->blocks[i].body;
    }
    dynamic.type = dynamic.iterator = block->labels[0].text;
    dynamic.for_each = for_each->value;
    if (!dynamic.content) {
        gl_tf_unit_tell(unit, block->header, GL_STR("Missing content block"),
                        GL_STR("a dynamic block needs one"));
        return;
    }
    if (!iterator || iterator_name(unit, iterator->value, &dynamic.iterator))
        expand_dynamic(builder, &dynamic);
}

/* ---- JSON syntax ---- */

static const struct gl_hcl_expr *member_of(const struct gl_hcl_expr *object, struct gl_str name)
{
    for (size_t i = 0; object->kind == GL_HCL_OBJECT && i < object->u.object.len; i++) {
        const struct gl_hcl_expr *key = object->u.object.items[i].key;

        if (key->kind == GL_HCL_STRING && gl_str_eq(key->u.text, name))
            return object->u.object.items[i].value;
    }
    return NULL;
}

static void add_json_dynamic(struct builder *builder, const struct gl_tf_scope *scope,
                             const struct gl_hcl_item *item, const struct gl_hcl_expr *expr)
{
    const struct gl_hcl_expr *iterator = member_of(expr, GL_STR("iterator"));
    struct dynamic dynamic = {.outer = scope,
                              .key_span = item->key->span,
                              .for_each = member_of(expr, GL_STR("for_each")),
                              .content_expr = member_of(expr, GL_STR("content"))};

    if (item->key->kind != GL_HCL_STRING || !dynamic.for_each || !dynamic.content_expr)
        return;
    dynamic.type = dynamic.iterator = item->key->u.text;
    if (!iterator || iterator_name(builder->unit, iterator, &dynamic.iterator))
        expand_dynamic(builder, &dynamic);
}

/* {"dynamic": {"ingress": {"for_each": ..., "content": {...}}}}, also with lists around the objects. */
static void add_json_dynamics(struct builder *builder, const struct gl_tf_scope *scope,
                              const struct gl_hcl_expr *expr)
{
    if (expr->kind == GL_HCL_TUPLE) {
        for (size_t i = 0; i < expr->u.list.len; i++)
            add_json_dynamics(builder, scope, expr->u.list.items[i]);
        return;
    }
    for (size_t i = 0; expr->kind == GL_HCL_OBJECT && i < expr->u.object.len; i++) {
        const struct gl_hcl_item *item = &expr->u.object.items[i];

        if (item->value->kind == GL_HCL_OBJECT)
            add_json_dynamic(builder, scope, item, item->value);
        for (size_t k = 0; item->value->kind == GL_HCL_TUPLE && k < item->value->u.list.len; k++)
            add_json_dynamic(builder, scope, item, item->value->u.list.items[k]);
    }
}

/* ---- bodies ---- */

static void add_attribute(struct builder *builder, const struct gl_tf_scope *scope,
                          const struct gl_hcl_attribute *attribute)
{
    struct gl_tf_member *member =
        GL_PUSH(builder->unit->arena, builder->members, builder->len, builder->capacity);

    *member = (struct gl_tf_member){.key = attribute->name,
                                    .key_span = attribute->name_span,
                                    .expr_span = attribute->value->span,
                                    .value = gl_tf_unit_value(builder->unit, scope, attribute->value)};
}

static void add_block(struct builder *builder, const struct gl_tf_scope *scope,
                      const struct gl_hcl_block *block)
{
    struct gl_tf_value value;

    if (gl_str_eq(block->type, GL_STR("dynamic"))) {
        add_dynamic(builder, scope, block);
        return;
    }
    value = gl_tf_body_value(builder->unit, scope, block->body, false);
    value.span = block->span;
    add_item(builder, block->type, block->header, &value);
}

static void add_groups(struct builder *builder)
{
    struct gl_arena *arena = builder->unit->arena;

    for (size_t i = 0; i < builder->group_len; i++) {
        const struct group *group = &builder->groups[i];
        struct gl_tf_member *member = GL_PUSH(arena, builder->members, builder->len, builder->capacity);

        *member =
            (struct gl_tf_member){.key = group->type, .key_span = group->key_span, .expr_span = group->span};
        member->value = gl_tf_make_list(GL_TF_TUPLE, NULL, group->items, group->len, group->span);
        member->value.flags |= GL_TF_BLOCKS;
    }
}

struct gl_tf_value gl_tf_body_value(struct gl_tf_unit *unit, const struct gl_tf_scope *scope,
                                    const struct gl_hcl_body *body, bool is_resource)
{
    struct builder builder = {.unit = unit, .is_resource = is_resource};

    builder.capacity = body->attribute_len + body->block_len;
    builder.members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, builder.capacity);
    for (size_t i = 0; i < body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &body->attributes[i];

        if (is_resource && is_meta(attribute->name))
            continue;
        if (body->is_json && gl_str_eq(attribute->name, GL_STR("dynamic")))
            add_json_dynamics(&builder, scope, attribute->value);
        else if (!body->is_json || !gl_str_eq(attribute->name, GL_STR("//")))
            add_attribute(&builder, scope, attribute);
    }
    for (size_t i = 0; i < body->block_len; i++) {
        if (!is_resource || !is_meta(body->blocks[i].type))
            add_block(&builder, scope, &body->blocks[i]);
    }
    add_groups(&builder);
    return gl_tf_make_map(NULL, builder.members, builder.len, body->span);
}
