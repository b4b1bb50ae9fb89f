/* Eight bytes at a time, for scans over long texts.
 *
 * A word holds the bytes of a text, the first in its lowest place. Tests answer a mask with the high bit of
 * each byte that is meant; the lowest such bit is exact, those above it may lie (a subtraction borrows from
 * the next byte): gl_word_first is for them. The mask of gl_word_all is exact. */
#ifndef GL_BASE_WORD_H
#define GL_BASE_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GL_WORD_ONES 0x0101010101010101u
#define GL_WORD_HIGHS 0x8080808080808080u
#define GL_WORD_LEN sizeof(uint64_t)

/* Compilers make one load of it. */
static inline uint64_t gl_word_load(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static inline void gl_word_store(char *at, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(at, &word, sizeof word);
}

static inline uint64_t gl_word_below(uint64_t word, unsigned char limit) /* limit at most 128 */
{
    return (word - limit * GL_WORD_ONES) & ~word & GL_WORD_HIGHS;
}

static inline uint64_t gl_word_is(uint64_t word, unsigned char byte)
{
    return gl_word_below(word ^ (byte * GL_WORD_ONES), 1);
}

static inline uint64_t gl_word_all(uint64_t word, unsigned char byte)
{
    uint64_t others = word ^ (byte * GL_WORD_ONES);

    return ~(((others & ~GL_WORD_HIGHS) + ~GL_WORD_HIGHS) | others) & GL_WORD_HIGHS;
}

static inline uint64_t gl_word_beyond_ascii(uint64_t word)
{
    return word & GL_WORD_HIGHS;
}

/* A number in which every bit of the word counts everywhere (the finalizer of SplitMix64): sums and tables of
 * such numbers tell words apart. */
static inline uint64_t gl_word_mix(uint64_t word)
{
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
    return word ^ (word >> 31);
}

/* Bytes before the first that is meant; GL_WORD_LEN when there is none. */
static inline size_t gl_word_first(uint64_t mask)
{
    return mask ? (size_t)__builtin_ctzll(mask) / 8 : GL_WORD_LEN;
}

#endif
