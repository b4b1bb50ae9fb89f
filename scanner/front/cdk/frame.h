/* Stack frames of the synthesising machine; private to front/cdk.
 *
 * The forms that aws-cdk-lib and V8 write:
 *   new DataStack (/abs/lib/data-stack.ts:45:21)
 *       at Object.<anonymous> (C:\app\bin\app.ts:1:2)
 *   at async main (file:///app/bin/app.mjs:3:1)
 *   at /abs/lib/edge-stack.ts:67:27
 *   /abs/lib/edge-stack.ts:67: (/abs/lib/edge-stack.ts:67:2)   what aws-cdk-lib 2.276 makes of the one above:
 *                                                              it takes the last digit off the column
 * Summaries ("...aws-cdk-lib...", "...node internals, ts-node...") and "(no user code in 10 frames, ...)" are
 * no frames. */
#ifndef GL_FRONT_CDK_FRAME_H
#define GL_FRONT_CDK_FRAME_H

#include "base/str.h"

struct gl_frame {
    struct gl_str file;    /* absolute, as the synthesising machine writes it, without file:// */
    uint32_t line, column; /* from 1; columns are UTF-16 units; column 0: not reliable */
};

/* False when the text is no frame, or one of the library, of node or of a runtime that drives it. */
bool gl_frame_parse(struct gl_str text, struct gl_frame *ret_frame);

#endif
