#include "hcl/json_text.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { ESCAPE = 6 }; /* bytes of \uXXXX */

static uint32_t hex4(const char *at)
{
    uint32_t code = 0;

    for (int i = 0; i < 4; i++)
        code = code << 4 | (uint32_t)gl_hex_value(at[i]);
    return code;
}

/* Bytes of a valid escape as it is written, and of what it means (RFC 8259, section 7). */
static void measure(const char *at, const char *end, uint32_t *ret_written, uint32_t *ret_meant)
{
    uint32_t code;

    *ret_written = 2;
    *ret_meant = 1;
    if (at[1] != 'u')
        return;
    code = hex4(at + 2);
    *ret_written = ESCAPE;
    *ret_meant = code < 0x80 ? 1 : code < 0x800 ? 2 : 3; /* half of a pair is U+FFFD, three bytes as well */
    if (code >= 0xd800 && code < 0xdc00 && end - at >= (ptrdiff_t)2 * ESCAPE && at[ESCAPE] == '\\' &&
        at[ESCAPE + 1] == 'u') {
        code = hex4(at + ESCAPE + 2);
        if (code >= 0xdc00 && code < 0xe000) {
            *ret_written = 2 * ESCAPE;
            *ret_meant = 4;
        }
    }
}

static void find_shifts(struct gl_buf *shifts, struct gl_str raw, uint32_t begin)
{
    struct gl_hcl_shift shift = {0, begin};
    const char *at = raw.ptr, *end = raw.ptr + raw.len;

    gl_buf_add(shifts, (struct gl_str){(const char *)&shift, sizeof shift});
    while (at < end) {
        const char *next = memchr(at, '\\', (size_t)(end - at));
        uint32_t written, meant;

        if (!next)
            return;
        measure(next, end, &written, &meant);
        shift.text += (uint32_t)(next - at) + meant;
        shift.source += (uint32_t)(next - at) + written;
        gl_buf_add(shifts, (struct gl_str){(const char *)&shift, sizeof shift});
        at = next + written;
    }
}

const struct gl_hcl_expr *gl_hcl_json_string(struct gl_hcl_text *json, struct gl_str content,
                                             struct gl_span span,
                                             const struct gl_hcl_expr *(*parse)(struct gl_hcl_text *text))
{
    struct gl_hcl_text *text = GL_NEW(json->arena, struct gl_hcl_text);
    struct gl_buf shifts;
    const struct gl_hcl_expr *expr;

    gl_buf_init(&shifts);
    find_shifts(&shifts, gl_str_slice(json->source->text, span.begin + 1, span.end - 1), span.begin + 1);
    *text = *json;
    text->bytes = content;
    text->shifts = (const struct gl_hcl_shift *)(const void *)shifts.ptr;
    text->shift_len = shifts.len / sizeof *text->shifts;
    text->is_ascii = gl_utf8_check(content).is_ascii;
    expr = parse(text);
    gl_buf_free(&shifts);
    return expr;
}
