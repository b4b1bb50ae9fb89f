/* Message templates of checks ("{resource} has SslPolicy {SslPolicy}"); see checks/README.md "Messages".
 * Compiled once a check, rendered once a finding. */
#ifndef GL_ENGINE_MESSAGE_H
#define GL_ENGINE_MESSAGE_H

#include "engine/path.h"

enum gl_part_kind {
    GL_PART_TEXT = 0,
    GL_PART_RESOURCE, /* {resource} */
    GL_PART_NAME,     /* {name} */
    GL_PART_EACH,     /* {each} */
    GL_PART_PARAM,    /* {param:NAME} */
    GL_PART_PATH,     /* {PATH} */
};

struct gl_part {
    enum gl_part_kind kind;
    struct gl_str text; /* TEXT; the name of PARAM, ending in NUL */
    struct gl_path path;
};

struct gl_template {
    struct gl_part *parts;
    size_t len;
};

/* False with a sentence in *reterr_why when a placeholder is no path. */
bool gl_template_compile(struct gl_arena *arena, struct gl_str text, struct gl_template *ret_template,
                         const char **reterr_why);
/* Text in ctx->arena, or of the check itself. `element` is the current one of for_each, or NULL. */
struct gl_str gl_template_render(struct gl_check_ctx *ctx, const struct gl_template *template,
                                 const struct gl_value *element);

#endif
