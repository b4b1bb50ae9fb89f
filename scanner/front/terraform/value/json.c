#include "base/buf.h"
#include "base/utf8.h"
#include "front/terraform/value/number.h"

/* What jsonencode writes as \uXXXX besides control characters: < > & and the line and paragraph separators.
 */
static size_t escaped_len(struct gl_str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];

    if (c == '<' || c == '>' || c == '&')
        return 1;
    if (c == 0xe2 && at + 2 < text.len && text.ptr[at + 1] == '\x80' &&
        (text.ptr[at + 2] == '\xa8' || text.ptr[at + 2] == '\xa9'))
        return 3;
    return 0;
}

static void print_text(struct gl_buf *out, struct gl_str text)
{
    size_t plain = 0, at = 0;

    gl_buf_reserve(out, text.len + 2);
    gl_buf_add_char(out, '"');
    while (at < text.len) {
        unsigned char c = (unsigned char)text.ptr[at];
        size_t escaped = escaped_len(text, at);

        if (!escaped && c >= 0x20 && c != '"' && c != '\\') {
            at++;
            continue;
        }
        gl_buf_add(out, gl_str_slice(text, plain, at));
        if (escaped == 3)
            gl_buf_printf(out, "\\u202%c", text.ptr[at + 2] == '\xa8' ? '8' : '9');
        else
            gl_buf_add_json_escape(out, c);
        at += escaped ? escaped : 1;
        plain = at;
    }
    gl_buf_add(out, gl_str_from(text, plain));
    gl_buf_add_char(out, '"');
}

static void print_number(struct gl_buf *out, const struct gl_tf_value *value)
{
    struct gl_arena scratch = {0};

    gl_buf_add(out, gl_tf_number_text(&scratch, value));
    gl_arena_free(&scratch);
}

static void print_list(struct gl_buf *out, const struct gl_tf_value *value)
{
    gl_buf_add_char(out, '[');
    for (size_t i = 0; i < value->u.list.len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        gl_tf_print_json(out, &value->u.list.items[i]);
    }
    gl_buf_add_char(out, ']');
}

static void print_map(struct gl_buf *out, const struct gl_tf_value *value)
{
    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < value->u.map.len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        print_text(out, value->u.map.members[i].key);
        gl_buf_add_char(out, ':');
        gl_tf_print_json(out, &value->u.map.members[i].value);
    }
    gl_buf_add_char(out, '}');
}

void gl_tf_print_json(struct gl_buf *out, const struct gl_tf_value *value)
{
    if (value->state == GL_TF_UNKNOWN) {
        gl_buf_add(out, GL_STR("{\"__unknown__\":true}"));
        return;
    }
    if (value->state == GL_TF_NULL) {
        gl_buf_add(out, GL_STR("null"));
        return;
    }
    switch ((enum gl_tf_kind)value->kind) {
    case GL_TF_STRING:
        print_text(out, value->u.text);
        return;
    case GL_TF_NUMBER:
        print_number(out, value);
        return;
    case GL_TF_BOOL:
        gl_buf_add(out, value->u.boolean ? GL_STR("true") : GL_STR("false"));
        return;
    case GL_TF_LIST:
    case GL_TF_SET:
    case GL_TF_TUPLE:
        print_list(out, value);
        return;
    case GL_TF_MAP:
    case GL_TF_OBJECT:
        print_map(out, value);
        return;
    case GL_TF_DYNAMIC:
        return;
    }
}
