#include "base/unicode.h"
#include "front/terraform/value/number.h"

enum { MOST_NAMES = 8 }; /* that one message lists */

struct converting {
    struct gl_arena *arena;
    struct gl_tf_problem *problem;
};

static bool convert(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type,
                    struct gl_tf_value *ret_value);

/* ---- messages ---- */

static bool fail(struct converting *how, const struct gl_tf_value *value, struct gl_str detail)
{
    *how->problem = (struct gl_tf_problem){
        .span = value->span, .summary = GL_STR("Unsuitable value type"), .detail = detail};
    return false;
}

static bool fail_kind(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type)
{
    return fail(how, value,
                gl_arena_printf(how->arena, "%.*s required", GL_STR_ARG(gl_tf_type_name(how->arena, type))));
}

static bool fail_inside(struct converting *how, struct gl_str key)
{
    how->problem->detail = gl_arena_printf(how->arena, "attribute \"%.*s\": %.*s", GL_STR_ARG(key),
                                           GL_STR_ARG(how->problem->detail));
    return false;
}

static bool fail_at(struct converting *how, size_t index)
{
    how->problem->detail =
        gl_arena_printf(how->arena, "element %zu: %.*s", index, GL_STR_ARG(how->problem->detail));
    return false;
}

/* ---- what needs no conversion ---- */

static bool is_converted(const struct gl_tf_value *value, const struct gl_tf_type *type);

static bool are_members_converted(const struct gl_tf_value *value, const struct gl_tf_type *type)
{
    if (value->u.map.len != type->len)
        return false;
    for (size_t i = 0; i < type->len; i++) {
        const struct gl_tf_member *member = &value->u.map.members[i];
        const struct gl_tf_field *field = &type->fields[i];

        if (!gl_str_eq(member->key, field->name) || !is_converted(&member->value, field->type) ||
            (field->default_value && member->value.state == GL_TF_NULL))
            return false;
    }
    return true;
}

static bool is_converted(const struct gl_tf_value *value, const struct gl_tf_type *type)
{
    if (type->kind == GL_TF_DYNAMIC)
        return true;
    if (value->kind != type->kind)
        return false;
    if (type->kind <= GL_TF_BOOL)
        return true;
    if (value->state != GL_TF_KNOWN)
        return gl_tf_type_eq(value->type, type);
    if (type->element)
        return type->element->kind == GL_TF_DYNAMIC || gl_tf_type_eq(value->type, type->element);
    if (type->kind == GL_TF_OBJECT)
        return are_members_converted(value, type);
    if (value->u.list.len != type->len)
        return false;
    for (size_t i = 0; i < type->len; i++)
        if (!is_converted(&value->u.list.items[i], type->items[i]))
            return false;
    return true;
}

/* ---- null and unknown values ---- */

/* `type` without optional fields, its `any` replaced by what the value has there. */
static const struct gl_tf_type *fill_any(struct gl_arena *arena, const struct gl_tf_type *type,
                                         const struct gl_tf_type *has)
{
    if (type->kind == GL_TF_DYNAMIC)
        return has;
    if (type->kind != has->kind || !gl_tf_type_has_any(type))
        return gl_tf_type_bare(arena, type);
    if (type->element)
        return gl_tf_collection_of(arena, type->kind, fill_any(arena, type->element, has->element));
    if (type->kind == GL_TF_OBJECT) {
        struct gl_tf_field *fields = GL_NEW_ARRAY(arena, struct gl_tf_field, type->len);

        for (size_t i = 0; i < type->len; i++) {
            const struct gl_tf_field *field = gl_tf_type_field(has, type->fields[i].name);

            fields[i].name = type->fields[i].name;
            fields[i].type = fill_any(arena, type->fields[i].type, field ? field->type : &gl_tf_any);
        }
        return gl_tf_object_of(arena, fields, type->len);
    }
    return gl_tf_type_bare(arena, type);
}

/* How many elements the unknown result has, as far as that follows from the source. */
static void refine_length(struct gl_tf_unknown *result, const struct gl_tf_unknown *source)
{
    const struct gl_tf_type *from = source->type;
    bool is_set = result->type->kind == GL_TF_SET;

    if (!result->type->element)
        return;
    if (from->element) {
        result->least = is_set && source->least > 1 ? 1 : source->least;
        result->most = source->most;
    } else if (from->kind == GL_TF_TUPLE || from->kind == GL_TF_OBJECT) {
        result->least = is_set && from->len > 1 ? 1 : from->len;
        result->most = from->len;
    }
}

static const struct gl_tf_value *convert_arms(struct converting *how, const struct gl_tf_unknown *source,
                                              const struct gl_tf_type *type)
{
    struct gl_tf_value *arms = GL_NEW_ARRAY(how->arena, struct gl_tf_value, source->part_len);
    struct gl_tf_problem ignored;
    struct converting quietly = {how->arena, &ignored};

    for (size_t i = 0; i < source->part_len; i++)
        if (!convert(&quietly, &source->parts[i], type, &arms[i]))
            return NULL;
    return arms;
}

static struct gl_tf_value convert_unknown(struct converting *how, const struct gl_tf_value *value,
                                          const struct gl_tf_type *type)
{
    const struct gl_tf_unknown *source = value->u.unknown;
    struct gl_tf_unknown result = *source;
    struct gl_tf_value made;

    result.type = fill_any(how->arena, type, source->type);
    result.prefix = (struct gl_str){0};
    result.low = result.high = NULL;
    result.least = result.most = 0;
    refine_length(&result, source);
    if (source->shape == GL_TF_CONCAT)
        result.shape = GL_TF_PLAIN;
    if (source->shape == GL_TF_ARMS) {
        result.parts = convert_arms(how, source, type);
        if (!result.parts)
            result.shape = GL_TF_PLAIN;
    }
    if (result.shape == GL_TF_PLAIN) {
        result.parts = NULL;
        result.part_len = 0;
    }
    made = gl_tf_make_refined(how->arena, &result, value->span);
    return gl_tf_mark_as(made, value);
}

/* ---- primitives ---- */

static bool to_bool(struct converting *how, const struct gl_tf_value *value, struct gl_tf_value *ret_value)
{
    struct gl_str text = value->u.text;
    bool is_true = gl_str_eq(text, GL_STR("true")) || gl_str_eq(text, GL_STR("1"));

    if (!is_true && !gl_str_eq(text, GL_STR("false")) && !gl_str_eq(text, GL_STR("0"))) {
        if (gl_str_eq_nocase(text, GL_STR("true")) || gl_str_eq_nocase(text, GL_STR("false")))
            return fail(how, value,
                        GL_STR("a bool is required; to convert from string, use lowercase \"true\" or "
                               "\"false\""));
        return fail(how, value, GL_STR("a bool is required"));
    }
    *ret_value = gl_tf_make_bool(is_true, value->span);
    return true;
}

static bool to_primitive(struct converting *how, const struct gl_tf_value *value,
                         const struct gl_tf_type *type, struct gl_tf_value *ret_value)
{
    struct gl_str text;

    if (value->kind > GL_TF_BOOL)
        return fail_kind(how, value, type);
    if (type->kind == GL_TF_STRING && gl_tf_text(how->arena, value, &text)) {
        *ret_value = gl_tf_make_string(text, value->span);
        return true;
    }
    if (value->kind != GL_TF_STRING)
        return fail_kind(how, value, type);
    if (type->kind == GL_TF_BOOL)
        return to_bool(how, value, ret_value);
    if (!gl_tf_parse_number(how->arena, value->u.text, value->span, ret_value))
        return fail(how, value, GL_STR("a number is required"));
    return true;
}

bool gl_tf_text(struct gl_arena *arena, const struct gl_tf_value *value, struct gl_str *ret_text)
{
    if (value->state != GL_TF_KNOWN)
        return false;
    if (value->kind == GL_TF_STRING)
        *ret_text = value->u.text;
    else if (value->kind == GL_TF_NUMBER)
        *ret_text = gl_tf_number_text(arena, value);
    else if (value->kind == GL_TF_BOOL)
        *ret_text = value->u.boolean ? GL_STR("true") : GL_STR("false");
    else
        return false;
    return true;
}

/* ---- collections ---- */

/* The type that all elements get, or NULL. Elements of a tuple among which one may be of any type can only
 * become a list when all are. */
static const struct gl_tf_type *common_type(struct converting *how, const struct gl_tf_value *value,
                                            const struct gl_tf_type *wanted, const struct gl_tf_value *items,
                                            size_t len)
{
    const struct gl_tf_type **types, *common;
    size_t same = 1;

    while (same < len && gl_tf_same_type(how->arena, &items[0], &items[same]))
        same++;
    if (same >= len)
        return gl_tf_type_of(how->arena, &items[0]);
    types = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, len);
    for (size_t i = 0; i < len; i++)
        types[i] = gl_tf_type_of(how->arena, &items[i]);
    common = gl_tf_unify(how->arena, types, len);
    if (common && common->kind == GL_TF_DYNAMIC && wanted->kind == GL_TF_DYNAMIC &&
        value->kind == GL_TF_TUPLE)
        return NULL;
    return common;
}

/* Where the common type has `any` in it, elements have to be of one type as they are; only null and unknown
 * ones, of which nothing is known, follow the others. */
static const struct gl_tf_type *follow_others(struct converting *how, struct gl_tf_value *items, size_t len)
{
    const struct gl_tf_type *type;
    size_t first = 0;

    while (first < len && items[first].kind == GL_TF_DYNAMIC)
        first++;
    if (first == len)
        return &gl_tf_any;
    type = gl_tf_type_of(how->arena, &items[first]);
    for (size_t i = 0; i < len; i++)
        if (items[i].kind == GL_TF_DYNAMIC ? !convert(how, &items[i], type, &items[i])
                                           : !gl_tf_same_type(how->arena, &items[first], &items[i]))
            return NULL;
    return type;
}

/* Elements were converted one by one to a type with `any` in it: they need one type together. */
static const struct gl_tf_type *settle(struct converting *how, const struct gl_tf_value *value,
                                       const struct gl_tf_type *wanted, struct gl_tf_value *items, size_t len)
{
    const struct gl_tf_type *element = common_type(how, value, wanted, items, len);

    for (size_t i = 0; element && i < len; i++)
        if (!is_converted(&items[i], element) && !convert(how, &items[i], element, &items[i]))
            return NULL;
    if (element && gl_tf_type_has_any(element))
        element = follow_others(how, items, len);
    if (!element)
        fail(how, value,
             gl_arena_printf(how->arena, "all %s elements must have the same type",
                             gl_tf_has_members(value) ? "map" : "list"));
    return element;
}

/* The element type of an empty collection, or of one whose elements all have the wanted type. */
static const struct gl_tf_type *plain_element(struct converting *how, const struct gl_tf_value *value,
                                              const struct gl_tf_type *wanted)
{
    bool has_own = value->kind == GL_TF_LIST || value->kind == GL_TF_SET || value->kind == GL_TF_MAP;

    return fill_any(how->arena, wanted, has_own ? value->type : &gl_tf_any);
}

static bool to_sequence(struct converting *how, const struct gl_tf_value *value,
                        const struct gl_tf_type *type, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *element = type->element;
    struct gl_tf_value *items;
    size_t len = value->u.list.len;

    if (!gl_tf_is_sequence(value))
        return fail_kind(how, value, type);
    if (value->kind != GL_TF_TUPLE && !gl_tf_can_convert(how->arena, value->type, element, false))
        return fail_kind(how, value, type);
    items = GL_NEW_ARRAY(how->arena, struct gl_tf_value, len);
    for (size_t i = 0; i < len; i++)
        if (!convert(how, &value->u.list.items[i], element, &items[i]))
            return fail_at(how, i);
    element = len && gl_tf_type_has_any(element) ? settle(how, value, element, items, len)
                                                 : plain_element(how, value, element);
    if (!element)
        return false;
    *ret_value = type->kind == GL_TF_SET ? gl_tf_make_set(how->arena, element, items, len, value->span)
                                         : gl_tf_make_list(GL_TF_LIST, element, items, len, value->span);
    return true;
}

static bool to_map(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type,
                   struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *element = type->element;
    struct gl_tf_value *items;
    struct gl_tf_member *members;
    size_t len = value->u.map.len;

    if (!gl_tf_has_members(value))
        return fail_kind(how, value, type);
    if (value->kind == GL_TF_MAP && !gl_tf_can_convert(how->arena, value->type, element, false))
        return fail_kind(how, value, type);
    items = GL_NEW_ARRAY(how->arena, struct gl_tf_value, len);
    for (size_t i = 0; i < len; i++)
        if (!convert(how, &value->u.map.members[i].value, element, &items[i]))
            return fail_inside(how, value->u.map.members[i].key);
    element = len && gl_tf_type_has_any(element) ? settle(how, value, element, items, len)
                                                 : plain_element(how, value, element);
    if (!element)
        return false;
    members = GL_NEW_ARRAY(how->arena, struct gl_tf_member, len);
    for (size_t i = 0; i < len; i++) {
        members[i] = value->u.map.members[i];
        members[i].value = items[i];
    }
    *ret_value = gl_tf_make_map(element, members, len, value->span);
    return true;
}

static bool to_tuple(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type,
                     struct gl_tf_value *ret_value)
{
    struct gl_tf_value *items;

    if (value->kind != GL_TF_TUPLE)
        return fail_kind(how, value, type);
    if (value->u.list.len != type->len)
        return fail(how, value, gl_arena_printf(how->arena, "tuple of %zu elements required", type->len));
    items = GL_NEW_ARRAY(how->arena, struct gl_tf_value, type->len);
    for (size_t i = 0; i < type->len; i++)
        if (!convert(how, &value->u.list.items[i], type->items[i], &items[i]))
            return fail_at(how, i);
    *ret_value = gl_tf_make_list(GL_TF_TUPLE, NULL, items, type->len, value->span);
    return true;
}

/* ---- objects ---- */

static bool convert_field(struct converting *how, const struct gl_tf_value *value,
                          const struct gl_tf_field *field, struct gl_tf_member *ret_member)
{
    const struct gl_tf_member *member = gl_tf_member(value, field->name);
    struct gl_tf_value open;

    if (member)
        *ret_member = *member;
    ret_member->key = field->name;
    if (field->default_value && (!member || member->value.state == GL_TF_NULL)) {
        ret_member->value = *field->default_value;
        return convert(how, field->default_value, field->type, &ret_member->value);
    }
    if (member)
        return convert(how, &member->value, field->type, &ret_member->value) || fail_inside(how, field->name);
    if (value->open) {
        open = gl_tf_open_member(how->arena, value, field->name, value->span);
        return convert(how, &open, field->type, &ret_member->value);
    }
    ret_member->value = gl_tf_make_null(gl_tf_type_bare(how->arena, field->type), value->span);
    return field->is_optional;
}

static bool fail_missing(struct converting *how, const struct gl_tf_value *value,
                         const struct gl_tf_type *type)
{
    struct gl_str names = {0};
    size_t count = 0;

    for (size_t i = 0; i < type->len; i++) {
        const struct gl_tf_field *field = &type->fields[i];

        if (field->is_optional || gl_tf_member(value, field->name))
            continue;
        if (count == MOST_NAMES)
            break;
        names = gl_arena_printf(how->arena, "%.*s%s\"%.*s\"", GL_STR_ARG(names), count ? ", " : "",
                                GL_STR_ARG(field->name));
        count++;
    }
    if (value->kind == GL_TF_MAP)
        return fail(how, value,
                    gl_arena_printf(how->arena, "map element%s %.*s required", count > 1 ? "s" : "",
                                    GL_STR_ARG(names)));
    return fail(how, value,
                gl_arena_printf(how->arena,
                                count > 1 ? "attributes %.*s are required" : "attribute %.*s is required",
                                GL_STR_ARG(names)));
}

static bool lacks_any(const struct gl_tf_value *value, const struct gl_tf_type *type)
{
    for (size_t i = 0; i < type->len; i++)
        if (!type->fields[i].is_optional && !gl_tf_member(value, type->fields[i].name))
            return true;
    return false;
}

static bool to_object(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type,
                      struct gl_tf_value *ret_value)
{
    struct gl_tf_member *members;

    if (!gl_tf_has_members(value))
        return fail_kind(how, value, type);
    if (!value->open && lacks_any(value, type))
        return fail_missing(how, value, type);
    members = GL_NEW_ARRAY(how->arena, struct gl_tf_member, type->len);
    for (size_t i = 0; i < type->len; i++)
        if (!convert_field(how, value, &type->fields[i], &members[i]))
            return false;
    *ret_value = gl_tf_make_map(NULL, members, type->len, value->span);
    return true;
}

static bool convert_known(struct converting *how, const struct gl_tf_value *value,
                          const struct gl_tf_type *type, struct gl_tf_value *ret_value)
{
    switch ((enum gl_tf_kind)type->kind) {
    case GL_TF_STRING:
    case GL_TF_NUMBER:
    case GL_TF_BOOL:
        return to_primitive(how, value, type, ret_value);
    case GL_TF_LIST:
    case GL_TF_SET:
        return to_sequence(how, value, type, ret_value);
    case GL_TF_MAP:
        return to_map(how, value, type, ret_value);
    case GL_TF_TUPLE:
        return to_tuple(how, value, type, ret_value);
    case GL_TF_OBJECT:
        return to_object(how, value, type, ret_value);
    case GL_TF_DYNAMIC:
        break;
    }
    *ret_value = *value;
    return true;
}

static bool convert(struct converting *how, const struct gl_tf_value *value, const struct gl_tf_type *type,
                    struct gl_tf_value *ret_value)
{
    struct gl_tf_value converted;

    if (is_converted(value, type)) {
        *ret_value = *value;
        return true;
    }
    if (value->state != GL_TF_KNOWN) {
        if (!gl_tf_can_convert(how->arena, value->type, type, false))
            return fail_kind(how, value, type);
        *ret_value =
            value->state == GL_TF_UNKNOWN
                ? convert_unknown(how, value, type)
                : gl_tf_mark_as(gl_tf_make_null(fill_any(how->arena, type, value->type), value->span), value);
        return true;
    }
    if (!convert_known(how, value, type, &converted))
        return false;
    *ret_value = gl_tf_mark_as(converted, value);
    return true;
}

bool gl_tf_convert(struct gl_arena *arena, const struct gl_tf_value *value, const struct gl_tf_type *type,
                   struct gl_tf_value *ret_value, struct gl_tf_problem *ret_problem)
{
    struct converting how = {arena, ret_problem};

    return convert(&how, value, type, ret_value);
}
