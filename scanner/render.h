/* --render helm: the user's own `helm template`, run on each chart before the cage is entered.
 *
 * The only place where glacis starts a program, and only when it was asked to. `helm` is looked for in the
 * absolute folders of PATH, so that nothing in the scanned tree can take its place; it gets an argument
 * vector (no shell), an environment of its own (no plugins, repositories, registries or kubeconfig), no
 * standard input, no network where the kernel can take it away (a network namespace), GL_MAX_RENDER_SECONDS
 * and GL_MAX_FILE_SIZE bytes of output; its process group is killed beyond them. Dependencies are not
 * downloaded. Linux; one thread. */
#ifndef GL_RENDER_H
#define GL_RENDER_H

#include "options.h"

/* Fills options->rendered: one for each chart below the operands, in the order of their paths. `path` and
 * `home` are of the environment and may be NULL. */
void gl_render_charts(struct gl_arena *arena, struct gl_options *options, const char *path, const char *home);

#endif
