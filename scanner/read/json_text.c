/* JSON inside of a text of a template: a policy document, container definitions. Parts of the text that are
 * not known stay what they are, as values or as parts of texts. */
#include "base/buf.h"
#include "read/read.h"

/* What stands for part N while the text is parsed: MARK N MARK. No editor writes this character, and where it
 * is written all the same it can only repeat a part. */
enum { MARK = 0x7f, MAX_PARTS = 4096 };

struct assembly {
    struct gl_arena *arena;
    const struct gl_value *concat;
    struct gl_buf text;
    bool is_inside; /* of a JSON string, where the text ends now */
};

static void add_known(struct assembly *assembly, struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        gl_buf_add_char(&assembly->text, c);
        if (c == '\\' && assembly->is_inside && i + 1 < text.len)
            gl_buf_add_char(&assembly->text, text.ptr[++i]);
        else if (c == '"')
            assembly->is_inside = !assembly->is_inside;
    }
}

static void assemble(struct assembly *assembly)
{
    for (size_t i = 0; i < assembly->concat->u.list.len; i++) {
        const struct gl_value *part = &assembly->concat->u.list.items[i];
        const char *quote = assembly->is_inside ? "" : "\"";
        struct gl_str text;

        if (!(part->flags & GL_VALUE_SECRET) && gl_value_text(part, &text))
            add_known(assembly, text);
        else
            gl_buf_printf(&assembly->text, "%s%c%zu%c%s", quote, MARK, i, MARK, quote);
    }
}

/* The mark at the begin of `rest` is cut off; false: it is none. */
static bool cut_mark(const struct assembly *assembly, struct gl_str *rest, const struct gl_value **ret_part)
{
    size_t number = 0, at = 1;

    while (at < rest->len && rest->ptr[at] >= '0' && rest->ptr[at] <= '9' && number < MAX_PARTS)
        number = number * 10 + (size_t)(rest->ptr[at++] - '0');
    if (at == 1 || at >= rest->len || rest->ptr[at] != MARK || number >= assembly->concat->u.list.len)
        return false;
    *ret_part = &assembly->concat->u.list.items[number];
    *rest = gl_str_from(*rest, at + 1);
    return true;
}

static struct gl_value restore(const struct assembly *assembly, const struct gl_value *value)
{
    struct gl_str rest = value->u.str;
    struct gl_value made = {.type = GL_CONCAT, .style = GL_COMPUTED, .span = value->span};
    size_t capacity = 0;

    while (rest.len) {
        size_t mark = gl_str_find_char(rest, MARK);
        struct gl_str known = gl_str_slice(rest, 0, mark == GL_STR_NONE ? rest.len : mark);
        const struct gl_value *part = NULL;

        rest = gl_str_from(rest, known.len);
        if (rest.len && !cut_mark(assembly, &rest, &part)) {
            known = (struct gl_str){known.ptr, known.len + 1};
            rest = gl_str_from(rest, 1);
        }
        if (known.len)
            *GL_PUSH(assembly->arena, made.u.list.items, made.u.list.len, capacity) =
                gl_value_string(known, value->span);
        if (part)
            *GL_PUSH(assembly->arena, made.u.list.items, made.u.list.len, capacity) = *part;
    }
    return made.u.list.len == 1 ? made.u.list.items[0] : made;
}

/* A key that is not wholly known has "?" where it is not. */
static struct gl_str restore_key(const struct assembly *assembly, struct gl_str key)
{
    struct gl_str rest = key, made;
    const struct gl_value *part;
    struct gl_buf text;

    if (gl_str_find_char(key, MARK) == GL_STR_NONE)
        return key;
    gl_buf_init(&text);
    while (rest.len) {
        if (rest.ptr[0] == MARK && cut_mark(assembly, &rest, &part)) {
            gl_buf_add_char(&text, '?');
            continue;
        }
        gl_buf_add_char(&text, rest.ptr[0]);
        rest = gl_str_from(rest, 1);
    }
    made = gl_arena_copy(assembly->arena, gl_buf_str(&text));
    gl_buf_free(&text);
    return made;
}

/* The reader bounds the depth. */
static void restore_all(const struct assembly *assembly, struct gl_value *value)
{
    for (size_t i = 0; value->type == GL_LIST && i < value->u.list.len; i++)
        restore_all(assembly, &value->u.list.items[i]);
    for (size_t i = 0; value->type == GL_MAP && i < value->u.map.len; i++) {
        struct gl_member *member = &value->u.map.members[i];

        member->key = restore_key(assembly, member->key);
        restore_all(assembly, &member->value);
    }
    if (value->type == GL_STRING && gl_str_find_char(value->u.str, MARK) != GL_STR_NONE)
        *value = restore(assembly, value);
}

static bool read_text(struct gl_arena *arena, const struct gl_value *value, struct gl_str text,
                      struct gl_value *ret_root)
{
    struct gl_source source = {.id = value->span.source, .is_read = true, .text = text};
    struct gl_read_options options = {.duplicate_key = GL_DIAG_NOTE};
    struct gl_str begin = gl_str_trim(text);
    struct gl_diags diags;

    if (begin.len == 0 || (begin.ptr[0] != '{' && begin.ptr[0] != '['))
        return false;
    gl_diags_init(&diags, arena);
    if (gl_read_json(&source, arena, &options, ret_root, &diags) != GL_OK)
        return false;
    gl_value_move_spans(ret_root, value->span);
    return true;
}

bool gl_read_json_text(struct gl_arena *arena, const struct gl_value *value, struct gl_value *ret_root)
{
    struct assembly assembly = {.arena = arena, .concat = value};
    struct gl_str text;

    if (gl_value_is(value, GL_STRING))
        return read_text(arena, value, value->u.str, ret_root);
    if (!gl_value_is(value, GL_CONCAT) || value->u.list.len > MAX_PARTS)
        return false;
    gl_buf_init(&assembly.text);
    assemble(&assembly);
    text = gl_arena_copy(arena, gl_buf_str(&assembly.text));
    gl_buf_free(&assembly.text);
    if (!read_text(arena, value, text, ret_root))
        return false;
    restore_all(&assembly, ret_root);
    return true;
}
