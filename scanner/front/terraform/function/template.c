#include "base/unicode.h"
#include "base/utf8.h"
#include "front/terraform/function/file.h"
#include "front/terraform/function/library.h"

static bool is_name(struct gl_str text)
{
    bool is_first = true;

    while (text.len) {
        size_t len;
        uint32_t c = gl_unicode_first(text, &len);

        if (is_first ? !gl_unicode_starts_id(c) : !gl_unicode_continues_id(c) && c != '-')
            return false;
        is_first = false;
        text = gl_str_from(text, len);
    }
    return !is_first;
}

static bool bind_variables(const struct gl_tf_call *call, struct gl_tf_scope *ret_scope)
{
    const struct gl_tf_value *vars = &call->args[1];
    struct gl_tf_binding *bindings;

    if (!gl_tf_has_members(vars))
        return gl_tf_fail_argument(call, 1, "invalid vars value: must be a map");
    bindings = GL_NEW_ARRAY(call->eval->arena, struct gl_tf_binding, vars->u.map.len);
    for (size_t i = 0; i < vars->u.map.len; i++) {
        const struct gl_tf_member *member = &vars->u.map.members[i];

        if (!is_name(member->key))
            return gl_tf_fail_argument(call, 1,
                                       "invalid template variable name \"%.*s\": must start with a letter, "
                                       "followed by zero or more letters, digits, and underscores",
                                       GL_STR_ARG(member->key));
        bindings[i] = (struct gl_tf_binding){member->key, member->value};
    }
    *ret_scope = (struct gl_tf_scope){.bindings = bindings, .len = vars->u.map.len};
    return true;
}

struct missing {
    const struct gl_tf_call *call;
    struct gl_str name;
    bool is_found;
};

static void look_for_missing(void *context, struct gl_str root, struct gl_str name, struct gl_span span)
{
    struct missing *missing = context;

    (void)name;
    (void)span;
    if (missing->is_found || gl_tf_get(&missing->call->args[1], root))
        return;
    missing->name = root;
    missing->is_found = true;
}

/* A template sees its variables and nothing else of the module. */
static bool render(const struct gl_tf_call *call, struct gl_str shown, struct gl_str text,
                   struct gl_tf_value *ret_value)
{
    struct gl_tf_eval *eval = call->eval;
    struct gl_arena *arena = eval->arena;
    struct missing missing = {.call = call};
    struct gl_source local = {.uri = shown, .text = text}, *source = &local;
    gl_tf_resolver *resolve = eval->resolve;
    struct gl_tf_scope scope;
    const struct gl_hcl_expr *expr;
    struct gl_diags diags;
    bool is_rendered;

    if (!bind_variables(call, &scope))
        return false;
    if (eval->sources)
        source = gl_sources_add_text(eval->sources, shown, text);
    gl_diags_init(&diags, arena);
    expr = gl_hcl_parse_template(source, arena, &diags);
    if (!expr || diags.len)
        return gl_tf_fail_function(
            call, "%.*s: %.*s", GL_STR_ARG(shown),
            GL_STR_ARG(diags.len ? diags.items[0].message : GL_STR("the template is malformed")));
    gl_tf_references(expr, look_for_missing, &missing);
    if (missing.is_found)
        return gl_tf_fail_function(call, "vars map does not contain key \"%.*s\", referenced at %.*s",
                                   GL_STR_ARG(missing.name), GL_STR_ARG(shown));
    eval->resolve = NULL;
    eval->template_depth++;
    is_rendered = gl_tf_evaluate(eval, &scope, expr, ret_value);
    eval->template_depth--;
    eval->resolve = resolve;
    return is_rendered;
}

bool gl_tf_templatefile(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str path = gl_tf_argument_text(call, 0), text;
    bool is_available;

    if (call->eval->template_depth)
        return gl_tf_fail_function(
            call, "cannot recursively call templatefile from inside another template function");
    if (!gl_tf_read(call, path, &text, &is_available))
        return false;
    if (!is_available)
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (gl_utf8_check(text).invalid_at != GL_STR_NONE)
        return gl_tf_fail_argument(call, 0, "contents of \"%.*s\" are not valid UTF-8", GL_STR_ARG(path));
    return render(call, path, text, ret_value);
}

/* var.x, local.x["a"].b: what names a text that stands elsewhere. */
static bool is_reference(const struct gl_hcl_expr *expr)
{
    while (expr->kind == GL_HCL_ATTRIBUTE || expr->kind == GL_HCL_INDEX)
        expr = expr->kind == GL_HCL_INDEX ? expr->u.operand[0] : expr->u.access.from;
    return expr->kind == GL_HCL_VARIABLE;
}

static bool check_template(const struct gl_tf_call *call)
{
    const struct gl_hcl_expr *expr = call->expr->u.call.len ? call->expr->u.call.arguments[0] : call->expr;

    if (expr->kind == GL_HCL_STRING)
        return gl_tf_fail_argument(call, 0,
                                   "invalid template expression: templatestring is only for rendering "
                                   "templates retrieved dynamically from elsewhere, and so does not support "
                                   "providing a literal template; consider using a template string "
                                   "expression instead");
    if (expr->kind == GL_HCL_TEMPLATE || expr->kind == GL_HCL_WRAP)
        return gl_tf_fail_argument(call, 0,
                                   "invalid template expression: templatestring is only for rendering "
                                   "templates retrieved dynamically from elsewhere; to treat the inner "
                                   "expression as template syntax, write the reference expression directly "
                                   "without any template interpolation syntax");
    return is_reference(expr) ||
           gl_tf_fail_argument(call, 0,
                               "invalid template expression: must be a direct reference to a single string "
                               "from elsewhere, containing valid Terraform template syntax");
}

bool gl_tf_templatestring(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    if (call->eval->template_depth)
        return gl_tf_fail_function(
            call, "cannot recursively call templatestring from inside another template function");
    if (!check_template(call))
        return false;
    return render(call, GL_STR("template argument"), gl_tf_argument_text(call, 0), ret_value);
}
