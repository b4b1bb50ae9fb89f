#include "front/terraform/config/unit.h"

#include "front/terraform/config/set.h"

/* The constraint, computed once for all instances of the module. */
static const struct gl_tf_type *type_of(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                                        const struct gl_tf_declaration *variable)
{
    const struct gl_tf_module *module = node->module;
    const struct gl_tf_type **types = unit->types[module->number], *type = &gl_tf_any;

    if (!types)
        types = unit->types[module->number] = (const struct gl_tf_type **)gl_arena_alloc(
            unit->arena, module->count[GL_TF_VARIABLE], sizeof *types);
    if (types[variable->slot])
        return types[variable->slot];
    unit->eval.has_problem = false;
    if (variable->type_expr && !gl_tf_type_constraint(&unit->eval, variable->type_expr, &type)) {
        gl_tf_unit_tell_problem(unit, &unit->eval.problem);
        unit->eval.has_problem = false;
        type = &gl_tf_any;
    }
    return types[variable->slot] = type;
}

static struct gl_tf_value unset(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                                const struct gl_tf_declaration *variable, const struct gl_tf_type *type)
{
    struct gl_str name = gl_tf_unit_printf(unit, "%.*s%svar.%.*s", GL_STR_ARG(node->address),
                                           node->address.len ? "." : "", GL_STR_ARG(variable->name));

    return gl_tf_unit_unknown(unit, type, GL_WHY_PARAMETER, name, variable->header);
}

static struct gl_tf_value convert(struct gl_tf_unit *unit, const struct gl_tf_value *value,
                                  const struct gl_tf_type *type, const struct gl_tf_declaration *variable)
{
    struct gl_tf_problem problem = {0};
    struct gl_tf_value converted;

    if (gl_tf_convert(unit->arena, value, type, &converted, &problem))
        return converted;
    gl_tf_unit_tell(unit, gl_span_is_set(value->span) ? value->span : variable->header,
                    GL_STR("Invalid value for variable"),
                    gl_tf_unit_printf(unit, "var.%.*s: %.*s", GL_STR_ARG(variable->name),
                                      GL_STR_ARG(problem.detail.len ? problem.detail : problem.summary)));
    return gl_tf_unit_unknown(unit, type, GL_WHY_INVALID, variable->name, value->span);
}

/* A value of --var is text for variables of a primitive type or none, an expression otherwise. */
static struct gl_tf_value given_value(struct gl_tf_unit *unit, const struct gl_tf_declaration *variable,
                                      const struct gl_tf_given_value *given, const struct gl_tf_type *type)
{
    static const struct gl_tf_scope nothing = {0};
    bool is_text = !variable->type_expr || type->kind == GL_TF_STRING || type->kind == GL_TF_NUMBER ||
                   type->kind == GL_TF_BOOL;

    if (given->text.ptr && (is_text || !given->expr))
        return gl_tf_make_string(given->text, given->name_span);
    return gl_tf_unit_value(unit, &nothing, given->expr);
}

/* false: the variable has no value but its default. */
static bool argument(struct gl_tf_unit *unit, struct gl_tf_node *node,
                     const struct gl_tf_declaration *variable, const struct gl_tf_type *type,
                     struct gl_tf_value *ret_value)
{
    const struct gl_hcl_attribute *attribute;
    const struct gl_tf_given_value *given;

    if (!node->parent) {
        given = gl_tf_given_find(&unit->given, variable->name);
        if (given)
            *ret_value = given_value(unit, variable, given, type);
        return given != NULL;
    }
    attribute = gl_hcl_body_attribute(node->call->body, variable->name);
    if (!attribute)
        return false;
    *ret_value = gl_tf_unit_value(unit, &node->arguments, attribute->value);
    return true;
}

static struct gl_tf_value default_value(struct gl_tf_unit *unit, const struct gl_tf_node *node,
                                        const struct gl_tf_declaration *variable,
                                        const struct gl_tf_type *type)
{
    static const struct gl_tf_scope nothing = {0};
    struct gl_tf_value value;

    if (variable->value) {
        value = gl_tf_unit_value(unit, &nothing, variable->value);
        return convert(unit, &value, type, variable);
    }
    if (node->parent)
        gl_tf_unit_tell(unit, node->call->header, GL_STR("Missing required argument"),
                        gl_tf_unit_printf(unit, "module %.*s needs a value for %.*s",
                                          GL_STR_ARG(node->call->name), GL_STR_ARG(variable->name)));
    return unset(unit, node, variable, type);
}

static struct gl_tf_value evaluate(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                   const struct gl_tf_declaration *variable)
{
    const struct gl_tf_type *type = type_of(unit, node, variable);
    struct gl_tf_value value;

    if (!argument(unit, node, variable, type, &value))
        value = default_value(unit, node, variable, type);
    else
        value = convert(unit, &value, type, variable);
    if (gl_tf_is_null(&value) && variable->is_not_nullable)
        value = default_value(unit, node, variable, type);
    return variable->is_sensitive ? gl_tf_mark_sensitive(value) : value;
}

/* ---- validations ---- */

static bool is_this_variable(const struct gl_hcl_expr *expr, struct gl_str name)
{
    return expr->kind == GL_HCL_ATTRIBUTE && gl_str_eq(expr->u.access.name, name) &&
           expr->u.access.from->kind == GL_HCL_VARIABLE &&
           gl_str_eq(expr->u.access.from->u.text, GL_STR("var"));
}

/* contains([...], var.x): a variable without a value is one of these. */
static struct gl_tf_value narrow(struct gl_tf_unit *unit, const struct gl_tf_declaration *variable,
                                 const struct gl_hcl_expr *condition, struct gl_tf_value value)
{
    static const struct gl_tf_scope nothing = {0};
    struct gl_tf_value list, *parts;
    struct gl_tf_unknown *unknown;

    if (condition->kind != GL_HCL_CALL || !gl_str_eq(condition->u.call.name, GL_STR("contains")) ||
        condition->u.call.len != 2 || condition->u.call.arguments[0]->kind != GL_HCL_TUPLE ||
        !is_this_variable(condition->u.call.arguments[1], variable->name) ||
        value.u.unknown->shape != GL_TF_PLAIN)
        return value;
    list = gl_tf_unit_value(unit, &nothing, condition->u.call.arguments[0]);
    if (list.state != GL_TF_KNOWN || !gl_tf_is_wholly_known(&list) || list.u.list.len == 0)
        return value;
    parts = GL_NEW_ARRAY(unit->arena, struct gl_tf_value, list.u.list.len);
    for (size_t i = 0; i < list.u.list.len; i++) {
        struct gl_tf_problem problem;

        if (!gl_tf_convert(unit->arena, &list.u.list.items[i], value.u.unknown->type, &parts[i], &problem))
            return value;
    }
    unknown = GL_NEW(unit->arena, struct gl_tf_unknown);
    *unknown = *value.u.unknown;
    unknown->shape = GL_TF_ARMS;
    unknown->is_not_null = true;
    unknown->decision = (variable->header.begin + variable->header.source * 0x9e3779b1u) | 1;
    unknown->parts = parts;
    unknown->part_len = list.u.list.len;
    return gl_tf_make_unknown_as(unknown, value.span);
}

static void validate(struct gl_tf_unit *unit, struct gl_tf_node *node,
                     const struct gl_tf_declaration *variable, struct gl_tf_memo *memo)
{
    const struct gl_hcl_body *body = variable->body;

    for (size_t i = 0; i < body->block_len; i++) {
        const struct gl_hcl_attribute *condition;
        struct gl_tf_value holds;

        if (!gl_str_eq(body->blocks[i].type, GL_STR("validation")))
            continue;
        condition = gl_hcl_body_attribute(body->blocks[i].body, GL_STR("condition"));
        if (!condition)
            continue;
        if (gl_tf_is_unknown(&memo->value)) {
            memo->value = narrow(unit, variable, condition->value, memo->value);
            continue;
        }
        holds = gl_tf_unit_value(unit, &node->scope, condition->value);
        if (holds.kind == GL_TF_BOOL && holds.state == GL_TF_KNOWN && !holds.u.boolean)
            gl_diag_add(&unit->diags, GL_DIAG_NOTE, condition->value->span, NULL,
                        "the value of var.%.*s does not meet this condition; Terraform would refuse it",
                        GL_STR_ARG(variable->name));
    }
}

struct gl_tf_value gl_tf_node_variable(struct gl_tf_unit *unit, struct gl_tf_node *node,
                                       const struct gl_tf_declaration *variable)
{
    struct gl_tf_memo *memo = &node->variables[variable->slot];

    if (memo->progress == GL_TF_DONE)
        return memo->value;
    if (memo->progress == GL_TF_BUSY)
        return gl_tf_cycle(unit, node, variable);
    memo->progress = GL_TF_BUSY;
    gl_tf_enter(unit, node, variable);
    memo->value = evaluate(unit, node, variable);
    gl_tf_leave(unit);
    memo->progress = GL_TF_DONE;
    validate(unit, node, variable, memo);
    return memo->value;
}
