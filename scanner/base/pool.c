#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/error.h"

struct phase {
    atomic_size_t next;
    size_t count;
    gl_job_fn *job;
    void *context;
};

struct worker {
    struct phase *phase;
    pthread_t thread;
    unsigned index;
};

void gl_pool_init(struct gl_pool *pool, unsigned threads)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (threads == 0)
        threads = online > 0 ? (unsigned)online : 1;
    *pool = (struct gl_pool){.threads = threads > GL_MAX_THREADS ? GL_MAX_THREADS : threads};
}

void gl_pool_free(struct gl_pool *pool)
{
    for (unsigned i = 0; i < pool->threads; i++)
        gl_arena_free(&pool->arenas[i].arena);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct phase *phase = worker->phase;

    for (;;) {
        size_t index = atomic_fetch_add_explicit(&phase->next, 1, memory_order_relaxed);

        if (index >= phase->count)
            return NULL;
        phase->job(phase->context, index, worker->index);
    }
}

void gl_pool_run(struct gl_pool *pool, size_t count, gl_job_fn *job, void *context)
{
    struct phase phase = {.count = count, .job = job, .context = context};
    struct worker workers[GL_MAX_THREADS];
    unsigned threads = pool->threads < count ? pool->threads : (unsigned)count, started = 1;

    for (; started < threads; started++) {
        workers[started] = (struct worker){.phase = &phase, .index = started};
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break; /* fewer threads do the same work */
    }
    workers[0] = (struct worker){.phase = &phase};
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        gl_assert(pthread_join(workers[i].thread, NULL) == 0);
}
