/* An upper estimate of gzip's output, without gzip: greedy matches in a 32 KiB window, literals at 8 bits and
 * matches at 26, what fixed Huffman codes cost at most (RFC 1951, 3.2.6). Real compressors do better. */
#include <string.h>

#include "reports/sarif.h"

enum { WINDOW = 32768, HASH_BITS = 15, MIN_MATCH = 4, MAX_MATCH = 258, LITERAL_BITS = 8, MATCH_BITS = 26 };

static uint32_t load(const char *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

static size_t match_len(struct gl_str text, size_t at, size_t earlier)
{
    size_t len = 0, most = text.len - at < MAX_MATCH ? text.len - at : MAX_MATCH;

    while (len < most && text.ptr[at + len] == text.ptr[earlier + len])
        len++;
    return len;
}

size_t gl_deflate_estimate(struct gl_str text, size_t limit, size_t *ret_at)
{
    uint32_t table[1u << HASH_BITS] = {0}; /* position + 1 of the last four bytes with this hash */
    size_t bits = 0, at = 0;

    while (at < text.len && bits / 8 < limit) {
        uint32_t *slot, before;
        size_t len = 0;

        if (text.len - at >= MIN_MATCH) {
            slot = &table[(load(text.ptr + at) * 2654435761u) >> (32 - HASH_BITS)];
            before = *slot;
            *slot = (uint32_t)at + 1;
            if (before && at + 1 - before < WINDOW)
                len = match_len(text, at, before - 1);
        }
        bits += len >= MIN_MATCH ? MATCH_BITS : LITERAL_BITS;
        at += len >= MIN_MATCH ? len : 1;
    }
    *ret_at = at;
    return bits / 8;
}
