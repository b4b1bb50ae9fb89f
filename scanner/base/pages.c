#define _DEFAULT_SOURCE /* madvise */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/error.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_WATCHED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_WATCHED true
#endif
#endif
#ifndef IS_WATCHED
#define IS_WATCHED false
#endif

bool gl_pages_are_used(void)
{
    return !IS_WATCHED;
}

void *gl_pages_map(size_t size)
{
    size_t before, after;
    char *block = mmap(NULL, size + GL_HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    gl_assert(block != MAP_FAILED);
    before = (GL_HUGE_PAGE - (uintptr_t)block % GL_HUGE_PAGE) % GL_HUGE_PAGE;
    after = GL_HUGE_PAGE - before;
    if (before)
        gl_assert(munmap(block, before) == 0);
    if (after)
        gl_assert(munmap(block + before + size, after) == 0);
    (void)madvise(block + before, size, MADV_HUGEPAGE); /* only advice */
    return block + before;
}

void gl_pages_unmap(void *pages, size_t size)
{
    gl_assert(munmap(pages, size) == 0);
}
