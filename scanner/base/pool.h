/* Thread pool: runs one function over the indices 0..count-1, then waits for all of them.
 *
 * One atomic cursor hands out indices; there is no lock inside a phase and no order between indices: whoever
 * needs order sorts afterwards, so -j1 and -j8 give the same bytes. With one thread everything runs in the
 * caller. */
#ifndef GL_BASE_POOL_H
#define GL_BASE_POOL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/limits.h"

typedef void gl_job_fn(void *context, size_t index, unsigned worker);

enum { GL_CACHE_LINE = 64 };

/* Neighbours do not share a cache line, which two workers that write their own would pass to and fro. */
struct gl_worker_arena {
    struct gl_arena arena;
    char apart[GL_CACHE_LINE];
};

struct gl_pool {
    unsigned threads;                              /* 1..GL_MAX_THREADS */
    struct gl_worker_arena arenas[GL_MAX_THREADS]; /* see gl_pool_arena */
};

void gl_pool_init(struct gl_pool *pool, unsigned threads); /* 0: one per online processor */
void gl_pool_free(struct gl_pool *pool);
/* For what the jobs of a worker make and leave behind, in all phases: it lives as long as the pool. */
static inline struct gl_arena *gl_pool_arena(struct gl_pool *pool, unsigned worker)
{
    return &pool->arenas[worker].arena;
}
void gl_pool_run(struct gl_pool *pool, size_t count, gl_job_fn *job, void *context);

#endif
