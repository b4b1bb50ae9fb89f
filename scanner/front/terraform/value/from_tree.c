#include "base/unicode.h"
#include "front/terraform/value/number.h"

/* JSON as jsondecode reads it; YAML as Terraform's own reader types plain scalars, which is neither YAML 1.1
 * nor 1.2: yes, on and y are true, 010 is ten, 1_000 is text. */

static bool is_one_of(struct gl_str text, const char *const *words)
{
    for (; *words; words++)
        if (gl_str_eq(text, gl_str_of(*words)))
            return true;
    return false;
}

static bool are_digits(struct gl_str text, const char *digits)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(digits, text.ptr[i]) || text.ptr[i] == 0)
            return false;
    return text.len > 0;
}

static bool yaml_number(struct gl_arena *arena, struct gl_str text, struct gl_span span,
                        struct gl_tf_value *ret_value)
{
    struct gl_str bare = text.len && strchr("+-", text.ptr[0]) ? gl_str_from(text, 1) : text;
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};

    if (gl_str_starts_with(text, GL_STR("0x")) && are_digits(gl_str_from(text, 2), "0123456789abcdefABCDEF"))
        return gl_tf_parse_integer(arena, gl_str_from(text, 2), 16, span, ret_value);
    if (gl_str_starts_with(text, GL_STR("0o")) && are_digits(gl_str_from(text, 2), "01234567"))
        return gl_tf_parse_integer(arena, gl_str_from(text, 2), 8, span, ret_value);
    if (is_one_of(bare, infinities))
        return gl_tf_parse_number(arena, text.ptr[0] == '-' ? GL_STR("-Inf") : GL_STR("Inf"), span,
                                  ret_value);
    for (size_t i = 0; i < bare.len; i++)
        if (!strchr("0123456789.eE+-", bare.ptr[i]) || bare.ptr[i] == 0)
            return false;
    return gl_tf_parse_number(arena, text, span, ret_value);
}

/* 2001-01-02: a date becomes the instant at its beginning. */
static bool is_date(struct gl_str text)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    return are_digits(gl_str_slice(text, 0, 4), "0123456789") &&
           are_digits(gl_str_slice(text, 5, 7), "0123456789") &&
           are_digits(gl_str_from(text, 8), "0123456789");
}

static struct gl_tf_value text_value(struct gl_arena *arena, struct gl_str text, struct gl_span span)
{
    return gl_tf_make_string(gl_unicode_nfc(arena, text), span);
}

static struct gl_tf_value yaml_scalar(struct gl_arena *arena, const struct gl_value *tree)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                        "True", "TRUE", "on",  "On",  "ON",  NULL};
    static const char *const falses[] = {"n",     "N",     "no",  "No",  "NO",  "false",
                                         "False", "FALSE", "off", "Off", "OFF", NULL};
    struct gl_str text = tree->u.str;
    struct gl_tf_value number;

    if (tree->style != GL_PLAIN || tree->tag == GL_TAG_STR)
        return text_value(arena, text, tree->span);
    if (is_one_of(text, nulls))
        return gl_tf_make_null(&gl_tf_any, tree->span);
    if (is_one_of(text, trues) || is_one_of(text, falses))
        return gl_tf_make_bool(is_one_of(text, trues), tree->span);
    if (yaml_number(arena, text, tree->span, &number))
        return number;
    if (is_date(text))
        return gl_tf_make_string(gl_arena_printf(arena, "%.*sT00:00:00Z", GL_STR_ARG(text)), tree->span);
    return text_value(arena, text, tree->span);
}

static struct gl_tf_value from_map(struct gl_arena *arena, const struct gl_value *tree, bool is_yaml)
{
    struct gl_tf_member *members = GL_NEW_ARRAY(arena, struct gl_tf_member, tree->u.map.len);

    for (size_t i = 0; i < tree->u.map.len; i++) {
        members[i].key = gl_unicode_nfc(arena, tree->u.map.members[i].key);
        members[i].key_span = tree->u.map.members[i].key_span;
        members[i].value = gl_tf_from_tree(arena, &tree->u.map.members[i].value, is_yaml);
    }
    return gl_tf_make_map(NULL, members, tree->u.map.len, tree->span);
}

static struct gl_tf_value from_list(struct gl_arena *arena, const struct gl_value *tree, bool is_yaml)
{
    struct gl_tf_value *items = GL_NEW_ARRAY(arena, struct gl_tf_value, tree->u.list.len);

    for (size_t i = 0; i < tree->u.list.len; i++)
        items[i] = gl_tf_from_tree(arena, &tree->u.list.items[i], is_yaml);
    return gl_tf_make_list(GL_TF_TUPLE, NULL, items, tree->u.list.len, tree->span);
}

struct gl_tf_value gl_tf_from_tree(struct gl_arena *arena, const struct gl_value *tree, bool is_yaml)
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
        return is_yaml ? yaml_scalar(arena, tree) : text_value(arena, tree->u.str, tree->span);
    case GL_LIST:
        return from_list(arena, tree, is_yaml);
    case GL_MAP:
        return from_map(arena, tree, is_yaml);
    case GL_UNKNOWN:
    case GL_ABSENT:
    case GL_REF:
    case GL_CHOICE:
    case GL_CONCAT:
        break;
    }
    return gl_tf_make_unknown(arena, &gl_tf_any, GL_WHY_LIMIT, GL_STR("a number"), tree->span);
}
