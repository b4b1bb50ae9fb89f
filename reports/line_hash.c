#include "reports/line_hash.h"

enum { BLOCK = 100, BASE = 37, END_OF_FILE = 65535 };

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

/* How many lines up to each wanted one have its hash: a table of the wanted hashes, then one pass. */
static void count_occurrences(const struct roller *roller, struct gl_line_hash *wanted, size_t len)
{
    struct slot {
        uint64_t hash;
        uint32_t count;
        bool is_used;
    } * table;
    size_t size = 16, next = 0;

    while (size < len * 2)
        size *= 2;
    table = GL_NEW_ARRAY(roller->arena, struct slot, size);
    for (size_t i = 0; i < len; i++) {
        size_t at = wanted[i].hash & (size - 1);

        while (table[at].is_used && table[at].hash != wanted[i].hash)
            at = (at + 1) & (size - 1);
        table[at] = (struct slot){wanted[i].hash, 0, true};
    }
    for (size_t line = 0; line < roller->done && next < len; line++) {
        size_t at = roller->hashes[line] & (size - 1);

        while (table[at].is_used && table[at].hash != roller->hashes[line])
            at = (at + 1) & (size - 1);
        if (!table[at].is_used)
            continue;
        table[at].count++;
        if (wanted[next].line == line + 1)
            wanted[next++].occurrence = table[at].count;
    }
}

void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct gl_arena arena = {0};
    struct roller roller = {.first = 1, .at_line_start = true, .arena = &arena};

    for (size_t i = 0; i < BLOCK; i++)
        roller.first *= BASE;
    roll(&roller, text);
    for (size_t i = 0; i < len; i++) {
        wanted[i].occurrence = 0;
        wanted[i].hash = wanted[i].line - 1 < roller.done ? roller.hashes[wanted[i].line - 1] : 0;
    }
    while (len > 0 && wanted[len - 1].line - 1 >= roller.done)
        len--;
    count_occurrences(&roller, wanted, len);
    gl_arena_free(&arena);
}
