#include "front/cdk/call.h"

/* Bounds of looking around: a program may be hostile, and a real callee or id is short. */
enum { MAX_TYPE_ARGUMENTS = 64, MAX_CALLEE = 64, MAX_ARGUMENT = 256 };

static bool is_name(const struct gl_program *program, size_t token)
{
    return token < program->len && program->tokens[token].kind == GL_TOKEN_NAME;
}

/* Past `<...>` of generics at `token`; `token` itself when that is a comparison. */
static size_t skip_type_arguments(const struct gl_program *program, size_t token)
{
    size_t depth = 0;

    for (size_t i = token; i < program->len && i - token < MAX_TYPE_ARGUMENTS; i++) {
        if (gl_program_is(program, i, '<'))
            depth++;
        else if (gl_program_is(program, i, '>') && --depth == 0)
            return i + 1;
        else if (gl_program_is(program, i, ';') || gl_program_is(program, i, ')'))
            break;
    }
    return token;
}

/* Before `<...>` whose `>` is at `token`. */
static size_t skip_type_arguments_back(const struct gl_program *program, size_t token)
{
    size_t depth = 0;

    for (size_t i = token; i > 0 && token - i < MAX_TYPE_ARGUMENTS; i--) {
        if (gl_program_is(program, i, '>'))
            depth++;
        else if (gl_program_is(program, i, '<') && --depth == 0)
            return i - 1;
        else if (gl_program_is(program, i, ';') || gl_program_is(program, i, '('))
            break;
    }
    return token;
}

bool gl_call_of(const struct gl_program *program, size_t open, struct gl_call *ret_call)
{
    size_t at = open, name;

    if (open == 0 || open >= program->len || !gl_program_is(program, open, '(') ||
        program->tokens[open].partner == GL_NO_TOKEN)
        return false;
    at--;
    if (gl_program_is(program, at, '>'))
        at = skip_type_arguments_back(program, at);
    if (!is_name(program, at))
        return false;
    name = at;
    while (at >= 2 && open - at < MAX_CALLEE && gl_program_is(program, at - 1, '.')) {
        size_t before = at - 2;

        if (gl_program_is(program, before, '?') || gl_program_is(program, before, '!'))
            before -= before > 0;
        if (!is_name(program, before))
            break;
        at = before;
    }
    if (at > 0 && gl_program_is_name(program, at - 1, GL_STR("new")))
        at--;
    *ret_call = (struct gl_call){at, name, open, program->tokens[open].partner};
    return true;
}

bool gl_call_at(const struct gl_program *program, size_t token, struct gl_call *ret_call)
{
    size_t at = token;

    if (!is_name(program, at))
        return false;
    while (at < program->len && at - token < MAX_CALLEE) {
        if (gl_program_is(program, at, '('))
            return gl_call_of(program, at, ret_call);
        if (gl_program_is(program, at, '<')) {
            size_t after = skip_type_arguments(program, at);

            if (after == at)
                return false;
            at = after;
        } else if (is_name(program, at) || gl_program_is(program, at, '.') ||
                   gl_program_is(program, at, '!') || gl_program_is(program, at, '?')) {
            at++;
        } else {
            return false;
        }
    }
    return false;
}

bool gl_call_argument(const struct gl_program *program, const struct gl_call *call, unsigned index,
                      size_t *ret_first, size_t *ret_end)
{
    size_t first = call->open + 1, steps = 0;

    for (size_t i = first; i <= call->close && steps < MAX_ARGUMENT; i++, steps++) {
        if (i == call->close || gl_program_is(program, i, ',')) {
            if (index-- == 0) {
                *ret_first = first;
                *ret_end = i;
                return i > first;
            }
            first = i + 1;
        } else if (program->tokens[i].partner != GL_NO_TOKEN && program->tokens[i].partner > i) {
            i = program->tokens[i].partner;
        }
    }
    return false;
}

static bool is_literal(const struct gl_program *program, size_t token)
{
    return token < program->len &&
           (program->tokens[token].kind == GL_TOKEN_TEXT || program->tokens[token].kind == GL_TOKEN_PATTERN);
}

/* Whether the parenthesis belongs to jsii.String(...), which only passes a literal on. */
static bool is_string_wrapper(const struct gl_program *program, size_t open)
{
    return gl_program_is(program, open, '(') && open >= 1 &&
           gl_program_is_name(program, open - 1, GL_STR("String"));
}

/* "Id", id="Id", jsii.String("Id"): the literal, when it is all of the argument. */
static size_t literal_argument(const struct gl_program *program, size_t first, size_t end)
{
    if (end - first == 1 && is_literal(program, first))
        return first;
    if (end - first == 3 && gl_program_is_name(program, first, GL_STR("id")) &&
        gl_program_is(program, first + 1, '=') && is_literal(program, first + 2))
        return first + 2;
    if (end - first >= 4 && gl_program_is(program, end - 1, ')') && is_literal(program, end - 2) &&
        is_string_wrapper(program, end - 3))
        return end - 2;
    return GL_NO_TOKEN;
}

size_t gl_call_id(const struct gl_program *program, const struct gl_call *call)
{
    size_t first, end, id = GL_NO_TOKEN;

    if (gl_call_argument(program, call, 1, &first, &end))
        id = literal_argument(program, first, end);
    /* A literal in second place after one in first is not an id: put('name', 'value'). */
    if (gl_call_argument(program, call, 0, &first, &end) &&
        literal_argument(program, first, end) != GL_NO_TOKEN)
        id = literal_argument(program, first, end);
    return id;
}

/* Whether the callee is the construct of the kind: Bucket, CfnBucket, NewBucket of AWS::S3::Bucket. */
static bool is_of_kind(const struct gl_program *program, const struct gl_call *call, struct gl_str kind)
{
    static const struct gl_str prefixes[] = {GL_STR_INIT(""),       GL_STR_INIT("Cfn"), GL_STR_INIT("New"),
                                             GL_STR_INIT("NewCfn"), GL_STR_INIT("add"), GL_STR_INIT("add_")};
    struct gl_str name = gl_program_bytes(program, call->name);
    size_t colon = gl_str_find_last_char(kind, ':');
    struct gl_str word = colon == GL_STR_NONE ? kind : gl_str_from(kind, colon + 1);

    /* Bucket.Builder.create(...) of Java */
    if (gl_program_is_name(program, call->name, GL_STR("create")) && call->name >= 4)
        name = gl_program_bytes(program, call->name - 4);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (gl_str_starts_with(name, prefixes[i]) &&
            gl_program_same_name(gl_str_from(name, prefixes[i].len), word))
            return true;
    }
    return false;
}

/* A pattern that is little more than a hole may be anything. */
static bool is_telling(const struct gl_program *program, size_t token)
{
    enum { MIN_LETTERS = 3 };
    struct gl_str bytes = gl_program_bytes(program, token);
    size_t letters = 0, depth = 0;

    if (program->tokens[token].kind == GL_TOKEN_TEXT)
        return bytes.len > 0;
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] == '{')
            depth++;
        else if (bytes.ptr[i] == '}' && depth > 0)
            depth--;
        else if (depth == 0 && bytes.ptr[i] != '$')
            letters++;
    }
    return letters >= MIN_LETTERS;
}

/* The call whose id this literal may be: the one around it, or around its jsii.String(). */
static bool call_around(const struct gl_program *program, size_t literal, struct gl_call *ret_call)
{
    size_t open = program->tokens[literal].parent;

    if (open != GL_NO_TOKEN && is_string_wrapper(program, open))
        open = program->tokens[open].parent;
    return open != GL_NO_TOKEN && gl_call_of(program, open, ret_call);
}

/* The name after class, function, func or def. */
static bool is_definition(const struct gl_program *program, size_t token)
{
    static const struct gl_str words[] = {GL_STR_INIT("class"), GL_STR_INIT("function"), GL_STR_INIT("func"),
                                          GL_STR_INIT("def")};

    if (token == 0 || !is_name(program, token))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (gl_program_is_name(program, token - 1, words[i]))
            return true;
    }
    return false;
}

static void index_id(struct gl_program *program, struct gl_arena *arena, size_t token)
{
    struct gl_str bytes = gl_program_bytes(program, token);
    struct gl_call call;

    if (!is_telling(program, token) || !call_around(program, token, &call) ||
        gl_call_id(program, &call) != token)
        return;
    if (program->tokens[token].kind == GL_TOKEN_PATTERN || gl_str_find_char(bytes, '\\') != GL_STR_NONE)
        gl_index_add(&program->patterns, arena, 0, (uint32_t)token);
    else
        gl_index_add(&program->ids, arena, gl_index_hash(bytes), (uint32_t)token);
}

/* addIngressRule, allow_from, addPropertyOverride */
static bool is_change(const struct gl_program *program, size_t token)
{
    struct gl_str name = gl_program_bytes(program, token);

    return gl_program_is(program, token + 1, '(') && name.len > 3 &&
           (gl_str_eq_nocase(gl_str_slice(name, 0, 3), GL_STR("add")) ||
            gl_str_eq_nocase(gl_str_slice(name, 0, 5), GL_STR("allow")));
}

void gl_call_index(struct gl_program *program, struct gl_arena *arena)
{
    for (size_t i = 0; i < program->len; i++) {
        if (is_literal(program, i))
            index_id(program, arena, i);
        else if (!is_name(program, i))
            continue;
        if (gl_program_is(program, i + 1, ':') || gl_program_is(program, i + 1, '='))
            gl_index_add(&program->keys, arena, gl_index_name_hash(gl_program_bytes(program, i)),
                         (uint32_t)i);
        else if (is_change(program, i))
            gl_index_add(&program->changes, arena, 0, (uint32_t)i);
        if (is_definition(program, i))
            gl_index_add(&program->definitions, arena, gl_index_hash(gl_program_bytes(program, i)),
                         (uint32_t)i);
    }
    gl_index_sort(&program->ids);
    gl_index_sort(&program->keys);
    gl_index_sort(&program->definitions);
}

static enum gl_call_rank rank_of(const struct gl_program *program, const struct gl_call *call, size_t id,
                                 struct gl_str kind)
{
    if (is_of_kind(program, call, kind))
        return GL_CALL_OF_KIND;
    return id == call->open + 1 ? GL_CALL_METHOD : GL_CALL_SCOPED;
}

static void consider(struct gl_call_search *search, const struct gl_program *program, size_t id)
{
    enum gl_call_rank rank;
    struct gl_call call;

    if (!gl_program_may_be(program, id, search->id) || !call_around(program, id, &call))
        return;
    rank = rank_of(program, &call, id, search->kind);
    search->program[rank] = program;
    search->call[rank] = call;
    search->count[rank]++;
}

void gl_call_search_in(struct gl_call_search *search, const struct gl_program *program, size_t first,
                       size_t end)
{
    uint32_t hash = gl_index_hash(search->id);

    for (size_t i = gl_index_find(&program->ids, hash);
         i < program->ids.len && program->ids.items[i].hash == hash; i++) {
        if (program->ids.items[i].token >= first && program->ids.items[i].token < end)
            consider(search, program, program->ids.items[i].token);
    }
    for (size_t i = 0; i < program->patterns.len; i++) {
        if (program->patterns.items[i].token >= first && program->patterns.items[i].token < end)
            consider(search, program, program->patterns.items[i].token);
    }
}

bool gl_call_search_result(const struct gl_call_search *search, const struct gl_program **ret_program,
                           struct gl_call *ret_call)
{
    for (size_t rank = GL_CALL_RANKS; rank-- > 0;) {
        if (search->count[rank] == 0)
            continue;
        *ret_program = search->program[rank];
        *ret_call = search->call[rank];
        return search->count[rank] == 1;
    }
    return false;
}
