#include "graph/setting_text.h"

#include "base/buf.h"
#include "base/limits.h"

enum { GAP = 1 }; /* stands for a part that is not known, in the text of a CONCAT */

struct reader {
    struct gl_arena *arena;
    const struct gl_value *value; /* STRING, NUMBER, BOOL or CONCAT */
    struct gl_str text;           /* with a GAP for each part that is not known */
    const struct gl_value **gaps;
    size_t gap_len;
    const char *counted; /* parts are made from left to right: gaps before this place */
    size_t gaps_before;
    struct gl_value made; /* LIST */
    size_t capacity;
};

static void add(struct reader *reader, struct gl_value value)
{
    *GL_PUSH(reader->arena, reader->made.u.list.items, reader->made.u.list.len, reader->capacity) = value;
}

static void add_known(struct gl_buf *out, struct gl_str text)
{
    struct gl_str part;

    for (size_t told = 0; gl_str_cut(&text, GAP, &part); told++) {
        if (told)
            gl_buf_add_char(out, '?');
        gl_buf_add(out, part);
    }
}

static bool has_gap(const struct reader *reader, struct gl_str part)
{
    return reader->gaps && gl_str_find_char(part, GAP) != GL_STR_NONE;
}

/* Fills text and gaps. */
static void flatten(struct reader *reader)
{
    const struct gl_value *value = reader->value;
    struct gl_buf out;
    size_t capacity = 0;

    if (value->type != GL_CONCAT) {
        gl_value_text(value, &reader->text);
        return;
    }
    gl_buf_init(&out);
    for (size_t i = 0; i < value->u.list.len; i++) {
        const struct gl_value *part = &value->u.list.items[i];
        struct gl_str text;

        if (gl_value_text(part, &text)) {
            add_known(&out, text);
            continue;
        }
        gl_buf_add_char(&out, GAP);
        *GL_PUSH(reader->arena, reader->gaps, reader->gap_len, capacity) = part;
    }
    reader->text = gl_arena_copy(reader->arena, gl_buf_str(&out));
    gl_buf_free(&out);
}

/* An annotation is text; what it says may be a number or a Boolean. */
static struct gl_value plain(struct gl_value value)
{
    if (value.type == GL_STRING)
        value.style = GL_PLAIN;
    return value;
}

/* A part of the text: a STRING, the one value that it is, or a CONCAT. */
static struct gl_value part_of(struct reader *reader, struct gl_str part)
{
    struct gl_value made = {.type = GL_CONCAT, .style = GL_COMPUTED, .span = reader->value->span};
    size_t gap, begin = 0, capacity = 0;

    if (!has_gap(reader, part))
        return plain(gl_value_string(part, reader->value->span));
    for (; reader->counted < part.ptr; reader->counted++)
        reader->gaps_before += *reader->counted == GAP;
    gap = reader->gaps_before;
    gl_assert(gap < reader->gap_len);
    if (part.len == 1)
        return *reader->gaps[gap];
    for (size_t i = 0; i <= part.len; i++) {
        if (i < part.len && part.ptr[i] != GAP)
            continue;
        if (i > begin)
            *GL_PUSH(reader->arena, made.u.list.items, made.u.list.len, capacity) =
                gl_value_string(gl_str_slice(part, begin, i), reader->value->span);
        if (i < part.len && gap < reader->gap_len)
            *GL_PUSH(reader->arena, made.u.list.items, made.u.list.len, capacity) = *reader->gaps[gap++];
        begin = i + 1;
    }
    return made;
}

static struct gl_value pair(struct gl_arena *arena, struct gl_str first, struct gl_value first_value,
                            struct gl_str second, struct gl_value second_value)
{
    struct gl_member *members = GL_NEW_ARRAY(arena, struct gl_member, 2);
    struct gl_value made = {.type = GL_MAP, .style = GL_COMPUTED, .span = second_value.span};

    members[0] = (struct gl_member){first, first_value.span, first_value};
    members[1] = (struct gl_member){second, second_value.span, second_value};
    made.u.map.members = members;
    made.u.map.len = 2;
    return made;
}

static void read_list(struct reader *reader, bool is_map)
{
    struct gl_str rest = reader->text, part;

    while (gl_str_cut(&rest, ',', &part)) {
        size_t equals;

        part = gl_str_trim(part);
        if (!part.len)
            continue;
        if (!is_map) {
            add(reader, part_of(reader, part));
            continue;
        }
        equals = gl_str_find_char(part, '=');
        if (equals == GL_STR_NONE) { /* a part that is not known may hold a key and more */
            if (has_gap(reader, part))
                add(reader, part_of(reader, part));
            continue;
        }
        add(reader,
            pair(reader->arena, GL_STR("Key"), part_of(reader, gl_str_trim(gl_str_slice(part, 0, equals))),
                 GL_STR("Value"), part_of(reader, gl_str_trim(gl_str_from(part, equals + 1)))));
    }
}

/* ---- listen-ports ---- */

static bool take(struct gl_str *rest, char wanted)
{
    *rest = gl_str_trim(*rest);
    if (!rest->len || rest->ptr[0] != wanted)
        return false;
    *rest = gl_str_from(*rest, 1);
    return true;
}

/* "HTTPS": 443 */
static bool take_port(struct reader *reader, struct gl_str *rest)
{
    struct gl_str protocol;
    size_t end, digits = 0;

    if (!take(rest, '"') || (end = gl_str_find_char(*rest, '"')) == GL_STR_NONE)
        return false;
    protocol = gl_str_slice(*rest, 0, end);
    *rest = gl_str_from(*rest, end + 1);
    if (!take(rest, ':'))
        return false;
    *rest = gl_str_trim(*rest);
    while (digits < rest->len && gl_is_digit(rest->ptr[digits]))
        digits++;
    if (digits == 0)
        return false;
    add(reader,
        gl_setting_listener(reader->arena, protocol, gl_str_slice(*rest, 0, digits), reader->value->span));
    *rest = gl_str_from(*rest, digits);
    return true;
}

static bool read_ports(struct reader *reader)
{
    struct gl_str rest = reader->text;

    if (!take(&rest, '['))
        return false;
    do {
        if (!take(&rest, '{'))
            return false;
        do {
            if (!take_port(reader, &rest))
                return false;
        } while (take(&rest, ','));
        if (!take(&rest, '}'))
            return false;
    } while (take(&rest, ','));
    return take(&rest, ']') && !gl_str_trim(rest).len;
}

struct gl_value gl_setting_listener(struct gl_arena *arena, struct gl_str protocol, struct gl_str port,
                                    struct gl_span span)
{
    struct gl_value number = {.type = GL_NUMBER, .style = GL_COMPUTED, .span = span, .u.str = port};

    return pair(arena, GL_STR("protocol"), gl_value_string(protocol, span), GL_STR("port"), number);
}

/* ---- all shapes ---- */

static struct gl_value read_choice(struct gl_arena *arena, const struct gl_value *value,
                                   enum gl_setting_shape shape)
{
    struct gl_choice *made = GL_NEW(arena, struct gl_choice);
    struct gl_value copy = *value;

    *made = *value->u.choice;
    made->arms = GL_NEW_ARRAY(arena, struct gl_value, made->arm_len);
    for (uint32_t i = 0; i < made->arm_len; i++) {
        made->arms[i] = gl_setting_read(arena, &value->u.choice->arms[i], shape);
    }
    copy.u.choice = made;
    return copy;
}

struct gl_value gl_setting_read(struct gl_arena *arena, const struct gl_value *value,
                                enum gl_setting_shape shape)
{
    struct reader reader = {.arena = arena, .value = value};
    struct gl_str text;

    if (value->type == GL_CHOICE)
        return value->u.choice->arms ? read_choice(arena, value, shape) : *value;
    if (shape == GL_SETTING_TEXT)
        return plain(*value);
    if (value->type != GL_CONCAT && !gl_value_text(value, &text))
        return *value;
    flatten(&reader);
    reader.counted = reader.text.ptr;
    reader.made =
        (struct gl_value){.type = GL_LIST, .style = GL_COMPUTED, .flags = value->flags, .span = value->span};
    if (shape != GL_SETTING_PORTS) {
        read_list(&reader, shape == GL_SETTING_MAP);
        return reader.made;
    }
    if (read_ports(&reader))
        return reader.made;
    if (reader.gap_len)
        return *reader.gaps[0];
    return gl_value_unknown(arena, GL_WHY_INVALID, GL_STR("listen-ports"), value->span);
}
