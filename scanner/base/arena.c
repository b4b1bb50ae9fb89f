#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/format.h"
#include "base/pages.h"

#if defined(__SANITIZE_ADDRESS__)
#define POISONING 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONING 1
#endif
#endif

#ifdef POISONING
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
enum { RED_ZONE = 0 };
#endif

enum { ALIGNMENT = 16, FIRST_CHUNK = 8 * 1024, GROWTH = 4, LARGEST_STEP = 4 * 1024 * 1024 };
enum { FIRST_ITEMS = 4 }; /* most lists stay that short */

struct gl_arena_chunk {
    struct gl_arena_chunk *older;
    size_t size;   /* bytes after the header */
    size_t mapped; /* bytes of gl_pages_map, header and all; 0: from calloc */
    size_t unused; /* keeps the data aligned */
};

_Static_assert(sizeof(struct gl_arena_chunk) % ALIGNMENT == 0, "chunk data must stay aligned");

void gl_arena_init(struct gl_arena *arena)
{
    *arena = (struct gl_arena){0};
}

static void free_chunk(struct gl_arena_chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk, sizeof *chunk + chunk->size);
    if (chunk->mapped)
        gl_pages_unmap(chunk, chunk->mapped);
    else
        free(chunk);
}

void gl_arena_free(struct gl_arena *arena)
{
    struct gl_arena_chunk *chunk = arena->head;

    while (chunk) {
        struct gl_arena_chunk *older = chunk->older;

        free_chunk(chunk);
        chunk = older;
    }
    *arena = (struct gl_arena){0};
}

void gl_arena_reset(struct gl_arena *arena)
{
    struct gl_arena_chunk *chunk = arena->head;

    if (!chunk)
        return;
    while (chunk->older) {
        struct gl_arena_chunk *older = chunk->older;

        chunk->older = older->older;
        free_chunk(older);
    }
    *arena = (struct gl_arena){.head = chunk, .total = chunk->size, .is_used_before = true};
    arena->next = (char *)(chunk + 1);
    arena->end = arena->next + chunk->size;
    ASAN_POISON_MEMORY_REGION(arena->next, chunk->size);
}

/* AddressSanitizer watches memory that comes from calloc. */
static bool takes_pages(size_t size)
{
    return size >= GL_HUGE_PAGE && RED_ZONE == 0;
}

/* A zeroed chunk with room for `size` bytes. */
static struct gl_arena_chunk *make_chunk(size_t size)
{
    struct gl_arena_chunk *chunk;
    size_t mapped = 0;

    if (takes_pages(size)) {
        mapped = (sizeof *chunk + size + GL_HUGE_PAGE - 1) / GL_HUGE_PAGE * GL_HUGE_PAGE;
        chunk = gl_pages_map(mapped);
        size = mapped - sizeof *chunk;
    } else {
        chunk = calloc(1, sizeof *chunk + size);
        gl_assert(chunk != NULL);
    }
    chunk->size = size;
    chunk->mapped = mapped;
    return chunk;
}

static void add_chunk(struct gl_arena *arena, size_t needed)
{
    size_t size = arena->head ? arena->head->size * GROWTH : FIRST_CHUNK;
    struct gl_arena_chunk *chunk;

    if (size > LARGEST_STEP)
        size = LARGEST_STEP - sizeof *chunk;
    if (size < needed)
        size = needed;
    chunk = make_chunk(size);
    chunk->older = arena->head;
    arena->head = chunk;
    arena->next = (char *)(chunk + 1);
    arena->end = arena->next + chunk->size;
    arena->total += chunk->size;
    arena->is_used_before = false;
    ASAN_POISON_MEMORY_REGION(arena->next, chunk->size);
}

void *gl_arena_alloc(struct gl_arena *arena, size_t count, size_t size)
{
    size_t bytes, room;
    void *memory;

    gl_assert(!__builtin_mul_overflow(count, size, &bytes) && bytes < SIZE_MAX / 4);
    room = ((bytes ? bytes : 1) + ALIGNMENT - 1 + RED_ZONE) / ALIGNMENT * ALIGNMENT;
    if (!arena->head || (size_t)(arena->end - arena->next) < room)
        add_chunk(arena, room);
    memory = arena->next;
    arena->next += room;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    return bytes && arena->is_used_before ? memset(memory, 0, bytes) : memory;
}

struct gl_str gl_arena_copy(struct gl_arena *arena, struct gl_str s)
{
    char *copy = gl_arena_alloc(arena, s.len + 1, 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct gl_str){copy, s.len};
}

struct gl_str gl_arena_vprintf(struct gl_arena *arena, const char *format, va_list args)
{
    va_list again;
    size_t len;
    char *text;

    va_copy(again, args);
    len = gl_vformat(NULL, 0, format, args);
    text = gl_arena_alloc(arena, len + 1, 1);
    gl_vformat(text, len + 1, format, again);
    va_end(again);
    return (struct gl_str){text, len};
}

struct gl_str gl_arena_printf(struct gl_arena *arena, const char *format, ...)
{
    struct gl_str text;
    va_list args;

    va_start(args, format);
    text = gl_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void gl_arena_adopt(struct gl_arena *into, struct gl_arena *from)
{
    struct gl_arena_chunk *last = from->head;

    if (!last)
        return;
    if (!into->head) {
        *into = *from;
    } else { /* behind the current chunk of `into`, which still has room */
        while (last->older)
            last = last->older;
        last->older = into->head->older;
        into->head->older = from->head;
        into->total += from->total;
    }
    *from = (struct gl_arena){0};
}

void *gl_arena_grow(struct gl_arena *arena, void *items, size_t len, size_t *capacity, size_t size)
{
    char *grown;

    if (len < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : FIRST_ITEMS;
    grown = gl_arena_alloc(arena, *capacity, size);
    if (len)
        memcpy(grown, items, len * size);
    return grown;
}
