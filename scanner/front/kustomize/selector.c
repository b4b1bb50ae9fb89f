#include "front/kustomize/pattern.h"

/* Source: Kubernetes documentation, "Labels and selectors", "API": equality-based and set-based forms. */

enum operation { EXISTS = 0, ABSENT, EQUAL, NOT_EQUAL, IN, NOT_IN, GREATER, LESS };

struct requirement {
    enum operation operation;
    struct gl_str key;
    struct gl_str rest; /* the value, or what stands between the parentheses */
};

/* Up to the next comma that is in no parentheses. */
static bool cut_requirement(struct gl_str *rest, struct gl_str *ret_part)
{
    size_t end = 0, depth = 0;

    if (!rest->ptr)
        return false;
    for (; end < rest->len && (rest->ptr[end] != ',' || depth); end++) {
        if (rest->ptr[end] == '(')
            depth++;
        else if (rest->ptr[end] == ')' && depth)
            depth--;
    }
    *ret_part = gl_str_trim(gl_str_slice(*rest, 0, end));
    *rest = end < rest->len ? gl_str_from(*rest, end + 1) : (struct gl_str){0};
    return true;
}

static bool is_key_character(char c)
{
    return gl_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.' || c == '/';
}

static size_t key_length(struct gl_str text)
{
    size_t len = 0;

    while (len < text.len && is_key_character(text.ptr[len]))
        len++;
    return len;
}

static bool take(struct gl_str *text, struct gl_str word)
{
    if (!gl_str_starts_with(*text, word))
        return false;
    *text = gl_str_trim(gl_str_from(*text, word.len));
    return true;
}

static bool parse_set(struct requirement *requirement, struct gl_str text)
{
    if (text.len < 2 || text.ptr[0] != '(' || text.ptr[text.len - 1] != ')')
        return false;
    requirement->rest = gl_str_slice(text, 1, text.len - 1);
    return true;
}

static bool parse_requirement(struct gl_str text, struct requirement *ret_requirement)
{
    struct requirement *made = ret_requirement;
    size_t len;

    *made = (struct requirement){0};
    if (take(&text, GL_STR("!")))
        made->operation = ABSENT;
    len = key_length(text);
    made->key = gl_str_slice(text, 0, len);
    text = gl_str_trim(gl_str_from(text, len));
    if (!made->key.len || (made->operation == ABSENT && text.len))
        return false;
    if (!text.len)
        return true;
    if (take(&text, GL_STR("notin"))) {
        made->operation = NOT_IN;
        return parse_set(made, text);
    }
    if (take(&text, GL_STR("in"))) {
        made->operation = IN;
        return parse_set(made, text);
    }
    if (take(&text, GL_STR("!=")))
        made->operation = NOT_EQUAL;
    else if (take(&text, GL_STR("==")) || take(&text, GL_STR("=")))
        made->operation = EQUAL;
    else if (take(&text, GL_STR(">")))
        made->operation = GREATER;
    else if (take(&text, GL_STR("<")))
        made->operation = LESS;
    else
        return false;
    made->rest = text;
    return key_length(text) == text.len;
}

static bool is_in(struct gl_str value, struct gl_str list)
{
    struct gl_str part;

    while (gl_str_cut(&list, ',', &part)) {
        if (gl_str_eq(gl_str_trim(part), value))
            return true;
    }
    return false;
}

static bool holds(const struct requirement *requirement, const struct gl_value *map)
{
    const struct gl_value *value = gl_value_get(map, requirement->key);
    struct gl_str text = {0};
    int64_t have, wanted;

    if (value && !gl_value_text(value, &text))
        text = (struct gl_str){0};
    switch (requirement->operation) {
    case EXISTS:
        return value != NULL;
    case ABSENT:
        return value == NULL;
    case EQUAL:
        return value && gl_str_eq(text, requirement->rest);
    case NOT_EQUAL:
        return !value || !gl_str_eq(text, requirement->rest);
    case IN:
        return value && is_in(text, requirement->rest);
    case NOT_IN:
        return !value || !is_in(text, requirement->rest);
    case GREATER:
    case LESS:
        if (!value || !gl_str_to_i64(text, &have) || !gl_str_to_i64(requirement->rest, &wanted))
            return false;
        return requirement->operation == GREATER ? have > wanted : have < wanted;
    }
    return false;
}

bool gl_kust_selector_matches(struct gl_kust *kust, const struct gl_value *selector,
                              const struct gl_value *map)
{
    struct gl_str rest = selector->u.str, part;
    struct requirement requirement;
    bool matches = true;

    while (cut_requirement(&rest, &part)) {
        if (!parse_requirement(part, &requirement)) {
            gl_kust_tell(kust, selector->span,
                         "write KEY=VALUE, KEY in (A, B), KEY or !KEY, separated by commas",
                         "no selector of labels");
            return false;
        }
        matches = matches && holds(&requirement, map);
    }
    return matches;
}
