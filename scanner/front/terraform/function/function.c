#include "front/terraform/function/function.h"

#include "front/terraform/function/library.h"

static struct gl_str last_part(struct gl_str name)
{
    for (size_t i = name.len; i > 1; i--) {
        if (name.ptr[i - 1] == ':' && name.ptr[i - 2] == ':')
            return gl_str_from(name, i);
    }
    return name;
}

static bool is_provider_function(struct gl_str name)
{
    return gl_str_starts_with(name, GL_STR("provider::"));
}

static bool fail_unknown_function(const struct gl_tf_call *call)
{
    struct gl_str last = last_part(call->name);
    struct gl_str near = gl_tf_nearest_function(last);

    if (last.len != call->name.len && !gl_str_starts_with(call->name, GL_STR("core::")))
        return gl_tf_fail(call->eval, call->span, "Call to unknown function",
                          "There are no functions in namespace \"%.*s\".",
                          GL_STR_ARG(gl_str_slice(call->name, 0, call->name.len - last.len)));
    if (near.len)
        return gl_tf_fail(call->eval, call->span, "Call to unknown function",
                          "There is no function named \"%.*s\". Did you mean \"%.*s\"?", GL_STR_ARG(last),
                          GL_STR_ARG(near));
    return gl_tf_fail(call->eval, call->span, "Call to unknown function",
                      "There is no function named \"%.*s\".", GL_STR_ARG(last));
}

static size_t parameter_count(const struct gl_tf_row *row)
{
    size_t count = 0;

    while (count < GL_TF_MAX_PARAMETERS && row->parameters[count].name)
        count++;
    return count;
}

static const struct gl_tf_parameter *parameter_of(const struct gl_tf_row *row, size_t i)
{
    if (i < GL_TF_MAX_PARAMETERS && row->parameters[i].name)
        return &row->parameters[i];
    return &row->rest;
}

static bool check_arity(const struct gl_tf_call *call)
{
    size_t wanted = parameter_count(call->row);
    const char *some = call->row->rest.name ? " at least" : "";

    if (call->len < wanted)
        return gl_tf_fail(call->eval, call->span, "Not enough function arguments",
                          "Function \"%.*s\" expects%s %zu argument(s). Missing value for \"%s\".",
                          GL_STR_ARG(call->name), some, wanted, call->row->parameters[call->len].name);
    if (call->len > wanted && !call->row->rest.name)
        return gl_tf_fail(call->eval, call->arg_spans[wanted], "Too many function arguments",
                          "Function \"%.*s\" expects only %zu argument(s).", GL_STR_ARG(call->name), wanted);
    return true;
}

/* A resource's object is no complete value: what its members lack only the provider knows. */
static bool is_partly_unknown(const struct gl_tf_value *value)
{
    return !gl_tf_is_wholly_known(value) || (value->open && value->kind == GL_TF_OBJECT);
}

static bool convert_argument(const struct gl_tf_call *call, size_t i, struct gl_tf_value *value)
{
    const struct gl_tf_parameter *parameter = parameter_of(call->row, i);
    struct gl_tf_problem problem = {0};
    struct gl_tf_value converted;

    if (parameter->type->kind != GL_TF_DYNAMIC) {
        if (!gl_tf_convert(call->eval->arena, value, parameter->type, &converted, &problem)) {
            while (problem.detail.len && problem.detail.ptr[problem.detail.len - 1] == '.')
                problem.detail.len--;
            return gl_tf_fail_argument(call, i, "%.*s", GL_STR_ARG(problem.detail));
        }
        *value = converted;
    }
    if (gl_tf_is_null(value) && !(parameter->flags & GL_TF_ALLOW_NULL))
        return gl_tf_fail_argument(call, i, "argument must not be null");
    return true;
}

/* Whether the row says that this argument makes the result unknown. */
static bool stops_at(const struct gl_tf_parameter *parameter, const struct gl_tf_value *value)
{
    if (gl_tf_is_unknown(value))
        return !(parameter->flags & GL_TF_ALLOW_UNKNOWN);
    return is_partly_unknown(value) && !(parameter->flags & GL_TF_ALLOW_PARTS);
}

/* Whether the result is unknown and has no type, since an argument is and has none. */
static bool is_left_untyped(const struct gl_tf_call *call)
{
    for (size_t i = 0; (call->row->flags & GL_TF_UNTYPED) && i < call->len; i++) {
        if (parameter_of(call->row, i)->type->kind == GL_TF_DYNAMIC && gl_tf_is_unknown(&call->args[i]) &&
            gl_tf_is_untyped(&call->args[i]))
            return true;
    }
    return false;
}

static bool prepare(struct gl_tf_call *call, const struct gl_tf_value *args, bool *ret_is_unknown,
                    bool *ret_marks)
{
    struct gl_tf_value *values = gl_tf_new_values(call, call->len);

    for (size_t i = 0; i < call->len; i++) {
        values[i] = args[i];
        call->is_sensitive |= (args[i].flags & GL_TF_HAS_SENSITIVE) != 0;
    }
    call->args = values;
    for (size_t i = 0; i < call->len; i++) {
        const struct gl_tf_parameter *parameter = parameter_of(call->row, i);

        if (!convert_argument(call, i, &values[i]))
            return false;
        *ret_is_unknown |= stops_at(parameter, &values[i]);
        *ret_marks |= (values[i].flags & GL_TF_HAS_SENSITIVE) && !(parameter->flags & GL_TF_ALLOW_MARKED);
    }
    return true;
}

static bool run(struct gl_tf_call *call, const struct gl_tf_value *args, struct gl_tf_value *ret_value)
{
    bool is_unknown = false, marks = false;

    if (!check_arity(call) || !prepare(call, args, &is_unknown, &marks))
        return false;
    if (is_left_untyped(call))
        gl_tf_return_unknown(call, &gl_tf_any, ret_value);
    else if (is_unknown)
        gl_tf_return_unknown(call, call->row->result, ret_value);
    else if (!call->row->run(call, ret_value))
        return false;
    if (marks)
        *ret_value = gl_tf_mark_sensitive(*ret_value);
    return true;
}

bool gl_tf_call(struct gl_tf_eval *eval, const struct gl_tf_scope *scope, const struct gl_hcl_expr *expr,
                const struct gl_tf_arguments *arguments, struct gl_tf_value *ret_value)
{
    struct gl_tf_call call = {.eval = eval,
                              .scope = scope,
                              .expr = expr,
                              .name = expr->u.call.name,
                              .span = expr->span,
                              .args = arguments->values,
                              .arg_spans = arguments->spans,
                              .len = arguments->len};
    bool is_core = gl_str_starts_with(call.name, GL_STR("core::"));

    if (!gl_tf_spend(eval, call.span, call.len + 1))
        return false;
    if (is_provider_function(call.name))
        return gl_tf_call_provider(&call, ret_value);
    call.row = gl_tf_find_row(is_core ? gl_str_from(call.name, 6) : call.name);
    return call.row ? run(&call, arguments->values, ret_value) : fail_unknown_function(&call);
}

bool gl_tf_impure(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_because(call, GL_WHY_IMPURE, ret_value);
}

bool gl_tf_old(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    (void)ret_value;
    if (gl_str_eq(call->name, GL_STR("map")))
        return gl_tf_fail_function(call,
                                   "the \"map\" function was deprecated in Terraform v0.12 and is no "
                                   "longer available; use tomap({ ... }) syntax to write a literal map");
    return gl_tf_fail_function(call, "the \"list\" function was deprecated in Terraform v0.12 and is no "
                                     "longer available; use tolist([ ... ]) syntax to write a literal list");
}
