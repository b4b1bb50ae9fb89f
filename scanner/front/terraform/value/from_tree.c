#include "base/unicode.h"
#include "front/terraform/value/number.h"

static struct gl_tf_value text_value(struct gl_arena *arena, struct gl_str text, struct gl_span span)
{
    return gl_tf_make_string(gl_unicode_nfc(arena, text), span);
}

static struct gl_tf_value from_map(struct gl_arena *arena, const struct gl_value *tree)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(arena, struct gl_tf_member, tree->u.map.len);

    for (size_t i = 0; i < tree->u.map.len; i++) {
        members[i].key = gl_unicode_nfc(arena, tree->u.map.members[i].key);
        members[i].key_span = tree->u.map.members[i].key_span;
        members[i].value = gl_tf_from_tree(arena, &tree->u.map.members[i].value);
    }
    return gl_tf_make_map(NULL, members, tree->u.map.len, tree->span);
}

static struct gl_tf_value from_list(struct gl_arena *arena, const struct gl_value *tree)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(arena, struct gl_tf_value, tree->u.list.len);

    for (size_t i = 0; i < tree->u.list.len; i++)
        items[i] = gl_tf_from_tree(arena, &tree->u.list.items[i]);
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, tree->u.list.len, tree->span);
}

struct gl_tf_value gl_tf_from_tree(struct gl_arena *arena, const struct gl_value *tree)
{
    struct gl_tf_value number;

    switch ((enum gl_type)tree->type) {
    case GL_NULL:
        return gl_tf_make_null(&gl_tf_any, tree->span);
    case GL_BOOL:
        return gl_tf_make_bool(tree->u.boolean, tree->span);
    case GL_NUMBER:
        if (gl_tf_parse_number(arena, tree->u.str, tree->span, &number))
            return number;
        break;
    case GL_STRING:
        return text_value(arena, tree->u.str, tree->span);
    case GL_LIST:
        return from_list(arena, tree);
    case GL_MAP:
        return from_map(arena, tree);
    case GL_UNKNOWN:
    case GL_ABSENT:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        break;
    }
    return gl_tf_make_unknown(arena, &gl_tf_any, GL_WHY_LIMIT, GL_STR("a number"), tree->span);
}
