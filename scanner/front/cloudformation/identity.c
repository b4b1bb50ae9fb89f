#include "front/cloudformation/identity.h"

#include "base/buf.h"
#include "graph/resource.h"

bool gl_cfn_text(const struct gl_value *value, struct gl_str *ret_text)
{
    bool truth;

    if (value->type == GL_STRING && value->style == GL_PLAIN && value->u.str.len <= 5 &&
        gl_scalar_type(value, GL_DIALECT_CLOUDFORMATION) == GL_BOOL &&
        gl_scalar_as_bool(value, GL_DIALECT_CLOUDFORMATION, &truth)) {
        *ret_text = truth ? GL_STR("true") : GL_STR("false");
        return true;
    }
    return gl_value_text(value, ret_text);
}

static void add_number(struct gl_buf *out, uint32_t number)
{
    gl_buf_add_char(out, ':');
    gl_buf_add_u64(out, number);
}

static void add_identity(struct gl_buf *out, const struct gl_value *value, unsigned depth)
{
    struct gl_str text;

    if (gl_cfn_text(value, &text)) {
        gl_buf_add_json(out, text);
    } else if (value->type == GL_UNKNOWN) {
        gl_buf_add_char(out, '?');
        add_number(out, (uint32_t)value->u.unknown->reason);
        add_number(out, value->u.unknown->from.source);
        add_number(out, value->u.unknown->from.begin);
        gl_buf_add_json(out, value->u.unknown->name);
    } else if (value->type == GL_REF) {
        gl_buf_add_char(out, '@');
        gl_buf_add_json(out, value->u.ref->target->address);
        gl_buf_add_json(out, value->u.ref->attribute);
    } else if (value->type == GL_CHOICE) {
        gl_buf_add_char(out, '|');
        add_number(out, value->u.choice->variable);
        for (uint32_t i = 0; depth && i < value->u.choice->arm_len; i++)
            add_identity(out, &value->u.choice->arms[i], depth - 1);
    } else if (value->type == GL_LIST || value->type == GL_CONCAT) {
        gl_buf_add_char(out, value->type == GL_LIST ? '[' : '+');
        for (size_t i = 0; depth && i < value->u.list.len; i++)
            add_identity(out, &value->u.list.items[i], depth - 1);
        gl_buf_add_char(out, ']');
    } else {
        gl_buf_add_char(out, '#');
        add_number(out, value->span.source);
        add_number(out, value->span.begin);
    }
}

enum { IDENTITY_DEPTH = 4 };

struct gl_str gl_cfn_equality_key(struct gl_arena *arena, const struct gl_value *a, const struct gl_value *b)
{
    struct gl_buf one, two, key;
    struct gl_str text;

    gl_buf_init(&one);
    gl_buf_init(&two);
    gl_buf_init(&key);
    add_identity(&one, a, IDENTITY_DEPTH);
    add_identity(&two, b, IDENTITY_DEPTH);
    if (gl_str_cmp(gl_buf_str(&one), gl_buf_str(&two)) > 0) {
        struct gl_buf swap = one;

        one = two;
        two = swap;
    }
    gl_buf_add(&key, gl_buf_str(&one));
    gl_buf_add(&key, GL_STR(" = "));
    gl_buf_add(&key, gl_buf_str(&two));
    text = gl_arena_copy(arena, gl_buf_str(&key));
    gl_buf_free(&one);
    gl_buf_free(&two);
    gl_buf_free(&key);
    return text;
}

static bool is_one_origin(const struct gl_value *a, const struct gl_value *b)
{
    if (a->type == GL_UNKNOWN && b->type == GL_UNKNOWN)
        return a->u.unknown == b->u.unknown;
    if (a->type == GL_REF && b->type == GL_REF)
        return a->u.ref->target == b->u.ref->target && gl_str_eq(a->u.ref->attribute, b->u.ref->attribute);
    return false;
}

/* The text that a CONCAT surely begins (or ends) with, and the least length it has. */
static bool may_be_text(const struct gl_value *concat, struct gl_str text)
{
    const struct gl_value *items = concat->u.list.items;
    size_t len = concat->u.list.len, known = 0;
    struct gl_str part;

    for (size_t i = 0; i < len; i++) {
        if (!gl_value_text(&items[i], &part))
            continue;
        known += part.len;
        if ((i == 0 && !gl_str_starts_with(text, part)) || (i + 1 == len && !gl_str_ends_with(text, part)) ||
            !gl_str_contains(text, part))
            return false;
    }
    return known <= text.len;
}

enum gl_cfn_sameness gl_cfn_is_same(const struct gl_value *a, const struct gl_value *b)
{
    struct gl_str text_a = {0}, text_b = {0};
    bool is_text_a = gl_cfn_text(a, &text_a), is_text_b = gl_cfn_text(b, &text_b);

    if (is_text_a && is_text_b)
        return gl_str_eq(text_a, text_b) ? GL_CFN_SAME : GL_CFN_DIFFERENT;
    if (is_one_origin(a, b))
        return GL_CFN_SAME;
    if (is_text_a && b->type == GL_CONCAT)
        return may_be_text(b, text_a) ? GL_CFN_MAYBE_SAME : GL_CFN_DIFFERENT;
    if (is_text_b && a->type == GL_CONCAT)
        return may_be_text(a, text_b) ? GL_CFN_MAYBE_SAME : GL_CFN_DIFFERENT;
    if ((a->type == GL_REF && is_text_b && text_b.len == 0) ||
        (b->type == GL_REF && is_text_a && text_a.len == 0))
        return GL_CFN_DIFFERENT; /* nothing that exists has an empty name */
    if (a->type == GL_LIST && b->type == GL_LIST && a->u.list.len != b->u.list.len)
        return GL_CFN_DIFFERENT;
    return GL_CFN_MAYBE_SAME;
}
