#include "front/cdk/environment.h"
#include "front/cdk/property.h"
#include "front/environment.h"

/* A name that the app uses more often than this is ambiguous whatever it says. */
enum { MAX_CANDIDATES = 256 };

/* The definitions of one name that the value may come from. */
struct definitions {
    const struct gl_property_query *query;
    struct gl_str name; /* backupDays of config.database.backupDays */
    uint32_t hash;
    struct gl_str container; /* database, or empty */
    const struct gl_program *program, *same_program;
    struct gl_key key, same_key; /* the last one, and the last one whose literal is the template's value */
    size_t count, same_count;
    size_t looked_at;
    size_t computed; /* keys of the name whose value is no literal */
};

/* The chain of names that a value reads, when it reads just one: config.database.backupDays, alone or as the
 * argument of Duration.days(). */
static bool only_chain(const struct gl_program *program, const struct gl_key *key, struct definitions *search)
{
    size_t chains = 0;

    for (size_t i = key->value; i < key->value_end && i < program->len; i++) {
        size_t first = i;

        if (program->tokens[i].kind != GL_TOKEN_NAME) {
            if (program->tokens[i].kind != GL_TOKEN_PUNCTUATION || gl_program_is(program, i, '=') ||
                gl_program_is(program, i, '?') || gl_program_is(program, i, '<') ||
                gl_program_is(program, i, '{') || gl_program_is(program, i, '['))
                return false; /* it computes something */
            continue;
        }
        while (i + 2 < key->value_end && gl_program_is(program, i + 1, '.') &&
               program->tokens[i + 2].kind == GL_TOKEN_NAME)
            i += 2;
        if (gl_program_is(program, i + 1, '('))
            continue; /* a callee */
        search->name = gl_program_bytes(program, i);
        search->hash = gl_index_name_hash(search->name);
        search->container = i >= first + 4 ? gl_program_bytes(program, i - 2) : (struct gl_str){0};
        chains++;
    }
    return chains == 1;
}

/* The environment that an enclosing object is for: { name: 'production', ... } or production: { ... }. */
static struct gl_str environment_around(const struct gl_program *program, size_t token)
{
    enum { MAX_LEVELS = 8, MAX_ITEMS = 256 };
    uint32_t bracket = program->tokens[token].parent;

    for (size_t level = 0; bracket != GL_NO_TOKEN && level < MAX_LEVELS; level++) {
        size_t end = program->tokens[bracket].partner, steps = 0;
        struct gl_str word, literal;

        for (size_t i = bracket + 1; end != GL_NO_TOKEN && i < end && steps < MAX_ITEMS; i++, steps++) {
            struct gl_key key;

            if (gl_key_at(program, i, &key)) {
                word = gl_key_literal(program, &key, &literal) ? gl_environment_word(literal)
                                                               : (struct gl_str){0};
                if (word.len)
                    return word;
                i = key.value_end > i ? key.value_end - 1 : i;
            } else if (program->tokens[i].partner != GL_NO_TOKEN && program->tokens[i].partner > i) {
                i = program->tokens[i].partner;
            }
        }
        for (size_t i = bracket; i > 0 && bracket - i < 8; i--) {
            if (program->tokens[i - 1].kind != GL_TOKEN_NAME &&
                program->tokens[i - 1].kind != GL_TOKEN_TEXT && !gl_program_is(program, i - 1, ':') &&
                !gl_program_is(program, i - 1, '='))
                break;
            word = gl_environment_word(gl_program_bytes(program, i - 1));
            if (word.len)
                return word;
        }
        bracket = program->tokens[bracket].parent;
    }
    return (struct gl_str){0};
}

/* config/prod.ts, environments/production.py */
static struct gl_str environment_of_file(const struct gl_program *program)
{
    struct gl_str base = gl_path_base(program->source->path);
    size_t dot = gl_str_find_char(base, '.');

    return gl_environment_word(gl_str_slice(base, 0, dot));
}

/* `NAME: something` of an object, where it is no literal: it may as well be what the value comes from. */
static bool is_computed(const struct gl_program *program, size_t token)
{
    struct gl_str literal;
    struct gl_key key;

    return gl_key_at(program, token, &key) && key.value != token && !gl_key_literal(program, &key, &literal);
}

/* `NAME: literal` of an object, `const NAME = literal`, `NAME = literal` at the beginning of a line. */
static bool is_definition(const struct gl_program *program, size_t token, struct gl_key *ret_key)
{
    struct gl_str literal;

    if (gl_key_at(program, token, ret_key))
        return ret_key->value != token && gl_key_literal(program, ret_key, &literal);
    if (token == 0 || !gl_program_is(program, token + 1, '=') || gl_program_is(program, token + 2, '=') ||
        gl_program_is(program, token - 1, '.'))
        return false;
    *ret_key = (struct gl_key){token, token + 2, token + 3};
    return (token + 3 >= program->len || gl_program_is(program, token + 3, ';') ||
            program->tokens[token + 3].kind == GL_TOKEN_NAME) &&
           gl_key_literal(program, ret_key, &literal);
}

static bool is_in_container(const struct gl_program *program, size_t token, struct gl_str container)
{
    size_t around[GL_MAX_KEY_NESTING];
    bool is_inside;

    return container.len == 0 || (gl_key_enclosing(program, token, GL_NO_TOKEN, around, &is_inside) > 0 &&
                                  gl_program_same_name(gl_program_bytes(program, around[0]), container));
}

static void search_program(struct definitions *search, const struct gl_program *program)
{
    struct gl_str environment = search->query->resource->unit->environment;
    struct gl_str of_file = environment_of_file(program);

    for (size_t k = gl_index_find(&program->keys, search->hash);
         k < program->keys.len && program->keys.items[k].hash == search->hash; k++) {
        size_t i = program->keys.items[k].token;
        struct gl_str there, literal;
        struct gl_key key;

        if (++search->looked_at > MAX_CANDIDATES)
            return;
        if (!gl_program_same_name(gl_program_bytes(program, i), search->name))
            continue;
        search->computed += is_computed(program, i);
        if (!is_definition(program, i, &key) || !is_in_container(program, i, search->container))
            continue;
        there = environment_around(program, i);
        if (there.len == 0)
            there = of_file;
        if (there.len && environment.len && !gl_str_eq(there, environment))
            continue;
        search->program = program;
        search->key = key;
        search->count++;
        if (gl_key_literal(program, &key, &literal) && gl_cdk_same_value(literal, search->query->value)) {
            search->same_program = program;
            search->same_key = key;
            search->same_count++;
        }
    }
}

bool gl_cdk_place_definition(struct gl_cdk *cdk, const struct gl_property_query *query,
                             const struct gl_program *program, const struct gl_key *key,
                             struct gl_place *ret_place)
{
    const struct gl_cdk_app *app = gl_cdk_app_of(cdk, query->construct->stack);
    struct definitions search = {.query = query};
    struct gl_str text;

    if (!only_chain(program, key, &search))
        return false;
    for (size_t i = 0; i < app->len; i++)
        search_program(&search, app->programs[i]);
    if (search.looked_at > MAX_CANDIDATES)
        return false;
    /* The template tells which one it was; without that there must be no other. */
    if (gl_value_text(query->value, &text)) {
        if (search.same_count != 1)
            return false;
        search.program = search.same_program;
        search.key = search.same_key;
    } else if (search.count != 1 || search.computed > 0) {
        return false;
    }
    *ret_place =
        (struct gl_place){gl_cdk_line_span(search.program, search.program->tokens[search.key.token].begin,
                                           search.program->tokens[search.key.value_end - 1].end),
                          gl_arena_printf(cdk->arena, "%.*s is defined here", GL_STR_ARG(search.name))};
    return true;
}
