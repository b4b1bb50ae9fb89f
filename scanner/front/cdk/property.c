#include "front/cdk/property.h"

#include "base/limits.h"

bool gl_cdk_same_value(struct gl_str literal, const struct gl_value *value)
{
    struct gl_str text = {0};
    double x, y;

    if (!gl_value_text(value, &text))
        return false;
    if (gl_str_to_double(literal, &x) && gl_str_to_double(text, &y))
        return !(x < y || x > y);
    return gl_str_eq_nocase(literal, text);
}

/* Weights of what speaks for a key. A key whose surroundings fit the path outweighs any name. */
enum {
    WEIGHT_SEGMENT = 1000, /* a later segment of the path is the more exact place */
    WEIGHT_AROUND = 200,   /* a key around it names an earlier segment */
    WEIGHT_STRANGE = -100, /* a key around it names none */
    WEIGHT_SAME = 90,      /* its literal is the value of the template */
    WEIGHT_OTHER = -90,
};

/* How the keys around a key fit the path before it. */
struct fit {
    size_t named, strange; /* how many name a segment, in order, and how many none */
    bool is_next_named;    /* the closest one does */
};

static struct fit fit_around(const struct gl_property_query *query, const struct gl_program *program,
                             size_t index, const size_t *around, size_t around_len)
{
    struct fit fit = {0};
    size_t at = index;

    for (size_t i = 0; i < around_len; i++) {
        struct gl_str name = gl_program_bytes(program, around[i]);
        size_t segment = at;

        while (segment > 0 &&
               gl_property_name_score(query->resource->kind, &query->path, segment - 1, name) == 0)
            segment--;
        if (segment == 0) {
            fit.strange++;
            continue;
        }
        at = segment - 1;
        fit.named++;
        fit.is_next_named |= i == 0;
    }
    return fit;
}

/* Names that say nothing without what is around them. */
static bool is_vague(struct gl_str name)
{
    static const struct gl_str words[] = {
        GL_STR_INIT("enabled"), GL_STR_INIT("status"),      GL_STR_INIT("type"),   GL_STR_INIT("name"),
        GL_STR_INIT("value"),   GL_STR_INIT("key"),         GL_STR_INIT("arn"),    GL_STR_INIT("id"),
        GL_STR_INIT("version"), GL_STR_INIT("protocol"),    GL_STR_INIT("action"), GL_STR_INIT("statement"),
        GL_STR_INIT("port"),    GL_STR_INIT("description"), GL_STR_INIT("role"),   GL_STR_INIT("tags"),
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (gl_program_same_name(words[i], name))
            return true;
    }
    return false;
}

/* What speaks for a key as the place of segment `index`; INT32_MIN when it cannot be. */
static int32_t score_at(const struct gl_property_query *query, const struct gl_program *program,
                        const struct gl_key *key, size_t index, const size_t *around, size_t around_len)
{
    struct gl_str name = gl_program_bytes(program, key->token), literal;
    unsigned name_score = gl_property_name_score(query->resource->kind, &query->path, index, name);
    bool is_last = index + 1 == query->path.len;
    int32_t score = (int32_t)name_score + (int32_t)index * WEIGHT_SEGMENT;
    struct fit fit;

    if (name_score == 0)
        return INT32_MIN;
    fit = fit_around(query, program, index, around, around_len);
    if (fit.strange > 0 && (query->path.len == 1 || !is_last || (is_vague(name) && !fit.is_next_named) ||
                            (fit.named == 0 && name_score <= GL_NAME_CLOSE)))
        return INT32_MIN;
    if (is_vague(name) && index > 0 && fit.named == 0)
        return INT32_MIN;
    score += (int32_t)fit.named * WEIGHT_AROUND + (int32_t)fit.strange * WEIGHT_STRANGE;
    if (is_last && gl_key_literal(program, key, &literal) && gl_value_text(query->value, &(struct gl_str){0}))
        score += gl_cdk_same_value(literal, query->value) ? WEIGHT_SAME : WEIGHT_OTHER;
    return score;
}

/* The first of several elements of a list that the template has is taken to be the first of the program. */
static bool best_key(const struct gl_property_query *query, struct gl_key *ret_key)
{
    const struct gl_program *program = query->construct->program;
    const struct gl_call *call = &query->construct->call;
    size_t end = gl_key_range_end(program, call);
    int32_t best = INT32_MIN;

    for (size_t i = call->open + 1; i < end; i++) {
        size_t around[GL_MAX_KEY_NESTING], around_len;
        struct gl_key key;
        bool is_inside;

        if (!gl_key_at(program, i, &key))
            continue;
        around_len = gl_key_enclosing(program, i, call->open, around, &is_inside);
        for (size_t index = query->path.len; is_inside && index-- > 0;) {
            int32_t score = score_at(query, program, &key, index, around, around_len);

            if (score > best) {
                best = score;
                *ret_key = key;
            }
        }
    }
    return best > INT32_MIN;
}

static struct gl_place place_of(struct gl_cdk *cdk, const struct gl_program *program, size_t token,
                                size_t end, const char *verb)
{
    size_t last = end > token + 1 ? end - 1 : token;
    struct gl_span span = gl_cdk_line_span(program, program->tokens[token].begin, program->tokens[last].end);

    return (struct gl_place){span, gl_arena_printf(cdk->arena, "%.*s is %s here",
                                                   GL_STR_ARG(gl_program_bytes(program, token)), verb)};
}

static bool contains(struct gl_span outer, struct gl_span inner)
{
    return outer.source == inner.source && outer.begin <= inner.begin && inner.end <= outer.end;
}

/* Follows a span into the properties: the value there, the innermost list element around it, and the path
 * when nothing else gave one. */
static void follow_span(struct gl_property_query *query, struct gl_span at, bool takes_path)
{
    const struct gl_value *value = &query->resource->properties;

    for (size_t depth = 0; value && depth < GL_MAX_DEPTH; depth++) {
        const struct gl_value *inner = NULL;

        query->value = value;
        for (size_t i = 0; gl_value_is(value, GL_MAP) && !inner && i < value->u.map.len; i++) {
            const struct gl_member *member = &value->u.map.members[i];

            if (!contains(member->value.span, at) && !contains(member->key_span, at))
                continue;
            inner = &member->value;
            if (takes_path && query->path.len < GL_MAX_SEGMENTS)
                query->path.segments[query->path.len++] = member->key;
        }
        for (size_t i = 0; gl_value_is(value, GL_LIST) && !inner && i < value->u.list.len; i++) {
            if (!contains(value->u.list.items[i].span, at))
                continue;
            inner = &value->u.list.items[i];
            query->element = inner;
        }
        value = inner;
    }
}

/* LoadBalancerAttributes and the like: the attribute's own key names the prop, deletion_protection.enabled.
 */
static void add_attribute_name(struct gl_property_query *query)
{
    struct gl_str key = {0}, name;
    size_t dot;

    if (!gl_value_text(gl_value_get(query->element, GL_STR("Key")), &key))
        return;
    dot = gl_str_find_last_char(key, '.');
    name = dot == GL_STR_NONE ? key : gl_str_slice(key, 0, dot);
    dot = gl_str_find_last_char(name, '.');
    name = dot == GL_STR_NONE ? name : gl_str_from(name, dot + 1);
    query->path = (struct gl_property_path){.segments = {name}, .len = 1};
}

/* The resource whose definition holds the span, when it is another one: a rule of its own. */
static const struct gl_resource *owner_of(const struct gl_cdk *cdk, const struct gl_resource *resource,
                                          struct gl_span at)
{
    if (!gl_span_is_set(at) || contains(resource->body_span, at) || contains(resource->span, at))
        return resource;
    for (size_t i = 0; cdk->output && i < cdk->output->len; i++) {
        if (contains(cdk->output->resources[i]->body_span, at))
            return cdk->output->resources[i];
    }
    return resource;
}

static size_t place_key(struct gl_cdk *cdk, const struct gl_property_query *query,
                        struct gl_place ret_places[GL_CDK_PROPERTY_PLACES])
{
    const struct gl_program *program = query->construct->program;
    struct gl_key key;

    if (!query->construct->has_call || !best_key(query, &key))
        return 0;
    ret_places[0] = place_of(cdk, program, key.token, key.value_end, "set");
    return gl_cdk_place_definition(cdk, query, program, &key, &ret_places[1]) ? 2 : 1;
}

static bool is_rule(const struct gl_resource *resource)
{
    return gl_str_eq(resource->kind, GL_STR("AWS::EC2::SecurityGroupIngress")) ||
           gl_str_eq(resource->kind, GL_STR("AWS::EC2::SecurityGroupEgress"));
}

size_t gl_cdk_place_property(struct gl_cdk *cdk, const struct gl_resource *resource, struct gl_str property,
                             struct gl_span at, struct gl_place ret_places[GL_CDK_PROPERTY_PLACES])
{
    const struct gl_resource *owner = owner_of(cdk, resource, at);
    struct gl_construct construct;
    struct gl_property_query query = {.resource = owner, .construct = &construct};

    if (!gl_cdk_construct(cdk, owner, &construct))
        return 0;
    if (owner != resource && is_rule(owner)) {
        ret_places[0] = (struct gl_place){construct.span, GL_STR("the rule is made here")};
        return 1;
    }
    if (owner == resource)
        gl_property_path_parse(&query.path, property);
    if (gl_span_is_set(at) && contains(owner->properties.span, at))
        follow_span(&query, at, query.path.len == 0);
    if (query.path.len == 0)
        return 0;
    if (gl_cdk_place_rule(cdk, &query, &ret_places[0]) ||
        gl_cdk_place_override(cdk, &query, property, &ret_places[0]) ||
        gl_cdk_place_assignment(cdk, &query, &ret_places[0]))
        return 1;
    add_attribute_name(&query);
    return place_key(cdk, &query, ret_places);
}
