#include "reach/requirement.h"

#include <stdlib.h>

static int by_shown_order(const void *a, const void *b)
{
    const struct gl_requirement *left = a, *right = b;
    int order;

    if (left->is_written_as_label != right->is_written_as_label)
        return left->is_written_as_label ? -1 : 1;
    order = gl_str_cmp(left->key, right->key);
    if (order == 0)
        order = gl_str_cmp(left->operator, right->operator);
    return order ? order : gl_str_cmp(left->text, right->text);
}

bool gl_requirement_is_label(const struct gl_requirement *requirement)
{
    return requirement->len == 1 && gl_str_eq(requirement->operator, GL_STR("In"));
}

/* Values in order, so that lists of the same ones are equal. */
static void add_text(struct gl_arena *arena, struct gl_requirement *requirement)
{
    struct gl_str *sorted = GL_NEW_ARRAY(arena, struct gl_str, requirement->len);
    struct gl_buf text;

    gl_buf_init(&text);
    gl_buf_printf(&text, "%.*s\x1f%.*s", GL_STR_ARG(requirement->key), GL_STR_ARG(requirement->operator));
    for (size_t i = 0; i < requirement->len; i++)
        sorted[i] = requirement->values[i];
    if (requirement->len)
        qsort(sorted, requirement->len, sizeof *sorted, gl_str_compare);
    for (size_t i = 0; i < requirement->len; i++)
        gl_buf_printf(&text, "\x1f%.*s", GL_STR_ARG(sorted[i]));
    requirement->text = gl_arena_copy(arena, gl_buf_str(&text));
    gl_buf_free(&text);
}

static bool read_label(struct gl_arena *arena, const struct gl_member *member, struct gl_requirement *made)
{
    made->key = member->key;
    made->operator= GL_STR("In");
    made->values = GL_NEW(arena, struct gl_str);
    made->len = 1;
    made->is_written_as_label = true;
    if (!gl_value_text(&member->value, made->values))
        return false;
    add_text(arena, made);
    return true;
}

static bool read_expression(struct gl_arena *arena, const struct gl_value *expression,
                            struct gl_requirement *made)
{
    const struct gl_value *values = gl_value_get(expression, GL_STR("values"));

    if (!gl_value_text(gl_value_get(expression, GL_STR("key")), &made->key) ||
        !gl_value_text(gl_value_get(expression, GL_STR("operator")), &made->operator))
        return false;
    if (gl_value_is(values, GL_LIST)) {
        made->values = GL_NEW_ARRAY(arena, struct gl_str, values->u.list.len);
        for (; made->len < values->u.list.len; made->len++) {
            if (!gl_value_text(&values->u.list.items[made->len], &made->values[made->len]))
                return false;
        }
    }
    add_text(arena, made);
    return true;
}

bool gl_requirements_of(struct gl_arena *arena, const struct gl_value *selector,
                        struct gl_requirements *ret_list)
{
    const struct gl_value *labels = gl_value_get(selector, GL_STR("matchLabels"));
    const struct gl_value *expressions = gl_value_get(selector, GL_STR("matchExpressions"));
    struct gl_requirements list = {0};

    if (selector && !gl_value_is(selector, GL_MAP))
        return false;
    list.items = GL_NEW_ARRAY(arena, struct gl_requirement, gl_value_len(labels) + gl_value_len(expressions));
    for (size_t i = 0; gl_value_is(labels, GL_MAP) && i < labels->u.map.len; i++) {
        if (!read_label(arena, &labels->u.map.members[i], &list.items[list.len++]))
            return false;
    }
    for (size_t i = 0; gl_value_is(expressions, GL_LIST) && i < expressions->u.list.len; i++) {
        if (!read_expression(arena, &expressions->u.list.items[i], &list.items[list.len++]))
            return false;
    }
    if (list.len)
        qsort(list.items, list.len, sizeof *list.items, by_shown_order);
    *ret_list = list;
    return true;
}

void gl_requirements_print(struct gl_buf *out, const struct gl_requirements *list)
{
    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < list->len; i++) {
        const struct gl_requirement *one = &list->items[i];

        if (i > 0)
            gl_buf_add_char(out, ',');
        if (one->is_written_as_label) {
            gl_buf_printf(out, "%.*s=%.*s", GL_STR_ARG(one->key), GL_STR_ARG(one->values[0]));
            continue;
        }
        gl_buf_printf(out, "{Key:%.*s,Operator:%.*s,Values:[", GL_STR_ARG(one->key),
                      GL_STR_ARG(one->operator));
        for (size_t k = 0; k < one->len; k++)
            gl_buf_printf(out, "%s%.*s", k ? " " : "", GL_STR_ARG(one->values[k]));
        gl_buf_add(out, GL_STR("],}"));
    }
    gl_buf_add_char(out, '}');
}

static bool has_value(const struct gl_requirement *requirement, struct gl_str value)
{
    for (size_t i = 0; i < requirement->len; i++) {
        if (gl_str_eq(requirement->values[i], value))
            return true;
    }
    return false;
}

/* Is it fulfilled by a pod whose label of that key has this value? */
static bool is_fulfilled(const struct gl_requirement *requirement, struct gl_str value)
{
    if (gl_str_eq(requirement->operator, GL_STR("In")))
        return has_value(requirement, value);
    if (gl_str_eq(requirement->operator, GL_STR("NotIn")))
        return !has_value(requirement, value);
    return gl_str_eq(requirement->operator, GL_STR("Exists"));
}

bool gl_requirement_follows(const struct gl_requirement *requirement, const struct gl_requirements *from)
{
    for (size_t i = 0; i < from->len; i++) {
        if (gl_str_eq(from->items[i].text, requirement->text))
            return true;
        if (gl_requirement_is_label(&from->items[i]) && gl_str_eq(from->items[i].key, requirement->key) &&
            is_fulfilled(requirement, from->items[i].values[0]))
            return true;
    }
    return false;
}
