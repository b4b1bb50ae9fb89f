/* Variables of a root module that are or may be secrets, in the shape of template parameters: what checks
 * judge of them is the same. Nothing of it is deployed. */
#include "front/terraform/config/unit.h"
#include "front/terraform/map/map.h"

static struct gl_member member(const char *name, struct gl_value value, struct gl_span key)
{
    return (struct gl_member){gl_str_of(name), key, value};
}

static bool is_text(struct gl_tf_unit *unit, const struct gl_tf_declaration *variable)
{
    const struct gl_tf_type *type = NULL;
    bool is_valid;

    if (!variable->type_expr)
        return true;
    unit->eval.has_problem = false;
    is_valid = gl_tf_type_constraint(&unit->eval, variable->type_expr, &type);
    unit->eval.has_problem = false; /* told where the variable is evaluated */
    return is_valid && type->kind == GL_TF_STRING;
}

static bool has_default(struct gl_tf_unit *unit, const struct gl_tf_declaration *variable,
                        struct gl_value *ret_value)
{
    static const struct gl_tf_scope nothing = {0};
    struct gl_tf_value value;

    if (!variable->value)
        return false;
    value = gl_tf_unit_value(unit, &nothing, variable->value);
    if (gl_tf_is_null(&value))
        return false;
    *ret_value = gl_tf_to_tree(unit->arena, &value);
    if (variable->is_sensitive)
        ret_value->flags |= GL_VALUE_SECRET;
    return true;
}

static struct gl_value properties_of(struct gl_tf_unit *unit, const struct gl_tf_declaration *variable)
{
    struct gl_value made = {.type = GL_MAP, .span = variable->span};
    struct gl_value fallback;

    made.u.map.members = GL_NEW_ARRAY(unit->arena, struct gl_member, 3);
    if (is_text(unit, variable))
        made.u.map.members[made.u.map.len++] =
            member("Type", gl_value_string(GL_STR("String"), variable->header), variable->header);
    if (variable->is_sensitive)
        made.u.map.members[made.u.map.len++] =
            member("NoEcho", gl_value_bool(true, variable->header), variable->header);
    if (has_default(unit, variable, &fallback))
        made.u.map.members[made.u.map.len++] = member("Default", fallback, variable->header);
    return made;
}

static struct gl_value arguments_of(struct gl_tf_unit *unit, const struct gl_tf_declaration *provider)
{
    const struct gl_hcl_body *body = provider->body;
    struct gl_value made = {.type = GL_MAP, .span = provider->span};

    made.u.map.members = GL_NEW_ARRAY(unit->arena, struct gl_member, body->attribute_len + 1);
    for (size_t i = 0; i < body->attribute_len; i++) {
        const struct gl_hcl_attribute *attribute = &body->attributes[i];
        struct gl_tf_value value = gl_tf_unit_value(unit, &unit->top->scope, attribute->value);

        if (!gl_tf_is_null(&value))
            made.u.map.members[made.u.map.len++] =
                (struct gl_member){attribute->name, attribute->name_span, gl_tf_to_tree(unit->arena, &value)};
    }
    return made;
}

static void add(struct gl_tf_unit *unit, struct gl_front_output *output, const char *kind, struct gl_str name,
                const struct gl_tf_declaration *declaration, struct gl_value properties)
{
    struct gl_resource *made = GL_NEW(unit->arena, struct gl_resource);
    struct gl_str root = unit->unit.name;

    made->kind = gl_str_of(kind);
    made->name = made->address = name;
    if (root.len)
        made->address = gl_arena_printf(unit->arena, "%.*s/%.*s", GL_STR_ARG(root), GL_STR_ARG(name));
    made->span = declaration->header;
    made->body_span = declaration->span;
    made->unit = &unit->unit;
    made->properties = properties;
    made->attributes = (struct gl_value){.type = GL_MAP};
    *GL_PUSH(unit->arena, output->resources, output->len, output->capacity) = made;
}

void gl_tf_map_variables(struct gl_tf_unit *unit, struct gl_front_output *output)
{
    const struct gl_tf_module *root = unit->root;

    for (uint32_t i = 0; root && i < root->count[GL_TF_VARIABLE]; i++) {
        const struct gl_tf_declaration *variable = root->of[GL_TF_VARIABLE][i];

        add(unit, output, GL_KIND_TEMPLATE_PARAMETER,
            gl_arena_printf(unit->arena, "var.%.*s", GL_STR_ARG(variable->name)), variable,
            properties_of(unit, variable));
    }
    for (uint32_t i = 0; root && unit->top && i < root->count[GL_TF_PROVIDER]; i++) {
        const struct gl_tf_declaration *provider = root->of[GL_TF_PROVIDER][i];
        struct gl_str alias = provider->type.len ? provider->type : GL_STR("default");

        if (provider->body)
            add(unit, output, GL_KIND_TEMPLATE_PROVIDER,
                gl_arena_printf(unit->arena, "%.*s.%.*s", GL_STR_ARG(provider->name), GL_STR_ARG(alias)),
                provider, arguments_of(unit, provider));
    }
}
