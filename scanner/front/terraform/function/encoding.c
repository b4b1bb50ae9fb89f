#include "base/utf8.h"
#include "front/terraform/function/charset.h"
#include "front/terraform/function/digest.h"
#include "front/terraform/function/library.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct gl_str gl_tf_base64(struct gl_arena *arena, struct gl_str bytes)
{
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    char *out = gl_arena_alloc(arena, (bytes.len + 2) / 3 * 4 + 1, 1);
    size_t len = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group =
            (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);

        out[len++] = alphabet[group >> 18];
        out[len++] = alphabet[group >> 12 & 63];
        out[len++] = (char)(left > 1 ? alphabet[group >> 6 & 63] : '=');
        out[len++] = (char)(left > 2 ? alphabet[group & 63] : '=');
    }
    return (struct gl_str){out, len};
}

static int base64_digit(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;

    return at ? (int)(at - alphabet) : -1;
}

static size_t skip_line_ends(struct gl_str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == '\n' || text.ptr[at] == '\r'))
        at++;
    return at;
}

/* After `digits` digits of a group of four (2 or 3): "==" or "=", and then nothing. */
static bool is_padding(struct gl_str text, size_t *at, size_t digits)
{
    for (; digits < 4; digits++) {
        *at = skip_line_ends(text, *at);
        if (*at >= text.len || text.ptr[*at] != '=')
            return false;
        *at += 1;
    }
    *at = skip_line_ends(text, *at);
    return *at == text.len;
}

bool gl_tf_unbase64(struct gl_arena *arena, struct gl_str text, struct gl_str *ret_bytes, size_t *ret_at)
{
    char *out = gl_arena_alloc(arena, text.len / 4 * 3 + 4, 1);
    size_t len = 0, digits = 0, at = skip_line_ends(text, 0);
    uint32_t group = 0;

    for (; at < text.len; at = skip_line_ends(text, at + 1)) {
        int digit = base64_digit(text.ptr[at]);

        if (digit < 0)
            break;
        group = group << 6 | (uint32_t)digit;
        if (++digits < 4)
            continue;
        out[len++] = (char)(group >> 16);
        out[len++] = (char)(group >> 8);
        out[len++] = (char)group;
        digits = 0;
        group = 0;
    }
    *ret_at = at;
    if (digits == 0 && at == text.len) {
        *ret_bytes = (struct gl_str){out, len};
        return true;
    }
    if (digits < 2 || !is_padding(text, ret_at, digits))
        return false;
    group <<= 6 * (4 - digits);
    out[len++] = (char)(group >> 16);
    if (digits == 3)
        out[len++] = (char)(group >> 8);
    *ret_bytes = (struct gl_str){out, len};
    return true;
}

bool gl_tf_base64encode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0);

    return gl_tf_afford(call, 0, text.len + text.len / 3) &&
           gl_tf_return_text(call, gl_tf_base64(call->eval->arena, text), ret_value);
}

bool gl_tf_base64decode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), bytes;
    size_t at;

    if (!gl_tf_afford(call, 0, text.len))
        return false;
    if (!gl_tf_unbase64(call->eval->arena, text, &bytes, &at))
        return gl_tf_fail_function(call, "failed to decode base64 data \"%.*s\"", GL_STR_ARG(text));
    if (gl_utf8_check(bytes).invalid_at != GL_STR_NONE)
        return gl_tf_fail_function(call, "the result of decoding the provided string is not valid UTF-8");
    return gl_tf_return_text(call, bytes, ret_value);
}

static bool find_charset(const struct gl_tf_call *call, const struct gl_tf_charset **ret_charset)
{
    *ret_charset = gl_tf_find_charset(gl_tf_argument_text(call, 1));
    return *ret_charset ||
           gl_tf_fail_argument(call, 1,
                               "\"%.*s\" is not a supported IANA encoding name or alias in this "
                               "Terraform version",
                               GL_STR_ARG(gl_tf_argument_text(call, 1)));
}

bool gl_tf_textencodebase64(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), bytes;
    const struct gl_tf_charset *charset;

    if (!find_charset(call, &charset) || !gl_tf_afford(call, 0, 2 * text.len))
        return false;
    if (!gl_tf_charset_is_known(charset))
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (!gl_tf_charset_encode(charset, call->eval->arena, text, &bytes))
        return gl_tf_fail_argument(call, 0,
                                   "the given string contains characters that cannot be represented in %s",
                                   gl_tf_charset_name(charset));
    return gl_tf_return_text(call, gl_tf_base64(call->eval->arena, bytes), ret_value);
}

bool gl_tf_textdecodebase64(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0), bytes, decoded;
    const struct gl_tf_charset *charset;
    size_t at;

    if (!find_charset(call, &charset) || !gl_tf_afford(call, 0, 3 * text.len))
        return false;
    if (!gl_tf_unbase64(call->eval->arena, text, &bytes, &at))
        return gl_tf_fail_argument(call, 0, "the given value is has an invalid base64 symbol at offset %zu",
                                   at);
    if (!gl_tf_charset_is_known(charset))
        return gl_tf_return_because(call, GL_WHY_UNSUPPORTED, ret_value);
    if (!gl_tf_charset_decode(charset, call->eval->arena, bytes, &decoded))
        return gl_tf_fail_argument(call, 0, "the given string contains symbols that are not defined for %s",
                                   gl_tf_charset_name(charset));
    return gl_tf_return_text(call, decoded, ret_value);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

bool gl_tf_urlencode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_str text = gl_tf_argument_text(call, 0);
    struct gl_buf out;

    if (!gl_tf_afford(call, 0, text.len))
        return false;
    gl_buf_init(&out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (is_unreserved(text.ptr[i]))
            gl_buf_add_char(&out, text.ptr[i]);
        else if (c == ' ')
            gl_buf_add_char(&out, '+');
        else
            gl_buf_printf(&out, "%%%02X", c);
    }
    return gl_tf_return_buffer(call, &out, ret_value);
}
