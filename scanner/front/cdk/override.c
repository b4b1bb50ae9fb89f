/* What the program changes of a construct after it was made. */
#include "front/cdk/property.h"

struct gl_str gl_cdk_variable_of(const struct gl_program *program, const struct gl_call *call)
{
    size_t at = call->head, name;

    if (at < 2 || !gl_program_is(program, at - 1, '=') || program->tokens[at - 2].kind != GL_TOKEN_NAME)
        return (struct gl_str){0};
    name = at - 2;
    for (at = name;
         at >= 2 && gl_program_is(program, at - 1, '.') && program->tokens[at - 2].kind == GL_TOKEN_NAME;)
        at -= 2;
    if (at >= 2 && gl_program_is(program, at - 1, ':') && program->tokens[at - 2].kind == GL_TOKEN_NAME)
        name = at - 2;
    return gl_program_bytes(program, name);
}

enum { MAX_STATEMENT = 32 };

/* The first token of the statement that a token lies in, not far back: after the last semicolon or brace, or
 * at the beginning of its line where statements need no end. */
static size_t statement_begin(const struct gl_program *program, size_t token)
{
    struct gl_str text = program->source->text;
    size_t at = token;

    while (at > 0 && token - at < MAX_STATEMENT) {
        uint32_t from = program->tokens[at - 1].end;
        struct gl_str between = gl_str_slice(text, from, program->tokens[at].begin);

        if (gl_program_is(program, at - 1, ';') || gl_program_is(program, at - 1, '{') ||
            gl_program_is(program, at - 1, '}'))
            break;
        if (program->language == GL_LANGUAGE_PYTHON && gl_str_find_char(between, '\n') != GL_STR_NONE)
            break;
        at--;
    }
    return at;
}

static bool has_name(const struct gl_program *program, size_t first, size_t end, struct gl_str name)
{
    for (size_t i = first; i < end && i < program->len; i++) {
        if (gl_program_is_name(program, i, name))
            return true;
    }
    return false;
}

/* Whether a statement is about the construct: it names its variable, or one that was made from it
 * (`const child = bucket.node.defaultChild`). */
static bool is_about(const struct gl_program *program, struct gl_str variable, const struct gl_call *call)
{
    size_t first = statement_begin(program, call->head);

    if (has_name(program, first, call->name, variable))
        return true;
    for (size_t i = 1; i < call->head; i++) {
        size_t end = i + 1;

        if (!gl_program_is(program, i, '=') || program->tokens[i - 1].kind != GL_TOKEN_NAME ||
            !has_name(program, first, call->name, gl_program_bytes(program, i - 1)))
            continue;
        while (end < program->len && end - i < MAX_STATEMENT && !gl_program_is(program, end, ';') &&
               !gl_program_is(program, end, '='))
            end++;
        if (has_name(program, i + 1, end, variable))
            return true;
    }
    return false;
}

static bool is_override(struct gl_str name)
{
    return gl_program_same_name(name, GL_STR("addPropertyOverride")) ||
           gl_program_same_name(name, GL_STR("addPropertyDeletionOverride")) ||
           gl_program_same_name(name, GL_STR("addOverride")) ||
           gl_program_same_name(name, GL_STR("addDeletionOverride"));
}

bool gl_cdk_place_override(struct gl_cdk *cdk, const struct gl_property_query *query, struct gl_str property,
                           struct gl_place *ret_place)
{
    const struct gl_program *program = query->construct->program;
    struct gl_str variable;
    size_t count = 0;

    if (!query->construct->has_call)
        return false;
    variable = gl_cdk_variable_of(program, &query->construct->call);
    if (variable.len == 0)
        return false;
    for (size_t i = 0; i < program->changes.len; i++) {
        size_t name = program->changes.items[i].token;
        struct gl_call call;
        struct gl_str text;

        if (!is_override(gl_program_bytes(program, name)) || !gl_call_of(program, name + 1, &call) ||
            program->tokens[name + 2].kind != GL_TOKEN_TEXT)
            continue;
        text = gl_program_bytes(program, name + 2);
        if (gl_str_starts_with(text, GL_STR("Properties.")))
            text = gl_str_from(text, GL_STR("Properties.").len);
        if (!gl_str_eq(text, property) || !is_about(program, variable, &call))
            continue;
        *ret_place = (struct gl_place){
            gl_cdk_line_span(program, program->tokens[statement_begin(program, call.head)].begin,
                             program->tokens[call.close].end),
            gl_arena_printf(cdk->arena, "%.*s is overridden here", GL_STR_ARG(property))};
        count++;
    }
    return count == 1;
}

/* A property assigned after construction, which the metadata of a traced synthesis tells. */
bool gl_cdk_place_assignment(struct gl_cdk *cdk, const struct gl_property_query *query,
                             struct gl_place *ret_place)
{
    struct gl_str path = query->resource->construct_path;
    const struct gl_value *item = NULL;
    struct gl_construct construct = *query->construct;

    while ((item = gl_cdk_metadata(construct.stack, path, "aws:cdk:propertyAssignment", item)) != NULL) {
        const struct gl_value *data = gl_value_get(item, GL_STR("data"));
        struct gl_str name = {0};

        if (!gl_value_text(gl_value_get(data, GL_STR("propertyName")), &name) ||
            !gl_program_same_name(name, query->path.segments[0]) ||
            !gl_cdk_construct_of_frames(cdk, gl_value_get(data, GL_STR("stackTrace")), &construct))
            continue;
        /* The constructor assigns too, and its frame is that of the construct. */
        if (construct.program == query->construct->program && construct.has_call &&
            construct.call.open == query->construct->call.open)
            continue;
        *ret_place = (struct gl_place){
            construct.span, gl_arena_printf(cdk->arena, "%.*s is assigned here", GL_STR_ARG(name))};
        return true;
    }
    return false;
}
