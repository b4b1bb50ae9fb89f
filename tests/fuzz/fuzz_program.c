/* Programs of every language: tokens are in order and inside the text, brackets pair up, keys and calls stay
 * inside the program; so do the places that a construct made by the program gets. */
#include <stdlib.h>

#include "front/cdk/key.h"
#include "front/cdk/source_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition)
        abort();
}

static void check_tokens(const struct gl_program *program)
{
    uint32_t end = 0;

    for (size_t i = 0; i < program->len; i++) {
        const struct gl_token *token = &program->tokens[i];
        struct gl_str bytes = gl_program_bytes(program, i);

        demand(token->begin >= end && token->begin < token->end);
        demand(token->end <= program->source->text.len && bytes.len <= token->end - token->begin);
        end = token->end;
        demand(token->parent == GL_NO_TOKEN || token->parent < i);
        if (token->partner != GL_NO_TOKEN)
            demand(token->partner < program->len && program->tokens[token->partner].partner == i);
        demand(gl_program_token_at(program, token->begin) == i);
    }
}

static void check_keys(const struct gl_program *program)
{
    for (size_t i = 0; i < program->len; i++) {
        size_t around[GL_MAX_KEY_NESTING], first, last;
        struct gl_call call;
        struct gl_key key;
        struct gl_str text;
        bool is_inside;

        if (gl_key_at(program, i, &key)) {
            demand(key.token == i && key.value <= key.value_end && key.value_end <= program->len);
            gl_key_literal(program, &key, &text);
            demand(gl_key_enclosing(program, i, GL_NO_TOKEN, around, &is_inside) <= GL_MAX_KEY_NESTING);
        }
        if (!gl_call_at(program, i, &call))
            continue;
        demand(call.head <= call.name && call.name < call.open && call.open < call.close);
        demand(call.close < program->len && gl_key_range_end(program, &call) < program->len);
        gl_call_id(program, &call);
        for (unsigned argument = 0; gl_call_argument(program, &call, argument, &first, &last); argument++)
            demand(first > call.open && first < last && last <= call.close);
    }
}

static void check_search(const struct gl_program *program)
{
    struct gl_call_search search = {.id = GL_STR("Data"), .kind = GL_STR("AWS::S3::Bucket")};
    const struct gl_program *found;
    struct gl_call call;

    for (size_t i = 0; i < program->ids.len; i++)
        demand(program->ids.items[i].token < program->len);
    gl_call_search_in(&search, program, 0, program->len);
    if (gl_call_search_result(&search, &found, &call))
        demand(found == program && call.close < program->len);
}

static void check_source_map(struct gl_str text, struct gl_arena *arena)
{
    struct gl_value sources = {.type = GL_LIST};
    struct gl_member members[] = {
        {.key = GL_STR("version"), .value = gl_value_string(GL_STR("3"), (struct gl_span){0})},
        {.key = GL_STR("sources"), .value = sources},
        {.key = GL_STR("mappings"), .value = gl_value_string(text, (struct gl_span){0})}};
    struct gl_value json = {.type = GL_MAP};
    struct gl_source_map map;

    json.u.map.members = members;
    json.u.map.len = sizeof members / sizeof *members;
    gl_source_map_inline(gl_source_map_url(text), arena);
    gl_source_map_inline(text, arena);
    if (!gl_source_map_read(&map, &json, arena))
        return;
    for (uint32_t line = 0; line < 8; line++) {
        const struct gl_segment *segment = gl_source_map_find(&map, line, line * 3, line % 2 == 0);

        demand(!segment || segment->line == line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.ts", "a.py", "a.java", "a.cs", "a.go"};
    struct gl_str text = {(const char *)data, size};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct gl_arena arena = {0};
        struct gl_source source = {.id = 1, .text = text, .is_read = true};
        struct gl_program program = {.source = &source, .language = gl_language_of(gl_str_of(names[i]))};

        gl_program_lex(&program, &arena);
        gl_call_index(&program, &arena);
        check_tokens(&program);
        check_keys(&program);
        check_search(&program);
        if (i == 0)
            check_source_map(text, &arena);
        gl_arena_free(&arena);
    }
    return 0;
}
