/* An upper estimate of gzip's output, without gzip: greedy matches in a 32 KiB window, literals at 8 bits and
 * matches at 26, what fixed Huffman codes cost at most (RFC 1951, 3.2.6). Real compressors do better: here
 * only matches of a word and more are looked for, and the longer none was found, the fewer places are looked
 * at. */
#include "base/word.h"
#include "reports/sarif.h"

enum { WINDOW = 32768, HASH_BITS = 13, MAX_MATCH = 258, LITERAL_BITS = 8, MATCH_BITS = 26, PATIENCE = 2 };

/* Equal bytes of the text at `at` and `earlier`, where the first word is equal, in words but for the last. */
static size_t match_len(struct gl_str text, size_t at, size_t earlier)
{
    size_t len = GL_WORD_LEN, most = text.len - at < MAX_MATCH ? text.len - at : MAX_MATCH;

    while (len + GL_WORD_LEN <= most) {
        uint64_t others = gl_word_load(text.ptr + at + len) ^ gl_word_load(text.ptr + earlier + len);

        len += gl_word_first(others);
        if (others)
            break;
    }
    return len;
}

/* The rest of a text as literals; answers how much of it fits. */
static size_t add_literals(struct gl_str text, size_t at, size_t *left)
{
    size_t len = text.len - at < *left / LITERAL_BITS ? text.len - at : *left / LITERAL_BITS;

    *left -= len * LITERAL_BITS;
    return at + len;
}

size_t gl_deflate_fitting(struct gl_str text, size_t *left, bool is_last)
{
    uint32_t table[1u << HASH_BITS] = {0}; /* position + 1 of the last word with this hash */
    size_t at = 0, misses = 0;

    while (at < text.len && !(is_last && text.len - at <= *left / LITERAL_BITS)) {
        uint64_t word;
        uint32_t *slot;
        size_t before, len = 1 + misses / PATIENCE, bits = MATCH_BITS;

        if (text.len - at < len + GL_WORD_LEN)
            break;
        word = gl_word_load(text.ptr + at);
        slot = &table[(word * 0x9e3779b97f4a7c15u) >> (64 - HASH_BITS)];
        before = *slot;
        *slot = (uint32_t)at + 1;
        if (before && at + 1 - before < WINDOW && gl_word_load(text.ptr + before - 1) == word) {
            len = match_len(text, at, before - 1);
            misses = 0;
        } else {
            bits = len * LITERAL_BITS;
            misses++;
        }
        if (bits > *left)
            return at;
        *left -= bits;
        at += len;
    }
    return add_literals(text, at, left);
}
