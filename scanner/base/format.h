/* vsnprintf without the weight of libc's: a scan formats tens of thousands of short texts, nearly all of them
 * from %.*s, %s, %u, %zu and %d. A format that has anything else goes to libc. */
#ifndef GL_BASE_FORMAT_H
#define GL_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Writes at most `room` bytes, the last one NUL, and answers the length of the whole text without it. Other
 * than in libc, %.*s takes all bytes of a slice, NUL too. */
size_t gl_vformat(char *out, size_t room, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

#endif
