#include "front/terraform/evaluate/evaluating.h"

/* Names that a for binds hide what the module calls the same. */
struct names {
    const struct names *outer;
    struct gl_str name[2];
};

struct search {
    void (*tell)(void *context, struct gl_str root, struct gl_str name, struct gl_span span);
    void *context;
};

static void search(const struct search *how, const struct names *names, const struct gl_hcl_expr *expr);

static bool is_bound(const struct names *names, struct gl_str name)
{
    for (; names; names = names->outer)
        if (gl_str_eq(names->name[0], name) || gl_str_eq(names->name[1], name))
            return true;
    return false;
}

static void search_all(const struct search *how, const struct names *names,
                       const struct gl_hcl_expr *const *items, size_t len)
{
    for (size_t i = 0; i < len; i++)
        search(how, names, items[i]);
}

static void search_loop(const struct search *how, const struct names *names, const struct gl_hcl_loop *loop)
{
    struct names inner = {names, {loop->value_name, loop->key_name}};

    search(how, names, loop->collection);
    search(how, &inner, loop->key);
    search(how, &inner, loop->value);
    search(how, &inner, loop->condition);
}

static void search_access(const struct search *how, const struct names *names, const struct gl_hcl_expr *expr)
{
    const struct gl_hcl_expr *from = expr->u.access.from;

    if (from->kind != GL_HCL_VARIABLE)
        search(how, names, from);
    else if (!is_bound(names, from->u.text))
        how->tell(how->context, from->u.text, expr->u.access.name, expr->span);
}

static void search(const struct search *how, const struct names *names, const struct gl_hcl_expr *expr)
{
    if (!expr)
        return;
    switch ((enum gl_hcl_kind)expr->kind) {
    case GL_HCL_INVALID:
    case GL_HCL_NULL:
    case GL_HCL_BOOL:
    case GL_HCL_NUMBER:
    case GL_HCL_STRING:
    case GL_HCL_SPLAT_ITEM:
        return;
    case GL_HCL_VARIABLE:
        if (!is_bound(names, expr->u.text))
            how->tell(how->context, expr->u.text, GL_STR(""), expr->span);
        return;
    case GL_HCL_ATTRIBUTE:
        search_access(how, names, expr);
        return;
    case GL_HCL_WRAP:
    case GL_HCL_PAREN:
    case GL_HCL_UNARY:
        search_all(how, names, expr->u.operand, 1);
        return;
    case GL_HCL_INDEX:
    case GL_HCL_BINARY:
        search_all(how, names, expr->u.operand, 2);
        return;
    case GL_HCL_CONDITIONAL:
    case GL_HCL_TEMPLATE_IF:
        search_all(how, names, expr->u.operand, 3);
        return;
    case GL_HCL_SPLAT:
        search(how, names, expr->u.splat.from);
        search(how, names, expr->u.splat.each);
        return;
    case GL_HCL_CALL:
        search_all(how, names, expr->u.call.arguments, expr->u.call.len);
        return;
    case GL_HCL_TUPLE:
    case GL_HCL_TEMPLATE:
        search_all(how, names, expr->u.list.items, expr->u.list.len);
        return;
    case GL_HCL_OBJECT:
        for (size_t i = 0; i < expr->u.object.len; i++) {
            search(how, names, expr->u.object.items[i].key);
            search(how, names, expr->u.object.items[i].value);
        }
        return;
    case GL_HCL_TEMPLATE_FOR:
    case GL_HCL_FOR_TUPLE:
    case GL_HCL_FOR_OBJECT:
        search_loop(how, names, expr->u.loop);
        return;
    }
}

void gl_tf_references(const struct gl_hcl_expr *expr,
                      void (*tell)(void *context, struct gl_str root, struct gl_str name,
                                   struct gl_span span),
                      void *context)
{
    struct search how = {tell, context};

    search(&how, NULL, expr);
}
