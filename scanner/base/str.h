/* Borrowed slices of bytes: the only string type of glacis.
 *
 * A slice does not own its bytes and need not end in NUL; it is passed by value. An empty slice may have a
 * NULL pointer. Bytes are UTF-8 wherever they came from a file that was read successfully. */
#ifndef GL_BASE_STR_H
#define GL_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct gl_str {
    const char *ptr;
    size_t len;
};

/* A slice of a string literal; GL_STR_INIT is the same for static tables. */
#define GL_STR(literal) ((struct gl_str){"" literal, sizeof(literal) - 1})
#define GL_STR_INIT(literal)                                                                                 \
    {                                                                                                        \
        "" literal, sizeof(literal) - 1                                                                      \
    }
/* printf("%.*s", GL_STR_ARG(s)) */
#define GL_STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")
#define GL_STR_NONE ((size_t)-1)

static inline struct gl_str gl_str_of(const char *c_string)
{
    return (struct gl_str){c_string, c_string ? strlen(c_string) : 0};
}
static inline bool gl_str_eq(struct gl_str a, struct gl_str b)
{
    /* the first byte tells most keys of equal length apart */
    return a.len == b.len && (a.len == 0 || (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}
bool gl_str_eq_nocase(struct gl_str a, struct gl_str b); /* ASCII only */
int gl_str_cmp(struct gl_str a, struct gl_str b);        /* byte order */
int gl_str_compare(const void *a, const void *b);        /* of pointers to slices: for qsort and bsearch */
bool gl_str_starts_with(struct gl_str s, struct gl_str prefix);
bool gl_str_ends_with(struct gl_str s, struct gl_str suffix);
/* Offset of the first occurrence, or GL_STR_NONE. */
size_t gl_str_find(struct gl_str s, struct gl_str needle);
size_t gl_str_find_char(struct gl_str s, char c);
size_t gl_str_find_last_char(struct gl_str s, char c);
bool gl_str_contains(struct gl_str s, struct gl_str needle);
bool gl_str_contains_nocase(struct gl_str s, struct gl_str needle);
/* Bytes [from, to), both clamped to the length. */
struct gl_str gl_str_slice(struct gl_str s, size_t from, size_t to);
struct gl_str gl_str_from(struct gl_str s, size_t from);
struct gl_str gl_str_trim(struct gl_str s); /* ASCII white space at both ends */
/* Cuts the part before the next `separator` off `rest` and returns it; false when nothing is left.
 * "a,,b" gives "a", "", "b"; "a," gives "a", ""; a slice without pointer gives nothing. */
bool gl_str_cut(struct gl_str *rest, char separator, struct gl_str *ret_part);
/* Shell-like pattern with * and ? (no brackets), the whole of `s`. IAM actions and ARNs use the same form. */
bool gl_str_glob(struct gl_str s, struct gl_str pattern, bool ignore_case);
/* Whole slice as a decimal integer; false when it is anything else or does not fit. */
bool gl_str_to_i64(struct gl_str s, int64_t *ret_value);
bool gl_str_to_double(struct gl_str s, double *ret_value); /* locale-independent */
uint64_t gl_str_hash(struct gl_str s);

/* Whether it is one of the words; GL_STR_IS_ONE_OF takes an array. */
bool gl_str_is_one_of(struct gl_str s, const char *const *words, size_t len);
#define GL_STR_IS_ONE_OF(s, words) gl_str_is_one_of((s), (words), sizeof(words) / sizeof *(words))

/* ---- ASCII characters ---- */
static inline bool gl_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
/* What a hexadecimal digit stands for; -1 for every other character. */
static inline int gl_hex_value(char c)
{
    if (gl_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
