#include "graph/selector.h"

/* Text against text; MAY where either is not known. */
static enum gl_match same_text(const struct gl_value *a, const struct gl_value *b)
{
    struct gl_str left, right;

    if (!gl_value_text(a, &left) || !gl_value_text(b, &right))
        return GL_MATCH_MAY;
    return gl_str_eq(left, right) ? GL_MATCH_YES : GL_MATCH_NO;
}

static enum gl_match all_labels(const struct gl_value *wanted, const struct gl_value *labels)
{
    enum gl_match match = GL_MATCH_YES;

    if (gl_value_is_nothing(wanted))
        return match;
    if (wanted->type != GL_MAP)
        return GL_MATCH_MAY;
    for (size_t i = 0; i < wanted->u.map.len && match != GL_MATCH_NO; i++) {
        const struct gl_member *member = &wanted->u.map.members[i];
        const struct gl_value *label = gl_value_get(labels, member->key);

        if (label)
            match = gl_match_both(match, same_text(&member->value, label));
        else
            match = gl_value_is_nothing(labels) || labels->type == GL_MAP ? GL_MATCH_NO : GL_MATCH_MAY;
    }
    return match;
}

/* Whether the label's value is among the values of an expression. */
static enum gl_match is_among(const struct gl_value *values, const struct gl_value *label)
{
    enum gl_match match = GL_MATCH_NO;

    if (gl_value_is_nothing(values))
        return match;
    if (values->type != GL_LIST)
        return GL_MATCH_MAY;
    for (size_t i = 0; i < values->u.list.len && match != GL_MATCH_YES; i++) {
        enum gl_match one = same_text(&values->u.list.items[i], label);

        match = gl_match_either(match, one);
    }
    return match;
}

static enum gl_match negated(enum gl_match match)
{
    return match == GL_MATCH_YES ? GL_MATCH_NO : match == GL_MATCH_NO ? GL_MATCH_YES : GL_MATCH_MAY;
}

static enum gl_match expression_matches(const struct gl_value *expression, const struct gl_value *labels)
{
    const struct gl_value *values = gl_value_get(expression, GL_STR("values")), *label;
    struct gl_str key, operator;

    if (!gl_value_text(gl_value_get(expression, GL_STR("key")), &key) ||
        !gl_value_text(gl_value_get(expression, GL_STR("operator")), &operator))
        return GL_MATCH_MAY;
    if (!gl_value_is_nothing(labels) && labels->type != GL_MAP)
        return GL_MATCH_MAY;
    label = gl_value_get(labels, key);
    if (gl_str_eq(operator, GL_STR("Exists")))
        return label ? GL_MATCH_YES : GL_MATCH_NO;
    if (gl_str_eq(operator, GL_STR("DoesNotExist")))
        return label ? GL_MATCH_NO : GL_MATCH_YES;
    if (gl_str_eq(operator, GL_STR("In")))
        return label ? is_among(values, label) : GL_MATCH_NO;
    if (gl_str_eq(operator, GL_STR("NotIn")))
        return label ? negated(is_among(values, label)) : GL_MATCH_YES;
    return GL_MATCH_MAY; /* the server refuses any other operator */
}

enum gl_match gl_selector_matches(const struct gl_value *selector, const struct gl_value *labels)
{
    const struct gl_value *expressions;
    enum gl_match match;

    if (gl_value_is_nothing(selector))
        return GL_MATCH_NO;
    if (selector->type != GL_MAP)
        return GL_MATCH_MAY;
    match = all_labels(gl_value_get(selector, GL_STR("matchLabels")), labels);
    expressions = gl_value_get(selector, GL_STR("matchExpressions"));
    if (gl_value_is_nothing(expressions))
        return match;
    if (expressions->type != GL_LIST)
        return gl_match_both(match, GL_MATCH_MAY);
    for (size_t i = 0; i < expressions->u.list.len && match != GL_MATCH_NO; i++)
        match = gl_match_both(match, expression_matches(&expressions->u.list.items[i], labels));
    return match;
}

enum gl_match gl_labels_match(const struct gl_value *wanted, const struct gl_value *labels)
{
    if (gl_value_is_nothing(wanted) || (wanted->type == GL_MAP && wanted->u.map.len == 0))
        return GL_MATCH_NO;
    return all_labels(wanted, labels);
}

/* What is not known may hold a requirement. */
static bool asks_nothing(const struct gl_value *part, enum gl_type type)
{
    return gl_value_is_nothing(part) || (gl_value_is(part, type) && gl_value_len(part) == 0);
}

bool gl_selector_is_empty(const struct gl_value *selector)
{
    return gl_value_is(selector, GL_MAP) &&
           asks_nothing(gl_value_get(selector, GL_STR("matchLabels")), GL_MAP) &&
           asks_nothing(gl_value_get(selector, GL_STR("matchExpressions")), GL_LIST);
}
