#include "read/reading.h"

#include <stdarg.h>

#include "base/limits.h"
#include "base/utf8.h"

enum { LONGEST_KEY_TOLD = 200 };

static bool starts_with_bytes(struct gl_str text, const char *bytes, size_t len)
{
    return text.len >= len && memcmp(text.ptr, bytes, len) == 0;
}

/* The byte order marks of Unicode 15.0, table 2-4; without a mark, NUL bytes tell. */
static const char *foreign_encoding(struct gl_str text)
{
    if (starts_with_bytes(text, "\xff\xfe\0\0", 4) || starts_with_bytes(text, "\0\0\xfe\xff", 4))
        return "UTF-32";
    if (starts_with_bytes(text, "\xff\xfe", 2) || starts_with_bytes(text, "\xfe\xff", 2))
        return "UTF-16";
    return NULL;
}

static enum gl_err check_encoding(struct gl_reading *reading)
{
    struct gl_str text = reading->source->text;
    const char *encoding = foreign_encoding(text);
    struct gl_utf8 found = gl_utf8_check(text);
    size_t nul;

    if (encoding)
        return gl_reading_fail(reading, GL_ERR_UNSUPPORTED, gl_reading_span(reading, 0, 0),
                               "save it as UTF-8", "the file is %s, not UTF-8", encoding);
    nul = gl_str_find_char(text, '\0');
    if (nul != GL_STR_NONE)
        return gl_reading_fail(reading, GL_ERR_SYNTAX, gl_reading_span(reading, nul, nul + 1),
                               "leave it out of the scan or repair it",
                               "a NUL byte: this is a binary or damaged file, not text");
    if (found.invalid_at != GL_STR_NONE)
        return gl_reading_fail(reading, GL_ERR_SYNTAX,
                               gl_reading_span(reading, found.invalid_at, found.invalid_at + 1),
                               "save it as UTF-8", "byte 0x%02x is not valid UTF-8",
                               (unsigned)(unsigned char)text.ptr[found.invalid_at]);
    reading->is_ascii = found.is_ascii;
    return GL_OK;
}

enum gl_err gl_reading_init(struct gl_reading *reading, const struct gl_source *source,
                            struct gl_arena *arena, const struct gl_read_options *options,
                            struct gl_diags *diags)
{
    *reading = (struct gl_reading){.source = source, .arena = arena, .options = options, .diags = diags};
    if (source->text.len > GL_MAX_FILE_SIZE)
        return gl_reading_fail(reading, GL_ERR_LIMIT, gl_reading_span(reading, 0, 0),
                               "split it or leave it out of the scan", "larger than %zu MiB",
                               GL_MAX_FILE_SIZE / 1024 / 1024);
    reading->has_dynamic = gl_str_contains(source->text, GL_STR("{{resolve:"));
    return check_encoding(reading);
}

void gl_reading_free(struct gl_reading *reading)
{
    if (reading->duplicate_keys > GL_MAX_DIAGS_PER_FILE)
        gl_diag_add_path(reading->diags, reading->options->duplicate_key, reading->source->uri, NULL,
                         "%zu more duplicate keys in this file",
                         reading->duplicate_keys - GL_MAX_DIAGS_PER_FILE);
    gl_buf_free(&reading->stack);
    gl_arena_free(&reading->scratch);
}

enum gl_err gl_reading_fail(struct gl_reading *reading, enum gl_err err, struct gl_span span,
                            const char *remedy, const char *format, ...)
{
    struct gl_str message;
    va_list args;
    char text[400];
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gl_assert(len >= 0);
    message = (struct gl_str){text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1};
    gl_diag_add(reading->diags, GL_DIAG_INCOMPLETE, span, remedy, "%.*s", GL_STR_ARG(message));
    return err;
}

struct gl_span gl_reading_span(const struct gl_reading *reading, size_t begin, size_t end)
{
    size_t len = reading->source->text.len;

    return (struct gl_span){reading->source->id, (uint32_t)(begin < len ? begin : len),
                            (uint32_t)(end < len ? end : len)};
}

uint8_t gl_reading_string_flags(struct gl_str text)
{
    return gl_str_contains(text, GL_STR("{{resolve:")) ? GL_VALUE_HAS_CALLS : 0;
}

struct gl_value gl_reading_close_list(struct gl_reading *reading, size_t mark)
{
    struct gl_value list = {.type = GL_LIST};
    size_t bytes = reading->stack.len - mark;

    list.u.list.len = bytes / sizeof *list.u.list.items;
    if (list.u.list.len == 0)
        return list;
    list.u.list.items = GL_NEW_ARRAY(reading->arena, struct gl_value, list.u.list.len);
    memcpy(list.u.list.items, reading->stack.ptr + mark, bytes);
    reading->stack.len = mark;
    for (size_t i = 0; i < list.u.list.len; i++)
        list.flags |= list.u.list.items[i].flags & GL_VALUE_HAS_CALLS;
    return list;
}

/* The line table of a source is made at report time, by one thread; readers run beside each other. */
static struct gl_position position_of(struct gl_str text, size_t offset)
{
    struct gl_position at = {1, 1};

    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n')
            at = (struct gl_position){at.line + 1, 1};
        else
            at.column += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    if (at.line == 1 && offset >= 3 && starts_with_bytes(text, "\xef\xbb\xbf", 3))
        at.column--; /* the byte order mark is no column */
    return at;
}

static void tell_duplicate(struct gl_reading *reading, const struct gl_member *again,
                           const struct gl_member *first)
{
    struct gl_position at;

    if (reading->duplicate_keys++ >= GL_MAX_DIAGS_PER_FILE)
        return;
    at = position_of(reading->source->text, first->key_span.begin);
    gl_diag_add(reading->diags, reading->options->duplicate_key, again->key_span,
                reading->options->last_key_counts ? "remove one of them; the last is used"
                                                  : "remove one of them; the first is used",
                "duplicate key \"%.*s\" (first at %u:%u)",
                GL_STR_ARG(gl_str_slice(again->key, 0, LONGEST_KEY_TOLD)), at.line, at.column);
}

/* Keeps the first member of each key (or the last one's value), in order; answers how many stay. */
static size_t drop_duplicates(struct gl_reading *reading, struct gl_member *members, size_t len, size_t own)
{
    uint32_t *first = gl_read_first_of_key(&reading->scratch, members, len);
    size_t kept = 0;

    if (!first)
        return len;
    for (size_t i = 0; i < len && i < own; i++) {
        if (first[i] == i)
            continue;
        if (reading->options->last_key_counts)
            members[first[i]].value = members[i].value;
        if (!reading->options->last_key_counts || reading->options->tells_lost_keys)
            tell_duplicate(reading, &members[i], &members[first[i]]);
    }
    for (size_t i = 0; i < len; i++) {
        if (first[i] == i)
            members[kept++] = members[i];
    }
    return kept;
}

/* Keys that make a map an intrinsic function. `Condition` is one only alone: beside Type it is an attribute.
 */
static bool is_call_key(struct gl_str key, size_t map_len)
{
    if (key.len < 3)
        return false;
    switch (key.ptr[0]) {
    case 'R':
        return gl_str_eq(key, GL_STR("Ref"));
    case 'F':
        return gl_str_starts_with(key, GL_STR("Fn::"));
    case 'T':
        return gl_str_eq(key, GL_STR("Transform"));
    case 'C':
        return map_len == 1 && gl_str_eq(key, GL_STR("Condition"));
    default:
        return false;
    }
}

struct gl_value gl_reading_close_map(struct gl_reading *reading, size_t mark, size_t own)
{
    struct gl_value map = {.type = GL_MAP};
    size_t len = (reading->stack.len - mark) / sizeof(struct gl_member);
    struct gl_member *members;

    if (len == 0)
        return map;
    members = (struct gl_member *)(void *)(reading->stack.ptr + mark);
    len = drop_duplicates(reading, members, len, own);
    map.u.map.members = GL_NEW_ARRAY(reading->arena, struct gl_member, len);
    map.u.map.len = len;
    memcpy(map.u.map.members, members, len * sizeof *members);
    reading->stack.len = mark;
    for (size_t i = 0; i < len; i++) {
        map.flags |= members[i].value.flags & GL_VALUE_HAS_CALLS;
        if (is_call_key(members[i].key, len))
            map.flags |= GL_VALUE_HAS_CALLS;
    }
    return map;
}
