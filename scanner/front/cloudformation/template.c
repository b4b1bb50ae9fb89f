/* A template's sections: which names there are, and what its resources come to. */
#include <string.h>

#include "front/cloudformation/sam.h"

struct gl_cfn_eval *gl_cfn_eval_make(struct gl_cfn_set *set, struct gl_cfn_exports *exports,
                                     struct gl_arena *arena, struct gl_unit *unit,
                                     const struct gl_value *root)
{
    struct gl_cfn_eval *eval = GL_NEW(arena, struct gl_cfn_eval);

    *eval = (struct gl_cfn_eval){
        .set = set, .exports = exports, .arena = arena, .unit = unit, .root = root, .top = eval};
    gl_diags_init(&eval->diags, arena);
    return eval;
}

static struct gl_str address_of(const struct gl_cfn_eval *eval, struct gl_str name)
{
    struct gl_str stack = eval->unit->name;
    char *text = gl_arena_alloc(eval->arena, stack.len + name.len + 2, 1);

    memcpy(text, stack.ptr, stack.len);
    text[stack.len] = '/';
    if (name.len)
        memcpy(text + stack.len + 1, name.ptr, name.len);
    return (struct gl_str){text, stack.len + name.len + 1};
}

static bool is_definition(struct gl_cfn_eval *eval, const struct gl_member *member, struct gl_str *ret_type)
{
    const struct gl_value *type = gl_value_get(&member->value, GL_STR("Type"));

    if (gl_str_eq(member->key, GL_STR("Fn::Transform"))) {
        eval->has_macro = true;
        gl_cfn_transform(eval, &member->value, member->key_span);
        return false;
    }
    if (member->value.type != GL_MAP) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, member->key_span, "write a map with at least a Type",
                    "resource %.*s is not a map", GL_STR_ARG(member->key));
        return false;
    }
    if (!type && gl_value_get(&member->value, GL_STR("Fn::Transform"))) {
        gl_cfn_transform(eval, gl_value_get(&member->value, GL_STR("Fn::Transform")), member->key_span);
        *ret_type = GL_STR("");
        return true;
    }
    if (type && gl_value_text(type, ret_type) && ret_type->len)
        return true;
    gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, member->key_span, "add a Type such as AWS::S3::Bucket",
                "resource %.*s has no Type", GL_STR_ARG(member->key));
    return false;
}

static void enter_resource(struct gl_cfn_eval *eval, const struct gl_member *member,
                           struct gl_resource *resource)
{
    struct gl_cfn_entry *entry;
    struct gl_str type;

    if (!is_definition(eval, member, &type))
        return;
    if (!gl_cfn_names_add(&eval->entry_names, eval->arena, member->key, eval->entry_len)) {
        if (gl_cfn_has_for_each(gl_value_get(eval->root, GL_STR("Resources")))) /* else the reader told it */
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, member->key_span, "put every loop variable into the name",
                        "Fn::ForEach makes two resources %.*s", GL_STR_ARG(member->key));
        return;
    }
    entry = GL_PUSH(eval->arena, eval->entries, eval->entry_len, eval->entry_capacity);
    *entry = (struct gl_cfn_entry){.name = member->key,
                                   .name_span = member->key_span,
                                   .definition = &member->value,
                                   .properties = gl_value_get(&member->value, GL_STR("Properties")),
                                   .resource = resource};
    *resource = (struct gl_resource){.kind = type,
                                     .name = member->key,
                                     .address = address_of(eval, member->key),
                                     .span = member->key_span,
                                     .body_span = member->value.span,
                                     .unit = eval->unit};
    if (entry->properties && entry->properties->type != GL_MAP && entry->properties->type != GL_NULL &&
        !(entry->properties->flags & GL_VALUE_HAS_CALLS)) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, entry->properties->span, "write NAME: VALUE pairs",
                    "Properties of %.*s is not a map", GL_STR_ARG(member->key));
        entry->properties = NULL;
    }
}

static void enter_resources(struct gl_cfn_eval *eval)
{
    const struct gl_value *section =
        gl_sam_expand(eval, gl_cfn_expand(eval, gl_value_get(eval->root, GL_STR("Resources"))));
    struct gl_resource *resources;

    if (!gl_value_is(section, GL_MAP)) {
        if (section && !eval->has_macro)
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, section->span, "write NAME: {Type: ...} pairs",
                        "Resources is not a map");
        else if (!section && !eval->has_macro && !eval->unit->is_cdk) /* CDK writes stacks of nothing so */
            gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, eval->root->span,
                        "add Resources, or leave the file out of the scan", "a template without Resources");
        return;
    }
    resources = GL_NEW_ARRAY(eval->arena, struct gl_resource, section->u.map.len);
    gl_cfn_names_reserve(&eval->entry_names, eval->arena, section->u.map.len);
    eval->entry_capacity = section->u.map.len;
    eval->entries = GL_NEW_ARRAY(eval->arena, struct gl_cfn_entry, section->u.map.len);
    for (size_t i = 0; i < section->u.map.len; i++)
        enter_resource(eval, &section->u.map.members[i], &resources[i]);
}

static void enter_outputs(struct gl_cfn_eval *eval)
{
    const struct gl_value *section = gl_cfn_expand(eval, gl_value_get(eval->root, GL_STR("Outputs")));

    if (!gl_value_is(section, GL_MAP))
        return;
    eval->outputs = GL_NEW_ARRAY(eval->arena, struct gl_cfn_output, section->u.map.len);
    for (size_t i = 0; i < section->u.map.len; i++) {
        const struct gl_member *member = &section->u.map.members[i];

        if (gl_cfn_names_add(&eval->output_names, eval->arena, member->key, eval->output_len))
            eval->outputs[eval->output_len++] = (struct gl_cfn_output){.member = member};
    }
}

void gl_cfn_eval_enter(struct gl_cfn_eval *eval, const struct gl_value *arguments)
{
    eval->mappings = gl_value_get(eval->root, GL_STR("Mappings"));
    gl_cfn_enter_transforms(eval);
    gl_cfn_enter_parameters(eval, arguments);
    gl_cfn_enter_conditions(eval);
    enter_resources(eval);
    enter_outputs(eval);
    gl_cfn_enter_nested(eval);
}

struct gl_cfn_entry *gl_cfn_eval_entry(struct gl_cfn_eval *eval, struct gl_str name)
{
    size_t position;

    return gl_cfn_names_find(&eval->entry_names, name, &position) ? &eval->entries[position] : NULL;
}

static const struct gl_cfn_decision *own_existence(struct gl_cfn_eval *eval, const struct gl_cfn_entry *entry)
{
    const struct gl_value *name = gl_value_get(entry->definition, GL_STR("Condition"));
    const struct gl_cfn_decision *decision;
    struct gl_str text;

    if (!name)
        return gl_cfn_decision_leaf(true);
    if (!gl_value_text(name, &text)) {
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, name->span, "write the name of a condition",
                    "the Condition of %.*s is not a name", GL_STR_ARG(entry->name));
        return gl_cfn_decision_leaf(true);
    }
    decision = gl_cfn_condition(eval, text);
    if (decision)
        return decision;
    if (!eval->has_macro)
        gl_cfn_tell(eval, GL_DIAG_INCOMPLETE, name->span, "declare it under Conditions",
                    "there is no condition %.*s", GL_STR_ARG(text));
    return gl_cfn_decision_leaf(true);
}

const struct gl_cfn_decision *gl_cfn_entry_exists(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry)
{
    const struct gl_cfn_decision *decision, *outer;
    struct gl_cfn_assumption *assumed = eval->assumed;
    size_t len = eval->assumed_len;

    if (entry->progress == GL_CFN_DONE)
        return entry->exists;
    eval->assumed_len = 0; /* what is kept must not depend on what is assumed at the moment */
    decision = own_existence(eval, entry);
    eval->assumed = assumed;
    eval->assumed_len = len;
    if (eval->parent) {
        outer = gl_cfn_entry_exists(eval->parent,
                                    eval->parent->entries + (eval->parent_entry - eval->parent->entries));
        outer = gl_cfn_decision_and(eval->arena, outer, decision);
        decision = outer ? outer : decision;
    }
    entry->exists = decision;
    entry->progress = GL_CFN_DONE;
    return decision;
}

/* --- values */

static void add_attributes(struct gl_cfn_eval *eval, const struct gl_cfn_entry *entry)
{
    const struct gl_value *definition = entry->definition;
    struct gl_value *attributes = &entry->resource->attributes;
    struct gl_member *members = NULL;
    struct gl_str path;

    *attributes = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = definition->span};
    for (size_t i = 0; i < definition->u.map.len; i++) {
        const struct gl_member *member = &definition->u.map.members[i];
        struct gl_member *copy;

        if (gl_str_eq(member->key, GL_STR("Type")) || gl_str_eq(member->key, GL_STR("Properties")) ||
            gl_str_eq(member->key, GL_STR("Condition")))
            continue;
        if (!members)
            members = GL_NEW_ARRAY(eval->arena, struct gl_member, definition->u.map.len);
        copy = &members[attributes->u.map.len];
        *copy = *member;
        copy->value = gl_cfn_eval_value(eval, &member->value);
        if (copy->value.type == GL_ABSENT)
            continue;
        attributes->flags |= gl_cfn_flags_of(&copy->value);
        attributes->u.map.len++;
    }
    attributes->u.map.members = members;
    if (gl_value_text(gl_value_get(gl_value_get(attributes, GL_STR("Metadata")), GL_STR("aws:cdk:path")),
                      &path))
        entry->resource->construct_path = path;
}

static struct gl_str condition_name(const struct gl_cfn_eval *eval, const struct gl_cfn_entry *entry)
{
    struct gl_str name;

    for (; eval; entry = eval->parent_entry, eval = eval->parent) {
        if (gl_value_text(gl_value_get(entry->definition, GL_STR("Condition")), &name))
            return name;
    }
    return GL_STR("of its stack");
}

/* False: the resource does not exist. */
static bool eval_resource(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry)
{
    const struct gl_cfn_decision *exists = gl_cfn_entry_exists(eval, entry);
    struct gl_resource *resource = entry->resource;
    size_t before = eval->assumed_len;

    if (!exists->variable && !exists->truth)
        return false;
    if (exists->variable) {
        resource->condition = gl_cfn_existence(eval, exists, condition_name(eval, entry));
        gl_cfn_assume_decision(eval, exists);
        if (resource->condition)
            gl_cfn_assume(eval, resource->condition->variable, gl_existing_arm(resource->condition));
    }
    if (!resource->kind.len)
        resource->properties = gl_cfn_unknown(eval, GL_WHY_MACRO, entry->name, entry->name_span);
    else if (entry->properties && entry->properties->type != GL_NULL)
        resource->properties = gl_cfn_eval_value(eval, entry->properties);
    else
        resource->properties =
            (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = resource->span};
    add_attributes(eval, entry);
    gl_cfn_unassume(eval, before);
    return true;
}

void gl_cfn_eval_resources(struct gl_cfn_eval *eval, struct gl_front_output *output)
{
    output->unit_len++;
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval_resource(eval, &eval->entries[i]))
            *GL_PUSH(eval->arena, output->resources, output->len, output->capacity) =
                eval->entries[i].resource;
    }
    gl_cfn_eval_sections(eval, output);
    for (size_t i = 0; i < eval->entry_len; i++) {
        if (eval->entries[i].nested)
            gl_cfn_eval_resources(eval->entries[i].nested, output);
    }
}
