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
    struct gl_str directory = gl_tf_argument_text(call, 0), pattern = gl_tf_argument_text(call, 1),
                  *paths = NULL;
    struct gl_tf_value *items;
    struct patterns patterns;
    uint64_t steps = MOST_COMPARISONS;
    size_t len = 0, count = 0;

    if (!call->eval->list_files || gl_str_starts_with(directory, GL_STR("~")))
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (!write_out_braces(arena, gl_tf_clean_path(arena, pattern), &patterns))
        return gl_tf_fail_function(call, "the pattern has more than %d alternatives", MOST_ALTERNATIVES);
    if (!call->eval->list_files(call->eval, gl_tf_clean_path(arena, directory), &paths, &len) ||
        !gl_tf_afford(call, len, 0))
        return false;
    items = gl_tf_new_values(call, len);
    for (size_t i = 0; i < len && steps; i++) {
        if (matches_any(&patterns, paths[i], &steps))
            items[count++] = gl_tf_text_value(call, paths[i]);
    }
    if (steps == 0)
        return gl_tf_fail_function(call, "the pattern takes too long to be matched");
    if (!gl_tf_spend(call->eval, call->span, (MOST_COMPARISONS - steps) / 64))
        return false;
    *ret_value = gl_tf_make_set(arena, &gl_tf_string, items, count, call->span);
    return true;
}
