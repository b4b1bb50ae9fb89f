/* Writes one byte behind an arena object: only the poisoned red zones of base/arena.c can catch it. */
#include "base/arena.h"

int main(int argc, char **argv)
{
    struct gl_arena arena;
    size_t size = (size_t)argc * 16;
    volatile char *object;

    (void)argv;
    gl_arena_init(&arena);
    object = gl_arena_alloc(&arena, size, 1);
    (void)gl_arena_alloc(&arena, size, 1);
    object[size] = 1;
    gl_arena_free(&arena);
    return 0;
}
