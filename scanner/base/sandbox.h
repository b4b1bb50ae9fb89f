/* The cage a scan runs in: a template that finds a mistake in glacis must not find the machine behind it.
 *
 * Where the kernel has them, seccomp takes away sockets, new programs and looking into other processes, and
 * Landlock takes away writing to files outside the folders of the reports. Where it has not, nothing happens:
 * the cage is a second wall, the first one is the code. Enter it before the first thread is made. */
#ifndef GL_BASE_SANDBOX_H
#define GL_BASE_SANDBOX_H

#include "base/str.h"

struct gl_sandbox {
    bool has_seccomp, has_landlock;
};

/* `written` are the files that will still be written; each ends in NUL. There is no way back. */
struct gl_sandbox gl_sandbox_enter(const struct gl_str *written, size_t len);

#endif
