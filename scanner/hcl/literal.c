/* The text that a literal stands for: escapes of quoted strings, and $${ and %%{ everywhere. */
#include "base/utf8.h"
#include "hcl/parser.h"

struct decoding {
    struct gl_hcl_parser *parser;
    const char *begin; /* of the token */
    uint32_t offset;   /* of the token in the text */
    char *out;
    size_t len;
};

static void bad_escape(struct decoding *decoding, const char *from, const char *to, const char *reason)
{
    uint32_t begin = decoding->offset + (uint32_t)(from - decoding->begin);

    gl_hcl_mistake_range(decoding->parser, begin, begin + (uint32_t)(to - from),
                         "the escapes are \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN",
                         "Invalid escape sequence: %s", reason);
    decoding->parser->has_bad_text = true;
}

/* At \u or \U; answers where it ends. */
static const char *unicode_escape(struct decoding *decoding, const char *at, const char *end)
{
    size_t wanted = at[1] == 'u' ? 4 : 8;
    const char *next = at + 2;
    uint32_t code = 0;
    char bytes[4];
    size_t len;

    while (next < end && (size_t)(next - at) < wanted + 2 && gl_hex_value(*next) >= 0) {
        code = code << 4 | (uint32_t)gl_hex_value(*next);
        next++;
    }
    if ((size_t)(next - at) < wanted + 2) {
        bad_escape(decoding, at, next,
                   wanted == 4 ? "\\u needs four hexadecimal digits" : "\\U needs eight hexadecimal digits");
        return next;
    }
    if ((code >= 0xd800 && code < 0xe000) || code > 0x10ffff) {
        bad_escape(decoding, at, next, "there is no such character");
        return next;
    }
    len = gl_utf8_encode(code, bytes);
    memcpy(decoding->out + decoding->len, bytes, len);
    decoding->len += len;
    return next;
}

/* At a backslash; answers where the escape ends. */
static const char *escape(struct decoding *decoding, const char *at, const char *end)
{
    static const char plain_of[128] = {['n'] = '\n', ['r'] = '\r', ['t'] = '\t', ['"'] = '"', ['\\'] = '\\'};
    unsigned char c = at + 1 < end ? (unsigned char)at[1] : 0;

    if (c == 'u' || c == 'U')
        return unicode_escape(decoding, at, end);
    if (c < sizeof plain_of && plain_of[c]) {
        decoding->out[decoding->len++] = plain_of[c];
        return at + 2;
    }
    at += 1;
    bad_escape(decoding, at - 1,
               at + (at < end ? gl_utf8_len((const unsigned char *)at, (size_t)(end - at)) : 0),
               "this is none");
    return at;
}

struct gl_str gl_hcl_decode(struct gl_hcl_parser *parser, const struct gl_hcl_token *token)
{
    struct gl_str raw = gl_hcl_token_text(parser, token);
    bool is_quoted = gl_hcl_kind(token) == GL_HCL_QUOTED_ESCAPED;
    struct decoding decoding = {.parser = parser, .begin = raw.ptr, .offset = token->begin};
    const char *at = raw.ptr, *end = raw.ptr + raw.len;

    if (gl_hcl_kind(token) == GL_HCL_QUOTED || gl_hcl_kind(token) == GL_HCL_LINE)
        return raw;
    if (raw.len == 3 && (raw.ptr[0] == '$' || raw.ptr[0] == '%') && raw.ptr[2] == '{')
        return gl_str_from(raw, 1); /* $${ */
    gl_assert(is_quoted);
    decoding.out = gl_arena_alloc(parser->text->arena, raw.len + 1, 1);
    while (at < end) {
        const char *next = memchr(at, '\\', (size_t)(end - at));

        next = next ? next : end;
        memcpy(decoding.out + decoding.len, at, (size_t)(next - at));
        decoding.len += (size_t)(next - at);
        at = next < end ? escape(&decoding, next, end) : end;
    }
    return (struct gl_str){decoding.out, decoding.len};
}
