/* The names in a folder. */
#ifndef GL_TERRAFORM_LISTING_H
#define GL_TERRAFORM_LISTING_H

#include "base/arena.h"

/* Sorted, without "." and ".."; none when the folder cannot be read. `folder` ends in NUL. */
size_t gl_tf_names_in(struct gl_arena *arena, struct gl_str folder, struct gl_str **ret_names);

#endif
