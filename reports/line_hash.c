#include "reports/line_hash.h"

#include <string.h>

enum { BLOCK = 100, BASE = 37, END_OF_FILE = 65535, KEY_UNITS = 8, KEYS = 65536 };

struct roller {
    uint16_t window[BLOCK];
    bool is_line_start[BLOCK]; /* of the unit at the same index */
    uint64_t first;            /* BASE to the power of BLOCK */
    uint64_t hash;
    size_t index;
    uint64_t *hashes; /* of each line, in order */
    size_t done, capacity;
    struct gl_arena *arena;
    bool at_line_start, after_cr;
};

/* One hash leaves the window: that of the oldest line in it. */
static void emit(struct roller *roller)
{
    *GL_PUSH(roller->arena, roller->hashes, roller->done, roller->capacity) = roller->hash;
    roller->is_line_start[roller->index] = false;
}

static void push(struct roller *roller, uint16_t unit)
{
    uint16_t oldest = roller->window[roller->index];

    roller->window[roller->index] = unit;
    roller->hash = roller->hash * BASE + unit - roller->first * oldest;
    roller->index = roller->index + 1 == BLOCK ? 0 : roller->index + 1;
}

static void add_unit(struct roller *roller, uint16_t unit)
{
    bool is_end_of_crlf = roller->after_cr && unit == '\n';

    roller->after_cr = false;
    if (unit == ' ' || unit == '\t' || is_end_of_crlf)
        return;
    if (unit == '\r') {
        unit = '\n';
        roller->after_cr = true;
    }
    if (roller->is_line_start[roller->index])
        emit(roller);
    roller->is_line_start[roller->index] = roller->at_line_start;
    roller->at_line_start = unit == '\n';
    push(roller, unit);
}

/* The UTF-16 units of the sequence at `at`; the bytes were checked when the file was read. */
static size_t add_sequence(struct roller *roller, struct gl_str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    uint32_t code = c & (0xffu >> (len + 1));

    if (c < 0xc2 || at + len > text.len) {
        add_unit(roller, 0xfffd);
        return 1;
    }
    for (size_t i = 1; i < len; i++)
        code = code << 6 | ((unsigned char)text.ptr[at + i] & 0x3fu);
    if (code < 0x10000) {
        add_unit(roller, (uint16_t)code);
        return len;
    }
    add_unit(roller, (uint16_t)(0xd7c0 + (code >> 10)));
    add_unit(roller, (uint16_t)(0xdc00 + (code & 0x3ff)));
    return len;
}

static void roll(struct roller *roller, struct gl_str text)
{
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.ptr[at] < 0x80)
            add_unit(roller, (unsigned char)text.ptr[at++]);
        else
            at += add_sequence(roller, text, at);
    }
    add_unit(roller, END_OF_FILE);
    for (size_t i = 0; i < BLOCK; i++) {
        if (roller->is_line_start[roller->index])
            emit(roller);
        push(roller, 0);
    }
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

/* ---- files with a CR of its own, or other text than ASCII: every unit rolls through the window ---- */

static void hash_rolling(struct gl_arena *arena, struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct roller roller = {.first = 1, .at_line_start = true, .arena = arena};
    struct gl_line_hash *next = wanted;
    struct table table;

    for (size_t i = 0; i < BLOCK; i++)
        roller.first *= BASE;
    roll(&roller, text);
    while (len > 0 && wanted[len - 1].line - 1 >= roller.done)
        len--;
    for (size_t i = 0; i < len; i++)
        wanted[i].hash = roller.hashes[wanted[i].line - 1];
    table = make_table(arena, wanted, len);
    for (size_t line = 0; line < roller.done && next < wanted + len; line++)
        count_line(&table, roller.hashes[line], line + 1, &next);
}

/* ---- plain ASCII with LF or CRLF: only lines that may have a wanted hash are hashed, each by itself ---- */

/* The hash of the line that begins at `at`. */
static uint64_t hash_from(struct gl_str text, size_t at)
{
    uint64_t hash = 0;
    size_t units = 0;

    for (; at < text.len && units < BLOCK; at++) {
        char c = text.ptr[at];

        if (c == ' ' || c == '\t' || c == '\r') /* every CR is followed by its LF */
            continue;
        hash = hash * BASE + (unsigned char)c;
        units++;
    }
    if (units < BLOCK) {
        hash = hash * BASE + END_OF_FILE;
        units++;
    }
    for (; units < BLOCK; units++)
        hash *= BASE;
    return hash;
}

/* The first bytes of a line without white space: lines with one hash have one key. */
static uint32_t key_of(struct gl_str text, size_t at)
{
    uint32_t key = 0, units = 0;

    for (; at < text.len && units < KEY_UNITS; at++) {
        char c = text.ptr[at];

        if (c == ' ' || c == '\t' || c == '\r')
            continue;
        key = key * BASE + (unsigned char)c;
        units++;
    }
    return key % KEYS;
}

static bool is_simple(struct gl_str text)
{
    unsigned char all = 0;

    for (size_t i = 0; i < text.len; i++)
        all |= (unsigned char)text.ptr[i];
    if (all >= 0x80)
        return false;
    for (size_t at = 0; at < text.len;) {
        const char *cr = memchr(text.ptr + at, '\r', text.len - at);

        if (!cr)
            break;
        at = (size_t)(cr - text.ptr) + 1;
        if (at == text.len || text.ptr[at] != '\n')
            return false;
    }
    return true;
}

/* Where the next line begins; beyond the text after the last one. */
static size_t next_line(struct gl_str text, size_t at)
{
    const char *end = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;

    return end ? (size_t)(end - text.ptr) + 1 : text.len + 1;
}

static size_t hash_wanted(struct gl_str text, struct gl_line_hash *wanted, size_t len, bool keys[KEYS])
{
    size_t line = 1, found = 0;

    for (size_t at = 0; at <= text.len && found < len; at = next_line(text, at), line++) {
        if (wanted[found].line != line)
            continue;
        wanted[found++].hash = hash_from(text, at);
        keys[key_of(text, at)] = true;
    }
    return found;
}

static void hash_by_line(struct gl_arena *arena, struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    bool *keys = GL_NEW_ARRAY(arena, bool, KEYS);
    struct gl_line_hash *next = wanted;
    struct table table;
    size_t line = 1;

    len = hash_wanted(text, wanted, len, keys);
    table = make_table(arena, wanted, len);
    for (size_t at = 0; next < wanted + len; at = next_line(text, at), line++) {
        if (keys[key_of(text, at)])
            count_line(&table, hash_from(text, at), line, &next);
    }
}

void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct gl_arena arena = {0};

    for (size_t i = 0; i < len; i++)
        wanted[i] = (struct gl_line_hash){.line = wanted[i].line};
    if (is_simple(text))
        hash_by_line(&arena, text, wanted, len);
    else
        hash_rolling(&arena, text, wanted, len);
    gl_arena_free(&arena);
}
