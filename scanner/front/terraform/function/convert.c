#include "front/terraform/function/library.h"

/* What the function's name converts to. tolist, toset and tomap keep the elements' type where there is one.
 */
static bool fail_conversion(const struct gl_tf_call *call, const struct gl_tf_type *type)
{
    const struct gl_tf_value *value = call->args;
    struct gl_arena *arena = call->eval->arena;

    if (value->kind == GL_TF_STRING && type->kind == GL_TF_BOOL)
        return gl_tf_fail_argument(
            call, 0,
            "cannot convert \"%.*s\" to bool; only the strings \"true\" or \"false\" are "
            "allowed",
            GL_STR_ARG(value->u.text));
    if (value->kind == GL_TF_STRING && type->kind == GL_TF_NUMBER)
        return gl_tf_fail_argument(call, 0,
                                   "cannot convert \"%.*s\" to number; given string must be a decimal "
                                   "representation of a number",
                                   GL_STR_ARG(value->u.text));
    return gl_tf_fail_argument(call, 0, "cannot convert %.*s to %.*s",
                               GL_STR_ARG(gl_tf_argument_type(call, 0)),
                               GL_STR_ARG(gl_tf_type_name(arena, type)));
}

bool gl_tf_to_type(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_problem problem = {0};

    if (!gl_tf_convert(call->eval->arena, call->args, call->row->result, ret_value, &problem))
        return fail_conversion(call, call->row->result);
    /* the function forgets what is known of the text */
    if (gl_tf_is_unknown(ret_value) && ret_value->u.unknown->prefix.len) {
        struct gl_tf_unknown unknown = *ret_value->u.unknown;

        unknown.prefix = (struct gl_str){0};
        unknown.is_not_null = false;
        *ret_value =
            gl_tf_mark_as(gl_tf_make_refined(call->eval->arena, &unknown, ret_value->span), ret_value);
    }
    return true;
}

bool gl_tf_sensitive(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    *ret_value = gl_tf_mark_sensitive(*call->args);
    return true;
}

static bool has_sensitive_part(const struct gl_tf_value *value)
{
    uint8_t flags = 0;

    if (!gl_tf_is_known(value))
        return false;
    if (gl_tf_has_members(value)) {
        for (size_t i = 0; i < value->u.map.len; i++)
            flags |= value->u.map.members[i].value.flags;
    } else if (gl_tf_is_sequence(value)) {
        for (size_t i = 0; i < value->u.list.len; i++)
            flags |= value->u.list.items[i].flags;
    }
    return flags & GL_TF_HAS_SENSITIVE;
}

/* Only the value itself: what is sensitive inside it stays so. */
bool gl_tf_nonsensitive(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    *ret_value = *call->args;
    ret_value->flags &= (uint8_t) ~(GL_TF_SENSITIVE | GL_TF_HAS_SENSITIVE);
    if (has_sensitive_part(ret_value))
        ret_value->flags |= GL_TF_HAS_SENSITIVE;
    return true;
}

bool gl_tf_issensitive(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *value = call->args;

    /* what is not known yet may become sensitive */
    if (!(value->flags & GL_TF_SENSITIVE) && gl_tf_is_unknown(value))
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    return gl_tf_return_bool(call, value->flags & GL_TF_SENSITIVE, ret_value);
}

/* Values that are ephemeral do not reach an expression that glacis evaluates. */
bool gl_tf_ephemeralasnull(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    *ret_value = *call->args;
    return true;
}
