#include "base/unicode.h"
#include "front/terraform/function/library.h"

/* Which characters are cut off: those of a text, or (has_set false) white space. */
struct cut {
    bool has_set;
    struct gl_str set;
};

static bool cuts(const struct cut *cut, struct gl_str character)
{
    size_t len;

    if (cut->has_set)
        return gl_str_contains(cut->set, character);
    return gl_unicode_is_space(gl_unicode_first(character, &len));
}

static size_t last_character_len(struct gl_str text)
{
    size_t len = 1;

    while (len < text.len && ((unsigned char)text.ptr[text.len - len] & 0xc0) == 0x80)
        len++;
    return len;
}

static struct gl_str trim(struct gl_str text, struct cut cut)
{
    while (text.len) {
        size_t len;

        gl_unicode_first(text, &len);
        if (!cuts(&cut, gl_str_slice(text, 0, len)))
            break;
        text = gl_str_from(text, len);
    }
    while (text.len) {
        size_t len = last_character_len(text);

        if (!cuts(&cut, gl_str_from(text, text.len - len)))
            break;
        text.len -= len;
    }
    return text;
}

bool gl_tf_trim(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), set = gl_tf_argument_text(call, 1);

    if (!gl_tf_spend(call->eval, call->span, text.len / 64 * (set.len / 64 + 1)))
        return false;
    return gl_tf_return_text(call, trim(text, (struct cut){true, set}), ret_value);
}

bool gl_tf_trimspace(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_text(call, trim(gl_tf_argument_text(call, 0), (struct cut){0}), ret_value);
}

bool gl_tf_trimprefix(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), prefix = gl_tf_argument_text(call, 1);

    return gl_tf_return_text(call, gl_str_starts_with(text, prefix) ? gl_str_from(text, prefix.len) : text,
                             ret_value);
}

bool gl_tf_trimsuffix(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), suffix = gl_tf_argument_text(call, 1);

    if (gl_str_ends_with(text, suffix))
        text.len -= suffix.len;
    return gl_tf_return_text(call, text, ret_value);
}
