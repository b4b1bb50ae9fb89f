/* Parts of the command line that options.c leaves to files of their own. Sentences as those of
 * gl_options_parse. */
#ifndef GL_OPTIONS_PARTS_H
#define GL_OPTIONS_PARTS_H

#include "options_table.h"

/* -f and -o, in the order of the command line. */
void gl_outputs_take_format(struct gl_arena *arena, struct gl_options *options, struct gl_str format);
enum gl_err gl_outputs_take_file(struct gl_arena *arena, struct gl_options *options, struct gl_str file,
                                 struct gl_buf *reterr_message) GL_MUST_CHECK;
/* Finds the writers, when the command is known; the default one where none was asked for. */
enum gl_err gl_outputs_resolve(struct gl_arena *arena, struct gl_options *options,
                               struct gl_buf *reterr_message) GL_MUST_CHECK;

/* A value of an option that only reach and diff have; false: reterr_allowed says what it takes. */
bool gl_reach_option_take(struct gl_arena *arena, struct gl_reach_options *reach, enum gl_option_id id,
                          struct gl_str value, const char **reterr_allowed);
/* What only all options of reach or diff together show. */
enum gl_err gl_reach_options_check(const struct gl_options *options,
                                   struct gl_buf *reterr_message) GL_MUST_CHECK;

#endif
