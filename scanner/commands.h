/* Commands that scan nothing: pages about glacis itself, its checks and its baselines. Each prints on
 * standard output, tells what is wrong on standard error, and returns the exit code of CONTRACT.md. */
#ifndef GL_COMMANDS_H
#define GL_COMMANDS_H

#include "options.h"

int gl_command_help(const struct gl_options *options);
/* The pages of the checks named by id or name. */
int gl_command_explain(const struct gl_options *options, unsigned width);
int gl_command_baseline(const struct gl_options *options);
/* For tests, and for people who ask why: `debug eval EXPRESSION...` or `--batch`, `debug spans FILE`; tree,
 * graph and resources of what the paths hold (load.h). */
int gl_command_debug(const struct gl_options *options);

#endif
