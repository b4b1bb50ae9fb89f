#include "front/terraform/value/value.h"

/* One type for several: the first of them, in an order of preference, that all others convert to; objects and
 * tuples of the same shape by their parts, else as maps and lists. NULL: there is none. */

/* Different types that are tried: real configurations mix two or three. */
enum { MOST_CANDIDATES = 64 };

struct unifying {
    struct gl_arena *arena;
    bool is_safe;
};

typedef const struct gl_tf_type *const *types_of;

static const struct gl_tf_type *unify(const struct unifying *how, types_of types, size_t len);

struct counts {
    size_t of[GL_TF_OBJECT + 1], primitive;
};

static struct counts count_kinds(types_of types, size_t len)
{
    struct counts counts = {0};

    for (size_t i = 0; i < len; i++) {
        counts.of[types[i]->kind]++;
        counts.primitive += types[i]->kind >= GL_TF_STRING && types[i]->kind <= GL_TF_BOOL;
    }
    return counts;
}

/* ---- collections, objects and tuples among themselves ---- */

static const struct gl_tf_type *unify_collections(const struct unifying *how, types_of types, size_t len,
                                                  enum gl_tf_kind kind)
{
    const struct gl_tf_type **elements = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, len), *element;

    for (size_t i = 0; i < len; i++)
        elements[i] = types[i]->element;
    element = unify(how, elements, len);
    return element ? gl_tf_collection_of(how->arena, kind, element) : NULL;
}

static size_t parts_of(const struct gl_tf_type *type)
{
    return type->element ? 1 : type->len;
}

/* All parts of all types as one collection; `any` stands for no part. */
static const struct gl_tf_type *unify_parts(const struct unifying *how, types_of types, size_t len,
                                            enum gl_tf_kind kind)
{
    const struct gl_tf_type **parts, *element;
    size_t count = 0, at = 0;

    for (size_t i = 0; i < len; i++)
        count += parts_of(types[i]);
    parts = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, count);
    for (size_t i = 0; i < len; i++) {
        if (types[i]->element)
            parts[at++] = types[i]->element;
        for (size_t j = 0; !types[i]->element && j < types[i]->len; j++)
            parts[at++] = types[i]->kind == GL_TF_TUPLE ? types[i]->items[j] : types[i]->fields[j].type;
    }
    element = unify(how, parts, count);
    return element ? gl_tf_collection_of(how->arena, kind, element) : NULL;
}

static bool have_same_names(types_of types, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (types[i]->len != types[0]->len)
            return false;
        for (size_t j = 0; j < types[0]->len; j++)
            if (!gl_str_eq(types[i]->fields[j].name, types[0]->fields[j].name))
                return false;
    }
    return true;
}

static const struct gl_tf_type *unify_objects(const struct unifying *how, types_of types, size_t len)
{
    const struct gl_tf_type **across = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, len);
    struct gl_tf_field *fields = GL_NEW_ARRAY(how->arena, struct gl_tf_field, types[0]->len);

    if (!have_same_names(types, len))
        return unify_parts(how, types, len, GL_TF_MAP);
    for (size_t j = 0; j < types[0]->len; j++) {
        for (size_t i = 0; i < len; i++)
            across[i] = types[i]->fields[j].type;
        fields[j].name = types[0]->fields[j].name;
        fields[j].type = unify(how, across, len);
        if (!fields[j].type)
            return NULL;
    }
    return gl_tf_object_of(how->arena, fields, types[0]->len);
}

static const struct gl_tf_type *unify_tuples(const struct unifying *how, types_of types, size_t len)
{
    const struct gl_tf_type **across = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, len);
    const struct gl_tf_type **items = GL_NEW_ARRAY(how->arena, const struct gl_tf_type *, types[0]->len);

    for (size_t i = 1; i < len; i++)
        if (types[i]->len != types[0]->len)
            return unify_parts(how, types, len, GL_TF_LIST);
    for (size_t j = 0; j < types[0]->len; j++) {
        for (size_t i = 0; i < len; i++)
            across[i] = types[i]->items[j];
        items[j] = unify(how, across, len);
        if (!items[j])
            return NULL;
    }
    return gl_tf_tuple_of(how->arena, items, types[0]->len);
}

/* ---- preference ---- */

/* Negative: a is preferred. String is what all primitives become; any is the last choice. */
static int prefer(const struct gl_tf_type *a, const struct gl_tf_type *b)
{
    if (a->kind == GL_TF_DYNAMIC || b->kind == GL_TF_DYNAMIC)
        return (a->kind == GL_TF_DYNAMIC) - (b->kind == GL_TF_DYNAMIC);
    if (a->kind <= GL_TF_BOOL && b->kind <= GL_TF_BOOL)
        return (b->kind == GL_TF_STRING) - (a->kind == GL_TF_STRING);
    if (a->kind == b->kind && a->element)
        return prefer(a->element, b->element);
    if ((a->kind == GL_TF_LIST && (b->kind == GL_TF_SET || b->kind == GL_TF_TUPLE)) ||
        (a->kind == GL_TF_SET && b->kind == GL_TF_TUPLE) || (a->kind == GL_TF_MAP && b->kind == GL_TF_OBJECT))
        return -1;
    if ((b->kind == GL_TF_LIST && (a->kind == GL_TF_SET || a->kind == GL_TF_TUPLE)) ||
        (b->kind == GL_TF_SET && a->kind == GL_TF_TUPLE) || (b->kind == GL_TF_MAP && a->kind == GL_TF_OBJECT))
        return 1;
    return 0;
}

static bool all_convert(const struct unifying *how, types_of types, size_t len,
                        const struct gl_tf_type *wanted)
{
    for (size_t i = 0; i < len; i++)
        if (!gl_tf_type_eq(types[i], wanted) &&
            !gl_tf_can_convert(how->arena, types[i], wanted, how->is_safe))
            return false;
    return true;
}

/* Tries the types in their order of preference; equal ones only once. */
static const struct gl_tf_type *first_that_fits(const struct unifying *how, types_of types, size_t len)
{
    const struct gl_tf_type *sorted[MOST_CANDIDATES];
    size_t kept = 0;

    for (size_t i = 0; i < len && kept < MOST_CANDIDATES; i++) {
        size_t at = 0;

        while (at < kept && !gl_tf_type_eq(sorted[at], types[i]))
            at++;
        if (at == kept)
            sorted[kept++] = types[i];
    }
    for (size_t i = 1; i < kept; i++) {
        const struct gl_tf_type *type = sorted[i];
        size_t at = i;

        while (at > 0 && prefer(type, sorted[at - 1]) < 0) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = type;
    }
    for (size_t i = 0; i < kept; i++)
        if (all_convert(how, types, len, sorted[i]))
            return sorted[i];
    return NULL;
}

static bool are_all_equal(types_of types, size_t len)
{
    for (size_t i = 1; i < len; i++)
        if (!gl_tf_type_eq(types[i], types[0]))
            return false;
    return true;
}

static const struct gl_tf_type *unify(const struct unifying *how, types_of types, size_t len)
{
    struct counts counts;
    const struct gl_tf_type *found = NULL;
    size_t unknown;

    if (len == 0)
        return &gl_tf_any;
    if (are_all_equal(types, len))
        return types[0];
    counts = count_kinds(types, len);
    unknown = counts.of[GL_TF_DYNAMIC];
    if (counts.primitive && counts.primitive + unknown != len)
        return NULL;
    if (counts.primitive == 0 && counts.of[GL_TF_MAP] + counts.of[GL_TF_OBJECT] + unknown == len) {
        if (unknown)
            return &gl_tf_any; /* what it will be cannot be foreseen */
        if (counts.of[GL_TF_MAP] == len)
            return unify_collections(how, types, len, GL_TF_MAP);
        if (counts.of[GL_TF_OBJECT] == len)
            return unify_objects(how, types, len);
        found = unify_parts(how, types, len, GL_TF_MAP);
    } else if (counts.primitive == 0 && counts.of[GL_TF_LIST] + counts.of[GL_TF_TUPLE] + unknown == len) {
        if (unknown)
            return &gl_tf_any;
        if (counts.of[GL_TF_LIST] == len)
            return unify_collections(how, types, len, GL_TF_LIST);
        if (counts.of[GL_TF_TUPLE] == len)
            return unify_tuples(how, types, len);
        found = unify_parts(how, types, len, GL_TF_LIST);
    } else if (counts.primitive == 0 && counts.of[GL_TF_SET] + unknown == len) {
        return unknown ? &gl_tf_any : unify_collections(how, types, len, GL_TF_SET);
    }
    return found ? found : first_that_fits(how, types, len);
}

const struct gl_tf_type *gl_tf_unify(struct gl_arena *arena, const struct gl_tf_type *const *types,
                                     size_t len)
{
    struct unifying how = {arena, false};

    return unify(&how, types, len);
}

const struct gl_tf_type *gl_tf_unify_safely(struct gl_arena *arena, const struct gl_tf_type *const *types,
                                            size_t len)
{
    struct unifying how = {arena, true};

    return unify(&how, types, len);
}
