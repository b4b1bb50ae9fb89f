/* Message templates of checks ("{resource} has SslPolicy {SslPolicy}"); see checks/README.md "Messages". */
#ifndef GL_ENGINE_MESSAGE_H
#define GL_ENGINE_MESSAGE_H

#include "engine/path.h"

/* Text in ctx->arena. `element` is the current one of for_each, or NULL. */
struct gl_str gl_message_render(struct gl_check_ctx *ctx, struct gl_str template,
                                const struct gl_value *element);

#endif
