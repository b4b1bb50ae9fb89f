/* Ref and Fn::GetAtt. */
#include "base/suggest.h"
#include "front/cloudformation/sam.h"

static struct gl_value missing(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span)
{
    static const struct gl_str pseudo[] = {
        GL_STR_INIT("AWS::Region"),    GL_STR_INIT("AWS::AccountId"),        GL_STR_INIT("AWS::Partition"),
        GL_STR_INIT("AWS::StackName"), GL_STR_INIT("AWS::StackId"),          GL_STR_INIT("AWS::URLSuffix"),
        GL_STR_INIT("AWS::NoValue"),   GL_STR_INIT("AWS::NotificationARNs"),
    };
    struct gl_suggestion near;
    struct gl_value unknown;
    struct gl_buf hint;

    for (size_t i = 0; i < eval->loop_len; i++) {
        if (gl_str_eq(eval->loops[i], name))
            return gl_cfn_unknown(eval, GL_WHY_PARAMETER, name, span);
    }
    if (eval->has_macro)
        return gl_cfn_unknown(eval, GL_WHY_MACRO, name, span);
    gl_suggestion_init(&near, name);
    for (size_t i = 0; i < sizeof pseudo / sizeof *pseudo; i++)
        gl_suggestion_offer(&near, pseudo[i]);
    for (size_t i = 0; i < eval->parameter_len; i++)
        gl_suggestion_offer(&near, eval->parameters[i].name);
    for (size_t i = 0; i < eval->entry_len; i++)
        gl_suggestion_offer(&near, eval->entries[i].name);
    gl_buf_init(&hint);
    gl_suggestion_add(&hint, &near);
    unknown = gl_cfn_invalid(eval, span, "declare it, or correct the name",
                             "there is no parameter or resource %.*s%.*s", GL_STR_ARG(name),
                             GL_STR_ARG(gl_buf_str(&hint)));
    gl_buf_free(&hint);
    return unknown;
}

static struct gl_value resource_reference(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry,
                                          struct gl_str attribute, struct gl_span span)
{
    const struct gl_cfn_decision *exists = gl_cfn_entry_exists(eval, entry);
    struct gl_ref *ref;

    exists = gl_cfn_decision_under(exists, eval->assumed, eval->assumed_len);
    if (!exists->variable && !exists->truth)
        return gl_cfn_unknown(
            eval, GL_WHY_INVALID,
            gl_arena_printf(eval->arena, "%.*s, which its condition leaves out", GL_STR_ARG(entry->name)),
            span);
    ref = GL_NEW(eval->arena, struct gl_ref);
    *ref = (struct gl_ref){.target = entry->resource, .attribute = attribute};
    return (struct gl_value){
        .type = GL_REF, .style = GL_COMPUTED, .flags = GL_VALUE_HAS_CALLS, .span = span, .u.ref = ref};
}

struct gl_value gl_cfn_ref(struct gl_cfn_eval *eval, struct gl_str name, struct gl_span span)
{
    struct gl_cfn_entry *entry;
    struct gl_value value;

    if (gl_cfn_pseudo(eval, name, span, &value) || gl_cfn_parameter(eval, name, span, &value))
        return value;
    entry = gl_cfn_eval_entry(eval, name);
    if (!entry)
        entry = gl_cfn_eval_entry(eval, gl_sam_generated(eval, name));
    return entry ? resource_reference(eval, entry, (struct gl_str){0}, span) : missing(eval, name, span);
}

static struct gl_value unknown_attribute(struct gl_cfn_eval *eval, struct gl_str name,
                                         struct gl_str attribute, struct gl_span span)
{
    return gl_cfn_unknown(eval, GL_WHY_ATTRIBUTE,
                          gl_arena_printf(eval->arena, "%.*s.%.*s", GL_STR_ARG(name), GL_STR_ARG(attribute)),
                          span);
}

static struct gl_value nested_output(struct gl_cfn_eval *eval, struct gl_cfn_entry *entry,
                                     struct gl_str attribute, struct gl_span span)
{
    struct gl_str name = gl_str_from(attribute, sizeof "Outputs." - 1);
    struct gl_cfn_output *output;
    struct gl_value value;
    size_t position;

    if (!entry->nested)
        return unknown_attribute(eval, entry->name, attribute, span);
    if (!gl_cfn_names_find(&entry->nested->output_names, name, &position)) {
        if (entry->nested->has_macro)
            return unknown_attribute(eval, entry->name, attribute, span);
        return gl_cfn_invalid(eval, span, "declare it under the Outputs of that template",
                              "the template of nested stack %.*s has no output %.*s", GL_STR_ARG(entry->name),
                              GL_STR_ARG(name));
    }
    output = &entry->nested->outputs[position];
    value = gl_cfn_pick(eval, *gl_cfn_output_value(entry->nested, output));
    if (!gl_cfn_spend(eval, output->weight, span))
        return unknown_attribute(eval, entry->name, attribute, span);
    return gl_cfn_respan(eval, value, span);
}

struct gl_value gl_cfn_attribute(struct gl_cfn_eval *eval, struct gl_str name, struct gl_str attribute,
                                 struct gl_span span)
{
    struct gl_cfn_entry *entry = gl_cfn_eval_entry(eval, name);

    if (!entry)
        return missing(eval, name, span);
    if (gl_str_starts_with(attribute, GL_STR("Outputs.")) &&
        (entry->nested || gl_str_eq(entry->resource->kind, GL_STR("AWS::CloudFormation::Stack"))))
        return nested_output(eval, entry, attribute, span);
    return resource_reference(eval, entry, attribute, span);
}

struct gl_value gl_cfn_get_att(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    static const char remedy[] = "write RESOURCE.ATTRIBUTE or [RESOURCE, ATTRIBUTE]";
    struct gl_value name, attribute;
    struct gl_str whole, parts[2];
    size_t dot;

    if (gl_value_text(argument, &whole) || (argument->type == GL_LIST && argument->u.list.len == 1 &&
                                            gl_value_text(&argument->u.list.items[0], &whole))) {
        dot = gl_str_find_char(whole, '.');
        if (dot == GL_STR_NONE)
            return gl_cfn_invalid(eval, span, remedy, "Fn::GetAtt names no attribute of %.*s",
                                  GL_STR_ARG(whole));
        return gl_cfn_attribute(eval, gl_str_slice(whole, 0, dot), gl_str_from(whole, dot + 1), span);
    }
    if (argument->type != GL_LIST || argument->u.list.len < 2)
        return gl_cfn_invalid(eval, span, remedy, "Fn::GetAtt needs a resource and an attribute");
    name = gl_cfn_eval_value(eval, &argument->u.list.items[0]);
    attribute = gl_cfn_eval_value(eval, &argument->u.list.items[1]);
    if (!gl_value_text(&name, &parts[0]))
        return gl_cfn_invalid(eval, span, remedy, "Fn::GetAtt names its resource by a string");
    if (!gl_value_text(&attribute, &parts[1]))
        return unknown_attribute(eval, parts[0], GL_STR("an attribute that is not known"), span);
    if (argument->u.list.len > 2 && gl_value_text(&argument->u.list.items[2], &whole)) /* [A, Outputs, B] */
        parts[1] = gl_arena_printf(eval->arena, "%.*s.%.*s", GL_STR_ARG(parts[1]), GL_STR_ARG(whole));
    return gl_cfn_attribute(eval, parts[0], parts[1], span);
}
