/* A route table by address: which row sends a packet on.
 *
 * Of the rows that are surely there the longest prefix counts, of equal ones the order of the table (local,
 * static, propagated); a propagated row never stands before a local one, however long it is. Rows that may be
 * there, or whose destination is not known, are possibilities beside that.
 * Source: Amazon VPC user guide, "Route priority". */
#ifndef GL_NETWORK_ROWS_H
#define GL_NETWORK_ROWS_H

#include "network/cache.h"

/* One way that a part of the destinations goes. */
struct gl_nw_row {
    const struct gl_nw_route *route; /* NULL: no row */
    struct gl_ipset part;
    enum gl_match truth;
    const struct gl_value *culprit;
};

struct gl_nw_row_list {
    struct gl_nw_row *items;
    size_t len;
};

/* The parts of `to` with one gateway (or none) are one. `ret` is from the arena. */
struct gl_nw_row_list gl_nw_rows_of(struct gl_nw_cache *cache, struct gl_arena *arena, uint32_t table,
                                    struct gl_ipset to);

#endif
