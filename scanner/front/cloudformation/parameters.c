/* Parameters: the value that was given, else the default, else one of the allowed values, else unknown. */
#include "front/cloudformation/eval.h"
#include "front/cloudformation/given.h"

static const struct gl_value *attribute(const struct gl_cfn_parameter *parameter, const char *name)
{
    return parameter->member ? gl_value_get(&parameter->member->value, gl_str_of(name)) : NULL;
}

void gl_cfn_enter_parameters(struct gl_cfn_eval *eval, const struct gl_value *arguments)
{
    const struct gl_value *section = gl_value_get(eval->root, GL_STR("Parameters"));

    if (!gl_value_is(section, GL_MAP)) {
        if (section && section->type != GL_NULL && !gl_value_text_is(section, ""))
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, section->span, "write NAME: {Type: ...} pairs",
                        "Parameters is not a map");
        return;
    }
    eval->parameters = GL_NEW_ARRAY(eval->arena, struct gl_cfn_parameter, section->u.map.len);
    for (size_t i = 0; i < section->u.map.len; i++) {
        const struct gl_member *member = &section->u.map.members[i];
        struct gl_cfn_parameter *parameter = &eval->parameters[eval->parameter_len];

        if (!gl_cfn_names_add(&eval->parameter_names, eval->arena, member->key, eval->parameter_len))
            continue;
        eval->parameter_len++;
        *parameter = (struct gl_cfn_parameter){.member = member, .name = member->key};
        if (member->value.type != GL_MAP)
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, member->key_span, "write at least its Type",
                        "parameter %.*s is not a map", GL_STR_ARG(member->key));
        parameter->argument = gl_value_get(arguments, member->key);
        if (!eval->parent)
            parameter->given = gl_cfn_given(eval->set->options, eval->unit->name, member->key, eval->arena);
    }
}

static bool is_list_type(struct gl_str type)
{
    return gl_str_starts_with(type, GL_STR("List<")) || gl_str_eq(type, GL_STR("CommaDelimitedList"));
}

/* "a, b" as CommaDelimitedList and List<...> take it. */
static struct gl_value list_of_text(struct gl_cfn_eval *eval, const struct gl_value *text)
{
    struct gl_str rest = text->u.str, part;
    struct gl_value made = {.type = GL_LIST, .style = GL_COMPUTED, .flags = text->flags, .span = text->span};
    size_t capacity = 0;

    while (gl_str_cut(&rest, ',', &part) && gl_cfn_spend(eval, 1, text->span)) {
        struct gl_value *item = GL_PUSH(eval->arena, made.u.list.items, made.u.list.len, capacity);

        *item = gl_value_string(gl_str_trim(part), text->span);
        item->style = text->style;
        item->flags = text->flags;
    }
    if (made.u.list.len == 1 && made.u.list.items[0].u.str.len == 0)
        made.u.list.len = 0;
    return made;
}

static struct gl_value typed(struct gl_cfn_eval *eval, const struct gl_cfn_parameter *parameter,
                             struct gl_value value, struct gl_str type)
{
    struct gl_str text;

    if (gl_str_starts_with(type, GL_STR("AWS::SSM::Parameter::Value<"))) {
        struct gl_str key = gl_value_text(&value, &text) ? text : parameter->name;

        return gl_cfn_unknown(eval, GL_WHY_DYNAMIC, gl_arena_printf(eval->arena, "ssm:%.*s", GL_STR_ARG(key)),
                              value.span);
    }
    if (is_list_type(type) && value.type == GL_STRING && !(value.flags & GL_VALUE_HAS_CALLS))
        return list_of_text(eval, &value);
    if (is_list_type(type) && value.type == GL_NUMBER) {
        value.type = GL_STRING;
        return list_of_text(eval, &value);
    }
    return gl_cfn_eval_value(eval, &value); /* "{{resolve:...}}" as a default */
}

static struct gl_value one_of(struct gl_cfn_eval *eval, const struct gl_cfn_parameter *parameter,
                              const struct gl_value *allowed, struct gl_str type)
{
    const struct gl_cfn_variable *variable;
    struct gl_value *arms;
    struct gl_str key, what;
    struct gl_span from = parameter->member->key_span;
    size_t len = allowed->u.list.len;

    key = gl_arena_printf(eval->arena, "parameter %.*s %.*s", GL_STR_ARG(eval->unit->name),
                          GL_STR_ARG(parameter->name));
    what = gl_arena_printf(eval->arena, "parameter %.*s", GL_STR_ARG(parameter->name));
    variable = gl_cfn_variable(eval, key, (uint32_t)len, what, from);
    if (!variable)
        return gl_cfn_unknown(eval, GL_WHY_PARAMETER, parameter->name, from);
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, len);
    for (size_t i = 0; i < len; i++)
        arms[i] = typed(eval, parameter, allowed->u.list.items[i], type);
    return gl_cfn_choice(eval, variable, arms, from);
}

static struct gl_value without_value(struct gl_cfn_eval *eval, const struct gl_cfn_parameter *parameter,
                                     struct gl_str type)
{
    const struct gl_value *allowed = attribute(parameter, "AllowedValues");
    struct gl_unknown *unknown;
    struct gl_value value;

    if (!allowed)
        allowed = gl_cfn_rule_allows(eval, parameter->name);
    if (gl_value_is(allowed, GL_LIST) && !is_list_type(type)) {
        size_t len = allowed->u.list.len;

        if (len == 1)
            return typed(eval, parameter, allowed->u.list.items[0], type);
        if (len > 1 && len <= GL_MAX_CHOICES)
            return one_of(eval, parameter, allowed, type);
    }
    value = gl_cfn_unknown(eval, GL_WHY_PARAMETER, parameter->name, parameter->member->key_span);
    unknown = GL_NEW(eval->arena, struct gl_unknown);
    *unknown = *value.u.unknown;
    unknown->from = parameter->member->key_span;
    value.u.unknown = unknown;
    return value;
}

/* The parent's value for it; what the parent assumes while it evaluates something else does not count. */
static struct gl_value argument_value(struct gl_cfn_eval *eval, const struct gl_cfn_parameter *parameter)
{
    struct gl_cfn_eval *parent = eval->parent;
    struct gl_cfn_assumption *assumed = parent->assumed;
    size_t len = parent->assumed_len, capacity = parent->assumed_capacity;
    struct gl_value value;

    parent->assumed = NULL;
    parent->assumed_len = parent->assumed_capacity = 0;
    if (eval->parent_entry->exists)
        gl_cfn_assume_decision(parent, eval->parent_entry->exists);
    value = gl_cfn_eval_value(parent, parameter->argument);
    parent->assumed = assumed;
    parent->assumed_len = len;
    parent->assumed_capacity = capacity;
    return value;
}

static void mark_secret(struct gl_cfn_eval *eval, struct gl_value *value)
{
    struct gl_unknown *unknown;

    value->flags |= GL_VALUE_SECRET;
    if (value->type == GL_UNKNOWN) {
        unknown = GL_NEW(eval->arena, struct gl_unknown);
        *unknown = *value->u.unknown;
        unknown->is_secret = true;
        value->u.unknown = unknown;
    } else if (value->type == GL_CHOICE) {
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++)
            value->u.choice->arms[i].flags |= GL_VALUE_SECRET;
    }
}

static struct gl_value parameter_value(struct gl_cfn_eval *eval, const struct gl_cfn_parameter *parameter)
{
    const struct gl_value *type_value = attribute(parameter, "Type");
    const struct gl_value *value = parameter->given, *no_echo = attribute(parameter, "NoEcho");
    struct gl_str type = {0};
    struct gl_value made = {.type = GL_ABSENT};
    bool is_secret = false;

    if (!type_value || !gl_value_text(type_value, &type))
        type = GL_STR("String");
    if (value)
        made = typed(eval, parameter, *value, type);
    else if (parameter->argument)
        made = typed(eval, parameter, argument_value(eval, parameter), type);
    if (made.type == GL_ABSENT) {
        value = attribute(parameter, "Default");
        made = value ? typed(eval, parameter, *value, type) : without_value(eval, parameter, type);
    }
    if (no_echo && (!gl_scalar_as_bool(no_echo, GL_DIALECT_CLOUDFORMATION, &is_secret) || is_secret))
        mark_secret(eval, &made);
    return made;
}

bool gl_cfn_parameter(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span,
                      struct gl_value *ret_value)
{
    struct gl_cfn_parameter *parameter;
    struct gl_value value;
    size_t position;
    uint32_t missed = eval->exports->missed;

    if (!gl_cfn_names_find(&eval->parameter_names, name, &position))
        return false;
    parameter = &eval->parameters[position];
    if (parameter->progress == GL_CFN_RUNNING) {
        *ret_value = gl_cfn_invalid(eval, parameter->member->key_span, "pass a value that does not",
                                    "parameter %.*s depends on itself", GL_STR_ARG(name));
        return true;
    }
    if (parameter->progress == GL_CFN_NEW) {
        parameter->progress = GL_CFN_RUNNING;
        parameter->value = parameter_value(eval, parameter);
        parameter->weight = gl_cfn_weigh(eval, &parameter->value);
        parameter->progress = GL_CFN_DONE;
    }
    if (!gl_cfn_spend(eval, parameter->weight, span)) {
        *ret_value = gl_cfn_unknown(eval, GL_WHY_LIMIT, name, span);
        return true;
    }
    value = gl_cfn_pick(eval, parameter->value);
    *ret_value = gl_cfn_respan(eval, value, span);
    if (missed != eval->exports->missed)
        parameter->progress = GL_CFN_NEW; /* asked too early: once more when all exports are known */
    return true;
}
