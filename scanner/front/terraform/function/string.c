#include "base/limits.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "front/terraform/function/library.h"
#include "front/terraform/function/parts.h"

bool gl_tf_chomp(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0);

    while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
        text.len--;
    return gl_tf_return_text(call, text, ret_value);
}

bool gl_tf_endswith(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_bool(
        call, gl_str_ends_with(gl_tf_argument_text(call, 0), gl_tf_argument_text(call, 1)), ret_value);
}

/* What is known of the beginning of an unknown text is often enough. */
bool gl_tf_startswith(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str prefix, known;

    if (gl_tf_is_unknown(&call->args[1]))
        return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
    prefix = gl_tf_argument_text(call, 1);
    if (!gl_tf_is_unknown(&call->args[0]))
        return gl_tf_return_bool(call, gl_str_starts_with(gl_tf_argument_text(call, 0), prefix), ret_value);
    known = call->args[0].u.unknown->prefix;
    if (prefix.len == 0 || known.len >= prefix.len)
        return gl_tf_return_bool(call, gl_str_starts_with(known, prefix), ret_value);
    return gl_tf_return_unknown(call, &gl_tf_bool, ret_value);
}

bool gl_tf_strcontains(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_bool(
        call, gl_str_contains(gl_tf_argument_text(call, 0), gl_tf_argument_text(call, 1)), ret_value);
}

bool gl_tf_indent(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 1);
    struct gl_buf out;
    size_t lines = 0, bytes;
    int64_t spaces;

    if (!gl_tf_argument_i64(call, 0, &spaces))
        return false;
    if (spaces < 0)
        return gl_tf_fail_function(call, "panic in function implementation: strings: negative Repeat count");
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    if (__builtin_mul_overflow(lines, (size_t)spaces, &bytes) || bytes > GL_MAX_STRING)
        bytes = (size_t)GL_MAX_STRING + 1;
    if (!gl_tf_afford(call, 0, bytes + text.len))
        return false;
    gl_buf_init(&out);
    for (size_t i = 0; i < text.len; i++) {
        gl_buf_add_char(&out, text.ptr[i]);
        if (text.ptr[i] == '\n')
            gl_buf_printf(&out, "%*s", (int)spaces, "");
    }
    return gl_tf_return_buffer(call, &out, ret_value);
}

static bool join_element(const struct gl_tf_call *call, size_t list, size_t i, struct gl_tf_parts *parts)
{
    const struct gl_tf_value *element = &call->args[list].u.list.items[i];

    if (gl_tf_is_unknown(element)) {
        gl_tf_parts_add_unknown(parts, call, element);
        return gl_tf_spend(call->eval, call->span, 1);
    }
    if (gl_tf_is_null(element) && call->len > 2)
        return gl_tf_fail_argument(
            call, list, "element %zu of list %zu is null; cannot concatenate null values", i, list);
    if (gl_tf_is_null(element))
        return gl_tf_fail_argument(call, list, "element %zu is null; cannot concatenate null values", i);
    gl_buf_add(&parts->text, element->u.text);
    return gl_tf_afford(call, 1, element->u.text.len) &&
           (parts->text.len <= GL_MAX_STRING || gl_tf_afford(call, 0, parts->text.len));
}

static bool join_all(const struct gl_tf_call *call, struct gl_tf_parts *parts)
{
    size_t count = 0;

    for (size_t list = 1; list < call->len; list++) {
        for (size_t i = 0; i < call->args[list].u.list.len; i++) {
            if (count++)
                gl_buf_add(&parts->text, gl_tf_argument_text(call, 0));
            if (!join_element(call, list, i, parts))
                return false;
        }
    }
    return true;
}

bool gl_tf_join(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_tf_parts parts = {0};
    bool is_known = true;

    if (call->len < 2)
        return gl_tf_fail_function(call, "at least one list is required");
    gl_buf_init(&parts.text);
    if (join_all(call, &parts))
        return gl_tf_parts_return(&parts, call, gl_tf_unknown_of(call, &gl_tf_string), ret_value);
    gl_buf_free(&parts.text);
    for (size_t i = 1; i < call->len; i++)
        is_known &= gl_tf_is_wholly_known(&call->args[i]);
    if (is_known || call->eval->has_hit_limit)
        return false;
    /* a null counts only when all is known */
    call->eval->has_problem = false;
    return gl_tf_return_unknown(call, &gl_tf_string, ret_value);
}

bool gl_tf_lower(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_text(call, gl_unicode_lower(call->eval->arena, gl_tf_argument_text(call, 0)),
                             ret_value);
}

bool gl_tf_upper(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    return gl_tf_return_text(call, gl_unicode_upper(call->eval->arena, gl_tf_argument_text(call, 0)),
                             ret_value);
}

static size_t piece_len(struct gl_str rest, struct gl_str separator)
{
    size_t at;

    if (separator.len == 0) {
        at = rest.len ? gl_utf8_len((const unsigned char *)rest.ptr, rest.len) : 0;
        return at ? at : rest.len != 0;
    }
    at = gl_str_find(rest, separator);
    return at == GL_STR_NONE ? rest.len : at;
}

bool gl_tf_split(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str separator = gl_tf_argument_text(call, 0), rest = gl_tf_argument_text(call, 1);
    struct gl_tf_value *items = NULL;
    size_t len = 0, capacity = 0;

    if (!gl_tf_afford(call, 0, rest.len))
        return false;
    while (separator.len || rest.len) {
        size_t piece = piece_len(rest, separator);
        bool is_last = separator.len ? piece == rest.len : false;

        if (!gl_tf_spend(call->eval, call->span, 1))
            return false;
        *GL_PUSH(call->eval->arena, items, len, capacity) =
            gl_tf_text_value(call, gl_str_slice(rest, 0, piece));
        if (is_last)
            break;
        rest = gl_str_from(rest, piece + separator.len);
    }
    return gl_tf_return_list(call, &gl_tf_string, items, len, ret_value);
}

bool gl_tf_strrev(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str rest = gl_tf_argument_text(call, 0);
    char *reversed;
    size_t end = rest.len;

    if (!gl_tf_afford(call, 0, rest.len))
        return false;
    reversed = gl_arena_alloc(call->eval->arena, rest.len + 1, 1);
    while (rest.len) {
        size_t cluster = gl_grapheme_len(rest);

        end -= cluster;
        memcpy(reversed + end, rest.ptr, cluster);
        rest = gl_str_from(rest, cluster);
    }
    return gl_tf_return_text(call, (struct gl_str){reversed, gl_tf_argument_text(call, 0).len}, ret_value);
}

/* The text behind `count` clusters. */
static struct gl_str skip_clusters(struct gl_str text, int64_t count)
{
    for (; text.len && count > 0; count--)
        text = gl_str_from(text, gl_grapheme_len(text));
    return text;
}

bool gl_tf_substr(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0);
    int64_t offset, length;

    if (!gl_tf_argument_i64(call, 1, &offset) || !gl_tf_argument_i64(call, 2, &length) ||
        !gl_tf_afford(call, 0, text.len))
        return false;
    /* a length of 0 behind a negative offset takes all that is left, as Terraform does */
    if (offset < 0)
        offset += (int64_t)gl_grapheme_count(text);
    else if (length == 0)
        return gl_tf_return_text(call, GL_STR(""), ret_value);
    text = skip_clusters(text, offset);
    if (length > 0)
        text.len -= skip_clusters(text, length).len;
    return gl_tf_return_text(call, text, ret_value);
}

static bool is_word_separator(uint32_t code_point)
{
    if (code_point < 0x80)
        return !((code_point >= '0' && code_point <= '9') || (code_point >= 'a' && code_point <= 'z') ||
                 (code_point >= 'A' && code_point <= 'Z') || code_point == '_');
    return gl_unicode_is_space(code_point);
}

bool gl_tf_title(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str rest = gl_tf_argument_text(call, 0);
    uint32_t before = ' ';
    struct gl_buf out;

    if (!gl_tf_afford(call, 0, rest.len))
        return false;
    gl_buf_init(&out);
    while (rest.len) {
        size_t len;
        uint32_t code_point = gl_unicode_first(rest, &len);
        char bytes[4];

        if (is_word_separator(before))
            gl_buf_add(&out, (struct gl_str){bytes, gl_utf8_encode(gl_unicode_title(code_point), bytes)});
        else
            gl_buf_add(&out, gl_str_slice(rest, 0, len));
        before = code_point;
        rest = gl_str_from(rest, len);
    }
    return gl_tf_return_buffer(call, &out, ret_value);
}
