/* The words of verdicts and severities, for tests that link no engine. */
#include "engine/finding.h"

const char *gl_verdict_word(enum gl_verdict verdict)
{
    static const char *const words[] = {"not-applicable", "pass", "open", "fail"};

    return words[verdict];
}

const char *gl_severity_word(enum gl_severity severity)
{
    static const char *const words[] = {"low", "medium", "high", "critical"};

    return words[severity];
}

bool gl_severity_parse(struct gl_str word, enum gl_severity *ret_severity)
{
    for (int i = GL_LOW; i <= GL_CRITICAL; i++) {
        if (gl_str_eq(word, gl_str_of(gl_severity_word((enum gl_severity)i)))) {
            *ret_severity = (enum gl_severity)i;
            return true;
        }
    }
    return false;
}
