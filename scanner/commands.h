/* Commands that check nothing: pages about glacis itself, its checks and its baselines; what it makes of a
 * tree; who reaches whom in it. Each prints on standard output, tells what is wrong on standard error, and
 * returns the exit code of CONTRACT.md. */
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
/* `debug packets PATH... QUESTIONS.jsonl`: each line asks about one packet; `debug flows PATH...`: who can
 * talk to whom in the networks of AWS. */
int gl_command_debug_network(const struct gl_options *options);
/* Who can talk to whom in the clusters of what the paths hold, or the answer to one question. */
int gl_command_reach(const struct gl_options *options);
/* The same of the AWS network: without --pods. */
int gl_command_reach_network(const struct gl_options *options);
/* How many changes stand between an origin and each data store and workload. */
int gl_command_depth(const struct gl_options *options);
/* Which connections the second path has and the first one has not, and the other way round. */
int gl_command_diff(const struct gl_options *options);

#endif
