/* Discovery of what kustomizations name: bases above the scanned folder, and files that discovery leaves out
 * because nothing else reads them.
 *
 * Followed is what lies in the scanned folder or in its repository. Without a repository a kustomization of
 * the scanned folder opens the folder around what it names, and what is read there opens nothing more. Never
 * through a symbolic link. One thread, between two phases of reading. */
#ifndef GL_DISCOVER_NAMED_H
#define GL_DISCOVER_NAMED_H

#include "discover.h"
#include "front/kustomize/kustomize.h"

/* The files of list->items[from..] that are no inputs yet, sorted by path and not read; `refused` is set
 * where a name is not followed. */
void gl_discover_named(struct gl_discovery *discovery, struct gl_kust_named_list *list, size_t from,
                       struct gl_inputs *ret_more);
/* Takes them, read by now, into the inputs; without a repository the root may grow, and uris with it. */
void gl_discover_merge(struct gl_discovery *discovery, const struct gl_inputs *more);

#endif
