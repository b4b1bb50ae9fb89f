#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void gl_bug(const char *what, const char *file, int line)
{
    fprintf(stderr, "glacis: bug: %s at %s:%d; tell the developers what was scanned\n", what, file, line);
    abort();
}
