#include "engine/settle.h"

static bool accepts(const struct gl_exception *exception, const struct gl_finding *finding)
{
    return (gl_str_eq(exception->check, GL_STR("*")) || gl_str_eq(exception->check, finding->check->id)) &&
           gl_str_glob(finding->resource->address, exception->scope, false);
}

static void apply(const struct gl_exception *exception, struct gl_findings *findings, struct gl_str today,
                  struct gl_diags *diags)
{
    bool is_expired = gl_str_cmp(exception->expires, today) < 0, is_used = false;

    for (size_t i = 0; i < findings->len; i++) {
        struct gl_finding *finding = findings->items[i];

        if ((finding->verdict != GL_FAIL && finding->verdict != GL_OPEN) || !accepts(exception, finding))
            continue;
        is_used = true;
        if (!is_expired && !finding->exception)
            finding->exception = exception;
    }
    if (is_expired)
        gl_diag_add(diags, GL_DIAG_NOTE, exception->span, "renew it with a reason, or remove it",
                    "exception for %.*s on %.*s expired on %.*s; it accepts nothing",
                    GL_STR_ARG(exception->check), GL_STR_ARG(exception->scope),
                    GL_STR_ARG(exception->expires));
    else if (!is_used)
        gl_diag_add(diags, GL_DIAG_NOTE, exception->span, "remove it",
                    "exception for %.*s on %.*s matches no finding of this scan",
                    GL_STR_ARG(exception->check), GL_STR_ARG(exception->scope));
}

void gl_settle(struct gl_findings *findings, const struct gl_baseline *baseline, struct gl_str today,
               struct gl_diags *diags)
{
    for (size_t i = 0; i < baseline->exception_len; i++)
        apply(&baseline->exceptions[i], findings, today, diags);
    findings->count[GL_FAIL] = findings->count[GL_OPEN] = findings->suppressed = 0;
    for (size_t i = 0; i < findings->len; i++) {
        const struct gl_finding *finding = findings->items[i];

        if (finding->exception)
            findings->suppressed++;
        else if (finding->verdict == GL_FAIL || finding->verdict == GL_OPEN)
            findings->count[finding->verdict]++;
    }
}

bool gl_findings_reach(const struct gl_findings *findings, enum gl_severity fail_on, bool with_open)
{
    for (size_t i = 0; i < findings->len; i++) {
        const struct gl_finding *finding = findings->items[i];

        if (finding->exception || finding->severity < fail_on)
            continue;
        if (finding->verdict == GL_FAIL || (with_open && finding->verdict == GL_OPEN))
            return true;
    }
    return false;
}
