/* Moments as RFC 3339 writes them, and spans of time as Go does. */
#ifndef GL_TERRAFORM_FUNCTION_DATE_H
#define GL_TERRAFORM_FUNCTION_DATE_H

#include "base/arena.h"
#include "base/buf.h"

struct gl_tf_moment {
    int64_t seconds; /* since 1970-01-01T00:00:00Z */
    int32_t nanoseconds;
    int32_t offset; /* of the zone it was written in, in seconds east of UTC */
    bool is_utc;    /* written with Z, or with an offset of nothing */
};

struct gl_tf_calendar {
    int64_t year;
    int month, day, hour, minute, second; /* month and day from 1 */
    int weekday;                          /* 0 is Sunday */
};

bool gl_tf_parse_moment(struct gl_str text, struct gl_tf_moment *ret_moment);
/* The forms of YAML 1.1 that Go reads: a date alone, T, t or a space before the time, parts of one digit, no
 * zone. */
bool gl_tf_parse_yaml_moment(struct gl_str text, struct gl_tf_moment *ret_moment);
/* RFC 3339 without fractions. */
void gl_tf_print_moment(struct gl_buf *out, const struct gl_tf_moment *moment);
/* "+05:30"; at UTC `utc`, unless that is NULL. */
void gl_tf_print_zone(struct gl_buf *out, const struct gl_tf_moment *moment, const char *utc,
                      const char *colon);
struct gl_tf_calendar gl_tf_calendar_of(const struct gl_tf_moment *moment); /* in its own zone */
/* "1h30m", "-1.5h", "300ms", "0"; in nanoseconds. */
bool gl_tf_parse_duration(struct gl_str text, int64_t *ret_nanoseconds);

#endif
