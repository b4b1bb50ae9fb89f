#define PCRE2_CODE_UNIT_WIDTH 8

#include "front/terraform/function/regex.h"

#include <pcre2.h>

enum {
    MOST_STEPS = 400000000, /* of one function: items of the pattern tried, and characters passed by / 16 */
    MOST_HEAP = 65536,      /* KiB of PCRE2's memory for going back */
    MOST_NESTING = 1000,    /* groups in each other, as in RE2 */
    CHARACTERS_A_STEP = 16,
    OUT_OF_STEPS = -1000, /* what the callout answers, out of PCRE2's own numbers */
};

/* Counts what is tried: PCRE2's own limit is one for each place in the text. */
static int count(pcre2_callout_block *block, void *data)
{
    uint64_t *cost = data;
    size_t passed =
        block->current_position > block->start_match ? block->current_position - block->start_match : 0;

    *cost += 1 + passed / CHARACTERS_A_STEP;
    return *cost > MOST_STEPS ? OUT_OF_STEPS : 0;
}

static bool compile(struct gl_tf_regex *regex)
{
    struct gl_str text = gl_buf_str(&regex->pattern.text);
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    int error;
    size_t offset;

    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, MOST_NESTING);
    regex->code = pcre2_compile((PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len,
                                PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX | PCRE2_AUTO_CALLOUT |
                                    PCRE2_NEVER_BACKSLASH_C,
                                &error, &offset, context);
    pcre2_compile_context_free(context);
    return regex->code != NULL;
}

bool gl_tf_regex_init(struct gl_tf_regex *regex, struct gl_arena *arena, struct gl_str pattern,
                      struct gl_tf_regex_mistake *reterr_mistake)
{
    pcre2_match_context *context;

    *regex = (struct gl_tf_regex){.cost = GL_NEW(arena, uint64_t)};
    if (!gl_tf_regex_translate(arena, pattern, &regex->pattern, reterr_mistake))
        return false;
    if (!compile(regex)) {
        *reterr_mistake = (struct gl_tf_regex_mistake){"invalid character class range", pattern};
        return false;
    }
    context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(context, MOST_STEPS);
    pcre2_set_heap_limit(context, MOST_HEAP);
    pcre2_set_callout(context, count, regex->cost);
    regex->context = context;
    regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
    return true;
}

void gl_tf_regex_free(struct gl_tf_regex *regex)
{
    gl_buf_free(&regex->pattern.text);
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
    *regex = (struct gl_tf_regex){0};
}

enum gl_tf_regex_answer gl_tf_regex_match(struct gl_tf_regex *regex, struct gl_str text, size_t start)
{
    int found = pcre2_match(regex->code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, start,
                            PCRE2_NO_UTF_CHECK, regex->data, regex->context);

    if (found == PCRE2_ERROR_NOMATCH)
        return GL_TF_REGEX_NO_MATCH;
    return found > 0 ? GL_TF_REGEX_MATCH : GL_TF_REGEX_TOO_LONG;
}

bool gl_tf_regex_group(const struct gl_tf_regex *regex, size_t i, size_t *ret_begin, size_t *ret_end)
{
    const size_t *offsets = pcre2_get_ovector_pointer(regex->data);

    if (i >= pcre2_get_ovector_count(regex->data) || offsets[2 * i] == PCRE2_UNSET)
        return false;
    *ret_begin = offsets[2 * i];
    *ret_end = offsets[2 * i + 1];
    return true;
}
