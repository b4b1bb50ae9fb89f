/* `glacis debug network`: the AWS network that the model holds, one line a thing, for tests and for people
 * who ask why.
 */
#ifndef GL_PRINT_NETWORK_H
#define GL_PRINT_NETWORK_H

#include "base/buf.h"
#include "network/model.h"

void gl_print_network(struct gl_buf *out, const struct gl_nw *nw);

#endif
