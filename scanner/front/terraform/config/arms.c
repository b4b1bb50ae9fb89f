/* What there is hangs on a condition that is not known: the same in each of its arms as if it were. */
#include "front/terraform/config/unit.h"

#include "base/limits.h"

size_t gl_tf_known_arms(const struct gl_tf_value *cause)
{
    const struct gl_tf_unknown *unknown = cause->u.unknown;

    if (!gl_tf_is_unknown(cause) || unknown->shape != GL_TF_ARMS || unknown->part_len > GL_MAX_CHOICES)
        return 0;
    for (size_t i = 0; i < unknown->part_len; i++) {
        if (unknown->parts[i].state != GL_TF_KNOWN || unknown->parts[i].kind < GL_TF_LIST)
            return 0;
    }
    return unknown->part_len;
}

struct gl_tf_value gl_tf_arms_like(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                                   const struct gl_tf_type *type, const struct gl_tf_value *parts,
                                   struct gl_span span)
{
    struct gl_tf_unknown *unknown = GL_NEW(unit->arena, struct gl_tf_unknown);

    *unknown = (struct gl_tf_unknown){.shape = GL_TF_ARMS,
                                      .reason = cause->u.unknown->reason,
                                      .type = type,
                                      .name = cause->u.unknown->name,
                                      .from = cause->u.unknown->from,
                                      .parts = parts,
                                      .part_len = cause->u.unknown->part_len,
                                      .condition = cause->u.unknown->condition,
                                      .decision = cause->u.unknown->decision,
                                      .is_derived = true,
                                      .most = UINT64_MAX};
    return gl_tf_make_unknown_as(unknown, span);
}

const struct gl_tf_value *gl_tf_existence(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                                          uint32_t arms)
{
    size_t len = cause->u.unknown->part_len;
    struct gl_tf_value *parts = GL_NEW_ARRAY(unit->arena, struct gl_tf_value, len + 1);

    if (arms == (uint32_t)((UINT64_C(1) << len) - 1))
        return NULL;
    for (size_t i = 0; i < len; i++)
        parts[i] = gl_tf_make_bool(arms >> i & 1, cause->span);
    parts[len] = gl_tf_arms_like(unit, cause, &gl_tf_bool, parts, cause->span);
    return &parts[len];
}

/* ---- count ---- */

bool gl_tf_count_arms(struct gl_tf_unit *unit, const struct gl_tf_value *value,
                      struct gl_tf_arm_counts *ret_counts)
{
    ret_counts->most = 0;
    if (!gl_tf_is_unknown(value) || value->u.unknown->shape != GL_TF_ARMS ||
        value->u.unknown->part_len > GL_MAX_CHOICES)
        return false;
    ret_counts->len = value->u.unknown->part_len;
    for (size_t i = 0; i < ret_counts->len; i++) {
        struct gl_tf_problem problem;
        struct gl_tf_value number;
        int64_t count;

        if (!gl_tf_convert(unit->arena, &value->u.unknown->parts[i], &gl_tf_number, &number, &problem) ||
            number.state != GL_TF_KNOWN || !gl_tf_number_i64(&number, &count) || count < 0)
            return false;
        ret_counts->counts[i] = count;
        if (count > ret_counts->most)
            ret_counts->most = count;
    }
    return true;
}

void gl_tf_mark_count_arms(struct gl_tf_unit *unit, const struct gl_tf_value *cause,
                           const struct gl_tf_arm_counts *counts, struct gl_tf_item *items, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < counts->len; k++)
            items[i].arms |= (uint32_t)((uint64_t)counts->counts[k] > i) << k;
        items[i].existence = gl_tf_existence(unit, cause, items[i].arms);
    }
}

/* ---- for_each ---- */

/* Items of one key in several arms are one; its value is known when they agree. */
size_t gl_tf_join_arms(struct gl_tf_unit *unit, const struct gl_tf_value *cause, struct gl_tf_item *items,
                       size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        struct gl_tf_item *last = kept ? &items[kept - 1] : NULL;

        if (!last || !gl_str_eq(last->key.u.text, items[i].key.u.text)) {
            items[kept++] = items[i];
            continue;
        }
        if (last->value.state != GL_TF_KNOWN || gl_tf_equal(unit->arena, &last->value, &items[i].value) != 1)
            last->value = gl_tf_make_unknown_from(unit->arena, cause, &gl_tf_any, false, cause->span);
        last->arms |= items[i].arms;
    }
    for (size_t i = 0; i < kept; i++)
        items[i].existence = gl_tf_existence(unit, cause, items[i].arms);
    return kept;
}
