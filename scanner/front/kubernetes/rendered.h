/* What `helm template` wrote, back to the lines of the templates.
 *
 * Helm names the template of each document ("# Source: shop/templates/web.yaml") but not its lines. They are
 * aligned: a line of the template without actions stands for itself; one with {{ }} matches where its literal
 * parts do; an action at a line's end may have written any number of lines; after a jump back (the next turn
 * of a range) the alignment goes on. The best alignment of a document is the one with the most matched text.
 * A line that no line of the template matches has the place of the line before it, at the top the first line.
 * Scratch memory is given back; documents whose alignment would need more than GL_MAX_RENDERED_CELLS keep the
 * first line. */
#ifndef GL_KUBERNETES_RENDERED_H
#define GL_KUBERNETES_RENDERED_H

#include "base/source.h"
#include "tree/value.h"

/* The path in the last "# Source: PATH" between two offsets of what was rendered, without the name of the
 * chart; empty: there is none. */
struct gl_str gl_k8s_rendered_source(struct gl_str text, size_t from, size_t to);
/* Gives every key and value of `root`, which was read from `rendered`, its place in `into_source`, whose
 * text is read. The tree must not be shared yet. */
void gl_k8s_place_rendered(const struct gl_source *rendered, const struct gl_source *into_source,
                           struct gl_value *root);

#endif
