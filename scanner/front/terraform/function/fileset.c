#include "front/terraform/function/file.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/path.h"

enum { MOST_COMPARISONS = 10000000, MOST_ALTERNATIVES = 256 };

struct patterns {
    struct gl_str items[MOST_ALTERNATIVES];
    size_t len;
};

/* The offset of the brace that closes the one at `open`, or GL_STR_NONE. */
static size_t closing_brace(struct gl_str pattern, size_t open)
{
    size_t depth = 0;

    for (size_t i = open; i < pattern.len; i++) {
        if (pattern.ptr[i] == '\\')
            i++;
        else if (pattern.ptr[i] == '{')
            depth++;
        else if (pattern.ptr[i] == '}' && --depth == 0)
            return i;
    }
    return GL_STR_NONE;
}

/* The end of the alternative that begins at `begin`: a comma of this level, or `close`. */
static size_t alternative_end(struct gl_str pattern, size_t begin, size_t close)
{
    size_t depth = 0;

    for (size_t i = begin; i < close; i++) {
        if (pattern.ptr[i] == '\\')
            i++;
        else if (pattern.ptr[i] == '{')
            depth++;
        else if (pattern.ptr[i] == '}')
            depth--;
        else if (pattern.ptr[i] == ',' && depth == 0)
            return i;
    }
    return close;
}

/* {a,b} is written out, the first brace first, until none is left; false when there are too many. */
static bool write_out_braces(struct gl_arena *arena, struct gl_str pattern, struct patterns *patterns)
{
    patterns->items[0] = pattern;
    patterns->len = 1;
    for (size_t i = 0; i < patterns->len;) {
        struct gl_str now = patterns->items[i];
        size_t open = gl_str_find_char(now, '{'),
               close = open == GL_STR_NONE ? GL_STR_NONE : closing_brace(now, open);
        bool is_first = true;

        if (close == GL_STR_NONE) {
            i++;
            continue;
        }
        for (size_t begin = open + 1; begin <= close;) {
            size_t end = alternative_end(now, begin, close);
            struct gl_str whole = gl_arena_printf(
                arena, "%.*s%.*s%.*s", GL_STR_ARG(gl_str_slice(now, 0, open)),
                GL_STR_ARG(gl_str_slice(now, begin, end)), GL_STR_ARG(gl_str_from(now, close + 1)));

            if (!is_first && patterns->len == MOST_ALTERNATIVES)
                return false;
            patterns->items[is_first ? i : patterns->len++] = whole;
            is_first = false;
            begin = end + 1;
        }
    }
    return true;
}

/* Brackets and braces have to close within their own part of the path. */
static bool is_well_formed(struct gl_str pattern)
{
    struct gl_str part;

    while (gl_str_cut(&pattern, '/', &part)) {
        for (size_t i = 0; i < part.len; i++) {
            struct gl_str rest = gl_str_from(part, i + 1);

            if (part.ptr[i] == '\\')
                i++;
            else if ((part.ptr[i] == '[' && gl_str_find_char(rest, ']') == GL_STR_NONE) ||
                     (part.ptr[i] == '{' && closing_brace(part, i) == GL_STR_NONE))
                return false;
        }
    }
    return true;
}

/* ../ at the beginning of the pattern leaves the folder, as far as it has a name. */
static void climb(struct gl_str *directory, struct gl_str *pattern, struct gl_str *ret_left)
{
    *ret_left = (struct gl_str){0};
    while (gl_str_starts_with(*pattern, GL_STR("../")) && directory->len &&
           !gl_str_eq(*directory, GL_STR(".")) && !gl_str_ends_with(*directory, GL_STR(".."))) {
        size_t slash = gl_str_find_last_char(*directory, '/');
        size_t begin = slash == GL_STR_NONE ? 0 : slash + 1;

        *ret_left = (struct gl_str){
            directory->ptr + begin,
            (ret_left->ptr ? (size_t)(ret_left->ptr - directory->ptr) + ret_left->len : directory->len) -
                begin};
        *directory = slash == GL_STR_NONE ? GL_STR(".") : gl_str_slice(*directory, 0, slash);
        *pattern = gl_str_from(*pattern, 3);
    }
}

/* A path below the folder that was climbed to, relative to the one that was left. */
static struct gl_str relative(struct gl_arena *arena, struct gl_str path, struct gl_str left)
{
    struct gl_str part, up = {0};

    if (left.len == 0)
        return path;
    while (left.len && gl_str_cut(&left, '/', &part)) {
        if (up.len == 0 && path.len > part.len && path.ptr[part.len] == '/' && gl_str_starts_with(path, part))
            path = gl_str_from(path, part.len + 1);
        else
            up = gl_arena_printf(arena, "%.*s../", GL_STR_ARG(up));
    }
    return gl_arena_printf(arena, "%.*s%.*s", GL_STR_ARG(up), GL_STR_ARG(path));
}

static bool matches_any(const struct patterns *patterns, struct gl_str path, uint64_t *steps)
{
    for (size_t i = 0; i < patterns->len; i++) {
        if (gl_tf_path_matches(patterns->items[i], path, steps))
            return true;
    }
    return false;
}

bool gl_tf_fileset(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_arena *arena = call->eval->arena;
    struct gl_str directory = gl_tf_clean_path(arena, gl_tf_argument_text(call, 0));
    struct gl_str pattern = gl_tf_clean_path(arena, gl_tf_argument_text(call, 1)), left, *paths = NULL;
    struct gl_tf_value *items;
    struct patterns patterns;
    uint64_t steps = MOST_COMPARISONS;
    size_t len = 0, count = 0;

    if (!call->eval->list_files || gl_str_starts_with(directory, GL_STR("~")))
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    climb(&directory, &pattern, &left);
    if (!is_well_formed(pattern))
        return gl_tf_fail_function(call, "failed to glob pattern \"%.*s\": syntax error in pattern",
                                   GL_STR_ARG(pattern));
    if (!write_out_braces(arena, pattern, &patterns))
        return gl_tf_fail_function(call, "the pattern has more than %d alternatives", MOST_ALTERNATIVES);
    if (!call->eval->list_files(call->eval, directory, &paths, &len) || !gl_tf_afford(call, len, 0))
        return false;
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len && steps; i++) {
        if (matches_any(&patterns, paths[i], &steps))
            items[count++] = gl_tf_text_value(call, relative(arena, paths[i], left));
    }
    if (steps == 0)
        return gl_tf_fail_function(call, "the pattern takes too long to be matched");
    if (!gl_tf_spend(call->eval, call->span, (MOST_COMPARISONS - steps) / 64))
        return false;
    *ret_value = gl_tf_make_set(arena, &gl_tf_string, items, count, call->span);
    return true;
}
