#include "front/cloudformation/given.h"

#include "front/cloudformation/eval.h"

/* "Stack:Name", as the CDK writes it, or just "Name". */
static bool is_named(struct gl_str key, struct gl_str stack, struct gl_str name, bool is_qualified)
{
    size_t colon = gl_str_find_last_char(key, ':');

    if (!is_qualified)
        return gl_str_eq(key, name);
    return colon != GL_STR_NONE && gl_str_eq(gl_str_from(key, colon + 1), name) &&
           gl_str_eq(gl_str_slice(key, 0, colon), stack);
}

/* "K=V": the value when K is the name asked for. */
static const struct gl_value *from_assignment(struct gl_str text, struct gl_span span, struct gl_str stack,
                                              struct gl_str name, bool is_qualified, struct gl_arena *arena)
{
    size_t equal = gl_str_find_char(text, '=');
    struct gl_value *value;

    if (equal == GL_STR_NONE || !is_named(gl_str_slice(text, 0, equal), stack, name, is_qualified))
        return NULL;
    value = GL_NEW(arena, struct gl_value);
    *value = gl_value_string(gl_str_from(text, equal + 1), span);
    return value;
}

struct lookup {
    struct gl_str stack, name;
    bool is_qualified;
    struct gl_arena *arena;
};

static const struct gl_value *from_list(const struct gl_value *list, const struct lookup *lookup)
{
    const struct gl_value *found = NULL;
    struct gl_str key;

    for (size_t i = 0; i < list->u.list.len; i++) {
        const struct gl_value *item = &list->u.list.items[i], *value = NULL;

        if (item->type == GL_STRING)
            value = from_assignment(item->u.str, item->span, lookup->stack, lookup->name,
                                    lookup->is_qualified, lookup->arena);
        else if (gl_value_is(gl_value_get(item, GL_STR("ParameterKey")), GL_STRING) &&
                 gl_value_text(gl_value_get(item, GL_STR("ParameterKey")), &key) &&
                 is_named(key, lookup->stack, lookup->name, lookup->is_qualified))
            value = gl_value_get(item, GL_STR("ParameterValue"));
        if (value)
            found = value;
    }
    return found;
}

static const struct gl_value *from_map(const struct gl_value *map, const struct lookup *lookup)
{
    const struct gl_value *found = NULL;

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        if (is_named(member->key, lookup->stack, lookup->name, lookup->is_qualified))
            found = &member->value;
    }
    return found;
}

static const struct gl_value *from_file(const struct gl_value *root, const struct lookup *lookup)
{
    const struct gl_value *inner = gl_value_get(root, GL_STR("Parameters"));

    if (gl_value_is(root, GL_LIST))
        return from_list(root, lookup);
    if (gl_value_is(inner, GL_LIST))
        return from_list(inner, lookup);
    if (gl_value_is(inner, GL_MAP))
        return from_map(inner, lookup);
    return gl_value_is(root, GL_MAP) ? from_map(root, lookup) : NULL;
}

/* A list that a file writes as JSON array is the comma-separated text of it. */
static const struct gl_value *as_text(const struct gl_value *value, struct gl_arena *arena)
{
    struct gl_value *joined;
    struct gl_buf text;
    struct gl_str part;

    if (value->type != GL_LIST)
        return gl_value_text(value, &part) ? value : NULL;
    gl_buf_init(&text);
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (i)
            gl_buf_add_char(&text, ',');
        if (gl_value_text(&value->u.list.items[i], &part))
            gl_buf_add(&text, part);
    }
    joined = GL_NEW(arena, struct gl_value);
    *joined = gl_value_string(gl_arena_copy(arena, gl_buf_str(&text)), value->span);
    gl_buf_free(&text);
    return joined;
}

const struct gl_value *gl_cfn_given(const struct gl_front_options *options, struct gl_str stack,
                                    struct gl_str name, struct gl_arena *arena)
{
    struct lookup lookup = {.stack = stack, .name = name, .arena = arena};

    if (!options)
        return NULL;
    for (int pass = 0; pass < 2; pass++) {
        lookup.is_qualified = pass == 0;
        for (size_t i = options->variable_len; i > 0; i--) {
            const struct gl_value *value = from_assignment(options->variables[i - 1], (struct gl_span){0},
                                                           stack, name, lookup.is_qualified, arena);

            if (value)
                return value;
        }
    }
    for (int pass = 0; pass < 2; pass++) {
        lookup.is_qualified = pass == 0;
        for (size_t i = options->parameter_file_len; i > 0; i--) {
            const struct gl_input *file = options->parameter_files[i - 1];
            const struct gl_value *value =
                file->documents.len ? from_file(&file->documents.items[0].root, &lookup) : NULL;

            if (value)
                return as_text(value, arena);
        }
    }
    return NULL;
}

bool gl_cfn_is_parameter_file(const struct gl_value *root)
{
    const struct gl_value *inner = gl_value_get(root, GL_STR("Parameters"));

    if (gl_value_is(root, GL_LIST)) {
        for (size_t i = 0; i < root->u.list.len; i++) {
            if (!gl_value_get(&root->u.list.items[i], GL_STR("ParameterKey")))
                return false;
        }
        return root->u.list.len > 0;
    }
    if (!gl_value_is(inner, GL_MAP) && !gl_value_is(inner, GL_LIST))
        return false;
    for (size_t i = 0; i < root->u.map.len; i++) {
        struct gl_str key = root->u.map.members[i].key;

        if (!gl_str_eq(key, GL_STR("Parameters")) && !gl_str_eq(key, GL_STR("Tags")) &&
            !gl_str_eq(key, GL_STR("StackPolicy")))
            return false;
    }
    for (size_t i = 0; inner->type == GL_MAP && i < inner->u.map.len; i++) {
        if (inner->u.map.members[i].value.type == GL_MAP)
            return false;
    }
    return true;
}

/* --- Rules */

static bool refers_to(const struct gl_value *value, struct gl_str name)
{
    struct gl_value argument;
    enum gl_tag function;

    return value && gl_cfn_call_of(value, &function, &argument) && function == GL_TAG_REF &&
           argument.type == GL_STRING && gl_str_eq(argument.u.str, name);
}

/* The list of `Assert: Fn::Contains: [[...], !Ref NAME]`. */
static const struct gl_value *contains_list(const struct gl_value *assertion, struct gl_str name)
{
    const struct gl_value *list, *call = gl_value_get(assertion, GL_STR("Assert"));
    struct gl_value argument;
    enum gl_tag function;

    if (!call || !gl_cfn_call_of(call, &function, &argument) || function != GL_TAG_CONTAINS ||
        gl_value_len(&argument) != 2 || !refers_to(gl_value_at(&argument, 1), name))
        return NULL;
    list = gl_value_at(&argument, 0);
    return gl_value_is(list, GL_LIST) && !(list->flags & GL_VALUE_HAS_CALLS) ? list : NULL;
}

const struct gl_value *gl_cfn_rule_allows(struct gl_cfn_eval *eval, struct gl_str name)
{
    const struct gl_value *rules = gl_value_get(eval->root, GL_STR("Rules"));

    for (size_t i = 0; gl_value_is(rules, GL_MAP) && i < rules->u.map.len; i++) {
        const struct gl_value *rule = &rules->u.map.members[i].value;
        const struct gl_value *assertions = gl_value_get(rule, GL_STR("Assertions"));

        if (gl_value_get(rule, GL_STR("RuleCondition")) || !gl_value_is(assertions, GL_LIST))
            continue;
        for (size_t j = 0; j < assertions->u.list.len; j++) {
            const struct gl_value *list = contains_list(&assertions->u.list.items[j], name);

            if (list)
                return list;
        }
    }
    return NULL;
}
