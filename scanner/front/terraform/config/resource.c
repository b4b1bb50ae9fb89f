#include "front/terraform/config/unit.h"

#include "front/terraform/config/set.h"

/* ---- lifecycle ---- */

static void add_text(struct gl_tf_unit *unit, const struct gl_hcl_expr *expr, struct gl_tf_value *items,
                     size_t *len)
{
    struct gl_str text;

    if (gl_hcl_static_text(expr, unit->arena, &text))
        items[(*len)++] = gl_tf_make_string(text, expr->span);
}

/* Lists of names (ignore_changes) as strings, Booleans as they are; what is no constant is left out. */
static bool constant(struct gl_tf_unit *unit, const struct gl_hcl_expr *expr, struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items;
    struct gl_str text;
    size_t len = 0;

    if (expr->kind == GL_HCL_BOOL) {
        *ret_value = gl_tf_make_bool(expr->u.boolean, expr->span);
        return true;
    }
    if (expr->kind == GL_HCL_TUPLE) {
        items = GL_NEW_ARRAY(unit->arena, struct gl_tf_value, expr->u.list.len);
        for (size_t i = 0; i < expr->u.list.len; i++)
            add_text(unit, expr->u.list.items[i], items, &len);
        *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, len, expr->span);
        return true;
    }
    if (!gl_hcl_static_text(expr, unit->arena, &text))
        return false;
    *ret_value = gl_tf_make_string(text, expr->span);
    return true;
}

static struct gl_tf_value lifecycle_of(struct gl_tf_unit *unit, const struct gl_hcl_body *body)
{
    struct gl_tf_member *members = NULL;
    size_t len = 0, capacity = 0;

    for (size_t i = 0; i < body->block_len; i++) {
        const struct gl_hcl_body *inner = body->blocks[i].body;

        if (!gl_str_eq(body->blocks[i].type, GL_STR("lifecycle")))
            continue;
        for (size_t k = 0; k < inner->attribute_len; k++) {
            const struct gl_hcl_attribute *attribute = &inner->attributes[k];
            struct gl_tf_member member = {.key = attribute->name,
                                          .key_span = attribute->name_span,
                                          .expr_span = attribute->value->span};

            if (constant(unit, attribute->value, &member.value))
                *GL_PUSH(unit->arena, members, len, capacity) = member;
        }
    }
    if (len == 0)
        return gl_tf_make_null(&gl_tf_any, (struct gl_span){0});
    return gl_tf_make_map(NULL, members, len, body->span);
}

/* ---- default tags ---- */

/* What the resource says wins over what its provider says. */
static struct gl_tf_value merge_tags(struct gl_tf_unit *unit, const struct gl_tf_value *defaults,
                                     const struct gl_tf_value *own)
{
    size_t own_len = own ? own->u.map.len : 0, len = 0;
    struct gl_tf_member *members =
        GL_NEW_ARRAY(unit->arena, struct gl_tf_member, defaults->u.map.len + own_len);

    for (size_t i = 0; i < defaults->u.map.len; i++)
        members[len++] = defaults->u.map.members[i];
    for (size_t i = 0; i < own_len; i++)
        members[len++] = own->u.map.members[i];
    return gl_tf_make_map(NULL, members, len, own ? own->span : defaults->span);
}

static void add_default_tags(struct gl_tf_unit *unit, struct gl_tf_instance *instance,
                             const struct gl_tf_provider *provider)
{
    const struct gl_tf_value *tags = gl_tf_get(&instance->values, GL_STR("tags"));
    const struct gl_tf_value *defaults = &provider->default_tags;
    struct gl_tf_member member = {.key = GL_STR("tags_all")};
    struct gl_tf_member *members;
    size_t len = instance->values.u.map.len;

    if (instance->is_data || gl_tf_is_null(defaults) || gl_tf_get(&instance->values, member.key))
        return;
    if (tags && gl_tf_is_null(tags))
        tags = NULL;
    if (!gl_tf_is_known_map(defaults))
        member.value = *defaults;
    else if (tags && !gl_tf_is_known_map(tags))
        member.value = *tags;
    else
        member.value = merge_tags(unit, defaults, tags);
    members = GL_NEW_ARRAY(unit->arena, struct gl_tf_member, len + 1);
    for (size_t i = 0; i < len; i++)
        members[i] = instance->values.u.map.members[i];
    members[len] = member;
    instance->values = gl_tf_make_map(NULL, members, len + 1, instance->values.span);
    instance->values.open = instance;
}

/* ---- instances ---- */

static void add_places(struct gl_tf_unit *unit, const struct gl_tf_node *node, const struct gl_tf_item *item,
                       struct gl_tf_instance *instance)
{
    size_t own = gl_span_is_set(item->span) ? 1 : 0;

    if (own == 0) {
        instance->places = node->places;
        instance->place_len = node->place_len;
        return;
    }
    instance->place_len = node->place_len + 1;
    instance->places = GL_NEW_ARRAY(unit->arena, struct gl_place, instance->place_len);
    instance->places[0] = (struct gl_place){
        item->span, gl_tf_unit_printf(unit, "instance \"%.*s\" of %.*s comes from here",
                                      GL_STR_ARG(item->key.u.text), GL_STR_ARG(instance->name))};
    for (size_t i = 0; i < node->place_len; i++)
        instance->places[i + 1] = node->places[i];
}

static struct gl_tf_instance *make(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                   const struct gl_tf_declaration *declaration,
                                   const struct gl_tf_expansion *expansion, const struct gl_tf_item *item)
{
    static const char *const prefixes[GL_TF_CLASSES] = {
        [GL_TF_DATA] = "data.", [GL_TF_EPHEMERAL] = "ephemeral."};
    struct gl_tf_instance *instance = GL_NEW(unit->arena, struct gl_tf_instance);
    struct gl_str suffix = gl_tf_item_suffix(unit, expansion, item);
    const char *prefix = prefixes[declaration->class];

    *instance = (struct gl_tf_instance){.type = declaration->type,
                                        .name = declaration->name,
                                        .module = node->address,
                                        .is_data = declaration->class != GL_TF_MANAGED,
                                        .is_symbolic = expansion->is_symbolic || node->is_symbolic,
                                        .header = declaration->header,
                                        .body = declaration->span,
                                        .unit = &unit->unit};
    instance->address =
        gl_tf_unit_printf(unit, "%.*s%s%s%.*s.%.*s%.*s", GL_STR_ARG(node->address),
                          node->address.len ? "." : "", prefix ? prefix : "", GL_STR_ARG(declaration->type),
                          GL_STR_ARG(declaration->name), GL_STR_ARG(suffix));
    instance->existence = item->existence ? item->existence : node->existence;
    instance->values = gl_tf_make_map(NULL, NULL, 0, declaration->body->span);
    instance->values.open = instance;
    add_places(unit, node, item, instance);
    return instance;
}

static void evaluate(struct gl_tf_unit *unit, struct gl_tf_node *node,
                     const struct gl_tf_declaration *declaration, const struct gl_tf_expansion *expansion,
                     struct gl_tf_item *item)
{
    struct gl_tf_instance *instance = item->instance;
    struct gl_tf_binding binding;
    struct gl_tf_scope scope = {.outer = &node->scope, .module = node};
    const struct gl_tf_provider *provider;

    if (expansion->repetition != GL_TF_ONCE) {
        binding = gl_tf_item_binding(unit, expansion, item);
        scope.bindings = &binding;
        scope.len = 1;
    }
    instance->values = gl_tf_body_value(unit, &scope, declaration->body, true);
    instance->values.open = instance;
    instance->lifecycle = lifecycle_of(unit, declaration->body);
    instance->provider = gl_tf_provider_name(unit, declaration);
    provider = gl_tf_provider_of(unit, node, instance->provider);
    instance->region = provider->region;
    instance->account = provider->account;
    add_default_tags(unit, instance, provider);
    if (instance->is_data)
        gl_tf_data_compute(unit, instance);
}

struct gl_tf_instance *gl_tf_resource(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                      const struct gl_tf_declaration *declaration, struct gl_tf_item *item)
{
    const struct gl_tf_expansion *expansion = &node->expansions[declaration->class][declaration->slot];

    if (item->progress == GL_TF_DONE)
        return item->instance;
    if (item->progress == GL_TF_BUSY) {
        gl_tf_cycle(unit, node, declaration);
        return item->instance;
    }
    item->progress = GL_TF_BUSY;
    item->instance = make(unit, node, declaration, expansion, item);
    gl_tf_enter(unit, node, declaration);
    evaluate(unit, node, declaration, expansion, item);
    gl_tf_leave(unit);
    item->progress = GL_TF_DONE;
    return item->instance;
}
