/* {test: eks_supports, path: Version, with: DATE}: is the Kubernetes version in EKS's standard support on
 * that day, or on the day of the scan where it is empty? Source: Amazon EKS User Guide, "Understand the
 * Kubernetes version lifecycle on EKS", release calendar as of April 2026. What came later than the last one
 * counts as supported, what came before the first does not. */
#include "checks/natives.h"

static const struct {
    unsigned minor; /* of 1.x */
    struct gl_str until;
} calendar[] = {
    {29, GL_STR_INIT("2025-03-23")}, {30, GL_STR_INIT("2025-07-23")}, {31, GL_STR_INIT("2025-11-26")},
    {32, GL_STR_INIT("2026-03-23")}, {33, GL_STR_INIT("2026-07-29")}, {34, GL_STR_INIT("2026-12-02")},
    {35, GL_STR_INIT("2027-03-27")},
};

/* "1.31" -> 31 */
static bool read_minor(struct gl_str version, unsigned *ret_minor)
{
    *ret_minor = 0;
    if (!gl_str_starts_with(version, GL_STR("1.")) || version.len < 3 || version.len > 5)
        return false;
    for (size_t i = 2; i < version.len; i++) {
        if (!gl_is_digit(version.ptr[i]))
            return false;
        *ret_minor = *ret_minor * 10 + (unsigned)(version.ptr[i] - '0');
    }
    return true;
}

enum gl_truth gl_eks_supports(struct gl_check_ctx *ctx, const struct gl_value *value,
                              const struct gl_value *argument)
{
    size_t len = sizeof calendar / sizeof *calendar;
    struct gl_str version, day;
    unsigned minor;

    if (!gl_value_text(value, &version) || !gl_value_text(argument, &day)) {
        gl_culprit(ctx, value);
        return GL_MAYBE;
    }
    if (!day.len)
        day = ctx->today;
    if (!read_minor(version, &minor))
        return GL_FALSE;
    for (size_t i = 0; i < len; i++) {
        if (calendar[i].minor == minor)
            return gl_truth_of(gl_str_cmp(day, calendar[i].until) <= 0);
    }
    return gl_truth_of(minor > calendar[len - 1].minor);
}
