#include "base/limits.h"
#include "front/cdk/place.h"

struct gl_cdk_program {
    struct gl_input *input;
    bool is_usable;
    struct gl_program program;
};

const struct gl_program *gl_cdk_program(struct gl_cdk *cdk, struct gl_input *input)
{
    struct gl_cdk_program *entry;
    const char *why;

    for (size_t i = 0; i < cdk->program_len; i++) {
        if (cdk->programs[i]->input == input)
            return cdk->programs[i]->is_usable ? &cdk->programs[i]->program : NULL;
    }
    entry = GL_NEW(cdk->arena, struct gl_cdk_program);
    *GL_PUSH(cdk->arena, cdk->programs, cdk->program_len, cdk->program_capacity) = entry;
    entry->input = input;
    if (gl_source_read(input->source, &why) != GL_OK || input->source->text.len == 0 ||
        input->source->text.len > GL_MAX_PROGRAM_SIZE)
        return NULL;
    entry->program.source = input->source;
    entry->program.language = gl_language_of(input->source->path);
    gl_program_lex(&entry->program, cdk->arena);
    gl_call_index(&entry->program, cdk->arena);
    entry->is_usable = true;
    return &entry->program;
}

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* Number of whole segments that two paths have in common at their ends. `a` may be written with backslashes.
 */
static size_t common_segments(struct gl_str a, struct gl_str b, bool *ret_all_of_b)
{
    size_t i = a.len, j = b.len, segments = 0;

    while (i > 0 && j > 0) {
        if (is_separator(a.ptr[i - 1]) != (b.ptr[j - 1] == '/') ||
            (!is_separator(a.ptr[i - 1]) && a.ptr[i - 1] != b.ptr[j - 1]))
            break;
        i--;
        j--;
        segments += b.ptr[j] == '/';
    }
    *ret_all_of_b = j == 0 && (i == 0 || is_separator(a.ptr[i - 1]));
    return segments + *ret_all_of_b;
}

static size_t common_prefix(struct gl_str a, struct gl_str b)
{
    size_t i = 0;

    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
        i++;
    return i;
}

/* The folder of the app: the one that holds the assembly. With a slash at its end, or empty. */
static struct gl_str app_folder(const struct gl_cdk_stack *stack)
{
    struct gl_str folder = gl_path_dir(stack->folder);

    return folder.len ? gl_str_slice(stack->folder, 0, folder.len + 1) : folder;
}

static struct gl_input *best_match(const struct gl_cdk *cdk, const struct gl_cdk_stack *stack,
                                   struct gl_str file)
{
    struct gl_input *best = NULL;
    size_t best_segments = 0, best_prefix = 0;

    for (size_t i = 0; i < cdk->inputs->len; i++) {
        struct gl_input *input = &cdk->inputs->items[i];
        struct gl_str path = input->source->path;
        bool is_whole;
        size_t segments, prefix;

        if (input->kind != GL_INPUT_PROGRAM)
            continue;
        segments = common_segments(file, path, &is_whole);
        if (segments == 0 || segments < best_segments)
            continue;
        /* A bare name in common says little: it must lie where the app is. */
        if (segments == 1 && !is_whole && !gl_str_starts_with(stack->folder, gl_path_dir(path)))
            continue;
        prefix = common_prefix(stack->folder, path);
        if (best && segments == best_segments && prefix <= best_prefix)
            continue;
        best = input;
        best_segments = segments;
        best_prefix = prefix;
    }
    return best;
}

struct gl_input *gl_cdk_match_file(struct gl_cdk *cdk, const struct gl_cdk_stack *stack, struct gl_str file)
{
    struct gl_cdk_match *match;

    for (size_t i = 0; i < cdk->match_len; i++) {
        match = &cdk->matches[i];
        if (gl_str_eq(match->file, file) && gl_str_eq(match->folder, stack->folder))
            return match->input;
    }
    match = GL_PUSH(cdk->arena, cdk->matches, cdk->match_len, cdk->match_capacity);
    *match = (struct gl_cdk_match){file, stack->folder, best_match(cdk, stack, file)};
    return match->input;
}

static bool is_input(const struct gl_cdk *cdk, struct gl_str begin, const char *middle, const char *end)
{
    return gl_inputs_find(cdk->inputs,
                          gl_arena_printf(cdk->arena, "%.*s%s%s", GL_STR_ARG(begin), middle, end));
}

/* Whether the TypeScript that a .js file was compiled from is in the scan too: a map lies beside it, or the
 * source does, or the source has the same path without the folder of the output. */
static bool is_compiled_from(const struct gl_cdk *cdk, struct gl_str path)
{
    static const struct gl_str outputs[] = {GL_STR_INIT("/dist/"), GL_STR_INIT("/build/"),
                                            GL_STR_INIT("/out/")};
    static const char *const sources[] = {"/", "/src/"};
    struct gl_str stem = gl_str_slice(path, 0, path.len - GL_STR(".js").len);

    if (!gl_str_ends_with(path, GL_STR(".js")))
        return false;
    if (is_input(cdk, path, "", ".map") || is_input(cdk, stem, "", ".ts"))
        return true;
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        size_t at = gl_str_find(stem, outputs[i]);
        struct gl_str inside;

        if (at == GL_STR_NONE)
            continue;
        inside = gl_arena_printf(cdk->arena, "%.*s.ts", GL_STR_ARG(gl_str_from(stem, at + outputs[i].len)));
        for (size_t j = 0; j < sizeof sources / sizeof *sources; j++) {
            if (is_input(cdk, gl_str_slice(stem, 0, at), sources[j], inside.ptr))
                return true;
        }
    }
    return false;
}

bool gl_cdk_is_of_app(const struct gl_cdk *cdk, const struct gl_cdk_stack *stack,
                      const struct gl_input *input)
{
    static const struct gl_str tests[] = {
        GL_STR_INIT(".test."),  GL_STR_INIT(".spec."),      GL_STR_INIT("/test/"),
        GL_STR_INIT("/tests/"), GL_STR_INIT("/__tests__/"), GL_STR_INIT("node_modules/"),
        GL_STR_INIT(".d.ts"),   GL_STR_INIT("_test.go"),    GL_STR_INIT("/test_"),
        GL_STR_INIT(".map"),
    };
    struct gl_str path = input->source->path, rest;
    struct gl_str app = app_folder(stack);

    if (input->kind != GL_INPUT_PROGRAM || !gl_str_starts_with(path, app))
        return false;
    rest = gl_str_from(path, app.len ? app.len - 1 : 0);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (gl_str_contains(rest, tests[i]))
            return false;
    }
    return !is_compiled_from(cdk, path);
}

bool gl_cdk_offset(const struct gl_program *program, uint32_t line, uint32_t column, uint32_t *ret_offset)
{
    enum { MAX_COLUMN = 100000 }; /* beyond it lies a bundle on one line, where no place helps anybody */
    struct gl_str text = gl_source_line(program->source, line);
    uint32_t units = 1;
    size_t at = 0;

    if (!text.ptr || text.len == 0 || column > MAX_COLUMN)
        return false;
    if (line == 1 && gl_str_starts_with(text, GL_STR("\xef\xbb\xbf")))
        at = 3;
    while (at < text.len && units < column) {
        unsigned char lead = (unsigned char)text.ptr[at];

        units += lead >= 0xf0 ? 2 : 1; /* a surrogate pair */
        for (at++; at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;)
            at++;
    }
    *ret_offset = (uint32_t)((size_t)(text.ptr - program->source->text.ptr) + at);
    return true;
}

struct gl_span gl_cdk_line_span(const struct gl_program *program, size_t begin, size_t end)
{
    struct gl_str rest = gl_str_slice(program->source->text, begin, end);
    size_t line = gl_str_find_char(rest, '\n');

    if (line != GL_STR_NONE)
        rest.len = line;
    while (rest.len && (rest.ptr[rest.len - 1] == '\r' || rest.ptr[rest.len - 1] == ' '))
        rest.len--;
    return (struct gl_span){program->source->id, (uint32_t)begin, (uint32_t)(begin + rest.len)};
}
