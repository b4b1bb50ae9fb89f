/* What a fallible function answers, and the assertion that is on in every build. */
#ifndef GL_BASE_ERROR_H
#define GL_BASE_ERROR_H

#include <stdbool.h>

/* Callers branch on these only; the text for people is in the diagnostics (diag.h). */
enum gl_err {
    GL_OK = 0,
    GL_ERR_IO,          /* the operating system refused */
    GL_ERR_SYNTAX,      /* the bytes are not what the format allows */
    GL_ERR_LIMIT,       /* larger, deeper or more than limits.h allows */
    GL_ERR_UNSUPPORTED, /* well-formed, but glacis does not know it */
    GL_ERR_USAGE,       /* the user's command line, baseline or configuration is wrong */
};

#define GL_MUST_CHECK __attribute__((warn_unused_result))

/* A bug of ours. Input is never asserted on. */
#define gl_assert(condition) ((condition) ? (void)0 : gl_bug(#condition, __FILE__, __LINE__))
_Noreturn void gl_bug(const char *what, const char *file, int line);

#endif
