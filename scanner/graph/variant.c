#include "graph/variant.h"

#include "base/limits.h"
#include "graph/graph.h"

enum { MOST_STEPS = 16 }; /* choices and references behind each other before a value is reached */

void gl_variants_init(struct gl_variants *variants)
{
    *variants = (struct gl_variants){0};
}

static size_t find(const struct gl_variants *variants, uint32_t variable)
{
    for (size_t i = 0; i < variants->len; i++) {
        if (variants->items[i].variable == variable)
            return i;
    }
    return variants->len;
}

static size_t add(struct gl_variants *variants, const struct gl_choice *choice)
{
    size_t at = find(variants, choice->variable);

    if (at < variants->len)
        return at;
    if (at == GL_MAX_VARIABLES) {
        variants->is_too_many = true;
        return at;
    }
    variants->items[at].choice = choice;
    variants->items[at].variable = choice->variable;
    variants->items[at].arm_len = choice->arm_len;
    variants->len++;
    return at;
}

void gl_variants_fix(struct gl_variants *variants, const struct gl_choice *condition)
{
    size_t at;

    if (!condition)
        return;
    at = add(variants, condition);
    if (at < variants->len) {
        variants->items[at].arm = gl_existing_arm(condition);
        variants->items[at].is_fixed = true;
    }
}

static void collect(struct gl_variants *variants, const struct gl_value *value, int depth)
{
    const struct gl_value *told;

    if (depth > GL_MAX_DEPTH || ++variants->steps > GL_MAX_STATEMENT_VALUES)
        variants->is_too_many = true;
    if (variants->is_too_many || !(value->flags & GL_VALUE_HAS_CALLS))
        return;
    switch ((enum gl_type)value->type) {
    case GL_LIST:
    case GL_CONCAT:
        for (size_t i = 0; i < value->u.list.len; i++)
            collect(variants, &value->u.list.items[i], depth + 1);
        return;
    case GL_MAP:
        for (size_t i = 0; i < value->u.map.len; i++)
            collect(variants, &value->u.map.members[i].value, depth + 1);
        return;
    case GL_CHOICE:
        add(variants, value->u.choice);
        for (uint32_t i = 0; i < value->u.choice->arm_len; i++)
            collect(variants, &value->u.choice->arms[i], depth + 1);
        return;
    case GL_REF:
        told = gl_value_resolve(value);
        if (told != value && depth < MOST_STEPS)
            collect(variants, told, depth + 1);
        return;
    case GL_UNKNOWN:
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
        return;
    }
}

void gl_variants_collect(struct gl_variants *variants, const struct gl_value *value)
{
    size_t worlds = 1;

    if (value)
        collect(variants, value, 0);
    for (size_t i = 0; i < variants->len; i++) {
        if (!variants->items[i].is_fixed && !variants->is_too_many)
            worlds *= variants->items[i].arm_len;
        if (worlds > GL_MAX_WORLDS)
            variants->is_too_many = true;
    }
}

const struct gl_choice *gl_variants_cause(const struct gl_variants *variants)
{
    for (size_t i = 0; i < variants->len; i++) {
        if (!variants->items[i].is_fixed)
            return variants->items[i].choice;
    }
    return NULL;
}

bool gl_variants_next(struct gl_variants *variants)
{
    if (variants->is_too_many)
        return false;
    for (size_t i = 0; i < variants->len; i++) {
        if (variants->items[i].is_fixed)
            continue;
        if (++variants->items[i].arm < variants->items[i].arm_len)
            return true;
        variants->items[i].arm = 0;
    }
    return false;
}

const struct gl_value *gl_variants_pick(const struct gl_variants *variants, const struct gl_value *value)
{
    for (int step = 0; value && step < MOST_STEPS; step++) {
        const struct gl_value *next = value;

        if (value->type == GL_CHOICE && value->u.choice->arm_len) {
            size_t at = find(variants, value->u.choice->variable);

            if (at == variants->len || variants->items[at].arm >= value->u.choice->arm_len)
                return value;
            if (variants->is_too_many && !variants->items[at].is_fixed)
                return value;
            next = &value->u.choice->arms[variants->items[at].arm];
        } else if (value->type == GL_REF) {
            next = gl_value_resolve(value);
        }
        if (next == value)
            break;
        value = next;
    }
    return value && value->type != GL_ABSENT ? value : NULL;
}
