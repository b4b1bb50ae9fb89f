/* What libyaml's sentences mean for the person who wrote the file, and what to do about them. */
#ifndef GL_READ_YAML_PROBLEMS_H
#define GL_READ_YAML_PROBLEMS_H

#include "base/str.h"

struct gl_yaml_problem {
    const char *cause;  /* libyaml's own sentence where there is no better one */
    const char *remedy; /* may be NULL */
};

/* `found` is the byte at the place of the problem; empty at the end of the file. */
struct gl_yaml_problem gl_yaml_problem(const char *sentence, struct gl_str found);

#endif
