#include "base/format.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

struct formatter {
    char *out;
    size_t room, len; /* len: of the whole text, whether it fits or not */
    va_list args;
};

static void put(struct formatter *to, const char *bytes, size_t len)
{
    size_t left = to->len < to->room ? to->room - to->len : 0;

    if (len && left)
        memcpy(to->out + to->len, bytes, len < left ? len : left);
    to->len += len;
}

static void put_number(struct formatter *to, bool is_negative, uint64_t number)
{
    char digits[21];
    size_t at = sizeof digits;

    for (; number >= 10; number /= 10)
        digits[--at] = (char)('0' + number % 10);
    digits[--at] = (char)('0' + number);
    if (is_negative)
        digits[--at] = '-';
    put(to, digits + at, sizeof digits - at);
}

static void put_slice(struct formatter *to)
{
    int len = va_arg(to->args, int);
    const char *bytes = va_arg(to->args, const char *);

    put(to, bytes, len > 0 ? (size_t)len : 0);
}

static void put_string(struct formatter *to)
{
    const char *text = va_arg(to->args, const char *);

    put(to, text, strlen(text));
}

static void put_int(struct formatter *to)
{
    int number = va_arg(to->args, int);

    put_number(to, number < 0, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* What stands behind a '%'; answers how many characters of the format it takes, 0: it is none of ours. */
static size_t put_conversion(struct formatter *to, const char *conversion)
{
    switch (conversion[0]) {
    case '.':
        if (conversion[1] != '*' || conversion[2] != 's')
            return 0;
        put_slice(to);
        return 3;
    case 's':
        put_string(to);
        return 1;
    case 'u':
        put_number(to, false, va_arg(to->args, unsigned));
        return 1;
    case 'z':
        if (conversion[1] != 'u')
            return 0;
        put_number(to, false, va_arg(to->args, size_t));
        return 2;
    case 'd':
        put_int(to);
        return 1;
    case '%':
        put(to, conversion, 1);
        return 1;
    default:
        return 0;
    }
}

/* False: the format is for libc. */
static bool put_all(struct formatter *to, const char *format)
{
    for (;;) {
        const char *percent = strchr(format, '%');
        size_t taken;

        if (!percent) {
            put(to, format, strlen(format));
            return true;
        }
        put(to, format, (size_t)(percent - format));
        taken = put_conversion(to, percent + 1);
        if (taken == 0)
            return false;
        format = percent + 1 + taken;
    }
}

size_t gl_vformat(char *out, size_t room, const char *format, va_list args)
{
    struct formatter to = {.out = out, .room = room};
    bool is_done;
    int len;

    va_copy(to.args, args);
    is_done = put_all(&to, format);
    va_end(to.args);
    if (!is_done) {
        len = vsnprintf(out, room, format, args);
        gl_assert(len >= 0);
        return (size_t)len;
    }
    if (room)
        out[to.len < room ? to.len : room - 1] = '\0';
    return to.len;
}
