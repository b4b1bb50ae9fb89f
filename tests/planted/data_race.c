/* Two workers write one variable without order: ThreadSanitizer must say so. */
#include "base/pool.h"

struct shared {
    volatile long counter;
};

static void increment(void *context, size_t index, unsigned worker)
{
    struct shared *shared = context;

    (void)worker;
    for (size_t i = 0; i < 100000; i++)
        shared->counter += (long)index + 1;
}

int main(void)
{
    struct gl_pool pool;
    struct shared shared = {0};

    gl_pool_init(&pool, 4);
    gl_pool_run(&pool, 64, increment, &shared);
    return shared.counter > 0 ? 0 : 1;
}
