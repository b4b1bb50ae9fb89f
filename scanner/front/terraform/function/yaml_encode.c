#include "base/limits.h"
#include "base/unicode.h"
#include "front/terraform/function/library.h"

/* YAML as Terraform writes it: keys and one-line texts in double quotes, texts of several lines as literal
 * blocks where that is possible, lists under a key not indented. */
enum place { ROOT, ITEM, MEMBER };
enum { STEP = 2, WIDTH = 80, LONGEST_SIMPLE_KEY = 128 };

static void add_node(struct gl_buf *out, const struct gl_tf_value *value, size_t indent, enum place place);

static void add_spaces(struct gl_buf *out, size_t count)
{
    while (count--)
        gl_buf_add_char(out, ' ');
}

/* Whether the writer of Terraform shows a character as it is; tabs, and what is beyond 16 bits, it does not.
 */
static bool is_printable(uint32_t c)
{
    return c == '\n' || (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c < 0xfffe && c != 0xfeff);
}

static bool is_break(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static void add_escape(struct gl_buf *out, uint32_t c)
{
    static const char from[] = "\a\b\t\n\v\f\r\x1b\"\\", to[] = "abtnvfre\"\\";
    const char *found = c && c < 0x80 ? strchr(from, (int)c) : NULL;

    if (found)
        gl_buf_printf(out, "\\%c", to[found - from]);
    else if (c == 0x85)
        gl_buf_add(out, GL_STR("\\N"));
    else if (c == 0x2028 || c == 0x2029)
        gl_buf_printf(out, "\\%c", c == 0x2028 ? 'L' : 'P');
    else if (c == 0)
        gl_buf_add(out, GL_STR("\\0"));
    else
        gl_buf_printf(out, c <= 0xff ? "\\x%02X" : c <= 0xffff ? "\\u%04X" : "\\U%08X", (unsigned)c);
}

static size_t column_of(const struct gl_buf *out)
{
    size_t column = 0;

    for (size_t i = out->len; i > 0 && out->ptr[i - 1] != '\n'; i--)
        column += ((unsigned char)out->ptr[i - 1] & 0xc0) != 0x80;
    return column;
}

/* A long text goes on in the next line at a space, if the place allows it; a space that would then be lost at
 * the beginning of that line is held by a backslash. */
static void add_quoted(struct gl_buf *out, struct gl_str text, size_t indent, bool may_fold)
{
    struct gl_str rest = text;
    size_t column = column_of(out) + 1;
    bool was_space = false;

    gl_buf_add_char(out, '"');
    while (rest.len) {
        size_t len, before = out->len;
        uint32_t c = gl_unicode_first(rest, &len);

        if (c == ' ' && may_fold && !was_space && column > WIDTH && rest.len != text.len && rest.len > 1) {
            gl_buf_add_char(out, '\n');
            add_spaces(out, indent + STEP);
            if (rest.ptr[1] == ' ')
                gl_buf_add_char(out, '\\');
            column = column_of(out);
        } else if (!is_printable(c) || is_break(c) || c == '"' || c == '\\') {
            add_escape(out, c);
            column += out->len - before;
        } else {
            gl_buf_add(out, gl_str_slice(rest, 0, len));
            column++;
        }
        was_space = c == ' ';
        rest = gl_str_from(rest, len);
    }
    gl_buf_add_char(out, '"');
}

/* Whether a text of several lines can be a literal block. */
static bool is_literal(struct gl_str text)
{
    uint32_t before = 0;

    if (gl_str_find_char(text, '\n') == GL_STR_NONE || text.ptr[text.len - 1] == ' ')
        return false;
    while (text.len) {
        size_t len;
        uint32_t c = gl_unicode_first(text, &len);

        if (!is_printable(c) || (is_break(c) && before == ' '))
            return false;
        before = c;
        text = gl_str_from(text, len);
    }
    return true;
}

static void add_literal(struct gl_buf *out, struct gl_str text, size_t indent)
{
    struct gl_str line;

    gl_buf_add_char(out, '|');
    if (text.ptr[0] == ' ' || text.ptr[0] == '\n')
        gl_buf_printf(out, "%d", STEP);
    if (text.ptr[text.len - 1] != '\n')
        gl_buf_add_char(out, '-');
    else if (text.len == 1 || text.ptr[text.len - 2] == '\n')
        gl_buf_add_char(out, '+');
    gl_buf_add_char(out, '\n');
    if (text.ptr[text.len - 1] == '\n')
        text.len--;
    if (text.len == 0)
        gl_buf_add_char(out, '\n');
    while (text.len) {
        size_t end = gl_str_find_char(text, '\n');

        line = gl_str_slice(text, 0, end);
        if (line.len)
            add_spaces(out, indent + STEP);
        gl_buf_add(out, line);
        gl_buf_add_char(out, '\n');
        if (end == GL_STR_NONE)
            break;
        text = gl_str_from(text, end + 1);
        if (text.len == 0)
            gl_buf_add_char(out, '\n');
    }
}

static void add_scalar(struct gl_buf *out, const struct gl_tf_value *value, size_t indent, enum place place)
{
    if (gl_tf_is_known(value) && value->kind == GL_TF_STRING && is_literal(value->u.text)) {
        add_literal(out, value->u.text, indent);
        return;
    }
    if (gl_tf_is_known(value) && value->kind == GL_TF_STRING) {
        add_quoted(out, value->u.text, indent, true);
        gl_buf_add_char(out, '\n');
        return;
    }
    gl_tf_print_json(out, value);
    /* a plain text at the root might go on, so it is said that it does not */
    gl_buf_add(out, place == ROOT ? GL_STR("\n...\n") : GL_STR("\n"));
}

static void add_items(struct gl_buf *out, const struct gl_tf_value *value, size_t indent, bool is_inline)
{
    for (size_t i = 0; i < value->u.list.len; i++) {
        add_spaces(out, is_inline && i == 0 ? 0 : indent);
        gl_buf_add(out, GL_STR("- "));
        add_node(out, &value->u.list.items[i], indent, ITEM);
    }
}

static void add_members(struct gl_buf *out, const struct gl_tf_value *value, size_t indent, bool is_inline)
{
    for (size_t i = 0; i < value->u.map.len; i++) {
        const struct gl_tf_member *member = &value->u.map.members[i];

        add_spaces(out, is_inline && i == 0 ? 0 : indent);
        if (is_literal(member->key) || member->key.len > LONGEST_SIMPLE_KEY) {
            struct gl_tf_value key = gl_tf_make_string(member->key, member->key_span);

            gl_buf_add(out, GL_STR("? "));
            add_scalar(out, &key, indent, MEMBER);
            add_spaces(out, indent);
            gl_buf_add(out, GL_STR(": "));
            add_node(out, &member->value, indent, ITEM);
            continue;
        }
        add_quoted(out, member->key, indent, false);
        gl_buf_add_char(out, ':');
        add_node(out, &member->value, indent, MEMBER);
    }
}

/* Behind "- " or "key:"; ends with a line end. Depth is that of types, which is bounded. */
static void add_node(struct gl_buf *out, const struct gl_tf_value *value, size_t indent, enum place place)
{
    bool is_list = gl_tf_is_known_sequence(value), is_map = gl_tf_is_known_map(value);
    bool is_block = (is_list && value->u.list.len) || (is_map && value->u.map.len);
    size_t inner = place == ROOT || (place == MEMBER && is_list) ? indent : indent + STEP;

    if (out->len > GL_MAX_STRING) /* too much already: the caller sees it */
        return;
    if (place == MEMBER)
        gl_buf_add_char(out, is_block ? '\n' : ' ');
    if (!is_block && (is_list || is_map))
        gl_buf_add(out, is_list ? GL_STR("[]\n") : GL_STR("{}\n"));
    else if (is_list)
        add_items(out, value, inner, place == ITEM);
    else if (is_map)
        add_members(out, value, inner, place == ITEM);
    else
        add_scalar(out, value, indent, place);
}

bool gl_tf_yamlencode(const struct gl_tf_call *call, struct gl_tf_value *ret_value)
{
    struct gl_buf out;

    gl_buf_init(&out);
    add_node(&out, call->args, 0, ROOT);
    if (out.len > GL_MAX_STRING) {
        size_t len = out.len;

        gl_buf_free(&out);
        return gl_tf_afford(call, 0, len);
    }
    return gl_tf_return_buffer(call, &out, ret_value);
}
