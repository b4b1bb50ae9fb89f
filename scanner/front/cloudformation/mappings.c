/* Fn::FindInMap. A key that is not known makes a choice between the entries there are. */
#include "front/cloudformation/eval.h"

struct lookup {
    const struct gl_value *fallback; /* DefaultValue; NULL: none */
};

static struct gl_value not_found(struct gl_cfn_eval *eval, const struct lookup *lookup, struct gl_span span,
                                 struct gl_str what)
{
    if (lookup->fallback)
        return gl_cfn_eval_value(eval, lookup->fallback);
    return gl_cfn_unknown(eval, GL_WHY_MAPPING, gl_arena_copy(eval->arena, what), span);
}

static struct gl_value in_map(struct gl_cfn_eval *eval, const struct gl_value *map, struct gl_value *keys,
                              size_t len, struct gl_span span, struct lookup *lookup);

/* One arm for each entry of `map`, as the key is not known; one more for the default. */
static struct gl_value any_entry(struct gl_cfn_eval *eval, const struct gl_value *map, struct gl_value *keys,
                                 size_t len, struct gl_span span, struct lookup *lookup)
{
    const struct gl_unknown *unknown = keys[0].u.unknown;
    size_t arm_len = map->u.map.len + (lookup->fallback ? 1 : 0);
    const struct gl_cfn_variable *variable;
    struct gl_value *arms;
    struct gl_str key;

    key = gl_arena_printf(eval->arena, "key %u:%u %.*s %u:%u%s", map->span.source, map->span.begin,
                          GL_STR_ARG(unknown->name), unknown->from.source, unknown->from.begin,
                          lookup->fallback ? " or default" : "");
    variable = gl_cfn_variable(eval, key, (uint32_t)arm_len, unknown->name, unknown->from);
    if (!variable || !gl_cfn_spend(eval, arm_len, span))
        return gl_cfn_unknown(eval, GL_WHY_MAPPING, unknown->name, span);
    arms = GL_NEW_ARRAY(eval->arena, struct gl_value, arm_len);
    for (size_t i = 0; i < map->u.map.len; i++)
        arms[i] = len > 1 ? in_map(eval, &map->u.map.members[i].value, keys + 1, len - 1, span, lookup)
                          : gl_cfn_eval_value(eval, &map->u.map.members[i].value);
    if (lookup->fallback)
        arms[arm_len - 1] = gl_cfn_eval_value(eval, lookup->fallback);
    return gl_cfn_pick(eval, gl_cfn_choice(eval, variable, arms, span));
}

static struct gl_value in_map(struct gl_cfn_eval *eval, const struct gl_value *map, struct gl_value *keys,
                              size_t len, struct gl_span span, struct lookup *lookup)
{
    const struct gl_value *found;
    struct gl_str key;

    if (map->type != GL_MAP)
        return not_found(eval, lookup, span, GL_STR("a mapping that is not two levels deep"));
    if (keys[0].type == GL_UNKNOWN && map->u.map.len > 0 && map->u.map.len < GL_MAX_CHOICES)
        return any_entry(eval, map, keys, len, span, lookup);
    if (keys[0].type == GL_UNKNOWN)
        return not_found(eval, lookup, span, keys[0].u.unknown->name);
    if (!gl_value_text(&keys[0], &key))
        return not_found(eval, lookup, span, GL_STR("a key that is not known"));
    found = gl_value_get(map, key);
    if (!found)
        return not_found(eval, lookup, span, key);
    if (len > 1)
        return in_map(eval, found, keys + 1, len - 1, span, lookup);
    return gl_cfn_respan(eval, gl_cfn_eval_value(eval, found), span);
}

static struct gl_value find(struct gl_cfn_eval *eval, struct gl_value *args, size_t len, struct gl_span span,
                            void *context)
{
    const struct gl_value *map;
    struct gl_str name;

    if (gl_value_text(&args[0], &name) && (!eval->mappings || !gl_value_get(eval->mappings, name)) &&
        !((struct lookup *)context)->fallback && !eval->has_macro)
        return gl_cfn_invalid(eval, span, "declare it under Mappings", "there is no mapping %.*s",
                              GL_STR_ARG(name));
    map = gl_value_text(&args[0], &name) ? gl_value_get(eval->mappings, name) : NULL;
    if (!map)
        return not_found(eval, context, span, GL_STR("a mapping that is not known"));
    return in_map(eval, map, args + 1, len - 1, span, context);
}

struct gl_value gl_cfn_find_in_map(struct gl_cfn_eval *eval, const struct gl_value *argument,
                                   struct gl_span span)
{
    struct lookup lookup = {0};
    struct gl_value args[3];

    if (argument->type != GL_LIST || argument->u.list.len < 3 || argument->u.list.len > 4)
        return gl_cfn_invalid(eval, span, "write [MAPPING, KEY, SECOND KEY]",
                              "Fn::FindInMap needs a mapping and two keys");
    if (argument->u.list.len == 4)
        lookup.fallback = gl_value_get(&argument->u.list.items[3], GL_STR("DefaultValue"));
    for (size_t i = 0; i < 3; i++)
        args[i] = gl_cfn_eval_value(eval, &argument->u.list.items[i]);
    return gl_cfn_lift(eval, args, 3, span, find, &lookup);
}
