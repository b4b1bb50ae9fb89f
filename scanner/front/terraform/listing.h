/* What lies in a folder, for modules that are read on demand and for fileset(). Links are not followed. */
#ifndef GL_TERRAFORM_LISTING_H
#define GL_TERRAFORM_LISTING_H

#include "base/arena.h"

/* Names, sorted, without "." and ".."; none when the folder cannot be read. `folder` ends in NUL. */
size_t gl_tf_names_in(struct gl_arena *arena, struct gl_str folder, struct gl_str **ret_names);
/* Regular files in it and in the folders below, at most `most`, as sorted paths relative to it. */
size_t gl_tf_files_below(struct gl_arena *arena, struct gl_str folder, size_t most,
                         struct gl_str **ret_paths);

#endif
