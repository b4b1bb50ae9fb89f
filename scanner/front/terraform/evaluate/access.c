#include "front/terraform/evaluate/access.h"
#include "front/terraform/evaluate/evaluating.h"

#include "front/terraform/value/number.h"

static const char bad_index[] = "Invalid index", no_attribute[] = "Unsupported attribute";
static const char no_element[] = "The given key does not identify an element in this collection value";

/* ---- unknown values ---- */

/* "a.b", "a[0]", `a["k"]`; without anything before it "b". */
static struct gl_str longer_path(struct gl_arena *arena, struct gl_str path, const struct gl_tf_step *step)
{
    struct gl_str text;

    if (step->name.len)
        return path.len ? gl_arena_printf(arena, "%.*s.%.*s", GL_STR_ARG(path), GL_STR_ARG(step->name))
                        : step->name;
    if (!gl_tf_text(arena, &step->index, &text))
        text = GL_STR("?");
    return step->index.kind == GL_TF_STRING
               ? gl_arena_printf(arena, "%.*s[\"%.*s\"]", GL_STR_ARG(path), GL_STR_ARG(text))
               : gl_arena_printf(arena, "%.*s[%.*s]", GL_STR_ARG(path), GL_STR_ARG(text));
}

static bool arm_at(struct gl_tf_eval *eval, const struct gl_tf_value *arm, const struct gl_tf_step *step,
                   struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *found = arm;

    if (!gl_tf_step_into(eval, arm, step, ret_value, &found))
        return false;
    *ret_value = gl_tf_mark_as(*found, arm);
    return true;
}

/* The step taken in both arms of a conditional, where they allow it. */
static const struct gl_tf_value *arms_at(struct gl_tf_eval *eval, const struct gl_tf_unknown *unknown,
                                         const struct gl_tf_step *step)
{
    struct gl_tf_value *arms = GL_NEW_ARRAY(eval->arena, struct gl_tf_value, unknown->part_len);

    for (size_t i = 0; i < unknown->part_len; i++)
        if (!arm_at(eval, &unknown->parts[i], step, &arms[i])) {
            eval->has_problem = eval->has_hit_limit;
            return NULL;
        }
    return arms;
}

/* An attribute or element of a value that is not known: not known either, but one can say which it is. */
static bool unknown_at(struct gl_tf_eval *eval, const struct gl_tf_value *from, const struct gl_tf_step *step,
                       const struct gl_tf_type *type, struct gl_tf_value *ret_value)
{
    const struct gl_tf_unknown *source = from->u.unknown;
    struct gl_tf_unknown *unknown = GL_NEW(eval->arena, struct gl_tf_unknown);

    unknown->type = type;
    unknown->reason = source->reason;
    unknown->from = source->from;
    unknown->name = source->name;
    unknown->is_derived = source->is_derived;
    if (!source->is_derived && source->name.len)
        unknown->name = longer_path(eval->arena, source->name, step);
    if (source->shape == GL_TF_REFERENCE) {
        unknown->shape = GL_TF_REFERENCE;
        unknown->of = source->of;
        unknown->attribute = longer_path(eval->arena, source->attribute, step);
    } else if (source->shape == GL_TF_ARMS) {
        unknown->parts = arms_at(eval, source, step);
        if (eval->has_hit_limit)
            return false;
        unknown->shape = unknown->parts ? GL_TF_ARMS : GL_TF_PLAIN;
        unknown->part_len = unknown->parts ? source->part_len : 0;
        unknown->condition = source->condition;
        unknown->decision = source->decision;
    }
    *ret_value = gl_tf_make_unknown_as(unknown, step->span);
    return true;
}

/* ---- attributes ---- */

static bool fail_attribute(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_str name,
                           struct gl_span span)
{
    const struct gl_tf_type *type = gl_tf_type_of(eval->arena, value);

    if (type->kind == GL_TF_OBJECT)
        return gl_tf_fail(eval, span, no_attribute, "This object does not have an attribute named \"%.*s\".",
                          GL_STR_ARG(name));
    if (type->kind == GL_TF_MAP)
        return gl_tf_fail(eval, span, "Missing map element",
                          "This map does not have an element with the key \"%.*s\".", GL_STR_ARG(name));
    if (type->kind <= GL_TF_BOOL)
        return gl_tf_fail(eval, span, no_attribute,
                          "Can't access attributes on a primitive-typed value (%.*s).",
                          GL_STR_ARG(gl_tf_type_name(eval->arena, type)));
    if ((type->kind == GL_TF_LIST || type->kind == GL_TF_SET) && type->element->kind == GL_TF_OBJECT)
        return gl_tf_fail(eval, span, no_attribute,
                          "Can't access attributes on a %s of objects. Did you mean to access attribute "
                          "\"%.*s\" for a specific element, or across all elements?",
                          type->kind == GL_TF_LIST ? "list" : "set", GL_STR_ARG(name));
    return gl_tf_fail(eval, span, no_attribute, "This value does not have any attributes.");
}

static bool attribute_of_unknown(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                                 const struct gl_tf_step *step, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = value->type;
    const struct gl_tf_field *field;

    if (type->kind == GL_TF_DYNAMIC)
        return unknown_at(eval, value, step, &gl_tf_any, ret_value);
    if (type->kind == GL_TF_MAP)
        return unknown_at(eval, value, step, type->element, ret_value);
    field = gl_tf_type_field(type, step->name);
    if (!field)
        return fail_attribute(eval, value, step->name, step->span);
    return unknown_at(eval, value, step, field->type, ret_value);
}

static bool attribute(struct gl_tf_eval *eval, const struct gl_tf_value *value, const struct gl_tf_step *step,
                      struct gl_tf_value *room, const struct gl_tf_value **ret_found)
{
    const struct gl_tf_value *found;

    if (gl_tf_is_null(value))
        return gl_tf_fail(eval, step->span, "Attempt to get attribute from null value",
                          "This value is null, so it does not have any attributes.");
    *ret_found = room;
    if (gl_tf_is_unknown(value))
        return attribute_of_unknown(eval, value, step, room);
    found = gl_tf_get(value, step->name);
    if (found) {
        *ret_found = found;
        return true;
    }
    if (!value->open)
        return fail_attribute(eval, value, step->name, step->span);
    *room = gl_tf_open_member(eval->arena, value, step->name, step->span);
    return true;
}

/* ---- indices ---- */

static bool fail_key(struct gl_tf_eval *eval, struct gl_span span, const char *why)
{
    return gl_tf_fail(eval, span, bad_index, "%s%s%s.", no_element, why ? ": " : "", why ? why : "");
}

/* Which element of a sequence of `len` is meant. */
static bool find_position(struct gl_tf_eval *eval, const struct gl_tf_value *key, size_t len,
                          struct gl_span span, size_t *ret_position)
{
    struct gl_tf_value number = *key;
    int64_t position;

    if (key->kind == GL_TF_STRING && !gl_tf_parse_number(eval->arena, key->u.text, span, &number))
        return fail_key(eval, span, "a number is required");
    if (number.kind != GL_TF_NUMBER)
        return fail_key(eval, span, "number required");
    if (!gl_tf_number_is_whole(&number))
        return fail_key(
            eval, span,
            "indexing a sequence requires a whole number, but the given index has a fractional part");
    if (!gl_tf_number_i64(&number, &position) || (position >= 0 && (uint64_t)position >= len))
        return fail_key(eval, span,
                        len ? "the given index is greater than or equal to the length of the collection"
                            : "the collection has no elements");
    if (position < 0)
        return fail_key(eval, span, "a negative number is not a valid index for a sequence");
    *ret_position = (size_t)position;
    return true;
}

static bool key_text(struct gl_tf_eval *eval, const struct gl_tf_value *key, struct gl_span span,
                     struct gl_str *ret_text)
{
    return gl_tf_text(eval->arena, key, ret_text) || fail_key(eval, span, "string required");
}

static bool index_of_unknown(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                             const struct gl_tf_step *step, struct gl_tf_value *ret_value)
{
    const struct gl_tf_type *type = value->type;
    const struct gl_tf_field *field;
    struct gl_str name;
    size_t position = 0;

    if (type->kind == GL_TF_DYNAMIC)
        return unknown_at(eval, value, step, &gl_tf_any, ret_value);
    if (type->kind == GL_TF_LIST)
        return find_position(eval, &step->index, SIZE_MAX, step->span, &position) &&
               unknown_at(eval, value, step, type->element, ret_value);
    if (type->kind == GL_TF_TUPLE)
        return find_position(eval, &step->index, type->len, step->span, &position) &&
               unknown_at(eval, value, step, type->items[position], ret_value);
    if (!key_text(eval, &step->index, step->span, &name))
        return false;
    if (type->kind == GL_TF_MAP)
        return unknown_at(eval, value, step, type->element, ret_value);
    field = gl_tf_type_field(type, name);
    return field ? unknown_at(eval, value, step, field->type, ret_value) : fail_key(eval, step->span, NULL);
}

/* The key is not known. */
static bool at_unknown_key(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                           const struct gl_tf_step *step, struct gl_tf_value *ret_value)
{
    bool is_uniform = value->kind == GL_TF_LIST || value->kind == GL_TF_MAP;

    if (value->kind == GL_TF_LIST || value->kind == GL_TF_TUPLE) {
        if (step->index.kind > GL_TF_NUMBER)
            return fail_key(eval, step->span, "number required");
    } else if (step->index.kind > GL_TF_BOOL) {
        return fail_key(eval, step->span, "string required");
    }
    *ret_value = gl_tf_make_unknown_from(
        eval->arena, &step->index, is_uniform ? gl_tf_element_type(value) : &gl_tf_any, false, step->span);
    return true;
}

static bool check_indexable(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                            const struct gl_tf_step *step)
{
    if (gl_tf_is_null(value))
        return gl_tf_fail(eval, step->span, "Attempt to index null value",
                          "This value is null, so it does not have any indices.");
    if (gl_tf_is_null(&step->index))
        return gl_tf_fail(eval, step->span, bad_index, "Can't use a null value as an indexing key.");
    if (value->kind == GL_TF_SET)
        return gl_tf_fail(eval, step->span, bad_index,
                          "Elements of a set are identified only by their value and don't have any separate "
                          "index or key to select with, so it's only possible to perform operations across "
                          "all elements of the set.");
    if (value->kind != GL_TF_DYNAMIC && value->kind <= GL_TF_BOOL)
        return gl_tf_fail(eval, step->span, bad_index, "This value does not have any indices.");
    return true;
}

static bool element_at(struct gl_tf_eval *eval, const struct gl_tf_value *value,
                       const struct gl_tf_step *step, struct gl_tf_value *room,
                       const struct gl_tf_value **ret_found)
{
    struct gl_str name;
    size_t position = 0;

    if (!check_indexable(eval, value, step))
        return false;
    *ret_found = room;
    if (gl_tf_is_unknown(&step->index))
        return at_unknown_key(eval, value, step, room);
    if (gl_tf_is_unknown(value))
        return index_of_unknown(eval, value, step, room);
    if (value->kind == GL_TF_LIST || value->kind == GL_TF_TUPLE) {
        if (!find_position(eval, &step->index, value->u.list.len, step->span, &position))
            return false;
        *ret_found = &value->u.list.items[position];
        return true;
    }
    if (!key_text(eval, &step->index, step->span, &name))
        return false;
    *ret_found = gl_tf_get(value, name);
    if (*ret_found)
        return true;
    if (!value->open)
        return fail_key(eval, step->span, NULL);
    *room = gl_tf_open_member(eval->arena, value, name, step->span);
    *ret_found = room;
    return true;
}

bool gl_tf_step_into(struct gl_tf_eval *eval, const struct gl_tf_value *value, const struct gl_tf_step *step,
                     struct gl_tf_value *room, const struct gl_tf_value **ret_found)
{
    return step->name.len ? attribute(eval, value, step, room, ret_found)
                          : element_at(eval, value, step, room, ret_found);
}

static bool take_step(struct gl_tf_eval *eval, const struct gl_tf_value *value, const struct gl_tf_step *step,
                      struct gl_tf_value *ret_value)
{
    const struct gl_tf_value *found = value;
    struct gl_tf_value room = {0};

    if (!gl_tf_step_into(eval, value, step, &room, &found))
        return false;
    *ret_value = gl_tf_mark_as(gl_tf_mark_as(*found, value), &step->index);
    return true;
}

bool gl_tf_get_attribute(struct gl_tf_eval *eval, const struct gl_tf_value *value, struct gl_str name,
                         struct gl_span span, struct gl_tf_value *ret_value)
{
    struct gl_tf_step step = {.name = name, .span = span};

    return take_step(eval, value, &step, ret_value);
}
