#include "base/limits.h"
#include "front/cdk/place.h"

/* Where to look for the next id: a class body of one program, or every program of the app. */
struct scope {
    const struct gl_program *program; /* NULL: everywhere */
    size_t first, end;
};

const struct gl_cdk_app *gl_cdk_app_of(struct gl_cdk *cdk, const struct gl_cdk_stack *stack)
{
    struct gl_cdk_app *app;

    for (size_t i = 0; i < cdk->app_len; i++) {
        if (gl_str_eq(cdk->apps[i]->folder, stack->folder))
            return cdk->apps[i];
    }
    app = GL_NEW(cdk->arena, struct gl_cdk_app);
    app->folder = stack->folder;
    *GL_PUSH(cdk->arena, cdk->apps, cdk->app_len, cdk->app_capacity) = app;
    for (size_t i = 0; i < cdk->inputs->len && app->len < GL_MAX_PROGRAM_FILES; i++) {
        struct gl_input *input = &cdk->inputs->items[i];
        const struct gl_program *program = NULL;

        if (gl_cdk_is_of_app(cdk, stack, input))
            program = gl_cdk_program(cdk, input);
        if (program)
            *GL_PUSH(cdk->arena, app->programs, app->len, app->capacity) = program;
    }
    return app;
}

/* The end of a definition of Python: the next token at the beginning of a line. */
static size_t python_end(const struct gl_program *program, size_t name)
{
    struct gl_str text = program->source->text;
    size_t i = name + 1;

    while (i < program->len &&
           (program->tokens[i].parent != GL_NO_TOKEN || text.ptr[program->tokens[i].begin - 1] != '\n'))
        i++;
    return i;
}

/* The body of the definition that a name token begins; false when it has none. */
static bool body_of(const struct gl_program *program, size_t name, struct scope *ret_scope)
{
    enum { MAX_HEADER = 256 };

    *ret_scope = (struct scope){program, name, name};
    if (program->language == GL_LANGUAGE_PYTHON) {
        ret_scope->end = python_end(program, name);
        return true;
    }
    for (size_t i = name + 1, steps = 0; i < program->len && steps < MAX_HEADER; i++, steps++) {
        size_t partner = program->tokens[i].partner;

        if (gl_program_is(program, i, ';') || gl_program_is(program, i, '}'))
            return false;
        if (partner == GL_NO_TOKEN || partner < i)
            continue;
        if (gl_program_is(program, i, '{')) {
            *ret_scope = (struct scope){program, i, partner};
            return true;
        }
        i = partner;
    }
    return false;
}

/* The class or function that a call names, when the app defines it once. */
static bool definition_of(const struct gl_cdk_app *app, struct gl_str name, struct scope *ret_scope)
{
    uint32_t hash = gl_index_hash(name);
    size_t count = 0;

    for (size_t i = 0; i < app->len; i++) {
        const struct gl_program *program = app->programs[i];
        const struct gl_index *index = &program->definitions;

        for (size_t j = gl_index_find(index, hash); j < index->len && index->items[j].hash == hash; j++) {
            struct scope scope;

            if (gl_program_is_name(program, index->items[j].token, name) &&
                body_of(program, index->items[j].token, &scope)) {
                *ret_scope = scope;
                count++;
            }
        }
    }
    return count == 1;
}

static void search_app(struct gl_call_search *search, const struct gl_cdk_app *app)
{
    for (size_t i = 0; i < app->len; i++)
        gl_call_search_in(search, app->programs[i], 0, app->programs[i]->len);
}

/* Looks in the scope; what a class body does not have may be in a function that it calls, where only a call
 * that is surely of the kind counts. */
static bool find_segment(const struct gl_cdk_app *app, const struct scope *scope,
                         struct gl_call_search search, const struct gl_program **ret_program,
                         struct gl_call *ret_call)
{
    struct gl_call_search wide = search;

    if (!scope->program) {
        search_app(&wide, app);
        return gl_call_search_result(&wide, ret_program, ret_call);
    }
    gl_call_search_in(&search, scope->program, scope->first, scope->end);
    if (gl_call_search_result(&search, ret_program, ret_call))
        return true;
    search_app(&wide, app);
    return wide.count[GL_CALL_OF_KIND] == 1 && gl_call_search_result(&wide, ret_program, ret_call);
}

/* Constructs of the library that are only there to hold others, which are made beside them. */
static bool is_bare_scope(const struct gl_program *program, const struct gl_call *call)
{
    static const struct gl_str names[] = {GL_STR_INIT("Stage"), GL_STR_INIT("Stack"),
                                          GL_STR_INIT("Construct"), GL_STR_INIT("NestedStack")};
    struct gl_str name = gl_program_bytes(program, call->name);

    if (gl_str_starts_with(name, GL_STR("New")))
        name = gl_str_from(name, 3);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (gl_str_eq(name, names[i]))
            return true;
    }
    return false;
}

bool gl_cdk_search_path(struct gl_cdk *cdk, struct gl_cdk_stack *stack, struct gl_str path,
                        struct gl_str kind, struct gl_construct *ret_construct)
{
    const struct gl_cdk_app *app = gl_cdk_app_of(cdk, stack);
    struct gl_str shown = gl_cdk_path_shown(path), rest = shown, segment;
    struct gl_construct found = {.stack = stack, .has_call = true};
    struct scope scope = {0};

    while (gl_str_cut(&rest, '/', &segment)) {
        struct gl_call_search search = {.id = segment, .kind = kind};

        if (segment.len == 0 || !find_segment(app, &scope, search, &found.program, &found.call)) {
            if (scope.program)
                break;
            continue; /* a stage or stack whose id the program computes */
        }
        found.path = gl_str_slice(shown, 0, (size_t)(segment.ptr - shown.ptr) + segment.len);
        if (!definition_of(app, gl_program_bytes(found.program, found.call.name), &scope) &&
            !is_bare_scope(found.program, &found.call))
            break; /* a construct of the library: what lies inside is not in the program */
    }
    if (found.path.len == 0)
        return false;
    found.span = gl_cdk_line_span(found.program, found.program->tokens[found.call.head].begin,
                                  found.program->tokens[found.call.close].end);
    *ret_construct = found;
    return true;
}
