/* GLC-SEC-002: how long a secret lives between two rotations. */
#include "checks/natives.h"
#include "checks/schedule.h"

enum gl_truth gl_rotates_within_days(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    int64_t days, most;
    struct gl_str text;

    if (!gl_scalar_as_i64(argument, GL_DIALECT_CORE, &most))
        return GL_FALSE;
    if (!gl_value_text(value, &text)) {
        gl_culprit(ctx, value);
        return value->type == GL_LIST || value->type == GL_MAP ? GL_FALSE : GL_MAYBE;
    }
    return gl_truth_of(gl_schedule_longest_gap(text, &days) && days <= most);
}
