/* Fn::Sub. */
#include "front/cloudformation/eval.h"

struct substitution {
    struct gl_cfn_eval *eval;
    const struct gl_value *variables; /* the second form's map, or NULL */
    struct gl_span span;
    struct gl_value *parts;
    size_t len, capacity;
};

static void add(struct substitution *sub, struct gl_value part)
{
    *GL_PUSH(sub->eval->arena, sub->parts, sub->len, sub->capacity) = part;
}

static struct gl_value variable(struct substitution *sub, struct gl_str name)
{
    const struct gl_value *own = sub->variables ? gl_value_get(sub->variables, name) : NULL;
    size_t dot = gl_str_find_char(name, '.');

    if (own)
        return gl_cfn_eval_value(sub->eval, own);
    if (dot != GL_STR_NONE)
        return gl_cfn_attribute(sub->eval, gl_str_slice(name, 0, dot), gl_str_from(name, dot + 1), sub->span);
    return gl_cfn_ref(sub->eval, name, sub->span);
}

static void substitute(struct substitution *sub, struct gl_str text)
{
    while (text.len && gl_cfn_spend(sub->eval, 1, sub->span)) {
        size_t at = gl_str_find(text, GL_STR("${")), end;
        struct gl_str name;

        end = at == GL_STR_NONE ? GL_STR_NONE : gl_str_find_char(gl_str_from(text, at), '}');
        if (end == GL_STR_NONE) {
            add(sub, gl_value_string(text, sub->span));
            return;
        }
        if (at)
            add(sub, gl_value_string(gl_str_slice(text, 0, at), sub->span));
        name = gl_str_slice(text, at + 2, at + end);
        text = gl_str_from(text, at + end + 1);
        if (gl_str_starts_with(name, GL_STR("!"))) { /* ${!Literal} stands for ${Literal} */
            add(sub, gl_value_string(GL_STR("${"), sub->span));
            add(sub, gl_value_string(gl_str_from(name, 1), sub->span));
            add(sub, gl_value_string(GL_STR("}"), sub->span));
        } else {
            add(sub, variable(sub, gl_str_trim(name)));
        }
    }
}

struct gl_value gl_cfn_sub(struct gl_cfn_eval *eval, const struct gl_value *argument, struct gl_span span)
{
    struct substitution sub = {.eval = eval, .span = span};
    const struct gl_value *text = argument;
    struct gl_value evaluated;
    struct gl_str pattern;

    if (argument->type == GL_LIST && argument->u.list.len == 2) {
        text = &argument->u.list.items[0];
        sub.variables = &argument->u.list.items[1];
    } else if (argument->type == GL_LIST && argument->u.list.len == 1) {
        text = &argument->u.list.items[0];
    }
    if (!gl_value_text(text, &pattern)) {
        evaluated = gl_cfn_eval_value(eval, text);
        if (!gl_value_text(&evaluated, &pattern))
            return gl_cfn_invalid(eval, span, "write a string, or [STRING, {NAME: VALUE}]",
                                  "Fn::Sub needs a string");
    }
    substitute(&sub, pattern);
    return gl_cfn_concat(eval, sub.parts, sub.len, span);
}
