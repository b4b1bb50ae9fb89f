#include "tree/value.h"

#include "base/buf.h"
#include "base/word.h"

const struct gl_member *gl_value_member(const struct gl_value *map, struct gl_str key)
{
    if (!map || map->type != GL_MAP)
        return NULL;
    for (size_t i = 0; i < map->u.map.len; i++) {
        if (gl_str_eq(map->u.map.members[i].key, key))
            return &map->u.map.members[i];
    }
    return NULL;
}

const struct gl_value *gl_value_get(const struct gl_value *map, struct gl_str key)
{
    const struct gl_member *member = gl_value_member(map, key);

    return member ? &member->value : NULL;
}

const struct gl_value *gl_value_at(const struct gl_value *list, size_t index)
{
    return gl_value_is(list, GL_LIST) && index < list->u.list.len ? &list->u.list.items[index] : NULL;
}

const struct gl_value *gl_value_path(const struct gl_value *value, const char *path)
{
    struct gl_str rest = gl_str_of(path), step;
    int64_t index;

    while (value && gl_str_cut(&rest, '.', &step)) {
        if (value->type == GL_LIST && gl_str_to_i64(step, &index) && index >= 0)
            value = gl_value_at(value, (size_t)index);
        else
            value = gl_value_get(value, step);
    }
    return value;
}

size_t gl_value_len(const struct gl_value *value)
{
    if (gl_value_is(value, GL_LIST) || gl_value_is(value, GL_CONCAT))
        return value->u.list.len;
    return gl_value_is(value, GL_MAP) ? value->u.map.len : 0;
}

bool gl_value_is(const struct gl_value *value, enum gl_type type)
{
    return value && value->type == type;
}

bool gl_value_text(const struct gl_value *value, struct gl_str *ret_text)
{
    if (gl_value_is(value, GL_STRING) || gl_value_is(value, GL_NUMBER)) {
        *ret_text = value->u.str;
        return true;
    }
    if (gl_value_is(value, GL_BOOL)) {
        *ret_text = value->u.boolean ? GL_STR("true") : GL_STR("false");
        return true;
    }
    return false;
}

bool gl_value_text_is(const struct gl_value *value, const char *text)
{
    struct gl_str have;

    return gl_value_text(value, &have) && gl_str_eq(have, gl_str_of(text));
}

bool gl_value_text_with_holes(struct gl_arena *arena, const struct gl_value *value, struct gl_str *ret_text)
{
    struct gl_buf out;

    if (gl_value_text(value, ret_text))
        return true;
    if (!gl_value_is(value, GL_CONCAT))
        return false;
    gl_buf_init(&out);
    for (size_t i = 0; i < value->u.list.len; i++) {
        struct gl_str part;

        if (gl_value_text(&value->u.list.items[i], &part))
            gl_buf_add(&out, part);
        else
            gl_buf_add_char(&out, GL_TEXT_HOLE);
    }
    *ret_text = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return true;
}

struct gl_str gl_value_text_at(const struct gl_value *value, const char *path)
{
    struct gl_str text = {0};

    return gl_value_text(gl_value_path(value, path), &text) ? text : (struct gl_str){0};
}

struct gl_value gl_value_string(struct gl_str text, struct gl_span span)
{
    return (struct gl_value){.type = GL_STRING, .style = GL_COMPUTED, .span = span, .u.str = text};
}

struct gl_value gl_value_bool(bool boolean, struct gl_span span)
{
    return (struct gl_value){.type = GL_BOOL, .style = GL_COMPUTED, .span = span, .u.boolean = boolean};
}

struct gl_value gl_value_unknown(struct gl_arena *arena, enum gl_reason reason, struct gl_str name,
                                 struct gl_span span)
{
    struct gl_unknown *unknown = GL_NEW(arena, struct gl_unknown);

    *unknown = (struct gl_unknown){.reason = reason, .name = name};
    return (struct gl_value){.type = GL_UNKNOWN, .style = GL_COMPUTED, .span = span, .u.unknown = unknown};
}

void gl_value_move_spans(struct gl_value *value, struct gl_span span)
{
    value->span = span;
    if (value->type == GL_LIST) {
        for (size_t i = 0; i < value->u.list.len; i++)
            gl_value_move_spans(&value->u.list.items[i], span);
    }
    if (value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            value->u.map.members[i].key_span = span;
            gl_value_move_spans(&value->u.map.members[i].value, span);
        }
    }
}

const char *gl_reason_word(enum gl_reason reason)
{
    static const char *const words[] = {
        [GL_WHY_PARAMETER] = "parameter without a value",
        [GL_WHY_IMPORT] = "export that no scanned template makes",
        [GL_WHY_ATTRIBUTE] = "attribute that only the service knows",
        [GL_WHY_PSEUDO] = "pseudo parameter without a value",
        [GL_WHY_DYNAMIC] = "dynamic reference",
        [GL_WHY_MACRO] = "macro that glacis does not run",
        [GL_WHY_MAPPING] = "mapping entry that is not known",
        [GL_WHY_SNAPSHOT] = "inherited from something outside the scan",
        [GL_WHY_UNSUPPORTED] = "construct that glacis does not evaluate",
        [GL_WHY_LIMIT] = "evaluation stopped at a limit",
        [GL_WHY_INVALID] = "invalid construct",
        [GL_WHY_DATA_SOURCE] = "data source",
        [GL_WHY_COMPUTED] = "known after apply",
        [GL_WHY_MODULE] = "module that is not available",
        [GL_WHY_IMPURE] = "function whose result is not fixed",
        [GL_WHY_DENIED] = "call that was refused",
        [GL_WHY_UNTOLD] = "not in the snapshot",
    };

    return words[reason];
}

static const char *type_name(enum gl_type type)
{
    static const char *const names[] = {
        [GL_UNKNOWN] = "unknown", [GL_ABSENT] = "absent", [GL_NULL] = "null",     [GL_BOOL] = "bool",
        [GL_NUMBER] = "number",   [GL_STRING] = "string", [GL_LIST] = "list",     [GL_MAP] = "map",
        [GL_REF] = "ref",         [GL_CHOICE] = "choice", [GL_CONCAT] = "concat",
    };

    return names[type];
}

static void dump_place(struct gl_buf *out, const struct gl_sources *sources, struct gl_span span)
{
    struct gl_source *source = gl_sources_get(sources, span.source);
    struct gl_position begin = gl_source_position(source, span.begin),
                       end = gl_source_position(source, span.end);

    gl_buf_printf(out, " %u:%u-%u:%u", begin.line, begin.column, end.line, end.column);
}

static void dump_header(struct gl_buf *out, const struct gl_value *value, const struct gl_sources *sources)
{
    struct gl_str text;

    gl_buf_add(out, gl_str_of(type_name((enum gl_type)value->type)));
    if (gl_span_is_set(value->span))
        dump_place(out, sources, value->span);
    if (value->flags & GL_VALUE_SECRET)
        gl_buf_add(out, GL_STR(" (secret)"));
    else if (gl_value_text(value, &text)) {
        gl_buf_add_char(out, ' ');
        gl_buf_add_json(out, text);
    } else if (value->type == GL_UNKNOWN) {
        gl_buf_printf(out, " %s ", gl_reason_word(value->u.unknown->reason));
        gl_buf_add_json(out, value->u.unknown->name);
    } else if (value->type == GL_CHOICE) {
        gl_buf_add_char(out, ' ');
        gl_buf_add_json(out, value->u.choice->what);
    } else if (value->type == GL_REF) {
        gl_buf_add_char(out, ' ');
        gl_buf_add_json(out, value->u.ref->attribute);
    }
    gl_buf_add_char(out, '\n');
}

void gl_value_dump(struct gl_buf *out, const struct gl_value *value, const struct gl_sources *sources,
                   unsigned indent)
{
    dump_header(out, value, sources);
    if (value->type == GL_MAP) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            gl_buf_printf(out, "%*s", (int)indent + 2, "");
            gl_buf_add_json(out, value->u.map.members[i].key);
            dump_place(out, sources, value->u.map.members[i].key_span);
            gl_buf_add(out, GL_STR(": "));
            gl_value_dump(out, &value->u.map.members[i].value, sources, indent + 2);
        }
    }
    if (value->type == GL_LIST || value->type == GL_CONCAT) {
        for (size_t i = 0; i < value->u.list.len; i++) {
            gl_buf_printf(out, "%*s- ", (int)indent + 2, "");
            gl_value_dump(out, &value->u.list.items[i], sources, indent + 2);
        }
    }
    if (value->type == GL_CHOICE) {
        for (size_t i = 0; i < value->u.choice->arm_len; i++) {
            gl_buf_printf(out, "%*s| ", (int)indent + 2, "");
            gl_value_dump(out, &value->u.choice->arms[i], sources, indent + 2);
        }
    }
}

static void print_items(struct gl_buf *out, const struct gl_value *items, size_t len)
{
    gl_buf_add_char(out, '[');
    for (size_t i = 0; i < len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        gl_value_print(out, &items[i]);
    }
    gl_buf_add_char(out, ']');
}

static void print_map(struct gl_buf *out, const struct gl_value *value)
{
    gl_buf_add_char(out, '{');
    for (size_t i = 0; i < value->u.map.len; i++) {
        if (i)
            gl_buf_add_char(out, ',');
        gl_buf_add_json(out, value->u.map.members[i].key);
        gl_buf_add_char(out, ':');
        gl_value_print(out, &value->u.map.members[i].value);
    }
    gl_buf_add_char(out, '}');
}

void gl_value_print(struct gl_buf *out, const struct gl_value *value)
{
    struct gl_str text = {0};

    if (value->flags & GL_VALUE_SECRET) {
        gl_buf_add(out, GL_STR("\"(secret)\""));
        return;
    }
    switch ((enum gl_type)value->type) {
    case GL_UNKNOWN:
        gl_buf_add(out, GL_STR("{\"?\":"));
        gl_buf_add_json(out, gl_str_of(gl_reason_word(value->u.unknown->reason)));
        gl_buf_add(out, GL_STR(",\"name\":"));
        gl_buf_add_json(out, value->u.unknown->name);
        gl_buf_add_char(out, '}');
        return;
    case GL_ABSENT:
    case GL_NULL:
        gl_buf_add(out, GL_STR("null"));
        return;
    case GL_BOOL:
    case GL_NUMBER:
        gl_value_text(value, &text);
        gl_buf_add(out, text);
        return;
    case GL_STRING:
        gl_buf_add_json(out, value->u.str);
        return;
    case GL_LIST:
        print_items(out, value->u.list.items, value->u.list.len);
        return;
    case GL_CONCAT:
        gl_buf_add(out, GL_STR("{\"concat\":"));
        print_items(out, value->u.list.items, value->u.list.len);
        gl_buf_add_char(out, '}');
        return;
    case GL_MAP:
        print_map(out, value);
        return;
    case GL_REF:
        gl_buf_add(out, GL_STR("{\"ref\":"));
        gl_buf_add_json(out, value->u.ref->attribute);
        gl_buf_add_char(out, '}');
        return;
    case GL_CHOICE:
        gl_buf_add(out, GL_STR("{\"one-of\":"));
        print_items(out, value->u.choice->arms, value->u.choice->arm_len);
        gl_buf_add_char(out, '}');
        return;
    }
}

static uint64_t hash_items(const struct gl_value *items, size_t len, uint64_t hash)
{
    for (size_t i = 0; i < len; i++)
        hash = gl_word_mix(hash + gl_value_hash(&items[i]));
    return hash;
}

static uint64_t hash_members(const struct gl_value *map)
{
    uint64_t sum = 0; /* order does not count */

    for (size_t i = 0; i < map->u.map.len; i++) {
        const struct gl_member *member = &map->u.map.members[i];

        sum += gl_word_mix(gl_str_hash(member->key) ^ gl_word_mix(gl_value_hash(&member->value)));
    }
    return sum;
}

uint64_t gl_value_hash(const struct gl_value *value)
{
    struct gl_str text;

    if (gl_value_text(value, &text)) /* 443 and "443" are the same to the services */
        return gl_word_mix(gl_str_hash(text));
    switch ((enum gl_type)value->type) {
    case GL_LIST:
    case GL_CONCAT:
        return gl_word_mix(hash_items(value->u.list.items, value->u.list.len, 3) + value->type);
    case GL_MAP:
        return gl_word_mix(hash_members(value) + GL_MAP);
    case GL_CHOICE:
        return hash_items(value->u.choice->arms, value->u.choice->arm_len, gl_word_mix(GL_CHOICE));
    case GL_REF:
        return gl_word_mix(gl_str_hash(value->u.ref->attribute) + GL_REF);
    case GL_UNKNOWN:
        return gl_word_mix(gl_str_hash(value->u.unknown->name) + (uint64_t)value->u.unknown->reason);
    case GL_ABSENT:
    case GL_NULL:
    case GL_BOOL:
    case GL_NUMBER:
    case GL_STRING:
        break;
    }
    return gl_word_mix(value->type);
}
