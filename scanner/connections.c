#include "connections.h"

void gl_print_connections(struct gl_nw_cache *cache, struct gl_buf *out)
{
    (void)cache;
    (void)out;
}
