/* Snapshots: what `aws ec2 describe-vpcs` and its like answered, in files.
 *
 * A file holds the answer of one call ({"Vpcs": [...]}) or one object of several lists; the files of a folder
 * are one unit. Several files of a folder that each hold several lists, and some list twice, are several
 * snapshots: each is a unit of its own.
 *
 * Items become resources in canonical shape (tables/ says which member becomes which property), named by
 * their AWS id, with the place of the answer. An id or ARN of something else in the snapshot (or in another
 * one of the scan) becomes a GL_REF; of something that is in none it stays the text. What an answer does not
 * carry is not known, which is not an absence; which lists there were, graph/snapshot.h tells. */
#ifndef GL_SNAPSHOT_SNAPSHOT_H
#define GL_SNAPSHOT_SNAPSHOT_H

#include "front/input.h"

/* Is the document the answer of a describe call, or an object of such lists? */
bool gl_snap_is_answer(const struct gl_value *root);
/* Makes units of all inputs of kind GL_INPUT_SNAPSHOT and claims them. One thread; all memory in `arena`. */
void gl_snap_load(struct gl_arena *arena, struct gl_inputs *inputs, const struct gl_front_options *options,
                  struct gl_front_output *output, struct gl_diags *diags);

#endif
