/* Thread pool: runs one function over the indices 0..count-1, then waits for all of them.
 *
 * One atomic cursor hands out indices; there is no lock inside a phase and no order between indices: whoever
 * needs order sorts afterwards, so -j1 and -j8 give the same bytes. With one thread everything runs in the
 * caller. */
#ifndef GL_BASE_POOL_H
#define GL_BASE_POOL_H

#include <stddef.h>

typedef void gl_job_fn(void *context, size_t index, unsigned worker);

struct gl_pool {
    unsigned threads; /* 1..GL_MAX_THREADS */
};

void gl_pool_init(struct gl_pool *pool, unsigned threads); /* 0: one per online processor */
void gl_pool_run(struct gl_pool *pool, size_t count, gl_job_fn *job, void *context);

#endif
