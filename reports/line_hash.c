#include "reports/line_hash.h"

#include "base/utf8.h"
#include "base/word.h"

enum { BLOCK = 100, BASE = 37, END_OF_FILE = 65535, LAST_BLANK = ' ' };

/* The hash of all units so far, H(n) = H(n - 1) * BASE + unit, tells the hash of each window: that of the
 * units [a, a + BLOCK) is H(a + BLOCK) - H(a) * BASE^BLOCK. A line is open until its window is full. */
struct roll {
    uint64_t hash;
    size_t len;         /* units so far */
    size_t due;         /* units when the window of the first open line is full; GL_STR_NONE: none is open */
    size_t open, begun; /* lines [open, begun) are open */
    size_t wanted;      /* lines that are of interest: the first ones */
    uint64_t *hashes;   /* of a line; H(a) while it is open */
    uint32_t *line_start;             /* a */
    uint64_t powers[GL_WORD_LEN + 1]; /* BASE^0, ... */
    uint64_t block_power;             /* BASE^BLOCK */
};

static struct roll start_roll(struct gl_arena *arena, size_t wanted)
{
    struct roll roll = {.due = GL_STR_NONE, .wanted = wanted, .powers = {1}, .block_power = 1};

    for (size_t i = 1; i <= GL_WORD_LEN; i++)
        roll.powers[i] = roll.powers[i - 1] * BASE;
    for (size_t i = 0; i < BLOCK; i++)
        roll.block_power *= BASE;
    roll.hashes = GL_NEW_ARRAY(arena, uint64_t, wanted);
    roll.line_start = GL_NEW_ARRAY(arena, uint32_t, wanted);
    return roll;
}

static void begin_line(struct roll *roll)
{
    if (roll->begun == roll->wanted)
        return;
    if (roll->open == roll->begun)
        roll->due = roll->len + BLOCK;
    roll->hashes[roll->begun] = roll->hash;
    roll->line_start[roll->begun++] = (uint32_t)roll->len;
}

static void close_line(struct roll *roll)
{
    roll->hashes[roll->open] = roll->hash - roll->hashes[roll->open] * roll->block_power;
    roll->open++;
    roll->due = roll->open < roll->begun ? roll->line_start[roll->open] + (size_t)BLOCK : GL_STR_NONE;
}

static bool is_done(const struct roll *roll)
{
    return roll->open == roll->wanted;
}

static void add_unit(struct roll *roll, uint16_t unit)
{
    roll->hash = roll->hash * BASE + unit;
    if (++roll->len == roll->due)
        close_line(roll);
}

/* The first `len` bytes of the word, 1 to 8, which are plain: pairs are put together, then pairs of pairs,
 * then both halves. */
static void add_bytes(struct roll *roll, uint64_t word, size_t len)
{
    const uint64_t bytes = 0x00ff00ff00ff00ffu, pairs = 0x0000ffff0000ffffu, fours = 0x00000000ffffffffu;

    word <<= 8 * (GL_WORD_LEN - len); /* zeros in front count nothing */
    word = (word & bytes) * BASE + (word >> 8 & bytes);
    word = (word & pairs) * (BASE * BASE) + (word >> 16 & pairs);
    word = (word & fours) * (BASE * BASE * BASE * BASE) + (word >> 32);
    roll->hash = roll->hash * roll->powers[len] + word;
    roll->len += len;
    if (roll->len == roll->due)
        close_line(roll);
}

/* Visible ASCII characters from `at` on; answers where they end. */
static size_t add_plain(struct roll *roll, struct gl_str text, size_t at)
{
    while (text.len - at >= GL_WORD_LEN) {
        uint64_t word = gl_word_load(text.ptr + at);
        uint64_t special = gl_word_below(word, LAST_BLANK + 1) | gl_word_beyond_ascii(word);
        size_t len = gl_word_first(special), left = roll->due - roll->len;

        if (len > left) { /* up to the end of the window */
            len = left;
            special = 0;
        }
        if (len)
            add_bytes(roll, word, len);
        at += len;
        if (special || is_done(roll))
            return at;
    }
    for (; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];

        if (c <= LAST_BLANK || c >= 0x80)
            break;
        add_unit(roll, c);
    }
    return at;
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

/* The UTF-16 units of the sequence at `at`; answers its bytes. The text was checked when the file was read.
 */
static size_t add_sequence(struct roll *roll, struct gl_str text, size_t at)
{
    const unsigned char *s = (const unsigned char *)text.ptr + at;
    size_t len = gl_utf8_len(s, text.len - at);
    uint32_t code;

    if (len < 2) {
        add_unit(roll, len ? s[0] : 0xfffd);
        return 1;
    }
    code = s[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        code = code << 6 | (s[i] & 0x3fu);
    if (code < 0x10000) {
        add_unit(roll, (uint16_t)code);
    } else {
        add_unit(roll, (uint16_t)(0xd7c0 + (code >> 10)));
        add_unit(roll, (uint16_t)(0xdc00 + (code & 0x3ff)));
    }
    return len;
}

/* What is no visible ASCII character: blanks, a line end, other control characters, a sequence. Answers where
 * it ends. */
static size_t add_special(struct roll *roll, struct gl_str text, size_t at)
{
    char c = text.ptr[at];

    if (c == ' ' || c == '\t')
        return skip_blanks(text, at);
    if (c != '\n' && c != '\r')
        return at + add_sequence(roll, text, at);
    at += c == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
    add_unit(roll, '\n');
    begin_line(roll);
    return skip_blanks(text, at);
}

/* The hashes of the first lines of the text; answers how many of those that are wanted it has. */
static size_t hash_lines(struct roll *roll, struct gl_str text)
{
    size_t at = 0;

    begin_line(roll);
    while (at < text.len && !is_done(roll)) {
        at = add_plain(roll, text, at);
        if (at < text.len)
            at = add_special(roll, text, at);
    }
    if (!is_done(roll))
        add_unit(roll, END_OF_FILE);
    while (roll->open < roll->begun)
        add_unit(roll, 0);
    return roll->begun;
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

void gl_line_hash(struct gl_str text, struct gl_line_hash *wanted, size_t len)
{
    struct gl_arena arena = {0};
    size_t last = len ? wanted[len - 1].line : 0, lines;
    struct gl_line_hash *next = wanted;
    struct roll roll = start_roll(&arena, last < text.len + 1 ? last : text.len + 1);
    struct table table;

    lines = hash_lines(&roll, text);
    for (size_t i = 0; i < len; i++)
        wanted[i] = (struct gl_line_hash){.line = wanted[i].line};
    while (len > 0 && wanted[len - 1].line > lines)
        len--;
    for (size_t i = 0; i < len; i++)
        wanted[i].hash = roll.hashes[wanted[i].line - 1];
    table = make_table(&arena, wanted, len);
    for (size_t line = 0; next < wanted + len; line++)
        count_line(&table, roll.hashes[line], line + 1, &next);
    gl_arena_free(&arena);
}
