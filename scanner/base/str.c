#include "base/str.h"

#include <string.h>

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool gl_str_eq_nocase(struct gl_str a, struct gl_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}

int gl_str_cmp(struct gl_str a, struct gl_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;

    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

int gl_str_compare(const void *a, const void *b)
{
    return gl_str_cmp(*(const struct gl_str *)a, *(const struct gl_str *)b);
}

bool gl_str_starts_with(struct gl_str s, struct gl_str prefix)
{
    return s.len >= prefix.len && gl_str_eq((struct gl_str){s.ptr, prefix.len}, prefix);
}

bool gl_str_ends_with(struct gl_str s, struct gl_str suffix)
{
    return s.len >= suffix.len && gl_str_eq(gl_str_from(s, s.len - suffix.len), suffix);
}

size_t gl_str_find(struct gl_str s, struct gl_str needle)
{
    if (needle.len == 0)
        return 0;
    for (size_t from = 0; needle.len <= s.len - from;) {
        const char *hit = memchr(s.ptr + from, needle.ptr[0], s.len - from - needle.len + 1);

        if (!hit)
            return GL_STR_NONE;
        from = (size_t)(hit - s.ptr);
        if (memcmp(hit, needle.ptr, needle.len) == 0)
            return from;
        from++;
    }
    return GL_STR_NONE;
}

size_t gl_str_find_char(struct gl_str s, char c)
{
    const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

    return hit ? (size_t)(hit - s.ptr) : GL_STR_NONE;
}

size_t gl_str_find_last_char(struct gl_str s, char c)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] == c)
            return i - 1;
    }
    return GL_STR_NONE;
}

bool gl_str_contains(struct gl_str s, struct gl_str needle)
{
    return gl_str_find(s, needle) != GL_STR_NONE;
}

bool gl_str_contains_nocase(struct gl_str s, struct gl_str needle)
{
    for (size_t from = 0; from + needle.len <= s.len; from++) {
        if (gl_str_eq_nocase((struct gl_str){s.ptr + from, needle.len}, needle))
            return true;
    }
    return false;
}

struct gl_str gl_str_slice(struct gl_str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (struct gl_str){s.ptr ? s.ptr + (from < s.len ? from : s.len) : NULL, 0};
    return (struct gl_str){s.ptr + from, to - from};
}

struct gl_str gl_str_from(struct gl_str s, size_t from)
{
    return gl_str_slice(s, from, s.len);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct gl_str gl_str_trim(struct gl_str s)
{
    while (s.len && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool gl_str_cut(struct gl_str *rest, char separator, struct gl_str *ret_part)
{
    size_t at;

    if (!rest->ptr)
        return false;
    at = gl_str_find_char(*rest, separator);
    *ret_part = gl_str_slice(*rest, 0, at);
    *rest = at == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(*rest, at + 1);
    return true;
}

bool gl_str_glob(struct gl_str s, struct gl_str pattern, bool ignore_case)
{
    size_t at = 0, p = 0, star = GL_STR_NONE, mark = 0;

    while (at < s.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            mark = at;
        } else if (p < pattern.len && (pattern.ptr[p] == '?' || pattern.ptr[p] == s.ptr[at] ||
                                       (ignore_case && lower(pattern.ptr[p]) == lower(s.ptr[at])))) {
            p++;
            at++;
        } else if (star != GL_STR_NONE) {
            p = star + 1;
            at = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

bool gl_str_to_i64(struct gl_str s, int64_t *ret_value)
{
    bool negative = s.len && s.ptr[0] == '-';
    int64_t value = 0;

    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = gl_str_from(s, 1);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, (int64_t)(s.ptr[i] - '0'), &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    *ret_value = value;
    return true;
}

/* Locale-independent and good to about 15 digits, which is all that thresholds need. */
bool gl_str_to_double(struct gl_str s, double *ret_value)
{
    double value = 0, scale = 1;
    int64_t exponent = 0;
    size_t at = 0, digits = 0;
    bool negative = s.len && s.ptr[0] == '-';

    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        at = 1;
    for (; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9'; at++, digits++)
        value = value * 10 + (s.ptr[at] - '0');
    if (at < s.len && s.ptr[at] == '.') {
        for (at++; at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9'; at++, digits++) {
            value = value * 10 + (s.ptr[at] - '0');
            scale *= 10;
        }
    }
    if (digits == 0)
        return false;
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        if (!gl_str_to_i64(gl_str_from(s, at + 1), &exponent) || exponent > 400 || exponent < -400)
            return false;
        at = s.len;
    }
    if (at != s.len)
        return false;
    value /= scale;
    for (; exponent > 0; exponent--)
        value *= 10;
    for (; exponent < 0; exponent++)
        value /= 10;
    *ret_value = negative ? -value : value;
    return true;
}

uint64_t gl_str_hash(struct gl_str s)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */

    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return hash;
}

bool gl_str_is_one_of(struct gl_str s, const char *const *words, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (gl_str_eq(s, gl_str_of(words[i])))
            return true;
    }
    return false;
}
