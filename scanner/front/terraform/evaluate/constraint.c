#include "front/terraform/evaluate/evaluating.h"

#include "base/limits.h"

static const char invalid[] = "Invalid type specification";

struct reading {
    struct gl_tf_eval *eval;
    unsigned depth;
};

static bool read_type(struct reading *reading, const struct gl_hcl_expr *expr,
                      const struct gl_tf_type **ret_type);

/* ---- words ---- */

static const struct gl_tf_type *primitive(struct gl_str word)
{
    if (gl_str_eq(word, GL_STR("string")))
        return &gl_tf_string;
    if (gl_str_eq(word, GL_STR("number")))
        return &gl_tf_number;
    if (gl_str_eq(word, GL_STR("bool")))
        return &gl_tf_bool;
    return gl_str_eq(word, GL_STR("any")) ? &gl_tf_any : NULL;
}

static bool collection_kind(struct gl_str word, enum gl_tf_kind *ret_kind)
{
    if (gl_str_eq(word, GL_STR("list")))
        *ret_kind = GL_TF_LIST;
    else if (gl_str_eq(word, GL_STR("set")))
        *ret_kind = GL_TF_SET;
    else if (gl_str_eq(word, GL_STR("map")))
        *ret_kind = GL_TF_MAP;
    else
        return false;
    return true;
}

static bool read_word(struct reading *reading, const struct gl_hcl_expr *expr,
                      const struct gl_tf_type **ret_type)
{
    struct gl_str word = expr->u.text;

    *ret_type = primitive(word);
    if (*ret_type)
        return true;
    if (gl_str_eq(word, GL_STR("list")) || gl_str_eq(word, GL_STR("set")) || gl_str_eq(word, GL_STR("map")))
        return gl_tf_fail(reading->eval, expr->span, invalid,
                          "The %.*s type constructor requires one argument specifying the element type.",
                          GL_STR_ARG(word));
    if (gl_str_eq(word, GL_STR("object")) || gl_str_eq(word, GL_STR("tuple")))
        return gl_tf_fail(reading->eval, expr->span, invalid,
                          "The %.*s type constructor requires one argument specifying what it holds.",
                          GL_STR_ARG(word));
    return gl_tf_fail(reading->eval, expr->span, invalid,
                      "The keyword \"%.*s\" is not a valid type specification.", GL_STR_ARG(word));
}

/* ---- objects ---- */

static bool read_default(struct reading *reading, const struct gl_hcl_expr *expr, struct gl_tf_field *field)
{
    struct gl_tf_value *value = GL_NEW(reading->eval->arena, struct gl_tf_value);

    if (!gl_tf_evaluate(reading->eval, NULL, expr, value))
        return false;
    field->default_value = value;
    return gl_tf_eval_convert(reading->eval, value, field->type,
                              "Invalid default value for optional attribute", value);
}

static bool read_optional(struct reading *reading, const struct gl_hcl_expr *call, struct gl_tf_field *field)
{
    field->is_optional = true;
    if (call->u.call.len == 0 || call->u.call.len > 2)
        return gl_tf_fail(reading->eval, call->span, invalid,
                          "Optional attribute modifier expects the attribute type and a default value.");
    if (!read_type(reading, call->u.call.arguments[0], &field->type))
        return false;
    return call->u.call.len == 1 || read_default(reading, call->u.call.arguments[1], field);
}

static bool read_field(struct reading *reading, const struct gl_hcl_item *item, struct gl_tf_field *field)
{
    const struct gl_hcl_expr *value = item->value;

    if (item->key->kind != GL_HCL_STRING)
        return gl_tf_fail(reading->eval, item->key->span, invalid,
                          "Object constructor map keys must be attribute names.");
    field->name = item->key->u.text;
    if (value->kind == GL_HCL_CALL && gl_str_eq(value->u.call.name, GL_STR("optional")))
        return read_optional(reading, value, field);
    return read_type(reading, value, &field->type);
}

/* Of fields that are written twice the last counts. */
static size_t drop_duplicates(struct gl_tf_field *fields, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++)
        if (i + 1 == len || !gl_str_eq(fields[i].name, fields[i + 1].name))
            fields[kept++] = fields[i];
    return kept;
}

static bool read_object(struct reading *reading, const struct gl_hcl_expr *argument,
                        const struct gl_tf_type **ret_type)
{
    struct gl_tf_field *fields;
    struct gl_tf_type *type;

    if (argument->kind != GL_HCL_OBJECT)
        return gl_tf_fail(reading->eval, argument->span, invalid,
                          "Object type constructor requires a map whose keys are attribute names and whose "
                          "values are the corresponding attribute types.");
    fields = GL_NEW_ARRAY(reading->eval->arena, struct gl_tf_field, argument->u.object.len);
    for (size_t i = 0; i < argument->u.object.len; i++)
        if (!read_field(reading, &argument->u.object.items[i], &fields[i]))
            return false;
    type = GL_NEW(reading->eval->arena, struct gl_tf_type);
    *type = *gl_tf_object_of(reading->eval->arena, fields, argument->u.object.len);
    type->len = drop_duplicates(fields, type->len);
    *ret_type = type;
    return true;
}

static bool read_tuple(struct reading *reading, const struct gl_hcl_expr *argument,
                       const struct gl_tf_type **ret_type)
{
    const struct gl_tf_type **items;

    if (argument->kind != GL_HCL_TUPLE)
        return gl_tf_fail(reading->eval, argument->span, invalid,
                          "Tuple type constructor requires a list of element types.");
    items = GL_NEW_ARRAY(reading->eval->arena, const struct gl_tf_type *, argument->u.list.len);
    for (size_t i = 0; i < argument->u.list.len; i++)
        if (!read_type(reading, argument->u.list.items[i], &items[i]))
            return false;
    *ret_type = gl_tf_tuple_of(reading->eval->arena, items, argument->u.list.len);
    return true;
}

/* ---- constructors ---- */

static bool read_call(struct reading *reading, const struct gl_hcl_expr *call,
                      const struct gl_tf_type **ret_type)
{
    struct gl_str name = call->u.call.name;
    const struct gl_tf_type *element = &gl_tf_any;
    enum gl_tf_kind kind = GL_TF_LIST;

    if (gl_str_eq(name, GL_STR("optional")))
        return gl_tf_fail(reading->eval, call->span, invalid,
                          "Keyword \"optional\" is valid only as a modifier for object type attributes.");
    if (primitive(name))
        return gl_tf_fail(reading->eval, call->span, invalid,
                          "Primitive type keyword \"%.*s\" does not expect arguments.", GL_STR_ARG(name));
    if (call->u.call.len != 1)
        return gl_tf_fail(reading->eval, call->span, invalid,
                          "The type constructor \"%.*s\" requires one argument.", GL_STR_ARG(name));
    if (gl_str_eq(name, GL_STR("object")))
        return read_object(reading, call->u.call.arguments[0], ret_type);
    if (gl_str_eq(name, GL_STR("tuple")))
        return read_tuple(reading, call->u.call.arguments[0], ret_type);
    if (!collection_kind(name, &kind))
        return gl_tf_fail(reading->eval, call->span, invalid,
                          "Keyword \"%.*s\" is not a valid type constructor.", GL_STR_ARG(name));
    if (!read_type(reading, call->u.call.arguments[0], &element))
        return false;
    *ret_type = gl_tf_collection_of(reading->eval->arena, kind, element);
    return true;
}

static bool read_inner(struct reading *reading, const struct gl_hcl_expr *expr,
                       const struct gl_tf_type **ret_type)
{
    if (expr->kind == GL_HCL_VARIABLE)
        return read_word(reading, expr, ret_type);
    if (expr->kind == GL_HCL_CALL)
        return read_call(reading, expr, ret_type);
    return gl_tf_fail(reading->eval, expr->span, invalid,
                      "A type specification is either a primitive type keyword (bool, number, string), or a "
                      "call of a type constructor such as list(string).");
}

static bool read_type(struct reading *reading, const struct gl_hcl_expr *expr,
                      const struct gl_tf_type **ret_type)
{
    bool is_good;

    if (reading->depth >= GL_MAX_DEPTH)
        return gl_tf_fail(reading->eval, expr->span, invalid, "The type is nested too deeply.");
    if (!gl_tf_spend(reading->eval, expr->span, 1))
        return false;
    reading->depth++;
    is_good = read_inner(reading, expr, ret_type);
    reading->depth--;
    return is_good;
}

/* What Terraform 0.11 wrote, and still reads: type = "list", type = list. */
static const struct gl_tf_type *old_word(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr)
{
    bool is_quoted = expr->kind == GL_HCL_STRING;

    if (!is_quoted && expr->kind != GL_HCL_VARIABLE)
        return NULL;
    if (is_quoted && gl_str_eq(expr->u.text, GL_STR("string")))
        return &gl_tf_string;
    if (gl_str_eq(expr->u.text, GL_STR("list")))
        return gl_tf_collection_of(eval->arena, GL_TF_LIST, &gl_tf_any);
    if (gl_str_eq(expr->u.text, GL_STR("map")))
        return gl_tf_collection_of(eval->arena, GL_TF_MAP, &gl_tf_any);
    return NULL;
}

bool gl_tf_type_constraint(struct gl_tf_eval *eval, const struct gl_hcl_expr *expr,
                           const struct gl_tf_type **ret_type)
{
    struct reading reading = {eval, 0};

    *ret_type = old_word(eval, expr);
    return *ret_type || read_type(&reading, expr, ret_type);
}
