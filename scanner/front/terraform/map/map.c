#include "front/terraform/map/map.h"

#include <stdlib.h>

#include "front/terraform/map/mapper.h"
#include "graph/kubernetes.h"

static struct gl_str address_of(struct gl_tf_mapper *mapper, const struct gl_tf_instance *instance)
{
    struct gl_str root = instance->unit ? instance->unit->name : (struct gl_str){0};

    if (!root.len)
        return instance->address;
    return gl_arena_printf(mapper->arena, "%.*s/%.*s", GL_STR_ARG(root), GL_STR_ARG(instance->address));
}

/* Of a number of instances that is not known: in which alternatives there is one. */
static void fill_arms(struct gl_tf_mapper *mapper, const struct gl_tf_unknown *unknown,
                      struct gl_choice *choice)
{
    bool has_arms = unknown && unknown->shape == GL_TF_ARMS && unknown->part_len > 1;
    struct gl_str text;

    choice->arm_len = has_arms ? (uint32_t)unknown->part_len : 2;
    choice->arms = GL_NEW_ARRAY(mapper->arena, struct gl_value, choice->arm_len);
    for (uint32_t i = 0; i < choice->arm_len; i++) {
        bool exists = i == 0;

        if (has_arms && gl_tf_text(mapper->arena, &unknown->parts[i], &text))
            exists = !gl_str_eq(text, GL_STR("0")) && !gl_str_eq(text, GL_STR("false"));
        else if (has_arms && unknown->parts[i].state == GL_TF_KNOWN)
            exists = unknown->parts[i].u.list.len > 0; /* for_each */
        choice->arms[i] = gl_value_bool(exists, choice->from);
    }
}

/* One decision for all that hangs on the same unknown value. */
static const struct gl_choice *existence_of(struct gl_tf_mapper *mapper,
                                            const struct gl_tf_instance *instance)
{
    const struct gl_tf_value *value = instance->existence;
    const struct gl_tf_unknown *unknown = value && gl_tf_is_unknown(value) ? value->u.unknown : NULL;
    struct gl_choice *choice;

    if (!value)
        return NULL;
    choice = GL_NEW(mapper->arena, struct gl_choice);
    choice->what = unknown && unknown->name.len
                       ? gl_arena_printf(mapper->arena, "condition %.*s", GL_STR_ARG(unknown->name))
                       : GL_STR("the number of instances");
    choice->from = unknown && gl_span_is_set(unknown->from) ? unknown->from : value->span;
    choice->variable = unknown ? gl_tf_choice_variable(unknown) : UINT32_MAX;
    fill_arms(mapper, unknown, choice);
    return choice;
}

static struct gl_str kind_of(struct gl_tf_mapper *mapper, const struct gl_tf_map_type *type,
                             const struct gl_tf_value *body)
{
    const struct gl_tf_value *value =
        type->unless_attribute ? gl_tf_get(body, gl_tf_map_text(type->unless_attribute)) : NULL;
    struct gl_str text;
    bool is_other = false;

    if (value && !type->unless_text)
        is_other = !gl_tf_is_not_set(value);
    else if (value && gl_tf_text(mapper->arena, value, &text))
        is_other = gl_str_eq(text, gl_tf_map_text(type->unless_text));
    return gl_tf_map_text(is_other ? type->other_kind : type->kind);
}

static struct gl_tf_mapped *add(struct gl_tf_mapper *mapper, struct gl_tf_instance *instance,
                                const struct gl_tf_map_type *type, const struct gl_tf_value *body)
{
    struct gl_tf_mapped *mapped = GL_NEW(mapper->arena, struct gl_tf_mapped);
    struct gl_resource *resource = &mapped->resource;

    mapped->type = type;
    mapped->instance = instance;
    mapped->body = body;
    mapped->properties.shape = mapped->attributes.shape = GL_TF_NODE_MAP;
    mapped->properties.value.span = mapped->attributes.value.span = instance->body;
    resource->kind = type ? kind_of(mapper, type, body) : gl_tf_kubernetes_kind(instance);
    mapped->is_kubernetes = !type && resource->kind.len > 0;
    if (!resource->kind.len)
        resource->kind = instance->type;
    resource->name = instance->address;
    resource->address = address_of(mapper, instance);
    resource->span = instance->header;
    resource->body_span = instance->body;
    resource->unit = instance->unit;
    resource->condition = existence_of(mapper, instance);
    resource->places = instance->places;
    resource->place_len = instance->place_len;
    *mapper->last = mapped;
    mapper->last = &mapped->next;
    return mapped;
}

/* ---- which resources there are ---- */

static void add_block(struct gl_tf_mapper *mapper, struct gl_tf_mapped *outer,
                      const struct gl_tf_map_type *type, const struct gl_tf_value *block)
{
    struct gl_tf_mapped *mapped = add(mapper, outer->instance, type, block);

    mapped->outer = outer;
    if (gl_span_is_set(block->span)) {
        mapped->resource.body_span = block->span;
        mapped->properties.value.span = block->span;
    }
}

static bool is_false(const struct gl_tf_value *value)
{
    return gl_tf_is_known(value) && value->kind == GL_TF_BOOL && !value->u.boolean;
}

/* An attribute that is a resource of its own (the `policy` of a bucket): its rows read the resource around
 * it. */
static bool is_attribute(const struct gl_tf_map_type *type)
{
    for (uint32_t i = 0; i < type->row_len; i++) {
        if (gl_tf_map_rows[type->row + i].source == GL_TF_FROM_BODY)
            return false;
    }
    return true;
}

static void add_attribute(struct gl_tf_mapper *mapper, struct gl_tf_mapped *outer,
                          const struct gl_tf_map_type *type)
{
    const struct gl_tf_member *member = gl_tf_member(outer->body, gl_tf_map_text(type->block));
    struct gl_tf_mapped *mapped;

    if (!member || gl_tf_is_not_set(&member->value) || is_false(&member->value))
        return;
    mapped = add(mapper, outer->instance, type, outer->body);
    mapped->outer = outer;
    mapped->resource.span = gl_span_is_set(member->key_span) ? member->key_span : outer->resource.span;
}

/* Whether the type is called NAME.WORD. */
static bool is_inside(const struct gl_tf_map_type *type, struct gl_str name)
{
    struct gl_str full = gl_tf_map_text(type->name);

    return type->block && full.len > name.len && full.ptr[name.len] == '.' && gl_str_starts_with(full, name);
}

/* Blocks that are resources of their own: types TYPE.BLOCK, which follow TYPE. */
static void add_blocks(struct gl_tf_mapper *mapper, struct gl_tf_mapped *outer)
{
    const struct gl_tf_map_type *end = gl_tf_map_types + gl_tf_map_type_len;
    struct gl_str name = gl_tf_map_text(outer->type->name);

    for (const struct gl_tf_map_type *type = outer->type + 1; type < end; type++) {
        const struct gl_tf_value *blocks;

        if (!is_inside(type, name))
            return;
        if (is_attribute(type)) {
            add_attribute(mapper, outer, type);
            continue;
        }
        blocks = gl_tf_get(outer->body, gl_tf_map_text(type->block));
        if (!blocks || blocks->state == GL_TF_NULL)
            continue;
        if (blocks->state == GL_TF_UNKNOWN || gl_tf_has_members(blocks)) {
            add_block(mapper, outer, type, blocks);
            continue;
        }
        for (size_t i = 0; gl_tf_is_known_sequence(blocks) && i < blocks->u.list.len; i++)
            add_block(mapper, outer, type, &blocks->u.list.items[i]);
    }
}

static void add_own(struct gl_tf_mapper *mapper)
{
    for (size_t i = 0; i < mapper->instances->len; i++) {
        struct gl_tf_instance *instance = mapper->instances->items[i];
        const struct gl_tf_map_type *type = gl_tf_map_find(instance->type);
        struct gl_tf_mapped *mapped;

        if (instance->is_data || (type && type->verb == GL_TF_MAP_FOLD))
            continue;
        mapped = add(mapper, instance, type, &instance->values);
        instance->resource = &mapped->resource;
        if (type)
            add_blocks(mapper, mapped);
    }
}

/* ---- what they say ---- */

static void apply_rows(struct gl_tf_mapper *mapper, struct gl_tf_mapped *target, struct gl_tf_mapped *from)
{
    struct gl_tf_walk walk = {.mapper = mapper, .target = target, .from = from};

    for (uint32_t i = 0; i < from->type->row_len; i++) {
        walk.row = &gl_tf_map_rows[from->type->row + i];
        gl_tf_apply_row(&walk);
    }
}

/* Of a type that no table names: its attributes under their own names. */
static void apply_attributes(struct gl_tf_mapper *mapper, struct gl_tf_mapped *mapped)
{
    const struct gl_tf_value *values = mapped->body;

    for (size_t i = 0; values->state == GL_TF_KNOWN && i < values->u.map.len; i++) {
        const struct gl_tf_member *member = &values->u.map.members[i];
        struct gl_value value = gl_tf_map_value(mapper, mapped, &member->value, member->expr_span);
        struct gl_tf_node *node;

        if (value.type == GL_NULL)
            continue;
        node = gl_tf_node_member(&mapper->scratch, &mapped->properties, member->key);
        node->key_span = member->key_span;
        gl_tf_node_set(&mapper->scratch, node, &value);
    }
}

/* The resource that it configures is not in the unit: what it does not state itself is not known. */
static void stand_alone(struct gl_tf_mapper *mapper, struct gl_tf_instance *instance,
                        const struct gl_tf_map_type *type)
{
    struct gl_tf_mapped *mapped = add(mapper, instance, type, &instance->values);
    struct gl_str what =
        gl_arena_printf(mapper->arena, "what %.*s configures", GL_STR_ARG(instance->address));
    struct gl_value rest = gl_value_unknown(mapper->arena, GL_WHY_ATTRIBUTE, what, instance->header);

    instance->resource = &mapped->resource;
    mapped->resource.is_partial = true;
    apply_rows(mapper, mapped, mapped);
    gl_tf_node_set(&mapper->scratch,
                   gl_tf_node_member(&mapper->scratch, &mapped->properties, GL_STR("Fn::Transform")), &rest);
}

enum { MAX_PARTS = 16 }; /* told with every finding of the resource */

/* A finding is about the whole, and names what else configures it. */
static void add_part(struct gl_tf_mapper *mapper, struct gl_tf_mapped *target,
                     const struct gl_tf_instance *instance)
{
    struct gl_resource *part;

    if (target->part_len == MAX_PARTS)
        return;
    part = GL_NEW(mapper->arena, struct gl_resource);
    *part = (struct gl_resource){.kind = instance->type,
                                 .name = instance->address,
                                 .address = address_of(mapper, instance),
                                 .span = instance->header,
                                 .body_span = instance->body,
                                 .unit = instance->unit};
    *GL_PUSH(mapper->arena, target->parts, target->part_len, target->part_capacity) = part;
}

/* ---- what may be configured or not ---- */

/* `there` where the resource that says so exists, else `otherwise`. */
static struct gl_value choose(struct gl_tf_mapper *mapper, const struct gl_choice *exists,
                              const struct gl_value *there, const struct gl_value *otherwise)
{
    struct gl_choice *choice = GL_NEW(mapper->arena, struct gl_choice);

    *choice = *exists;
    choice->arms = GL_NEW_ARRAY(mapper->arena, struct gl_value, exists->arm_len);
    for (uint32_t i = 0; i < exists->arm_len; i++)
        choice->arms[i] = exists->arms[i].type == GL_BOOL && exists->arms[i].u.boolean ? *there : *otherwise;
    return (struct gl_value){
        .type = GL_CHOICE, .style = GL_COMPUTED, .span = there->span, .u.choice = choice};
}

/* The depth of properties is that of the tables. */
static void merge_if(struct gl_tf_mapper *mapper, struct gl_tf_node *node, const struct gl_value *value,
                     const struct gl_choice *exists)
{
    struct gl_value otherwise = gl_tf_node_value(mapper->arena, node), made;

    if (node->shape == GL_TF_NODE_EMPTY)
        otherwise = (struct gl_value){.type = GL_ABSENT, .span = value->span};
    if (otherwise.type == GL_MAP && value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            const struct gl_member *member = &value->u.map.members[i];
            struct gl_tf_node *child = gl_tf_node_member(&mapper->scratch, node, member->key);

            if (!child)
                continue;
            if (!gl_span_is_set(child->key_span))
                child->key_span = member->key_span;
            merge_if(mapper, child, &member->value, exists);
        }
        return;
    }
    made = choose(mapper, exists, value, &otherwise);
    if (otherwise.type == GL_LIST && value->type == GL_LIST) { /* elements more, or not */
        struct gl_value none = {.type = GL_ABSENT, .span = value->span};

        made = *value;
        made.u.list.items = GL_NEW_ARRAY(mapper->arena, struct gl_value, value->u.list.len + 1);
        for (size_t i = 0; i < value->u.list.len; i++)
            made.u.list.items[i] = choose(mapper, exists, &value->u.list.items[i], &none);
    }
    gl_tf_node_set(&mapper->scratch, node, &made);
}

/* Whether the resource exists is not known, and does not hang on what its target's existence hangs on. */
static void fold_if(struct gl_tf_mapper *mapper, struct gl_tf_mapped *target, struct gl_tf_mapped *from,
                    const struct gl_choice *exists)
{
    struct gl_tf_mapped part = *target;
    struct gl_value value;

    part.properties = (struct gl_tf_node){.shape = GL_TF_NODE_MAP};
    part.properties.value.span = from->instance->body;
    apply_rows(mapper, &part, from);
    target->origins = part.origins;
    target->attributes = part.attributes;
    value = gl_tf_node_value(mapper->arena, &part.properties);
    merge_if(mapper, &target->properties, &value, exists);
}

/* What the instance configures. Types TYPE.WORD that follow say what else it may be: `type` becomes the one
 * that found it. */
static struct gl_tf_mapped *fold_target(struct gl_tf_mapper *mapper, const struct gl_tf_instance *instance,
                                        const struct gl_tf_map_type **type)
{
    const struct gl_tf_map_type *end = gl_tf_map_types + gl_tf_map_type_len, *at = *type;
    struct gl_str name = gl_tf_map_text(at->name);

    for (; at < end && (at == *type || is_inside(at, name)); at++) {
        struct gl_tf_mapped *target =
            gl_tf_map_target(mapper, at->kind, at->fold_name,
                             gl_tf_get(&instance->values, gl_tf_map_text(at->fold_attribute)));

        if (target) {
            *type = at;
            return target;
        }
    }
    return NULL;
}

static void fold(struct gl_tf_mapper *mapper)
{
    for (size_t i = 0; i < mapper->instances->len; i++) {
        struct gl_tf_instance *instance = mapper->instances->items[i];
        const struct gl_tf_map_type *type = gl_tf_map_find(instance->type);
        struct gl_tf_mapped from = {.type = type, .instance = instance, .body = &instance->values};
        const struct gl_choice *exists;
        struct gl_tf_mapped *target;

        if (instance->is_data || !type || type->verb != GL_TF_MAP_FOLD)
            continue;
        target = fold_target(mapper, instance, &from.type);
        if (!target) {
            stand_alone(mapper, instance, type);
            continue;
        }
        instance->resource = &target->resource;
        target->folded++;
        add_part(mapper, target, instance);
        exists = existence_of(mapper, instance);
        if (exists &&
            (!target->resource.condition || target->resource.condition->variable != exists->variable))
            fold_if(mapper, target, &from, exists);
        else
            apply_rows(mapper, target, &from);
    }
}

/* ---- the end ---- */

static int by_place(const void *left, const void *right)
{
    const struct gl_origin *a = left, *b = right;

    if (a->at.source != b->at.source)
        return a->at.source < b->at.source ? -1 : 1;
    if (a->at.begin != b->at.begin)
        return a->at.begin < b->at.begin ? -1 : 1;
    if (a->span.source != b->span.source)
        return a->span.source < b->span.source ? -1 : 1;
    return a->span.begin < b->span.begin ? -1 : a->span.begin > b->span.begin;
}

/* An element of a list that is a resource of its own: a row reads the element itself. */
static bool is_element(const struct gl_tf_map_type *type)
{
    for (uint32_t i = 0; type && i < type->row_len; i++) {
        const struct gl_tf_map_row *row = &gl_tf_map_rows[type->row + i];

        if (row->source == GL_TF_FROM_BODY && row->path_len == 0)
            return true;
    }
    return false;
}

static void finish(struct gl_tf_mapper *mapper, struct gl_tf_mapped *mapped)
{
    struct gl_resource *resource = &mapped->resource;

    resource->properties = gl_tf_node_value(mapper->arena, &mapped->properties);
    resource->attributes = gl_tf_node_value(mapper->arena, &mapped->attributes);
    if (mapped->body->state == GL_TF_UNKNOWN && !is_element(mapped->type))
        resource->properties = gl_tf_map_value(mapper, mapped, mapped->body, (struct gl_span){0});
    if (mapped->is_kubernetes)
        gl_k8s_describe(mapper->arena, resource);
    resource->parts = mapped->parts;
    resource->part_len = mapped->part_len;
    if (mapped->origins.len > 1)
        qsort(mapped->origins.items, mapped->origins.len, sizeof *mapped->origins.items, by_place);
    resource->origins = mapped->origins.items;
    resource->origin_len = mapped->origins.len;
}

void gl_tf_map(struct gl_arena *arena, struct gl_tf_instances *instances, struct gl_front_output *output,
               struct gl_diags *diags)
{
    struct gl_tf_mapper mapper = {.arena = arena, .instances = instances};

    gl_tf_tell_releases(instances, diags);
    gl_arena_init(&mapper.scratch);
    mapper.last = &mapper.first;
    add_own(&mapper);
    for (struct gl_tf_mapped *mapped = mapper.first; mapped; mapped = mapped->next) {
        if (mapped->type)
            apply_rows(&mapper, mapped, mapped);
        else if (mapped->is_kubernetes)
            gl_tf_map_kubernetes(&mapper, mapped);
        else
            apply_attributes(&mapper, mapped);
    }
    fold(&mapper);
    for (struct gl_tf_mapped *mapped = mapper.first; mapped; mapped = mapped->next) {
        finish(&mapper, mapped);
        *GL_PUSH(arena, output->resources, output->len, output->capacity) = &mapped->resource;
    }
    gl_arena_free(&mapper.scratch);
}
