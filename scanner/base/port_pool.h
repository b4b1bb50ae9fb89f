/* Sets of ports by number: equal sets have equal numbers, and operations on them are remembered.
 *
 * A pool may stand on another one that is not changed any more: it then knows the numbers of both, and
 * several threads can each have their own on top of a common one. Memory of its arena. */
#ifndef GL_BASE_PORT_POOL_H
#define GL_BASE_PORT_POOL_H

#include "base/portset.h"

enum { GL_PORTS_NONE = 0, GL_PORTS_ALL = 1 }; /* numbers that every pool has */

struct gl_port_pool_op;

struct gl_port_pool {
    struct gl_arena *arena;
    const struct gl_port_pool *base;
    struct gl_portset *sets; /* those that the base does not have */
    size_t len, capacity;
    uint32_t *slots; /* by content: number + 1, 0 is empty */
    size_t slot_len;
    struct gl_port_pool_op *ops; /* results: open addressing */
    size_t op_len, op_capacity;
};

/* `all` gets the number ALL: no set that is added later may hold more. */
void gl_port_pool_init(struct gl_port_pool *pool, struct gl_arena *arena, struct gl_portset all);
void gl_port_pool_init_on(struct gl_port_pool *pool, struct gl_arena *arena, const struct gl_port_pool *base);
/* A set that is new is borrowed, or (copy) its ranges are copied into the arena of the pool. */
uint32_t gl_port_pool_add(struct gl_port_pool *pool, struct gl_portset set);
uint32_t gl_port_pool_add_copy(struct gl_port_pool *pool, struct gl_portset set);
struct gl_portset gl_port_pool_get(const struct gl_port_pool *pool, uint32_t number);
uint32_t gl_port_pool_union(struct gl_port_pool *pool, uint32_t a, uint32_t b);
uint32_t gl_port_pool_both(struct gl_port_pool *pool, uint32_t a, uint32_t b); /* intersection */
uint32_t gl_port_pool_minus(struct gl_port_pool *pool, uint32_t a, uint32_t b);

#endif
