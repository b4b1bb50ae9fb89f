/* Transforms: the two that glacis runs, those that change nothing it looks at, and macros. */
#include "front/cloudformation/eval.h"

static bool is_harmless(struct gl_str name)
{
    return gl_str_eq(name, GL_STR("AWS::LanguageExtensions")) ||
           gl_str_starts_with(name, GL_STR("AWS::SecretsManager-")) ||
           gl_str_starts_with(name, GL_STR("AWS::CodeDeployBlueGreen")) ||
           gl_str_starts_with(name, GL_STR("AWS::CodeStar"));
}

/* Said once a template. A macro over the whole template may add resources: the scan is not complete. What one
 * inside a property gives is an unknown value like others. */
static void tell_macro(struct gl_cfn_eval *eval, enum gl_diag_level level, struct gl_str name,
                       struct gl_span span)
{
    if (eval->has_told_macro)
        return;
    eval->has_told_macro = true;
    gl_cfn_tell(eval, level, span, "scan the processed template to see what it makes",
                "transform %.*s is not run; what it adds or changes is not known", GL_STR_ARG(name));
}

static void enter_transform(struct gl_cfn_eval *eval, const struct gl_value *transform)
{
    const struct gl_value *named = gl_value_get(transform, GL_STR("Name"));
    struct gl_str name;

    if (!gl_value_text(named ? named : transform, &name))
        return;
    if (gl_str_starts_with(name, GL_STR("AWS::Serverless-"))) {
        eval->is_sam = true;
    } else if (!is_harmless(name)) {
        eval->has_macro = true;
        tell_macro(eval, GL_DIAG_INCOMPLETE, name, transform->span);
    }
}

void gl_cfn_enter_transforms(struct gl_cfn_eval *eval)
{
    const struct gl_value *transforms = gl_value_get(eval->root, GL_STR("Transform"));

    if (gl_value_is(transforms, GL_LIST)) {
        for (size_t i = 0; i < transforms->u.list.len; i++)
            enter_transform(eval, &transforms->u.list.items[i]);
    } else if (transforms) {
        enter_transform(eval, transforms);
    }
    transforms = gl_value_get(eval->root, GL_STR("Fn::Transform"));
    if (gl_value_is(transforms, GL_LIST)) {
        for (size_t i = 0; i < transforms->u.list.len; i++)
            enter_transform(eval, &transforms->u.list.items[i]);
    } else if (transforms) {
        enter_transform(eval, transforms);
    }
}

struct gl_value gl_cfn_transform(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                 struct gl_span span)
{
    const struct gl_value *named;
    struct gl_str name;

    if (gl_value_is(argument, GL_LIST) && argument->u.list.len)
        argument = &argument->u.list.items[0]; /* several macros, one after the other */
    named = gl_value_get(argument, GL_STR("Name"));
    if (!named && argument->type == GL_STRING)
        named = argument;
    if (!named || !gl_value_text(named, &name))
        return gl_cfn_invalid(eval, span, "write {Name: MACRO, Parameters: {...}}",
                              "Fn::Transform names no macro");
    tell_macro(eval, eval->has_macro ? GL_DIAG_INCOMPLETE : GL_DIAG_NOTE, name, span);
    return gl_cfn_unknown(eval, GL_WHY_MACRO, name, span);
}
