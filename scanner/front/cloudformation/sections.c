/* Parameters and outputs of a template as resources, so that checks can judge them (GLC-SEC-008).
 *
 * A parameter's properties are its declaration as written; an output's are its Value, evaluated, and its
 * Description. They refer to nothing in the graph (gl_graph_make_edges leaves them out) and do not count as
 * resources. */
#include "front/cloudformation/eval.h"

static struct gl_resource *add_resource(struct gl_cfn_eval *eval, struct gl_front_output *output,
                                        const struct gl_member *member, const char *section)
{
    struct gl_resource *resource = GL_NEW(eval->arena, struct gl_resource);

    *resource = (struct gl_resource){
        .name = member->key,
        .address = gl_arena_printf(eval->arena, "%.*s/%s/%.*s", GL_STR_ARG(eval->unit->name), section,
                                   GL_STR_ARG(member->key)),
        .span = member->key_span,
        .body_span = member->value.span,
        .unit = eval->unit,
        .attributes = {.type = GL_MAP, .style = GL_COMPUTED, .span = member->value.span}};
    *GL_PUSH(eval->arena, output->resources, output->len, output->capacity) = resource;
    return resource;
}

static void add_output(struct gl_cfn_eval *eval, struct gl_front_output *all, struct gl_cfn_output *output)
{
    const struct gl_value *declared = &output->member->value;
    const struct gl_value *value = gl_value_get(declared, GL_STR("Value"));
    const struct gl_value *description = gl_value_get(declared, GL_STR("Description"));
    const struct gl_value *name = gl_value_get(declared, GL_STR("Condition"));
    const struct gl_cfn_decision *exists = NULL;
    struct gl_resource *resource;
    struct gl_member *members;
    size_t len = 0;
    struct gl_str text;

    if (name && gl_value_text(name, &text))
        exists = gl_cfn_condition(eval, text);
    if (!value || (exists && !exists->variable && !exists->truth))
        return;
    resource = add_resource(eval, all, output->member, "Outputs");
    resource->kind = GL_STR(GL_KIND_TEMPLATE_OUTPUT);
    if (exists && exists->variable)
        resource->condition = gl_cfn_existence(eval, exists, text);
    members = GL_NEW_ARRAY(eval->arena, struct gl_member, 2);
    members[len++] = (struct gl_member){GL_STR("Value"), value->span, *gl_cfn_output_value(eval, output)};
    if (description)
        members[len++] = (struct gl_member){GL_STR("Description"), description->span, *description};
    resource->properties = (struct gl_value){.type = GL_MAP, .style = GL_COMPUTED, .span = declared->span};
    resource->properties.u.map.members = members;
    resource->properties.u.map.len = len;
}

void gl_cfn_eval_sections(struct gl_cfn_eval *eval, struct gl_front_output *output)
{
    for (size_t i = 0; i < eval->parameter_len; i++) {
        const struct gl_member *member = eval->parameters[i].member;
        struct gl_resource *resource;

        if (!member || member->value.type != GL_MAP)
            continue;
        resource = add_resource(eval, output, member, "Parameters");
        resource->kind = GL_STR(GL_KIND_TEMPLATE_PARAMETER);
        resource->properties = member->value;
    }
    for (size_t i = 0; i < eval->output_len; i++)
        add_output(eval, output, &eval->outputs[i]);
}
