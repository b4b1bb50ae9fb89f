#include "reports/line_hash.h"

#include "base/utf8.h"
#include "base/word.h"

enum { BLOCK = 100, BASE = 37, END_OF_FILE = 65535, LAST_BLANK = ' ' };

/* The hash of all units so far, H(n) = H(n - 1) * BASE + unit. That of the units [a, b) alone is
 * H(b) - H(a) * BASE^(b - a). */
struct prefix {
    uint64_t hash;
    size_t len; /* units */
};

struct line {
    struct prefix before;
    size_t offset; /* of its first byte */
};

struct lines {
    struct gl_str text;
    struct line *items; /* `len` lines from the first on, and where the next one would begin */
    size_t len;
    uint64_t powers[BLOCK + 1]; /* BASE^0, ... */
};

/* ---- units ---- */

static void add_unit(struct prefix *prefix, uint32_t unit)
{
    prefix->hash = prefix->hash * BASE + unit;
    prefix->len++;
}

/* The first `len` bytes of the word, 1 to 8, which are visible ASCII: pairs are put together, then pairs of
 * pairs, then both halves. */
static inline void add_bytes(const struct lines *lines, struct prefix *prefix, uint64_t word, size_t len)
{
    const uint64_t bytes = 0x00ff00ff00ff00ffu, pairs = 0x0000ffff0000ffffu, fours = 0x00000000ffffffffu;

    word <<= 8 * (GL_WORD_LEN - len); /* zeros in front count nothing */
    word = (word & bytes) * BASE + (word >> 8 & bytes);
    word = (word & pairs) * ((uint64_t)BASE * BASE) + (word >> 16 & pairs);
    word = (word & fours) * ((uint64_t)BASE * BASE * BASE * BASE) + (word >> 32);
    prefix->hash = prefix->hash * lines->powers[len] + word;
    prefix->len += len;
}

static size_t skip_blanks(struct gl_str text, size_t at)
{
    while (text.len - at >= GL_WORD_LEN) {
        uint64_t others = gl_word_load(text.ptr + at) ^ (' ' * GL_WORD_ONES);

        at += gl_word_first(others);
        if (others)
            break;
    }
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at;
}

/* The UTF-16 units of the sequence at `at`, as long as there are fewer than `most`; answers its bytes. The
 * text was checked when the file was read. */
static size_t add_sequence(struct prefix *prefix, struct gl_str text, size_t at, size_t most)
{
    const unsigned char *s = (const unsigned char *)text.ptr + at;
    size_t len = gl_utf8_len(s, text.len - at);
    uint32_t code;

    if (len < 2) {
        add_unit(prefix, len ? s[0] : 0xfffd);
        return 1;
    }
    code = s[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        code = code << 6 | (s[i] & 0x3fu);
    if (code < 0x10000) {
        add_unit(prefix, code);
        return len;
    }
    add_unit(prefix, 0xd7c0 + (code >> 10));
    if (prefix->len < most)
        add_unit(prefix, 0xdc00 + (code & 0x3ff));
    return len;
}

/* The units of a line from `at` on, until there are `most`, which is more than there are; answers where the
 * next line begins, GL_STR_NONE when that was not reached. */
static size_t add_line(const struct lines *lines, struct prefix *ret_prefix, size_t at, size_t most)
{
    struct gl_str text = lines->text;
    struct prefix prefix = *ret_prefix;
    size_t next = GL_STR_NONE;

    while (at < text.len && prefix.len < most) {
        uint64_t special = 0;
        char c;

        while (!special && text.len - at >= GL_WORD_LEN) {
            uint64_t word = gl_word_load(text.ptr + at);
            size_t len;

            special = gl_word_below(word, LAST_BLANK + 1) | gl_word_beyond_ascii(word);
            len = gl_word_first(special);
            if (len >= most - prefix.len) {
                add_bytes(lines, &prefix, word, most - prefix.len);
                *ret_prefix = prefix;
                return GL_STR_NONE;
            }
            if (len)
                add_bytes(lines, &prefix, word, len);
            at += len;
        }
        if (at == text.len)
            break;
        c = text.ptr[at];
        if (c == ' ' || c == '\t') {
            at = skip_blanks(text, at);
        } else if (c == '\n' || c == '\r') {
            add_unit(&prefix, '\n');
            next = at + (c == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1);
            break;
        } else {
            at += add_sequence(&prefix, text, at, most);
        }
    }
    *ret_prefix = prefix;
    return next;
}

/* ---- lines ---- */

/* The first `wanted` lines, if the text has so many, and those that their windows reach into. */
static struct lines read_lines(struct gl_arena *arena, struct gl_str text, size_t wanted)
{
    size_t most = (wanted < text.len ? wanted : text.len) + 1 + BLOCK, at = 0, enough = GL_STR_NONE;
    struct lines lines = {.text = text, .items = GL_NEW_ARRAY(arena, struct line, most + 1), .powers = {1}};
    struct prefix prefix = {0};

    for (size_t i = 1; i <= BLOCK; i++)
        lines.powers[i] = lines.powers[i - 1] * BASE;
    while (at != GL_STR_NONE && lines.len < most && prefix.len < enough) {
        lines.items[lines.len++] = (struct line){prefix, at};
        if (lines.len == wanted)
            enough = prefix.len + BLOCK;
        at = add_line(&lines, &prefix, at, GL_STR_NONE);
    }
    if (at == GL_STR_NONE)
        add_unit(&prefix, END_OF_FILE);
    lines.items[lines.len] = (struct line){prefix, at};
    return lines;
}

/* The hash of the window that begins with a line; `end` is a line that is not behind the window's end, and is
 * moved to the one that holds it. */
static uint64_t hash_window(const struct lines *lines, size_t line, size_t *end)
{
    struct prefix begin = lines->items[line].before, prefix;
    size_t target = begin.len + BLOCK;

    while (*end < lines->len && lines->items[*end + 1].before.len <= target)
        (*end)++;
    prefix = lines->items[*end].before;
    if (*end == lines->len)
        prefix.hash *= lines->powers[target - prefix.len]; /* zeros follow the end of the file */
    else if (prefix.len < target)
        add_line(lines, &prefix, lines->items[*end].offset, target);
    return prefix.hash - begin.hash * lines->powers[BLOCK];
}

/* Equal for lines whose windows are equal, and cheap: the hash of a line's own units when the window has them
 * all. */
static uint64_t hash_line(const struct lines *lines, size_t line)
{
    struct prefix begin = lines->items[line].before, end = lines->items[line + 1].before;
    size_t len = end.len - begin.len;

    return len < BLOCK ? end.hash - begin.hash * lines->powers[len] : 0;
}

/* ---- equal ones ---- */

/* Hashes, each with the number of lines so far that have it. */
struct table {
    struct slot {
        uint64_t hash;
        uint32_t count;
        bool is_used;
    } * slots;
    size_t mask;
};

static struct table make_table(struct gl_arena *arena, size_t len)
{
    struct table table = {.mask = 15};

    while (table.mask < len * 2)
        table.mask = table.mask * 2 + 1;
    table.slots = GL_NEW_ARRAY(arena, struct slot, table.mask + 1);
    return table;
}

static struct slot *find_slot(const struct table *table, uint64_t hash)
{
    size_t at = hash & table->mask;

    while (table->slots[at].is_used && table->slots[at].hash != hash)
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static void add_hash(const struct table *table, uint64_t hash)
{
    *find_slot(table, hash) = (struct slot){hash, 0, true};
}

/* Counts the lines that have a wanted hash, and tells each wanted line which of them it is. */
static void count_lines(const struct lines *lines, const struct table *own, const struct table *windows,
                        struct gl_line_hash *wanted, size_t len)
{
    size_t end = 0;

    for (size_t line = 0, next = 0; next < len; line++) {
        struct slot *slot;

        if (!find_slot(own, hash_line(lines, line))->is_used)
            continue;
        slot = find_slot(windows, hash_window(lines, line, &end));
        if (!slot->is_used)
            continue;
        slot->count++;
        if (wanted[next].line == line + 1)
            wanted[next++].occurrence = slot->count;
    }
}

void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct gl_arena arena = {0};
    struct table own = make_table(&arena, len), windows = make_table(&arena, len);
    struct lines lines = read_lines(&arena, text, len ? wanted[len - 1].line : 1);
    size_t end = 0;

    for (size_t i = 0; i < len; i++)
        wanted[i] = (struct gl_line_hash){.line = wanted[i].line};
    while (len > 0 && wanted[len - 1].line > lines.len)
        len--;
    for (size_t i = 0; i < len; i++) {
        wanted[i].hash = hash_window(&lines, wanted[i].line - 1, &end);
        add_hash(&windows, wanted[i].hash);
        add_hash(&own, hash_line(&lines, wanted[i].line - 1));
    }
    count_lines(&lines, &own, &windows, wanted, len);
    gl_arena_free(&arena);
}
