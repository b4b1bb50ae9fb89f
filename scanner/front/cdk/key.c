#include "front/cdk/key.h"

enum { MAX_LEAD = 32, MAX_CHAIN = 512 };

static bool is_kind(const struct gl_program *program, size_t token, enum gl_token_kind kind)
{
    return token < program->len && program->tokens[token].kind == kind;
}

/* Past the value that begins at `first`: the next comma, semicolon or closing bracket of the same nesting. */
static size_t value_end(const struct gl_program *program, size_t first)
{
    size_t i = first;

    while (i < program->len) {
        uint32_t partner = program->tokens[i].partner;

        if (gl_program_is(program, i, ',') || gl_program_is(program, i, ';') ||
            gl_program_is(program, i, ')') || gl_program_is(program, i, ']') ||
            gl_program_is(program, i, '}'))
            break;
        i = partner != GL_NO_TOKEN && partner > i ? partner + 1 : i + 1;
    }
    return i;
}

/* Whether an item of a bracket may begin at the token. */
static bool is_first_of_item(const struct gl_program *program, size_t token, const char *brackets)
{
    if (token == 0)
        return false;
    if (gl_program_is(program, token - 1, ','))
        return program->tokens[token].parent != GL_NO_TOKEN &&
               (program->tokens[program->tokens[token].parent].mark == brackets[0] ||
                program->tokens[program->tokens[token].parent].mark == brackets[1]);
    return gl_program_is(program, token - 1, brackets[0]) || gl_program_is(program, token - 1, brackets[1]);
}

bool gl_key_at(const struct gl_program *program, size_t token, struct gl_key *ret_key)
{
    bool is_name = is_kind(program, token, GL_TOKEN_NAME);
    size_t next = token + 1;

    if (!is_name && !is_kind(program, token, GL_TOKEN_TEXT))
        return false;
    if (gl_program_is(program, next, ':') && is_first_of_item(program, token, "{{")) {
        *ret_key = (struct gl_key){token, next + 1, value_end(program, next + 1)};
        return true;
    }
    if (is_name && gl_program_is(program, next, '=') && !gl_program_is(program, next + 1, '=') &&
        !gl_program_is(program, next + 1, '>') && is_first_of_item(program, token, "({")) {
        *ret_key = (struct gl_key){token, next + 1, value_end(program, next + 1)};
        return true;
    }
    if (is_name && (gl_program_is(program, next, ',') || gl_program_is(program, next, '}')) &&
        is_first_of_item(program, token, "{{")) {
        *ret_key = (struct gl_key){token, token, next};
        return true;
    }
    if (is_name && program->language == GL_LANGUAGE_JAVA && token > 0 &&
        gl_program_is(program, token - 1, '.') && gl_program_is(program, next, '(') &&
        program->tokens[next].partner != GL_NO_TOKEN) {
        *ret_key = (struct gl_key){token, next + 1, program->tokens[next].partner};
        return true;
    }
    return false;
}

/* The key whose value the bracket begins, through a callee or a type in front of it; GL_NO_TOKEN when the
 * bracket is an item of a list or an argument. */
static size_t key_before(const struct gl_program *program, size_t bracket)
{
    size_t at = bracket;

    if (program->language == GL_LANGUAGE_JAVA && at >= 2 && gl_program_is(program, at, '(') &&
        is_kind(program, at - 1, GL_TOKEN_NAME) && gl_program_is(program, at - 2, '.'))
        return at - 1;
    while (at > 0 && bracket - at < MAX_LEAD &&
           (is_kind(program, at - 1, GL_TOKEN_NAME) || gl_program_is(program, at - 1, '.') ||
            gl_program_is(program, at - 1, '&') || gl_program_is(program, at - 1, '>')))
        at--;
    if (at >= 2 && (gl_program_is(program, at - 1, ':') || gl_program_is(program, at - 1, '=')) &&
        (is_kind(program, at - 2, GL_TOKEN_NAME) || is_kind(program, at - 2, GL_TOKEN_TEXT)))
        return at - 2;
    return GL_NO_TOKEN;
}

size_t gl_key_enclosing(const struct gl_program *program, size_t token, size_t limit,
                        size_t ret_keys[GL_MAX_KEY_NESTING], bool *ret_inside)
{
    uint32_t above = limit < program->len ? program->tokens[limit].parent : GL_NO_TOKEN;
    uint32_t bracket = program->tokens[token].parent;
    size_t count = 0;

    for (size_t depth = 0; depth < GL_MAX_KEY_NESTING; depth++) {
        size_t key;

        *ret_inside = bracket == limit || bracket == above;
        if (*ret_inside || bracket == GL_NO_TOKEN)
            return count;
        key = key_before(program, bracket);
        if (key != GL_NO_TOKEN)
            ret_keys[count++] = key;
        bracket = program->tokens[bracket].parent;
    }
    *ret_inside = false;
    return count;
}

size_t gl_key_range_end(const struct gl_program *program, const struct gl_call *call)
{
    size_t end = call->close;

    for (size_t i = 0; i < MAX_CHAIN && program->language == GL_LANGUAGE_JAVA; i++) {
        if (!gl_program_is(program, end + 1, '.') || !is_kind(program, end + 2, GL_TOKEN_NAME) ||
            !gl_program_is(program, end + 3, '(') || program->tokens[end + 3].partner == GL_NO_TOKEN)
            break;
        end = program->tokens[end + 3].partner;
    }
    return end;
}

/* jsii.Bool(true) and jsii.Number(7) of Go pass a literal on. */
static size_t unwrapped(const struct gl_program *program, const struct gl_key *key)
{
    if (key->value_end - key->value == 1)
        return key->value;
    if (key->value_end - key->value == 6 && gl_program_is_name(program, key->value, GL_STR("jsii")) &&
        gl_program_is(program, key->value + 3, '('))
        return key->value + 4;
    return GL_NO_TOKEN;
}

bool gl_key_literal(const struct gl_program *program, const struct gl_key *key, struct gl_str *ret_text)
{
    size_t token = unwrapped(program, key);
    struct gl_str text;

    if (token == GL_NO_TOKEN || token >= program->len)
        return false;
    text = gl_program_bytes(program, token);
    if (program->tokens[token].kind == GL_TOKEN_NAME && !gl_str_eq_nocase(text, GL_STR("true")) &&
        !gl_str_eq_nocase(text, GL_STR("false")))
        return false;
    if (program->tokens[token].kind != GL_TOKEN_NAME && program->tokens[token].kind != GL_TOKEN_TEXT &&
        program->tokens[token].kind != GL_TOKEN_NUMBER)
        return false;
    *ret_text = text;
    return true;
}
