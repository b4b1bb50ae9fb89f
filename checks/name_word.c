/* What the name of a resource says it is for: its logical id or its bucket name. */
#include "checks/natives.h"

static bool has_word(struct gl_str name, const struct gl_value *words)
{
    struct gl_str word;

    for (size_t i = 0; i < gl_value_len(words); i++) {
        if (gl_value_text(gl_value_at(words, i), &word) && gl_str_contains_nocase(name, word))
            return true;
    }
    return false;
}

/* On the properties of a resource; with: a list of words. */
enum gl_truth gl_name_has_word(struct gl_check_ctx *ctx, const struct gl_value *value,
                               const struct gl_value *argument)
{
    const struct gl_value *bucket = gl_pick(ctx, gl_value_get(value, GL_STR("BucketName")));
    struct gl_str text;

    if (has_word(ctx->subject->name, argument))
        return GL_TRUE;
    if (gl_value_text(bucket, &text))
        return gl_truth_of(has_word(text, argument));
    for (size_t i = 0; gl_value_is(bucket, GL_CONCAT) && i < bucket->u.list.len; i++) {
        if (gl_value_text(&bucket->u.list.items[i], &text) && has_word(text, argument))
            return GL_TRUE;
    }
    return GL_FALSE; /* a part that is not known is an environment or an account */
}
