#include "reports/line_hash.h"

#include "base/utf8.h"

enum { BLOCK = 100, BASE = 37, END_OF_FILE = 65535 };

/* The text as the hash sees it: UTF-16 units without spaces and tabs, every line end one LF, then the end of
 * the file and BLOCK zeros. */
struct units {
    uint16_t *items;
    size_t len;
    uint32_t *line_start; /* index of the first unit of each line */
    size_t line_len;
};

static void start_line(struct units *units)
{
    units->line_start[units->line_len++] = (uint32_t)units->len;
}

/* The units of the sequence at `at`; answers its bytes. The text was checked when the file was read. */
static size_t add_sequence(struct units *units, struct gl_str text, size_t at)
{
    const unsigned char *s = (const unsigned char *)text.ptr + at;
    size_t len = gl_utf8_len(s, text.len - at);
    uint32_t code;

    if (len < 2) {
        units->items[units->len++] = 0xfffd;
        return 1;
    }
    code = s[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        code = code << 6 | (s[i] & 0x3fu);
    if (code < 0x10000) {
        units->items[units->len++] = (uint16_t)code;
    } else {
        units->items[units->len++] = (uint16_t)(0xd7c0 + (code >> 10));
        units->items[units->len++] = (uint16_t)(0xdc00 + (code & 0x3ff));
    }
    return len;
}

/* A line end or a sequence beyond ASCII; answers how many bytes were taken. */
static size_t add_special(struct units *units, struct gl_str text, size_t at)
{
    char c = text.ptr[at];
    bool is_crlf = c == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n';

    if (c != '\n' && c != '\r')
        return add_sequence(units, text, at);
    units->items[units->len++] = '\n';
    start_line(units);
    return is_crlf ? 2 : 1;
}

static struct units make_units(struct gl_arena *arena, struct gl_str text)
{
    struct units units = {.items = GL_NEW_ARRAY(arena, uint16_t, text.len + 1 + BLOCK)};
    size_t lines = 2;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n' || text.ptr[i] == '\r';
    units.line_start = GL_NEW_ARRAY(arena, uint32_t, lines);
    start_line(&units);
    for (size_t at = 0; at < text.len;) {
        unsigned char c = (unsigned char)text.ptr[at];

        if (c == ' ' || c == '\t') {
            at++;
        } else if (c < 0x80 && c != '\n' && c != '\r') {
            units.items[units.len++] = c;
            at++;
        } else {
            at += add_special(&units, text, at);
        }
    }
    units.items[units.len++] = END_OF_FILE;
    return units;
}

/* The wanted hashes, each with the number of lines so far that have it. */
struct table {
    struct slot {
        uint64_t hash;
        uint32_t count;
        bool is_used;
    } * slots;
    size_t mask;
};

static struct slot *find_slot(const struct table *table, uint64_t hash)
{
    size_t at = hash & table->mask;

    while (table->slots[at].is_used && table->slots[at].hash != hash)
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static struct table make_table(struct gl_arena *arena, const struct gl_line_hash *wanted, size_t len)
{
    struct table table = {.mask = 15};

    while (table.mask < len * 2)
        table.mask = table.mask * 2 + 1;
    table.slots = GL_NEW_ARRAY(arena, struct slot, table.mask + 1);
    for (size_t i = 0; i < len; i++)
        *find_slot(&table, wanted[i].hash) = (struct slot){wanted[i].hash, 0, true};
    return table;
}

/* Counts one line's hash; tells its number to the wanted line when this is it. */
static void count_line(const struct table *table, uint64_t hash, size_t line, struct gl_line_hash **next)
{
    struct slot *slot = find_slot(table, hash);

    if (!slot->is_used)
        return;
    slot->count++;
    if ((*next)->line == line) {
        (*next)->occurrence = slot->count;
        (*next)++;
    }
}

/* The hash of every line: a window of BLOCK units rolls from one to the next. */
static uint64_t *hash_lines(struct gl_arena *arena, const struct units *units)
{
    uint64_t *hashes = GL_NEW_ARRAY(arena, uint64_t, units->line_len), hash = 0, first = 1;
    const uint16_t *items = units->items;
    size_t at = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        first *= BASE;
        hash = hash * BASE + items[i];
    }
    for (size_t line = 0; line < units->line_len; line++) {
        for (; at < units->line_start[line]; at++)
            hash = hash * BASE + items[at + BLOCK] - first * items[at];
        hashes[line] = hash;
    }
    return hashes;
}

void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct gl_arena arena = {0};
    struct units units = make_units(&arena, text);
    uint64_t *hashes = hash_lines(&arena, &units);
    struct gl_line_hash *next = wanted;
    struct table table;

    for (size_t i = 0; i < len; i++)
        wanted[i] = (struct gl_line_hash){.line = wanted[i].line};
    while (len > 0 && wanted[len - 1].line > units.line_len)
        len--;
    for (size_t i = 0; i < len; i++)
        wanted[i].hash = hashes[wanted[i].line - 1];
    table = make_table(&arena, wanted, len);
    for (size_t line = 0; next < wanted + len; line++)
        count_line(&table, hashes[line], line + 1, &next);
    gl_arena_free(&arena);
}
